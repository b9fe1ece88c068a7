"""What a cell of somebody's own shows when its last line is a result of the kit.

A protected table, a shown value, an estimate, a result or a survey's question that is the last line
of a cell is shown through the gate, in the kit's own words, without a line more: in Jupyter as its
sentence, its table and its picture, one after another.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, TypeAlias

from spp_research.phrases import listed, small
from spp_research.protect.disclosure import Protected, Shown
from spp_research.school.agreement import Agreement
from spp_research.school.enquiry import Smallest
from spp_research.school.impact import Result
from spp_research.school.impact.audience import hidden, symbol
from spp_research.school.impact.plans import FixedPlan
from spp_research.school.survey import Item
from spp_research.stats.allocation import Allocation
from spp_research.stats.estimate import Estimate, Pooled
from spp_research.stats.run_charts import RunChart
from spp_research.words.results import conclusion, headline
from spp_research.words.series import figures_sentence
from spp_research.words.sources import agreement_sentence
from spp_research.words.statements import Statement
from spp_research.words.surveys import sentence_of

from .charts import Chart
from .estimation import estimation_chart
from .likert import voices_chart
from .own_charts import from_here, of_estimate, of_pooled, rules_here, table_of
from .own_figures import pooled_figures, statement_of
from .own_notes import agreement_chart, agreement_table, refuse_in_a_document, run_chart_of
from .own_plans import (
    draw_chart,
    draw_said,
    draw_table,
    plan_said,
    plan_table,
    smallest_chart,
    smallest_said,
)
from .sections import Pieces
from .surveys import voices_table
from .tables import Table

OWN = "own"  # the ID of what comes from a table of the notebook
Planned: TypeAlias = Allocation | Smallest | FixedPlan
Told: TypeAlias = Result | Item | Agreement | RunChart | Planned
Own: TypeAlias = Protected | Shown | Estimate | Pooled | Told


def shown(value: Own) -> Table | Statement:
    """What is shown of one of the kit's own results where there is room for one thing.

    Parameters
    ----------
    value : the last line of a cell.
    """
    if isinstance(value, Protected):
        return _table(value)
    if isinstance(value, Shown):
        return Statement("{value}", value=value)
    if isinstance(value, Estimate):
        return statement_of(value, rules_here())
    if isinstance(value, Pooled):
        return pooled_figures(value, rules_here())
    if isinstance(value, Result):
        return _result(value)
    return _said(value)


def pieces(value: Estimate | Pooled | Told) -> Pieces:
    """What Jupyter and the report show of a result: its sentence, its table, its picture."""
    parts: list[Any] = [shown(value)]
    rules = rules_here()
    if isinstance(value, Estimate) and value.ok and value.sizes:
        parts += [table_of(value, rules), of_estimate(value)]
    elif isinstance(value, Pooled) and value.status == "ok":
        parts.append(of_pooled(value))
    elif isinstance(value, Result) and not hidden(value, rules):
        parts = [conclusion(value, rules), _drawn(value)]
    elif isinstance(value, Item) and value.scaled:
        label = value.item_id.casefold()
        parts += [
            voices_table([value], rules, f"tbl-own-{_digest(label)}"),
            _drawn(value),
        ]
    elif isinstance(value, Agreement):
        parts += [agreement_table(value, rules), _drawn(value)]
    elif isinstance(value, Allocation):
        parts += [draw_table(value, rules), _drawn(value)]
    elif isinstance(value, FixedPlan):
        parts.append(plan_table(value))
    elif isinstance(value, RunChart | Smallest):
        parts.append(_drawn(value))
    first, *others = parts  # a sentence is not said twice
    return Pieces([first, *(part for part in others if part != first)])


def plot_of(value: Told) -> Any:
    """The picture of a result or a question; its sentence where there is none to see."""
    return _drawn(value) or shown(value)


def _drawn(value: Told) -> Chart | None:
    rules = rules_here()
    if isinstance(value, Agreement):
        return agreement_chart(value, rules)
    if isinstance(value, RunChart):
        return run_chart_of(value)
    if isinstance(value, Allocation):
        return draw_chart(value, rules)
    if isinstance(value, Smallest):
        return smallest_chart(value, rules)
    if isinstance(value, FixedPlan):
        return None
    if isinstance(value, Result):
        chart = estimation_chart(value, rules)
        return from_here(chart, own_table=value.outcome.outcome_id == OWN)
    voices = voices_chart([value], rules, f"fig-own-{_digest(value.item_id.casefold())}")
    return from_here(voices, own_table=value.item_id == OWN)


def sentence(value: Told) -> str:
    """A result or a question in running words, for one's own screen, by the rules."""
    said = conclusion(value, rules_here()) if isinstance(value, Result) else _said(value)
    return said.bare


def _said(value: Item | Agreement | RunChart | Planned) -> Statement:
    if isinstance(value, Item):
        return sentence_of(value, rules_here())
    if isinstance(value, Agreement):
        return agreement_sentence(value, rules_here())
    if isinstance(value, Allocation):
        return draw_said(value, rules_here())
    if isinstance(value, Smallest):
        return smallest_said(value, rules_here())
    if isinstance(value, FixedPlan):
        return plan_said(value)
    refuse_in_a_document()
    return figures_sentence(value)


def _table(value: Protected) -> Table:
    """Under a label of its content, so that two in one report have two."""
    said = repr((value.rows, value.columns, [[c.text for c in row] for row in value.cells]))
    over = f", by {small(value.row_title)}" if value.row_title else ""
    return Table(value, f"tbl-own-{_digest(said)}", f"{listed(value.columns)}{over}")


def _digest(text: str) -> str:
    return blake2b(text.encode(), digest_size=4).hexdigest()


def _result(value: Result) -> Statement:
    rules = rules_here()
    if hidden(value, rules):
        return Statement("{name}: {symbol}.", name=value.outcome.name, symbol=symbol(value, rules))
    return Statement(
        "{name}: {said}.", name=value.outcome.name, said=headline(value, rules).rstrip(".")
    )
