"""Checking what somebody dropped on the page, with the sentences of `spp check`.

Runs in the browser: nothing here, or in what it imports, needs pandas, pydantic or a network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.errors import EvidenceError
from spp_research.intake import Reading, check_school, read_lead, read_workbook
from spp_research.intake.check.fault_groups import together
from spp_research.intake.check.reading import Known, to_begin
from spp_research.intake.check.told import counted, in_order, line_of, waiting
from spp_research.intake.faults import Fault, listed
from spp_research.intake.read import certificates
from spp_research.intake.workspace_check import check_each
from spp_research.intake.write.marked_copy import write_checked
from spp_research.intake.write.withheld_values import without_values
from spp_research.kinds import KINDS, PARTNERSHIP_REPORT, ReportKind
from spp_research.partnership.timetable import with_broken_rules
from spp_research.phrases import sentence
from spp_research.protect.attachments import says_it_is_not_there
from spp_research.protect.sign_off import AUDIENCES, SignOff, all_standing
from spp_research.schema import PARTNERSHIP, PUPILS, SCHOOL
from spp_research.school.lacking import Day, lacking
from spp_research.words import checked as words
from spp_research.words.lacking import in_short
from spp_research.workspace import DATA_ENDINGS

from .placing import Dropped, Laid, lay_out

if TYPE_CHECKING:
    from .compared import Compared


@dataclass(frozen=True)
class Finding:
    """One line of what was found: how grave, by which check, with the place in front."""

    severity: str
    code: str
    line: str


@dataclass(frozen=True)
class Document:
    """A document that could be made of a workbook: what it lacks, and who may see it."""

    title: str
    enough: bool
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """What is said of one file.

    Parameters
    ----------
    state : "in order", "to mend" or "not started".
    told : how much was found, in words.
    sheets : the findings by title of sheet; "" for the file as a whole.
    later : what was not checked yet.
    copy : what the marked copy is called; empty where there is none.
    """

    name: str
    state: str
    told: str
    sheets: Mapping[str, tuple[Finding, ...]]
    later: str = ""
    copy: str = ""
    documents: tuple[Document, ...] = ()
    about_documents: str = ""


@dataclass(frozen=True)
class Group:
    """Workbooks that were checked together."""

    books: tuple[Book, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Drawn:
    """What is said of the certificate of a draw by lot.

    Parameters
    ----------
    again : whether its draw comes out again, and nothing in it was changed.
    """

    name: str
    again: bool
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Shared:
    """A share file in plain words.

    Parameters
    ----------
    whole : whether it is one, and is as it was made.
    parts : the title of each part, and what is in it.
    sentences : why it is none, or what was not looked at.
    """

    name: str
    whole: bool
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """All that is said of what was dropped, and what each book was read from."""

    groups: tuple[Group, ...]
    left: tuple[str, ...]
    readings: tuple[Reading, ...] = field(repr=False)
    documents: tuple[Compared, ...] = ()
    certificates: tuple[Drawn, ...] = ()
    shares: tuple[Shared, ...] = ()

    def as_plain(self) -> dict[str, Any]:
        """The same but for the readings, as JSON holds it."""
        return {
            "groups": [asdict(group) for group in self.groups],
            "left": list(self.left),
            "documents": [asdict(one) for one in self.documents],
            "certificates": [asdict(one) for one in self.certificates],
            "shares": [asdict(one) for one in self.shares],
        }

    def write_copy(self, number: int, folder: Path) -> Path:
        """Write the marked copy of a book, counted from 0 over all the groups."""
        books = [book for group in self.groups for book in group.books]
        path = folder / Path(books[number].copy).name
        return write_checked(self.readings[number], path)


_LEFT_OUT = ("photo.left-out", "material.left-out")
Told = Callable[[int, int], object]  # how many files are checked, and of how many


def check_dropped(
    files: Sequence[Dropped], scratch: Path, told: Told = lambda done, of: None
) -> Found:
    """Check files together, laid out in `scratch`, an empty folder.

    Nothing in a file raises; what is said of each is in the result.

    Parameters
    ----------
    told : is called whenever some more files are checked.
    """
    placed = lay_out(files, scratch)
    number = sum(map(_to_check, placed.laid)) + len(placed.documents)
    groups: list[Group] = []
    kept: list[Reading] = []
    books: list[tuple[str, Reading]] = []
    told(0, number)
    for laid in placed.laid:
        readings: list[Reading] = []
        notes: list[str] = list(laid.notes)
        for some in _readings(laid, notes):
            readings += [in_order(reading) for reading in some]
            told(sum(one.path.is_file() for one in (*kept, *readings)), number)
        kept += readings
        books += [(_name(laid, reading), reading) for reading in readings]
        groups.append(Group(tuple(_book(laid, reading) for reading in readings), tuple(notes)))
    left, documents = list(placed.left), []
    for done, one in enumerate(placed.documents, number - len(placed.documents) + 1):
        compared = _compared(one, books)
        if compared is None:
            left.append(words.no_document(one.name))
        else:
            documents.append(compared)
        told(done, number)
    drawn = tuple(map(_drawn_again, placed.certificates))
    shares = tuple(map(_read_out, placed.shares))
    return Found(tuple(groups), tuple(left), tuple(kept), tuple(documents), drawn, shares)


def _to_check(laid: Laid) -> int:
    """How many files of a place are checked each; a photo lies there to be named by a sheet."""
    return sum(Path(where).suffix.lower() in DATA_ENDINGS for where in laid.names)


def _read_out(one: Dropped) -> Shared:
    """A share file as `spp share --show` reads it out."""
    from spp_research.share import plain  # not while somebody waits for the page to get ready
    from spp_research.share.document import require_small
    from spp_research.words.shared import sections

    try:
        require_small(one.file.stat().st_size, one.name)
        share = plain.parse(one.file.read_bytes(), one.name)
    except EvidenceError as error:
        return Shared(one.name, False, (), (str(error),))
    parts = tuple((part.title, tuple(part.lines)) for part in sections(share))
    return Shared(one.name, True, parts, (words.share_not_compared(),))


def _drawn_again(one: Dropped) -> Drawn:
    """A certificate as `spp draw --check` reads it."""
    try:
        known = certificates.read_page(one.file)
    except certificates.NoCertificateError as error:
        return Drawn(one.name, False, (sentence(str(error)), certificates.ASK))
    return Drawn(one.name, True, (certificates.in_words(known), certificates.NOT_SHOWN))


def _compared(one: Dropped, books: Sequence[tuple[str, Reading]]) -> Compared | None:
    """A document beside the workbooks; None for what is none of the kit's."""
    from .compared import compare  # not while somebody waits for the page to get ready
    from .printed import NoDocumentError, read_printed

    try:
        printed = read_printed(one.file.read_bytes())
    except NoDocumentError:
        return None
    return compare(one.name, printed, books, _today().as_at)


