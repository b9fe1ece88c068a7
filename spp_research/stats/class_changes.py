"""Whole classes before and after, with no comparison group: a class counts once.

Pupils of a class share a teacher and their lessons, so their changes are not so many separate
tries. The mean of the class means, with Student's t on classes less one, holds its level from two
classes up; a mixed model is wider and no narrower, and pupils alone cover as little as .56.
"""

import math

import numpy as np

from spp_research.errors import InputError

from .cluster_summaries import intraclass_correlation
from .clusters import ASSUMED_ICCS
from .distributions import t_quantile
from .estimate import Estimate, Frame, missing_warnings, no_estimate, people, refused, too_few
from .expected import (
    Changes,
    Expectation,
    average_sd,
    complete,
    expectation_warnings,
    less_expected,
    no_judge,
    usable_expectation,
)
from .expected import named as named_change
from .frames import columns
from .inputs import codes, level, spread

BY_CLASS = "by class"
MOST_BLANK = 0.10  # share of pupils without a class beyond which classes cannot be counted
ONE_CLASS = "one class only: another class may have changed by more or less"
ABOUT_THESE = "This is about these pupils, not other classes."
NO_CLASS_SPREAD = "no interval: no spread between classes to judge it by"
UNLIKE = "large and small classes changed differently"


def clustered_change(
    before,
    after,
    cluster,
    *,
    data=None,
    expected=None,
    expected_se=None,
    expected_interval=None,
    months=None,
    expected_months=None,
    grows: bool = True,
    same_scale: bool = True,
    source: str = "",
    chosen: bool = False,
    confidence: float = 0.95,
) -> Estimate:
    """Give the change of whole classes or taught groups, less the change to be expected.

    d_j = mean change of class j; value = mean(d_j) - E, se = sd(d_j)/sqrt(J), t on J - 1, joined
    with the uncertainty of E by MOVER as in `expected_change`. Beside it, as a check, the mean of
    all pupils b with CR2 and Satterthwaite's df (Bell & McCaffrey 2002, Surv. Methodol. 28:169;
    for a mean in closed form, p_j = n_j/N: V = sum p_j^2 (d_j-b)^2/(1-p_j), df = 1/(sum p_j^2 +
    sum_{i!=j} p_i^2 p_j^2/((1-p_i)(1-p_j)))).

    Parameters
    ----------
    before, after : sequence of numbers
        Marks; row i of each is the same pupil. Incomplete rows are left out and counted.
    cluster : sequence of labels
        Class of pupil i. Pupils without one are left out and counted; over 10% refuses.
    expected, expected_se, expected_interval, months, expected_months, grows, same_scale, source,
    chosen
        As in `expected_change`; with one expected change a pupil, d_j and the pupils' mean are of
        D_i - E_i.
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).

    Returns
    -------
    Estimate
        In marks. One class is "refused": its pupils' change stands in the details, with limits for
        assumed intraclass correlations (icc05_low, ..., icc20_high), as mean +/- t_{n-1} se
        sqrt(1 + (n-1) ICC). "too_few" without two pairs. Details: change, change_low, change_high,
        expected, expected_se, df, clusters, smallest_class, largest_class, icc_change (by analysis
        of variance on the changes, 0 if negative), icc_raw, pupil_change, pupil_se, pupil_df,
        pupil_low, pupil_high, sd, standardised, judged.

    Raises
    ------
    ValueError
        If a column is of the wrong type, lengths differ, or SE and interval are both given.
    """
    confidence = level(confidence)
    if cluster is None:
        raise InputError("cluster is missing: the column, or the name of the column, of the class")
    by_pupil = expected if isinstance(expected, str) else None
    before, after, cluster, each = columns(
        data,
        marks=("before", "after", "expected"),
        before=before,
        after=after,
        cluster=cluster,
        expected=by_pupil,
    )
    expected = expected if by_pupil is None else each
    pupils = complete(before, after, cluster, expected)
    assert pupils.cluster is not None
    blank = np.isnan(pupils.cluster)
    kept = _without(pupils, blank)
    n = kept.before.size
    frame: Frame = {
        "measure": f"{named_change(expected, grows, source)}, {BY_CLASS}",
        "unit": "marks",
        "confidence": confidence,
        "n": n,
        "sizes": (n,),
        "warnings": [*missing_warnings(pupils.lost, "pair"), *no_judge(expected, grows)],
    }
    given = usable_expectation(
        kept,
        expected,
        expected_se,
        expected_interval,
        confidence,
        same_scale=same_scale,
        months=(months, expected_months),
    )
    if isinstance(given, str):
        return refused(given, frame)
    if blank.sum() > MOST_BLANK * blank.size:
        return refused(
            f"{people(int(blank.sum()))} of {blank.size} have no class; fill in the classes to "
            "count them",
            frame,
        )
    frame["warnings"] += _left_out(pupils, cluster, int(blank.sum()))
    if n < 2:
        return too_few(f"too few matched pairs: {people(n)}; at least 2 needed", frame)
    sd = average_sd(kept.before, kept.after)
    if expected is not None:
        frame["warnings"] += expectation_warnings(given, sd, source, chosen)
    details = {
        "expected": None if expected is None and grows else given.mean,
        "expected_se": None if expected is None and grows else given.se,
        "sd": sd,
        "judged": float(expected is not None or not grows),
    }
    return _by_class(kept, given, frame, details)


