"""`spp report` and `spp site`: plan, run with a progress bar, and say what came of it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from spp_research.errors import ConfigurationError
from spp_research.publish.placing import sweep_scratch, writing
from spp_research.publish.reports import make_report
from spp_research.run.executors import InterruptedRunError, run_all
from spp_research.run.jobs import ALL_KINDS, KINDS, Job, Outcome, plan
from spp_research.workspace import Workspace, open_workspace

from . import showing

INTERRUPTED_EXIT_CODE = 130


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line."""

    kind: str = ALL_KINDS
    schools: tuple[str, ...] = ()
    all_schools: bool = False
    formats: tuple[str, ...] = ()
    audience: str = ""
    renderer: str = "auto"
    force: bool = False
    workers: int = 0
    keep_scratch: bool = False


def make_reports(folder: Path, wanted: Wanted, as_json: bool) -> int:
    """Make the reports, print what came of it, and return the exit code."""
    workspace = open_workspace(folder)
    jobs = jobs_for(workspace, wanted)
    outcomes, interrupted = run_jobs(jobs, wanted)
    if as_json:
        showing.print_json(showing.reports_as_json(outcomes, interrupted))
    else:
        showing.show_outcomes(outcomes)
    showing.show_faults_of_ours(outcomes)
    if interrupted:
        print("Stopped. Run the same again to make the rest.", file=sys.stderr)
        return INTERRUPTED_EXIT_CODE
    return next((o.exit_code for o in outcomes if o.state == "failed"), 0)


def jobs_for(workspace: Workspace, wanted: Wanted) -> tuple[Job, ...]:
    """The reports asked for, after checking that the question makes sense."""
    from spp_research.publish.renderers import choose

    about_all = wanted.kind in KINDS and not KINDS[wanted.kind].per_school
    if wanted.schools and wanted.all_schools:
        raise ConfigurationError("Give either --school or --all, not both.")
    if not (wanted.schools or wanted.all_schools or about_all):
        raise ConfigurationError(
            "Say which school the report is for with --school NAME, or make it for every school "
            "with --all."
        )
    choose(wanted.renderer)  # no Quarto where it was asked for: said once, not for each school
    return plan(
        workspace,
        (wanted.kind,),
        wanted.schools,
        audience=wanted.audience,
        formats=wanted.formats,
        renderer=wanted.renderer,
        keep_scratch=wanted.keep_scratch,
    )


def run_jobs(jobs: tuple[Job, ...], wanted: Wanted) -> tuple[list[Outcome], bool]:
    """The outcomes in the order of the jobs, and whether the run was interrupted."""
    sweep_scratch()
    workers = wanted.workers or os.cpu_count() or 1
    with showing.progress(len(jobs)) as bar:
        make = partial(make_report, force=wanted.force, on_step=bar.step)
        try:
            return run_all(jobs, make, min(workers, len(jobs) or 1), bar.event), False
        except InterruptedRunError as stopped:
            return stopped.outcomes, True


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
