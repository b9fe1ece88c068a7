"""Whether the Ofsted areas of a self-review are those in force on the day of its review."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from spp_research.cycle import Cycle
from spp_research.schema.vocabulary import in_force

from ..faults import Fault, did_you_mean, listed, quote
from ..read.typed_rows import given
from .finder import Finder

if TYPE_CHECKING:
    from ..read.sheet_rows import TimetableCells

_REVIEWS = "timetable.review_start at {}"


def review_days(
    timetable: Iterable[TimetableCells], cycle: Cycle | None = None
) -> dict[str, frozenset[str]]:
    """The first days of each school's reviews, as a check of its workbook asks for them.

    Parameters
    ----------
    cycle : reviews of another one are left out; where it is not known, none is.

    Returns
    -------
    By "timetable.review_start at <school>", the days as "2025-11-04".
    """
    days: dict[str, set[str]] = {}
    for review in timetable:
        school, day = review["school"], review["review_start"]
        if given(school, day) and (cycle is None or cycle.holds(day)):
            days.setdefault(school, set()).add(day.isoformat())
    return {_REVIEWS.format(school): frozenset(days[school]) for school in sorted(days)}


def areas(find: Finder) -> Iterator[Fault]:
    """Areas of a framework that was not, or not yet, in force when the school was reviewed.

    Where the timetable has no review of the school nothing can be said, and where it has several
    the areas of each day will do.
    """
    own = next((school["school"] for _, school in find.rows("school")), "")
    reviews = (find.known or {}).get(_REVIEWS.format(own), ())
    days = sorted(map(date.fromisoformat, reviews))
    if not days:
        return
    allowed = list(dict.fromkeys(area for day in days for area in in_force(day).areas))
    when = " and ".join(f"{day:%d/%m/%Y}" for day in days)
    for row, question in find.rows("self_review"):
        for area in question["ofsted_areas"]:
            if area not in allowed:
                yield find.fault(
                    "area.not-in-force",
                    "self_review",
                    row,
                    "ofsted_areas",
                    f"{quote(area)} is not an area of the framework in force on the day of the "
                    f"review ({when}): use {listed(allowed)}, or leave the cell blank."
                    f"{did_you_mean(area, allowed)}",
                )


RULES = (areas,)
