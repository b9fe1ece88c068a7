"""What the file system says of a file without its being read, and how far that can be believed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from pathlib import Path

Stamp = tuple[int, int, int]  # bytes; nanoseconds of the last change of content, and of any change
NONE: Stamp = (-1, 0, 0)  # of a file that is not there

_FINE, _COARSE = 50_000_000, 2_100_000_000  # nanoseconds; FAT counts in steps of two seconds
_WHOLE = 10_000_000  # times that are all multiples of this come from a coarse clock


def stamp(path: str | Path) -> Stamp:
    """What the file system says of a file now."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a Path for each of many thousand files takes longer
    except OSError:
        return NONE
    # On Windows the third is when it was made, which does no harm.
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def settled(stamps: Iterable[Stamp], now: int) -> bool:
    """Whether files so stamped cannot have changed since without another stamp.

    Parameters
    ----------
    now : by the clock of the file system, a moment before the stamps were taken; nanoseconds.
    """
    there = [found for found in stamps if found != NONE]
    when = [found[1] if sys.platform == "win32" else found[2] for found in there]
    if not when:
        return True
    coarse = all(moment % _WHOLE == 0 for found in there for moment in found[1:])
    return max(when) < now - (_COARSE if coarse else _FINE)


def clock(fresh: Path) -> int:
    """How far a file system's clock is before this computer's, in nanoseconds.

    Parameters
    ----------
    fresh : a file on it that was written just now.
    """
    return fresh.stat().st_mtime_ns - time.time_ns()
