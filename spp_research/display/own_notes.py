"""Pictures of what a notebook worked out about notes and figures: agreement, and a run chart.

Of notes what is drawn is what the sentence says. A run chart from a notebook's own figures does not
know about how many people it is, so it is for one's own screen and no document shows it.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from spp_research.catalogue import called, say
from spp_research.errors import UnprotectedError
from spp_research.protect.disclosure import (
    Protected,
    Rules,
    Shown,
    not_personal,
    round_half_up,
    rounded,
)
from spp_research.protect.disclosure.opened import run_key
from spp_research.school.agreement import Agreement
from spp_research.stats.estimate import Estimate
from spp_research.stats.run_charts import RunChart
from spp_research.words.series import headline_of_figures

from .charts import DARK_BLUE, GREY, INK, Chart, bare, canvas, png
from .tables import Table

_LEAST = 10  # things looked for, below which no share of them is given
_THINGS = "things looked for, not people"
_WORKED_OUT = "Source: worked out in this notebook."
_NOBODY = (
    "A run chart of a notebook's own figures does not say about how many people they are, so no "
    "rule can be asked. Write the series into the workbook, on the sheet “Series”; the impact "
    "reflection shows it."
)


def agreement_table(found: Agreement, rules: Rules) -> Table | None:
    """How far people noted the same, raw and beyond chance; None where it may not be said."""
    rows = _rows(found, rules)
    if not rows:
        return None
    cells = tuple(
        (_figures(one), not_personal(one.n, _THINGS), Shown(_measure(one))) for _, one in rows
    )
    heads = tuple(map(called, ("Value and its range", "Things looked for", "Measure")))
    made = Protected("", tuple(name for name, _ in rows), heads, cells)
    return Table(made, f"tbl-own-{_digest(cells)}", say("How far people noted the same"))


def agreement_chart(found: Agreement, rules: Rules) -> Chart | None:
    """The same as points with their intervals; None where it may not be said."""
    rows = [(name, one) for name, one in _rows(found, rules) if one.has_interval]
    if not rows:
        return None
    ends = [tuple(rounded(end, 2) for end in one.interval) for _, one in rows]
    with canvas(1.6 + 1.1 * len(rows)) as (figure, axes):
        axes.axvline(0, color=GREY, linewidth=1)
        for place, (value, low, high) in enumerate(ends):
            axes.plot([low, high], [-place] * 2, color=DARK_BLUE, linewidth=1.8)
            axes.plot([value], [-place], "o", color=DARK_BLUE, markersize=7)
        axes.set_yticks([-place for place in range(len(rows))], [name for name, _ in rows])
        axes.set_xlim(min(-0.05, *(low for _, low, _ in ends)), 1.05)
        axes.set_ylim(0.6 - len(rows), 0.4)
        bare(axes, keep=("bottom",))
        picture = png(figure)
    said = "; ".join(f"{name} {_figures(one).text}" for name, one in rows)
    return Chart(
        picture,
        f"fig-own-{_digest(said)}",
        say("How far people noted the same"),
        say(
            "{units} things looked for on {visits} visits; 1 is always the same",
            units=found.raw.n,
            visits=found.visits,
        ),
        say("A point with a bar for each measure: {said}.", said=said),
        values=tuple(_figures(one) for _, one in rows),
        drawn=tuple((name, end) for (name, _), own in zip(rows, ends, strict=True) for end in own),
        source=say(_WORKED_OUT),
    )


def run_chart_of(found: RunChart) -> Chart | None:
    """Figures in a row with their middle line; None where there are fewer than two.

    Raises
    ------
    UnprotectedError
        In a document.
    """
    if run_key():
        raise UnprotectedError(_NOBODY)
    points = [(place, rounded(v, 2)) for place, v in enumerate(found.points, 1) if v is not None]
    if len(points) < 2 or found.median is None:
        return None
    line = rounded(found.median, 2)
    with canvas(6.2) as (figure, axes):
        _draw(axes, points, line, found)
        picture = png(figure)
    low, high = min(v for _, v in points), max(v for _, v in points)
    finding = headline_of_figures(found)
    return Chart(
        picture,
        f"fig-own-{_digest((points, line))}",
        finding,
        say("{number} figures in the order of time", number=len(points)),
        say(
            "Line of {number} figures: between {low} and {high}, with a level line at {line}. "
            "{finding}.",
            number=len(points),
            low=f"{low:g}",
            high=f"{high:g}",
            line=f"{line:g}",
            finding=finding,
        ),
        notes=(called("Each circle is one figure; the level line is their middle."),),
        drawn=(("line", line), *((str(place), value) for place, value in points)),
        reusable=False,
        source=say(_WORKED_OUT),
    )


def refuse_in_a_document() -> None:
    """Stop a run of the export at figures of which nobody knows whom they are about."""
    if run_key():
        raise UnprotectedError(_NOBODY)


def _rows(found: Agreement, rules: Rules) -> list[tuple[str, Estimate]]:
    if found.visits < rules.fewest_pupils or found.raw.n < _LEAST:
        return []
    rows = (
        (say("Noted the same"), found.raw),
        (say("Beyond chance"), found.beyond_chance),
        (say("Beyond chance, Gwet’s AC1"), found.ac1),
    )
    return [(name, one) for name, one in rows if one is not None and one.ok]


def _figures(one: Estimate) -> Shown:
    """As for any estimate: "0.72 (0.45 to 0.99)"; of things, so that no rule of people is asked."""
    ends = [one.value or 0.0, *([one.low, one.high] if one.has_interval else [])]
    value, *limits = (round_half_up(end, 2) for end in ends if end is not None)
    return Shown(f"{value} ({limits[0]} to {limits[1]})" if limits else value)


def _measure(one: Estimate) -> str:
    return one.measure.replace("'", "’")


def _draw(axes: Any, points: list[tuple[int, float]], line: float, found: RunChart) -> None:
    axes.axhline(line, color=GREY, linewidth=1.6, zorder=1)
    stretch: list[tuple[int, float]] = []
    for point in [*points, (points[-1][0] + 2, 0.0)]:
        if stretch and point[0] != stretch[-1][0] + 1:  # no line over a gap
            axes.plot(*zip(*stretch, strict=True), color=DARK_BLUE, linewidth=1.2, zorder=2)
            stretch = []
        stretch.append(point)
    axes.scatter(*zip(*points, strict=True), s=30, facecolor="white", edgecolor=DARK_BLUE, zorder=3)
    if found.frozen:
        axes.axvline(found.frozen + 0.5, color=INK, linewidth=1, linestyle=(0, (4, 3)))
    axes.margins(y=0.18)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.yaxis.grid(True, color="#E6E8EB", linewidth=0.8)
    bare(axes, keep=("bottom",))


def _digest(what: object) -> str:
    return blake2b(repr(what).encode(), digest_size=4).hexdigest()
