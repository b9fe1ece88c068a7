"""Checking a whole workspace: the lead's workbook, then each school's, with keys across them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from spp_research.errors import ConfigurationError
from spp_research.schema import PARTNERSHIP, PUPILS, SCHOOL, Workbook
from spp_research.workspace import Workspace

from .faults import Fault, Place, did_you_mean, fault, listed, quote
from .layout import address
from .reader import Known, Reading, read_workbook


def check_workspace(workspace: Workspace, schools: Sequence[str] | None = None) -> list[Reading]:
    """Read every workbook: the partnership's, then school by school with its pupil files.

    Schools come in the lead's order. While the lead's workbook has faults of its own, schools
    are taken from the folders, and their references to it are left unchecked and said to be.

    Parameters
    ----------
    schools : short names, when only some are wanted.

    Raises
    ------
    ConfigurationError
        When a school is asked for that the partnership does not list.
    """
    lead = _read(workspace, workspace.partnership_file, PARTNERSHIP, None)
    folders = _folders(workspace)
    listed_schools = list(lead.frames["schools"]["school"]) if lead.ok else folders
    wanted = _wanted(listed_schools, schools)
    if lead.ok and schools is None:
        lead = _with(lead, _not_listed(lead, workspace, sorted({*folders} - {*listed_schools})))
    known: Known = lead.keys() if lead.ok else {}
    readings = [lead]
    for school in wanted:
        readings += check_school(workspace, school, known)
    return readings


def check_school(
    workspace: Workspace, school: str, known: Known, *, pupils: bool = True
) -> list[Reading]:
    """Read one school's evidence workbook, then its pupil files, which point at its outcomes.

    Parameters
    ----------
    known : keys of the lead's workbook, by "sheet.column"; empty when they are not known.
    pupils : whether to open the pupil-level files. Only the school's own run does.
    """
    path = workspace.evidence_file(school)
    evidence = _read(workspace, path, SCHOOL, known)
    if not path.is_file():
        evidence = replace(evidence, faults=(_no_workbook(evidence),))
        known_outcomes: Known = {}
    else:
        evidence = _with(evidence, _other_school(evidence, school))
        known_outcomes = evidence.keys() if evidence.ok else {}
    results = [
        _read(workspace, pupil_file, PUPILS, known_outcomes)
        for pupil_file in (workspace.pupil_files(school) if pupils else ())
    ]
    return [evidence, *_in_one_file_only(results)]


def _read(workspace: Workspace, path: Path, workbook: Workbook, known: Known | None) -> Reading:
    try:
        shown_as = path.relative_to(workspace.root).as_posix()
    except ValueError:
        shown_as = path.name
    return read_workbook(path, workbook, known, shown_as)


def _with(reading: Reading, more: Sequence[Fault]) -> Reading:
    return replace(reading, faults=(*reading.faults, *more)) if more else reading


def _folders(workspace: Workspace) -> list[str]:
    """The folders that schools have, in order of name."""
    parent = workspace.root / "schools"
    if not parent.is_dir():
        return []
    return sorted(p.name for p in parent.iterdir() if p.is_dir() and not p.name.startswith("."))


def _wanted(listed_schools: list[str], schools: Sequence[str] | None) -> list[str]:
    if schools is None:
        return listed_schools
    for school in schools:
        if school not in listed_schools:
            raise ConfigurationError(
                f"There is no school {quote(school)} in this partnership; its schools are "
                f"{listed(listed_schools, 'and')}.{did_you_mean(school, listed_schools)}"
            )
    return [school for school in listed_schools if school in schools]


def _not_listed(lead: Reading, workspace: Workspace, folders: list[str]) -> list[Fault]:
    keys = lead.keys()["schools.school"]
    place = Place(lead.shown_as, lead.workbook.sheet("schools").title)
    return [
        fault(
            "school.not-listed",
            place,
            f"There is a folder schools/{name} and no school of that short name on the sheet of "
            f"schools, so it is not read: add the school, or rename the folder."
            f"{did_you_mean(name, keys)}",
            found=name,
        )
        for name in folders
        if any((workspace.root / "schools" / name).iterdir())
    ]


def _no_workbook(evidence: Reading) -> Fault:
    return fault(
        "school.no-workbook",
        Place(evidence.shown_as),
        "The school has no evidence workbook yet: copy school_evidence.xlsx from the templates "
        "there, named evidence.xlsx.",
    )


def _other_school(evidence: Reading, school: str) -> list[Fault]:
    """Whether the workbook is another school's, put into this one's folder by mistake."""
    own = evidence.frames["school"]["school"].dropna()
    if own.empty or own.iloc[0] == school:
        return []
    field = evidence.workbook.sheet("school").field("school")
    return [
        fault(
            "school.other-school",
            Place(
                evidence.shown_as,
                evidence.titles.get("school", ""),
                address(int(own.index[0]), evidence.columns["school", "school"]),
                field.label,
            ),
            f"The workbook says {quote(own.iloc[0])} and lies in the folder of {quote(school)}: "
            "move it to the right folder, or mend the short name.",
            found=own.iloc[0],
        )
    ]


def _in_one_file_only(pupils: list[Reading]) -> list[Reading]:
    """A pupil who stands in two files for one outcome would be counted twice."""
    seen: dict[tuple[str, str], str] = {}
    checked = []
    for reading in pupils:
        frame = reading.frames["pupil_outcomes"]
        again = []
        for row, outcome, pupil in frame[["outcome_id", "pupil_id"]].dropna().itertuples():
            where = seen.setdefault((outcome, pupil), reading.shown_as)
            if where != reading.shown_as:
                again.append(_two_files(reading, row, outcome, pupil, where))
        checked.append(_with(reading, again))
    return checked


def _two_files(reading: Reading, row: int, outcome: str, pupil: str, where: str) -> Fault:
    return fault(
        "pupil.two-files",
        Place(
            reading.shown_as,
            reading.titles["pupil_outcomes"],
            address(row, reading.columns["pupil_outcomes", "pupil_id"]),
            reading.workbook.sheet("pupil_outcomes").field("pupil_id").label,
        ),
        f"The pupil {quote(pupil)} has a row for {quote(outcome)} here and another in "
        f"{Path(where).name}, and would be counted twice: delete one of them.",
        found=pupil,
    )
