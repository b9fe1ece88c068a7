"""Checking a whole workspace: the lead's workbook, then each school's, with keys across them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.errors import ConfigurationError, EvidenceError, NotStartedError
from spp_research.kinds import BEST_PRACTICE
from spp_research.own_kinds import bare_title, titles
from spp_research.protect.photos import FOLDER as ATTACHMENTS
from spp_research.schema import PARTNERSHIP, PUPILS, SCHOOL, Workbook
from spp_research.schema.vocabulary import Carried
from spp_research.workspace import WORKBOOK_ENDINGS, Workspace, safe_slug

from . import read_ahead
from .check import (
    classes,
    draws,
    materials,
    photos,
    practices_there,
    school_files,
    score_scales,
    visits,
)
from .check.cycle_dates import cycle_from
from .check.keys import carried
from .check.reading import STAFF, Known, Reading, read_workbook, with_faults
from .check.unread_files import holds_pupils, unread_of_lead, unread_of_school
from .faults import Fault, Place, did_you_mean, fault, listed, quote
from .layout import position
from .read.partners import FOLDER, NOBODY, Registered
from .surveys.school_surveys import read_school_surveys, survey_files
from .surveys.year_surveys import read_year_surveys

if TYPE_CHECKING:
    from .read.registrations import Registration

_NAME = "Its long name"
_OF_TITLES = ("document.misspelt", "document.own")
_ABOUT_SURVEYS = ("survey_roles", "year_survey_map")


def check_workspace(workspace: Workspace, schools: Sequence[str] | None = None) -> list[Reading]:
    """Read every workbook: the partnership's with its surveys, then school by school.

    Schools come in the lead's order. While the sheet of schools cannot be read, they are taken from
    the folders. References to ids that cannot all be read are said to wait. A folder whose name no
    school can have is said to be left out.

    Parameters
    ----------
    schools : short names, when only some are wanted; the partnership's surveys are left out.

    Raises
    ------
    ConfigurationError
        When a school is asked for that the partnership does not list.
    """
    lead, *others = [one for some in check_each(workspace, schools) for one in some]
    books = [one for one in others if one.workbook is SCHOOL]
    return [with_faults(lead, [*visits.without_support(lead, books)]), *others]


def check_each(
    workspace: Workspace, schools: Sequence[str] | None = None
) -> Iterator[list[Reading]]:
    """The same as `check_workspace`, some at a time: the lead's files, then school by school."""
    lead = read_lead(workspace)
    folders = _folders(workspace)
    can_be = [name for name in folders if _can_be_a_school(name)]
    known: Known = lead.keys()
    sure = lead.ok or ("schools.school" in known and "schools" not in lead.partial)
    listed_schools = list(lead.rows["schools"].columns["school"]) if sure else can_be
    wanted = _wanted(listed_schools, schools)
    if schools is None:
        not_listed = sorted({*folders} - {*listed_schools})
        lead = with_faults(lead, _not_listed(lead, workspace, not_listed))
    own: list[Reading] = []
    if schools is None:
        own, about_map = read_year_surveys(
            workspace, lead if _sound(lead, *_ABOUT_SURVEYS) else None
        )
        lead = with_faults(lead, [*about_map, *unread_of_lead(workspace)])
    yield [lead, *own]
    left = _left_before(lead) if schools is None and sure else frozenset[str]()
    for school in wanted:
        found = check_school(workspace, school, known, surveys=True)
        if school in left and found[0].not_started:
            continue  # laid out when the year before was closed, and nobody fills it in
        yield found


def _left_before(lead: Reading) -> frozenset[str]:
    """The schools that had left before the cycle of the lead's workbook began."""
    cycle = cycle_from(lead.keys())
    return frozenset(
        row["school"]
        for _, row in lead.rows["schools"].records
        if cycle is not None and (left := row.get("left_on")) is not None and left < cycle.first
    )


