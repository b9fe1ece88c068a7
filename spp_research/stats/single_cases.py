"""Fewer than six pupils, measured often: a phase before and a phase during.

For the school itself alone: every result carries `school_only`, and nothing here may be shown to
other audiences. Points of one series are not separate tries, so every interval is somewhat narrow
(with autocorrelation .4 it covers .83 to .94).
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spp_research.errors import InputError

from . import told
from .distributions import z_quantile
from .estimate import Estimate, Frame, people, too_few
from .inputs import column, level, read, whole_number

if TYPE_CHECKING:
    import pandas as pd

NON_OVERLAP = "non-overlap of all pairs (Newcombe)"
FEWEST, WANTED = 3, 5  # points in a phase: to say anything; to say it without a warning
RISING_FROM = 0.4  # tau-b of the baseline with time
CLOSE_DAYS = "days close together are alike: the range may be too narrow"
RISING = "it was already rising before the change (for what should be low: falling)"
FALLING = "it was already falling before the change (for what should be low: rising)"
TIES = 1e-9


def single_case(
    baseline, during, *, higher_is_better: bool = True, confidence: float = 0.95
) -> Estimate:
    """Give how often a point of the later phase is better than one of the baseline (NAP).

    Over all pairs, ties half. Interval: Newcombe's method 5 (2006, Stat. Med. 25:559): the x with
    |NAP - x| <= z sqrt(V(x)), V = x(1-x)(2 + h + (1+2h) x(1-x)) / (mn (2-x)(1+x)), h = (m+n)/2 - 1.
    At NAP = 1 the equation is divided by 1 - x first: a root search would stop at the root 1
    itself and give no width.

    Beside it the baseline's own trend: tau-b with time, and the non-overlap once the baseline's
    Theil-Sen slope is taken off every point (Tarlow 2017, Behav. Modif. 41:427, without its
    pretest). Tau-U is not offered: its size fades with the length of the series.

    Parameters
    ----------
    baseline, during : sequence of numbers
        In the order of time. For a group, its mean each day, of the same pupils; never pairs
        across pupils. Missing points are left out and keep their place in time.
    higher_is_better : bool
        False turns both phases round.

    Returns
    -------
    Estimate
        A probability. "too_few" with fewer than three points in a phase. Details: tau (2 NAP - 1),
        tau_corrected (None with under five points in the baseline, or a later phase more than
        twice as long), baseline_slope, baseline_tau, n_baseline, n_during, school_only (always 1).

    Raises
    ------
    ValueError
        If a column does not hold numbers.
    """
    confidence = level(confidence)
    sign = 1 if higher_is_better else -1
    before, after = read(equally_long=False, baseline=baseline, during=during)
    before, after = sign * before, sign * after
    times = np.arange(1, before.size + after.size + 1, dtype=float)
    first = (times[: before.size][~np.isnan(before)], before[~np.isnan(before)])
    later = (times[before.size :][~np.isnan(after)], after[~np.isnan(after)])
    m, n = first[1].size, later[1].size
    frame: Frame = {
        "measure": NON_OVERLAP,
        "unit": "probability",
        "confidence": confidence,
        "n": m + n,
        "sizes": (),  # points in time, and of fewer pupils than any page may show
        "warnings": [],
    }
    details: dict[str, float | None] = {"n_baseline": m, "n_during": n, "school_only": 1.0}
    if min(m, n) < FEWEST:
        short = too_few(
            f"too few points: {m} before and {n} after the change; {FEWEST} of each are needed",
            frame,
        )
        return Estimate(**{**_fields(short), "details": details})
    if min(m, n) < WANTED:
        frame["warnings"].append(f"short phase: {min(m, n)} points, {WANTED} are wanted")
    nap = overlap(first[1], later[1])
    low, high = newcombe_limits(nap, m, n, z_quantile(confidence))
    slope, own_tau = theil_sen(*first), tau_b(*first)
    if own_tau is not None and abs(own_tau) >= RISING_FROM:
        frame["warnings"].append(RISING if own_tau > 0 else FALLING)
    corrected = None
    if m >= WANTED and n <= 2 * m and slope is not None:
        residuals = [values - slope * when for when, values in (first, later)]
        corrected = 2 * overlap(*residuals) - 1
    elif m < WANTED:
        frame["warnings"].append("the baseline is too short to take its own trend off")
    else:
        frame["warnings"].append(
            "the later phase is more than twice as long as the baseline, so its trend is not taken "
            "off"
        )
    frame["warnings"].append(CLOSE_DAYS)
    details |= {
        "tau": 2 * nap - 1,
        "tau_corrected": corrected,
        "baseline_slope": slope,
        "baseline_tau": own_tau,
    }
    return Estimate(nap, low, high, None, details=details, **frame)


def _fields(estimate: Estimate) -> dict:
    return {name: getattr(estimate, name) for name in Estimate.__slots__}


def overlap(first: np.ndarray, later: np.ndarray) -> float:
    """Give the share of pairs in which the later point is higher, ties half."""
    gaps = later[:, None] - first[None, :]
    close = TIES * max(1.0, float(np.abs(first).max()), float(np.abs(later).max()))
    higher, lower = int((gaps > close).sum()), int((gaps < -close).sum())
    pairs = gaps.size
    return (higher + (pairs - higher - lower) / 2) / pairs


def newcombe_limits(nap: float, m: int, n: int, z: float) -> tuple[float, float]:
    """Give the limits of a non-overlap (Newcombe 2006, method 5)."""
    from scipy.optimize import brentq

    h = (m + n) / 2 - 1

    def rest(x: float) -> float:  # V(x) / (x (1 - x))
        return (2 + h + (1 + 2 * h) * x * (1 - x)) / (m * n * (2 - x) * (1 + x))

    def outside(x: float) -> float:
        return (nap - x) ** 2 - z**2 * x * (1 - x) * rest(x)

    if nap >= 1:
        return float(brentq(lambda x: (1 - x) - z**2 * x * rest(x), 0.0, 1.0, xtol=1e-14)), 1.0
    if nap <= 0:
        low, _ = newcombe_limits(1.0, m, n, z)
        return 0.0, 1 - low
    low = float(brentq(outside, 0.0, nap, xtol=1e-14))
    return low, float(brentq(outside, nap, 1.0, xtol=1e-14))


def theil_sen(times: np.ndarray, values: np.ndarray) -> float | None:
    """Give the median of the slopes of all pairs with different times; None without any."""
    i, j = np.triu_indices(times.size, 1)
    apart = times[j] != times[i]
    if not apart.any():
        return None
    return float(np.median((values[j] - values[i])[apart] / (times[j] - times[i])[apart]))


def tau_b(first: np.ndarray, second: np.ndarray) -> float | None:
    """Give Kendall's tau-b; None where a column has no spread."""
    i, j = np.triu_indices(first.size, 1)
    one, other = np.sign(first[j] - first[i]), np.sign(second[j] - second[i])
    scale = float((one != 0).sum()) * float((other != 0).sum())
    return float(one @ other) / math.sqrt(scale) if scale > 0 else None


