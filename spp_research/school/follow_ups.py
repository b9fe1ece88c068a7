"""Outcomes of an earlier cycle that are measured once more in this one.

Such an outcome is no result of this year: it is told beside the first one, and is not counted,
pooled or judged with what was measured in the cycle. What was measured at first is in the share
file of then; here only the start and the follow-up of this year are looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from spp_research.partnership.lead_workbook import day
from spp_research.protect.disclosure import Audience, Rules
from spp_research.protect.disclosure.possibilities import MANY
from spp_research.schema.vocabulary import Design, Group

if TYPE_CHECKING:
    from spp_research.schema import tables

_FOLLOWED = (Design.A, Design.B)  # the same pupils at each time


@dataclass(frozen=True)
class Who:
    """How the pupils who were measured once more go with those of the first result.

    Parameters
    ----------
    lost : of those behind the first result, how many were not measured again.
    new : measured again, and not behind the first result.
    """

    lost: int
    new: int


@dataclass(frozen=True)
class Parted:
    """The outcomes of a school and its pupils, by whether they are this cycle's.

    Parameters
    ----------
    outcomes, pupils : of this cycle.
    again, again_pupils : measured in an earlier cycle and once more in this one, with this year's
        measurement as the follow-up.
    who : by outcome, how the pupils of the two go together.
    """

    outcomes: tables.Outcomes
    pupils: tables.PupilOutcomes
    again: tables.Outcomes
    again_pupils: tables.PupilOutcomes
    who: Mapping[str, Who]


def parted(outcomes: tables.Outcomes, pupils: tables.PupilOutcomes, begins: date | None) -> Parted:
    """Part what was measured once more from what is of the cycle.

    Rows of pupils for an outcome that the workbook does not have are in neither.

    Parameters
    ----------
    begins : the first day of the cycle; where it is not known, all is of the cycle.
    """
    follow_up, later = (outcomes[name].map(day) for name in ("follow_up_date", "later_date"))
    earlier = [
        begins is not None
        and first is not None
        and then is not None
        and design in _FOLLOWED
        and first < begins <= then
        for first, then, design in zip(follow_up, later, outcomes["design"], strict=True)
    ]
    again = outcomes[earlier]
    ids = again["outcome_id"]
    now = outcomes[[not one for one in earlier]]
    rows = pupils[pupils["outcome_id"].isin(ids)]
    return Parted(
        now,
        cast("tables.PupilOutcomes", pupils[pupils["outcome_id"].isin(now["outcome_id"])]),
        cast(
            "tables.Outcomes",
            again.assign(follow_up_date=again["later_date"], later_date=None).astype(
                outcomes.dtypes.to_dict()
            ),
        ),
        cast(
            "tables.PupilOutcomes",
            rows.assign(follow_up=rows["later_follow_up"], later_follow_up=None).astype(
                pupils.dtypes.to_dict()
            ),
        ),
        {str(one): _who(rows[rows["outcome_id"] == one]) for one in ids},
    )


def _who(rows: tables.PupilOutcomes) -> Who:
    began = rows["baseline"].notna() & rows["group"].isin((Group.PROJECT, Group.COMPARISON))
    first, then = began & rows["follow_up"].notna(), began & rows["later_follow_up"].notna()
    return Who(int((first & ~then).sum()), int((then & ~first).sum()))


def may_see(people: tuple[int, ...], rules: Rules) -> bool:
    """Whether an audience may see what was measured once more, by the sizes of its groups.

    The first result is known to it, with figures of the same pupils. What those and a third
    measurement leave open about each of them together is not searched for. In groups of more than
    twelve nothing is searched for in two measurements either, so there it goes on beyond the
    school.
    """
    return rules.audience is Audience.SCHOOL or all(n > MANY for n in people)
