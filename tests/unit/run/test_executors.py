"""Many jobs at once: in order, none stopping another, and a clean end on Ctrl-C."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from spp_research.kinds import KINDS
from spp_research.run import kernels
from spp_research.run.executors import InterruptedRunError, run_all
from spp_research.run.jobs import Job, Outcome

JOBS = [Job("/w", KINDS["review-summary"], f"school-{number}") for number in range(6)]


def made(job: Job) -> Outcome:
    return Outcome(job, "made")


def test_outcomes_come_in_the_order_of_the_jobs():
    def slower_first(job: Job) -> Outcome:
        time.sleep(0.05 * (len(JOBS) - JOBS.index(job)))
        return made(job)

    assert [o.job for o in run_all(JOBS, slower_first, 3)] == JOBS


PAGE = [
    Job("/w", KINDS[kind], school)
    for school in ("oakfield", "copperbeck")
    for kind in ("parents-page", "review-summary", "best-practice")
]


@pytest.mark.parametrize("workers", [1, 2, 6])
def test_what_is_made_of_other_documents_of_its_school_is_begun_when_they_have_ended(workers):
    ended: list[Job] = []

    def slowly(job: Job) -> Outcome:
        before = [one.kind.name for one in ended if one.school == job.school]
        time.sleep(0.02)
        ended.append(job)
        return Outcome(job, "failed" if job.kind.made_of and len(before) < 2 else "made")

    outcomes = run_all(PAGE, slowly, workers)
    assert [o.job for o in outcomes] == PAGE
    assert {o.state for o in outcomes} == {"made"}


def test_a_page_alone_waits_for_nothing():
    assert [o.state for o in run_all(PAGE[:1], made, 2)] == ["made"]


def test_one_failure_stops_no_other():
    def second_fails(job: Job) -> Outcome:
        return Outcome(job, "failed", exit_code=11) if job is JOBS[1] else made(job)

    states = [o.state for o in run_all(JOBS, second_fails, 2)]
    assert states == ["made", "failed", "made", "made", "made", "made"]


def test_no_more_are_made_at_once_than_there_are_workers():
    together, most, lock = set(), [], threading.Lock()

    def counted(job: Job) -> Outcome:
        with lock:
            together.add(job)
            most.append(len(together))
        time.sleep(0.02)
        with lock:
            together.discard(job)
        return made(job)

    run_all(JOBS, counted, 2)
    assert max(most) == 2


def test_every_start_and_end_is_told():
    told = []
    run_all(JOBS, made, 2, lambda job, outcome: told.append((job, outcome and outcome.state)))
    assert sorted(told, key=str) == sorted(
        [(job, state) for job in JOBS for state in (None, "made")], key=str
    )


def test_a_fault_of_ours_is_not_swallowed():
    def broken(job: Job) -> Outcome:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_all(JOBS, broken, 2)


def test_no_jobs_is_no_outcomes():
    assert run_all([], made, 2) == []


def test_an_interrupted_run_says_what_was_finished_and_starts_no_other():
    begun = []

    def make(job: Job) -> Outcome:
        begun.append(job)
        return made(job)

    def interrupt(job: Job, outcome: Outcome | None) -> None:
        if outcome is not None:
            raise KeyboardInterrupt

    with kernels.for_run() as run:
        with pytest.raises(InterruptedRunError) as caught:
            run_all(JOBS, make, 1, interrupt)
        assert run.stopping()
    assert JOBS[0] in [outcome.job for outcome in caught.value.outcomes]
    assert [outcome.job for outcome in caught.value.outcomes] == begun


def test_the_run_after_an_interrupted_one_begins_afresh():
    def interrupt(job: Job, outcome: Outcome | None) -> None:
        if outcome is not None:
            raise KeyboardInterrupt

    stopped = []

    def make(job: Job) -> Outcome:
        with kernels.joined() as run:
            stopped.append(run.stopping())
        return made(job)

    with pytest.raises(InterruptedRunError):
        run_all(JOBS, made, 1, interrupt)
    assert [o.state for o in run_all(JOBS, make, 2)] == ["made"] * len(JOBS)
    assert stopped == [False] * len(JOBS)


def test_every_job_of_a_run_knows_it_and_two_runs_know_nothing_of_each_other():
    def known(job: Job) -> Outcome:
        with kernels.joined() as run:
            return Outcome(job, "made", reason=str(id(run)))

    with kernels.for_run() as one:
        assert {o.reason for o in run_all(JOBS, known, 3)} == {str(id(one))}
        with kernels.for_run() as other:
            assert {o.reason for o in run_all(JOBS, known, 3)} == {str(id(other))}
    assert one is not other


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send to a process")
@pytest.mark.parametrize("engine", ["forked", "ordinary"])
@pytest.mark.slow  # what an interruption leaves and says is shown above, in this process
def test_ctrl_c_ends_within_seconds_and_leaves_no_process(
    engine, tmp_path, monkeypatch, write_notebook
):
    if engine == "forked" and not sys.platform.startswith("linux"):
        pytest.skip("kernels are forked on Linux alone")
    monkeypatch.setenv(kernels.ENGINE_VARIABLE, engine)
    pid = f"{tmp_path}/pid-"
    cell = f"import os, time\nopen({pid!r} + school, 'w').write(str(os.getpid()))"
    notebook = write_notebook(tmp_path / "n.ipynb", cell, "time.sleep(1200)")
    program = textwrap.dedent(f"""
        import signal
        from pathlib import Path
        from spp_research.kinds import KINDS
        from spp_research.run.engine import execute
        from spp_research.run.executors import InterruptedRunError, run_all
        from spp_research.run.jobs import Job, Outcome

        # Whoever runs the tests in the background of a shell has Ctrl-C ignored in all of them.
        signal.signal(signal.SIGINT, signal.default_int_handler)

        def make(job):
            folder = Path({str(tmp_path)!r}) / job.school
            folder.mkdir()
            given = dict(workspace="w", school=job.school, audience="school")
            try:
                execute(Path({str(notebook)!r}), given, folder / "out.ipynb")
            except Exception as error:
                return Outcome(job, "failed", reason=str(error))

        try:
            run_all([Job("/w", KINDS["review-summary"], n) for n in ("a", "b", "c")], make, 2)
        except InterruptedRunError as stopped:
            print("stopped", len(stopped.outcomes))
    """)
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
    ) as run:
        until = time.monotonic() + 300
        while len(pids := _pids(tmp_path)) < 2 and time.monotonic() < until:
            time.sleep(0.1)
        others = _children(run.pid)  # the process that kernels are forked from, or the kernels
        asked = time.monotonic()
        run.send_signal(signal.SIGINT)
        said, _ = run.communicate(timeout=600)
        took = time.monotonic() - asked
    assert said == "stopped 0\n"
    assert len(pids) == 2
    assert others or not sys.platform.startswith("linux")
    until = time.monotonic() + 60  # what was told to end does so when its turn comes
    while (left := [pid for pid in {*pids, *others} if _alive(pid)]) and time.monotonic() < until:
        time.sleep(0.1)
    assert not left
    assert took < 20 * max(1, _load())  # it takes a second or two; the cell, twenty minutes
    assert not (tmp_path / "c").exists()


def _pids(folder) -> list[int]:
    return [int(text) for path in folder.glob("pid-*") if (text := path.read_text())]


def _load() -> float:
    """How many programs want each core; on a busy machine everything takes as much longer."""
    return os.getloadavg()[0] / (os.cpu_count() or 1) if hasattr(os, "getloadavg") else 1.0


def _children(parent: int) -> set[int]:
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.add(int(stat.parent.name))
    return found


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with contextlib.suppress(OSError):  # one that has ended, and that nobody has asked after yet
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True
