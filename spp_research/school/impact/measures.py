"""The measure that an outcome's design and kind of number allow.

| design | marks, rates | yes or no |
|---|---|---|
| A, within classes or no classes named | adjusted for the start | Newcombe, not adjusted |
| A, whole classes, two or more an arm | classes in the model | the same, on 0 and 1 |
| A, one class in an arm | pupils, with the caution that it only describes | Newcombe, likewise |
| B, no classes named or one | mean change of matched pupils | Bonett-Price on gained and lost |
| B, two classes or more | mean of the classes' mean changes | the same, on 0 and 1 |
| C | Welch on the two waves | Newcombe |
| D | none | none |

See docs/statistics.md. Rates of sessions are pupils' own rates: the pupil is the
unit, so that one pupil who is away for weeks counts once and not once a session.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spp_research import stats
from spp_research.schema.vocabulary import Design, Group

from .changes import ABOUT_THESE, OTHER_TEST, change_of, one_class, other_test, share_by_class
from .declared import POINTS, Measure, Outcome
from .doubts import MOST_WITHOUT_CLASS, SAME_CLASS
from .oddities import TWO_SCALES, two_scales

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.schema import tables
    from spp_research.stats.estimate import Estimate

ONLY_AFTERWARDS = "it was only looked at afterwards, so there is nothing to compare it with"
NO_SPREAD = "all the changes are the same, so there is no spread to judge one by"
NOT_YES_OR_NO = "a yes-or-no measure is written as 1 for yes and 0 for no, and there is another"


@dataclass(frozen=True)
class Measured:
    """An estimate in the unit, in SDs where that can be, and what it gives away.

    `raw` is the estimate before it was put into percentage points, for whatever combines it;
    `beyond` is a change less the one that was to be expected.
    """

    estimate: Estimate
    standardised: Estimate | None = None
    adjusted: bool = False
    given_away: tuple[int, ...] = ()
    raw: Estimate | None = None
    beyond: Estimate | None = None


def prepared(outcome: Outcome, pupils: tables.PupilOutcomes) -> tables.PupilOutcomes:
    """The pupils with rates between 0 and 1 turned into percentages.

    Only where no rate of the outcome is above 1: a school writes 0.95 or 95, never both.
    """
    if outcome.measure is not Measure.SESSIONS:
        return pupils
    columns: list[tables.PupilOutcomesColumn] = ["baseline", "follow_up", "later_follow_up"]
    columns = [name for name in columns if name in pupils]
    if not (pupils[columns].isna() | (pupils[columns] <= 1)).all(axis=None):
        return pupils
    return pupils.assign(**{name: 100 * pupils[name] for name in columns})


def measured(
    outcome: Outcome,
    pupils: tables.PupilOutcomes,
    *,
    classes: bool = True,
    confidence: float = 0.95,
) -> Measured:
    """Work out an outcome by the measure of its row in the table above.

    Parameters
    ----------
    outcome : as declared.
    pupils : columns group, class_name, baseline, follow_up, from `prepared`; one row a pupil.
    classes : whether whole classes count as such; False compares parts of classes.
    confidence : of the interval.
    """
    if unknown := labels_fault(pupils):
        return Measured(_none("refused", unknown, len(pupils), confidence))
    if outcome.design not in (Design.A, Design.B, Design.C):
        return Measured(
            _none("refused", ONLY_AFTERWARDS, int(pupils["follow_up"].notna().sum()), confidence)
        )
    if outcome.measure is Measure.YES_NO:
        return _yes_or_no(outcome, pupils, classes, confidence)
    if two_scales(outcome, pupils):
        return Measured(_none("refused", TWO_SCALES, len(pupils), confidence))
    project = pupils[pupils["group"] == Group.PROJECT]
    before, after = project["baseline"], project["follow_up"]
    if outcome.design == Design.A:
        found = _compared(pupils, classes, confidence)
    elif outcome.design == Design.B:
        made = change_of(outcome, project, classes, confidence)
        found = Measured(made.estimate, made.standardised, beyond=made.beyond)
    elif other_test(outcome):
        found = Measured(_none("refused", OTHER_TEST, len(project), confidence))
    else:
        waves = after.dropna(), before.dropna()
        found = Measured(
            stats.mean_difference(*waves, confidence=confidence),
            stats.hedges_g(*waves, confidence=confidence),
        )
    inner = found.standardised
    if inner is not None and inner.ok and found.estimate.ok and not found.estimate.has_interval:
        # An interval in SDs would be of the SDs alone, and read as one of the change.
        inner = replace(
            inner,
            value=None,
            low=None,
            high=None,
            se=None,
            status="not_estimable",
            reason=NO_SPREAD,
            warnings=(),
            details={},
        )
    estimate = replace(found.estimate, unit=outcome.shown_unit)
    return replace(found, estimate=estimate, standardised=inner, raw=found.estimate)


_COLUMNS = ("group", "class_name", "baseline", "follow_up")
_GROUPS = (Group.PROJECT, Group.COMPARISON)
_MOST_NAMED = 4


def columns_fault(pupils: tables.PupilOutcomes) -> str:
    """Which columns a table of pupils lacks, in one sentence; empty where it has all."""
    missing = [name for name in _COLUMNS if name not in pupils]
    if not missing:
        return ""
    found = ", ".join(map(str, pupils.columns)) or "none"
    return (
        f"the table of pupils has no column {' and no column '.join(missing)}; its columns are "
        f"{found}, and the ones needed are {', '.join(_COLUMNS)}"
    )


def labels_fault(pupils: tables.PupilOutcomes) -> str:
    """Which labels of groups are not the kit's; empty where all are."""
    unknown = [str(g) for g in pupils["group"].dropna().unique() if g not in _GROUPS]
    if not unknown:
        return ""
    # A column with many labels is hardly one of groups, and may be one of names or numbers.
    named = (
        ", ".join(f"“{label}”" for label in sorted(unknown))
        if len(unknown) <= _MOST_NAMED
        else f"{len(unknown)} others"
    )
    return (
        f"the groups are called “Project” and “Comparison”, and the column group has {named}; "
        "write those two instead"
    )


