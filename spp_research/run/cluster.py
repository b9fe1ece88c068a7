"""The same jobs on a cluster of dask.distributed, the workspace on a file system that all share.

A worker that dies in the middle loses what it was making and nothing else: a report is put in
place whole, and its job is given to another worker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from secrets import token_hex
from typing import Any

from spp_research import installing
from spp_research.errors import ConfigurationError

from . import kernels
from .executors import InterruptedRunError
from .jobs import Job, Outcome, made_after

_PATIENCE = "20s"


def run_on_cluster(
    jobs: Sequence[Job],
    make: Callable[..., Outcome],
    known: Callable[[Job], dict[str, Any]],
    scheduler: str,
    on_event: Callable[[Job, Outcome | None], None] = lambda job, outcome: None,
) -> list[Outcome]:
    """Make every job on the workers of a cluster; the outcomes in the order of the jobs.

    Parameters
    ----------
    make : makes one report, given its job; it can be pickled, and must not raise for what is
        wrong with that report alone.
    known : what else `make` is given for a job, by name.
    scheduler : the cluster's address, such as tcp://10.0.0.5:8786.
    on_event : called with (job, outcome) when a job ends.

    Raises
    ------
    ConfigurationError
        When dask is not installed, the cluster does not answer, has no worker, or a worker does
        not see the workspace.
    InterruptedRunError
        On Ctrl-C; what has not begun is taken back from the cluster.
    """
    client = _connected(scheduler)
    from distributed import as_completed

    outcomes: dict[Job, Outcome] = {}
    with client:
        _check_workers(client, scheduler, {job.workspace for job in jobs})
        with _kept_warm(client) as name:
            waiting = {job: {*sources} for job, sources in made_after(jobs).items()}
            futures: dict[Any, Job] = {}

            def begin(job: Job) -> Any:
                there = client.submit(
                    make_there, name, make, job, known(job), pure=False, retries=0
                )
                futures[there] = job
                return there

            done = as_completed([begin(j) for j in jobs if j not in waiting], loop=client.loop)
            try:
                for future in done:
                    job = futures.pop(future)
                    outcomes[job] = outcome = _outcome(future, job)
                    on_event(job, outcome)
                    for later in [one for one, first in waiting.items() if first <= {*outcomes}]:
                        del waiting[later]
                        done.add(begin(later))
            except KeyboardInterrupt:
                client.cancel(list(futures))
                raise InterruptedRunError([*outcomes.values()]) from None
    return [outcomes[job] for job in jobs]


def make_there(
    name: str, make: Callable[..., Outcome], job: Job, known: Mapping[str, Any]
) -> Outcome:
    """Make one report on a worker, which keeps a warm process under this name."""
    from distributed import get_worker

    keeper: Any = get_worker().plugins.get(name)
    with kernels.kept_warm(keeper.warm) if keeper else nullcontext():
        return make(job, **known)


@contextmanager
def _kept_warm(client: Any) -> Iterator[str]:
    """Have the workers keep a warm process; gives the name that they know it by."""
    from distributed import WorkerPlugin

    class KeepWarm(WorkerPlugin):
        def setup(self, worker: Any) -> None:
            self.warm = kernels.Warm()

        def teardown(self, worker: Any) -> None:
            self.warm.close()

    name = f"spp-{token_hex(8)}"
    client.register_plugin(KeepWarm(), name=name)
    try:
        yield name
    finally:
        client.unregister_worker_plugin(name)


def sees(folder: str) -> bool:
    """Whether a folder is there; asked on a worker."""
    return Path(folder).is_dir()


def _connected(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise ConfigurationError(
            "To make reports on a cluster, dask has to be installed here and on its workers: "
            f"{installing.THE_CLUSTER}"
        ) from None
    try:
        return Client(scheduler, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, ImportError) as error:  # a TimeoutError is an OSError
        said = next(iter(str(error).splitlines()), "") or type(error).__name__
        raise ConfigurationError(
            f"{scheduler}: no cluster answers at this address ({said}). Start one with: "
            "dask scheduler, and on each computer: dask worker ADDRESS"
        ) from None


def _check_workers(client: Any, scheduler: str, folders: set[str]) -> None:
    """Refuse a cluster on which no report could be made."""
    if not client.scheduler_info(n_workers=-1)["workers"]:
        raise ConfigurationError(
            f"{scheduler}: this cluster has no workers yet. Start some with: dask worker "
            f"{scheduler}"
        )
    for folder in sorted(folders):
        try:
            seen = client.run(sees, folder)
        except ImportError:
            raise ConfigurationError(
                f"{scheduler}: a worker of this cluster does not have the kit. Install the same "
                "version of it there."
            ) from None
        blind = sorted(worker for worker, found in seen.items() if not found)
        if blind:
            raise ConfigurationError(
                f"{folder}: the worker {blind[0]} does not find this folder. Put it on a file "
                "system that all the workers share, under the same path."
            )


def _outcome(future: Any, job: Job) -> Outcome:
    """What came of a job, also where no worker lived to tell."""
    error = future.exception()
    if error is None:
        result: Outcome = future.result()
        return result
    if type(error).__name__ == "KilledWorker":
        reason = (
            "Several workers of the cluster in turn ended while they were making this report, most "
            "often because memory ran out. Give each worker more, or fewer threads."
        )
        return Outcome(job, "failed", reason=reason, exit_code=ConfigurationError.exit_code)
    reason = f"The cluster could not make this report ({type(error).__name__})."
    return Outcome(job, "failed", reason=reason, exit_code=1)
