"""Standardised effects by their definitions, the noncentral t, and adjusted effects by OLS."""

import math

import numpy as np
import pytest
from scipy import stats as scipy_stats

from spp_research import stats
from spp_research.stats.distributions import noncentral_t_limits, small_sample_correction


def test_correction_is_exact():
    for df in (2, 3, 10, 58, 200):
        exact = math.gamma(df / 2) / (math.sqrt(df / 2) * math.gamma((df - 1) / 2))
        assert small_sample_correction(df) == pytest.approx(exact, rel=1e-12)
    assert small_sample_correction(2) == pytest.approx(1 / math.sqrt(math.pi), rel=1e-12)
    assert small_sample_correction(1) == 0.0


@pytest.mark.parametrize("t", [-60, -40, -1.2, -1e-9, 0, 0.3, 2.5, 26, 40, 60])
@pytest.mark.parametrize("df", [2, 8, 38, 398])
def test_limits_are_the_tail_points(t, df):  # T1, pitfall 25
    low, high = noncentral_t_limits(t, df, 0.95)
    assert math.isfinite(low) and math.isfinite(high) and low < high
    size = abs(t)
    ends = (low, high) if t >= 0 else (-high, -low)
    assert scipy_stats.nct.cdf(size, df, ends[0]) == pytest.approx(0.975, abs=1e-7)
    assert scipy_stats.nct.cdf(size, df, ends[1]) == pytest.approx(0.025, abs=1e-7)
    mirrored = noncentral_t_limits(-t, df, 0.95)
    if t:
        assert mirrored == (-high, -low)


def test_limits_hold_on_many_cases():  # T1: a fixed bracket fails in one case in eight
    rng = np.random.default_rng(1)
    for _ in range(300):
        t, df = rng.normal(0, 15), int(rng.integers(1, 300))
        low, high = noncentral_t_limits(t, df, 0.95)
        assert low < high
        size, ends = abs(t), (low, high) if t >= 0 else (-high, -low)
        assert scipy_stats.nct.cdf(size, df, ends[1]) == pytest.approx(0.025, abs=1e-6)


def test_hedges_by_hand():
    x, y = [3.0, 5, 7, 9], [2.0, 4, 6]
    sd = math.sqrt((3 * np.var(x, ddof=1) + 2 * np.var(y, ddof=1)) / 5)
    e = stats.hedges_g(x, y)
    assert e.details["sd_pooled"] == pytest.approx(sd)
    assert e.details["d"] == pytest.approx(2 / sd)
    j = math.gamma(2.5) / (math.sqrt(2.5) * math.gamma(2))
    assert e.value == pytest.approx(j * 2 / sd)
    assert e.details["variance"] == pytest.approx(1 / 4 + 1 / 3 + e.value**2 / 14)
    assert e.se == pytest.approx(math.sqrt(e.details["variance"]))


def test_no_spread_is_not_estimable():  # pitfalls 1 and 2: never infinite
    for other in ([5] * 4, [7] * 4, [0.1] * 4):
        e = stats.hedges_g([5] * 3, other)
        assert (e.status, e.value) == ("not_estimable", None)
        d = stats.standardised_change([5] * 4, other)
        assert (d.status, d.value) == ("not_estimable", None)


def test_unequal_spread_warns_and_adds_glass():
    rng = np.random.default_rng(2)
    x, y = rng.normal(55, 20, 30), rng.normal(50, 5, 30)
    e = stats.hedges_g(x, y)
    assert any("factor of two" in w for w in e.warnings)
    glass = (x.mean() - y.mean()) / y.std(ddof=1)
    assert e.details["glass_delta"] == pytest.approx(glass)
    alike = stats.hedges_g(x, x - 5)
    assert "glass_delta" not in alike.details and not alike.warnings


