"""A change beside the growth to be expected, by pupil and by class, against the definitions."""

import math

import numpy as np
import pandas as pd
import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from spp_research import stats
from spp_research.stats.distributions import mover
from spp_research.stats.estimate import NO_COMPARISON

BEFORE = [31.0, 42, 28, 39, 45, 36, 33, 48]
AFTER = [35.0, 47, 30, 40, 52, 39, 41, 50]
GROWN = "Pupils of this age would have grown anyway."


def moved(a, la, ua, b, lb, ub, rho=0.0):
    """MOVER as it is printed."""
    down = math.sqrt((a - la) ** 2 + (ub - b) ** 2 - 2 * rho * (a - la) * (ub - b))
    up = math.sqrt((ua - a) ** 2 + (b - lb) ** 2 - 2 * rho * (ua - a) * (b - lb))
    return a - b - down, a - b + up


@given(*[st.floats(-50, 50)] * 2, *[st.floats(0, 20)] * 4, st.floats(-1, 1))
def test_mover(a, b, down_a, up_a, down_b, up_b, rho):
    one, other = (a, a - down_a, a + up_a), (b, b - down_b, b + up_b)
    assert mover(one, other) == pytest.approx(moved(*one, *other), abs=1e-9)
    low, high = mover(one, other, rho)
    assert low <= a - b + 1e-9 and high >= a - b - 1e-9
    assert (low, high) == pytest.approx(moved_safely(one, other, rho), abs=1e-6)


def moved_safely(one, other, rho):
    try:
        return moved(*one, *other, rho)
    except ValueError:  # rounding took the square a hair below nought
        return mover(one, other, rho)


def test_an_exact_expectation_is_students_t():
    e = stats.expected_change(BEFORE, AFTER, expected=2.5)
    d = np.subtract(AFTER, BEFORE) - 2.5
    low, high = scipy_stats.ttest_1samp(d, 0).confidence_interval()
    assert (e.value, e.low, e.high) == pytest.approx((d.mean(), low, high))
    assert e.details["change"] == pytest.approx(d.mean() + 2.5)
    s = math.sqrt((np.var(BEFORE, ddof=1) + np.var(AFTER, ddof=1)) / 2)
    assert (e.details["sd"], e.details["standardised"]) == pytest.approx((s, d.mean() / s))
    assert (e.details["judged"], e.details["df"], e.sizes) == (1, 7, (8,))
    assert "expected growth taken as exact" in e.warnings and NO_COMPARISON in e.warnings


def test_the_uncertainty_of_the_expectation_is_added():
    e = stats.expected_change(BEFORE, AFTER, expected=2.5, expected_se=1.2, source="manual")
    d = np.subtract(AFTER, BEFORE)
    half, z = scipy_stats.t.ppf(0.975, 7) * d.std(ddof=1) / math.sqrt(8), 1.959963984540054
    mean = d.mean()
    limits = moved(mean, mean - half, mean + half, 2.5, 2.5 - z * 1.2, 2.5 + z * 1.2)
    assert (e.low, e.high) == pytest.approx(limits)
    assert e.se == pytest.approx(math.hypot(d.std(ddof=1) / math.sqrt(8), 1.2))
    assert not any("exact" in w or "source" in w for w in e.warnings)
    assert "(manual)" in e.measure


def test_one_expectation_a_pupil():
    each = [2.0, 3, 1, 4, 2, 3, 2, 1]
    e = stats.expected_change(BEFORE, AFTER, expected=each, expected_se=0.5)
    d = np.subtract(AFTER, BEFORE) - each
    half = scipy_stats.t.ppf(0.975, 7) * d.std(ddof=1) / math.sqrt(8)
    reach = math.hypot(half, 1.959963984540054 * 0.5)
    assert (e.low, e.high) == pytest.approx((d.mean() - reach, d.mean() + reach))
    assert e.details["expected"] == pytest.approx(np.mean(each))
    assert e.details["change"] == pytest.approx(np.subtract(AFTER, BEFORE).mean())
    gap = stats.expected_change(BEFORE, AFTER, expected=[*each[:7], None])
    assert gap.n == 7 and "1 pair left out because a value is missing" in gap.warnings


