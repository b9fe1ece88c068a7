"""Agreement of raters on categories: raw agreement first, then agreement beyond chance.

Ratings may be text or numbers. Intervals come from each unit's own contribution to the measure
(linearised, as R's irrCAC), and from Fleiss, Cohen and Everitt's formula for two raters. No
adjectives: the number and its interval speak.
"""

import math

import numpy as np

from spp_research.errors import InputError

from .distributions import t_quantile, z_quantile
from .estimate import (
    Estimate,
    missing_warnings,
    not_estimable,
    people,
    refused,
    size_warnings,
    too_few,
)
from .frames import columns, sheet
from .inputs import aligned, codes, is_missing, level, order_of, ordered_labels, same_length, table
from .means import NO_SPREAD
from .proportions import wilson


def rating_counts(ratings, levels=None) -> tuple[np.ndarray, list, int]:
    """Count, for each unit, how many raters chose each category.

    Returns the counts (units by categories, rows in canonical order), the categories in order,
    and the number of raters (columns).
    """
    rows = table(ratings, "ratings")
    present = [[item for item in row if not is_missing(item)] for row in rows]
    categories = ordered_labels(item for row in present for item in row)
    if levels is not None:
        categories = checked_levels(levels, categories)
    place = {label: i for i, label in enumerate(categories)}
    counts = np.zeros((len(rows), len(categories)))
    for i, row in enumerate(present):
        for item in row:
            counts[i, place[item]] += 1
    raters = len(rows[0]) if rows else 0
    if counts.size:
        counts = counts[np.lexsort(counts.T)]
    return counts, categories, raters


def checked_levels(levels, observed) -> list:
    """Give the levels as a list; `ValueError` if one repeats or a rating is not among them."""
    listed = list(levels)
    if len(set(listed)) < len(listed):
        raise InputError("levels must not repeat")
    if unknown := [label for label in observed if label not in set(listed)]:
        raise InputError(f"the rating {unknown[0]!r} is not among the levels {listed}")
    return listed


def pair_agreement(counts: np.ndarray) -> np.ndarray:
    """Give, for each unit, the share of its pairs of raters that agree."""
    rated = counts.sum(axis=1)
    return (counts * (counts - 1)).sum(axis=1) / (rated * (rated - 1))


def rated_by_both(first, second) -> tuple[list, int]:
    """Give the pairs in which both raters gave a rating, and how many were left out."""
    first, second = aligned(first=first, second=second)
    first, second = list(simple_labels(first, "first")), list(simple_labels(second, "second"))
    same_length(first=first, second=second)
    pairs = [(a, b) for a, b in zip(first, second, strict=True)
             if not (is_missing(a) or is_missing(b))]  # fmt: skip
    return pairs, len(first) - len(pairs)


def simple_labels(values, name: str):
    codes(values, name)  # refuses what is not a column of simple labels
    return values


ONE_CATEGORY = "all ratings are in one category, so agreement beyond chance is not defined"
PARADOX_AGREEMENT, PARADOX_KAPPA = 0.80, 0.40
PERFECT = NO_SPREAD.format(what="the agreement is in all units")


def _frame(measure: str, confidence: float, n: int = 0, unit: str = "agreement") -> dict:
    return {
        "measure": measure,
        "unit": unit,
        "confidence": confidence,
        "n": n,
        "sizes": (n,),
        "warnings": [],
    }


def percent_agreement(ratings, *, data=None, confidence: float = 0.95) -> Estimate:
    """Give the share of units on which all who rated them agree, with Wilson's interval.

    Parameters
    ----------
    ratings : table
        Rows are units, columns raters; missing ratings are allowed. Units with fewer than two
        ratings say nothing about agreement and are left out and counted.
    data : DataFrame, mapping or path, optional
        With it a list of names of columns may be given (docs/research.md).

    Returns
    -------
    Estimate
        A proportion, not a percentage. "too_few" where no unit has two ratings. Details:
        pairwise, the mean share of agreeing pairs of raters; raters.

    Examples
    --------
    Two people look at four lessons, and say the same of three.

    >>> from spp_research import stats
    >>> stats.percent_agreement([["yes", "yes"], ["no", "no"], ["yes", "no"], ["yes", "yes"]]).value
    0.75
    """
    confidence = level(confidence)
    counts, _, raters = rating_counts(sheet(data, ratings, "ratings"))
    rated = counts.sum(axis=1) if counts.size else np.zeros(len(counts))
    kept = counts[rated >= 2]
    n = len(kept)
    frame = _frame("raw agreement of all raters", confidence, n, "proportion")
    frame["warnings"] += missing_warnings(len(counts) - n, "unit")
    if n == 0:
        return too_few("no unit has two ratings to compare", frame)
    frame["warnings"] += size_warnings(n, noun="unit")
    agreed = int((kept.max(axis=1) == kept.sum(axis=1)).sum())
    low, high = wilson(agreed, n, confidence)
    share = agreed / n
    return Estimate(
        share,
        low,
        high,
        math.sqrt(share * (1 - share) / n) or None,
        details={"pairwise": float(pair_agreement(kept).mean()), "raters": raters},
        **frame,
    )


