"""Ordered answers: two groups by dominance, matched people by who moved, waves by net agreement.

Means of a single rating are never taken; nothing here changes when the codes are stretched.
"""

import math

import numpy as np

from spp_research.errors import InputError

from .distributions import mover, t_quantile
from .estimate import (
    NO_COMPARISON,
    Estimate,
    Frame,
    missing_warnings,
    no_estimate,
    not_estimable,
    people,
    refused,
    size_warnings,
    too_few,
)
from .frames import answered, columns, two_groups
from .inputs import in_order, level, matched, two_of_them
from .means import empty_group
from .proportions import balance, bonett_price


def cliffs_delta(
    treated=None,
    comparison=None,
    *,
    data=None,
    value=None,
    group=None,
    project=None,
    confidence: float = 0.95,
) -> Estimate:
    """Compare two independent groups of ordered values: P(X > Y) - P(X < Y).

    delta = 2 PS - 1, PS = P(X > Y) + P(X = Y)/2 = U/(n1 n2). Interval of Feng & Cliff (2004,
    J. Mod. Appl. Stat. Meth. 3:322), asymmetric, with the unbiased variance and t on N - 2:
    (d - d^3 -/+ tS sqrt((1-d^2)^2 + t^2 S^2)) / (1 - d^2 + t^2 S^2). Where the groups do not
    overlap, d (n1 n2 - 1)/(n1 n2) stands in for d and the outer limit is +/-1.

    Parameters
    ----------
    treated, comparison : sequence of numbers
        One code a person, higher is more; or ordered categories, which are taken in their order.
        Missing values are left out and counted.
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).
    value, group, project : optional
        In place of two columns: one of values, one of who took part, and the label for it.

    Returns
    -------
    Estimate
        Between -1 and 1. "too_few" with fewer than two values in a group; "not_estimable",
        with the value 0, where everybody gave the same answer. Details:
        probability_of_superiority, u; further variance, n_treated, n_comparison.

    Raises
    ------
    ValueError
        If a column does not hold numbers.

    Examples
    --------
    Of the nine pairs of one value from each group eight are higher, one is equal, none is lower.

    >>> from spp_research import stats
    >>> round(stats.cliffs_delta([3, 4, 5], [1, 2, 3]).value, 3)
    0.889
    """
    confidence = level(confidence)
    treated, comparison = two_groups(
        treated, comparison, data=data, value=value, group=group, project=project
    )
    treated, comparison = in_order(treated=treated, comparison=comparison)
    (x, lost_x), (y, lost_y) = two_of_them(treated, comparison)
    n1, n2 = x.size, y.size
    frame: Frame = {
        "measure": "Cliff's delta (Feng-Cliff)",
        "unit": "probability difference",
        "confidence": confidence,
        "n": n1 + n2,
        "sizes": (n1, n2),
        "warnings": [*missing_warnings(lost_x + lost_y)],
    }
    if reason := empty_group({"treated": n1, "comparison": n2}):
        return too_few(reason, frame)
    frame["warnings"] += size_warnings(n1, n2)
    below, above = _wins(x, y)
    wins, losses = int(below.sum()), int(above.sum())
    u = wins + (n1 * n2 - wins - losses) / 2
    delta = (wins - losses) / (n1 * n2)
    details = {
        "probability_of_superiority": u / (n1 * n2),
        "u": u,
        "n_treated": n1,
        "n_comparison": n2,
    }
    if wins + losses == 0:
        return not_estimable(
            "everybody gave the same answer, so there is no spread to judge an interval by",
            frame,
            value=0.0,
            details=details,
        )
    separate = abs(delta) == 1
    d = delta * (n1 * n2 - 1) / (n1 * n2) if separate else delta
    below_y, above_y = _wins(y, x)
    variance = _dominance_variance(
        d, (below - above) / n2, (above_y - below_y) / n1, wins, losses
    )  # fmt: skip
    low, high = _feng_cliff(d, variance, t_quantile(confidence, n1 + n2 - 2))
    if separate:
        low, high = (low, 1.0) if delta > 0 else (-1.0, high)
        frame["warnings"].append("the two groups do not overlap: the interval is approximate")
    details["variance"] = variance
    return Estimate(delta, low, high, math.sqrt(variance), details=details, **frame)