def _without(pupils: Changes, blank: np.ndarray) -> Changes:
    assert pupils.cluster is not None
    return Changes(
        pupils.before[~blank],
        pupils.after[~blank],
        pupils.cluster[~blank],
        None if pupils.each is None else pupils.each[~blank],
        pupils.lost,
    )


def _left_out(pupils: Changes, cluster, blank: int):
    """Say which pupils and which classes do not count."""
    if blank:
        yield f"{people(blank)} left out because no class is given"
    labels = codes(cluster, "cluster")
    every = set(labels[~np.isnan(labels)])
    assert pupils.cluster is not None
    unmatched = len(every - set(pupils.cluster[~np.isnan(pupils.cluster)]))
    if unmatched:
        yield f"classes with no pupil measured both times, which are not counted: {unmatched}"


def _by_class(kept: Changes, given: Expectation, frame: Frame, details: dict) -> Estimate:
    change = kept.after - kept.before
    extra = change if kept.each is None else change - kept.each
    assert kept.cluster is not None
    _, group = np.unique(kept.cluster, return_inverse=True)
    size = np.bincount(group)
    means = np.bincount(group, extra) / size
    raw_means = np.bincount(group, change) / size
    j, confidence = size.size, frame["confidence"]
    scale = (kept.before, kept.after)
    details |= {"clusters": j, "smallest_class": size.min(), "largest_class": size.max()}
    if j == 1:
        details |= _one_class(change, scale, confidence)
        frame["warnings"].append(ABOUT_THESE)
        return no_estimate("refused", ONE_CLASS, frame, details=details)
    icc = intraclass_correlation(change, group)
    details |= {"icc_change": icc.value, "icc_raw": icc.details.get("raw"), "df": j - 1}
    if j <= 3:
        frame["warnings"].append(f"only {j} classes: the range is wide because they say little")
    own, raw = _limits(means, scale, confidence), _limits(raw_means, scale, confidence)
    details |= {"change": raw[0], "change_low": raw[1], "change_high": raw[2]}
    details |= _of_pupils(means, size, scale, confidence)
    value = own[0] if given.each is not None else raw[0] - given.mean
    details["standardised"] = value / details["sd"] if details["sd"] > 0 else None
    if own[1] is None or own[2] is None:
        frame["warnings"].append(NO_CLASS_SPREAD)
        return Estimate(value, None, None, None, details=details, **frame)
    own_se = (own[2] - own[1]) / 2 / t_quantile(confidence, j - 1)
    if abs(own[0] - details["pupil_change"]) > own_se:
        frame["warnings"].append(UNLIKE)
    low, high = less_expected((own[0], own[1], own[2]), given)
    return Estimate(value, low, high, math.hypot(own_se, given.se), details=details, **frame)


def _one_class(change: np.ndarray, scale, confidence: float) -> dict:
    """Give the pupils' own change, and limits for assumed intraclass correlations."""
    n, sd = change.size, spread(change, *scale)
    mean = float(np.mean(change)) if sd > 0 else float(np.median(change))
    found: dict[str, float | None] = {"change": mean}
    for icc in ASSUMED_ICCS:
        half = None
        if sd > 0:
            inflate = math.sqrt(1 + (n - 1) * icc)
            half = t_quantile(confidence, n - 1) * sd / math.sqrt(n) * inflate
        name = f"icc{round(100 * icc):02d}"
        found[f"{name}_low"] = None if half is None else mean - half
        found[f"{name}_high"] = None if half is None else mean + half
    return found


def _limits(means: np.ndarray, scale, confidence: float):
    sd = spread(means, *scale)
    if sd == 0:
        return float(np.median(means)), None, None
    mean = float(np.mean(means))
    half = t_quantile(confidence, means.size - 1) * sd / math.sqrt(means.size)
    return mean, mean - half, mean + half


def _of_pupils(means: np.ndarray, size: np.ndarray, scale, confidence: float) -> dict:
    """Give the mean over all pupils with CR2 and Satterthwaite's df, in closed form."""
    p = size / size.sum()
    b = float(p @ means)
    found: dict[str, float | None] = {"pupil_change": b}
    found |= dict.fromkeys(("pupil_se", "pupil_df", "pupil_low", "pupil_high"))
    if spread(means, *scale) == 0:
        return found
    se = math.sqrt(float((p**2 * (means - b) ** 2 / (1 - p)).sum()))
    each = p**2 / (1 - p)
    df = 1 / (float((p**2).sum()) + float(each.sum() ** 2 - (each**2).sum()))
    half = t_quantile(confidence, df) * se
    return found | {
        "pupil_se": se,
        "pupil_df": df,
        "pupil_low": b - half,
        "pupil_high": b + half,
    }
