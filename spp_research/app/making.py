"""What is made in the background while the pages stay alive: one thing at a time.

What is finished is put in place in one step, so a program that is closed in the middle loses
nothing but what was under way.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextvars import copy_context
from dataclasses import dataclass, field
from pathlib import Path

from spp_research.cli.showing import MARKS, plain
from spp_research.errors import ConfigurationError, SPPError
from spp_research.run import tracebacks
from spp_research.run.jobs import Job, Outcome

from .cut_off import written_down

RUNNING, DONE, STOPPED, FAILED = "running", "done", "stopped", "failed"
_PATIENCE = 60.0  # seconds for what is under way to end when the program does


@dataclass(frozen=True)
class Line:
    """What became of one document.

    Parameters
    ----------
    school : the short name, or the folder of what is about all the schools.
    kind : the name of its kind.
    title : its kind, as a reader knows it.
    state : what became of it, in words.
    reason : why not, or something to know; empty for nothing.
    """

    school: str
    kind: str
    title: str
    state: str
    reason: str


@dataclass(frozen=True)
class Progress:
    """How far the work is, at one moment.

    Parameters
    ----------
    what : is being made, as the head of a page says it.
    back : the address of the page that it was asked for from.
    state : running, done, stopped or failed.
    total, done : how many documents; 0 where that is not known.
    under_way : what is being done now, a line a document.
    lines : what became of those that are finished.
    notes : what there is to say besides.
    fault : why nothing was made; empty where something was.
    seconds : since it began, or that it took.
    """

    what: str
    back: str
    state: str
    total: int = 0
    done: int = 0
    under_way: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()
    fault: str = ""
    seconds: float = 0.0


@dataclass
class Work:
    """The work in the background, and what is known of the last of it.

    It is told of jobs as any listener of a run is, from the threads that make them.

    Parameters
    ----------
    reports : the folder of the reports, where it is written down while something is made; None
        where that is not wanted.
    """

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None
    _wanted_to_stop: threading.Event = field(default_factory=threading.Event)
    _names: dict[str, str] = field(default_factory=dict)
    _what: str = ""
    _unasked: bool = False
    _back: str = "/"
    _state: str = ""
    _total: int = 0
    _at: dict[Job, str] = field(default_factory=dict)
    _lines: list[Line] = field(default_factory=list)
    _counted: int = 0
    _notes: list[str] = field(default_factory=list)
    _fault: str = ""
    _began: float = 0.0
    _ended: float = 0.0
    reports: Path | None = None

    def start(
        self,
        what: str,
        back: str,
        names: dict[str, str],
        do: Callable[[], Iterable[str]],
        *,
        unasked: bool = False,
    ) -> None:
        """Begin something; pressed twice, as by a double click, it is begun once.

        Parameters
        ----------
        what : is made, for the head of the page.
        back : the page that it was asked for from.
        names : the schools' names, by short name.
        do : makes it, and gives what there is to say besides.
        unasked : whether it begins by itself. Whoever presses a button meanwhile does not hear that
            they have to come back later: theirs begins as soon as that is done.

        Raises
        ------
        ConfigurationError
            When something else is under way.
        """
        if self.is_busy and self._unasked and self._thread is not None and not unasked:
            self._thread.join(_PATIENCE)
        with self._lock:
            if self.is_busy and self._what == what and not unasked:
                return
            if self.is_busy:
                raise ConfigurationError(
                    f"{self._what}: this is being made already. Wait until it has finished, or "
                    "stop it."
                )
            self._what, self._back, self._state, self._names = what, back, RUNNING, names
            self._total, self._at, self._lines, self._notes, self._fault = 0, {}, [], [], ""
            self._counted = 0
            self._began, self._ended = time.monotonic(), 0.0
            self._unasked = unasked
            self._wanted_to_stop.clear()
            run = copy_context().run
            self._thread = threading.Thread(
                target=lambda: run(self._do, do), name="spp-app", daemon=True
            )
            self._thread.start()

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._thread is not None and self._state == RUNNING

    def stop(self, *, wait: bool = False) -> None:
        """End what is under way; what is finished by then is kept.

        Parameters
        ----------
        wait : whether to wait until it has ended.
        """
        self._wanted_to_stop.set()
        if wait and self._thread is not None:
            self._thread.join(_PATIENCE)

    def stopped(self) -> bool:
        """Whether somebody wants it to end."""
        return self._wanted_to_stop.is_set()

    def planned(self, number: int) -> None:
        """So many documents there are to look at."""
        with self._lock:
            self._total = number

    def step(self, job: Job, step: str) -> None:
        """A job has come to a step."""
        with self._lock:
            self._at[job] = step

    def event(self, job: Job, outcome: Outcome | None) -> None:
        """A job has started (no outcome) or ended."""
        with self._lock:
            if outcome is None:
                self._at[job] = "starting"
                return
            self._at.pop(job, None)
            self._lines.append(
                Line(
                    job.school,
                    job.kind.name,
                    job.kind.title,
                    MARKS[outcome.state],
                    plain(outcome.reason),
                )
            )

    def counted(self, job: Job, outcome: Outcome | None) -> None:
        """A page of the website was begun (no outcome) or ended, which has no line of its own."""
        with self._lock:
            if outcome is None:
                self._at[job] = "starting"
                return
            self._at.pop(job, None)
            self._counted += 1

    def said(self, step: str) -> None:
        """What is being done now, where no documents are counted."""
        with self._lock:
            self._notes = [step]

    def progress(self) -> Progress | None:
        """How far it is, or how it ended; None where nothing was begun yet."""
        with self._lock:
            if not self._state:
                return None
            under_way = tuple(
                f"{self._names.get(job.school, job.school)}, {job.kind.named}: {step}"
                for job, step in self._at.items()
            )
            return Progress(
                self._what,
                self._back,
                self._state,
                self._total,
                len(self._lines) + self._counted,
                under_way,
                tuple(self._lines),
                tuple(self._notes),
                self._fault,
                (self._ended or time.monotonic()) - self._began,
            )

    def _do(self, do: Callable[[], Iterable[str]]) -> None:
        """Make it, in the thread of the work: whatever happens, the pages hear of the end."""
        notes: list[str] = []
        state, fault = DONE, ""
        try:
            with written_down(self.reports, self._what, self._back):
                notes = [plain(line) for line in do()]
            if self.stopped():
                state = STOPPED
        except SPPError as error:
            state, fault = FAILED, plain(error)
        except BaseException as error:
            _, trace = tracebacks.of_ours(error) if isinstance(error, Exception) else ("", "")
            print(plain(trace), file=sys.stderr)
            state = FAILED
            fault = (
                f"This is a fault of the kit ({type(error).__name__}). What it knows of it is in "
                "the window in which the program was started."
            )
        with self._lock:
            self._at, self._notes, self._fault = {}, notes, fault
            self._state, self._ended = state, time.monotonic()
