"""What stands between an estimate and its meaning: scale, choice of pupils, size, losses.

See docs/statistics.md. The estimate rests on pupils measured both times. The question asked
of it is: what if those who were lost did worse than those who stayed, by so much?
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spp_research import stats
from spp_research.protect.disclosure.possibilities import MANY
from spp_research.schema.vocabulary import Chosen, Design, Group, Time

from .declared import Measure, Outcome, comes_back
from .doubts import SAME_CLASS
from .measures import Measured, spread
from .records import NOT_ALIKE_ABOVE, End, Flow, Losses, Regression

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.schema import tables
    from spp_research.stats.allocation import Balance
    from spp_research.stats.estimate import Estimate


LOW_START_SDS = 0.5  # below the cohort's mean, from where a rise is to be expected anyway
_MANY = 1_000_000  # degrees of freedom of an interval that uses the normal distribution


def smallest_shown(outcome: Outcome, found: Measured) -> Estimate | None:
    """The smallest true difference that the finished project had an 80% chance of showing.

    From the standard error it really had (2.11); for shares from the width of the interval,
    since the plain standard error is nought where nobody or everybody said yes.

    Returns
    -------
    Estimate or None
        In the shown unit, with stats' banner where it is above 0.4 SD; None without an interval,
        and where one class stands against one, since no number of pupils could then show it.
    """
    estimate, raw = found.estimate, found.raw
    if raw is None or not estimate.ok or not estimate.has_interval:
        return None
    if SAME_CLASS in estimate.warnings:
        return None
    if raw.measure.startswith(("difference of proportions", "change in a paired")):
        _, low, high = estimate.interval
        se = (high - low) / (2 * _normal(estimate.confidence))
        shown = stats.mdes_after(se, _MANY, confidence=estimate.confidence)
        return replace(shown, unit=outcome.shown_unit, warnings=())
    df = raw.details.get("df")
    if not estimate.se or not df:
        return None
    shown = stats.mdes_after(estimate.se, df, confidence=estimate.confidence)
    sd = spread(found)  # whether it is a large effect is asked in SDs
    in_sds = stats.mdes_after(estimate.se / sd, df, confidence=estimate.confidence) if sd else None
    banner = in_sds.warnings if in_sds else ()
    return replace(shown, unit=outcome.shown_unit, warnings=banner)


def _normal(confidence: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(0.5 + confidence / 2)


def ends(outcome: Outcome, pupils: tables.PupilOutcomes) -> tuple[End, ...]:
    """Where at least 15% of a group were at an end of the scale, or beyond it (2.15).

    Each group by itself, since a ceiling in one of them understates the difference most. Only
    pupils that the estimate rests on: any other number of them could be taken from it.
    Nothing without a declared end, and nothing for a yes-or-no measure, which is all ends.
    """
    if outcome.measure is Measure.YES_NO:
        return ()
    if outcome.lowest_possible is None and outcome.highest_possible is None:
        return ()
    if outcome.design in (Design.A, Design.B):
        pupils = pupils.dropna(subset=["baseline", "follow_up"])
    return tuple(
        end
        for time, column in ((Time.BEFORE, "baseline"), (Time.AFTER, "follow_up"))
        for group in (Group.PROJECT, Group.COMPARISON)
        for end in _ends(outcome, time, group, pupils.loc[pupils["group"] == group, column])
    )


def _ends(outcome: Outcome, time: Time, group: Group, results: pd.Series) -> list[End]:
    """The ends of the scale that many of one group were at, at one time."""
    values = results.dropna().astype(float)
    if values.empty:
        return []
    n, beyond = len(values), 1 + abs(values).max()
    # An end that was not declared is put where nobody can be.
    low = -beyond if outcome.lowest_possible is None else outcome.lowest_possible
    high = beyond if outcome.highest_possible is None else outcome.highest_possible
    share = stats.ceiling_and_floor(values, minimum=low, maximum=high)
    if not share.ok:
        outside = int(((values < low) | (values > high)).sum())
        return [End(time, group, "outside", outside, n)]
    at = {"highest": share.detail("at_maximum"), "lowest": share.detail("at_minimum")}
    flagged = {"highest": "ceiling:", "lowest": "floor:"}
    return [
        End(time, group, end, round(n * part), n)
        for end, part in at.items()
        if any(w.startswith(flagged[end]) for w in share.warnings)
    ]


def regression(
    outcome: Outcome, pupils: tables.PupilOutcomes, gap: Estimate | None = None
) -> Regression | None:
    """What choosing pupils at one end makes happen by itself (2.14); None where nobody did.

    Only for the same pupils before and after, with or without a comparison group.

    Parameters
    ----------
    outcome : as declared.
    pupils : as `prepared` leaves them.
    gap : how far apart two groups began, in SDs.
    """
    chosen = outcome.chosen
    if outcome.design not in (Design.A, Design.B):
        return None
    if outcome.measure is Measure.YES_NO and chosen is None:
        return None
    project = pupils[pupils["group"] == Group.PROJECT].dropna(subset=["baseline", "follow_up"])
    if project.empty:
        return None
    before = project["baseline"].astype(float)
    cut, mean, sd = outcome.selected_below, outcome.cohort_mean, outcome.cohort_sd
    if chosen is None:
        began_low = mean is not None and sd and before.mean() < mean - LOW_START_SDS * sd
        if not began_low:
            return None
    expected = None
    if None not in (cut, mean, sd, outcome.reliability) and chosen == Chosen.LOW:
        made = stats.regression_to_the_mean(mean, sd, outcome.reliability, cut)
        expected = replace(made, unit=outcome.shown_unit) if made.ok else None
    rest = pupils[pupils["group"] == Group.COMPARISON].dropna(subset=["baseline", "follow_up"])
    alike = None
    if len(rest) and cut is not None:
        alike = bool((rest["baseline"] <= cut).all())
    elif len(rest) and chosen is not None and gap is not None and gap.value is not None:
        alike = abs(gap.value) <= NOT_ALIKE_ABOVE  # what is said of the start anyway
    return Regression(
        declared=chosen is not None,
        expected=expected,
        observed=float((project["follow_up"].astype(float) - before).mean()),
        chosen_alike=alike,
        selection=None if expected is not None else _selection(outcome, before),
    )


def _selection(outcome: Outcome, before: pd.Series) -> Estimate | None:
    """What choosing so many of so many brings by itself; None where that is not to be said.

    The spread is that of everybody where it is written down, else worked out from those chosen.
    Of a small group it would then follow from what is said, so nothing is reckoned.
    """
    if outcome.design != Design.B or outcome.chosen is None or outcome.chosen_from is None:
        return None
    if outcome.measure is Measure.YES_NO:
        return None
    sd = outcome.cohort_sd or None
    if sd is None and len(before) <= MANY:
        return None
    found = stats.selection_effect(
        len(before),
        outcome.chosen_from,
        sd=sd,
        sd_selected=None if sd is not None else float(before.std()),
        reliability=outcome.reliability,
        selected="below" if comes_back(outcome) > 0 else "above",
    )
    return replace(found, unit=outcome.shown_unit) if found.ok else None


def baseline_gap(outcome: Outcome, pupils: tables.PupilOutcomes) -> Estimate | None:
    """How far apart the matched pupils of two groups began: Hedges' g, design A only."""
    if outcome.design != Design.A:
        return None
    both = pupils.dropna(subset=["baseline", "follow_up"])
    arms = [
        both.loc[both["group"] == name, "baseline"] for name in (Group.PROJECT, Group.COMPARISON)
    ]
    return stats.hedges_g(*arms) if all(len(arm) for arm in arms) else None


