"""Tables of results: outcomes with their numbers, how sure they are, and who was counted."""

from __future__ import annotations

from functools import partial

from spp_research.disclosure import Protected, Rules, Shown, share, statistic
from spp_research.impact import Flow, Result
from spp_research.schema.vocabulary import DESIGNS

from .amounts import (
    AWAY,
    BOTH_TIMES,
    ESTIMATE,
    IN_SDS,
    INTERVAL,
    LEAST,
    decimals,
    hidden,
    interval_figures,
    key,
    pupils,
    symbol,
)
from .flow_steps import flow_cells
from .tables import Table

_NOT_ESTIMATED = Shown("not estimated")


def results_table(results: tuple[Result, ...], rules: Rules) -> Table:
    """Every outcome with its pupils, its means, its difference and interval, and its design."""
    rows, cells = [], []
    for result in results:
        rows.append(f"{result.outcome.name} ({result.outcome.who})")
        cells.append(
            (
                pupils(result, rules),
                _mean(result, "Before", rules),
                _mean(result, "After", rules),
                _difference(result, rules),
                Shown(result.outcome.design),
            )
        )
    return Table(
        Protected(
            "Outcome",
            tuple(rows),
            ("Pupils", "Mean before", "Mean after", "Difference (95% interval)", "Design"),
            tuple(cells),
        ),
        "tbl-outcomes",
        "Each outcome with what was measured and how it can be known",
        "Means of the project’s pupils, in the unit of the measure; the difference is adjusted for "
        "the start where there is a comparison group",
        notes=(_designs(results),),
        widths=(43, 14, 10, 9, 16, 8),
    )


def _designs(results: tuple[Result, ...]) -> str:
    """What the letters in the column of designs mean: "Design A: comparison group; B: ..."."""
    used = {r.outcome.design for r in results}
    return f"Design {'; '.join(f'{d}: {words}' for d, words in DESIGNS.items() if d in used)}."


def precision_table(results: tuple[Result, ...], rules: Rules) -> Table | None:
    """How large and how sure: in standard deviations, what could be shown, all ranges at once.

    None where nothing was estimated that the audience may see.
    """
    # One that is hidden has its row, estimated or not: without it, that all gained the same shows.
    estimated = [
        r
        for r in results
        if r.estimate.ok or (r.flow and r.outcome.design != "D" and hidden(r, rules))
    ]
    if all(hidden(r, rules) for r in estimated):
        return None
    at_once = any(r.simultaneous for r in estimated)
    columns = ["In SDs (95% interval)", "Start, in SDs", "Smallest it could show"]
    if at_once:
        columns.append("Range with all others")
    cells = []
    for result in estimated:
        row = [
            _or_symbol(
                result,
                rules,
                _in_sds(result, interval_figures(result.standardised, result.people, rules, 2)),
            ),
            _or_symbol(
                result, rules, _in_sds(result, _value(result.baseline_gap, result, rules, 2))
            ),
            _or_symbol(result, rules, _least(result, rules)).of(key(result, LEAST)),
        ]
        if at_once:
            row.append(_or_symbol(result, rules, _all_at_once(result, rules)))
        cells.append(tuple(row))
    return Table(
        Protected(
            "Outcome", tuple(r.outcome.name for r in estimated), tuple(columns), tuple(cells)
        ),
        "tbl-precision",
        "How large each difference is and how small a one could have been shown",
        "In standard deviations (SDs); the start is the project’s mean before against the "
        "comparison group’s; the smallest is a true difference with an 80% chance of being shown",
        notes=(
            "; ".join(
                f"{r.outcome.name}: {_estimator(r)}" for r in estimated if not hidden(r, rules)
            ),
        ),
        widths=(32, 22, 13, 20, 13) if at_once else (39, 25, 14, 22),
    )


STEPS = ("Listed", "Measured before", "Measured after", "Both times")


