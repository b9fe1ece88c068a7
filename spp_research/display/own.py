"""What a cell of somebody's own shows when its last line is a result of the kit.

A protected table, a shown value, an estimate or a result that is the last line of a cell is shown
through the gate, in the kit's own words, without a line more.
"""

from __future__ import annotations

from hashlib import blake2b

from spp_research.errors import UnprotectedError
from spp_research.phrases import listed, sentence, small
from spp_research.protect.disclosure import Audience, Protected, Shown, rules_for
from spp_research.protect.disclosure.opened import of_a_group, rules_opened
from spp_research.protect.disclosure.possibilities import MANY
from spp_research.school.impact import Result
from spp_research.school.impact.audience import ROOM, hidden, symbol
from spp_research.stats.estimate import Estimate
from spp_research.words.amounts import interval_figures
from spp_research.words.results import headline
from spp_research.words.statements import Statement

from .tables import Table


def shown(value: Protected | Shown | Estimate | Result) -> Table | Statement:
    """What JupyterLab and the report show of one of the kit's own results.

    Parameters
    ----------
    value : the last line of a cell.
    """
    if isinstance(value, Protected):
        return _table(value)
    if isinstance(value, Shown):
        return Statement("{value}", value=value)
    if isinstance(value, Estimate):
        return _estimate(value)
    return _result(value)


def _table(value: Protected) -> Table:
    """Under a label of its content, so that two in one report have two."""
    said = repr((value.rows, value.columns, [[c.text for c in row] for row in value.cells]))
    label = f"tbl-own-{blake2b(said.encode(), digest_size=4).hexdigest()}"
    over = f", by {small(value.row_title)}" if value.row_title else ""
    return Table(value, label, f"{listed(value.columns)}{over}")


def _estimate(value: Estimate) -> Statement:
    if not value.ok:
        return Statement("Not estimated: {why}", why=sentence(value.reason))
    if not value.sizes or sum(value.sizes) != value.n:
        raise UnprotectedError(
            "This estimate does not say how many people are in each of its groups, so that no rule "
            "can be asked, and nobody is shown a number without them. Show "
            "disclosure.statistic(value, people, study.rules) in a display.Statement."
        )
    rules = rules_opened() or rules_for(Audience.PUBLIC)
    figures = interval_figures(value, value.sizes, rules)
    if not figures.hidden and any(n <= MANY and of_a_group(n, value.value) for n in value.sizes):
        # What the numbers of a small group leave open is judged for outcomes (`impact.results`).
        figures = Shown("[c]", rule=ROOM)
    if figures.hidden:
        return Statement("Estimate: {figures}.", figures=figures)
    return Statement(
        "Estimate: {figures} {unit}, from {n}."
        if len(value.sizes) == 1
        else "Estimate: {figures} {unit}, from groups of {n}.",
        figures=figures,
        unit=value.unit,
        n=listed([f"{n:,}" for n in value.sizes]),
    )


def _result(value: Result) -> Statement:
    rules = rules_opened() or rules_for(Audience.PUBLIC)
    if hidden(value, rules):
        return Statement("{name}: {symbol}.", name=value.outcome.name, symbol=symbol(value, rules))
    return Statement(
        "{name}: {said}.", name=value.outcome.name, said=headline(value, rules).rstrip(".")
    )
