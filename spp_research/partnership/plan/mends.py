"""Where there is no plan: which rules clash, who is left, and the cheapest mend.

A mend is what the solver had to ask for in a year that keeps all the other rules, so it would do:
that year is its witness. The rules that clash are those of which none can be let go of without a
plan becoming possible, found by leaving out one after the other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .answers import NEW_PEOPLE, Bend, Bent, NoAnswer, Rule, Solution, Taken
from .inputs import Person, Planning, Training
from .model import solve
from .slots import Slot

_EFFORT = 0.6  # of the search for the cheapest mend, by the solver's own count
_LOOK = 0.3  # of the question whether there is any plan without a rule
_MANY = 12  # reviews of a group, from which the rules that clash are not looked for one by one
_OF_PEOPLE = frozenset(Bend) - NEW_PEOPLE
# What can be left out of the reasons is tried first; what the programme itself asks for last.
_IN_TURN = (
    *(Rule.BOOKED, Rule.AWAY, Rule.GIVE, Rule.WORKSHOP, Rule.TRAINED),
    *(Rule.APART, Rule.HOME, Rule.TEAM, Rule.CHAMPION),
)


@dataclass(frozen=True)
class Left:
    """Who is left for one school in a role; each person is counted once, where they first fall out.

    Parameters
    ----------
    everyone : with the role.
    at_home : who work at the school.
    took_part : of the champions, who were in its review already.
    untrained : whose training was not dated, comes later or has lapsed, on every day it could be.
    away : who are away or needed elsewhere on every such day, or have no days left to give.
    """

    school: str
    role: str
    everyone: int
    at_home: int
    took_part: int
    untrained: int
    away: int

    @property
    def free(self) -> int:
        """Who could come on some day, as far as they alone go."""
        return self.everyone - self.at_home - self.took_part - self.untrained - self.away


@dataclass(frozen=True)
class Impossible:
    """Why a group of schools has no plan.

    Parameters
    ----------
    schools : short names of the group.
    no_day : schools without a day on which a review or a workshop could be.
    clash : rules that cannot all be kept; empty where that was not looked for.
    left : for the schools that go without, who is left.
    mends : each of them would do, the cheapest first.
    proved : whether it is certain that there is no plan.
    """

    schools: tuple[str, ...]
    no_day: tuple[str, ...] = ()
    clash: tuple[Rule, ...] = ()
    left: tuple[Left, ...] = ()
    mends: tuple[tuple[Bent, ...], ...] = ()
    proved: bool = True


def explained(
    planning: Planning,
    slots: Sequence[Slot],
    people: Sequence[Person],
    taken: Taken,
    *,
    proved: bool,
) -> Impossible:
    """Why these slots have no plan.

    Parameters
    ----------
    proved : whether it is certain that there is none.
    """
    schools = tuple(dict.fromkeys(slot.host.school for slot in slots))
    if no_day := days_missing(slots):
        return Impossible(schools, no_day=no_day)

    def bent(bends: Collection[Bend]) -> Solution | None:
        try:
            return solve(planning, slots, people, taken=taken, bends=bends, effort=_EFFORT)
        except NoAnswer:
            return None

    cheapest, with_new, with_own = bent(frozenset(Bend)), bent(NEW_PEOPLE), bent(_OF_PEOPLE)
    mends = [found.bent for found in (cheapest, with_own, with_new) if found and found.bent]
    without = with_new or cheapest
    return Impossible(
        schools,
        clash=_clash(planning, slots, people, taken) if proved and len(slots) <= _MANY else (),
        left=tuple(
            _left(planning, slot, people, taken, one.role)
            for one in (without.bent if without else ())
            for slot in slots
            if one.role and slot.host.school in one.schools
        ),
        mends=tuple(dict.fromkeys(mends)),
        proved=proved,
    )


def days_missing(slots: Sequence[Slot]) -> tuple[str, ...]:
    """Schools with a review or a workshop for which there is no day at all."""
    return tuple(dict.fromkeys(slot.host.school for slot in slots if not _has_days(slot)))


def _has_days(slot: Slot) -> bool:
    """Whether there is a day for the review, and one for the workshop that is late enough."""
    if not slot.starts or slot.workshop_settled:
        return bool(slot.starts)
    soonest = slot.starts[0] + timedelta(days=slot.length - 1 + slot.after)
    return any(day >= soonest for day in slot.workshops)


def _clash(
    planning: Planning, slots: Sequence[Slot], people: Sequence[Person], taken: Taken
) -> tuple[Rule, ...]:
    """Rules that cannot all be kept, and could if any of them were let go of."""
    dropped: set[Rule] = set()
    for rule in _IN_TURN:
        try:
            solve(
                planning,
                slots,
                people,
                taken=taken,
                without={*dropped, rule},
                effort=_LOOK,
                any_plan=True,
            )
        except NoAnswer as none:
            if none.proved:
                dropped.add(rule)
    return tuple(rule for rule in Rule if rule not in dropped)


def _left(
    planning: Planning, slot: Slot, people: Sequence[Person], taken: Taken, role: str
) -> Left:
    counts = {"at_home": 0, "took_part": 0, "untrained": 0, "away": 0}
    having = [person for person in people if getattr(person, role)]
    for person in having:
        if why := _falls_out(planning, slot, person, taken, role):
            counts[why] += 1
    return Left(slot.host.school, role, len(having), **counts)


def _falls_out(planning: Planning, slot: Slot, person: Person, taken: Taken, role: str) -> str:
    """Why somebody cannot come to a school on any day; empty if they could."""
    training: Training = getattr(person, role)
    if person.school == slot.host.school:
        return "at_home"
    if role == "champion" and person.person_id in (slot.team or ()):
        return "took_part"
    spans = list(_spans(slot, role))
    trained = [span for span in spans if all(map(training.holds, span))]
    if not trained:
        return "untrained"
    busy = person.away | taken.days.get(person.person_id, frozenset())
    spent = len(taken.days.get(person.person_id, ()))
    if person.days_to_give is not None and spent + len(trained[0]) > person.days_to_give:
        return "away"
    return "" if any(busy.isdisjoint(span) for span in trained) else "away"


def _spans(slot: Slot, role: str) -> list[tuple[date, ...]]:
    """The days that a review or a workshop could take, each possibility for itself."""
    if role == "champion":
        last = slot.latest or date.max
        return [(day,) for day in slot.workshops if day <= last]
    return [tuple(day + timedelta(days=n) for n in range(slot.length)) for day in slot.starts]