def cohens_kappa(
    first,
    second,
    weights: str | None = None,
    *,
    levels=None,
    data=None,
    confidence: float = 0.95,
) -> Estimate:
    """Give Cohen's kappa of two raters, plain or weighted.

    kappa = 1 - sum w o / sum w e over the table of both raters, w = 0 on the diagonal; off it
    1, |i-j| ("linear") or (i-j)^2 ("quadratic") by position among the levels. SE of Fleiss,
    Cohen & Everitt (1969, Psychol. Bull. 72:323); normal interval kept within -1 and 1.

    Parameters
    ----------
    first, second : sequence
        Each rater's rating of unit i. Units with a rating missing are left out and counted.
    weights : {None, "linear", "quadratic"}
    levels : sequence, optional
        All categories in order; needed for weights where the ratings are text, unless they are
        ordered categories.
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).

    Returns
    -------
    Estimate
        "too_few" with fewer than two units; "not_estimable" where all ratings fall in one
        category; "refused" for weights on text without levels. Details: percent_agreement
        (a share), chance_agreement; and gwet_ac1 where high agreement meets a low kappa.

    Raises
    ------
    ValueError
        If lengths differ, weights are unknown or a rating is not among the levels.

    Examples
    --------
    They say the same of three lessons in four; chance alone would give half: (0.75 - 0.5)/0.5.

    >>> from spp_research import stats
    >>> first, second = ["yes", "no", "yes", "yes"], ["yes", "no", "no", "yes"]
    >>> stats.cohens_kappa(first, second).value
    0.5
    """
    confidence = level(confidence)
    if weights not in (None, "linear", "quadratic"):
        raise InputError(f'weights must be None, "linear" or "quadratic", not {weights!r}')
    first, second = columns(data, first=first, second=second)
    if weights and levels is None:
        levels = order_of(first, second)
    pairs, lost = rated_by_both(first, second)
    n = len(pairs)
    kind = f"{weights} weights" if weights else "unweighted"
    frame = _frame(f"Cohen's kappa ({kind})", confidence, n, "kappa")
    frame["warnings"] += missing_warnings(lost, "unit")
    if n < 2:
        return too_few(f"too few: {people(n, 'unit')} rated by both; at least 2 needed", frame)
    observed = ordered_labels(item for pair in pairs for item in pair)
    if weights and levels is None and any(isinstance(label, str) for label in observed):
        return refused("weights need the levels in order, since the ratings are text", frame)
    frame["warnings"] += size_warnings(n, noun="unit")
    order = observed if levels is None else checked_levels(levels, observed)
    place = {label: i for i, label in enumerate(order)}
    cells = np.zeros((len(order), len(order)))
    for a, b in pairs:
        cells[place[a], place[b]] += 1
    cells /= n
    agreement = float(np.trace(cells))
    details: dict[str, float | None] = {"percent_agreement": agreement}
    if len(observed) == 1:
        return not_estimable(ONE_CATEGORY, frame, details=details)
    chance = np.outer(cells.sum(axis=1), cells.sum(axis=0))
    kappa, variance = _weighted_kappa(cells, chance, weights, n)
    details["chance_agreement"] = float(np.trace(chance))
    if agreement >= PARADOX_AGREEMENT and kappa < PARADOX_KAPPA:
        frame["warnings"].append(
            "high agreement with a low kappa: nearly all ratings fall in one category, which "
            "makes chance agreement high; Gwet's AC1 is given beside it"
        )
        details["gwet_ac1"] = gwet_ac1(first, second).value
    return _normal(kappa, variance, details, frame)


def _weighted_kappa(cells, chance, weights, n) -> tuple[float, float]:
    """Give kappa and its large-sample variance from tables of proportions."""
    gap = np.abs(np.subtract.outer(np.arange(len(cells)), np.arange(len(cells)))).astype(float)
    gap = {None: np.sign(gap), "linear": gap, "quadratic": gap**2}[weights]
    w = 1 - gap / max(gap.max(), 1.0)
    observed, expected = float((w * cells).sum()), float((w * chance).sum())
    kappa = (observed - expected) / (1 - expected)
    by_row, by_column = w @ cells.sum(axis=0), cells.sum(axis=1) @ w
    inner = w - np.add.outer(by_row, by_column) * (1 - kappa)
    variance = float((cells * inner**2).sum()) - (kappa - expected * (1 - kappa)) ** 2
    return kappa, max(variance, 0.0) / (n * (1 - expected) ** 2)


def _normal(value, variance, details, frame) -> Estimate:
    if variance <= 1e-20:
        frame["warnings"].append(PERFECT)
        return Estimate(value, None, None, None, details=details, **frame)
    half = z_quantile(frame["confidence"]) * math.sqrt(variance)
    return Estimate(
        value,
        max(-1.0, value - half),
        min(1.0, value + half),
        math.sqrt(variance),
        details=details,
        **frame,
    )


