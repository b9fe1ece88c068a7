"""The estimation plot of a result: the groups, and the difference with its interval."""

from __future__ import annotations

from spp_research.disclosure import Rules, position, statistic
from spp_research.disclosure.possibilities import MANY
from spp_research.impact import Measure, Result, standing

from .amounts import about, decimals, hidden, interval_words, pupils
from .charts import DARK_BLUE, GREY, INK, LIGHT_BLUE, ORANGE, Chart, bare, canvas, png
from .results import headline
from .text import anchor, long_date


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
    with canvas(height, ncols=2, width_ratios=(3, 2)) as (figure, (groups, gap)):
        _draw_groups(groups, result, rules)
        _draw_gap(gap, result)
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
    spread = " and the middle half of each group" if _quartiles(result, rules) else ""
    alt = (
        f"Two panels. Left: {outcome.name} in {scale(result)}, before and after, as the "
        f"{'share' if _shares(result) else 'mean'}{spread}: {_groups_in_words(result, rules)}. "
        f"Right: the {kind}, {shown['value']} {outcome.shown_unit}, with a 95% interval from "
        f"{shown['low']} to {shown['high']} beside a line at no difference."
    )
    left = (
        "Left: points are shares of pupils."
        if _shares(result)
        else "Left: points are means, bars the middle half of the pupils."
        if _quartiles(result, rules)
        else "Left: points are means."
    )
    band = ", and the band what is too small to be worthwhile." if outcome.worthwhile else "."
    return Chart(
        picture,
        f"fig-{anchor(outcome.outcome_id)}",
        headline(result, rules),
        f"{outcome.name}, {scale(result)}, {outcome.who}: {pupils(result, rules).text}, "
        f"{_dates(result)}",
        alt,
        notes=(f"{left} Right: the point is the {kind}, the bar its 95% interval{band}",),
        values=(about(result, rules), interval_words(result, rules), pupils(result, rules)),
    )


def _shares(result: Result) -> bool:
    return result.outcome.measure is Measure.YES_NO


def _quartiles(result: Result, rules: Rules) -> bool:
    """Whether the middle half of every group may be drawn: enough pupils lie on each side of it.

    For a yes-or-no measure it says nothing.
    """
    return not _shares(result) and not any(
        s.n <= MANY or position(quartile, part, s.n, rules).hidden
        for s in result.summaries
        for quartile, part in ((s.lower_quartile, 0.25), (s.upper_quartile, 0.75))
    )


def scale(result: Result) -> str:
    """What the results themselves are measured in, as their axis says."""
    if result.outcome.measure is Measure.MARKS:
        return result.outcome.unit
    return "per cent of pupils" if _shares(result) else "per cent of sessions"


def _draw_groups(axes, result: Result, rules: Rules) -> None:
    look = {"Project": (DARK_BLUE, "o", -0.06), "Comparison": (ORANGE, "s", 0.06)}
    times = {"Before": 0, "After": 1}
    for group, (colour, marker, shift) in look.items():
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
        axes.annotate(
            group,
            (1.06, points[-1].mean),  # to the right of both groups' bars
            xytext=(12, _nudge(group, result)),
            textcoords="offset points",
            va="center",
            color=colour if group == "Project" else INK,
        )
    axes.set_xticks([0, 1], ["Before", "After"])
    axes.set_xlim(-0.35, 1.75)
    _no_steeper(axes, result)
    axes.set_title(_capital(scale(result)))
    axes.yaxis.grid(True, color="#E6E8EB", linewidth=0.8)
    bare(axes, keep=("bottom",))


def _no_steeper(axes, result: Result) -> None:
    """Let the groups’ axis span at least what the difference’s does: no change looks larger."""
    low, high = axes.get_ylim()
    short = _span(result)[1] - _span(result)[0] - (high - low)
    if short > 0:
        axes.set_ylim(low - short / 2, high + short / 2)


def _span(result: Result) -> tuple[float, float]:
    """The ends of the difference's axis: the range, no difference and what is worthwhile."""
    estimate, worthwhile = result.estimate, result.outcome.worthwhile or 0.0
    low, high = min(estimate.low, -worthwhile, 0), max(estimate.high, worthwhile, 0)
    room = 0.12 * (high - low)
    return low - room, high + room


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _nudge(group: str, result: Result) -> float:
    """How far to move a label so that two that end together do not cover each other, in points."""
    ends = {s.group: s.mean for s in result.summaries}
    means = [s.mean for s in result.summaries]
    reach = max(max(means) - min(means), _span(result)[1] - _span(result)[0])
    if len(ends) < 2 or abs(ends["Project"] - ends["Comparison"]) > 0.08 * reach:
        return 0
    above = "Project" if ends["Project"] >= ends["Comparison"] else "Comparison"
    return 7 if group == above else -7


def _draw_gap(axes, result: Result) -> None:
    estimate, worthwhile = result.estimate, result.outcome.worthwhile
    if worthwhile:
        axes.axhspan(-worthwhile, worthwhile, color=LIGHT_BLUE, alpha=0.35, linewidth=0)
    axes.axhline(0, color=GREY, linewidth=1)
    axes.errorbar(
        [0],
        [estimate.value],
        [[estimate.value - estimate.low], [estimate.high - estimate.value]],
        fmt="o",
        color=DARK_BLUE,
        markersize=7,
        linewidth=1.8,
    )
    axes.set_xlim(-1, 1)
    axes.set_xticks([])
    axes.set_ylim(*_span(result))
    axes.set_title(f"{standing(result).capitalize()}, {result.outcome.shown_unit}")
    axes.yaxis.tick_right()
    axes.yaxis.grid(True, color="#E6E8EB", linewidth=0.8)
    bare(axes)


def _groups_in_words(result: Result, rules: Rules) -> str:
    parts = []
    for group in dict.fromkeys(s.group for s in result.summaries):
        means = [
            f"{statistic(s.mean, (s.n,), rules, decimals=1).text} {s.time.lower()}"
            for s in result.summaries
            if s.group == group
        ]
        named = group.lower() if _shares(result) else f"{group.lower()} mean"
        parts.append(f"{named} {' and '.join(means)}")
    return "; ".join(parts)


def _dates(result: Result) -> str:
    days = [d for d in (result.outcome.baseline_date, result.outcome.follow_up_date) if d]
    return " and ".join(long_date(d) for d in days) or "dates not written down"
