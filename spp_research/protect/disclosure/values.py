"""Protected values: what a table, chart or sentence may show, and what stood in the way.

Symbols follow the Government Analysis Function's guidance: a hidden number is never 0, never
blank and never a star.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, overload

from spp_research.catalogue import say
from spp_research.errors import InputError, UnprotectedError
from spp_research.telling import as_displayed, briefly

from .origin import only_the_kit, outside, words
from .personal_data import (
    refuse_in_turn,
    refuse_one_pupils,
    refuse_parts_of_people,
    refuse_personal,
)
from .rules import Rules

if TYPE_CHECKING:
    import pandas as pd

CONFIDENTIAL = "[c]"
NOT_APPLICABLE = "[z]"
NOT_AVAILABLE = "[x]"
LOW = "[low]"
UNRELIABLE = "[u]"

SYMBOLS = {
    CONFIDENTIAL: "hidden so that nobody can be recognised",
    NOT_APPLICABLE: "does not apply",
    NOT_AVAILABLE: "not available",
    LOW: "rounds to 0 but is not 0",
    UNRELIABLE: "too few to rely on",
}


@dataclass(frozen=True)
class Shown:
    """One value as its audience may see it.

    Parameters
    ----------
    text : what is printed: "12", "19 of 27 (70%)", "[c]", or somebody's words.
    value : the number to draw, None where there is none or it is hidden.
    rule : the rule that hid it; empty where nothing did.
    about : a key for what it counts, such as "O1 project pupils both times", where it stands in
        several tables or sentences of a report. Export refuses to show in one place what is
        hidden in another. Several keys are separated by "; ". Empty where it stands only once.
    waived : why no rule was needed, from `not_personal`; empty otherwise.
    """

    text: str
    value: float | None = None
    rule: str = ""
    about: str = ""
    waived: str = ""

    def __post_init__(self) -> None:
        only_the_kit(
            outside(),
            "A shown value",
            "Protect a number first: disclosure.count(number, study.rules) for people, "
            "disclosure.statistic(value, people, study.rules) for a mean.",
        )

    __repr__ = briefly
    _repr_mimebundle_ = as_displayed

    @property
    def hidden(self) -> bool:
        """Whether a rule hid it."""
        return bool(self.rule)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of what it is about."""
        return tuple(key for key in self.about.split("; ") if key)

    def of(self, *keys: str) -> Shown:
        """The same value, about these things besides."""
        return replace(self, about="; ".join(dict.fromkeys((*self.keys, *keys))))


@dataclass(frozen=True)
class Hidden:
    """One line of the audit: where something was hidden, and by which rule."""

    row: str
    column: str
    rule: str


@dataclass(frozen=True)
class Protected:
    """A table as its audience may see it.

    Parameters
    ----------
    row_title : the header of the column of row names.
    rows : names of the rows, in order.
    columns : names of the columns, in order.
    cells : one tuple a row, one value a column.
    reason : why no rule was needed, from `not_personal`; empty otherwise.
    by_hand : whether a notebook of somebody's own gave that reason, not the kit.
    """

    row_title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Shown, ...], ...]
    reason: str = ""
    by_hand: bool = False

    __repr__ = briefly

    def __post_init__(self) -> None:
        only_the_kit(
            outside(),
            "A protected table",
            "Protect a frame: disclosure.protect_counts(frame, study.rules) for numbers of people, "
            "disclosure.protect_means(means, people, study.rules) for means.",
        )

    _repr_mimebundle_ = as_displayed

    @property
    def audit(self) -> tuple[Hidden, ...]:
        """What was hidden, row by row."""
        return tuple(
            Hidden(row, column, cell.rule)
            for row, cells in zip(self.rows, self.cells, strict=True)
            for column, cell in zip(self.columns, cells, strict=True)
            if cell.rule
        )

    def column(self, name: str) -> tuple[Shown, ...]:
        """The values of one column, top to bottom."""
        place = self.columns.index(name)
        return tuple(cells[place] for cells in self.cells)


