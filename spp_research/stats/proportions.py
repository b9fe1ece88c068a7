"""Proportions: one, two independent, and the same people asked twice.

Values are proportions between 0 and 1 (differences between -1 and 1), not percentages. Counts
that cannot be (more successes than people, a negative or a fractional count) are refused.
"""

import math
from dataclasses import replace

from spp_research.errors import InputError

from .distributions import z_quantile
from .estimate import Estimate, refused, size_warnings, too_few
from .frames import answered, answered_twice, spelt_otherwise
from .inputs import level, whole_number

COUNTS_ONLY_BELOW = 10  # below this a percentage suggests more than there is


def impossible(*pairs: tuple) -> str:
    """Say what cannot be among (part name, part, whole name, whole); empty if all is well."""
    for part_name, part, whole_name, whole in pairs:
        for name, count in ((part_name, part), (whole_name, whole)):
            if count < 0 or not isinstance(count, int):
                return f"{name} is {count:g}; a count must be a whole number from 0 up"
        if part > whole:
            return f"{part_name} is {part}, which is more than {whole_name}, {whole}"
    return ""


def wilson(x: float, n: float, confidence: float) -> tuple[float, float]:
    """Give Wilson's score interval for x of n (Wilson 1927; Brown, Cai & DasGupta 2001)."""
    z2 = z_quantile(confidence) ** 2
    centre = (x + z2 / 2) / (n + z2)
    half = math.sqrt(z2 * (x * (n - x) / n + z2 / 4)) / (n + z2)
    low = 0.0 if x == 0 else max(0.0, centre - half)
    return low, 1.0 if x == n else min(1.0, centre + half)


def bonett_price(up: int, down: int, n: int, confidence: float):
    """Give the adjusted difference (up - down)/n, its SE and interval (Bonett & Price 2012).

    p1 = (up+1)/(n+2), p2 = (down+1)/(n+2), SE^2 = (p1+p2-(p1-p2)^2)/(n+2), clipped to [-1, 1];
    JEBS 37:479. Never of no width, even when nobody changed.
    """
    p1, p2 = (up + 1) / (n + 2), (down + 1) / (n + 2)
    se = math.sqrt((p1 + p2 - (p1 - p2) ** 2) / (n + 2))
    half = z_quantile(confidence) * se
    return p1 - p2, se, max(-1.0, p1 - p2 - half), min(1.0, p1 - p2 + half)


def _small(*sizes: int) -> list[str]:
    warnings = [*size_warnings(*sizes, noun="person")]
    if min(sizes) < COUNTS_ONLY_BELOW:
        warnings.append("fewer than ten people: show the counts, not a percentage")
    return warnings


def proportion(
    successes=None, n=None, *, data=None, value=None, yes=None, confidence: float = 0.95
) -> Estimate:
    """Give a proportion with Wilson's interval, which stays within 0 and 1.

    Parameters
    ----------
    successes, n : int
        How many of how many people.
    data, value, yes : optional
        In place of counts: a column, or the name of one with its table as `data`, and the label
        that counts as yes (or several); 1 or True without one.

    Returns
    -------
    Estimate
        A proportion. "too_few" when n is 0; "refused" when the counts cannot be.

    Examples
    --------
    Eight of ten pupils finished a book.

    >>> from spp_research import stats
    >>> found = stats.proportion(8, 10)
    >>> found.value, round(found.low, 2), round(found.high, 2)
    (0.8, 0.49, 0.94)
    """
    confidence = level(confidence)
    if value is not None:
        successes, n = answered(data, value, yes)
    besides = [] if value is None else spelt_otherwise(data, yes, value)
    x, n = whole_number(successes, "successes"), whole_number(n, "n")
    frame = _frame("proportion (Wilson)", "proportion", confidence)
    if reason := impossible(("successes", x, "n", n)):
        return refused(reason, frame)
    if n == 0:
        return too_few("nobody was asked: n is 0", frame)
    low, high = wilson(x, n, confidence)
    frame |= {"n": n, "sizes": (n,), "warnings": [*besides, *_small(n)]}
    return Estimate(x / n, low, high, math.sqrt(x * (n - x) / n) / n or None, **frame)


