"""Who reviewed whom over the years, from the timetables of all cycles.

Whoever works at two schools over the years reviews for the school of that year's list of people,
so that a pair of schools is what it was then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from spp_research.cycle import cycle_of, named, school_year
from spp_research.intake import Reading, read_lead
from spp_research.intake.check.cycle_dates import cycle_of_lead
from spp_research.workspace import Workspace

from .closed_cycles import closed_cycles


@dataclass(frozen=True)
class Reviewed:
    """One person in one review.

    Parameters
    ----------
    cycle : in which the review began.
    host : short name of the school that was reviewed.
    start : its first day; None where only a team was written down.
    person_id, name : of the reviewer; the name is the one of that year.
    school : short name of where the reviewer worked then; empty for somebody from elsewhere.
    """

    cycle: str
    host: str
    start: date | None
    person_id: str
    name: str
    school: str


def reviews_over_years(workspace: Workspace, lead: Reading | None = None) -> tuple[Reviewed, ...]:
    """Every reviewer of every review, the earliest cycle first.

    A row of another cycle in a timetable counts in its own; one that stands in the timetables of
    two years counts once.

    Parameters
    ----------
    lead : the reading of the lead's workbook, where the cycle that is open counts too.
    """
    found: dict[tuple[object, ...], Reviewed] = {}
    books = [read_lead(one.workspace) for one in closed_cycles(workspace)]
    for reading in (*books, *((lead,) if lead else ())):
        for one in _of_one(reading):
            found.setdefault((one.host, one.start or one.cycle, one.person_id), one)
    return tuple(
        sorted(found.values(), key=lambda one: (_begins(one.cycle), one.start or date.max))
    )


def pairs(reviews: Sequence[Reviewed]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """By school that reviewed and school that was reviewed, the cycles in which it did."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for one in reviews:
        if one.school and one.school != one.host:
            found.setdefault((one.school, one.host), {})[one.cycle] = None
    return {pair: tuple(cycles) for pair, cycles in found.items()}


def _of_one(lead: Reading) -> Iterator[Reviewed]:
    own = [row for _, row in lead.rows["partnership"].records]
    people: dict[str, Mapping[str, Any]] = {}
    for _, person in lead.rows["people"].records:
        if person["person_id"] and person["person_id"] not in people:
            people[person["person_id"]] = person
    for side in lead.partners.sides:
        people |= {who: {"name": one.name} for who, one in side.ids.items()}
    cycle = cycle_of_lead(lead)
    for _, row in lead.rows["timetable"].records:
        start = row["review_start"]
        if not own or not row["school"]:
            continue
        ours = cycle is None or start is None or cycle.holds(start)
        of = str(own[0]["cycle"]) if ours or start is None else named(school_year(start))
        for who in row["team"] or ():
            known = people.get(who, {})
            yield Reviewed(
                of, row["school"], start, who, known.get("name") or who, known.get("school") or ""
            )


def _begins(name: str) -> str:
    cycle = cycle_of(name)
    return cycle.first.isoformat() if cycle else name