def test_labelled_columns_are_aligned():
    index = list(range(101, 109))
    before, after = pd.Series(BEFORE, index=index), pd.Series(AFTER, index=index)
    each = pd.Series([2.0, 3, 1, 4, 2, 3, 2, 1], index=index)
    plain = stats.expected_change(before, after, expected=each)
    assert plain == stats.expected_change(before, after[::-1], expected=each.sample(frac=1))
    with pytest.raises(ValueError, match="labels"):
        stats.expected_change(before, after.rename(lambda i: i + 1), expected=1)


def test_without_an_expectation_a_rise_is_not_judged():
    e = stats.expected_change(BEFORE, AFTER)
    assert stats.direction(e) == "rose" and stats.verdict(e) == "not enough data"
    assert (e.details["judged"], e.details["expected"]) == (0, None)
    assert e.warnings[0].startswith(GROWN) and e.value == e.details["change"]
    fall = stats.expected_change(AFTER, [b - 9 for b in BEFORE])
    assert stats.direction(fall) == "fell" and stats.verdict(fall) == "worse"
    assert stats.verdict(e, higher_is_better=False) == "worse"
    assert stats.verdict(fall, higher_is_better=False) == "not enough data"
    assert stats.direction(stats.expected_change([1, 2, 3], [2, 1, 3])) == "stayed the same"
    attitude = stats.expected_change(BEFORE, AFTER, grows=False)
    assert attitude.details["judged"] == 1 and stats.verdict(attitude) == "better"
    assert not any(GROWN in w or "grow" in w for w in attitude.warnings)


def test_the_smallest_worthwhile_change_is_a_tenth_of_an_sd_of_the_marks():
    e = stats.expected_change(BEFORE, AFTER, expected=1.0)
    swc = 0.10 * e.details["sd"]
    assert stats.direction(e) == stats.direction(e, swc)
    assert e.low > swc and stats.direction(e) == "higher by a worthwhile amount"
    assert stats.direction(e, e.low + 0.1) == "higher"
    assert stats.direction(stats.mean_change(BEFORE, AFTER), 0.1).startswith("higher")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"same_scale": False}, "different scales"),
        ({"months": 8, "expected_months": 12}, "ask the manual for 8 months"),
        ({"expected_se": -0.1}, "below 0"),
        ({"expected_interval": (5, 6)}, "not within 5 to 6"),
        # Several faults at once: one reason, and still no number.
        ({"same_scale": False, "months": 1, "expected_months": 9, "expected_se": -1}, "scales"),
    ],
)
def test_refusals(options, reason):
    e = stats.expected_change(BEFORE, AFTER, **{"expected": 2} | options)
    assert (e.status, e.value, e.low) == ("refused", None, None) and reason in e.reason
    classes = stats.clustered_change(BEFORE, AFTER, list("AABBCCDD"), **{"expected": 2} | options)
    assert (classes.status, classes.reason) == ("refused", e.reason)


def test_months_up_to_one_apart_are_the_same_time():
    assert stats.expected_change(BEFORE, AFTER, expected=2, months=9, expected_months=10).ok
    assert stats.expected_change(BEFORE, AFTER, months=9, expected_months=12).ok  # of nothing


def test_warnings_say_what_is_open():
    said = stats.expected_change(BEFORE, AFTER, expected=2, source="last year's cohort").warnings
    assert any("one cohort" in w for w in said)
    known = stats.expected_change(
        BEFORE, AFTER, expected=2, expected_se=1, source="last year's cohort"
    )
    assert not any("one cohort" in w for w in known.warnings)
    chosen = stats.expected_change(BEFORE, AFTER, expected=2, source="manual", chosen=True)
    assert any("chosen for their scores" in w for w in chosen.warnings)
    far = stats.expected_change(BEFORE, AFTER, expected=-400)
    assert any("more than 3 SD" in w for w in far.warnings) and far.ok


