"""What was asked for: which reports, of which schools, in which of perhaps many workspaces."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from spp_research.errors import (
    ConfigurationError,
    NothingToSayError,
    NotStartedError,
    SPPError,
)
from spp_research.kinds import KINDS, ReportKind
from spp_research.publish.renderers import choose
from spp_research.run.freshness import Glance
from spp_research.run.jobs import ALL_KINDS, Job, plan
from spp_research.run.looks import stop_where_nothing_is_said
from spp_research.run.why import reasons
from spp_research.workspace import Workspace, open_place, open_workspace, require_open

from . import showing
from .school_given import refuse_as_kind
from .several import matching, short_names
from .showing import json_line, plain

EXECUTORS = ("threads", "dask")


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line.

    Parameters
    ----------
    kinds : names of kinds that there are in the workspace, or "all".
    schools : short names; empty means every school, which `all_schools` has to confirm.
    workers : how many reports are made at once; 0 means as many as there are cores.
    time_limit : seconds that one notebook may take.
    update : as for a `Job`.
    scheduler : the address of a cluster to make them on; empty means this computer.
    """

    kinds: tuple[str, ...] = (ALL_KINDS,)
    schools: tuple[str, ...] = ()
    all_schools: bool = False
    formats: tuple[str, ...] = ()
    audience: str = ""
    renderer: str = "auto"
    force: bool = False
    workers: int = 0
    keep_scratch: bool = False
    time_limit: float = 600.0
    update: bool = False
    scheduler: str = ""


def check(wanted: Wanted) -> None:
    """Refuse a question that makes no sense, before anything is opened."""
    if wanted.schools and wanted.all_schools:
        raise ConfigurationError("Give either --school or --all, not both.")
    _need_schools(wanted, KINDS)  # of what is the same in every workspace
    choose(wanted.renderer)  # no Quarto where it was asked for: said once, not for each school


def _need_schools(wanted: Wanted, kinds: Mapping[str, ReportKind]) -> None:
    """Refuse to guess which school a report is for."""
    own = any(
        name == ALL_KINDS or (name in kinds and kinds[name].per_school) for name in wanted.kinds
    )
    if own and not (wanted.schools or wanted.all_schools):
        raise ConfigurationError(
            "Say which school the report is for with --school NAME, or make it for every school "
            "with --all."
        )


def jobs_for(workspace: Workspace, wanted: Wanted, glance: Glance) -> tuple[Job, ...]:
    """The reports asked for in one workspace."""
    _need_schools(wanted, workspace.kinds)
    return plan(
        workspace,
        wanted.kinds,
        wanted.schools,
        audience=wanted.audience,
        formats=wanted.formats,
        renderer=wanted.renderer,
        keep_scratch=wanted.keep_scratch,
        time_limit=wanted.time_limit,
        update=wanted.update,
        listed=glance.schools(),
    )


def split(words: Sequence[str], folder: Path, given: bool) -> tuple[tuple[str, ...], list[Path]]:
    """Which of the words after the command are kinds of report, and which are more workspaces.

    A shell puts all the names that `--workspace partnerships/*` stands for in its place: the first
    is the option's, and the others come to us as words of their own. Without the option a folder
    that holds a partnership's workbook is the one to work in, as for other commands.

    Parameters
    ----------
    folder : what the option itself says.
    given : whether the option was given.

    Raises
    ------
    ConfigurationError
        When one of the words is a school.
    """
    known = (*Workspace(folder).kinds, ALL_KINDS)
    refuse_as_kind(folder, [word for word in words if not _opens(word)], known)
    is_one = (lambda word: Path(word).is_dir()) if given else _opens
    folders = [word for word in words if word not in known and is_one(word)]
    kinds = tuple(word for word in words if word not in folders)
    found = [*map(Path, folders)]
    return kinds or (ALL_KINDS,), found if found and not given else [folder, *found]


def _opens(word: str) -> bool:
    """Whether a word is a folder to work in, whatever else has that name."""
    return Workspace(Path(word).absolute()).lead_file.is_file()


