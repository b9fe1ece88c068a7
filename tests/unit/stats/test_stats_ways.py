"""One comparison in several ways, pupils chosen by scores, and one cycle against another."""

import math

import numpy as np
import pandas as pd
import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from spp_research import stats
from spp_research.stats.cycle_changes import widened
from spp_research.stats.estimate import Estimate

ALIKE = {"same_test": True, "same_time_of_year": True, "same_year_group": True}


def groups(seed=1, n=14, gain=6.0):
    rng = np.random.default_rng(seed)
    treated = np.arange(2 * n) % 2
    before = rng.normal(50, 10, 2 * n).round()
    return before, (before + rng.normal(0, 5, 2 * n) + gain * treated).round(), treated


def test_each_way_by_its_definition():
    x, y, t = groups()
    found = stats.robustness(x, y, t)
    ways = {way.name: way for way in found.ways}
    main = stats.adjusted_effect(x, y, t)
    s = main.details["sd"]
    assert (found.main, ways["ancova"].low) == (main.value, main.low)
    d = y - x
    gain = scipy_stats.ttest_ind(d[t == 1], d[t == 0])
    low, high = gain.confidence_interval()
    assert ways["gain"].value == pytest.approx((d[t == 1].mean() - d[t == 0].mean()) / s)
    assert (ways["gain"].low, ways["gain"].high) == pytest.approx((low / s, high / s))
    shift = np.median(np.subtract.outer(d[t == 1], d[t == 0])) / s
    assert ways["ranks"].value == pytest.approx(shift) and ways["ranks"].low is None
    cliff = stats.cliffs_delta(d[t == 1], d[t == 0])
    band = 2 * scipy_stats.norm.cdf(0.10 / math.sqrt(2)) - 1
    assert ways["ranks"].verdict == stats.verdict(cliff, band)
    left = [
        stats.adjusted_effect(np.delete(x, i), np.delete(y, i), np.delete(t, i)).value
        for i in range(len(x))
    ]
    assert ways["leave-out lowest"].value == pytest.approx(min(left))
    assert ways["leave-out highest"].value == pytest.approx(max(left))
    values = [way.value for way in found.ways]
    assert (found.lowest, found.highest) == (min(values), max(values))


def test_agreement():
    clear = stats.robustness(*groups(gain=12.0))
    assert clear.agreement in ("same", "same direction") and clear.verdict == "better"
    # Far apart at the start: the gain says one thing and the adjusted result another.
    rng = np.random.default_rng(4)
    t = np.repeat([1, 0], 20)
    x = rng.normal(50, 8, 40) + 12 * t
    y = 50 + 0.3 * (x - 50) + rng.normal(0, 6, 40) + 4 * t
    apart = stats.robustness(x, y, t)
    assert apart.agreement == "depends" and apart.verdict == "unclear"
    lower = stats.robustness(*groups(gain=-12.0), higher_is_better=False)
    assert lower.verdict == "better"


