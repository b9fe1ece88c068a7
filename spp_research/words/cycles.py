"""One cycle beside another in words: never a trend, never a ranking, never why."""

from __future__ import annotations

from spp_research import stats
from spp_research.partnership.annual import TwoCycles
from spp_research.protect.disclosure import Rules, free_text

from .amounts import amount, decimals, span
from .coded import why_none
from .statements import Statement, joined


def cycles_sentence(found: TwoCycles, rules: Rules) -> Statement:
    """What an outcome was in each of two cycles, and whether that is a change."""
    effect = found.second or found.first
    named = Statement(
        "**{school}, {name}.**",
        school=found.school,
        name=free_text(effect.name if effect else ""),
    )
    change = found.change
    if not change.ok or found.first is None or found.second is None:
        return joined([named, Statement("Not compared: {reason}.", reason=why_none(change.reason))])
    unit, digits = found.second.unit, decimals(change)
    said = Statement(
        "In {before} it was about {first}, in {after} about {second}.",
        before=found.cycles[0],
        after=found.cycles[1],
        first=amount(found.first.value, unit, found.first.pupils, rules, digits),
        second=amount(found.second.value, unit, found.second.pupils, rules, digits),
    )
    gap = Statement(
        "That is about {gap}; the data fit anything from {range}.",
        gap=amount(change.value, unit, found.sizes, rules, digits),
        range=span(change.low, change.high, unit, found.sizes, rules, digits),
    )
    return joined([named, said, gap, _verdict(found), _NO_TREND])


_NO_TREND = Statement("The pupils are others, and two cycles are no trend.")


def _verdict(found: TwoCycles) -> Statement:
    effect = found.second
    least = (effect.smallest_worthwhile if effect else None) or 0.0
    words = stats.direction(found.change, least, effect.higher_is_better if effect else True)
    if words.startswith("unclear"):
        return Statement("Whether it changed cannot be told.")
    if words == "no worthwhile change":
        return Statement("That is no worthwhile change.")
    return Statement("It is not the same in both.")
