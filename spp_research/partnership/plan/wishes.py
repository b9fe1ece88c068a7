"""What is better in a year that keeps its rules: each is a price, and the cheapest year is chosen.

What is in the timetable stays; work is shared out; schools do not only review each other; teams
have the agreed size and reviews their time in the year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from .rules import LARGEST, SMALLEST, Year

_APART = 28  # days between the reviews of two schools that review each other

# A change of what is in the timetable already costs more than all the rest together.
_CHANGED_DATE, _CHANGED_PERSON = 3000, 1000
_PER_PERSON, _PER_SCHOOL, _PER_CHAMPION = 6, 4, 6
_MUTUAL, _MUTUAL_SOON, _LAST_YEAR = 10, 4, 10
_SAME_SCHOOL, _SMALL_TEAM, _WEEK_OFF, _WEEK_LATER = 5, 100, 1, 1


def price(year: Year) -> None:
    """Put a price on everything that is not wanted."""
    _changes(year)
    _shares(year)
    _mutual(year)
    _tidy(year)


def _changes(year: Year) -> None:
    """What is in the timetable and not settled stays where it can."""
    for at, slot in enumerate(year.slots):
        before = slot.visit
        if before.start is not None and not slot.settled:
            _stays(year, year.start[at], before.start, slot.starts)
        if before.workshop is not None and not slot.workshop_settled and at in year.workshop:
            _stays(year, year.workshop[at], before.workshop, slot.workshops)
        if slot.team is None and before.team:
            for (slot_at, who), chosen in year.team.items():
                if slot_at == at:
                    stays = who in before.team
                    year.prices.append(_CHANGED_PERSON * ((1 - chosen) if stays else chosen))
                    year.model.add_hint(chosen, stays)
        kept = year.champion.get((at, before.champion))
        if kept is not None:
            year.prices.append(_CHANGED_PERSON * (1 - kept))
            year.model.add_hint(kept, True)


def _stays(year: Year, day: Any, before: date, allowed: Sequence[date]) -> None:
    if before not in allowed:
        return
    moved = year.model.new_bool_var("")
    year.model.add(day == year.offset(before)).only_enforce_if(moved.negated())
    year.prices.append(_CHANGED_DATE * moved)
    year.model.add_hint(day, year.offset(before))


def _shares(year: Year) -> None:
    """The more somebody does already, the dearer each further review or workshop is."""
    schools: dict[str, list[Any]] = {}
    for person in year.people:
        who = person.person_id
        reviews = [chosen for (_, name), chosen in year.team.items() if name == who]
        schools.setdefault(person.school, []).extend(reviews)
        _dearer(year, reviews, _so_far(year, who, "team"), _PER_PERSON)
        works = [chosen for (_, name), chosen in year.champion.items() if name == who]
        _dearer(year, works, _so_far(year, who, "champion"), _PER_CHAMPION)
    for school, reviews in schools.items():
        if school:
            of_school = [p.person_id for p in year.people if p.school == school]
            so_far = sum(_so_far(year, who, "team") for who in of_school)
            _dearer(year, reviews, so_far, _PER_SCHOOL)


def _so_far(year: Year, who: str, part: str) -> int:
    if part == "team":
        settled = sum(who in (slot.team or ()) for slot in year.slots)
        return settled + year.taken.reviews.get(who, 0)
    settled = sum(slot.champion == who for slot in year.slots)
    return settled + year.taken.workshops.get(who, 0)


def _dearer(year: Year, chosen: list[Any], so_far: int, price: int) -> None:
    """A price that grows with the square of how often it is, beginning at `so_far`."""
    if not chosen:
        return
    steps = [year.model.new_bool_var("") for _ in chosen]
    year.model.add(sum(chosen) == sum(steps))
    for n, step in enumerate(steps):
        year.prices.append(price * (2 * (so_far + n) + 1) * step)
        if n:
            year.model.add_implication(step, steps[n - 1])


def _mutual(year: Year) -> None:
    """Schools that review each other, close together, or again after last year."""
    visits: dict[tuple[str, str], list[Any]] = {}
    settled: set[tuple[str, str]] = set()
    school_of = {person.person_id: person.school for person in year.people}
    for (at, who), chosen in year.team.items():
        if school_of[who]:
            pair = (school_of[who], year.slots[at].host.school)
            visits.setdefault(pair, []).append(chosen)
    for slot in year.slots:
        for who in slot.team or ():
            if school_of.get(who):
                settled.add((school_of[who], slot.host.school))
    seen: dict[tuple[str, str], Any] = {}
    for pair in {**visits, **dict.fromkeys(settled)}:
        if pair in settled:
            seen[pair] = 1
            continue
        went = year.model.new_bool_var("")
        year.model.add_max_equality(went, visits[pair])
        seen[pair] = went
        again = pair in year.planning.last_year
        back = (pair[1], pair[0]) in year.planning.last_year
        if again or back:
            year.prices.append(_LAST_YEAR * went)
    at_of = {slot.host.school: at for at, slot in enumerate(year.slots)}
    for one, other in sorted(seen):
        if one < other and (other, one) in seen:
            _both(year, seen[one, other], seen[other, one], at_of.get(one), at_of.get(other))


def _both(year: Year, there: Any, back: Any, one: int | None, other: int | None) -> None:
    both = year.model.new_bool_var("")
    year.model.add(there + back <= 1 + both)
    year.prices.append(_MUTUAL * both)
    if one is None or other is None:
        return
    near, first = year.model.new_bool_var(""), year.model.new_bool_var("")
    gap = year.start[other] - year.start[one]
    enforced = [both, near.negated()]
    year.model.add(gap >= _APART).only_enforce_if([*enforced, first])
    year.model.add(-gap >= _APART).only_enforce_if([*enforced, first.negated()])
    year.prices.append(_MUTUAL_SOON * near)


def _tidy(year: Year) -> None:
    """Teams of the agreed size from different schools, reviews spread over the year."""
    school_of = {person.person_id: person.school for person in year.people}
    for at, slot in enumerate(year.slots):
        if slot.team is None:
            _good_team(year, at, school_of)
        if not slot.settled and slot.visit.start is None:
            weeks = year.model.new_int_var(0, 60, "")
            aim = year.offset(slot.aim)
            year.model.add(7 * weeks >= year.start[at] - aim - 3)
            year.model.add(7 * weeks >= aim - year.start[at] - 3)
            year.prices.append(_WEEK_OFF * weeks)
        if at in year.workshop and not slot.workshop_settled and slot.visit.workshop is None:
            gap = year.model.new_int_var(0, 30, "")
            soonest = year.start[at] + slot.length - 1 + slot.after
            year.model.add(7 * gap >= year.workshop[at] - soonest)
            year.prices.append(_WEEK_LATER * gap)


def _good_team(year: Year, at: int, school_of: Mapping[str, str]) -> None:
    mine: dict[str, list[Any]] = {}
    for (slot_at, who), chosen in year.team.items():
        if slot_at == at:
            mine.setdefault(school_of[who], []).append(chosen)
    for school, colleagues in mine.items():
        if school and len(colleagues) > 1:
            more = year.model.new_int_var(0, LARGEST, "")
            year.model.add(more >= sum(colleagues) - 1)
            year.prices.append(_SAME_SCHOOL * more)
    if year.planning.agreed.reviewers > SMALLEST:
        small = year.model.new_bool_var("")
        everyone = [chosen for colleagues in mine.values() for chosen in colleagues]
        year.model.add(sum(everyone) + small >= year.planning.agreed.reviewers)
        year.prices.append(_SMALL_TEAM * small)
