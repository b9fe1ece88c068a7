"""Numbers of a result as a person says them, each through the rules of its audience.

Everything that rests on one estimate is protected as one group: when any group behind it is too
small for the audience, or a count that can be worked out from it, nothing of it is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from spp_research.catalogue import called, say
from spp_research.phrases import in_words
from spp_research.protect.disclosure import Rules, Shown, count, statistic
from spp_research.protect.disclosure.figures import decimals_of
from spp_research.schema.vocabulary import Design, Group
from spp_research.school.impact import Result
from spp_research.school.impact.declared import POINTS
from spp_research.stats.estimate import Estimate


class Ranged(Protocol):
    """What has a range that fits, or could have had one: an estimate, a pool, a share's effect."""

    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...


def how_many(n: int) -> str:
    """A number of things in words: "three", "none"."""
    return in_words(n) if n else say("none")


def decimals(estimate: Ranged) -> int:
    """As many digits as the interval deserves."""
    return decimals_of(estimate.low, estimate.high)


def number(estimate: Estimate | None) -> float:
    """The value of an estimate, for a caller who has made sure that there is one.

    Raises
    ------
    ValueError
        If there is none.
    """
    if estimate is None or estimate.value is None:
        raise ValueError(
            f"there is no estimate: {estimate.reason if estimate else 'none was made'}"
        )
    return estimate.value


def _of_difference(unit: str) -> str:
    """The unit of a difference: of percentages it is percentage points.

    "2.4 % higher" would be read as by so much of what it was.
    """
    words = unit.casefold().replace("per cent", "percent").split()
    first = words[0] if words else ""
    return POINTS if first.startswith("%") or first in ("percent", "percentage") else unit


def size(value: float | None, unit: str, people: Sequence[int], rules: Rules, digits: int) -> Shown:
    """How much, without a direction: "4 marks"."""
    shown = statistic(None if value is None else abs(value), people, rules, decimals=digits)
    if shown.hidden or value is None:
        return shown
    unit = _of_difference(unit)
    said = _one(unit) if shown.text == "1" else unit
    return Shown(f"{shown.text} {called(said) if unit == POINTS else said}", value)


def _one(unit: str) -> str:
    """A unit for one of it: "mark", "word a minute", "percentage point"."""
    first, *rest = unit.split(" ")
    if first.endswith("s") and not first.endswith("ss"):
        return " ".join((first[:-1], *rest))
    return unit[:-1] if unit.endswith("s") and not unit.endswith("ss") else unit


def amount(
    value: float | None, unit: str, people: Sequence[int], rules: Rules, digits: int
) -> Shown:
    """A difference as a person says it: "4 marks higher"."""
    shown = size(value, unit, people, rules, digits)
    if shown.hidden or value is None:
        return shown
    if not shown.text.split(" ")[0].strip("0.,"):
        return Shown(say("0 {unit} higher or lower", unit=_of_difference(unit)), 0.0)
    said = (
        say("{size} higher", size=shown.text) if value > 0 else say("{size} lower", size=shown.text)
    )
    return Shown(said, value)


# By the way of each end: lower, neither, higher.
_RANGES = {
    (-1, -1): "{low} to {high} {unit} lower",
    (-1, 0): "{low} lower to 0 {unit}",
    (-1, 1): "{low} lower to {high} {unit} higher",
    (0, 0): "0 {unit} higher or lower",
    (0, 1): "0 to {high} {unit} higher",
    (1, 1): "{low} to {high} {unit} higher",
}


def _sign(end: float) -> int:
    return 1 if end > 0 else -1


def span(
    low: float | None,
    high: float | None,
    unit: str,
    people: Sequence[int],
    rules: Rules,
    digits: int,
) -> Shown:
    """An interval as a person says it: "1 lower to 9 marks higher"."""
    ends = [amount(end, unit, people, rules, digits) for end in (low, high)]
    concealed = next((end for end in ends if end.hidden), None)
    if concealed or low is None or high is None:
        return concealed or Shown("[x]")
    sizes = [size(end, unit, people, rules, digits).text.partition(" ") for end in (low, high)]
    numbers = [number for number, _, _ in sizes]
    signs = [
        _sign(end) if number.strip("0.,") else 0
        for end, number in zip((low, high), numbers, strict=True)
    ]
    # The unit, and the way when it is the same at both ends, are said once.
    wording = _RANGES[signs[0], signs[1]]
    return Shown(say(wording, low=numbers[0], high=numbers[1], unit=sizes[1][2]))


def key(result: Result, what: str, group: str = "") -> str:
    """The key of a number of a result, by which its places in a report are compared."""
    return f"{result.outcome.outcome_id} {what}{f', {group.lower()}' if group else ''}"


ESTIMATE, INTERVAL, LEAST = "estimate", "interval", "smallest it could show"
BOTH_TIMES = "pupils both times"


def about(result: Result, rules: Rules) -> Shown:
    """The estimate of a result: "4 marks higher"."""
    return amount(
        result.estimate.value,
        result.outcome.shown_unit,
        result.people,
        rules,
        decimals(result.estimate),
    ).of(key(result, ESTIMATE))


def interval_words(result: Result, rules: Rules) -> Shown:
    """The interval of a result: "1 lower to 9 marks higher"."""
    estimate = result.estimate
    unit, digits = result.outcome.shown_unit, decimals(estimate)
    shown = span(estimate.low, estimate.high, unit, result.people, rules, digits)
    return shown.of(key(result, INTERVAL))


def least(result: Result, rules: Rules) -> Shown:
    """The smallest difference that a result could well have shown: "6 marks"."""
    unit, digits = result.outcome.shown_unit, decimals(result.estimate)
    found = result.smallest_shown
    shown = size(found.value if found else None, unit, result.people, rules, digits)
    return shown.of(key(result, LEAST))


def interval_figures(
    estimate: Estimate | None, people: Sequence[int], rules: Rules, digits: int | None = None
) -> Shown:
    """An estimate with its interval for a table: "9.4 (4.2 to 14.6)"."""
    if estimate is None or not estimate.ok:
        return Shown("–")
    digits = decimals(estimate) if digits is None else digits
    shown = [
        statistic(v, people, rules, decimals=digits)
        for v in (estimate.value, estimate.low, estimate.high)
    ]
    if concealed := next((s for s in shown if s.hidden), None):
        return concealed
    if not estimate.has_interval:
        return Shown(f"{shown[0].text} (no interval)", estimate.value)
    return Shown(f"{shown[0].text} ({shown[1].text} to {shown[2].text})", estimate.value)


def pupils(result: Result, rules: Rules) -> Shown:
    """The pupils behind an estimate: "24 and 26 pupils", "24 pupils before and 26 after"."""
    sizes = [count(n, rules) for n in result.people]
    if len(sizes) < (2 if result.outcome.design in (Design.A, Design.C) else 1):
        return Shown("–")
    if concealed := next((s.rule for s in sizes if s.hidden), ""):
        return Shown("[c]", rule=concealed)
    words = [s.text for s in sizes]
    if result.outcome.design == Design.C:
        return Shown(
            say("{before} pupils before and {after} after", before=words[0], after=words[1])
        )
    groups = (Group.PROJECT, Group.COMPARISON)[: len(words)]
    keys = (key(result, BOTH_TIMES, group) for group in groups)
    # One that is hidden gives no other away: which of the groups is too small is not said.
    said = (
        say("{first} and {second} pupils", first=words[0], second=words[1])
        if len(words) > 1
        else say("{number} pupils", number=words[0])
    )
    return Shown(said).of(*(keys if result.outcome.design in (Design.A, Design.B) else ()))