def test_classes_are_left_out_in_turn_where_there_are_three_an_arm():
    x, y, t = groups(n=18)
    group = np.where(t == 1, "a", "b") + np.char.mod("%d", np.arange(36) // 12)
    found = stats.robustness(x, y, t, cluster=group)
    left = [
        stats.adjusted_effect(*(v[group != g] for v in (x, y, t))).value for g in np.unique(group)
    ]
    assert found.details["left_out"] == 6
    assert found.ways[3].value == pytest.approx(min(left))
    few = stats.robustness(x, y, t, cluster=np.where(t == 1, "a", "b"))
    assert len(few.ways) == 3 and any("no class was left out" in w for w in few.warnings)
    gap = stats.robustness(x, y, t, cluster=["", None, *group[2:]])
    assert "2 rows left out because a value is missing" in gap.warnings


def test_robustness_of_little_or_nothing():
    x, y, t = groups(n=7)
    few = stats.robustness(x, y, t)
    assert (few.status, few.main, few.ways) == ("too_few", None, ()) and "8 of each" in few.reason
    flat = stats.robustness([1] * 20, [1] * 20, [1, 0] * 10)
    assert flat.status == "not_estimable" and flat.agreement == ""
    with pytest.raises(ValueError, match="it holds 'N', 'Y'"):
        stats.robustness(*groups()[:2], ["Y", "N"] * 14)


def test_nobody_is_named():
    x, y, t = groups()
    said = repr(stats.robustness(x, y, t))
    assert "leave" not in said and not any(f"{v:g}" in said for v in x[:3])


# Chosen by scores --------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "of"), [(1, 30), (6, 30), (15, 30), (29, 30), (3, 4)])
def test_bloms_mean(n, of):
    e = stats.selection_effect(n, of, sd=12, reliability=0.8)
    ranks = (np.arange(1, n + 1) - 0.375) / (of + 0.25)
    h = -scipy_stats.norm.ppf(ranks).mean()
    assert (e.value, e.details["h"]) == pytest.approx((0.2 * 12 * h, h))
    above = stats.selection_effect(n, of, sd=12, reliability=0.8, selected="above")
    assert above.value == -e.value
    unknown = stats.selection_effect(n, of, sd=12)
    assert unknown.value == unknown.details["at_r70"] == pytest.approx(0.3 * 12 * h)
    assert unknown.details["at_r50"] > unknown.details["at_r70"] > unknown.details["at_r90"]
    assert (
        any("reliability" in w for w in unknown.warnings) and unknown.details["reliability"] is None
    )


def test_a_share_and_the_spread_of_those_chosen():
    p = 0.3
    z = scipy_stats.norm.ppf(p)
    h = scipy_stats.norm.pdf(z) / p
    e = stats.selection_effect(share=p, sd=10, reliability=0.6)
    assert e.value == pytest.approx(0.4 * 10 * h)
    below = scipy_stats.truncnorm(-np.inf, z)
    from_chosen = stats.selection_effect(share=p, sd_selected=10 * below.std(), reliability=0.6)
    assert from_chosen.value == pytest.approx(e.value, rel=1e-6)
    assert any("worked out from those chosen" in w for w in from_chosen.warnings)
    counts = stats.selection_effect(9, 30, sd_selected=10 * below.std(), reliability=0.6)
    assert counts.value == pytest.approx(e.value, rel=1e-6)  # by share, as the SD is
    assert stats.selection_effect(30, 30, sd=10).value == 0


@pytest.mark.parametrize(
    ("args", "options", "reason"),
    [
        ((31, 30), {"sd": 10}, "31 of 30"),
        ((0, 30), {"sd": 10}, "0 of 30"),
        ((2.5, 30), {"sd": 10}, "whole"),
        ((6,), {"sd": 10}, "both are needed"),
        ((), {"sd": 10}, "not known"),
        ((6, 30), {}, "no SD"),
        ((6, 30), {"sd": 0}, "no SD"),
        ((6, 30), {"sd": -2}, "no SD"),
        ((6, 30), {"sd": 10, "reliability": 1.2}, "between 0 and 1"),
        ((), {"share": 0, "sd": 10}, "share"),
        ((31, 30), {"reliability": -1}, "between 0 and 1"),  # many at once
    ],
)
def test_choices_that_cannot_be(args, options, reason):
    e = stats.selection_effect(*args, **options)
    assert (e.status, e.value) == ("refused", None) and reason in e.reason


def change(value, low, high):
    return Estimate(value, low, high, 1.0, 6, "mean change of matched pairs", "marks", sizes=(6,))


def test_against_what_choosing_brings():
    chosen = stats.selection_effect(6, 30, sd=10)  # 1.4, 4.1, 6.8
    for found, words in (
        (change(9, 7, 11), "more than"),
        (change(9, 6, 12), "partly or wholly what"),
        (change(1, -2, 4), "no more than"),
        (change(3, None, None), "partly or wholly what"),
        (Estimate(None, None, None, None, 0, "x", "marks", status="too_few", reason="few"), "not"),
    ):
        said = stats.against_selection(found, chosen)
        assert said.startswith(words) and said.endswith("choosing low scorers brings by itself")
    known = stats.selection_effect(6, 30, sd=10, reliability=0.9)  # 1.4
    assert stats.against_selection(change(4, 2, 6), known).startswith("more than")
    high = stats.selection_effect(6, 30, sd=10, selected="above")
    assert stats.against_selection(change(-9, -11, -7), high).startswith("more than")
    assert "high scorers" in stats.against_selection(change(-1, -4, 2), high)


def test_better_only_beyond_what_choosing_brings():
    chosen = stats.selection_effect(6, 30, sd=10)
    assert stats.verdict(change(9, 7, 11), 1, selection=chosen) == "better"
    assert stats.verdict(change(9, 6, 12), 1, selection=chosen) == "unclear"
    assert stats.verdict(change(9, 6, 12), 1) == "better"
    assert stats.verdict(change(-9, -12, -6), 1, selection=chosen) == "worse"


# Cycles ------------------------------------------------------------------------------------------


def year(value, low, high, n=30, **more):
    return Estimate(value, low, high, None, n, "adjusted effect", "SD", sizes=(n,), **more)


NOTHING = Estimate(None, None, None, None, 1, "gain", "SD", status="too_few", reason="few")
FIRST, SECOND = year(0.1, -0.05, 0.25), year(0.3, 0.12, 0.48, 28)


def test_two_cycles_by_hand():
    e = stats.cycle_change(FIRST, SECOND, **ALIKE)
    assert (e.value, e.low) == pytest.approx((0.2, 0.2 - math.hypot(0.18, 0.15)))
    assert (e.n, e.sizes, e.details["correlation"]) == (58, (30, 28), 0)
    shared = stats.cycle_change(FIRST, SECOND, **ALIKE, shared=20, r=0.7)
    rho = 0.7 * 20 / math.sqrt(30 * 28)
    down = math.sqrt(0.18**2 + 0.15**2 - 2 * rho * 0.18 * 0.15)
    assert (shared.low, shared.details["correlation"]) == pytest.approx((0.2 - down, rho))
    unknown = stats.cycle_change(FIRST, SECOND, **ALIKE, shared=20)
    assert unknown.low == e.low and any("too wide" in w for w in unknown.warnings)


@pytest.mark.parametrize(
    ("second", "options", "reason"),
    [
        (SECOND, {"same_test": False}, "same test"),
        (SECOND, {"same_time_of_year": None}, "times of the year"),
        (SECOND, {"same_year_group": 1}, "year groups"),
        (SECOND, {"designs": ("A", "B")}, "different designs"),
        (SECOND, {"designs": ("A", None)}, "design of each"),
        (SECOND, {"shared": 29}, "29 pupils"),
        (SECOND, {"shared": 5, "r": 1.5}, "correlation"),
        (year(0.3, None, None), {}, "no interval"),
        (year(0.3, 0.1, 0.5, confidence=0.9), {}, "another confidence"),
        (Estimate(1, 0, 2, None, 30, "adjusted effect", "marks"), {}, "another unit"),
        (Estimate(1, 0, 2, None, 30, "gain", "SD"), {}, "another measure"),
        (NOTHING, {}, "few"),
        (year(0.3, None, None), {"same_test": False, "shared": 99}, "same test"),  # many at once
    ],
)  # fmt: skip
def test_cycles_that_are_not_alike(second, options, reason):
    e = stats.cycle_change(FIRST, second, **ALIKE | options)
    assert (e.status, e.value) == ("refused", None) and reason in e.reason


def test_what_is_no_estimate_raises():
    with pytest.raises(ValueError, match="Estimates"):
        stats.cycle_change(0.1, SECOND, **ALIKE)
    with pytest.raises(ValueError, match="Estimate"):
        stats.cycles([0.1, 0.2], ["2024", "2025"], **ALIKE)
    with pytest.raises(ValueError, match="2 labels"):
        stats.cycles([FIRST], ["2024", "2025"], **ALIKE)


def test_several_cycles_hold_together():
    three = [FIRST, SECOND, year(0.2, 0.0, 0.4)]
    found = stats.cycles(three, ["2023", "2024", "2025"], **ALIKE)
    assert found.confidence == pytest.approx(1 - 0.05 / 3) and found.chart is None
    assert [step[:2] for step in found.steps] == [("2023", "2024"), ("2024", "2025")]
    z = scipy_stats.norm.ppf(1 - 0.05 / 6) / scipy_stats.norm.ppf(0.975)
    assert found.overall.value == pytest.approx(0.1)
    assert found.overall.low == pytest.approx(0.1 - math.hypot(0.2, 0.15) * z)
    two = stats.cycles(three[:2], ["2024/25", "2025/26"], **ALIKE)
    assert two.overall == stats.cycle_change(FIRST, SECOND, **ALIKE) == two.steps[0][2]
    many = stats.cycles([FIRST] * 10, range(2010, 2020), **ALIKE)
    assert many.chart is not None and many.chart.median == pytest.approx(0.1)
    refused = stats.cycles(three, ["2023", "2024", "2025"], **ALIKE | {"same_test": False})
    assert refused.status == "refused" and not refused.steps


@pytest.mark.parametrize(
    ("labels", "order", "ok"),
    [
        (["2024", "2025"], None, True),
        (["2025", "2024"], None, False),
        (["2024", "2024"], None, False),
        (["Autumn 2024", "Spring 2025"], None, True),
        (["Spring 2024", "Autumn 2024"], None, True),
        (["2024/25 autumn", "2024/25 spring"], None, True),
        (["2024/25 spring", "2024/25 autumn"], None, False),
        (["before", "after"], None, False),
        (["before", "after"], ["before", "after"], True),
        (["after", "before"], ["before", "after"], False),
        (["before", "later"], ["before", "after"], False),
    ],
)
def test_labels_tell_the_order_of_time_or_it_is_asked_for(labels, order, ok):
    found = stats.cycles([FIRST, SECOND], labels, **ALIKE, order=order)
    assert found.ok == ok
    assert ok or "order" in found.reason


def test_an_interval_at_another_level():
    e = stats.mean_change([1, 2, 3, 4, 5], [2, 5, 4, 4, 9])
    wide = widened(e, 0.99)
    again = stats.mean_change([1, 2, 3, 4, 5], [2, 5, 4, 4, 9], confidence=0.99)
    assert (wide.low, wide.high, wide.confidence) == pytest.approx((again.low, again.high, 0.99))
    assert widened(e, 0.95) is e


def test_schools_of_both_cycles_are_pooled():
    first = {s: year(0.1 * i, 0.1 * i - 0.2, 0.1 * i + 0.2) for i, s in enumerate("abcde")}
    second = {s: year(0.3, 0.1, 0.5) for s in "bcdef"}
    found = stats.partnership_change(first, second, **ALIKE)
    z = scipy_stats.norm.ppf(0.975)
    variance = (math.hypot(0.2, 0.2) / z) ** 2
    same = stats.pool([0.3 - 0.1 * i for i in range(1, 5)], [variance] * 4)
    assert (found.k, found.mean, found.low) == pytest.approx((4, same.mean, same.low))
    assert "schools in one cycle only, left out: 2" in found.warnings
    unlike = stats.partnership_change(first, second, **ALIKE | {"same_test": False})
    assert (unlike.status, unlike.k) == ("too_few", 0)
    assert "schools whose cycles cannot be compared, left out: 4" in unlike.warnings


@examples(60)
@given(
    st.lists(
        st.tuples(*[st.integers(0, 30)] * 2, st.integers(0, 1), st.sampled_from("abcd")),
        max_size=30,
    )
)  # fmt: skip
def test_robustness_never_crashes(rows):
    x, y, t, c = ([row[i] for row in rows] for i in range(4))
    for found in (stats.robustness(x, y, t), stats.robustness(x, y, t, cluster=c)):
        assert found.ok or found.reason
        for way in found.ways:
            assert math.isfinite(way.value) and found.lowest <= way.value <= found.highest


def test_columns_with_labels_are_aligned():
    x, y, t = (pd.Series(v, index=range(100, 128)) for v in groups())
    shuffled = y.sample(frac=1, random_state=2)
    assert stats.robustness(x, shuffled, t) == stats.robustness(x, y, t)
