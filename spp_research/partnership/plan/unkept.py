"""Which rules a review breaks that the lead has fixed: it stays as it is, and that is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from .inputs import Planning, Visit
from .planned import Plan


class Broken(Enum):
    """What is not as the rules have it."""

    OWN_SCHOOL = "a reviewer or champion works at the school"
    IN_THE_TEAM = "the champion took part in the review"
    AWAY = "somebody cannot come"
    TWICE = "somebody is at two places on one day"
    CLOSED = "a day on which nothing can be there"


@dataclass(frozen=True)
class Unkept:
    """One rule that a fixed review breaks.

    Parameters
    ----------
    school : whose review.
    person : who it is about; empty where it is about a day alone.
    day : the day, where it is about one.
    """

    school: str
    what: Broken
    person: str = ""
    day: date | None = None


def unkept(made: Plan) -> tuple[Unkept, ...]:
    """What the reviews that the lead has fixed break, those that are over left out."""
    planning = made.planning
    fixed = [v for v in made.visits if v.fixed and (v.start is None or v.start > planning.on)]
    return tuple(one for visit in fixed for one in _of(planning, visit, made.visits))


def _of(planning: Planning, visit: Visit, visits: tuple[Visit, ...]) -> Iterator[Unkept]:
    people = {person.person_id: person for person in planning.people}
    host = next(host for host in planning.hosts if host.school == visit.school)
    taking_part = [*visit.team, *([visit.champion] if visit.champion else ())]
    for who in dict.fromkeys(taking_part):
        if who in people and people[who].school == visit.school:
            yield Unkept(visit.school, Broken.OWN_SCHOOL, who)
    if visit.champion and visit.champion in visit.team:
        yield Unkept(visit.school, Broken.IN_THE_TEAM, visit.champion)
    days = _days_of(visit)
    for who, own in days.items():
        for day in own:
            if who in people and day in people[who].away:
                yield Unkept(visit.school, Broken.AWAY, who, day)
            elif _places(who, day, visits) > 1:
                yield Unkept(visit.school, Broken.TWICE, who, day)
    held = [*visit.days(), *([visit.workshop] if visit.workshop else ())]
    for day in held:
        if day not in host.open:
            yield Unkept(visit.school, Broken.CLOSED, day=day)


def _days_of(visit: Visit) -> dict[str, list[date]]:
    """By person, the days on which they are at the school."""
    days: dict[str, list[date]] = {who: list(visit.days()) for who in visit.team}
    if visit.champion and visit.workshop:
        days.setdefault(visit.champion, []).append(visit.workshop)
    return days


def _places(who: str, day: date, visits: tuple[Visit, ...]) -> int:
    """At how many schools somebody is on a day."""
    return Counter(day in _days_of(visit).get(who, ()) for visit in visits)[True]
