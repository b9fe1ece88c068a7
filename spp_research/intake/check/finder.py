"""The rows of a workbook as the rules look at them, and how a fault in a cell is placed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from spp_research.schema import Workbook

from ..faults import Fault, fault, quote
from ..read.sheet_tables import Table
from ..read.typed_rows import Records

if TYPE_CHECKING:
    from ..read.sheet_rows import FindsRows


@dataclass(frozen=True)
class Finder:
    """The rows of one workbook, and how a fault in them is placed.

    Parameters
    ----------
    records : by name of sheet, each row without a fault, with its number; sheets without rows are
        left out.
    known : keys of other workbooks, by "sheet.column"; None where nothing is known of them.
    everything : as `records`, with the rows that have a fault; what could not be read is missing.
    partial : names of the sheets that have a fault, from which nothing follows by absence.
    """

    records: Mapping[str, Records]
    workbook: Workbook
    tables: Mapping[str, Table]
    file: str
    known: Mapping[str, Collection[str]] | None = None
    everything: Mapping[str, Records] = field(default_factory=dict)
    partial: frozenset[str] = frozenset()

    @property
    def rows(self) -> FindsRows:
        """Gives each row of a sheet without a fault; none if the workbook has no such sheet."""
        return cast("FindsRows", lambda sheet: self.records.get(sheet, ()))

    @property
    def every(self) -> FindsRows:
        """Gives each filled row of a sheet, those with a fault too."""
        return cast("FindsRows", lambda sheet: self.everything.get(sheet, ()))

    def whole(self, sheet: str) -> bool:
        """Whether every row of a sheet is among `rows`."""
        return sheet not in self.partial

    def fault(self, code: str, sheet: str, row: int, column: str, message: str) -> Fault:
        """A fault in one cell, with the text that stands there."""
        table, declared = self.tables[sheet], self.workbook.sheet(sheet).field(column)
        at = table.columns.get(column)
        found = table.raw.cell(row, at).text if at else ""
        return fault(code, table.place(self.file, row, declared), message, found=found)

    def label(self, sheet: str, column: str) -> str:
        """The header of a column, in quotation marks."""
        return quote(self.workbook.sheet(sheet).field(column).label)
