"""How a generated school went about finding out: observations, support, surveys, ethics.

Drawn apart from the rest of the school's year, so that its review stays the same whatever is
added here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from math import comb
from random import Random
from typing import TYPE_CHECKING

from spp_research.schema.vocabulary import OBSERVATIONS, SCALES

from .books import Row, Sheets
from .exports import GOOGLE, MICROSOFT, Item, Survey, Table, Wave, exports, map_rows
from .school_year import REFLECTED, school_day
from .sharing import variant_of
from .storylines import Host, Topic

if TYPE_CHECKING:
    from .measuring import Trial

_VISITS = (6, 8)
_THREE_OBSERVERS = 0.2
_SEEN_OTHERWISE = 0.25  # how often somebody notes the word next to what another notes
_WITH_A_SURVEY = 0.4
_HOLIDAY_WEEKS = 3  # between a start in winter and the follow-up in June
_FIRST_LETTER = ord("A")
_STAGES = {(1, 2): "Key stage 1", (3, 6): "Key stage 2"}
_FILES = {"Pupils": "pupils", "Staff": "staff", "Parents and carers": "parents"}


def fill_in_enquiry(
    host: Host,
    topics: Sequence[Topic],
    trials: Sequence[Trial],
    texts: Mapping[str, list[str]],
    seed: int,
) -> tuple[Sheets, dict[str, Table]]:
    """The sheets about finding out, and the exports of the school's survey if it had one."""
    rng = Random(f"{seed} {host.slug} enquiry")
    sheets: Sheets = {
        "observations": _observations(host, topics[0], rng),
        "register": _register(host, topics[:2], rng),
        "support": _support(host, topics, rng),
        "ethics": [_ethics(host, texts, rng)],
    }
    if host.stage != REFLECTED:
        return sheets, {}
    sheets["implementation"] = [
        _implementation(topic, trial, rng) for topic, trial in zip(topics, trials, strict=False)
    ]
    if rng.random() > _WITH_A_SURVEY:
        return sheets, {}
    survey = _survey(host, topics[0], trials[0], rng)
    sheets["survey_map"] = map_rows(survey)
    return sheets, exports(survey, host.slug, seed)


