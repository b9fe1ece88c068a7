"""Attendance, with the pupil as the unit.

Sessions of one pupil are not independent: a binomial interval on sessions is far too narrow.
Here the spread between pupils sets the interval, and never less than pupils usually differ.
"""

import math

import numpy as np

from spp_research.errors import InputError

from .bootstrap import bca_limits
from .distributions import t_quantile
from .estimate import Estimate, Frame, missing_warnings, people, refused, size_warnings, too_few
from .frames import by_arm, columns
from .inputs import canonical, in_each, level, one_number, read
from .means import NO_SPREAD, empty_group

RATE = "attendance rate (ratio of sums, pupil as unit)"
PUPIL_ICC = 0.12  # how alike a pupil's sessions are, where the year group's is not known
ICC_LEAST, ICC_MOST = 0.02, 0.5
FEWEST_FOR_LIMITS, ONE_MOVES_BELOW = 6, 8  # pupils
SMALL_FOR_T = 30  # pupils in a group, below which the bootstrap is worth asking for


def attendance_rate(
    attended, possible, *, data=None, pupil_icc: float = PUPIL_ICC, confidence: float = 0.95
) -> Estimate:
    """Give the rate of sessions attended: all attended over all possible.

    R = sum a / sum p; e_i = a_i - R p_i; SE = sqrt(n/(n-1) sum e_i^2) / sum p (the ratio
    estimator, as R's survey::svyratio). Interval: Wilson's with t_{n-1} for z and n_eff = min(
    R(1-R)/SE^2, 1/((1-rho)/sum p + rho/m)) for n, m = (sum p)^2/sum p^2. The second is the floor of
    a beta-binomial: a few pupils miss most sessions, and a small group may hold none of them, so
    that no sample by itself tells how much rates differ. The floor rests on simulated mixtures
    (rho .09 to .25) and one real set.

    Parameters
    ----------
    attended, possible : sequence of numbers
        Sessions of pupil i. Incomplete rows are left out and counted.
    pupil_icc : number
        rho, how alike one pupil's sessions are: .12, or that of the whole year group in the same
        term (60 pupils or more). Outside .02 to .5 it is refused.
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).

    Returns
    -------
    Estimate
        A proportion of sessions. With fewer than six pupils there are no limits; "too_few" with
        fewer than two; "refused", with the numbers of the rows, where no sessions were possible or
        more were attended than possible. Details: df, n_effective, floor_used (1 or 0), pupil_icc
        (the sample's own, at least 0), rate_without_low, rate_without_high (the lowest and highest
        rate without one pupil).

    Raises
    ------
    ValueError
        If a column does not hold numbers or the columns differ in length.
    """
    confidence = level(confidence)
    rho = one_number(pupil_icc, "pupil_icc")
    attended, possible = columns(
        data, marks=("attended", "possible"), attended=attended, possible=possible
    )
    a, p = read(attended=attended, possible=possible)
    keep = ~(np.isnan(a) | np.isnan(p))
    frame: Frame = {
        "measure": RATE,
        "unit": "proportion",
        "confidence": confidence,
        "n": int(keep.sum()),
        "sizes": (int(keep.sum()),),
        "warnings": [*missing_warnings(int((~keep).sum()))],
    }
    if reason := _impossible_sessions(a, p):
        return refused(reason, frame)
    if not ICC_LEAST <= rho <= ICC_MOST:
        return refused(
            f"how alike a pupil's sessions are (pupil_icc) is {rho:g}; it must lie between "
            f"{ICC_LEAST:g} and {ICC_MOST:g}",
            frame,
        )
    a, p = canonical(a[keep], p[keep])
    n = a.size
    if n < 2:
        return too_few(f"too few: {people(n)} with sessions; at least 2 needed", frame)
    rate, se = _ratio(a, p)
    without = (a.sum() - a) / (p.sum() - p)
    lowest, highest = float(without.min()), float(without.max())
    details, effective = _effective(a, p, rate, se, rho)
    details |= {"df": n - 1, "rate_without_low": lowest, "rate_without_high": highest}
    if n < ONE_MOVES_BELOW:
        frame["warnings"].append(
            f"only {n} pupils: one pupil can move the rate from {lowest:.0%} to {highest:.0%}"
        )
    if n < FEWEST_FOR_LIMITS:
        frame["warnings"].append(f"no interval: {FEWEST_FOR_LIMITS} pupils are needed for one")
        return Estimate(rate, None, None, se, details=details, **frame)
    low, high = score_limits(rate, effective, t_quantile(confidence, n - 1))
    return Estimate(rate, low, high, se, details=details, **frame)


def _effective(a: np.ndarray, p: np.ndarray, rate: float, se: float, rho: float):
    """Give how many sessions by themselves would tell as much, and what it was worked out from."""
    total = float(p.sum())
    alike = total**2 / float(p @ p)
    floor = 1 / ((1 - rho) / total + rho / alike)
    between, binomial = 1 / alike, 1 / total
    effective, own_icc = floor, None
    if 0 < rate < 1:
        share = se**2 / (rate * (1 - rate))
        if between > binomial:
            own_icc = max(0.0, (share - binomial) / (between - binomial))
        if se > 0:
            effective = min(1 / share, floor)
    details = {
        "n_effective": effective,
        "floor_used": float(effective == floor),
        "pupil_icc": own_icc,
    }
    return details, effective


