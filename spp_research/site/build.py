"""`spp site`: the write-ups that are signed off for everyone, as a small website.

Nothing is read from `reports/`: each write-up is made afresh for the public, so that a report for
another audience cannot land here. The whole site is made in scratch and put in place in one step,
and no page of the site before is carried over, so that one that was taken back is gone. What others
put into the folder stays; see `site_others`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.catalogue import speaking
from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.kinds import BEST_PRACTICE
from spp_research.publish.placing import replacing, scratch_folder, sweep_scratch
from spp_research.run.cache import file_hash
from spp_research.settings import read_settings
from spp_research.workspace import Workspace

from . import folder as site_folder
from .ahead import Ahead, compared
from .followed import NOBODY, Onlooker
from .store import Store, key_of, store_of
from .unchanged import note, noted, state_of

if TYPE_CHECKING:
    from spp_research.publish.renderers import Renderer

    from .content import SharedPractice, Site
    from .documents import SharedDocument
    from .reported import ReportPage


# What is done for all pages together, as whoever follows is told.
SETTING, WRITING = "setting what is not yet in Word and PDF", "writing the pages"
LINKS, PUTTING = "looking at the links", "putting the website in place"


@dataclass(frozen=True)
class SiteResult:
    """What became of a website.

    Parameters
    ----------
    folder : where it is.
    pages : the pages of practices, absolute, in the lead's order; those of closed cycles last.
    documents : the pages of documents of somebody's own, absolute.
    refused : for each school that is not on it, its name and one sentence that says why not; of a
        closed cycle, with its name.
    renderer : the name of what made it.
    aside : where files of others were put that lay among the practices; None for none.
    in_english : a sentence on how much of it is said in English; empty where nothing is.
    begun : the schools whose sign-off has no text mark and whose text is remembered from now on.
    notes : for each school whose page is as it was signed last, or lacks something, its name and
        why.
    reports : the pages of reports about all schools, absolute.
    slipped : the schools among the refused that a slip keeps away, and no decision.
    since : what is new, gone and changed since the website that was there before; None where there
        was none, or where nothing was built because nothing has changed.
    """

    folder: Path
    pages: tuple[Path, ...]
    refused: tuple[tuple[str, str], ...]
    renderer: str
    aside: Path | None = None
    in_english: str = ""
    begun: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    reports: tuple[Path, ...] = ()
    documents: tuple[Path, ...] = ()
    slipped: tuple[str, ...] = ()
    since: Ahead | None = None


@dataclass(frozen=True)
class _Made:
    """A website that was made in scratch.

    Parameters
    ----------
    folder : where it lies.
    practices : what is on it.
    unset : whose Word and PDF could not be set, and why.
    stopped : what a slip keeps from being made, where it is put in place because something else was
        taken back; else empty.
    told : of pages of the publisher's own and of Sign-off sheets, what else there is to know.
    slipped : as `SiteResult` has it.
    """

    folder: Path
    practices: tuple[SharedPractice, ...]
    refused: tuple[tuple[str, str], ...]
    renderer: str
    in_english: str
    unset: tuple[tuple[str, str], ...]
    stopped: str = ""
    reports: tuple[ReportPage, ...] = ()
    documents: tuple[SharedDocument, ...] = ()
    told: tuple[tuple[str, str], ...] = ()
    slipped: tuple[str, ...] = ()

    @property
    def begun(self) -> tuple[str, ...]:
        """The schools whose text is the first under a sign-off without a text mark."""
        return tuple(one.school.name for one in self.practices if one.news)

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """Whose page is as it was signed last, or lacks something, and why."""
        stays = tuple((one.whose, why) for one in self.practices if (why := one.stays_because))
        own = tuple((one.named, one.note) for one in self.documents if one.note)
        return (*stays, *own, *self.told, *self.unset)


def build_site(
    workspace: Workspace,
    renderer: str = "auto",
    out: Path | None = None,
    on_step: Callable[[str, str], None] = lambda school, step: None,
    follow: Onlooker = NOBODY,
) -> SiteResult:
    """Make the website of all write-ups that are signed off for the public.

    A school whose write-up may not be shown, or cannot be made, is refused with the reason; the
    others go on.

    Parameters
    ----------
    renderer : quarto, pandoc, or auto.
    out : where to put it; None means the workspace's `_site`.
    on_step : called with a school's short name and what is being done for it.
    follow : told how far the build is.

    Raises
    ------
    InterruptedRunError
        On Ctrl-C, or when `follow` wants it to end; the website is as it was.
    ConfigurationError
        When the lead's workbook, the settings or `out` cannot be used.
    EvidenceError
        When a page that is public would go because of a slip in a workbook. Nothing is put in place
        then, but for a website without what was taken back, where something was; the message says
        which.
    RenderError
        When the renderer that was asked for is missing, or fails.
    """
    from spp_research.publish.renderers import choose

    folder = (out or workspace.site).resolve()
    _refuse_strange(folder, workspace)
    chosen = choose(renderer, workspace.root)
    store = store_of(workspace, writes=True)
    state = state_of(workspace, f"{chosen.name} {chosen.version}", _day(workspace), folder)
    if told := noted(store, state, folder):
        return _as_before(folder, told, chosen.name)
    lost = site_folder.list_is_lost(folder)
    with _made(workspace, chosen, folder, on_step, store, follow, remember=True) as made:
        follow.stage(PUTTING)
        since = _compared(made, folder) if (folder / site_folder.MARKER).is_file() else None
        aside = _swap(made.folder, folder)
    if made.stopped:
        store.prune()  # something was taken back, and goes from here too
        moved = f"\nFiles of others that lay among the practices are in {aside} now."
        raise EvidenceError(made.stopped + (moved if aside else ""))
    result = SiteResult(
        folder,
        tuple(folder / practice.address for practice in made.practices),
        made.refused,
        made.renderer,
        aside,
        made.in_english,
        made.begun,
        (*made.notes, *_of_lost_list(folder, aside, lost=lost)),
        tuple(folder / report.address for report in made.reports),
        tuple(folder / document.address for document in made.documents),
        made.slipped,
        since,
    )
    after = state_of(workspace, f"{chosen.name} {chosen.version}", _day(workspace), folder)
    if after == state and not (made.unset or made.begun or lost):
        note(store, state, folder, _to_say_again(result))
    store.prune()
    return result


def _strays(workspace: Workspace) -> Iterator[tuple[str, str]]:
    """The projects of Quarto's own among the reports, which could publish those."""
    from spp_research.publish.stray_projects import said_of_strays

    for said in said_of_strays(workspace.root):
        yield "Quarto", said


