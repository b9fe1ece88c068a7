"""What a school names of the files beside its workbook, as those who look at them take it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from spp_research.partnership.lead_workbook import day, missing, rows_of

if TYPE_CHECKING:
    import pandas as pd


def named_rows(table: pd.DataFrame, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of a sheet that names such files, each with None for a blank cell.

    Parameters
    ----------
    columns : besides the day on which somebody cleared it.
    """
    for row in rows_of(table):
        named = {name: getattr(row, name) for name in columns}
        blank = {name: None for name, cell in named.items() if missing(cell)}
        yield named | blank | {"cleared_on": day(row.cleared_on)}
