"""What no reason makes fit to be shown: pupils one by one, and groups that are too small.

These are the limits of `not_personal` and of the names in a table that a notebook made itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from numbers import Integral, Real
from types import FrameType
from typing import TYPE_CHECKING, Any

from spp_research.errors import UnprotectedError

from . import opened
from .likeness import evenly_spaced
from .origin import typed_numbers, words

if TYPE_CHECKING:
    import pandas as pd

ROWS_OF_PEOPLE = "spp_people"  # in the `attrs` of a frame with a row a pupil; pandas passes them on

_ONE_BY_ONE = (
    "This table has a row for each pupil, or the ID of one, and no reason makes that fit to be "
    "shown. Show groups: show.counts(frame, by=...) for numbers of people, "
    "show.means(frame, value, by=...) for means."
)
_LIKE_RESULTS = (
    "These numbers are pupils' own results one by one, or what can be worked out from those: a "
    "column of a pupils' file that was sorted, rescaled, turned round or cut is still one. No "
    "reason makes that fit to be shown. Show groups: show.counts(frame, by=...) for numbers of "
    "people, show.means(frame, value, by=...) for means."
)
_AS_MANY_ROWS = (
    "This table has as many rows or columns as there are pupils in a file that was opened, or in "
    "one of its groups, or people who answered a survey, so it seems to hold something about each "
    "of them. Show groups: disclosure.protect_counts(frame, study.rules), or "
    "disclosure.protect_means(means, people, study.rules). If it is about other things, show fewer "
    "of them in one table."
)
_ONE_PUPILS = (
    "This number is what one pupil had or gained, and the mean of no group: a highest or lowest "
    "result, or one of a single pupil. For a median, a quartile, a highest or lowest use "
    "disclosure.position(value, part, people, study.rules), which asks how many stand on either "
    "side; for means disclosure.protect_means(means, people, study.rules)."
)
_NO_CELL = (
    "A cell of this table holds what is no number, text or day. Give one of these for each cell: "
    "disclosure.not_personal takes nothing else."
)
_TOO_SMALL = (
    "not_personal does not take a whole number below {n}, whatever the reason: it may be a group "
    "of that many people. Use disclosure.count(number, study.rules) for people and "
    "disclosure.protect_counts(frame, study.rules) for a table; write the number of other things "
    "in words."
)


def refuse_personal(data: Any, reason: str, frame: FrameType) -> None:
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
    opened.hold_pupils_back((reason,), "The reason of not_personal")
    least = opened.fewest_people()
    if not hasattr(data, "itertuples"):
        if not isinstance(data, Integral) or isinstance(data, bool):
            raise UnprotectedError(
                "not_personal takes a table (a pandas DataFrame) or a whole number. For a mean use "
                "disclosure.statistic(value, people, study.rules)."
            )
        _refuse_small(data, least)
        refuse_in_turn(data, frame)
        return
    refuse_names(data, frame)
    if data.attrs.get(ROWS_OF_PEOPLE):
        raise UnprotectedError(_ONE_BY_ONE)
    refuse_one_by_one(data, frame, any_rows=True)
    for row in data.itertuples(index=False, name=None):
        for cell in row:
            _refuse_cell(cell, least, frame)


def _refuse_cell(cell: Any, least: int, frame: FrameType) -> None:
    if isinstance(cell, str | date):
        if opened.is_pupil(cell):
            raise UnprotectedError(_ONE_BY_ONE)
        if cell == cell:  # which a missing day is not
            words(cell, frame, "A cell of the table")
    elif isinstance(cell, Real):
        _refuse_small(cell, least)
    elif not (_is_shown(cell) or _is_blank(cell)):
        raise UnprotectedError(_NO_CELL)


def _refuse_small(number: Any, least: int) -> None:
    """A whole number below the fewest people, whether it is written as 3 or as 3.0."""
    if not isinstance(number, bool) and 0 < number < least and number == int(number):
        raise UnprotectedError(_TOO_SMALL.format(n=least))


def refuse_one_by_one(data: pd.DataFrame, frame: FrameType, *, any_rows: bool = False) -> None:
    """Stop at a table whose numbers are pupils' results one by one, as far as can be recognised.

    Parameters
    ----------
    data : what a notebook wants to show.
    frame : the notebook's code.
    any_rows : whether a few numbers that are among the results are enough, though each could be a
        number of something else. Numbers that stand in the notebook are then left out.

    Raises
    ------
    UnprotectedError
        It repeats nothing of what was found.
    """
    if not opened.of_any_pupils():
        return
    typed = typed_numbers(frame)
    for values in _lines(data):
        known = not any_rows or all(abs(value) in typed for value in values)
        if opened.are_one_by_one(values, typed=known):
            raise UnprotectedError(_LIKE_RESULTS)
    columns = [_numbers(column) for _, column in data.items()]
    whole = [column for column in columns if len(column) == len(data) >= 3]
    for place, column in enumerate(whole):
        for other in whole[place + 1 :]:
            rows = list(zip(column, other, strict=True))
            if opened.are_pairs(rows) or opened.are_pairs([row[::-1] for row in rows]):
                raise UnprotectedError(_LIKE_RESULTS)
    for table in (data, data.T):
        if opened.as_many(len(table)) and any(
            _may_be_of_people(column.tolist(), typed) for _, column in table.items()
        ):
            raise UnprotectedError(_AS_MANY_ROWS)
    if len(data) == 1:
        for value in _line(data.iloc[0].tolist()):
            refuse_in_turn(value, frame)


def refuse_in_turn(number: Any, frame: FrameType) -> None:
    """Stop where a notebook asks for one number after another and they go through pupils.

    Raises
    ------
    UnprotectedError
        It repeats nothing of what was found.
    """
    value = float(number)
    if opened.asked_in_turn(value) and abs(value) not in typed_numbers(frame):
        raise UnprotectedError(_LIKE_RESULTS)


def refuse_one_pupils(numbers: Sequence[Any], frame: FrameType) -> None:
    """Stop where every number that is to be shown as a statistic is one pupil's own.

    Raises
    ------
    UnprotectedError
        It repeats nothing of what was found.
    """
    found = _line(numbers)
    if not all(map(opened.is_one_pupils, found)):
        return
    if set(map(abs, found)) - typed_numbers(frame):
        raise UnprotectedError(_ONE_PUPILS)


def refuse_parts_of_people(number: Any) -> None:
    """Stop at a number of people that is not written as a whole one: 37.0 is a score or a mean.

    Raises
    ------
    UnprotectedError
        It says how people are counted.
    """
    if not isinstance(number, Integral) or isinstance(number, bool):
        raise UnprotectedError(
            "disclosure.count takes a number of people, such as len(frame) or (answers == "
            '"Agree").sum(), and this is another kind of number: a score or a mean. For those use '
            "disclosure.statistic(value, people, study.rules)."
        )


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


def _lines(data: pd.DataFrame) -> Iterator[list[float]]:
    """The numbers of each column and row, of all the table, and of its names, without blanks."""
    columns = [_numbers(column) for _, column in data.items()]
    rows = [_line(row) for row in data.itertuples(index=False, name=None)]
    yield from columns
    yield from rows
    if data.shape[1] > 1 and len(data) > 1:
        yield [value for column in columns for value in column]
        yield [value for row in rows for value in row]
    names = (data.index.tolist(), data.columns.tolist())
    yield from (_line(one) for one in names if one != list(range(len(one))))


def _may_be_of_people(cells: Sequence[Any], typed: frozenset[float]) -> bool:
    """Whether a column could say something of each row's person.

    Steps of a scale do not, nor a list in which everything is another text, nor numbers that all
    stand in the notebook.
    """
    numbers = _line(cells)
    if numbers:
        return not (evenly_spaced(numbers) or all(abs(value) in typed for value in numbers))
    return 1 < len({str(cell) for cell in cells}) <= len(cells) / 2


def _numbers(column: pd.Series) -> list[float]:
    return _line(column.tolist())


def _line(cells: Sequence[Any]) -> list[float]:
    """The numbers among some cells, those that a rule has let through included."""
    found = [getattr(cell, "value", None) if _is_shown(cell) else cell for cell in cells]
    return [
        float(cell)
        for cell in found
        if not isinstance(cell, bool) and isinstance(cell, Real) and cell == cell
    ]


def _is_shown(cell: Any) -> bool:
    """Whether it is a `Shown`, which the kit alone can make."""
    return hasattr(cell, "waived") and type(cell).__module__ == f"{__package__}.values"


def _is_blank(cell: Any) -> bool:
    import pandas as pd

    return cell is None or cell is pd.NA or cell is pd.NaT
