"""How peer review itself is working, and what it teaches: the lead's own surveys, by role.

Everything here is counted for everybody and for each role; nothing is protected yet.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spp_research.protect.disclosure import Rules, rules_for
from spp_research.schema.surveys import EVERYONE, RESPONDENTS, TOPICS
from spp_research.schema.vocabulary import Time
from spp_research.school.survey import Item, questions
from spp_research.settings import read_settings
from spp_research.telling import briefly
from spp_research.workspace import Workspace, open_workspace

from .lead_workbook import whole

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Rate:
    """How many people of one role answered at one time.

    Parameters
    ----------
    role : of the programme, "Other staff", "Role not given", or "Everyone" for all of them.
    when : "Before", "After" or "Once".
    answered : who gave any answer in the files of that time.
    invited : how many were asked; None where it was not written down.
    """

    role: str
    when: Time
    answered: int
    invited: int | None

    @property
    def silent(self) -> int | None:
        """Who was asked and did not answer; None where more answered or it is not known."""
        if self.invited is None or self.invited < self.answered:
            return None
        return self.invited - self.answered


@dataclass(frozen=True)
class Topic:
    """The questions about one thing, with their answers.

    Parameters
    ----------
    name : "Peer review itself" or "Professional development".
    survey_map : as `survey.questions` reads it.
    answers : one row a person, question and answer, with the role.
    roles : those somebody answered in or was asked in, in the vocabulary's order; a role that
        nobody gave comes last. Empty where no form asked.
    rates : by role and time, with "Everyone" last at each time.
    role_questions : how the forms asked for the role; none where they did not.
    """

    name: str
    survey_map: pd.DataFrame
    answers: pd.DataFrame
    roles: tuple[str, ...]
    rates: tuple[Rate, ...]
    role_questions: tuple[str, ...] = ()

    __repr__ = briefly

    def items(self, roles: Collection[str] | None = None) -> tuple[Item, ...]:
        """Each question, as everybody answered it or only people in some roles."""
        if roles is None:
            return questions(self.survey_map, self.answers)
        own = self.answers[self.answers["role"].isin(list(roles))]
        who = _named(roles)
        return questions(self.survey_map.assign(informant=who), own)

    def only(self, item_id: str) -> Topic:
        """The topic with one of its questions alone."""
        rows = self.survey_map[self.survey_map["item_id"] == item_id]
        return replace(
            self, survey_map=rows, answers=self.answers[self.answers["item_id"] == item_id]
        )

    @property
    def times(self) -> tuple[Time, ...]:
        """When it was asked: of Before, After and Once those that somebody answered."""
        return tuple(w for w in Time if any(r.when == w and r.answered for r in self.rates))


@dataclass(frozen=True)
class Development:
    """The surveys of those who took part, for one audience.

    Parameters
    ----------
    topics : by name, those with an answer.
    awaited : names of topics that the survey map lists and nobody has answered.
    """

    topics: Mapping[str, Topic]
    awaited: tuple[str, ...]
    rules: Rules


def open_development(workspace: str, audience: str) -> Development:
    """The surveys of those who took part in the partnership's year.

    Parameters
    ----------
    workspace : the partnership's folder, or "example".
    audience : "partnership" or "public".

    Raises
    ------
    ConfigurationError
        No such workspace.
    DisclosureError
        No such audience.
    EvidenceError
        When the lead's workbook or an export has faults; the first is named with its cell.
    """
    place = open_workspace(workspace)
    rules = rules_for(audience, read_settings(place.settings_file).own_thresholds())
    survey_map, roles, answers = read_development(place)
    made = {name: topic_of(name, survey_map, roles, answers) for name in TOPICS}
    asked = set(survey_map["about"])
    return Development(
        {name: topic for name, topic in made.items() if topic.times},
        tuple(name for name, topic in made.items() if name in asked and not topic.times),
        rules,
    )


def read_development(workspace: Workspace) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The survey map, who was asked, and every answer with its role.

    Raises
    ------
    EvidenceError
        When the lead's workbook or an export has faults.
    """
    from spp_research.intake import read_workbook, require
    from spp_research.intake.surveys.year_surveys import read_year_surveys, year_answers
    from spp_research.schema import PARTNERSHIP
    from spp_research.schema.surveys import SURVEY_ROLES, YEAR_SURVEY_MAP
    from spp_research.school.evidence import without_values

    lead = require(read_workbook(workspace.partnership_file, PARTNERSHIP))
    readings, about_map = read_year_surveys(workspace, lead)
    for reading in readings:
        require(without_values(reading))
    require(replace(lead, faults=tuple(about_map)))
    frames = lead.frames
    return frames[YEAR_SURVEY_MAP.name], frames[SURVEY_ROLES.name], year_answers(readings)


def topic_of(
    name: str, survey_map: pd.DataFrame, asked: pd.DataFrame, answers: pd.DataFrame
) -> Topic:
    """The questions about one thing, and who answered them.

    Parameters
    ----------
    survey_map, asked : the lead's sheets.
    answers : of all files, with the role.
    """
    rows = survey_map[survey_map["about"] == name]
    own = answers[answers["item_id"].isin(set(rows["item_id"]))]
    files = {when: set(part["file"]) for when, part in rows.groupby("wave")}
    rates = []
    for when in Time:
        if when in files:
            there = _of_files(answers, files[when])
            there = there[there["wave"] == when].dropna(subset=["answer"])
            rates += _rates(when, there, _of_files(asked, files[when]))
    roles = tuple(dict.fromkeys(r.role for r in rates if r.role != EVERYONE))
    in_order = tuple(r for r in RESPONDENTS if r in roles)
    mapped = rows.assign(question_id=None, informant="people who took part", invited=None)
    words = _of_files(asked, rows["file"])["role_question"].dropna()
    return Topic(
        name=name,
        survey_map=mapped,
        answers=own,
        roles=(*in_order, *(r for r in roles if r not in in_order)),
        rates=tuple(rates),
        role_questions=tuple(dict.fromkeys(words)),
    )


def _of_files(frame: pd.DataFrame, files: Collection[str]) -> pd.DataFrame:
    """The rows about some files, whose names may be written without their ending."""
    from pathlib import Path

    wanted = {Path(file.strip().casefold()).stem for file in files}
    return frame.loc[[Path(file.strip().casefold()).stem in wanted for file in frame["file"]]]


def _rates(when: Time, answers: pd.DataFrame, asked: pd.DataFrame) -> list[Rate]:
    """How many answered at one time: each role, then everybody."""
    people = answers.drop_duplicates(["file", "respondent"])["role"].value_counts(sort=False)
    answered = {role: int(n) for role, n in people.items()}
    invited: dict[str, int | None] = {}
    for role, numbers in asked.groupby("role")["invited"]:
        invited[role] = None if numbers.isna().any() else whole(numbers.sum())
    roles = [r for r in dict.fromkeys([*invited, *answered]) if r != EVERYONE]
    rates = [Rate(role, when, answered.get(role, 0), invited.get(role)) for role in roles]
    listed = list(invited.values())
    total = None if not listed or None in listed else sum(filter(None, listed))
    return [*rates, Rate(EVERYONE, when, sum(answered.values()), total)]


def _named(roles: Collection[str]) -> str:
    """Who answered, as a noun: one role in the plural, else those who took part."""
    return plural_role(next(iter(roles))) if len(roles) == 1 else "people who took part"


def plural_role(role: str) -> str:
    """A role's people: "Peer reviewers"; what has no plural stays as it is."""
    return f"{role}s" if role in RESPONDENTS[:-1] else role
