"""The school year 2025-26 in England: which days pupils are in school.

Term dates differ a little between authorities; these are typical ones, bank holidays left out.
"""

from __future__ import annotations

from datetime import date, timedelta

CYCLE = "2025-26"

PREPARING, ACTING, REFLECTED = range(3)  # how far through the cycle a school is

TERMS = (
    (date(2025, 9, 3), date(2025, 10, 24)),
    (date(2025, 11, 3), date(2025, 12, 19)),
    (date(2026, 1, 5), date(2026, 2, 13)),
    (date(2026, 2, 23), date(2026, 3, 27)),
    (date(2026, 4, 13), date(2026, 5, 22)),
    (date(2026, 6, 1), date(2026, 7, 21)),
)
_MAY_DAY = date(2026, 5, 4)
_SATURDAY = 5


def is_school_day(day: date) -> bool:
    """Whether schools are open: in term, not at a weekend, not on the May bank holiday."""
    in_term = any(first <= day <= last for first, last in TERMS)
    return in_term and day.weekday() < _SATURDAY and day != _MAY_DAY


def school_day(day: date, after: int = 0) -> date:
    """The first school day on or after the day that is `after` calendar days later.

    Raises
    ------
    ValueError
        When that is later than the school year.
    """
    day += timedelta(days=after)
    while not is_school_day(day):
        day += timedelta(days=1)
        if day > TERMS[-1][1]:
            raise ValueError(f"{day} is after the end of the school year")
    return day


def month(day: date) -> str:
    """The name of the month."""
    names = "January February March April May June July August September October November December"
    return names.split()[day.month - 1]
