"""Attendance and incidents: the pupil is the unit, and impossible rows are named."""

import math

import numpy as np
import pytest
from scipy import stats as scipy_stats

from spp_research import stats


def sessions(seed=0, n=40):
    rng = np.random.default_rng(seed)
    possible = rng.integers(100, 190, n)
    return np.floor(possible * rng.beta(18, 1.5, n)), possible, np.arange(n) % 2


def test_rate_is_the_ratio_of_sums():
    a, p, _ = sessions()
    e = stats.attendance_rate(a, p)
    rate = a.sum() / p.sum()
    se = math.sqrt(40 / 39 * ((a - rate * p) ** 2).sum()) / p.sum()
    half = scipy_stats.t.ppf(0.975, 39) * se
    assert (e.value, e.se) == pytest.approx((rate, se))
    assert (e.low, e.high) == pytest.approx((rate - half, rate + half))
    # A binomial interval on sessions would be less than half as wide.
    assert e.high - e.low > 2 * 2 * 1.96 * math.sqrt(rate * (1 - rate) / p.sum())


def test_rate_stays_inside_and_full_attendance_has_no_interval():
    e = stats.attendance_rate([190, 190, 180], [190, 190, 190])
    assert 0 <= e.low < e.value < e.high <= 1
    full = stats.attendance_rate([190, 150], [190, 150])
    assert (full.status, full.value, full.low) == ("ok", 1.0, None)


def test_impossible_rows_are_named():  # pitfall 36
    for attended, possible, words in (
        ([1, 0, 3], [5, 0, 5], "no sessions were possible in row 2"),
        ([6, 2, 7], [5, 5, 5], "more sessions were attended than possible in rows 1, 3"),
        ([-1, 2], [5, 5], "attended is below 0 in row 1"),
    ):
        for e in (
            stats.attendance_rate(attended, possible),
            stats.attendance_difference(attended, possible, [0] * len(attended)),
        ):
            assert (e.status, e.reason, e.value) == ("refused", words, None)


def test_difference():
    a, p, t = sessions()
    e = stats.attendance_difference(a, p, t)
    one, two = (stats.attendance_rate(a[t == arm], p[t == arm]) for arm in (1, 0))
    assert e.value == pytest.approx(one.value - two.value)
    assert e.se == pytest.approx(math.hypot(one.se, two.se))
    half = scipy_stats.t.ppf(0.975, 19) * e.se
    assert e.high - e.low == pytest.approx(2 * half)
    assert e.details["df"] == 19
    few = stats.attendance_difference(a, p, [1] + [0] * 39)
    assert few.status == "too_few" and "1 pupil in the treated group" in few.reason


def test_bootstrap_is_seeded_and_close_to_t():  # pitfall 39
    a, p, t = sessions(1, 50)
    boot = [
        stats.attendance_difference(a, p, t, interval="bootstrap", seed=seed) for seed in (7, 7, 8)
    ]
    assert boot[0] == boot[1] != boot[2]
    plain = stats.attendance_difference(a, p, t)
    assert boot[0].value == plain.value
    assert (boot[0].low, boot[0].high) == pytest.approx((plain.low, plain.high), abs=0.012)


def test_bootstrap_equals_scipys_bca():
    # One group constant in rate leaves a one-sample problem that scipy's BCa knows.
    rng = np.random.default_rng(2)
    y = rng.exponential(20, 40)
    attended = np.concatenate([y, np.full(500, 50.0)])
    possible = np.full(540, 200.0)
    t = np.r_[np.ones(40), np.zeros(500)]
    e = stats.attendance_difference(
        attended, possible, t, interval="bootstrap", resamples=20_000, seed=1
    )
    other = scipy_stats.bootstrap(
        (y / 200 - 0.25,), np.mean, n_resamples=20_000, rng=np.random.default_rng(3), method="BCa"
    ).confidence_interval
    assert (e.low, e.high) == pytest.approx((other.low, other.high), abs=0.002)


@pytest.mark.parametrize("exposed", [False, True])
def test_rate_ratio_is_the_quasi_poisson_model(exposed):  # pitfall 35
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    rng = np.random.default_rng(4)
    t = (rng.random(80) < 0.4).astype(float)
    e = rng.uniform(50, 190, 80) if exposed else None
    y = rng.negative_binomial(0.7, 0.1, 80)
    fit = GLM(y, np.column_stack([np.ones(80), t]), Poisson(), exposure=e).fit(scale="X2")
    got = stats.rate_ratio(y, t, e)
    assert got.details["log_ratio"] == pytest.approx(fit.params[1], rel=1e-7)
    assert got.se == pytest.approx(fit.bse[1], rel=1e-7)
    assert got.details["dispersion"] == pytest.approx(fit.scale, rel=1e-7)
    half = scipy_stats.t.ppf(0.975, 78) * fit.bse[1]
    assert math.log(got.high / got.low) == pytest.approx(2 * half, rel=1e-6)
    assert any("a few pupils" in w for w in got.warnings)


def test_no_ratio_without_incidents():
    none = stats.rate_ratio([0, 0, 0, 1, 2, 1], [1, 1, 1, 0, 0, 0])
    assert none.status == "refused" and "counts" in none.reason
    assert stats.rate_ratio([1, -2, 3, 4], [1, 1, 0, 0]).status == "refused"
    assert stats.rate_ratio([1, 2, 3, 4], [1, 1, 0, 0], [1, 0, 1, 1]).status == "refused"
    assert stats.rate_ratio([1, 2, 3], [1, 0, 0]).status == "too_few"
    same = stats.rate_ratio([2, 2, 2, 2], [1, 1, 0, 0])
    assert (same.status, same.value, same.low) == ("ok", 1.0, None)


def test_totals_alone_are_exact_and_labelled():
    e = stats.rate_ratio_from_totals(12, 40, 20, 38)
    share = scipy_stats.binomtest(12, 32).proportion_ci(method="exact")
    limits = [s / (1 - s) * 38 / 40 for s in share]
    assert (e.low, e.high) == pytest.approx(tuple(limits))
    assert any("independent incidents" in w for w in e.warnings)
    assert stats.rate_ratio_from_totals(0, 40, 20, 38).status == "refused"
