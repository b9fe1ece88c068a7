"""One subgroup against the other pupils: the difference between their differences.

Two separate verdicts ("it worked for these, not for those") are never made: two intervals that
differ are not a difference (docs/statistics.md). The interval is Welch's way of adding two
standard errors: se^2 = se1^2 + se2^2, df = se^4/(se1^4/df1 + se2^4/df2) (Welch 1947, Biometrika
34:28); for shares square-and-add of the two intervals (Zou & Donner 2008).
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from spp_research import stats
from spp_research.schema.vocabulary import Design, Group

from .declared import Measure, Outcome
from .measures import Measured, in_points, measured
from .records import Subgroup

if TYPE_CHECKING:
    from spp_research.schema import tables
    from spp_research.stats.estimate import Estimate

OTHERS = "the other pupils"
NO_SPREAD = "in one of the two parts there is no spread to judge a difference by"
TOO_MANY = "more than two subgroups are marked, so there is no one difference between them"


def subgroup(
    outcome: Outcome, pupils: tables.PupilOutcomes, confidence: float = 0.95
) -> Subgroup | None:
    """The difference between a subgroup and the others; None where none is marked.

    Parameters
    ----------
    outcome : as declared.
    pupils : with the column subgroup. One label and blanks compare those with the label to the
        rest; two labels and no blanks compare the first, by the alphabet, to the second.

    Notes
    -----
    With a comparison group, the adjusted difference in the subgroup less that among the others.
    Whole classes are not modelled: both parts sit in the same classes, so what a class adds to
    all its pupils cancels.
    """
    if outcome.design not in (Design.A, Design.B, Design.C) or "subgroup" not in pupils:
        return None
    labels = sorted(str(label) for label in pupils["subgroup"].dropna().unique())
    if not labels or (len(labels) == 1 and pupils["subgroup"].notna().all()):
        return None
    marked = pupils["subgroup"] == labels[0]
    blanks = bool(pupils["subgroup"].isna().any())
    others = labels[1] if len(labels) == 2 and not blanks else OTHERS
    parts = [pupils[marked.fillna(False)], pupils[~marked.fillna(False)]]
    sizes = tuple(n for rows in parts for n in _sizes(outcome, rows))
    if len(labels) > 2 or (len(labels) == 2 and blanks):
        return Subgroup(labels[0], OTHERS, sizes, _none("refused", TOO_MANY, confidence))
    first, second = (
        measured(outcome, rows, classes=False, confidence=confidence) for rows in parts
    )
    return Subgroup(labels[0], others, sizes, _gap(outcome, first, second, confidence))


def _sizes(outcome: Outcome, rows: tables.PupilOutcomes) -> list[int]:
    """Pupils of each group, or of each wave, that a part rests on."""
    if outcome.design == Design.C:
        return [int(rows[column].notna().sum()) for column in ("baseline", "follow_up")]
    both = rows.dropna(subset=["baseline", "follow_up"])
    groups = (Group.PROJECT, Group.COMPARISON) if outcome.design == Design.A else (Group.PROJECT,)
    return [int((both["group"] == group).sum()) for group in groups]


def _gap(outcome: Outcome, first: Measured, second: Measured, confidence: float) -> Estimate:
    one, two = first.raw, second.raw
    parts = (one or first.estimate, two or second.estimate)
    lacking = {part.status for part in parts if not (part.ok and part.has_interval)}
    if "refused" in lacking:
        reason = next(part.reason for part in parts if part.status == "refused")
        return _none("refused", reason, confidence)
    if "too_few" in lacking:
        return _none("too_few", "too few pupils in one of the two parts", confidence)
    if lacking:
        return _none("not_estimable", NO_SPREAD, confidence)
    if outcome.measure is Measure.YES_NO:
        made = stats.net_agreement_difference(*parts)
        return in_points(replace(made, measure="difference of two differences (MOVER)"))
    return replace(_added(first.estimate, second.estimate, confidence), unit=outcome.shown_unit)


def _added(one: Estimate, two: Estimate, confidence: float) -> Estimate:
    from scipy.special import stdtrit

    df1, df2 = one.detail("df"), two.detail("df")
    se1, se2 = one.se or 0.0, two.se or 0.0
    se = math.hypot(se1, se2)
    df = se**4 / (se1**4 / df1 + se2**4 / df2)
    half = float(stdtrit(df, 0.5 + confidence / 2)) * se
    value = one.interval[0] - two.interval[0]
    return replace(
        one,
        value=value,
        low=value - half,
        high=value + half,
        se=se,
        n=one.n + two.n,
        sizes=(*one.sizes, *two.sizes),
        measure="difference of two differences (Welch)",
        warnings=tuple(dict.fromkeys((*one.warnings, *two.warnings))),
        details={"df": df},
    )


def _none(status: str, reason: str, confidence: float) -> Estimate:
    from spp_research.stats.estimate import no_estimate

    frame = {"n": 0, "measure": "difference of two differences", "unit": ""}
    return no_estimate(status, reason, {**frame, "confidence": confidence})