def _wins(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each x, count the y (in rising order) below it and above it."""
    return np.searchsorted(y, x, side="left"), y.size - np.searchsorted(y, x, side="right")


def _dominance_variance(d, by_x, by_y, wins: int, losses: int) -> float:
    n1, n2 = by_x.size, by_y.size
    ties = n1 * n2 - wins - losses
    cells = wins * (1 - d) ** 2 + losses * (1 + d) ** 2 + ties * d**2
    rows = n2**2 * float(((by_x - d) ** 2).sum()) + n1**2 * float(((by_y - d) ** 2).sum())
    return (rows - cells) / (n1 * n2 * (n1 - 1) * (n2 - 1))


def _feng_cliff(d: float, variance: float, t: float) -> tuple[float, float]:
    ts2 = t**2 * variance
    centre, bottom = d - d**3, 1 - d**2 + ts2
    half = math.sqrt(ts2 * ((1 - d**2) ** 2 + ts2))
    return max(-1.0, (centre - half) / bottom), min(1.0, (centre + half) / bottom)


def net_change(before, after, *, data=None, confidence: float = 0.95) -> Estimate:
    """Give the share of matched people who moved up less the share who moved down.

    (up - down)/n with the Bonett-Price interval (2012, JEBS 37:479).

    Parameters
    ----------
    before, after : sequence of numbers
        Row i of each is the same person's code, higher is more, or ordered category. Incomplete
        rows are left out and counted.
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).

    Returns
    -------
    Estimate
        A difference of proportions. "too_few" with fewer than two pairs. Details: improved,
        same, worsened (people), estimate_adjusted, and rank_biserial (of the matched pairs,
        None where nobody moved).

    Raises
    ------
    ValueError
        If a column does not hold numbers or the columns differ in length.
    """
    confidence = level(confidence)
    before, after = columns(data, before=before, after=after)
    before, after = in_order(before=before, after=after)
    (x, y), lost = matched(before=before, after=after)
    n = x.size
    frame: Frame = {
        "measure": "net change of matched pairs (Bonett-Price)",
        "unit": "proportion",
        "confidence": confidence,
        "n": n,
        "sizes": (n,),
        "warnings": [*missing_warnings(lost, "pair"), NO_COMPARISON],
    }
    if n < 2:
        return too_few(f"too few matched pairs: {people(n, 'person')}; at least 2 needed", frame)
    frame["warnings"] += size_warnings(n)
    up, down = int((y > x).sum()), int((y < x).sum())
    adjusted, se, low, high = bonett_price(up, down, n, confidence)
    details = {
        "improved": up,
        "same": n - up - down,
        "worsened": down,
        "estimate_adjusted": adjusted,
        "rank_biserial": _paired_rank_biserial(y - x),
    }
    return Estimate((up - down) / n, low, high, se, details=details, **frame)


def _paired_rank_biserial(change: np.ndarray) -> float | None:
    moved = change[change != 0]
    if moved.size == 0:
        return None
    size = np.sort(np.abs(moved))
    first = np.searchsorted(size, np.abs(moved), side="left")
    last = np.searchsorted(size, np.abs(moved), side="right")
    ranks = (first + 1 + last) / 2
    return float((np.sign(moved) * ranks).sum() / ranks.sum())


def net_agreement(
    agree, disagree, n=None, *, data=None, value=None, confidence: float = 0.95
) -> Estimate:
    """Give the share that agrees less the share that disagrees, in one wave.

    (agree - disagree)/n with the Bonett-Price interval on those counts.

    Parameters
    ----------
    agree, disagree, n : int
        People who agree, who disagree, and who answered at all.
    data, value : optional
        In place of counts: a column of answers, or the name of one with its table as `data`;
        `agree` and `disagree` are then the answers on each side.

    Returns
    -------
    Estimate
        A difference of proportions. "too_few" when n is 0; "refused" when the counts cannot
        be. Details: estimate_adjusted.

    Examples
    --------
    Of 20 people 12 agree and 3 disagree: (12 - 3)/20.

    >>> from spp_research import stats
    >>> stats.net_agreement(12, 3, 20).value
    0.45
    """
    if value is not None:
        (given,) = columns(data, value=value)
        agree, n = answered(None, given, agree)
        disagree, _ = answered(None, given, disagree, known=True)
    return balance(
        agree, disagree, n, ("agree", "disagree"), "net agreement (Bonett-Price)", confidence
    )


def net_agreement_difference(first: Estimate, second: Estimate) -> Estimate:
    """Give the difference first - second of two independent waves' net agreement.

    Square-and-add of the two intervals (MOVER, Zou & Donner 2008): L = (n1-n2) -
    sqrt((n1-l1)^2 + (u2-n2)^2), U = (n1-n2) + sqrt((u1-n1)^2 + (n2-l2)^2).

    Parameters
    ----------
    first, second : Estimate
        What `net_agreement` gave for each wave; put the later wave first.

    Returns
    -------
    Estimate
        A difference of proportions; the status and reason of a wave that has no interval;
        "refused" where the two intervals have different confidence.
    """
    for part in (first, second):
        if not isinstance(part, Estimate):
            raise InputError(f"both waves must be Estimates, not a {type(part).__name__}")
    frame: Frame = {
        "measure": "difference of net agreement (MOVER)",
        "unit": "proportion",
        "confidence": first.confidence,
        "n": first.n + second.n,
        "sizes": (*first.sizes, *second.sizes),
        "warnings": list(dict.fromkeys((*first.warnings, *second.warnings))),
    }
    for name, part in (("first", first), ("second", second)):
        if not part.ok or not part.has_interval:
            status = "not_estimable" if part.ok else part.status
            return no_estimate(status, f"the {name} wave: {part.reason or 'no interval'}", frame)
    if first.confidence != second.confidence:
        return refused("the two waves have intervals of different confidence", frame)
    low, high = mover(first.interval, second.interval)
    return Estimate(
        first.interval[0] - second.interval[0],
        low,
        high,
        math.hypot(first.se, second.se) if first.se and second.se else None,
        **frame,
    )