def read_lead(workspace: Workspace) -> Reading:
    """Read the lead's workbook, and with it the partnerships that are registered beside it."""
    there, known = _known_beside(workspace)
    lead = _read(workspace, workspace.partnership_file, PARTNERSHIP, known)
    return replace(lead, partners=_of_others(lead, there)) if there != NOBODY else lead


def read_lead_ahead(workspace: Workspace) -> Reading:
    """Read the lead's workbook, and keep it for processes that are copied from this one.

    What is kept is the workbook alone. What of it hangs on the notebooks and registrations beside
    it is asked anew by each of them, as those may have changed since.
    """
    path, known = workspace.partnership_file, _known_beside(workspace)[1]
    read_ahead.keep(read_workbook(path, PARTNERSHIP, known, _shown_as(workspace, path)), known)
    return read_lead(workspace)


def _known_beside(workspace: Workspace) -> tuple[Registered[Registration], Known | None]:
    """The partnerships that are registered here, and what of them the lead may refer to."""
    there = _registered(workspace)
    return there, there.known if there.sides else None


def _registered(workspace: Workspace) -> Registered[Registration]:
    """The partnerships that are registered here; most workspaces have none, and need no reader."""
    if not (workspace.root / FOLDER).is_dir():
        return NOBODY
    from .read.registrations import read_registrations

    return read_registrations(workspace.root)


def _of_others(lead: Reading, there: Registered[Registration]) -> Registered[Registration]:
    """The registrations without one's own, which somebody has put in the wrong folder."""
    from .read.registrations import of_oneself

    own = next((row["name"] for _, row in lead.rows["partnership"].records if row["name"]), "")
    schools = {
        row["school"]: row["school_name"]
        for _, row in lead.rows["schools"].records
        if row["school"] and row["school_name"]
    }
    files = {side: f"{FOLDER}/{side.partnership_id}.json" for side in there.sides}
    wrong = {
        side: why for side, file in files.items() if (why := of_oneself(side, own, schools, file))
    }
    refused = {f"{side.partnership_id}.json": why for side, why in wrong.items()}
    kept = tuple(side for side in there.sides if side not in wrong)
    return Registered(kept, {**there.refused, **refused})


