"""The days that the name of a review cycle stands for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_research.cycle import cycle_of, named, same_cycle, school_year, written_alike

D = date
YEAR = (D(2025, 9, 1), D(2026, 8, 31))


@pytest.mark.parametrize(
    "name",
    [
        "2025-26",
        "2025/26",
        "2025–26",
        "2025—26",
        "2025 - 2026",
        "2025/2026",
        "2025-6",
        "25/26",
        "25-26",
        "'25-'26",
        "AY25/26",
        "AY 2025-26",
        "2025 to 2026",
        "2025 & 26",
        "Cycle 1, 2025-26",
        "Year 2 (2025/26)",
        "２０２５-２６",
        "Autumn 25 to Summer 26 2025-26",
        "Autumn 2025, Summer 2026",
        " 2025-26 ",
    ],
)
def test_a_school_year_in_every_usual_form(name):
    cycle = cycle_of(name)

    assert (cycle.first, cycle.last) == (cycle.earliest, cycle.latest) == YEAR
    assert not cycle.guessed
    assert cycle.name == name


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2025-27", D(2025, 9, 1), D(2027, 8, 31)),
        ("Sept 2025 - July 2026", D(2025, 9, 1), D(2026, 7, 31)),
        ("Jan-Dec 2026", D(2026, 1, 1), D(2026, 12, 31)),
        ("January to December 26", D(2026, 1, 1), D(2026, 12, 31)),
        ("April 25 to March 26", D(2025, 4, 1), D(2026, 3, 31)),
        ("Sep-Feb 2028", D(2027, 9, 1), D(2028, 2, 29)),
    ],
)
def test_cycles_of_other_lengths(name, first, last):
    cycle = cycle_of(name)

    assert (cycle.first, cycle.last, cycle.guessed) == (first, last, False)


@pytest.mark.parametrize(
    "name",
    ["Year 2", "Cycle 3", "Embed", "2026-25", "2025-40", "2025-25", "2025-26 or 2031", "20256"],
)
def test_names_from_which_no_year_can_be_read(name):
    assert cycle_of(name) is None


def test_one_year_is_the_first_reading_that_holds_every_review():
    calendar, ends, begins = D(2026, 3, 3), D(2025, 11, 4), D(2027, 1, 20)

    def taken(*reviews):
        cycle = cycle_of("2026", reviews)
        assert cycle.guessed
        assert (cycle.earliest, cycle.latest) == (D(2025, 9, 1), D(2027, 8, 31))
        return cycle.first

    assert taken() == taken(calendar) == D(2026, 1, 1)
    assert taken(ends, calendar) == D(2025, 9, 1)
    assert taken(begins) == D(2026, 9, 1)
    assert taken(ends, begins) == D(2026, 1, 1)


def test_reviews_of_one_school_year_tell_a_name_without_a_year():
    told = cycle_of("Year 2", [D(2025, 11, 4), D(2026, 7, 1)])

    assert (told.first, told.last, told.guessed) == (*YEAR, True)
    assert cycle_of("Year 2", [D(2025, 11, 4), D(2026, 9, 1)]) is None
    assert cycle_of("2026-25", []) is None
    assert cycle_of("2026-25", [D(2025, 11, 4)]).guessed


def test_two_spellings_of_one_cycle():
    assert same_cycle("2025-26", "2025/2026")
    assert same_cycle("Year 2", "Year 2")
    assert not same_cycle("2025-26", "2026-27")
    assert not same_cycle("2025-26", "Year 2")
    assert not same_cycle("2026", "Jan-Dec 2026")


@given(st.dates(D(2001, 1, 1), D(2090, 12, 31)))
def test_each_day_is_of_one_school_year(day):
    cycle = cycle_of(named(school_year(day)))

    assert cycle.holds(day)
    assert (cycle.last - cycle.first).days in (364, 365)
    after = cycle_of(named(school_year(day) + 1))
    assert after.first == cycle.last + timedelta(days=1)


@given(st.text(max_size=40))
def test_no_name_is_too_strange(name):
    cycle = cycle_of(name)

    assert cycle is None or cycle.earliest <= cycle.first < cycle.last <= cycle.latest


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("2025-26", "2025/2026", True),
        ("25/26", "AY 2025–26", True),
        ("academic year 2025-26", "2025 to 2026", True),
        ("Cycle 2, 2025-26", "cycle 2,  2025-26", True),
        ("Cycle 1, 2025-26", "Cycle 2, 2025-26", False),  # the same days, and two cycles
        ("2025", "2025-26", False),
        ("2025-26", "2026-27", False),
        ("2025-27", "2025/2027", False),  # no school year
        ("x", "y", False),
    ],
)
def test_a_name_that_says_a_school_year_alone_may_be_written_otherwise(one, other, alike):
    assert written_alike(one, other) == written_alike(other, one) == alike
    assert not alike or same_cycle(one, other)
