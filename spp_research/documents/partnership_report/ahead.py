"""What comes next: what to talk about first, the dates that are set, refreshers that fall due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from spp_research.catalogue import called
from spp_research.display.panels import Bullets
from spp_research.display.sections import Pieces
from spp_research.display.tables import Table
from spp_research.partnership import annual
from spp_research.partnership.annual.audience import shares, signed_off, staff_named
from spp_research.partnership.year import Year
from spp_research.phrases import (
    capital,
    counted,
    in_words,
    listed,
    long_date,
    named,
    plural,
    sentence,
)
from spp_research.protect.disclosure import free_text, not_personal
from spp_research.school.review import theme_name
from spp_research.share.content import REFLECTION, REVIEW
from spp_research.telling import of_year
from spp_research.words.statements import Statement

_MOST_QUESTIONS = 3
_MOST_READ = 1  # of one theme; the others stand in the workshop packs


@of_year
def ahead(year: Year) -> Pieces:
    """Priorities, dates and refreshers of the coming year."""
    return Pieces([*_priorities(year), _dates(year), _refreshers(year)])


@of_year
def to_read(year: Year) -> Bullets | None:
    """Where to read what others found on the themes of the year; None where nobody looked it up.

    Of the themes with next steps, the one with most of them first. The words are those of the
    schools that found the results, and one a theme is enough to begin with.
    """
    signed = signed_off(year, REVIEW)
    steps = {theme.theme: len(theme.next_steps) for theme in annual.themes(signed)}
    rows = [(share.school_name, row) for share in signed.values() for row in share.resources]
    said = []
    for theme in sorted(filter(steps.get, steps), key=lambda name: -steps[name]):
        own = {row.locator: (school, row) for school, row in reversed(rows) if row.theme == theme}
        for school, row in list(reversed(own.values()))[:_MOST_READ]:
            said.append(
                Statement(
                    "**{theme}.** {study}: {says} *{locator}* (looked up by {school})."
                    if row.estimated
                    else "**{theme}.** {study}, which estimated no effect: {says} *{locator}* "
                    "(looked up by {school}).",
                    theme=theme_name(theme),
                    study=free_text(row.study),
                    says=free_text(sentence(row.says or row.outcome)),
                    locator=free_text(row.locator),
                    school=school,
                )
            )
    return Bullets(said) if said else None


def _priorities(year: Year) -> list[Statement | Bullets]:
    given = shares(year)
    standing = annual.standing(annual.asked(given), year.as_at)
    found = annual.priorities(given, annual.unanswered(standing))
    if not found:
        return []
    opening = Statement(
        "What there is to talk about, the theme with most next steps and unanswered needs first. "
        "The order is of themes, not of schools, and the choice is the partnership’s."
    )
    return [opening, Bullets([_priority(one, len(given)) for one in found])]


# A theme with no question taken to a workshop, with a few, and with more than are told.
_TAKEN = {
    0: "**{name}.** {steps}{needs}.",
    1: "**{name}.** {steps}{needs}. Schools took into their workshops: {asked}",
    2: "**{name}.** {steps}{needs}. Schools took into their workshops: {asked} and {more} more.",
}


def _priority(one: annual.Priority, schools: int) -> Statement:
    theme = one.theme
    asked = list(dict.fromkeys(f.workshop_question for _, f in theme.next_steps))
    asked = [question for question in asked if question]
    more = len(asked) - _MOST_QUESTIONS
    where = tuple(dict.fromkeys(school for school, _ in theme.next_steps))
    return Statement(
        _TAKEN[(asked != []) + (more > 0)],
        name=theme_name(theme.theme),
        steps=f"{capital(counted(len(theme.next_steps), 'next step'))}"
        + (f" at {named(where, schools)}" if where else ""),
        needs=f"; {counted(len(one.needs), 'need')} without an offer" if one.needs else "",
        asked=" ".join(f"“{question}”" for question in asked[:_MOST_QUESTIONS]),
        more=in_words(max(more, 0)),
    )


def _dates(year: Year) -> Table | Statement:
    lines = annual.plans(shares(year), signed_off(year, REFLECTION))
    days = annual.days_ahead(year.partnership, lines, year.as_at)
    if not days:
        return Statement(
            "No date is set after {day}. Next year’s reviews go on the sheet “The year’s reviews” "
            "of partnership.xlsx, and spp check looks them over.",
            day=year.as_at,
        )
    frame = pd.DataFrame(
        [(day.what, day.school) for day in days],
        columns=["What", "School"],
        index=pd.Index([long_date(day.on) for day in days], name="Date"),
    )
    return Table(
        not_personal(frame, "dates of the timetable and of action plans"),
        "tbl-dates",
        f"{capital(counted(len(days), 'date'))} {plural(len(days), 'is', 'are')} set",
        f"From {long_date(year.as_at)} on: stages of the timetable, and days for looking at an "
        "action again",
        widths=(24, 34, 42),
    )


def _refreshers(year: Year) -> Table | Statement:
    roles = annual.refreshers(year.partnership, year.as_at)
    if not roles:
        return Statement(
            "No training has been written down yet; it goes on the sheet “People and training” of "
            "partnership.xlsx."
        )
    names = staff_named(year)
    rows = [
        (role.people, role.trained, _due(role.due, names), _due(role.past, names)) for role in roles
    ]
    columns = ["People", "Trained", "Refresher within a year", "Refresher date gone by"]
    due, past = (sum(len(part) for part in parts) for parts in _parts(roles))
    return Table(
        not_personal(
            pd.DataFrame(
                rows, columns=columns, index=pd.Index([called(r.role) for r in roles], name="Role")
            ),
            "staff of the partnership in the roles that they were trained for",
        ),
        "tbl-refreshers",
        f"{capital(counted(due, 'refresher'))} {plural(due or 1, 'falls', 'fall')} due within a "
        "year"
        + (f", and {counted(past, 'date')} {plural(past, 'has', 'have')} gone by" if past else ""),
        f"People and training of partnership.xlsx, {long_date(year.as_at)}; a person with two "
        "roles is counted in both",
        widths=(20, 10, 10, 40, 20),
    )


def _parts(roles: Sequence[annual.Refresher]) -> tuple[list, list]:
    return [role.due for role in roles], [role.past for role in roles]


def _due(people: Sequence[tuple[str, date]], names: bool) -> str:
    """Whose refresher it is, by date; for everyone only how many."""
    if not people:
        return "none"
    if not names:
        return str(len(people))
    by_date: dict[date, list[str]] = {}
    for name, day in people:
        by_date.setdefault(day, []).append(name)
    return "; ".join(f"{listed(by_date[day])} ({long_date(day)})" for day in sorted(by_date))
