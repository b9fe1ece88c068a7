"""`spp report` and `spp site`: plan, run with a progress bar, and say what came of it."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from spp_research.errors import SPPError
from spp_research.publish.placing import storage_error, sweep_scratch, writing
from spp_research.publish.renderers import Renderer, choose
from spp_research.publish.reports import make_report
from spp_research.run import kernels
from spp_research.run.executors import InterruptedRunError, run_all
from spp_research.run.glance import Glance
from spp_research.run.jobs import KINDS, Job, Outcome
from spp_research.run.lock import locked
from spp_research.workspace import Workspace, open_workspace

from . import following, run_report, selecting, showing
from .selecting import Wanted

INTERRUPTED_EXIT_CODE = 130


@dataclass
class Part:
    """What a run does in one workspace.

    Parameters
    ----------
    name : what to call the workspace.
    fault : why nothing could be done in it; None where it could.
    known : the outcomes that are known without looking closely, by job.
    shared : what is to be said of share files that could not be made.
    """

    name: str
    fault: SPPError | None = None
    workspace: Workspace | None = None
    glance: Glance | None = None
    log: following.Log | None = None
    jobs: tuple[Job, ...] = ()
    known: dict[Job, Outcome] = field(default_factory=dict)
    shared: list[str] = field(default_factory=list)

    @property
    def outcomes(self) -> list[Outcome]:
        """What is known, in the order of the jobs."""
        return [self.known[job] for job in self.jobs if job in self.known]


def make_reports(folder: Path | Sequence[Path], wanted: Wanted, as_json: bool) -> int:
    """Make the reports of one workspace or several, print what came of it; the exit code."""
    began = time.time()
    selecting.check(wanted)
    folders = [folder] if isinstance(folder, Path) else folder
    found = dict(selecting.workspaces(folders))
    names = selecting.short_names([*found])
    renderer = choose(wanted.renderer)
    with ExitStack() as stack:
        parts = [
            _prepared(stack, names[place], opened, wanted, renderer)
            for place, opened in found.items()
        ]
        if len(parts) == 1 and parts[0].fault is not None:
            raise parts[0].fault
        interrupted = _run(parts, wanted, as_json)
        for part in parts:
            run_report.write(
                part.workspace, part.outcomes, renderer, began, interrupted, wanted.scheduler
            )
    if not as_json:
        if not wanted.scheduler and any(o.state == "made" for p in parts for o in p.outcomes):
            print(f"Notebooks were run by {kernels.engine()}.", file=sys.stderr)
        _show(parts)
    showing.show_faults_of_ours([o for part in parts for o in part.outcomes])
    if interrupted:
        print("Stopped. Run the same again to make the rest.", file=sys.stderr)
        return INTERRUPTED_EXIT_CODE
    faults = [part.fault.exit_code for part in parts if part.fault is not None]
    failures = [o.exit_code for part in parts for o in part.outcomes if o.state == "failed"]
    return next(iter([*faults, *failures]), 0)


def _prepared(
    stack: ExitStack,
    name: str,
    opened: Workspace | SPPError,
    wanted: Wanted,
    renderer: Renderer,
) -> Part:
    """One workspace, locked and planned; what is up to date at a glance is known already."""
    if isinstance(opened, SPPError):
        return Part(name, fault=opened)
    reports = opened.root / "reports"
    try:
        fresh = stack.enter_context(locked(opened, _command()))
        with _no_collector():
            glance = Glance(opened, f"{renderer.name} {renderer.version}", fresh)
        stack.callback(glance.close)
        jobs = selecting.jobs_for(opened, wanted, glance)
        log = following.Log(reports)
    except OSError as error:
        known = storage_error(error, reports)
        if known is None:
            raise
        return Part(name, fault=known)
    except SPPError as error:
        return Part(name, fault=error)
    stack.callback(log.close)
    shared = _shared(opened, glance, jobs)
    with _no_collector():
        seen = {job: glance.unchanged(job) for job in jobs}
    same = {} if wanted.force else {job: outcome for job, outcome in seen.items() if outcome}
    return Part(name, None, opened, glance, log, jobs, same, shared)


@contextmanager
def _no_collector() -> Iterator[None]:
    """While many small records are made, looking for circles among them takes a quarter."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _shared(workspace: Workspace, glance: Glance, jobs: Sequence[Job]) -> list[str]:
    """Bring the share files up to date for the reports that are made from them, once for all.

    Returns
    -------
    A sentence for each school whose share file could not be made.
    """
    day = next((job.made_on for job in jobs if KINDS[job.kind].partners), None)
    if day is None or glance.shares_stand(day):
        return []
    from spp_research.publish.share_folder import not_made, refresh_shares

    with showing.status("Share files"):
        made = refresh_shares(workspace)
    glance.learn_shares(day)
    return [*not_made(made)]


