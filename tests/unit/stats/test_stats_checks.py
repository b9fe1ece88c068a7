"""What looks wrong in marks, class names and losses is asked about, and nothing is mended."""

import math

import numpy as np
import pandas as pd
import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st

from spp_research import stats
from spp_research.stats.checks import Finding, robust_spread
from spp_research.stats.labels import key_of
from spp_research.stats.missing import attrition_table

quick = examples(80)
numbers = st.lists(st.none() | st.floats(-1e6, 1e6), max_size=40)
SHARES, PERCENTS = [0.45, 0.6, 0.72, 0.38, 0.9, 0.55], [52, 66, 70, 41, 93, 60]


def told(found):
    return [(finding.code, finding.level, finding.rows) for finding in found]


# Scales ------------------------------------------------------------------------------------------


def test_shares_beside_percentages():
    assert told(stats.scale_mix(SHARES, PERCENTS))[0] == ("scale_mix", "stop", ())
    assert told(stats.scale_mix(PERCENTS, SHARES))[0] == ("scale_mix", "stop", ())
    assert told(stats.scale_mix(SHARES[:4], PERCENTS[:4]))[0][0] != "scale_mix"  # four are too few
    assert stats.scale_mix(PERCENTS, [54, 60, 75, 44, 90, 66]) == ()
    assert stats.scale_mix(SHARES, [0.5, 0.65, 0.7, 0.4, 0.95, 0.6]) == ()
    out_of_five = [2, 3, 4, 3, 5, 4]
    assert told(stats.scale_mix(SHARES, out_of_five)) == [("change_too_large", "check", ())]
    assert stats.scale_mix([0, 1, 1, 0, 1], PERCENTS[:5]) == ()


def test_a_share_in_a_column_of_percentages():
    mixed = [52, 66, 0.7, None, 41, 93, 60, 55]
    found = stats.scale_mix([*PERCENTS, 48, 50], mixed)
    assert told(found) == [("value_below_one", "check", (3,))]
    assert found[0].words == "Row 3 of the second wave: meant as percent, or as a share?"
    # Nought and one are marks that a pupil may have, and a short scale may have halves.
    assert stats.scale_mix([52, 66, 0, 1, 41, 93, 60, 55], PERCENTS) == ()
    assert stats.scale_mix([0.5, 2, 3, 4, 5], [1.5, 2, 3, 4, 5]) == ()


def test_a_change_of_more_than_two_sds():
    first = [40.0, 42, 44, 46, 48]
    assert told(stats.scale_mix(first, [x + 12 for x in first])) == [
        ("change_too_large", "check", ())
    ]
    assert stats.scale_mix(first, [x + 5 for x in first]) == ()
    assert stats.scale_mix(first, [x - 12 for x in first])[0].words.startswith("The marks changed")
    assert stats.scale_mix([], []) == () == stats.scale_mix([None], [3])


def test_many_faults_at_once_the_gravest_first():
    found = stats.scale_mix(SHARES, [*PERCENTS, 0.3])
    assert [level for _, level, _ in told(found)] == ["stop", "check", "check"]


# Far values --------------------------------------------------------------------------------------


def test_a_slip_by_ten_is_asked_about_and_never_removed():
    values = [41, 38, 45, 52, 36, 40, 47, 390, 44, 39, 50, 43]
    (found,) = stats.far_values(values)
    assert (found.code, found.level, found.rows) == ("far_value", "check", (8,))
    assert found.words == "Row 8: is 390 right?"
    gap = stats.far_values([None, *values])
    assert gap[0].rows == (9,)  # as the column has them
    two = stats.far_values([*values, 4700])
    assert two[0].rows == (8, 13)
    assert stats.far_values(values[:7] + values[8:]) == ()


def test_the_end_value_needs_a_gap_wider_than_the_rest():
    rest = list(range(40, 51))
    assert stats.far_values([*rest, 85])[0].rows == (12,)  # z above 8, gap 35 of 10
    assert stats.far_values([*rest, 58]) == ()
    assert stats.far_values([*rest, 5])[0].rows == (12,)
    spread_out = [1, 2, 3, 1, 2, 9, 3, 5, 1, 2, 14, 3, 6, 2, 4, 22, 3]
    assert stats.far_values(spread_out) == ()


