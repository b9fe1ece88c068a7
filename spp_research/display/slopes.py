"""Before and after, for the outcomes beside the main one: small multiples of slopes."""

from __future__ import annotations

from typing import Any

from spp_research.phrases import in_words, listed, plural
from spp_research.protect.disclosure import Rules, rounded
from spp_research.schema.vocabulary import Group, Time
from spp_research.school.impact import Measure, Result
from spp_research.school.impact.audience import hidden
from spp_research.words.charts import mean, pupils_of, scale

from .charts import DARK_BLUE, INK, ORANGE, Chart, Drawn, bare, canvas, png, unwrapped, wrap
from .estimation import estimation_chart

MOST_PANELS = 3
_LOOK = {Group.PROJECT: (DARK_BLUE, "o"), Group.COMPARISON: (ORANGE, "s")}


def drawable(results: tuple[Result, ...], rules: Rules) -> tuple[Result, ...]:
    """The results of which a chart may show something: estimated, with a range, not hidden."""
    return tuple(
        r for r in results if r.estimate.ok and r.estimate.has_interval and not hidden(r, rules)
    )


def main_of(results: tuple[Result, ...], rules: Rules) -> Result | None:
    """The main outcome that is drawn by itself: the first that can be; None without one."""
    return next((r for r in drawable(results, rules) if r.outcome.primary), None)


def others_chart(results: tuple[Result, ...], rules: Rules) -> Chart | None:
    """The outcomes that can be drawn but for the main one, as small multiples.

    A single one is drawn in full where it is attendance, and is else in the table alone: a chart
    of two points says no more. With more than three the rest are in the table. None where there
    is nothing to draw.
    """
    main = main_of(results, rules)
    others = tuple(r for r in drawable(results, rules) if r is not main)
    if len(others) < 2:
        attendance = [r for r in others if r.outcome.measure is Measure.SESSIONS]
        return estimation_chart(attendance[0], rules, height=4.8) if attendance else None
    drawn = others[:MOST_PANELS]
    with canvas(5.2, ncols=len(drawn)) as (figure, panels):
        for axes, result in zip(panels, drawn, strict=True):
            _draw(axes, result, rules)
        picture = png(figure)
    left_out = len(others) - len(drawn)
    note = (
        f"{in_words(left_out).capitalize()} more {plural(left_out, 'outcome is', 'outcomes are')} "
        "in the table.",
    )
    return Chart(
        picture,
        "fig-before-after",
        "Before and after, for the other outcomes",
        f"Means; each panel has its own scale. {'; '.join(pupils_of(r, rules) for r in drawn)}",
        _alt(drawn, rules),
        notes=note if left_out else (),
        drawn=tuple(pair for result in drawn for pair in _drawn(result, rules)),
    )


def _drawn(result: Result, rules: Rules) -> Drawn:
    """The heading of a panel and its means."""
    name, measured = _heading(result).split("\n" * 2)
    return (
        ("panel", unwrapped(name)),
        ("measured in", measured),
        *(
            (f"{s.group}, {s.time.lower()}", mean(s, rules))
            for group in _LOOK
            for s in result.summaries
            if s.group == group
        ),
    )


def _heading(result: Result) -> str:
    return f"{wrap(result.outcome.name, 30, 2)}\n\n{wrap(scale(result), 32, 1)}"


def _draw(axes: Any, result: Result, rules: Rules) -> None:
    for group, (colour, marker) in _LOOK.items():
        points = [s for s in result.summaries if s.group == group]
        xs = [0 if s.time == Time.BEFORE else 1 for s in points]
        means = [rounded(s.mean, 1) for s in points]
        axes.plot(xs, means, color=colour, marker=marker, linewidth=1.6)
        for x, point in zip(xs, points, strict=True):
            axes.annotate(
                mean(point, rules),
                (x, rounded(point.mean, 1)),
                xytext=(-7 if x == 0 else 7, _shift(point, result)),
                textcoords="offset points",
                ha="right" if x == 0 else "left",
                va="center",
                color=colour if group == Group.PROJECT else INK,
            )
    groups = [g for g in _LOOK if any(s.group == g for s in result.summaries)]
    if len(groups) > 1:
        for group in groups:
            colour, marker = _LOOK[group]
            axes.plot([], [], color=colour, marker=marker, label=group)
        axes.legend(loc="lower right", frameon=False, fontsize=8.5)
    axes.set_xticks([0, 1], ["Before", "After"])
    axes.set_xlim(-0.65, 1.65)
    axes.margins(y=0.35)
    axes.set_yticks([])
    axes.set_title(_heading(result).replace("\n\n", "\n"))
    bare(axes, keep=("bottom",))


def _shift(point: Any, result: Result) -> float:
    """How far to move a number so that two groups' numbers do not cover each other, in points."""
    others = [s for s in result.summaries if s.time == point.time and s.group != point.group]
    return 0 if not others else (6 if rounded(point.mean, 1) >= rounded(others[0].mean, 1) else -6)


def _alt(drawn: tuple[Result, ...], rules: Rules) -> str:
    parts = []
    for result in drawn:
        groups = [
            f"{group.lower()} {listed([mean(s, rules) for s in points], 'to')}"
            for group in _LOOK
            if (points := [s for s in result.summaries if s.group == group])
        ]
        parts.append(f"{result.outcome.name}, {scale(result)}: {'; '.join(groups)}")
    return (
        f"{in_words(len(drawn)).capitalize()} panels, one for each outcome, each with a line from "
        f"the mean before to the mean after. {'. '.join(parts)}."
    )
