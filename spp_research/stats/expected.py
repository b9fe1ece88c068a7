"""The same pupils before and after, held against the growth to be expected in that time.

Pupils of school age learn without any project, so a rise by itself says nothing about one. What
the manual of a test or an earlier cohort gives is subtracted, with its own uncertainty. Where
nothing is known, the rise is shown and not judged.
"""

import math
from dataclasses import dataclass

import numpy as np

from spp_research.errors import InputError
from spp_research.telling import briefly

from .distributions import mover, t_quantile, z_quantile
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
from .frames import columns
from .inputs import aligned, canonical, column, level, one_number, read, spread
from .means import NO_SPREAD

MEASURE = "change less expected change"
NOT_JUDGED = "change, with no expected change to judge it by"
NO_EXPECTATION = (
    "Pupils of this age would have grown anyway. We do not know how much of this is extra."
)
EXACT = "expected growth taken as exact"
NO_SOURCE = "no source is given for the expected growth"
COHORT_EXACT = "the expected growth comes from one cohort, and its own uncertainty is not counted"
CHOSEN = (
    "the expected growth is that of all pupils, and these were chosen for their scores: see what "
    "choosing brings by itself"
)
OTHER_SCALE = (
    "the two waves used different scales, so their difference means nothing; use the same test "
    "both times"
)
FAR_ABOVE = 3.0  # SDs of the marks, beyond which the growth is hardly on the scale of the marks
MONTHS_APART = 1.0
_OF_A_COHORT = ("cohort", "last year", "previous year", "earlier year", "year before")


@dataclass(frozen=True)
class Expectation:
    """What was to be expected: the mean with its limits, and one a pupil where it is given."""

    mean: float
    low: float
    high: float
    se: float
    each: np.ndarray | None

    __repr__ = briefly

    @property
    def exact(self) -> bool:
        return self.se == 0


def expectation(expected, se, interval, confidence: float) -> Expectation | str:
    """Read an expected change, or say why it cannot be one.

    Parameters
    ----------
    expected : number or sequence of numbers
        One for all, or one a pupil; the mean is then over the pupils given.
    se : number, optional
    interval : pair of numbers, optional
        Of the mean, at the same confidence.

    Raises
    ------
    ValueError
        If both are given, or something is not a number.
    """
    if se is not None and interval is not None:
        raise InputError("give expected_se or expected_interval, not both")
    each, mean = None, 0.0
    if hasattr(expected, "__iter__") and not isinstance(expected, str):
        each = column(expected, "expected")
        mean = float(np.mean(each)) if each.size else 0.0
    else:
        mean = one_number(expected, "expected")
    z = z_quantile(confidence)
    if interval is not None:
        low, high = _pair(interval)
        if not low <= mean <= high:
            return f"the expected change {mean:g} is not within {low:g} to {high:g}; check both"
        return Expectation(mean, low, high, (high - low) / (2 * z), each)
    error = 0.0 if se is None else one_number(se, "expected_se")
    if error < 0:
        return f"the standard error of the expected change is {error:g}; it cannot be below 0"
    return Expectation(mean, mean - z * error, mean + z * error, error, each)


def _pair(interval) -> tuple[float, float]:
    if isinstance(interval, str) or not hasattr(interval, "__iter__") or len(interval) != 2:
        raise InputError("expected_interval must be two numbers, the lower and the upper limit")
    low, high = (one_number(end, "expected_interval") for end in interval)
    return low, high


def other_months(months, expected_months) -> str:
    """Say that an expectation is for another stretch of time; empty where it is not."""
    if months is None or expected_months is None:
        return ""
    between = one_number(months, "months")
    declared = one_number(expected_months, "expected_months")
    if abs(between - declared) <= MONTHS_APART:
        return ""
    return (
        f"the expected change is for {declared:g} months and the waves are {between:g} apart; "
        f"ask the manual for {between:g} months"
    )


