"""Proportions against statsmodels, textbook cases, and the traps of other programs."""

import numpy as np
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from spp_research import stats


@pytest.mark.parametrize(("x", "n"), [(0, 10), (1, 10), (9, 10), (10, 10), (3, 7), (81, 263)])
def test_wilson(x, n):  # T7: plain Wilson, also at x = 1 and n - 1
    low, high = proportion_confint(x, n, method="wilson")
    e = stats.proportion(x, n)
    assert (e.low, e.high) == pytest.approx((low, high), abs=1e-12)
    assert 0 <= e.low <= e.value <= e.high <= 1
    assert e.low < e.high


def test_wilson_as_printed():
    # Newcombe (1998), Stat. Med. 17:857, table I, method 3: 81/263, 15/148, 0/20, 1/29.
    printed = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0, 0.1611),
               (1, 29): (0.0061, 0.1718)}  # fmt: skip
    for (x, n), limits in printed.items():
        e = stats.proportion(x, n)
        assert (e.low, e.high) == pytest.approx(limits, abs=5e-5)


def test_newcombe_as_printed():  # T4: his method 10, on his own examples
    printed = {
        (56, 70, 48, 80): (0.0524, 0.3339),
        (9, 10, 3, 10): (0.1705, 0.8090),
        (5, 56, 0, 29): (-0.0381, 0.1926),
        (0, 10, 0, 20): (-0.1611, 0.2775),
        (10, 10, 0, 10): (0.6075, 1.0),
    }
    for counts, limits in printed.items():
        e = stats.proportion_difference(*counts)
        assert (e.low, e.high) == pytest.approx(limits, abs=5.1e-5)


def test_statsmodels_score_difference_still_fails():  # T4: why its "score" is not used
    low, _ = confint_proportions_2indep(56, 70, 48, 80, method="score", compare="diff")
    assert stats.proportion_difference(56, 70, 48, 80).low == pytest.approx(0.052431, abs=1e-6)
    assert abs(low - 0.0528297) > 1e-4  # the published score limit it should have given


@pytest.mark.parametrize(
    "counts", [(56, 70, 48, 80), (1, 10, 9, 12), (7, 30, 2, 31), (20, 21, 5, 40)]
)
def test_koopman(counts):
    low, high = confint_proportions_2indep(
        *counts, method="score", compare="ratio", correction=False
    )
    e = stats.risk_ratio(*counts)
    assert (e.low, e.high) == pytest.approx((low, high), rel=1e-6)
    mirrored = stats.risk_ratio(*counts[2:], *counts[:2])
    assert (1 / mirrored.high, 1 / mirrored.low) == pytest.approx((e.low, e.high), rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("counts", [(5, 5, 3, 9), (3, 9, 5, 5), (5, 5, 7, 7), (4, 30, 9, 9)])
def test_koopman_where_all_are_cases(counts):
    # By the definition: fit both proportions under the ratio on a fine grid, then chi-squared.
    x1, n1, x2, n2 = counts
    e = stats.risk_ratio(*counts)
    for ratio in (e.low, e.high):
        p2 = np.linspace(0, min(1, 1 / ratio), 2_000_001)[1:-1]
        p1 = ratio * p2
        likelihood = (
            x1 * np.log(p1)
            + (n1 - x1) * np.log1p(-p1)
            + x2 * np.log(p2)
            + (n2 - x2) * np.log1p(-p2)
        )
        best = likelihood.argmax()
        fitted = ((x1, n1, p1[best]), (x2, n2, p2[best]))
        chi2 = sum((x - n * p) ** 2 / (n * p * (1 - p)) for x, n, p in fitted)
        assert chi2 == pytest.approx(1.959964**2, rel=1e-3)


@pytest.mark.parametrize("counts", [(3, 10, 0, 10), (0, 10, 3, 10), (0, 10, 0, 10)])
def test_ratio_with_zero_is_refused(counts):  # pitfall 17
    e = stats.risk_ratio(*counts)
    assert (e.status, e.value) == ("refused", None)
    assert "counts" in e.reason


def test_all_cases_in_both_groups():
    e = stats.risk_ratio(5, 5, 7, 7)
    assert e.value == 1 and e.low < 1 < e.high


def test_nobody_changed_has_width():  # pitfall 16
    e = stats.paired_proportion_change(0, 0, 30)
    assert e.value == 0 and e.low == -e.high < 0
    assert e.high == pytest.approx(1.959964 * np.sqrt(2 / 32 / 32), rel=1e-6)


def test_everybody_changed_stays_inside():
    up, down = (stats.paired_proportion_change(*c, 6) for c in ((6, 0), (0, 6)))
    assert up.value == 1 and up.high == 1 and up.low < 1
    assert (down.value, down.low, down.high) == (-up.value, -up.high, -up.low)


@pytest.mark.parametrize(
    "call",
    [
        lambda: stats.proportion(5, 3),
        lambda: stats.proportion(-1, 3),
        lambda: stats.proportion(1.5, 3),
        lambda: stats.proportion_difference(5, 3, 1, 2),
        lambda: stats.risk_ratio(1, 3, 4, 2),
        lambda: stats.paired_proportion_change(5, 4, 8),
        lambda: stats.net_agreement(9, 0, 8),
    ],
)
def test_counts_that_cannot_be_are_refused(call):
    e = call()
    assert e.status == "refused" and e.reason and e.value is None


def test_empty_groups_are_named():
    assert stats.proportion(0, 0).status == "too_few"
    e = stats.proportion_difference(0, 0, 1, 5)
    assert e.status == "too_few" and "first" in e.reason
    assert "second" in stats.risk_ratio(1, 5, 0, 0).reason


def test_small_numbers_ask_for_counts():
    assert any("show the counts" in w for w in stats.proportion(3, 9).warnings)
    assert not stats.proportion(3, 10).warnings


def test_net_agreement_difference_is_mover():
    first, second = stats.net_agreement(30, 10, 50), stats.net_agreement(18, 22, 45)
    e = stats.net_agreement_difference(first, second)
    gap = 0.4 - (-4 / 45)
    down = np.hypot(0.4 - first.low, second.high + 4 / 45)
    up = np.hypot(first.high - 0.4, -4 / 45 - second.low)
    assert (e.value, e.low, e.high) == pytest.approx((gap, gap - down, gap + up))
    swapped = stats.net_agreement_difference(second, first)
    assert (swapped.low, swapped.high) == (-e.high, -e.low)


def test_net_agreement_difference_passes_on_what_is_missing():
    empty = stats.net_agreement(0, 0, 0)
    e = stats.net_agreement_difference(stats.net_agreement(3, 1, 9), empty)
    assert e.status == "too_few" and "second wave" in e.reason
    narrow = stats.net_agreement(3, 1, 9, confidence=0.8)
    assert stats.net_agreement_difference(narrow, stats.net_agreement(3, 1, 9)).status == "refused"