def are_rules(given: object) -> None:
    if not isinstance(given, Rules):
        raise InputError(
            "rules are what an audience may be shown: study.rules of a study that was opened, or "
            f'disclosure.rules_for("school"), not {given!r:.40}'
        )


def is_a_number(given: object, name: str) -> None:
    """Refuse what is no single number, in a sentence."""
    if not isinstance(given, Real | Decimal):
        raise InputError(f"{name} is a number, not a {type(given).__name__}")


def count(people: int, rules: Rules, *, about: str = "") -> Shown:
    """A number of people, hidden where it is too small for the audience.

    Examples
    --------
    >>> from spp_research import disclosure
    >>> rules = disclosure.rules_for("public")
    >>> disclosure.count(27, rules).text, disclosure.count(3, rules).text
    ('27', '[c]')
    """
    if (frame := outside()) is not None:
        refuse_parts_of_people(people)
        refuse_in_turn(people, frame)
    are_rules(rules)
    if rules.hides(people):
        return Shown(CONFIDENTIAL, rule=f"fewer than {rules.fewest_pupils} people", about=about)
    return Shown(f"{people:,}", float(people), about=about)


def about_count(people: int, rules: Rules) -> Shown:
    """A number of people to the nearest five, hidden where it is too small: "about 25".

    For those who took part, where a reader can learn how many of them were measured: the exact
    number would say beside it how many were lost.
    """
    if (frame := outside()) is not None:
        refuse_parts_of_people(people)
        refuse_in_turn(people, frame)
    exact = count(people, rules)
    if exact.hidden or not people:
        return exact
    nearest = max(5, nearest_five(people))
    return Shown(say("about {number}", number=f"{nearest:,}"), float(nearest))


