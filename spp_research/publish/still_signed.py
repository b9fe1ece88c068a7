"""Whether a document of a closed cycle may be shown today, and which text it is.

A row of the Sign-off sheet of any later workbook takes it back, and a late signature is such a row
too. Whatever is not as it was, or cannot be read, lets nothing be shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.kinds import BEST_PRACTICE, ReportKind
from spp_research.partnership.closed_cycles import ClosedCycle, closed_cycles
from spp_research.phrases import long_date
from spp_research.protect.sign_off import AUDIENCES, SignOff, all_standing, is_about, of_cycle
from spp_research.protect.signatures import Record, Remembered, SignedFor
from spp_research.schema import PARTNERSHIP as LEADS
from spp_research.schema import SCHOOL
from spp_research.schema.vocabulary import Carried, CarriedState
from spp_research.settings import read_settings
from spp_research.workspace import Workspace

from .kept import Kept, book_of, drafts_of, from_record, item_of, records_of, sheets_of

if TYPE_CHECKING:
    from spp_research.intake.read.typed_rows import TypedRows


@dataclass(frozen=True)
class Standing:
    """Whether a document of a closed cycle may be shown to an audience today.

    Parameters
    ----------
    line : the sign-off that stands; None where none does.
    kept : what was kept of the text that was signed; None where it is not there as it was.
    why : why it may not be shown, the end of a sentence; empty where it may.
    slip : whether nobody decided so: a file is gone, cannot be read or is not as it was.
    """

    line: SignOff | None = None
    kept: Kept | None = None
    why: str = ""
    slip: bool = False


def standing_of(
    workspace: Workspace, closed: ClosedCycle, school: str, document: str, audience: str
) -> Standing:
    """Whether a document of a closed cycle stands, and what was kept of it.

    Whatever is not as it was, or cannot be read, lets nothing be shown.

    Parameters
    ----------
    workspace : the partnership's own folder, where the cycle that is open is.
    school : its short name; empty for the partnership's own documents.
    document : as the Sign-off sheet names it.
    audience : whom it would be shown to.
    """
    settings = read_settings(workspace.settings_file)
    today, fixed = settings.as_at or date.today(), settings.fixes_day
    book = book_of(closed.workspace, school)
    own, later = _sheets_or_none(closed.workspace, school), [*_later(workspace, closed, school)]
    item = item_of(own, document) if own else None
    after = [row for _, sheets in later for row in _about(sheets, closed)]
    taken_back = _taken_back(after, document, item, audience, today, fixed=fixed)
    late = all_standing(after, document, audience, today, fixed=fixed, item=item or "")
    late = [line for line in late if taken_back is None or line.signed_on > taken_back]
    own_rows = own["sign_off"].records if own else ()
    then = all_standing(own_rows, document, audience, today, fixed=fixed, item=item or "")
    then = [] if taken_back else then
    # What somebody decided is said first, so that no damage elsewhere keeps a page that has to go.
    if why := _stopped(closed, item or "", document, later):
        return Standing(why=why)
    if not late and not then and (own or taken_back):
        return Standing(why=_no_signature(own_rows, document, audience, taken_back))
    chosen = closed.workspace.settings_file
    needed = [closed.workspace.partnership_file, book]
    if chosen.exists() or chosen.name in closed.files:
        needed.append(chosen)
    for path in needed:
        if not closed.is_as_it_was(path):
            why = f"{_shown(workspace, path)} is not what it was when it was closed"
            return Standing(why=why, slip=True)
    unread = [path for path, sheets in [(book, own), *later] if sheets is None]
    if unread:
        return Standing(
            why=f"{_shown(workspace, unread[0])} cannot be read, so nobody can say whether it was "
            "taken back",
            slip=True,
        )
    assert item is not None
    kind = next(one for one in closed.workspace.kinds.values() if one.title == document)
    records, drafts = records_of(closed, school), drafts_of(closed, school, kind)
    first: Standing | None = None
    for line in late:
        found = _late(line, document, audience, kind, closed, school, records, drafts)
        if found.kept and (found := _still_given(workspace, closed, found)).kept:
            return found
        first = first or found
    for line in then:
        found = _as_signed(line, audience, kind, closed, school, records, drafts)
        if found.kept and (found := _still_given(workspace, closed, found)).kept:
            return found
        first = first or found
    assert first is not None
    return Standing(line=(late or then)[0], why=first.why, slip=first.slip)


def taken_back_since(
    workspace: Workspace, school: str, document: str, cycle: str, audience: str
) -> bool:
    """Whether today's workbook takes back a document of a cycle whose folder is not here.

    Parameters
    ----------
    cycle : its name.
    """
    settings = read_settings(workspace.settings_file)
    today = settings.as_at or date.today()
    sheets = _sheets_or_none(workspace, school)
    rows = of_cycle(sheets["sign_off"].records, cycle) if sheets else []
    day = _taken_back(rows, document, None, audience, today, fixed=settings.fixes_day)
    return day is not None


def _still_given(workspace: Workspace, closed: ClosedCycle, found: Standing) -> Standing:
    """The same, or why not, where a school has taken back what it gave to it."""
    assert found.kept is not None
    settings = read_settings(workspace.settings_file)
    today = settings.as_at or date.today()
    for given in found.kept.given:
        school, _, document = given.partition(": ")
        own = _sheets_or_none(closed.workspace, school)
        for path, sheets in _later(workspace, closed, school):
            if own is None or not path.is_file():  # at the lead's, where share files are all
                continue
            if sheets is None:
                why = f"{_shown(workspace, path)} cannot be read"
                return Standing(found.line, why=why, slip=True)
            item, rows = item_of(own, document), _about(sheets, closed)
            fixed = settings.fixes_day
            if _taken_back(rows, document, item, "partnership", today, fixed=fixed):
                why = f"{school} has taken back its {document.lower()} since"
                return Standing(found.line, why=why)
    return found


def _late(
    line: SignOff,
    document: str,
    audience: str,
    kind: ReportKind,
    closed: ClosedCycle,
    school: str,
    records: Collection[Record],
    drafts: Collection[Kept],
) -> Standing:
    """Under a row that was written after the closing: only a text mark says what was read."""
    if not line.marks.marks:
        return Standing(
            line,
            why="it was signed off after the cycle was closed, and no text mark says which text "
            "was read. Copy the mark from its first page into the row",
        )
    for record in records:
        own = record.signed_for
        same = own.document == document and own.audience == audience and own.part == "document"
        if same and record.text.mark in line.marks.marks:
            kept = from_record(record, kind, closed, school, late=True)
            if kept:
                return Standing(line, kept)
    for kept in drafts:
        if kept.mark in line.marks.marks and kept.audience == audience:
            return Standing(line, kept)
    return Standing(
        line,
        why=f"no text for this audience with the text mark {' or '.join(line.marks.marks)} was "
        "kept when the cycle was closed",
        slip=True,
    )


def _as_signed(
    line: SignOff,
    audience: str,
    kind: ReportKind,
    closed: ClosedCycle,
    school: str,
    records: Sequence[Record],
    drafts: Collection[Kept],
) -> Standing:
    """Under a row of the cycle's own: the text that was remembered under it then.

    Older kits remembered the text without its document. Then the report with this very mark, as it
    lay among the reports, is the document.
    """
    _, lead = sheets_of(closed.workspace, "")["partnership"].records[0]
    signed_for = SignedFor(
        str(lead["name"]),
        str(lead["cycle"]),
        school,
        kind.title,
        line.item,
        line.audience,
        line.signed_on,
        line.name,
        audience,
    )
    mine = [*Remembered(tuple(records)).of(signed_for)]
    if line.marks:
        mine = [one for one in mine if one.text.mark in line.marks.marks]
    if not mine:
        why = "what was signed was not remembered, or its record was changed"
        return Standing(line, why=why, slip=True)
    if len(mine) > 1:
        return Standing(line, why="two texts were remembered under its sign-off", slip=True)
    kept = from_record(mine[0], kind, closed, school)
    if kept is None and not mine[0].edition:
        mark = mine[0].text.mark
        kept = next((one for one in drafts if (one.audience, one.mark) == (audience, mark)), None)
    if kept is None:
        why = "the text that was signed was not kept, or was changed since"
        return Standing(line, why=why, slip=True)
    return Standing(line, kept)


def _taken_back(
    rows: Sequence[tuple[Any, Mapping[Any, Any]]],
    document: str,
    item: str | None,
    audience: str,
    today: date,
    *,
    fixed: bool,
) -> date | None:
    """The last day on which a later row took the document back from this audience.

    Parameters
    ----------
    item : which practice it is; None where nobody can tell, so that any of them may be meant.
    """
    days = [
        row["withdrawn_on"]
        for _, row in rows
        if is_about(row, document)
        and row["withdrawn_on"] is not None
        and (fixed or row["withdrawn_on"] <= today)
        and (item is None or (row["item"] or "").casefold() in ("", item.casefold()))
        and AUDIENCES.index(str(row["audience"]).lower()) <= AUDIENCES.index(audience)
    ]
    return max(days, default=None)


def _stopped(
    closed: ClosedCycle,
    item: str,
    document: str,
    later: Sequence[tuple[Path, Mapping[str, TypedRows] | None]],
) -> str:
    """Whether a later sheet “Carried over” says that a practice is no longer done."""
    if document != BEST_PRACTICE.title:
        return ""
    for _, sheets in later:
        rows = sheets["carried_over"].records if sheets and "carried_over" in sheets else ()
        for number, row in of_cycle(rows, closed.name):
            same = str(row["item_id"]).casefold() == item.casefold()
            if row["what"] == Carried.PRACTICE and same and row["state"] == CarriedState.STOPPED:
                return f"the school no longer does it (a later sheet “Carried over”, row {number})"
    return ""


def _no_signature(
    rows: Sequence[tuple[Any, Mapping[Any, Any]]],
    document: str,
    audience: str,
    taken_back: date | None,
) -> str:
    """Why nothing stands, the end of a sentence."""
    for row in (row for _, row in rows if is_about(row, document)):
        if taken_back is None and str(row["audience"]).lower() == audience:
            taken_back = row["withdrawn_on"]
            if taken_back is None and row["expires_on"] is not None:
                return (
                    f"its sign-off for the {audience} audience expired on "
                    f"{long_date(row['expires_on'])}"
                )
    if taken_back:
        return f"its sign-off for the {audience} audience was withdrawn on {long_date(taken_back)}"
    return f"no sign-off for the {audience} audience stands today"


def _later(
    workspace: Workspace, closed: ClosedCycle, school: str
) -> Iterator[tuple[Path, Mapping[str, TypedRows] | None]]:
    """The workbooks of the same school or lead in every later cycle; None for an unreadable one."""
    every = closed_cycles(workspace)
    own = [one.folder for one in every].index(closed.folder)
    for one in every[own + 1 :]:
        path = book_of(one.workspace, school)
        if path.is_file() or path.relative_to(one.workspace.root).as_posix() in one.files:
            whole = one.is_as_it_was(path)
            yield path, _sheets_or_none(one.workspace, school) if whole else None
    yield book_of(workspace, school), _sheets_or_none(workspace, school)


def _about(
    sheets: Mapping[str, TypedRows] | None, closed: ClosedCycle
) -> list[tuple[Any, Mapping[Any, Any]]]:
    return of_cycle(sheets["sign_off"].records, closed.name) if sheets else []


def _sheets_or_none(workspace: Workspace, school: str) -> Mapping[str, TypedRows] | None:
    """The sheets of a later workbook; None where those that take something back are not whole."""
    from spp_research.intake import read_workbook

    if not book_of(workspace, school).is_file():
        return None
    reading = read_workbook(book_of(workspace, school), SCHOOL if school else LEADS)
    sheets = {"sign_off", "carried_over"} & set(reading.rows)
    whole = "sign_off" in reading.rows and reading.partial.isdisjoint(sheets)
    return reading.rows if whole else None


def _shown(workspace: Workspace, path: Path) -> str:
    return path.relative_to(workspace.root).as_posix()