FEWEST_STARTS, PLENTY_STARTS = 5, 20


@dataclass(frozen=True, slots=True)
class StartPoints:
    """How the start that was drawn compares with the others that might have been.

    `difference` is the mean from the start on less the mean before it; `count` how many of the
    `possible` starts would have shown as large a one in the better direction, its own included.
    """

    difference: float | None
    count: int | None
    possible: int
    status: str = "ok"
    reason: str = ""
    warnings: tuple[str, ...] = ()

    def __str__(self) -> str:
        return told.starts(self)

    __repr__ = __str__
    sentence = told.sentence
    _repr_html_ = told.as_table

    def to_frame(self) -> "pd.DataFrame":
        """Give a table of one row."""
        names = ("difference", "count", "possible", "status", "reason")
        return told.frame([{name: getattr(self, name) for name in names}], names)

    @property
    def ok(self) -> bool:
        """Whether there is a count."""
        return self.status == "ok"


def start_point_count(
    values, start, starts, *, randomised: bool, higher_is_better: bool = True
) -> StartPoints:
    """Count the possible starts that would have shown a difference as large.

    Parameters
    ----------
    values : sequence of numbers
        The whole series in the order of time; missing points are skipped.
    start : int
        The first point of the new phase, counted from 1.
    starts : sequence of int
        The starts from which this one was drawn by lot, written down before the baseline ended.
    randomised : bool
        Whether it was drawn from that list.
    higher_is_better : bool
        False looks for falls.

    Returns
    -------
    StartPoints
        "refused" where the start was not drawn, is not in the list, the list has under five
        starts, the start leaves under three points on a side, or another possible one none.

    Raises
    ------
    ValueError
        If a column does not hold numbers.
    """
    series = column(values, "values")
    chosen = whole_number(start, "start")
    if isinstance(starts, str) or not hasattr(starts, "__iter__"):
        raise InputError(f"starts must be a list of points, as range(5, 12), not {starts!r:.40}")
    listed = sorted({whole_number(each, "starts") for each in starts})
    possible = len(listed)

    def refuse(reason: str) -> StartPoints:
        return StartPoints(None, None, possible, "refused", reason)

    if randomised is not True:
        return refuse(
            "the start was not drawn from a list; the list must be fixed before the baseline ends"
        )
    if chosen not in listed:
        return refuse(f"the start, point {chosen}, is not in the list it was drawn from")
    if possible < FEWEST_STARTS:
        return refuse(f"only {possible} possible starts; {FEWEST_STARTS} are needed at least")
    present = ~np.isnan(series)
    gaps = {}
    for each in listed:
        at = max(int(each) - 1, 0)
        inside = [side[~np.isnan(side)] for side in (series[:at], series[at:])]
        least = min(side.size for side in inside)
        if least < (FEWEST if each == chosen else 1):
            return refuse(
                f"start {each} leaves {people(least, 'point')} on a side; "
                f"{FEWEST if each == chosen else 1} needed"
            )
        gaps[each] = float(inside[1].mean()) - float(inside[0].mean())
    sign = 1 if higher_is_better else -1
    close = TIES * max(1.0, float(np.abs(series[present]).max()))
    count = sum(sign * gap >= sign * gaps[chosen] - close for gap in gaps.values())
    few: tuple[str, ...] = ()
    if possible < PLENTY_STARTS:
        few = (
            f"only {possible} possible starts: chance alone shows the largest difference 1 time in "
            f"{possible}",
        )
    return StartPoints(gaps[chosen], count, possible, warnings=few)