def _rows_at_odds(workspace: Workspace, site: Site, store: Store) -> Iterator[tuple[str, str]]:
    """Of what is shown, the rows of its Sign-off sheet of which one changes nothing."""
    from spp_research.publish.sign_off_sheet import rows_at_odds

    settings = read_settings(workspace.settings_file)
    on = [_day(workspace).isoformat(), settings.fixes_day]
    for one in site.shown:
        title = getattr(one, "document", BEST_PRACTICE.title)
        school = one.school.slug if one.school else ""
        book = workspace.evidence_file(school) if school else workspace.lead_file
        if getattr(one, "closed_as", "") or not book.is_file():
            continue
        key = key_of("at odds", title, file_hash(book), on)
        if (said := store.get(key)) is None:
            said = json.dumps(rows_at_odds(workspace, school, title)).encode()
            store.put(key, said)
        yield from ((one.whose, sentence) for sentence in json.loads(said))


def _of_lost_list(folder: Path, aside: Path | None, *, lost: bool) -> tuple[tuple[str, str], ...]:
    """What is said where nobody could tell any more which files the kit had made."""
    if not lost:
        return ()
    where = f" They are in {aside} now: delete them if none is yours." if aside else ""
    why = (
        "This list of what the kit made was gone or could not be read. The website was made anew, "
        "and the files in the folders of its lists, pages and documents were taken out, as nobody "
        f"can tell whose they were.{where}"
    )
    return ((f"{folder.name}/{site_folder.LIST}", why),)


def _day(workspace: Workspace) -> date:
    return read_settings(workspace.settings_file).as_at or date.today()


def _to_say_again(result: SiteResult) -> dict[str, Any]:
    return {
        "pages": [page.relative_to(result.folder).as_posix() for page in result.pages],
        "documents": [page.relative_to(result.folder).as_posix() for page in result.documents],
        "refused": result.refused,
        "in_english": result.in_english,
        "notes": result.notes,
        "slipped": result.slipped,
        "reports": [page.relative_to(result.folder).as_posix() for page in result.reports],
    }


def _as_before(folder: Path, told: Mapping[str, Any], renderer: str) -> SiteResult:
    """What is said of a website that is just what would be made now."""
    return SiteResult(
        folder,
        tuple(folder / page for page in told["pages"]),
        tuple((school, why) for school, why in told["refused"]),
        renderer,
        in_english=told["in_english"],
        notes=tuple((school, why) for school, why in told["notes"]),
        slipped=tuple(told["slipped"]),
        reports=tuple(folder / page for page in told["reports"]),
        documents=tuple(folder / page for page in told["documents"]),
    )


