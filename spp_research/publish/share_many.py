"""The share files of many schools at once, by processes of their own.

A share file takes a tenth of a second of one core, which nobody notices of a partnership and
everybody of a county. Run as a program, this module makes one share file for each line of stdin,
and says when it is done; the files and the records beside them are all that comes of it, so that
whatever a process did not do is simply still to be done.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from queue import Empty, SimpleQueue

from spp_research.errors import SPPError
from spp_research.partnership.lead_workbook import Partnership, open_partnership
from spp_research.workspace import Workspace

from .share_folder import day_of, outdated, refresh_school

_LOOK_UP = 0.5  # seconds between looks for Ctrl-C, which Windows does not deliver to a waiting lock
_WORTH = 12  # schools for each process; starting one takes as long as ten share files

_Task = tuple[str, str]  # the workspace's folder, the school
Begun = tuple[str, ...]  # documents of which what is shared was remembered


def make_ahead(workspaces: Sequence[Workspace], workers: int) -> dict[tuple[str, str], Begun]:
    """Make what `refresh_shares` would make in these, where several processes are worth starting.

    Parameters
    ----------
    workers : how many processes there may be, at least 1.

    Returns
    -------
    By the workspace's folder and the school, the documents of which what was shared was remembered
    as what was read; only where there are some.
    """
    at_most = sum(1 for place in workspaces for _ in (place.root / "schools").glob("*"))
    if min(workers, at_most // _WORTH) < 2:
        return {}
    tasks: list[_Task] = []
    for place in workspaces:
        with suppress(SPPError, OSError):  # `refresh_shares` will say so
            tasks += [(str(place.root), school) for school in outdated(place)]
    processes = min(workers, len(tasks) // _WORTH)
    return _by_processes(tasks, processes) if processes > 1 else {}


def _by_processes(tasks: Sequence[_Task], number: int) -> dict[_Task, Begun]:
    begun: dict[_Task, Begun] = {}
    waiting: SimpleQueue[_Task] = SimpleQueue()
    for task in tasks:
        waiting.put(task)
    processes: list[subprocess.Popen[str]] = []
    pool = ThreadPoolExecutor(number, thread_name_prefix="spp-share")
    try:
        with suppress(OSError):  # fewer processes than we wanted
            while len(processes) < number:
                processes.append(_started())
        busy = [pool.submit(_keep_busy, process, waiting, begun) for process in processes]
        while not all(one.done() for one in busy):
            wait(busy, _LOOK_UP)
    finally:  # on Ctrl-C too: the threads end when the processes do
        for process in processes:
            process.kill()
            process.communicate()
        pool.shutdown()
    return begun


def _started() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )


def _keep_busy(
    process: subprocess.Popen[str], waiting: SimpleQueue[_Task], begun: dict[_Task, Begun]
) -> None:
    """Give a process one school after another, until there is none left or it has ended."""
    answers = process.stdout
    assert answers is not None  # a pipe, as it was started
    with suppress(Empty, OSError):
        while True:
            task = waiting.get_nowait()
            print(json.dumps(task), file=process.stdin, flush=True)
            if not (answer := answers.readline()):
                return
            if documents := json.loads(answer):
                begun[task] = tuple(documents)


@cache
def _opened(folder: str) -> tuple[Workspace, Partnership, date]:
    place = Workspace(Path(folder))
    return place, open_partnership(place), day_of(place)


def _main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us ends us
    for line in sys.stdin:
        folder, school = json.loads(line)
        begun: Begun = ()
        with suppress(Exception):  # whoever asks for it next meets the same, and says so
            place, partnership, day = _opened(folder)
            begun = refresh_school(place, partnership, school, day).begun
        print(json.dumps(begun), flush=True)


if __name__ == "__main__":
    _main()
