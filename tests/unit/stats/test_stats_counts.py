"""Attendance and incidents: the pupil is the unit, and impossible rows are named."""

import math

import numpy as np
import pytest
from scipy import stats as scipy_stats
from scipy.optimize import brentq

from spp_research import stats


def sessions(seed=0, n=40):
    rng = np.random.default_rng(seed)
    possible = rng.integers(100, 190, n)
    return np.floor(possible * rng.beta(18, 1.5, n)), possible, np.arange(n) % 2


def wilson_by_search(rate, n, t):
    """The limits where the score |rate - x| / sqrt(x(1-x)/n) is t, by search."""

    def score(x):
        return (rate - x) ** 2 - t**2 * x * (1 - x) / n

    return brentq(score, 1e-12, rate), brentq(score, rate, 1 - 1e-12)


def test_rate_is_the_ratio_of_sums():
    a, p, _ = sessions()
    e = stats.attendance_rate(a, p)
    rate = a.sum() / p.sum()
    se = math.sqrt(40 / 39 * ((a - rate * p) ** 2).sum()) / p.sum()
    assert (e.value, e.se) == pytest.approx((rate, se))
    m = p.sum() ** 2 / (p**2).sum()
    floor = 1 / (0.88 / p.sum() + 0.12 / m)
    n_eff = min(rate * (1 - rate) / se**2, floor)
    assert e.details["n_effective"] == pytest.approx(n_eff)
    assert e.details["floor_used"] == (n_eff == floor)
    t = scipy_stats.t.ppf(0.975, 39)
    assert (e.low, e.high) == pytest.approx(wilson_by_search(rate, n_eff, t), rel=1e-6)
    without = [(a.sum() - a[i]) / (p.sum() - p[i]) for i in range(40)]
    ends = e.details["rate_without_low"], e.details["rate_without_high"]
    assert ends == pytest.approx((min(without), max(without)))
    # A binomial interval on sessions would be less than half as wide.
    assert e.high - e.low > 2 * 2 * 1.96 * math.sqrt(rate * (1 - rate) / p.sum())


def test_rate_of_few_pupils_has_no_interval():
    e = stats.attendance_rate([190, 190, 180], [190, 190, 190])
    assert (e.status, e.low, e.high) == ("ok", None, None)
    assert "only 3 pupils: one pupil can move the rate from 97% to 100%" in e.warnings
    six = stats.attendance_rate([190, 190, 180, 150, 170, 188], [190] * 6)
    assert 0 < six.low < six.value < six.high < 1
    assert any(w.startswith("only 6 pupils: one pupil can move the rate") for w in six.warnings)
    eight = stats.attendance_rate([190, 190, 180, 150, 170, 188, 170, 180], [190] * 8)
    assert eight.has_interval and not eight.warnings
    assert stats.attendance_rate([190], [190]).status == "too_few"


@pytest.mark.parametrize(("each", "ends"), [(190, (None, 1.0)), (0, (0.0, None))])
def test_rate_without_any_spread_has_an_interval(each, ends):  # pitfall P54
    e = stats.attendance_rate([each] * 10, [190] * 10)
    assert (e.status, e.value, e.se) == ("ok", each / 190, 0)
    assert e.details["pupil_icc"] is None and e.details["floor_used"] == 1
    t2, n = scipy_stats.t.ppf(0.975, 9) ** 2, e.details["n_effective"]
    far = t2 / (n + t2)
    assert e.low == pytest.approx(0.0 if each == 0 else 1 - far)
    assert e.high == pytest.approx(far if each == 0 else 1.0)
    assert (ends[0] is None or e.low == ends[0]) and (ends[1] is None or e.high == ends[1])


def test_the_floor_follows_how_alike_a_pupils_sessions_are():
    a, p = [57, 58, 56, 60, 55, 59, 57, 58, 56, 57], [60] * 10
    width = {}
    for icc in (0.02, 0.12, 0.5):
        e = stats.attendance_rate(a, p, pupil_icc=icc)
        width[icc] = e.high - e.low
        assert e.details["pupil_icc"] == 0  # the sample's own, whatever the floor
    assert width[0.02] < width[0.12] < width[0.5]
    for icc in (0.01, 0.51, -1, 2):
        refused = stats.attendance_rate(a, p, pupil_icc=icc)
        assert refused.status == "refused" and "pupil_icc" in refused.reason
    with pytest.raises(ValueError, match="pupil_icc must be a number"):
        stats.attendance_rate(a, p, pupil_icc="lots")


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


@pytest.mark.slow
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
