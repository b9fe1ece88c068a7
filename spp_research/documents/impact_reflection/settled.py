"""What was settled beforehand, as the reflection tells it: fixed plans, and halves that wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spp_research.school.evidence import Study
from spp_research.school.impact.plans import fixed_plans
from spp_research.school.impact.waiting import second_halves
from spp_research.words.lots import second_half
from spp_research.words.plans import plan_words
from spp_research.words.statements import Statement

if TYPE_CHECKING:
    import pandas as pd


def plans_told(study: Study) -> list[Statement]:
    """When each plan was fixed and what was done otherwise, or that none was fixed."""
    base = study.base
    outcomes = _records(base.outcomes)
    plans = fixed_plans(base.school.slug, outcomes, _records(base.fixed_plans))
    return list(plan_words(plans, {one["outcome_id"]: one["outcome"] for one in outcomes}))


def halves_told(study: Study) -> list[Statement]:
    """What the half that began later gained in its own time, where that was measured."""
    found = (second_half(half, study.rules) for half in second_halves(study.base))
    return [said for said in found if said is not None]


def _records(sheet: pd.DataFrame) -> list[dict]:
    """The rows of a sheet, None for what is missing."""
    import pandas as pd

    return [
        {name: None if pd.isna(value) else value for name, value in row.items()}
        for row in sheet.to_dict("records")
    ]