def whole_classes(pupils: tables.PupilOutcomes) -> bool:
    """Whether every class that is named belongs to one group only."""
    named = pupils.dropna(subset=["class_name"])
    if without_class(pupils) > MOST_WITHOUT_CLASS or named.empty:
        return False
    return bool((named.groupby("class_name")["group"].nunique() == 1).all())


def without_class(pupils: tables.PupilOutcomes) -> float:
    """The share of the pupils measured both times whose class is not written down."""
    both = pupils.dropna(subset=["baseline", "follow_up"])
    return float(both["class_name"].isna().mean()) if len(both) else 0.0


def _classes_an_arm(pupils: tables.PupilOutcomes) -> int:
    """Classes with a measured pupil in the arm that has fewer."""
    both = pupils.dropna(subset=["baseline", "follow_up"])
    arms = both.groupby("group")["class_name"].nunique()
    return int(arms.min()) if len(arms) == 2 else 0


def _compared(pupils: tables.PupilOutcomes, classes: bool, confidence: float) -> Measured:
    """Design A: in the measure's unit, and in standard deviations."""
    whole = classes and whole_classes(pupils)
    if whole:  # the few without a class are left out, since nobody knows whom they count with
        pupils = pupils.dropna(subset=["class_name"])
    treated = (pupils["group"] == Group.PROJECT).astype(int)
    before, after = pupils["baseline"], pupils["follow_up"]
    effect = stats.adjusted_effect(before, after, treated, confidence=confidence)
    if whole and effect.ok:
        effect = stats.clustered_effect(
            after, treated, pupils["class_name"], before=before, confidence=confidence
        )
        if _classes_an_arm(pupils) < 2:
            effect = replace(effect, warnings=(*effect.warnings, SAME_CLASS))
    return Measured(_natural(effect), effect, adjusted=True)