def start_balance(outcome: Outcome, pupils: tables.PupilOutcomes) -> Balance | None:
    """How alike two groups began, of those who were measured both times.

    Not of all who were drawn: beside the means of these it would tell how the few others began.
    """
    from spp_research.stats.allocation import Balance

    if outcome.measure is Measure.YES_NO:
        return None
    both = pupils.dropna(subset=["baseline", "follow_up"])
    starts = [
        both.loc[both["group"] == name, "baseline"].astype(float)
        for name in (Group.PROJECT, Group.COMPARISON)
    ]
    if any(len(start) < 2 for start in starts):
        return None
    first, second = starts
    gap = stats.hedges_g(first, second)
    sds = [float(start.std()) for start in starts]
    pooled = gap.details.get("sd_pooled") if gap.ok else None
    apart = (float(first.mean()) - float(second.mean())) / pooled if pooled else None
    return Balance(
        "Start",
        (len(first), len(second)),
        (float(first.mean()), float(second.mean())),
        (sds[0], sds[1]),
        apart,
    )


def in_a_band(lost: Losses | None) -> Losses | None:
    """Losses of groups that were drawn by lot, with the band that they are in (2.11)."""
    if lost is None or len(lost.groups) < 2:
        return lost
    (_, listed_1, lost_1), (_, listed_2, lost_2) = lost.groups
    overall = (lost_1 + lost_2) / (listed_1 + listed_2)
    gap = lost_1 / listed_1 - lost_2 / listed_2
    return replace(lost, band=stats.attrition_band(overall, gap, by_lot=True).band)


def losses(
    outcome: Outcome, pupils: tables.PupilOutcomes, flow: tuple[Flow, ...], found: Measured
) -> Losses | None:
    """Who was lost, and the sensitivity of the estimate to it; None where nobody was.

    Notes
    -----
    Lost is who was listed and not measured both times, whichever wave is missing. With two
    groups the sensitivity asks about the one that lost the larger share, the project's pupils
    where they are alike, and takes the other group's lost pupils to be like those who stayed.
    A tipping point may lie where no real pupil is: that is then a reassuring answer.
    """
    if outcome.design not in (Design.A, Design.B):
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


def _leavers(outcome: Outcome, pupils: tables.PupilOutcomes) -> tuple[Estimate | None, int]:
    """How far from those who stayed the ones began who were only measured before."""
    began = pupils.dropna(subset=["baseline"])
    left = began["follow_up"].isna()
    leavers = int(left.sum())
    if outcome.measure is Measure.YES_NO or not leavers:
        return None, leavers
    gap = stats.mean_difference(began.loc[left, "baseline"], began.loc[~left, "baseline"])
    return (replace(gap, unit=outcome.shown_unit) if gap.ok else None), leavers
