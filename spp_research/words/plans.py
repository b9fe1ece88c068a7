"""A plan that was fixed, in words: when, and what was done otherwise, without a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spp_research.phrases import listed
from spp_research.protect.disclosure import free_text
from spp_research.school.impact.plans import Fixed, FixedPlan

from .statements import Gaps, Statement, joined

_WHEN = {
    Fixed.BEFORE: "The plan was fixed on {day}, before anything was measured (mark {mark}).",
    Fixed.BETWEEN: "The plan was fixed on {day}, after the start had been measured and before the "
    "results (mark {mark}).",
    Fixed.AFTER: "The plan was fixed on {day}, when the results were in, so it cannot tell what "
    "was planned (mark {mark}).",
    Fixed.UNKNOWN: "The plan was fixed on {day}; when anything was measured is not written down "
    "(mark {mark}).",
}


def plan_words(plans: Sequence[FixedPlan], names: dict[str, str]) -> Iterator[Statement]:
    """Each plan, with what was done otherwise; and which outcomes had none.

    Parameters
    ----------
    plans : one an outcome.
    names : of the outcomes, by ID.
    """
    for plan in plans:
        if plan.there or plan.broken:
            named = Statement("**{name}.**", name=names[plan.outcome_id])
            yield joined([named, *_of(plan)])
    without = [names[plan.outcome_id] for plan in plans if not (plan.there or plan.broken)]
    if without and len(without) == len(plans):
        yield Statement("No plan was fixed beforehand.")
    elif without:
        yield Statement(
            "No plan was fixed beforehand of: {names}.",
            names=free_text(listed([f"“{name}”" for name in without])),
        )
    if any(plan.there for plan in plans):
        yield Statement(
            "The day of a plan is the one that the school wrote; nothing else shows it."
        )


def _of(plan: FixedPlan) -> Iterator[Statement]:
    if plan.broken:
        yield Statement(
            "A text on the sheet of plans is not the one that was fixed, and is not gone by."
        )
    if not plan.there or plan.fixed_on is None:
        return
    yield Statement(_WHEN[plan.when], day=plan.fixed_on, mark=plan.mark)
    for other in plan.others:
        yield Statement("Another text of it was fixed on {day}.", day=other)
    if not plan.departures:
        yield Statement("What was done is as it was planned there.")
        return
    yield Statement("Otherwise than planned:")
    for one in plan.departures:
        gaps: Gaps = {
            "label": one.label,
            "planned": free_text(one.planned),
            "now": free_text(one.now),
        }
        yield Statement("{label}: planned “{planned}”, now “{now}”.", **gaps)
