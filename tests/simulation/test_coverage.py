"""Do the intervals hold what they promise? Seeded simulations; run with `-m slow -s` for tables.

Coverage must be at least .93 everywhere for intervals of 95%, and of projects that do nothing at
most 3.5% may be called better (2.5% is the aim).
"""

import math

import numpy as np
import pytest

from spp_research import stats

pytestmark = pytest.mark.slow

RUNS = 2000
LEAST = 0.93


def shown(title: str, rows: list[tuple]) -> None:
    print(f"\n\n| {title} | share |\n|---|---|")
    for name, value in rows:
        print(f"| {name} | {value:.3f} |")


def covered(estimates, truth: float) -> float:
    hits = [e.low <= truth <= e.high for e in estimates]
    assert len(hits) == RUNS
    return sum(hits) / RUNS


def test_hedges_g():
    rng = np.random.default_rng(1)
    rows = []
    for n in (8, 20, 60):
        for effect in (0.0, 0.4, 1.0):
            x, y = rng.normal(effect, 1, (RUNS, n)), rng.normal(0, 1, (RUNS, n))
            share = covered([stats.hedges_g(a, b) for a, b in zip(x, y, strict=True)], effect)
            rows.append((f"g, n = {n} per arm, effect {effect}", share))
    shown("Hedges' g, noncentral t", rows)
    assert min(share for _, share in rows) >= LEAST


def test_standardised_change():
    rng = np.random.default_rng(2)
    rows = []
    for n in (8, 20, 60):
        for r, effect in ((0.3, 0.0), (0.7, 0.5), (0.9, 1.0)):
            x = rng.normal(0, 1, (RUNS, n))
            y = effect + r * x + math.sqrt(1 - r**2) * rng.normal(0, 1, (RUNS, n))
            results = [stats.standardised_change(a, b) for a, b in zip(x, y, strict=True)]
            rows.append((f"d_av, n = {n}, r = {r}, effect {effect}", covered(results, effect)))
    shown("Standardised change d_av, Bonett", rows)
    assert min(share for _, share in rows) >= LEAST


def test_feng_cliff():
    rng = np.random.default_rng(3)
    rows = []
    first, second = np.array([0.1, 0.2, 0.3, 0.25, 0.15]), np.array([0.25, 0.3, 0.2, 0.15, 0.1])
    truth = float((np.sign(np.subtract.outer(range(5), range(5))) * np.outer(first, second)).sum())
    for n in (10, 20, 60):
        x, y = rng.choice(5, (RUNS, n), p=first), rng.choice(5, (RUNS, n), p=second)
        results = [stats.cliffs_delta(a, b) for a, b in zip(x, y, strict=True)]
        rows.append((f"delta {truth:.2f}, n = {n} per arm", covered(results, truth)))
        x, y = rng.choice(5, (RUNS, n), p=first), rng.choice(5, (RUNS, n), p=first)
        results = [stats.cliffs_delta(a, b) for a, b in zip(x, y, strict=True)]
        rows.append((f"delta 0, n = {n} per arm", covered(results, 0.0)))
    shown("Cliff's delta, Feng-Cliff", rows)
    assert min(share for _, share in rows) >= LEAST


def test_bonett_price():
    rng = np.random.default_rng(4)
    rows = []
    for n in (8, 20, 60):
        for up, down in ((0.1, 0.1), (0.4, 0.1), (0.3, 0.3), (0.05, 0.0)):
            drawn = rng.multinomial(n, [up, down, 1 - up - down], RUNS)
            results = [stats.paired_proportion_change(u, d, n) for u, d, _ in drawn.tolist()]
            rows.append((f"n = {n}, up {up}, down {down}", covered(results, up - down)))
    shown("Paired change in a proportion, Bonett-Price", rows)
    assert min(share for _, share in rows) >= LEAST


