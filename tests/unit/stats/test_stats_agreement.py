"""Agreement by the definitions, on textbook tables and on the edges."""

import itertools

import numpy as np
import pytest
from statsmodels.stats import inter_rater

from spp_research import stats

# Krippendorff (2011, Computing Krippendorff's Alpha-Reliability), section C: four observers,
# twelve units, some ratings missing; alpha printed as .743, .815 and .849.
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
UNITS = [list(unit) for unit in zip(*OBSERVERS, strict=True)]
# Shrout & Fleiss (1979), table 2: six targets, four judges; ICC(2,1) printed as .29.
JUDGES = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


@pytest.mark.parametrize(
    ("level", "printed"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_alpha_as_printed(level, printed):  # pitfall 22
    e = stats.krippendorff_alpha(UNITS, level)
    assert e.value == pytest.approx(printed, abs=5e-4)
    assert e.n == 11
    assert e.low < e.value < e.high <= 1
    assert any("1 unit left out" in w for w in e.warnings)


def alpha_by_pairs(units, level):
    """Alpha from every pair of ratings, as defined."""
    units = [[r for r in unit if r is not None] for unit in units]
    units = [unit for unit in units if len(unit) > 1]
    values = [r for unit in units for r in unit]
    n = len(values)
    count = {c: values.count(c) for c in set(values)}

    def gap(a, b):
        if level == "nominal":
            return float(a != b)
        if level == "interval":
            return (a - b) ** 2
        low, high = min(a, b), max(a, b)
        return (sum(m for c, m in count.items() if low <= c <= high)
                - (count[a] + count[b]) / 2) ** 2  # fmt: skip

    observed = sum(
        gap(a, b) / (len(unit) - 1) for unit in units for a, b in itertools.permutations(unit, 2)
    )
    expected = sum(gap(a, b) for a, b in itertools.permutations(values, 2))
    return 1 - (observed / n) / (expected / (n * (n - 1)))


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
@pytest.mark.parametrize("raters", [2, 3, 6])
def test_alpha_is_its_definition(level, raters):  # T6: also complete data from many raters
    rng = np.random.default_rng(raters)
    units = [[int(r) for r in row] for row in rng.integers(1, 6, (25, raters))]
    units[3][0] = None
    e = stats.krippendorff_alpha(units, level, resamples=200)
    assert e.value == pytest.approx(alpha_by_pairs(units, level), rel=1e-10)


def test_alpha_bootstrap():  # pitfall 39
    first, again, other = (
        stats.krippendorff_alpha(UNITS, "ordinal", seed=s, resamples=500) for s in (1, 1, 2)
    )
    assert first == again != other
    # The resampled statistic is alpha of the resampled units, gaps and all.
    rng = np.random.default_rng(1)
    kept = [u for u in UNITS if sum(r is not None for r in u) > 1]
    drawn = [kept[i] for i in rng.integers(0, len(kept), len(kept))]
    repeated = stats.krippendorff_alpha(drawn, "ordinal", resamples=50)
    assert repeated.value == pytest.approx(alpha_by_pairs(drawn, "ordinal"))


def test_alpha_of_text():
    units = [["low", "low"], ["high", "mid"], ["mid", "mid"], ["high", "high"], ["low", "mid"]]
    order = ["low", "mid", "high"]
    coded = [[order.index(r) for r in unit] for unit in units]
    assert stats.krippendorff_alpha(units, "ordinal", levels=order).value == pytest.approx(
        alpha_by_pairs(coded, "ordinal")
    )
    assert stats.krippendorff_alpha(units, "ordinal").status == "refused"
    assert stats.krippendorff_alpha(units, "interval").status == "refused"
    assert stats.krippendorff_alpha(units).status == "ok"
    with pytest.raises(ValueError, match="not among the levels"):
        stats.krippendorff_alpha(units, "ordinal", levels=["low", "mid"])


@pytest.mark.parametrize("weights", [None, "linear", "quadratic"])
@pytest.mark.parametrize("seed", range(4))
def test_kappa_equals_statsmodels(weights, seed):
    rng = np.random.default_rng(seed)
    first = rng.integers(1, 5, 60)
    second = np.clip(first + rng.integers(-1, 2, 60), 1, 4)
    cells = np.zeros((4, 4))
    np.add.at(cells, (first - 1, second - 1), 1)
    wt = {None: None, "linear": "linear", "quadratic": "fc"}[weights]
    other = inter_rater.cohens_kappa(cells, wt=wt)
    e = stats.cohens_kappa(first, second, weights)
    assert e.value == pytest.approx(other.kappa, rel=1e-10)
    assert e.se == pytest.approx(np.sqrt(other.var_kappa), rel=1e-8)
    assert (weights or "unweighted") in e.measure
    swapped = stats.cohens_kappa(second, first, weights)
    assert (swapped.value, swapped.se) == pytest.approx((e.value, e.se))


def test_levels_that_nobody_used_count_for_weights():
    first, second = [1, 1, 4, 4, 1, 4, 4], [1, 4, 4, 4, 1, 2, 4]
    given = stats.cohens_kappa(first, second, "quadratic", levels=[1, 2, 3, 4])
    bare = stats.cohens_kappa(first, second, "quadratic")
    assert given.value != bare.value
    plain = stats.cohens_kappa(first, second, levels=[1, 2, 3, 4])
    assert plain.value == pytest.approx(stats.cohens_kappa(first, second).value)


def test_perfect_agreement():  # pitfall 21
    first = [1, 2, 3, 1, 2, 3, 1, 2]
    pairs = list(zip(first, first, strict=True))
    for e in (
        stats.cohens_kappa(first, first),
        stats.cohens_kappa(first, first, "quadratic"),
        stats.gwet_ac1(first, first),
        stats.fleiss_kappa(pairs),
        stats.krippendorff_alpha(pairs),
        stats.krippendorff_alpha(pairs, "interval"),
        stats.icc_agreement(pairs),
    ):
        assert (e.status, e.value) == ("ok", 1.0), e
        assert e.low is None and e.warnings  # no interval of no width
    raw = stats.percent_agreement(pairs)
    assert raw.value == raw.high == 1 and raw.low < 1


def test_one_category_is_not_estimable():  # pitfall 21
    ones = [2] * 9
    pairs = [[2, 2]] * 9
    for e in (
        stats.cohens_kappa(ones, ones),
        stats.cohens_kappa(ones, ones, levels=[1, 2, 3]),
        stats.gwet_ac1(ones, ones),
        stats.fleiss_kappa(pairs),
        stats.krippendorff_alpha(pairs),
    ):
        assert (e.status, e.value, e.details["percent_agreement"]) == ("not_estimable", None, 1.0)
    assert stats.icc_agreement(pairs).status == "not_estimable"


def test_prevalence_paradox():  # pitfall 21: 90% agreement, kappa -.05, AC1 .89
    first, second = [1] * 90 + [1] * 5 + [2] * 5, [1] * 90 + [2] * 5 + [1] * 5
    e = stats.cohens_kappa(first, second)
    assert e.details["percent_agreement"] == 0.9
    assert e.value == pytest.approx(-0.0526, abs=1e-4)
    assert e.details["gwet_ac1"] == pytest.approx(0.8895, abs=1e-4)
    assert any("Gwet's AC1" in w for w in e.warnings)
    ac1 = stats.gwet_ac1(first, second)
    assert ac1.value == e.details["gwet_ac1"]
    assert ac1.low < ac1.value < ac1.high


def test_fleiss_equals_statsmodels_and_refuses_gaps():  # pitfall 22
    rng = np.random.default_rng(0)
    ratings = rng.integers(0, 4, (40, 5))
    table, _ = inter_rater.aggregate_raters(ratings)
    e = stats.fleiss_kappa(ratings)
    assert e.value == pytest.approx(inter_rater.fleiss_kappa(table))
    assert e.low < e.value < e.high
    gap = stats.fleiss_kappa([[1, 2], [1, None], [2, 2]])
    assert gap.status == "refused" and "Krippendorff" in gap.reason


@pytest.mark.parametrize("measure", [stats.fleiss_kappa, lambda r: stats.gwet_ac1(*zip(*r))])  # noqa: B905
def test_linearised_error_is_close_to_a_jackknife(measure):
    rng = np.random.default_rng(2)
    first = rng.integers(0, 3, 150)
    second = np.where(rng.random(150) < 0.6, first, rng.integers(0, 3, 150))
    rows = list(zip(first.tolist(), second.tolist(), strict=True))
    left = np.array([measure(rows[:i] + rows[i + 1 :]).value for i in range(150)])
    jackknife = np.sqrt(149 / 150 * ((left - left.mean()) ** 2).sum())
    assert measure(rows).se == pytest.approx(jackknife, rel=0.02)


def test_percent_agreement_of_several_raters():
    e = stats.percent_agreement(
        [["a", "a", "a"], ["a", "b", "a"], ["b", "b", None], ["a"] + [None] * 2]
    )
    assert (e.n, e.value) == (3, pytest.approx(2 / 3))
    assert e.details["pairwise"] == pytest.approx((1 + 1 / 3 + 1) / 3)
    assert stats.percent_agreement([[1, None], [None, 2]]).status == "too_few"
    assert stats.percent_agreement([]).status == "too_few"


def test_icc_as_printed_and_by_anova():
    e = stats.icc_agreement(JUDGES)
    assert e.value == pytest.approx(0.2898, abs=5e-5)
    # psych::ICC on the same table: lower .019, upper .761 (ICC2).
    assert (e.low, e.high) == pytest.approx((0.0188, 0.7611), abs=5e-4)
    shifted = stats.icc_agreement([[a, a + 3] for a in (1, 4, 6, 9, 12)])
    assert 0 < shifted.value < 1 and shifted.low < shifted.value < shifted.high
    even = stats.icc_agreement([[2, 1], [1, 2]])
    assert even.status == "not_estimable"
    assert stats.icc_agreement([[1, 2], [None, 3]]).status == "too_few"


def test_cronbach():
    rng = np.random.default_rng(1)
    trait = rng.normal(0, 1, 120)
    items = trait[:, None] + rng.normal(0, 1, (120, 4))
    e = stats.cronbach_alpha(items)
    covariance = np.cov(items.T)
    alpha = 4 / 3 * (1 - np.trace(covariance) / covariance.sum())
    assert e.value == pytest.approx(alpha)
    assert e.low < alpha < e.high and not e.warnings
    weak = stats.cronbach_alpha(rng.normal(0, 1, (50, 2)))
    assert any("below .70" in w for w in weak.warnings)
    assert any("fewer than three items" in w for w in weak.warnings)
    # One item stated the other way round and not turned: alpha collapses.
    turned = items * [1, 1, 1, -1]
    assert stats.cronbach_alpha(turned).value < 0.5
    assert stats.cronbach_alpha([[1, 2, 3]]).status == "too_few"
    assert stats.cronbach_alpha([[1, 2], [1, 2]]).status == "not_estimable"
    assert stats.cronbach_alpha([[1, 1], [2, 2], [4, 4]]).value == 1.0
