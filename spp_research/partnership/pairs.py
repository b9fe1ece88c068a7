"""Two partnerships that review each other: what one of them tells the other of itself.

What comes from the other side is never this partnership's own: its people may stand in a review
team here, its share files are read as those of somebody else, and nothing of it is counted.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.intake import Reading
from spp_research.intake.read.registrations import (
    LONGEST_ID,
    REVIEWING,
    Colleague,
    Registration,
    ThatSchool,
    Trained,
    partnership_id,
    sealed,
)
from spp_research.intake.read.typed_rows import Row
from spp_research.phrases import listed

from .people import days_left


@dataclass(frozen=True)
class Change:
    """What a new registration says otherwise than the one before.

    Parameters
    ----------
    came, went : names of people that were not in the one before, or are no more.
    renamed : ID, name before and name now of those who have another name than before.
    schools_came, schools_went : the same of schools.
    was_called : the name before; empty where it is the same.
    ended, again : whether the part was taken back with it, or is taken again after that.
    """

    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()
    schools_came: tuple[str, ...] = ()
    schools_went: tuple[str, ...] = ()
    was_called: str = ""
    ended: bool = False
    renamed: tuple[tuple[str, str, str], ...] = ()
    again: bool = False


def may_review(lead: Reading, on: date) -> dict[str, str]:
    """Everybody of this partnership's own schools who reviews or is a champion, by ID.

    Whoever has left by a day, or whose school has, is not among them.
    """
    left = days_left(_rows(lead, "people"), _rows(lead, "schools"))
    return {
        row["person_id"]: row["name"]
        for row in _rows(lead, "people")
        if row["role"] in REVIEWING
        and row["school"]
        and not row["from_elsewhere"]
        and left.get(row["person_id"], date.max) > on
    }


def registration_of(
    lead: Reading,
    short_name: str,
    people: Collection[str],
    on: date,
    *,
    withdrawn_on: date | None = None,
) -> Registration:
    """What this partnership tells another of itself.

    Parameters
    ----------
    lead : the reading of the lead's workbook, without faults.
    short_name : by which the other side knows it.
    people : IDs of those who may review there.
    on : the day that it is made on.
    withdrawn_on : the day from which on the part is taken back; None where it is not.

    Raises
    ------
    ConfigurationError
        When the short name will not do, or somebody is named who may not review.
    """
    try:
        partnership_id(short_name)
    except ValueError:
        raise ConfigurationError(
            f"“{short_name[:60]}” cannot be the short name of a partnership. Give one with small "
            f"letters a to z, digits and single hyphens, at most {LONGEST_ID} characters, for "
            "example: --short-name harbour"
        ) from None
    known = may_review(lead, on)
    if strangers := [who for who in people if who not in known]:
        raise ConfigurationError(
            f"{listed(strangers[:4])}: nobody of that ID has a row as peer reviewer or improvement "
            "champion of one of the schools on the sheet “People and training” of "
            f"partnership.xlsx. Those who have: {listed(list(known)[:12]) or 'nobody'}."
        )
    own = _rows(lead, "partnership")[0]
    named = {row["person_id"]: row["name"] for row in _rows(lead, "people")}
    try:
        made = Registration(
            partnership_id=short_name,
            partnership=own["name"],
            cycle=own["cycle"],
            lead=named.get(own["lead"], ""),
            contact_email=own["contact_email"] or "",
            made_on=on,
            withdrawn_on=withdrawn_on,
            schools=tuple(
                ThatSchool(school=row["school"], school_name=row["school_name"])
                for row in _rows(lead, "schools")
                if row["left_on"] is None or row["left_on"] > on
            ),
            people=tuple(_colleague(lead, who) for who in known if who in people),
        )
    except ValidationError as error:  # whoever is sent it would refuse it
        place = error.errors(include_input=False, include_url=False)[0]["loc"]
        raise EvidenceError(
            "partnership.xlsx: no registration was made, because a text is too long for one, or "
            f"holds what no reader sees ({' '.join(map(str, place))}). An ID of a person has "
            "letters, digits, points and hyphens. Mend it, and run this again."
        ) from None
    return sealed(made)


def _colleague(lead: Reading, who: str) -> Colleague:
    rows = [row for row in _rows(lead, "people") if row["person_id"] == who]
    roles = [row for row in rows if row["role"] in REVIEWING]
    limits = [row["days_to_give"] for row in rows if row["days_to_give"] is not None]
    return Colleague(
        person_id=who,
        name=roles[0]["name"],
        school=next(row["school"] for row in roles if row["school"]),
        roles=tuple(
            Trained(
                role=row["role"], trained_on=row["trained_on"], refresher_due=row["refresher_due"]
            )
            for row in roles
        ),
        days_to_give=min(limits, default=None),
    )


def changes(before: Registration, after: Registration) -> Change:
    """What a new registration of a side says otherwise than the one before."""
    old, new = before.ids, after.ids
    was = {one.school: one.school_name for one in before.schools}
    now = {one.school: one.school_name for one in after.schools}
    return Change(
        tuple(one.name for who, one in new.items() if who not in old),
        tuple(one.name for who, one in old.items() if who not in new),
        tuple(name for slug, name in now.items() if slug not in was),
        tuple(name for slug, name in was.items() if slug not in now),
        before.partnership if before.partnership != after.partnership else "",
        after.withdrawn_on is not None and before.withdrawn_on is None,
        tuple(
            (who, old[who].name, one.name)
            for who, one in new.items()
            if who in old and old[who].name != one.name
        ),
        after.withdrawn_on is None and before.withdrawn_on is not None,
    )


def with_side(lead: Reading, side: Registration) -> tuple[int, int]:
    """In how many reviews of the timetable somebody of a side takes part, and of how many."""
    reviews = [row for row in _rows(lead, "timetable") if _is_of_cycle(lead, row)]
    there = [row for row in reviews if {*row["team"], row["champion"]} & side.ids.keys()]
    return len(there), len(reviews)


def _is_of_cycle(lead: Reading, row: Row) -> bool:
    from spp_research.intake.check.cycle_dates import cycle_of_lead

    cycle, start = cycle_of_lead(lead), row["review_start"]
    return cycle is None or start is None or cycle.holds(start)


def namesakes(lead: Reading) -> list[tuple[str, str, Registration]]:
    """People of this partnership's sheet with the name of somebody of another side."""
    from spp_research.protect.personal.known import bare_name

    own = {bare_name(row["name"]): row["person_id"] for row in _rows(lead, "people")}
    return [
        (own[bare_name(one.name)], who, side)
        for side in lead.partners.sides
        for who, one in side.ids.items()
        if bare_name(one.name) in own and who not in side.gone
    ]


def needed(lead: Reading, side: Registration) -> tuple[str, ...]:
    """IDs of a side that are still to have a part in the timetable, and are not among its people.

    What was before the registration was made stays as it is, and needs nobody.
    """
    prefix = f"{side.partnership_id}:"
    used: Sequence[str] = [
        who
        for row in _rows(lead, "timetable")
        for who, day in (
            *((one, row["review_start"]) for one in row["team"]),
            (row["champion"] or "", row["workshop_date"] or row["review_start"]),
        )
        if who.startswith(prefix) and (day is None or day >= side.made_on)
    ]
    named = {side.full_id(one.person_id) for one in side.people}
    return tuple(who for who in dict.fromkeys(used) if who not in named)


def _rows(lead: Reading, sheet: str) -> list[Row]:
    return [row for _, row in lead.rows[sheet].records]
