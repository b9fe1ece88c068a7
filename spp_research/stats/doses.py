"""Who came more often, and who gained more: described, and never more than that.

Pupils choose how often they come, or have it chosen for them, for reasons that also bear on their
gains. Nothing here can show that sessions help, however clear the slope: claims stop at design D.
"""

import math

import numpy as np

from .distributions import z_quantile
from .estimate import Estimate, Frame, missing_warnings, not_estimable, people, refused, too_few
from .frames import columns
from .inputs import level, matched, spread

DOSE = "gain for each session more (Theil-Sen)"
FEWEST = 10
FEWEST_DOSES, MOST_AT_ONE = 4, 0.80
OTHER_WAYS = "pupils who came more may differ in other ways"


def dose(sessions, gain, *, data=None, confidence: float = 0.95) -> Estimate:
    """Give the slope of gains on sessions received: the median of all pairs' slopes.

    Theil-Sen over the N pairs with unequal sessions; limits of Sen (1968, JASA 63:1379): the k-th
    slope from either end, k = floor((N - z sqrt(Var S))/2), Var S that of Kendall with ties in
    both columns. In the details Spearman's correlation with tanh(atanh r +/- z sqrt((1 + r^2/2) /
    (n-3))) (Bonett & Wright 2000, Psychometrika 65:23).

    Parameters
    ----------
    sessions, gain : sequence of numbers
        Row i of each is the same pupil; incomplete rows are left out and counted.
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).

    Returns
    -------
    Estimate
        In marks a session. "too_few" below ten pupils; "not_estimable" with fewer than four
        different numbers of sessions, over 80% at one of them, or equal gains; "refused" for
        negative sessions. Details: spearman, spearman_low, spearman_high (None where |r| is 1),
        n_pairs, distinct_doses, share_at_commonest; further variance_s.

    Raises
    ------
    ValueError
        If a column does not hold numbers or lengths differ.
    """
    confidence = level(confidence)
    sessions, gain = columns(data, marks=("sessions", "gain"), sessions=sessions, gain=gain)
    (x, y), lost = matched(sessions=sessions, gain=gain)
    n = x.size
    frame: Frame = {
        "measure": DOSE,
        "unit": "marks a session",
        "confidence": confidence,
        "n": n,
        "sizes": (n,),
        "warnings": [*missing_warnings(lost), OTHER_WAYS],
    }
    if (x < 0).any():
        return refused("a number of sessions is below 0; correct it", frame)
    if n < FEWEST:
        return too_few(f"too few: {people(n)} with sessions and gains; {FEWEST} needed", frame)
    _, at_each = np.unique(x, return_counts=True)
    distinct, commonest = int(at_each.size), float(at_each.max()) / n
    details: dict[str, float | None] = {
        "distinct_doses": distinct,
        "share_at_commonest": commonest,
    }
    if distinct < FEWEST_DOSES:
        return not_estimable(
            f"only {distinct} different numbers of sessions; {FEWEST_DOSES} are needed",
            frame,
            details=details,
        )
    if commonest > MOST_AT_ONE:
        return not_estimable(
            f"{commonest:.0%} of pupils came equally often; the rest are too few to compare with",
            frame,
            details=details,
        )
    if spread(y) == 0:
        return not_estimable(
            "all gains are the same; a finer measure may tell them apart", frame, details=details
        )
    i, j = np.triu_indices(n, 1)
    apart = x[j] != x[i]
    slopes = np.sort((y[j] - y[i])[apart] / (x[j] - x[i])[apart])
    pairs, z = slopes.size, z_quantile(confidence)
    variance = kendall_variance(x, y)
    k = math.floor((pairs - z * math.sqrt(variance)) / 2)
    low, high = (float(slopes[k - 1]), float(slopes[pairs - k])) if k >= 1 else (None, None)
    if k < 1:
        frame["warnings"].append("no interval: too few pairs of pupils with different sessions")
    elif low == high:
        low, high = None, None
        frame["warnings"].append("no interval: nearly all pairs have the same slope")
    r = _ranks_correlate(x, y)
    ends: tuple[float | None, float | None] = (None, None)
    if abs(r) < 1:
        half = z * math.sqrt((1 + r**2 / 2) / (n - 3))
        ends = math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)
    details |= {
        "spearman": r,
        "spearman_low": ends[0],
        "spearman_high": ends[1],
        "n_pairs": pairs,
        "variance_s": variance,
    }
    return Estimate(float(np.median(slopes)), low, high, None, details=details, **frame)


def kendall_variance(x: np.ndarray, y: np.ndarray) -> float:
    """Give the variance of Kendall's S under no association, with ties in both columns."""
    n = x.size
    t, u = (np.unique(values, return_counts=True)[1].astype(float) for values in (x, y))

    def first(c):
        return float((c * (c - 1) * (2 * c + 5)).sum())

    def second(c):
        return float((c * (c - 1) * (c - 2)).sum())

    def third(c):
        return float((c * (c - 1)).sum())

    return (
        (n * (n - 1) * (2 * n + 5) - first(t) - first(u)) / 18
        + second(t) * second(u) / (9 * n * (n - 1) * (n - 2))
        + third(t) * third(u) / (2 * n * (n - 1))
    )


def _ranks_correlate(x: np.ndarray, y: np.ndarray) -> float:
    """Give Spearman's correlation: Pearson's of the mean ranks, exactly 1 where they agree."""
    one, other = _ranks(x), _ranks(y)
    one, other = one - one.mean(), other - other.mean()
    r = float(one @ other) / math.sqrt(float(one @ one) * float(other @ other))
    return float(np.sign(r)) if abs(r) > 1 - 1e-12 else r


def _ranks(values: np.ndarray) -> np.ndarray:
    ordered = np.sort(values)
    low = np.searchsorted(ordered, values, side="left")
    return (low + 1 + np.searchsorted(ordered, values, side="right")) / 2
