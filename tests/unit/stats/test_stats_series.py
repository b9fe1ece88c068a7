"""A series by runs and crossings, a few pupils by their days, and gains by sessions."""

import math
from itertools import groupby

import numpy as np
import pandas as pd
import pytest
from example_counts import examples
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from spp_research import stats
from spp_research.stats.doses import kendall_variance
from spp_research.stats.run_charts import fewest_usual, longest_usual
from spp_research.stats.single_cases import newcombe_limits, overlap, tau_b, theil_sen

quick = examples(80)
points = st.lists(st.none() | st.integers(0, 12), min_size=1, max_size=40)
WEEKS = [5.0, 7, 6, 8, 4, 5, 7, 9, 3, 8, 5, 8, 2, 7]


# Run charts --------------------------------------------------------------------------------------


@quick
@given(points)
def test_runs_and_crossings_by_hand(values):
    chart = stats.run_chart(values)
    present = [v for v in values if v is not None]
    if not present:
        assert chart.status == "too_few" and chart.median is None
        return
    middle = float(np.median(present))
    sides = [v > middle for v in present if v != middle]
    assert (chart.median, chart.n, chart.useful) == (middle, len(present), len(sides))
    assert chart.points == tuple(None if v is None else float(v) for v in values)
    if len(sides) < 10:
        assert chart.status == "too_few" and chart.signal == "" and chart.shift is None
        return
    runs = [len(list(run)) for _, run in groupby(sides)]
    assert (chart.longest_run, chart.crossings) == (max(runs), len(runs) - 1)
    assert chart.shift == (max(runs) > round(math.log2(len(sides))) + 3)
    quantile = scipy_stats.binom.ppf(0.05, len(sides) - 1, 0.5)
    assert chart.few_crossings == (len(runs) - 1 < quantile)
    assert chart.signal == {
        (False, False): "none", (True, False): "shift", (False, True): "few crossings",
        (True, True): "both",
    }[chart.shift, chart.few_crossings]  # fmt: skip


def test_bounds_are_those_of_the_binomial():
    for n in range(10, 200):
        assert fewest_usual(n) == scipy_stats.binom.ppf(0.05, n - 1, 0.5)
        assert longest_usual(n) == round(math.log2(n)) + 3


def test_percentages_rates_and_counts():
    counts, of = [9, 11, 10, 8], [12, 12, 20, 10]
    assert stats.run_chart(counts, kind="percent", denominators=of).points == pytest.approx(
        [75, 100 * 11 / 12, 50, 80]
    )
    assert stats.run_chart(counts, kind="rate", denominators=of, per=1000).points[2] == 500
    assert stats.run_chart(counts, kind="percent").points == (9, 11, 10, 8)
    assert stats.run_chart(counts, kind="count", denominators=of).points == (9, 11, 10, 8)
    index = ["w1", "w2", "w3", "w4"]
    one = stats.run_chart(
        pd.Series(counts, index=index),
        kind="percent",
        denominators=pd.Series(of, index=index)[::-1],
    )
    assert one.points[0] == 75


def test_a_frozen_line_comes_from_the_first_points_and_the_rules_look_at_all():
    values = [4.0, 6, 5, 7, 3, 6, 4, 6, 5, 7, 3, 6] + [9.0] * 9
    frozen = stats.run_chart(values, freeze=12)
    assert (frozen.median, frozen.frozen) == (5.5, 12)
    assert frozen.shift and frozen.above and frozen.n == 21
    assert "a line from 12 points gives a false sign about 1 time in 8" in frozen.warnings
    assert stats.run_chart(values).median == 7


@pytest.mark.parametrize(
    ("values", "options", "reason"),
    [
        (WEEKS, {"freeze": 11}, "12 points or more"),
        (WEEKS, {"freeze": 15}, "there are 14"),
        ([None, *WEEKS], {"freeze": 12}, "only 11 of the first 12"),
        (WEEKS, {"kind": "rate"}, "give the denominators"),
        ([1, 2, 3], {"kind": "percent", "denominators": [9, 0, -1]}, "rows 2, 3"),
        ([1, 2, 3], {"kind": "percent", "denominators": [9, None, 9]}, "row 2"),
        # Several at once: the first reason, with its row.
        ([1, 2], {"kind": "rate", "denominators": [0, 0], "freeze": 3}, "rows 1, 2"),
    ],
)
def test_charts_that_are_refused(values, options, reason):
    chart = stats.run_chart(values, **options)
    assert (chart.status, chart.median, chart.signal) == ("refused", None, "")
    assert reason in chart.reason


def test_a_point_without_value_needs_no_denominator():
    values, of = [*WEEKS, None], [30] * 14 + [None]
    assert stats.run_chart(values, kind="percent", denominators=of).n == 14


