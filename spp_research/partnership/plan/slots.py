"""What of the year is settled, and what a plan may still choose: one slot a review.

Settled is what has been, what the lead marks as fixed, and nothing else. A review that has taken
place may still wait for its workshop, and a workshop for its champion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .inputs import Host, Planning, Visit

_NOT_BEFORE = timedelta(days=1)  # what is planned lies ahead


@dataclass(frozen=True)
class Slot:
    """One review with its workshop, as far as they are settled.

    Parameters
    ----------
    visit : the row of the timetable; a blank one for a school that has none yet.
    starts : the days on which the review may begin; one where that is settled.
    length : days of the review.
    workshops : the days on which the workshop may be; one where settled, none where it has been
        without a date.
    team, champion : settled people; None where they are still to be chosen.
    aim : the day on which the review would best begin.
    after, within : days from the review to the workshop, at the least and at the most.
    latest : the last day for the workshop, where the review is settled.
    """

    visit: Visit
    host: Host
    starts: tuple[date, ...]
    length: int
    workshops: tuple[date, ...]
    team: tuple[str, ...] | None
    champion: str | None
    aim: date
    settled: bool
    workshop_settled: bool
    after: int
    within: int
    latest: date | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from the other reviews of the year."""
        return self.visit.key


def slots_of(planning: Planning) -> tuple[Slot, ...]:
    """Every review that the year has or needs, in the lead's order of schools."""
    made = []
    aims = _aims(planning, planning.hosts)
    for host in planning.hosts:
        for visit in _rows(planning, host) or (Visit(host.school),):
            made.append(_slot(planning, host, visit, aims[host.school]))
    return tuple(made)


def _rows(planning: Planning, host: Host) -> tuple[Visit, ...]:
    return tuple(visit for visit in planning.visits if visit.school == host.school)


def _slot(planning: Planning, host: Host, visit: Visit, aim: date) -> Slot:
    on = planning.on
    settled = visit.start is not None and (visit.fixed or visit.start <= on)
    if settled:
        assert visit.start is not None
        starts: tuple[date, ...] = (visit.start,)
        length = len(visit.days())
        over = visit.start <= on
        team = visit.team if visit.team or over else None
        end: date | None = visit.days()[-1]
    else:
        length = len(visit.days()) if visit.start and visit.end else host.days
        starts, team, end = _starts(planning, replace(host, days=length), visit), None, None
    after, within = _between(planning, visit)
    workshop, champion = visit.workshop, None
    workshop_settled = workshop is not None and (visit.fixed or workshop <= on)
    latest = None
    if workshop_settled:
        assert workshop is not None
        workshops: tuple[date, ...] = (workshop,)
        champion = visit.champion if visit.champion or workshop <= on else None
    else:
        soonest = on + _NOT_BEFORE
        if end is not None:
            soonest = max(soonest, end + timedelta(days=after))
            latest = max(
                end + timedelta(days=within),
                on + timedelta(days=within),
            )
        workshops = tuple(day for day in host.open if day >= soonest)
    return Slot(
        visit,
        host,
        starts,
        length,
        workshops,
        team,
        champion,
        aim,
        settled,
        workshop_settled,
        after,
        within,
        latest,
    )


def _starts(planning: Planning, host: Host, visit: Visit) -> tuple[date, ...]:
    """The days on which a review may begin, the one that was planned before among them."""
    window = planning.window(host)
    planned = visit.start
    if planned is None or planned in window or not set(visit.days()) <= set(host.open):
        return window
    return tuple(sorted({*window, planned}))


def _between(planning: Planning, visit: Visit) -> tuple[int, int]:
    """The fewest and the most days from a review to its workshop.

    What was planned before stays possible, unless the lead has said otherwise since.
    """
    agreed = planning.agreed
    after, within = agreed.workshop_after, agreed.workshop_within
    if visit.start is None or visit.workshop is None:
        return after, within
    gap = (visit.workshop - visit.days()[-1]).days
    if gap >= 1 and "workshop_after" not in agreed.said:
        after = min(after, gap)
    if "workshop_within" not in agreed.said:
        within = max(within, gap)
    return after, within


def _aims(planning: Planning, hosts: Sequence[Host]) -> dict[str, date]:
    """A day for each review, spread evenly over the days that leave time for an impact review."""
    agreed = planning.agreed
    after = timedelta(days=agreed.workshop_after, weeks=agreed.impact_after)
    windows = {host.school: planning.window(host) for host in hosts}
    days = sorted({day for window in windows.values() for day in window})
    if not days:
        return {host.school: planning.on for host in hosts}
    last_open = max(host.open[-1] for host in hosts)
    early = [day for day in days if day + after <= last_open] or days
    step = (len(early) - 1) / max(1, len(hosts) - 1)
    return {host.school: early[round(place * step)] for place, host in enumerate(hosts)}
