"""How results look: tables and a progress bar on a terminal, plain lines or JSON elsewhere."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from spp_research.run.jobs import KINDS, Job, Outcome
from spp_research.workspace import Workspace

from .plainly import as_json, plain

MARKS = {"made": "made", "unchanged": "unchanged", "failed": "not made"}


class Bar:
    """A progress bar on stderr: which school, which step, how much time is left."""

    def __init__(self, progress: Any = None, task: Any = None) -> None:
        self._progress, self._task = progress, task

    def step(self, job: Job, step: str) -> None:
        """A job has come to a step."""
        if self._progress is not None:
            text = f"{job.school}, {KINDS[job.kind].title.lower()}: {step}"
            self._progress.update(self._task, description=text)

    def event(self, job: Job, outcome: Outcome | None) -> None:
        """A job has started (no outcome) or ended."""
        if self._progress is not None and outcome is not None:
            self._progress.advance(self._task)


@contextmanager
def progress(total: int) -> Iterator[Bar]:
    """A bar for `total` reports where stderr is a terminal; nothing at all where it is not."""
    if not sys.stderr.isatty() or not total:
        yield Bar()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Left

    columns = (
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        Left(compact=True),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        yield Bar(shown, shown.add_task("starting", total=total))


@contextmanager
def status(text: str) -> Iterator[Callable[[str, str], None]]:
    """A line on stderr that says what is being done, where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda school, step: None
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status(Text(text)) as shown:
        yield lambda school, step: shown.update(Text(f"{text}: {school}, {step}"))


def show_outcomes(outcomes: Sequence[Outcome]) -> None:
    """What was made, what was as before, and what was not made and why."""
    if sys.stdout.isatty():
        _show_table(outcomes)
    else:
        for outcome in outcomes:
            what = _files(outcome) if outcome.files else (outcome.reason,)
            print(plain("\t".join((outcome.state, outcome.job.school, outcome.job.kind, *what))))
    for outcome in outcomes:
        if outcome.reason:
            title = KINDS[outcome.job.kind].title.lower()
            print(plain(f"{outcome.job.school}, {title}: {outcome.reason}"), file=sys.stderr)
    print(summary(outcomes), file=sys.stderr)


def summary(outcomes: Sequence[Outcome]) -> str:
    """One sentence: "10 reports made, 2 unchanged, 1 not made."."""
    counts = Counter(outcome.state for outcome in outcomes)
    parts = [f"{counts[state]} {word}" for state, word in MARKS.items() if counts[state]]
    if not parts:
        return "No reports."
    number, rest = parts[0].split(" ", 1)
    noun = "report" if number == "1" else "reports"
    return f"{', '.join([f'{number} {noun} {rest}', *parts[1:]])}."


def show_faults_of_ours(outcomes: Sequence[Outcome]) -> None:
    """The tracebacks of faults in the kit itself, each once."""
    for trace in dict.fromkeys(outcome.trace for outcome in outcomes if outcome.trace):
        print(plain(trace), file=sys.stderr)


def reports_as_json(outcomes: Sequence[Outcome], interrupted: bool) -> dict[str, Any]:
    """What `spp report --json` prints."""
    counts = Counter(outcome.state for outcome in outcomes)
    return {
        "made": counts["made"],
        "unchanged": counts["unchanged"],
        "failed": counts["failed"],
        "interrupted": interrupted,
        "reports": [
            {
                "school": outcome.job.school,
                "kind": outcome.job.kind,
                "audience": outcome.job.audience,
                "state": outcome.state,
                "files": [str(path) for path in outcome.files],
                "reason": outcome.reason,
                "exit_code": outcome.exit_code,
                "seconds": dict(outcome.seconds),
            }
            for outcome in outcomes
        ],
    }


def site_as_json(workspace: Workspace, result: Any) -> dict[str, Any]:
    """What `spp site --json` prints."""
    return {
        "site": str(workspace.site),
        "pages": [str(page) for page in result.pages],
        "refused": [{"school": school, "reason": reason} for school, reason in result.refused],
    }


def show_site(workspace: Workspace, result: Any) -> None:
    """What is on the site, and what was left out and why."""
    for school, reason in result.refused:
        print(plain(f"{school}: not on the site. {reason}"), file=sys.stderr)
    number = len(result.pages)
    print(f"{number} {'practice' if number == 1 else 'practices'} on the site.", file=sys.stderr)
    print(shown(workspace.site / "index.html"))


def show_health(folder: Path, as_json: bool) -> int:
    """What `spp doctor` found; 0 when the kit can work."""
    from spp_research.doctor import examine

    findings = examine(folder)
    if as_json:
        print_json({"findings": [vars(finding) for finding in findings]})
    else:
        width = max(len(finding.subject) for finding in findings)
        for finding in findings:
            print(f"{finding.state:<8} {finding.subject:<{width}}  {finding.text}")
    return max((finding.exit_code for finding in findings), default=0)


def print_json(document: Any) -> None:
    """One JSON document on stdout."""
    print(as_json(document))


def _show_table(outcomes: Sequence[Outcome]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for header in ("School", "Report", "", "Files"):
        table.add_column(header)
    for outcome in outcomes:
        cells = (
            outcome.job.school,
            KINDS[outcome.job.kind].title,
            MARKS[outcome.state],
            ": ".join(_files(outcome)) if outcome.files else "see below",
        )
        table.add_row(*(Text(cell) for cell in cells))
    Console().print(table)


def _files(outcome: Outcome) -> tuple[str, str]:
    """The folder of a finished report, and the names of its documents."""
    return shown(outcome.files[0].parent), ", ".join(path.name for path in outcome.files)


def shown(path: Path) -> str:
    """The path from where the reader is, when it is below; else the whole of it."""
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