def check_school(
    workspace: Workspace,
    school: str,
    known: Known,
    *,
    pupils: bool = True,
    surveys: bool = False,
) -> list[Reading]:
    """Read one school's evidence workbook, then its pupil files, then its surveys.

    The frame of a survey file is called "answers"; `intake.answers_of` puts them together.

    Parameters
    ----------
    known : keys of the lead's workbook, by "sheet.column"; empty when they are not known.
    pupils, surveys : whether to open the pupil-level files and the survey files. Only the
        school's own run does.
    """
    path = workspace.evidence_file(school)
    pupil_files = workspace.pupil_files(school)
    evidence = _read(workspace, path, SCHOOL, known)
    if not path.is_file():
        evidence = replace(evidence, faults=(_no_workbook(evidence, path.parent),))
    strange = school_files.other_school(evidence, school) if path.is_file() else []
    evidence = with_faults(evidence, strange)
    there = path.is_file() and not strange
    sound = there and evidence.ok
    if there and _sound(evidence, "practice"):
        evidence = with_faults(evidence, [*practices_there.not_there(evidence, workspace)])
    if there and _sound(evidence, "photos"):
        folder = workspace.school_folder(school) / ATTACHMENTS
        others = photos.not_named(evidence, folder, f"schools/{school}/{ATTACHMENTS}")
        evidence = with_faults(evidence, [*photos.left_out(evidence, folder), *others])
    if there and _sound(evidence, "materials"):
        folder = workspace.school_folder(school) / ATTACHMENTS
        unasked = materials.not_asked_for(evidence, workspace.notebook_of(BEST_PRACTICE))
        evidence = with_faults(evidence, [*materials.checked(evidence, folder), *unasked])
    if there and _sound(evidence, "ethics"):
        files = len(pupil_files) + len(survey_files(workspace, school))
        evidence = with_faults(evidence, school_files.ethics_missing(evidence, files))
    known_outcomes = evidence.keys() if there else {}
    handed_on = carried(evidence.rows, Carried.OUTCOME) if known_outcomes else frozenset()
    known_outcomes = {
        name: frozenset(ids) | handed_on if name == "outcomes.outcome_id" else ids
        for name, ids in known_outcomes.items()
    }
    results = [
        _read(workspace, pupil_file, PUPILS, known_outcomes)
        for pupil_file in (pupil_files if pupils else ())
    ]
    if sound:
        named = frozenset[str]().union(*(reading.pupil_names for reading in results))
        evidence = with_faults(
            evidence, [*school_files.listed_names(evidence, named, known.get(STAFF, ()))]
        )
    if there and _sound(evidence, "school"):
        named = frozenset[str]().union(*(reading.pupil_names for reading in results))
        ids = {
            str(one)
            for reading in results
            if "pupil_outcomes" in reading.rows
            for _, one in reading.rows["pupil_outcomes"].cells("pupil_id")
            if one
        }
        evidence = with_faults(evidence, [*school_files.cleared_pupils(evidence, named, ids)])
    results = school_files.in_one_file_only(results)
    if there:
        results = school_files.with_ids_of_their_own(results, evidence)
    if there and _sound(evidence, "outcomes"):
        results = school_files.of_an_earlier_cycle(results, evidence)
        results = school_files.on_their_scale(results, evidence)
        results = score_scales.one_scale(results, evidence)
        results = classes.one_name_each(results, evidence)
        results = school_files.chosen_from_too_few(results, evidence)
        if pupils and _sound(evidence, "lots"):
            results, evidence = draws.as_drawn(results, evidence)
            papers = f"schools/{school}/pupils"
            folder = workspace.school_folder(school) / "pupils"
            evidence = with_faults(evidence, draws.certificates(folder, papers, evidence))
    answers: list[Reading] = []
    if surveys:
        sure = there and _sound(evidence, "survey_map")
        answers, about_map = read_school_surveys(
            workspace, school, evidence if sure else None, cycle_from(known)
        )
        evidence = with_faults(evidence, about_map)
    if pupils:
        evidence = with_faults(evidence, unread_of_school(workspace, school))
    return [evidence, *results, *answers]


def _sound(reading: Reading, *sheets: str) -> bool:
    """Whether nothing must be mended in some sheets of a workbook, whatever the others hold."""
    return reading.partial.isdisjoint(sheets)


def _read(workspace: Workspace, path: Path, workbook: Workbook, known: Known | None) -> Reading:
    shown_as = _shown_as(workspace, path)
    found = read_ahead.kept(path, shown_as, known) if workbook is PARTNERSHIP else None
    return with_own_titles(found or read_workbook(path, workbook, known, shown_as), workspace)


def _shown_as(workspace: Workspace, path: Path) -> str:
    try:
        return path.relative_to(workspace.root).as_posix()
    except ValueError:
        return path.name


def with_own_titles(reading: Reading, workspace: Workspace) -> Reading:
    """A reading of which it is known whether titles of documents are those of this workspace.

    One that nearly is must be mended, and so must a row that takes something back: nobody would
    know of what. Any other signs nothing, as where a notebook was taken away, and stops nothing.
    """
    if not any(one.code in _OF_TITLES for one in reading.faults):
        return reading
    rows = dict(reading.rows["sign_off"].records)
    found = [
        one if one.code not in _OF_TITLES else _about_title(one, rows, workspace)
        for one in reading.faults
    ]
    return replace(reading, faults=tuple(one for one in found if one))