def cluster(executor: str, scheduler: str) -> str:
    """The address of the cluster to use; empty for this computer.

    Raises
    ------
    ConfigurationError
        When there is no such executor, or one of the two is given without the other.
    """
    if executor not in EXECUTORS:
        raise ConfigurationError(
            f"There is no executor called “{executor}”. Choose from: {', '.join(EXECUTORS)}."
        )
    if (executor == "dask") != bool(scheduler):
        raise ConfigurationError(
            "To make reports on a cluster, give both --executor dask and --scheduler ADDRESS."
        )
    return scheduler


def workspaces(
    folders: Sequence[Path], opens: Callable[[Path], Workspace] = open_workspace
) -> Iterator[tuple[Path, Workspace | ConfigurationError]]:
    """Each workspace, or why it cannot be opened; a pattern stands for all that it matches.

    Parameters
    ----------
    opens : which folders will do: those of partnerships, or with `open_place` those of hubs too.
    """
    for folder in folders:
        for place in matching(folder):
            try:
                yield place, require_open(opens(place))
            except ConfigurationError as error:
                yield place, error


def explain(folders: Sequence[Path], wanted: Wanted, as_json: bool) -> int:
    """Say of each report asked for whether it would be made, and why; the exit code.

    Nothing is made, written or locked.
    """
    check(wanted)
    found = dict(workspaces(folders, open_place))
    names = short_names([*found]) if len(found) > 1 else dict.fromkeys(found, "")
    code, would, number = 0, 0, 0
    for place, opened in found.items():
        try:
            if isinstance(opened, SPPError):
                raise opened
            for job, why, missing in _of_workspace(opened, wanted):
                would, number = would + bool(why), number + 1
                _tell(names[place], job, why, missing, as_json)
        except SPPError as error:
            if len(found) == 1:
                raise
            code = code or error.exit_code
            showing.show_fault(names[place], error)
    if not as_json:
        print(f"{would} of {number} {'report' if number == 1 else 'reports'} would be made.")
    return code


def _of_workspace(workspace: Workspace, wanted: Wanted) -> Iterator[tuple[Job, list[str], str]]:
    """Each report, why it would be made, and what is missing for it to be made at all."""
    renderer = choose(wanted.renderer, workspace.root)
    drawn_by = f"{renderer.name} {renderer.version}"
    glance = Glance(workspace, drawn_by)
    for job in jobs_for(workspace, wanted, glance):
        if glance.unchanged(job):
            why = []
        elif missing := _missing(job):
            yield job, [], missing
            continue
        else:
            why = reasons(job, drawn_by, glance.common(job.kind))
            if job.kind.partners:
                from spp_research.publish.share_folder import outdated, shared_otherwise

                those = (shared_otherwise if job.kind.per_school else outdated)(workspace)
                why = [*(f"what {school} shares has changed" for school in those), *why]
        yield job, why or (["--force was given"] if wanted.force else []), ""


def _missing(job: Job) -> str:
    """Why nothing would be made of a school's workbook as it is; empty where something would."""
    try:
        stop_where_nothing_is_said(job.place, job.kind, job.school)
    except (NotStartedError, NothingToSayError) as error:
        return str(error)
    return ""


def _tell(workspace: str, job: Job, why: Sequence[str], missing: str, as_json: bool) -> None:
    if as_json:
        facts = {"workspace": workspace} if workspace else {}
        facts |= {"school": job.school, "kind": job.kind.name}
        told = {"missing": missing} if missing else {}
        print(json_line(facts | {"would_be_made": bool(why), "because": list(why)} | told))
        return
    place = f"{workspace}/" if workspace else ""
    what = f"{place}{job.school}, {job.kind.named}"
    if missing:
        print(plain(f"{what}: would not be made. {missing}"))
        return
    if not why:
        print(f"{what}: up to date.")
        return
    print(plain(f"{what}: would be made, because {why[0]}."))
    for reason in why[1:]:
        print(plain(f"  Also because {reason}."))
