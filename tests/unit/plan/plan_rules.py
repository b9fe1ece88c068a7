"""The rules of a plan once more, said of the finished year and not of a model."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from spp_research.partnership.plan.inputs import Planning, Training, Visit
from spp_research.partnership.plan.slots import slots_of


def broken(planning: Planning, visits: tuple[Visit, ...]) -> list[str]:
    """Every rule that a year breaks in what was not settled before."""
    return list(_broken(planning, visits))


def _broken(planning: Planning, visits: tuple[Visit, ...]) -> Iterator[str]:
    people = {person.person_id: person for person in planning.people}
    slots = {slot.key: slot for slot in slots_of(planning)}
    if {host.school for host in planning.hosts} - {visit.school for visit in visits}:
        yield "a school has no review"
    days: dict[str, list[date]] = {}
    hosting: dict[str, set[date]] = {}
    settled: dict[str, set[date]] = {}
    for visit in visits:
        slot = slots[visit.key]
        hosting.setdefault(visit.school, set()).update(visit.days())
        if visit.workshop:
            hosting[visit.school].add(visit.workshop)
        for who in visit.team:
            settled.setdefault(who, set())
            if slot.team is None:
                days.setdefault(who, []).extend(visit.days())
            else:
                settled[who].update(visit.days())
        if visit.champion and visit.workshop:
            if slot.champion is None:
                days.setdefault(visit.champion, []).append(visit.workshop)
            else:
                settled.setdefault(visit.champion, set()).add(visit.workshop)
        if slot.team is None:
            yield from _team(planning, visit)
        if slot.champion is None and slot.workshops:
            yield from _champion(planning, visit)
        yield from _dates(planning, visit, slot)
    for visit in visits:
        slot = slots[visit.key]
        new = [*(visit.team if slot.team is None else ())]
        for who in new:
            if hosting.get(people[who].school, set()) & set(visit.days()):
                yield f"{who} is elsewhere while their school hosts"
            if people[who].away & set(visit.days()):
                yield f"{who} is away"
        if slot.champion is None and visit.champion and visit.workshop:
            if visit.workshop in hosting.get(people[visit.champion].school, set()):
                yield f"{visit.champion} is elsewhere while their school hosts"
            if visit.workshop in people[visit.champion].away:
                yield f"{visit.champion} is away"
    for who, taken in days.items():
        before = settled.get(who, set())
        if len(taken) != len(set(taken)) or before & set(taken):
            yield f"{who} is in two places"
        person = people[who]
        if person.days_to_give is not None and len(taken) + len(before) > person.days_to_give:
            yield f"{who} gives too many days"


def _team(planning: Planning, visit: Visit) -> Iterator[str]:
    if not 3 <= len(set(visit.team)) <= 4 or len(set(visit.team)) != len(visit.team):
        yield f"{visit.school} has a team of {len(visit.team)}"
    for who in visit.team:
        person = planning.person(who)
        if person is None or person.reviewer is None or not _holds(person.reviewer, visit.days()):
            yield f"{who} is no trained reviewer"
        elif person.school == visit.school:
            yield f"{who} reviews their own school"


def _champion(planning: Planning, visit: Visit) -> Iterator[str]:
    person = planning.person(visit.champion)
    assert visit.workshop is not None
    if person is None or person.champion is None or not _holds(person.champion, (visit.workshop,)):
        yield f"{visit.champion} is no trained champion"
    elif person.school == visit.school:
        yield f"{visit.champion} is champion of their own school"
    elif visit.champion in visit.team:
        yield f"{visit.champion} took part in the review"


def _holds(training: Training, days: tuple[date, ...]) -> bool:
    return all(training.holds(day) for day in days)


def _dates(planning: Planning, visit: Visit, slot) -> Iterator[str]:
    host = planning.host(visit.school)
    if not slot.settled:
        if not set(visit.days()) <= set(host.open):
            yield f"{visit.school} is reviewed on a day that will not do"
        if len(visit.days()) != slot.length:
            yield f"{visit.school} has a review of another length"
    if visit.workshop and not slot.workshop_settled:
        if visit.workshop not in host.open or visit.workshop <= planning.on:
            yield f"{visit.school} has a workshop on a day that will not do"
        gap = (visit.workshop - visit.days()[-1]).days
        latest = slot.latest or visit.days()[-1] + timedelta(days=slot.within)
        if gap < slot.after or visit.workshop > latest:
            yield f"{visit.school} has its workshop after {gap} days"
    if visit.impact and visit.impact != slot.visit.impact:
        if visit.impact < visit.workshop + timedelta(weeks=planning.agreed.impact_after):
            yield f"{visit.school} looks back too soon"
        if visit.impact not in host.open:
            yield f"{visit.school} looks back on a day that will not do"
