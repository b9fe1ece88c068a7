"""Standardised effects: Hedges' g of two groups, and change in SDs of one group.

The two are different quantities and are never to be mixed in one pool. Every result names its
estimator, because "Cohen's d" of pairs means d_z in one program and d_av in the next.
"""

import math

import numpy as np

from .distributions import noncentral_t_limits, small_sample_correction, z_quantile
from .estimate import (
    NO_COMPARISON,
    Estimate,
    Frame,
    missing_warnings,
    not_estimable,
    people,
    size_warnings,
    too_few,
)
from .frames import columns, two_groups
from .inputs import level, matched, spread, two_of_them
from .means import correlation, empty_group

UNEQUAL_SPREAD = 2.0  # ratio of SDs beyond which one pooled SD describes neither group


def hedges_g(
    treated=None,
    comparison=None,
    *,
    data=None,
    value=None,
    group=None,
    project=None,
    confidence: float = 0.95,
) -> Estimate:
    """Compare two independent groups in pooled SDs, corrected for small samples.

    s_p^2 = ((n_t-1)s_t^2 + (n_c-1)s_c^2)/(N-2); d = (m_t-m_c)/s_p; g = J(N-2) d (Hedges 1981,
    J. Educ. Stat. 6:107). Interval: J h (nc_L, nc_U), h = sqrt(1/n_t + 1/n_c), the limits of
    the noncentral t at d/h (Steiger & Fouladi 1997). For pooling:
    V = 1/n_t + 1/n_c + g^2/(2N).

    Parameters
    ----------
    treated, comparison : sequence of numbers
        One value a person. Missing values are left out and counted.
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).
    value, group, project : optional
        In place of two columns: one of values, one of who took part, and the label for it.

    Returns
    -------
    Estimate
        In SDs. "too_few" with fewer than two values in a group, "not_estimable" where no
        group has any spread. Details: d, sd_pooled, variance, n_treated, n_comparison; and
        glass_delta (in SDs of the comparison group) where one SD is over twice the other.

    Raises
    ------
    ValueError
        If a column does not hold numbers.
    """
    confidence = level(confidence)
    treated, comparison = two_groups(
        treated, comparison, data=data, value=value, group=group, project=project
    )
    (x, lost_x), (y, lost_y) = two_of_them(treated, comparison)
    n_x, n_y = x.size, y.size
    frame: Frame = {
        "measure": "Hedges' g (pooled SD, noncentral t)",
        "unit": "SD",
        "confidence": confidence,
        "n": n_x + n_y,
        "sizes": (n_x, n_y),
        "warnings": [*missing_warnings(lost_x + lost_y)],
    }
    if reason := empty_group({"treated": n_x, "comparison": n_y}):
        return too_few(reason, frame)
    frame["warnings"] += size_warnings(n_x, n_y)
    sd_x, sd_y, df = spread(x), spread(y), n_x + n_y - 2
    sd = math.sqrt(((n_x - 1) * sd_x**2 + (n_y - 1) * sd_y**2) / df)
    if sd == 0:
        return not_estimable(
            "all values within each group are the same, so there is no SD to measure in", frame
        )
    d = (float(np.mean(x)) - float(np.mean(y))) / sd
    details: dict[str, float | None] = {
        "d": d,
        "sd_pooled": sd,
        "n_treated": n_x,
        "n_comparison": n_y,
    }
    if max(sd_x, sd_y) > UNEQUAL_SPREAD * min(sd_x, sd_y):
        frame["warnings"].append(
            "the spreads differ by more than a factor of two: the pooled SD describes neither group"
        )
        details["glass_delta"] = d * sd / sd_y if sd_y > 0 else None
    correction, h = small_sample_correction(df), math.sqrt(1 / n_x + 1 / n_y)
    low, high = noncentral_t_limits(d / h, df, confidence)
    g = correction * d
    details["variance"] = variance = 1 / n_x + 1 / n_y + g**2 / (2 * (n_x + n_y))
    return Estimate(
        g,
        correction * h * low,
        correction * h * high,
        math.sqrt(variance),
        details=details,
        **frame,
    )


