"""Tables of ratings: what each unit was given, by any number of raters, with gaps."""

import numpy as np

from spp_research.stats.inputs import (
    aligned,
    codes,
    is_missing,
    ordered_labels,
    same_length,
    table,
)


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
        raise ValueError("levels must not repeat")
    if unknown := [label for label in observed if label not in set(listed)]:
        raise ValueError(f"the rating {unknown[0]!r} is not among the levels {listed}")
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