def test_thin_and_degenerate_data():
    for before, after in (([], []), ([1], [2]), ([1, None], [2, 3]), ([None] * 3, [1, 2, 3])):
        e = stats.expected_change(before, after, expected=1)
        assert e.status == "too_few" and e.value is None
    same = stats.expected_change([1, 2, 3], [3, 4, 5], expected=1, expected_se=2)
    assert (same.status, same.value, same.low) == ("ok", 1, None)
    assert any("no interval" in w for w in same.warnings)
    flat = stats.expected_change([5, 5, 5], [5, 5, 5], expected=1)
    assert (flat.value, flat.details["standardised"]) == (-1, None)


@pytest.mark.parametrize(
    "options",
    [
        {"expected": 1, "expected_se": 1, "expected_interval": (0, 2)},
        {"expected_se": 1},
        {"expected": "four"},
        {"expected": [1, 2]},
        {"expected": 1, "expected_interval": 3},
        {"expected": 1, "months": "eight", "expected_months": 8},
        {"expected": 1, "confidence": 95},
    ],
)
def test_wrong_types_raise(options):
    with pytest.raises(ValueError) as caught:
        stats.expected_change(BEFORE, AFTER, **options)
    assert "\n" not in str(caught.value)


# Whole classes -----------------------------------------------------------------------------------

CLASSES = list("AAABBBBCCCCCDD")
FIRST = [50.0, 44, 61, 47, 52, 39, 58, 45, 49, 55, 60, 42, 51, 48]
SECOND = [55.0, 46, 66, 50, 57, 41, 66, 46, 50, 58, 63, 42, 60, 55]


def test_each_class_counts_once():
    e = stats.clustered_change(FIRST, SECOND, CLASSES, expected=1.5)
    change = pd.Series(np.subtract(SECOND, FIRST)).groupby(CLASSES)
    means = change.mean()
    low, high = scipy_stats.ttest_1samp(means - 1.5, 0).confidence_interval()
    assert (e.value, e.low, e.high) == pytest.approx((means.mean() - 1.5, low, high))
    assert e.details["change"] == pytest.approx(means.mean())
    assert (e.details["clusters"], e.details["df"]) == (4, 3)
    assert (e.details["smallest_class"], e.details["largest_class"]) == (2, 5)
    assert (e.n, e.sizes) == (14, (14,))
    alone = stats.mean_change(FIRST, SECOND)
    assert e.high - e.low > alone.high - alone.low


def test_all_pupils_with_cr2_by_matrices():
    """Bell and McCaffrey's correction and Satterthwaite's df, from their definition."""
    e = stats.clustered_change(FIRST, SECOND, CLASSES)
    d = np.subtract(SECOND, FIRST)
    n, groups = len(d), [np.flatnonzero(np.array(CLASSES) == c) for c in "ABCD"]
    x = np.ones((n, 1))
    hat = np.eye(n) - x @ x.T / n
    b = d.mean()
    columns = []
    for rows in groups:
        inside = hat[np.ix_(rows, rows)]
        values, vectors = np.linalg.eigh(inside)
        root = vectors @ np.diag(values**-0.5) @ vectors.T
        columns.append(hat[:, rows] @ root @ np.ones(len(rows)) / n)
    g = np.column_stack(columns)
    variance = float(((g.T @ d) ** 2).sum())
    spread = g.T @ g
    df = np.trace(spread) ** 2 / (spread**2).sum()
    assert e.details["pupil_change"] == pytest.approx(b)
    assert e.details["pupil_se"] == pytest.approx(math.sqrt(variance))
    assert e.details["pupil_df"] == pytest.approx(df)
    half = scipy_stats.t.ppf(0.975, df) * math.sqrt(variance)
    assert e.details["pupil_low"] == pytest.approx(b - half)


def test_one_expectation_a_pupil_goes_into_the_class_means():
    each = np.array([3.0, 1, 4, 2, 2, 3, 1, 2, 5, 1, 2, 3, 2, 1])
    e = stats.clustered_change(FIRST, SECOND, CLASSES, expected=each, expected_se=0.4)
    means = pd.Series(np.subtract(SECOND, FIRST) - each).groupby(CLASSES).mean()
    assert e.value == pytest.approx(means.mean())
    half = scipy_stats.t.ppf(0.975, 3) * means.std(ddof=1) / 2
    reach = math.hypot(half, 1.959963984540054 * 0.4)
    assert (e.low, e.high) == pytest.approx((means.mean() - reach, means.mean() + reach))