def score_limits(rate: float, n: float, quantile: float) -> tuple[float, float]:
    """Give Wilson's limits of a rate for an effective number of sessions."""
    q2 = quantile**2
    centre = (n * rate + q2 / 2) / (n + q2)
    half = quantile * math.sqrt(n * rate * (1 - rate) + q2 / 4) / (n + q2)
    low = 0.0 if rate <= 0 else max(0.0, centre - half)
    return low, 1.0 if rate >= 1 else min(1.0, centre + half)


def _impossible_sessions(a: np.ndarray, p: np.ndarray) -> str:
    """Name the rows that cannot be; missing values compare false and so are not named."""
    for wrong, what in (
        (p <= 0, "no sessions were possible"),
        (a < 0, "attended is below 0"),
        (a > p, "more sessions were attended than possible"),
    ):
        rows = np.flatnonzero(wrong) + 1
        if rows.size:
            shown = ", ".join(str(row) for row in rows[:10]) + (" ..." if rows.size > 10 else "")
            return f"{what} in {'row' if rows.size == 1 else 'rows'} {shown}"
    return ""


def _ratio(a: np.ndarray, p: np.ndarray) -> tuple[float, float]:
    n, total = a.size, float(p.sum())
    rate = float(a.sum()) / total
    errors = a - rate * p
    if float(np.abs(errors).max()) <= 1e-12 * float(p.max()):
        return rate, 0.0
    return rate, math.sqrt(n / (n - 1) * float(errors @ errors)) / total


def attendance_difference(
    attended,
    possible,
    treated=None,
    *,
    data=None,
    group=None,
    project=None,
    confidence: float = 0.95,
    interval: str = "t",
    seed: int = 0,
    resamples: int = 2000,
) -> Estimate:
    """Give the difference of two groups' attendance rates, pupil as the unit.

    Each rate and its SE as in `attendance_rate`; SE = sqrt(SE1^2 + SE2^2), t on the smaller
    group's n - 1. With fewer than 30 pupils in a group a bootstrap over pupils may be asked
    for instead (`interval="bootstrap"`, BCa, Efron 1987).

    Parameters
    ----------
    attended, possible : sequence of numbers
        Sessions of pupil i.
    treated : sequence of 0 and 1, or of the arms' names
        1 took part, 0 comparison.
    interval : {"t", "bootstrap"}
    seed, resamples : int
        For the bootstrap only.
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).
    group, project : optional
        `treated` under the name that it has in tables, and the label that means taking part.

    Returns
    -------
    Estimate
        A difference of proportions of sessions; statuses as `attendance_rate`. Details:
        rate_treated, rate_comparison, n_treated, n_comparison, df.

    Raises
    ------
    ValueError
        If a column is of the wrong type, lengths differ, or `interval` is neither of the two.
    """
    confidence = level(confidence)
    if interval not in ("t", "bootstrap"):
        raise InputError(f'interval must be "t" or "bootstrap", not {interval!r}')
    attended, possible, treated = by_arm(
        data,
        treated=treated,
        group=group,
        project=project,
        marks=("attended", "possible"),
        attended=attended,
        possible=possible,
    )
    a, p, t = read(attended=attended, possible=possible, treated=treated)
    keep = ~np.isnan(np.array([a, p, t])).any(axis=0)
    frame: Frame = {
        "measure": "difference of attendance rates (pupil as unit)",
        "unit": "proportion",
        "confidence": confidence,
        "n": int(keep.sum()),
        "sizes": in_each(t[keep]),
        "warnings": [*missing_warnings(int((~keep).sum()))],
    }
    if reason := _impossible_sessions(a, p):
        return refused(reason, frame)
    groups = [canonical(a[keep & (t == arm)], p[keep & (t == arm)]) for arm in (1, 0)]
    sizes = [g[0].size for g in groups]
    if reason := empty_group(dict(zip(("treated", "comparison"), sizes, strict=True))):
        return too_few(reason, frame)
    frame["warnings"] += size_warnings(*sizes)
    (r1, se1), (r2, se2) = (_ratio(*g) for g in groups)
    gap, se, df = r1 - r2, math.hypot(se1, se2), min(sizes) - 1
    details = {
        "rate_treated": r1,
        "rate_comparison": r2,
        "n_treated": sizes[0],
        "n_comparison": sizes[1],
        "df": df,
    }
    if se == 0:
        frame["warnings"].append(NO_SPREAD.format(what="all rates within each group are"))
        return Estimate(gap, None, None, None, details=details, **frame)
    if interval == "bootstrap":
        frame["measure"] = "difference of attendance rates (bootstrap over pupils, BCa)"
        low, high = bca_limits(groups, _rate_gaps, confidence, seed, resamples)
    else:
        half = t_quantile(confidence, df) * se
        low, high = max(-1.0, gap - half), min(1.0, gap + half)
        if min(sizes) < SMALL_FOR_T:
            frame["warnings"].append(
                "fewer than 30 pupils in a group: the interval rests on few pupils"
            )
    return Estimate(gap, low, high, se, details=details, **frame)


def _rate_gaps(weights_treated, weights_comparison, groups) -> np.ndarray:
    """Give the difference of rates for each row of weights on the pupils."""
    rates = [
        (weights @ a) / (weights @ p)
        for weights, (a, p) in zip((weights_treated, weights_comparison), groups, strict=True)
    ]
    return rates[0] - rates[1]
