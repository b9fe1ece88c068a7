"""The forest plot: schools' results in the lead's order, and what they give together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spp_research.protect.disclosure import Shown, rounded

from .charts import (
    DARK_BLUE,
    GREY,
    INK,
    LIGHT_BLUE,
    RULE,
    Drawn,
    bare,
    canvas,
    png,
    unwrapped,
    wrap,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_ROWS = 18  # of one chart; more would not fit on a page with their names readable

_ROW_CM, _TALL_ROW_CM, _FRAME_CM = 0.72, 0.98, 2.4  # a name of two lines needs a taller row
_NAME_CHARACTERS = 34
_SMALLEST, _LARGEST = 22.0, 170.0  # area of a square, in square points


@dataclass(frozen=True)
class Bar:
    """One row of a forest plot.

    Parameters
    ----------
    name : the school.
    value, low, high : the point and its interval.
    weight : its part of the whole, from 0 to 1.
    people, words : what is printed beside it: how many pupils, and the numbers themselves. Both
        have been through the rules.
    """

    name: str
    value: float
    low: float
    high: float
    weight: float
    people: Shown
    words: Shown


@dataclass(frozen=True)
class Together:
    """The pooled row: its diamond, and the line of the prediction interval where there is one."""

    value: float
    low: float
    high: float
    prediction: tuple[float, float] | None
    people: Shown
    words: Shown


def parts(bars: Sequence[Bar]) -> list[Sequence[Bar]]:
    """The rows in as many charts as they need, nearly equal in length."""
    charts = -(-len(bars) // MOST_ROWS)
    size = -(-len(bars) // charts)
    return [bars[start : start + size] for start in range(0, len(bars), size)]


def forest(
    bars: Sequence[Bar],
    together: Together,
    *,
    everything: Sequence[Bar] = (),
    worthwhile: float | None = None,
    axis: str,
    ways: tuple[str, str],
    column: str = "Pupils",
) -> bytes:
    """Draw the rows, and what all of them give together below.

    Parameters
    ----------
    bars : the rows of this chart, in the lead's order.
    together : of all the rows, also of those in other charts.
    everything : all the rows, where they take several charts, so that these have one scale.
    worthwhile : half the width of the band around no difference; None for no band.
    axis : what is measured, below the axis.
    ways : what lies to the left and to the right of no difference.
    column : the header over the numbers of people.
    """
    rows = len(bars)
    bottom = rows + (2.0 if together.prediction else 1.2)
    tall = any("\n" in _name(bar) for bar in bars)
    with canvas(
        _FRAME_CM + (_TALL_ROW_CM if tall else _ROW_CM) * bottom,
        ncols=2,
        width_ratios=(5, 3),
        sharey=True,
    ) as (figure, (axes, beside)):
        axes.axvline(0, color=GREY, linewidth=1, zorder=1)
        if worthwhile:
            axes.axvspan(-worthwhile, worthwhile, color=LIGHT_BLUE, alpha=0.35, linewidth=0)
        heaviest = max(bar.weight for bar in everything or bars) or 1.0
        for y, bar in enumerate(bars):
            axes.plot([bar.low, bar.high], [y, y], color=DARK_BLUE, linewidth=1.4, zorder=2)
            area = _SMALLEST + (_LARGEST - _SMALLEST) * bar.weight / heaviest
            axes.scatter(bar.value, y, s=area, marker="s", color=DARK_BLUE, zorder=3)
        _draw_together(axes, together, rows + 0.3)
        low, high = _reach(everything or bars, together, worthwhile)
        axes.set_xlim(low, high)
        axes.set_ylim(bottom, -1.4)
        _names(axes, bars, together, rows + 0.3)
        _columns(beside, bars, together, rows + 0.3, column)
        for words, away, side in ((f"← {ways[0]}", -6, "right"), (f"{ways[1]} →", 6, "left")):
            axes.annotate(
                words,
                (0, -1.05),
                xytext=(away, 0),
                textcoords="offset points",
                ha=side,
                va="center",
                color=GREY,
                fontsize=8.5,
            )
        axes.set_xlabel(axis, loc="left")
        axes.xaxis.grid(True, color="#E6E8EB", linewidth=0.8)
        bare(axes, keep=("bottom",))
        return png(figure)


def drawn_forest(
    bars: Sequence[Bar],
    together: Together,
    everything: Sequence[Bar],
    worthwhile: float | None,
    axis: str,
) -> Drawn:
    """What `forest` draws of these rows; `value`, `low`, `high` and `weight` are rounded."""
    low, high = _reach(everything, together, worthwhile)
    drawn: list[tuple[str, str | float]] = [
        ("axis", axis),
        ("axis from", rounded(low, 6)),
        ("axis to", rounded(high, 6)),
        ("heaviest", max(bar.weight for bar in everything)),
        ("too small to be worthwhile", worthwhile or "no band"),
    ]
    for bar in bars:
        drawn += [("school", unwrapped(_name(bar))), *_line(bar), ("weight", bar.weight)]
    drawn += [("all", "All of them together"), *_line(together)]
    for name, end in zip(("from", "to"), together.prediction or (), strict=False):
        drawn.append((f"another school like these, {name}", end))
    return tuple(drawn)


def _line(row: Bar | Together) -> list[tuple[str, str | float]]:
    return [
        ("point", row.value),
        ("low", row.low),
        ("high", row.high),
        ("pupils", row.people.text),
        ("result", row.words.text),
    ]


def _draw_together(axes: Axes, together: Together, y: float) -> None:
    axes.axhline(y - 0.75, color=RULE, linewidth=0.8)
    axes.fill(
        [together.low, together.value, together.high, together.value],
        [y, y - 0.3, y, y + 0.3],
        color=INK,
        linewidth=0,
        zorder=3,
    )
    if together.prediction:
        below = y + 0.9
        axes.plot(together.prediction, [below, below], color=INK, linewidth=1.4, linestyle="--")
        for end in together.prediction:
            axes.plot([end, end], [below - 0.15, below + 0.15], color=INK, linewidth=1.4)


def _reach(
    bars: Sequence[Bar], together: Together, worthwhile: float | None
) -> tuple[float, float]:
    """From where to where the axis goes: all there is to see, and no difference always."""
    ends = [
        0.0,
        together.low,
        together.high,
        *(together.prediction or ()),
        *(end for bar in bars for end in (bar.low, bar.high)),
        *((-worthwhile, worthwhile) if worthwhile else ()),
    ]
    low, high = min(ends), max(ends)
    room = 0.05 * (high - low)
    # Room on both sides of no difference, for the words on which way is which.
    return min(low - room, -0.25 * high), max(high + room, -0.25 * low)


def _names(axes: Axes, bars: Sequence[Bar], together: Together, y: float) -> None:
    places = [*range(len(bars)), y]
    names = [*map(_name, bars), "All of them together"]
    if together.prediction:
        places.append(y + 0.9)
        names.append("Another school like these")
    axes.set_yticks(places, names, linespacing=0.95)
    axes.get_yticklabels()[len(bars)].set_fontweight("bold")


def _name(bar: Bar) -> str:
    return wrap(bar.name, _NAME_CHARACTERS, 2)


def _columns(beside: Axes, bars: Sequence[Bar], together: Together, y: float, column: str) -> None:
    """Pupils and numbers to the right of the plot, a line each."""
    beside.set_axis_off()
    beside.set_xlim(0, 1)
    lines: list[tuple[float, str, str]]
    lines = [(place, bar.people.text, bar.words.text) for place, bar in enumerate(bars)]
    lines += [(-1.05, column, "Result (range)"), (y, together.people.text, together.words.text)]
    for place, people, words in lines:
        for x, text, side in ((0.0, people, "left"), (1.0, words, "right")):
            beside.text(
                x,
                place,
                text,
                ha=side,
                va="center",
                fontsize=8.5,
                color=GREY if place < 0 else INK,
                fontweight="bold" if place == y else "normal",
            )
