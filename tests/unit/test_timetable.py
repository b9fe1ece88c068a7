"""The rules of the review schedule, and how far each school is."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from spp_research import intake
from spp_research.cycle import cycle_of
from spp_research.intake.frames import empty_frame, records_of
from spp_research.partnership import timetable
from spp_research.schema import PARTNERSHIP
from spp_research.workspace import Workspace

T = pd.Timestamp


def frame(sheet: str, *rows: dict) -> pd.DataFrame:
    empty = empty_frame(PARTNERSHIP.sheet(sheet))
    made = pd.DataFrame(list(rows), columns=list(empty)).astype(empty.dtypes)
    made.index = pd.RangeIndex(7, 7 + len(rows), name="row")
    return made


def person(who, school, role="Peer reviewer", trained="2025-09-12", due=None):
    return {
        "person_id": who,
        "name": f"Name {who}",
        "school": school,
        "role": role,
        "trained_on": T(trained) if trained else None,
        "refresher_due": T(due) if due else None,
    }


SCHOOLS = frame(
    "schools",
    {"school": "ash", "school_name": "Ash School"},
    {"school": "elm", "school_name": "Elm School"},
)
PEOPLE = frame(
    "people",
    *(person(who, "elm") for who in ("P1", "P2", "P3", "P4", "P5")),
    person("P6", "elm", "Improvement champion"),
    *(person(who, "ash") for who in ("P7", "P8", "P9")),
    person("P10", "ash", "Improvement champion"),
)


def review(**changes) -> dict:
    return {
        "school": "ash",
        "self_review_date": T("2025-10-03"),
        "data_sharing_date": T("2025-10-10"),
        "review_start": T("2025-11-04"),
        "review_end": T("2025-11-05"),
        "workshop_date": T("2025-11-20"),
        "impact_review_date": T("2026-06-18"),
        "team": ("P1", "P2", "P3"),
        "champion": "P6",
    } | changes


SECOND = review(
    school="elm",
    review_start=T("2025-11-18"),
    review_end=None,
    team=("P7", "P8", "P9"),
    champion="P10",
    workshop_date=T("2025-12-04"),
)


def codes(*reviews: dict, people: pd.DataFrame = PEOPLE) -> list[str]:
    sheets = map(records_of, (people, SCHOOLS, frame("timetable", *reviews)))
    found = timetable.check(*sheets, "partnership.xlsx")
    return [f.code.removeprefix("timetable.") for f in found]


def test_reviews_of_another_cycle_are_left_alone():
    old = review(review_start=T("2024-11-05"), team=("P7",), champion=None)
    this_year = cycle_of("2025-26")

    def found(*reviews):
        sheets = map(records_of, (PEOPLE, SCHOOLS, frame("timetable", *reviews)))
        faults = timetable.check(*sheets, "partnership.xlsx", cycle=this_year)
        return [f.code.removeprefix("timetable.") for f in faults]

    assert found(old, review(), SECOND) == []
    assert found(old, SECOND) == ["no-review"]
    assert "team-size" in found(old)


def test_a_good_timetable():
    assert codes(review(), SECOND) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"champion": "P10"}, ["champion-own-school"]),
        ({"champion": None}, ["no-champion"]),
        ({"champion": "P1"}, ["champion-in-team", "not-in-role"]),
        ({"team": ("P1", "P2", "P3", "P4")}, []),
        ({"team": ("P1", "P2")}, ["team-size"]),
        ({"team": ("P1", "P2", "P3", "P4", "P5")}, ["team-size"]),
        ({"team": ()}, ["team-size"]),
        ({"team": ("P1", "P2", "P7")}, ["reviewer-own-school"]),
        ({"team": ("P1", "P2", "P6"), "champion": None}, ["no-champion", "not-in-role"]),
        ({"review_end": None}, []),
        ({"review_end": T("2025-11-04")}, []),
        ({"review_end": T("2025-11-06")}, ["review-length"]),
        ({"review_end": T("2025-11-03")}, ["dates-order"]),
        ({"workshop_date": T("2025-11-04")}, ["dates-order"]),
        ({"workshop_date": None, "impact_review_date": T("2025-11-01")}, ["dates-order"]),
        ({"self_review_date": None, "data_sharing_date": None}, []),
        ({"data_sharing_date": T("2025-10-01")}, ["dates-order"]),
    ],
)
def test_one_thing_that_breaks_a_rule(changes, expected):
    assert codes(review(**changes), SECOND) == expected


def test_friday_and_monday_are_two_days():
    days = {"review_start": T("2025-11-07"), "review_end": T("2025-11-10")}
    assert codes(review(**days), SECOND) == []


@pytest.mark.parametrize(
    ("trained", "due", "expected"),
    [
        ("2025-11-04", None, []),
        ("2025-11-05", None, ["not-trained"]),
        (None, None, ["not-trained"]),
        ("2023-09-01", "2025-11-04", []),
        ("2023-09-01", "2025-11-03", ["training-out-of-date"]),
    ],
)
def test_training_on_the_day_of_the_review(trained, due, expected):
    others = PEOPLE[PEOPLE["person_id"] != "P1"]
    people = pd.concat(
        [others, frame("people", person("P1", "elm", "Peer reviewer", trained, due))]
    )
    assert codes(review(), SECOND, people=people) == expected


def test_a_champion_is_needed_on_the_day_of_the_workshop():
    others = PEOPLE[PEOPLE["person_id"] != "P6"]
    late = frame("people", person("P6", "elm", "Improvement champion", "2025-11-10"))
    people = pd.concat([others, late])
    assert codes(review(), SECOND, people=people) == []
    assert codes(review(workshop_date=None), SECOND, people=people) == ["not-trained"]


def test_every_school_has_a_review():
    assert codes(review()) == ["no-review"]
    assert codes() == ["no-review", "no-review"]


def test_nobody_is_in_two_places_on_one_day():
    clash = SECOND | {"review_start": T("2025-11-05"), "team": ("P7", "P8", "P9", "P1")}
    assert "double-booked" in codes(review(), clash)


def test_cells_are_those_of_the_file(riverside):
    reading = intake.check_workspace(Workspace(riverside), [])[0]
    assert timetable.check_reading(reading) == []
    reviews = reading.rows["timetable"]
    nobody = reviews.with_column("champion", [None] * len(reviews))
    found = timetable.check_reading(replace(reading, rows={**reading.rows, "timetable": nobody}))
    assert {f.cell for f in found} == {f"J{row}" for row in reviews.numbers}
    assert {(f.sheet, f.column) for f in found} == {("The year's reviews", "Improvement champion")}


def test_stages_in_the_order_of_the_cycle():
    found = timetable.stages(frame("timetable", review(), SECOND), dt.date(2025, 11, 5))
    assert list(found["stage"]) == [name for name, _ in timetable.STAGES] * 2
    assert list(found["school"]) == ["ash"] * 5 + ["elm"] * 5
    first = found[found["school"] == "ash"]
    assert list(first["state"]) == ["done", "done", "next", "planned", "planned"]


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("2025-10-03", ["next", "planned", "planned", "planned", "planned"]),
        ("2025-10-04", ["done", "next", "planned", "planned", "planned"]),
        ("2025-11-06", ["done", "done", "done", "next", "planned"]),
        ("2026-06-19", ["done"] * 5),
    ],
)
def test_a_stage_is_done_the_day_after(day, states):
    found = timetable.stages(frame("timetable", review()), dt.date.fromisoformat(day))
    assert list(found["state"]) == states


def test_a_stage_without_a_date_is_neither_done_nor_next():
    gaps = review(data_sharing_date=None, impact_review_date=None)
    found = timetable.stages(frame("timetable", gaps), dt.date(2025, 10, 20))
    assert list(found["state"]) == ["done", "no date", "next", "planned", "no date"]


def test_a_school_with_two_reviews_has_two_cycles():
    later = review(review_start=T("2026-03-04"), review_end=None)
    found = timetable.stages(frame("timetable", review(), later), dt.date(2025, 10, 20))
    assert list(found["review"]) == [1] * 5 + [2] * 5


def test_an_empty_timetable_has_no_stages():
    found = timetable.stages(frame("timetable"), dt.date(2025, 10, 20))
    assert found.empty
    assert list(found) == ["school", "review", "stage", "date", "state"]


# --- whoever left or moved stays in what has been


def rows_of_people(people=PEOPLE, **changed):
    """The people, one of them with other cells; typed rows with their numbers."""
    who, cells = changed.pop("who"), changed
    own = records_of(people)
    return tuple((n, row | (cells if row["person_id"] == who else {})) for n, row in own)


def told(people, *reviews, schools=None, partners=(), cycle=None):
    own = records_of(SCHOOLS) if schools is None else schools
    rows = records_of(frame("timetable", *reviews))
    found = timetable.check(people, own, rows, "partnership.xlsx", None, "T", cycle, partners)
    return [f.code.removeprefix("timetable.") for f in found]


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (dt.date(2026, 1, 5), []),
        (dt.date(2025, 9, 1), ["reviewer-own-school"]),
        (None, ["reviewer-own-school"]),
    ],
)
def test_who_came_to_a_school_after_its_review_was_no_reviewer_of_their_own(since, said):
    moved = rows_of_people(who="P1", school="ash", since=since)
    assert told(moved, review(), SECOND) == said


def test_a_champion_who_came_between_review_and_workshop_works_there():
    came = dt.date(2025, 11, 12)  # the review was on 4 and 5 November, the workshop is on the 20th
    moved = rows_of_people(who="P6", school="ash", since=came)
    assert told(moved, review(), SECOND) == ["champion-own-school"]
    later = rows_of_people(who="P6", school="ash", since=dt.date(2025, 11, 21))
    assert told(later, review(), SECOND) == []


@pytest.mark.parametrize("who", ["P1", "P6"])
def test_who_left_is_in_what_was_before_and_asked_of_what_comes(who):
    after = rows_of_people(who=who, left_on=dt.date(2025, 12, 31))
    assert told(after, review(), SECOND) == []
    before = rows_of_people(who=who, left_on=dt.date(2025, 11, 4))
    assert told(before, review(), SECOND) == ["person-left"]


def test_whose_school_left_is_asked_of_what_comes_and_so_is_the_school():
    def left(on):
        return tuple(
            (n, row | ({"left_on": on} if row["school"] == "elm" else {}))
            for n, row in records_of(SCHOOLS)
        )

    people = records_of(PEOPLE)
    assert told(people, review(), SECOND, schools=left(dt.date(2026, 1, 31))) == []
    reviewed_after = told(people, review(), SECOND, schools=left(dt.date(2025, 11, 10)))
    assert reviewed_after == ["person-left", "school-left"]  # the champion of the workshop; its own


def test_a_school_that_left_in_the_year_needs_no_review():
    cycle = cycle_of("2025-26")
    people = records_of(PEOPLE)
    gone = tuple(
        (n, row | ({"left_on": dt.date(2025, 11, 30)} if row["school"] == "elm" else {}))
        for n, row in records_of(SCHOOLS)
    )
    assert told(people, review(), cycle=cycle) == ["no-review"]
    assert told(people, review(workshop_date=None), schools=gone, cycle=cycle) == []
