"""Scores of one outcome: what is left alone, what is asked about, and that no score is repeated."""

from __future__ import annotations

import re

import broken_classes
import broken_scores
import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st

from spp_research import stats
from spp_research.intake.check.score_scales import Score, _changed, _doubts, _far_out

PLAIN = {"unit": "marks", "outcome": "Reading check"}


def doubts(pairs, **outcome):
    scores = [
        Score(0, row, column, "Project", float(value))
        for row, pair in enumerate(pairs, start=7)
        for column, value in zip(("baseline", "follow_up"), pair, strict=True)
    ]
    return [(code, found) for code, found, _ in _doubts(PLAIN | outcome, scores)]


@pytest.mark.parametrize(
    ("pairs", "outcome"),
    [
        (broken_scores.PERCENT, {"unit": "percent"}),
        (broken_scores.MARKS, {}),
        ([(0.841, 0.727), (0.698, 0.778), (1, 0.9), (0.5, 1)], {"unit": "% of sessions"}),
        ([(0, 1), (1, 1), (0, 0), (1, 0), (0, 1), (1, 1)], {"unit": "yes or no"}),
        # sessions missed: small percentages run on without a gap
        ([(0.5, 1.2), (0.8, 3.1), (2.4, 0.9), (11, 7), (30, 4)], {"unit": "percent"}),
        ([(7.25, 8.1), (6.42, 7.83), (7.58, 8.33), (8.17, 8.9)], {"unit": "years"}),
        ([(85, 95), (79, 90), (91, 99)], {"unit": "months", "outcome": "Reading age"}),
        ([(7.1, 7.11), (7.02, 8.03), (6.11, 7.05)], {"unit": "decimal years"}),
        ([(12, 60), (15, 70), (0, 64), (20, 80), (18, 75), (9, 55)], {}),  # a real rise
        ([(70, 71), (80, 85), (75, 88), (90, 95), (4, 9), (85, 92)], {}),  # one low reader
    ],
)
def test_what_is_in_one_scale_is_left_alone(pairs, outcome):
    assert doubts(pairs, **outcome) == []


@given(st.lists(st.tuples(st.integers(20, 99), st.integers(20, 99)), min_size=3, max_size=30))
@examples(60)
def test_percentages_are_left_alone_and_their_shares_beside_them_never_are(pairs):
    assert doubts(pairs, unit="percent") == []
    mixed = [(before / 100, after) for before, after in pairs]
    assert [code for code, _ in doubts(mixed, unit="percent")] == ["pupil.two-scales"]


@given(st.lists(st.tuples(st.integers(5, 12), st.integers(0, 11)), min_size=6, max_size=30))
@examples(60)
def test_years_and_months_are_never_read_as_decimals(ages):
    pairs = [(y + m / 100, y + 1 + m / 100) for y, m in ages]
    found = doubts(pairs, unit="years and months")
    if any(m for _, m in ages):
        assert [code for code, _ in found] == ["pupil.years-months"]


def test_no_message_repeats_a_score(tmp_path):
    faults = broken_scores.shares_before_and_percentages_after(tmp_path)
    told = [f for f in faults if f.code == "pupil.two-scales"]
    assert len(told) == 1  # one for the column, with the cells named
    assert "The same is true of G8, G9" in told[0].message
    assert not re.search("0\\.841|72\\.7|94\\.1", told[0].message)


@pytest.mark.parametrize(
    ("names", "design"),
    [
        (["4A", "4B", "4A", "5A", "4A", "4B"], "A"),  # a year apart is another class
        (["Ash", "Oak", "Ash", "Oak", "Ask", "Oak"], "A"),  # too short to tell a slip
        (["4A", "4B", "4A", "4B", "4A", "4B", "4A", "4B", "4A", None], "A"),  # a tenth
        ([None] * 6, "B"),  # nobody is compared
    ],
    ids=["other years", "short names", "one in ten", "before and after"],
)
def test_classes_that_may_be_as_they_are(tmp_path, names, design):
    found = broken_classes.classes(tmp_path, names, design)
    assert not [fault for fault in found if fault.code.startswith("pupil.class")]


@given(
    st.lists(st.integers(20, 60), min_size=10, max_size=40),
    st.sampled_from([1.0, 10.0, 0.1, -20.0, 100.0]),
    st.integers(0, 9),
)
@examples(100)
def test_scores_far_outside_are_those_that_the_statistics_find(values, times, at):
    """The check reads cells without numpy, and must ask about what caps the result."""
    values = [float(v) for v in values]
    values[at] *= times
    found = {s.row - 1 for s in _far_out([Score(0, n, "baseline", "", v) for n, v in
                                          enumerate(values, start=1)])}  # fmt: skip
    told = {row - 1 for finding in stats.far_values(values) for row in finding.rows}
    assert found == told


@given(
    st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), min_size=6, max_size=20),
    st.sampled_from([0.0, 5.0, 20.0, 60.0]),
)
@examples(60)
def test_a_change_is_large_where_the_statistics_say_so(pairs, more):
    pairs = [(float(a), b + more) for a, b in pairs]
    told = {f.code for f in stats.scale_mix(*zip(*pairs, strict=True))}
    asked = {code for code, _, _ in _changed(
        [Score(0, n, c, "", v) for n, pair in enumerate(pairs) for c, v in
         zip(("baseline", "follow_up"), pair, strict=True)])}  # fmt: skip
    assert ("pupil.change-large" in asked) is ("change_too_large" in told)
