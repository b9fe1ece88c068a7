"""Counts of incidents, with the pupil as the unit.

A few pupils cause many incidents: an interval that takes incidents for independent is far too
narrow. Here the spread between pupils sets it, wherever the pupils are known.
"""

import math

import numpy as np

from .distributions import t_quantile
from .estimate import Estimate, Frame, missing_warnings, refused, size_warnings, too_few
from .frames import by_arm
from .inputs import canonical, in_each, level, one_number, read
from .inputs import whole_number as whole
from .means import NO_SPREAD, empty_group

OVERDISPERSED = 1.5  # above it the plain Poisson interval must not be used


def rate_ratio(
    counts,
    treated=None,
    exposure=None,
    *,
    data=None,
    group=None,
    project=None,
    confidence: float = 0.95,
) -> Estimate:
    """Give the ratio of two groups' rates of incidents, allowing for pupils who cause many.

    Quasi-Poisson model with the exposure as offset: ratio = (sum y1/sum e1)/(sum y0/sum e0),
    SE(log) = sqrt(phi (1/sum y1 + 1/sum y0)), phi = sum (y-mu)^2/mu / (n-2), t_{n-2} on the
    log scale. For two groups the fit of the generalised linear model is this closed form.

    Parameters
    ----------
    counts : sequence of whole numbers
        Incidents (or days) of pupil i.
    treated : sequence of 0 and 1, or of the arms' names
    exposure : sequence of numbers, optional
        Time or sessions pupil i was at risk; the same for all unless given.
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).
    group, project : optional
        `treated` under the name that it has in tables, and the label that means taking part.

    Returns
    -------
    Estimate
        A ratio; `se` is that of its logarithm. "too_few" with fewer than two pupils in a
        group; "refused" where a group has no incidents at all (report counts), or counts or
        exposures cannot be. Details: dispersion; further log_ratio, df, count_treated,
        count_comparison.

    Raises
    ------
    ValueError
        If a column is of the wrong type or lengths differ.
    """
    confidence = level(confidence)
    counts, exposure, treated = by_arm(
        data,
        treated=treated,
        group=group,
        project=project,
        marks=("counts", "exposure"),
        counts=counts,
        exposure=exposure,
    )
    given = {"counts": counts, "treated": treated}
    given |= {} if exposure is None else {"exposure": exposure}
    y, t, *exposures = read(**given)
    e = exposures[0] if exposures else np.ones_like(y)
    keep = ~np.isnan(np.array([y, t, e])).any(axis=0)
    frame: Frame = {
        "measure": "rate ratio (quasi-Poisson)",
        "unit": "ratio",
        "confidence": confidence,
        "n": int(keep.sum()),
        "sizes": in_each(t[keep]),
        "warnings": [*missing_warnings(int((~keep).sum()))],
    }
    y, t, e = canonical(y[keep], t[keep], e[keep])
    if (y < 0).any() or (y % 1 != 0).any():
        return refused("counts must be whole numbers from 0 up", frame)
    if (e <= 0).any():
        return refused("every exposure must be above 0", frame)
    sizes = {"treated": int((t == 1).sum()), "comparison": int((t == 0).sum())}
    if reason := empty_group(sizes):
        return too_few(reason, frame)
    totals = {arm: (float(y[t == arm].sum()), float(e[t == arm].sum())) for arm in (1, 0)}
    if min(total for total, _ in totals.values()) == 0:
        return refused("one group has no incidents, so report the counts and no ratio", frame)
    frame["warnings"] += size_warnings(*sizes.values())
    fitted = e * np.where(t == 1, totals[1][0] / totals[1][1], totals[0][0] / totals[0][1])
    df = y.size - 2
    dispersion = float(((y - fitted) ** 2 / fitted).sum()) / df
    log_ratio = math.log(totals[1][0] / totals[1][1]) - math.log(totals[0][0] / totals[0][1])
    details = {
        "dispersion": dispersion,
        "log_ratio": log_ratio,
        "df": df,
        "count_treated": totals[1][0],
        "count_comparison": totals[0][0],
    }
    if dispersion <= 1e-20:
        frame["warnings"].append(NO_SPREAD.format(what="all rates within each group are"))
        return Estimate(math.exp(log_ratio), None, None, None, details=details, **frame)
    if dispersion > OVERDISPERSED:
        frame["warnings"].append(
            f"a few pupils cause many of the incidents (dispersion {dispersion:.1f}); "
            "the interval allows for it"
        )
    se = math.sqrt(dispersion * (1 / totals[1][0] + 1 / totals[0][0]))
    half = t_quantile(confidence, df) * se
    return Estimate(
        math.exp(log_ratio),
        math.exp(log_ratio - half),
        math.exp(log_ratio + half),
        se,
        details=details,
        **frame,
    )


def rate_ratio_from_totals(
    count1, exposure1, count2, exposure2, *, confidence: float = 0.95
) -> Estimate:
    """Give the ratio of two rates where only totals are known.

    Exact conditional Poisson interval: given the sum, count1 is binomial; Clopper-Pearson
    limits of its share p turn into p/(1-p) exposure2/exposure1 (as R's poisson.test).

    Returns
    -------
    Estimate
        A ratio, always with the warning that it assumes independent incidents. "refused"
        where a count is 0 or the counts or exposures cannot be.

    Examples
    --------
    Twelve incidents in 100 days, and six in another 100.

    >>> from spp_research import stats
    >>> stats.rate_ratio_from_totals(12, 100, 6, 100).value
    2.0
    """
    from scipy.special import betaincinv

    confidence = level(confidence)
    y1, y2 = whole(count1, "count1"), whole(count2, "count2")
    e1, e2 = one_number(exposure1, "exposure1"), one_number(exposure2, "exposure2")
    frame: Frame = {
        "measure": "rate ratio from totals (exact conditional Poisson)",
        "unit": "ratio",
        "confidence": confidence,
        "n": 0,
        "warnings": ["assumes independent incidents; too narrow if a few pupils cause most"],
    }
    if min(y1, y2) < 0 or not isinstance(y1, int) or not isinstance(y2, int):
        return refused("counts must be whole numbers from 0 up", frame)
    if min(e1, e2) <= 0:
        return refused("every exposure must be above 0", frame)
    if min(y1, y2) == 0:
        return refused("one group has no incidents, so report the counts and no ratio", frame)
    tail = (1 - confidence) / 2
    shares = betaincinv(y1, y2 + 1, tail), betaincinv(y1 + 1, y2, 1 - tail)
    low, high = (float(p / (1 - p)) * e2 / e1 for p in shares)
    return Estimate(y1 / e1 / (y2 / e2), low, high, math.sqrt(1 / y1 + 1 / y2), **frame)
