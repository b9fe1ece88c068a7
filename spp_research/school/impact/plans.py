"""The plan of an outcome as it was fixed, when that was, and what was done otherwise.

The text of a plan has a line for each column of the outcome's row that says what is to be done, so
that a column which a later kit adds belongs to the plan by itself. What is only known later is left
out: the cohort's mean and spread, and the day on which the outcome was named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from spp_research.protect.fixed_text import is_marked, mark, settled
from spp_research.schema import SCHOOL, Field
from spp_research.schema.vocabulary import DESIGNS, Design, Making
from spp_research.telling import as_displayed, as_pieces, briefly, by_name

from ..evidence import EvidenceBase
from .declared import Measure, measure_of

if TYPE_CHECKING:
    import pandas as pd

TITLE = "Plan of an outcome"
BLANK = "–"
_LEFT_OUT = frozenset({"outcome_id", "action_id", "named_on", "cohort_mean", "cohort_sd"})
_ANALYSIS = "How it will be worked out"
_OUTCOMES = SCHOOL.sheet("outcomes")
_LEAST = _OUTCOMES.field("smallest_worthwhile").label


class Fixed(Enum):
    """When a plan was fixed."""

    BEFORE = "before anything was measured"
    BETWEEN = "after the start had been measured and before the results"
    AFTER = "when the results were in"
    UNKNOWN = "with no days of measuring to set it beside"


@dataclass(frozen=True)
class Departure:
    """One thing that was done otherwise: the column, what was planned, and what stands there."""

    label: str
    planned: str
    now: str


@dataclass(frozen=True)
class FixedPlan:
    """The plan that an outcome is set beside.

    Parameters
    ----------
    outcome_id : whose plan.
    fixed_on : the day that is written down.
    mark : of its text.
    when : how that day lies to those of measuring.
    departures : what stands otherwise in the outcome's row, in the order of the plan.
    others : on which other days a plan of this outcome was fixed.
    broken : rows whose text is not the one that was fixed; nothing is set beside them.
    """

    outcome_id: str
    fixed_on: date | None
    mark: str
    when: Fixed
    departures: tuple[Departure, ...] = ()
    others: tuple[date, ...] = ()
    broken: int = 0

    __repr__ = briefly
    _repr_mimebundle_ = as_displayed
    _ipython_display_ = as_pieces

    def __str__(self) -> str:
        if not self.there or self.fixed_on is None:
            return f"plan of {self.outcome_id}: none was fixed"
        otherwise = f"{len(self.departures)} otherwise" if self.departures else "as it was planned"
        return f"plan of {self.outcome_id}: fixed on {self.fixed_on:%d/%m/%Y}, {otherwise}"

    def sentence(self) -> str:
        """When the plan was fixed, and what was done otherwise, in running words."""
        said: str = by_name("display.own:sentence")(self)
        return said

    def to_frame(self) -> pd.DataFrame:
        """A row for each thing that was done otherwise: what, as planned, as it is now."""
        import pandas as pd

        rows = [(one.label, one.planned, one.now) for one in self.departures]
        return pd.DataFrame(rows, columns=["what", "planned", "now"])

    @property
    def least(self) -> float | None:
        """The smallest worthwhile change as planned, where the row now has another; else None.

        Only of a plan that was fixed before the results were in: a line that is drawn afterwards
        says nothing.
        """
        if self.when not in (Fixed.BEFORE, Fixed.BETWEEN):
            return None
        for departure in self.departures:
            if departure.label == _LEAST and departure.planned != BLANK:
                return float(departure.planned)
        return None

    @property
    def there(self) -> bool:
        """Whether there is a plan that is as it was fixed."""
        return bool(self.mark)


def plan_text(school: str, outcome: Mapping[str, Any]) -> str:
    """The plan of an outcome as text, always the same for the same row.

    Parameters
    ----------
    school : its short name.
    outcome : the row, by name of column; what is missing is None.
    """
    lines = [f"{TITLE}", f"School: {school}", f"Outcome ID: {outcome['outcome_id']}"]
    lines += [f"{field.label}: {_shown(outcome.get(field.name))}" for field in _planned_fields()]
    lines.append(f"{_ANALYSIS}: {analysis(outcome)}")
    return settled("\n".join(lines))


def analysis(outcome: Mapping[str, Any]) -> str:
    """How an outcome will be worked out, in words that follow from its design and its measure."""
    unit = str(outcome.get("unit") or "")
    shares = measure_of(unit) is Measure.YES_NO
    design = Design(outcome["design"]) if outcome.get("design") else Design.D
    said = {
        Design.A: "The difference between the two groups at the end, in shares of pupils, with its "
        "95% interval."
        if shares
        else "The difference between the two groups at the end, allowing for where each pupil "
        "began, with its 95% interval. Where whole classes take part, each class counts.",
        Design.B: "The change in the share of the same pupils, with its 95% interval."
        if shares
        else "The mean change of the pupils who are measured both times, with its 95% interval.",
        Design.C: "The difference between the later and the earlier pupils, with its 95% interval.",
    }.get(design, "Nothing is worked out: what people say is reported.")
    making = outcome.get("allocation")
    if design == Design.A and making and Making(making).by_lot:
        said += " Everybody counts in the group that was drawn."
    least = outcome.get("smallest_worthwhile")
    if least is not None and design in (Design.A, Design.B, Design.C):
        said += f" It is set beside the smallest worthwhile change, {_shown(least)} {unit}."
    return said


def _planned_fields() -> Iterator[Field]:
    yield from (field for field in _OUTCOMES.fields if field.name not in _LEFT_OUT)


def _shown(value: Any) -> str:
    """A cell as the plan has it, on one line."""
    if value is None or value != value:
        return BLANK
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool | str):
        text = " ".join(str(value).split())
        return f"{text} ({DESIGNS[Design(text)]})" if text in DESIGNS else text or BLANK
    return f"{float(value):g}"


def plans_of(base: EvidenceBase) -> tuple[FixedPlan, ...]:
    """The plan of each outcome of a school, in their order."""
    return fixed_plans(base.school.slug, _records(base.outcomes), _records(base.fixed_plans))


def _records(sheet: pd.DataFrame) -> list[dict]:
    """The rows of a sheet, None for what is missing."""
    import pandas as pd

    return [
        {name: None if pd.isna(value) else value for name, value in row.items()}
        for row in sheet.to_dict("records")
    ]


def fixed_plans(
    school: str, outcomes: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]
) -> tuple[FixedPlan, ...]:
    """The plan of each outcome, in their order; one that says so where none was fixed.

    The one that counts is the last that was fixed before the start was measured, else the first.

    Parameters
    ----------
    school : its short name.
    outcomes, rows : of the sheets of outcomes and of plans; what is missing is None.
    """
    return tuple(
        _plan_of(school, one, [r for r in rows if r["outcome_id"] == one["outcome_id"]])
        for one in outcomes
    )


def _plan_of(
    school: str, outcome: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
) -> FixedPlan:
    known, own = str(outcome["outcome_id"]), []
    for row in rows:
        if row["plan"] and row["mark"] and is_marked(row["plan"], row["mark"]):
            own.append((_as_day(row["fixed_on"]), str(row["plan"])))
    broken = len(rows) - len(own)
    if not own:
        return FixedPlan(known, None, "", Fixed.UNKNOWN, broken=broken)
    own.sort(key=lambda one: one[0] or date.max)
    start = _as_day(outcome.get("baseline_date")) or _as_day(outcome.get("follow_up_date"))
    early = [one for one in own if one[0] and start and one[0] <= start]
    day, text = early[-1] if early else own[0]
    return FixedPlan(
        known,
        day,
        mark(text),
        _when(day, outcome),
        tuple(_departures(text, plan_text(school, outcome))),
        tuple(other for other, words in own if other and words != text),
        broken,
    )


def _when(day: date | None, outcome: Mapping[str, Any]) -> Fixed:
    before, after = (_as_day(outcome.get(n)) for n in ("baseline_date", "follow_up_date"))
    if day is None or not (before or after):
        return Fixed.UNKNOWN
    if after and day >= after:
        return Fixed.AFTER
    return Fixed.BETWEEN if before and day > before else Fixed.BEFORE


def _as_day(cell: Any) -> date | None:
    if cell is None or cell != cell:
        return None
    return cell.date() if isinstance(cell, datetime) else cell


def _departures(planned: str, now: str) -> Iterator[Departure]:
    """What differs line by line. A line that the plan does not have was no part of it."""
    before, after = _lines(planned), _lines(now)
    for label, value in before.items():
        found = after.get(_known_as(label))
        if found is not None and found != value and label != _ANALYSIS:
            yield Departure(label, value, found)


def _lines(text: str) -> dict[str, str]:
    found = (line.partition(": ") for line in text.split("\n"))
    return {_known_as(label): value for label, between, value in found if between}


def _known_as(label: str) -> str:
    """A label as this kit has it, where an earlier one called the column otherwise."""
    return next((f.label for f in _OUTCOMES.fields if label in f.renames), label)
