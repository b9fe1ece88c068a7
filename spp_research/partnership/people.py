"""Who works where and has which role, also when somebody left or moved during the year.

A review that has been stays what it was: whoever took part in it is known for ever, with the school
where they worked then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from spp_research.intake.read.typed_rows import Records, Row
from spp_research.telling import as_facts, briefly

if TYPE_CHECKING:
    from spp_research.intake.read.registrations import Registration


@dataclass(frozen=True)
class People:
    """Who works where, who has which role, and until when the training for it holds.

    Parameters
    ----------
    names : by ID.
    schools : where each works now.
    roles : rows of the sheet of people, by person and role.
    sides : the other partnerships of those who come from one that is registered.
    gone : from which day nothing is asked of somebody any more: they have left, or their school.
    since : from which day somebody works where they do now, for those who came during the year.
    """

    names: Mapping[str, str]
    schools: Mapping[str, frozenset[str]]
    roles: Mapping[tuple[str, str], Row]
    sides: Mapping[str, Registration] = field(default_factory=dict)
    gone: Mapping[str, date] = field(default_factory=dict)
    since: Mapping[str, date] = field(default_factory=dict)

    __repr__ = briefly
    _repr_html_ = as_facts

    def works_at(self, person: str, school: str, day: date | None) -> bool:
        """Whether somebody works at a school on a day; with no day, whether they do now."""
        if school not in self.schools.get(person, ()):
            return False
        since = self.since.get(person)
        return day is None or since is None or day >= since


def who_is_who(
    people: Records, partners: Iterable[Registration] = (), schools: Records = ()
) -> People:
    """Everybody who may have a part in a review here.

    Parameters
    ----------
    people, schools : typed rows of the lead's workbook, with their numbers.
    partners : the other sides that are registered.
    """
    names: dict[str, str] = {}
    works: dict[str, set[str]] = {}
    roles: dict[tuple[str, str], Row] = {}
    since: dict[str, date] = {}
    sides = {who: side for side in partners for who in side.ids}
    own = [person for _, person in people]
    others = [row for side in dict.fromkeys(sides.values()) for row in side.rows(gone=True)]
    for person in (*own, *others):
        who = person["person_id"]
        names[who] = person["name"]
        works.setdefault(who, set()).add(person["school"])
        roles[who, person["role"]] = person
        if (came := person.get("since")) is not None:
            since[who] = came
    left = days_left(own, [school for _, school in schools])
    left |= {who: side.made_on for who, side in sides.items() if who in side.gone}
    where = {who: frozenset(places) for who, places in works.items()}
    return People(names, where, roles, sides, left, since)


def days_left(people: Iterable[Row], schools: Iterable[Row]) -> dict[str, date]:
    """From which day nobody is asked of a person any more: they have left, or their school has."""
    closed = {row["school"]: row.get("left_on") for row in schools}
    found: dict[str, date] = {}
    for row in people:
        days = (row.get("left_on"), closed.get(row["school"]))
        if left := [day for day in days if day is not None]:
            found[row["person_id"]] = min(left)
    return found