def test_warnings_of_charts():
    assert any("on the line" in w for w in stats.run_chart([5] * 8 + WEEKS).warnings)
    small = stats.run_chart(WEEKS, kind="percent", denominators=[9] * 14)
    assert any("fewer than 10" in w for w in small.warnings)
    unlike = stats.run_chart(WEEKS, kind="percent", denominators=[20] * 13 + [40])
    assert any("twofold" in w for w in unlike.warnings)
    even = stats.run_chart(WEEKS, kind="percent", denominators=[20] * 14)
    assert not even.warnings and even.ok


@pytest.mark.parametrize(
    ("values", "options"),
    [
        (["a", 1], {}),
        ([1, 2], {"kind": "trend"}),
        ([1, 2], {"kind": "percent", "denominators": [1]}),
        ([1, 2], {"freeze": "all"}),
    ],
)
def test_charts_of_wrong_types_raise(values, options):
    with pytest.raises(ValueError):
        stats.run_chart(values, **options)


# Single cases ------------------------------------------------------------------------------------


@quick
@given(
    st.lists(st.integers(0, 9), min_size=3, max_size=12),
    st.lists(st.integers(0, 9), min_size=3, max_size=12),
)
def test_non_overlap_by_hand(first, later):
    e = stats.single_case(first, later)
    wins = sum((b > a) + 0.5 * (b == a) for a in first for b in later)
    nap = wins / (len(first) * len(later))
    assert e.value == pytest.approx(nap) and e.details["tau"] == pytest.approx(2 * nap - 1)
    assert 0 <= e.low < e.high <= 1 and e.low <= nap <= e.high
    assert e.details["school_only"] == 1 and e.sizes == () and e.n == len(first) + len(later)
    tau = scipy_stats.kendalltau(range(len(first)), first).statistic
    if math.isnan(tau):
        assert e.details["baseline_tau"] is None
    else:
        assert e.details["baseline_tau"] == pytest.approx(tau)
        assert ("already" in " ".join(e.warnings)) == (abs(e.details["baseline_tau"]) >= 0.4)
    slope = scipy_stats.theilslopes(first, range(1, len(first) + 1)).slope
    assert e.details["baseline_slope"] == pytest.approx(slope)
    if len(first) >= 5 and len(later) <= 2 * len(first):
        times = range(len(first) + 1, len(first) + len(later) + 1)
        a = [v - slope * t for t, v in enumerate(first, 1)]
        b = [v - slope * t for t, v in zip(times, later, strict=True)]
        wins = sum(0.5 if abs(y - x) < 1e-9 else float(y > x) for x in a for y in b)
        corrected = 2 * wins / (len(a) * len(b)) - 1
        assert e.details["tau_corrected"] == pytest.approx(corrected)
    else:
        assert e.details["tau_corrected"] is None


@pytest.mark.parametrize("nap", [0.0, 0.1, 0.5, 0.9, 0.999, 1.0])
@pytest.mark.parametrize(("m", "n"), [(3, 3), (5, 10), (10, 15)])
def test_limits_by_a_fine_grid(nap, m, n):  # trap T9
    z, h = 1.959963984540054, (m + n) / 2 - 1
    x = np.linspace(0, 1, 400_001)[1:-1]
    v = x * (1 - x) * (2 + h + (1 + 2 * h) * x * (1 - x)) / (m * n * (2 - x) * (1 + x))
    inside = x[np.abs(nap - x) <= z * np.sqrt(v)]
    low, high = newcombe_limits(nap, m, n, z)
    if nap == 1:
        inside = np.append(inside, 1.0)
    if nap == 0:
        inside = np.append(0.0, inside)
    assert (low, high) == pytest.approx((inside.min(), inside.max()), abs=1e-5)


def test_short_and_long_phases():
    short = stats.single_case([3, 4, 3], [6, 7, 8, 6, 7])
    assert any(w.startswith("short phase") for w in short.warnings)
    wanted = stats.single_case([3, 4, 3, 4, 3], [6, 7, 8, 6, 7])
    assert not any(w.startswith("short phase") for w in wanted.warnings)
    assert any("days close together are alike" in w for w in wanted.warnings)
    for first, later in (([], []), ([1, 2], [3, 4, 5]), ([1, 2, None], [3, 4, 5])):
        e = stats.single_case(first, later)
        assert e.status == "too_few" and e.details["school_only"] == 1 and e.value is None
    with pytest.raises(ValueError, match="baseline must hold numbers"):
        stats.single_case(["low", 2, 3], [4, 5, 6])


def test_a_missing_day_keeps_its_place_in_time():
    gap = stats.single_case([1, None, 3, 4, 5, 6], [9, 9, 9])
    assert gap.details["baseline_slope"] == 1 and gap.details["n_baseline"] == 5


def test_helpers():
    assert overlap(np.array([1.0]), np.array([1.0 + 1e-12])) == 0.5
    assert theil_sen(np.array([1.0]), np.array([2.0])) is None
    assert tau_b(np.array([1.0, 2]), np.array([3.0, 3])) is None


SERIES = [3, 4, 3, 5, 4, 4, 3, 5, 4, 6, 7, 6, 8, 7, 7, 8, 6, 9, 8, 8, 7]


