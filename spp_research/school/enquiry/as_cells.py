"""How what an enquiry is given is read: as the cells of the school's workbook would be.

So it is refused in the words of the check, and is the same when it went into a workbook and came
back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field as Member
from dataclasses import field, fields
from datetime import date, datetime
from numbers import Number
from typing import TYPE_CHECKING, Any

from spp_research.errors import Faults, InputError
from spp_research.intake.check.cell_values import checks_of, said_of
from spp_research.intake.people_rows import rows_of_people
from spp_research.intake.read.convert import convert
from spp_research.intake.read.sheets import RawCell
from spp_research.protect.disclosure.opened import hold_pupils_back, run_key
from spp_research.protect.disclosure.origin import notebook, words
from spp_research.schema import PUPILS, SCHOOL, Kind
from spp_research.schema.vocabulary import KEY_STAGES, THEMES, YES_NO
from spp_research.stats.inputs import is_missing

if TYPE_CHECKING:
    import pandas as pd

Day = date | str | None

MEASURED = PUPILS.sheet("pupil_outcomes")
PUPILS_USUALLY, MARKS = "Pupils", "marks"  # who and in what, where nobody says
_AT = "column of the workbook"
_KITS = frozenset((*KEY_STAGES, *THEMES, *YES_NO, MARKS, PUPILS_USUALLY))
_DIGITS = 15  # that a workbook keeps of a number


def at(sheet: str, column: str, default: Any = "") -> Any:
    """A text that stands in this column of the workbook."""
    return field(default=default, metadata={_AT: (sheet, column)})


def day_of(given: Day, name: str) -> date | None:
    """A day as it is typed into a cell, as "05/01/2026"."""
    found: date | None = read_cell("outcomes", "named_on", given, name)
    return found


def places_of(record: type) -> dict[str, tuple[str, str]]:
    """Where each text of a record stands in the workbook, by its name."""
    members: tuple[Member[Any], ...] = fields(record)
    return {m.name: m.metadata[_AT] for m in members if _AT in m.metadata}


def put(record: object, name: str, value: Any) -> None:
    object.__setattr__(record, name, value)


def settle(record: Any, places: Mapping[str, tuple[str, str]], *, whole: bool = True) -> None:
    """Read each text, number and day of a record as its cell of the workbook would be read.

    Parameters
    ----------
    places : by name, the sheet and the column that it stands in.
    whole : whether what the sheet asks for must be there.
    """
    only_words_of_it(getattr(record, name) for name in places)
    faults = Faults()
    for name, (sheet, column) in places.items():
        with faults.kept():
            put(record, name, read_cell(sheet, column, getattr(record, name), name))
    needed = [
        name
        for name, (sheet, column) in places.items()
        if whole and SCHOOL.sheet(sheet).field(column).required and _is_blank(getattr(record, name))
    ]
    for name in needed:
        label = SCHOOL.sheet(places[name][0]).field(places[name][1])
        faults.add(
            f"{name} is missing: {label.guidance[:1].lower()}{label.guidance[1:]} For "
            f"example: {label.example}"
        )
    faults.tell()


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value)


def read_cells(sheet: str, given: Mapping[str, tuple[str, Any]], faults: Faults) -> dict[str, Any]:
    """Several values as cells of a row would be read, by the name of each.

    Parameters
    ----------
    given : by name the column, and what stands in it.
    faults : where what is refused is kept.
    """
    made: dict[str, Any] = {}
    for name, (column, value) in given.items():
        with faults.kept():
            made[name] = read_cell(sheet, column, value, name)
    return made


def only_words_of_it(texts: Any) -> None:
    """In a run: words that stand in the notebook or in a workbook, and no pupil's ID."""
    said = [text for text in texts if isinstance(text, str) and text and text not in _KITS]
    hold_pupils_back(said, "A text of the enquiry")
    if run_key():  # on one's own screen an enquiry may be tried out with any words
        for text in said:
            words(text, notebook(), "A text of the enquiry")


def read_cell(sheet: str, column: str, given: Any, name: str) -> Any:
    """A value as a cell of the workbook would be read; "" or None for a blank."""
    declared = SCHOOL.sheet(sheet).field(column)
    blank = None if declared.kind in (Kind.DATE, Kind.NUMBER, Kind.WHOLE) else ""
    if is_missing(given) or (isinstance(given, str) and not given):
        return blank
    if not isinstance(given, str | Number | date):
        raise InputError(f"{name} is one text, number or day, not a {type(given).__name__}")
    if isinstance(given, date) and not isinstance(given, datetime):
        given = datetime(given.year, given.month, given.day)
    found = convert(declared, RawCell(1, 1, given))
    if found.value is None and found.message:
        raise InputError(f"{name}: {found.message}")
    if found.value is None:
        return blank
    for code, passes in checks_of(declared):
        if not passes(found.value):
            raise InputError(f"{name}: {said_of(code, declared, str(found.value), 1)}")
    return _kept(found.value) if isinstance(found.value, float) else found.value


def as_a_file(table: pd.DataFrame) -> pd.DataFrame:
    """The table with the types of a pupils' file, and no digit that a workbook would lose."""
    import pandas as pd

    from spp_research.intake.frames import empty_frame

    made = table.copy()
    for column, kind in empty_frame(MEASURED).dtypes.items():
        if column not in made:
            made[column] = pd.Series(pd.NA, index=made.index, dtype=kind)
        elif kind.name == "Float64":
            kept = [pd.NA if v != v else _kept(v) for v in made[column]]
            made[column] = pd.array(kept, dtype="Float64")
        else:
            made[column] = made[column].astype(kind)
    return rows_of_people(made.reset_index(drop=True))


def _kept(number: float) -> float:
    """A number with the digits that a workbook keeps."""
    return float(f"{number:.{_DIGITS}g}")


def values_of(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The rows of a table as plain values, for comparing two."""
    import pandas as pd

    names = [f.name for f in MEASURED.fields]
    there = table.reindex(columns=names)
    return [
        tuple(None if pd.isna(v) else v for v in row)
        for row in there.itertuples(index=False, name=None)
    ]