def _frame(measure: str, unit: str, confidence: float) -> dict:
    return {"measure": measure, "unit": unit, "confidence": confidence, "n": 0, "warnings": []}


def _two(x1, n1, x2, n2, frame):
    """Check two groups' counts; give them with the early result, if there is one."""
    x1, n1 = whole_number(x1, "x1"), whole_number(n1, "n1")
    x2, n2 = whole_number(x2, "x2"), whole_number(n2, "n2")
    if reason := impossible(("x1", x1, "n1", n1), ("x2", x2, "n2", n2)):
        return (x1, n1, x2, n2), refused(reason, frame)
    frame |= {"n": n1 + n2, "sizes": (n1, n2)}
    empty = [name for name, size in (("first", n1), ("second", n2)) if size == 0]
    if empty:
        return (x1, n1, x2, n2), too_few(f"nobody in the {' or the '.join(empty)} group", frame)
    frame["warnings"] += _small(n1, n2)
    return (x1, n1, x2, n2), None


def proportion_difference(
    x1=None,
    n1=None,
    x2=None,
    n2=None,
    *,
    data=None,
    value=None,
    yes=None,
    group=None,
    project=None,
    confidence: float = 0.95,
) -> Estimate:
    """Give the difference x1/n1 - x2/n2 of two independent groups, with Newcombe's interval.

    Square-and-add of the two Wilson intervals (Newcombe 1998, Stat. Med. 17:873, method 10).

    Parameters
    ----------
    x1, n1, x2, n2 : int
        How many of how many in each group.
    data, value, yes, group, project : optional
        In place of counts: a column, or the name of one with its table as `data`, and the label
        that counts as yes (or several); 1 or True without one. `group` parts
        the people, and `project` is the label of those who come first.

    Returns
    -------
    Estimate
        A difference of proportions. "too_few" when a group is empty; "refused" when the
        counts cannot be. Details: proportion_1, proportion_2.

    Examples
    --------
    Eight of ten pupils in one class and five of ten in another.

    >>> from spp_research import stats
    >>> found = stats.proportion_difference(8, 10, 5, 10)
    >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
    (0.3, -0.11, 0.6)
    """
    confidence = level(confidence)
    if value is not None or group is not None:
        x1, n1, x2, n2 = answered(data, value, yes, group=_parted(group), project=project)
    frame = _frame("difference of proportions (Newcombe)", "proportion", confidence)
    frame["warnings"] += [] if value is None else spelt_otherwise(data, yes, value)
    (x1, n1, x2, n2), early = _two(x1, n1, x2, n2, frame)
    if early:
        return early
    p1, p2 = x1 / n1, x2 / n2
    (l1, u1), (l2, u2) = wilson(x1, n1, confidence), wilson(x2, n2, confidence)
    return Estimate(
        p1 - p2,
        p1 - p2 - math.hypot(p1 - l1, u2 - p2),
        p1 - p2 + math.hypot(u1 - p1, p2 - l2),
        math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) or None,
        details={"proportion_1": p1, "proportion_2": p2},
        **frame,
    )


def _parted(group):
    if group is None:
        raise InputError("group is missing: who took part, or the name of the column that says so")
    return group


def risk_ratio(
    x1=None,
    n1=None,
    x2=None,
    n2=None,
    *,
    data=None,
    value=None,
    yes=None,
    group=None,
    project=None,
    confidence: float = 0.95,
) -> Estimate:
    """Give the ratio of two independent proportions with Koopman's score interval.

    The limits are the ratios at which Koopman's chi-squared (1984, Biometrics 40:513), with
    the proportions fitted under that ratio, reaches the normal quantile squared.

    Parameters
    ----------
    x1, n1, x2, n2 : int
        How many of how many in each group.
    data, value, yes, group, project : optional
        In place of counts: a column, or the name of one with its table as `data`, and the label
        that counts as yes (or several); 1 or True without one. `group` parts
        the people, and `project` is the label of those who come first.

    Returns
    -------
    Estimate
        A ratio; `se` is that of its logarithm. "refused" where either count is 0 (show the
        counts instead); "too_few" when a group is empty. Details: log_ratio.
    """
    confidence = level(confidence)
    if value is not None or group is not None:
        x1, n1, x2, n2 = answered(data, value, yes, group=_parted(group), project=project)
    frame = _frame("risk ratio (Koopman)", "ratio", confidence)
    frame["warnings"] += [] if value is None else spelt_otherwise(data, yes, value)
    (x1, n1, x2, n2), early = _two(x1, n1, x2, n2, frame)
    if early:
        return early
    if x1 == 0 or x2 == 0:
        return refused("one group has no cases, so show the counts and not a ratio", frame)
    ratio = (x1 / n1) / (x2 / n2)
    low, high = (_koopman_limit(x1, n1, x2, n2, confidence, side) for side in (-1, 1))
    variance = (n1 - x1) / (n1 * x1) + (n2 - x2) / (n2 * x2)
    return Estimate(
        ratio,
        low,
        high,
        math.sqrt(variance) or None,
        details={"log_ratio": math.log(ratio)},
        **frame,
    )


