"""Agreement with gaps or on scores, and how well items hang together as a scale."""

import numpy as np

from spp_research.errors import InputError

from .agreement import ONE_CATEGORY, PERFECT, rating_counts
from .bootstrap import draws, generator, percentile_limits
from .distributions import f_quantile
from .estimate import (
    Estimate,
    Frame,
    missing_warnings,
    not_estimable,
    people,
    refused,
    size_warnings,
    too_few,
)
from .frames import sheet
from .inputs import level as confidence_level
from .inputs import number_table, order_of, spread
from .means import NO_SPREAD

SCALE_ALPHA, SCALE_ITEMS = 0.70, 3


def krippendorff_alpha(
    ratings,
    level: str = "nominal",
    *,
    levels=None,
    data=None,
    confidence: float = 0.95,
    seed: int = 0,
    resamples: int = 2000,
) -> Estimate:
    """Give Krippendorff's alpha: any number of raters, missing ratings allowed.

    alpha = 1 - Do/De from the coincidences of ratings within units, each unit's pairs divided
    by its number of ratings less one (Krippendorff 2004, Content Analysis, ch. 11). Interval:
    percentiles of a bootstrap over units.

    Parameters
    ----------
    ratings : table
        Rows are units, columns raters. Units with fewer than two ratings are left out and
        counted.
    level : {"nominal", "ordinal", "interval"}
    levels : sequence, optional
        All categories in order; needed for "ordinal" where the ratings are text.
    seed, resamples : int
        For the bootstrap; the same seed gives the same interval.
    data : DataFrame, mapping or path, optional
        With it a list of names of columns may be given (docs/research.md).

    Returns
    -------
    Estimate
        "too_few" with fewer than two such units; "not_estimable" where all ratings fall in
        one category; "refused" for text that has no order. Details: percent_agreement (of
        units, a share), observed_disagreement, expected_disagreement, ratings.

    Raises
    ------
    ValueError
        If `level` is unknown or a rating is not among the levels.
    """
    confidence = confidence_level(confidence)
    if level not in ("nominal", "ordinal", "interval"):
        raise InputError(f'level must be "nominal", "ordinal" or "interval", not {level!r}')
    ratings = sheet(data, ratings, "ratings")
    if level == "ordinal" and levels is None and hasattr(ratings, "items"):
        levels = order_of(*(values for _, values in ratings.items()))
    counts, categories, _ = rating_counts(ratings, levels)
    kept = counts[counts.sum(axis=1) >= 2] if counts.size else counts[:0]
    n = len(kept)
    frame: Frame = {
        "measure": f"Krippendorff's alpha ({level})",
        "unit": "alpha",
        "confidence": confidence,
        "n": n,
        "sizes": (n,),
        "warnings": [*missing_warnings(len(counts) - n, "unit")],
    }
    if n < 2:
        return too_few(f"too few: {people(n, 'unit')} with two ratings; at least 2 needed", frame)
    text = any(isinstance(label, str) for label in categories)
    if text and (level == "interval" or (level == "ordinal" and levels is None)):
        return refused(f"the ratings are text, which has no order, so not {level}", frame)
    frame["warnings"] += size_warnings(n, noun="unit")
    agreed = float((kept.max(axis=1) == kept.sum(axis=1)).mean())
    if (kept.sum(axis=0) > 0).sum() < 2:
        return not_estimable(ONE_CATEGORY, frame, details={"percent_agreement": agreed})
    used = kept.sum(axis=0) > 0 if level != "ordinal" else np.full(kept.shape[1], True)
    kept = kept[:, used]
    scores = np.array(categories, dtype=float)[used] if level == "interval" else None
    observed, expected = _disagreement(kept, np.ones((1, n)), level, scores)
    details = {
        "percent_agreement": agreed,
        "observed_disagreement": observed[0],
        "expected_disagreement": expected[0],
        "ratings": kept.sum(),
    }
    alpha = 1 - float(observed[0] / expected[0])
    if observed[0] == 0:
        frame["warnings"].append(PERFECT)
        return Estimate(1.0, None, None, None, details=details, **frame)
    weights = draws(n, resamples, generator(seed))
    observed, expected = _disagreement(kept, weights, level, scores)
    defined = expected > 0  # a resample of one category only says nothing
    values = 1 - observed[defined] / expected[defined]
    if values.size < resamples / 2:
        frame["warnings"].append("no interval: too few resamples hold two categories")
        return Estimate(alpha, None, None, None, details=details, **frame)
    low, high = percentile_limits(values, confidence)
    if high - low <= 1e-12:
        frame["warnings"].append(NO_SPREAD.format(what="the resamples all are"))
        return Estimate(alpha, None, None, None, details=details, **frame)
    return Estimate(alpha, low, high, float(values.std(ddof=1)), details=details, **frame)


