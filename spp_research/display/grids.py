"""Charts of evidence: what was looked at, and where it points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spp_research.catalogue import called
from spp_research.protect.disclosure import CONFIDENTIAL, Protected
from spp_research.schema.vocabulary import Direction
from spp_research.words.sources import (
    directions_alt,
    directions_title,
    dots_kept_back,
    sources_alt,
    sources_title,
)

from .charts import (
    DARK_BLUE,
    GREY,
    INK,
    LIGHT_BLUE,
    RULE,
    Chart,
    bare,
    canvas,
    png,
    unwrapped,
    wrap,
)

_ROW_CM = 0.72
_QUESTION_PAD = 200  # points from the text's left edge to the dots


def source_grid(grid: Protected, *, label: str, subtitle: str) -> Chart:
    """Dots sized by count: kinds of source down the side, themes along the top.

    Parameters
    ----------
    grid : counts, rows kinds of source and columns themes; hidden cells show their symbol.
    label : the chart's id.
    subtitle : measure, who and when.
    """
    with canvas(1.6 + _ROW_CM * len(grid.rows)) as (figure, axes):
        counts: list[tuple[int, int, float]] = []  # drawn together, which is many times quicker
        for y, cells in enumerate(grid.cells):
            axes.axhline(y, color=RULE, linewidth=0.8, zorder=0)
            for x, cell in enumerate(cells):
                if cell.value is None:
                    axes.annotate(cell.text, (x, y), ha="center", va="center", color=GREY)
                elif cell.value:
                    counts.append((x, y, cell.value))
                    axes.annotate(
                        cell.text, (x, y), ha="center", va="center", color="white", fontsize=8.5
                    )
        if counts:
            across, down, sizes = zip(*counts, strict=True)
            areas = [90 + 260 * size / max(sizes) for size in sizes]
            axes.scatter(across, down, s=areas, color=DARK_BLUE)
        axes.set_xticks(range(len(grid.columns)), [wrap(name, 18) for name in grid.columns])
        axes.set_yticks(range(len(grid.rows)), grid.rows)
        axes.xaxis.tick_top()
        axes.set_xlim(-0.5, len(grid.columns) - 0.5)
        axes.set_ylim(len(grid.rows) - 0.5, -0.5)
        bare(axes)
        picture = png(figure)
    return Chart(
        picture,
        label,
        sources_title(grid),
        subtitle,
        sources_alt(grid),
        grid.audit,
        notes=("A dot's size and number are the pieces of evidence; no dot means none.",),
        drawn=tuple(
            (f"{name}, {unwrapped(wrap(theme, 18))}", cell.text)
            for name, cells in zip(grid.rows, grid.cells, strict=True)
            for theme, cell in zip(grid.columns, cells, strict=True)
        ),
    )


def direction_dots(
    grid: Protected, names: Sequence[str], *, label: str, subtitle: str, kept_back: int = 0
) -> Chart:
    """A dot for each piece of evidence, one line a question, by where it points.

    Parameters
    ----------
    grid : counts, rows question ids and columns directions.
    names : the questions' texts, in the order of the rows.
    label : the chart's id.
    subtitle : measure, who and when.
    kept_back : pieces of evidence whose words stay in the school, so that they have no dot.

    Filled, half-tone, ringed and dotted marks keep the four directions apart without colour.
    """
    marks: dict[str, dict[str, Any]] = {
        Direction.STRENGTH: {"facecolor": DARK_BLUE, "edgecolor": DARK_BLUE},
        Direction.MIXED: {"facecolor": LIGHT_BLUE, "edgecolor": DARK_BLUE},
        Direction.NEXT_STEP: {"facecolor": "white", "edgecolor": DARK_BLUE, "linewidth": 1.8},
        Direction.UNCLEAR: {"facecolor": "white", "edgecolor": GREY, "linestyle": ":"},
    }
    widest = max((sum(int(c.value or 0) for c in row) for row in grid.cells), default=1)
    dots: dict[str, list[tuple[float, int]]] = {direction: [] for direction in grid.columns}
    labels = [wrap(f"{q}  {name}", 50) for q, name in zip(grid.rows, names, strict=True)]
    with canvas(1.4 + 1.35 * len(grid.rows)) as (figure, axes):
        for y, cells in enumerate(grid.cells):
            x = 0.0
            for direction, cell in zip(grid.columns, cells, strict=True):
                pieces = int(cell.value or 0)
                dots[direction] += [(x + piece, y) for piece in range(pieces)]
                x += pieces + 0.4 if pieces else 0
            if any(cell.text == CONFIDENTIAL for cell in cells):
                axes.annotate(CONFIDENTIAL, (x, y), va="center", color=GREY)
        axes.set_yticks(range(len(grid.rows)), labels, ha="left")
        axes.tick_params(axis="y", pad=_QUESTION_PAD)
        axes.set_ylim(len(grid.rows) - 0.5, -0.5)
        axes.set_xlim(-0.8, max(widest + 1.2, 8))
        axes.set_xticks([])
        drawn = {
            direction: axes.scatter(
                *zip(*places, strict=True), s=110, zorder=2, **{"linewidth": 1.2} | marks[direction]
            )
            for direction, places in dots.items()
            if places
        }
        if drawn:
            figure.legend(
                drawn.values(),
                [called(direction) for direction in drawn],
                loc="outside upper left",
                ncols=len(drawn),
                frameon=False,
                labelcolor=INK,
                handletextpad=0.2,
                columnspacing=1.4,
            )
        bare(axes)
        picture = png(figure)
    return Chart(
        picture,
        label,
        directions_title(grid),
        subtitle,
        directions_alt(grid, names),
        grid.audit,
        notes=dots_kept_back(kept_back),
        drawn=tuple(
            (f"{unwrapped(asked)}: {called(direction).lower()}", cell.text)
            for asked, cells in zip(labels, grid.cells, strict=True)
            for direction, cell in zip(grid.columns, cells, strict=True)
        ),
    )
