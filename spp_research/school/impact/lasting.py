"""Whether pupils who had more of a project gained more, and what was left months later.

Both are further figures about the same pupils. What figures together leave open about each of them
is searched for the first two measurements (`possibilities`), not for a third one or for the number
of sessions: so both are for the school alone (decision 41).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from spp_research import stats
from spp_research.schema.vocabulary import Design, Group

from .declared import Measure, Outcome
from .measures import measured
from .possibilities import room
from .records import Flow, Later

if TYPE_CHECKING:
    from spp_research.schema import tables
    from spp_research.stats.estimate import Estimate

SESSIONS: Final = "sessions_received"
LATER: Final = "later_follow_up"
_FOLLOWED = (Design.A, Design.B)  # the same pupils at both times


def dose(outcome: Outcome, pupils: tables.PupilOutcomes) -> Estimate | None:
    """How the gains of the project's pupils go with the sessions they had.

    Described and never more than that: pupils who come more may differ in other ways.

    Parameters
    ----------
    outcome : as declared.
    pupils : as `prepared` leaves them.

    Returns
    -------
    Estimate or None
        In the shown unit a session. None for designs C and D, for a yes-or-no measure, and where
        no session was written down.
    """
    if outcome.design not in _FOLLOWED or outcome.measure is Measure.YES_NO:
        return None
    if SESSIONS not in pupils or not pupils[SESSIONS].notna().any():
        return None
    project = pupils[pupils["group"] == Group.PROJECT]
    gains = project["follow_up"].astype("Float64") - project["baseline"].astype("Float64")
    found = stats.dose(project[SESSIONS].astype("Float64"), gains)
    return replace(found, unit=f"{outcome.shown_unit} a session")


def later(outcome: Outcome, pupils: tables.PupilOutcomes, flow: tuple[Flow, ...]) -> Later | None:
    """The estimate of an outcome with the later measurement in place of the follow-up.

    Parameters
    ----------
    outcome : as declared.
    pupils : as `prepared` leaves them.
    flow : the counts of each group.

    Returns
    -------
    Later or None
        None for designs C and D, and where nobody was measured later. Everybody who was measured
        at the start and then counts, also who missed the follow-up.
    """
    if outcome.design not in _FOLLOWED:
        return None
    if LATER not in pupils or not pupils[LATER].notna().any():
        return None
    again = pupils.assign(follow_up=pupils[LATER])
    first, then = (rows.dropna(subset=["baseline", "follow_up"]) for rows in (pupils, again))
    groups = (Group.PROJECT, Group.COMPARISON) if outcome.design == Design.A else (Group.PROJECT,)
    stayed = first.index.isin(then.index) & first["group"].isin(groups)
    return Later(
        measured(outcome, again).estimate,
        tuple(int((then["group"] == group).sum()) for group in groups),
        int(first["group"].isin(groups).sum() - stayed.sum()),
        room(outcome, again, flow),
    )
