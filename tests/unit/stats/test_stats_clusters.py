"""What is done with one, few and many clusters; REML against statsmodels and closed forms."""

import math
import warnings

import numpy as np
import pytest
from scipy import stats as scipy_stats

from spp_research import stats
from spp_research.stats.clusters import random_intercept


def schools(seed, j, size=(8, 25), between=4.0, effect=3.0):
    rng = np.random.default_rng(seed)
    c = np.repeat(np.arange(j), rng.integers(*size, j))
    t = (c % 2).astype(float)
    x = rng.normal(60, 10, c.size) + rng.normal(0, 3, j)[c]
    y = 20 + 0.6 * x + effect * t + rng.normal(0, between, j)[c] + rng.normal(0, 8, c.size)
    return y, t, c, x


def restricted_likelihood(y, x, c, between, within):
    """The restricted log-likelihood from the whole covariance matrix."""
    v = within * np.eye(y.size) + between * (c[:, None] == c[None, :])
    inverse = np.linalg.inv(v)
    information = x.T @ inverse @ x
    beta = np.linalg.solve(information, x.T @ inverse @ y)
    r = y - x @ beta
    logs = np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1]
    return -(logs + r @ inverse @ r) / 2, beta, np.linalg.inv(information)


@pytest.mark.parametrize("seed", range(6))
def test_reml_is_the_maximum_of_the_whole_likelihood(seed):  # T3: closed-form recheck
    y, t, c, x = schools(seed, 6 + seed, between=[0.5, 4, 12][seed % 3])
    columns = np.column_stack([np.ones(y.size), t, x])
    fit = random_intercept(y, columns, c)
    best, beta, covariance = restricted_likelihood(y, columns, c, fit.var_between, fit.var_within)
    assert fit.beta == pytest.approx(beta, rel=1e-6)
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx(np.sqrt(np.diag(covariance)), rel=1e-6)
    for step in (0.97, 1.03):
        for pair in (
            (fit.var_between * step, fit.var_within),
            (fit.var_between, fit.var_within * step),
            (fit.var_between + abs(step - 1) * fit.var_within, fit.var_within),
        ):
            assert restricted_likelihood(y, columns, c, *pair)[0] <= best + 1e-9


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_reml_equals_mixedlm_where_that_converges(seed):  # T3: by bfgs, never lbfgs
    from statsmodels.regression.mixed_linear_model import MixedLM

    y, t, c, x = schools(seed, 20, between=6)
    y, x = (y - y.mean()) / y.std(), (x - x.mean()) / x.std()  # a scale on which it converges
    columns = np.column_stack([np.ones(y.size), t, x])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = MixedLM(y, columns, c).fit(reml=True, method="bfgs")
    assert other.converged and math.isfinite(other.llf)
    fit = random_intercept(y, columns, c)
    assert fit.var_between == pytest.approx(float(other.cov_re.squeeze()), rel=1e-3)
    assert fit.var_within == pytest.approx(other.scale, rel=1e-3)
    assert fit.beta == pytest.approx(other.fe_params, rel=1e-4, abs=1e-5)
    ours, theirs = (
        restricted_likelihood(y, columns, c, b, w)[0]
        for b, w in (
            (fit.var_between, fit.var_within),
            (float(other.cov_re.squeeze()), other.scale),
        )
    )
    assert ours >= theirs - 1e-9


def test_balanced_reml_is_the_analysis_of_variance():
    rng = np.random.default_rng(3)
    c = np.repeat(np.arange(12), 9)
    y = rng.normal(0, 5, 12)[c] + rng.normal(0, 8, c.size)
    fit = random_intercept(y, np.ones((y.size, 1)), c)
    means = np.bincount(c, y) / 9
    msw = ((y - means[c]) ** 2).sum() / (12 * 8)
    msb = 9 * means.var(ddof=1)
    assert fit.var_within == pytest.approx(msw, rel=1e-9)
    assert fit.var_between == pytest.approx((msb - msw) / 9, rel=1e-8)
    assert stats.intraclass_correlation(y, c).value == pytest.approx(
        fit.var_between / (fit.var_between + fit.var_within), rel=1e-8
    )


