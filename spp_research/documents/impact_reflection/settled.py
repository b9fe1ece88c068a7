"""What was settled beforehand, as the reflection tells it: fixed plans, and halves that wait."""

from __future__ import annotations

from spp_research.school.evidence import Study
from spp_research.school.impact.plans import plans_of
from spp_research.school.impact.waiting import second_halves
from spp_research.words.lots import second_half
from spp_research.words.plans import plan_words
from spp_research.words.statements import Statement


def plans_told(study: Study) -> list[Statement]:
    """When each plan was fixed and what was done otherwise, or that none was fixed."""
    outcomes = study.base.outcomes
    names = dict(zip(outcomes["outcome_id"], outcomes["outcome"], strict=True))
    return list(plan_words(plans_of(study.base), names))


def halves_told(study: Study) -> list[Statement]:
    """What the half that began later gained in its own time, where that was measured."""
    found = (second_half(half, study.rules) for half in second_halves(study.base))
    return [said for said in found if said is not None]
