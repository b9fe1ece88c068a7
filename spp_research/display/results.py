"""Results in words and in a chart: what changed, by how much, and what it may be called.

Every number in a sentence is protected as one group: when any group behind an estimate is too
small for the audience, the whole sentence gives way to one that says so.
"""

from __future__ import annotations

from spp_research import stats
from spp_research.disclosure import Protected, Rules, Shown, count, statistic
from spp_research.impact import SAME_CLASS, Result, standing
from spp_research.schema.vocabulary import DESIGNS

from .charts import DARK_BLUE, GREY, INK, LIGHT_BLUE, ORANGE, Chart, bare, canvas, png
from .statements import Statement
from .tables import Table
from .text import long_date

TOO_FEW = "a group of fewer than {n} pupils"


def conclusion(result: Result, rules: Rules) -> Statement:
    """One plain sentence: by how much, with the interval and the pupils beside it."""
    outcome, estimate = result.outcome, result.estimate
    if not result.flow:
        return Statement(
            "**{name}.** Not estimated: no pupil’s result has been written down yet.",
            name=outcome.name,
        )
    if _too_small(result, rules):
        rule = TOO_FEW.format(n=rules.fewest_pupils)
        return Statement(
            "**{name}.** The result is hidden {symbol}: it rests on {few}, and "
            "somebody could be recognised.",
            name=outcome.name,
            symbol=Shown("[c]", rule=rule),
            few=f"fewer than {rules.fewest_pupils} pupils in a group",
        )
    if not estimate.ok:
        return Statement(
            "**{name}.** Not estimated: {reason}.", name=outcome.name, reason=estimate.reason
        )
    gaps = {
        "name": outcome.name,
        "about": _amount(estimate.value, result, rules),
        "range": _range(result, rules),
        "pupils": _pupils(result, rules),
    }
    wording = {
        "A": "**{name}.** On average about {about} for pupils in the project than for similar "
        "pupils who were not in it, allowing for where they started. The data fit anything from "
        "{range} ({pupils}).",
        "B": "**{name}.** On average about {about} afterwards than before, for the same pupils. "
        "The data fit anything from {range} ({pupils}).",
        "C": "**{name}.** On average about {about} for the later pupils than for the earlier "
        "ones, who are not the same. The data fit anything from {range} ({pupils}).",
    }[outcome.design]
    if estimate.low is None:
        wording = "**{name}.** About {about} ({pupils}); no interval can be given."
    return Statement(f"{wording} {_meaning(result)}".rstrip(), **gaps)


def caution(result: Result) -> Statement:
    """What the design cannot tell, in one sentence."""
    name = result.outcome.name
    if not result.estimate.ok:
        return Statement(
            "{name}: whether it changed. To tell, measure it before and after, and if possible "
            "with a comparison group.",
            name=name,
        )
    if SAME_CLASS in result.estimate.warnings:
        return Statement(
            "{name}: whether the difference comes from the project or from the class and its "
            "teacher. Two or more classes each way would tell.",
            name=name,
        )
    return {
        "A": Statement(
            "{name}: whether the two groups differed in other ways, unless chosen by lot.",
            name=name,
        ),
        "B": Statement(
            "{name}: how much would have changed anyway. Pupils grow; a comparison group would "
            "tell.",
            name=name,
        ),
        "C": Statement(
            "{name}: whether the pupils or the teaching differed. Following the same pupils would "
            "tell.",
            name=name,
        ),
    }[result.outcome.design]


def results_table(results: tuple[Result, ...], rules: Rules) -> Table:
    """Every outcome with its pupils, its means, its difference and interval, and its design."""
    rows, cells = [], []
    for result in results:
        rows.append(f"{result.outcome.name} ({result.outcome.who})")
        cells.append(
            (
                _pupils(result, rules),
                _mean(result, "Before", rules),
                _mean(result, "After", rules),
                _interval(result, rules),
                Shown(f"{result.outcome.design}: {DESIGNS[result.outcome.design]}"),
            )
        )
    return Table(
        Protected(
            "Outcome",
            tuple(rows),
            ("Pupils", "Mean before", "Mean after", "Difference (95% interval)", "How it is known"),
            tuple(cells),
        ),
        "tbl-outcomes",
        "Each outcome with what was measured and how it can be known",
        "Means of the project’s pupils, in the unit of the measure; the difference is adjusted for "
        "the start where there is a comparison group",
        widths=(26, 12, 12, 12, 20, 18),
    )


