"""Clusters as single values: their means compared, how alike pupils within them are, and the
effect size from summaries alone."""

import math

import numpy as np

from .distributions import f_quantile, t_quantile, z_quantile
from .estimate import (
    Estimate,
    Frame,
    missing_warnings,
    not_estimable,
    people,
    refused,
    size_warnings,
    too_few,
)
from .frames import by_arm, columns
from .inputs import (
    column,
    in_each,
    level,
    one_number,
    read,
    spread,
)
from .means import NO_SPREAD, empty_group


def mean_gap(treated: np.ndarray, comparison: np.ndarray, scale: np.ndarray):
    """Give the difference of two sets of means, its pooled SE (nought without spread) and df."""
    df = treated.size + comparison.size - 2
    squares = sum((m.size - 1) * spread(m, scale) ** 2 for m in (treated, comparison))
    se = math.sqrt(squares / df * (1 / treated.size + 1 / comparison.size))
    return float(treated.mean()) - float(comparison.mean()), se, df


def cluster_mean_difference(
    after,
    treated=None,
    cluster=None,
    *,
    data=None,
    group=None,
    project=None,
    confidence: float = 0.95,
) -> Estimate:
    """Compare the means of whole classes or schools, each counted once.

    Student's t with pooled variance on the unweighted means, df = J - 2.

    Parameters
    ----------
    after : sequence of numbers
    treated : sequence of 0 and 1, or of the arms' names
    cluster : sequence of labels
        Class or school of pupil i; all its pupils in the same group.
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).
    group, project : optional
        `treated` under the name that it has in tables, and the label that means taking part.

    Returns
    -------
    Estimate
        In marks; n counts pupils. "too_few" with fewer than two clusters in a group;
        "refused" where a cluster holds pupils of both groups. Details: df, clusters; further
        clusters_treated, clusters_comparison.

    Raises
    ------
    ValueError
        If a column is of the wrong type or lengths differ.
    """
    confidence = level(confidence)
    after, cluster, treated = by_arm(
        data,
        treated=treated,
        group=group,
        project=project,
        marks=("after",),
        after=after,
        cluster=cluster,
    )
    y, t, c = read(after=after, treated=treated, cluster=cluster)
    keep = ~np.isnan(np.array([y, t, c])).any(axis=0)
    order = np.lexsort((y[keep], t[keep], c[keep]))
    y, t, c = (values[keep][order] for values in (y, t, c))
    frame: Frame = {
        "measure": "difference of cluster means",
        "unit": "marks",
        "confidence": confidence,
        "n": y.size,
        "sizes": in_each(t),
        "warnings": [*missing_warnings(int((~keep).sum()))],
    }
    _, c = np.unique(c, return_inverse=True)
    size = np.bincount(c) if c.size else np.zeros(0)
    share = np.bincount(c, t) / size if c.size else np.zeros(0)
    if ((share > 0) & (share < 1)).any():
        return refused("a class or school holds pupils of both groups; compare within it", frame)
    arms = {"treated": int((share == 1).sum()), "comparison": int((share == 0).sum())}
    if reason := empty_group(arms, noun="cluster"):
        return too_few(reason, frame)
    frame["warnings"] += size_warnings(*arms.values(), noun="cluster")
    means = np.bincount(c, y) / size
    difference, se, df = mean_gap(means[share == 1], means[share == 0], y)
    details = {"df": df, "clusters": share.size}
    details |= {f"clusters_{name}": count for name, count in arms.items()}
    if se == 0:
        frame["warnings"].append(NO_SPREAD.format(what="all means within each group are"))
        return Estimate(difference, None, None, None, details=details, **frame)
    half = t_quantile(confidence, df) * se
    return Estimate(difference, difference - half, difference + half, se, details=details, **frame)


def intraclass_correlation(values, cluster, *, data=None, confidence: float = 0.95) -> Estimate:
    """Give the share of the variance that lies between clusters (analysis of variance).

    (MSB - MSW)/(MSB + (n0-1) MSW), n0 = (N - sum n_j^2 / N)/(J-1) (Donner & Koval 1980). A
    negative value is shown as 0 with a note. Interval from the F ratio with n0, exact for equal
    clusters (Searle 1971), kept within 0 and 1.

    Parameters
    ----------
    values : sequence of numbers
    cluster : sequence of labels
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).

    Returns
    -------
    Estimate
        Between 0 and 1. "too_few" with fewer than two clusters or no cluster of two;
        "not_estimable" where all values are the same. Details: raw; further clusters, n0.

    Raises
    ------
    ValueError
        If a column is of the wrong type or lengths differ.
    """
    confidence = level(confidence)
    values, cluster = columns(data, marks=("values",), values=values, cluster=cluster)
    y, c = read(values=values, cluster=cluster)
    keep = ~(np.isnan(y) | np.isnan(c))
    order = np.lexsort((y[keep], c[keep]))
    y, c = y[keep][order], c[keep][order]
    frame: Frame = {
        "measure": "intraclass correlation (ANOVA)",
        "unit": "ICC",
        "confidence": confidence,
        "n": y.size,
        "sizes": (y.size,),
        "warnings": [*missing_warnings(int((~keep).sum()))],
    }
    _, c = np.unique(c, return_inverse=True)
    size = np.bincount(c) if c.size else np.zeros(0)
    j, n = size.size, y.size
    if j < 2 or n <= j:
        return too_few(
            f"too few: {people(n)} in {people(j, 'cluster')}; at least two clusters, one of them "
            "with two pupils, needed",
            frame,
        )
    if spread(y) == 0:
        return not_estimable("all values are the same, so there is no variance to share", frame)
    means = np.bincount(c, y) / size
    msb = float(size @ (means - y.mean()) ** 2) / (j - 1)
    msw = float(((y - means[c]) ** 2).sum()) / (n - j)
    n0 = (n - float((size**2).sum()) / n) / (j - 1)
    raw = (msb - msw) / (msb + (n0 - 1) * msw)
    frame["warnings"] += size_warnings(j, noun="cluster")
    if raw < 0:
        frame["warnings"].append(f"the estimate is negative ({raw:.3f}), which is shown as 0")
    details = {"raw": raw, "clusters": j, "n0": n0}
    if msw <= 1e-24 * msb:
        frame["warnings"].append(NO_SPREAD.format(what="all values within each cluster are"))
        return Estimate(1.0, None, None, None, details=details, **frame)
    limits: list[float | None] = []
    for p in ((1 + confidence) / 2, (1 - confidence) / 2):
        f = msb / msw / f_quantile(p, j - 1, n - j)
        limits.append(min(1.0, max(0.0, (f - 1) / (f + n0 - 1))))
    if limits[1] == 0:
        frame["warnings"].append(
            "no interval: the clusters differ less than chance would make them"
        )
        limits = [None, None]
    low, high = limits
    return Estimate(max(0.0, raw), low, high, None, details=details, **frame)


