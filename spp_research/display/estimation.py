"""The estimation plot of a result: the groups, and the difference with its interval."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spp_research.protect.disclosure import Rules, position, rounded, statistic
from spp_research.protect.disclosure.possibilities import MANY
from spp_research.schema.vocabulary import Group, Time
from spp_research.school.impact import Result, standing
from spp_research.school.impact.audience import hidden
from spp_research.words.amounts import about, decimals, interval_words, pupils
from spp_research.words.anyway import expected_size
from spp_research.words.charts import groups_in_words, measured_on, of_shares, scale
from spp_research.words.results import headline
from spp_research.words.text import anchor

from .charts import DARK_BLUE, DPI, GREY, INK, LIGHT_BLUE, ORANGE, Chart, Drawn, bare, canvas, png

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LOOK = {Group.PROJECT: (DARK_BLUE, "o", -0.06), Group.COMPARISON: (ORANGE, "s", 0.06)}
_A_LINE = 14  # points of height that a name takes in the letters of the charts
_AROUND = 40  # points of a picture's height that its title and the words below it take


def estimation_chart(result: Result, rules: Rules, *, height: float = 6.4) -> Chart | None:
    """Two panels: the groups before and after, and the difference with its interval.

    None where there is no estimate that the audience may see.

    Parameters
    ----------
    result : of one outcome.
    rules : of the audience.
    height : of the picture, in cm.
    """
    estimate, outcome = result.estimate, result.outcome
    if not estimate.ok or not estimate.has_interval or hidden(result, rules):
        return None
    digits = decimals(estimate)
    seen = _as_shown(result, digits)
    with canvas(height, ncols=2, width_ratios=(3, 2)) as (figure, (groups, gap)):
        _draw_groups(groups, seen, rules)
        _draw_gap(gap, seen)
        picture = png(figure)
    shown = {
        end: statistic(value, result.people, rules, decimals=digits).text
        for end, value in (
            ("value", estimate.value),
            ("low", estimate.low),
            ("high", estimate.high),
        )
    }
    kind = standing(result)
    awaited = f" {_in_words(result, rules)}" if result.against_expected else ""
    spread = " and the middle half of each group" if _quartiles(result, rules) else ""
    alt = (
        f"Two panels. Left: {outcome.name} in {scale(result)}, before and after, as the "
        f"{'share' if of_shares(result) else 'mean'}{spread}: {groups_in_words(result, rules)}. "
        f"Right: the {kind}, {shown['value']} {outcome.shown_unit}, with a 95% interval from "
        f"{shown['low']} to {shown['high']} beside a line at no difference.{awaited}"
    )
    left = (
        "Left: points are shares of pupils."
        if of_shares(result)
        else "Left: points are means, bars the middle half of the pupils."
        if _quartiles(result, rules)
        else "Left: points are means."
    )
    band = ", and the band what is too small to be worthwhile." if outcome.worthwhile else "."
    if result.against_expected:
        band = _NOTE[_range(result) is not None, bool(outcome.worthwhile)]
    return Chart(
        picture,
        f"fig-{anchor(outcome.outcome_id)}",
        headline(result, rules),
        f"{outcome.name}, {scale(result)}, {outcome.who}: {pupils(result, rules).text}, "
        f"{measured_on(result)}",
        alt,
        notes=(f"{left} Right: the point is the {kind}, the bar its 95% interval{band}",),
        values=(about(result, rules), interval_words(result, rules), pupils(result, rules)),
        drawn=_drawn(seen, rules),
    )


# What is drawn of an expected change: whether it has a range, and there is a worthwhile change.
_NOTE = {
    (False, False): "; the dashed line is the change that was expected.",
    (False, True): "; the dashed line is the change that was expected, and the band around it what "
    "is too small to be worthwhile.",
    (True, False): "; the dashed line is the change that was expected, with its range.",
    (True, True): "; the dashed line is the change that was expected, with its range, and the band "
    "what is too small to be worthwhile beside it.",
}


def _range(result: Result) -> tuple[float, float] | None:
    """The ends of the expected change, where its source gives both."""
    low, high = result.outcome.expected_from, result.outcome.expected_to
    return None if low is None or high is None else (low, high)


def _in_words(result: Result, rules: Rules) -> str:
    """An expected change as a sentence of the description."""
    much = expected_size(result, rules).text
    if not result.outcome.expected_change:
        return "A dashed line stands at the expected change, which is none."
    way = "rise" if result.outcome.expected_change > 0 else "fall"
    return f"A dashed line stands at the expected change, a {way} of {much}."


def _expected(result: Result) -> float:
    """The change that was to be expected; nought where there is none to hold it against."""
    return result.outcome.expected_change or 0.0 if result.against_expected else 0.0


def _as_shown(result: Result, digits: int) -> Result:
    """The result with its numbers rounded as they are printed: nothing finer is drawn."""
    value, low, high = (rounded(end, digits) for end in result.estimate.interval)
    return replace(
        result,
        estimate=replace(result.estimate, value=value, low=low, high=high),
        summaries=tuple(
            replace(
                s,
                mean=rounded(s.mean, 1),
                lower_quartile=rounded(s.lower_quartile, 1),
                upper_quartile=rounded(s.upper_quartile, 1),
            )
            for s in result.summaries
        ),
    )


def _drawn(seen: Result, rules: Rules) -> Drawn:
    """What both panels draw, of a result that is rounded already."""
    drawn: list[tuple[str, str | float]] = [("left", _capital(scale(seen)))]
    quartiles = _quartiles(seen, rules)
    for group in _LOOK:
        for s in (s for s in seen.summaries if s.group == group):
            when = f"{group}, {s.time.lower()}"
            drawn.append((when, s.mean))
            if quartiles:
                drawn.append((f"{when}, lower quartile", s.lower_quartile))
                drawn.append((f"{when}, upper quartile", s.upper_quartile))
    point, low, high = seen.estimate.interval
    return (
        *drawn,
        ("right", _right(seen)),
        ("point", point),
        ("low", low),
        ("high", high),
        ("too small to be worthwhile", seen.outcome.worthwhile or "no band"),
        *_drawn_expected(seen),
    )


def _drawn_expected(seen: Result) -> Drawn:
    if not seen.against_expected:
        return ()
    ends = _range(seen) or ()
    drawn = tuple(zip(("expected from", "expected to"), ends, strict=False))
    return (("expected", _expected(seen)), *drawn)


def _right(seen: Result) -> str:
    return f"{standing(seen).capitalize()}, {seen.outcome.shown_unit}"


def _quartiles(result: Result, rules: Rules) -> bool:
    """Whether the middle half of every group may be drawn: enough pupils lie on each side of it.

    For a yes-or-no measure it says nothing.
    """
    return not of_shares(result) and not any(
        s.n <= MANY or position(quartile, part, s.n, rules).hidden
        for s in result.summaries
        for quartile, part in ((s.lower_quartile, 0.25), (s.upper_quartile, 0.75))
    )


def _draw_groups(axes: Axes, result: Result, rules: Rules) -> None:
    times = {Time.BEFORE: 0, Time.AFTER: 1}
    for group, (colour, marker, shift) in _LOOK.items():
        points = [s for s in result.summaries if s.group == group]
        if not points:
            continue
        xs = [times[s.time] + shift for s in points]
        if _quartiles(result, rules):
            axes.vlines(
                xs,
                [s.lower_quartile for s in points],
                [s.upper_quartile for s in points],
                color=colour,
                linewidth=5,
                alpha=0.3,
            )
        axes.plot(xs, [s.mean for s in points], color=colour, marker=marker, linewidth=1.4)
    axes.set_xticks([0, 1], ["Before", "After"])
    axes.set_xlim(-0.35, 1.75)
    _no_steeper(axes, result)
    _name_groups(axes, result)
    axes.set_title(_capital(scale(result)))
    axes.yaxis.grid(True, color="#E6E8EB", linewidth=0.8)
    bare(axes, keep=("bottom",))


def _name_groups(axes: Axes, result: Result) -> None:
    """Each group's name beside its last point, and apart where two would cover each other."""
    ends = {s.group: s.mean for s in result.summaries}
    low, high = axes.get_ylim()
    panel = 72 * axes.figure.bbox.height / DPI - _AROUND  # its height in points
    unit = panel / (high - low)
    close = len(ends) > 1 and (max(ends.values()) - min(ends.values())) * unit < _A_LINE
    highest = max(_LOOK, key=lambda group: ends.get(group, low))  # of two alike the project
    for group in (group for group in _LOOK if group in ends):
        aside = (_A_LINE / 2 if group == highest else -_A_LINE / 2) if close else 0
        axes.annotate(
            group,
            (1.06, ends[group]),  # to the right of both groups' bars
            xytext=(12, aside),
            textcoords="offset points",
            va="center",
            color=_LOOK[group][0] if group == Group.PROJECT else INK,
        )


