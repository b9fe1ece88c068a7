"""The random-intercept model by REML, as a search over one number.

With lambda = var_between / var_within, generalised least squares is closed-form, so only lambda
is searched: a grid, then the root of the derivative. lambda = 0 is a candidate like any other
and is then exactly ordinary least squares. (A general optimiser over both variances can stop at
an infinite likelihood and say it converged: statsmodels issue 10239 and the lbfgs case. The
tests compare this fit with statsmodels' MixedLM by bfgs.)
"""

from dataclasses import dataclass

import numpy as np

from spp_research.telling import briefly

BOUNDARY = 1e-6  # var_between / var_within below which the clusters explain nothing
_GRID = np.concatenate([[0.0], np.logspace(-6, 6, 73)])


@dataclass(frozen=True)
class MixedFit:
    """Coefficients with their covariance, and the variances between and within clusters."""

    beta: np.ndarray
    covariance: np.ndarray
    var_between: float
    var_within: float

    __repr__ = briefly


class _Sums:
    """Sums within and between clusters, on which the likelihood depends alone."""

    def __init__(self, y: np.ndarray, x: np.ndarray, cluster: np.ndarray):
        self.size = np.bincount(cluster).astype(float)
        both = np.column_stack([x, y])
        self.means = (
            np.column_stack([np.bincount(cluster, col) for col in both.T]) / self.size[:, None]
        )
        inside = both - self.means[cluster]
        self.within = inside.T @ inside
        self.n, self.p = x.shape
        # The residual sum can never be below what x leaves within clusters; rounding can.
        inner = self.within[: self.p, : self.p]
        explained = self.within[-1, :-1] @ np.linalg.pinv(inner) @ self.within[:-1, -1]
        self.floor = float(self.within[-1, -1] - explained)

    def at(self, ratio: float):
        """Give beta, (X'WX)^-1, the weighted residual sum and the cluster weights at lambda."""
        weight = self.size / (1 + self.size * ratio)
        moments = self.within + (self.means * weight[:, None]).T @ self.means
        inverse = np.linalg.inv(moments[: self.p, : self.p])
        beta = inverse @ moments[: self.p, self.p]
        signed = np.append(-beta, 1.0)
        rss = max(float(signed @ moments @ signed), self.floor)
        return beta, inverse, rss, weight

    def log_likelihoods(self, ratios: np.ndarray) -> np.ndarray:
        """Give the restricted log-likelihood, up to a constant, at each lambda at once."""
        spread = 1 + self.size * ratios[:, None]
        weight = self.size / spread
        moments = self.within + np.einsum("gj,ja,jb->gab", weight, self.means, self.means)
        of_x, with_y = moments[:, : self.p, : self.p], moments[:, : self.p, self.p]
        beta = np.linalg.solve(of_x, with_y[..., None])[..., 0]
        rss = np.maximum(moments[:, -1, -1] - (beta * with_y).sum(axis=1), self.floor)
        log_det = np.linalg.slogdet(of_x)[1]
        return -((self.n - self.p) * np.log(rss) + np.log(spread).sum(axis=1) + log_det) / 2

    def slope(self, ratio: float) -> float:
        """Give the derivative of the restricted log-likelihood in lambda."""
        beta, inverse, rss, weight = self.at(ratio)
        x_means = self.means[:, : self.p]
        residual = self.means[:, self.p] - x_means @ beta
        fitted = (self.n - self.p) * float(weight**2 @ residual**2) / rss
        leverage = float((weight**2 * ((x_means @ inverse) * x_means).sum(axis=1)).sum())
        return (fitted + leverage - float(weight.sum())) / 2


def random_intercept(y: np.ndarray, x: np.ndarray, cluster: np.ndarray) -> MixedFit | None:
    """Fit y = x beta + cluster + error by REML.

    Parameters
    ----------
    y : array, shape (N,)
    x : array, shape (N, p)
        Of full rank, with the column of ones.
    cluster : array of int, shape (N,)
        0, 1, ... without gaps.

    Returns
    -------
    MixedFit or None
        None where there is no spread within clusters or no degree of freedom left.
    """
    sums = _Sums(y, x, cluster)
    if sums.n <= sums.p or sums.n <= sums.size.size:
        return None
    total = sums.within[-1, -1] + float(sums.size @ (sums.means[:, -1] - y.mean()) ** 2)
    if sums.floor <= 1e-20 * total:
        return None
    ratio = _best_ratio(sums)
    if ratio < BOUNDARY:
        ratio = 0.0
    beta, inverse, rss, _ = sums.at(ratio)
    var_within = rss / (sums.n - sums.p)
    return MixedFit(beta, inverse * var_within, ratio * var_within, var_within)


def _best_ratio(sums: _Sums) -> float:
    from scipy.optimize import brentq

    best = int(np.argmax(sums.log_likelihoods(_GRID)))
    low, high = _GRID[max(best - 1, 0)], _GRID[min(best + 1, len(_GRID) - 1)]
    if sums.slope(low) <= 0 or sums.slope(high) >= 0:
        return float(_GRID[best])  # at an end of the range: no turning point inside
    return float(brentq(sums.slope, low, high, xtol=1e-14, rtol=1e-13))