def test_change_names_its_estimator():  # T5: d_av, d_z and the SD before are three things
    before, after = [3.0, 5, 8, 9, 12, 7], [6.0, 7, 9, 13, 15, 8]
    e, change = stats.standardised_change(before, after), np.subtract(after, before)
    s1, s2, n = np.std(before, ddof=1), np.std(after, ddof=1), 6
    j = small_sample_correction(n - 1)
    assert "d_av" in e.measure
    assert e.value == pytest.approx(change.mean() / math.sqrt((s1**2 + s2**2) / 2))
    assert e.details["d_av_adjusted"] == pytest.approx(e.value * math.sqrt(4 / 5))
    assert e.details["d_z"] == pytest.approx(change.mean() / change.std(ddof=1))
    assert e.details["g_z"] == pytest.approx(j * e.details["d_z"])  # df of pairs, n - 1
    assert e.details["g_pre_sd"] == pytest.approx(j * change.mean() / s1)
    g, r = e.details["g_pre_sd"], np.corrcoef(before, after)[0, 1]
    assert e.details["variance_g_pre_sd"] == pytest.approx(2 * (1 - r) / n + g**2 / (2 * n))
    assert any("no comparison group" in w for w in e.warnings)


@pytest.mark.parametrize("seed", range(5))
def test_adjusted_equals_least_squares(seed):
    from statsmodels.regression.linear_model import OLS

    rng = np.random.default_rng(seed)
    n = 12 + 20 * seed
    x, t = rng.normal(100, 15, n), (rng.random(n) < 0.4).astype(float)
    t[:4] = [0, 0, 1, 1]
    y = 3 * x + 20 * t + rng.normal(0, 30, n)
    fit = OLS(y, np.column_stack([np.ones(n), x, t])).fit()
    e = stats.adjusted_effect(x, y, t)
    d = e.details
    assert d["adjusted_difference"] == pytest.approx(fit.params[2], rel=1e-8)
    assert d["adjusted_se"] == pytest.approx(fit.bse[2], rel=1e-8)
    assert d["df"] == fit.df_resid
    sd = math.sqrt(sum((m.sum() - 1) * y[m].var(ddof=1) for m in (t == 1, t == 0)) / (n - 2))
    assert d["sd"] == pytest.approx(sd, rel=1e-10)
    assert (e.low, e.high) == pytest.approx(tuple(fit.conf_int()[2] / sd), rel=1e-8)
    assert d["variance"] == pytest.approx(e.se**2 + e.value**2 / (2 * d["df"]))
    assert d["baseline_g"] == pytest.approx(stats.hedges_g(x[t == 1], x[t == 0]).value, rel=1e-9)


def test_groups_that_start_apart_are_flagged():  # pitfall 32
    rng = np.random.default_rng(4)
    x = rng.normal(0, 1, 200)
    x = (x - x.mean()) / x.std()
    t = np.repeat([0, 1], 100)
    x[t == 0] -= x[t == 0].mean()
    x[t == 1] -= x[t == 1].mean()
    for gap, words in (
        (0.4, "groups not comparable at start"),
        (-0.4, "groups not comparable at start"),
        (0.12, "use the adjusted result only"),
        (0, None),
    ):
        e = stats.adjusted_effect(x + gap * t, x + rng.normal(0, 1, 200), t)
        said = [w for w in e.warnings if "start" in w]
        assert len(said) == (words is not None)
        assert words is None or words in said[0]


def test_adjusting_needs_a_spread():
    t = [0, 0, 0, 1, 1, 1]
    flat = stats.adjusted_effect([5] * 6, [1, 2, 3, 4, 5, 7], t)
    assert flat.status == "not_estimable" and "before" in flat.reason
    still = stats.adjusted_effect([1, 2, 3, 4, 5, 7], [5] * 6, t)
    assert still.status == "not_estimable" and "after" in still.reason
    lone = stats.adjusted_effect([1, 2, 3, 4], [5, 6, 7, 9], [0, 0, 0, 1])
    assert lone.status == "too_few" and "treated" in lone.reason
    exact = stats.adjusted_effect([1, 2, 3, 1, 2, 4], [2, 4, 6, 3, 5, 9], t)
    assert exact.status == "ok" and exact.low is None
    assert exact.details["adjusted_difference"] == pytest.approx(1)