def _observations(host: Host, topic: Topic, rng: Random) -> list[Row]:
    """What two or three of the review team noted side by side, for the school's first question."""
    team = str(host.review["team"]).split("; ")
    days = [host.review["review_start"], host.review["review_end"]]
    looked_for = topic.story["observations"]["looked_for"]
    rows: list[Row] = []
    visits = rng.randint(*_VISITS)
    for number in range(visits):
        watching = team if rng.random() < _THREE_OBSERVERS else sorted(rng.sample(team, 2))
        for item in looked_for:
            there = rng.randrange(len(OBSERVATIONS) - 1)
            rows += [
                {
                    "observation_id": f"V{number + 1}",
                    "question_id": topic.questions[0],
                    "date": days[2 * number // visits],
                    "looked_for": item,
                    "observer": observer,
                    "noted": OBSERVATIONS[_noted(there, rng)],
                }
                for observer in watching
            ]
    return rows


def _noted(there: int, rng: Random) -> int:
    moved = there + rng.choice((-1, 1)) if rng.random() < _SEEN_OTHERWISE else there
    return min(max(moved, 0), len(OBSERVATIONS) - 1)


def _register(host: Host, topics: Sequence[Topic], rng: Random) -> list[Row]:
    rows: list[Row] = []
    for topic in topics:
        for outcome, says, how_clear in topic.story["register"]["rows"]:
            letter = chr(_FIRST_LETTER + len(rows))
            effect, half = rng.uniform(0.1, 0.35), rng.uniform(0.05, 0.09)
            if how_clear == "wide":
                effect, half = effect / 3, effect / 3 + half
            given = how_clear != "none"
            rows.append(
                {
                    "register_id": f"R{len(rows) + 1}",
                    "question_id": topic.questions[0],
                    "study": f"Example study {letter} ({rng.randint(2012, 2024)}, invented)",
                    "stage": _STAGES.get(host.setting.years, "Several stages"),
                    "outcome": outcome,
                    "says": says,
                    "estimated": "Yes" if given else "No",
                    "effect": round(effect, 2) if given else None,
                    "low": round(effect - half, 2) if given else None,
                    "high": round(effect + half, 2) if given else None,
                    "locator": f"https://example.org/study-{letter.lower()}, "
                    f"table {rng.randint(1, 6)}",
                    "accessed": host.review["data_sharing_date"],
                }
            )
    return rows


def _support(host: Host, topics: Sequence[Topic], rng: Random) -> list[Row]:
    """What the school could show of its first topic, and what it would like to see of others."""
    wanted = [
        ("Offer", topics[0], 0),
        *(("Need", topic, 1) for topic in topics[: rng.randint(1, 2)]),
    ]
    contacts = (host.deputy[0], host.champion[0], host.head[0])
    return [
        {
            "support_id": f"S{number + 1}",
            "kind": kind,
            "theme": topic.story["questions"][question]["theme"],
            "support": topic.story["support"][kind.lower()],
            "contact": contacts[number],
            "until": rng.choice((None, date(2026, 7, 17), date(2026, 12, 18))),
        }
        for number, (kind, topic, question) in enumerate(wanted)
    ]


def _ethics(host: Host, texts: Mapping[str, list[str]], rng: Random) -> Row:
    said = {name: rng.choice(texts[name]) for name in ("told", "consent", "withdraw", "kept")}
    return said | {
        "checked_by": host.head[1],
        "checked_on": school_day(host.review["workshop_date"], after=2),
    }


def _implementation(topic: Topic, trial: Trial, rng: Random) -> Row:
    story = topic.story["implementation"]
    weeks = (trial.follow_up - trial.start).days // 7 - _HOLIDAY_WEEKS
    planned = max(weeks, 1) * story["a_week"][trial.variant]
    parts = ("engage", "unite", "reflect", "adapted")
    return (
        {"action_id": trial.action_id}
        | {part: variant_of(story[part], trial.variant) for part in parts}
        | {
            "sessions_planned": planned or None,
            "sessions_held": round(planned * rng.uniform(0.8, 0.97)) or None,
        }
    )


def _survey(host: Host, topic: Topic, trial: Trial, rng: Random) -> Survey:
    """Pupils are asked before and after, others once; all without names."""
    spec = topic.story["survey"]
    who = spec["informant"]
    form = rng.choice((MICROSOFT, GOOGLE))
    ending = "csv" if form == GOOGLE or rng.random() < 0.5 else "xlsx"
    roll, class_size = host.setting.roll, host.setting.class_size
    invited = {"Pupils": 2 * class_size, "Staff": max(4, roll // 14)}.get(who, roll // 3)
    times = {"Before": trial.baseline, "After": trial.follow_up}
    waves = [
        Wave(
            wave=wave,
            file=f"{_FILES[who]}-{wave.lower()}.{ending}",
            first_day=day,
            invited=invited,
            answers=max(3, round(invited * rng.uniform(0.5, 0.95))),
        )
        for wave, day in (times if who == "Pupils" else {"Once": trial.follow_up}).items()
    ]
    items = []
    for number, (question, asked, scale, turned) in enumerate(spec["rows"], start=1):
        hoped = rng.uniform(0.35, 0.6)
        shares = [hoped + n * rng.uniform(-0.03, 0.15) for n in range(len(waves))]
        chances = [_chances(1 - p if turned else p, len(SCALES[scale])) for p in shares]
        items.append(
            Item(
                item_id=f"I{number}",
                asked=asked,
                scale=scale,
                question_id=topic.questions[question - 1],
                turned=bool(turned),
                chances=chances,
                unsure=rng.randint(0, 2),
            )
        )
    return Survey(form, who, waves, items)


def _chances(share: float, answers: int) -> list[float]:
    """How likely each answer of a scale is: binomial, `share` of the way up on average."""
    top = answers - 1
    return [comb(top, n) * share**n * (1 - share) ** (top - n) for n in range(answers)]