def _about_title(one: Fault, rows: Mapping[int, Any], workspace: Workspace) -> Fault | None:
    """What is wrong with a title that is none of the kit's; None for one of the workspace's own."""
    row = rows.get(position(one.cell)[0], {})
    # A row about a cycle that was closed names what was made then.
    places = (workspace, *workspace.closed) if row.get("cycle") else (workspace,)
    there = [*dict.fromkeys(title for place in places for title in titles(place.kinds.values()))]
    if bare_title(one.found) in map(bare_title, there):
        return None
    near = did_you_mean(one.found, there)
    sure = not near and row.get("withdrawn_on") is None
    place = Place(one.file, one.sheet, one.cell, one.column)
    return fault(
        "document.unknown" if sure else "choice.unknown",
        place,
        f"{quote(one.found)} is the title of no document here, so this row signs nothing. There "
        f"are {listed(there, 'and')}: pick one of these.{near}",
        found=one.found,
    )


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
            parts = re.split(r"[/\\]", school.casefold())  # of a path in the school's folder
            meant = next((one for one in listed_schools if one in parts), school)
            raise ConfigurationError(
                f"There is no school {quote(school)} in this partnership; its schools are "
                f"{listed(listed_schools, 'and')}.{did_you_mean(meant, listed_schools)}"
            )
    return [school for school in listed_schools if school in schools]


def _can_be_a_school(name: str) -> bool:
    try:
        return safe_slug(name) == name
    except ConfigurationError:
        return False


def _not_listed(lead: Reading, workspace: Workspace, folders: list[str]) -> list[Fault]:
    keys = lead.rows["schools"].there("school")
    place = Place(lead.shown_as, lead.workbook.sheet("schools").title)
    told = []
    for name in folders:
        if not any((workspace.root / "schools" / name).iterdir()):
            continue
        if _can_be_a_school(name):
            message = (
                f"There is a folder schools/{name} and no school of that short name on the sheet "
                "of schools, so it is not read: add the school, or rename the folder."
            )
        else:
            message = (
                f"There is a folder schools/{name}, and no school can have that short name, so it "
                "is not read: rename it (small letters a to z, digits and single hyphens), or move "
                "it out of the folder schools."
            )
        told.append(
            fault("school.not-listed", place, f"{message}{did_you_mean(name, keys)}", found=name)
        )
    return told


def missing_workbook(workspace: Workspace, school: str) -> EvidenceError:
    """What to raise for a school whose evidence workbook is not there.

    That of a school which has not begun, unless something else lies where the workbook should.
    """
    folder = workspace.school_folder(school)
    kind = EvidenceError if other_workbooks(folder) else NotStartedError
    return kind(f"schools/{school}/evidence.xlsx: {_without_workbook(folder)[0]}")


def _no_workbook(evidence: Reading, folder: Path) -> Fault:
    message, found = _without_workbook(folder)
    return fault("school.no-workbook", Place(evidence.shown_as), message, found=found)


def _without_workbook(folder: Path) -> tuple[str, str]:
    """What to do about it, and the name of the file that could be meant."""
    others = other_workbooks(folder)
    if not others:
        message = (
            "The school has no evidence workbook yet: make it with spp add-school "
            f'"{_NAME}" --short-name {folder.name}, or put the school\'s own evidence.xlsx there.'
        )
    elif len(others) == 1:
        message = (
            f"There is no evidence.xlsx, but there is {quote(others[0].name)}, which is not read "
            "under this name: if it is the school's evidence workbook, rename it to "
            f"evidence{others[0].suffix.lower()}."
        )
    else:
        names = listed([path.name for path in others], "and", most=4)
        message = (
            f"There is no evidence.xlsx, but there are {names}, which are not read under these "
            "names: rename the one that is the school's evidence workbook to evidence.xlsx."
        )
    return message, others[0].name if len(others) == 1 else ""


def other_workbooks(folder: Path) -> list[Path]:
    """What could be the evidence workbook under another name."""
    if not folder.is_dir():
        return []
    return [
        path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in WORKBOOK_ENDINGS
        and path.is_file()
        and not path.name.startswith(("~$", "."))
        and not path.stem.endswith(".checked")
        and not holds_pupils(path)
    ]
