"""Who was counted: pupils from the list to the estimate, one column a group.

After the flow diagram of the CONSORT statement, kept to the four steps that a school records. Each
number has been through the same rules as in the table, for which the diagram stands in.
"""

from __future__ import annotations

from typing import Any

from spp_research.disclosure import CONFIDENTIAL, SYMBOLS, Hidden, Rules, Shown
from spp_research.impact import Result

from .charts import DARK_BLUE, FULL_WIDTH_CM, GREY, INK, Chart, Drawn, canvas, png, unwrapped, wrap
from .result_tables import STEPS, flow_rows, flow_table
from .statements import Statement
from .tables import Table

MOST_COLUMNS = 4  # side by side; more are a table
_WIDEST, _GAP = 4.6, 0.5  # cm
_BOX, _STEP, _HEAD = 0.62, 0.92, 1.35  # cm: a box's height, from box to box, and what is above
_LETTER = 0.15  # cm, the mean width of a letter


def flow_chart(results: tuple[Result, ...], rules: Rules) -> Chart | Table | Statement | None:
    """The pupils of every outcome step by step; a table for many, a sentence where all is hidden.

    None where no pupil's result was written down.
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
    if len(rows) > MOST_COLUMNS:
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
        _alt(rows),
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


def _alt(rows: list[tuple[Result, Any, tuple[Shown, ...]]]) -> str:
    parts = []
    for result, flow, row in rows:
        steps = [
            f"{step.lower()} {cell.text}"
            for step, cell in zip(STEPS, row, strict=True)
            if cell.text != "–"
        ]
        parts.append(f"{result.outcome.name}, {flow.group.lower()}: {', '.join(steps)}")
    return (
        "Flow diagram with a column for each outcome and group and a box for each step, from the "
        f"pupils listed down to those measured both times. {'; '.join(parts)}."
    )