def _disagreement(counts, weights, level: str, scores) -> tuple[np.ndarray, np.ndarray]:
    """Give observed and expected disagreement for each row of weights on the units."""
    share = counts / (counts.sum(axis=1, keepdims=True) - 1)
    totals = weights @ counts
    n = totals.sum(axis=1)
    # Ratings equal to each other are at no distance, so a unit's own pairs need no deduction.
    if level == "ordinal":
        observed, expected = _ordinal(counts, share, weights, totals)
    else:
        q = counts.shape[1]
        distance = 1 - np.eye(q) if level == "nominal" else np.subtract.outer(scores, scores) ** 2
        observed = weights @ ((share @ distance) * counts).sum(axis=1)
        expected = ((totals @ distance) * totals).sum(axis=1)
    return observed / n, expected / (n * (n - 1))


def _ordinal(counts, share, weights, totals) -> tuple[np.ndarray, np.ndarray]:
    """Give both sums where the distances depend on how often each category was used."""
    pairs = np.einsum("ui,uj->uij", counts, share).reshape(len(counts), -1)
    block = max(1, 2_000_000 // pairs.shape[1])
    sums = []
    for start in range(0, len(weights), block):
        some = totals[start : start + block]
        middle = np.cumsum(some, axis=1) - some / 2
        distance = ((middle[:, :, None] - middle[:, None, :]) ** 2).reshape(len(some), -1)
        both = (some[:, :, None] * some[:, None, :]).reshape(len(some), -1)
        seen = weights[start : start + block] @ pairs
        sums.append(((seen * distance).sum(axis=1), (both * distance).sum(axis=1)))
    observed, expected = (np.concatenate(part) for part in zip(*sums, strict=True))
    return observed, expected


def icc_agreement(ratings, *, data=None, confidence: float = 0.95) -> Estimate:
    """Give ICC(2,1): agreement of single raters' scores, raters taken as a sample.

    Two-way random effects, absolute agreement (Shrout & Fleiss 1979, Psychol. Bull. 86:420):
    (MSR - MSE)/(MSR + (k-1) MSE + k (MSC - MSE)/n), with their interval.

    Parameters
    ----------
    ratings : table of numbers
        Rows are units, columns raters. Incomplete rows are left out and counted.
    data : DataFrame, mapping or path, optional
        With it a list of names of columns may be given (docs/research.md).

    Returns
    -------
    Estimate
        "too_few" with fewer than two complete units or raters; "not_estimable" where all
        scores are the same. Details: raters, ms_units, ms_raters, ms_error.

    Raises
    ------
    ValueError
        If a rating is not a number.
    """
    confidence = confidence_level(confidence)
    scores = number_table(sheet(data, ratings, "ratings"), "ratings")
    whole = scores[~np.isnan(scores).any(axis=1)] if scores.size else scores[:0]
    n, k = whole.shape if whole.ndim == 2 else (0, 0)
    frame: Frame = {
        "measure": "ICC(2,1), absolute agreement",
        "unit": "ICC",
        "confidence": confidence,
        "n": n,
        "sizes": (n,),
        "warnings": [*missing_warnings(len(scores) - n, "unit")],
    }
    if n < 2 or k < 2:
        return too_few(
            f"too few: {people(n, 'complete unit')} and {people(k, 'rater')}; 2 of each needed",
            frame,
        )
    frame["warnings"] += size_warnings(n, noun="unit")
    if spread(whole.ravel()) == 0:
        return not_estimable("all scores are the same, so agreement is not defined", frame)
    whole = whole[np.lexsort(np.sort(whole, axis=1).T)]
    msr, msc, mse = _two_way(whole)
    bottom = msr + (k - 1) * mse + k * (msc - mse) / n
    details = {"raters": k, "ms_units": msr, "ms_raters": msc, "ms_error": mse}
    if mse == 0 and msc == 0:
        frame["warnings"].append(PERFECT)
        return Estimate(1.0, None, None, None, details=details, **frame)
    if abs(bottom) <= 1e-12 * (msr + msc + mse):
        return not_estimable("the raters disagree too evenly for the ratio to exist", frame)
    icc = (msr - mse) / bottom
    low, high = _shrout_fleiss(icc, n, k, msr, msc, mse, confidence)
    if high - low <= 1e-12:
        frame["warnings"].append(NO_SPREAD.format(what="the means of all units are"))
        return Estimate(icc, None, None, None, details=details, **frame)
    if not low <= icc <= high:
        # The limits take the ratio of two F for one; far below nought they pass the estimate by.
        frame["warnings"].append("no interval: the raters differ by far more than the units do")
        return Estimate(icc, None, None, None, details=details, **frame)
    return Estimate(icc, low, high, None, details=details, **frame)


def _two_way(scores: np.ndarray) -> tuple[float, float, float]:
    """Give the mean squares of units, raters and what is left; rounding counts as nought."""
    n, k = scores.shape
    grand = scores.mean()
    rows, columns = scores.mean(axis=1), scores.mean(axis=0)
    rest = scores - rows[:, None] - columns[None, :] + grand
    total = float(((scores - grand) ** 2).sum())
    squares = [
        k * float(((rows - grand) ** 2).sum()),
        n * float(((columns - grand) ** 2).sum()),
        float((rest**2).sum()),
    ]
    squares = [s if s > 1e-24 * total + 1e-28 * grand**2 else 0.0 for s in squares]
    return squares[0] / (n - 1), squares[1] / (k - 1), squares[2] / ((n - 1) * (k - 1))


def _shrout_fleiss(icc, n, k, msr, msc, mse, confidence) -> tuple[float, float]:
    own, other = k * icc * msc, mse * (n * (1 + (k - 1) * icc) - k * icc)
    bottom = (n - 1) * own**2 + other**2
    v = (k - 1) * (n - 1) * (own + other) ** 2 / bottom if bottom > 0 else k - 1
    v = max(v, 1e-3)
    upper = f_quantile((1 + confidence) / 2, n - 1, v)
    lower = f_quantile((1 + confidence) / 2, v, n - 1)
    rest = k * msc + (k * n - k - n) * mse
    low = n * (msr - upper * mse) / (upper * rest + n * msr)
    high = n * (lower * msr - mse) / (rest + n * lower * msr)
    return low, high


def cronbach_alpha(items, *, data=None, confidence: float = 0.95) -> Estimate:
    """Give Cronbach's alpha of a scale's items, with Feldt's interval.

    k/(k-1) (1 - sum s_i^2 / s_total^2); limits 1 - (1-alpha) F quantiles on n-1 and
    (n-1)(k-1) (Feldt, Woodruff & Salih 1987). Reverse-coded items must be turned round first.

    Parameters
    ----------
    items : table of numbers
        Rows are people, columns items. Incomplete people are left out and counted.
    data : DataFrame, mapping or path, optional
        With it a list of names of columns may be given (docs/research.md).

    Returns
    -------
    Estimate
        "too_few" with fewer than two complete people or items; "not_estimable" where the
        total has no spread. Warns below .70 or with fewer than three items. Details: items.

    Raises
    ------
    ValueError
        If an answer is not a number.
    """
    confidence = confidence_level(confidence)
    answers = number_table(sheet(data, items, "items"), "items")
    whole = answers[~np.isnan(answers).any(axis=1)] if answers.size else answers[:0]
    n, k = whole.shape if whole.ndim == 2 else (0, 0)
    frame: Frame = {
        "measure": "Cronbach's alpha",
        "unit": "alpha",
        "confidence": confidence,
        "n": n,
        "sizes": (n,),
        "warnings": [*missing_warnings(len(answers) - n, "person")],
    }
    if n < 2 or k < 2:
        return too_few(
            f"too few: {n} complete answers to {people(k, 'item')}; 2 of each needed", frame
        )
    whole = whole[np.lexsort(whole.T)]
    total = whole.sum(axis=1)
    if spread(total, whole.ravel()) == 0:
        return not_estimable("the total has no spread, so alpha is not defined", frame)
    parts = sum(spread(whole[:, j]) ** 2 for j in range(k))
    alpha = k / (k - 1) * (1 - parts / spread(total) ** 2)
    frame["warnings"] += size_warnings(n)
    if k < SCALE_ITEMS:
        frame["warnings"].append("fewer than three items are not a scale: show each by itself")
    if alpha < SCALE_ALPHA:
        frame["warnings"].append("alpha below .70: show the items and not a scale score")
    df1, df2 = n - 1, (n - 1) * (k - 1)
    if 1 - alpha <= 1e-12:
        frame["warnings"].append(PERFECT)
        return Estimate(1.0, None, None, None, details={"items": k}, **frame)
    upper = f_quantile((1 + confidence) / 2, df1, df2)
    lower = f_quantile((1 - confidence) / 2, df1, df2)
    low, high = 1 - (1 - alpha) * upper, 1 - (1 - alpha) * lower
    return Estimate(alpha, low, high, None, details={"items": k}, **frame)
