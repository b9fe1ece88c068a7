"""Support that was given, and what reviewers took home, as the lead wrote it down.

An offer or a need is known by its school and its ID; a visit that names one that no share file
holds stands all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from spp_research.errors import DisclosureError
from spp_research.intake.check.free_texts import fields_read
from spp_research.protect import personal
from spp_research.protect.disclosure import Audience
from spp_research.schema import PARTNERSHIP
from spp_research.schema.vocabulary import THEMES

from ..lead_workbook import Partnership, day, rows_of, text
from ..year import Year
from .audience import shares
from .themes import Asked, asked


@dataclass(frozen=True)
class Visit:
    """One time that a school helped another.

    Parameters
    ----------
    visitor, visited : names of the schools.
    on : the day; None where it was not written down.
    theme : of the four, or empty.
    about, came_of_it : in the lead's words; what came of it may be empty.
    written : whether it came from an offer or a need that a school had written down.
    answers : that offer or need, where a share file that this reader may see holds it.
    """

    visitor: str
    visited: str
    on: date | None
    theme: str
    about: str
    came_of_it: str
    written: bool
    answers: Asked | None


@dataclass(frozen=True)
class TakenHome:
    """What somebody of a review team took back to their own school.

    `role` and `school` are empty where they are not told; nobody is named.
    """

    reviewed: str
    role: str
    school: str
    theme: str
    words: str


def visits(year: Year) -> tuple[Visit, ...]:
    """Every visit, the first first; those without a day come last, in the lead's order."""
    rows = year.partnership.visits
    if rows is None:
        return ()
    lines = {(line.slug, line.line.support_id.casefold()): line for line in asked(shares(year))}
    names = _names(year.partnership)
    found = [
        Visit(
            names[row.visitor],
            names[row.visited],
            day(row.visited_on),
            text(row.theme),
            row.about,
            text(row.came_of_it),
            bool(text(row.support_id)),
            lines.get((text(row.asked_by), text(row.support_id).casefold())),
        )
        for row in rows_of(rows)
    ]
    return tuple(sorted(found, key=lambda one: one.on or date.max))


def taken_home(year: Year) -> tuple[TakenHome, ...]:
    """What was taken home, in the framework's order of themes and then the lead's."""
    rows = year.partnership.took_home
    if rows is None:
        return ()
    names = _names(year.partnership)
    found = [
        TakenHome(
            names[row.reviewed],
            text(row.role),
            names.get(text(row.school), ""),
            row.theme,
            row.words,
        )
        for row in rows_of(rows)
    ]
    return tuple(sorted(found, key=lambda one: THEMES.index(one.theme)))


def own_words(year: Year) -> tuple[tuple[str, str], ...]:
    """The lead's own headings and words that this reader may see, in the lead's order."""
    rows = year.partnership.own_words
    if rows is None:
        return ()
    return tuple(
        (text(row.heading), row.words)
        for row in rows_of(rows)
        if year.rules.audience is not Audience.PUBLIC or row.audience == _EVERYONE
    )


_EVERYONE = "Public"
_SHEETS = ("own_words", "visits", "took_home", "phase_markers")
_MOST = 4  # places that one message names


def hold_back(year: Year) -> None:
    """Let the report be made only if none of the lead's texts seems to point to one person.

    To everyone no colleague is named in them either.

    Raises
    ------
    DisclosureError
        Naming each cell, and never what stands there.
    """
    found = list(_places(year))
    if found:
        more = f"; and {len(found) - _MOST} more" if len(found) > _MOST else ""
        raise DisclosureError(
            "partnership.xlsx: the partnership report was not made, because a text in it seems to "
            f"hold what points to one person: {'; '.join(found[:_MOST])}{more}. Write it in other "
            "words, people by their role. Where the words name nobody, as the title of a book "
            "does, copy them to “Words that name nobody”, on the sheet “The partnership”. Then "
            "make the report again."
        )


def _places(year: Year) -> Iterator[str]:
    public = year.rules.audience is Audience.PUBLIC
    staff = frozenset(year.partnership.people["name"].dropna()) if public else frozenset()
    for name in _SHEETS:
        rows = getattr(year.partnership, name)
        # To everyone only the words that are for everyone are shown, and nothing else is.
        if rows is None or (public and name != "own_words"):
            continue
        sheet = PARTNERSHIP.sheet(name)
        for field in fields_read(sheet):
            for row, cell in rows[field.name].dropna().items():
                if public and rows.at[row, "audience"] != _EVERYONE:
                    continue
                found = personal.find(str(cell), (), staff, year.partnership.cleared)
                if kinds := {span.kind for span in found}:
                    said = " and ".join(sorted(kinds))
                    yield f"sheet “{sheet.title}”, row {row}, “{field.label}” ({said})"


def _names(partnership: Partnership) -> dict[str, str]:
    return {school.slug: school.name for school in partnership.schools}