def _run(parts: Sequence[Part], wanted: Wanted, as_json: bool) -> bool:
    """Make what has to be made, in all the workspaces at once; whether it was interrupted."""
    by_root = {str(part.workspace.root): part for part in parts if part.workspace}
    jobs = [job for part in parts for job in part.jobs if job not in part.known]
    events = following.Events(lambda job: by_root[job.workspace].name) if as_json else None
    _tell_start(parts, events)
    with following.bar(len(jobs)) as bar:
        listeners = [listener for listener in (bar, events) if listener is not None]

        def event(job: Job, outcome: Outcome | None) -> None:
            part = by_root[job.workspace]
            if job in part.known:  # told again when a run is interrupted
                return
            if outcome is not None:
                part.known[job] = outcome
                if part.glance:
                    part.glance.learn(outcome)
            for listener in (part.log, *listeners):
                if listener is not None:
                    listener.event(job, outcome)

        def known(job: Job) -> dict[str, object]:
            part = by_root[job.workspace]
            common = part.glance.common(job.kind) if part.glance else None
            return {"common": common, "shared": part.shared}

        interrupted = _carry_out(jobs, wanted, known, following.all_steps(listeners), event)
    _tell_end(parts, events, interrupted)
    return interrupted


def _carry_out(
    jobs: Sequence[Job],
    wanted: Wanted,
    known: Callable[[Job], dict[str, object]],
    step: following.Step,
    event: following.Event,
) -> bool:
    """Make these reports here or on a cluster; whether it was interrupted.

    Parameters
    ----------
    known : what the run has found out for a job already, as `make_report` wants it.
    """
    if not jobs:
        return False
    sweep_scratch()
    try:
        if wanted.scheduler:
            from spp_research.run.cluster import run_on_cluster

            make = partial(make_report, force=wanted.force)
            run_on_cluster(jobs, make, known, wanted.scheduler, event)
        else:
            workers = min(wanted.workers or os.cpu_count() or 1, len(jobs))

            def make_here(job: Job) -> Outcome:
                return make_report(job, force=wanted.force, on_step=step, **known(job))

            run_all(jobs, make_here, workers, event)
    except InterruptedRunError as stopped:
        for outcome in stopped.outcomes:  # some ended while the run was being stopped
            event(outcome.job, outcome)
        return True
    return False


def _tell_start(parts: Iterable[Part], events: following.Events | None) -> None:
    for part in parts:
        to_look_at = len(part.jobs) - len(part.known)
        if part.log:
            part.log.write(
                f"run: {len(part.jobs)} reports, {len(part.known)} unchanged at a glance"
            )
        if events and part.fault is None:
            events.tell("run", workspace=part.name, reports=len(part.jobs), to_look_at=to_look_at)
            for outcome in part.known.values():
                events.event(outcome.job, outcome)
        elif events:
            events.tell("refused", workspace=part.name, reason=str(part.fault))


def _tell_end(parts: Iterable[Part], events: following.Events | None, interrupted: bool) -> None:
    outcomes = [outcome for part in parts for outcome in part.outcomes]
    for part in parts:
        if part.log:
            part.log.write(f"run: {'stopped; ' * interrupted}{showing.summary(part.outcomes)}")
    if events:
        events.tell("end", **showing.counted(outcomes), interrupted=interrupted)


def _show(parts: Sequence[Part]) -> None:
    """What came of it: one workspace as such, several under their names, then all together."""
    if len(parts) == 1:
        showing.show_outcomes(parts[0].outcomes)
    else:
        for part in parts:
            if part.fault is None:
                showing.show_outcomes(part.outcomes, part.name)
            else:
                showing.show_fault(part.name, part.fault)
        print(showing.summary([o for part in parts for o in part.outcomes]), file=sys.stderr)


def _command() -> str:
    """What was typed, for whoever is kept out by the lock."""
    name = Path(sys.argv[0]).name
    return " ".join(["spp", *sys.argv[1:]]) if name in ("spp", "spp.exe", "__main__.py") else name


def make_site(folder: Path, renderer: str, as_json: bool) -> None:
    """Build the website, and say what is in it and what was refused."""
    from spp_research.publish.site import build_site

    workspace = open_workspace(folder)
    with writing(workspace.site), showing.status("Website") as told:
        result = build_site(workspace, renderer, workspace.site, told)
    if as_json:
        showing.print_json(showing.site_as_json(workspace, result))
    else:
        showing.show_site(workspace, result)
