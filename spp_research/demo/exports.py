"""Answers to surveys that nobody was asked, laid out as the exports of two form makers.

Each person leans one way through the whole survey, so that the answers of one row go together;
what is hoped for may grow from one wave to the next. The draw depends on the seed, the school
and the file alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from statistics import NormalDist
from typing import Any

from spp_research.schema.vocabulary import NO_OPINION, SCALES

from .books import Row

MICROSOFT, GOOGLE = "Microsoft Forms", "Google Forms"
SEVERAL, OWN_WORDS = "Several answers", "Own words"

Table = list[list[object]]  # the header, then one row a person; None for a blank cell

OWN_COLUMNS = {
    MICROSOFT: ("ID", "Start time", "Completion time", "Email", "Name"),
    GOOGLE: ("Timestamp",),
}
_NORMAL = NormalDist()
_LEANING = 0.6  # how far the answers of one person go together, 0 to 1
_FIRST_LESSON = time(9, 5)
_SUMMER_TIME = range(4, 11)  # months, near enough


@dataclass(frozen=True)
class Item:
    """One question of a survey.

    Parameters
    ----------
    item_id, asked, scale : as the survey map says.
    question_id : the enquiry question, or None.
    turned : True where agreeing means less of what is hoped for.
    chances : for each wave, how likely each answer of the scale is, or each of `options`.
    unsure, skipped : how many people say "Don't know", or nothing, in each wave.
    options : what can be ticked, where several answers can.
    said : what people wrote in their own words; the others leave it blank.
    """

    item_id: str
    asked: str
    scale: str
    question_id: str | None = None
    turned: bool = False
    chances: Sequence[Sequence[float]] = ()
    unsure: int = 0
    skipped: int = 0
    options: Sequence[str] = ()
    said: Sequence[str] = ()


@dataclass(frozen=True)
class Wave:
    """One time of asking.

    Parameters
    ----------
    wave : "Before", "After" or "Once".
    file : name of the export, with its ending.
    first_day : when the first answers came in.
    invited, answers : how many people were asked, and how many answered.
    """

    wave: str
    file: str
    first_day: date
    invited: int
    answers: int


@dataclass(frozen=True)
class Survey:
    """A survey: who answered it, in which form maker, when, and its questions."""

    form: str
    informant: str
    waves: Sequence[Wave]
    items: Sequence[Item] = field(default_factory=tuple)


def survey_of(spec: Mapping[str, Any]) -> Survey:
    """The survey that a table of a text file describes."""
    return Survey(
        form=str(spec["form"]),
        informant=str(spec["informant"]),
        waves=[Wave(**wave) for wave in spec["waves"]],
        items=[Item(**item) for item in spec["items"]],
    )


def map_rows(survey: Survey) -> list[Row]:
    """The rows of the survey map: one a question and wave."""
    return [
        {
            "item_id": item.item_id,
            "file": wave.file,
            "asked": item.asked,
            "question_id": item.question_id,
            "scale": item.scale,
            "reversed": ("Yes" if item.turned else "No") if SCALES[item.scale] else None,
            "informant": survey.informant,
            "wave": wave.wave,
            "invited": wave.invited,
            "same_people": None if wave.wave == "Once" else "No",
        }
        for wave in survey.waves
        for item in survey.items
    ]


def exports(survey: Survey, school: str, seed: int) -> dict[str, Table]:
    """The export of each wave, by name of file."""
    return {
        wave.file: _export(survey, number, random.Random(f"{seed} {school} {wave.file}"))
        for number, wave in enumerate(survey.waves)
    }


def _export(survey: Survey, number: int, rng: random.Random) -> Table:
    wave = survey.waves[number]
    leanings = [rng.gauss() for _ in range(wave.answers)]
    columns = [answers_to(item, number, leanings, rng) for item in survey.items]
    header = [*OWN_COLUMNS[survey.form], *(item.asked for item in survey.items)]
    written = stamps(survey.form, wave, rng)
    rows = [[*stamp, *answers] for stamp, *answers in zip(written, *columns, strict=True)]
    return [header, *rows]


def stamps(form: str, wave: Wave, rng: random.Random) -> Iterator[list[object]]:
    """What the form maker itself writes in each row; never who it was."""
    moment = datetime.combine(wave.first_day, _FIRST_LESSON)
    for number in range(1, wave.answers + 1):
        moment += timedelta(seconds=rng.randint(20, 300))
        finished = moment + timedelta(seconds=rng.randint(60, 400))
        if form == GOOGLE:
            hour = finished.hour % 12 or 12
            zone = "GMT+1" if finished.month in _SUMMER_TIME else "GMT"
            yield [f"{finished:%Y/%m/%d} {hour}:{finished:%M:%S %p} {zone}"]
        elif wave.file.endswith(".csv"):  # saved as CSV from a British Excel
            written = [f"{at:%d/%m/%Y %H:%M}" for at in (moment, finished)]
            yield [number, *written, "anonymous", None]
        else:
            yield [number, moment, finished, "anonymous", "anonymous"]


def answers_to(
    item: Item, number: int, leanings: Sequence[float], rng: random.Random
) -> list[str | None]:
    """What each person answered to one question."""
    if item.scale == OWN_WORDS:
        answers = [*item.said, *[None] * len(leanings)][: len(leanings)]
        rng.shuffle(answers)
        return answers
    if item.scale == SEVERAL:
        answers = [_ticked(item, number, rng) for _ in leanings]
    else:
        edges = list(accumulate(item.chances[number]))
        words = SCALES[item.scale]
        answers = []
        for leaning in leanings:
            mixed = _LEANING * (-leaning if item.turned else leaning)
            mixed += (1 - _LEANING**2) ** 0.5 * rng.gauss()
            place = _NORMAL.cdf(mixed) * edges[-1]
            answers.append(words[next((n for n, e in enumerate(edges) if place < e), -1)])
    picked = rng.sample(range(len(answers)), min(item.unsure + item.skipped, len(answers)))
    for place in picked[: item.unsure]:
        answers[place] = NO_OPINION[0]
    for place in picked[item.unsure :]:
        answers[place] = None
    return answers


def _ticked(item: Item, number: int, rng: random.Random) -> str | None:
    """Several answers in one cell, as form makers write them; the last option stands alone."""
    chances = item.chances[number]
    *usual, alone = item.options
    ticked = [o for o, chance in zip(usual, chances, strict=True) if rng.random() < chance]
    return ";".join(ticked or [alone]) + ";"
