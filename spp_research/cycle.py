"""The review cycle: the days that its name stands for.

The lead names a cycle in words of their own: 2025-26, 2025/2026, AY25/26, 2026, "Jan-Dec 2026".
A school year runs from 1 September to 31 August, so that each day belongs to one and no more.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from spp_research.phrases import long_date
from spp_research.telling import as_facts, briefly

_BEGINS = 9  # the month in which a school year begins
_LONGEST = 5  # years that one cycle may last
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>(?:{'|'.join(_MONTHS)})[a-z]*)\.?\s*"
_TO = r"\s*(?:-|/|\\|&|\bto\b|\band\b|\buntil\b)\s*'?"
_YEARS = re.compile(rf"(?<![0-9])(20[0-9]{{2}}){_TO}(20[0-9]{{2}}|[0-9]{{1,2}})(?![0-9])")
_SHORT = re.compile(rf"(?<![0-9])'?([1-4][0-9]){_TO}([1-4][0-9])(?![0-9])")
_PLAIN = re.compile(
    rf"(?:(?:school|academic) year |ay ?)?'?(20[0-9]{{2}}|[1-4][0-9]){_TO}"
    r"(20[0-9]{2}|[0-9]{1,2})"
)
_ONE = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
_FROM_TO = re.compile(
    rf"(?<![a-z]){_MONTH}(?P<year>20[0-9]{{2}}|'?[0-9]{{2}})?{_TO}"
    rf"{_MONTH.replace('<month>', '<last>')}(?P<until>20[0-9]{{2}}|'?[0-9]{{2}})(?![0-9])"
)


@dataclass(frozen=True)
class Cycle:
    """A review cycle and its days.

    Parameters
    ----------
    name : as the lead wrote it.
    first, last : the days that it is taken to begin and end on.
    earliest, latest : the days that it could begin and end on at the most, where its name can be
        read in several ways; else as `first` and `last`. What lies outside of these is of another
        cycle for sure.
    guessed : whether the name can be read in another way too.
    """

    name: str
    first: date
    last: date
    earliest: date
    latest: date
    guessed: bool = False

    __repr__ = briefly
    _repr_html_ = as_facts

    def holds(self, day: date) -> bool:
        """Whether a day lies in the cycle."""
        return self.first <= day <= self.last

    @property
    def days(self) -> str:
        """From when to when: "1 September 2025 to 31 August 2026"."""
        return f"{long_date(self.first)} to {long_date(self.last)}"


def cycle_of(name: str, reviews: Collection[date] = ()) -> Cycle | None:
    """The cycle of a name; None where no year can be read from it, and reviews do not tell.

    Parameters
    ----------
    name : as the lead wrote it.
    reviews : the first days of the reviews. They tell a name with one year, which could be the
        calendar year or a school year: the first of these that holds all of them is taken. And
        they tell a name without any year, if they are all of one school year.
    """
    text = _text(name)
    if months := _of_months(text):
        return _sure(name, *months)
    years = sorted({int(year) for year in _ONE.findall(text)})
    if found := _YEARS.search(text) or _SHORT.search(text):
        pair = _first_and_last(*found.groups())
        if pair and set(map(int, _ONE.findall(text.replace(found[0], " ")))) <= set(pair):
            return _sure(name, *_school_year(*pair))
    elif len(years) == 1:
        return _of_one_year(name, years[0], reviews)
    elif len(years) == 2 and years[1] - years[0] <= _LONGEST:
        return _sure(name, *_school_year(*years))
    held = {school_year(day) for day in reviews}
    if len(held) != 1:
        return None
    year = min(held)
    earliest, latest = _school_year(year - 1, year + 2)
    return Cycle(name, *_school_year(year, year + 1), earliest, latest, guessed=True)


def _text(name: str) -> str:
    """A name with its dashes, apostrophes, spaces and case written in one way."""
    text = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    return re.sub("[‐‑‒–—―−]", "-", text).replace("’", "'").replace("‘", "'")


def school_year(day: date) -> int:
    """The calendar year in which the school year of a day began."""
    return day.year if day.month >= _BEGINS else day.year - 1


def named(year: int) -> str:
    """The school year that began in a calendar year, as it is best written: "2025-26"."""
    return f"{year}-{(year + 1) % 100:02d}"


def plain_year(name: str) -> int | None:
    """The calendar year in which the school year of a name began, if it says nothing else.

    2025-26, 2025/2026, 25/26 and "AY 2025–26" are one school year written in four ways. A name with
    anything beside the year, such as "Cycle 2, 2025-26", may be told apart by just that.
    """
    found = _PLAIN.fullmatch(_text(name))
    pair = _first_and_last(*found.groups()) if found else None
    return pair[0] if pair and pair[1] == pair[0] + 1 else None


def written_alike(one: str, other: str) -> bool:
    """Whether two names are of one school year and say nothing besides; narrower than the next."""
    if " ".join(one.casefold().split()) == " ".join(other.casefold().split()):
        return True
    year = plain_year(one)
    return year is not None and year == plain_year(other)


def same_cycle(one: str, other: str) -> bool:
    """Whether two names are those of one cycle: 2025/26 is 2025-26."""
    if one == other:
        return True
    first, second = cycle_of(one), cycle_of(other)
    if first is None or second is None or first.guessed or second.guessed:
        return False
    return (first.first, first.last) == (second.first, second.last)


def _sure(name: str, first: date, last: date) -> Cycle:
    return Cycle(name, first, last, first, last)


def _school_year(first: int, last: int) -> tuple[date, date]:
    return date(first, _BEGINS, 1), date(last, _BEGINS - 1, 31)


def _first_and_last(first: str, last: str) -> tuple[int, int] | None:
    """The two years of a pair, of which either may have its last digits only."""
    begins = int(first) if len(first) == 4 else 2000 + int(first)
    ends = int(str(begins)[: 4 - len(last)] + last)
    if len(last) < 4 and ends < begins:
        ends += 10 ** len(last)  # 2099-00, 2029-0
    return (begins, ends) if begins < ends <= begins + _LONGEST else None


def _of_months(text: str) -> tuple[date, date] | None:
    """The days of "Sept 2025 to July 2026" and "Jan-Dec 2026"."""
    found = _FROM_TO.search(text)
    if not found:
        return None
    until = _full_year(found["until"])
    begins, ends = _MONTHS.index(found["month"][:3]) + 1, _MONTHS.index(found["last"][:3]) + 1
    year = _full_year(found["year"]) if found["year"] else until - (begins > ends)
    first, last = date(year, begins, 1), date(until, ends, monthrange(until, ends)[1])
    return (first, last) if first < last and until - year <= _LONGEST else None


def _full_year(digits: str) -> int:
    digits = digits.lstrip("'")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _of_one_year(name: str, year: int, reviews: Collection[date]) -> Cycle:
    """The calendar year, or the school year that ends or begins in it, by what the reviews say."""
    calendar = (date(year, 1, 1), date(year, 12, 31))
    ending, beginning = _school_year(year - 1, year), _school_year(year, year + 1)
    may_be = (calendar, ending, beginning)
    first, last = next(
        (span for span in may_be if all(span[0] <= day <= span[1] for day in reviews)), calendar
    )
    return Cycle(name, first, last, ending[0], beginning[1], guessed=True)
