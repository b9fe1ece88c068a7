"""A program that is killed at each moment at which it changes something on the disk, in turn."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link"}


def killed_at_each_moment(
    place: Path, act: Callable[[], object], *, every: int = 1
) -> Iterator[int]:
    """Do something in a process that is killed just before its first change below `place`.

    Then from the beginning with the second one, and so on, until it ends by itself. Between two,
    `place` is as it was.

    Parameters
    ----------
    place : the folder in which changes count.
    every : take each so many moments, where there are many.

    Yields
    ------
    How many changes there were. What is on the disk then is what a person would find.
    """
    before = place.with_name(f"{place.name} before")
    shutil.copytree(place, before, symlinks=True)
    moment = 0
    while True:
        ended = _done_until(str(place), act, moment)
        yield moment
        shutil.rmtree(place)
        shutil.copytree(before, place, symlinks=True)
        if ended:
            return
        moment += every


def _done_until(place: str, act: Callable[[], object], moment: int) -> bool:
    """Whether it was done before that many changes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads of others, which do nothing
        child = os.fork()
    if not child:
        code = 1
        try:
            sys.addaudithook(_Killing(place, moment))
            act()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0, "what was to be killed failed by itself"
    return True


class _Killing:
    """Counts changes, and kills the process before one of them."""

    def __init__(self, place: str, moment: int) -> None:
        self._place, self._left = place, moment

    def __call__(self, event: str, details: tuple[Any, ...]) -> None:
        changes = bool(details[2] & _WRITES) if event == "open" else event in _CHANGES
        if changes and str(details[0]).startswith(self._place):
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)
            self._left -= 1
