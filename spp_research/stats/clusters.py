"""Whole classes or schools took part: effects in total SDs, by how many clusters there are.

With lambda = var_between / var_within, generalised least squares is closed-form, so only lambda
is searched: a grid, then the root of the derivative. lambda = 0 is a candidate like any other
and is then exactly ordinary least squares. (A general optimiser over both variances can stop at
an infinite likelihood and say it converged: statsmodels issue 10239 and the lbfgs case. The
tests compare this fit with statsmodels' MixedLM by bfgs.)

The clusters are counted before anything else. With one in an arm, class and project cannot be
told apart; with few, each cluster is one value; with ten or more, a random-intercept model.
"""

import math
from dataclasses import dataclass

import numpy as np

from spp_research.telling import briefly

from .adjusted import pooled_sd
from .cluster_summaries import effective_size, mean_gap
from .distributions import t_quantile
from .estimate import (
    Estimate,
    Frame,
    missing_warnings,
    not_estimable,
    people,
    size_warnings,
    too_few,
)
from .frames import by_arm
from .inputs import aligned, in_each, level, read, spread
from .means import NO_SPREAD, empty_group


@dataclass(frozen=True)
class Pupils:
    """Complete rows in canonical order: marks, arm, cluster and, where given, marks before."""

    y: np.ndarray
    t: np.ndarray
    cluster: np.ndarray
    x: np.ndarray | None

    __repr__ = briefly

    @property
    def sizes(self) -> np.ndarray:
        return np.bincount(self.cluster)

    @property
    def share_treated(self) -> np.ndarray:
        return np.bincount(self.cluster, self.t) / self.sizes


def complete(after, treated, cluster, before) -> tuple[Pupils, int]:
    """Give the complete rows, and how many were left out for a missing value."""
    after, treated, cluster, before = aligned(
        after=after, treated=treated, cluster=cluster, before=before
    )
    given = {"after": after, "treated": treated, "cluster": cluster}
    given |= {} if before is None else {"before": before}
    columns = dict(zip(given, read(**given), strict=True))
    keep = ~np.isnan(np.array(list(columns.values()))).any(axis=0)
    kept = {name: values[keep] for name, values in columns.items()}
    order = np.lexsort((kept["after"], kept.get("before", kept["after"]), kept["treated"],
                        kept["cluster"]))  # fmt: skip
    kept = {name: values[order] for name, values in kept.items()}
    _, cluster_codes = np.unique(kept["cluster"], return_inverse=True)
    pupils = Pupils(kept["after"], kept["treated"], cluster_codes, kept.get("before"))
    return pupils, int((~keep).sum())


def varies_within(values: np.ndarray, cluster: np.ndarray) -> bool:
    """Tell whether a column differs between pupils of the same cluster."""
    inside = values - (np.bincount(cluster, values) / np.bincount(cluster))[cluster]
    return float(np.abs(inside).max()) > 1e-12 * float(np.abs(values).max())


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


FEW_CLUSTERS = 10
ASSUMED_ICCS = (0.05, 0.10, 0.20)


def clustered_effect(
    after,
    treated=None,
    cluster=None,
    before=None,
    *,
    data=None,
    group=None,
    project=None,
    confidence: float = 0.95,
) -> Estimate:
    """Give the effect of a project that whole classes or schools took part in, in total SDs.

    Effect = difference / sqrt(var_between + var_within), both variances from the REML model
    with an intercept only (unconditional; Hedges 2007, JEBS 32:341). The difference comes
    from:

    - any arm with one cluster: the naive model of pupils, for description only. Details give
      the interval again with SE sqrt(1 + (n-1) ICC) for assumed ICCs of .05, .10 and .20
      (`low_if_icc_05`, ...). The SD is then the one within arms.
    - at least two in each arm and under ten in all: means of clusters, t on J - 2. With
      `before`, each mean is first moved along the slope within clusters, which treatment
      cannot bend. The mixed model is beside it (`mixed_difference`, `mixed_low`, ...).
    - ten or more: after ~ before + treated + (1 | cluster) by REML, t on J - 2 less the
      number of covariates that vary only between clusters.
    - treatment varying inside clusters: comparison within clusters (fixed effects).

    Parameters
    ----------
    after : sequence of numbers
    treated : sequence of 0 and 1, or of the arms' names
    cluster : sequence of labels
        Class or school of pupil i.
    before : sequence of numbers, optional
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).
    group, project : optional
        `treated` under the name that it has in tables, and the label that means taking part.

    Returns
    -------
    Estimate
        In total SDs. "too_few" with fewer than two pupils in an arm or no degree of freedom;
        "not_estimable" without spread to measure in or to adjust by. Details:
        adjusted_difference, difference_low, difference_high (marks), df, clusters, icc,
        variance_between, variance_within (None with one cluster in an arm); further
        design_effect, clusters_treated, clusters_comparison, total_sd.

    Raises
    ------
    ValueError
        If a column is of the wrong type or lengths differ.
    """
    confidence = level(confidence)
    after, cluster, before, treated = by_arm(
        data,
        treated=treated,
        group=group,
        project=project,
        marks=("before", "after"),
        after=after,
        cluster=cluster,
        before=before,
    )
    pupils, lost = complete(after, treated, cluster, before)
    frame: Frame = {
        "measure": "effect in total SDs",
        "unit": "SD",
        "confidence": confidence,
        "n": pupils.y.size,
        "sizes": in_each(pupils.t),
        "warnings": [*missing_warnings(lost)],
    }
    in_arm = {"treated": pupils.t == 1, "comparison": pupils.t == 0}
    arms = {name: int(rows.sum()) for name, rows in in_arm.items()}
    if reason := empty_group(arms):
        return too_few(reason, frame)
    frame["warnings"] += size_warnings(*arms.values())
    if pooled_sd([pupils.y[rows] for rows in in_arm.values()]) == 0:
        return not_estimable("all values after are the same within each group", frame)
    if pupils.x is not None and pooled_sd([pupils.x[rows] for rows in in_arm.values()]) == 0:
        return not_estimable(
            "all values before are the same within each group: nothing to adjust by", frame
        )
    share = pupils.share_treated
    j_t, j_c = int((share == 1).sum()), int((share == 0).sum())
    counts = {"clusters": share.size, "clusters_treated": j_t, "clusters_comparison": j_c}
    if ((share > 0) & (share < 1)).any():
        return _within_clusters(pupils, frame, {"clusters": share.size})
    if min(j_t, j_c) < 2:
        return _one_cluster(pupils, frame, counts)
    return _several(pupils, frame, counts)


