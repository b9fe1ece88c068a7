"""What happens in each workspace before a report is made: locked, planned, and looked at."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from spp_research.errors import SPPError
from spp_research.publish.placing import storage_error
from spp_research.publish.renderers import Renderer
from spp_research.run.freshness import Glance
from spp_research.run.jobs import Job, Outcome
from spp_research.run.lock import locked
from spp_research.workspace import Workspace

from . import following, selecting, showing
from .selecting import Wanted


@dataclass
class Part:
    """What a run does in one workspace.

    Parameters
    ----------
    name : what to call the workspace.
    fault : why nothing could be done in it; None where it could.
    known : the outcomes that are known without looking closely, by job.
    shared : what is to be said of share files that could not be made.
    begun : by school, the documents signed off without a text mark of which what is shared was
        remembered as what was read.
    on_page : told of each web page as soon as it can be read, as `make_report` wants it.
    """

    name: str
    fault: SPPError | None = None
    workspace: Workspace | None = None
    glance: Glance | None = None
    log: following.Log | None = None
    jobs: tuple[Job, ...] = ()
    known: dict[Job, Outcome] = field(default_factory=dict)
    shared: list[str] = field(default_factory=list)
    begun: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    on_page: Callable[[Job, Path], None] | None = None

    @property
    def outcomes(self) -> list[Outcome]:
        """What is known, in the order of the jobs."""
        return [self.known[job] for job in self.jobs if job in self.known]


def opened(
    stack: ExitStack,
    name: str,
    found: Workspace | SPPError,
    wanted: Wanted,
    renderer: Renderer,
) -> Part:
    """One workspace, locked and planned."""
    if isinstance(found, SPPError):
        return Part(name, fault=found)
    part = Part(name, workspace=found)
    with _faults_told(part, found):
        fresh = stack.enter_context(locked(found, _command()))
        with _no_collector():
            glance = part.glance = Glance(found, f"{renderer.name} {renderer.version}", fresh)
        stack.callback(glance.close)
        part.jobs = selecting.jobs_for(found, wanted, glance)
        part.log = following.Log(found.root / "reports")
    return part


@contextmanager
def _faults_told(part: Part, workspace: Workspace) -> Iterator[None]:
    """What stops one workspace is said of it, and does not stop the others."""
    try:
        yield
    except OSError as error:
        known = storage_error(error, workspace.root / "reports")
        if known is None:
            raise
        part.fault, part.jobs = known, ()
    except SPPError as error:
        part.fault, part.jobs = error, ()


@contextmanager
def _no_collector() -> Iterator[None]:
    """While many small records are made, looking for circles among them takes a quarter."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def share(parts: Sequence[Part], workers: int) -> None:
    """Bring the share files up to date for the reports that are made from them, once for all."""
    stale: list[tuple[Part, Workspace, Glance, date]] = []
    for part in parts:
        workspace, glance = part.workspace, part.glance
        if workspace is None or glance is None:  # it could not be opened
            continue
        day = next((job.made_on for job in part.jobs if job.kind.partners), None)
        if day is not None and not glance.shares_stand(day):
            stale.append((part, workspace, glance, day))
    if not stale:
        return
    from spp_research.publish.share_folder import not_made, refresh_shares
    from spp_research.publish.share_many import make_ahead

    with showing.status("Share files"):
        ahead = make_ahead([workspace for _, workspace, _, _ in stale], workers)
        for part, workspace, glance, day in stale:
            with _faults_told(part, workspace):
                made = refresh_shares(workspace)
                part.shared = [*not_made(made)]
                part.begun = {
                    one.school: begun
                    for one in made
                    if (begun := one.begun or ahead.get((str(workspace.root), one.school), ()))
                }
                glance.learn_shares(day)


def look(parts: Sequence[Part], *, force: bool) -> None:
    """Find out at a glance what is up to date, and for what there is nothing to say yet.

    Nothing is, where all is to be made again.
    """
    with _no_collector():
        for part in parts:
            if (glance := part.glance) is None:
                continue
            seen = {job: glance.unchanged(job) or glance.nothing_to_say(job) for job in part.jobs}
            if not force:
                part.known = {job: outcome for job, outcome in seen.items() if outcome}


def _command() -> str:
    """What was typed, for whoever is kept out by the lock."""
    name = Path(sys.argv[0]).name
    return " ".join(["spp", *sys.argv[1:]]) if name in ("spp", "spp.exe", "__main__.py") else name
