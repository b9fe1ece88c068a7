"""From a table of cells to typed rows: what every check looks at, and frames are made of."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from spp_research.schema import Field, Kind, Sheet
from spp_research.telling import briefly

from ..advice import as_needed
from ..faults import Fault, fault
from .convert import convert
from .sheet_tables import Table
from .sheets import RawBook

if TYPE_CHECKING:
    from .sheet_rows import SheetsRead

# By name of column, what stands in one row: text, a whole or other number, a day, several words or
# ids as a tuple (empty where there are none), and None for what is missing.
# The rows of a sheet that is asked for by its name are known by their columns: `sheet_rows.pyi`.
Row = Mapping[str, Any]
Records = tuple[tuple[int, Row], ...]  # each with its number in the workbook

ANSWERS = "answers"  # the name of what stands for a sheet in a survey file

SEVERAL_VALUES = (Kind.REFERENCES, Kind.CHOICES)
_FEWEST_OF_A_COLUMN = 5  # cells with the same fault from which it is said once for the column


@dataclass(frozen=True)
class TypedRows:
    """The filled rows of one sheet, each value of the type that is declared for its column.

    Parameters
    ----------
    sheet : the declaration.
    numbers : of each row in the workbook.
    columns : by name, the values of every declared column, row by row.
    """

    sheet: Sheet
    numbers: tuple[int, ...]
    columns: Mapping[str, tuple[Any, ...]]

    def __len__(self) -> int:
        return len(self.numbers)

    __repr__ = briefly  # no values: they may be about pupils

    @cached_property
    def records(self) -> Records:
        """Each row by name of column, with its number."""
        names = tuple(self.columns)
        rows = zip(*self.columns.values(), strict=True)
        return tuple(
            (number, dict(zip(names, row, strict=True)))
            for number, row in zip(self.numbers, rows, strict=True)
        )

    def cells(self, name: str) -> Iterator[tuple[int, Any]]:
        """The number of each row, and what stands in one column of it."""
        return zip(self.numbers, self.columns[name], strict=True)

    def there(self, name: str) -> list[Any]:
        """What stands in one column, without what is missing."""
        return [value for value in self.columns[name] if value is not None]

    def as_csv(self) -> str:
        """The rows as text, to tell whether they are the same as at another time.

        What was remembered of a workbook by earlier versions was written by pandas, so it is
        written here as pandas writes the table.
        """
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator=os.linesep)
        writer.writerow(self.columns)
        for row in zip(*self.columns.values(), strict=True):
            writer.writerow("" if value is None else value for value in row)
        return text.getvalue()

    def with_column(self, name: str, values: Sequence[Any]) -> TypedRows:
        """The same rows with other values in one column."""
        return replace(self, columns={**self.columns, name: tuple(values)})


class AnswerRow(NamedTuple):
    """One answer of one person to one question of a survey.

    `respondent` is a number of a row in `file`. `answer` is None where the question was left out,
    `score` where it has no place on a scale, `role` where the survey is not of those who took part
    in peer review.
    """

    item_id: str
    wave: str
    file: str
    respondent: int
    answer: str | None
    score: int | None
    role: str | None = None


def given(*values: object) -> bool:
    """Whether all of the cells hold something."""
    return not any(value is None for value in values)


def by_sheet(rows: Mapping[str, TypedRows]) -> SheetsRead:
    """The rows of each sheet as they are; the type checker then knows each sheet's columns."""
    return cast("SheetsRead", rows)


@lru_cache(maxsize=64)
def no_rows(sheet: Sheet) -> TypedRows:
    """A sheet on which nothing was filled in."""
    return TypedRows(sheet, (), {field.name: () for field in sheet.fields})


def read_rows(
    sheet: Sheet, table: Table | None, book: RawBook, file: str
) -> tuple[TypedRows, list[Fault]]:
    """The typed rows of a sheet (none if there is no table), and the cells that did not fit.

    A cell that could not be read is missing.
    """
    if table is None or not table.rows:
        return no_rows(sheet), []
    faults: list[tuple[str, Fault]] = []
    filled: Counter[str] = Counter()
    columns: dict[str, list[Any]] = {field.name: [] for field in sheet.fields}
    for row in table.rows:
        for field in sheet.fields:
            column = table.columns.get(field.name)
            if not column or table.raw.value(row, column) == "":
                columns[field.name].append(_nothing(field))
                continue
            cell = table.raw.cell(row, column)
            filled[field.name] += 1
            read = convert(field, cell, book.from_1904, book.comma)
            columns[field.name].append(_nothing(field) if read.value is None else read.value)
            if read.code:
                place = table.place(file, row, field)
                told = fault(read.code, place, as_needed(field, read.message), found=cell.text)
                faults.append((field.name, told))
    rows = TypedRows(sheet, table.rows, {name: tuple(v) for name, v in columns.items()})
    return rows, _once_a_column(faults, filled)


def _nothing(field: Field) -> tuple[()] | None:
    """What stands for a cell without a value."""
    return () if field.kind in SEVERAL_VALUES else None


def _once_a_column(faults: Sequence[tuple[str, Fault]], filled: Counter[str]) -> list[Fault]:
    """The faults, but one for a column that is wrong in the same way from top to bottom.

    The first of them is kept, and names the cells of the others.
    """
    same: dict[tuple[str, str], list[Fault]] = {}
    for name, one in faults:
        same.setdefault((name, one.code), []).append(one)
    kept = []
    for name, one in faults:
        every = same[name, one.code]
        if len(every) < _FEWEST_OF_A_COLUMN or 2 * len(every) < filled[name]:
            kept.append(one)
        elif one is every[0]:
            cells = [other.cell for other in every[1:]]
            more = f" and {len(cells) - 4} more" if len(cells) > 4 else ""
            message = f"{one.message} The column has the same in {', '.join(cells[:4])}{more}."
            kept.append(replace(one, message=message))
    return kept