def test_boundary_is_ordinary_least_squares():  # T3, pitfall 19
    from statsmodels.regression.linear_model import OLS

    y, t, c, x = schools(0, 14, between=0)
    y = y - (np.bincount(c, y - 0.6 * x - 3 * t) / np.bincount(c))[c]  # clusters all alike
    columns = np.column_stack([np.ones(y.size), t, x])
    fit, plain = random_intercept(y, columns, c), OLS(y, columns).fit()
    assert fit.var_between == 0
    assert fit.beta == pytest.approx(plain.params, rel=1e-9)
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx(plain.bse, rel=1e-9)
    e = stats.clustered_effect(y, t, c, x)
    assert e.details["adjusted_difference"] == pytest.approx(plain.params[1], rel=1e-8)
    assert e.details["df"] == 12


def test_ten_or_more_clusters():
    y, t, c, x = schools(1, 12)
    e = stats.clustered_effect(y, t, c, x)
    d = e.details
    assert (e.status, d["clusters"], d["df"]) == ("ok", 12, 10)
    sd = math.sqrt(d["variance_between"] + d["variance_within"])
    assert e.value == pytest.approx(d["adjusted_difference"] / sd)
    assert (e.low, e.high) == pytest.approx((d["difference_low"] / sd, d["difference_high"] / sd))
    assert d["icc"] == pytest.approx(d["variance_between"] / sd**2)
    half = scipy_stats.t.ppf(0.975, 10) * d["adjusted_se"]
    assert d["difference_high"] - d["difference_low"] == pytest.approx(2 * half)
    plain = stats.clustered_effect(y, t, c)
    for name in ("icc", "variance_between", "variance_within"):  # unconditional: without `before`
        assert plain.details[name] == pytest.approx(d[name], rel=1e-9)


def test_a_covariate_of_clusters_costs_a_degree_of_freedom():
    y, t, c, x = schools(2, 12)
    school = (np.bincount(c, x) / np.bincount(c))[c]
    assert stats.clustered_effect(y, t, c, school).details["df"] == 9


def test_few_clusters_are_compared_by_their_means():
    y, t, c, _ = schools(3, 6)
    e, means = stats.clustered_effect(y, t, c), stats.cluster_mean_difference(y, t, c)
    d = e.details
    assert d["adjusted_difference"] == means.value
    assert (d["difference_low"], d["difference_high"]) == (means.low, means.high)
    assert (d["df"], d["clusters"]) == (4, 6)
    assert any("few clusters" in w for w in e.warnings)
    assert d["mixed_low"] < d["mixed_difference"] < d["mixed_high"]
    by_school = [np.mean(y[c == k]) for k in range(6)]
    ci = scipy_stats.ttest_ind(by_school[1::2], by_school[::2]).confidence_interval()
    assert (means.low, means.high) == pytest.approx((ci.low, ci.high), rel=1e-9)


def test_few_clusters_adjusted_along_the_slope_within():
    rng = np.random.default_rng(4)
    c = np.repeat(np.arange(6), 30)
    t, x = (c % 2).astype(float), rng.normal(0, 5, 180) + np.array([9, 0, 7, 1, 8, -1.0])[c]
    y = 2 * x + 3 * t + rng.normal(0, 0.5, 6)[c] + rng.normal(0, 1, 180)
    raw, adjusted = stats.clustered_effect(y, t, c), stats.clustered_effect(y, t, c, x)
    assert raw.details["adjusted_difference"] < -5  # the comparison schools started far ahead
    assert adjusted.details["adjusted_difference"] == pytest.approx(3, abs=1)
    assert adjusted.details["df"] == 4


@pytest.mark.parametrize("arms", [(1, 1), (1, 3), (4, 1)])
def test_one_cluster_in_an_arm_only_describes(arms):  # pitfall 20
    rng = np.random.default_rng(5)
    j = sum(arms)
    c = np.repeat(np.arange(j), 15)
    t = (c < arms[0]).astype(float)
    x = rng.normal(50, 10, c.size)
    y = x + 4 * t + rng.normal(0, 6, c.size)
    e = stats.clustered_effect(y, t, c, x)
    d = e.details
    assert e.status == "ok"
    assert any("class/teacher and project cannot be told apart" in w for w in e.warnings)
    assert any("assumptions" in w for w in e.warnings)
    naive = stats.adjusted_effect(x, y, t)
    assert (e.value, e.low, e.high) == pytest.approx((naive.value, naive.low, naive.high))
    assert (d["icc"], d["variance_between"], d["clusters"]) == (None, None, j)
    width = e.high - e.low
    for name, icc in (("05", 0.05), ("10", 0.10), ("20", 0.20)):
        wide = d[f"high_if_icc_{name}"] - d[f"low_if_icc_{name}"]
        assert wide > width
        if arms == (1, 1):
            assert wide == pytest.approx(width * math.sqrt(1 + 14 * icc))


