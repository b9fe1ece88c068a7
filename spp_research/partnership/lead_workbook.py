"""The partnership: its schools in the lead's order, its people and their timetable."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from spp_research.cycle import Cycle
from spp_research.errors import ConfigurationError
from spp_research.protect.disclosure.opened import opened
from spp_research.protect.sign_off import SignOff, of_the_open_cycle, standing
from spp_research.telling import as_facts, briefly, in_short, sizes
from spp_research.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.intake import Reading
    from spp_research.intake.read.registrations import Colleague, Registration
    from spp_research.schema import tables


@dataclass(frozen=True)
class School:
    """A school as the partnership lists it.

    Parameters
    ----------
    formerly : what it was called before; empty if it always had its name.
    left_on : the day on which it left the partnership; None while it is in it.
    """

    slug: str
    name: str
    kind: str = ""
    pupils_on_roll: int | None = None
    formerly: str = ""
    left_on: date | None = None

    __repr__ = briefly
    _repr_html_ = as_facts

    def had_left(self, cycle: Cycle | None) -> bool:
        """Whether it had left before a cycle began, so that nothing of it is looked for."""
        return self.left_on is not None and cycle is not None and self.left_on < cycle.first


@dataclass(frozen=True)
class Membership:
    """Which partnership, which cycle and which schools, as `Partnership` names them.

    `left` are schools that had left before the cycle began.
    """

    name: str
    cycle: str
    schools: tuple[School, ...]
    days: Cycle | None = None
    left: tuple[School, ...] = ()


def _is_meant(school: School, word: str) -> bool:
    """Whether a word that is no short name means the school: its name, or a path in its folder."""
    return word.casefold() in (school.slug, school.name.casefold()) or school.slug in (
        re.split(r"[/\\]", word)
    )


@dataclass(frozen=True)
class Partnership:
    """What `partnership.xlsx` says.

    Parameters
    ----------
    name, phase, cycle : as the lead wrote them; `phase` is Build, Embed, Sustain or empty.
    lead : the partnership lead's name, or empty.
    contact_email : a shared mailbox, or empty.
    schools : in the lead's order. Reports never use another one.
    people : one row a person and role.
    timetable : one row a review of this cycle.
    sign_offs : of the partnership's own documents.
    other_reviews : rows of the timetable that are of another cycle, which no document counts.
    days : when the cycle begins and ends; None where its name does not say.
    left : schools that had left before the cycle began.
    partners : the other sides that are registered. Their people may be in a review team here;
        nothing else of them is counted.
    own_words, visits, took_home, phase_markers, alike : the lead's sheets for the annual report;
        None where nobody asked for them.
    cleared : words that could be taken for a person's, and that the lead says name nobody.
    """

    name: str
    phase: str
    cycle: str
    lead: str
    contact_email: str
    schools: tuple[School, ...]
    people: tables.People
    timetable: tables.Timetable
    sign_offs: tables.SignOff
    other_reviews: tables.Timetable | None = None
    days: Cycle | None = None
    left: tuple[School, ...] = ()
    partners: tuple[Registration, ...] = ()
    own_words: tables.OwnWords | None = None
    visits: tables.Visits | None = None
    took_home: tables.TookHome | None = None
    phase_markers: tables.PhaseMarkers | None = None
    alike: tables.Alike | None = None
    cleared: frozenset[str] = frozenset()

    _repr_html_ = as_facts

    def __repr__(self) -> str:
        return in_short(
            f"Partnership {self.name}",
            cycle=self.cycle,
            schools=", ".join(school.slug for school in self.schools),
            tables=sizes(people=self.people, reviews=self.timetable),
        )

    def school(self, slug: str) -> School:
        """The school with this short name.

        Raises
        ------
        ConfigurationError
            When the partnership has no such school; it suggests the nearest.
        """
        for school in self.schools:
            if school.slug == str(slug):
                return school
        known = [school.slug for school in self.schools]
        word = str(slug)
        near = [one.slug for one in self.schools if _is_meant(one, word)]
        near = near or get_close_matches(word.lower(), known, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise ConfigurationError(
            f"“{slug}” is not a school of {self.name}. {hint}Its schools are: {', '.join(known)}."
        )

    def person(self, person_id: object) -> str:
        """The name behind a person's ID, or an empty text where there is none."""
        found = self.people.loc[self.people["person_id"] == person_id, "name"]
        if len(found):
            return str(found.iloc[0])
        _, one = self.of_partner(person_id) or (None, None)
        return one.name if one else ""

    def of_partner(self, person_id: object) -> tuple[Registration, Colleague] | None:
        """Somebody of another side by an ID such as “harbour:RA1”, with their side."""
        for side in self.partners:
            if one := side.ids.get(str(person_id)):
                return side, one
        return None

    def people_on(self, on: date) -> pd.DataFrame:
        """The rows of people without those who have left before a day.

        On the day on which somebody leaves they are still here: a cycle is looked at on its last.
        """
        import pandas as pd

        if "left_on" not in self.people:
            return self.people
        return self.people[~(self.people["left_on"] < pd.Timestamp(on)).fillna(False)]

    def own_people(self, on: date) -> pd.DataFrame:
        """The same without those of schools that have left, and those who come from elsewhere."""
        left = {
            school.slug
            for school in (*self.schools, *self.left)
            if school.left_on is not None and school.left_on < on
        }
        here = self.people_on(on)
        here = here[~here["school"].isin(left)]
        return here[here["from_elsewhere"].isna()] if "from_elsewhere" in here else here

    @property
    def staff_names(self) -> frozenset[str]:
        """The names of all who have a part here, wherever they work: no page for all has them."""
        others = (one.name for side in self.partners for one in side.ids.values())
        return frozenset([*self.people["name"].dropna(), *others])

    def review_of(self, slug: str, as_at: date | None = None) -> pd.Series | None:
        """The school's latest review that has begun by `as_at`, else its first; None if none."""
        reviews = self.timetable[self.timetable["school"] == slug].sort_values("review_start")
        if reviews.empty:
            return None
        if as_at is not None:
            started = [day(cell) for cell in reviews["review_start"]]
            begun = reviews.loc[[on is not None and on <= as_at for on in started]]
            if len(begun):
                return begun.iloc[-1]
        return reviews.iloc[0]

    def sign_off(
        self, document: str, audience: str, as_at: date, *, fixed: bool, item: str = ""
    ) -> SignOff | None:
        """The sign-off of a document of the partnership's own, if one stands on the day."""
        return standing(self.sign_offs, document, audience, as_at, fixed=fixed, item=item)