@quick
@given(numbers)
def test_far_values_by_the_rule(values):
    x = np.array([v for v in values if v is not None])
    found = stats.far_values(values)
    if x.size < 10:
        assert found == ()
        return
    s = 1.4826 * np.median(np.abs(x - np.median(x)))
    s = s or (np.percentile(x, 75) - np.percentile(x, 25)) / 1.349
    if not s > 0:
        assert found == ()
        return
    z, ordered = np.abs(x - np.median(x)) / s, np.sort(x)
    top = ordered[-1] - ordered[-2] > ordered[-2] - ordered[0]
    bottom = ordered[1] - ordered[0] > ordered[-1] - ordered[1]
    far = (z > 20) | ((z > 8) & ((x == ordered[-1]) & top | (x == ordered[0]) & bottom))
    rows = [i for i, v in enumerate(values, 1) if v is not None]
    expected = tuple(row for row, out in zip(rows, far, strict=True) if out)
    assert (found[0].rows if found else ()) == expected


def test_clean_columns_seldom_fire():
    rng = np.random.default_rng(11)
    fired = sum(bool(stats.far_values(rng.normal(50, 10, 30))) for _ in range(400))
    ceiling = sum(bool(stats.far_values(np.minimum(rng.normal(18, 3, 30), 20))) for _ in range(400))
    assert fired <= 4 and ceiling <= 10


def test_robust_spread():
    assert robust_spread([1, 2]) is None and robust_spread([5] * 9) is None
    about = robust_spread([5] * 6 + [7, 8, 9, 10])
    assert about.mad == pytest.approx(np.subtract(*np.percentile([5] * 6 + [7, 8, 9, 10], [75, 25]))
                                      / 1.349)  # fmt: skip
    assert robust_spread([3, 3, 3, 9]) is not None
    with pytest.raises(ValueError, match="numbers only"):
        stats.far_values(["3,5"] * 12)


# Starts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("g", "words", "level"),
    [
        (0.0, "started alike", "note"),
        (0.049, "started alike", "note"),
        (-0.05, "nearly alike: adjusted result only", "check"),
        (0.25, "nearly alike: adjusted result only", "check"),
        (-0.26, "did not start alike", "stop"),
    ],
)
def test_how_alike_two_groups_started(g, words, level):
    found = stats.starts_alike(g)
    assert (found.words, found.level, found.rows) == (words, level, ())


def test_starts_of_an_estimate():
    found = stats.starts_alike(stats.hedges_g([50, 52, 54, 51], [60, 61, 62, 63]))
    assert found.code == "not_alike"
    unknown = stats.starts_alike(stats.hedges_g([5], [6]))
    assert (unknown.code, unknown.level) == ("start_unknown", "check")
    with pytest.raises(ValueError, match="g must be a number"):
        stats.starts_alike("alike")


# Labels ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("7A", "7a"), ("Year 07A", "7a"), ("yr7a", "7a"), ("Form 7-A", "7a"), ("７Ａ", "7a"),
        ("Class Maple", "maple"), ("GROUP 1", "1"), ("Year", "year"), ("0", "0"), ("", ""),
        ("Class 10", "10"), ("7.10", "710"), ("Élan", "élan"),
    ],
)  # fmt: skip
def test_keys(label, key):
    assert key_of(label) == key


def test_names_that_may_be_one():
    found = stats.near_labels(["7A", "7a", "7B", "Maple", "Mapel", "Beech", "Beach", "Oak", "Elm"])
    assert [(f.code, f.labels) for f in found] == [
        ("same_label", ("7A", "7a")),
        ("maybe_label", ("Beach", "Beech")),
        ("maybe_label", ("Mapel", "Maple")),
    ]
    assert found[0].rows == (1, 2) and "spelt two ways?" in found[0].words
    assert all(f.level == "check" for f in found)


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("Maple", "Mapel", True), ("Maple", "Maples", True), ("Maple", "Mpale", True),
        ("Maple", "Maplo", True), ("Maple", "Staple", False), ("Maple", "Elpam", False),
        ("North", "South", False), ("Willow", "Wilow", True), ("Oaks", "Oaka", False),
        ("Maple1", "Maple2", False), ("Ashby", "Ashbyyy", False), ("Rowan", "Rowna", True),
        ("Poplar", "Popalr", True), ("Poplar", "oPplar", True), ("Poplar", "Ppolra", False),
    ],
)  # fmt: skip
def test_one_slip(one, other, slip):
    assert bool(stats.near_labels([one, other])) == slip
    assert bool(stats.near_labels([other, one])) == slip


