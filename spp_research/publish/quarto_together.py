"""Several reports of one run, written by one Quarto.

Of what Quarto takes for a report a third is its own start, once for a process. So the reports of a
run wait for one another between their notebooks and their pages: while some wait, the notebooks of
others run, and when as many are there as one Quarto is given, or no other is to come, one Quarto
writes them all. Where it fails each is written by itself, so that the others are made, and what is
wrong is said of the report that it is wrong with.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from spp_research.errors import RenderError
from spp_research.run import kernels

from . import quarto
from .quarto import Quarto, Report

MOST = 12  # reports that one Quarto is given: more save little, and are waited for
_GRACE = 0.1  # seconds in which the next report is begun, after one that has ended
_LOOK_UP = 0.5  # seconds between looks for a run that is to end


@dataclass
class _Waiting:
    """A report that waits to be written, and what became of it."""

    report: Report
    done: bool = False
    failed: BaseException | None = field(default=None, repr=False)
    others: int = 0  # that were written with it


class Together:
    """The reports of one run that are written together.

    Parameters
    ----------
    workers : how many are worked on at a time; those that wait are not counted.
    most : how many one Quarto is given.
    """

    def __init__(self, workers: int, most: int = MOST) -> None:
        self.threads = most + workers
        self._most = most
        self._turns = threading.Semaphore(max(1, workers))
        self._news = threading.Condition()
        self._queue: deque[_Waiting] = deque()
        self._begun = 0  # reports that are being made and do not wait

    @contextmanager
    def making(self) -> Iterator[None]:
        """Make a report, from its beginning to its end, when there is a turn for it."""
        self._count(1)
        try:
            with self._turns:
                yield
        finally:
            self._count(-1)

    def draw(self, program: Quarto, report: Report) -> None:
        """Have a report written with others, and wait for it; as `quarto.draw` does for one.

        Raises
        ------
        RenderError
            When it cannot be written, or the run was stopped.
        """
        mine = _Waiting(report)
        with self._news:
            self._queue.append(mine)
        self._count(-1)
        self._turns.release()
        try:
            while not mine.done:
                if batch := self._next():
                    self._draw(program, batch)
                    continue
                if _stopping():
                    raise RenderError(f"{report.folder}: stopped before it was written.")
        finally:
            self._count(1)
            self._turns.acquire()
        if mine.failed is None:
            return
        if not mine.others or not isinstance(mine.failed, Exception) or _stopping():
            raise mine.failed
        # Its own fault or that of another of them: by itself it is made, or is named.
        quarto.draw(program, [report])

    def _count(self, by: int) -> None:
        with self._news:
            self._begun += by
            self._news.notify_all()

    def _next(self) -> Sequence[_Waiting]:
        """The reports to write now; none after a moment in which it was not time yet."""
        with self._news:
            if len(self._queue) < self._most:
                waited = self._begun == 0 and not self._news.wait_for(lambda: self._begun, _GRACE)
                if not waited and len(self._queue) < self._most:
                    self._news.wait(_LOOK_UP)
                    return ()
            if not self._queue:
                return ()
            kind = self._queue[0].report.project
            batch = [one for one in self._queue if one.report.project == kind][: self._most]
            for one in batch:
                one.others = len(batch) - 1
                self._queue.remove(one)
            return batch

    def _draw(self, program: Quarto, batch: Sequence[_Waiting]) -> None:
        try:
            quarto.draw(program, [one.report for one in batch])
        except BaseException as error:
            for one in batch:
                one.failed = error
            if not isinstance(error, Exception):
                raise
        finally:
            with self._news:
                for one in batch:
                    one.done = True
                self._news.notify_all()


def _stopping() -> bool:
    """Whether the run that is under way is being ended."""
    with kernels.joined() as run:
        return run.stopping()


@contextmanager
def together(workers: int) -> Iterator[Together]:
    """Write the reports that are made in here, or in a copy of the context, together."""
    found = Together(workers)
    token = quarto.drawing.set(found.draw)
    try:
        yield found
    finally:
        quarto.drawing.reset(token)
