"""What is still to come: dates that are set, refreshers that fall due, what to talk about first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from spp_research.schema.vocabulary import ROLES
from spp_research.share import SchoolShare

from .. import timetable
from ..lead_workbook import Partnership, day, rows_of
from .followed import STOPPED, Line
from .themes import Asked, Theme, themes

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Day:
    """A date that is set already: of a stage of the cycle, or of looking at an action again."""

    on: date
    school: str
    what: str


@dataclass(frozen=True)
class Refresher:
    """The people of one role: how many, how many are trained, whose refresher falls due.

    `due` and `past` are (name, date) of those whose refresher falls within a year from the day,
    or on an earlier one; `without` the names of those with no date of training.
    """

    role: str
    people: int
    trained: int
    due: tuple[tuple[str, date], ...]
    past: tuple[tuple[str, date], ...]
    without: tuple[str, ...]


@dataclass(frozen=True)
class Priority:
    """A theme to talk about: how many next steps, at which schools, and needs not answered."""

    theme: Theme
    needs: tuple[Asked, ...]

    @property
    def weight(self) -> int:
        """Next steps and unanswered needs together."""
        return len(self.theme.next_steps) + len(self.needs)


def days_ahead(partnership: Partnership, lines: tuple[Line, ...], as_at: date) -> tuple[Day, ...]:
    """The dates from `as_at` on, the earliest first, and schools of a day in the lead's order."""
    order = {school.slug: (n, school.name) for n, school in enumerate(partnership.schools)}
    stages = timetable.stages(partnership.timetable, as_at)
    coming = stages[stages["state"].isin([timetable.NEXT, timetable.PLANNED])]
    found = [
        (on, *order[row.school], row.stage) for row in rows_of(coming) if (on := day(row.date))
    ]
    found += [
        (
            line.action.review_date,
            *order[line.slug],
            f"Look again at action {line.action.action_id}",
        )
        for line in lines
        if line.action.review_date
        and line.action.review_date >= as_at
        and line.action.status != STOPPED
    ]
    return tuple(Day(on, school, what) for on, _, school, what in sorted(found))


def refreshers(partnership: Partnership, as_at: date) -> tuple[Refresher, ...]:
    """The roles that have training, in the programme's order of roles."""
    made = []
    for role in ROLES:
        own = partnership.own_people(
            as_at
        )  # whoever comes from elsewhere is another lead's to count
        people = own[own["role"] == role]
        if people[["trained_on", "refresher_due"]].isna().all(axis=None):
            continue  # a headteacher is not trained to be one
        named = [
            (str(row.name), day(row.trained_on), day(row.refresher_due))
            for row in people.itertuples(index=False)
        ]
        made.append(
            Refresher(
                role,
                len(named),
                sum(trained is not None and trained <= as_at for _, trained, _ in named),
                tuple((n, due) for n, _, due in named if due and as_at <= due < as_at + YEAR),
                tuple((n, due) for n, _, due in named if due and due < as_at),
                tuple(n for n, trained, _ in named if trained is None),
            )
        )
    return tuple(made)


def priorities(shares: Mapping[str, SchoolShare], unmet: tuple[Asked, ...]) -> tuple[Priority, ...]:
    """Themes with a next step or an unanswered need, those with the most of them first.

    Themes are put in order, never schools. Equal ones keep the framework's order.
    """
    made = [
        Priority(theme, tuple(a for a in unmet if a.line.theme == theme.theme))
        for theme in themes(shares)
        if theme.theme
    ]
    return tuple(sorted((p for p in made if p.weight), key=lambda p: -p.weight))