def expectation_warnings(found: Expectation, sd: float, source: str, chosen: bool):
    """Say what an expected change leaves open."""
    if found.exact:
        yield EXACT
    if not source.strip():
        yield NO_SOURCE
    elif found.exact and any(words in source.casefold() for words in _OF_A_COHORT):
        yield COHORT_EXACT
    if chosen:
        yield CHOSEN
    if sd > 0 and abs(found.mean) > FAR_ABOVE * sd:
        yield (
            f"expected growth is more than {FAR_ABOVE:g} SD of the marks; is it on the same scale?"
        )


@dataclass(frozen=True)
class Changes:
    """Complete pupils: marks before and after, class and expected change where there are any."""

    before: np.ndarray
    after: np.ndarray
    cluster: np.ndarray | None
    each: np.ndarray | None
    lost: int

    __repr__ = briefly


def complete(before, after, cluster, expected) -> Changes:
    """Give the complete rows in canonical order, and how many were left out.

    `cluster` and `expected` may be None; a row without a class is not left out here.
    """
    per_pupil = hasattr(expected, "__iter__") and not isinstance(expected, str)
    given = {"before": before, "after": after}
    given |= {"cluster": cluster} if cluster is not None else {}
    given |= {"expected": expected} if per_pupil else {}
    given = dict(zip(given, aligned(**given), strict=True))
    columns = dict(zip(given, read(**given), strict=True))
    marks = [columns[name] for name in columns if name != "cluster"]
    keep = ~np.isnan(np.array(marks)).any(axis=0)
    kept = [values[keep] for values in marks]
    order_by = [*kept] if cluster is None else [columns["cluster"][keep], *kept]
    ordered = canonical(*order_by)
    kept = ordered if cluster is None else ordered[1:]
    return Changes(
        kept[0],
        kept[1],
        None if cluster is None else ordered[0],
        kept[2] if per_pupil else None,
        int((~keep).sum()),
    )


def usable_expectation(
    pupils: Changes, expected, se, interval, confidence: float, *, same_scale: bool, months
) -> Expectation | str:
    """Read what was to be expected of these pupils, or say why nothing can be made of it.

    Parameters
    ----------
    pupils : the complete ones; an expectation each is theirs.
    expected, se, interval : as for `expectation`; no change at all where nothing is expected.
    same_scale : whether both waves used one scale.
    months : between the waves, and those the expectation is for.

    Raises
    ------
    ValueError
        As `expectation`, and for an error or interval of nothing.
    """
    if expected is None:
        if se is not None or interval is not None:
            raise InputError("expected_se and expected_interval are of an expected change: give it")
        found: Expectation | str = Expectation(0.0, 0.0, 0.0, 0.0, None)
    else:
        each = expected if pupils.each is None else pupils.each
        found = expectation(each, se, interval, confidence)
    if not same_scale:
        return OTHER_SCALE
    if isinstance(found, str) or expected is None:
        return found
    return other_months(*months) or found


