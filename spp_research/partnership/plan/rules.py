"""The rules of a year as a model: days, teams, champions, and what may be bent at a price.

Days are counted from the first of the cycle.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from .answers import Bend, Rule, Taken
from .inputs import Person, Planning, Training
from .slots import Slot

SMALLEST, LARGEST = 3, 4  # people in a review team

# Prices of bending a rule, where no plan keeps them all: what is least to ask of people comes
# first.
_A_REFRESHER, _A_DAY, _A_SCHOOL_DAY, _A_WEEK, _A_TRAINING, _A_PERSON = 9, 10, 14, 12, 16, 30
_MOST_NEW = {"reviewer": 4, "champion": 2}


class Year:
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

    def keep_rules(self) -> None:
        """Every rule that is to be kept, with what may be bent at its price."""
        for at, slot in enumerate(self.slots):
            self._dates(at, slot)
            self._people_of(at, slot)
        for person in self.people:
            self._one_place(person)
            self._days_to_give(person)
            if person in self.new:
                self._is_used(person)

    # --- dates

    def offset(self, day: date) -> int:
        """A day as the model counts it, from the first of the cycle."""
        return day.toordinal() - self.base

    def day_of(self, offset: int) -> date:
        """The day that the model counts so."""
        return date.fromordinal(offset + self.base)

    def _dates(self, at: int, slot: Slot) -> None:
        cp, model = self.cp, self.model
        starts = [self.offset(day) for day in slot.starts]
        start = model.new_int_var_from_domain(cp.Domain.from_values(starts), "")
        self.start[at] = start
        self.review_span[at] = model.new_fixed_size_interval_var(start, slot.length, "")
        if not slot.workshops:
            return
        days = [self.offset(day) for day in slot.workshops]
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
            latest = self.offset(slot.latest)
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
            self.model.add(first >= self.offset(since)).only_enforce_if(needed)
        if until is not None:
            needed = [chosen]
            if Bend.REFRESHER in self.bends:
                needed.append(self._waiver(Bend.REFRESHER, person, role).negated())
            self.model.add(last <= self.offset(until)).only_enforce_if(needed)

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
                    model.new_optional_fixed_size_interval_var(self.offset(day), 1, kept, "")
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
        return self.model.new_fixed_size_interval_var(self.offset(day), 1, "")

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
