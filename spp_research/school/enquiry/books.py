"""An enquiry in the sheets of a school's workbook, and out of them again.

Nothing is kept that the workbook has no column for, so that what is written and what is read back
are equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.errors import EvidenceError, InputError
from spp_research.partnership.lead_workbook import text
from spp_research.phrases import listed
from spp_research.protect.disclosure.opened import opened
from spp_research.schema import PUPILS, SCHOOL
from spp_research.schema.vocabulary import THEMES
from spp_research.telling import A_STUDY, of_enquiry, takes

from .. import survey
from ..evidence import Study
from ..impact.declared import Outcome, outcomes_of
from .as_cells import places_of
from .records import ACTION, COLUMN_OF, QUESTION, Enquiry, Ethics, Known

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
_OFFER = "Offer"
_PUPILS_FILE = "enquiry.xlsx"
_FRAMES = {"school": "own", "sign_off": "sign_offs"}  # where the evidence has another name


@of_enquiry
def to_workbook(
    enquiry: Enquiry, path: str | PathLike[str], *, school: str = "", school_name: str = ""
) -> Path:
    """Write the enquiry into a new workbook of the school, and its pupils into a file beside it.

    What it fills: the school, the self-review, what others found, the action plan, outcomes, plans
    as fixed, the reflection, support offered, and ethics. Pupils' results go into the folder
    `pupils` beside the workbook, which never leaves the school.

    Parameters
    ----------
    path : of the workbook, as "schools/oakfield/evidence.xlsx"; its folder is made if it is not
        there.
    school : the school's short name, where the enquiry does not have it.
    school_name : its name; made from the short name if not given.

    Returns
    -------
    The path of the workbook.

    Raises
    ------
    InputError
        If there is a file already, or something is missing that the workbook needs.
    """
    from spp_research.intake import write_workbook

    file = Path(path)
    slug = school or enquiry.school
    if not slug:
        raise InputError('school is missing: give the school’s short name, as in school="oakfield"')
    if file.suffix.casefold() != ".xlsx":
        raise InputError(f"{file.name}: a workbook is written as .xlsx; give a name that ends so")
    beside = file.parent / "pupils" / _PUPILS_FILE
    measured = len(enquiry.measured) > 0
    for there in (file, *([beside] if measured else [])):
        if there.exists():
            raise InputError(
                f"{there}: there is a file already, and nothing is written over it; give another "
                "name, or copy the rows over in Excel"
            )
    rows = _rows(enquiry, slug, school_name or slug.replace("-", " ").title())
    file.parent.mkdir(parents=True, exist_ok=True)
    write_workbook(file, SCHOOL, rows)
    if measured:
        beside.parent.mkdir(exist_ok=True)
        names = [f.name for f in PUPILS.sheet("pupil_outcomes").fields]
        people: Any = enquiry.measured.reindex(columns=names).to_dict("records")
        write_workbook(beside, PUPILS, {"pupil_outcomes": people})
    return file


def from_workbook(path: str | PathLike[str], action: str = "", audience: str = "") -> Enquiry:
    """The enquiry that a school's workbook holds, with the pupils' files in the folder beside it.

    Parameters
    ----------
    path : of the workbook.
    action : the ID of the action that it is about; without it the one with a main outcome.
    audience : who may read it, as for `Enquiry`.

    Raises
    ------
    EvidenceError
        If a file cannot be read, has a fault, or there is no such action.
    """
    import pandas as pd

    from spp_research.intake import read_workbook, require
    from spp_research.intake.frames import empty_frame

    file = Path(path)
    reading = require(read_workbook(file, SCHOOL))
    frames: dict[str, Any] = dict(reading.frames)
    opened(str(file), frames.values())
    parts = [empty_frame(PUPILS.sheet("pupil_outcomes"))]
    for results in sorted((file.parent / "pupils").glob("*.xlsx")):
        if not results.name.startswith("~$"):
            found = require(read_workbook(results, PUPILS, reading.keys()))
            parts.append(found.frames["pupil_outcomes"])
    people = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    return _enquiry(frames, people, action, file.name, audience=audience)


@takes(A_STUDY, "base")
def of_school(study: Study, action: str = "") -> Enquiry:
    """The enquiry that a school's workbook holds, as its audience may see it.

    Parameters
    ----------
    study : from `open_school`.
    action : the ID of the action that it is about; without it the one with a main outcome.

    Raises
    ------
    EvidenceError
        If the workbook has no such action.
    """
    base = study.base
    names = [sheet.name for sheet in SCHOOL.sheets]
    frames = {name: getattr(base, _FRAMES.get(name, name)) for name in names}
    frames["sign_off"] = base.sign_offs
    found = f"{base.school.slug}: evidence.xlsx"
    told = survey.speaking_to(base, action or _action(frames, action, found))
    return _enquiry(frames, base.pupils, action, found, base=base, told=told)


def outcome_row(outcome: Outcome) -> Row:
    """An outcome as its row of the sheet, by name of column."""
    named = {COLUMN_OF.get(name, name): value for name, value in asdict(outcome).items()}
    return {name: _cell(named[name]) for name in _columns("outcomes") if name in named}


def _cell(value: Any) -> Any:
    """A value of a record as a cell holds it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return None if value == "" else str(value) if isinstance(value, str) else value