def open_partnership(workspace: Workspace | str) -> Partnership:
    """Read and check the lead's workbook.

    Parameters
    ----------
    workspace : the partnership's folder, or "example".

    Raises
    ------
    EvidenceError
        When the workbook has faults; the first is named with its cell.
    """
    from spp_research.intake import read_lead, require

    place = workspace if isinstance(workspace, Workspace) else open_workspace(workspace)
    return partnership_of(require(read_lead(place)))


def membership_of(reading: Reading) -> Membership:
    """What a reading of the lead's workbook says of its schools and cycle, without its tables."""
    from spp_research.intake.check.cycle_dates import cycle_of_lead

    (_, own), *_ = reading.rows["partnership"].records
    cycle, listed = cycle_of_lead(reading), listed_schools(reading)
    here = tuple(school for school in listed if not school.had_left(cycle))
    gone = tuple(school for school in listed if school not in here)
    return Membership(own["name"], own["cycle"], here, cycle, gone)


def listed_schools(reading: Reading) -> tuple[School, ...]:
    """Every school on the sheet of schools, those that have left among them."""
    return tuple(
        School(
            row["school"],
            row["school_name"],
            row["school_type"] or "",
            row["pupils_on_roll"],
            row["formerly"] or "",
            row["left_on"],
        )
        for _, row in reading.rows["schools"].records
    )


def partnership_of(reading: Reading) -> Partnership:
    """The partnership that a reading of the lead's workbook without faults tells of."""
    from spp_research.intake.check.free_texts import cleared_of

    listed = membership_of(reading)
    schools, cycle = listed.schools, listed.days
    made: dict[str, Any] = reading.frames  # each of them is the table of its sheet
    own = made["partnership"].iloc[0]
    people: tables.People = made["people"]
    timetable: tables.Timetable = made["timetable"]
    own_year = [
        cycle is None or start is None or cycle.holds(start)
        for start in map(day, timetable["review_start"])
    ]
    names = [text for school in schools for text in (school.slug, school.name)]
    slugs = [school.slug for school in schools]
    # By cycle too, since a report may open the workbooks of several.
    opened(f"partnership of {own['name']}, {listed.cycle}", reading.frames.values(), names, slugs)
    lead = people.loc[people["person_id"] == text(own["lead"]), "name"]
    return Partnership(
        name=listed.name,
        phase=text(own["phase"]),
        cycle=listed.cycle,
        lead=str(lead.iloc[0]) if len(lead) else "",
        contact_email=text(own["contact_email"]),
        schools=schools,
        people=people,
        timetable=timetable.loc[own_year],
        sign_offs=of_the_open_cycle(made["sign_off"]),
        other_reviews=timetable.loc[[not own for own in own_year]],
        days=cycle,
        left=listed.left,
        partners=reading.partners.sides,
        own_words=made["own_words"],
        visits=made["visits"],
        took_home=made["took_home"],
        phase_markers=made["phase_markers"],
        alike=made["alike"],
        cleared=cleared_of(values for _, values in reading.rows["partnership"].records),
    )


def rows_of(table: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table that the kit made, each by the names of its columns."""
    yield from table.itertuples(index=False)


def text(cell: object) -> str:
    """A cell as text; empty where it is missing."""
    return "" if missing(cell) else str(cell)


def whole(cell: Any) -> int | None:
    """A cell as a whole number; None where it is missing."""
    return None if missing(cell) else int(cell)


def day(cell: Any) -> date | None:
    """A cell as a date; None where it is missing."""
    return None if missing(cell) else cell.date()


def known_day(cell: object) -> date:
    """The day of a cell that no row of its sheet may leave out.

    Raises
    ------
    ValueError
        If there is none, which the reader would have refused.
    """
    if (found := day(cell)) is None:
        raise ValueError("a day that every row must have is missing")
    return found


def missing(cell: Any) -> bool:
    """Whether a cell of a table holds nothing."""
    import pandas as pd

    return bool(pd.isna(cell))
