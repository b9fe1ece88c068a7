"""How a result is known: who was counted and who was lost.

As in `cautions`, the sentences follow from the facts of the result and not from a warning's text.
"""

from __future__ import annotations

from collections.abc import Sequence

from spp_research.disclosure import Rules, Shown, share
from spp_research.impact import SAME_CLASS, Losses, Measure, Result, standing
from spp_research.stats.clusters import FEW_CLUSTERS

from .amounts import amount, decimals, hidden, size
from .cautions import joined
from .statements import Statement
from .text import in_words

MANY_LOST, UNEVEN_LOSSES = 0.20, 0.10  # shares of pupils (docs/statistics.md)


def how_known(result: Result, rules: Rules) -> Statement | None:
    """How the estimate was made and who is missing from it; None where there is no estimate."""
    if not result.estimate.ok or hidden(result, rules):
        return None
    said = [
        *_named(result),
        *_clusters(result),
        *_sessions(result),
        *_lost(result, rules),
    ]
    if not said:
        return None
    return joined([Statement("**{name}.**", name=result.outcome.name), *said])


def several(results: Sequence[Result]) -> Statement | None:
    """What several outcomes do to each other's ranges; None for fewer than two beside the main."""
    m = sum(1 for r in results if r.simultaneous is not None)
    if m < 2:
        return None
    return Statement(
        "Besides the main outcome there are {m} others with a range, and all are shown, in the "
        "order in which the school wrote them. Of {m} such ranges about {missed} would miss the "
        "truth by chance alone. The table gives the wider ranges that hold for all of them at "
        "once.",
        m=in_words(m),
        missed=f"{m * 0.05:.2g}",
    )


def _named(result: Result):
    """When the main outcome was named; a late naming is among the cautions."""
    outcome = result.outcome
    first = outcome.baseline_date or outcome.follow_up_date
    if not outcome.primary:
        return
    if not outcome.named_on:
        yield Statement("When it was named as the main outcome is not written down.")
    elif first and outcome.named_on <= first:
        yield Statement(
            "It was named as the main outcome on {day}, before anything was measured.",
            day=outcome.named_on,
        )


def _clusters(result: Result):
    inner = result.standardised.details if result.standardised else {}
    clusters = inner.get("clusters")
    if not clusters or SAME_CLASS in result.estimate.warnings:
        return
    few = clusters < FEW_CLUSTERS
    yield Statement(
        "Whole classes took part ({treated} in the project, {others} not), so {how}.",
        treated=in_words(int(inner["clusters_treated"])),
        others=in_words(int(inner["clusters_comparison"])),
        how="each class counts as one result"
        if few
        else "the range allows for classes that differ",
    )
    if any("differ in size" in w for w in result.estimate.warnings):
        yield Statement("The classes differ in size, so the range is a little too narrow.")
    if any("do not vary within clusters" in w for w in result.estimate.warnings):
        yield Statement("Within a class all began alike, so the start could not be allowed for.")


def _sessions(result: Result):
    if result.outcome.measure is Measure.SESSIONS:
        yield Statement("Each pupil’s own rate counts once, however many sessions there were.")


def _lost(result: Result, rules: Rules):
    losses = result.losses
    if losses is None:
        return
    countable = all(not rules.hides(lost) or lost == 0 for _, _, lost in losses.groups)
    if countable:
        yield Statement(
            "Not measured both times: {groups}.",
            groups=Shown(", ".join(_share_lost(*group, rules) for group in losses.groups)),
        )
        yield from _lost_unevenly(losses)
    else:
        few = all(lost < rules.fewest_pupils for _, _, lost in losses.groups)
        where = " in either group" if len(losses.groups) > 1 else ""
        yield Statement(
            f"Fewer than {{few}} of the pupils listed{where} were not measured both times."
            if few
            else "Some of the pupils listed were not measured both times.",
            few=str(rules.fewest_pupils),
        )
    if losses.leavers_start is not None and losses.leavers >= rules.fewest_pupils:
        start = losses.leavers_start
        digits = decimals(start)
        yield Statement(
            "Those who were measured only at the start had begun about {gap} than the others.",
            gap=amount(start.value, start.unit, (losses.leavers,), rules, digits),
        )
    yield from _sensitive(result, losses, rules, countable)


def _share_lost(group: str, listed: int, lost: int, rules: Rules) -> str:
    words = share(lost, listed, rules).text if lost else f"none of {listed}"
    return f"{words} in the {'project' if group == 'Project' else 'comparison group'}"


def _lost_unevenly(losses: Losses):
    parts = [lost / listed for _, listed, lost in losses.groups]
    overall = losses.lost / sum(listed for _, listed, _ in losses.groups)
    if overall > MANY_LOST or max(parts) - min(parts) > UNEVEN_LOSSES:
        yield Statement("That is many, so the result may describe only those who stayed.")


def _sensitive(result: Result, losses: Losses, rules: Rules, countable: bool):
    """Whether the lost pupils could have changed the answer, where there is one to change."""
    estimate, kind = result.estimate, standing(result)
    if not losses.scenarios or not losses.tipping or estimate.low * estimate.high <= 0:
        return
    if SAME_CLASS in estimate.warnings:
        return  # the range cannot count classes, so nothing holds that could be shaken
    _, last = losses.scenarios[-1]
    holds = last.low * last.high > 0
    # Against the finding: the project's lost pupils behind it, the comparison's ahead of it.
    behind = (estimate.value > 0) == (losses.assumed == "Project")
    way = "lower" if behind else "higher"
    yield Statement(
        "Even if those who were lost had ended much {way} than the rest (by half of the usual "
        "spread), there would still be a {kind}."
        if holds
        else "If those who were lost had ended much {way} than the rest (by half of the usual "
        "spread), there might be no {kind} at all.",
        way=way,
        kind=kind,
    )
    if countable:
        unit, digits = result.outcome.shown_unit, decimals(estimate)
        yield Statement(
            "The range would first take in no {kind} if they had ended about {tipping} {way} than "
            "the rest.",
            kind=kind,
            tipping=size(losses.tipping, unit, result.people, rules, digits),
            way=way,
        )
