"""Which documents of somebody's own may be on the website: each made afresh for everyone.

A notebook runs only where a row of the Sign-off sheet lets everyone read its document, and the page
is what a person has read: the text has the mark of that row, or is remembered under it. What is
asked of a practice's page is asked of these too, but for one thing. Of a practice it is known which
cells it is made of, so its last signed page may stay while a slip elsewhere keeps a new one away.
Of a notebook nobody knows that: the build stops, and the website stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from spp_research.errors import DisclosureError, SPPError
from spp_research.intake.check.free_texts import cleared_of
from spp_research.kinds import ReportKind
from spp_research.partnership.lead_workbook import Partnership, School, open_partnership
from spp_research.phrases import listed, plural
from spp_research.protect import personal
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import Lack, Unsigned, why_unsigned
from spp_research.publish.besides import waived_by_hand
from spp_research.publish.given_no_more import given_no_more
from spp_research.publish.kept import count_about, written_lines
from spp_research.publish.share_folder import shared_otherwise
from spp_research.publish.sign_off_sheet import ended, ended_under_another_name, sound_sign_offs
from spp_research.publish.signing import read_sheets, rows_of
from spp_research.run.executors import run_all
from spp_research.run.jobs import Job, Outcome
from spp_research.schema import PARTNERSHIP, SCHOOL
from spp_research.school.evidence import read_evidence
from spp_research.settings import read_settings
from spp_research.words.sign_offs import unsigned_words
from spp_research.workspace import Workspace, kit_resources

from .ahead import titled
from .documents import SharedDocument, stem_of_document
from .folder import DOCUMENTS, document_of
from .kept_document import behind_kind, document_key, keep, kept
from .last_signed import names_a_pupil
from .made import made_for_everyone, sheet_of
from .store import NOTHING_KEPT, Store, key_of

_PUBLIC = Audience.PUBLIC
_WORKERS = 2
# A row that says so was written for everyone to read: why it does not stand is worth saying.
_ASKED = (Lack.WITHDRAWN, Lack.EXPIRED, Lack.NOT_YET, Lack.NOBODY)


@dataclass
class Documents:
    """What there is of documents for a website.

    Parameters
    ----------
    shown : those that may be shown: by kind, in the lead's order.
    refused : for each other that somebody wanted on it, or that is on it now, whose and which it
        is, and the reason.
    lost : the pages that are public now and would go because of a slip: where each is, without
        ending, and what is to be said.
    """

    shown: list[SharedDocument] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    lost: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _One:
    """One document that would be on the website: of a school, or of all of them."""

    job: Job
    school: School | None
    owner: str

    @property
    def kind(self) -> ReportKind:
        return self.job.kind

    @property
    def slug(self) -> str:
        """The short name of the school; empty for a document about all of them."""
        return self.school.slug if self.school else ""

    @property
    def place(self) -> str:
        return f"{DOCUMENTS}/{stem_of_document(self.kind.name, self.slug)}"

    @property
    def named(self) -> str:
        return f"{self.owner}, {self.kind.named}"


@dataclass(frozen=True)
class _Left:
    """Why one is not shown, whether somebody asked for it, and whether it is a slip."""

    why: str
    asked: bool = True
    slip: bool = False


def gather_documents(
    workspace: Workspace,
    renderer: str,
    scratch: Path,
    on_step: Callable[[str, str], None] = lambda school, step: None,
    public: Mapping[str, Path] | None = None,
    *,
    remember: bool = True,
    store: Store = NOTHING_KEPT,
    stopped: Callable[[], bool] = lambda: False,
    partnership: Partnership | None = None,
) -> Documents:
    """The documents of somebody's own that may be shown, and why others are not.

    Parameters
    ----------
    renderer : name and version of the renderer, for the last section of each.
    scratch : a private folder; each document is left there in a folder of its own.
    public : the pages of documents of the site that is there now, by address from its root.
    remember : whether what is made under a sign-off is written down; not where it is only a look.
    store : what was made for the website before.
    stopped : asked now and then whether somebody wants the build to end.
    partnership : the lead's workbook, where it has been read already.

    Raises
    ------
    ConfigurationError, EvidenceError
        When the lead's workbook or the settings cannot be read.
    """
    public = public or {}
    declared = workspace.declared
    kinds = [kind for kind in declared.by_name.values() if kind.site]
    if not kinds and not public:
        return Documents()
    partnership = partnership or open_partnership(workspace)
    wanted = [one for kind in kinds for one in _each(workspace, partnership, kind)]
    made: dict[str, SharedDocument] = {}
    left: dict[str, _Left] = {}
    keys: dict[str, str] = {}
    to_make: list[_One] = []
    behind = {kind.name: behind_kind(workspace, kind, renderer) for kind in kinds}
    shared = any(kind.partners for kind in kinds)
    taken_back = given_no_more(workspace, partnership) if shared else ()
    otherwise = shared_otherwise(workspace) if shared else []
    for one in wanted:
        of_before = taken_back if one.kind.partners else ()
        key = keys[one.place] = document_key(behind[one.kind.name], one.job, one.school, one.owner)
        found_at = scratch / "documents" / one.place / "kept"
        if not of_before and (before := kept(store, key, one.job, one.school, one.owner, found_at)):
            made[one.place] = before
        elif not of_before and (known := store.get(key_of("document left out", key))):
            left[one.place] = _Left(**json.loads(known))
        elif why := _before_it_runs(workspace, partnership, one):
            _leave(store, key, left, one, why)
        elif of_before:
            left[one.place] = _Left(_of_before(of_before))
        else:
            to_make.append(one)

    def make(job: Job) -> Outcome:
        one = next(one for one in to_make if one.job is job)
        folder = scratch / "documents" / one.place
        try:
            made[one.place] = _made(
                workspace, partnership, one, renderer, folder, on_step, remember=remember
            )
            # Only now is it known what its notebook opens.
            keep(
                store,
                document_key(behind[one.kind.name], job, one.school, one.owner),
                made[one.place],
            )
        except SPPError as error:
            why = str(error).replace(str(folder / "report" / "report.qmd"), one.kind.notebook)
            slip = not isinstance(error, DisclosureError)
            _leave(store, keys[one.place], left, one, _Left(why, slip=slip))
            return Outcome(job, "failed", exit_code=error.exit_code)
        return Outcome(job, "made")

    run_all([one.job for one in to_make], make, _WORKERS, stopped=stopped)
    found = Documents(
        shown=[
            _with_changes(made[one.place], one, otherwise) for one in wanted if one.place in made
        ]
    )
    for one in wanted:
        if one.place in left:
            _judge(workspace, one, left[one.place], f"{one.place}.html" in public, found)
    known_places = {one.place for one in wanted}
    for address, page in public.items():
        place = address.removesuffix(".html")
        if place not in known_places:
            _judge_unknown(workspace, partnership, place, page, declared.amiss, found)
    return found


def _with_changes(made: SharedDocument, one: _One, otherwise: Sequence[str]) -> SharedDocument:
    """One as it was signed, with a word where what it is made of is no longer what schools share.

    What was taken back is not shown; words that were changed are those that somebody has read.
    """
    if not one.kind.partners or not otherwise:
        return made
    it = plural(len(otherwise), "shares", "share")
    why = (
        f"What {listed(otherwise)} {it} has changed since: its page is as it was signed, and does "
        "not count as current. Bring the share files up to date with spp share; then make it, and "
        "read it again."
    )
    return replace(made, note=" ".join(filter(None, (made.note, why))))


def _of_before(taken_back: Sequence[str]) -> str:
    return (
        f"It is made of what the schools have shared, and of that was taken back since: "
        f"{listed(taken_back)}. Bring the share files up to date with spp share; then this is made "
        "without it, and has to be read again if that changes its text."
    )


def _each(workspace: Workspace, partnership: Partnership, kind: ReportKind) -> Iterator[_One]:
    settings = read_settings(workspace.settings_file)
    day = settings.as_at or date.today()

    def job(school: str) -> Job:
        return Job(str(workspace.root), kind, school, _PUBLIC.value, (), made_on=day)

    if not kind.per_school:
        yield _One(job(kind.about_all), None, partnership.name)
        return
    for school in partnership.schools:
        yield _One(job(school.slug), school, school.name)


def _before_it_runs(workspace: Workspace, partnership: Partnership, one: _One) -> _Left | None:
    """Why a document is not shown, as far as that is known without running its notebook."""
    try:
        if one.school and not workspace.evidence_file(one.slug).is_file():
            where = f"schools/{one.slug}/evidence.xlsx"
            why = f"{where}: the workbook is not here, and no share file holds such a document."
            return _Left(why, asked=False, slip=True)
        if not rows_of(workspace, one.slug, one.kind.title, _PUBLIC.value):
            return _not_signed(one)
        if one.school:
            if not sound_sign_offs(workspace, one.slug):
                why = f"The Sign-off sheet of {sheet_of(one.job)} cannot be read without a fault."
                return _Left(why, slip=True)
            read_evidence(workspace, partnership, one.slug, pupils=False)
    except SPPError as error:
        return _Left(str(error), slip=True)
    return None


def _not_signed(one: _One) -> _Left:
    job = one.job
    settings = read_settings(job.place.settings_file)
    book, path = (
        (SCHOOL, job.place.evidence_file(one.slug))
        if one.school
        else (PARTNERSHIP, job.place.lead_file)
    )
    unsigned: Unsigned | None = why_unsigned(
        read_sheets(path, book)["sign_off"].records,
        one.kind.title,
        _PUBLIC.value,
        job.made_on,
        fixed=settings.fixes_day,
    )
    sheet = f"the Sign-off sheet of {sheet_of(job)}"
    why = unsigned_words(unsigned) if unsigned else "it is not signed off"
    return _Left(
        f"{why[0].upper()}{why[1:]}. To show it, {sheet} needs a row with the document "
        f"“{one.kind.title}”, the audience “Public”, who signed, their role, the date, and the "
        "text mark of what was read.",
        asked=unsigned is not None and unsigned.lack in _ASKED,
    )


def _made(
    workspace: Workspace,
    partnership: Partnership,
    one: _One,
    renderer: str,
    folder: Path,
    on_step: Callable[[str, str], None],
    *,
    remember: bool,
) -> SharedDocument:
    """Make one, and let it through only where it points to nobody."""
    exported, report = made_for_everyone(
        one.job, renderer, folder, on_step, remember=remember, begins=False
    )
    written = (report / "report.qmd").read_text(encoding="utf-8")
    if count_about(written) != 1:  # below it nobody looks for names
        raise DisclosureError(
            f"{one.kind.notebook}: a heading of its own is called as the last section is, “About "
            "this document”. Call it otherwise."
        )
    if one.school and names_a_pupil(written, workspace, one.slug):
        raise DisclosureError("What it shows seems to hold the name or the ID of a pupil.")
    if named := _with_somebody(written, partnership, _cleared(workspace, partnership, one)):
        raise DisclosureError(
            f"Its text seems to hold what points to one person, under {named}. Write it in other "
            "words, people by their role. Where the words name nobody, as the title of a book "
            "does, copy them to “Words that name nobody” in "
            f"{sheet_of(one.job)}."
        )
    return SharedDocument(
        one.kind,
        one.school,
        one.owner,
        exported.front,
        report,
        in_english=exported.in_english,
        note=waived_by_hand(exported.not_personal),
    )


def _cleared(workspace: Workspace, partnership: Partnership, one: _One) -> frozenset[str]:
    """The words that name nobody, as the school or the lead says."""
    if not one.school:
        return partnership.cleared
    rows = read_sheets(workspace.evidence_file(one.slug), SCHOOL)["school"]
    return frozenset(cleared_of(row for _, row in rows.records))


def _with_somebody(written: str, partnership: Partnership, cleared: Collection[str]) -> str:
    """The sections that seem to name somebody; whoever signed stands above them all."""
    staff = frozenset(partnership.staff_names)
    found = {
        line.section: None
        for line in written_lines(written, kit_resources() / "reports" / "_style")
        if personal.find(line.words, frozenset(), staff, frozenset(cleared))
    }
    return "; ".join(f"“{section}”" if section else "its head" for section in [*found][:3])


def _judge(workspace: Workspace, one: _One, left: _Left, public: bool, found: Documents) -> None:
    """What becomes of one that is not shown; `public` where its page is on the website now."""
    if not left.slip or not public:
        if left.asked or public:
            found.refused.append((one.named, left.why))
        return
    if _has_ended(workspace, one.slug, one.kind.title):
        why = f"No sign-off for everyone stands today. {left.why}"
        found.refused.append((one.named, why))
    else:
        found.lost[one.place] = _would_vanish(one.named, left.why)


def _judge_unknown(
    workspace: Workspace,
    partnership: Partnership,
    place: str,
    page: Path,
    amiss: Mapping[str, str],
    found: Documents,
) -> None:
    """What becomes of a page that no document of today is the page of.

    Where its notebook says of itself what cannot be used, that is a slip. Else somebody has taken
    the notebook or the school away, or has taken “site” out of it.
    """
    owner, _, name = place.removeprefix(f"{DOCUMENTS}/").partition("--")
    slugs = {school.slug: school.name for school in partnership.schools}
    title = titled(page)
    about_all = owner == "partnership"
    named = f"{partnership.name if about_all else slugs.get(owner, owner)}, “{title}”"
    slug = "" if about_all else owner
    if name in amiss and (about_all or owner in slugs):
        document = document_of(page)
        if document and not _has_ended(workspace, slug, document):
            found.lost[place] = _would_vanish(named, amiss[name])
            return
        found.refused.append((named, f"No sign-off for everyone stands today. {amiss[name]}"))
        return
    if not about_all and owner not in slugs:
        why = "Its page goes: the school is no longer on the lead’s list."
    elif name in workspace.kinds:
        why = (
            f"Its page goes: its notebook no longer says “site”: true, or is no longer about "
            f"{'all the schools' if about_all else 'each school'}."
        )
    else:
        why = f"Its page goes: there is no notebook any more that makes the document “{name}”."
    found.refused.append((named, why))


def _has_ended(workspace: Workspace, slug: str, document: str) -> bool:
    """Whether a sign-off is known to stand no longer, whatever else is wrong."""
    if not slug:  # the lead's workbook was read without a fault, or there is no build
        return not rows_of(workspace, "", document, _PUBLIC.value)
    if workspace.evidence_file(slug).is_file():
        return ended(workspace, slug, document, _PUBLIC.value)
    return ended_under_another_name(workspace, slug, document, _PUBLIC.value)


def _would_vanish(named: str, reason: str) -> str:
    return (
        f"{named}: this document is on the website, and would go from it though nobody took it "
        "back. Mend what is said below and run this again; to take the page away, fill in "
        f"“Withdrawn on” on its Sign-off sheet, or take “site” out of its notebook. {reason}"
    )


def _leave(store: Store, key: str, left: dict[str, _Left], one: _One, why: _Left) -> None:
    left[one.place] = why
    if not why.slip:  # what is left out because of a slip is looked at every time
        told = json.dumps({"why": why.why, "asked": why.asked}).encode()
        store.put(key_of("document left out", key), told)
