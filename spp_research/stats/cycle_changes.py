"""One cycle against another: only what was measured alike, and in the order of time.

Two results of two years are no trend, and their difference has an interval of its own, wider than
either. Nothing here ranks cycles or schools.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from spp_research.errors import InputError
from spp_research.telling import briefly

from . import told
from .distributions import mover, t_quantile, z_quantile
from .estimate import Estimate, Frame, Pooled, refused
from .inputs import is_missing, one_number, whole_number
from .pooling import pool
from .run_charts import RunChart, run_chart
from .wording import simultaneous_confidence

if TYPE_CHECKING:
    import pandas as pd

MEASURE = "change from one cycle to another (MOVER)"
ENOUGH_FOR_A_CHART = 10
TOO_WIDE = (
    "how closely the pupils of both cycles agree is not known, so the range is if anything too wide"
)
_FLAGS = {
    "same_test": "the two cycles did not use the same test; only the same one can be compared",
    "same_time_of_year": "the two cycles are of other times of the year; compare the same time",
    "same_year_group": "the two cycles are of other year groups; compare the same ones",
}


def cycle_change(
    first: Estimate | None = None,
    second: Estimate | None = None,
    *,
    same_test: bool,
    same_time_of_year: bool,
    same_year_group: bool,
    designs: Sequence | None = None,
    shared: int = 0,
    r=None,
) -> Estimate:
    """Give second - first with its interval, where both were measured alike.

    MOVER of the two intervals, with the correlation rho = r shared / sqrt(n1 n2) where pupils are
    in both (Zou 2007, Psychol. Methods 12:399).

    Parameters
    ----------
    first, second : Estimate
        The earlier and the later cycle.
    same_test, same_time_of_year, same_year_group : bool
        Each must be True, or the comparison is refused.
    designs : pair of labels, optional
        The design of each cycle; unlike ones are refused.
    shared : int
        Pupils in both.
    r : number, optional
        Correlation of those pupils' results; unknown counts as 0 and warns.

    Returns
    -------
    Estimate
        In the unit of the two. "refused" as above, and for another measure, unit or confidence, no
        interval, or more shared pupils than there are. Details: correlation, first, second
        (the two values).

    Raises
    ------
    ValueError
        If `first` or `second` is no Estimate.
    """
    flags = {
        "same_test": same_test,
        "same_time_of_year": same_time_of_year,
        "same_year_group": same_year_group,
    }
    unlike = next((why for name, why in _FLAGS.items() if flags[name] is not True), "")
    pair = [part for part in (first, second) if isinstance(part, Estimate)]
    frame: Frame = {
        "measure": MEASURE,
        "unit": pair[0].unit if pair else "",
        "confidence": pair[0].confidence if pair else 0.95,
        "n": sum(part.n for part in pair),
        "sizes": tuple(size for part in pair for size in part.sizes),
        "warnings": list(dict.fromkeys(said for part in pair for said in part.warnings)),
    }
    if unlike:
        return refused(unlike, frame)
    if len(pair) < 2:
        raise InputError("both cycles must be Estimates")
    one, two = pair
    if reason := _unlike(one, two, designs):
        return refused(reason, frame)
    both = whole_number(shared, "shared")
    if not isinstance(both, int) or both < 0 or both > min(one.n, two.n):
        return refused(
            f"{shared} pupils cannot be in both cycles, which have {one.n} and {two.n}", frame
        )
    rho = 0.0
    if both and r is None:
        frame["warnings"].append(TOO_WIDE)
    elif both:
        agree = one_number(r, "r")
        if not -1 <= agree <= 1:
            return refused(f"r is {agree:g}; a correlation lies between -1 and 1", frame)
        rho = agree * both / math.sqrt(one.n * two.n)
    low, high = mover(two.interval, one.interval, rho)
    se = None
    if one.se is not None and two.se is not None:
        se = math.sqrt(max(0.0, one.se**2 + two.se**2 - 2 * rho * one.se * two.se))
    gap = two.interval[0] - one.interval[0]
    details = {"correlation": rho, "first": one.interval[0], "second": two.interval[0]}
    return Estimate(gap, low, high, se, details=details, **frame)


def _unlike(one: Estimate, two: Estimate, designs) -> str:
    for name, part in (("first", one), ("second", two)):
        if not part.ok or not part.has_interval:
            return f"the {name} cycle has no interval: {part.reason or 'none could be worked out'}"
    for what in ("measure", "unit", "confidence"):
        if getattr(one, what) != getattr(two, what):
            return f"the two cycles have another {what}; work both out in the same way"
    if designs is not None:
        kinds = list(designs)
        if len(kinds) != 2 or any(is_missing(kind) for kind in kinds):
            return "the design of each cycle is needed; name both"
        if kinds[0] != kinds[1]:
            return (
                f"the cycles have different designs, {kinds[0]} and {kinds[1]}; compare like ones"
            )
    return ""


_OF_A_STEP = ("value", "low", "high", "n", "unit", "status", "reason")


@dataclass(frozen=True, slots=True)
class Cycles:
    """Several cycles, each against the one before, and the last against the first.

    Attributes
    ----------
    labels : tuple of str
        In the order of time.
    steps : tuple of (str, str, Estimate)
        From one label to the next, and the change between them.
    overall : Estimate or None
        The last against the first; the only step where there are two cycles.
    chart : RunChart or None
        From ten cycles on.
    confidence : float or None
        Of each interval, so that all hold together.
    status, reason : str
    """

    labels: tuple[str, ...]
    steps: tuple[tuple[str, str, Estimate], ...]
    overall: Estimate | None
    chart: RunChart | None = None
    confidence: float | None = None
    status: str = "ok"
    reason: str = ""
    warnings: tuple[str, ...] = ()

    __repr__ = briefly
    sentence = told.sentence
    _repr_html_ = told.as_table

    def __str__(self) -> str:
        return told.cycles(self)

    def to_frame(self) -> "pd.DataFrame":
        """Give a table of a row a step: from which cycle to which, and the change between them."""
        rows = (
            {"from": first, "to": last, **{name: getattr(step, name) for name in _OF_A_STEP}}
            for first, last, step in self.steps
        )
        return told.frame(rows, ("from", "to", *_OF_A_STEP))

    @property
    def ok(self) -> bool:
        """Whether the cycles were compared."""
        return self.status == "ok"


def cycles(
    estimates: Sequence[Estimate],
    labels: Sequence,
    *,
    same_test: bool,
    same_time_of_year: bool,
    same_year_group: bool,
    designs: Sequence | None = None,
    shared=0,
    r=None,
    order: Sequence | None = None,
) -> Cycles:
    """Compare each cycle with the one before it, and the last with the first.

    All intervals at 1 - .05/m for m comparisons, so that they hold together; estimates at another
    level are widened by Student's quantiles where their df is known, else the normal ones. No
    slope: two or three cycles have none. From ten on, a run chart besides.

    Parameters
    ----------
    estimates : sequence of Estimate
    labels : sequence
        One a cycle, with the year in it ("2024", "2024/25", "Spring 2025").
    same_test, same_time_of_year, same_year_group : bool
    designs : sequence of labels, optional
        One a cycle.
    shared : int or sequence of int
        Pupils in each pair of neighbours; one for all, or one a step. The last against the first
        counts as sharing none.
    r : number, optional
    order : sequence, optional
        The labels in the order of time, where they do not tell it.

    Returns
    -------
    Cycles
        "refused" where the labels are not in the order of time, or any step is; "too_few" for
        fewer than two cycles.

    Raises
    ------
    ValueError
        If there is not one label for each estimate, or one is no Estimate.
    """
    for name, given in (("estimates", estimates), ("labels", labels)):
        if isinstance(given, str) or not hasattr(given, "__iter__"):
            raise InputError(
                f"{name} must be a list with one of each cycle, as in stats.cycles([last, this], "
                f'["2024-25", "2025-26"], …), not {given!r:.40}'
            )
    found, names = list(estimates), [str(label) for label in labels]
    if len(found) != len(names):
        raise InputError(f"{len(found)} estimates have {len(names)} labels; give one for each")
    if not all(isinstance(estimate, Estimate) for estimate in found):
        raise InputError("every cycle must be an Estimate")

    def none(status: str, reason: str) -> Cycles:
        return Cycles(tuple(names), (), None, status=status, reason=reason)

    if len(found) < 2:
        return none("too_few", "only one cycle so far; two are needed to compare")
    if why := _not_in_time(names, order):
        return none("refused", why)
    k = len(found)
    comparisons = k if k > 2 else 1
    level = simultaneous_confidence(comparisons, found[0].confidence)
    each = [widened(estimate, level) for estimate in found]
    kinds = list(designs) if designs is not None else [None] * k
    both = list(shared) if isinstance(shared, (list, tuple)) else [shared] * (k - 1)
    if len(kinds) != k or len(both) != k - 1:
        raise InputError("give one design for each cycle, and one count of shared pupils a step")

    def change(i: int, j: int, together) -> Estimate:
        return cycle_change(
            each[i],
            each[j],
            same_test=same_test,
            same_time_of_year=same_time_of_year,
            same_year_group=same_year_group,
            designs=None if designs is None else (kinds[i], kinds[j]),
            shared=together,
            r=r,
        )

    steps = tuple((names[i], names[i + 1], change(i, i + 1, both[i])) for i in range(k - 1))
    overall = steps[0][2] if k == 2 else change(0, k - 1, 0)
    if wrong := next((step for *_, step in steps if not step.ok), None):
        return none("refused", wrong.reason)
    chart = run_chart([e.value for e in found]) if k >= ENOUGH_FOR_A_CHART else None
    return Cycles(tuple(names), steps, overall, chart, level)


def widened(estimate: Estimate, confidence: float) -> Estimate:
    """Give an estimate with its interval at another level, each side stretched alike."""
    if not estimate.ok or not estimate.has_interval or estimate.confidence == confidence:
        return estimate
    df = estimate.details.get("df")
    old, new = (
        t_quantile(each, df) if df else z_quantile(each)
        for each in (estimate.confidence, confidence)
    )
    value, low, high = estimate.interval
    return Estimate(
        value,
        value - (value - low) * new / old,
        value + (high - value) * new / old,
        estimate.se,
        estimate.n,
        estimate.measure,
        estimate.unit,
        confidence,
        warnings=estimate.warnings,
        details=estimate.details,
        sizes=estimate.sizes,
    )


_TERMS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3}
_OF_A_SCHOOL_YEAR = {"autumn": 1, "fall": 1, "spring": 2, "summer": 3}  # as in "2024/25 spring"


def _not_in_time(names: list[str], order: Sequence | None) -> str:
    """Say that labels are not in the order of time, or do not tell it."""
    asked = "give the cycles, and their labels, in the order of time"
    if order is not None:
        place = {str(label): i for i, label in enumerate(order)}
        if missing := [name for name in names if name not in place]:
            return f"the label {missing[0]!r} is not in the order that was given"
        places: list = [place[name] for name in names]
    else:
        places = [_when(name) for name in names]
        if any(when is None for when in places):
            return f"the labels do not tell the order of time ({', '.join(names)}); give the order"
    if any(later <= earlier for earlier, later in pairwise(places)):
        return f"the cycles are not in the order of time ({', '.join(names)}); {asked}"
    return ""


def _when(name: str) -> tuple | None:
    """Give when a label says it was: its year, term if any, and further numbers."""
    numbers = [int(text) for text in re.findall(r"\d+", name)]
    if not numbers:
        return None
    school_year = len(numbers) > 1 and numbers[1] % 100 == (numbers[0] + 1) % 100
    terms = _OF_A_SCHOOL_YEAR if school_year else _TERMS
    term = next((place for word, place in terms.items() if word in name.casefold()), 0)
    return (numbers[0], term, *numbers[1:])


def partnership_change(
    first: Mapping[str, Estimate],
    second: Mapping[str, Estimate],
    *,
    same_test: bool,
    same_time_of_year: bool,
    same_year_group: bool,
) -> Pooled:
    """Pool the change of each school that was in both cycles.

    Parameters
    ----------
    first, second : mapping of school to Estimate
        The earlier and the later cycle.
    same_test, same_time_of_year, same_year_group : bool
        As in `cycle_change`.

    Returns
    -------
    Pooled
        As `pool`. Schools of one cycle only, or whose cycles cannot be compared, are left out and
        counted in the warnings; "too_few" where fewer than three are left.
    """
    for name, given in (("first", first), ("second", second)):
        if not isinstance(given, Mapping):
            raise InputError(
                f'{name} must name the estimate of each school, as in {{"oakfield": estimate}}; it '
                f"is a {type(given).__name__}"
            )
    changes, left_out = [], 0
    for school in sorted(set(first) & set(second)):
        step = cycle_change(
            first[school],
            second[school],
            same_test=same_test,
            same_time_of_year=same_time_of_year,
            same_year_group=same_year_group,
        )
        if step.ok:
            changes.append(step)
        else:
            left_out += 1
    once = len(set(first) ^ set(second))
    pooled = pool(
        [step.interval[0] for step in changes], [_variance(step) for step in changes],
        outcomes=[step.unit for step in changes],
    )  # fmt: skip
    said = [
        *([f"schools in one cycle only, left out: {once}"] if once else []),
        *([f"schools whose cycles cannot be compared, left out: {left_out}"] if left_out else []),
    ]
    fields = {name: getattr(pooled, name) for name in Pooled.__slots__}
    return Pooled(**{**fields, "warnings": (*said, *pooled.warnings)})


def _variance(step: Estimate) -> float:
    if step.se is not None:
        return step.se**2
    _, low, high = step.interval
    return ((high - low) / 2 / z_quantile(step.confidence)) ** 2
