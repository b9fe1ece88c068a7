"""Reading a date the way it is written in the UK: day, month, year."""

from __future__ import annotations

import datetime as dt
import re

from ..faults import did_you_mean, quote
from .sheets import RawCell

FIRST_YEAR, LAST_YEAR = 2000, 2099  # what can belong to a review cycle

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december", "sept"),
)
_GOOD = "write the day first, for example 05/01/2026"

_TIME = (
    r"(?:[t ,]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:\s*[ap]\.?m\.?)?"
    r"(?:z|\s*(?:gmt|bst|utc))?)?"
)
# Every usual short form: Tu, Tue, Tues, Weds, Thur, Thurs.
_A_WEEKDAY = r"(mon?|tu(?:e|es)?|we(?:d|ds|dnes)?|th(?:u|ur|urs)?|fri?|sa(?:t|tur)?|sun?)(?:day)?"
_WEEKDAY = rf"(?:(?P<weekday>{_A_WEEKDAY})[.,]*\s+)?"
_WEEKDAY_AFTER = rf"(?:[,.]*\s+\(?(?P<after>{_A_WEEKDAY})\.?\)?)?"
_WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
_FULL_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_GAP = r"(?:\s*[./-]\s*|\s+)"
_ISO = re.compile(
    _WEEKDAY
    + r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})"
    + _TIME
    + _WEEKDAY_AFTER
)
_ORDINAL = r"(?:st|nd|rd|th)?"
_UK = re.compile(
    _WEEKDAY
    + r"(?:the\s+)?(?P<day>[0-9]{1,2})"
    + _ORDINAL
    + _GAP
    + r"(?:of\s+)?(?P<month>[0-9]{1,2}|[a-z]{3,9})[.,]?"
    + _GAP
    + r"(?P<year>[0-9]{4}|'?[0-9]{2})"
    + _TIME
    + _WEEKDAY_AFTER
)
_MONTH_FIRST = re.compile(
    _WEEKDAY
    + r"(?P<month>[a-z]{3,9})\.?\s+(?P<day>[0-9]{1,2})"
    + _ORDINAL
    + r",?\s+(?P<year>[0-9]{4})"
    + _TIME
    + _WEEKDAY_AFTER
)
_NO_DAY = re.compile(r"(?:[a-z]{3,9}|[0-9]{1,2})[\s./-]+'?[0-9]{2}(?:[0-9]{2})?|(?:19|20)[0-9]{2}")
_NO_YEAR = re.compile(
    rf"(?:{_WEEKDAY}[0-9]{{1,2}}{_ORDINAL}[\s./-]+(?:of\s+)?(?:[a-z]{{3,9}}\.?|[0-9]{{1,2}})"
    rf"|(?:{_A_WEEKDAY})[.,]*\s+[0-9]{{1,2}}{_ORDINAL})"
)
# "5 - 6 January 2026", "4 & 5 November", "05/01/2026 to 06/01/2026", "w/c 5 January".
_SEVERAL = re.compile(
    rf"(?:{_WEEKDAY}[0-9]{{1,2}}{_ORDINAL}\s*(?:-|–|—|&|\+|,|and|to|until|or)\s*"
    rf"(?:{_A_WEEKDAY}\s+)?[0-9]{{1,2}}{_ORDINAL}[\s./-]+[a-z]{{3,9}}.*"
    r"|(?:.*[0-9].*)(?:\s(?:-|–|—|to|until|and|or)\s|\s*&\s*)(?:.*[0-9].*)"
    r"|(?:w/?[cbk]|w/e|wk|week|beginning)\b.*[0-9].*)"
)
_LONGEST_SPAN = 60  # characters
# A year of two digits could stand first: 26-01-05 is 5 January 2026 to some.
_FIRST_LIKELY, _LAST_LIKELY = 2015, 2035
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
    unknown = ""
    for pattern in (_ISO, _UK, _MONTH_FIRST):
        if found := pattern.fullmatch(text):
            month = _month(found["month"])
            if month is not None:
                return _from_words(found, month, value)
            unknown = found["month"]
    if _NO_DAY.fullmatch(text) or _NO_YEAR.fullmatch(text):
        return _incomplete(value)
    if len(text) <= _LONGEST_SPAN and _SEVERAL.fullmatch(text):
        return _several(value)
    return _no_month(value, unknown) if unknown else _no_date(value)


def _from_words(found: re.Match[str], month: int, text: str) -> Found:
    """The day that a pattern found, unless another order or its weekday speaks against it."""
    day, year = int(found["day"]), found["year"].lstrip("'")
    if len(year) == 2:
        if asked := _year_first(found, month, text):
            return asked
        year = f"20{year}"
    read = _from_parts(day, month, int(year), text)
    said = found["weekday"] or found["after"]
    if read[0] is None or not said or said[:2] == _WEEKDAYS[read[0].weekday()]:
        return read
    named, real = _FULL_WEEKDAYS[_WEEKDAYS.index(said[:2])], _FULL_WEEKDAYS[read[0].weekday()]
    return (
        None,
        "date.weekday",
        f"{quote(text)} names a {named}, and {read[0]:%d/%m/%Y} is a {real}: mend the weekday or "
        "the date, or leave the weekday out.",
    )


def _year_first(found: re.Match[str], month: int, text: str) -> Found | None:
    """What to ask where the first two digits could be the year; None where they cannot be.

    With hyphens, as computers write dates, both orders are as likely. Otherwise the day stands
    first, unless that makes a year that no review is likely to be in.
    """
    first, last = found["day"], found["year"]
    if len(first) != 2 or len(last) != 2 or last.startswith("'") or first == last:
        return None
    turned, straight = _day(2000 + int(first), month, int(last)), 2000 + int(last)
    if turned is None or not _FIRST_LIKELY <= turned.year <= _LAST_LIKELY:
        return None
    hyphens = re.match(rf"(?:[a-z.,]+\s+)?{first}\s*-", " ".join(text.casefold().split()))
    numeric = found["month"].isdigit()
    if _FIRST_LIKELY <= straight <= _LAST_LIKELY and not (hyphens and numeric):
        return None
    other = _day(straight, month, int(first))
    both = f"{other:%d/%m/%Y} or {turned:%d/%m/%Y}" if other else f"{turned:%d/%m/%Y}"
    return (
        None,
        "date.year-first",
        f"{quote(text)} could have the day or the year in front ({both}): write the year with "
        "four digits and the day first, for example 05/01/2026.",
    )


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _several(text: str) -> Found:
    return (
        None,
        "date.not-a-date",
        f"{quote(text)} is more than one day: write the first of them alone, day first, for "
        "example 05/01/2026.",
    )


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


def _no_month(text: str, word: str) -> Found:
    """A date that would be one, but for the word where the month goes."""
    guess = did_you_mean(word, map(str.title, _FULL_MONTHS))
    return (
        None,
        "date.not-a-date",
        f"{quote(text)} is not a date, because {quote(word.title())} is not a month in English: "
        f"write the date in figures, for example 05/01/2026.{guess}",
    )


def _month(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    known = word in _FULL_MONTHS or word in _MONTHS
    return _MONTHS.index(word[:3]) + 1 if known else None