def look_ahead(
    workspace: Workspace,
    renderer: str = "auto",
    out: Path | None = None,
    on_step: Callable[[str, str], None] = lambda school, step: None,
    preview: Path | None = None,
    follow: Onlooker = NOBODY,
) -> Ahead:
    """What `build_site` would put in place now, beside what is there; nothing is changed.

    It is made by the same steps, to the last check, so what stops the one stops the other.
    No sign-off without a text mark is taken to be about the text that is made for the look.

    Parameters
    ----------
    renderer, out, on_step, follow : as for `build_site`.
    preview : a folder that does not exist, to put the website into as it would be; None for none.

    Raises
    ------
    InterruptedRunError, ConfigurationError, EvidenceError, RenderError
        As `build_site` does.
    """
    from spp_research.publish.renderers import choose

    folder = (out or workspace.site).resolve()
    _refuse_strange(folder, workspace)
    chosen, store = choose(renderer, workspace.root), store_of(workspace, writes=False)
    with _made(workspace, chosen, folder, on_step, store, follow, remember=False) as made:
        if made.stopped:
            raise EvidenceError(made.stopped)
        foreign = site_folder.others(folder)
        site_folder.refuse_in_the_way(made.folder, folder, foreign)
        found = _compared(made, folder)
        if preview is not None:
            shutil.copytree(made.folder, preview)
    return found


def _compared(made: _Made, folder: Path) -> Ahead:
    found = compared(made.folder, folder, made.refused, made.begun, made.in_english)
    return replace(found, notes=made.notes, slipped=made.slipped)


@contextmanager
def _made(
    workspace: Workspace,
    chosen: Renderer,
    folder: Path,
    on_step: Callable[[str, str], None],
    store: Store,
    follow: Onlooker,
    *,
    remember: bool,
) -> Iterator[_Made]:
    """Make the website in scratch.

    Parameters
    ----------
    chosen : what turns write-ups into pages.
    folder : where the website is, whose pages are public now.
    store : what was made for it before.
    follow : told how far it is.
    remember : whether it is made to be put in place, so that what it says is remembered.
    """
    from spp_research.publish.frame_words import in_english

    from .content import site_of
    from .despite_slips import keep_pages, said, taken_back
    from .folder import check_links
    from .gather_all import gather_all
    from .in_sight import check_styles
    from .own import read_own
    from .take_home import with_documents

    sweep_scratch()
    with scratch_folder(keep=False) as scratch:
        own = read_own(workspace, scratch)  # first, so that a slip in it costs no time
        public = frozenset(site_folder.files(folder)) if folder.is_dir() else frozenset()
        found = gather_all(
            workspace,
            chosen.version,
            scratch,
            on_step,
            public,
            folder,
            remember=remember,
            store=store,
            follow=follow,
        )
        refused, lost = found.refused, found.lost
        follow.stage(SETTING)
        documented, unset = with_documents(found.practices, workspace.style, store)
        reports, unset_too = with_documents(found.reports, workspace.style, store)
        shown, also_unset = with_documents(found.documents, workspace.style, store)
        named = found.addressed(documented, shown, reports)
        reports = named.reports
        stays = any(place.startswith(site_folder.DOCUMENTS) for place in lost)
        site = site_of(
            workspace,
            named.practices,
            named.feed_id,
            own,
            reports,
            named.documents,
            lists_documents=stays,
            whose=found.whose,
        )
        made = scratch / "site"
        made.mkdir()
        if chosen.name == "quarto":
            from .quarto import write_site
        else:
            from .pages import write_site
        speech = read_settings(workspace.settings_file).speech("site")
        follow.stage(WRITING)
        with speaking(speech):
            write_site(site, workspace.style, made, store)
        check_styles(own.styles, workspace.style, made)
        gone = taken_back(made, folder, lost) if lost else ()
        if lost and not gone:
            raise EvidenceError("\n".join(lost.values()))
        site_folder.give_way(made, folder, own.host_files)
        left = keep_pages(made, folder, lost)
        follow.stage(LINKS)
        check_links(made, store)
        site_folder.write_list(made)
        stopped = said(lost, gone, left, ahead=not remember)
        lacking = speech.lacking.union(*(one.in_english for one in site.shown))
        english = in_english(frozenset(lacking))
        yield _Made(
            made,
            tuple(site.practices),
            refused,
            chosen.name,
            english,
            (*unset, *unset_too, *also_unset),
            stopped,
            reports,
            site.documents,
            (*own.notes, *_strays(workspace), *_rows_at_odds(workspace, site, store)),
            found.slipped,
        )


def _refuse_strange(folder: Path, workspace: Workspace) -> None:
    """Stop before a folder is replaced that may hold something else than a website of ours."""
    own = folder == workspace.site.resolve() and not workspace.site.is_symlink()
    if own or not folder.exists():
        return
    if not folder.is_dir() or (
        any(folder.iterdir()) and not (folder / site_folder.MARKER).is_file()
    ):
        raise ConfigurationError(
            f"{folder}: there is something else here, and making the site would replace it. Give "
            "a folder that is empty or that does not exist."
        )


def _swap(made: Path, target: Path) -> Path | None:
    """Make `target` hold what `made` holds and the files of others, in one step.

    Returns
    -------
    Where files of others are that could not stay in it; None for none.
    """
    with replacing(target) as new:
        foreign = site_folder.others(target)
        site_folder.refuse_in_the_way(made, target, foreign)
        shutil.copytree(made, new)
        among = site_folder.carry_over(target, new, foreign)
        beside = target.with_name(f"{target.name}-others")
        return site_folder.put_aside(target, among, beside)
