"""One comparison worked out in several ways, for whoever asks whether the way decides.

What depends on the way is never more than unclear. Nothing says which pupil or class it hangs on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spp_research import stats
from spp_research.schema.vocabulary import Design, Group, SameTest

from .declared import Measure, Outcome
from .doubts import SAME_CLASS
from .measures import Measured, whole_classes

if TYPE_CHECKING:
    from spp_research.schema import tables
    from spp_research.stats.ways import Robustness


def robust(outcome: Outcome, pupils: tables.PupilOutcomes, found: Measured) -> Robustness | None:
    """What several ways of working out a comparison give; None where there is only one.

    Parameters
    ----------
    outcome : as declared.
    pupils : as `prepared` leaves them.
    found : what was worked out.

    Notes
    -----
    For marks and rates of two groups. Not for one class against another, which is never called
    anything; nor for two tests, whose difference is no gain.
    """
    effect = found.standardised
    if outcome.design != Design.A or outcome.measure is Measure.YES_NO:
        return None
    if outcome.same_test == SameTest.NO or SAME_CLASS in found.estimate.warnings:
        return None
    if effect is None or not effect.ok:
        return None
    whole = whole_classes(pupils)
    if whole:
        pupils = pupils.dropna(subset=["class_name"])
    sd = next((effect.details[k] for k in ("sd", "total_sd") if effect.details.get(k)), None)
    least = outcome.worthwhile
    made = stats.robustness(
        pupils["baseline"],
        pupils["follow_up"],
        (pupils["group"] == Group.PROJECT).astype(int),
        cluster=pupils["class_name"] if whole else None,
        smallest_worthwhile=0.0 if least is None else least / sd if sd else 0.10,
        higher_is_better=outcome.higher_is_better,
    )
    return made if made.ok else None
