"""Pupils' results that nobody has: drawn from a seed, shaped like a school's own mark book.

A few pupils lack a follow-up or a baseline, as in every school. Numbers are in the unit of the
measure; only the effect is in standard deviations, so that it can be compared across measures.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt
from random import Random
from typing import TYPE_CHECKING, Any

from .books import Row
from .school_year import school_day
from .storylines import Host

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


_LARGEST_EFFECT = 0.4  # in SDs; with the noise of a class most estimates lie in 0.05 to 0.45
_SUBGROUPS = ("Joined this year", "Joined earlier")
_JOINED_THIS_YEAR = 0.3  # of the pupils in an outcome with a comparison group
_FEW = (9, 14)  # pupils in an outcome that is about a few of them


@dataclass(frozen=True)
class Trial:
    """One action, how its outcome is measured, and what pupils' results are drawn from.

    `question` is empty and `possible`, the ends of the scale, unknown where people were asked.
    `variant` says which of a storyline's two actions was chosen; every text that speaks of the
    action follows it. `measure` is None where nothing was measured and people were asked.
    """

    action_id: str
    outcome_id: str
    variant: int
    design: str
    outcome: str
    unit: str
    question: str
    possible: tuple[float | None, float | None]
    smallest: float
    group: str
    selection: str
    start: date
    baseline: date
    follow_up: date
    measure: Measure | None

    @property
    def pupils_in_project(self) -> int:
        """About how many pupils took part."""
        classes = self.measure.classes if self.measure else ()
        return sum(size for _, group, size, *_ in classes if group == "Project")


def plan_trial(
    story: Mapping[str, Any],
    facts: Mapping[str, str],
    years: tuple[int, int],
    host: Host,
    number: int,
    start: date,
    rng: Random,
) -> Trial:
    """The trial of a school's first (1), second (2) or third (3) action.

    The first has a comparison group where there are parallel classes, the second compares
    before with after, the third asks people.
    """
    spec = story["measure"]
    few = bool(spec.get("small_group"))
    design = (
        "D" if number > 2 else "A" if number == 1 and host.setting.forms > 1 and not few else "B"
    )
    classes = _classes(design, few, years, host, rng)
    measured = design != "D"
    variant = rng.randint(0, 1)
    question, (low, high) = spec["question"][variant], spec["possible"]
    return Trial(
        action_id=f"A{number}",
        outcome_id=f"O{number}",
        variant=variant,
        design=design,
        outcome=spec["outcome"] if measured else "What pupils and staff say about it",
        unit=spec["unit"] if measured else "answers",
        question=question if measured else "",
        possible=(low, None if high == "" else high) if measured else (None, None),
        smallest=spec["smallest"],
        group=_group(design, few, facts),
        selection=_selection(design, few, classes, facts),
        start=start,
        baseline=school_day(start, after=-6 if start.month != 1 else 0),
        follow_up=school_day(date(2026, 6, 8), after=rng.randint(0, 5)),
        measure=_measure(spec, f"O{number}", design, few, classes, rng) if measured else None,
    )


def _classes(
    design: str, few: bool, years: tuple[int, int], host: Host, rng: Random
) -> list[tuple[str, str, int]]:
    """Whole classes that begin, and parallel ones that wait where there is a comparison."""
    if few:
        return [("", "Project", rng.randint(*_FEW))]
    if design == "A":
        letters = [("A", "Project"), ("B", "Comparison")]
        return [
            (f"{year}{letter}", group, _size(host, rng))
            for letter, group in letters
            for year in years
        ]
    return [(f"{years[0]}A" if host.setting.forms else "", "Project", _size(host, rng))]


def _size(host: Host, rng: Random) -> int:
    return max(3, host.setting.class_size - rng.randint(0, 3))


def _group(design: str, few: bool, facts: Mapping[str, str]) -> str:
    if few:
        return "Pupils who had been away most in the autumn"
    if design == "A":
        return f"{facts['year']} and {facts['other']}"
    return facts["year"] if design == "B" else f"Pupils and staff of {facts['year']}"


def _selection(design: str, few: bool, classes: list, facts: Mapping[str, str]) -> str:
    if few:
        return "The pupils with most absences in the autumn term"
    if design == "A":
        first = [name for name, group, _ in classes if group == "Project"]
        return f"All pupils in {_group('A', few, facts)}; {' and '.join(first)} began first"
    return f"All pupils in {facts['year']}" if design == "B" else "Whoever was in school that day"


def _measure(
    spec: Mapping[str, Any], outcome_id: str, design: str, few: bool, classes: list, rng: Random
) -> Measure:
    pupils = sum(size for _, _, size in classes)
    joined = round(_JOINED_THIS_YEAR * pupils)
    subgroups = dict(zip(_SUBGROUPS, (joined, pupils - joined), strict=True))
    drawn = ("file", "mean", "sd", "growth", "correlation", "lowest", "highest")
    return Measure(
        **{name: spec[name] for name in drawn},
        outcome_id=outcome_id,
        first_id=rng.randint(1, 600),
        classes=classes,
        effect=0.0 if few else round(rng.uniform(0, _LARGEST_EFFECT), 2),
        decimals=spec.get("decimals", 0),
        without_follow_up=pupils // rng.randint(14, 30),
        without_baseline=pupils // 40,
        subgroups=subgroups if design == "A" else {},
    )
