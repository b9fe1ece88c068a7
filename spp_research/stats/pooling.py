"""One mean from several schools' effects, each school computed by itself first.

Random effects by Paule and Mandel. One falling function, Q(tau2) = sum w (y - mu)^2 with
w = 1/(v + tau2), gives both the estimate (Q = k - 1) and its Q-profile limits (Q = a quantile of
chi-squared), so one root search serves all three. (statsmodels' iteration gives up and reports
nought when rounding takes Q a hair below k - 1; a bracketed search cannot.)
"""

import math
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from spp_research.errors import InputError

from .distributions import chi2_quantile, t_quantile, z_quantile
from .estimate import Estimate, Pooled, missing_warnings, people
from .frames import columns
from .inputs import is_missing, level, read, same_length

FEWEST, PLENTY = 3, 5  # schools: to pool at all; to show the prediction interval


def pool(
    effects,
    variances=None,
    *,
    data=None,
    confidence: float = 0.95,
    designs: Sequence | None = None,
    estimators: Sequence | None = None,
    outcomes: Sequence | None = None,
    shared_pupils: bool = False,
) -> Pooled:
    """Pool schools' effects by a random-effects model.

    tau2 by Paule & Mandel (1982), its limits by Q-profile (Viechtbauer 2007). Shown is the
    wider of Hartung-Knapp, mu +/- t_{k-1} sqrt(q / sum w) with q = sum w (y-mu)^2/(k-1), and
    Wald, mu +/- z / sqrt(sum w) (Jackson, Law, Rucker & Schwarzer 2017). Prediction interval: the
    tail points of the mean of 200 normals, one for each equally likely tau2 by its confidence
    distribution (Nagashima et al. 2019, SMMR 28:1689): q_i the chi2_{k-1} quantile at (i-.5)/200,
    Q(tau2_i) = q_i (0 where Q(0) <= q_i), centre mu_i and variance tau2_i + 1/W_i; never narrower
    than the interval shown. No random draws. I2 from Q: max(0, (Q-(k-1))/Q), a share between 0
    and 1.

    Parameters
    ----------
    effects, variances : sequence of numbers
        One effect and its squared standard error a school, all from the same estimator. A
        school without either is left out and counted, never imputed.
        Or, without variances, one Estimate a school: what it has for pooling is taken, or else
        its squared standard error, and one without an estimate counts as a school without either.
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name, a row a school (docs/research.md).
    designs, estimators, outcomes : sequence, optional
        A label a school; more than one kind among the schools pooled is refused.
    shared_pupils : bool
        Whether two schools share pupils or a comparison group; warns.

    Returns
    -------
    Pooled
        One or two schools are "too_few": list them side by side. Three or four pool with a
        warning and without prediction interval. "refused" for a variance that is not above 0
        or mixed labels. Details: hk_low, hk_high, wald_low, wald_high; further se_hk, se_wald.

    Raises
    ------
    ValueError
        If a column does not hold numbers or lengths differ.
    """
    confidence = level(confidence)
    if variances is None:
        found = _estimates(effects)
        effects, variances, measured = _of_estimates(found)
        made = pool(
            effects,
            variances,
            confidence=confidence,
            designs=designs,
            estimators=measured if estimators is None else estimators,
            outcomes=outcomes,
            shared_pupils=shared_pupils,
        )
        return replace(made, parts=tuple(found))
    effects, variances, designs, estimators, outcomes = columns(
        data,
        effects=effects,
        variances=variances,
        designs=designs,
        estimators=estimators,
        outcomes=outcomes,
    )
    y, v = read(effects=effects, variances=variances)
    keep = ~(np.isnan(y) | np.isnan(v))
    warnings = [*missing_warnings(int((~keep).sum()), "school")]
    if shared_pupils:
        warnings.append(
            "two schools share pupils or a comparison group, so they are not independent and the "
            "interval is too narrow"
        )
    k = int(keep.sum())
    labels = {"designs": designs, "estimators": estimators, "outcomes": outcomes}
    if reason := _mixed(labels, keep):
        return _unpooled("refused", reason, k, warnings)
    if (v[keep] <= 0).any():
        rows = ", ".join(str(i + 1) for i in np.flatnonzero(keep & ~(v > 0)))
        return _unpooled("refused", f"a variance must be above 0; see row {rows}", k, warnings)
    if k < FEWEST:
        reason = {
            0: "no school has an effect with its variance",
            1: "only one school: nothing to pool",
        }.get(k, "only two schools: show them side by side, without a pooled interval")
        return _unpooled("too_few", reason, k, warnings)
    order = np.lexsort((v[keep], y[keep]))
    return _pooled(y[keep][order], v[keep][order], confidence, warnings)


