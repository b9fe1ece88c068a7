"""What a run tells while it is under way: to the eye, to a log, and to another program.

What is kept on disk holds no words of a workbook: a reason may quote a cell, and the name of a
pupils' file may name somebody.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from spp_research.run.jobs import Job, Outcome
from spp_research.site.followed import NOBODY, Onlooker

from .showing import json_line, plain

LOG = "run.log"
_LONG = 1_000_000  # bytes of a log, after which a new one is begun
_SHOWN = 3  # reports under way that the bar names
_QUOTED = re.compile("“[^”]*”")
_BESIDE = re.compile(r"(schools/[^/\s]+/(?:pupils|surveys)/)[^:]+")

Step = Callable[[Job, str], None]


class Listener(Protocol):
    """Whoever is told of a run while it is under way."""

    def step(self, job: Job, step: str) -> None: ...
    def event(self, job: Job, outcome: Outcome | None) -> None: ...


Event = Callable[[Job, Outcome | None], None]


def without_words(reason: str) -> str:
    """A reason without what it quotes, and without the names of pupils' and survey files."""
    return plain(_BESIDE.sub(r"\1…", _QUOTED.sub("“…”", reason)))


class Bar:
    """A progress bar on stderr: how many, how fast, how much time is left, and which schools."""

    def __init__(self, progress: Any, task: Any) -> None:
        self._progress, self._task = progress, task
        self._at: dict[Job, str] = {}
        self._lock = threading.Lock()

    def step(self, job: Job, step: str) -> None:
        """A job has come to a step; told from the thread that makes it."""
        with self._lock:
            self._at[job] = step
            self._tell()

    def event(self, job: Job, outcome: Outcome | None) -> None:
        """A job has started (no outcome) or ended."""
        if outcome is None:
            return
        with self._lock:
            self._at.pop(job, None)
            self._progress.advance(self._task)
            self._tell()

    def _tell(self) -> None:
        named = [
            f"{job.school}, {job.kind.named}: {step}" for job, step in [*self._at.items()][-_SHOWN:]
        ]
        self._progress.update(self._task, description="; ".join(named))

    def planned(self, number: int) -> None:
        """It is known how many there are; of none there is nothing to count."""
        self._progress.update(self._task, total=number or None)

    def stage(self, stage: str) -> None:
        """What is done for all of them together."""
        with self._lock:
            self._progress.update(self._task, description=stage)

    def counted(self, done: int, total: int, what: str) -> None:
        """So many of so many are done, and what is done now."""
        self._progress.update(self._task, completed=done, total=total, description=what)


@contextmanager
def bar(total: int) -> Iterator[Bar | None]:
    """A bar for `total` reports where stderr is a terminal; nothing at all where it is not."""
    if not sys.stderr.isatty() or not total:
        yield None
        return
    with _shown(f"{total}/{total}", total) as bar:
        yield bar


@contextmanager
def of_site() -> Iterator[Onlooker]:
    """The same bar while a website is built, which says by itself how much there is to do."""
    if not sys.stderr.isatty():
        yield NOBODY
        return
    with _shown("999/999", None) as bar:
        yield Onlooker(bar.planned, bar.step, bar.event, bar.stage)


@contextmanager
def of_pages() -> Iterator[Callable[[int, int, str], None]]:
    """The same bar for pages that are found while others are made: done, known, and which."""
    if not sys.stderr.isatty():
        yield lambda done, total, what: None
        return
    with _shown("999/999", None) as bar:
        yield bar.counted


@contextmanager
def _shown(widest: str, total: int | None) -> Iterator[Bar]:
    """A bar on stderr, which is a terminal.

    Parameters
    ----------
    widest : the longest count that it has to hold.
    total : how many there are; None where that will be said later.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn
    from rich.progress import TimeRemainingColumn as Left
    from rich.table import Column
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Any) -> Text:
            return Text(f"{task.speed * 60:.0f} a minute" if task.speed else "")

    # One line, however narrow: what is under way gives way, and nothing else.
    rest = Column(no_wrap=True, overflow="ellipsis", ratio=1)
    columns = (
        BarColumn(bar_width=12, table_column=Column(min_width=12)),
        MofNCompleteColumn(table_column=Column(no_wrap=True, min_width=len(widest))),
        Rate(table_column=Column(no_wrap=True, min_width=len("100 a minute"))),
        Left(compact=True, table_column=Column(no_wrap=True, min_width=len("00:00"))),
        TextColumn("{task.description}", markup=False, table_column=rest),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, expand=True) as shown:
        yield Bar(shown, shown.add_task("starting", total=total))


class Events:
    """One line of JSON on stdout for each thing that happens, for a program to follow."""

    def __init__(self, label: Callable[[Job], str]) -> None:
        self._label = label
        self._lock = threading.Lock()

    def tell(self, event: str, **facts: Any) -> None:
        """Print one event."""
        when = datetime.now().isoformat(timespec="milliseconds")
        with self._lock:
            print(json_line({"event": event, "time": when, **facts}), flush=True)

    def step(self, job: Job, step: str) -> None:
        """A job has come to a step; told from the thread that makes it."""
        self.tell("step", **self._of(job), step=step)

    def event(self, job: Job, outcome: Outcome | None) -> None:
        """A job has started (no outcome) or ended."""
        if outcome is None:
            self.tell("started", **self._of(job))
        else:
            self.tell("finished", **self._of(job), **facts_of(outcome))

    def _of(self, job: Job) -> dict[str, str]:
        return {"workspace": self._label(job), "school": job.school, "kind": job.kind.name}


def facts_of(outcome: Outcome) -> dict[str, Any]:
    """What became of a job, as JSON tells it."""
    return {
        "audience": outcome.job.audience,
        "state": outcome.state,
        "files": [str(path) for path in outcome.files],
        "reason": outcome.reason,
        "exit_code": outcome.exit_code,
        "seconds": dict(outcome.seconds),
    }


class Log:
    """The log of one workspace: a line for each report that was made or failed."""

    def __init__(self, folder: Path) -> None:
        path = folder / LOG
        if path.is_file() and path.stat().st_size > _LONG:
            path.replace(path.with_name(f"{LOG}.old"))
        path.open("a", encoding="utf-8").close()  # where it cannot be written, say so now
        self._path = path
        self._lock = threading.Lock()

    def write(self, text: str) -> None:
        """Add a line. The file is not kept open: one run may have a thousand of them."""
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(f"{datetime.now().isoformat(timespec='seconds')} {text}\n")

    def event(self, job: Job, outcome: Outcome | None) -> None:
        """A job has started (no outcome) or ended."""
        what = f"{job.school} {job.kind.name}"
        if outcome is None:
            self.write(f"{what}: started")
        else:
            took = f" in {sum(outcome.seconds.values()):.1f} s" if outcome.seconds else ""
            why = f": {without_words(outcome.reason)}" if outcome.state == "failed" else ""
            self.write(f"{what}: {outcome.state}{took}{why}")


def all_steps(listeners: Sequence[Listener]) -> Step:
    """One function that tells them all of a step."""

    def step(job: Job, step: str) -> None:
        for listener in listeners:
            listener.step(job, step)

    return step
