"""Plans that were fixed: each with the mark of its text, and before anything was measured."""

from __future__ import annotations

from collections.abc import Iterator

from spp_research.protect.fixed_text import is_marked

from ..faults import Fault, quote
from ..read.typed_rows import given
from .finder import Finder


def fixed_plans(find: Finder) -> Iterator[Fault]:
    """Every plan is the text that was fixed, and the day is one on which it could still be made."""
    outcomes = {one["outcome_id"]: one for _, one in find.rows("outcomes")}
    for row, plan in find.rows("fixed_plans"):
        name = quote(plan["outcome_id"])
        if not is_marked(plan["plan"], plan["mark"]):
            yield find.fault(
                "plan.mark",
                "fixed_plans",
                row,
                "mark",
                f"The mark {quote(plan['mark'])} does not belong to the text of the plan of "
                f"{name}, so one of the two was changed after the plan was fixed, and the report "
                "does not go by it: put both back, as they stand in the folder plans.",
            )
        outcome = outcomes.get(plan["outcome_id"])
        if outcome is None:
            continue
        day, before, after = plan["fixed_on"], outcome["baseline_date"], outcome["follow_up_date"]
        if given(after) and day >= after:
            when = f"measured afterwards on {after:%d/%m/%Y}"
        elif given(before) and day > before:
            when = f"measured beforehand on {before:%d/%m/%Y}"
        else:
            continue
        yield find.fault(
            "plan.late",
            "fixed_plans",
            row,
            "fixed_on",
            f"The plan of {name} was fixed on {day:%d/%m/%Y}, and it was {when}, so the report "
            "says that the plan came later: check the dates.",
        )


RULES = (fixed_plans,)