def _natural(effect: Estimate) -> Estimate:
    """The adjusted difference of an effect, in the unit of the measure."""
    if not effect.ok:
        return effect
    inner = effect.details
    return replace(
        effect,
        value=inner["adjusted_difference"],
        low=inner.get("adjusted_low", inner.get("difference_low")),
        high=inner.get("adjusted_high", inner.get("difference_high")),
        se=inner.get("adjusted_se"),
    )


def _yes_or_no(
    outcome: Outcome, pupils: tables.PupilOutcomes, classes: bool, level: float
) -> Measured:
    """A share of pupils: raw in proportions, shown in percentage points."""
    results = pupils[["baseline", "follow_up"]]
    if bool((results.notna() & ~results.isin([0, 1])).any().any()):
        return Measured(_none("refused", NOT_YES_OR_NO, 0, level))
    project, rest = (pupils[pupils["group"] == g] for g in (Group.PROJECT, Group.COMPARISON))
    if (
        outcome.design == Design.A
        and classes
        and whole_classes(pupils)
        and _classes_an_arm(pupils) > 1
    ):
        found = _compared(pupils, classes, level)
        raw = found.estimate
    elif outcome.design == Design.A:
        arms = [_tally(rows.dropna(subset=["baseline"])["follow_up"]) for rows in (project, rest)]
        raw = stats.proportion_difference(*arms[0], *arms[1], confidence=level)
        if classes and whole_classes(pupils):
            raw = replace(raw, warnings=(*raw.warnings, SAME_CLASS))
        found = Measured(raw)
    elif other_test(outcome):
        return Measured(_none("refused", OTHER_TEST, len(project), level))
    elif outcome.design == Design.B:
        both = project.dropna(subset=["baseline", "follow_up"])
        gained = int(((both["baseline"] == 0) & (both["follow_up"] == 1)).sum())
        lost = int(((both["baseline"] == 1) & (both["follow_up"] == 0)).sum())
        by_class = share_by_class(outcome, project, level) if classes else None
        if by_class is not None and not by_class.ok:
            return Measured(by_class)
        raw = stats.paired_proportion_change(gained, lost, len(both), confidence=level)
        if by_class is not None and _wider(by_class, raw):
            raw = by_class
        if classes and one_class(outcome, project):
            raw = replace(raw, warnings=(*raw.warnings, ABOUT_THESE))
        found = Measured(raw, given_away=(gained, lost))
    else:
        waves = _tally(project["follow_up"]), _tally(project["baseline"])
        raw = stats.proportion_difference(*waves[0], *waves[1], confidence=level)
        found = Measured(raw)
    return replace(found, estimate=in_points(raw), raw=raw)


def _wider(one: Estimate, other: Estimate) -> bool:
    """Whether classes leave more open than pupils do: of so few shares they may seem to agree."""
    if not (one.has_interval and other.has_interval):
        return one.has_interval
    return one.interval[2] - one.interval[1] > other.interval[2] - other.interval[1]


def _tally(values: pd.Series) -> tuple[int, int]:
    """How many said yes, of how many."""
    present = values.dropna()
    return int((present == 1).sum()), len(present)


def in_points(estimate: Estimate) -> Estimate:
    """A difference of proportions in percentage points; its details stay as they are."""
    if not estimate.ok:
        return estimate
    value, low, high, se = (
        None if end is None else 100 * end
        for end in (estimate.value, estimate.low, estimate.high, estimate.se)
    )
    return replace(estimate, unit=POINTS, value=value, low=low, high=high, se=se)


def spread(found: Measured) -> float | None:
    """The SD of pupils' results, in the unit of the estimate, that an effect is measured in."""
    effect = found.standardised
    if effect is None or not effect.ok:
        return None
    names = ("sd", "total_sd", "sd_average", "sd_pooled")
    return next((effect.details[name] for name in names if effect.details.get(name)), None)


def _none(status: str, reason: str, n: int, confidence: float) -> Estimate:
    from spp_research.stats.estimate import Estimate

    return Estimate(
        None,
        None,
        None,
        None,
        n=n,
        measure="not estimated",
        unit="",
        confidence=confidence,
        status=status,
        reason=reason,
    )
