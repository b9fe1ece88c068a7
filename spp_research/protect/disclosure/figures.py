"""How a figure may be shown: with how many digits, and whether it says where somebody stands.

The mean of twelve whole marks at six digits is their sum, and with a standard error at six digits
their sum of squares. The digits that an interval deserves leave room for other sums.

A minimum or a maximum is one person's own value, and so is the median of an odd number of people.
Quartiles cut a group in parts, and say of each part what all in it have or do not have.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import floor

from spp_research.errors import InputError

from .rules import Audience, Rules
from .values import CONFIDENTIAL, NOT_AVAILABLE, Shown, are_rules, is_a_number, round_half_up

SIGNIFICANT = 2  # digits of a standard error, a variance, an effect in standard deviations


def decimals_of(low: float | None, high: float | None) -> int:
    """As many digits after the point as an interval deserves, for it and what lies in it."""
    if low is None or high is None:
        return 1
    width = high - low
    return 0 if width >= 20 else 1 if width >= 1 else 2


def to_decimals(value: float, decimals: int) -> float:
    """`value` as it is printed, halves away from nought."""
    if abs(value) >= 1e15:  # no digits after the point to round
        return float(value)
    step = Decimal(1).scaleb(-decimals)
    return float(Decimal(repr(float(value))).quantize(step, rounding=ROUND_HALF_UP)) + 0.0


def to_significant(value: float, digits: int = SIGNIFICANT) -> float:
    """`value` to so many significant digits: nought only where it was nought."""
    return float(f"{value:.{digits}g}")


def position(
    value: float | None,
    part: float,
    people: int,
    rules: Rules,
    *,
    decimals: int = 1,
    unit: str = "",
    about: str = "",
) -> Shown:
    """A minimum, maximum, median or quartile, hidden where too few stand on one side of it.

    Parameters
    ----------
    value : the number, or None where it could not be worked out.
    part : the part of the group that lies below it: 0 for the minimum, 0.25, 0.5 for the median,
        0.75, or 1 for the maximum.
    people : the size of the group.
    decimals, unit : as for `statistic`.
    about : the key of what it is about, where it stands in several places.

    Notes
    -----
    Each side of a number must hold as many people as any figure must be about: with a fewest of
    6, a median needs 12 people and quartiles need 24. A minimum or maximum has nobody beyond it,
    and is only ever shown in the school itself, with as many people as quartiles need.

    Raises
    ------
    ValueError
        For a part that is not from 0 to 1.
    """
    are_rules(rules)
    for said, number in (("value", value), ("part", part), ("people", people)):
        if not (said == "value" and number is None):
            is_a_number(number, said)
    if not 0 <= part <= 1:
        raise InputError(f"{part} is not a part of a group")
    if part in (0, 1):
        if rules.audience is not Audience.SCHOOL:
            return Shown(CONFIDENTIAL, rule="one person’s own value", about=about)
        part = 0.25
    smaller = floor(min(part, 1 - part) * people + 1e-9)
    if smaller < rules.fewest_pupils:
        rule = f"fewer than {rules.fewest_pupils} people on one side of it"
        return Shown(CONFIDENTIAL, rule=rule, about=about)
    if value is None:
        return Shown(NOT_AVAILABLE, about=about)
    return Shown(f"{round_half_up(value, decimals)} {unit}".rstrip(), value, about=about)
