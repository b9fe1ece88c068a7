"""The lead's workbook as it was read once, in a process from which others are copied.

Every notebook of a partnership opens it, and of three hundred schools that takes longer than to
open the school's own. So the process that kernels are forked from reads it, and each kernel finds
it in the memory that it was given. It is taken only where the file still has the very bytes, and
the tables are handed out as copies, so that what a notebook changes in place stays its own.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from .check.reading import Known, Reading
from .read.containers import Unreadable, bytes_of

_MOST = 2  # workbooks; a run of several partnerships takes one after the other


@dataclass(frozen=True)
class _Ahead:
    reading: Reading
    known: Known | None


_ahead: list[_Ahead] = []  # empty but in the process that forks, and in what is forked from it


def keep(reading: Reading, known: Known | None) -> None:
    """Keep a reading, with its tables, for the processes that are copied from this one.

    Parameters
    ----------
    known : what it was read with, as `read_workbook` takes it.
    """
    if not reading.fingerprint:
        return
    _ = reading.frames  # which takes as long as to read it
    _ahead[:] = [one for one in _ahead if one.reading.path != reading.path][1 - _MOST :]
    _ahead.append(_Ahead(reading, known))


def kept(path: Path, shown_as: str, known: Known | None) -> Reading | None:
    """What was read of a file while it had the bytes that it has now; None where nothing was.

    Parameters
    ----------
    shown_as, known : as `read_workbook` takes them.
    """
    for one in _ahead:
        same = (one.reading.path, one.reading.shown_as, one.known) == (path, shown_as, known)
        if same and one.reading.fingerprint == _fingerprint(path):
            fresh = replace(one.reading)
            tables = {name: table.copy(deep=False) for name, table in one.reading.frames.items()}
            fresh.__dict__["frames"] = tables  # where `cached_property` would put them
            return fresh
    return None


def _fingerprint(path: Path) -> str:
    try:
        return hashlib.blake2b(bytes_of(path), digest_size=16).hexdigest()
    except Unreadable:
        return ""
