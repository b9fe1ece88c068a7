"""`spp site`: build the website, or say what a build would change, and say what came of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.phrases import listed, plural
from spp_research.publish.placing import writing
from spp_research.workspace import Workspace, open_place, require_open

from . import following, showing
from .several import Done, in_each
from .showing import plain

if TYPE_CHECKING:
    from spp_research.run.looks import Looks
    from spp_research.site.ahead import Ahead, Page
    from spp_research.site.build import SiteResult


_NAMED = 20  # pages that a build lists of each sort
_LEADS = 'href="../_site/index.html"'  # on the front page of the documents


def make_site(
    found: Path | Sequence[Path],
    renderer: str,
    as_json: bool,
    *,
    dry_run: bool = False,
    out: Path | None = None,
    preview: Path | None = None,
    strict: bool = False,
) -> int:
    """Build the website of one workspace or of each of several; the exit code.

    Of one it is said what is in it and what was refused, of several in a line each.

    Parameters
    ----------
    dry_run : whether only to say what would change.
    out : where the website of one workspace is put; None for its `_site`.
    preview : a folder to put the website of one workspace into as it would be; None for none.
    strict : whether the exit code says that a page is not what it should be.
    """
    folders = [found] if isinstance(found, Path) else found
    try:
        if len(folders) > 1:
            do = _ahead_in_a_line if dry_run else _site_in_a_line
            return in_each(folders, lambda folder: do(folder, renderer, strict=strict), as_json)
        if dry_run or preview:
            found_amiss = _look(folders[0], renderer, as_json, out, preview)
        else:
            found_amiss = _make(folders[0], renderer, as_json, out)
        return EvidenceError.exit_code if strict and found_amiss else 0
    except KeyboardInterrupt:
        from .reporting import INTERRUPTED_EXIT_CODE

        again = "The website is as it was." if dry_run else "No page of the website is half made."
        print(f"Stopped. {again} Run the same again for the rest.", file=sys.stderr)
        return INTERRUPTED_EXIT_CODE


def _look(
    folder: Path, renderer: str, as_json: bool, out: Path | None, preview: Path | None
) -> bool:
    """Say what a build would change; whether a page would not be what it should be."""
    if preview and (preview.is_symlink() or preview.exists()):
        raise ConfigurationError(
            f"{preview}: this is there already. To look at the website as it would be, give a "
            "folder that does not exist yet."
        )
    workspace, ahead = _looked_ahead(folder, renderer, out, preview)
    if as_json:
        showing.print_json(_ahead_as_json(out or workspace.site, ahead))
        return is_amiss(ahead)
    for line in ahead_lines(ahead):
        print(plain(line))
    if preview:
        print(f"To look at it, open {showing.shown(preview / 'index.html')}")
    return is_amiss(ahead)


def _make(folder: Path, renderer: str, as_json: bool, out: Path | None) -> bool:
    """Build one website; whether a page is not what it should be."""
    result = _built(folder, renderer, out)
    if as_json:
        showing.print_json(_as_json(result))
    else:
        for line in site_lines(result):
            print(plain(line), file=sys.stderr)
        print(showing.shown(result.folder / "index.html"))
    return is_amiss(result)


def is_amiss(found: SiteResult | Ahead) -> bool:
    """Whether a page is not what it should be: kept as it was, without a file, or left out by slip.

    What nobody has signed off for everyone, or somebody took back, is as it should be.
    """
    return bool(found.notes or found.slipped or found.in_english)


def site_lines(result: SiteResult) -> Iterator[str]:
    """What is on the website, and what was left out and why."""
    if result.in_english:
        yield result.in_english
    if result.aside:
        yield (
            f"{showing.shown(result.aside)}: files that the kit did not make lay among the "
            "practices of the site, or were tables or documents that nobody has signed off for "
            "everyone. They are here now, and not on the site."
        )
    if result.begun:
        n = len(result.begun)
        yield (
            f"Signed off without a text mark, so the {plural(n, 'text', 'texts')} made now "
            f"{plural(n, 'is', 'are')} remembered as what was read, and any other text will not be "
            f"shown: {listed(result.begun)}."
        )
    if result.since is not None:
        yield from _changes(result.since)
    yield from _by_school(result)
    yield f"{_on_it(result)} on the site."


def _changes(since: Ahead) -> Iterator[str]:
    """What is new, gone and changed: by name while that is a list somebody reads."""
    for what, pages in (("New", since.new), ("Gone", since.gone), ("Changed", since.changed)):
        for page in pages[:_NAMED]:
            yield f"{what}: {page.title} ({page.address})"
        if len(pages) > _NAMED:
            yield f"{what}: {len(pages) - _NAMED} more"


def _on_it(result: SiteResult) -> str:
    """How many practices there are, and the documents and reports where there are any."""
    counted = [f"{len(result.pages)} {plural(len(result.pages), 'practice')}"]
    if own := len(result.documents):
        counted.append(f"{own} {plural(own, 'document')} of your own")
    if reports := len(result.reports):
        counted.append(f"{reports} {plural(reports, 'report')}")
    return listed(counted)


def ahead_lines(ahead: Ahead) -> Iterator[str]:
    """What the next build would change."""
    if ahead.in_english:
        yield ahead.in_english
    for what, pages in (
        ("New", ahead.new),
        ("Gone", ahead.gone),
        ("Changed", ahead.changed),
        ("As it is", ahead.same),
    ):
        for page in pages:
            yield f"{what}: {page.title} ({page.address})"
    yield from _by_school(ahead)
    yield from before_building(ahead)
    yield in_a_sentence(ahead)


def before_building(ahead: Ahead) -> Iterator[str]:
    """What a build would do besides, that whoever asks for it should know before."""
    if ahead.begun:
        n = len(ahead.begun)
        yield (
            f"Signed off without a text mark: {listed(ahead.begun)}. The "
            f"{plural(n, 'text', 'texts')} that a build makes would be remembered as what was "
            "read. Read first, and put the text mark into the row of the Sign-off sheet."
        )
    if ahead.aside:
        n = len(ahead.aside)
        yield (
            f"{n} {plural(n, 'file')} that the kit did not make would be put aside, beside the "
            f"site: {listed(ahead.aside)}."
        )


def in_a_sentence(ahead: Ahead) -> str:
    """The same in one sentence, in numbers."""
    if ahead.is_as_it_is:
        return "Nothing would change."
    counts = (
        (len(ahead.new), "new"),
        (len(ahead.gone), "gone"),
        (len(ahead.changed), "changed"),
        (len(ahead.same), "as it is"),
    )
    said = ", ".join(f"{n} {what}" for n, what in counts if n)
    every = (*ahead.new, *ahead.gone, *ahead.changed, *ahead.same)
    documents = any(not (page.is_practice or page.is_own) for page in every)
    own = any(page.is_own for page in every)
    pages = "Pages of practices and documents" if documents else "Pages of practices"
    pages += " and of your own" if own else ""
    if not ahead.built:
        return f"There is no website yet. {pages}: {said or 'none'}."
    if not (ahead.new or ahead.gone or ahead.changed):
        page = "practice or a document" if documents else "practice"
        page += " or of your own" if own else ""
        return f"No page of a {page} would change, only those around them."
    return f"{pages}: {said}."


def _site_in_a_line(folder: Path, renderer: str, *, strict: bool = False) -> Done:
    result = _built(folder, renderer)
    place = showing.shown(result.folder / "index.html")
    line = f"{_on_it(result)} on the site, {place}"
    code = EvidenceError.exit_code if strict and is_amiss(result) else 0
    return Done(line, _as_json(result), code, [*_by_school(result)])


def _ahead_in_a_line(folder: Path, renderer: str, *, strict: bool = False) -> Done:
    workspace, ahead = _looked_ahead(folder, renderer)
    notes = [*_by_school(ahead), *before_building(ahead)]
    code = EvidenceError.exit_code if strict and is_amiss(ahead) else 0
    return Done(in_a_sentence(ahead), _ahead_as_json(workspace.site, ahead), code, notes)


def _built(folder: Path, renderer: str, out: Path | None = None) -> SiteResult:
    """Build the website of one workspace, and the front page that links to it."""
    from spp_research.site.build import build_site

    workspace = require_open(open_place(folder))
    place = out or workspace.site
    looks = _looks(workspace) if out is None else None
    with writing(place), following.of_site() as onlooker:
        if seen := looks:
            onlooker = replace(onlooker, read=lambda job: seen.of(job.school))
        result = build_site(workspace, renderer, place, follow=onlooker)
    if out is None:
        lead_to_site(workspace, looks)
    return result


def lead_to_site(workspace: Workspace, looks: Looks | None = None) -> None:
    """Write the front page of the documents again where it does not lead to the website yet.

    What else it shows is of documents, which the website leaves alone; to say what each workbook
    is ready for takes longer, in a large partnership, than a website in which a page has changed.

    Parameters
    ----------
    looks : at the workbooks, where some have been looked at already.
    """
    if not _leads_to_site(workspace):
        from spp_research.publish.states import documents_of

        from .front_page import write_front

        write_front(workspace, documents_of(workspace, looks))


def _leads_to_site(workspace: Workspace) -> bool:
    page = workspace.root / "reports" / "index.html"
    return page.is_file() and _LEADS in page.read_text(encoding="utf-8")


def _looks(workspace: Workspace) -> Looks | None:
    """The looks at the workbooks for a front page that will be written after the website.

    Each workbook is looked at while the website has it open; to open all of them a second time
    was a tenth of a website of hundreds of schools. None where the page will be left as it is.
    """
    if workspace.is_hub or _leads_to_site(workspace):
        return None
    from spp_research.run.freshness import INDEX, Index
    from spp_research.run.looks import Looks

    return Looks(workspace, Index(workspace.root / "reports" / INDEX))


def _looked_ahead(
    folder: Path, renderer: str, out: Path | None = None, preview: Path | None = None
) -> tuple[Workspace, Ahead]:
    from spp_research.site.build import look_ahead

    workspace = require_open(open_place(folder))
    with following.of_site() as onlooker:
        place = out or workspace.site
        ahead = look_ahead(workspace, renderer, place, preview=preview, follow=onlooker)
    return workspace, ahead


def _as_json(result: SiteResult) -> dict[str, Any]:
    return {
        "site": str(result.folder),
        "pages": [str(page) for page in result.pages],
        "documents": [str(page) for page in result.documents],
        "refused": _refused(result.refused),
        "notes": _notes(result.notes),
        "left_out_by_a_slip": [*result.slipped],
        **({"reports": [str(page) for page in result.reports]} if result.reports else {}),
        **({"in_english": result.in_english} if result.in_english else {}),
        **({"remembered": [*result.begun]} if result.begun else {}),
    }


def _ahead_as_json(place: Path, ahead: Ahead) -> dict[str, Any]:
    def told(pages: Sequence[Page]) -> list[dict[str, str]]:
        return [{"address": page.address, "title": page.title} for page in pages]

    return {
        "site": str(place),
        "new": told(ahead.new),
        "gone": told(ahead.gone),
        "changed": told(ahead.changed),
        "as_it_is": told(ahead.same),
        "other_pages_change": ahead.others,
        "refused": _refused(ahead.refused),
        "notes": _notes(ahead.notes),
        "left_out_by_a_slip": [*ahead.slipped],
        "would_be_remembered": [*ahead.begun],
        "would_be_put_aside": [*ahead.aside],
    }


def _by_school(found: SiteResult | Ahead) -> Iterator[str]:
    """What is to know of each school's page: why it is as it was, or not there at all."""
    for school, why in found.notes:
        yield f"{school}: {why}"
    for school, reason in found.refused:
        yield f"{school}: not on the site. {reason}"


def _notes(notes: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"school": school, "note": why} for school, why in notes]


def _refused(refused: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"school": school, "reason": reason} for school, reason in refused]
