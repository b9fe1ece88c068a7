"""With how many digits a figure is shown: digits that nobody needs say what the figure is made of.

The mean of twelve whole marks at six digits is their sum, and with a standard error at six digits
their sum of squares. The digits that an interval deserves leave room for other sums.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

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
