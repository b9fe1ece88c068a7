"""How peer review itself is working, by role, as far as each role's answers may be seen.

Everything here is counted for everybody and for each role; nothing is protected yet.

What everybody answered is shown as well, so whoever takes the roles that are shown away from it
knows what the others answered together. So those others have to be enough people too, and their
answers in bands that are large enough; where they are not, another role is left out with them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from spp_research.catalogue import called
from spp_research.protect.disclosure import Rules, rules_for
from spp_research.schema.surveys import EVERYONE, RESPONDENTS, TOPICS
from spp_research.schema.vocabulary import NO_OPINION, SCALES, Time
from spp_research.school.survey import Item, questions
from spp_research.school.survey.bands import Seen, seen_alike
from spp_research.settings import read_settings
from spp_research.telling import as_facts, briefly
from spp_research.workspace import Workspace, open_workspace

from .lead_workbook import whole

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.schema import tables


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
    survey_map: tables.SurveyMap
    answers: pd.DataFrame
    roles: tuple[str, ...]
    rates: tuple[Rate, ...]
    role_questions: tuple[str, ...] = ()

    __repr__ = briefly
    _repr_html_ = as_facts

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


def read_development(
    workspace: Workspace,
) -> tuple[tables.YearSurveyMap, tables.SurveyRoles, pd.DataFrame]:
    """The survey map, who was asked, and every answer with its role.

    Raises
    ------
    EvidenceError
        When the lead's workbook or an export has faults.
    """
    from spp_research.intake import read_lead, require
    from spp_research.intake.surveys.year_surveys import read_year_surveys, year_answers
    from spp_research.intake.write.withheld_values import without_values
    from spp_research.schema.surveys import SURVEY_ROLES, YEAR_SURVEY_MAP

    lead = require(read_lead(workspace))
    readings, about_map = read_year_surveys(workspace, lead)
    for reading in readings:
        require(without_values(reading))
    require(replace(lead, faults=tuple(about_map)))
    frames: dict[str, Any] = lead.frames  # each of them is the table of its sheet
    return frames[YEAR_SURVEY_MAP.name], frames[SURVEY_ROLES.name], year_answers(readings)


def topic_of(
    name: str, survey_map: tables.YearSurveyMap, asked: tables.SurveyRoles, answers: pd.DataFrame
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
        survey_map=cast("tables.SurveyMap", mapped),  # as much of it as is asked for
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
    answered = {str(role): int(n) for role, n in people.items()}
    invited: dict[str, int | None] = {}
    for role, numbers in asked.groupby("role")["invited"]:
        invited[str(role)] = None if numbers.isna().any() else whole(numbers.sum())
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
    return called(f"{role}s" if role in RESPONDENTS[:-1] else role)


MOST_ROLES = 3  # in one chart, with all others together as the fourth
OTHERS = "All other roles"


@dataclass(frozen=True)
class ByRole:
    """What may be seen of a survey role by role.

    Parameters
    ----------
    shown : the roles that may be shown, in the vocabulary's order.
    hidden : the others that somebody answered in.
    questions : each question with an order, and for it what may be seen of each role that was
        asked it, with all other roles together at the end; none where the answers on one side of
        the scale are too few whichever role is shown.
    """

    shown: tuple[str, ...]
    hidden: tuple[str, ...]
    questions: tuple[tuple[Item, tuple[tuple[str, Seen], ...]], ...]


def by_role(topic: Topic, rules: Rules) -> ByRole:
    """Which roles, and which of their questions, an audience may see."""
    answered = tuple(r for r in topic.roles if any(_people(topic, [r])))
    shown = _shown(topic, answered, rules)
    hidden = tuple(role for role in answered if role not in shown)
    questions = []
    for item in topic.items():
        if item.scaled:
            questions.append((item, _of_question(topic, item.item_id, answered, shown, rules)))
    return ByRole(tuple(r for r in answered if r in shown), hidden, tuple(questions))


def _of_question(
    topic: Topic, item_id: str, answered: Sequence[str], shown: Sequence[str], rules: Rules
) -> tuple[tuple[str, Seen], ...]:
    """The largest roles that may be shown at one question, and all others together."""
    asked = topic.only(item_id)
    for number in range(len(shown), 0, -1):
        some = [role for role in answered if role in shown[:number]]
        rest = [role for role in answered if role not in some]
        own = [(role, item) for role in some for item in asked.items([role])]
        own += [(OTHERS, item) for item in (asked.items(rest) if rest else ())]
        if len(own) > 1 and (found := seen_alike([item for _, item in own], rules)):
            return tuple((role, one) for (role, _), one in zip(own, found, strict=True))
    return ()


def _shown(topic: Topic, answered: Sequence[str], rules: Rules) -> tuple[str, ...]:
    """The roles with enough people at every time, less those that would give others away.

    The largest come first.
    """

    def enough(roles: Sequence[str]) -> bool:
        return all(n == 0 or n >= rules.fewest_respondents for n in _people(topic, roles))

    largest = sorted(
        (role for role in answered if role in RESPONDENTS and enough([role])),
        key=lambda role: -sum(_people(topic, [role])),
    )
    shown = largest[:MOST_ROLES]
    while shown and not enough([role for role in answered if role not in shown]):
        shown.pop()
    return tuple(shown)


def _people(topic: Topic, roles: Sequence[str]) -> list[int]:
    """How many people of some roles answered: at each time, and each question at each time."""
    rates: dict[str, int] = {}
    for rate in topic.rates:
        if rate.role in roles and rate.role != EVERYONE:
            rates[rate.when] = rates.get(rate.when, 0) + rate.answered
    scaled = topic.survey_map["scale"].map(lambda scale: bool(SCALES[scale]))
    asked = topic.survey_map.loc[scaled, "item_id"]
    own = topic.answers.dropna(subset=["answer"])
    own = own[own["role"].isin(list(roles)) & own["item_id"].isin(asked)]
    own = own[~own["answer"].isin(NO_OPINION)]
    return [*rates.values(), *own.groupby(["item_id", "wave"])["respondent"].nunique()]
