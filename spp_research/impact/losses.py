"""Pupils who were lost between the waves, and whether they might have changed the answer.

See docs/statistics.md. The estimate rests on pupils measured both times. The question asked
of it is: what if those who were lost did worse than those who stayed, by so much?
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spp_research import stats

from .measures import Measured, spread
from .records import Flow, Losses, Measure, Outcome

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.stats.estimate import Estimate


def losses(
    outcome: Outcome, pupils: pd.DataFrame, flow: tuple[Flow, ...], found: Measured
) -> Losses | None:
    """Who was lost, and the sensitivity of the estimate to it; None where nobody was.

    Notes
    -----
    Lost is who was listed and not measured both times, whichever wave is missing. With two
    groups the sensitivity asks about the one that lost the larger share, the project's pupils
    where they are alike, and takes the other group's lost pupils to be like those who stayed.
    A tipping point may lie where no real pupil is: that is then a reassuring answer.
    """
    if outcome.design not in ("A", "B"):
        return None
    groups = tuple((f.group, f.listed, f.listed - f.matched) for f in flow)
    if not any(lost for _, _, lost in groups):
        return None
    compared = None
    if len(groups) == 2:
        (_, listed_1, lost_1), (_, listed_2, lost_2) = groups
        compared = stats.attrition(listed_1, listed_1 - lost_1, listed_2, listed_2 - lost_2)
    assumed, listed, lost = max(groups, key=lambda group: group[2] / group[1])
    scenarios, tipping = _sensitivity(found, listed - lost, lost)
    start, leavers = _leavers(outcome, pupils)
    return Losses(groups, compared, start, leavers, assumed, scenarios, tipping)


def _sensitivity(found: Measured, stayed: int, lost: int):
    """The scenarios and the tipping point, in the unit of the estimate.

    `stats.missing_data_sensitivity` takes its share of missing from the estimate's own n; here
    that is the pupils of one group who stayed, since the others' mean does not move.
    """
    estimate, sd = found.estimate, spread(found)
    if not estimate.ok or not sd:
        return (), None
    asked = stats.missing_data_sensitivity(replace(estimate, n=stayed), lost, sd)
    tipping = None if asked.tipping is None else asked.tipping * sd
    return asked.scenarios, tipping


def _leavers(outcome: Outcome, pupils: pd.DataFrame) -> tuple[Estimate | None, int]:
    """How far from those who stayed the ones began who were only measured before."""
    began = pupils.dropna(subset=["baseline"])
    left = began["follow_up"].isna()
    leavers = int(left.sum())
    if outcome.measure is Measure.YES_NO or not leavers:
        return None, leavers
    gap = stats.mean_difference(began.loc[left, "baseline"], began.loc[~left, "baseline"])
    return (replace(gap, unit=outcome.shown_unit) if gap.ok else None), leavers
