"""Detectable effects, selection, the ends of scales, and pupils who left."""

import math

import numpy as np
import pytest
from scipy import integrate
from scipy import stats as scipy_stats
from statsmodels.stats.power import TTestIndPower, TTestPower

from spp_research import stats


@pytest.mark.parametrize("n", [5, 15, 60, 400])
def test_mdes_equals_statsmodels(n):
    two = stats.mdes_two_groups(n, 2 * n, power=0.9)
    other = TTestIndPower().solve_power(nobs1=n, ratio=2, power=0.9, alpha=0.05)
    assert two.value == pytest.approx(float(other), rel=1e-5)
    assert two.details["df"] == 3 * n - 2
    one = TTestPower().solve_power(nobs=n, power=0.8, alpha=0.05)
    assert stats.mdes_paired(n).value == pytest.approx(float(np.squeeze(one)), rel=1e-5)


@pytest.mark.parametrize("power", [0.1, 0.5, 0.8, 0.99])
@pytest.mark.parametrize("n", [2, 3, 20])
def test_mdes_has_the_power_it_says(n, power):
    effect = stats.mdes_two_groups(n, power=power).value
    df, nc = 2 * n - 2, effect / math.sqrt(2 / n)
    critical = scipy_stats.t.ppf(0.975, df)
    reached = scipy_stats.nct.sf(critical, df, nc) + scipy_stats.nct.sf(critical, df, -nc)
    assert reached == pytest.approx(power, abs=1e-8)


def test_mdes_with_covariates_and_clusters():
    e = stats.mdes_pupils(60, 0.4, 0.3, 2)
    m = scipy_stats.t.ppf(0.975, 56) + scipy_stats.t.ppf(0.8, 56)
    assert e.details["df"] == 56
    assert e.value == pytest.approx(m * math.sqrt(0.7 / (0.24 * 60)))
    c = stats.mdes_clusters(12, 20, 0.1)
    m = scipy_stats.t.ppf(0.975, 10) + scipy_stats.t.ppf(0.8, 10)
    assert c.value == pytest.approx(m * math.sqrt(0.1 / 3 + 0.9 / 60))
    assert stats.mdes_after(0.1, 10).value == pytest.approx(m * 0.1)


def test_mdes_banner_and_refusals():
    assert any("too small to show" in w for w in stats.mdes_two_groups(20).warnings)
    assert not stats.mdes_two_groups(200).warnings
    assert stats.mdes_two_groups(1, 20).status == "too_few"
    assert stats.mdes_paired(1).status == "too_few"
    assert stats.mdes_pupils(3, covariates=1).status == "too_few"
    assert stats.mdes_clusters(3, 20, 0.1, covariates=1).status == "refused"  # v < 1
    assert stats.mdes_clusters(8, 20, 1.5).status == "refused"
    assert stats.mdes_clusters(8, 0, 0.1).status == "refused"
    assert stats.mdes_pupils(50, share=1).status == "refused"
    assert stats.mdes_pupils(50, r2=1).status == "refused"
    assert stats.mdes_after(0, 3).status == "refused"
    assert stats.mdes_two_groups(-3).status == "refused"


@pytest.mark.parametrize(("cutoff", "selected"), [(85, "below"), (108, "below"), (120, "above")])
def test_regression_to_the_mean_by_integration(cutoff, selected):  # pitfall 30
    e = stats.regression_to_the_mean(100, 15, 0.7, cutoff, selected)
    density = scipy_stats.norm(100, 15).pdf
    limits = (-100, cutoff) if selected == "below" else (cutoff, 300)
    mass = integrate.quad(density, *limits)[0]
    chosen = integrate.quad(lambda x: x * density(x), *limits)[0] / mass
    assert e.value == pytest.approx(100 + 0.7 * (chosen - 100) - chosen, rel=1e-6)
    assert e.details["share_selected"] == pytest.approx(mass, rel=1e-6)
    assert (e.value > 0) == (selected == "below")
    assert any("comparison group" in w for w in e.warnings)


