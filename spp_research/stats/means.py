"""Differences and changes in natural units: the first thing to show, always."""

import math

import numpy as np

from .distributions import t_quantile
from .estimate import (
    NO_COMPARISON,
    Estimate,
    Frame,
    missing_warnings,
    people,
    refused,
    size_warnings,
    too_few,
)
from .frames import columns, two_groups
from .inputs import level, matched, spread, two_of_them

NO_SPREAD = "no interval: {what} the same, so there is no spread to judge it by"


def empty_group(sizes: dict[str, int], least: int = 2, noun: str = "pupil") -> str:
    """Name the groups that hold fewer than `least` values; empty when none does."""
    short = [f"{people(size, noun)} in the {name} group" for name, size in sizes.items()
             if size < least]  # fmt: skip
    return f"too few values: {' and '.join(short)}; at least {least} needed" if short else ""


def mean_difference(
    treated=None,
    comparison=None,
    *,
    data=None,
    value=None,
    group=None,
    project=None,
    confidence: float = 0.95,
) -> Estimate:
    """Compare the means of two independent groups, in the units of the measure.

    Welch's interval: m_t - m_c +/- t_{df} sqrt(s_t^2/n_t + s_c^2/n_c) with the
    Welch-Satterthwaite df; spreads may differ (Welch 1947, Biometrika 34:28).

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
        In marks. "too_few" with fewer than two values in a group. Where neither group has any
        spread the difference is shown without an interval. Details: df, mean_treated,
        mean_comparison, sd_treated, sd_comparison.

    Raises
    ------
    ValueError
        If a column does not hold numbers.

    Examples
    --------
    Means of 5 and 2 marks, standard deviations of 1 in both: SE = sqrt(1/3 + 1/3).

    >>> from spp_research import stats
    >>> found = stats.mean_difference([4, 5, 6], [1, 2, 3])
    >>> found.value, round(found.se, 3)
    (3.0, 0.816)
    """
    confidence = level(confidence)
    treated, comparison = two_groups(
        treated, comparison, data=data, value=value, group=group, project=project
    )
    (x, lost_x), (y, lost_y) = two_of_them(treated, comparison)
    frame: Frame = {
        "measure": "mean difference (Welch)",
        "unit": "marks",
        "confidence": confidence,
        "n": x.size + y.size,
        "sizes": (x.size, y.size),
        "warnings": [*missing_warnings(lost_x + lost_y)],
    }
    if reason := empty_group({"treated": x.size, "comparison": y.size}):
        return too_few(reason, frame)
    frame["warnings"] += size_warnings(x.size, y.size)
    sd_x, sd_y = spread(x), spread(y)
    difference = float(np.mean(x)) - float(np.mean(y))
    part_x, part_y = sd_x**2 / x.size, sd_y**2 / y.size
    se, df, half = None, None, None
    if part_x + part_y > 0:
        se = math.sqrt(part_x + part_y)
        share_x, share_y = part_x / (part_x + part_y), part_y / (part_x + part_y)
        df = 1 / (share_x**2 / (x.size - 1) + share_y**2 / (y.size - 1))
        half = t_quantile(confidence, df) * se
    else:
        frame["warnings"].append(NO_SPREAD.format(what="all values within each group are"))
        if abs(difference) <= 1e-12 * max(float(np.abs(x).max()), float(np.abs(y).max())):
            difference = 0.0  # equal constants, whatever the rounding of their means
    return Estimate(
        difference,
        None if half is None else difference - half,
        None if half is None else difference + half,
        se,
        details={
            "df": df,
            "mean_treated": np.mean(x),
            "mean_comparison": np.mean(y),
            "sd_treated": sd_x,
            "sd_comparison": sd_y,
        },
        **frame,
    )


def mean_change(
    before, after, *, data=None, same_scale: bool = True, confidence: float = 0.95
) -> Estimate:
    """Give the mean change of matched people between two waves, in the units of the measure.

    Student's interval on the differences D = after - before: mean(D) +/- t_{n-1} s_D/sqrt(n).

    Parameters
    ----------
    before, after : sequence of numbers
        Row i of each is the same person. Rows with a missing value are left out and counted.
    same_scale : bool
        Whether both waves used the same scale. False refuses: the difference of two different
        tests means nothing (an adjusted comparison may still be made).
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).

    Returns
    -------
    Estimate
        In marks. "too_few" with fewer than two pairs. Where all changed by the same amount
        the change is shown without an interval. Details: r, sd_before, sd_after; further
        mean_before, mean_after, sd_change, df.

    Raises
    ------
    ValueError
        If a column does not hold numbers or the columns differ in length.

    Examples
    --------
    Three pupils gained 3, 3 and 6 marks: a mean of 4, and 4 +/- 4.303 x 1 for the interval.

    >>> from spp_research import stats
    >>> found = stats.mean_change([10, 12, 14], [13, 15, 20])
    >>> found.value, round(found.low, 1), round(found.high, 1)
    (4.0, -0.3, 8.3)

    Data that are too thin are an answer as well.

    >>> stats.mean_change([10], [13]).status
    'too_few'
    """
    confidence = level(confidence)
    before, after = columns(data, marks=("before", "after"), before=before, after=after)
    (x, y), lost = matched(before=before, after=after)
    n = x.size
    frame: Frame = {
        "measure": "mean change of matched pairs",
        "unit": "marks",
        "confidence": confidence,
        "n": n,
        "sizes": (n,),
        "warnings": [*missing_warnings(lost, "pair"), NO_COMPARISON],
    }
    if not same_scale:
        return refused(
            "the two waves used different scales, so the difference of their marks means "
            "nothing; compare with a group that took both tests instead",
            frame,
        )
    if n < 2:
        return too_few(f"too few matched pairs: {people(n)}; at least 2 needed", frame)
    frame["warnings"] += size_warnings(n)
    change = y - x
    sd, mean = spread(change, x, y), float(np.mean(change))
    half, se = None, None
    if sd > 0:
        se = sd / math.sqrt(n)
        half = t_quantile(confidence, n - 1) * se
    else:
        mean = float(np.median(change))
        frame["warnings"].append(NO_SPREAD.format(what="all changes are"))
    return Estimate(
        mean,
        None if half is None else mean - half,
        None if half is None else mean + half,
        se,
        details={
            "r": correlation(x, y),
            "sd_before": spread(x),
            "sd_after": spread(y),
            "mean_before": np.mean(x),
            "mean_after": np.mean(y),
            "sd_change": sd,
            "df": n - 1,
        },
        **frame,
    )


def correlation(x: np.ndarray, y: np.ndarray) -> float | None:
    """Give Pearson's r, within -1 and 1, or None where a column has no spread."""
    if spread(x) == 0 or spread(y) == 0:
        return None
    dx, dy = x - x.mean(), y - y.mean()
    r = float(dx @ dy) / math.sqrt(float(dx @ dx) * float(dy @ dy))
    return max(-1.0, min(1.0, r))
