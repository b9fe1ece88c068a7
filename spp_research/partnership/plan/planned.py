"""A plan of the year: the rows of the timetable as they are proposed, and what that changes.

A large partnership is planned group by group, as its schools review each other. Where a group has
no plan of its own, the people of the others help it, and their own plans stay as they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from .answers import NOTHING_TAKEN, Chosen, NoAnswer, Solution, Taken
from .inputs import Person, Planning, Visit
from .mends import Impossible, days_missing, explained
from .model import solve
from .slots import Slot, slots_of

ALONE = 9  # the most schools that are planned together where nobody has named groups
_GROUP = 6  # schools of a group that the plan makes itself
_EFFORT = 0.1  # of the search for a better plan, by the solver's own count, for seven schools
_FIRST_EFFORT = 0.4  # before the search for any plan is given up
_SELF_REVIEW = 7  # days before the evidence is shared
_HELPERS = 40  # people of other groups who are asked at the most


@dataclass(frozen=True)
class Change:
    """What a plan changes in a row of the timetable that was not settled.

    Parameters
    ----------
    what : a column of the timetable.
    before, after : its content.
    """

    key: tuple[str, int]
    what: str
    before: object
    after: object


@dataclass(frozen=True)
class Fairness:
    """How even the work is: the least and the most that anybody takes part in."""

    reviews: tuple[int, int]
    workshops: tuple[int, int]
    given: tuple[int, int]
    mutual: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Plan:
    """A proposed year, or why there is none.

    Parameters
    ----------
    visits : every review of the year, in the lead's order of schools.
    settled : keys of the reviews that stay as they are.
    changes : in what had been planned before.
    helped : groups that the people of others help, each by its schools.
    no_impact : keys of the reviews whose impact review would be after the last term.
    impossible : why there is no plan, for each group without one; the reviews of that group are
        then as they were.
    best : whether nothing better is possible by what the plan goes by.
    """

    planning: Planning
    visits: tuple[Visit, ...]
    settled: frozenset[tuple[str, int]]
    changes: tuple[Change, ...]
    fairness: Fairness
    helped: tuple[tuple[str, ...], ...] = ()
    no_impact: frozenset[tuple[str, int]] = frozenset()
    impossible: tuple[Impossible, ...] = ()
    best: bool = True


def plan(planning: Planning) -> Plan:
    """The year as it is best planned, or why it cannot be.

    Parameters
    ----------
    planning : what it is made from.

    Raises
    ------
    TemplateError
        When the solver is not installed.
    """
    slots = slots_of(planning)
    groups = _groups(planning, slots)
    found: dict[tuple[str, int], Chosen] = {}
    planned, helped, best = NOTHING_TAKEN, [], True
    waiting: list[tuple[Slot, ...]] = []
    impossible: list[Impossible] = []
    for helping in (False, True):
        for group in waiting if helping else groups:
            own = _people_of(planning, group, alone=len(groups) == 1)
            taken = _taken(planned, slots, group)
            people = [*own, *_helpers(planning, own, taken)] if helping else own
            try:
                solution = _solved(planning, group, people, taken)
            except NoAnswer as none:
                if not helping and len(groups) > 1:
                    waiting.append(group)
                    continue
                proved = none.proved and len(groups) == 1
                # A mend for the group's own people is one with helpers too, and quickly found.
                impossible.append(explained(planning, group, own, taken, proved=proved))
                continue
            if helping:
                helped.append(tuple(dict.fromkeys(slot.host.school for slot in group)))
            best = best and solution.best
            found |= {chosen.key: chosen for chosen in solution.chosen}
            planned = _with(planned, group, solution)
    return _plan(planning, slots, found, tuple(helped), tuple(impossible), best)


def _solved(
    planning: Planning, slots: Sequence[Slot], people: Sequence[Person], taken: Taken
) -> Solution:
    """A good plan: the best that is found with a steady effort; any at all takes a longer look."""
    if days_missing(slots):
        raise NoAnswer(proved=True)
    try:
        return solve(planning, slots, people, taken=taken, effort=_EFFORT * max(1, len(slots) / 7))
    except NoAnswer as none:
        if none.proved:
            raise
    return solve(planning, slots, people, taken=taken, effort=_FIRST_EFFORT, any_plan=True)


def _groups(planning: Planning, slots: Sequence[Slot]) -> list[tuple[Slot, ...]]:
    """The schools that review each other: as the lead named them, else neighbours in the order."""
    named = [host.group for host in planning.hosts]
    if len(planning.hosts) <= ALONE and not any(named):
        return [tuple(slots)]
    labels: dict[str, str] = {}
    unnamed = [host.school for host in planning.hosts if not host.group]
    if len(unnamed) <= ALONE:
        labels |= dict.fromkeys(unnamed, "")
    else:
        parts = -(-len(unnamed) // _GROUP)
        for place, school in enumerate(unnamed):
            labels[school] = f"\t{place * parts // len(unnamed)}"
    labels |= {host.school: host.group.casefold() for host in planning.hosts if host.group}
    groups: dict[str, list[Slot]] = {}
    for slot in slots:
        groups.setdefault(labels[slot.host.school], []).append(slot)
    return [tuple(group) for group in groups.values()]


def _people_of(planning: Planning, group: Sequence[Slot], *, alone: bool) -> list[Person]:
    """Who works at the schools of a group, and whoever comes from elsewhere."""
    schools = {slot.host.school for slot in group}
    return [p for p in planning.people if alone or not p.school or p.school in schools]


def _helpers(planning: Planning, own: Sequence[Person], taken: Taken) -> list[Person]:
    """People of the other groups, those who do least first."""
    mine = {person.person_id for person in own}
    others = [person for person in planning.people if person.person_id not in mine]

    def busy(person: Person) -> int:
        who = person.person_id
        return taken.reviews.get(who, 0) + taken.workshops.get(who, 0)

    champions = sorted((p for p in others if p.champion), key=busy)[:_HELPERS]
    reviewers = sorted((p for p in others if p.reviewer), key=busy)[:_HELPERS]
    chosen = {person.person_id for person in (*champions, *reviewers)}
    return [person for person in others if person.person_id in chosen]


def _taken(planned: Taken, slots: Sequence[Slot], group: Sequence[Slot]) -> Taken:
    """What people do outside of a group: what has just been planned, and what is settled there."""
    here = {slot.key for slot in group}
    return _more(planned, [slot for slot in slots if slot.key not in here], _settled_duties)


def _with(planned: Taken, group: Sequence[Slot], solution: Solution) -> Taken:
    """What has been planned so far, with one more group."""
    chosen = {one.key: one for one in solution.chosen}

    def duties(slot: Slot) -> tuple[Chosen, bool, bool]:
        return chosen[slot.key], slot.team is None, slot.champion is None

    return _more(planned, group, duties)


def _settled_duties(slot: Slot) -> tuple[Chosen, bool, bool]:
    workshop = slot.workshops[0] if slot.workshop_settled else None
    start = slot.starts[0] if slot.settled else slot.aim
    known = Chosen(slot.key, start, slot.length, workshop, slot.team or (), slot.champion or "")
    return known, slot.team is not None, slot.champion is not None


def _more(
    taken: Taken,
    slots: Sequence[Slot],
    duties: Callable[[Slot], tuple[Chosen, bool, bool]],
) -> Taken:
    days = {who: set(own) for who, own in taken.days.items()}
    reviews, workshops = Counter(taken.reviews), Counter(taken.workshops)
    for slot in slots:
        chosen, team_counts, champion_counts = duties(slot)
        for who in chosen.team if team_counts else ():
            reviews[who] += 1
            days.setdefault(who, set()).update(
                chosen.start + timedelta(days=n) for n in range(chosen.length)
            )
        if chosen.champion and champion_counts:
            workshops[chosen.champion] += 1
            days.setdefault(chosen.champion, set()).update(filter(None, [chosen.workshop]))
    return Taken({who: frozenset(own) for who, own in days.items()}, reviews, workshops)


def _plan(
    planning: Planning,
    slots: Sequence[Slot],
    found: Mapping[tuple[str, int], Chosen],
    helped: tuple[tuple[str, ...], ...],
    impossible: tuple[Impossible, ...],
    best: bool,
) -> Plan:
    visits: list[Visit] = []
    late: set[tuple[str, int]] = set()
    busy: dict[str, set[date]] = {}
    for slot in slots:
        chosen = found.get(slot.key)
        visits.append(slot.visit if chosen is None else _visit(planning, slot, chosen))
    for visit in visits:
        for who in visit.team:
            busy.setdefault(who, set()).update(visit.days())
        if visit.champion and visit.workshop:
            busy.setdefault(visit.champion, set()).add(visit.workshop)
    for at, (slot, visit) in enumerate(zip(slots, visits, strict=True)):
        if slot.key not in found or _keeps_impact(planning, slot.visit, visit):
            continue
        day = _impact_day(planning, slot, visit, busy)
        if day is None:
            late.add(slot.key)
        elif visit.champion:
            busy.setdefault(visit.champion, set()).add(day)
        visits[at] = replace(visit, impact=day)
    changes = [
        change
        for slot, visit in zip(slots, visits, strict=True)
        if slot.key in found and slot.visit.start is not None
        for change in _changes(slot.visit, visit)
    ]
    return Plan(
        planning=planning,
        visits=tuple(visits),
        settled=frozenset(slot.key for slot in slots if slot.settled),
        changes=tuple(changes),
        fairness=_fairness(planning, visits),
        helped=helped,
        no_impact=frozenset(late),
        impossible=impossible,
        best=best,
    )


def _visit(planning: Planning, slot: Slot, chosen: Chosen) -> Visit:
    """A row as it is proposed; a settled one as it was, with what was still open."""
    before = slot.visit
    if slot.settled:
        return replace(before, team=chosen.team, workshop=chosen.workshop, champion=chosen.champion)
    end = chosen.start + timedelta(days=chosen.length - 1)
    moved = before.start != chosen.start
    evidence, self_review = before.evidence, before.self_review
    if moved or evidence is None:
        evidence = _before(slot, chosen.start, planning.agreed.evidence_before)
    if moved or self_review is None:
        self_review = _before(slot, evidence, _SELF_REVIEW)
    return replace(
        before,
        self_review=self_review,
        evidence=evidence,
        start=chosen.start,
        end=end,
        workshop=chosen.workshop,
        team=_same_order(chosen.team, before.team),
        champion=chosen.champion,
    )


def _same_order(team: tuple[str, ...], before: tuple[str, ...]) -> tuple[str, ...]:
    """A team in the order in which it stood, so that one who stays does not look moved."""
    kept = [who for who in before if who in team]
    return (*kept, *(who for who in team if who not in kept))


def _before(slot: Slot, day: date, days: int) -> date:
    """The last school day at least so many days before a day; the day itself by the calendar."""
    latest = day - timedelta(days=days)
    return max((open_ for open_ in slot.host.open if open_ <= latest), default=latest)


def _keeps_impact(planning: Planning, before: Visit, visit: Visit) -> bool:
    """Whether the day of the impact review stays as it was."""
    if visit.impact is None:
        return False
    if visit.fixed or visit.impact <= planning.on or visit.workshop is None:
        return True
    agreed = planning.agreed
    if before.workshop == visit.workshop and "impact_after" not in agreed.said:
        return visit.impact >= visit.workshop
    return visit.impact >= visit.workshop + timedelta(weeks=agreed.impact_after)


def _impact_day(
    planning: Planning, slot: Slot, visit: Visit, busy: Mapping[str, set[date]]
) -> date | None:
    """The first day after the agreed time on which school and champion are free, if any."""
    if visit.workshop is None:
        return None
    first = max(
        visit.workshop + timedelta(weeks=planning.agreed.impact_after),
        planning.on + timedelta(days=1),
    )
    person = planning.person(visit.champion) if visit.champion else None
    taken = busy.get(visit.champion, set()) | (person.away if person else set())
    free = [day for day in slot.host.open if day >= first]
    return next((day for day in free if day not in taken), next(iter(free), None))


def _changes(before: Visit, after: Visit) -> list[Change]:
    """What is different, where something had been planned."""
    pairs: tuple[tuple[str, Any, Any], ...] = (
        ("review_start", before.start, after.start),
        ("workshop_date", before.workshop, after.workshop),
        ("team", before.team, after.team),
        ("champion", before.champion, after.champion),
        ("impact_review_date", before.impact, after.impact),
    )
    return [
        Change(after.key, what, old, new)
        for what, old, new in pairs
        if old and (set(old) != set(new) if isinstance(old, tuple) else old != new)
    ]


def _fairness(planning: Planning, visits: Sequence[Visit]) -> Fairness:
    reviews = Counter(who for visit in visits for who in visit.team)
    workshops = Counter(visit.champion for visit in visits if visit.champion)
    reviewers = [p.person_id for p in planning.people if p.reviewer]
    champions = [p.person_id for p in planning.people if p.champion]
    school_of = {p.person_id: p.school for p in planning.people}
    went = {
        (school_of[who], visit.school)
        for visit in visits
        for who in visit.team
        if school_of.get(who)
    }
    order = [host.school for host in planning.hosts]
    given = Counter(school_of.get(who, "") for visit in visits for who in visit.team)
    mutual = tuple(
        (one, other)
        for place, one in enumerate(order)
        for other in order[place + 1 :]
        if (one, other) in went and (other, one) in went
    )
    return Fairness(
        _range([reviews[who] for who in reviewers]),
        _range([workshops[who] for who in champions]),
        _range([given[school] for school in order]),
        mutual,
    )


def _range(numbers: Sequence[int]) -> tuple[int, int]:
    return (min(numbers, default=0), max(numbers, default=0))
