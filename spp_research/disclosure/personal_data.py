"""What no reason makes fit to be shown: pupils one by one, and groups that are too small.

These are the limits of `not_personal` and of the names in a table that a notebook made itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral, Real
from types import FrameType
from typing import TYPE_CHECKING

from spp_research.errors import UnprotectedError

from . import opened
from .origin import words

if TYPE_CHECKING:
    import pandas as pd

ROWS_OF_PEOPLE = "spp_people"  # in the `attrs` of a frame with a row a pupil; pandas passes them on

_ONE_BY_ONE = (
    "This table has a row for each pupil, or the ID of one, and no reason makes that fit to be "
    "shown. Show groups: disclosure.protect_counts(frame, study.rules) for numbers of people, "
    "disclosure.protect_means(means, people, study.rules) for means."
)
_TOO_SMALL = (
    "not_personal does not take a whole number below {n}, whatever the reason: it may be a group "
    "of that many people. Use disclosure.count(number, study.rules) for people and "
    "disclosure.protect_counts(frame, study.rules) for a table; write the number of other things "
    "in words."
)


def refuse_personal(data: pd.DataFrame | int, reason: str, frame: FrameType) -> None:
    """Stop at a table or a number that a notebook may not show without the rules.

    Parameters
    ----------
    data : as given to `not_personal`.
    reason : the same.
    frame : the notebook's code.

    Raises
    ------
    UnprotectedError
        It repeats nothing of what was found.
    """
    words(reason, frame, "The reason of not_personal")
    least = opened.fewest_people()
    if not hasattr(data, "itertuples"):
        if isinstance(data, Integral) and 0 < data < least:
            raise UnprotectedError(_TOO_SMALL.format(n=least))
        if not isinstance(data, Integral) or isinstance(data, bool):
            raise UnprotectedError(
                "not_personal takes a table (a pandas DataFrame) or a whole number. For a mean use "
                "disclosure.statistic(value, people, study.rules)."
            )
        return
    refuse_names(data, frame)
    if data.attrs.get(ROWS_OF_PEOPLE) or any(map(_are_marks, _columns(data))):
        raise UnprotectedError(_ONE_BY_ONE)
    for row in data.itertuples(index=False, name=None):
        for cell in row:
            if isinstance(cell, str):
                if opened.is_pupil(cell):
                    raise UnprotectedError(_ONE_BY_ONE)
                words(cell, frame, "A cell of the table")
            elif isinstance(cell, Integral) and not isinstance(cell, bool) and 0 < cell < least:
                raise UnprotectedError(_TOO_SMALL.format(n=least))


def refuse_names(table: pd.DataFrame, frame: FrameType) -> None:
    """Stop at a table whose rows or columns are pupils, or whose names a notebook made up.

    Raises
    ------
    UnprotectedError
        It repeats none of the names.
    """
    names = [*table.index, *table.columns]
    texts = [name for name in names if isinstance(name, str)]
    if any(map(opened.is_pupil, texts)) or (len(table) and all(map(opened.is_pupil, table.index))):
        raise UnprotectedError(_ONE_BY_ONE)
    opened.hold_pupils_back(texts, "A name of a row or column of this table")
    for text in (*texts, *(n for n in (table.index.name,) if n is not None)):
        words(text, frame, "A name of a row or column of this table")
    if any(not isinstance(name, str | Real) for name in names):
        raise UnprotectedError(
            "The names of rows and columns are to be texts or numbers, one for each: take "
            "reset_index() for one with several levels."
        )


def _columns(data: pd.DataFrame) -> Iterator[list[float]]:
    for place in range(data.shape[1]):
        cells = data.iloc[:, place].dropna().tolist()
        if cells and all(isinstance(cell, Real) for cell in cells):
            yield [float(cell) for cell in cells]


def _are_marks(column: list[float]) -> bool:
    return opened.are_marks(column)
