"""Ten mistakes in the workbooks of the example, for a newcomer to find and mend, by role.

Each is a slip that people really make, and each role has its own workbook, so that several people
can practise at once. A mistake counts as mended when its row is still there, the cell says
something else and nothing is to be mended in it: what was planted is looked for by the row's own
ID, wherever the row stands now.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from spp_research.errors import ConfigurationError
from spp_research.intake import FAULT, Fault, Reading
from spp_research.intake.layout import address
from spp_research.workspace import Workspace

from .books import PartnershipBook, Row, SchoolBook

ROOM = ".practice-room.json"  # marks the folder of a practice room
_SET = 1  # of mistakes; another set would have to be told apart from this
_LEAD = "partnership.xlsx"
_OWN, _OTHER = "schools/oakfield/evidence.xlsx", "schools/withy-bridge/evidence.xlsx"
_PUPILS = "schools/oakfield/pupils/reading-fluency.xlsx"


@dataclass(frozen=True)
class Role:
    """Somebody who practises.

    Parameters
    ----------
    name : as a partnership calls them.
    book : the workbook that is theirs to mend, within the workspace.
    task : what to look for, without the place.
    """

    name: str
    book: str
    task: str


@dataclass(frozen=True)
class Mistake:
    """One cell that does not hold what it should.

    Parameters
    ----------
    role : whose it is to find.
    sheet, key, column : where: in the row of which the key's columns say so.
    value : what was typed.
    """

    role: Role
    sheet: str
    key: Mapping[str, object]
    column: str
    value: object


@dataclass(frozen=True)
class Progress:
    """How far somebody has come.

    Parameters
    ----------
    mended : of the mistakes that were planted.
    open : those that are still there.
    lost : those whose row is gone, which mends nothing.
    new : what is to be mended now and was not when the room was made.
    """

    mended: tuple[Mistake, ...]
    open: tuple[Mistake, ...]
    lost: tuple[Mistake, ...]
    new: tuple[Fault, ...]


SCHOOL = Role(
    "Evidence lead of a school",
    _OWN,
    "A number that is not a number, a day that no calendar has, a word that is not on the list, "
    "and evidence that nobody has written down.",
)
CHAMPION = Role(
    "Improvement champion",
    _OTHER,
    "A date written the way they do in another country, and somebody to ask whom nobody knows.",
)
LEAD = Role(
    "Partnership lead",
    _LEAD,
    "A review that ends before it begins, and a champion who is not on the list of people.",
)
PUPILS = Role(
    "Whoever keeps pupils’ results",
    _PUPILS,
    "A word where a score should be, and a group that there is not.",
)
ROLES = (SCHOOL, CHAMPION, LEAD, PUPILS)

TEN = (
    Mistake(SCHOOL, "school", {"school": "oakfield"}, "pupils_on_roll", "about 410"),
    Mistake(SCHOOL, "evidence", {"evidence_id": "E7"}, "date", "31/11/2025"),
    Mistake(SCHOOL, "evidence", {"evidence_id": "E12"}, "source_type", "Chat at the gate"),
    Mistake(SCHOOL, "findings", {"finding_id": "F3"}, "evidence_ids", "E5; E7; E88"),
    Mistake(CHAMPION, "actions", {"action_id": "A2"}, "review_date", "05/26/2026"),
    Mistake(CHAMPION, "support", {"support_id": "S2"}, "contact", "P99"),
    Mistake(LEAD, "timetable", {"school": "copperbeck"}, "review_end", date(2026, 1, 2)),
    Mistake(LEAD, "timetable", {"school": "tannery-lane"}, "champion", "P61"),
    Mistake(PUPILS, "pupil_outcomes", {"pupil_id": "0325"}, "follow_up", "was ill"),
    Mistake(PUPILS, "pupil_outcomes", {"pupil_id": "0331"}, "group", "Reading club"),
)


def make_room(folder: Path) -> Workspace:
    """Write the workbooks with the ten mistakes into a folder; gives the workspace.

    Raises
    ------
    ConfigurationError
        When there is something in the folder already.
    """
    from .riverside_example import riverside
    from .writing import write_partnership

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigurationError(
            f"{folder}: there is something in this folder already, and no practice room. Give a "
            "new folder."
        )
    place = Workspace(write_partnership(folder, with_mistakes(riverside(), TEN)))
    (place.root / ROOM).write_text(json.dumps({"mistakes": _SET}) + "\n", encoding="utf-8")
    return place


def is_room(folder: Path) -> bool:
    """Whether a folder is a practice room."""
    try:
        told = json.loads((folder / ROOM).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(told, dict) and told.get("mistakes") == _SET


def with_mistakes(book: PartnershipBook, mistakes: Iterable[Mistake]) -> PartnershipBook:
    """The books with these mistakes in them."""
    sheets = {name: [dict(row) for row in rows] for name, rows in book.sheets.items()}
    schools = {school.slug: _copied(school) for school in book.schools}
    for mistake in mistakes:
        rows = _rows(mistake, sheets, schools)
        row = next(row for row in rows if _is_meant(row, mistake))
        row[mistake.column] = mistake.value
    return replace(book, sheets=sheets, schools=tuple(schools.values()))


def progress(readings: Sequence[Reading], root: Path) -> Progress:
    """How many of the ten are mended, and what is to be mended besides.

    Parameters
    ----------
    readings : what a check of the whole workspace found.
    """
    by_book = {reading.path.relative_to(root).as_posix(): reading for reading in readings}
    mended, still, lost = [], [], []
    planted: set[tuple[str, str, str]] = set()  # cells, and columns of rows that are lost
    for mistake in TEN:
        reading = by_book.get(mistake.role.book)
        cell, value = _now(mistake, reading) if reading else ("", None)
        if reading is None or not cell:
            lost.append(mistake)
            if reading:
                header = reading.workbook.sheet(mistake.sheet).field(mistake.column).label
                planted.add((reading.shown_as, reading.titles.get(mistake.sheet, ""), header))
            continue
        place = (reading.shown_as, reading.titles[mistake.sheet], cell)
        if value == mistake.value or any(_place(fault) == place for fault in _faults(reading)):
            still.append(mistake)
            planted.add(place)
        else:
            mended.append(mistake)
    new = [
        fault
        for reading in readings
        for fault in _faults(reading)
        if planted.isdisjoint((_place(fault), (fault.file, fault.sheet, fault.column)))
    ]
    return Progress(tuple(mended), tuple(still), tuple(lost), tuple(new))


def _now(mistake: Mistake, reading: Reading) -> tuple[str, object]:
    """Where the cell of a mistake is now, and what is read there; nowhere if its row is gone."""
    rows, column = reading.rows[mistake.sheet], (mistake.sheet, mistake.column)
    for number, row in rows.records:
        if column in reading.columns and _is_meant(row, mistake):
            found = row[mistake.column]
            value = "; ".join(found) if isinstance(found, tuple) else found
            return address(number, reading.columns[column]), value
    return "", None


def _is_meant(row: Mapping[str, Any], mistake: Mistake) -> bool:
    return all(row[name] == value for name, value in mistake.key.items())


def _faults(reading: Reading) -> Iterator[Fault]:
    if not reading.not_started:
        yield from (fault for fault in reading.faults if fault.severity == FAULT)


def _place(fault: Fault) -> tuple[str, str, str]:
    return fault.file, fault.sheet, fault.cell


def _rows(
    mistake: Mistake, sheets: Mapping[str, list[Row]], schools: Mapping[str, SchoolBook]
) -> list[Row]:
    """The rows of the sheet in which a mistake is to be."""
    path = Path(mistake.role.book)
    if path.name == _LEAD:
        return sheets[mistake.sheet]
    school = schools[path.parts[1]]
    if path.parts[2] == "pupils":
        return school.pupils[path.stem]
    return school.sheets[mistake.sheet]


def _copied(school: SchoolBook) -> SchoolBook:
    return replace(
        school,
        sheets={name: [dict(row) for row in rows] for name, rows in school.sheets.items()},
        pupils={name: [dict(row) for row in rows] for name, rows in school.pupils.items()},
    )
