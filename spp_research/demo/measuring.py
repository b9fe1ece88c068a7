"""How a generated school finds out what an action changed: design, dates, group and pupils."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

from .pupil_results import Measure
from .school_year import school_day

if TYPE_CHECKING:
    from .chains import Host

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
