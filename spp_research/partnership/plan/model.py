"""The year as a model for CP-SAT, the solver of OR-Tools: days, teams, champions and their rules.

Days are counted from the first of the cycle. In a strict model every rule holds. In an elastic one
some may be bent at a price, so that the cheapest way to mend a year without an answer is found by
the same solver; each bend is a person's day, a training or one more person.

One worker and a limit in the solver's own count of work, so that the same workbook gives the same
plan on every computer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from spp_research import installing
from spp_research.errors import TemplateError

from .inputs import Person, Planning, Training
from .slots import Slot

SMALLEST, LARGEST = 3, 4  # people in a review team
_APART = 28  # days between the reviews of two schools that review each other
_SEED = 2026

# Prices of what is not wanted, in a plan that keeps the rules. A change of what is in the
# timetable already costs more than all the rest together.
_CHANGED_DATE, _CHANGED_PERSON = 3000, 1000
_PER_PERSON, _PER_SCHOOL, _PER_CHAMPION = 6, 4, 6
_MUTUAL, _MUTUAL_SOON, _LAST_YEAR = 10, 4, 10
_SAME_SCHOOL, _SMALL_TEAM, _WEEK_OFF, _WEEK_LATER = 5, 100, 1, 1

# And of bending a rule, where there is no such plan: what is least to ask of people comes first.
_A_REFRESHER, _A_DAY, _A_SCHOOL_DAY, _A_WEEK, _A_TRAINING, _A_PERSON = 9, 10, 14, 12, 16, 30
_CLOSE = 2.0  # a plan this near to the best is good enough
_MOST_NEW = {"reviewer": 4, "champion": 2}


class Rule(StrEnum):
    """The rules that a year can fail on, as they are named where they clash."""

    TEAM = "team"
    CHAMPION = "champion"
    HOME = "home"
    APART = "apart"
    BOOKED = "booked"
    AWAY = "away"
    GIVE = "give"
    TRAINED = "trained"
    WORKSHOP = "workshop"


class Bend(StrEnum):
    """What may be asked for where there is no plan."""

    REFRESHER = "refresher"
    TRAINING = "training"
    FREE_DAY = "free day"
    MORE_DAYS = "more days"
    LATER = "later workshop"
    NEW_REVIEWER = "new reviewer"
    NEW_CHAMPION = "new champion"


NEW_PEOPLE = frozenset({Bend.NEW_REVIEWER, Bend.NEW_CHAMPION})


@dataclass(frozen=True)
class Bent:
    """One thing that was asked for: of whom, for what, how much, and on which days."""

    bend: Bend
    who: str = ""
    role: str = ""
    number: int = 1
    days: tuple[date, ...] = ()
    schools: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chosen:
    """What the solver chose for a slot."""

    key: tuple[str, int]
    start: date
    length: int
    workshop: date | None
    team: tuple[str, ...]
    champion: str


@dataclass(frozen=True)
class Solution:
    """A year that keeps every rule, or keeps them with what was bent.

    Parameters
    ----------
    best : whether the solver proved that no plan is better by its prices.
    """

    chosen: tuple[Chosen, ...]
    bent: tuple[Bent, ...] = ()
    best: bool = True


@dataclass(frozen=True)
class Taken:
    """What people already do in reviews that are planned elsewhere: their days, and how often."""

    days: Mapping[str, frozenset[date]] = field(default_factory=dict)
    reviews: Mapping[str, int] = field(default_factory=dict)
    workshops: Mapping[str, int] = field(default_factory=dict)


NOTHING_TAKEN = Taken()


class NoAnswer(Exception):
    """There is no such year; `proved` unless the solver gave up before it was sure."""

    def __init__(self, proved: bool) -> None:
        super().__init__("no answer")
        self.proved = proved


def solver() -> Any:
    """The solver's module.

    Raises
    ------
    TemplateError
        When it is not installed.
    """
    try:
        from ortools.sat.python import cp_model
    except ImportError:
        raise TemplateError(
            f"A plan needs OR-Tools, which is not installed: {installing.THE_PLANNER}"
        ) from None
    return cp_model


def solve(
    planning: Planning,
    slots: Sequence[Slot],
    people: Sequence[Person],
    *,
    taken: Taken = NOTHING_TAKEN,
    without: Collection[Rule] = (),
    bends: Collection[Bend] = (),
    effort: float = 2.0,
    any_plan: bool = False,
) -> Solution:
    """The best year for these slots and people that was found.

    Parameters
    ----------
    taken : what the people do in reviews that are planned elsewhere.
    without : rules that need not be kept.
    bends : what may be asked for at a price; then nothing but the price counts.
    effort : how long to look for a better plan, in the solver's own count.
    any_plan : whether the first plan will do.

    Raises
    ------
    NoAnswer
        When there is none.
    """
    cp = solver()
    built = _Year(cp, planning, slots, people, taken, frozenset(without), frozenset(bends))
    built.build(any_plan)
    engine = cp.CpSolver()
    engine.parameters.num_workers = 1
    engine.parameters.random_seed = _SEED
    engine.parameters.max_deterministic_time = effort
    engine.parameters.absolute_gap_limit = _CLOSE
    status = engine.solve(built.model)
    if status == cp.INFEASIBLE:
        raise NoAnswer(proved=True)
    if status not in (cp.OPTIMAL, cp.FEASIBLE):
        raise NoAnswer(proved=False)
    return Solution(built.chosen(engine), built.bent(engine), status == cp.OPTIMAL)


class _Year:
    """The model while it is built: its variables by slot and person, and the prices."""

    def __init__(
        self,
        cp: Any,
        planning: Planning,
        slots: Sequence[Slot],
        people: Sequence[Person],
        taken: Taken,
        without: frozenset[Rule],
        bends: frozenset[Bend],
    ) -> None:
        self.cp, self.planning, self.slots = cp, planning, slots
        self.taken, self.without, self.bends = taken, without, bends
        self.model: Any = cp.CpModel()
        self.base = planning.cycle.first.toordinal()
        self.new = _new_people(bends)
        self.people = [*people, *self.new]
        self.prices: list[Any] = []
        self.start: dict[int, Any] = {}
        self.workshop: dict[int, Any] = {}
        self.review_span: dict[int, Any] = {}
        self.workshop_span: dict[int, Any] = {}
        self.team: dict[tuple[int, str], Any] = {}
        self.champion: dict[tuple[int, str], Any] = {}
        self.duties: dict[str, list[Any]] = {person.person_id: [] for person in self.people}
        self.waived: dict[tuple[str, str], Any] = {}
        self.given_up: dict[tuple[str, date], Any] = {}
        self.more: dict[str, Any] = {}
        self.overspent: dict[str, int] = {}
        self.later: dict[int, Any] = {}
        self.used: dict[str, Any] = {}

    def build(self, any_plan: bool) -> None:
        """Every rule, and the prices if they count."""
        for at, slot in enumerate(self.slots):
            self._dates(at, slot)
            self._people_of(at, slot)
        for person in self.people:
            self._one_place(person)
            self._days_to_give(person)
            if person in self.new:
                self._is_used(person)
        if not self.bends and not any_plan:
            self._changes()
            self._shares()
            self._mutual()
            self._tidy()
        if self.prices:
            self.model.minimize(sum(self.prices))

    # --- dates

    def _offset(self, day: date) -> int:
        return day.toordinal() - self.base

    def _day(self, offset: int) -> date:
        return date.fromordinal(offset + self.base)

    def _dates(self, at: int, slot: Slot) -> None:
        cp, model = self.cp, self.model
        starts = [self._offset(day) for day in slot.starts]
        start = model.new_int_var_from_domain(cp.Domain.from_values(starts), "")
        self.start[at] = start
        self.review_span[at] = model.new_fixed_size_interval_var(start, slot.length, "")
        if not slot.workshops:
            return
        days = [self._offset(day) for day in slot.workshops]
        workshop = model.new_int_var_from_domain(cp.Domain.from_values(days), "")
        self.workshop[at] = workshop
        self.workshop_span[at] = model.new_fixed_size_interval_var(workshop, 1, "")
        if slot.workshop_settled:
            return
        end = start + (slot.length - 1)
        model.add(workshop >= end + slot.after)
        if Rule.WORKSHOP in self.without:
            return
        latest: Any = end + slot.within
        if slot.latest is not None:
            latest = self._offset(slot.latest)
        if Bend.LATER in self.bends:
            weeks = model.new_int_var(0, 30, "")
            self.later[at] = weeks
            self.prices.append(_A_WEEK * weeks)
            latest = latest + 7 * weeks
        model.add(workshop <= latest)

    # --- who

    def _people_of(self, at: int, slot: Slot) -> None:
        self._team_of(at, slot)
        self._champion_of(at, slot)

    def _team_of(self, at: int, slot: Slot) -> None:
        if slot.team is not None:
            return
        for person in self.people:
            if person.reviewer is None or self._at_home(person, slot):
                continue
            if not self._could(person, person.reviewer, slot.starts, slot.length):
                continue
            chosen = self.model.new_bool_var("")
            self.team[at, person.person_id] = chosen
            self._duty(person, self.start[at], slot.length, chosen)
            self._training(person, person.reviewer, "reviewer", chosen, at, slot)
        there = [v for (slot_at, _), v in self.team.items() if slot_at == at]
        if Rule.TEAM not in self.without:
            self.model.add(sum(there) >= SMALLEST)
        self.model.add(sum(there) <= LARGEST)

    def _champion_of(self, at: int, slot: Slot) -> None:
        if slot.champion is not None or at not in self.workshop:
            return
        for person in self.people:
            if person.champion is None or self._at_home(person, slot):
                continue
            settled = slot.team is not None and person.person_id in slot.team
            if settled and Rule.APART not in self.without:
                continue
            if not self._could(person, person.champion, slot.workshops, 1):
                continue
            chosen = self.model.new_bool_var("")
            self.champion[at, person.person_id] = chosen
            self._duty(person, self.workshop[at], 1, chosen)
            self._training(person, person.champion, "champion", chosen, at, slot)
            reviews = self.team.get((at, person.person_id))
            if reviews is not None and Rule.APART not in self.without:
                self.model.add_bool_or([reviews.negated(), chosen.negated()])
        there = [v for (slot_at, _), v in self.champion.items() if slot_at == at]
        if Rule.CHAMPION in self.without:
            self.model.add(sum(there) <= 1)
        else:
            self.model.add(sum(there) == 1)

    def _at_home(self, person: Person, slot: Slot) -> bool:
        own = person.school == slot.host.school
        return own and Rule.HOME not in self.without

    def _could(self, person: Person, training: Training, days: Sequence[date], length: int) -> bool:
        """Whether there is any day on which the person could do it, as far as they alone go."""
        if self.bends or person in self.new:
            return True
        busy = self._unfree(person)
        for day in days:
            span = [day + timedelta(days=n) for n in range(length)]
            trained = Rule.TRAINED in self.without or all(map(training.holds, span))
            if trained and busy.isdisjoint(span):
                return True
        return False

    def _unfree(self, person: Person) -> frozenset[date]:
        away = frozenset[date]() if Rule.AWAY in self.without else person.away
        return away if Rule.BOOKED in self.without else away | self._settled(person)

    def _settled(self, person: Person) -> frozenset[date]:
        """The days on which somebody is needed in what is settled, here or elsewhere."""
        who = person.person_id
        days = set(self.taken.days.get(who, ()))
        for slot in self.slots:
            if slot.team and who in slot.team:
                days |= {slot.starts[0] + timedelta(days=n) for n in range(slot.length)}
            if slot.champion == who:
                days |= set(slot.workshops)
        return frozenset(days)

    def _duty(self, person: Person, day: Any, length: int, chosen: Any) -> None:
        span = self.model.new_optional_fixed_size_interval_var(day, length, chosen, "")
        self.duties[person.person_id].append(span)

    def _training(
        self,
        person: Person,
        training: Training,
        role: str,
        chosen: Any,
        at: int,
        slot: Slot,
    ) -> None:
        """Training that had been done and has not lapsed on the days of a review or workshop."""
        if Rule.TRAINED in self.without or person in self.new:
            return
        first = self.start[at] if role == "reviewer" else self.workshop[at]
        last = first + (slot.length - 1 if role == "reviewer" else 0)
        since, until = training.since, training.until
        if since is None:
            self._unless(Bend.TRAINING, person, role, chosen)
        else:
            needed = [chosen]
            if since > slot.starts[0] and Bend.TRAINING in self.bends:
                needed.append(self._waiver(Bend.TRAINING, person, role).negated())
            self.model.add(first >= self._offset(since)).only_enforce_if(needed)
        if until is not None:
            needed = [chosen]
            if Bend.REFRESHER in self.bends:
                needed.append(self._waiver(Bend.REFRESHER, person, role).negated())
            self.model.add(last <= self._offset(until)).only_enforce_if(needed)

    def _unless(self, bend: Bend, person: Person, role: str, chosen: Any) -> None:
        if bend in self.bends:
            self.model.add_implication(chosen, self._waiver(bend, person, role))
        else:
            self.model.add(chosen == 0)

    def _waiver(self, bend: Bend, person: Person, role: str) -> Any:
        key = (person.person_id, f"{bend.value}|{role}")
        if key not in self.waived:
            self.waived[key] = self.model.new_bool_var("")
            price = _A_REFRESHER if bend is Bend.REFRESHER else _A_TRAINING
            self.prices.append(price * self.waived[key])
        return self.waived[key]

    # --- days

    def _one_place(self, person: Person) -> None:
        """Nobody is in two places on one day, or comes on a day that will not do."""
        duties = self.duties[person.person_id]
        if not duties:
            return
        model, booked = self.model, Rule.BOOKED not in self.without
        settled = self._settled(person) if booked else frozenset[date]()
        away = frozenset[date]() if Rule.AWAY in self.without else person.away
        blocked = [self._block(day) for day in sorted(settled)]
        if Bend.FREE_DAY in self.bends:
            for day in sorted(away - settled):
                if not self._is_useful(day):
                    continue
                kept = model.new_bool_var("")
                self.given_up[person.person_id, day] = kept
                self.prices.append(_A_DAY * (1 - kept))
                blocked.append(
                    model.new_optional_fixed_size_interval_var(self._offset(day), 1, kept, "")
                )
        else:
            blocked += [self._block(day) for day in sorted(away - settled)]
        if booked:
            model.add_no_overlap([*duties, *blocked])
        else:
            for duty in duties:
                model.add_no_overlap([duty, *blocked])
        if person.school and booked and Rule.HOME not in self.without:
            self._host_at_home(person, duties)

    def _block(self, day: date) -> Any:
        return self.model.new_fixed_size_interval_var(self._offset(day), 1, "")

    def _is_useful(self, day: date) -> bool:
        return any(
            slot.starts[0] <= day <= slot.starts[-1] + timedelta(days=slot.length)
            or bool(slot.workshops and slot.workshops[0] <= day <= slot.workshops[-1])
            for slot in self.slots
        )

    def _host_at_home(self, person: Person, duties: list[Any]) -> None:
        """Nobody is elsewhere while their own school is reviewed or has its workshop."""
        own: list[Any] = []
        for at, slot in enumerate(self.slots):
            if slot.host.school != person.school:
                continue
            own.append(self.review_span[at])
            if at in self.workshop_span:
                own.append(self.workshop_span[at])
        for span in own:
            self.model.add_no_overlap([*duties, span])

    def _days_to_give(self, person: Person) -> None:
        limit = person.days_to_give
        if limit is None or Rule.GIVE in self.without:
            return
        who = person.person_id
        mine = self._work(person)
        if not mine:
            return
        spent = len(self._settled(person))
        room: Any = max(0, limit - spent)
        if Bend.MORE_DAYS in self.bends:
            self.more[who] = self.model.new_int_var(0, 30, "")
            self.prices.append(_A_DAY * self.more[who])
            self.overspent[who] = max(0, spent - limit)
            room = room + self.more[who]
        self.model.add(sum(mine) <= room)

    def _work(self, person: Person) -> list[Any]:
        who = person.person_id
        days = [
            self.slots[at].length * chosen
            for (at, name), chosen in self.team.items()
            if name == who
        ]
        return days + [chosen for (_, name), chosen in self.champion.items() if name == who]

    def _is_used(self, person: Person) -> None:
        used = self.model.new_bool_var("")
        self.used[person.person_id] = used
        self.prices.append(_A_PERSON * used)
        for table in (self.team, self.champion):
            for (_, who), chosen in table.items():
                if who == person.person_id:
                    self.model.add_implication(chosen, used)
                    self.prices.append(chosen)  # so that no more schools than need it are named

    # --- what is better

    def _changes(self) -> None:
        """What is in the timetable and not settled stays where it can."""
        for at, slot in enumerate(self.slots):
            before = slot.visit
            if before.start is not None and not slot.settled:
                self._stays(self.start[at], before.start, slot.starts)
            if before.workshop is not None and not slot.workshop_settled and at in self.workshop:
                self._stays(self.workshop[at], before.workshop, slot.workshops)
            if slot.team is None and before.team:
                for (slot_at, who), chosen in self.team.items():
                    if slot_at == at:
                        stays = who in before.team
                        self.prices.append(_CHANGED_PERSON * ((1 - chosen) if stays else chosen))
                        self.model.add_hint(chosen, stays)
            kept = self.champion.get((at, before.champion))
            if kept is not None:
                self.prices.append(_CHANGED_PERSON * (1 - kept))
                self.model.add_hint(kept, True)

    def _stays(self, day: Any, before: date, allowed: Sequence[date]) -> None:
        if before not in allowed:
            return
        moved = self.model.new_bool_var("")
        self.model.add(day == self._offset(before)).only_enforce_if(moved.negated())
        self.prices.append(_CHANGED_DATE * moved)
        self.model.add_hint(day, self._offset(before))

    def _shares(self) -> None:
        """The more somebody does already, the dearer each further review or workshop is."""
        schools: dict[str, list[Any]] = {}
        for person in self.people:
            who = person.person_id
            reviews = [chosen for (_, name), chosen in self.team.items() if name == who]
            schools.setdefault(person.school, []).extend(reviews)
            self._dearer(reviews, self._so_far(who, "team"), _PER_PERSON)
            works = [chosen for (_, name), chosen in self.champion.items() if name == who]
            self._dearer(works, self._so_far(who, "champion"), _PER_CHAMPION)
        for school, reviews in schools.items():
            if school:
                of_school = [p.person_id for p in self.people if p.school == school]
                so_far = sum(self._so_far(who, "team") for who in of_school)
                self._dearer(reviews, so_far, _PER_SCHOOL)

    def _so_far(self, who: str, part: str) -> int:
        if part == "team":
            settled = sum(who in (slot.team or ()) for slot in self.slots)
            return settled + self.taken.reviews.get(who, 0)
        settled = sum(slot.champion == who for slot in self.slots)
        return settled + self.taken.workshops.get(who, 0)

    def _dearer(self, chosen: list[Any], so_far: int, price: int) -> None:
        """A price that grows with the square of how often it is, beginning at `so_far`."""
        if not chosen:
            return
        steps = [self.model.new_bool_var("") for _ in chosen]
        self.model.add(sum(chosen) == sum(steps))
        for n, step in enumerate(steps):
            self.prices.append(price * (2 * (so_far + n) + 1) * step)
            if n:
                self.model.add_implication(step, steps[n - 1])

    def _mutual(self) -> None:
        """Schools that review each other, close together, or again after last year."""
        visits: dict[tuple[str, str], list[Any]] = {}
        settled: set[tuple[str, str]] = set()
        school_of = {person.person_id: person.school for person in self.people}
        for (at, who), chosen in self.team.items():
            if school_of[who]:
                pair = (school_of[who], self.slots[at].host.school)
                visits.setdefault(pair, []).append(chosen)
        for slot in self.slots:
            for who in slot.team or ():
                if school_of.get(who):
                    settled.add((school_of[who], slot.host.school))
        seen: dict[tuple[str, str], Any] = {}
        for pair in {**visits, **dict.fromkeys(settled)}:
            if pair in settled:
                seen[pair] = 1
                continue
            went = self.model.new_bool_var("")
            self.model.add_max_equality(went, visits[pair])
            seen[pair] = went
            again = pair in self.planning.last_year
            back = (pair[1], pair[0]) in self.planning.last_year
            if again or back:
                self.prices.append(_LAST_YEAR * went)
        at_of = {slot.host.school: at for at, slot in enumerate(self.slots)}
        for one, other in sorted(seen):
            if one < other and (other, one) in seen:
                self._both(seen[one, other], seen[other, one], at_of.get(one), at_of.get(other))

    def _both(self, there: Any, back: Any, one: int | None, other: int | None) -> None:
        both = self.model.new_bool_var("")
        self.model.add(there + back <= 1 + both)
        self.prices.append(_MUTUAL * both)
        if one is None or other is None:
            return
        near, first = self.model.new_bool_var(""), self.model.new_bool_var("")
        gap = self.start[other] - self.start[one]
        enforced = [both, near.negated()]
        self.model.add(gap >= _APART).only_enforce_if([*enforced, first])
        self.model.add(-gap >= _APART).only_enforce_if([*enforced, first.negated()])
        self.prices.append(_MUTUAL_SOON * near)

    def _tidy(self) -> None:
        """Teams of the agreed size from different schools, reviews spread over the year."""
        school_of = {person.person_id: person.school for person in self.people}
        for at, slot in enumerate(self.slots):
            if slot.team is None:
                self._good_team(at, school_of)
            if not slot.settled and slot.visit.start is None:
                weeks = self.model.new_int_var(0, 60, "")
                aim = self._offset(slot.aim)
                self.model.add(7 * weeks >= self.start[at] - aim - 3)
                self.model.add(7 * weeks >= aim - self.start[at] - 3)
                self.prices.append(_WEEK_OFF * weeks)
            if at in self.workshop and not slot.workshop_settled and slot.visit.workshop is None:
                gap = self.model.new_int_var(0, 30, "")
                soonest = self.start[at] + slot.length - 1 + slot.after
                self.model.add(7 * gap >= self.workshop[at] - soonest)
                self.prices.append(_WEEK_LATER * gap)

    def _good_team(self, at: int, school_of: Mapping[str, str]) -> None:
        mine: dict[str, list[Any]] = {}
        for (slot_at, who), chosen in self.team.items():
            if slot_at == at:
                mine.setdefault(school_of[who], []).append(chosen)
        for school, colleagues in mine.items():
            if school and len(colleagues) > 1:
                more = self.model.new_int_var(0, LARGEST, "")
                self.model.add(more >= sum(colleagues) - 1)
                self.prices.append(_SAME_SCHOOL * more)
        if self.planning.agreed.reviewers > SMALLEST:
            small = self.model.new_bool_var("")
            everyone = [chosen for colleagues in mine.values() for chosen in colleagues]
            self.model.add(sum(everyone) + small >= self.planning.agreed.reviewers)
            self.prices.append(_SMALL_TEAM * small)

    # --- what came out

    def chosen(self, engine: Any) -> tuple[Chosen, ...]:
        """What the solver chose, slot by slot."""
        made = []
        for at, slot in enumerate(self.slots):
            team = slot.team or tuple(
                person.person_id
                for person in self.people
                if engine.boolean_value(self.team.get((at, person.person_id), False))
            )
            champion = slot.champion or next(
                (
                    person.person_id
                    for person in self.people
                    if engine.boolean_value(self.champion.get((at, person.person_id), False))
                ),
                "",
            )
            workshop = self._day(engine.value(self.workshop[at])) if at in self.workshop else None
            start = self._day(engine.value(self.start[at]))
            made.append(Chosen(slot.key, start, slot.length, workshop, team, champion))
        return tuple(made)

    def bent(self, engine: Any) -> tuple[Bent, ...]:
        """What had to be asked for, in the order of the prices."""
        if not self.bends:
            return ()
        found = []
        for (who, key), waived in self.waived.items():
            if engine.boolean_value(waived):
                bend, _, role = key.partition("|")
                found.append(Bent(Bend(bend), who, role, schools=self._used_at(engine, who, role)))
        free: dict[str, list[date]] = {}
        for (who, day), kept in self.given_up.items():
            if not engine.boolean_value(kept):
                free.setdefault(who, []).append(day)
        for who, days in free.items():
            found.append(Bent(Bend.FREE_DAY, who, number=len(days), days=tuple(sorted(days))))
        for who, more in self.more.items():
            if number := engine.value(more):
                found.append(Bent(Bend.MORE_DAYS, who, number=number + self.overspent[who]))
        for at, weeks in self.later.items():
            if number := engine.value(weeks):
                school = (self.slots[at].host.school,)
                found.append(Bent(Bend.LATER, number=number, schools=school))
        for bend in (Bend.NEW_REVIEWER, Bend.NEW_CHAMPION):
            role = bend.value.removeprefix("new ")
            new = [
                person.person_id
                for person in self.new
                if getattr(person, role) and engine.boolean_value(self.used[person.person_id])
            ]
            if new:
                schools = {s for who in new for s in self._used_at(engine, who, role)}
                in_order = tuple(
                    slot.host.school for slot in self.slots if slot.host.school in schools
                )
                found.append(Bent(bend, role=role, number=len(new), schools=in_order))
        return tuple(found)

    def _used_at(self, engine: Any, who: str, role: str) -> tuple[str, ...]:
        table = self.team if role == "reviewer" else self.champion
        return tuple(
            self.slots[at].host.school
            for (at, name), chosen in table.items()
            if name == who and engine.boolean_value(chosen)
        )


def _new_people(bends: frozenset[Bend]) -> list[Person]:
    """People that a year may ask for besides those it has: trained, from elsewhere, always free."""
    always = Training(date.min, None)
    made = []
    if Bend.NEW_REVIEWER in bends:
        made += [
            Person(f"new reviewer {n}", "", "", reviewer=always)
            for n in range(_MOST_NEW["reviewer"])
        ]
    if Bend.NEW_CHAMPION in bends:
        made += [
            Person(f"new champion {n}", "", "", champion=always)
            for n in range(_MOST_NEW["champion"])
        ]
    return made
