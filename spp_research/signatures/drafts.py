"""From which day a draft looked that somebody may sign: its text mark tells.

A draft is read on one day and signed on another. Where a text depends on the day, as a timetable
does, what was signed is the text of the day on which the draft was made.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from threading import Lock

from spp_research.text_marks import TypedMarks

FILE = "drafts.json"
_MOST = 500  # drafts; the oldest are forgotten
_lock = Lock()


def read_days(folder: Path) -> Mapping[str, date]:
    """The day from which each draft looked, by its text mark.

    Parameters
    ----------
    folder : the folder `signed` of a school or the partnership; it need not exist.
    """
    try:
        known = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return {str(mark): date.fromisoformat(day) for mark, day in known.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def note_day(folder: Path, mark: str, day: date) -> None:
    """Note from which day a draft looked.

    Raises
    ------
    OSError
        When the folder cannot be written.
    """
    with _lock:
        known = dict(read_days(folder))
        if known.get(mark) == day:
            return
        known.pop(mark, None)
        kept = [*known.items(), (mark, day)][-_MOST:]
        folder.mkdir(parents=True, exist_ok=True)
        new = folder / f".{FILE}.{os.getpid()}-{secrets.token_hex(4)}"
        new.write_text(json.dumps({m: d.isoformat() for m, d in kept}, indent=1), encoding="utf-8")
        new.replace(folder / FILE)


def day_signed(signed_on: date, marks: TypedMarks, days: Mapping[str, date]) -> date:
    """The day from which a signed text looks: of the draft with its mark, else of the sign-off."""
    return next(iter(_known(marks.marks, days)), signed_on)


def _known(marks: Iterable[str], days: Mapping[str, date]) -> Iterable[date]:
    return (days[mark] for mark in marks if mark in days)
