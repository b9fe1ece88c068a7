"""Dominance by counting every pair, and the edges where intervals go wrong elsewhere."""

import math
from itertools import combinations_with_replacement, product

import numpy as np
import pytest
from scipy import stats as scipy_stats
from statsmodels.stats.nonparametric import rank_compare_2indep

from spp_research import stats


def by_every_pair(x, y, confidence=0.95):
    """Feng and Cliff's interval from the whole dominance matrix."""
    dominance = np.sign(np.subtract.outer(x, y))
    n1, n2 = dominance.shape
    delta = dominance.mean()
    d = delta * (n1 * n2 - 1) / (n1 * n2) if abs(delta) == 1 else delta
    rows, columns = dominance.mean(axis=1), dominance.mean(axis=0)
    s2 = (
        n2**2 * ((rows - d) ** 2).sum()
        + n1**2 * ((columns - d) ** 2).sum()
        - ((dominance - d) ** 2).sum()
    ) / (n1 * n2 * (n1 - 1) * (n2 - 1))
    t = scipy_stats.t.ppf((1 + confidence) / 2, n1 + n2 - 2)
    half = t * math.sqrt(s2) * math.sqrt((1 - d**2) ** 2 + t**2 * s2)
    bottom = 1 - d**2 + t**2 * s2
    return delta, (d - d**3 - half) / bottom, (d - d**3 + half) / bottom


@pytest.mark.parametrize("seed", range(10))
def test_equals_the_dominance_matrix(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.integers(1, 6, 7 + seed), rng.integers(1, 5, 12)
    e = stats.cliffs_delta(x, y)
    assert (e.value, e.low, e.high) == pytest.approx(by_every_pair(x, y), rel=1e-9)
    u = scipy_stats.mannwhitneyu(x, y).statistic
    assert e.details["u"] == u
    assert e.details["probability_of_superiority"] == pytest.approx(u / (x.size * y.size))


def test_agrees_with_brunner_munzel_in_large_samples():
    rng = np.random.default_rng(0)
    x, y = rng.integers(1, 6, 300), rng.integers(2, 6, 280)
    low, high = rank_compare_2indep(x, y).conf_int()
    e = stats.cliffs_delta(x, y)
    assert (e.low, e.high) == pytest.approx((2 * low - 1, 2 * high - 1), abs=0.01)


def test_ties_only():  # pitfall 13
    e = stats.cliffs_delta([4] * 6, [4] * 9)
    assert (e.status, e.value) == ("not_estimable", 0.0)
    assert e.details["probability_of_superiority"] == 0.5
    assert e.details["u"] == 27
    assert (e.low, e.high) == (None, None) and e.reason


@pytest.mark.parametrize("n", [2, 5, 40])
def test_complete_separation(n):  # pitfall 14
    e = stats.cliffs_delta(range(100, 100 + n), range(n))
    assert (e.status, e.value, e.high) == ("ok", 1.0, 1.0)
    assert e.low < 1
    if n > 2:
        assert e.low == pytest.approx(by_every_pair(np.arange(100, 100 + n), np.arange(n))[1])
    other = stats.cliffs_delta(range(n), range(100, 100 + n))
    assert (other.value, other.low, other.high) == (-1.0, -1.0, -e.low)


def test_every_small_table_has_an_interval():
    # The unbiased variance could be negative for an arbitrary matrix; for ordered values it is not.
    groups = [list(combinations_with_replacement(range(4), n)) for n in (2, 3)]
    for x, y in product(groups[0] + groups[1], groups[1]):
        e = stats.cliffs_delta(x, y)
        if e.status == "not_estimable":
            assert len({*x, *y}) == 1
        else:
            assert e.details["variance"] > 0 and -1 <= e.low < e.high <= 1


def test_stretching_the_codes_changes_nothing():
    x, y = np.array([1, 2, 2, 5, 4, 3]), np.array([1, 1, 2, 3, 3])
    assert stats.cliffs_delta(x**3, y**3) == stats.cliffs_delta(x, y)
    assert stats.net_change(x[:5] ** 3, y**3).value == stats.net_change(x[:5], y).value


def test_net_change_counts():
    before, after = [1, 2, 3, 4, 5, 3, None, 2], [2, 2, 5, 3, 5, 4, 4, None]
    e = stats.net_change(before, after)
    d = e.details
    assert (e.n, d["improved"], d["same"], d["worsened"]) == (6, 3, 2, 1)
    assert e.value == pytest.approx(2 / 6)
    same = stats.paired_proportion_change(3, 1, 6)
    assert (e.low, e.high) == (same.low, same.high)
    # Sizes of the moves 1, 2, -1, 1: ranks 2, 4, 2, 2.
    assert d["rank_biserial"] == pytest.approx((2 + 4 - 2 + 2) / 10)


def test_nobody_moved():
    e = stats.net_change([3] * 8, [3] * 8)
    assert e.status == "ok" and e.value == 0 and e.low < 0 < e.high
    assert e.details["rank_biserial"] is None
    assert stats.net_change([3], [4]).status == "too_few"