def _koopman_limit(x1, n1, x2, n2, confidence, side) -> float:
    from scipy.optimize import brentq

    z2, observed = z_quantile(confidence) ** 2, math.log((x1 / n1) / (x2 / n2))

    def excess(log_ratio: float) -> float:
        ratio = math.exp(log_ratio)
        b = ratio * (n1 + x2) + x1 + n2
        total = x1 + x2
        # The smaller root, in the form that does not cancel.
        p2 = 2 * total / (b + math.sqrt(max(b * b - 4 * ratio * (n1 + n2) * total, 0.0)))
        p1 = min(ratio * p2, 1.0)
        p2 = min(p2, 1.0)
        parts = ((x1, n1, p1), (x2, n2, p2))
        return sum((x - n * p) ** 2 / max(n * p * (1 - p), 1e-300) if x != n * p else 0.0
                   for x, n, p in parts) - z2  # fmt: skip

    far, step = observed + side, 1.0
    while excess(far) < 0:
        step *= 1.6
        far += side * step
    return math.exp(brentq(excess, observed, far, xtol=1e-13))


def paired_proportion_change(
    gained=None,
    lost=None,
    n=None,
    *,
    data=None,
    before=None,
    after=None,
    yes=None,
    confidence: float = 0.95,
) -> Estimate:
    """Give the change in a proportion when the same people answered twice.

    Shown is (gained - lost)/n; the interval is Bonett & Price's, which is centred on
    (gained - lost)/(n + 2) and has width even when nobody changed.

    Parameters
    ----------
    gained, lost : int
        People who went from no to yes, and from yes to no.
    n : int
        All people who answered both times.
    data, before, after, yes : optional
        In place of counts: two columns, or their names with the table as `data`, and the label
        that counts as yes (or several); 1 or True without one.

    Returns
    -------
    Estimate
        A difference of proportions. "too_few" when n is 0; "refused" when the counts cannot
        be. Details: estimate_adjusted.
    """
    if before is not None or after is not None:
        gained, lost, n = answered_twice(data, before, after, yes)
    found = balance(
        gained, lost, n, ("gained", "lost"), "change in a paired proportion (Bonett-Price)",
        confidence,
    )  # fmt: skip
    besides = [] if before is None else spelt_otherwise(data, yes, before, after)
    return replace(found, warnings=(*besides, *found.warnings)) if besides else found


def balance(up, down, n, names, measure, confidence) -> Estimate:
    """Give (up - down)/n with the Bonett-Price interval, or why there is none."""
    confidence = level(confidence)
    up, down = whole_number(up, names[0]), whole_number(down, names[1])
    n = whole_number(n, "n")
    frame = _frame(measure, "proportion", confidence)
    both = " and ".join(names)
    if reason := impossible((names[0], up, "n", n), (names[1], down, "n", n)) or impossible(
        (f"{both} together", up + down, "n", n)
    ):
        return refused(reason, frame)
    if n == 0:
        return too_few("nobody was asked: n is 0", frame)
    adjusted, se, low, high = bonett_price(up, down, n, confidence)
    frame |= {"n": n, "sizes": (n,), "warnings": _small(n)}
    return Estimate(
        (up - down) / n, low, high, se, details={"estimate_adjusted": adjusted}, **frame
    )