def standardised_change(before, after, *, data=None, confidence: float = 0.95) -> Estimate:
    """Give the mean change of matched people in SDs of the marks (d_av).

    d_av = mean(D)/S, S^2 = (s1^2+s2^2)/2, because it stays comparable with an effect between
    groups and is not inflated by a high correlation, as d_z is. SE^2 = d^2(s1^4+s2^4+2r^2
    s1^2 s2^2)/(8vS^4) + (s1^2+s2^2-2r s1 s2)/(vS^2), v = n-1; interval d_av +/- z SE (Bonett
    2008, Psychol. Methods 13:99). In the details d_z = mean(D)/s_D with noncentral-t limits,
    and for pooling designs without a comparison group g_pre_sd = J(n-1) mean(D)/s1 with
    V = 2(1-r)/n + g^2/(2n) (Becker 1988; Morris & DeShon 2002).

    Parameters
    ----------
    before, after : sequence of numbers
        Row i of each is the same person, measured on the same scale. Rows with a missing
        value are left out and counted.
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).

    Returns
    -------
    Estimate
        In SDs. "too_few" with fewer than two pairs, "not_estimable" where neither wave has
        any spread. Details: d_av_adjusted, d_z, g_z, g_pre_sd, variance_g_pre_sd; None where
        the SD they divide by is nought. Further d_z_low, d_z_high, r, sd_average.

    Raises
    ------
    ValueError
        If a column does not hold numbers or the columns differ in length.
    """
    confidence = level(confidence)
    before, after = columns(data, marks=("before", "after"), before=before, after=after)
    (x, y), lost = matched(before=before, after=after)
    n = x.size
    frame: Frame = {
        "measure": "standardised change d_av (average SD, Bonett)",
        "unit": "SD",
        "confidence": confidence,
        "n": n,
        "sizes": (n,),
        "warnings": [*missing_warnings(lost, "pair"), NO_COMPARISON],
    }
    if n < 2:
        return too_few(f"too few matched pairs: {people(n)}; at least 2 needed", frame)
    frame["warnings"] += size_warnings(n)
    s1, s2, v = spread(x), spread(y), n - 1
    average = math.sqrt((s1**2 + s2**2) / 2)
    if average == 0:
        return not_estimable(
            "all values within each wave are the same, so there is no SD to measure in", frame
        )
    r = correlation(x, y)
    shared = (r or 0.0) * s1 * s2  # the covariance, nought where one wave has no spread
    change = y - x
    mean = float(np.mean(change))
    d = mean / average
    variance = d**2 * (s1**4 + s2**4 + 2 * shared**2) / (8 * v * average**4) + max(
        s1**2 + s2**2 - 2 * shared, 0.0
    ) / (v * average**2)
    se = math.sqrt(variance)
    details = {
        "d_av_adjusted": d * math.sqrt((n - 2) / (n - 1)),
        "r": r,
        "sd_average": average,
        **_in_sds_of_change(mean, spread(change, x, y), n, confidence, frame["warnings"]),
        **_in_sds_before(mean, s1, r, n),
    }
    if n == 2:
        frame["warnings"].append(
            "two pairs leave nothing after the small-sample correction: the corrected values "
            "are nought by formula"
        )
    if s1 > 0 and s2 > 0 and max(s1, s2) > UNEQUAL_SPREAD * min(s1, s2):
        frame["warnings"].append("the spread changed by more than a factor of two")
    half = z_quantile(confidence) * se
    low, high = (d - half, d + half) if se > 0 else (None, None)
    return Estimate(d, low, high, se if se > 0 else None, details=details, **frame)


def _in_sds_of_change(mean, sd, n, confidence, warnings) -> dict:
    if sd == 0:
        warnings.append("d_z refused: all changes are the same, so they have no SD")
        return {"d_z": None, "d_z_low": None, "d_z_high": None, "g_z": None}
    d_z, root = mean / sd, math.sqrt(n)
    low, high = noncentral_t_limits(d_z * root, n - 1, confidence)
    return {
        "d_z": d_z,
        "d_z_low": low / root,
        "d_z_high": high / root,
        "g_z": small_sample_correction(n - 1) * d_z,
    }


def _in_sds_before(mean, sd_before, r, n) -> dict:
    if sd_before == 0:
        return {"g_pre_sd": None, "variance_g_pre_sd": None}
    g = small_sample_correction(n - 1) * mean / sd_before
    return {"g_pre_sd": g, "variance_g_pre_sd": 2 * (1 - (r or 0.0)) / n + g**2 / (2 * n)}
