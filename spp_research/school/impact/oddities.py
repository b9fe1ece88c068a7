"""What looks wrong in the numbers of an outcome: asked about, never mended, and never "better".

Shares mixed with percentages, a score far outside the others, and a change of more than two of the
usual spreads. Only the school knows whether they are right; nothing here says whose they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spp_research import stats
from spp_research.schema.vocabulary import Design, SameTest

from .declared import Measure, Outcome
from .doubts import Doubt

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.schema import tables

TWO_SCALES = (
    "one time is written from 0 to 1 and the other from 0 to 100, so a difference between them "
    "means nothing; write both in the same way"
)
_LARGE = 2.0  # SDs of the marks
_DOUBTS = {"value_below_one": Doubt.MIXED, "change_too_large": Doubt.LARGE}


def two_scales(outcome: Outcome, pupils: tables.PupilOutcomes) -> bool:
    """Whether one time is written in shares and the other in percentages.

    Parameters
    ----------
    outcome : as declared.
    pupils : as `prepared` leaves them.
    """
    if outcome.measure is Measure.YES_NO:
        return False
    return any(f.code == "scale_mix" for f in stats.scale_mix(*_waves(pupils)))


def oddities(outcome: Outcome, pupils: tables.PupilOutcomes) -> tuple[Doubt, ...]:
    """What is to be asked about the numbers that an estimate rests on, in the order of doubts."""
    if outcome.measure is Measure.YES_NO or outcome.design not in (Design.A, Design.B, Design.C):
        return ()
    rows = pupils
    if outcome.design in (Design.A, Design.B):
        rows = pupils.dropna(subset=["baseline", "follow_up"])
    found = {_DOUBTS[f.code] for f in stats.scale_mix(*_waves(rows)) if f.code == "value_below_one"}
    for _, group in rows.groupby("group", sort=False):
        # Two tests are no change, and in a comparison the first only allows for the start.
        codes = {f.code for f in stats.scale_mix(*_waves(group))}
        if "change_too_large" in codes and outcome.same_test != SameTest.NO:
            found.add(Doubt.LARGE)
    if any(stats.far_values(wave) for wave in _waves(rows)):
        found.add(Doubt.FAR)
    return tuple(doubt for doubt in Doubt if doubt in found)


def _waves(pupils: pd.DataFrame) -> list[list[float]]:
    """Both times as plain numbers, in the order of the rows."""
    return [
        pupils[name].to_numpy(dtype=float, na_value=float("nan")).tolist()
        for name in ("baseline", "follow_up")
    ]