def flow_rows(
    results: tuple[Result, ...], rules: Rules
) -> list[tuple[Result, Flow, tuple[Shown, ...]]]:
    """Each outcome and group with its pupils step by step (`STEPS`), as the audience may see."""
    flows = [(result, flow) for result in results for flow in result.flow]
    cells = [
        flow_cells(flow, rules, matched=result.outcome.design in ("A", "B"))
        for result, flow in flows
    ]
    # As many listed in another row are most likely the same pupils, so they are hidden with them.
    lists = [(flow.group, flow.listed) for _, flow in flows]
    hidden_lists = {f for f, row in zip(lists, cells, strict=True) if row[0].hidden}
    rows = [
        (Shown("[c]", rule=AWAY), *row[1:]) if at in hidden_lists else row
        for at, row in zip(lists, cells, strict=True)
    ]
    return [
        (result, flow, tuple(map(partial(_of_step, result, flow), STEPS, row)))
        for (result, flow), row in zip(flows, rows, strict=True)
    ]


def _of_step(result: Result, flow: Flow, step: str, cell: Shown) -> Shown:
    """A number of the flow with its key; the last stands in sentences and other tables too."""
    what = BOTH_TIMES if step == STEPS[-1] else f"pupils {step.lower()}"
    return cell if cell.text == "–" else cell.of(key(result, what, flow.group))


def flow_table(results: tuple[Result, ...], rules: Rules) -> Table | None:
    """How many pupils there were at each step, group by group."""
    rows = flow_rows(results, rules)
    if not rows:
        return None
    return Table(
        Protected(
            "Outcome and group",
            tuple(f"{result.outcome.name}, {flow.group.lower()}" for result, flow, _ in rows),
            STEPS,
            tuple(cells for *_, cells in rows),
        ),
        "tbl-flow",
        "How many pupils were counted at each step",
        "Pupils; the estimates rest on those who were measured both times",
    )


def _mean(result: Result, time: str, rules: Rules) -> Shown:
    for summary in result.summaries:
        if summary.group == "Project" and summary.time == time:
            about = key(result, f"result {time.lower()}", summary.group)
            if hidden(result, rules):
                return symbol(result, rules).of(about)
            if summary.yes is not None:
                return share(summary.yes, summary.n, rules).of(about)
            return statistic(summary.mean, (summary.n,), rules, decimals=1).of(about)
    return Shown("–")


def _difference(result: Result, rules: Rules) -> Shown:
    if not result.flow:
        return _NOT_ESTIMATED
    about = (key(result, ESTIMATE), key(result, INTERVAL))
    if hidden(result, rules):
        return symbol(result, rules).of(*about)
    if not result.estimate.ok:
        return _NOT_ESTIMATED
    return interval_figures(result.estimate, result.people, rules).of(*about)


def _value(estimate, result: Result, rules: Rules, digits: int) -> Shown:
    """A plain number for a table, an en dash where there is none."""
    if estimate is None or not estimate.ok:
        return Shown("–")
    return statistic(estimate.value, result.people, rules, decimals=digits)


def _in_sds(result: Result, shown: Shown) -> Shown:
    """A figure in standard deviations, hidden where a group is small."""
    return Shown("[c]", rule=IN_SDS) if result.small and shown.text != "–" else shown


def _least(result: Result, rules: Rules) -> Shown:
    return _value(result.smallest_shown, result, rules, decimals(result.estimate))


def _all_at_once(result: Result, rules: Rules) -> Shown:
    wider = result.simultaneous
    if wider is None or not wider.has_interval:
        return Shown("–")
    ends = [
        statistic(end, result.people, rules, decimals=decimals(result.estimate)).text
        for end in (wider.low, wider.high)
    ]
    return Shown(f"{ends[0]} to {ends[1]}")


def _or_symbol(result: Result, rules: Rules, shown: Shown) -> Shown:
    return symbol(result, rules) if hidden(result, rules) else shown


def _estimator(result: Result) -> str:
    """The name of what was worked out, as an evaluator knows it."""
    measures = [result.estimate.measure]
    if result.standardised and result.standardised.measure not in measures:
        measures.append(result.standardised.measure)
    return "; ".join(measures)
