"""The half that began later: what it gained in its own time, beside what it gained while waiting.

By lot is only the first contrast, of those who began with those who waited. Once both have begun
nobody is left to compare with. What can still be worked out is a change in the same pupils: their
own time less their waiting. It needs a second outcome, with their start where the first one ended,
that is named in the same draw.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spp_research import stats
from spp_research.schema.vocabulary import Design, Group
from spp_research.telling import as_facts, briefly

from ..evidence import EvidenceBase
from .declared import Measure, Outcome, outcomes
from .measures import prepared

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.schema import tables
    from spp_research.stats.estimate import Estimate


@dataclass(frozen=True)
class SecondHalf:
    """How much more the later half gained in its own time than while it waited.

    `name` and `unit` are those of the outcome of their own time; `n` are the pupils who were
    measured at all four times.
    """

    name: str
    unit: str
    n: int
    difference: Estimate

    __repr__ = briefly
    _repr_html_ = as_facts


def second_halves(base: EvidenceBase) -> Iterator[SecondHalf]:
    """Each outcome of a later half whose waiting was measured under the same draw."""
    declared = outcomes(base)
    for own in declared:
        lot = base.drawn.get(own.outcome_id)
        if own.design != Design.B or lot is None or not (lot.holds and lot.later):
            continue
        for waited in declared:
            other = base.drawn.get(waited.outcome_id)
            if waited.design != Design.A or other is None or other.draw_id != lot.draw_id:
                continue
            if _measured_alike(own, waited):
                yield _set_beside(own, waited, base.pupils)


def _measured_alike(own: Outcome, waited: Outcome) -> bool:
    """Whether two outcomes are of one measure, the later one begun when the first had ended."""
    ended, began = waited.follow_up_date, own.baseline_date
    in_turn = ended is None or began is None or ended <= began
    alike = own.shown_unit == waited.shown_unit and own.measure is waited.measure
    return in_turn and alike and own.measure is not Measure.YES_NO


def _set_beside(own: Outcome, waited: Outcome, pupils: tables.PupilOutcomes) -> SecondHalf:
    def gains(outcome: Outcome, group: Group) -> pd.Series:
        rows = prepared(outcome, pupils[pupils["outcome_id"] == outcome.outcome_id])
        rows = rows[rows["group"] == group].dropna(subset=["baseline", "follow_up"])
        gained = rows["follow_up"].astype(float) - rows["baseline"].astype(float)
        return gained.set_axis(rows["pupil_id"].astype("str"))

    while_waiting, in_own_time = gains(waited, Group.COMPARISON), gains(own, Group.PROJECT)
    both = while_waiting.index.intersection(in_own_time.index)
    found = stats.mean_change(while_waiting.loc[both].to_list(), in_own_time.loc[both].to_list())
    return SecondHalf(own.name, own.shown_unit, len(both), replace(found, unit=own.shown_unit))