def test_labels_that_are_clean_or_blank():
    assert stats.near_labels(["7A", "7B", "7C"] * 9) == ()
    assert stats.near_labels([]) == () == stats.near_labels([7, 8, 9.0])
    few = stats.near_labels(["7A"] * 19 + [None])
    assert told(few) == [("blank_labels", "note", (20,))]
    many = stats.near_labels(["7A"] * 17 + [None, " ", float("nan")])
    assert told(many) == [("blank_labels", "stop", (18, 19, 20))]
    column = pd.Series(["7A", "7 A", None], index=[5, 6, 7])
    assert [f.rows for f in stats.near_labels(column)] == [(1, 2), (3,)]
    ordered = pd.Categorical(["b", "a", "B"], ordered=True)
    assert stats.near_labels(ordered)[0].labels == ("B", "b")
    with pytest.raises(ValueError, match="list or column"):
        stats.near_labels("7A")


@quick
@given(st.lists(st.none() | st.text(max_size=8) | st.integers(0, 12), max_size=20))
def test_near_labels_never_crashes_and_names_only_what_is_there(labels):
    for finding in stats.near_labels(labels):
        assert all(1 <= row <= len(labels) for row in finding.rows)
        assert finding.rows == tuple(sorted(set(finding.rows)))
        if finding.code == "same_label":
            assert len({key_of(label) for label in finding.labels}) == 1


# Losses ------------------------------------------------------------------------------------------


def test_bands_by_the_table():
    table = attrition_table()
    for row in range(66):
        cautious, optimistic = table["cautious"][row], table["optimistic"][row]

        def band(points, row=row):
            return stats.attrition_band(row / 100, points / 100, by_lot=True).band

        if cautious is None:
            assert band(0) == "high"
            continue
        assert band(cautious) == "low" and band(-cautious) == "low"
        assert band(cautious + 0.1) == "between" and band(optimistic) == "between"
        assert band(optimistic + 0.1) == "high"
    assert stats.attrition_band(0.66, 0, by_lot=True).band == "high"


@pytest.mark.parametrize(
    ("overall", "row"), [(0.124, 12), (0.125, 13), (0.1249999, 12), (0.145, 15)]
)
def test_the_row_is_the_whole_percent_half_up(overall, row):
    found = stats.attrition_band(overall, 0, by_lot=True)
    assert found.limit_cautious == attrition_table()["cautious"][row]
    assert "transcriptions" in found.warnings[0]


@pytest.mark.parametrize(
    ("args", "by_lot", "reason"),
    [
        ((0.1, 0.1), False, "drawn by lot only"),
        ((0.1, 0.1), None, "drawn by lot only"),
        ((12, 5), True, "between 0 and 1"),
        ((-0.1, 0), True, "between 0 and 1"),
        ((12, 5), False, "drawn by lot only"),  # many at once
    ],
)
def test_bands_that_are_refused(args, by_lot, reason):
    found = stats.attrition_band(*args, by_lot=by_lot)
    assert (found.status, found.band) == ("refused", "") and reason in found.reason
    with pytest.raises(ValueError):
        stats.attrition_band("many", 0, by_lot=True)


def test_a_finding_has_a_level():
    with pytest.raises(ValueError, match="level is 'bad'"):
        Finding("x", "bad", (), "")


@quick
@given(numbers, numbers)
def test_checks_never_crash(first, second):
    for finding in (*stats.scale_mix(first, second), *stats.far_values(first)):
        assert finding.level in ("note", "check", "stop") and finding.words
        assert not math.isnan(sum(finding.rows))
