"""Counts, shares and statistics as each audience may see them."""

import pandas as pd
import pytest

from spp_research.errors import DisclosureError
from spp_research.protect.disclosure import (
    about_count,
    count,
    free_text,
    not_personal,
    round_half_up,
    rules_for,
    share,
    statistic,
)

SCHOOL, PARTNERSHIP, PUBLIC = (rules_for(a) for a in ("school", "partnership", "public"))


@pytest.mark.parametrize(
    ("n", "rules", "text"),
    [
        (2, SCHOOL, "[c]"),
        (3, SCHOOL, "3"),
        (5, PARTNERSHIP, "[c]"),
        (6, PARTNERSHIP, "6"),
        (0, PARTNERSHIP, "0"),
        (0, PUBLIC, "[c]"),
        (1234, PUBLIC, "1,234"),
    ],
)
def test_a_count_is_hidden_below_the_threshold(n, rules, text):
    assert count(n, rules).text == text


@pytest.mark.parametrize(
    ("n", "rules", "text"),
    [
        (26, PUBLIC, "about 25"),
        (23, PUBLIC, "about 25"),
        (58, PUBLIC, "about 60"),
        (1234, PUBLIC, "about 1,235"),
        (6, PUBLIC, "about 5"),
        (5, PUBLIC, "[c]"),
        (3, SCHOOL, "about 5"),
        (2, SCHOOL, "[c]"),
        (0, SCHOOL, "0"),
        (0, PUBLIC, "[c]"),
    ],
)
def test_a_count_to_the_nearest_five_hides_what_a_count_hides(n, rules, text):
    assert about_count(n, rules).text == text


@pytest.mark.parametrize(
    ("some", "everyone", "rules", "text"),
    [
        (19, 27, PARTNERSHIP, "19 of 27 (70%)"),
        (6, 9, SCHOOL, "6 of 9"),
        (4, 27, PARTNERSHIP, "[c]"),
        (23, 27, PARTNERSHIP, "[c]"),
        (27, 27, PARTNERSHIP, "27 of 27 (100%)"),
        (27, 27, PUBLIC, "[c]"),
        (0, 4, PARTNERSHIP, "[c]"),
    ],
)
def test_a_share_is_hidden_when_either_part_is_small(some, everyone, rules, text):
    assert share(some, everyone, rules).text == text


def test_a_share_of_more_than_everyone_is_our_mistake():
    with pytest.raises(ValueError, match="28 of 27"):
        share(28, 27, PUBLIC)


def test_a_statistic_is_hidden_when_any_group_is_small():
    assert statistic(4.25, (24, 26), PUBLIC, unit="marks").text == "4.3 marks"
    assert statistic(4.25, (24, 5), PUBLIC, unit="marks").text == "[c]"
    assert statistic(None, (24, 26), PUBLIC).text == "[x]"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0.5, 0, "1"), (1.5, 0, "2"), (2.675, 2, "2.68"), (-0.04, 1, "0.0"), (-2.5, 0, "−3")],
)
def test_halves_are_rounded_up(value, decimals, text):
    assert round_half_up(value, decimals) == text


def test_missing_words_are_a_dash():
    assert [free_text(t).text for t in (None, float("nan"), pd.NA, "", "  x ")] == [
        "–",
        "–",
        "–",
        "–",
        "x",
    ]


def test_not_personal_wants_a_reason():
    frame = pd.DataFrame({"n": [12]}, index=pd.Index(["a"], name="Kind"))
    assert not_personal(frame, "counts of things").reason == "counts of things"
    assert not_personal(30, "counts of things").text == "30"
    with pytest.raises(ValueError, match="reason"):
        not_personal(frame, " ")


def test_an_unknown_audience_is_refused():
    with pytest.raises(DisclosureError, match=r"“everybody” is not an audience. Choose one of:"):
        rules_for("everybody")


def test_thresholds_may_be_stricter_and_never_looser():
    assert rules_for("public", {"public": {"pupils": 10}}).fewest_pupils == 10
    with pytest.raises(DisclosureError, match=r"pupils is 5. It may be stricter than the kit's 6"):
        rules_for("public", {"public": {"pupils": 5}})
