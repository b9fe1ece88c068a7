"""Which workbook a file is and where it is read, by what it holds: a name says too little.

Files are dropped on a page, or sent by a form, by people who know nothing of folders. A file's name
only counts where a workbook itself names it, as the sheet of a survey names its export.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from spp_research.errors import ConfigurationError
from spp_research.schema import HUB, PARTNERSHIP, PUPILS, SCHOOL, SURVEYS, Workbook
from spp_research.workspace import safe_slug

from .check.reading import Reading, read_workbook
from .read.containers import Unreadable, bytes_of
from .read.sheet_tables import filled_tables, find_tables, headed_tables
from .read.sheets import RawBook, read_book
from .surveys.school_surveys import file_called

_BY_NAME = {"partnership": PARTNERSHIP, "evidence": SCHOOL, "hub": HUB}
_KINDS = (PARTNERSHIP, SCHOOL, HUB, PUPILS, SURVEYS)


def book_of(path: Path) -> RawBook | None:
    """A file as a workbook, with every cell as text; None where it cannot be opened."""
    try:
        return read_book(bytes_of(path), path.stem)
    except Unreadable:
        return None


def kind_of(book: RawBook | None, name: str) -> Workbook | None:
    """Which workbook a file is, by the sheets that it has; by its name where it cannot be read.

    Parameters
    ----------
    name : what the file is called.
    """
    if book is None:
        stem = Path(name).stem.casefold()
        return next((kind for part, kind in _BY_NAME.items() if part in stem), None)
    if book.kind == "csv":
        return next((kind for kind in (PUPILS, SURVEYS) if filled_tables(book, kind)), None)
    found = {kind.name: len(headed_tables(book, kind)) for kind in _KINDS}
    best = max(_KINDS, key=lambda kind: found[kind.name])
    return best if found[best.name] else None


def is_misnamed(book: RawBook, name: str) -> bool:
    """Whether a text file bears the name of a workbook."""
    return book.kind == "csv" and Path(name).suffix.lower() not in (".csv", ".tsv")


def school_of(book: RawBook | None, name: str) -> str:
    """The short name that a school's workbook gives itself; empty where it gives none."""
    table = find_tables(book, SCHOOL, name)[0].get("school") if book else None
    if table is None or "school" not in table.columns or not table.rows:
        return ""
    return as_slug(table.raw.cell(table.rows[0], table.columns["school"]).text.strip())


def as_slug(text: str) -> str:
    """A text that can be a school's short name; empty where it cannot."""
    try:
        return safe_slug(text)
    except ConfigurationError:
        return ""


def folder_of(
    file: Path, name: str, kind: Workbook | None, readings: Mapping[str, Reading]
) -> str | None:
    """The folder in which a file about people is read; None where that is not clear.

    Parameters
    ----------
    file : where it lies.
    name : what it is called.
    kind : pupils' results, answers, or None for an export of a form.
    readings : the workbooks that name surveys and outcomes, by the folder that they stand in:
        "schools/oakfield/", and "" for the lead's.
    """
    schools = [folder for folder in readings if folder]
    if kind is PUPILS:
        mine = set(read_workbook(file, PUPILS).rows["pupil_outcomes"].there("outcome_id"))
        fitting = [f for f in schools if mine and mine <= _outcomes_of(readings[f])]
        whose = fitting if len(fitting) == 1 else schools
        return f"{whose[0]}pupils" if len(whose) == 1 else None
    named = [folder for folder, reading in readings.items() if names_file(reading, name)]
    if len(named) == 1:
        return f"{named[0]}surveys"
    if not named and len(schools) == 1:
        return f"{schools[0]}surveys"
    return "surveys" if not schools and "" in readings else None


def names_file(reading: Reading, name: str) -> bool:
    """Whether a survey map of a workbook names the file."""
    return any(file_called(wanted, [name]) for wanted in named_files(reading))


def named_files(reading: Reading) -> list[str]:
    """The names of exports that the survey map of a workbook gives, in its order."""
    sheet = "survey_map" if reading.workbook is SCHOOL else "year_survey_map"
    return list(dict.fromkeys(str(name) for name in reading.rows[sheet].there("file")))


def names_attachment(reading: Reading, name: str) -> bool:
    """Whether a school's workbook names the file as a photo or a material of its practice."""
    rows = [reading.rows[sheet] for sheet in ("photos", "materials") if sheet in reading.rows]
    wanted = {str(file).casefold() for each in rows for file in each.there("file")}
    return name.casefold() in wanted


def _outcomes_of(reading: Reading) -> set[object]:
    return set(reading.rows["outcomes"].there("outcome_id"))