def _linearised(value, parts: np.ndarray, details, frame) -> Estimate:
    """Give the interval from each unit's contribution: t on n - 1, within -1 and 1."""
    n = parts.size
    variance = float(((parts - value) ** 2).sum()) / (n * (n - 1))
    if variance <= 1e-20:
        frame["warnings"].append(PERFECT)
        return Estimate(value, None, None, None, details=details, **frame)
    half = t_quantile(frame["confidence"], n - 1) * math.sqrt(variance)
    return Estimate(
        value,
        max(-1.0, value - half),
        min(1.0, value + half),
        math.sqrt(variance),
        details=details,
        **frame,
    )


def fleiss_kappa(ratings, *, data=None, confidence: float = 0.95) -> Estimate:
    """Give Fleiss' kappa: the same number of raters on every unit, whoever they are.

    kappa = (Pa - Pe)/(1 - Pe), Pe = sum of squared shares of the categories (Fleiss 1971,
    Psychol. Bull. 76:378). Interval linearised over units, t on n - 1.

    Parameters
    ----------
    ratings : table
        Rows are units, columns raters, none missing.
    data : DataFrame, mapping or path, optional
        With it a list of names of columns may be given (docs/research.md).

    Returns
    -------
    Estimate
        "refused" where a rating is missing (Krippendorff's alpha allows it); "too_few" with
        fewer than two units or raters; "not_estimable" where all ratings fall in one
        category. Details: percent_agreement (of pairs, a share), chance_agreement.
    """
    confidence = level(confidence)
    counts, _, raters = rating_counts(sheet(data, ratings, "ratings"))
    n = len(counts)
    frame = _frame("Fleiss' kappa", confidence, n, "kappa")
    if n and counts.size and (counts.sum(axis=1) < raters).any():
        return refused(
            "some ratings are missing, and Fleiss' kappa needs the same number of raters on every "
            "unit; use Krippendorff's alpha",
            frame,
        )
    if n < 2 or raters < 2:
        return too_few(
            f"too few: {people(n, 'unit')} and {people(raters, 'rater')}; 2 of each needed", frame
        )
    if not counts.size:
        return too_few("no ratings at all", frame)
    frame["warnings"] += size_warnings(n, noun="unit")
    share = counts.sum(axis=0) / counts.sum()
    agreed = pair_agreement(counts)
    details = {"percent_agreement": agreed.mean()}
    if counts.shape[1] == 1:
        return not_estimable(ONE_CATEGORY, frame, details=details)
    chance = float((share**2).sum())
    kappa = (float(agreed.mean()) - chance) / (1 - chance)
    by_unit = (counts / raters) @ share
    parts = (agreed - chance) / (1 - chance) - 2 * (1 - kappa) * (by_unit - chance) / (1 - chance)
    details["chance_agreement"] = chance
    return _linearised(kappa, parts, details, frame)


def gwet_ac1(first, second, *, data=None, confidence: float = 0.95) -> Estimate:
    """Give Gwet's AC1 of two raters, which stays sensible when one category is rare.

    (pa - pe)/(1 - pe), pe = sum pi_k (1 - pi_k)/(q - 1), pi_k the mean share of category k,
    q the number of categories (Gwet 2008, Br. J. Math. Stat. Psychol. 61:29). Interval
    linearised over units, t on n - 1.

    Parameters
    ----------
    first, second : sequence
        Each rater's rating of unit i. Units with a rating missing are left out and counted.
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).

    Returns
    -------
    Estimate
        "too_few" with fewer than two units; "not_estimable" where all ratings fall in one
        category. Details: percent_agreement (a share), chance_agreement.

    Raises
    ------
    ValueError
        If lengths differ.
    """
    confidence = level(confidence)
    first, second = columns(data, first=first, second=second)
    pairs, lost = rated_by_both(first, second)
    n = len(pairs)
    frame = _frame("Gwet's AC1", confidence, n, "kappa")
    frame["warnings"] += missing_warnings(lost, "unit")
    if n < 2:
        return too_few(f"too few: {people(n, 'unit')} rated by both; at least 2 needed", frame)
    frame["warnings"] += size_warnings(n, noun="unit")
    counts, categories, _ = rating_counts(pairs)
    agreed = pair_agreement(counts)
    details = {"percent_agreement": agreed.mean()}
    q = len(categories)
    if q == 1:
        return not_estimable(ONE_CATEGORY, frame, details=details)
    share = counts.sum(axis=0) / (2 * n)
    chance = float((share * (1 - share)).sum()) / (q - 1)
    ac1 = (float(agreed.mean()) - chance) / (1 - chance)
    by_unit = (counts / 2) @ (1 - share) / (q - 1)
    parts = (agreed - chance) / (1 - chance) - 2 * (1 - ac1) * (by_unit - chance) / (1 - chance)
    details["chance_agreement"] = chance
    return _linearised(ac1, parts, details, frame)
