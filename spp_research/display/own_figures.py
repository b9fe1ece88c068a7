"""The figures of a notebook's own estimates as its audience may see them, and their sentences."""

from __future__ import annotations

from spp_research.catalogue import called
from spp_research.errors import UnprotectedError
from spp_research.phrases import in_words, listed
from spp_research.protect.disclosure import Rules, Shown, count, statistic
from spp_research.protect.disclosure.opened import in_a_workbook, of_a_group
from spp_research.protect.disclosure.possibilities import MANY
from spp_research.school.impact.audience import ROOM
from spp_research.stats.estimate import Estimate, Pooled
from spp_research.stats.printed import PLANNED, UNITS
from spp_research.words.amounts import decimals, interval_figures
from spp_research.words.statements import Statement

# Why there is no estimate, in words that hold no number: the reason itself counts the people.
_WHY = {
    "too_few": "Not estimated: Too few people to work it out.",
    "not_estimable": "Not estimated: These numbers do not settle it.",
    "refused": "Not estimated: What was asked for would mislead.",
}


def unit_of(estimate: Estimate) -> str:
    """What a step of one means.

    Raises
    ------
    UnprotectedError
        If no statistic of the kit has this unit, and no workbook: else anything could stand there.
    """
    if estimate.unit not in UNITS and not in_a_workbook(estimate.unit):
        raise UnprotectedError(
            "The unit of this estimate is none that a function of stats gives. Show it with its "
            'unit as disclosure.statistic(value, people, study.rules, unit="...").'
        )
    return called(estimate.unit)


def figures_of(estimate: Estimate, rules: Rules) -> Shown:
    """An estimate with its interval: "9.4 (4.2 to 14.6)", hidden where a group is too small.

    Raises
    ------
    UnprotectedError
        If it does not say how many people are in each of its groups.
    """
    if not estimate.ok:
        return Shown("–")
    if not estimate.sizes or sum(estimate.sizes) != estimate.n:
        raise UnprotectedError(
            "This estimate does not say how many people are in each of its groups, so that no rule "
            "can be asked, and nobody is shown a number without them. Show "
            "disclosure.statistic(value, people, study.rules) in a display.Statement."
        )
    figures = interval_figures(estimate, estimate.sizes, rules)
    small = any(n <= MANY and of_a_group(n, estimate.value) for n in estimate.sizes)
    if not figures.hidden and small:
        # What the numbers of a small group leave open is judged for outcomes (`impact.results`).
        return Shown("[c]", rule=ROOM)
    return figures


def statement_of(estimate: Estimate, rules: Rules) -> Statement:
    """An estimate in a sentence, or why there is none."""
    if not estimate.ok:
        return Statement(_WHY[estimate.status])
    if estimate.measure.startswith(PLANNED) and estimate.se is None and not estimate.sizes:
        return _planned(estimate, rules)
    figures = figures_of(estimate, rules)
    if figures.hidden:
        return Statement("Estimate: {figures}.", figures=figures)
    return Statement(
        "Estimate: {figures} {unit}, from {n}."
        if len(estimate.sizes) == 1
        else "Estimate: {figures} {unit}, from groups of {n}.",
        figures=figures,
        unit=unit_of(estimate),
        n=listed([f"{n:,}" for n in estimate.sizes]),
    )


def _planned(estimate: Estimate, rules: Rules) -> Statement:
    """What a plan could well show: a figure of no pupil, but of how many there are to be."""
    value = statistic(estimate.value, (estimate.n,) if estimate.n else (), rules, decimals=2)
    if not estimate.n:
        return Statement(
            "The smallest difference that would probably be seen: {value} {unit}.",
            value=value,
            unit=unit_of(estimate),
        )
    return Statement(
        "The smallest difference that {n} pupils would probably show: {value} {unit}.",
        n=count(estimate.n, rules),
        value=value,
        unit=unit_of(estimate),
    )


def shown_pooled(pooled: Pooled, rules: Rules) -> Shown:
    """A pooled mean with its interval, hidden where any of its estimates would be.

    Raises
    ------
    UnprotectedError
        If it was pooled from numbers, so that nobody knows how many people are behind it.
    """
    if pooled.status != "ok":
        return Shown("–")
    if not pooled.parts:
        raise UnprotectedError(
            "These effects were pooled without saying how many people are behind each, so that no "
            "rule can be asked. Pool the estimates themselves: stats.pool([first, second, third])."
        )
    if hidden := [f for part in pooled.parts if (f := figures_of(part, rules)).hidden]:
        return hidden[0]
    sizes = [n for part in pooled.parts if part.ok for n in part.sizes]
    digits = max(decimals(part) for part in pooled.parts if part.ok)
    mean, low, high = (
        statistic(end, sizes, rules, decimals=digits).text
        for end in (pooled.mean, pooled.low, pooled.high)
    )
    return Shown(f"{mean} ({low} to {high})", pooled.mean)


def pooled_figures(pooled: Pooled, rules: Rules) -> Statement:
    """A pooled mean in a sentence, or why there is none."""
    if pooled.status == "too_few":
        return Statement("Not put together: fewer than three schools have an estimate.")
    if pooled.status != "ok":
        return Statement("Not put together: these results are not of one kind.")
    figures = shown_pooled(pooled, rules)
    if figures.hidden:
        return Statement("All of them together: {figures}.", figures=figures)
    return Statement(
        "All of them together: {figures} {unit}, over {k} schools.",
        figures=figures,
        unit=unit_of(next(part for part in pooled.parts if part.ok)),
        k=in_words(pooled.k),
    )
