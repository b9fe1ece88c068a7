"""On which days a form was answered, by the columns that the form maker writes itself."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from .dates import read_date
from .layout import bare
from .sheets import RawCell, RawSheet, Value

# The best column first: when answers were sent says more than when the form was opened.
_SENT = (
    "completion time|submission date|date submitted|submitted at|submit ?date|timestamp|"
    "zeitstempel|recorded ?date|end ?date|ended|date and time",
    "last modified time|date last action",
    "start time|start ?date|date started|started at|started",
)
_ISO = re.compile(r"\s*(20[0-9]{2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])")
_TWO_WAYS = re.compile(r"\s*([0-9]{1,2})[-/.]([0-9]{1,2})[-/.](20[0-9]{2}|[0-9]{2})(?![0-9])")


def days_sent(
    sheet: RawSheet, last_heading: int, headers: Mapping[int, str]
) -> dict[int, frozenset[dt.date]]:
    """By number of row, the days on which it may have been sent.

    Two days where the month could be either number; a row without a day that can be read is left
    out.

    Parameters
    ----------
    headers : by column, of those that say when.
    """
    for words in _SENT:
        for column, header in headers.items():
            if not re.fullmatch(words, bare(header)):
                continue
            rows = range(last_heading + 1, len(sheet.rows) + 1)
            found = {row: _days(sheet.cell(row, column).value) for row in rows}
            if any(found.values()):
                return {row: days for row, days in found.items() if days}
    return {}


def _days(value: Value) -> frozenset[dt.date]:
    if isinstance(value, str):
        if found := _ISO.match(value):
            return _possible((found[1], found[2], found[3]))
        if found := _TWO_WAYS.match(value):
            year = found[3] if len(found[3]) == 4 else f"20{found[3]}"
            return _possible((year, found[2], found[1]), (year, found[1], found[2]))
    day, _, _ = read_date(RawCell(1, 1, value))
    return frozenset({day} if day else ())


def _possible(*each: tuple[str, str, str]) -> frozenset[dt.date]:
    days = set()
    for year, month, day in each:
        try:
            days.add(dt.date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return frozenset(days)
