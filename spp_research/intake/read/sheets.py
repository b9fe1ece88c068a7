"""Every cell of a file with its address, before anybody decides what it means."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..layout import address
from . import containers, delimited
from .containers import OPEN_DOCUMENT, OPEN_XML, Unreadable
from .open_xml import Inside, Marks, look_inside
from .opendocument import Page, read_pages

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

UNSAVED = "=?"  # stands in a cell whose formula was never worked out

Value = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta


@dataclass(frozen=True)
class RawCell:
    """One cell as it stands in the file; `row` and `column` are counted from 1."""

    row: int
    column: int
    value: Value
    percent: bool = False
    padded: int = 0
    error: bool = False  # the value is the word for an error, whatever it is called

    @property
    def address(self) -> str:
        """Such as D7."""
        return address(self.row, self.column)

    @property
    def text(self) -> str:
        """The value as a person would type it: 12 for 12.0, 05/01/2026 for a date."""
        return as_text(self.value, self.padded)


@dataclass(frozen=True)
class RawSheet:
    """One sheet: its values from A1 on, and what else is to be known about its cells."""

    name: str
    rows: tuple[tuple[Value, ...], ...]
    hidden: bool = False
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()  # corners, counted from 1
    marks: Marks = field(default_factory=Marks)

    def cell(self, row: int, column: int) -> RawCell:
        """The cell at `row` and `column`, counted from 1; empty beyond the last one."""
        place = (row, column)
        return RawCell(
            row,
            column,
            self.value(row, column),
            percent=place in self.marks.percent,
            padded=self.marks.padded.get(place, 0),
            error=place in self.marks.errors,
        )

    def value(self, row: int, column: int) -> Value:
        """What stands at `row` and `column`, counted from 1; "" beyond the last cell."""
        values = self.rows[row - 1] if row <= len(self.rows) else ()
        return values[column - 1] if column <= len(values) else ""

    def text(self, row: int, column: int) -> str:
        """The same as a person would type it."""
        return as_text(self.value(row, column), self.marks.padded.get((row, column), 0))

    def filled(self, row: int) -> Iterator[int]:
        """The columns of `row` that hold something, counted from 1."""
        for column, value in enumerate(self.rows[row - 1], start=1):
            if not isinstance(value, str) or value.strip():
                yield column


@dataclass(frozen=True)
class RawBook:
    """All sheets of a file, in their order.

    `kind` is "xlsx", "ods" or "csv"; `from_1904` says how days are counted; `comma` says that
    the file separates its cells by semicolons, as programs do that write decimals with a comma;
    `remarks` are codes and sentences about how a CSV file was read.
    """

    kind: str
    sheets: tuple[RawSheet, ...]
    from_1904: bool = False
    comma: bool = False
    remarks: tuple[tuple[str, str], ...] = ()


def read_book(data: bytes, name: str) -> RawBook:
    """Every sheet of the file whose content is `data`.

    Parameters
    ----------
    name : what to call the only sheet of a CSV file.

    Raises
    ------
    Unreadable
        With the code and the sentence of the fault.
    """
    kind = containers.identify(data)
    if kind == OPEN_XML:
        book = _read_calamine(kind, look_inside(data))
    elif kind == OPEN_DOCUMENT:
        book = RawBook(kind, tuple(_of_page(page) for page in read_pages(data)))
    else:
        read = delimited.read_rows(data)
        sheets = (RawSheet(name, read.rows),)
        return RawBook(kind, sheets, comma=read.separator == ";", remarks=read.remarks)
    if not book.sheets:
        raise containers.damaged()
    return book


def _of_page(page: Page) -> RawSheet:
    rows = _with_errors(page.rows, page.marks)
    return RawSheet(page.name, rows, page.hidden, tuple(page.merged), page.marks)


def as_text(value: Value, padded: int = 0) -> str:
    """Any value of a cell as text; whole numbers without a point, days in UK order."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        whole = int(value) if float(value).is_integer() and abs(value) < 1e18 else value
        return str(whole).zfill(padded) if padded else str(whole)
    if isinstance(value, dt.datetime):
        return f"{value:%d/%m/%Y}" if value.time() == dt.time() else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return str(value)


def _read_calamine(kind: str, inside: Inside) -> RawBook:
    import python_calamine

    sheets = []
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(inside.values))
        for number, about in enumerate(inside.sheets):
            sheet = book.get_sheet_by_index(number)
            sheets.append(
                RawSheet(
                    name=about.name,
                    rows=_with_errors(sheet.to_python(skip_empty_area=False), about.marks),
                    hidden=about.hidden,
                    merged=_merged(sheet),
                    marks=about.marks,
                )
            )
    except BaseException as error:
        # A panic of the reader behind this derives from BaseException; what a person did does not.
        if isinstance(error, (KeyboardInterrupt, SystemExit, MemoryError, Unreadable)):
            raise
        raise containers.damaged() from error
    return RawBook(kind, tuple(sheets), inside.from_1904)


def _with_errors(found: Sequence[Sequence[Value]], marks: Marks) -> tuple[tuple[Value, ...], ...]:
    """The values again, with a word where a cell has an error or a formula without a result."""
    rows = [list(values) for values in found]
    for (row, column), word in (marks.errors | dict.fromkeys(marks.unsaved, UNSAVED)).items():
        rows.extend([] for _ in range(row - len(rows)))
        values = rows[row - 1]
        values.extend([""] * (column - len(values)))
        values[column - 1] = word
    return tuple(map(tuple, rows))


def _merged(sheet: CalamineSheet) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    return tuple(
        ((top + 1, left + 1), (bottom + 1, right + 1))
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
