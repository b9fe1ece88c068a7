"""What must hold for any data: mirrors, units, replication, and no NaN anywhere."""

import dataclasses
import math

import numpy as np
import pytest
from example_counts import examples
from hypothesis import assume, example, given
from hypothesis import strategies as st

from spp_research import stats

marks = st.lists(st.integers(0, 100).map(float), min_size=2, max_size=25)
gappy = st.lists(st.none() | st.integers(0, 6).map(float), max_size=12)
pairs = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=25)
rows = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40), st.booleans(), st.integers(1, 5)),
    max_size=24,
)
quick = examples(60)


def mirrored(e, other):
    assert e.status == other.status
    if e.value is None:
        return
    assert other.value == -e.value
    if e.low is None:
        assert other.low is None
    else:
        assert (other.low, other.high) == (-e.high, -e.low)


def sound(e):
    """No NaN or infinity; a value whenever all is well, a reason whenever it is not."""
    for field in dataclasses.fields(e):
        value = getattr(e, field.name)
        assert not isinstance(value, float) or math.isfinite(value)
    assert all(v is None or math.isfinite(v) for v in e.details.values())
    if e.status == "ok":
        assert e.reason == ""
        centre = e.value if isinstance(e, stats.Estimate) else e.mean
        assert centre is not None
        if e.low is not None:
            assert e.low - 1e-9 <= centre <= e.high + 1e-9
            assert e.low < e.high
    else:
        assert e.reason
        assert e.low is None


@quick
@given(marks, marks)
def test_swapping_groups_mirrors(x, y):  # pitfall 26
    for measure in (stats.mean_difference, stats.hedges_g, stats.cliffs_delta):
        mirrored(measure(x, y), measure(y, x))


@quick
@given(rows)
def test_swapping_the_treatment_mirrors(data):
    x, y, t, c = (
        (np.array(col, dtype=float) for col in zip(*data, strict=True)) if data else [[]] * 4
    )
    t = np.array(t)
    mirrored(stats.adjusted_effect(x, y, t), stats.adjusted_effect(x, y, 1 - t))
    for before in (None, x):
        one = stats.clustered_effect(y, t, c, before)
        two = stats.clustered_effect(y, 1 - t, c, before)
        assert one.status == two.status
        if one.value is not None:
            assert two.value == pytest.approx(-one.value, rel=1e-6, abs=1e-8)


@quick
@given(st.integers(1, 30), st.integers(1, 30), st.data())
def test_swapping_proportions_mirrors(n1, n2, data):
    x1, x2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    one, two = (
        stats.proportion_difference(x1, n1, x2, n2),
        stats.proportion_difference(x2, n2, x1, n1),
    )
    assert (two.value, two.low, two.high) == pytest.approx((-one.value, -one.high, -one.low))
    assert -1 <= one.low <= one.value <= one.high <= 1 and one.low < one.high


@quick
@given(pairs, st.sampled_from([(10, 5), (0.01, -3), (1000, 0)]))
def test_rescaling_marks_leaves_effects(data, scale):  # pitfall 27
    x, y = (np.array(col, dtype=float) for col in zip(*data, strict=True))
    a, b = scale
    assume(np.std(x) > 0 and np.std(y) > 0)
    for measure in (stats.hedges_g, stats.standardised_change):
        e, f = measure(x, y), measure(a * x + b, a * y + b)
        assert f.value == pytest.approx(e.value, rel=1e-7, abs=1e-9)
        assert (f.low is None) == (e.low is None)
        if e.low is not None:
            assert (f.low, f.high) == pytest.approx((e.low, e.high), rel=1e-6, abs=1e-8)
    raw, scaled = stats.mean_difference(x, y), stats.mean_difference(a * x + b, a * y + b)
    assert scaled.value == pytest.approx(a * raw.value, rel=1e-7, abs=1e-9)


