"""Who is part of a workshop, in which role, and when the steps around it take place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from spp_research.evidence import Study
from spp_research.partnership import Partnership, day
from spp_research.schema.vocabulary import WORKSHOP_PACK

HEAD, LEAD = "Headteacher", "Partnership lead"


@dataclass(frozen=True)
class Person:
    """Somebody of the partnership, and where they work."""

    name: str
    school: str


@dataclass(frozen=True)
class Who:
    """The people and days of one school's workshop; empty or None where the lead has not said.

    Parameters
    ----------
    champion : who facilitates: from another school and not of the review team.
    team : who reviewed the school.
    others : the team and everybody who works at the school, under another ID than the champion's.
    head : of the host school.
    lead : of the partnership.
    review : first and last day of the review.
    workshop, looking_back : the days.
    """

    champion: Person | None
    team: tuple[Person, ...]
    others: tuple[Person, ...]
    head: Person | None
    lead: Person | None
    review: tuple[date, date] | None
    workshop: date | None
    looking_back: date | None


def who(study: Study) -> Who:
    """The people and days, from the lead's workbook."""
    partnership, slug = study.partnership, study.base.school.slug
    people = partnership.people
    own = people[people["school"] == slug]
    heads = list(own.loc[own["role"] == HEAD, "person_id"])
    row = partnership.review_of(slug, study.day_of(WORKSHOP_PACK))
    known = {} if row is None else row.to_dict()
    start = day(known.get("review_start"))
    end = day(known.get("review_end")) or start
    team = known.get("team")
    leads = people.loc[people["role"] == LEAD, "person_id"]
    return Who(
        champion=_person(partnership, known.get("champion")),
        team=_people(partnership, team if isinstance(team, tuple) else ()),
        others=_people(
            partnership,
            tuple(
                one
                for one in (*(team if isinstance(team, tuple) else ()), *own["person_id"])
                if one != known.get("champion")
            ),
        ),
        head=_person(partnership, heads[0]) if heads else None,
        lead=_person(partnership, leads.iloc[0]) if len(leads) else None,
        review=(start, end) if start and end else None,
        workshop=day(known.get("workshop_date")),
        looking_back=day(known.get("impact_review_date")),
    )


def _person(partnership: Partnership, person_id: object) -> Person | None:
    rows = partnership.people[partnership.people["person_id"] == person_id]
    if rows.empty:
        return None
    row = rows.iloc[0]
    return Person(str(row["name"]), partnership.school(row["school"]).name)


def _people(partnership: Partnership, ids: tuple[object, ...]) -> tuple[Person, ...]:
    return tuple(person for one in ids if (person := _person(partnership, one)))
