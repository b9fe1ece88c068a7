"""Resampling of whole units, with a recorded seed, as counts of how often each was drawn."""

from collections.abc import Callable

import numpy as np


def draws(size: int, resamples: int, rng: np.random.Generator) -> np.ndarray:
    """Give a table: how often each of `size` units was drawn in each resample."""
    return rng.multinomial(size, np.full(size, 1 / size), size=resamples)


def generator(seed: int) -> np.random.Generator:
    """Give numpy's generator for a seed."""
    return np.random.default_rng(seed)


def percentile_limits(values: np.ndarray, confidence: float) -> tuple[float, float]:
    """Give the percentile interval of resampled values."""
    tail = (1 - confidence) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    return float(low), float(high)


def bca_limits(
    groups, statistic: Callable, confidence: float, seed: int, resamples: int
) -> tuple[float, float]:
    """Give the bias-corrected and accelerated interval of a statistic of two groups.

    Efron (1987, JASA 82:171). `statistic(weights_1, weights_2, groups)` takes one row of
    weights for each resample. The acceleration comes from leaving out one unit at a time, of
    either group.
    """
    from scipy.special import ndtr, ndtri

    rng = generator(seed)
    sizes = [g[0].size for g in groups]
    whole = [np.ones((1, size)) for size in sizes]
    observed = float(statistic(*whole, groups)[0])
    values = statistic(*(draws(size, resamples, rng) for size in sizes), groups)
    below = (np.count_nonzero(values < observed) + np.count_nonzero(values == observed) / 2) / (
        values.size
    )
    edge = 0.5 / values.size
    bias = float(ndtri(min(max(below, edge), 1 - edge)))
    first = statistic(
        1 - np.eye(sizes[0]), np.repeat(whole[1], sizes[0], axis=0), groups
    )  # fmt: skip
    second = statistic(np.repeat(whole[0], sizes[1], axis=0), 1 - np.eye(sizes[1]), groups)
    # Two samples: each group's influence is scaled by its own size (Efron & Tibshirani 1993).
    pull = np.concatenate(
        [(s - 1) * (left.mean() - left) / s for s, left in zip(sizes, (first, second), strict=True)]
    )
    square = float((pull**2).sum())
    acceleration = float((pull**3).sum()) / (6 * square**1.5) if square > 0 else 0.0
    limits = []
    for p in ((1 - confidence) / 2, (1 + confidence) / 2):
        z = bias + float(ndtri(p))
        share = float(ndtr(bias + z / (1 - acceleration * z)))
        limits.append(float(np.quantile(values, share)))
    return limits[0], limits[1]