def test_rescaling_leaves_cluster_effects():
    rng = np.random.default_rng(0)
    for j in (2, 6, 14):
        c = np.repeat(np.arange(j), 12)
        t, x = (c % 2).astype(float), rng.normal(50, 10, c.size)
        y = x + rng.normal(0, 4, j)[c] + rng.normal(0, 6, c.size)
        e = stats.clustered_effect(y, t, c, x)
        f = stats.clustered_effect(10 * y + 500, t, c, 0.1 * x - 7)
        assert (f.value, f.low, f.high) == pytest.approx((e.value, e.low, e.high), rel=1e-8)
        g = stats.adjusted_effect(10 * x + 500, 0.1 * y, t)
        assert g.value == pytest.approx(stats.adjusted_effect(x, y, t).value, rel=1e-9)


@quick
@given(marks, marks, st.integers(2, 4))
def test_replication_never_widens(x, y, times):
    for measure in (stats.mean_difference, stats.hedges_g, stats.cliffs_delta):
        once, more = measure(x, y), measure(x * times, y * times)
        # J and the SD of two or three marks change with replication by more than the width does.
        if once.low is None or (measure is stats.hedges_g and min(len(x), len(y)) < 5):
            continue
        assert more.high - more.low <= (once.high - once.low) * (1 + 1e-9)
        if measure is not stats.hedges_g:
            assert more.value == pytest.approx(once.value)


@quick
@given(st.integers(0, 20), st.integers(0, 20), st.integers(2, 5))
def test_replication_never_widens_counts(x, rest, times):
    assume(x + rest > 0)
    once, more = stats.proportion(x, x + rest), stats.proportion(times * x, times * (x + rest))
    assert more.high - more.low < once.high - once.low
    up = stats.paired_proportion_change(x, rest, x + rest + 3)
    more = stats.paired_proportion_change(times * x, times * rest, times * (x + rest + 3))
    assert more.high - more.low < up.high - up.low


@quick
@given(gappy, gappy)
@example([0.0, None, 4.0], [6.0, None, 1.0])  # raters who differ far more than the units do
def test_thin_groups_are_sound(x, y):
    for measure in (stats.mean_difference, stats.hedges_g, stats.cliffs_delta):
        sound(measure(x, y))
    n = min(len(x), len(y))
    for measure in (stats.mean_change, stats.standardised_change, stats.net_change):
        sound(measure(x[:n], y[:n]))
    for measure in (stats.cohens_kappa, stats.gwet_ac1):
        sound(measure(x[:n], y[:n]))
    table = [list(row) for row in zip(x, y, strict=False)]
    for measure in (
        stats.percent_agreement,
        stats.fleiss_kappa,
        stats.icc_agreement,
        stats.cronbach_alpha,
    ):
        sound(measure(table))
    for kind in ("nominal", "ordinal", "interval"):
        sound(stats.krippendorff_alpha(table, kind, resamples=40))


@quick
@given(rows)
def test_thin_designs_are_sound(data):
    x, y, t, c = (list(col) for col in zip(*data, strict=True)) if data else ([], [], [], [])
    sound(stats.adjusted_effect(x, y, t))
    for arm in (t, [k % 2 for k in c]):
        sound(stats.clustered_effect(y, arm, c))
        sound(stats.clustered_effect(y, arm, c, x))
        sound(stats.cluster_mean_difference(y, arm, c))
    sound(stats.intraclass_correlation(y, c))
    sound(stats.rate_ratio(y, t))
    possible = [a + b for a, b in zip(x, y, strict=True)]
    sound(stats.attendance_rate(x, possible))
    sound(stats.attendance_difference(x, possible, t))


@quick
@given(st.lists(st.tuples(st.integers(-20, 20), st.integers(0, 30)), max_size=9))
def test_any_pool_is_sound(data):
    y, v = [e / 10 for e, _ in data], [s / 100 for _, s in data]
    pooled = stats.pool(y, v)
    sound(pooled)
    if pooled.status == "ok":
        assert pooled.tau2_low <= pooled.tau2_high
        other = stats.pool([-e for e in y], v)
        assert (other.low, other.high) == pytest.approx((-pooled.high, -pooled.low))