def _no_steeper(axes: Axes, result: Result) -> None:
    """Let the groups’ axis span at least what the difference’s does: no change looks larger."""
    low, high = axes.get_ylim()
    short = _span(result)[1] - _span(result)[0] - (high - low)
    if short > 0:
        axes.set_ylim(low - short / 2, high + short / 2)


def _span(result: Result) -> tuple[float, float]:
    """The ends of the difference's axis: the range, no difference and what is worthwhile."""
    (_, low, high), worthwhile = result.estimate.interval, result.outcome.worthwhile or 0.0
    expected = _expected(result)
    low, high = min(low, expected - worthwhile, 0), max(high, expected + worthwhile, 0)
    if result.against_expected and (ends := _range(result)) is not None:
        low, high = min(low, ends[0]), max(high, ends[1])
    room = 0.12 * (high - low)
    return low - room, high + room


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _draw_gap(axes: Axes, result: Result) -> None:
    (value, low, high), worthwhile = result.estimate.interval, result.outcome.worthwhile
    expected = _expected(result)
    if worthwhile:
        ends = (expected - worthwhile, expected + worthwhile)
        axes.axhspan(*ends, color=LIGHT_BLUE, alpha=0.35, linewidth=0)
    axes.axhline(0, color=GREY, linewidth=1)
    if result.against_expected:
        _draw_expected(axes, result, expected)
    axes.errorbar(
        [0],
        [value],
        [[value - low], [high - value]],
        fmt="o",
        color=DARK_BLUE,
        markersize=7,
        linewidth=1.8,
    )
    axes.set_xlim(-1, 1)
    axes.set_xticks([])
    axes.set_ylim(*_span(result))
    axes.set_title(_right(result))
    axes.yaxis.tick_right()
    axes.yaxis.grid(True, color="#E6E8EB", linewidth=0.8)
    bare(axes)


def _draw_expected(axes: Axes, result: Result, expected: float) -> None:
    """The change that was to be expected, named on the line, with its range where it has one."""
    axes.axhline(expected, color=ORANGE, linewidth=1.4, linestyle=(0, (4, 2)))
    if (ends := _range(result)) is not None:
        axes.vlines([-0.4], *ends, color=ORANGE, linewidth=1.4)
    axes.annotate(
        "Expected",
        (-0.97, expected),
        xytext=(0, 3),
        textcoords="offset points",
        va="bottom",
        ha="left",
        color=INK,
    )
