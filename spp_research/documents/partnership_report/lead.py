"""What the lead tells: their own words first, support that was given, what reviewers took home."""

from __future__ import annotations

from itertools import groupby

import pandas as pd

from spp_research.display.panels import Bullets, Paragraphs
from spp_research.display.sections import Pieces
from spp_research.display.tables import Table
from spp_research.partnership import annual
from spp_research.partnership.annual.audience import shares, staff_named
from spp_research.partnership.year import Year
from spp_research.phrases import capital, counted, long_date, sentence
from spp_research.protect.disclosure import free_text, not_personal
from spp_research.school.review import theme_name
from spp_research.telling import of_year
from spp_research.words import given
from spp_research.words.statements import Statement

_MOST = 20  # visits in the table


@of_year
def own_words(year: Year) -> Pieces:
    """The lead's own words, in the order of the sheet; nothing where none are for this reader."""
    annual.hold_back(year)
    told = annual.own_words(year)
    if not told:
        return Pieces([])
    lead = year.partnership.lead
    parts: list[Statement | Paragraphs] = [
        Statement("*From {lead}, the partnership lead.*", lead=lead)
        if lead
        else Statement("*From the partnership lead.*")
    ]
    for heading, words in told:
        if heading:
            parts.append(Statement("**{heading}**", heading=free_text(heading)))
        parts.append(Paragraphs(free_text(words)))
    return Pieces(parts)


@of_year
def support_given(year: Year) -> Pieces:
    """Visits, what they were about and what came of them; for everyone in counts only."""
    annual.hold_back(year)
    found = annual.visits(year)
    if not found:
        return Pieces([])
    needs = [line for line in annual.asked(shares(year)) if not line.offered]
    met = {(v.answers.slug, v.answers.line.support_id) for v in found if v.answers}
    answered = sum((line.slug, line.line.support_id) in met for line in needs)
    table = _visits(found, year) if staff_named(year) else None
    return Pieces([given.in_counts(found), given.answered(answered, len(needs)), table])


def _visits(found: tuple[annual.Visit, ...], year: Year) -> Table:
    rows = [
        (
            f"{one.visitor} to {one.visited}",
            long_date(one.on) if one.on else "–",
            _about(one),
            sentence(one.came_of_it) or "not known yet",
        )
        for one in found[-_MOST:]
    ]
    columns = ["Who went where", "When", "What it was about", "What came of it"]
    return Table(
        not_personal(
            pd.DataFrame(rows, columns=columns).set_index(columns[0]),
            "visits between schools, as the lead wrote them down",
        ),
        "tbl-visits",
        f"{capital(counted(len(found), 'time'))} that one school helped another",
        f"From the sheet “Visits and support given” of partnership.xlsx, "
        f"{year.partnership.cycle}, in order of their days",
        notes=(f"The last {_MOST} of them; the others stand in the workbook.",)
        if len(found) > _MOST
        else (),
        widths=(24, 16, 30, 30),
    )


def _about(one: annual.Visit) -> str:
    said = sentence(one.about)
    return f"{theme_name(one.theme)}: {said}" if one.theme else said


@of_year
def took_home(year: Year) -> Pieces:
    """What reviewers took back to their own schools, by theme, people by their role."""
    annual.hold_back(year)
    found = annual.taken_home(year)
    if not found:
        return Pieces([])
    if not staff_named(year):
        return Pieces([given.taken_in_counts(found)])
    parts: list[Statement | Bullets] = []
    for theme, lines in groupby(found, key=lambda one: one.theme):
        parts.append(Statement("**{theme}**", theme=theme_name(theme)))
        parts.append(Bullets([given.taken(one) for one in lines]))
    return Pieces(parts)
