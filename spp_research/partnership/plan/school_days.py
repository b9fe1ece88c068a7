"""On which days there is school: the lead's terms and holidays, and bank holidays."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from spp_research.schema.vocabulary import WEEKDAYS, Span

_DATA = Path(__file__).with_name("bank_holidays.toml")
_SATURDAY = 5


@dataclass(frozen=True)
class BankHolidays:
    """The bank holidays of a nation: its days, and the last year that the list is complete for."""

    title: str
    source: str
    until: int
    days: frozenset[date]


@dataclass(frozen=True)
class Stretch:
    """Days from a first to a last one, or only some weekdays of them (0 is Monday; empty: all)."""

    first: date
    last: date
    weekdays: frozenset[int] = frozenset()

    def holds(self, day: date) -> bool:
        """Whether a day is one of them."""
        on_weekday = not self.weekdays or day.weekday() in self.weekdays
        return self.first <= day <= self.last and on_weekday


@dataclass(frozen=True)
class Period:
    """A term or a holiday of all schools, or of one."""

    kind: Span
    days: Stretch
    school: str = ""


@cache
def bank_holidays(title: str) -> BankHolidays | None:
    """The bank holidays of a nation by its title on the sheet; None where it has no list."""
    with _DATA.open("rb") as file:
        lists = tomllib.load(file)
    for one in lists.values():
        if one["title"] == title:
            return BankHolidays(title, one["source"], one["until"], frozenset(one["days"]))
    return None


def school_days(
    spans: Sequence[Period], school: str, closed: frozenset[date] = frozenset()
) -> tuple[date, ...]:
    """The days on which a school is open, in order; none where no term is given for it.

    Parameters
    ----------
    closed : bank holidays.
    """
    terms = [span for span in spans if span.kind is Span.TERM]
    own = [span for span in terms if span.school == school]
    mine = own or [span for span in terms if not span.school]
    holidays = [
        span.days for span in spans if span.kind is Span.HOLIDAY and span.school in ("", school)
    ]
    days = sorted({day for span in mine for day in days_of(span.days)})
    return tuple(
        day
        for day in days
        if day.weekday() < _SATURDAY
        and day not in closed
        and not any(holiday.holds(day) for holiday in holidays)
    )


def days_of(stretch: Stretch) -> Iterator[date]:
    """The days of a stretch, in order."""
    day = stretch.first
    while day <= stretch.last:
        if stretch.holds(day):
            yield day
        day += timedelta(days=1)


def weekday_numbers(names: Iterable[str]) -> frozenset[int]:
    """Weekdays by name as numbers, Monday being 0."""
    return frozenset(WEEKDAYS.index(name) for name in names)