def expected_change(
    before,
    after,
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
    """Give the mean change of matched pupils less the change to be expected in that time.

    value = mean(D) - E, D = after - before. Interval: MOVER (Zou & Donner 2008) of mean(D) +/-
    t_{n-1} s_D/sqrt(n) and E +/- z SE, or the interval given for E; equal to Student's where E is
    exact. With one E a pupil, t on D_i - E_i, and SE or interval are of the mean E.

    Parameters
    ----------
    before, after : sequence of numbers
        Marks; row i of each is the same pupil. Incomplete rows are left out and counted.
    expected : number or sequence of numbers, optional
        In marks, for all or one a pupil. Without it a rise is shown and not judged, unless
        `grows` is False.
    expected_se, expected_interval : number; pair of numbers, optional
        Of the (mean) expected change, the interval at the same confidence; not both.
    months, expected_months : number, optional
        Between the waves, and those the expectation is for; more than one apart is refused.
    grows : bool
        Whether the outcome rises with age. False (attendance, attitude) expects no change.
    same_scale : bool
        False refuses.
    source : str
        Where the expectation comes from; named in the measure.
    chosen : bool
        Whether pupils were chosen for their scores: an expectation for all then warns.
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).

    Returns
    -------
    Estimate
        In marks. "too_few" with fewer than two pairs; "refused" for another scale, other months,
        or a standard error or interval that cannot be. Details: change, change_low, change_high,
        expected, expected_se, df, sd (S = sqrt((s1^2 + s2^2)/2)), standardised (value / S),
        judged (1, or 0 where nothing is known of the growth: `direction` then says only "rose" or
        "fell", and `verdict` never "better").

    Raises
    ------
    ValueError
        If a column does not hold numbers, lengths differ, or SE and interval are both given.
    """
    confidence = level(confidence)
    by_pupil = expected if isinstance(expected, str) else None
    before, after, each = columns(
        data, marks=("before", "after", "expected"), before=before, after=after, expected=by_pupil
    )
    expected = expected if by_pupil is None else each
    pupils = complete(before, after, None, expected)
    n = pupils.before.size
    frame: Frame = {
        "measure": named(expected, grows, source),
        "unit": "marks",
        "confidence": confidence,
        "n": n,
        "sizes": (n,),
        "warnings": [*missing_warnings(pupils.lost, "pair"), *no_judge(expected, grows)],
    }
    given = usable_expectation(
        pupils,
        expected,
        expected_se,
        expected_interval,
        confidence,
        same_scale=same_scale,
        months=(months, expected_months),
    )
    if isinstance(given, str):
        return refused(given, frame)
    if n < 2:
        return too_few(f"too few matched pairs: {people(n)}; at least 2 needed", frame)
    frame["warnings"] += size_warnings(n)
    change = pupils.after - pupils.before
    sd = average_sd(pupils.before, pupils.after)
    if expected is not None:
        frame["warnings"] += expectation_warnings(given, sd, source, chosen)
    extra = change if given.each is None else change - given.each
    raw, own = _mean_limits(change, pupils, confidence), _mean_limits(extra, pupils, confidence)
    mean = own[0] if given.each is not None else raw[0] - given.mean
    details = {
        "change": raw[0],
        "change_low": raw[1],
        "change_high": raw[2],
        "expected": None if expected is None and grows else given.mean,
        "expected_se": None if expected is None and grows else given.se,
        "df": n - 1,
        "sd": sd,
        "standardised": mean / sd if sd > 0 else None,
        "judged": float(expected is not None or not grows),
    }
    low, high, se = None, None, None
    if own[1] is None or own[2] is None:
        frame["warnings"].append(NO_SPREAD.format(what="all changes are"))
    else:
        se = math.hypot((own[2] - own[1]) / 2 / t_quantile(confidence, n - 1), given.se)
        low, high = less_expected((own[0], own[1], own[2]), given)
    return Estimate(mean, low, high, se, details=details, **frame)


def named(expected, grows: bool, source: str) -> str:
    """Name the measure, with the source of the expectation."""
    if expected is None:
        return NOT_JUDGED if grows else f"{MEASURE} (none expected)"
    return f"{MEASURE} ({source.strip()})" if source.strip() else MEASURE


def no_judge(expected, grows: bool):
    """Say what a change without a comparison group cannot tell."""
    if expected is None and grows:
        yield NO_EXPECTATION
    elif expected is None:
        yield "no comparison group: this says changed, not caused"
    else:
        yield NO_COMPARISON


def less_expected(own: tuple[float, float, float], given: Expectation) -> tuple[float, float]:
    """Give the limits of a mean less the expected one, by MOVER.

    Where each pupil has an expectation, `own` is of what goes beyond it already, and only the
    uncertainty of the mean expectation is left to add.
    """
    down, up = given.mean - given.low, given.high - given.mean
    centre = 0.0 if given.each is not None else given.mean
    return mover(own, (centre, centre - down, centre + up))


def average_sd(before: np.ndarray, after: np.ndarray) -> float:
    """Give the SD of the marks: the root of the mean of both waves' variances."""
    return math.sqrt((spread(before) ** 2 + spread(after) ** 2) / 2)


def _mean_limits(values: np.ndarray, pupils: Changes, confidence: float):
    """Give a mean with Student's limits, None for both where there is no spread."""
    sd = spread(values, pupils.before, pupils.after)
    if sd == 0:
        return float(np.median(values)), None, None
    mean, half = float(np.mean(values)), t_quantile(confidence, values.size - 1) * sd
    half /= math.sqrt(values.size)
    return mean, mean - half, mean + half
