"""`spp report --why` and `--dry-run`: what would be made, and because of what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from spp_research.errors import SPPError
from spp_research.publish.renderers import choose
from spp_research.publish.share_folder import outdated
from spp_research.run.glance import Glance
from spp_research.run.jobs import KINDS, Job
from spp_research.run.why import reasons
from spp_research.workspace import Workspace

from . import selecting, showing
from .plainly import json_line, plain
from .selecting import Wanted


def explain(folders: Sequence[Path], wanted: Wanted, as_json: bool) -> int:
    """Say of each report asked for whether it would be made, and why; the exit code.

    Nothing is made, written or locked.
    """
    selecting.check(wanted)
    found = dict(selecting.workspaces(folders))
    names = selecting.short_names([*found]) if len(found) > 1 else dict.fromkeys(found, "")
    code, would, number = 0, 0, 0
    for place, opened in found.items():
        try:
            if isinstance(opened, SPPError):
                raise opened
            for job, why in _of_workspace(opened, wanted):
                would, number = would + bool(why), number + 1
                _tell(names[place], job, why, as_json)
        except SPPError as error:
            if len(found) == 1:
                raise
            code = code or error.exit_code
            showing.show_fault(names[place], error)
    if not as_json:
        print(f"{would} of {number} {'report' if number == 1 else 'reports'} would be made.")
    return code


def _of_workspace(workspace: Workspace, wanted: Wanted) -> Iterator[tuple[Job, list[str]]]:
    renderer = choose(wanted.renderer)
    drawn_by = f"{renderer.name} {renderer.version}"
    glance = Glance(workspace, drawn_by)
    for job in selecting.jobs_for(workspace, wanted, glance):
        if glance.unchanged(job):
            why = []
        else:
            why = reasons(job, drawn_by, glance.common(job.kind))
            if not KINDS[job.kind].per_school:
                why = [
                    *(f"what {school} shares has changed" for school in outdated(workspace)),
                    *why,
                ]
        yield job, why or (["--force was given"] if wanted.force else [])


def _tell(workspace: str, job: Job, why: Sequence[str], as_json: bool) -> None:
    if as_json:
        facts = {"workspace": workspace} if workspace else {}
        facts |= {"school": job.school, "kind": job.kind}
        print(json_line(facts | {"would_be_made": bool(why), "because": list(why)}))
        return
    place = f"{workspace}/" if workspace else ""
    what = f"{place}{job.school}, {KINDS[job.kind].title.lower()}"
    if not why:
        print(f"{what}: up to date.")
        return
    print(plain(f"{what}: would be made, because {why[0]}."))
    for reason in why[1:]:
        print(plain(f"  Also because {reason}."))