def flow_table(results: tuple[Result, ...], rules: Rules) -> Table | None:
    """How many pupils there were at each step, group by group."""
    rows, cells = [], []
    for result in results:
        for flow in result.flow:
            rows.append(f"{result.outcome.name}, {flow.group.lower()}")
            steps = (flow.listed, flow.baseline, flow.follow_up, flow.matched)
            cells.append(_flow_cells(steps, rules))
    if not rows:
        return None
    return Table(
        Protected(
            "Outcome and group",
            tuple(rows),
            ("Listed", "Measured before", "Measured after", "Both times"),
            tuple(cells),
        ),
        "tbl-flow",
        "How many pupils were counted at each step",
        "Pupils; the estimates rest on those who were measured both times",
    )


def estimation_chart(result: Result, rules: Rules) -> Chart | None:
    """Two panels: the groups before and after, and the difference with its interval.

    None where there is no estimate that the audience may see.
    """
    estimate, outcome = result.estimate, result.outcome
    if not estimate.ok or estimate.low is None or _too_small(result, rules):
        return None
    decimals = _decimals(result)
    with canvas(7.2, ncols=2, width_ratios=(3, 2)) as (figure, (groups, gap)):
        _draw_groups(groups, result)
        _draw_gap(gap, result)
        picture = png(figure)
    shown = {
        end: statistic(value, result.people, rules, decimals=decimals).text
        for end, value in (
            ("value", estimate.value),
            ("low", estimate.low),
            ("high", estimate.high),
        )
    }
    kind = standing(result)
    alt = (
        f"Two panels. Left: {outcome.name} in {outcome.unit}, before and after, as the mean and "
        f"the middle half of each group: {_groups_in_words(result, rules)}. Right: the {kind}, "
        f"{shown['value']} {outcome.unit}, with a 95% interval from {shown['low']} to "
        f"{shown['high']} beside a line at no difference."
    )
    return Chart(
        picture,
        f"fig-{outcome.outcome_id.lower()}",
        _headline(result, rules),
        f"{outcome.name}, {outcome.unit}, {outcome.who}: {_pupils(result, rules).text}, "
        f"{_dates(result)}",
        alt,
        notes=(
            "Left: points are means, bars the middle half of the pupils. Right: the point is the "
            f"{kind}, the bar its 95% interval"
            + (
                ", and the band what is too small to be worthwhile."
                if outcome.smallest_worthwhile
                else "."
            ),
        ),
    )


def _draw_groups(axes, result: Result) -> None:
    look = {"Project": (DARK_BLUE, "o", -0.06), "Comparison": (ORANGE, "s", 0.06)}
    times = {"Before": 0, "After": 1}
    for group, (colour, marker, shift) in look.items():
        points = [s for s in result.summaries if s.group == group]
        if not points:
            continue
        xs = [times[s.time] + shift for s in points]
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
            (xs[-1], points[-1].mean),
            xytext=(12, 0),
            textcoords="offset points",
            va="center",
            color=colour if group == "Project" else INK,
        )
    axes.set_xticks([0, 1], ["Before", "After"])
    axes.set_xlim(-0.35, 1.75)
    axes.set_title(result.outcome.unit[:1].upper() + result.outcome.unit[1:])
    axes.yaxis.grid(True, color="#E6E8EB", linewidth=0.8)
    bare(axes, keep=("bottom",))


def _draw_gap(axes, result: Result) -> None:
    estimate, worthwhile = result.estimate, result.outcome.smallest_worthwhile
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
    low, high = min(estimate.low, -(worthwhile or 0), 0), max(estimate.high, worthwhile or 0, 0)
    room = 0.12 * (high - low)
    axes.set_ylim(low - room, high + room)
    axes.set_title(f"{standing(result).capitalize()}, {result.outcome.unit}")
    axes.yaxis.tick_right()
    axes.yaxis.grid(True, color="#E6E8EB", linewidth=0.8)
    bare(axes)


def _too_small(result: Result, rules: Rules) -> bool:
    return any(n < rules.fewest_pupils for n in result.people)


def _decimals(result: Result) -> int:
    """As many digits as the interval deserves."""
    estimate = result.estimate
    if estimate.low is None or estimate.high is None:
        return 1
    width = estimate.high - estimate.low
    return 0 if width >= 20 else 1 if width >= 1 else 2


def _amount(value: float | None, result: Result, rules: Rules) -> Shown:
    """A difference as a person says it: "4 marks higher"."""
    shown = statistic(
        None if value is None else abs(value), result.people, rules, decimals=_decimals(result)
    )
    if shown.hidden or value is None:
        return shown
    if not shown.text.strip("0.,"):
        return Shown(f"0 {result.outcome.unit} higher or lower", 0.0)
    way = "higher" if value > 0 else "lower"
    return Shown(f"{shown.text} {result.outcome.unit} {way}", value)