def _total_spread(pupils: Pupils) -> dict:
    """Give the unconditional variances between and within clusters, their ICC and total SD."""
    marks = pupils.y - pupils.y.mean()  # a scale that starts at 400 must cost no digits
    null = random_intercept(marks, np.ones((marks.size, 1)), pupils.cluster)
    if null is None:  # every cluster is of one value: all the spread lies between
        means = np.bincount(pupils.cluster, pupils.y) / pupils.sizes
        between, within = spread(means) ** 2, 0.0
    else:
        between, within = null.var_between, null.var_within
    total = between + within
    return {
        "icc": between / total if total > 0 else None,
        "variance_between": between,
        "variance_within": within,
        "total_sd": math.sqrt(total),
    }


def _in_total_sds(difference, se, df, frame, details) -> Estimate:
    sd = details["total_sd"]
    details = {**details, "adjusted_difference": difference, "df": df}
    if not sd > 0:
        return not_estimable("no spread to measure the effect in", frame)
    if not se > 0:
        frame["warnings"].append(NO_SPREAD.format(what="what is left after the comparison is"))
        details |= {"difference_low": None, "difference_high": None}
        return Estimate(difference / sd, None, None, None, details=details, **frame)
    half = t_quantile(frame["confidence"], df) * se
    low, high = difference - half, difference + half
    details |= {"difference_low": low, "difference_high": high, "adjusted_se": se}
    return Estimate(difference / sd, low / sd, high / sd, se / sd, details=details, **frame)


def least_squares(y: np.ndarray, x: np.ndarray, df: int) -> tuple[np.ndarray, np.ndarray]:
    """Give coefficients and their standard errors, the residual sum divided by `df`."""
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ (x.T @ y)
    residual = y - x @ beta
    rss = float(residual @ residual)
    if rss <= 1e-24 * float(y @ y):
        rss = 0.0
    return beta, np.sqrt(np.diag(inverse) * rss / df)


def _design(pupils: Pupils, *leading: np.ndarray) -> np.ndarray:
    """Give the columns of the model; marks before are centred, for the sake of rounding."""
    columns = list(leading)
    if pupils.x is not None:
        columns.append((pupils.x - pupils.x.mean()) / np.std(pupils.x))
    return np.column_stack(columns)


def _one_cluster(pupils: Pupils, frame: dict, counts: dict) -> Estimate:
    """Describe two arms of which one is a single cluster: naive, and under assumed ICCs."""
    frame["measure"] = "difference in SDs within arms (one cluster in an arm, description only)"
    frame["warnings"].append(
        "class/teacher and project cannot be told apart: with one class or school in an arm this "
        "only describes the difference"
    )
    columns = _design(pupils, np.ones_like(pupils.t), pupils.t)
    df = pupils.y.size - columns.shape[1]
    if df < 1:
        return too_few(f"too few: {people(pupils.y.size)} leave no degree of freedom", frame)
    beta, errors = least_squares(pupils.y - pupils.y.mean(), columns, df)
    sd = pooled_sd([pupils.y[pupils.t == arm] for arm in (1, 0)])
    n = effective_size(pupils.sizes[pupils.share_treated == 1],
                       pupils.sizes[pupils.share_treated == 0])  # fmt: skip
    details = {
        **counts,
        "icc": None,
        "variance_between": None,
        "variance_within": sd**2,
        "total_sd": sd,
    }
    effect, se = float(beta[1]) / sd, float(errors[1]) / sd
    for icc in ASSUMED_ICCS:
        inflate = math.sqrt(1 + max(n - 1, 0) * icc)
        half = t_quantile(frame["confidence"], df) * se * inflate
        details[f"low_if_icc_{round(100 * icc):02d}"] = effect - half
        details[f"high_if_icc_{round(100 * icc):02d}"] = effect + half
    frame["warnings"].append(
        "the interval ignores the classes; wider ones for assumed intraclass correlations of "
        ".05, .10 and .20 are in the details (assumptions, not findings)"
    )
    return _in_total_sds(float(beta[1]), float(errors[1]), df, frame, details)


