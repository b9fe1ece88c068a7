"""Who was counted: pupils from the list to the estimate, one column a group.

After the flow diagram of the CONSORT statement, kept to the four steps that a school records. Each
number has been through the same rules as in the table, for which the diagram stands in.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from spp_research.protect.disclosure import CONFIDENTIAL, SYMBOLS, Hidden, Protected, Rules, Shown
from spp_research.schema.vocabulary import Design
from spp_research.school.impact import Flow, Result
from spp_research.school.impact.audience import AWAY, flow_cells
from spp_research.words.amounts import BOTH_TIMES, key
from spp_research.words.charts import STEPS, flow_alt
from spp_research.words.statements import Statement

from .charts import DARK_BLUE, FULL_WIDTH_CM, GREY, INK, Chart, Drawn, canvas, png, unwrapped, wrap
from .tables import Table

MOST_COLUMNS = 4  # side by side; more are a table
_WIDEST, _GAP = 4.6, 0.5  # cm
_BOX, _STEP, _HEAD = 0.62, 0.92, 1.35  # cm: a box's height, from box to box, and what is above
_LETTER = 0.15  # cm, the mean width of a letter


def flow_chart(
    results: tuple[Result, ...], rules: Rules, *, drawn: bool = True
) -> Chart | Table | Statement | None:
    """The pupils of every outcome step by step; a table for many, a sentence where all is hidden.

    None where no pupil's result was written down.

    Parameters
    ----------
    drawn : False for a table whatever the number.
    """
    rows = flow_rows(results, rules)
    if not rows:
        return None
    cells = [cell for *_, row in rows for cell in row]
    counted = [cell for cell in cells if cell.text != "–"]
    if all(cell.hidden for cell in counted):
        return Statement(
            "How many pupils were counted at each step is hidden {symbol}.", symbol=counted[0]
        )
    if len(rows) > MOST_COLUMNS or not drawn:
        return flow_table(results, rules)
    width = min(_WIDEST, (FULL_WIDTH_CM - _GAP * (len(rows) - 1)) / len(rows))
    with canvas(_HEAD + _STEP * len(STEPS) - (_STEP - _BOX) + 0.1) as (figure, axes):
        figure.set_layout_engine("none")
        axes.set_position((0, 0, 1, 1))
        axes.set_xlim(0, FULL_WIDTH_CM)
        axes.set_ylim(_HEAD + _STEP * len(STEPS) - (_STEP - _BOX) + 0.1, 0)
        axes.set_axis_off()
        for place, (result, flow, row) in enumerate(rows):
            left = place * (width + _GAP)
            _draw_head(axes, left, width, result.outcome.name, flow.group)
            _draw_steps(axes, left, width, row)
        picture = png(figure)
    hidden = any(cell.hidden for cell in counted)
    return Chart(
        picture,
        "fig-flow",
        "How many pupils were counted at each step",
        "Pupils; the estimates rest on those who were measured both times",
        flow_alt(rows),
        audit=tuple(
            Hidden(f"{result.outcome.name}, {flow.group.lower()}", step, cell.rule)
            for result, flow, row in rows
            for step, cell in zip(STEPS, row, strict=True)
            if cell.rule
        ),
        notes=(f"{CONFIDENTIAL} {SYMBOLS[CONFIDENTIAL]}",) if hidden else (),
        values=tuple(cells),
        drawn=_drawn(rows, width),
    )


def _drawn(rows: list[tuple[Result, Any, tuple[Shown, ...]]], width: float) -> Drawn:
    """The heads of the columns and what stands in their boxes."""
    drawn = []
    for result, flow, row in rows:
        drawn.append(("outcome", unwrapped(_name(result.outcome.name, width))))
        drawn.append(("group", flow.group))
        drawn += [(s, cell.text) for s, cell in zip(STEPS, row, strict=True) if cell.text != "–"]
    return tuple(drawn)


def _name(name: str, width: float) -> str:
    return wrap(name, int(width / _LETTER), 2)


def _draw_head(axes: Any, left: float, width: float, name: str, group: str) -> None:
    axes.text(left, 0.02, _name(name, width), va="top", linespacing=0.95)
    axes.text(left, _HEAD - 0.2, group, va="center", weight="bold")


def _draw_steps(axes: Any, left: float, width: float, row: tuple[Shown, ...]) -> None:
    from matplotlib.patches import Rectangle

    steps = [(step, cell) for step, cell in zip(STEPS, row, strict=True) if cell.text != "–"]
    for place, (step, cell) in enumerate(steps):
        top, middle = _HEAD + _STEP * place, left + width / 2
        last = place == len(steps) - 1
        axes.add_patch(
            Rectangle(
                (left + 0.03, top),
                width - 0.06,
                _BOX,
                facecolor="white",
                edgecolor=DARK_BLUE,
                linewidth=1.8 if last else 1,
            )
        )
        axes.text(left + 0.2, top + _BOX / 2, step, va="center")
        axes.text(
            left + width - 0.2,
            top + _BOX / 2,
            cell.text,
            va="center",
            ha="right",
            color=GREY if cell.hidden else INK,
            weight="normal" if cell.hidden else "bold",
        )
        if not last:
            axes.annotate(
                "",
                (middle, top + _STEP),
                (middle, top + _BOX),
                arrowprops={"arrowstyle": "-|>", "color": GREY, "linewidth": 1},
            )


def flow_rows(
    results: tuple[Result, ...], rules: Rules
) -> list[tuple[Result, Flow, tuple[Shown, ...]]]:
    """Each outcome and group with its pupils step by step (`STEPS`), as the audience may see."""
    flows = [(result, flow) for result in results for flow in result.flow]
    cells = [
        flow_cells(flow, rules, matched=result.outcome.design in (Design.A, Design.B))
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
