"""Where something stands in a column, as a person sees it: the row that a table or a file shows."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from typing import Any

FILE_ROW = "row of the file"  # what the labels of a table are called that are rows of its file
MOST_ROWS_NAMED = 5


def rows_named(values: Any, places: Sequence[int]) -> str:
    """Rows by what a table shows beside them: "row 4", "rows 4, 7 and 2 more".

    Of a file that is its own row, counted from 1 with the row of names; of a table of pandas the
    number that it shows at the left; else they are counted from 1. Labels that somebody gave to
    the rows may be people's names, and are not repeated: those rows are counted from the top.

    Parameters
    ----------
    values : the column.
    places : of its rows, counted from 0.
    """
    labels: Any = getattr(values, "index", None)
    labelled = hasattr(labels, "is_unique")
    shown = labelled and _are_numbers_of_rows(labels)
    names = [str(labels[at]) if shown else str(at + 1) for at in places[:MOST_ROWS_NAMED]]
    said = names[0]
    if more := len(places) - len(names):
        said = f"{', '.join(names)} and {more} more"
    elif len(names) > 1:
        said = f"{', '.join(names[:-1])} and {names[-1]}"
    from_top = " from the top" if labelled and not shown else ""
    return f"row{'s' if len(places) > 1 else ''} {said}{from_top}"


def rows_hold(values: Any, places: Sequence[int]) -> str:
    """Rows with their verb: "row 4 holds", "rows 4 and 7 hold", "every row holds"."""
    if 1 < len(places) == len(values):
        return "every row holds"
    return f"{rows_named(values, places)} {'holds' if len(places) == 1 else 'hold'}"


def _are_numbers_of_rows(labels: Any) -> bool:
    """Whether labels are those that pandas gives by itself, each once, or rows of a file."""
    if labels.nlevels > 1 or labels.name not in (None, FILE_ROW) or not labels.is_unique:
        return False
    return all(isinstance(one, numbers.Integral) and not isinstance(one, bool) for one in labels)