def _estimates(estimates) -> list[Estimate]:
    """Give schools' estimates as a list; `InputError` for anything else, and for ratios."""
    found = list(estimates) if hasattr(estimates, "__iter__") else [estimates]
    if not all(isinstance(each, Estimate) for each in found):
        raise InputError(
            "pool takes effects with their variances, or Estimates: stats.pool([first, second])"
        )
    if any(each.unit == "ratio" for each in found):
        raise InputError(
            "ratios are put together on the scale of logarithms: give log_ratio of each one's "
            "details and the square of its standard error"
        )
    return found


def _of_estimates(found: list[Estimate]) -> tuple[list, list, list]:
    """Give the effects, the variances and the measures of schools' estimates."""
    measured = [each.measure for each in found if each.ok]
    kind = measured[0] if measured else ""
    return (
        [each.value if each.ok else None for each in found],
        [each.details.get("variance") or (each.se and each.se**2) for each in found],
        [each.measure if each.ok else kind for each in found],
    )


def _unpooled(status: str, reason: str, k: int, warnings) -> Pooled:
    nothing: dict[str, Any] = dict.fromkeys(field.name for field in fields(Pooled)[:10])
    return Pooled(**nothing, k=k, status=status, reason=reason, warnings=tuple(warnings))


def _mixed(labels: dict, keep: np.ndarray) -> str:
    for name, values in labels.items():
        if values is None:
            continue
        values = list(values)
        same_length(effects=keep, **{name: values})
        kinds = {v for v, kept in zip(values, keep, strict=True) if kept}
        if any(is_missing(kind) for kind in kinds):
            return f"a school has no entry in {name}, so the schools may not be alike"
        if len(kinds) > 1:
            found = ", ".join(sorted(str(kind) for kind in kinds))
            return f"different {name} cannot be pooled: {found}"
    return ""


def _weighted(y: np.ndarray, v: np.ndarray, tau2: float) -> tuple[float, float, float]:
    """Give the sum of weights, the weighted mean and Q at a tau2."""
    w = 1 / (v + tau2)
    total = float(w.sum())
    mean = float(w @ y) / total
    return total, mean, float(w @ (y - mean) ** 2)


def tau2_at(y: np.ndarray, v: np.ndarray, target: float) -> float:
    """Find the tau2 at which Q falls to `target`; 0 where it starts below."""
    from scipy.optimize import brentq

    scale = float(v.mean())  # so that the search does not depend on the unit of the effects
    y, v = y / math.sqrt(scale), v / scale
    if _weighted(y, v, 0.0)[2] <= target:
        return 0.0
    high = 1.0
    while _weighted(y, v, high)[2] > target:
        high *= 4
    root = brentq(lambda tau2: _weighted(y, v, tau2)[2] - target, 0.0, high, xtol=1e-14, rtol=1e-14)
    return float(root) * scale


POINTS = 200  # equally likely tau2 that stand for its confidence distribution