def test_starts_by_hand():
    found = stats.start_point_count(SERIES, 10, range(6, 19), randomised=True)

    def gap(start):
        return np.mean(SERIES[start - 1 :]) - np.mean(SERIES[: start - 1])

    assert found.difference == pytest.approx(gap(10))
    assert found.count == sum(gap(s) >= gap(10) - 1e-9 for s in range(6, 19))
    assert found.possible == 13 and "only 13 possible starts" in found.warnings[0]
    falls = stats.start_point_count(
        [-x for x in SERIES], 10, range(6, 19), randomised=True, higher_is_better=False
    )
    assert (falls.count, falls.difference) == (found.count, pytest.approx(-found.difference))
    long = stats.start_point_count(SERIES + SERIES, 20, range(10, 35), randomised=True)
    assert long.possible == 25 and not long.warnings


@pytest.mark.parametrize(
    ("start", "starts", "by_lot", "reason"),
    [
        (10, range(6, 15), False, "must be fixed before the baseline ends"),
        (10, range(6, 15), None, "must be fixed before the baseline ends"),
        (5, range(6, 15), True, "not in the list"),
        (10, range(9, 13), True, "only 4 possible starts"),
        (3, range(3, 12), True, "2 points on a side"),
        (20, range(10, 21), True, "2 points on a side"),
        (10, [*range(6, 15), 25], True, "0 points on a side"),
        (2, [2], False, "must be fixed"),  # many at once
    ],
)
def test_starts_that_are_refused(start, starts, by_lot, reason):
    found = stats.start_point_count(SERIES, start, starts, randomised=by_lot)
    assert (found.status, found.count) == ("refused", None) and reason in found.reason


# Doses -------------------------------------------------------------------------------------------


@quick
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(-9, 20)), min_size=10, max_size=30))
def test_slopes_by_hand(rows):
    x, y = (list(map(float, column)) for column in zip(*rows, strict=True))
    assume(len(set(x)) >= 4 and max(map(x.count, x)) <= 0.8 * len(x) and len(set(y)) > 1)
    e = stats.dose(x, y)
    slopes = sorted(
        (y[j] - y[i]) / (x[j] - x[i])
        for i in range(len(x))
        for j in range(i + 1, len(x))
        if x[i] != x[j]
    )
    assert e.value == pytest.approx(np.median(slopes))
    variance = kendall_variance(np.array(x), np.array(y))
    k = math.floor((len(slopes) - 1.959963984540054 * math.sqrt(variance)) / 2)
    if k >= 1 and slopes[k - 1] < slopes[-k]:
        assert (e.low, e.high) == pytest.approx((slopes[k - 1], slopes[-k]))
    else:
        assert e.low is None
    assert e.details["n_pairs"] == len(slopes)
    r = scipy_stats.spearmanr(x, y).statistic
    assert e.details["spearman"] == pytest.approx(r)
    if abs(e.details["spearman"]) < 1:
        half = 1.959963984540054 * math.sqrt((1 + r**2 / 2) / (len(x) - 3))
        assert e.details["spearman_low"] == pytest.approx(math.tanh(math.atanh(r) - half))


def test_variance_of_s_by_permutation():
    x, y = np.array([1.0, 1, 2, 3, 3, 3]), np.array([2.0, 1, 1, 5, 4, 4])
    rng = np.random.default_rng(1)
    i, j = np.triu_indices(6, 1)
    sums = []
    for _ in range(20_000):
        z = rng.permutation(y)
        sums.append((np.sign(x[j] - x[i]) * np.sign(z[j] - z[i])).sum())
    assert kendall_variance(x, y) == pytest.approx(np.var(sums), rel=0.03)


@pytest.mark.parametrize(
    ("sessions", "gain", "status", "reason"),
    [
        (range(9), range(9), "too_few", "9 pupils"),
        ([1, 2, 3] * 5, range(15), "not_estimable", "only 3 different"),
        ([5] * 17 + [1, 2, 3], range(20), "not_estimable", "85% of pupils came equally"),
        (range(12), [4] * 12, "not_estimable", "all gains are the same"),
        ([-1, *range(11)], range(12), "refused", "below 0"),
        ([-1, 2], [1, 2], "refused", "below 0"),  # many at once
    ],
)  # fmt: skip
def test_doses_that_say_nothing(sessions, gain, status, reason):
    e = stats.dose(sessions, gain)
    assert (e.status, e.value) == (status, None) and reason in e.reason


def test_doses_are_aligned_and_gaps_counted():
    index = [f"u{i}" for i in range(12)]
    x = pd.Series(range(12), index=index)
    y = pd.Series([1.0, 3, 2, 5, 4, 6, 8, 7, 9, 12, 10, 11], index=index)
    assert stats.dose(x, y[::-1]) == stats.dose(x, y)
    assert stats.dose(x, y.where(y != 12)).n == 11
    with pytest.raises(ValueError, match="sessions must hold numbers"):
        stats.dose(["often"] * 12, y)
