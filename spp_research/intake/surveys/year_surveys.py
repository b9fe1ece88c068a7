"""The surveys of those who took part in peer review: the partnership's own, read like a school's.

What is new here is the role: the form asks for it, and every answer carries it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from spp_research.schema.surveys import EVERYONE, NOT_GIVEN, SURVEY_ROLES, YEAR_SURVEY_MAP
from spp_research.workspace import Workspace

from ..check.cycle_dates import cycle_of_lead
from ..check.reading import Reading, with_faults
from ..faults import Fault, Place, fault, quote
from ..read.typed_rows import ANSWERS, AnswerRow, Row, given
from .form_answers import ROLE
from .school_surveys import MapPlace, answers_of, file_called, place_of, readings_of

if TYPE_CHECKING:
    import pandas as pd

_BOOK = "partnership workbook"


def year_survey_files(workspace: Workspace) -> tuple[Path, ...]:
    """The exports in the partnership's own folder of surveys, in order of name."""
    return workspace.files_of_answers(workspace.root / "surveys")


def read_year_surveys(
    workspace: Workspace, lead: Reading | None
) -> tuple[list[Reading], list[Fault]]:
    """The readings of the partnership's own survey files, and faults of the sheets about them.

    Parameters
    ----------
    lead : the lead's workbook; None when it has faults or is not there.
    """
    files, folder = year_survey_files(workspace), workspace.root / "surveys"
    if lead is None:
        return readings_of(workspace, folder, None, MapPlace("", book=_BOOK))
    names = [path.name for path in files]
    roles = lead.rows[SURVEY_ROLES.name].records
    where = place_of(lead, YEAR_SURVEY_MAP, _BOOK)
    of_roles = place_of(lead, SURVEY_ROLES, _BOOK)
    asking = _role_questions(roles, names, of_roles)
    besides = {name.casefold(): [question] for name, question in asking.items()}
    survey_map = lead.rows[YEAR_SURVEY_MAP.name].records
    cycle = cycle_of_lead(lead)
    readings, about_map = readings_of(workspace, folder, survey_map, where, besides, cycle)
    of_files: dict[str, list[tuple[int, Row]]] = {}
    for number, row in roles:
        of_files.setdefault(file_called(row["file"], names), []).append((number, row))
    done = []
    for reading in readings:
        own = of_files.get(reading.path.name, [])
        reading, found = _with_roles(reading, own, of_roles, reading.path.name in asking)
        done.append(reading)
        about_map += found
    return done, about_map


def year_answers(readings: Sequence[Reading]) -> pd.DataFrame:
    """The answers of all files among `readings`, as `answers_of` gives them, with the `role`.

    The role is one of the programme's, "Other staff" or "Role not given"; it is "Everyone" where
    a form did not ask, and neither does the sheet of who was asked say.
    """
    every = answers_of(readings)
    return every if "role" in every else every.assign(role=every["answer"])


def _role_questions(
    roles: Sequence[tuple[int, Row]], names: Sequence[str], where: MapPlace
) -> dict[str, tuple[Row, Place]]:
    """By file, the question that asks for the role, as a row that is read like any other."""
    asking: dict[str, tuple[Row, Place]] = {}
    for number, row in roles:
        name = file_called(row["file"], names)
        if name and given(row["role_question"]) and name not in asking:
            question = {
                "item_id": ROLE,
                "wave": ROLE,
                "asked": row["role_question"],
                "scale": ROLE,
            }
            asking[name] = (question, where.of(number, "role_question"))
    return asking


def _with_roles(
    reading: Reading, roles: Sequence[tuple[int, Row]], where: MapPlace, asked: bool
) -> tuple[Reading, list[Fault]]:
    """A file's answers with the role of whoever gave them, and what that shows of the roles.

    Parameters
    ----------
    asked : whether a question of the form asks for the role.
    """
    answers = reading.answers or ()
    listed = [row["role"] for _, row in roles]
    only = listed[0] if len(listed) == 1 else EVERYONE
    by_person = {a.respondent: a.answer for a in answers if a.item_id == ROLE and given(a.answer)}
    own = tuple(
        answer._replace(role=by_person.get(answer.respondent, NOT_GIVEN) if asked else only)
        for answer in answers
        if answer.item_id != ROLE
    )
    reading = replace(reading, answers=own)
    people = _people_by_role(own)
    if asked and listed and EVERYONE not in listed:
        reading = with_faults(reading, _not_listed(reading, people, listed))
    return reading, _more_than_invited(people, roles, where)


def _people_by_role(answers: Sequence[AnswerRow]) -> dict[str, int]:
    """How many people answered in each role."""
    people: dict[str, set[int]] = {}
    for one in answers:
        if one.role is not None and one.answer is not None:
            people.setdefault(one.role, set()).add(one.respondent)
    return {role: len(people[role]) for role in sorted(people)}


def _not_listed(reading: Reading, people: Mapping[str, int], listed: Sequence[str]) -> list[Fault]:
    """Roles that somebody answered in and that nobody is said to have been asked in."""
    place = Place(reading.shown_as, reading.titles.get(ANSWERS, ""))
    return [
        fault(
            "survey.role-not-asked",
            place,
            f"Somebody answered as {quote(role)}, and no row of {quote(SURVEY_ROLES.title)} has "
            "this role for the file, so its response rate cannot be told: add a row.",
            found=role,
        )
        for role in people
        if role not in (*listed, NOT_GIVEN)
    ]


def _more_than_invited(
    people: Mapping[str, int], roles: Sequence[tuple[int, Row]], where: MapPlace
) -> list[Fault]:
    """Roles in which more people answered than were asked."""
    found = []
    for number, row in roles:
        answered = sum(people.values()) if row["role"] == EVERYONE else people.get(row["role"], 0)
        if given(row["invited"]) and answered > row["invited"]:
            found.append(
                fault(
                    "survey.more-than-invited",
                    where.of(number, "invited"),
                    f"{answered} people answered as {quote(row['role'])} and {row['invited']:g} "
                    "were invited: check the number, and whether the export holds another survey "
                    "too.",
                    found=f"{row['invited']:g}",
                )
            )
    return found