def _several(pupils: Pupils, frame: dict, counts: dict) -> Estimate:
    """Compare arms of at least two clusters each."""
    spreads = _total_spread(pupils)
    sizes, share = pupils.sizes, pupils.share_treated
    n = effective_size(sizes[share == 1], sizes[share == 0])
    details = {
        **counts,
        **spreads,
        "design_effect": 1 + max(n - 1, 0) * (spreads["icc"] or 0.0),
    }
    mixed = _mixed(pupils)
    if counts["clusters"] >= FEW_CLUSTERS and mixed is not None:
        difference, se, df = mixed
        frame["measure"] = "effect in total SDs (random intercept, REML)"
        if sizes.min() != sizes.max():
            frame["warnings"].append(
                "the clusters differ in size, so the interval (t on clusters less two) is "
                "slightly too narrow"
            )
        return _in_total_sds(difference, se, df, frame, details)
    means, short = _adjusted_means(pupils)
    frame["measure"] = "effect in total SDs (means of clusters)"
    if counts["clusters"] < FEW_CLUSTERS:
        frame["warnings"].append(f"few clusters ({counts['clusters']}): each counts as one value")
    if short:
        frame["warnings"].append(short)
    difference, se, df = mean_gap(means[share == 1], means[share == 0], pupils.y)
    if mixed is not None:
        half = t_quantile(frame["confidence"], mixed[2]) * mixed[1]
        details["mixed_difference"] = mixed[0]
        details["mixed_low"], details["mixed_high"] = mixed[0] - half, mixed[0] + half
    return _in_total_sds(difference, se, df, frame, details)


def _mixed(pupils: Pupils) -> tuple[float, float, int] | None:
    """Give the treatment's coefficient in the mixed model, its SE and between-within df."""
    df = pupils.sizes.size - 2
    if pupils.x is not None and not varies_within(pupils.x, pupils.cluster):
        df -= 1
    columns = _design(pupils, np.ones_like(pupils.t), pupils.t)
    fit = random_intercept(pupils.y - pupils.y.mean(), columns, pupils.cluster)
    if fit is None or df < 1:
        return None
    return float(fit.beta[1]), math.sqrt(float(fit.covariance[1, 1])), df


def _adjusted_means(pupils: Pupils) -> tuple[np.ndarray, str]:
    """Give each cluster's mean, moved to the same mark before along the slope within clusters."""
    size = pupils.sizes
    means = np.bincount(pupils.cluster, pupils.y) / size
    if pupils.x is None:
        return means, ""
    if not varies_within(pupils.x, pupils.cluster):
        return means, "marks before do not vary within clusters, so nothing was adjusted for them"
    start = np.bincount(pupils.cluster, pupils.x) / size
    inside = pupils.x - start[pupils.cluster]
    slope = float(inside @ (pupils.y - means[pupils.cluster])) / float(inside @ inside)
    return means - slope * (start - pupils.x.mean()), ""


def _within_clusters(pupils: Pupils, frame: dict, counts: dict) -> Estimate:
    """Compare treated and comparison pupils of the same clusters (fixed effects)."""
    frame["measure"] = "effect in total SDs (compared within clusters)"
    frame["warnings"].append(
        "both groups occur in the same class or school, so pupils are compared within it"
    )
    columns = _design(pupils, pupils.t)
    size = pupils.sizes
    both = np.column_stack([columns, pupils.y])
    means = np.column_stack([np.bincount(pupils.cluster, col) for col in both.T]) / size[:, None]
    inside = both - means[pupils.cluster]
    x, y = inside[:, :-1], inside[:, -1]
    if np.linalg.matrix_rank(x) < x.shape[1]:
        return not_estimable(
            "marks before do not differ within clusters apart from the groups", frame
        )
    df = y.size - size.size - x.shape[1]
    if df < 1:
        return too_few(f"too few: {people(y.size)} leave no degree of freedom", frame)
    beta, errors = least_squares(y, x, df)
    details = {**counts, **_total_spread(pupils)}
    return _in_total_sds(float(beta[0]), float(errors[0]), df, frame, details)
