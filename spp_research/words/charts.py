"""What charts show, in words: headings, and what a sighted reader sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from spp_research.catalogue import say
from spp_research.phrases import in_words, listed, long_date
from spp_research.protect.disclosure import Rules, Shown, statistic
from spp_research.school.impact import Measure, Result

from .amounts import pupils

if TYPE_CHECKING:
    import pandas as pd


def flow_alt(rows: list[tuple[Result, Any, tuple[Shown, ...]]]) -> str:
    parts = []
    for result, flow, row in rows:
        steps = [
            f"{step.lower()} {cell.text}"
            for step, cell in zip(STEPS, row, strict=True)
            if cell.text != "–"
        ]
        parts.append(f"{result.outcome.name}, {flow.group.lower()}: {', '.join(steps)}")
    return say(
        "Flow diagram with a column for each outcome and group and a box for each step, from the "
        "pupils listed down to those measured both times. {groups}.",
        groups="; ".join(parts),
    )


STEPS = ("Listed", "Measured before", "Measured after", "Both times")


def of_shares(result: Result) -> bool:
    return result.outcome.measure is Measure.YES_NO


def scale(result: Result) -> str:
    """What the results themselves are measured in, as their axis says."""
    if result.outcome.measure is Measure.MARKS:
        return result.outcome.unit
    return say("per cent of pupils") if of_shares(result) else say("per cent of sessions")


def groups_in_words(result: Result, rules: Rules) -> str:
    parts = []
    for group in dict.fromkeys(s.group for s in result.summaries):
        means = [
            f"{statistic(s.mean, (s.n,), rules, decimals=1).text} {s.time.lower()}"
            for s in result.summaries
            if s.group == group
        ]
        named = group.lower() if of_shares(result) else f"{group.lower()} mean"
        parts.append(f"{named} {' and '.join(means)}")
    return "; ".join(parts)


def measured_on(result: Result) -> str:
    days = [d for d in (result.outcome.baseline_date, result.outcome.follow_up_date) if d]
    return listed([long_date(day) for day in days]) or say("dates not written down")


def mean(point: Any, rules: Rules) -> str:
    return statistic(point.mean, (point.n,), rules, decimals=1).text


def pupils_of(result: Result, rules: Rules) -> str:
    return f"{result.outcome.name}: {pupils(result, rules).text}"


def stages_title(reviewed: int, schools: int) -> str:
    """How many schools have had their review, as a finding."""
    if schools == 1:
        if reviewed:
            return say("The school has had its peer review")
        return say("The school has not yet had its peer review")
    if not reviewed:
        return say("No school has had the peer review yet")
    return say(
        "{reviewed} of {schools} schools has had the peer review",
        "{reviewed} of {schools} schools have had the peer review",
        n=reviewed,
        reviewed=in_words(reviewed).capitalize(),
        schools=in_words(schools),
    )


# Whether a stage has been done, and whether one is still to come.
_WHERE = {
    (True, True): "{school}: last done {last}, next {next}",
    (True, False): "{school}: last done {last}",
    (False, True): "{school}: nothing done yet, next {next}",
    (False, False): "{school}: nothing done yet",
}


def stages_alt(stages: pd.DataFrame, schools: Sequence[tuple[str, str]]) -> str:
    """What a sighted reader sees: the last stage done and the next, school by school."""
    parts = []
    for slug, name in schools:
        own = stages[stages["school"] == slug]
        done = own[own["state"] == "done"]
        coming = own[own["state"].isin(["next", "planned"])]
        last = done["stage"].iloc[-1].lower() if len(done) else ""
        following = coming["stage"].iloc[0].lower() if len(coming) else ""
        wording = _WHERE[bool(last), bool(following)]
        parts.append(say(wording, school=name, last=last, next=following))
    return f"{'; '.join(parts)}."
