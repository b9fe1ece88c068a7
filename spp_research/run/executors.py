"""Many jobs at once: none stops another, and an interrupted run leaves no kernel behind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context

from . import kernels
from .jobs import Job, Outcome, in_order, made_after

_LOOK_UP = 0.5  # seconds between looks for Ctrl-C, which Windows does not deliver to a waiting lock


class InterruptedRunError(KeyboardInterrupt):
    """Ctrl-C during a run, with what had been finished by then."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        super().__init__()
        self.outcomes = outcomes


def run_all(
    jobs: Sequence[Job],
    make: Callable[[Job], Outcome],
    workers: int,
    on_event: Callable[[Job, Outcome | None], None] = lambda job, outcome: None,
    stopped: Callable[[], bool] = lambda: False,
) -> list[Outcome]:
    """Make every job and return the outcomes in the order of the jobs.

    A page that is made of other documents is begun when those of its school have ended. Threads are
    enough: the work is done by kernels and renderers, which are processes of their own.

    Parameters
    ----------
    make : makes one report; it must not raise for what is wrong with that report alone.
    workers : how many are made at once, at least 1.
    on_event : called with (job, None) when a job starts and (job, outcome) when it ends, the
        first from a worker's thread.
    stopped : asked now and then whether somebody wants the run to end, where no Ctrl-C can come.

    Raises
    ------
    InterruptedRunError
        On Ctrl-C or when it is stopped, after every kernel has ended.
    """

    def started(job: Job, sources: Sequence[Future[Outcome]]) -> Outcome:
        wait(sources)
        on_event(job, None)
        return make(job)

    workers, after = max(1, workers), made_after(jobs)
    with (
        kernels.joined() as run,
        ThreadPoolExecutor(max_workers=workers, thread_name_prefix="spp") as pool,
    ):
        begun: dict[Job, Future[Outcome]] = {}
        # Whatever waits for others comes behind them: so they were begun before it, and none waits
        # for what never begins.
        for job in in_order(jobs):
            sources = [begun[one] for one in after.get(job, ())]
            # In a context of its own, in which it is known which run it belongs to.
            begun[job] = pool.submit(copy_context().run, started, job, sources)
        futures = [begun[job] for job in jobs]
        try:
            _report(futures, on_event, stopped)
        except KeyboardInterrupt:
            for future in futures:
                future.cancel()
            run.stop()
            wait(futures)  # each clears its own scratch folder away
            raise InterruptedRunError(_finished(futures)) from None
        except BaseException:
            for future in futures:
                future.cancel()
            raise
    return [future.result() for future in futures]


def _report(
    futures: Sequence[Future[Outcome]],
    on_event: Callable[[Job, Outcome | None], None],
    stopped: Callable[[], bool],
) -> None:
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, timeout=_LOOK_UP, return_when=FIRST_COMPLETED)
        for future in done:
            outcome = future.result()
            on_event(outcome.job, outcome)
        if waiting and stopped():
            raise KeyboardInterrupt


def _finished(futures: Sequence[Future[Outcome]]) -> list[Outcome]:
    return [
        future.result()
        for future in futures
        if not future.cancelled()
        and future.exception() is None
        and future.result().state != "failed"
    ]
