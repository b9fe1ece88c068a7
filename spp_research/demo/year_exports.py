"""What those who took part in peer review were asked and answered: the lead's own surveys.

As for the surveys of a school, and each answer comes with the role of whoever gave it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spp_research.schema.surveys import DEVELOPMENT, PEER_REVIEW, SURVEY_ROLES, YEAR_SURVEY_MAP
from spp_research.schema.vocabulary import SCALES

from .books import Row, read_text
from .exports import OWN_COLUMNS, Item, Table, Wave, answers_to, stamps


@dataclass(frozen=True)
class Group:
    """The people of one role.

    Parameters
    ----------
    invited, answers : how many were asked and answered, for each time.
    leaning : how far they lean towards what is hoped for, in standard deviations.
    """

    role: str
    invited: Sequence[int]
    answers: Sequence[int]
    leaning: float = 0.0


@dataclass(frozen=True)
class YearSurvey:
    """A survey of the partnership's own: what it is about, whom it asked, and its questions."""

    about: str
    form: str
    role_question: str
    waves: Sequence[Wave]
    groups: Sequence[Group]
    items: Sequence[Item]


def year_surveys(groups: Mapping[str, Sequence[Group]] | None = None) -> list[YearSurvey]:
    """The surveys of the text file; with other people, by what a survey is about, if given."""
    made = []
    for spec in read_text("year_surveys.toml")["surveys"]:
        people = (groups or {}).get(spec["about"]) or [Group(**g) for g in spec["groups"]]
        waves = [
            Wave(**wave, invited=sum(g.invited[n] for g in people),
                 answers=sum(g.answers[n] for g in people))
            for n, wave in enumerate(spec["waves"])
        ]  # fmt: skip
        own = {"waves": waves, "groups": people, "items": [Item(**item) for item in spec["items"]]}
        made.append(YearSurvey(**{**spec, **own}))
    return made


def who_took_part(people: Sequence[Row]) -> dict[str, list[Group]]:
    """Who of a generated partnership was asked: about three of four answer each survey."""
    roles = Counter(row["role"] for row in people)
    trained = ("Peer reviewer", "Improvement champion")
    asked = {role: roles[role] for role in ("Headteacher", *trained)}
    return {
        PEER_REVIEW: [Group(role, [n], [_part(n, 0.75)]) for role, n in asked.items()],
        DEVELOPMENT: [
            Group(role, [asked[role]] * 2, [_part(asked[role], 0.85), _part(asked[role], 0.7)])
            for role in trained
        ],
    }


def _part(number: int, part: float) -> int:
    """Some of a number, and one at the least."""
    return max(1, round(part * number))


def year_sheets(surveys: Sequence[YearSurvey]) -> dict[str, list[Row]]:
    """The rows of the lead's survey map and of who was asked."""
    asked = [
        {
            "item_id": item.item_id,
            "file": wave.file,
            "asked": item.asked,
            "about": survey.about,
            "scale": item.scale,
            "reversed": ("Yes" if item.turned else "No") if SCALES[item.scale] else None,
            "wave": wave.wave,
            "same_people": None if wave.wave == "Once" else "No",
        }
        for survey in surveys
        for wave in survey.waves
        for item in survey.items
    ]
    roles = [
        {
            "file": wave.file,
            "role": group.role,
            "invited": group.invited[number],
            "role_question": survey.role_question,
        }
        for survey in surveys
        for number, wave in enumerate(survey.waves)
        for group in survey.groups
    ]
    return {YEAR_SURVEY_MAP.name: asked, SURVEY_ROLES.name: roles}


def year_exports(surveys: Sequence[YearSurvey], seed: int) -> dict[str, Table]:
    """The export of each time of asking, by name of file."""
    return {
        wave.file: _export(survey, number, random.Random(f"{seed} {wave.file}"))
        for survey in surveys
        for number, wave in enumerate(survey.waves)
    }


def _export(survey: YearSurvey, number: int, rng: random.Random) -> Table:
    people = list(_people(survey, number))
    rng.shuffle(people)
    leanings = [rng.gauss() + group.leaning for group in people]
    columns: list[Sequence[str | None]] = [[group.role for group in people]]
    columns += [answers_to(item, number, leanings, rng) for item in survey.items]
    header = [*OWN_COLUMNS[survey.form], survey.role_question]
    written = stamps(survey.form, survey.waves[number], rng)
    rows = [[*stamp, *answers] for stamp, *answers in zip(written, *columns, strict=True)]
    return [[*header, *(item.asked for item in survey.items)], *rows]


def _people(survey: YearSurvey, number: int) -> Iterator[Group]:
    for group in survey.groups:
        for _ in range(group.answers[number]):
            yield group