def _readings(laid: Laid, notes: list[str]) -> Iterator[list[Reading]]:
    """The files of a place as they are read; `notes` takes what was not compared."""
    for readings in _as_they_lie(laid, notes):
        yield [with_broken_rules(one) for one in readings]


def _as_they_lie(laid: Laid, notes: list[str]) -> Iterator[list[Reading]]:
    place = laid.workspace
    if laid.alone:
        path, workbook = laid.alone
        notes += [words.without_evidence()] if workbook is PUPILS else []
        yield [read_workbook(path, workbook, None, path.name)]
        return
    if laid.whole:
        yield from check_each(place)
        return
    there = _schools(laid)
    missing: set[str] = set()
    known: Known = {}
    left = there
    if place.partnership_file.is_file():
        known = read_lead(place).keys()
        checked = set()
        for readings in check_each(place):
            # A workbook that was not chosen is no workbook that is missing.
            there_too = [one for one in readings if one.path.is_file()]
            kept = _without_what_was_not_chosen(laid, there_too, missing)
            checked |= {one.path.parent.name for one in kept if one.workbook is SCHOOL}
            yield kept
        left = [school for school in there if school not in checked]
        notes += [words.not_listed(school) for school in left]
    elif there:
        notes.append(words.without_lead())
    for school in left:
        readings = check_school(place, school, known, surveys=True)
        yield _without_what_was_not_chosen(laid, readings, missing)
    told = (words.without_surveys(), words.without_attachments())
    notes += [note for note in told if note in missing]


