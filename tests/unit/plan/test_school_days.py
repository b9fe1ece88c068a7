"""Days on which there is school, and what the lead's workbook says to a plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from spp_research.errors import EvidenceError
from spp_research.intake import read_workbook, require, write_workbook
from spp_research.partnership.plan import planning_of
from spp_research.partnership.plan.school_days import (
    Period,
    Stretch,
    bank_holidays,
    days_of,
    school_days,
)
from spp_research.schema import PARTNERSHIP
from spp_research.schema.vocabulary import BANK_HOLIDAYS, Span

ON = date(2026, 9, 1)
TERM = Period(Span.TERM, Stretch(date(2027, 3, 22), date(2027, 4, 2)))


def test_bank_holidays_are_weekdays_in_order_and_as_many_as_there_are():
    known = bank_holidays(BANK_HOLIDAYS[0])
    assert known is not None and known.source == "gov.uk/bank-holidays"
    days = sorted(known.days)
    assert {day.year for day in days} == set(range(2024, known.until + 1))
    assert all(day.weekday() < 5 for day in days)
    assert len(days) == 8 * (known.until - 2023)
    assert bank_holidays(BANK_HOLIDAYS[1]) is None


def test_easter_is_where_the_calendar_of_the_church_has_it():
    from dateutil.easter import easter

    known = bank_holidays(BANK_HOLIDAYS[0])
    for year in range(2024, known.until + 1):
        friday, monday = easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)
        assert {friday, monday} <= known.days


def test_a_school_is_open_in_term_on_weekdays_but_holidays():
    known = bank_holidays(BANK_HOLIDAYS[0]).days
    training = Period(Span.HOLIDAY, Stretch(date(2027, 3, 22), date(2027, 3, 22)))
    open_ = school_days([TERM, training], "ash", known)
    assert [day.day for day in open_] == [23, 24, 25, 30, 31, 1, 2]


def test_terms_and_holidays_of_one_school_are_its_own():
    own = Period(Span.TERM, Stretch(date(2027, 4, 5), date(2027, 4, 6)), "ash")
    shut = Period(Span.HOLIDAY, Stretch(date(2027, 4, 6), date(2027, 4, 6)), "ash")
    assert school_days([TERM, own, shut], "ash") == (date(2027, 4, 5),)
    assert school_days([TERM, own, shut], "elm")[0] == date(2027, 3, 22)
    assert school_days([own], "elm") == ()


def test_weekdays_alone_are_those_of_a_stretch():
    days = days_of(Stretch(date(2026, 9, 1), date(2026, 9, 14), frozenset({0})))
    assert list(days) == [date(2026, 9, 7), date(2026, 9, 14)]


ROWS = {
    "partnership": [{"name": "Long Meadow", "cycle": "2026-27"}],
    "schools": [
        {"school": "ash", "school_name": "Ash School", "pupils_on_roll": 90},
        {"school": "elm", "school_name": "Elm School", "pupils_on_roll": 400},
        {"school": "oak", "school_name": "Oak School", "pupils_on_roll": 400, "review_days": 1},
    ],
    "people": [
        {"person_id": "P1", "name": "Bo Lane", "school": "ash", "role": "Peer reviewer"},
        {
            "person_id": "P1",
            "name": "Bo Lane",
            "school": "ash",
            "role": "Improvement champion",
            "days_to_give": 3,
        },
        {
            "person_id": "P2",
            "name": "Cy Moss",
            "role": "Peer reviewer",
            "from_elsewhere": "Harbour Trust",
        },
    ],
    "terms": [{"span": "Term", "first_day": date(2026, 9, 3), "last_day": date(2026, 12, 18)}],
}


def reading(folder, **more):
    path = write_workbook(folder / "partnership.xlsx", PARTNERSHIP, ROWS | more)
    return require(read_workbook(path, PARTNERSHIP))


def test_what_the_workbook_says_is_what_the_plan_gets(tmp_path):
    away = [
        {"person_id": "P1", "first_day": date(2026, 11, 9), "last_day": date(2026, 11, 10)},
        {"person_id": "P2", "weekdays": "Friday"},
        {"school": "elm", "first_day": date(2026, 9, 4)},
    ]
    agreed = [{"reviewers": 4, "workshop_after": 10, "impact_after": 12}]
    made = planning_of(reading(tmp_path, away=away, planning=agreed), ON)
    assert [host.days for host in made.hosts] == [1, 2, 1]
    assert date(2026, 9, 4) in made.hosts[0].open and date(2026, 9, 4) not in made.hosts[1].open
    first, second = made.people
    assert first.away == {date(2026, 11, 9), date(2026, 11, 10)}
    assert (first.days_to_give, first.reviewer is None, first.champion is None) == (3, False, False)
    assert (second.school, second.champion) == ("", None)
    assert date(2026, 11, 13) in second.away and date(2026, 11, 12) not in second.away
    assert (made.agreed.reviewers, made.agreed.workshop_after) == (4, 10)
    assert made.agreed.said == {"reviewers", "workshop_after", "impact_after"}
    assert made.unknown_from is None


def test_a_workbook_of_an_older_kit_is_read_without_a_word(tmp_path):
    sheets = tuple(
        replace(sheet, fields=tuple(field for field in sheet.fields if not field.later))
        for sheet in PARTNERSHIP.sheets
        if not sheet.later
    )
    older = replace(PARTNERSHIP, sheets=sheets)
    rows = {
        name: [
            {column: value for column, value in row.items() if column in _columns(older, name)}
            for row in own
        ]
        for name, own in ROWS.items()
        if name != "terms"
    }
    rows["people"] = rows["people"][:2]
    path = write_workbook(tmp_path / "partnership.xlsx", older, rows)
    found = read_workbook(path, PARTNERSHIP)
    assert found.faults == ()
    assert found.rows["timetable"].columns["fixed"] == () and len(found.rows["terms"]) == 0


def _columns(workbook, sheet):
    return {field.name for field in workbook.sheet(sheet).fields}


def test_last_year_is_remembered_and_not_planned(tmp_path):
    row = {"school": "elm", "review_start": date(2025, 11, 4), "team": "P1"}
    own = row | {"review_start": date(2026, 11, 4), "fixed": "Yes"}
    made = planning_of(reading(tmp_path, timetable=[row, own]), ON)
    assert made.last_year == {("ash", "elm")}
    assert [(visit.start, visit.fixed) for visit in made.visits] == [(date(2026, 11, 4), True)]


def test_bank_holidays_that_are_not_known_are_said(tmp_path):
    partnership = [{"name": "Long Meadow", "cycle": "2027-28"}]
    terms = [{"span": "Term", "first_day": date(2027, 9, 3), "last_day": date(2028, 7, 18)}]
    made = planning_of(reading(tmp_path, partnership=partnership, terms=terms), date(2027, 9, 1))
    assert made.unknown_from == date(2028, 1, 1)


@pytest.mark.parametrize(
    "missing",
    [
        {"terms": []},
        {"partnership": [{"name": "Long Meadow", "cycle": "our third"}]},
        {"schools": ROWS["schools"][:1]},
    ],
    ids=["no terms", "no year", "one school"],
)
def test_what_no_plan_can_be_made_without_is_asked_for(missing, tmp_path, snapshot):
    with pytest.raises(EvidenceError) as caught:
        planning_of(reading(tmp_path, **missing), ON)
    assert str(caught.value) == snapshot
