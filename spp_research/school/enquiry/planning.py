"""The plan of an enquiry: what so many pupils could show, and the text that is fixed beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from spp_research import stats
from spp_research.errors import InputError
from spp_research.intake.read.certificates import plain_fact
from spp_research.protect.disclosure import round_half_up
from spp_research.protect.fixed_text import mark
from spp_research.schema.vocabulary import Design
from spp_research.telling import as_displayed, as_pieces, by_name, of_enquiry

from ..impact.declared import Outcome
from ..impact.plans import FixedPlan, fixed_plans, plan_text
from ..impact.records import Result
from ..impact.results import results as of_evidence
from ..impact.results import results_of
from ..workshop.smallest import (
    MOST_SD,
    ONCE,
    ONE_CLASS,
    SAME,
    TOO_FEW,
    TOO_FEW_CLASSES,
    WAIT,
    cohort_of,
    of_same_classes,
    of_whole_classes,
    smallest_change,
)
from .as_cells import Day, day_of
from .books import outcome_row
from .records import Enquiry, refuse_others

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.display.charts import Chart
    from spp_research.words.statements import Statement


@dataclass(frozen=True)
class Smallest:
    """The smallest change that so many pupils have a good chance to show.

    Parameters
    ----------
    in_sd : in standard deviations of the scores, with a chance of 80%; None where there is none.
    reason : why there is none; empty otherwise.
    design, pupils, classes : what `smallest` was asked, so that it can be said and drawn.
    """

    in_sd: float | None
    reason: str = ""
    design: str = field(default="", compare=False)
    pupils: tuple[int, ...] = field(default=(), compare=False)
    classes: tuple[int, ...] = field(default=(), compare=False)

    _repr_mimebundle_ = as_displayed
    _ipython_display_ = as_pieces

    def __str__(self) -> str:
        if self.in_sd is None:
            return f"no change could be shown: {self.reason}"
        return f"a true change of {self.in_sd:.2f} SD or more, with a chance of 80%"

    __repr__ = __str__

    def __format__(self, code: str) -> str:
        if not code:
            return str(self)
        return "–" if self.in_sd is None else format(self.in_sd, code)

    def sentence(self) -> str:
        """What so many pupils could show, in running words, by the rules."""
        said: str = by_name("display.own:sentence")(self)
        return said

    def to_frame(self) -> pd.DataFrame:
        """A table of one row: the design, pupils and classes in all, the change in SDs, or why."""
        import pandas as pd

        row = {
            "design": self.design,
            "pupils": sum(self.pupils),
            "classes": sum(self.classes),
            "in_sd": self.in_sd,
            "reason": self.reason,
        }
        return pd.DataFrame([row])

    def plot(self) -> Chart | Statement:
        """What more pupils, and fewer, could show; the sentence where no number could."""
        return by_name("display.own:plot_of")(self)


def smallest(
    design: str, pupils: int | Sequence[int], classes: int | Sequence[int] = 0
) -> Smallest:
    """What so many pupils could show, before any of them is measured.

    The chance is 80% and the interval 95%; two measurements of the same pupils are taken to have a
    correlation of 0.7, and 5% of what is left then to lie between classes (`stats.mdes_pupils`,
    `stats.mdes_clusters`, `stats.mdes_paired`, `stats.mdes_two_groups`).

    Parameters
    ----------
    design : "A" to "D".
    pupils : of each group, as (14, 13); of one group a number.
    classes : of each group, where whole classes take part; nought where pupils do one by one.

    Raises
    ------
    InputError
        If the numbers of groups do not fit the design.
    """
    sizes, whole = _each(pupils), _each(classes)
    if str(design) not in tuple(Design):
        raise InputError(f"design is {design!r}; it must be one of {', '.join(Design)}")
    found = _smallest(design, sizes, whole)
    return replace(found, design=str(design), pupils=sizes, classes=whole)


def _smallest(design: str, sizes: tuple[int, ...], whole: tuple[int, ...]) -> Smallest:
    if any(n < 0 for n in (*sizes, *whole)):
        raise InputError("pupils and classes are numbers of them, from 0 up")
    if design == Design.D:
        return Smallest(None, ONCE)
    if design == Design.B:
        return _of_the_same(sum(sizes), sum(whole))
    if len(sizes) != 2 or (any(whole) and len(whole) != 2):
        raise InputError(
            "two groups are compared: give how many are in each, as in pupils=(14, 13), and where "
            "whole classes take part classes=(2, 2)"
        )
    if min(sizes) < 2:
        return Smallest(None, TOO_FEW)
    if design == Design.C:
        found = stats.mdes_two_groups(*sizes)
        change = found.value if found.ok and found.value and found.value <= MOST_SD else None
        return _told(change, TOO_FEW)
    if not any(whole):
        return _told(smallest_change(WAIT, *sizes), TOO_FEW)
    if min(whole) < 2:
        return Smallest(None, ONE_CLASS)
    return _told(of_whole_classes(sizes, whole), TOO_FEW_CLASSES)


def measured_beforehand(
    enquiry: Enquiry, outcome: Outcome
) -> tuple[Smallest, tuple[int, ...], str] | None:
    """What those who were measured before could show: in SDs, their number, and in the unit.

    None where nobody was, or the measure is not one of marks. The numbers are those of people; what
    they could show is worked out from them to the nearest five (`workshop.smallest`).
    """
    found = cohort_of(outcome, enquiry.measured)
    if found is None or not found.people:
        return None
    in_unit = ""
    if found.in_unit is not None:
        digits = 0 if found.in_unit >= 10 else 1
        in_unit = f"{round_half_up(found.in_unit, digits)} {outcome.shown_unit}"
    return Smallest(found.in_sd, found.reason), found.people, in_unit


def _of_the_same(n: int, classes: int) -> Smallest:
    if classes > 1:
        return _told(of_same_classes(n, classes), TOO_FEW_CLASSES)
    return _told(smallest_change(SAME, n), TOO_FEW)


def _told(change: float | None, reason: str) -> Smallest:
    return Smallest(change, "" if change is not None else reason)


def _each(given: Any) -> tuple[int, ...]:
    try:
        parts = (given,) if isinstance(given, int | float) else tuple(given)
        if isinstance(given, str) or any(int(one) != one for one in parts):
            raise TypeError
    except (TypeError, ValueError):
        raise InputError(
            f"pupils and classes are whole numbers, one for each group, as (14, 13); not {given!r}"
        ) from None
    return tuple(map(int, parts))


@of_enquiry
def results(enquiry: Enquiry) -> tuple[Result, ...]:
    """A result for every outcome, as an impact reflection would have it; none is left out.

    Each is judged by the plan that was fixed for it before the results, where there is one.
    """
    refuse_others(enquiry)
    if enquiry.base is not None:
        own = {one.outcome_id for one in enquiry.outcomes}
        return tuple(r for r in of_evidence(enquiry.base) if r.outcome.outcome_id in own)
    least = {plan.outcome_id: plan.least for plan in plans(enquiry)}
    planned = tuple(
        one
        if least.get(one.outcome_id) is None
        else replace(one, smallest_worthwhile=least[one.outcome_id])
        for one in enquiry.outcomes
    )
    return results_of(planned, enquiry.measured, {})


@of_enquiry
def plans(enquiry: Enquiry) -> tuple[FixedPlan, ...]:
    """The plan of each outcome, with what was done otherwise since; one that says so without."""
    refuse_others(enquiry)
    rows = [outcome_row(one) for one in enquiry.outcomes]
    every = [{**dict.fromkeys(("outcome_id", "plan", "mark", "fixed_on")), **p}
             for p in enquiry.plans]  # fmt: skip
    return fixed_plans(enquiry.school, [_whole(row) for row in rows], every)


@of_enquiry
def fix_plan(enquiry: Enquiry, *, by: str, on: Day, school: str = "") -> Enquiry:
    """The enquiry with the plan of each outcome as it is now, as text with a mark.

    Keep it (`to_workbook`), and send the marks to somebody who has nothing to do with it: nothing
    else proves the day. A plan that is fixed already, with the same text, is kept.

    Parameters
    ----------
    by, on : who settled it, and the day, as "05/01/2026".
    school : the school's short name, where the enquiry does not have it.
    """
    refuse_others(enquiry)
    if not enquiry.outcomes:
        raise InputError(
            "outcomes: there is none yet to fix a plan of; give the enquiry one, from "
            'enquiry.outcome(name, design="B")'
        )
    settled: Any = by
    if not isinstance(settled, str) or not settled.strip():
        raise InputError('by is missing: say who settled the plan, as in by="Ann Hill"')
    if not isinstance(school, str):
        raise InputError(f"school is its short name, as text, not a {type(school).__name__}")
    slug = school or enquiry.school
    day = day_of(on, "on")
    if day is None:
        raise InputError('on is missing: the day on which it is fixed, as in on="05/01/2026"')
    fixed = [*enquiry.plans]
    for one in enquiry.outcomes:
        text = plan_text(slug, _whole(outcome_row(one)))
        if not any(row["outcome_id"] == one.outcome_id and row["plan"] == text for row in fixed):
            row = {"outcome_id": one.outcome_id, "fixed_on": day, "fixed_by": plain_fact(by)}
            fixed.append({**row, "mark": mark(text), "plan": text})
    return replace(enquiry, plans=tuple(fixed), school=slug)


def _whole(row: dict) -> dict:
    """A row with every column of the sheet, as the text of a plan takes it."""
    from spp_research.schema import SCHOOL

    return {f.name: row.get(f.name) for f in SCHOOL.sheet("outcomes").fields}
