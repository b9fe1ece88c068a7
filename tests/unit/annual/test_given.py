"""Support that was given, what was taken home, and the lead's own words, from the lead's sheets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import shared_years as made

from spp_research.errors import DisclosureError
from spp_research.partnership import annual
from spp_research.protect.personal import words_in
from spp_research.schema.vocabulary import THEMES

VISIT = {
    "visitor": "aldermoor",
    "visited": "birchgate",
    "visited_on": date(2026, 2, 12),
    "theme": THEMES[2],
    "about": "Watching daily reading",
    "asked_by": "birchgate",
    "support_id": "s1",
    "came_of_it": "Two classes read at 8.50.",
}
TAKEN = {"reviewed": "birchgate", "theme": THEMES[1], "words": "One sheet a term."}
WORDS = {"heading": "Together", "words": "We looked.", "audience": "Public"}


def year(**sheets):
    shares = made.share("Aldermoor"), made.share("Birchgate", support=(made.support(),))
    people = [{"person_id": "P1", "name": "Ruth Adeyemi", "role": "Headteacher"}]
    return made.year(*shares, people=people, **sheets)


def test_a_visit_is_known_with_the_need_that_it_came_from():
    (found,) = annual.visits(year(visits=[VISIT]))
    assert (found.visitor, found.visited) == ("Aldermoor", "Birchgate")
    assert found.answers and found.answers.line.support_id == "S1"


@pytest.mark.parametrize("change", [{"support_id": "S9"}, {"support_id": None, "asked_by": None}])
def test_a_visit_stands_without_an_offer_or_need(change):
    (found,) = annual.visits(year(visits=[VISIT | change]))
    assert found.answers is None


def test_visits_stand_in_order_of_their_days():
    days = [date(2026, 5, 1), None, date(2025, 11, 1)]
    found = annual.visits(year(visits=[VISIT | {"visited_on": day} for day in days]))
    assert [one.on for one in found] == [days[2], days[0], None]


def test_what_was_taken_home_is_by_theme_and_tells_no_more_than_is_written():
    rows = [TAKEN, TAKEN | {"theme": THEMES[0], "role": "Headteacher", "school": "aldermoor"}]
    first, second = annual.taken_home(year(took_home=rows))
    assert (first.theme, first.role, first.school) == (THEMES[0], "Headteacher", "Aldermoor")
    assert (second.role, second.school) == ("", "")


def test_everyone_reads_only_the_words_that_are_for_everyone():
    rows = [WORDS, WORDS | {"words": "For us.", "audience": None}]
    assert len(annual.own_words(year(own_words=rows))) == 2
    assert annual.own_words(year(own_words=rows, audience="public")) == (
        ("Together", "We looked."),
    )


def test_without_the_sheets_nothing_is_told():
    bare = made.year(made.share())
    assert annual.visits(bare) == annual.taken_home(bare) == annual.own_words(bare) == ()
    annual.hold_back(bare)


def test_a_text_that_names_a_pupil_stops_the_report(snapshot):
    wrong = year(
        own_words=[WORDS | {"words": "Tyler Brown in Year 4 read to us."}],
        visits=[VISIT, VISIT | {"came_of_it": "Ring 07700 900123."}],
    )
    with pytest.raises(DisclosureError) as refusal:
        annual.hold_back(wrong)
    assert str(refusal.value) == snapshot
    assert "Tyler" not in str(refusal.value) and "07700" not in str(refusal.value)


def test_words_that_name_nobody_stop_nothing_and_let_nobody_else_through():
    book = year(own_words=[WORDS | {"words": "Peter Duck in Year 4 is read at lunch."}])
    with pytest.raises(DisclosureError, match="Words that name nobody"):
        annual.hold_back(book)
    cleared = words_in("White Rose; Peter Duck")
    annual.hold_back(replace(book, partnership=replace(book.partnership, cleared=cleared)))
    other = year(own_words=[WORDS | {"words": "Peter Buck in Year 4 read to us."}])
    with pytest.raises(DisclosureError):
        annual.hold_back(replace(other, partnership=replace(other.partnership, cleared=cleared)))


def test_colleagues_are_named_to_the_partnership_and_not_to_everyone():
    rows = [WORDS | {"words": "Thank you to Ruth Adeyemi."}]
    annual.hold_back(year(own_words=rows))
    with pytest.raises(DisclosureError, match="Your own words"):
        annual.hold_back(year(own_words=rows, audience="public"))
    partly = [WORDS, rows[0] | {"audience": "Partnership"}]
    annual.hold_back(year(own_words=partly, audience="public"))  # it is not shown to everyone
