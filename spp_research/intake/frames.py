"""From a table of cells to a frame with a type for each column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd

from spp_research.schema import Field, Kind, Sheet

from .advice import as_needed
from .convert import convert
from .faults import Fault, fault
from .sheets import RawBook
from .tables import Table

_DTYPES = {
    Kind.WHOLE: "Int64",
    Kind.NUMBER: "Float64",
}
_FEWEST_OF_A_COLUMN = 5  # cells with the same fault from which it is said once for the column


def make_frame(
    sheet: Sheet, table: Table | None, book: RawBook | None, file: str
) -> tuple[pd.DataFrame, list[Fault]]:
    """The typed frame of a sheet (empty if there is no table), and the cells that did not fit.

    The index is the row number in the workbook. A cell that could not be read is missing.
    """
    if table is None or book is None or not table.rows:
        return empty_frame(sheet), []
    faults: list[tuple[str, Fault]] = []
    filled: Counter[str] = Counter()
    columns: dict[str, list[object]] = {field.name: [] for field in sheet.fields}
    for row in table.rows:
        for field in sheet.fields:
            column = table.columns.get(field.name)
            if column is None:
                columns[field.name].append(None)
                continue
            cell = table.raw.cell(row, column)
            if cell.value == "":
                columns[field.name].append(None)
                continue
            filled[field.name] += 1
            read = convert(field, cell, book.from_1904, book.comma)
            columns[field.name].append(read.value)
            if read.code:
                place = table.place(file, row, field)
                told = fault(read.code, place, as_needed(field, read.message), found=cell.text)
                faults.append((field.name, told))
    return _typed(sheet, columns, table.rows), _once_a_column(faults, filled)


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


def empty_frame(sheet: Sheet) -> pd.DataFrame:
    """A frame with every column of the sheet, typed, and no rows."""
    return _empty(sheet).copy()


@lru_cache(maxsize=64)
def _empty(sheet: Sheet) -> pd.DataFrame:
    return _typed(sheet, {field.name: [] for field in sheet.fields}, ())


def _typed(sheet: Sheet, columns: dict[str, list[object]], rows: tuple[int, ...]) -> pd.DataFrame:
    index = pd.Index(rows, name="row", dtype="int64")
    return pd.DataFrame({f.name: _array(f, columns[f.name]) for f in sheet.fields}, index=index)


def _array(field: Field, values: list[object]) -> object:
    """The values of a column as an array of its type."""
    if field.kind in (Kind.REFERENCES, Kind.CHOICES):
        array = np.empty(len(values), dtype="object")
        array[:] = [value or () for value in values]
        return array
    if field.kind is Kind.DATE:
        return np.array(values, dtype="datetime64[us]")
    return pd.array(values, dtype=_DTYPES.get(field.kind, "str"))
