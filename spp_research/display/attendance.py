"""Attendance in a sentence: each group's rate with its range, and who missed a tenth or more.

The pupil is the unit. The workbook holds each pupil's rate and not the sessions that were possible,
so every pupil's rate counts once, as if everybody had as many possible sessions
(docs/statistics.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spp_research import stats
from spp_research.disclosure import Rules, Shown, share, statistic
from spp_research.impact import Measure, Result
from spp_research.impact.measures import prepared
from spp_research.impact.room import OFTEN_AWAY

from .amounts import hidden
from .cautions import joined
from .statements import Statement

if TYPE_CHECKING:
    import pandas as pd

_TIMES = {"before": "baseline", "after": "follow_up"}


def attendance_sentence(result: Result, pupils: pd.DataFrame, rules: Rules) -> Statement | None:
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
    if result.outcome.design in ("A", "B"):
        rows = rows.dropna(subset=list(_TIMES.values()))
    said = [Statement("**{name}, by group.**", name=result.outcome.name)]
    for group, whose in (("Project", "the project"), ("Comparison", "the comparison group")):
        rates = {
            time: rows.loc[rows["group"] == group, column].dropna().astype(float)
            for time, column in _TIMES.items()
        }
        if all(len(values) > 1 for values in rates.values()):
            said.append(_of(whose, rates, rules))
    return joined(said) if len(said) > 1 else None


def _of(whose: str, rates: dict[str, pd.Series], rules: Rules) -> Statement:
    """One group's sentence; the parts about those often away only where they may be shown."""
    values: dict[str, Shown] = {}
    for time, each in rates.items():
        found = stats.attendance_rate(each, [100.0] * len(each))
        people = (len(each),)
        values[f"rate_{time}"] = statistic(100 * found.value, people, rules)
        values[f"range_{time}"] = _range(found, people, rules)
        values[f"away_{time}"] = share(
            int((each <= OFTEN_AWAY).sum()), len(each), rules, all_may_be_said=False
        )
    wording = (
        f"In {whose} attendance was {{rate_before}}% before ({{range_before}}) and "
        "{rate_after}% after ({range_after})"
    )
    if values["away_before"].hidden or values["away_after"].hidden:
        del values["away_before"], values["away_after"]
        return Statement(f"{wording}.", **values)
    return Statement(
        f"{wording}; {{away_before}} had missed a tenth of their sessions or more before, and "
        "{away_after} after.",
        **values,
    )


def _range(found: stats.Estimate, people: tuple[int, ...], rules: Rules) -> Shown:
    if not found.has_interval:
        return Shown("no range, as all are alike")
    low, high = (statistic(100 * end, people, rules) for end in (found.low, found.high))
    return low if low.hidden else Shown(f"the data fit anything from {low.text}% to {high.text}%")