def test_treatment_inside_clusters_is_compared_within():
    from statsmodels.regression.linear_model import OLS

    rng = np.random.default_rng(6)
    c = np.repeat(np.arange(5), 20)
    t, x = rng.integers(0, 2, 100).astype(float), rng.normal(0, 5, 100)
    y = x + 2 * t + 10 * c + rng.normal(0, 3, 100)
    e = stats.clustered_effect(y, t, c, x)
    columns = np.column_stack([t, x, c[:, None] == np.arange(5)]).astype(float)
    fit = OLS(y, columns).fit()
    assert e.details["adjusted_difference"] == pytest.approx(fit.params[0], rel=1e-8)
    assert e.details["adjusted_se"] == pytest.approx(fit.bse[0], rel=1e-8)
    assert e.details["df"] == fit.df_resid
    assert any("within" in w for w in e.warnings)
    assert stats.cluster_mean_difference(y, t, c).status == "refused"


def test_thin_and_flat_data():
    thin = stats.clustered_effect([1, 2, 3], [0, 0, 1], [1, 1, 2])
    assert thin.status == "too_few" and "treated" in thin.reason
    assert stats.clustered_effect([], [], []).status == "too_few"
    flat = stats.clustered_effect([5] * 8, [0, 0, 0, 0, 1, 1, 1, 1], [1, 1, 2, 2, 3, 3, 4, 4])
    assert flat.status == "not_estimable"
    lone = stats.cluster_mean_difference([1, 2, 3, 4], [0, 0, 1, 1], [1, 1, 2, 2])
    assert lone.status == "too_few" and "1 cluster in the treated group" in lone.reason
    # No spread inside any cluster: all of it lies between.
    t, c = [0, 0, 0, 0, 1, 1, 1, 1], [1, 1, 2, 2, 3, 3, 4, 4]
    between = stats.clustered_effect([5, 5, 6, 6, 8, 8, 9, 9], t, c)
    assert between.details["icc"] == 1 and between.value > 0 and between.low < between.high


def test_negative_icc_is_shown_as_nought():  # pitfall 18
    y, c = [1, 9, 5, 2, 8, 5, 0, 10, 5], [1, 1, 1, 2, 2, 2, 3, 3, 3]
    e = stats.intraclass_correlation(y, c)
    assert e.value == 0 and e.details["raw"] < 0
    assert any("negative" in w for w in e.warnings)
    assert e.low is None  # the whole interval would lie below 0
    assert stats.clustered_effect([*y, 4, 5, 6], [0] * 6 + [1] * 6, [*c, 4, 4, 4]).details[
        "design_effect"
    ] >= 1  # fmt: skip


def test_icc_of_equal_clusters_has_searles_interval():
    rng = np.random.default_rng(7)
    c = np.repeat(np.arange(10), 6)
    y = rng.normal(0, 1, 10)[c] + rng.normal(0, 1, 60)
    means = np.bincount(c, y) / 6
    f = 6 * means.var(ddof=1) / (((y - means[c]) ** 2).sum() / 50)
    e = stats.intraclass_correlation(y, c)
    assert e.value == pytest.approx((f - 1) / (f + 5))
    low = f / scipy_stats.f.ppf(0.975, 9, 50)
    assert e.low == pytest.approx(max(0, (low - 1) / (low + 5)))
    assert stats.intraclass_correlation([1, 2], [1, 2]).status == "too_few"
    assert stats.intraclass_correlation([3] * 6, [1, 1, 1, 2, 2, 2]).status == "not_estimable"


def test_summaries_of_single_pupils_are_hedges_without_clusters():
    # With an ICC of 0 the variance is that of an ordinary d.
    e = stats.hedges_total_effect(5, 10, 0, [20, 25], [22, 18])
    n_t, n_c = 45, 40
    assert e.value == 0.5
    assert e.details["variance"] == pytest.approx(85 / (n_t * n_c) + 0.25 / (2 * 83))
    wider = stats.hedges_total_effect(5, 10, 0.2, [20, 25], [22, 18])
    assert wider.se > e.se
    assert stats.hedges_total_effect(5, 10, 0.2, [20], [22, 18]).status == "too_few"
    assert stats.hedges_total_effect(5, 0, 0.2, [20, 2], [22, 18]).status == "not_estimable"
    assert stats.hedges_total_effect(5, 1, 1.2, [20, 2], [22, 18]).status == "refused"