def _tau2_points(y: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give equally likely values of tau2, and the sum of weights and the mean at each.

    Q falls and is convex, so Newton's steps from the left go to the root and never past it.
    """
    from scipy.special import chdtri

    k = y.size
    target = chdtri(k - 1, 1 - (np.arange(1, POINTS + 1) - 0.5) / POINTS)
    tau2 = np.zeros(POINTS)
    for _ in range(200):
        w = 1 / (v + tau2[:, None])
        total = w.sum(axis=1)
        mean = w @ y / total
        squares = (y - mean[:, None]) ** 2
        over = (w * squares).sum(axis=1) - target
        slope = (w**2 * squares).sum(axis=1)
        step = np.where((over > 0) & (slope > 0), over / np.where(slope > 0, slope, 1.0), 0.0)
        if (step <= 1e-13 * (tau2 + v.min())).all():
            break
        tau2 = tau2 + step
    return tau2, total, mean


def _prediction(y: np.ndarray, v: np.ndarray, confidence: float) -> tuple[float, float]:
    """Give the limits between which another school like these may lie."""
    from scipy.optimize import brentq
    from scipy.special import ndtr

    scale = math.sqrt(float(v.mean()))  # so that the search does not depend on the unit
    tau2, total, mean = _tau2_points(y / scale, v / scale**2)
    spread = np.sqrt(tau2 + 1 / total)
    ends = float((mean - 10 * spread).min()), float((mean + 10 * spread).max())

    def at(tail: float) -> float:
        found = brentq(
            lambda x: float(ndtr((x - mean) / spread).mean()) - tail, *ends, xtol=1e-12, rtol=1e-13
        )
        return float(found) * scale

    tail = (1 - confidence) / 2
    return at(tail), at(1 - tail)


def _pooled(y: np.ndarray, v: np.ndarray, confidence: float, warnings: list[str]) -> Pooled:
    k = y.size
    tau2 = tau2_at(y, v, k - 1)
    total, mean, _ = _weighted(y, v, tau2)
    q_fixed = _weighted(y, v, 0.0)[2]
    se_wald = 1 / math.sqrt(total)
    se_hk = math.sqrt(_weighted(y, v, tau2)[2] / (k - 1) / total)
    half_hk, half_wald = t_quantile(confidence, k - 1) * se_hk, z_quantile(confidence) * se_wald
    half = max(half_hk, half_wald)
    prediction: tuple[float, float] | tuple[None, None] = (None, None)
    if k >= PLENTY:
        low, high = _prediction(y, v, confidence)
        prediction = (min(low, mean - half), max(high, mean + half))
    else:
        warnings.append(f"very few schools ({k}): the pooled interval rests on little")
        warnings.append(
            f"too few schools for a prediction interval: {people(k, 'school')}, {PLENTY} needed"
        )
    tail = (1 - confidence) / 2
    return Pooled(
        mean,
        mean - half,
        mean + half,
        prediction_low=prediction[0],
        prediction_high=prediction[1],
        tau2=tau2,
        tau2_low=tau2_at(y, v, chi2_quantile(1 - tail, k - 1)),
        tau2_high=tau2_at(y, v, chi2_quantile(tail, k - 1)),
        i2=max(0.0, (q_fixed - (k - 1)) / q_fixed) if q_fixed > 0 else 0.0,
        q=q_fixed,
        k=k,
        warnings=tuple(warnings),
        details={
            "hk_low": mean - half_hk,
            "hk_high": mean + half_hk,
            "wald_low": mean - half_wald,
            "wald_high": mean + half_wald,
            "se_hk": se_hk,
            "se_wald": se_wald,
        },
    )


def leave_one_out(effects, variances=None, *, data=None, confidence: float = 0.95) -> list[Pooled]:
    """Pool again without each school in turn; item i leaves out school i.

    Parameters
    ----------
    effects, variances, data
        As in `pool`.

    Returns
    -------
    list of Pooled
        As long as `effects`. With three schools or fewer each is "too_few".

    Raises
    ------
    ValueError
        If a column does not hold numbers or lengths differ.
    """
    if variances is None:
        effects, variances, _ = _of_estimates(_estimates(effects))
    effects, variances = columns(data, effects=effects, variances=variances)
    y, v = read(effects=effects, variances=variances)
    return [pool(np.delete(y, i), np.delete(v, i), confidence=confidence) for i in range(y.size)]
