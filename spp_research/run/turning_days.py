"""The days that turn a report into another: those of the timetable, of offers and of sign-offs.

The day itself is no part of a report's fingerprint, or every report would be made again each
morning. What counts is which of these days lie behind it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from spp_research.schema import HUB, PARTNERSHIP, SCHOOL, Kind
from spp_research.workspace import WORKBOOK_ENDINGS

from .jobs import Job

_SHEETS = ("timetable", "sign_off")
_OFFERS = "support"  # told apart by day only in reports that match offers and needs

_Day = tuple[date, str]  # and the short name of the school that it is about; empty if none


def behind(job: Job, inputs: Iterable[Path]) -> list[str]:
    """The days that lie behind a job's own, and one that it is made on itself.

    Two days with the same list give the same report: where a report asks what has happened by
    its day, it compares the day with dates of the timetable, of offers and of sign-offs. Where
    the settings fix the day, a withdrawal counts whatever its date; the settings are a part of
    the fingerprint themselves.

    Parameters
    ----------
    inputs : the files that the report is made from, workbooks or share files.
    """
    found: set[date] = set()
    sheets = _sheets(job)
    for path in inputs:
        days = _days_of(path, path.stat().st_mtime_ns, sheets) if path.is_file() else ()
        found |= {day for day, school in days if _counts(job, school)}
    return [
        f"{day}{' today' if day == job.made_on else ''}"
        for day in sorted(found)
        if day <= job.made_on
    ]


def steady(job: Job, inputs: Iterable[Path]) -> tuple[date, date]:
    """The first and the last day on which `behind` says the same as on the job's own.

    Parameters
    ----------
    inputs : as for `behind`.
    """
    turns = {date.min, date.max}  # each a day on which the list changes
    sheets = _sheets(job)
    for path in inputs:
        days = _days_of(path, path.stat().st_mtime_ns, sheets) if path.is_file() else ()
        turns |= {
            turn
            for day, school in days
            if _counts(job, school)
            for turn in (day, day + timedelta(days=1) if day < date.max else day)
        }
    last = min(day for day in turns if day > job.made_on or day == date.max)
    return (
        max(day for day in turns if day <= job.made_on),
        last if last == date.max else last - timedelta(days=1),
    )


def _counts(job: Job, school: str) -> bool:
    return not school or school == job.school or not job.kind.per_school


def _sheets(job: Job) -> tuple[str, ...]:
    return (*_SHEETS, _OFFERS) if job.kind.partners else _SHEETS


@lru_cache(maxsize=20_000)  # every workbook and share file of a run, a few dates each
def _days_of(path: Path, _changed: int, names: tuple[str, ...]) -> tuple[_Day, ...]:
    """Every date of these sheets of a workbook, or of a share file."""
    if path.suffix not in WORKBOOK_ENDINGS:
        return tuple((day, "") for day in _of_share(path))
    from spp_research.intake import read_workbook

    whole = {"evidence": SCHOOL, "hub": HUB}.get(path.stem, PARTNERSHIP)
    sheets = tuple(sheet for sheet in whole.sheets if sheet.name in names)
    rows = read_workbook(path, replace(whole, sheets=sheets)).rows
    return tuple(
        (row[field.name], row.get("school") or "")
        for sheet in sheets
        for field in sheet.fields
        if field.kind is Kind.DATE
        for _, row in rows[sheet.name].records
        if row[field.name]
    )


def _of_share(path: Path) -> set[date]:
    """The days on which the sign-offs and offers of a share file begin and end."""
    from spp_research.errors import EvidenceError
    from spp_research.share.files import read_share

    try:
        share = read_share(path, texts=False)
    except EvidenceError:
        return set()
    days = {day for line in share.sign_offs for day in (line.signed_on, line.ends_on) if day}
    return days | {line.until for line in share.support if line.until}
