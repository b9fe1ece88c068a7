"""Pupils' results that nobody has: drawn from a seed, shaped like a school's own mark book.

A few pupils lack a follow-up or a baseline, as in every school. Numbers are in the unit of the
measure; only the effect is in standard deviations, so that it can be compared across measures.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING, Any

from .books import Row

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Measure:
    """How the results of one outcome are drawn.

    Parameters
    ----------
    file : name of the pupil workbook, without its ending.
    outcome_id : the outcome in the evidence workbook.
    first_id : the number that the pupils' IDs start from.
    classes : name, "Project" or "Comparison", number of pupils, and, where it differs, how far
        the class stands above the mean.
    mean, sd : of the baseline within a class.
    growth : what pupils gain without the project.
    effect : what the project adds, in standard deviations of the baseline.
    correlation : between baseline and follow-up.
    lowest, highest : the ends of the scale.
    decimals : places that the measure is written with.
    without_follow_up, without_baseline : pupils with a blank cell.
    after_only : True where nobody measured before.
    chosen_below : where pupils were chosen for a low baseline, the score below which. Then
        `mean` and `sd` are of everybody they were chosen from, and `correlation` is the
        reliability: without any project the pupils come part of the way back to the mean.
    subgroups : names of the groups to look at separately, and how many pupils are in each; the
        rest are in none. They are drawn apart, so that results do not depend on them.
    """

    file: str
    outcome_id: str
    first_id: int
    classes: Sequence[Sequence[Any]]
    mean: float
    sd: float
    growth: float
    effect: float
    correlation: float
    lowest: float
    highest: float
    decimals: int = 0
    without_follow_up: int = 0
    without_baseline: int = 0
    after_only: bool = False
    chosen_below: float | None = None
    subgroups: Mapping[str, int] = field(default_factory=dict)


_CLASS_SPREAD = 0.06  # between classes at the follow-up, in SDs: teachers differ a little


def draw_results(measure: Measure, school: str, seed: int) -> list[Row]:
    """The rows of one pupil workbook.

    The draw depends on the seed, the school and the outcome alone, so a school keeps its
    results when another one joins.
    """
    import numpy as np

    rng = np.random.default_rng([seed, _number(school), _number(measure.outcome_id)])
    rows: list[Row] = []
    pupil_id = measure.first_id
    for name, group, size, *shift in measure.classes:
        level = measure.mean + (shift[0] if shift else 0)
        gain = measure.growth + _CLASS_SPREAD * measure.sd * rng.standard_normal()
        gain += measure.effect * measure.sd * (group == "Project")
        before = _before(measure, level, int(size), rng)
        noise = measure.sd * sqrt(1 - measure.correlation**2) * rng.standard_normal(size)
        after = level + gain + measure.correlation * (before - level) + noise
        for first, second in zip(before, after, strict=True):
            rows.append(
                {
                    "outcome_id": measure.outcome_id,
                    "pupil_id": f"{pupil_id:04d}",
                    "group": group,
                    "class_name": name or None,
                    "baseline": None if measure.after_only else _written(first, measure),
                    "follow_up": _written(second, measure),
                }
            )
            pupil_id += int(rng.integers(1, 4))
    _leave_blank(rows, "follow_up", measure.without_follow_up, rng)
    _leave_blank(rows, "baseline", measure.without_baseline, rng)
    _put_in_subgroups(rows, measure, f"{seed} {school} {measure.outcome_id}")
    return rows


def _before(measure: Measure, level: float, size: int, rng: np.random.Generator) -> np.ndarray:
    """The baselines of one class, all below the score if pupils were chosen by one."""
    if measure.chosen_below is None:
        return level + measure.sd * rng.standard_normal(size)
    import numpy as np

    everybody = level + measure.sd * rng.standard_normal(100 * size)
    chosen = everybody[np.round(everybody, measure.decimals) < measure.chosen_below]
    return chosen[:size]


def _put_in_subgroups(rows: list[Row], measure: Measure, seed: str) -> None:
    if not measure.subgroups:
        return
    names: list[str | None] = [
        name for name, number in measure.subgroups.items() for _ in range(number)
    ]
    names += [None] * (len(rows) - len(names))
    random.Random(seed).shuffle(names)
    for row, name in zip(rows, names, strict=True):
        row["subgroup"] = name


def _written(value: float, measure: Measure) -> float | int:
    """A result as it stands in a mark book: on the scale, and rounded."""
    inside = min(max(value, measure.lowest), measure.highest)
    return round(inside, measure.decimals) if measure.decimals else round(inside)


def _leave_blank(rows: list[Row], column: str, how_many: int, rng: np.random.Generator) -> None:
    """Blank cells, never both of one pupil: a row without any result says nothing."""
    complete = [row for row in rows if None not in (row["baseline"], row["follow_up"])]
    pool = complete or rows
    for index in rng.choice(len(pool), size=min(how_many, len(pool)), replace=False):
        pool[index][column] = None


def _number(text: str) -> int:
    return zlib.crc32(text.encode("utf-8"))