def _without_what_was_not_chosen(
    laid: Laid, readings: Sequence[Reading], missing: set[str]
) -> list[Reading]:
    """The readings without what is said of files that nobody chose; `missing` takes the notes."""
    kept = []
    for one in readings:
        alone = "/" not in _name(laid, one)  # with its folder, what is not in it is missing
        gone = {fault: note for fault in one.faults if (note := _not_chosen(fault, alone))}
        missing |= {*gone.values()}
        kept.append(replace(one, faults=tuple(f for f in one.faults if f not in gone)))
    return kept


def _not_chosen(fault: Fault, alone: bool) -> str:
    """What to say where a fault is only that a file was not chosen; empty for another."""
    if fault.code == "survey.file-missing":
        return words.without_surveys()
    if alone and fault.code in _LEFT_OUT and says_it_is_not_there(fault.message):
        return words.without_attachments()
    return ""


def _schools(laid: Laid) -> list[str]:
    """The schools of which files were dropped, in order of name."""
    folder = laid.workspace.root / "schools"
    if not folder.is_dir():
        return []
    return sorted(
        path.name
        for path in folder.iterdir()
        if path.is_dir() and laid.workspace.evidence_file(path.name).is_file()
    )


def _name(laid: Laid, reading: Reading) -> str:
    """What a file is called to whoever chose it."""
    here = reading.path.relative_to(laid.workspace.root).as_posix()
    return reading.shown_as if laid.whole else laid.names.get(here, reading.shown_as)


def _book(laid: Laid, reading: Reading) -> Book:
    name = _name(laid, reading)
    if reading.not_started:
        told = f"not started yet; begin with {listed(to_begin(reading), 'and')}"
        return Book(name, "not started", told, {})
    reading = without_values(reading)
    said = together(reading.faults)
    sheets: dict[str, list[Finding]] = {}
    for one in said:
        finding = Finding(one.fault.severity, one.fault.code, line_of(one.fault))
        sheets.setdefault(one.fault.sheet, []).append(finding)
    needs_copy = not reading.ok and reading.path.is_file()
    stem = Path(name).stem
    copy = f"{stem}.checked.xlsx" if needs_copy else ""
    return Book(
        name,
        "in order" if reading.ok else "to mend",
        counted(said) or "nothing to mend",
        {sheet: tuple(found) for sheet, found in sheets.items()},
        waiting(reading),
        copy,
        tuple(_documents(reading)) if reading.ok else (),
        _about_documents(reading),
    )


def _about_documents(reading: Reading) -> str:
    if reading.workbook not in (SCHOOL, PARTNERSHIP):
        return ""
    return words.only_if_unchanged() if reading.ok else words.after_mending()


def _documents(reading: Reading) -> Iterator[Document]:
    """What could be made of a workbook that is in order, and who may see it."""
    if reading.workbook is SCHOOL:
        kinds = [kind for kind in KINDS.values() if kind.per_school and not kind.hub]
    elif reading.workbook is PARTNERSHIP:
        kinds = [PARTNERSHIP_REPORT]
    else:
        return
    for kind in kinds:
        missing = lacking(kind, reading.rows, _today()) if reading.workbook is SCHOOL else None
        if missing:
            yield Document(kind.title, False, (in_short(missing),))
            continue
        lines = _signed(reading, kind)
        who = [words.signed(line) for line in lines] or [words.unsigned()]
        yield Document(kind.title, True, (words.can_be_made(), *who))


def _today() -> Day:
    """Today, as the page reads no settings."""
    return Day(date.today(), fixed=False)


def _signed(reading: Reading, kind: ReportKind) -> list[SignOff]:
    """The widest sign-offs that stand today: one, or one for each practice that is named."""
    if "sign_off" not in reading.rows:
        return []
    rows = list(reading.rows["sign_off"].records)
    items = dict.fromkeys(str(row.get("item") or "") for _, row in rows)
    found: dict[int, SignOff] = {}
    for item in items:
        for audience in reversed(AUDIENCES):
            standing = all_standing(
                rows, kind.title, audience, _today().as_at, fixed=False, item=item
            )
            if standing:
                found.setdefault(standing[0].row, standing[0])
                break
    return list(found.values())
