"""What one result of `spp_research.stats` says, in short sentences that never outrun it.

One idea a sentence, twenty words at most. The range stands beside the number; nothing says why
anything changed; a refusal says what would mend it. `spp_research.stats` gives these by name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import singledispatch
from typing import Any

from spp_research.errors import InputError
from spp_research.phrases import capital, in_words
from spp_research.stats import (
    attendance,
    class_changes,
    cycle_changes,
    doses,
    run_charts,
    selection,
    single_cases,
    ways,
)
from spp_research.stats import expected as expectations
from spp_research.stats.allocation import WAITING_ARMS, Allocation
from spp_research.stats.checks import Finding
from spp_research.stats.estimate import Conclusion, Estimate, Pooled
from spp_research.stats.inputs import an_estimate
from spp_research.stats.missing import AttritionBand
from spp_research.stats.wording import NO_CHANGE, NOT_ENOUGH, not_judged, outcome_count
from spp_research.stats.wording import direction as way_of

from .short import anywhere, cut, number, percent, reasons, whole, with_range, within

MOST = 4  # sentences
QUESTIONS_FROM = 5
GROWN = ("Pupils of this age would have grown anyway.", "We do not know how much of this is extra.")
NO_RANGE = "No range can be given."


def sentence(
    result: Any, *, outcome: str, unit: str = "marks", smallest_worthwhile: float | None = None
) -> str:
    """Say one result in one to four sentences.

    Parameters
    ----------
    result : Estimate, Pooled, Allocation, RunChart, StartPoints, Robustness, Cycles, Finding, ...
        Whatever a function of `spp_research.stats` gave, of any status.
    outcome : str
        What was measured, as a sentence begins: "Marks", "Reading".
    unit : str
        Of the marks, in the plural; for a draw, what was drawn ("pupils", "classes").
    smallest_worthwhile : float, optional
        In the unit of the result; .10 SD without it.

    Returns
    -------
    str
        Each sentence of twenty words at most.

    Raises
    ------
    ValueError
        If it is not a result of `spp_research.stats`.
    """
    about = _About(cut(outcome, 6) or "The result", cut(unit, 4) or "marks", smallest_worthwhile)
    if isinstance(result, (list, tuple)) and not hasattr(result, "_fields"):
        said = _of_several(result, about)
    else:
        said = list(_said(result, about))
    return " ".join(list(within(said))[:MOST])


class _About:
    """What the sentences are about: outcome, unit and smallest worthwhile change."""

    def __init__(self, outcome: str, unit: str, worthwhile: float | None):
        self.outcome, self.unit, self.worthwhile = capital(outcome), unit, worthwhile

    @property
    def of_unit(self) -> str:
        """The unit behind a number, where the outcome does not say it already: " marks"."""
        return "" if self.outcome.casefold() == self.unit.casefold() else f" {self.unit}"


def _of_several(results, about: _About) -> list[str]:
    if not results:
        return ["Nothing was found that looks wrong."]
    said = [text for result in results for text in _said(result, about)]
    if len(said) <= MOST:
        return said
    more = "There is more to look at."
    return [*said[: MOST - 1], more]


def against_selection(change: Estimate, selected: Estimate) -> str:
    """Say a change of chosen pupils beside what choosing them brings by itself.

    Parameters
    ----------
    change : Estimate
        Of the pupils who were chosen.
    selected : Estimate
        What `selection_effect` gave for them.

    Returns
    -------
    str
        "more than choosing low scorers brings by itself", "no more than ..." or "partly or wholly
        what ..."; only the first lets a change without a comparison group be called better.
        "not known beside what choosing ..." where either is not there.
    """
    an_estimate(selected, "selected")
    value = selected.value or 0.0
    who = "high" if value < 0 else "low"
    how = selection.beyond_selection(change, selected) or "not known beside what"
    return f"{how} choosing {who} scorers brings by itself"


def multiplicity_line(outcomes: int, confidence: float = 0.95) -> str:
    """Say how many of several secondary intervals would miss by chance; empty for one."""
    m = outcome_count(outcomes)
    if m < 2:
        return ""
    missed = m * (1 - confidence)
    return f"of {m} intervals about {missed:.2g} would miss the true value by chance"


def chance_line(questions: int) -> str:
    """Say how many of several survey questions would differ by chance; empty below five."""
    m = outcome_count(questions)
    if m < QUESTIONS_FROM:
        return ""
    return f"If nothing had changed, about {m / 20:.2g} would still look different."


def _moved(change: float, unit: str, how: str = "") -> str:
    """ "rose by 7.5 marks", "fell by 2.0 marks", "stayed the same"."""
    size = number(abs(change))
    if size == "0.0":
        return f"stayed the same{how}"
    return f"{'rose' if change > 0 else 'fell'} by {size}{unit}{how}"


def _no_result(result: Any, about: _About) -> list[str]:
    parts = reasons(result.reason) or ["there is too little to say"]
    if len(parts) > 1:
        return parts
    return [f"{about.outcome}: there is no result", *parts, _MENDED.get(result.status, "")]


# What would mend it, where the reason does not say so itself.
_MENDED = {
    "too_few": "More of them would be needed.",
    "refused": "Put that right, and work it out again.",
    "not_estimable": "Another measure, or more pupils, may tell.",
}


# One result --------------------------------------------------------------------------------------


@singledispatch
def _said(result: Any, about: _About) -> Iterable[str]:
    raise InputError(
        f"a {type(result).__name__} is no result that can be said in a sentence; give one of "
        "stats, as of stats.mean_change(…)"
    )


@_said.register
def _(result: Estimate, about: _About) -> Iterable[str]:
    if result.status == "refused" and result.reason == class_changes.ONE_CLASS:
        return _of_one_class(result, about)
    if not result.ok or result.value is None:
        return _no_result(result, about)
    for measure, tell in _BY_MEASURE:
        if result.measure.startswith(measure):
            return tell(result, about)
    return _of_any(result, about)


def _of_expected(result: Estimate, about: _About) -> list[str]:
    by_class = result.measure.endswith(class_changes.BY_CLASS)
    change = result.detail("change")
    who = f"in {whole(result.detail('clusters'))} classes the average class" if by_class else ""
    who = who or about.outcome
    unit = f" {about.unit}" if by_class else about.of_unit
    counted = "Classes were counted, not pupils, because pupils in a class share lessons."
    said = []
    if not_judged(result) or result.details.get("expected") == 0:
        said.append(f"{who} {_moved(change, unit, with_range(result))}")
        said += [counted] if by_class else []
        said += _few_classes(result)
        return said + (list(GROWN) if not_judged(result) else [_judged(result, about, "changed")])
    said.append(f"{who} {_moved(change, unit)}")
    manual = "(" not in result.measure or "manual" in result.measure.casefold()
    grown = number(result.detail("expected"))
    expected = (
        f"The manual expects {grown} in that time"
        if manual
        else f"{grown} was expected in that time"
    )
    value = result.value or 0.0
    size, range_ = number(abs(value)), with_range(result)
    more = f"That is {size} {'more' if value > 0 else 'less'} than"
    if size == "0.0":
        more = "That is no more than"
    elif value < 0 and range_:
        range_ = f"{range_[:-1]}, below 0 is less)"
    verdict = _judged(result, about, "more than expected")
    if by_class:  # a fourth sentence says what was counted
        return [said[0], counted, f"{more} the {grown} expected{range_}", verdict]
    return [*said, expected, f"{more} expected{range_}", verdict]


def _few_classes(result: Estimate) -> list[str]:
    if not result.has_interval:
        return [NO_RANGE]
    return [w for w in result.warnings if w.startswith("only ") and "classes" in w][:1]


def _judged(result: Estimate, about: _About, more: str) -> str:
    """The verdict in words: whether it changed, or is more than expected."""
    words = way_of(result, about.worthwhile)
    if words == NOT_ENOUGH:
        return NO_RANGE
    if words == NO_CHANGE:
        return "That is no worthwhile difference."
    if words.startswith("unclear"):
        return f"We cannot tell whether it {'is ' if more.startswith('more') else ''}{more}."
    if words.endswith("worthwhile amount"):
        return "All of the range is beyond the smallest worthwhile amount."
    if words.startswith("higher"):
        return "It is higher; whether by a worthwhile amount is not settled."
    return "It is lower." if more == "changed" else "It is less than expected."


def _of_one_class(result: Estimate, about: _About) -> list[str]:
    return [
        class_changes.ONE_CLASS,
        f"{about.outcome} in this class {_moved(result.detail('change'), about.of_unit)}",
        class_changes.ABOUT_THESE,
        "More classes would tell more.",
    ]


def _of_mean_change(result: Estimate, about: _About) -> list[str]:
    value = result.value or 0.0
    return [
        f"{about.outcome} {_moved(value, about.of_unit, with_range(result))}",
        *([] if result.has_interval else [NO_RANGE]),
        "There was no comparison group.",
        "How much would have changed anyway is not known.",
    ]


def _of_attendance(result: Estimate, about: _About) -> list[str]:
    said = f"Pupils came to {percent(result.value or 0.0)} of sessions"
    if not result.has_interval:
        return [
            said,
            f"With {result.n} pupils no range can be given; "
            f"{attendance.FEWEST_FOR_LIMITS} are needed.",
        ]
    _, low, high = result.interval
    return [
        f"{said} (could be anywhere from {percent(low)} to {percent(high)})",
        "It is wide because a few pupils who are often away can change it.",
    ]


def _of_overlap(result: Estimate, about: _About) -> list[str]:
    said = [
        f"In {whole(100 * (result.value or 0.0))} of 100 pairs of days the later one was better",
    ]
    if result.has_interval:
        _, low, high = result.interval
        said.append(f"It could be anywhere from {whole(100 * low)} to {whole(100 * high)}")
    for rising, words in (
        (single_cases.RISING, "It was already rising before the change"),
        (single_cases.FALLING, "It was already falling before the change"),
    ):
        said += [words] if rising in result.warnings else []
    return [*said, "Days close together are alike, so the range may be too narrow"]


PER_SESSIONS = 5


def _of_dose(result: Estimate, about: _About) -> list[str]:
    slope = PER_SESSIONS * (result.value or 0.0)
    last = ["They may differ in other ways.", "This does not show that sessions help."]
    if result.has_interval and (result.interval[1] > 0 or result.interval[2] < 0):
        more, sign = ("more", 1) if slope > 0 else ("less", -1)
        low, high = sorted(sign * PER_SESSIONS * end for end in result.interval[1:])
        return [
            f"Pupils who came more gained {more}: about {number(abs(slope))} {about.unit} for each "
            f"{PER_SESSIONS} sessions {anywhere(low, high)}",
            *last,
        ]
    return [
        f"For each {PER_SESSIONS} sessions more, gains differed by {number(slope)} {about.unit}"
        f"{with_range(result, scale=PER_SESSIONS)}",
        "We cannot tell whether pupils who came more gained more or less.",
        *last,
    ]


def _of_selection(result: Estimate, about: _About) -> list[str]:
    value = result.value or 0.0
    ends = [abs(result.details.get(name) or 0.0) for name in ("at_r90", "at_r50")]
    known = result.details.get("reliability") is not None
    size = whole(abs(value)) if known else f"{whole(ends[0])} to {whole(ends[1])}"
    if value == 0:
        return ["Choosing these pupils by their scores brings no change by itself."]
    which, way = ("low", "rise") if value > 0 else ("high", "fall")
    return [
        f"These pupils were chosen for {which} scores.",
        f"Such pupils {way} by about {size} {about.unit} with no help.",
    ]


def _of_cycles(result: Estimate, about: _About) -> list[str]:
    return [
        f"It was {number(result.detail('first'), 2)} in the first cycle and "
        f"{number(result.detail('second'), 2)} in the second",
        f"The change is {number(result.value or 0.0, 2)}{with_range(result, 2)}",
        _judged(result, about, "changed"),
    ]


def _of_any(result: Estimate, about: _About) -> list[str]:
    decimals, scale, unit = 2, 1.0, ""
    if result.unit == "marks":
        decimals, unit = 1, about.of_unit
    elif "SD" in result.unit:
        unit = " SDs"
    elif result.unit == "proportion":
        between = any(word in result.measure for word in ("difference", "change", "net "))
        decimals, scale, unit = 0, 100.0, " points" if between else "%"
    range_ = with_range(result, decimals, scale)
    if unit == "%":
        range_ = range_.replace(" to ", "% to ").replace(")", "%)")
    said = [f"{about.outcome}: {number(scale * (result.value or 0.0), decimals)}{unit}{range_}"]
    if not result.has_interval:
        said.append(NO_RANGE)
    if result.n:
        said.append(f"{result.n} were counted")
    return said


_BY_MEASURE = (
    (expectations.MEASURE, _of_expected),
    (expectations.NOT_JUDGED, _of_expected),
    ("mean change of matched pairs", _of_mean_change),
    (attendance.RATE, _of_attendance),
    (single_cases.NON_OVERLAP, _of_overlap),
    (doses.DOSE, _of_dose),
    (selection.CHOSEN, _of_selection),
    (cycle_changes.MEASURE, _of_cycles),
)


@_said.register
def _(result: Pooled, about: _About) -> Iterable[str]:
    if result.status != "ok" or result.mean is None or result.low is None or result.high is None:
        return _no_result(result, about)
    said = [
        f"Over {result.k} schools the average result was {number(result.mean)} "
        f"{anywhere(result.low, result.high)}"
    ]
    if result.prediction_low is None or result.prediction_high is None:
        return [*said, f"With {result.k} schools nothing can be said of a new one; 5 are needed"]
    ends = number(result.prediction_low), number(result.prediction_high)
    return [*said, f"A new school like these could see anything from {ends[0]} to {ends[1]}."]


@_said.register
def _(result: Allocation, about: _About) -> Iterable[str]:
    if not result.ok:
        return _no_result(result, about)
    noun = "classes" if result.method == "classes" else "pupils"
    noun = noun if about.unit == "marks" else about.unit
    first, later = result.counts
    are = "is" if first == 1 else "are"
    noun = re.sub(r"(?<=ss)es$|(?<!ss)s$", "", noun) if first == 1 else noun
    said = [f"A computer drew lots with number {result.seed}.", "Anyone can check the draw."]
    if result.draw > 1:
        said.append(f"This is draw {result.draw} of the list.")
    if result.arms == WAITING_ARMS:
        return [*said, f"{first} {noun} start{'s' if first == 1 else ''} now, {later} later."]
    names = [cut(arm, 3) for arm in result.arms]
    return [*said, f"{first} {noun} {are} in {names[0]}, {later} in {names[1]}."]


@_said.register
def _(result: run_charts.RunChart, about: _About) -> Iterable[str]:
    line = None if result.median is None else _on_the_line(result)
    if not result.ok:
        drawn = [f"The middle line is at {line}"] if line and result.status == "too_few" else []
        return [*drawn, *reasons(result.reason)]
    if result.signal == "none":
        return [f"The figures go up and down around {line}, as chance would make them."]
    said = []
    if result.shift:
        side = "above" if result.above else "below"
        said.append(
            f"{result.longest_run} points in a row are {side} the line; up to "
            f"{result.longest_run_max} is usual."
        )
    if result.few_crossings:
        times = "once" if result.crossings == 1 else f"{result.crossings} times"
        said.append(f"The line is crossed {times}; {result.crossings_min} or more is usual.")
    return [*said, "Something changed.", "The chart cannot say what."]


def _on_the_line(chart: run_charts.RunChart) -> str:
    median = chart.median or 0.0
    if chart.kind == "percent":
        return f"{whole(median)}%"
    return whole(median) if math.isclose(median, round(median)) else number(median)


@_said.register
def _(result: single_cases.StartPoints, about: _About) -> Iterable[str]:
    if not result.ok:
        return _no_result(result, about)
    said = [
        f"Of {result.possible} possible starts, {result.count} would have shown a difference this "
        "large."
    ]
    if result.warnings:
        said.append(f"With {result.possible} possible starts this says little.")
    return said


@_said.register
def _(result: ways.Robustness, about: _About) -> Iterable[str]:
    if not result.ok or result.lowest is None or result.highest is None:
        return _no_result(result, about)
    said = [
        f"{capital(in_words(len(result.ways)))} ways of working it out gave "
        f"{number(result.lowest)} to {number(result.highest)}."
    ]
    if result.agreement == ways.DEPENDS:
        return [*said, "It depends on how it is worked out, so we call it unclear."]
    if result.agreement == ways.SAME:
        return [*said, "It hardly matters how it is worked out."]
    return [*said, "They do not contradict each other, and differ in size."]


@_said.register
def _(result: cycle_changes.Cycles, about: _About) -> Iterable[str]:
    if not result.ok or result.overall is None:
        return _no_result(result, about)
    change = result.overall
    ends = number(change.detail("first"), 2), number(change.detail("second"), 2)
    return [
        f"In {cut(result.labels[0], 3)} the difference was {ends[0]}, in "
        f"{cut(result.labels[-1], 3)} {ends[1]}.",
        f"The change is {number(change.value or 0.0, 2)}{with_range(change, 2)}.",
        _judged(change, about, "changed"),
    ]


@_said.register
def _(result: AttritionBand, about: _About) -> Iterable[str]:
    if not result.ok:
        return _no_result(result, about)
    said = {
        "low": "The loss of pupils was low enough for a comparison by lot.",
        "between": "The loss of pupils may have changed the result.",
        "high": "So many pupils were lost that the groups may no longer be alike.",
    }
    return [said[result.band]]


@_said.register
def _(result: Finding, about: _About) -> Iterable[str]:
    asked = [part for part in re.split(r"(?<=[.?]) ", result.words) if part]
    if len(asked) <= MOST:
        return asked
    return [*asked[: MOST - 1], f"And {len(result.rows) - MOST + 1} more rows."]


@_said.register
def _(result: Conclusion, about: _About) -> Iterable[str]:
    return [result.line]
