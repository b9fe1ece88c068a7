"""Means against scipy's own intervals, and what thin or constant data give."""

import numpy as np
import pytest
from scipy import stats as scipy_stats

from spp_research import stats


@pytest.mark.parametrize("seed", range(8))
def test_welch_equals_scipy(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(50, 5 + seed, 4 + seed), rng.normal(47, 9, 23)
    test = scipy_stats.ttest_ind(x, y, equal_var=False)
    ci = test.confidence_interval(0.9)
    e = stats.mean_difference(x, y, confidence=0.9)
    assert (e.low, e.high) == pytest.approx((ci.low, ci.high), rel=1e-9)
    assert e.details["df"] == pytest.approx(test.df, rel=1e-9)
    assert e.confidence == 0.9


@pytest.mark.parametrize("seed", range(4))
def test_paired_equals_scipy(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(50, 5, 5 + 7 * seed)
    y = x + rng.normal(2, 3, x.size)
    ci = scipy_stats.ttest_rel(y, x).confidence_interval()
    e = stats.mean_change(x, y)
    assert (e.low, e.high) == pytest.approx((ci.low, ci.high), rel=1e-9)
    assert e.details["r"] == pytest.approx(np.corrcoef(x, y)[0, 1], rel=1e-12)


@pytest.mark.parametrize("constant", [5, 0.1, 1e6 + 0.1])
def test_no_spread_shows_the_difference_without_interval(constant):  # pitfalls 1 and 2
    same = stats.mean_difference([constant] * 3, [constant] * 7)
    assert (same.status, same.value, same.low, same.high, same.se) == ("ok", 0.0, None, None, None)
    assert any("no interval" in w for w in same.warnings)
    apart = stats.mean_difference([constant] * 3, [constant + 2] * 7)
    assert apart.value == pytest.approx(-2)
    assert apart.low is None


def test_one_group_without_spread_still_has_an_interval():
    y = [3.0, 4, 8, 6]
    ci = scipy_stats.ttest_1samp(y, 5).confidence_interval()  # all the spread is in one group
    e = stats.mean_difference(y, [5, 5, 5])
    assert (e.low + 5, e.high + 5) == pytest.approx((ci.low, ci.high), rel=1e-9)


def test_identical_changes():  # pitfall 3
    before = [10.1, 12.3, 9.7, 14.2]
    change = stats.mean_change(before, [b + 0.1 for b in before])
    assert change.status == "ok"
    assert change.value == pytest.approx(0.1)
    assert (change.low, change.high) == (None, None)
    d = stats.standardised_change(before, [b + 0.1 for b in before])
    assert d.details["d_z"] is None and d.details["g_z"] is None
    assert d.value == pytest.approx(0.1 / np.std(before, ddof=1))
    assert any("d_z refused" in w for w in d.warnings)


@pytest.mark.parametrize(
    ("treated", "comparison", "named"),
    [
        ([], [1, 2], "0 pupils in the treated group"),
        ([1], [1, 2], "1 pupil in the treated group"),
        ([1, 2], [None], "0 pupils in the comparison group"),
        ([1], [2], "1 pupil in the treated group and 1 pupil in the comparison group"),
    ],
)
def test_too_few_names_the_group(treated, comparison, named):  # pitfalls 4 and 6
    for measure in (stats.mean_difference, stats.hedges_g, stats.cliffs_delta):
        e = measure(treated, comparison)
        assert e.status == "too_few"
        assert named in e.reason
        assert (e.value, e.low, e.high) == (None, None, None)


@pytest.mark.parametrize("n", [2, 3])
def test_very_small_has_interval_and_banner(n):  # pitfall 5
    x, y = [10.0, 14, 15][:n], [9.0, 11, 16][:n]
    for e in (
        stats.mean_difference(x, y),
        stats.hedges_g(x, y),
        stats.mean_change(x, y),
        stats.standardised_change(x, y),
        stats.cliffs_delta(x, y),
        stats.net_change(x, y),
    ):
        assert e.status == "ok", e
        assert e.low < e.high
        assert any("very small" in w for w in e.warnings)


def test_pairs_with_a_gap_are_counted():  # pitfall 7
    e = stats.mean_change([1, 2, None, 4, 5], [2, None, 4, 7, 6])
    assert e.n == 3
    assert e.value == pytest.approx(5 / 3)
    assert "2 pairs left out because a value is missing" in e.warnings


def test_another_scale_is_refused():  # pitfall 34
    assert stats.mean_change([1, 2, 3], [20, 30, 50], same_scale=False).status == "refused"
    rng = np.random.default_rng(0)
    before, treated = rng.normal(10, 2, 40), np.arange(40) % 2
    after = 10 * before + rng.normal(0, 5, 40)
    assert stats.adjusted_effect(before, after, treated).status == "ok"
