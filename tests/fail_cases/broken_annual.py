"""The lead's sheets for the annual report: support given, what was taken home, their own words."""

from __future__ import annotations

import datetime as dt

from good_books import case, cell, lead

from spp_research.schema.vocabulary import THEMES

D = dt.date
VISIT = {
    "visitor": "ashdown",
    "visited": "birchwood",
    "visited_on": D(2026, 2, 12),
    "theme": THEMES[2],
    "about": "Watching daily reading in Year 3.",
    "asked_by": "birchwood",
    "support_id": "S1",
    "came_of_it": "Reading begins at 8.50 in two classes here as well.",
}
TAKEN = {
    "reviewed": "ashdown",
    "role": "Peer reviewer",
    "school": "birchwood",
    "theme": THEMES[2],
    "words": "Asking pupils to read a page twice before we talk about it.",
}


def _rows(sheet, *rows):
    def change(books):
        books[sheet] = [dict(row) for row in rows]

    return change


@case("support.own-school")
def visit_to_itself(folder):
    return lead(folder, _rows("visits", VISIT | {"visitor": "birchwood"}))


@case("support.own-school")
def visits_and_ideas_from_ones_own_school(folder):
    def change(books):
        books["visits"] = [VISIT | {"visitor": "birchwood"}, VISIT, VISIT | {"visited": "ashdown"}]
        books["took_home"] = [TAKEN, TAKEN | {"school": "ashdown"}]

    return lead(folder, change)


@case("support.half-named")
def offer_without_its_school(folder):
    return lead(folder, _rows("visits", VISIT | {"asked_by": None}))


@case("support.half-named")
def offers_and_needs_half_named(folder):
    return lead(
        folder, _rows("visits", VISIT | {"asked_by": None}, VISIT, VISIT | {"support_id": None})
    )


@case("text.wording")
def own_words_that_judge(folder):
    return lead(folder, cell("own_words", 0, words="Ashdown is an outstanding school."))


@case("text.looks-named")
def own_words_with_a_pupil(folder):
    return lead(folder, cell("own_words", 0, words="Callum in 4B read to us all in June."))


@case("choice.unknown")
def marker_in_other_words(folder):
    return lead(folder, cell("phase_markers", 0, marker="We are very far"))


@case("key.twice")
def marker_twice(folder):
    def change(books):
        books["phase_markers"] *= 2

    return lead(folder, change)
