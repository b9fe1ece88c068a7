"""The documents of a closed cycle: what was kept of each, and whether it may be shown today.

Nothing is worked out again. A document is the text and the pictures that were kept when it was
signed or made, held against their hashes. Whether it may still be shown is asked today: a row of
the Sign-off sheet of any later workbook takes it back, and a late signature is such a row too.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.display.front import front_matter, signed_line
from spp_research.errors import DisclosureError
from spp_research.kinds import BEST_PRACTICE, KINDS, ReportKind
from spp_research.partnership.closed_cycles import ClosedCycle, closed_cycles
from spp_research.phrases import long_date
from spp_research.protect.sign_off import AUDIENCES, SignOff, all_standing, of_cycle
from spp_research.protect.signatures import Line, Record, SignedFor, read_records
from spp_research.run import cache
from spp_research.run.jobs import PARTNERSHIP
from spp_research.schema import PARTNERSHIP as LEADS
from spp_research.schema import SCHOOL
from spp_research.schema.vocabulary import Carried, CarriedState
from spp_research.settings import read_settings
from spp_research.words.text import escape
from spp_research.workspace import Workspace

from .shown import read_shown
from .signing import EDITION, edition_file, read_sheets, signed_folder

if TYPE_CHECKING:
    from spp_research.intake.read.typed_rows import TypedRows

_REPORT = "report.qmd"
_ABOUT = "\n## About this document\n"
_MOST_BYTES = 60_000_000  # of one document with its pictures
# What a draft says on its first page of a sign-off that did not hold; a signed one does not.
_WHY_A_DRAFT = re.compile(
    r'\n::: \{\.panel title="(?:Changed since it was signed off|Why this is a draft)"\}\n'
    r".*?\n:::\n",
    re.DOTALL,
)


@dataclass(frozen=True)
class Kept:
    """One document of a closed cycle as it was kept.

    Parameters
    ----------
    kind : of the document.
    audience : whom its text was made for.
    mark : its text mark.
    files : its text and pictures, by their names.
    late : whether it was a draft when it was kept, so that its head has to be written anew.
    given : what schools had given to it, as "oakfield: Review summary".
    """

    kind: ReportKind
    audience: str
    mark: str
    files: Mapping[str, bytes] = field(repr=False)
    late: bool = False
    given: tuple[str, ...] = ()

    def put_into(self, folder: Path, line: SignOff | None, why: str = "") -> None:
        """Write the text and the pictures into a folder.

        Parameters
        ----------
        line : the sign-off that it stands under; None makes it a draft.
        why : for a draft, why it is one; empty for one that never was signed.
        """
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if self.late or line is None:
            report = folder / _REPORT
            written = report.read_text(encoding="utf-8")
            report.write_text(_with_head(written, self.mark, line, why), encoding="utf-8")

    def lines(self, style: Path) -> tuple[Line, ...]:
        """What it says, without who signed it, the days, and the section about the document."""
        facts, rest = _parts(self.files[_REPORT].decode("utf-8"))
        facts |= {"date": "–", "spp": facts["spp"] | {"status": "–", "header": "–"}}
        body = _WHY_A_DRAFT.sub("\n", rest).split(_ABOUT)[0]
        return read_shown(f"{front_matter(facts)}\n{body}", {}, style).lines


@dataclass(frozen=True)
class Standing:
    """Whether a document of a closed cycle may be shown to an audience today.

    Parameters
    ----------
    line : the sign-off that stands; None where none does.
    kept : what was kept of the text that was signed; None where it is not there as it was.
    why : why it may not be shown, the end of a sentence; empty where it may.
    """

    line: SignOff | None = None
    kept: Kept | None = None
    why: str = ""


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
    book = _book(closed.workspace, school)
    lead = closed.workspace.partnership_file
    chosen = closed.workspace.settings_file
    needed = [lead, book]
    if chosen.exists() or chosen.name in closed.files:
        needed.append(chosen)
    for path in needed:
        if not closed.is_as_it_was(path):
            return Standing(why=f"{_shown(workspace, path)} is not what it was when it was closed")
    own, later = _sheets_or_none(closed.workspace, school), [*_later(workspace, closed, school)]
    unread = [path for path, sheets in [(book, own), *later] if sheets is None]
    if own is None or unread:
        return Standing(
            why=f"{_shown(workspace, unread[0])} cannot be read, so nobody can say whether it was "
            "taken back"
        )
    item = _item(own, document)
    if why := _stopped(closed, item, document, later):
        return Standing(why=why)
    after = [row for _, sheets in later for row in _about(sheets, closed)]
    taken_back = _taken_back(after, document, item, audience, today, fixed=fixed)
    late = all_standing(after, document, audience, today, fixed=fixed, item=item)
    late = [line for line in late if taken_back is None or line.signed_on > taken_back]
    own_rows = own["sign_off"].records
    then = all_standing(own_rows, document, audience, today, fixed=fixed, item=item)
    then = [] if taken_back else then
    if not late and not then:
        return Standing(why=_no_signature(own_rows, document, audience, taken_back))
    kind = next(one for one in KINDS.values() if one.title == document)
    records, drafts = _records(closed, school), _drafts(closed, school, kind)
    why = ""
    for line in late:
        found = _late(line, document, audience, kind, closed, school, records, drafts)
        if found.kept and not (gone := _gone(workspace, closed, found.kept)):
            return found
        why = why or found.why or gone
    for line in then:
        found = _as_signed(line, audience, kind, closed, school, records, drafts)
        if found.kept and not (gone := _gone(workspace, closed, found.kept)):
            return found
        why = why or found.why or gone
    return Standing(line=(late or then)[0], why=why)


def _gone(workspace: Workspace, closed: ClosedCycle, kept: Kept) -> str:
    """What a school has taken back since of a document about all schools; empty for nothing."""
    settings = read_settings(workspace.settings_file)
    today = settings.as_at or date.today()
    for given in kept.given:
        school, _, document = given.partition(": ")
        own = _sheets_or_none(closed.workspace, school)
        for path, sheets in _later(workspace, closed, school):
            if own is None or not path.is_file():  # at the lead's, where share files are all
                continue
            if sheets is None:
                return f"{_shown(workspace, path)} cannot be read"
            item, rows = _item(own, document), _about(sheets, closed)
            fixed = settings.fixes_day
            if _taken_back(rows, document, item, "partnership", today, fixed=fixed):
                return f"{school} has taken back its {document.lower()} since"
    return ""


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
            kept = _from_record(record, kind, closed, school, late=True)
            if kept:
                return Standing(line, kept)
    for kept in drafts:
        if kept.mark in line.marks.marks and kept.audience == audience:
            return Standing(line, kept)
    return Standing(
        line,
        why=f"no text for this audience with the text mark {' or '.join(line.marks.marks)} was "
        "kept when the cycle was closed",
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
    _, lead = _sheets(closed.workspace, "")["partnership"].records[0]
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
    mine = [one for one in records if one.signed_for.key == signed_for.key]
    gone = {digest for one in mine for digest in one.follows}
    mine = [one for one in mine if one.text.digest not in gone]
    if line.marks:
        mine = [one for one in mine if one.text.mark in line.marks.marks]
    if not mine:
        return Standing(line, why="what was signed was not remembered, or its record was changed")
    if len(mine) > 1:
        return Standing(line, why="two texts were remembered under its sign-off")
    kept = _from_record(mine[0], kind, closed, school)
    if kept is None and not mine[0].edition:
        mark = mine[0].text.mark
        kept = next((one for one in drafts if (one.audience, one.mark) == (audience, mark)), None)
    if kept is None:
        return Standing(line, why="the text that was signed was not kept, or was changed since")
    return Standing(line, kept)


def documents_of(closed: ClosedCycle, school: str, kind: ReportKind) -> list[Kept]:
    """All that was kept whole of a document: what was signed, then what was made."""
    found = {}
    for record in _records(closed, school):
        own = record.signed_for
        if own.document == kind.title and own.part == "document":
            kept = _from_record(record, kind, closed, school)
            if kept:
                found[kept.audience, kept.mark] = kept
    for kept in _drafts(closed, school, kind):
        found.setdefault((kept.audience, kept.mark), kept)
    return [*found.values()]


def not_kept(workspace: Workspace, schools: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """What is signed off in the open cycle and was never made, so that no text would be kept.

    Returns
    -------
    For each its school (empty for the partnership's own), document and audience.
    """
    settings = read_settings(workspace.settings_file)
    today = settings.as_at or date.today()
    for school in ("", *schools):
        if not _book(workspace, school).is_file():
            continue
        sheets, folder = _sheets(workspace, school), signed_folder(workspace, school)
        kept = {
            (one.signed_for.document, one.signed_for.audience)
            for one in read_records(folder).records
            if one.signed_for.part == "document" and _edition(one, folder) is not None
        }
        rows = sheets["sign_off"].records
        for kind in KINDS.values():
            audience = kind.audience
            if kind.per_school != bool(school) or (kind.title, audience) in kept:
                continue
            if all_standing(
                rows, kind.title, audience, today, fixed=settings.fixes_day, item=_item(sheets, "")
            ):
                yield school, kind.title, audience


def _records(closed: ClosedCycle, school: str) -> tuple[Record, ...]:
    """The records of a closed cycle that are as they were when it was closed."""
    folder = signed_folder(closed.workspace, school)
    return tuple(
        one for one in read_records(folder).records if closed.is_as_it_was(folder / one.name)
    )


def _from_record(
    record: Record, kind: ReportKind, closed: ClosedCycle, school: str, *, late: bool = False
) -> Kept | None:
    files = _edition(record, signed_folder(closed.workspace, school))
    if files is None:
        return None
    own = record.signed_for
    return Kept(kind, own.audience, record.text.mark, files, late, record.given)


def _edition(record: Record, folder: Path) -> dict[str, bytes] | None:
    """The kept document of a record, if it is whole and holds nothing but a document."""
    path = edition_file(folder, record)
    if not record.edition or not path.is_file() or path.stat().st_size > _MOST_BYTES:
        return None
    content = path.read_bytes()
    if sha256(content).hexdigest() != record.edition:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > _MOST_BYTES:
                return None
            files = {name: packed.read(name) for name in packed.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    return files if _REPORT in files and all(map(_is_of_a_document, files)) else None


def _is_of_a_document(name: str) -> bool:
    folder, _, picture = name.rpartition("/")
    plain = "\\" not in picture and picture.endswith(".png")
    return name == _REPORT or (folder == EDITION[1] and plain)


def _drafts(closed: ClosedCycle, school: str, kind: ReportKind) -> list[Kept]:
    """The document that lay among the reports when the cycle was closed, if it is as it was."""
    folder = closed.workspace.report_folder(school or PARTNERSHIP, kind.name)
    manifest = cache.read_manifest(folder)
    signature = manifest.get("signature") or {}
    names = [
        folder / "manifest.json",
        folder / _REPORT,
        *sorted((folder / "figures").glob("*.png")),
    ]
    if not signature.get("text_mark") or manifest.get("audience") not in AUDIENCES:
        return []
    written = manifest.get("files") or {}  # what somebody changed by hand is not what was made
    by_hand = any(
        cache.file_hash(path) != written.get(path.relative_to(folder).as_posix())
        for path in names[1:]
    )
    if by_hand or not all(map(closed.is_as_it_was, names)):
        return []
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in names[1:]}
    return [Kept(kind, manifest["audience"], str(signature["text_mark"]), files, late=True)]


def _taken_back(
    rows: Sequence[tuple[Any, Mapping[Any, Any]]],
    document: str,
    item: str,
    audience: str,
    today: date,
    *,
    fixed: bool,
) -> date | None:
    """The last day on which a later row took the document back from this audience."""
    days = [
        row["withdrawn_on"]
        for _, row in rows
        if row["document"] == document
        and row["withdrawn_on"] is not None
        and (fixed or row["withdrawn_on"] <= today)
        and (row["item"] or "").casefold() in ("", item.casefold())
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
    for row in (row for _, row in rows if row["document"] == document):
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
        path = _book(one.workspace, school)
        if path.is_file() or path.relative_to(one.workspace.root).as_posix() in one.files:
            whole = one.is_as_it_was(path)
            yield path, _sheets_or_none(one.workspace, school) if whole else None
    yield _book(workspace, school), _sheets_or_none(workspace, school)


def _about(
    sheets: Mapping[str, TypedRows] | None, closed: ClosedCycle
) -> list[tuple[Any, Mapping[Any, Any]]]:
    return of_cycle(sheets["sign_off"].records, closed.name) if sheets else []


def _book(workspace: Workspace, school: str) -> Path:
    return workspace.evidence_file(school) if school else workspace.partnership_file


def _sheets(workspace: Workspace, school: str) -> Mapping[str, TypedRows]:
    return read_sheets(_book(workspace, school), SCHOOL if school else LEADS)


def _sheets_or_none(workspace: Workspace, school: str) -> Mapping[str, TypedRows] | None:
    """The sheets of a later workbook; None where those that take something back are not whole."""
    from spp_research.intake import read_workbook

    if not _book(workspace, school).is_file():
        return None
    reading = read_workbook(_book(workspace, school), SCHOOL if school else LEADS)
    sheets = {"sign_off", "carried_over"} & set(reading.rows)
    whole = "sign_off" in reading.rows and reading.partial.isdisjoint(sheets)
    return reading.rows if whole else None


def _item(sheets: Mapping[str, TypedRows], document: str) -> str:
    rows = sheets.get("practice")
    if rows is None or document not in ("", BEST_PRACTICE.title) or not len(rows):
        return ""
    return str(rows.columns["practice_id"][0])


def _shown(workspace: Workspace, path: Path) -> str:
    return path.relative_to(workspace.root).as_posix()


def _with_head(written: str, mark: str, line: SignOff | None, why: str) -> str:
    """A kept text with the head of what it is today: signed off by whom, or a draft."""
    facts, rest = _parts(written)
    status = signed_line(line) if line else f"Draft: {why or 'not signed off'}"
    facts["spp"] |= {
        "status": escape(f"{status}. Text mark: {mark}"),
        "draft": line is None,
    }
    if line and facts["spp"].get("licence"):
        facts["spp"]["published"] = line.signed_on.isoformat()
    return front_matter(facts) + "\n" + (_WHY_A_DRAFT.sub("\n", rest) if line else rest)


def _parts(written: str) -> tuple[dict[str, Any], str]:
    """The front matter of a kept text, and what follows."""
    try:
        start, head, rest = written.split("---\n", 2)
        rows = (row.partition(": ") for row in head.splitlines())
        facts = {key: json.loads(value) for key, _, value in rows}
        if start or not isinstance(facts.get("spp"), dict):
            raise ValueError("it does not begin as the kit begins it")
    except ValueError:
        raise DisclosureError(
            "a document that was kept does not begin with the head that the kit gives it, so "
            "nobody can say what it is"
        ) from None
    return facts, rest