def nearest_five(people: int) -> int:
    """`people` to the nearest five, halves upwards; 0 for fewer than five."""
    is_a_number(people, "people")
    return 5 * ((people + 2) // 5) if people >= 5 else 0


def share(
    some: int, everyone: int, rules: Rules, *, about: str = "", all_may_be_said: bool = True
) -> Shown:
    """How many of how many, with the percentage: "19 of 27 (70%)".

    Hidden when the group, the ones counted, or the ones left over are too few: a percentage
    gives the second and the third away. From 10 people on the percentage is printed.

    Parameters
    ----------
    all_may_be_said : whether it may be shown that it was everybody. False for what a person
        answered or was like: "all of them" is the answer of each.
    """
    if (frame := outside()) is not None:
        for number in (some, everyone):
            refuse_parts_of_people(number)
        refuse_in_turn(some, frame)
    are_rules(rules)
    if not 0 <= some <= everyone:
        raise InputError(f"{some} of {everyone} is not a share")
    if any(rules.hides(n) for n in (some, everyone - some)) or everyone < rules.fewest_pupils:
        rule = f"a group of fewer than {rules.fewest_pupils} people"
        return Shown(CONFIDENTIAL, rule=rule, about=about)
    if some == everyone and not all_may_be_said:
        return Shown(CONFIDENTIAL, rule="everybody the same", about=about)
    percent = round_half_up(100 * some / everyone)
    text = f"{some} of {everyone}" + (f" ({percent}%)" if everyone >= 10 else "")
    return Shown(text, some / everyone, about=about)


def statistic(
    value: float | None,
    people: Sequence[int],
    rules: Rules,
    *,
    decimals: int = 1,
    unit: str = "",
    about: str = "",
) -> Shown:
    """A mean, difference or interval limit, hidden when any group behind it is too small.

    Parameters
    ----------
    value : the statistic, or None where it could not be worked out.
    people : the size of each group it rests on.
    decimals : digits after the point, rounded half up.
    unit : printed after the number.
    about : the key of what it is about, where it stands in several places.
    """
    frame = outside()
    are_rules(rules)
    if value is not None and type(value).__name__ != "NAType":
        is_a_number(value, "value")
    sizes: Any = people
    if (
        isinstance(sizes, str)
        or not hasattr(sizes, "__iter__")
        or not all(isinstance(n, Real) for n in sizes)
    ):
        raise InputError(
            "people is the size of each group behind the number, as in "
            f"disclosure.statistic(4.2, [27, 31], study.rules), not {people!r:.40}"
        )
    words(unit, frame, "The unit of a statistic")
    if frame is not None and not len(people):
        raise UnprotectedError(
            "A statistic needs the number of people in each group behind it, so that the rules can "
            "be asked: disclosure.statistic(4.2, [27, 31], study.rules)."
        )
    if frame is not None and value is not None and _is_finite(value):
        refuse_in_turn(value, frame)
        refuse_one_pupils([value], frame)
    if any(n < rules.fewest_pupils for n in people):
        rule = f"a group of fewer than {rules.fewest_pupils} people"
        return Shown(CONFIDENTIAL, rule=rule, about=about)
    if value is None or not _is_finite(value):
        return Shown(NOT_AVAILABLE, about=about)
    text = round_half_up(value, decimals)
    return Shown(f"{text} {unit}".rstrip(), rounded(value, decimals), about=about)


def free_text(text: object) -> Shown:
    """Somebody's own words, or an em dash where there are none.

    In a notebook: words that stand in it letter for letter, or in a cell of a workbook.
    """
    if hasattr(text, "__iter__") and not isinstance(text, str):
        raise InputError(f"a free text is one text, not a {type(text).__name__}")
    said = "" if _missing(text) else str(text).strip()
    words(said, outside(), "A free text")
    return Shown(said or "–")


@overload
def not_personal(data: int, reason: str) -> Shown: ...
@overload
def not_personal(data: pd.DataFrame, reason: str) -> Protected: ...
def not_personal(data: Any, reason: Any) -> Protected | Shown:
    """A table or a number that says nothing about a person, with the reason why it does not.

    Parameters
    ----------
    data : a table whose index holds the row names, and the index's name the header over them;
        or a number of things, such as pieces of evidence.
    reason : one plain phrase, recorded in the report's manifest. What a notebook of somebody's
        own shows in this way is also said to whoever signs the document.

    Raises
    ------
    UnprotectedError
        Where a notebook asks for a frame with a row a pupil, an ID of a pupil, or a number below
        the fewest people of a group that may be shown, whatever the reason is.
    """
    frame = outside()
    if not isinstance(reason, str) or not reason.strip():
        raise InputError("not_personal needs a reason")
    if frame is not None:
        refuse_personal(data, reason, frame)
    if isinstance(data, Integral) and not isinstance(data, bool):
        waived = f"{reason}{BY_HAND}" if frame is not None else reason
        return Shown(f"{int(data):,}", float(data), waived=waived)
    return Protected(
        str(data.index.name or ""),
        tuple(str(row) for row in data.index),
        tuple(str(column) for column in data.columns),
        tuple(tuple(_as_is(cell) for cell in row) for row in data.itertuples(index=False)),
        reason,
        frame is not None,
    )


BY_HAND = " (in this notebook)"  # after the reason for a number that is no kit function's


def round_half_up(value: float, decimals: int = 0) -> str:
    """`value` rounded as official statistics are: 0.5 becomes 1, and -0.04 becomes 0."""
    return f"{_rounded(value, decimals):,}".replace("-", "−")


def rounded(value: float, decimals: int = 0) -> float:
    """The number that `round_half_up` prints: what a chart draws is what its words say."""
    return float(_rounded(value, decimals))


def _rounded(value: float, decimals: int) -> Decimal:
    is_a_number(value, "value")
    is_a_number(decimals, "decimals")
    step = Decimal(1).scaleb(-decimals)
    near = Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP)
    return near if near else abs(near)


def _as_is(cell: object) -> Shown:
    if isinstance(cell, Shown):
        return cell
    if not isinstance(cell, bool) and isinstance(cell, Real) and cell == cell:
        number = f"{int(cell):,}" if isinstance(cell, Integral) else f"{float(cell):,g}"
        return Shown(number, float(cell))
    return free_text(cell)


def _is_finite(value: float) -> bool:
    return not _missing(value) and math.isfinite(value)


def _missing(cell: Any) -> bool:
    import pandas as pd

    return bool(pd.isna(cell))
