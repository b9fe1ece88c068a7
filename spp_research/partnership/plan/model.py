"""The year as a model for CP-SAT, the solver of OR-Tools: how it is solved, and what came out.

In a strict model every rule holds. In an elastic one some may be bent at a price, so that the
cheapest way to mend a year without an answer is found by the same solver; each bend is a person's
day, a training or one more person.

One worker and a limit in the solver's own count of work, so that the same workbook gives the same
plan on every computer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from spp_research import installing
from spp_research.errors import TemplateError

from . import wishes
from .answers import NOTHING_TAKEN, Bend, Bent, Chosen, NoAnswer, Rule, Solution, Taken
from .inputs import Person, Planning
from .rules import Year
from .slots import Slot

_SEED = 2026
_CLOSE = 2.0  # a plan this near to the best is good enough


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
    year = Year(cp, planning, slots, people, taken, frozenset(without), frozenset(bends))
    year.keep_rules()
    if not bends and not any_plan:
        wishes.price(year)
    if year.prices:
        year.model.minimize(sum(year.prices))
    engine = cp.CpSolver()
    engine.parameters.num_workers = 1
    engine.parameters.random_seed = _SEED
    engine.parameters.max_deterministic_time = effort
    engine.parameters.absolute_gap_limit = _CLOSE
    status = engine.solve(year.model)
    if status == cp.INFEASIBLE:
        raise NoAnswer(proved=True)
    if status not in (cp.OPTIMAL, cp.FEASIBLE):
        raise NoAnswer(proved=False)
    return Solution(_chosen(year, engine), _bent(year, engine), status == cp.OPTIMAL)


def _chosen(year: Year, engine: Any) -> tuple[Chosen, ...]:
    """What the solver chose, slot by slot."""
    made = []
    for at, slot in enumerate(year.slots):
        team = slot.team or tuple(
            person.person_id
            for person in year.people
            if engine.boolean_value(year.team.get((at, person.person_id), False))
        )
        champion = slot.champion or next(
            (
                person.person_id
                for person in year.people
                if engine.boolean_value(year.champion.get((at, person.person_id), False))
            ),
            "",
        )
        workshop = year.day_of(engine.value(year.workshop[at])) if at in year.workshop else None
        start = year.day_of(engine.value(year.start[at]))
        made.append(Chosen(slot.key, start, slot.length, workshop, team, champion))
    return tuple(made)


def _bent(year: Year, engine: Any) -> tuple[Bent, ...]:
    """What had to be asked for, in the order of the prices."""
    if not year.bends:
        return ()
    found = []
    for (who, key), waived in year.waived.items():
        if engine.boolean_value(waived):
            bend, _, role = key.partition("|")
            found.append(Bent(Bend(bend), who, role, schools=_used_at(year, engine, who, role)))
    free: dict[str, list[date]] = {}
    for (who, day), kept in year.given_up.items():
        if not engine.boolean_value(kept):
            free.setdefault(who, []).append(day)
    for who, days in free.items():
        found.append(Bent(Bend.FREE_DAY, who, number=len(days), days=tuple(sorted(days))))
    for who, more in year.more.items():
        if number := engine.value(more):
            found.append(Bent(Bend.MORE_DAYS, who, number=number + year.overspent[who]))
    for at, weeks in year.later.items():
        if number := engine.value(weeks):
            school = (year.slots[at].host.school,)
            found.append(Bent(Bend.LATER, number=number, schools=school))
    for bend in (Bend.NEW_REVIEWER, Bend.NEW_CHAMPION):
        role = bend.value.removeprefix("new ")
        new = [
            person.person_id
            for person in year.new
            if getattr(person, role) and engine.boolean_value(year.used[person.person_id])
        ]
        if new:
            schools = {s for who in new for s in _used_at(year, engine, who, role)}
            in_order = tuple(slot.host.school for slot in year.slots if slot.host.school in schools)
            found.append(Bent(bend, role=role, number=len(new), schools=in_order))
    return tuple(found)


def _used_at(year: Year, engine: Any, who: str, role: str) -> tuple[str, ...]:
    table = year.team if role == "reviewer" else year.champion
    return tuple(
        year.slots[at].host.school
        for (at, name), chosen in table.items()
        if name == who and engine.boolean_value(chosen)
    )
