"""Reading a date the way it is written in the UK: day, month, year."""

from __future__ import annotations

import datetime as dt
import re

from .faults import quote
from .sheets import RawCell

FIRST_YEAR, LAST_YEAR = 2000, 2099  # what can belong to a review cycle

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december", "sept"),
)
_GOOD = "write the day first, for example 05/01/2026"

_TIME = r"(?:[T ,]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[., ]+)?"
_GAP = r"(?:\s*[./-]\s*|\s+)"
_ISO = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})" + _TIME)
_UK = re.compile(
    _WEEKDAY + r"([0-9]{1,2})(?:st|nd|rd|th)?" + _GAP + r"(?:of\s+)?"
    r"([0-9]{1,2}|[a-z]{3,9})[.,]?" + _GAP + r"([0-9]{4}|'?[0-9]{2})" + _TIME
)
_MONTH_FIRST = re.compile(
    _WEEKDAY + r"([a-z]{3,9})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})" + _TIME
)
_NO_DAY = re.compile(r"(?:[a-z]{3,9}|[0-9]{1,2})[\s./-]+'?[0-9]{2}(?:[0-9]{2})?|(?:19|20)[0-9]{2}")
_NO_YEAR = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?[\s./-]+(?:[a-z]{3,9}|[0-9]{1,2})")
_LATER = {"tbc", "tba", "t.b.c.", "to be confirmed", "to be arranged", "?", "not yet"}

_FIRST_DAY = dt.date(1899, 12, 30)  # day 0 of Excel's count, as it is from March 1900 on

Found = tuple[dt.date | None, str, str]


def read_date(cell: RawCell, from_1904: bool = False) -> Found:
    """The day in a cell, else None with the code and the sentence of a fault.

    Real dates, the serial numbers of Excel, ISO dates and every usual UK way of writing are
    read. A date that is only possible in another order is refused and never turned round.
    """
    value = cell.value
    if isinstance(value, (bool, dt.time, dt.timedelta)):
        return _no_date(cell.text)
    if isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        if day.year == 1905:  # what a cell with the format of a date makes of a year alone
            return _from_serial(float((day - _FIRST_DAY).days), cell.text, from_1904=False)
        return _in_span(day, cell.text)
    if isinstance(value, (int, float)):
        return _from_serial(float(value), cell.text, from_1904)
    text = " ".join(value.casefold().split())
    if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", text):
        return _from_serial(float(text), value, from_1904)
    if found := _ISO.fullmatch(text.upper()):
        return _from_parts(int(found[3]), int(found[2]), int(found[1]), value)
    if found := _UK.fullmatch(text):
        month = _month(found[2])
        if month is None:
            return _no_date(value)
        year = int(found[3].lstrip("'"))
        return _from_parts(int(found[1]), month, year if year > 99 else 2000 + year, value)
    if found := _MONTH_FIRST.fullmatch(text):
        month = _month(found[1])
        if month is not None:
            return _from_parts(int(found[2]), month, int(found[3]), value)
    if _NO_DAY.fullmatch(text) or _NO_YEAR.fullmatch(text):
        return _incomplete(value)
    return _no_date(value)


def _from_serial(serial: float, text: str, from_1904: bool) -> Found:
    """Excel's own count of days; only what falls in the span of a review cycle."""
    start = dt.date(1904, 1, 1) if from_1904 else _FIRST_DAY
    if 1900 <= serial <= 2100 and serial.is_integer():
        return _incomplete(f"{serial:.0f}")
    if 20_000 <= serial < 110_000:
        return _in_span(start + dt.timedelta(days=int(serial)), text)
    return _no_date(text)


def _from_parts(day: int, month: int, year: int, text: str) -> Found:
    if month > 12 >= day > 0:
        return (
            None,
            "date.not-uk-order",
            f"{quote(text)} has no month {month}, so it is not in UK order: {_GOOD}. Did you mean "
            f"“{month:02d}/{day:02d}/{year}”?",
        )
    try:
        return _in_span(dt.date(year, month, day), text)
    except ValueError:
        return (
            None,
            "date.no-such-day",
            f"{quote(text)} is not a day of the calendar: check the day and the month.",
        )


def _in_span(day: dt.date, text: str) -> Found:
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return (day, "", "")
    return (
        None,
        "date.year",
        f"{quote(text)} is in the year {day.year}, which cannot belong to a review cycle: check "
        "the year.",
    )


def _incomplete(text: str) -> Found:
    return (
        None,
        "date.incomplete",
        f"{quote(text)} is not a whole date: give day, month and year, for example 05/01/2026, or "
        "leave the cell blank until the day is known.",
    )


def _no_date(text: str) -> Found:
    if text.casefold().strip() in _LATER:
        return (
            None,
            "date.incomplete",
            f"{quote(text)} is not a date yet: leave the cell blank until the day is known.",
        )
    run = re.fullmatch(r"(20[0-9]{2})([0-9]{2})([0-9]{2})", text.strip())
    guess = f" Did you mean “{run[3]}/{run[2]}/{run[1]}”?" if run else ""
    return (None, "date.not-a-date", f"{quote(text)} is not a date: {_GOOD}.{guess}")


def _month(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    known = word in _FULL_MONTHS or word in _MONTHS
    return _MONTHS.index(word[:3]) + 1 if known else None