def test_regression_to_the_mean_at_the_edges():
    far = stats.regression_to_the_mean(100, 15, 0.7, -900)
    assert far.status == "ok" and math.isfinite(far.value) and far.value > 250
    assert stats.regression_to_the_mean(100, 15, 1, 85).value == 0
    assert stats.regression_to_the_mean(100, 0, 0.7, 85).status == "not_estimable"
    assert stats.regression_to_the_mean(100, 15, 1.7, 85).status == "refused"
    assert stats.regression_to_the_mean(100, -1, 0.7, 85).status == "refused"
    with pytest.raises(ValueError, match="below"):
        stats.regression_to_the_mean(100, 15, 0.7, 85, "low")


def test_chosen_low_scorers_rise_without_teaching():  # pitfall 30
    rng = np.random.default_rng(0)
    skill = rng.normal(0, math.sqrt(0.7), 200_000)
    before, after = (
        100 + 15 * (skill + rng.normal(0, math.sqrt(0.3), skill.size)) for _ in range(2)
    )
    low = before < 85
    seen = stats.mean_change(before[low], after[low])
    assert stats.verdict(seen, 1) == "better"  # on its face
    expected = stats.regression_to_the_mean(100, 15, 0.7, 85)
    assert expected.value == pytest.approx(seen.value, abs=4 * seen.se)  # all of it expected


def test_ceiling_and_floor():  # pitfall 29
    e = stats.ceiling_and_floor([10] * 4 + [5] * 15 + [0], minimum=0, maximum=10)
    assert e.value == 0.2 and e.details["at_minimum"] == 0.05
    assert [w.split(":")[0] for w in e.warnings] == ["ceiling"]
    edge = stats.ceiling_and_floor([0] * 3 + [5] * 17, minimum=0, maximum=10)
    assert [w.split(":")[0] for w in edge.warnings] == ["floor"]
    assert stats.ceiling_and_floor([5, 11], minimum=0, maximum=10).status == "refused"
    assert stats.ceiling_and_floor([None], minimum=0, maximum=10).status == "too_few"
    assert stats.ceiling_and_floor([5], minimum=3, maximum=3).status == "refused"


def test_attrition():
    e = stats.attrition(50, 40, 60, 57)
    assert (e.value, e.low) == (
        pytest.approx(10 / 50 - 3 / 60),
        stats.proportion_difference(10, 50, 3, 60).low,
    )
    assert any("only those who stayed" in w for w in e.warnings)  # 15 points difference
    assert any("12% of pupils" in w for w in stats.attrition(50, 44, 50, 44).warnings)
    assert not stats.attrition(50, 49, 50, 49).warnings
    assert stats.attrition(50, 55, 50, 49).status == "refused"
    assert stats.attrition(0, 0, 50, 49).status == "too_few"


def test_missing_data_tipping_point():
    change = stats.Estimate(4.0, 1.0, 7.0, 1.5, 80, "mean change", "marks")
    s = stats.missing_data_sensitivity(change, 20, 10)
    assert [delta for delta, _ in s.scenarios] == [0, 0.25, 0.5]
    assert [e.value for _, e in s.scenarios] == pytest.approx([4, 3.5, 3])
    assert s.tipping == pytest.approx(0.5)  # 1.0 = 0.2 x 10 x 0.5
    assert s.scenarios[2][1].low == pytest.approx(0)
    fall = stats.Estimate(-4.0, -7.0, -1.0, 1.5, 80, "mean change", "marks")
    mirrored = stats.missing_data_sensitivity(fall, 20, 10)
    assert mirrored.tipping == s.tipping
    assert mirrored.scenarios[2][1].high == pytest.approx(0)
    wide = stats.Estimate(4.0, -1.0, 9.0, 2.5, 80, "mean change", "marks")
    assert stats.missing_data_sensitivity(wide, 20, 10).tipping == 0
    assert stats.missing_data_sensitivity(change, 0, 10).tipping is None
    assert stats.missing_data_sensitivity(stats.mean_change([1], [2]), 3, 10).reason
