"""The same pupils before and after: by whole classes where they are named, and beside what was
to be expected.

A class counts once, since its pupils share their lessons. Pupils who were chosen one by one for
their scores are no whole classes, whatever class each of them is in. Yes-or-no measures count
classes too, by the means of 0 and 1; an expected change is for marks and rates alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from spp_research import stats
from spp_research.schema.vocabulary import SameTest

from .declared import Outcome
from .doubts import MOST_WITHOUT_CLASS

if TYPE_CHECKING:
    from spp_research.schema import tables
    from spp_research.stats.estimate import Estimate

ABOUT_THESE = "This is about these pupils, not other classes."
OTHER_TEST = (
    "the tests before and after were not the same, so a change from one to the other means "
    "nothing; give the same test both times, or another form of it"
)
CLASSES_BLANK = (
    "more than a tenth of the pupils have no class written down, and the others do; write each "
    "pupil’s class, or none where no whole class took part"
)
BY_CLASS = "mean change of classes (t on classes less one)"
IN_SDS_BY_CLASS = "standardised change (d_av), by class"


@dataclass(frozen=True)
class Change:
    """A change in the unit, in SDs, and less the expected one where that is declared."""

    estimate: Estimate
    standardised: Estimate | None = None
    beyond: Estimate | None = None


def other_test(outcome: Outcome) -> bool:
    """Whether a change would be one from a test to another."""
    return outcome.same_test == SameTest.NO


def change_of(
    outcome: Outcome, project: tables.PupilOutcomes, classes: bool, level: float
) -> Change:
    """The change of matched pupils, by class where whole classes took part.

    Parameters
    ----------
    outcome : as declared.
    project : its pupils, one row each.
    classes : whether whole classes count as such.
    level : confidence of the intervals.
    """
    rows = project.dropna(subset=["baseline", "follow_up"])
    frame: dict[str, Any] = {"confidence": level}
    if other_test(outcome):
        return Change(_refused(OTHER_TEST, len(rows), level))
    before, after = project["baseline"], project["follow_up"]
    names = rows["class_name"].dropna()
    by_class = classes and outcome.chosen is None and len(names) > 0
    if by_class and len(names) < (1 - MOST_WITHOUT_CLASS) * len(rows):
        return Change(_refused(CLASSES_BLANK, len(rows), level))
    if by_class and names.nunique() > 1:
        by = project["class_name"]
        found = stats.clustered_change(before, after, by, grows=False, **frame)
        estimate = replace(found, measure=BY_CLASS) if found.ok else found
        in_sds = _in_sds(estimate)
        make: Any = lambda **more: stats.clustered_change(before, after, by, **more)  # noqa: E731
    else:
        estimate = stats.mean_change(before, after, **frame)
        in_sds = stats.standardised_change(before, after, **frame)
        if by_class and estimate.ok:
            estimate = replace(estimate, warnings=(*estimate.warnings, ABOUT_THESE))
        make = lambda **more: stats.expected_change(before, after, **more)  # noqa: E731
    beyond = None
    if outcome.expects and estimate.ok:
        beyond = replace(make(**_expected(outcome), **frame), unit=outcome.shown_unit)
    return Change(estimate, in_sds, beyond)


def _expected(outcome: Outcome) -> dict[str, Any]:
    """An expected change as `stats.expected_change` takes it; its range only where it has both."""
    ends = (outcome.expected_from, outcome.expected_to)
    return {
        "expected": outcome.expected_change,
        "expected_interval": None if None in ends else ends,
        "months": outcome.months,
        "expected_months": outcome.expected_months,
        "source": outcome.expected_source,
        "chosen": outcome.chosen is not None,
    }


def _in_sds(estimate: Estimate) -> Estimate | None:
    """The mean change of classes in SDs of pupils' marks."""
    sd = estimate.details.get("sd")
    if not estimate.ok or not sd:
        return None
    ends = (estimate.value, estimate.low, estimate.high, estimate.se)
    value, low, high, se = (None if end is None else end / sd for end in ends)
    return replace(
        estimate, value=value, low=low, high=high, se=se, unit="SD", measure=IN_SDS_BY_CLASS
    )


def share_by_class(
    outcome: Outcome, project: tables.PupilOutcomes, level: float
) -> Estimate | None:
    """The mean over classes of how a share of pupils changed; None where no classes count."""
    rows = project.dropna(subset=["baseline", "follow_up"])
    names = rows["class_name"].dropna()
    if outcome.chosen is not None or names.empty:
        return None
    if len(names) < (1 - MOST_WITHOUT_CLASS) * len(rows):
        return _refused(CLASSES_BLANK, len(rows), level)
    if names.nunique() < 2:
        return None
    found = stats.clustered_change(
        project["baseline"],
        project["follow_up"],
        project["class_name"],
        grows=False,
        confidence=level,
    )
    if found.ok and not found.has_interval:  # all classes changed alike: pupils tell more
        return None
    return replace(found, measure=BY_CLASS, unit="proportion") if found.ok else found


def one_class(outcome: Outcome, project: tables.PupilOutcomes) -> bool:
    """Whether the pupils are one class, so that they stand for no other."""
    rows = project.dropna(subset=["baseline", "follow_up"])
    return outcome.chosen is None and rows["class_name"].nunique() == 1


def _refused(reason: str, n: int, confidence: float) -> Estimate:
    from spp_research.stats.estimate import no_estimate

    frame: Any = {"n": n, "measure": "not estimated", "unit": "", "confidence": confidence}
    return no_estimate("refused", reason, frame)
