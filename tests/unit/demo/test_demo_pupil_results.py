"""Pupils' results: the shape that was asked for, and the same each time."""

from collections import Counter
from dataclasses import replace
from datetime import date
from statistics import correlation, mean

import pytest

from spp_research.demo.measuring import Measure, draw_results
from spp_research.demo.school_year import is_school_day, month, school_day

MEASURE = Measure(
    file="reading",
    outcome_id="O1",
    first_id=17,
    classes=[["3A", "Project", 400], ["3B", "Comparison", 400]],
    mean=90,
    sd=20,
    growth=10,
    effect=0.4,
    correlation=0.8,
    lowest=5,
    highest=200,
)


def gains(rows, group):
    return [row["follow_up"] - row["baseline"] for row in rows if row["group"] == group]


def test_the_effect_growth_and_correlation_are_what_was_asked_for():
    rows = draw_results(MEASURE, "oakfield", seed=1)
    difference = mean(gains(rows, "Project")) - mean(gains(rows, "Comparison"))
    assert difference == pytest.approx(0.4 * 20, abs=4)
    assert mean(gains(rows, "Comparison")) == pytest.approx(10, abs=3)
    before, after = zip(
        *((r["baseline"], r["follow_up"]) for r in rows if r["group"] == "Project"), strict=True
    )
    assert correlation(before, after) == pytest.approx(0.8, abs=0.05)


def test_ids_differ_and_keep_their_zeros():
    ids = [row["pupil_id"] for row in draw_results(MEASURE, "oakfield", seed=1)]
    assert ids[0] == "0017"
    assert len(set(ids)) == len(ids)


def test_results_stay_on_the_scale_and_in_its_steps():
    rows = draw_results(replace(MEASURE, lowest=80, highest=100), "oakfield", seed=1)
    values = {row["follow_up"] for row in rows}
    assert min(values) == 80 and max(values) == 100
    assert all(isinstance(value, int) for value in values)
    rows = draw_results(replace(MEASURE, decimals=1), "oakfield", seed=1)
    assert any(row["baseline"] != int(row["baseline"]) for row in rows)


def test_blanks_are_as_many_as_asked_for_and_never_both_of_one_pupil():
    measure = replace(MEASURE, without_follow_up=9, without_baseline=4)
    rows = draw_results(measure, "oakfield", seed=1)
    assert sum(row["follow_up"] is None for row in rows) == 9
    assert sum(row["baseline"] is None for row in rows) == 4
    assert not any(row["baseline"] is None and row["follow_up"] is None for row in rows)


def test_an_outcome_measured_afterwards_has_no_baseline():
    rows = draw_results(replace(MEASURE, after_only=True, without_follow_up=2), "oakfield", seed=1)
    assert all(row["baseline"] is None for row in rows)
    assert sum(row["follow_up"] is None for row in rows) == 2


def test_pupils_chosen_for_low_scores_come_part_of_the_way_back_by_themselves():
    measure = replace(
        MEASURE,
        classes=[["", "Project", 600]],
        effect=0,
        growth=0,
        chosen_below=80,
        correlation=0.6,
    )
    rows = draw_results(measure, "oakfield", seed=1)
    before, after = mean(r["baseline"] for r in rows), mean(r["follow_up"] for r in rows)
    assert max(row["baseline"] for row in rows) < 80
    assert after - before == pytest.approx((1 - 0.6) * (90 - before), abs=2)


def test_subgroups_are_as_large_as_asked_for_and_change_no_result():
    groups = {"Joined this year": 90, "Joined earlier": 700}
    rows = draw_results(replace(MEASURE, subgroups=groups), "oakfield", seed=1)
    assert Counter(row["subgroup"] for row in rows) == groups | {None: 10}
    without = [{k: v for k, v in row.items() if k != "subgroup"} for row in rows]
    assert without == draw_results(MEASURE, "oakfield", seed=1)


def test_a_school_keeps_its_results_whatever_the_others_do():
    assert draw_results(MEASURE, "oakfield", 1) == draw_results(MEASURE, "oakfield", 1)
    assert draw_results(MEASURE, "oakfield", 1) != draw_results(MEASURE, "copperbeck", 1)
    assert draw_results(MEASURE, "oakfield", 1) != draw_results(MEASURE, "oakfield", 2)


@pytest.mark.parametrize(
    ("day", "after", "expected"),
    [
        (date(2025, 11, 4), 0, date(2025, 11, 4)),
        (date(2025, 10, 25), 0, date(2025, 11, 3)),  # half term
        (date(2025, 12, 19), 3, date(2026, 1, 5)),
        (date(2026, 5, 4), 0, date(2026, 5, 5)),  # bank holiday
    ],
)
def test_a_school_day_is_in_term(day, after, expected):
    assert school_day(day, after) == expected
    assert is_school_day(expected)


def test_the_year_ends():
    with pytest.raises(ValueError, match="end of the school year"):
        school_day(date(2026, 7, 22))


def test_months_have_their_names():
    assert [month(date(2026, n, 1)) for n in (1, 12)] == ["January", "December"]
