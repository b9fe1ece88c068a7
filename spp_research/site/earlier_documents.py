"""Documents of somebody's own that were signed off for everyone in a year that is closed.

They stay as practices do (`earlier`): no notebook runs, and a page is the text that was signed,
held to its signature today and to the rules and thresholds of today. That it is for the website
says the notebook that was put away with its year, which must be as it was.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from spp_research.errors import DisclosureError, SPPError
from spp_research.intake import read_workbook
from spp_research.intake.check.free_texts import cleared_of
from spp_research.kinds import ReportKind
from spp_research.partnership.closed_cycles import ClosedCycle, closed_cycles
from spp_research.partnership.lead_workbook import (
    Partnership,
    School,
    listed_schools,
    open_partnership,
)
from spp_research.phrases import sentence
from spp_research.protect import personal
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import is_about
from spp_research.publish import allowed
from spp_research.publish.kept import book_of, count_about, sheets_of
from spp_research.publish.pandoc import parse
from spp_research.publish.still_signed import Standing, standing_of
from spp_research.schema import PARTNERSHIP
from spp_research.workspace import Workspace, kit_resources

from .documents import SharedDocument, stem_of_document
from .earlier import front_of, stricter
from .folder import DOCUMENTS
from .last_signed import names_a_pupil
from .texts import put_tree

_PUBLIC = Audience.PUBLIC.value


@dataclass
class EarlierDocuments:
    """What there is of closed years.

    Parameters
    ----------
    shown : those that may be shown, the latest year first.
    refused : for each other that somebody had signed off for everyone, whose and which, and why.
    decided : the pages that do not stay because somebody decided so, from the root of the site.
    """

    shown: list[SharedDocument] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    decided: set[str] = field(default_factory=set)


class _NotShownError(Exception):
    """Why a document is not shown, the end of a sentence; and whether that is a slip."""

    def __init__(self, why: str, *, slip: bool = False) -> None:
        super().__init__(why)
        self.slip = slip


def earlier_documents(workspace: Workspace, scratch: Path) -> EarlierDocuments:
    """The documents of closed years that may be shown, and why others are not.

    Parameters
    ----------
    scratch : a private folder; each document is left there in a folder of its own.

    Raises
    ------
    ConfigurationError, EvidenceError
        When the lead's workbook or the settings cannot be read.
    """
    found = EarlierDocuments()
    for closed in reversed(closed_cycles(workspace)):
        kinds = [kind for kind in closed.workspace.kinds.values() if kind.site]
        if not kinds or not closed.is_as_it_was(closed.workspace.partnership_file):
            continue  # which is said where practices are looked at
        partnership = open_partnership(workspace)
        for kind, school in _each(closed, kinds):
            owner = school.name if school else partnership.name
            slip = False
            try:
                made = _document(workspace, partnership, closed, kind, school, owner, scratch)
                found.shown += [made] if made else []
            except (_NotShownError, SPPError) as error:
                why = str(error)
                slip = (
                    error.slip
                    if isinstance(error, _NotShownError)
                    else not isinstance(error, DisclosureError)
                )
                named = f"{owner}, {kind.named}, {closed.name}"
                found.refused.append((named, sentence(why)))
            if not slip:
                stem = stem_of_document(kind.name, school.slug if school else "")
                found.decided.add(f"{DOCUMENTS}/{stem}--{closed.folder}.html")
    return found


def has_year(address: str) -> bool:
    """Whether the address of a document is one of a year that was closed."""
    return address.count("--") > 1


def _each(
    closed: ClosedCycle, kinds: Collection[ReportKind]
) -> Iterator[tuple[ReportKind, School | None]]:
    schools = listed_schools(read_workbook(closed.workspace.partnership_file, PARTNERSHIP))
    for kind in kinds:
        if not kind.per_school:
            yield kind, None
            continue
        for school in schools:
            if closed.workspace.evidence_file(school.slug).is_file():
                yield kind, school


def _document(
    workspace: Workspace,
    partnership: Partnership,
    closed: ClosedCycle,
    kind: ReportKind,
    school: School | None,
    owner: str,
    scratch: Path,
) -> SharedDocument | None:
    """A document of a closed year; None where nobody had signed it off for everyone.

    Raises
    ------
    _NotShownError, SPPError
        When it was signed and may not be shown.
    """
    slug = school.slug if school else ""
    stands = standing_of(workspace, closed, slug, kind.title, _PUBLIC)
    if stands.kept is None or stands.line is None:
        if stands.line or _was_signed(closed, slug, kind.title):
            raise _NotShownError(stands.why, slip=stands.slip)
        return None
    if not closed.is_as_it_was(closed.workspace.notebook_of(kind)):
        raise _NotShownError(
            f"{kind.notebook} of then, which says that it is for the website, is not what it was "
            "when it was closed",
            slip=True,
        )
    if why := stricter(workspace, closed):
        raise _NotShownError(why)
    folder = scratch / f"{closed.folder}-{slug or 'partnership'}-{kind.name}"
    folder.mkdir(parents=True)
    stands.kept.put_into(folder, stands.line)
    _require_nobody(workspace, partnership, closed, slug, stands, folder)
    read = parse(folder)
    parsed = json.loads(read)
    allowed.check(parsed, folder)
    put_tree(read, folder)
    front = replace(front_of(parsed["meta"], stands.line), document=kind.name)
    return SharedDocument(
        kind, school, owner, front, folder, cycle=closed.name, closed_as=closed.folder
    )


def _was_signed(closed: ClosedCycle, school: str, document: str) -> bool:
    return any(
        is_about(row, document) and str(row["audience"]).lower() == _PUBLIC
        for _, row in sheets_of(closed.workspace, school)["sign_off"].records
    )


def _require_nobody(
    workspace: Workspace,
    partnership: Partnership,
    closed: ClosedCycle,
    school: str,
    stands: Standing,
    folder: Path,
) -> None:
    """Refuse a text that points to one person by the rules of today."""
    assert stands.kept is not None
    written = (folder / "report.qmd").read_text(encoding="utf-8")
    if count_about(written) != 1:  # below it nobody looks for names
        raise _NotShownError("a heading of its own is called as the last section is")
    cleared = set(partnership.cleared)
    if school:
        books = [sheets_of(closed.workspace, school)]
        if book_of(workspace, school).is_file():
            books.append(sheets_of(workspace, school))
            if names_a_pupil(written, workspace, school):
                raise _NotShownError("it seems to hold the name or the ID of a pupil")
        cleared = set(cleared_of(row for one in books for _, row in one["school"].records))
    staff = frozenset(partnership.staff_names)
    named = {
        line.section: None
        for line in stands.kept.lines(kit_resources() / "reports" / "_style")
        if personal.find(line.words, frozenset(), staff, frozenset(cleared))
    }
    if named:
        places = "; ".join(f"“{section}”" if section else "its head" for section in [*named][:3])
        raise _NotShownError(
            f"its text seems to hold what points to one person, under {places}. A text that was "
            "signed is not changed: withdraw it, or, if it may stay, copy those very words to "
            "“Words that name nobody”"
        )
