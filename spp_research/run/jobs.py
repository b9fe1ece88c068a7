"""What can be made, for whom, and in which order."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from spp_research.errors import ConfigurationError
from spp_research.kinds import PARTNERSHIP_REPORT, ReportKind
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.schema.vocabulary import AUDIENCES
from spp_research.settings import read_settings
from spp_research.workspace import Workspace

FORMATS = ("html", "docx", "pdf")
ALL_KINDS = "all"
NOT_STARTED = "not started"  # what becomes of a report of a school that has not begun
NOTHING_TO_SAY = "nothing to say"  # and of one for which its workbook holds too little yet
PARTNERSHIP = PARTNERSHIP_REPORT.about_all  # the folder of a report about all the schools together


@dataclass(frozen=True)
class Job:
    """One report to make; plain enough to be sent to another process or machine.

    Parameters
    ----------
    workspace : the folder of the partnership or hub, absolute.
    kind : of document.
    school : the school's short name, or "partnership", or "hub".
    audience : who may see the report: school, partnership or public.
    formats : some of html, docx, pdf.
    renderer : auto, quarto or pandoc.
    made_on : the date that the report bears.
    keep_scratch : whether the executed notebook is kept for a person to look at.
    time_limit : seconds that the notebook may take.
    update : whether a signed document that only others' news would change is made anew, as a
        draft to read; else it stays as it was signed.
    """

    workspace: str
    kind: ReportKind
    school: str
    audience: str = "school"
    formats: tuple[str, ...] = FORMATS
    renderer: str = "auto"
    made_on: date = field(default_factory=date.today)
    keep_scratch: bool = False
    time_limit: float = 600.0
    update: bool = False

    @property
    def place(self) -> Workspace:
        """The workspace of the job."""
        return Workspace(Path(self.workspace))

    @property
    def folder(self) -> Path:
        """Where the finished report is put."""
        return self.place.report_folder(self.school, self.kind.name)

    @property
    def parameters(self) -> dict[str, str]:
        """What the notebook is told, all of it text."""
        everyone = {"workspace": self.workspace, "audience": self.audience}
        return everyone | ({"school": self.school} if self.kind.per_school else {})


@dataclass(frozen=True)
class Outcome:
    """What became of a job.

    Parameters
    ----------
    job : the job.
    state : made, unchanged, failed, not started, where the school has not begun, or nothing to
        say, where it has and there is too little for this report yet.
    files : the finished files, absolute.
    reason : why it failed, or something worth knowing about what was made.
    exit_code : of the kind of failure; 0 when there was none. That there is nothing to tell yet
        is one only where the report was asked for by name.
    lacking : what is missing for it to have something to say, a value of `Lacking`.
    seconds : how long each step took.
    trace : the traceback, when the fault is the kit's own.
    steady : the first and the last day on which it would be made the same; None if not known.
    signature : whether it is signed, its text mark, and what changed, as the manifest says it;
        empty where it was not looked at.
    """

    job: Job
    state: str
    files: tuple[Path, ...] = ()
    reason: str = ""
    exit_code: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)
    trace: str = ""
    steady: tuple[date, date] | None = None
    signature: Mapping[str, Any] = field(default_factory=dict)
    lacking: str = ""


def made_after(jobs: Sequence[Job]) -> dict[Job, tuple[Job, ...]]:
    """For each of these jobs that shows the words of others, those of the others among them.

    What is signed of those is remembered as they are made, and such a page depends on it. Made
    beside them it may come too early, and is made once more by the next run.
    """
    known = {(job.workspace, job.school, job.kind.name): job for job in jobs}
    found = {
        job: tuple(
            known[place]
            for name in job.kind.made_of
            if (place := (job.workspace, job.school, name)) in known
        )
        for job in jobs
    }
    return {job: sources for job, sources in found.items() if sources}


def in_order(jobs: Sequence[Job]) -> list[Job]:
    """The jobs, each behind those that it shows the words of, at any remove; else as they were.

    Raises
    ------
    graphlib.CycleError
        Where kinds are made of each other, which is a mistake of the kit's.
    """
    after = made_after(jobs)
    waiting, step, order = TopologicalSorter(after), 0, dict.fromkeys(jobs, 0)
    waiting.prepare()
    while ready := waiting.get_ready():
        order |= dict.fromkeys(ready, step)
        waiting.done(*ready)
        step += 1
    return sorted(jobs, key=lambda job: order[job])


def file_names(kind: ReportKind) -> tuple[str, ...]:
    """The files of a report that a person opens, as far as they are made."""
    return (*(f"report.{form}" for form in FORMATS), *kind.files(FORMATS))


def plan(
    workspace: Workspace,
    kinds: Sequence[str],
    schools: Sequence[str] = (),
    *,
    audience: str = "",
    formats: Sequence[str] = (),
    renderer: str = "auto",
    made_on: date | None = None,
    keep_scratch: bool = False,
    time_limit: float = 600.0,
    update: bool = False,
    listed: Sequence[str] = (),
) -> tuple[Job, ...]:
    """The reports to make, school by school in the lead's order, then those about all of them.

    Parameters
    ----------
    kinds : names of kinds that there are in the workspace, or "all".
    schools : the ones asked for; empty means every school, and the reports about all of them.
    audience : school, partnership or public; empty means what is usual for each kind.
    formats : some of html, docx, pdf; empty means what the settings say.
    made_on : the date that the reports bear; None means what the settings say, else today.
    listed : the short names of the partnership's schools in the lead's order, where they are
        known; empty means that the lead's workbook is read for them.

    Raises
    ------
    ConfigurationError
        When a kind, school, audience or format is not one there is.
    EvidenceError
        When the lead's workbook has faults.
    """
    chosen = _made_here(kinds_of(kinds, workspace), workspace, every=ALL_KINDS in kinds)
    wanted_formats = formats_of(formats)
    if audience:
        audiences = [name.lower() for name in AUDIENCES]
        audience = one_of(audience.lower(), audiences, "audience", "audiences")
    settings = read_settings(workspace.settings_file)
    if workspace.is_hub:
        if schools:
            raise ConfigurationError(
                f"The {chosen[0].named} is about all the partnerships together. Leave out --school."
            )
    elif not listed or not set(schools) <= set(listed):
        partnership = open_partnership(workspace)
        schools = [partnership.school(school).slug for school in schools]
        listed = [school.slug for school in partnership.schools]
    per_school = [kind for kind in chosen if kind.per_school]
    about_all = [kind for kind in chosen if not kind.per_school] if not schools else []
    if not per_school and not about_all:
        raise ConfigurationError(
            f"The {chosen[0].named} is about all the schools together. Leave out --school."
        )
    wanted = [school for school in listed if not schools or school in schools]
    pairs = [(kind, school) for school in wanted for kind in per_school]
    pairs += [(kind, kind.about_all) for kind in about_all]
    return tuple(
        Job(
            workspace=str(workspace.root),
            kind=kind,
            school=school,
            audience=audience or kind.audience,
            formats=wanted_formats or tuple(settings.formats),
            renderer=renderer,
            made_on=made_on or settings.as_at or date.today(),
            keep_scratch=keep_scratch,
            time_limit=time_limit,
            update=update,
        )
        for kind, school in pairs
    )


def _made_here(
    kinds: Sequence[ReportKind], workspace: Workspace, *, every: bool
) -> list[ReportKind]:
    """The kinds that are made in such a folder: of a hub its report, elsewhere all the others."""
    here = [kind for kind in kinds if kind.hub == workspace.is_hub]
    if every or len(here) == len(kinds):
        return here
    other = next(kind for kind in kinds if kind.hub != workspace.is_hub)
    if other.hub:
        raise ConfigurationError(
            f"{workspace.root}: the {other.named} is about many partnerships, and this is "
            "the folder of one. Give --workspace the folder of a hub, or make one with: spp init "
            "--hub FOLDER"
        )
    raise ConfigurationError(
        f"{workspace.root}: this is the folder of a hub, and the {other.named} is made in "
        "the folder of a partnership. Give --workspace that folder."
    )


def kinds_of(names: Sequence[str], workspace: Workspace) -> list[ReportKind]:
    """The kinds of these names in a workspace, "all" for every one.

    Raises
    ------
    ConfigurationError
        When there is no such kind, or the notebook that would make it says of itself what cannot
        be used.
    """
    here = workspace.declared
    if ALL_KINDS in names:
        return list(here.by_name.values())
    for name in names:
        if name not in here.by_name and name in here.amiss:
            raise ConfigurationError(here.amiss[name])
    choices = [*here.by_name, ALL_KINDS]
    return [here.by_name[one_of(name, choices, "kind of report", "kinds")] for name in names]


def formats_of(names: Sequence[str]) -> tuple[str, ...]:
    """The formats of these names in their usual order.

    Raises
    ------
    ConfigurationError
        When there is no such format.
    """
    chosen = [one_of(name.strip().lower(), FORMATS, "format", "formats") for name in names]
    return tuple(name for name in FORMATS if name in chosen)


def one_of(value: str, allowed: Sequence[str], thing: str, things: str) -> str:
    """`value` if it is allowed; else one sentence with the nearest that is, and the whole list."""
    if value in allowed:
        return value
    near = difflib.get_close_matches(value, allowed, n=1)
    meant = f" Did you mean “{near[0]}”?" if near else ""
    raise ConfigurationError(
        f"There is no {thing} called “{value}”.{meant} The {things} are: {', '.join(allowed)}."
    )
