"""A weekly or monthly series: every figure, its middle line, and where something began.

In greyscale as in colour: open circles are from before the change and filled ones from since, the
line is level, and the change is an upright broken line with its words beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from spp_research.catalogue import say
from spp_research.phrases import long_date
from spp_research.protect.disclosure import Rules, rounded
from spp_research.school.series import Seen, Series
from spp_research.words.series import about_whom, digits, in_short, line_of, series_alt
from spp_research.words.text import anchor

from .charts import DARK_BLUE, GREY, INK, Chart, Drawn, bare, canvas, png

_GAP = 1.9  # times the usual distance of two figures, from where the line between them is broken
_MOST_MONTHS = 9  # labels along the bottom
_CROWDED = 40  # figures, from where the circles are smaller


def run_chart(found: Series, how_much: Seen, rules: Rules) -> Chart | None:
    """The figures of a series in the order of time.

    None where the audience may not see the figures, or where there are fewer than two.

    Parameters
    ----------
    found : one series.
    how_much : of it the audience may see (`series.seen`).
    rules : of the audience.
    """
    points = _points(found)
    if how_much is not Seen.FIGURES or len(points) < 2 or found.chart.median is None:
        return None
    with canvas(6.2) as (figure, axes):
        _draw(axes, found, points)
        picture = png(figure)
    return Chart(
        picture,
        label_of(found),
        in_short(found),
        say(
            "{counted}, {unit}: {pupils}, {first} to {last}",
            counted=found.counted,
            unit=found.unit,
            pupils=about_whom(found, rules).text,
            first=long_date(points[0][0]),
            last=long_date(points[-1][0]),
        ),
        series_alt(found, rules),
        notes=(_note(found),),
        values=(line_of(found, rules),),
        drawn=_drawn(found, points),
    )


def label_of(found: Series) -> str:
    """The label of the chart of a series, for references to it."""
    return f"fig-series-{anchor(found.series_id)}"


def _points(found: Series) -> list[tuple[date, float]]:
    places = digits(found)
    return [
        (day, rounded(one, places))
        for day, one in zip(found.days, found.figures, strict=True)
        if one is not None
    ]


def _levels(found: Series) -> list[tuple[date, date, float]]:
    """The level lines: from which day to which, and how high. One for each phase of a few."""
    first, last = found.days[0], found.days[-1]
    places = min(1, digits(found) + 1)  # half way between two whole figures, and no finer
    if found.phases is None:
        return [(first, last, rounded(found.chart.median or 0.0, places))]
    parts = ((0, found.before), (found.before, len(found.days)))
    return [
        (
            found.days[start],
            found.days[end - 1],
            rounded(median(known), places),
        )
        for start, end in parts
        if (known := [one for one in found.figures[start:end] if one is not None])
    ]


def _note(found: Series) -> str:
    if found.phases is not None:
        return say(
            "Each circle is one figure: open before the new way began, filled since. The level "
            "lines are the middle of those before and of those since. The line is broken where the "
            "new way began, and where there are no figures."
        )
    if found.frozen is not None:
        return say(
            "Each circle is one figure: open before the new way began, filled since. The level "
            "line is the middle of those before. The line is broken where the new way began, and "
            "where there are no figures."
        )
    if found.has_phases:
        return say(
            "Each circle is one figure: open before the new way began, filled since. The level "
            "line is the middle of all of them. The line is broken where the new way began, and "
            "where there are no figures."
        )
    return say(
        "Each circle is one figure. The level line is the middle of all of them. Where the line "
        "is broken there are no figures."
    )


def _drawn(found: Series, points: list[tuple[date, float]]) -> Drawn:
    began = found.began_on.isoformat() if found.began_on and found.has_phases else "no change"
    return (
        ("measured in", found.unit),
        *(("level line", level) for _, _, level in _levels(found)),
        ("began", began),
        *((day.isoformat(), one) for day, one in points),
    )


def _draw(axes: Any, found: Series, points: list[tuple[date, float]]) -> None:
    began = found.began_on if found.has_phases else None
    first, last = points[0][0], points[-1][0]
    for start, end, level in _levels(found):
        axes.plot([start, end], [level, level], color=GREY, linewidth=1.6, zorder=1)
    for stretch in _stretches(found, points):
        axes.plot(*zip(*stretch, strict=True), color=DARK_BLUE, linewidth=1.2, zorder=2)
    size = 14 if len(points) > _CROWDED else 30
    for since in (False, True):
        own = [p for p in points if (began is not None and p[0] < began) is not since]
        if own:
            axes.scatter(
                *zip(*own, strict=True),
                s=size,
                facecolor=DARK_BLUE if since else "white",
                edgecolor=DARK_BLUE,
                linewidth=1.3,
                zorder=3,
            )
    room = max((last - first) * 0.03, timedelta(days=1))
    axes.set_xlim(first - room, last + room)
    axes.margins(y=0.18)
    if began is not None:
        axes.axvline(began, color=INK, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
        late = began > first + (last - first) * 0.75
        axes.annotate(
            say("new way began"),
            (began, 1),
            xycoords=("data", "axes fraction"),
            xytext=(-4 if late else 4, -2),
            textcoords="offset points",
            ha="right" if late else "left",
            va="top",
            color=INK,
            fontsize=8.5,
        )
    axes.set_title(found.unit[:1].upper() + found.unit[1:])
    _months(axes, first, last)
    axes.yaxis.grid(True, color="#E6E8EB", linewidth=0.8)
    bare(axes, keep=("bottom",))


def _stretches(
    found: Series, points: list[tuple[date, float]]
) -> Iterator[list[tuple[date, float]]]:
    """The figures in runs without a break: not over weeks without one, nor over the change."""
    gaps = [later[0] - earlier[0] for earlier, later in pairwise(points)]
    usual = median(gap.days for gap in gaps)
    missing = [point.day for point in found.points if point.value is None]
    began = found.began_on if found.has_phases else None
    run = [points[0]]
    for point, gap in zip(points[1:], gaps, strict=True):
        before = run[-1][0]
        broken = (
            gap.days > _GAP * usual
            or any(before < day < point[0] for day in missing)
            or (began is not None and before < began <= point[0])
        )
        if broken:
            yield run
            run = []
        run.append(point)
    yield run


def _months(axes: Any, first: date, last: date) -> None:
    """The first day of every month, or of every few; of a short series its own days."""
    span = (last.year - first.year) * 12 + last.month - first.month
    if span < 2:
        days = sorted({first, first + (last - first) / 2, last})
        axes.set_xticks(days, [f"{day.day} {day:%b %Y}" for day in days])
        return
    step = -(-span // _MOST_MONTHS)
    step = next(n for n in (1, 2, 3, 4, 6, 12, 24, 60, 120, 1200) if n >= step)
    ticks = [
        date(first.year + month // 12, month % 12 + 1, 1)
        for month in range(first.month, first.month + span)
        if (month - first.month) % step == 0
    ]
    labels = [
        f"{day:%b}\n{day.year}" if n == 0 or day.year != ticks[n - 1].year else f"{day:%b}"
        for n, day in enumerate(ticks)
    ]
    axes.set_xticks(ticks, labels)