def _columns(sheet: str) -> list[str]:
    return [f.name for f in SCHOOL.sheet(sheet).fields]


def _rows(enquiry: Enquiry, slug: str, school_name: str) -> dict[str, list[Row]]:
    """The rows of each sheet that the enquiry fills."""
    at: dict[str, Row] = {}
    for name, (sheet, column) in places_of(Enquiry).items():
        if value := getattr(enquiry, name):
            at.setdefault(sheet, {})[column] = value
    about_action = {**at.get("actions", {}), **at.get("reflection", {})}
    if (about_action or enquiry.outcomes) and not enquiry.doing:
        raise InputError("doing is missing: say in a sentence what is done, as in the action plan")
    action = next((one.action_id for one in enquiry.outcomes), ACTION)
    rows: dict[str, list[Row]] = {
        "school": [{"school": slug, "school_name": school_name, "focus": enquiry.question}],
        "self_review": [
            {
                "question_id": QUESTION,
                "question": enquiry.question,
                "theme": enquiry.theme,
                "self_view": enquiry.why,
            }
        ],
        "register": [
            {"register_id": f"R{place}", "question_id": QUESTION, **asdict(one)}
            for place, one in enumerate(enquiry.known, 1)
        ],
        "outcomes": [outcome_row(one) for one in enquiry.outcomes],
        "fixed_plans": [dict(row) for row in enquiry.plans],
    }
    if enquiry.doing:
        rows["actions"] = [{"action_id": action, **at["actions"]}]
    if "reflection" in at:
        rows["reflection"] = [{"action_id": action, **at["reflection"]}]
    if enquiry.sharing:
        offer = {"support_id": "S1", "kind": _OFFER, "theme": enquiry.theme}
        rows["support"] = [{**offer, "support": enquiry.sharing}]
    if enquiry.ethics is not None:
        rows["ethics"] = [asdict(enquiry.ethics)]
    return rows


def _enquiry(
    frames: Mapping[str, Any],
    people: pd.DataFrame,
    action: str,
    where: str,
    **more: Any,
) -> Enquiry:
    """The enquiry that the tables of a workbook hold."""
    chosen = _action(frames, action, where)
    sheet = frames["outcomes"]
    outcomes = outcomes_of(sheet[sheet["action_id"] == chosen])
    asked = next((one.question for one in outcomes if one.question), "")
    finding = _first(frames["actions"], action_id=chosen).get("finding_id")
    question = _first(frames["findings"], finding_id=finding).get("question_id") if finding else ""
    view = _first(frames["self_review"], question_id=question) if question else {}
    view = view or _first(frames["self_review"])
    register = frames["register"]
    about = register[register["question_id"] == view.get("question_id", "")]
    values: dict[str, Any] = {}
    rows = {
        "self_review": view,
        "actions": _first(frames["actions"], action_id=chosen),
        "reflection": _first(frames["reflection"], action_id=chosen),
        "support": _first(frames["support"], kind=_OFFER, theme=view.get("theme", THEMES[2])),
        "school": _first(frames["school"]),
    }
    for name, (sheet_name, column) in places_of(Enquiry).items():
        if sheet_name in rows and rows[sheet_name].get(column):
            values[name] = rows[sheet_name][column]
    values["question"] = asked or view.get("question") or _first(frames["school"])["focus"]
    own = {one.outcome_id for one in outcomes}
    kept = _first(frames["ethics"])
    return Enquiry(
        **values,
        known=tuple(_known(row) for row in _records(about)),
        outcomes=outcomes,
        ethics=Ethics(**{m.name: kept.get(m.name, "") for m in fields(Ethics)}) if kept else None,
        pupils=people[people["outcome_id"].isin(own)],
        plans=tuple(row for row in _records(frames["fixed_plans"]) if row["outcome_id"] in own),
        **more,
    )


def _action(frames: Mapping[str, Any], wanted: str, where: str) -> str:
    """The ID of the action that the enquiry is about; empty where there is none yet."""
    there = list(frames["actions"]["action_id"])
    if wanted and wanted not in there:
        has = f"its actions are {listed(there, 'and')}" if there else "it has no action yet"
        raise EvidenceError(f"{where}: there is no action “{wanted}” in the action plan; {has}.")
    main = [one.action_id for one in outcomes_of(frames["outcomes"]) if one.primary]
    return wanted or next(iter([*main, *there]), "")


def _known(row: Row) -> Known:
    values: Row = {m.name: row.get(m.name) for m in fields(Known)}
    return Known(**values)


def _records(table: pd.DataFrame) -> Iterator[Row]:
    """The rows of a table by name of column, with days as days and blanks as None."""
    from spp_research.intake.frames import records_of

    for _, row in records_of(table):
        yield dict(row)


def _first(table: pd.DataFrame, **wanted: Any) -> Row:
    """The first row that has these values; nothing where there is none."""
    for row in _records(table):
        if all(text(row[name]) == value for name, value in wanted.items()):
            return {name: value for name, value in row.items() if value is not None}
    return {}