def effective_size(treated: np.ndarray, comparison: np.ndarray) -> float:
    """Give n~ = N_c sum n_ti^2/(N_t N) + N_t sum n_ci^2/(N_c N), the size that sets the design
    effect of unequal clusters (Hedges 2007)."""
    n_t, n_c = float(treated.sum()), float(comparison.sum())
    n = n_t + n_c
    own = n_c * float((treated**2).sum()) / (n_t * n)
    return own + n_t * float((comparison**2).sum()) / (n_c * n)


def hedges_total_effect(
    difference, total_sd, icc, sizes_treated, sizes_comparison, *, confidence: float = 0.95
) -> Estimate:
    """Give the effect in total SDs from summaries of unequal clusters (Hedges 2007).

    d_T = difference/S_T sqrt(1 - ICC ((N - nu_t m_t - nu_c m_c) + nu_t + nu_c - 2)/(N-2)), with
    its large-sample variance (JEBS 32:341) and a normal interval.

    Parameters
    ----------
    difference, total_sd : number
        Difference of the arms and the SD of all marks, in marks.
    icc : number
        Between 0 and 1.
    sizes_treated, sizes_comparison : sequence of numbers
        Pupils in each cluster of each arm.

    Returns
    -------
    Estimate
        In total SDs. "too_few" with fewer than two clusters in an arm; "not_estimable" for an
        SD of 0; "refused" for an ICC or a size that cannot be. Details: variance,
        effective_size, clusters.

    Raises
    ------
    ValueError
        If an argument is not a number.
    """
    confidence = level(confidence)
    difference, sd = one_number(difference, "difference"), one_number(total_sd, "total_sd")
    icc = one_number(icc, "icc")
    t, c = column(sizes_treated, "sizes_treated"), column(sizes_comparison, "sizes_comparison")
    frame: Frame = {
        "measure": "effect in total SDs (Hedges 2007, from summaries)",
        "unit": "SD",
        "confidence": confidence,
        "n": 0,
        "warnings": [],
    }
    both = np.concatenate([t, c])
    if np.isnan(both).any() or (both < 1).any() or not 0 <= icc <= 1 or sd < 0:
        return refused("every cluster needs a pupil, the ICC must lie between 0 and 1, and the SD "
                       "must be above 0", frame)  # fmt: skip
    if reason := empty_group({"treated": t.size, "comparison": c.size}, noun="cluster"):
        return too_few(reason, frame)
    if sd == 0:
        return not_estimable("no spread to measure the effect in", frame)
    frame["n"] = int(both.sum())
    n, n_t, n_c = float(both.sum()), float(t.sum()), float(c.sum())
    nu = [(s.sum() ** 2 - (s**2).sum()) / (s.sum() * (s.size - 1)) for s in (t, c)]
    b = nu[0] * (t.size - 1) + nu[1] * (c.size - 1)
    lost = (n - nu[0] * t.size - nu[1] * c.size) + nu[0] + nu[1] - 2
    d = difference / sd * math.sqrt(1 - icc * lost / (n - 2))
    a = sum(
        (s.sum() ** 2 * (s**2).sum() + (s**2).sum() ** 2 - 2 * s.sum() * (s**3).sum())
        / s.sum() ** 2
        for s in (t, c)
    )
    size = effective_size(t, c)
    top = (n - 2) * (1 - icc) ** 2 + a * icc**2 + 2 * b * icc * (1 - icc)
    variance = n / (n_t * n_c) * (1 + (size - 1) * icc)
    variance += top * d**2 / (2 * (n - 2) * ((n - 2) - icc * (n - 2 - b)))
    se = math.sqrt(float(variance))
    half = z_quantile(confidence) * se
    details = {"variance": variance, "effective_size": size, "clusters": both.size}
    return Estimate(d, d - half, d + half, se, details=details, **frame)