def test_pooled():
    rng = np.random.default_rng(5)
    rows = []
    for k in (3, 5, 10):
        for tau in (0.0, 0.15, 0.3):
            n = rng.integers(15, 61, (RUNS, k))
            true = 0.2 + tau * rng.normal(0, 1, (RUNS, k))
            # Hedges' g of two arms of n/2 pupils: a noncentral t, drawn directly.
            df, h = n - 2.0, np.sqrt(4 / n)
            d = (rng.normal(0, 1, (RUNS, k)) * h + true) / np.sqrt(rng.chisquare(df) / df)
            g = (1 - 3 / (4 * df - 1)) * d
            variance = 4 / n + g**2 / (2 * n)
            results = [stats.pool(*pair) for pair in zip(g, variance, strict=True)]
            rows.append((f"k = {k}, tau = {tau}", covered(results, 0.2)))
    shown("Pooled mean, wider of Hartung-Knapp and Wald", rows)
    assert min(share for _, share in rows) >= LEAST


def test_clusters():
    rng = np.random.default_rng(6)
    rows = []
    for j in (6, 12, 20):
        c = np.repeat(np.arange(j), 15)
        t = (c % 2).astype(float)
        results = []
        for _ in range(RUNS):
            x = rng.normal(0, 1, c.size)
            noise = rng.normal(0, math.sqrt(0.15), j)[c] + rng.normal(0, math.sqrt(0.5), c.size)
            results.append(stats.clustered_effect(0.6 * x + noise, t, c, x))
        rows.append((f"{j} classes of 15, no effect", covered(results, 0.0)))
    shown("Effect of projects in whole classes", rows)
    assert min(share for _, share in rows) >= LEAST


def test_null_projects_are_seldom_called_better():
    """Projects that do nothing, judged as a report would judge them (pitfall 41)."""
    rng = np.random.default_rng(7)
    rows = []

    def share(name, estimates, swc=0.10):
        better = [stats.direction(e, swc, True).startswith("higher") for e in estimates]
        assert len(better) == RUNS
        rows.append((name, sum(better) / RUNS))

    for n in (10, 30):
        x, y = rng.normal(50, 10, (2, RUNS, n))
        share(
            f"two groups of {n}, marks",
            [stats.mean_difference(*p) for p in zip(x, y, strict=True)],
            1,
        )
        share(f"two groups of {n}, g", [stats.hedges_g(*p) for p in zip(x, y, strict=True)])
        before = rng.normal(0, 1, (RUNS, 2 * n))
        after = 0.7 * before + rng.normal(0, 0.7, before.shape)
        t = np.arange(2 * n) % 2
        share(
            f"two groups of {n}, adjusted",
            [stats.adjusted_effect(a, b, t) for a, b in zip(before, after, strict=True)],
        )
        pre, post = rng.normal(0, 1, (2, RUNS, n))
        share(
            f"{n} pairs, d_av", [stats.standardised_change(*p) for p in zip(pre, post, strict=True)]
        )
        likert = rng.choice(5, (2, RUNS, n), p=[0.1, 0.2, 0.3, 0.25, 0.15])
        share(
            f"two groups of {n}, Likert",
            [stats.cliffs_delta(*p) for p in zip(*likert, strict=True)],
        )
        counts = rng.binomial(n, 0.4, (RUNS, 2)).tolist()
        share(
            f"two groups of {n}, proportion",
            [stats.proportion_difference(a, n, b, n) for a, b in counts],
            0.05,
        )
        incidents = rng.negative_binomial(1, 0.2, (RUNS, 2 * n))
        share(f"two groups of {n}, incidents", [stats.rate_ratio(y, t) for y in incidents])
    for k in (3, 6):
        v = rng.uniform(0.02, 0.15, (RUNS, k))
        y = rng.normal(0, np.sqrt(v + 0.02))
        pools = [stats.pool(*pair) for pair in zip(y, v, strict=True)]
        as_estimates = [
            stats.Estimate(p.mean, p.low, p.high, None, k, "pooled", "SD") for p in pools
        ]
        share(f"pool of {k} schools", as_estimates)
    shown("Null projects called better", rows)
    assert max(value for _, value in rows) <= 0.035