def test_one_class_is_refused_and_described():
    e = stats.clustered_change(FIRST[:5], SECOND[:5], ["7A"] * 5)
    assert (e.status, e.value, e.low) == ("refused", None, None)
    d = np.subtract(SECOND[:5], FIRST[:5])
    half = scipy_stats.t.ppf(0.975, 4) * d.std(ddof=1) / math.sqrt(5)
    for icc in (5, 10, 20):
        reach = half * math.sqrt(1 + 4 * icc / 100)
        assert e.details[f"icc{icc:02d}_low"] == pytest.approx(d.mean() - reach)
    assert e.details["change"] == pytest.approx(d.mean())
    assert "This is about these pupils, not other classes." in e.warnings


def test_classes_without_a_name_are_counted_and_too_many_refused():
    blank = [*CLASSES[:-1], "  "]
    e = stats.clustered_change(FIRST, SECOND, blank)
    assert e.n == 13 and "1 pupil left out because no class is given" in e.warnings
    for missing in (None, "", float("nan"), pd.NA):
        assert stats.clustered_change(FIRST, SECOND, [*CLASSES[:-1], missing]).n == 13
    many = stats.clustered_change(FIRST, SECOND, ["", None, *CLASSES[2:]])
    assert many.status == "refused" and "2 pupils of 14 have no class" in many.reason


def test_warnings_of_classes():
    few = stats.clustered_change(FIRST[:7], SECOND[:7], CLASSES[:7])
    assert any(w.startswith("only 2 classes: the range is wide") for w in few.warnings)
    # A large class that rose much beside five small ones that did not.
    sizes = [30, 3, 3, 3, 3, 3]
    group = np.repeat(list("ABCDEF"), sizes)
    change = np.where(group == "A", 9.0, np.repeat([0, 1.0, 1.5, 0.5, 1.2, 0.8], sizes))
    unlike = stats.clustered_change(np.arange(45.0), np.arange(45.0) + change, group)
    assert "large and small classes changed differently" in unlike.warnings
    alike = stats.clustered_change(FIRST, SECOND, CLASSES)
    assert "large and small classes changed differently" not in alike.warnings


def test_labels_of_any_kind_and_aligned():
    codes = [ord(c) for c in CLASSES]
    plain = stats.clustered_change(FIRST, SECOND, CLASSES)
    assert stats.clustered_change(FIRST, SECOND, codes) == plain
    assert stats.clustered_change(FIRST, SECOND, pd.Categorical(CLASSES, ordered=True)) == plain
    index = [f"u{i}" for i in range(14)]
    table = pd.DataFrame({"b": FIRST, "a": SECOND, "c": CLASSES}, index=index)
    mixed = table.sample(frac=1, random_state=3)
    assert stats.clustered_change(mixed["b"], table["a"], table["c"]) == plain
    with pytest.raises(ValueError, match="equally long"):
        stats.clustered_change(FIRST, SECOND, CLASSES[:3])


@examples(80)
@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(0, 40), st.none() | st.integers(0, 40), st.sampled_from("AB C")
        ),
        max_size=24,
    ),
    st.none() | st.integers(-50, 50),
)
def test_never_a_crash_and_never_nan(rows, expected):
    before, after, group = ([row[i] for row in rows] for i in range(3))
    for e in (
        stats.expected_change(before, after, expected=expected),
        stats.clustered_change(before, after, group, expected=expected),
    ):
        for number in (e.value, e.low, e.high, e.se, *e.details.values()):
            assert number is None or math.isfinite(number)
        assert e.ok or e.reason
        if e.has_interval:
            assert e.low < e.value < e.high
        assert stats.verdict(e) in (
            "better", "worse", "unclear", "no worthwhile change", "not enough data",
        )  # fmt: skip
