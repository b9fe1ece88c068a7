"""Attendance in a sentence: each group's rate with its range, and who missed a tenth or more.

The pupil is the unit. The workbook holds each pupil's rate and not the sessions that were possible,
so every pupil's rate counts once, as if everybody had as many possible sessions
(docs/statistics.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from spp_research import stats
from spp_research.catalogue import say
from spp_research.protect.disclosure import Rules, Shown, share, statistic
from spp_research.schema.vocabulary import Design, Group
from spp_research.school.impact import Measure, Result
from spp_research.school.impact.audience import hidden
from spp_research.school.impact.measures import prepared
from spp_research.school.impact.possibilities import OFTEN_AWAY

from .amounts import number
from .statements import Statement, joined

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.schema import tables


_TIMES = {"before": "baseline", "after": "follow_up"}


def attendance_sentence(
    result: Result, pupils: tables.PupilOutcomes, rules: Rules
) -> Statement | None:
    """How much of their sessions each group attended; None for anything but attendance.

    Parameters
    ----------
    result : of one outcome.
    pupils : its rows of pupils, as in the evidence.
    rules : of the audience. Nothing is said of a result that it may not see.
    """
    if result.outcome.measure is not Measure.SESSIONS or not result.flow or hidden(result, rules):
        return None
    rows = prepared(result.outcome, pupils)
    if result.outcome.design in (Design.A, Design.B):
        rows = rows.dropna(subset=list(_TIMES.values()))
    said = [Statement("**{name}, by group.**", name=result.outcome.name)]
    for group in _ATTENDED:
        rates = {
            time: rows.loc[rows["group"] == group, column].dropna().astype(float)
            for time, column in _TIMES.items()
        }
        if all(len(values) > 1 for values in rates.values()):
            said.append(_of(group, rates, rules))
    return joined(said) if len(said) > 1 else None


_ATTENDED: Mapping[str, str] = {
    Group.PROJECT: "In the project attendance was {rate_before}% before ({range_before}) and "
    "{rate_after}% after ({range_after}).",
    Group.COMPARISON: "In the comparison group attendance was {rate_before}% before "
    "({range_before}) and {rate_after}% after ({range_after}).",
}
_OFTEN_AWAY: Mapping[str, str] = {
    Group.PROJECT: "In the project attendance was {rate_before}% before ({range_before}) and "
    "{rate_after}% after ({range_after}); {away_before} had missed a tenth of their sessions or "
    "more before, and {away_after} after.",
    Group.COMPARISON: "In the comparison group attendance was {rate_before}% before "
    "({range_before}) and {rate_after}% after ({range_after}); {away_before} had missed a tenth of "
    "their sessions or more before, and {away_after} after.",
}


def _of(group: str, rates: dict[str, pd.Series], rules: Rules) -> Statement:
    """One group's sentence; the parts about those often away only where they may be shown."""
    values: dict[str, Shown] = {}
    for time, each in rates.items():
        found = stats.attendance_rate(each, [100.0] * len(each))
        people = (len(each),)
        values[f"rate_{time}"] = statistic(100 * number(found), people, rules)
        values[f"range_{time}"] = _range(found, people, rules)
        values[f"away_{time}"] = share(
            int((each <= OFTEN_AWAY).sum()), len(each), rules, all_may_be_said=False
        )
    if values["away_before"].hidden or values["away_after"].hidden:
        del values["away_before"], values["away_after"]
        return Statement(_ATTENDED[group], **values)
    return Statement(_OFTEN_AWAY[group], **values)


def _range(found: stats.Estimate, people: tuple[int, ...], rules: Rules) -> Shown:
    if not found.has_interval:
        return Shown(say("no range, as they are too few"))
    low, high = (statistic(100 * end, people, rules) for end in found.interval[1:])
    if low.hidden:
        return low
    return Shown(say("the data fit anything from {low}% to {high}%", low=low.text, high=high.text))
