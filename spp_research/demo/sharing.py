"""What a generated school shares: its practice, and who signed off what for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from spp_research.phrases import small
from spp_research.schema.vocabulary import IMPACT_REFLECTION, REVIEW_SUMMARY, WRITE_UP

from .books import Row
from .school_year import school_day
from .storylines import Host, Topic, fill

if TYPE_CHECKING:
    from .measuring import Trial

_SHARED_WITH_PARTNERSHIP = 0.85
_SHARED_WITH_ALL = 0.6
_TAKEN_BACK = 0.06
_LAST_DAY = date(2026, 7, 9)  # nothing is signed after the day that the example looks from


def practices(
    host: Host,
    topics: Sequence[Topic],
    trials: Sequence[Trial],
    texts: Mapping[str, list[str]],
    rng: Random,
) -> list[Row]:
    """The principle of the school's first topic."""
    first = list(zip(topics, trials, strict=False))[:1]
    return [_practice(host, *pair, texts, rng) for pair in first]


def _practice(
    host: Host,
    topic: Topic,
    trial: Trial,
    texts: Mapping[str, list[str]],
    rng: Random,
) -> Row:
    def say(name: str) -> str:
        return fill(variant_of(topic.story["practice"][name], trial.variant), topic.facts, rng)

    known = {"A": "known_with_comparison", "B": "known_before_and_after", "D": "known_by_telling"}
    facts = dict(topic.facts) | {"group": small(trial.group)}
    if trial.group.startswith("Year"):
        facts["group"] = trial.group
    return {
        "practice_id": "B1",
        "principle": say("principle"),
        "theme": topic.story["questions"][0]["theme"],
        "in_short": say("in_short"),
        "problem": say("problem"),
        "context": _where(host, trial),
        "pupils_reached": trial.pupils_in_project or None,
        "time": say("time"),
        "cost": say("cost"),
        "staff": say("staff"),
        "steps": say("steps"),
        "outcome_id": trial.outcome_id,
        "how_we_know": fill(texts[known[trial.design]], facts, rng),
        "not_known": say("not_known"),
        "suits": say("suits"),
        "contact_name": host.champion[1],
        "contact_email": f"office@{host.slug}.example",
        "keywords": say("keywords"),
    }


def _where(host: Host, trial: Trial) -> str:
    about_the_school = host.context.split(". ")[0]
    return f"{trial.group}. {about_the_school}, with {host.setting.roll} pupils."


def sign_offs(host: Host, reflected: bool, rng: Random) -> list[Row]:
    """The sign-offs, each for a wider audience later than the one for a narrower."""
    workshop: date = host.review["workshop_date"]
    rows = [_signed(host, REVIEW_SUMMARY, "School", school_day(workshop, after=6))]
    if rng.random() < _SHARED_WITH_PARTNERSHIP:
        rows.append(_signed(host, REVIEW_SUMMARY, "Partnership", school_day(workshop, after=12)))
    if not reflected:
        return rows
    looked_back: date = host.review["impact_review_date"]
    first = min(school_day(looked_back, after=2), _LAST_DAY)
    rows.append(_signed(host, IMPACT_REFLECTION, "Partnership", first))
    if rng.random() < _SHARED_WITH_PARTNERSHIP:
        rows.append(_signed(host, WRITE_UP, "Partnership", first))
        if rng.random() < _SHARED_WITH_ALL:
            second = min(school_day(first, after=4), _LAST_DAY)
            rows.append(_signed(host, WRITE_UP, "Public", second))
            if rng.random() < _TAKEN_BACK:
                rows[-1]["withdrawn_on"] = _LAST_DAY
    return rows


def _signed(host: Host, document: str, audience: str, day: date) -> Row:
    return {
        "document": document,
        "audience": audience,
        "signed_by": host.head[1],
        "role": "Headteacher",
        "signed_on": day,
        "withdrawn_on": None,
    }


def variant_of(text: str | Sequence[str], variant: int) -> str:
    """The text that belongs to a storyline's first (0) or second (1) action."""
    return text if isinstance(text, str) else text[variant % len(text)]