def _range(result: Result, rules: Rules) -> Shown:
    """An interval as a person says it: "1 lower to 9 marks higher"."""
    low, high = result.estimate.low, result.estimate.high
    ends = [_amount(end, result, rules) for end in (low, high)]
    hidden = next((end for end in ends if end.hidden), None)
    if hidden or low is None or high is None:
        return hidden or Shown("[x]")
    words = [end.text for end in ends]
    unit = f" {result.outcome.unit} "
    way = words[1].rsplit(" ", 1)[1]
    # The unit, and the way when it is the same at both ends, are said once.
    first = words[0].replace(unit, " ", 1).removesuffix(f" {way}")
    return Shown(f"{first} to {words[1]}")


def _pupils(result: Result, rules: Rules) -> Shown:
    """The pupils behind an estimate: "24 and 26 pupils"."""
    sizes = [count(n, rules) for n in result.people]
    if not sizes:
        return Shown("–")
    hidden = next((s.rule for s in sizes if s.hidden), "")
    if hidden:
        return Shown("[c]", rule=hidden)
    return Shown(f"{' and '.join(s.text for s in sizes)} pupils")


def _meaning(result: Result) -> str:
    """What the interval says, in the words that the house rules allow."""
    outcome = result.outcome
    if outcome.smallest_worthwhile is None:
        return "The school had not said beforehand how much would be worthwhile."
    words = stats.direction(result.estimate, outcome.smallest_worthwhile, outcome.higher_is_better)
    if words.startswith("unclear"):
        return "That is too wide to tell."
    if words == "no worthwhile change":
        return "That is no worthwhile change."
    if words.endswith("worthwhile amount"):
        return "All of that is beyond what the school had called worthwhile."
    if words in ("higher", "lower"):
        hoped = "higher" if outcome.higher_is_better else "lower"
        return (
            "Whether it is as much as the school had called worthwhile is not settled."
            if words == hoped
            else "That is not the way the school had hoped for."
        )
    return ""


def _mean(result: Result, time: str, rules: Rules) -> Shown:
    for summary in result.summaries:
        if summary.group == "Project" and summary.time == time:
            return statistic(summary.mean, (summary.n,), rules, decimals=1)
    return Shown("–")


def _interval(result: Result, rules: Rules) -> Shown:
    estimate = result.estimate
    if not result.flow:
        return Shown("not estimated")
    if _too_small(result, rules):
        return Shown("[c]", rule=TOO_FEW.format(n=rules.fewest_pupils))
    if not estimate.ok:
        return Shown("not estimated")
    decimals = _decimals(result)
    numbers = [
        statistic(v, result.people, rules, decimals=decimals).text
        for v in (estimate.value, estimate.low, estimate.high)
    ]
    return Shown(f"{numbers[0]} ({numbers[1]} to {numbers[2]})", estimate.value)


def _flow_cells(steps: tuple[int, ...], rules: Rules) -> tuple[Shown, ...]:
    """Counts of pupils step by step; a step that lost only a few would give them away."""
    lost = [earlier - later for earlier, later in zip(steps[:1] * 3, steps[1:], strict=True)]
    if any(rules.hides(n) for n in steps):
        rule = f"fewer than {rules.fewest_pupils} people"
        return tuple(Shown("[c]", rule=rule) for _ in steps)
    few = any(0 < n < rules.fewest_pupils for n in lost) and rules.hide_zero
    if few:  # at the public level even "all but two" is too much
        rule = "would give a hidden number away"
        return (*(Shown("[c]", rule=rule) for _ in steps[:-1]), count(steps[-1], rules))
    return tuple(count(n, rules) for n in steps)


def _headline(result: Result, rules: Rules) -> str:
    """The finding in neutral words, 15 at most."""
    words = stats.direction(
        result.estimate, result.outcome.smallest_worthwhile or 0.0, result.outcome.higher_is_better
    )
    if words.startswith("unclear"):
        return f"Too small a project to tell whether {_lower(result.outcome.name)} changed"
    if words == "no worthwhile change":
        return f"No worthwhile change in {_lower(result.outcome.name)}"
    than = "than similar pupils" if result.outcome.design == "A" else "than before"
    return f"About {_amount(result.estimate.value, result, rules).text} {than}"


def _groups_in_words(result: Result, rules: Rules) -> str:
    parts = []
    for group in dict.fromkeys(s.group for s in result.summaries):
        means = [
            f"{statistic(s.mean, (s.n,), rules, decimals=1).text} {s.time.lower()}"
            for s in result.summaries
            if s.group == group
        ]
        parts.append(f"{group.lower()} mean {' and '.join(means)}")
    return "; ".join(parts)


def _dates(result: Result) -> str:
    days = [d for d in (result.outcome.baseline_date, result.outcome.follow_up_date) if d]
    return " and ".join(long_date(d) for d in days) or "dates not written down"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
