"""What a school declared about an outcome: what was measured, of whom, and how it can be known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from spp_research.partnership.lead_workbook import day, text, whole
from spp_research.protect.disclosure.opened import run_key
from spp_research.protect.disclosure.origin import outside, words
from spp_research.schema.chosen_words import chosen_in
from spp_research.schema.vocabulary import (
    Chosen,
    Design,
    Making,
    SameTest,
    Tester,
)
from spp_research.telling import A_BASE, as_facts, briefly, takes

from ..evidence import EvidenceBase

if TYPE_CHECKING:
    from spp_research.schema import tables

_ATTENDANCE = re.compile(r"\b(?:attendance|absences?|absent|sessions (?:attended|missed))\b")
POINTS = "percentage points"
DAYS_A_MONTH = 365.25 / 12
_YES_NO_UNITS = ("yes or no", "yes/no", "yes-no")
_SESSION_UNITS = ("sessions", "% of sessions", "percent of sessions", "per cent of sessions")


class Measure(StrEnum):
    """What kind of number a pupil's result is; it follows from the unit in the workbook."""

    MARKS = "marks"
    YES_NO = "yes or no"
    SESSIONS = "rate of sessions"


def measure_of(unit: str) -> Measure:
    """What kind of number the unit of an outcome stands for."""
    words = " ".join(unit.casefold().split())
    if words in _YES_NO_UNITS:
        return Measure.YES_NO
    return Measure.SESSIONS if words in _SESSION_UNITS else Measure.MARKS


@dataclass(frozen=True)
class Outcome:
    """What an action was meant to change, as declared in the workbook.

    `smallest_worthwhile`, `lowest_possible`, `highest_possible`, `selected_below`, `cohort_mean`
    and `cohort_sd` are in the measure's own unit, `reliability` from 0 to 1; each is None where it
    was not written down. `named_on` is the day the outcome was named, `later_date` that of a third
    measurement, `making` how the school says that the groups were made. `chosen_for` and
    `chosen_from` say what pupils were chosen for and out of how many, `same_test` and `who_tested`
    how it was measured. `expected_change`, with the ends of its range, is what such pupils change
    anyway in `expected_months`, by `expected_source`.
    """

    outcome_id: str
    action_id: str
    name: str
    who: str
    unit: str
    design: Design
    primary: bool
    higher_is_better: bool
    smallest_worthwhile: float | None
    baseline_date: date | None
    follow_up_date: date | None
    selection: str
    question: str = ""
    named_on: date | None = None
    lowest_possible: float | None = None
    highest_possible: float | None = None
    selected_below: float | None = None
    cohort_mean: float | None = None
    cohort_sd: float | None = None
    reliability: float | None = None
    later_date: date | None = None
    making: Making | None = None
    chosen_for: Chosen | None = None
    chosen_from: int | None = None
    same_test: SameTest | None = None
    who_tested: Tester | None = None
    expected_change: float | None = None
    expected_from: float | None = None
    expected_to: float | None = None
    expected_months: float | None = None
    expected_source: str = ""

    __repr__ = briefly
    _repr_html_ = as_facts

    def __post_init__(self) -> None:
        if run_key():  # in JupyterLab and in tests an outcome may be tried out with any words
            frame = outside()
            said = (self.outcome_id, self.name, self.who, self.unit, self.question)
            for text in (*said, self.expected_source):
                words(text, frame, "The name, unit or question of an outcome")

    @property
    def measure(self) -> Measure:
        """Marks unless the unit says "yes or no" or "sessions"."""
        return measure_of(self.unit)

    @property
    def shown_unit(self) -> str:
        """The unit of means and differences as a sentence says it."""
        if self.measure is not Measure.MARKS:
            return POINTS
        return self.unit.split(" out of ", 1)[0]

    @property
    def chosen(self) -> Chosen | None:
        """What pupils were chosen for, as declared, else as their choice is described; or None.

        A cut-off says that they were chosen for low scores. Absences tell of attendance alone.
        """
        found = self.chosen_for
        if self.selected_below is not None and found in (None, Chosen.NO):
            found = Chosen.LOW
        if found is None:
            found = chosen_in(self.selection)
        if found == Chosen.NO or (found == Chosen.ABSENT and not self._of_attendance):
            return None
        return found

    @property
    def chosen_by_guess(self) -> bool:
        """Whether what they were chosen for is only read from a sentence."""
        declared = self.chosen_for is not None or self.selected_below is not None
        return self.chosen is not None and not declared

    @property
    def _of_attendance(self) -> bool:
        about = f"{self.name} {self.unit}".casefold()
        return self.measure is Measure.SESSIONS or bool(_ATTENDANCE.search(about))

    @property
    def grows(self) -> bool:
        """Whether it rises with age: attendance does not, nor does what should become less."""
        return self.higher_is_better and not self._of_attendance

    @property
    def expects(self) -> bool:
        """Whether there is an expected change to hold a change of the same pupils against."""
        return (
            self.expected_change is not None
            and self.design == Design.B
            and self.measure is not Measure.YES_NO
        )

    @property
    def months(self) -> float | None:
        """The time between the two dates; None where one of them is not written down."""
        if self.baseline_date is None or self.follow_up_date is None:
            return None
        return round((self.follow_up_date - self.baseline_date).days / DAYS_A_MONTH, 1)

    @property
    def worthwhile(self) -> float | None:
        """The smallest worthwhile change in the shown unit.

        For shares and rates a number below 1 is read as a share: nobody plans for half a
        percentage point, and 0.05 means five of them.
        """
        least = self.smallest_worthwhile
        if least is None or self.measure is Measure.MARKS or least >= 1:
            return least
        return 100 * least


def comes_back(outcome: Outcome) -> int:
    """The way in which pupils chosen at one end come back by themselves: 1 up, -1 down."""
    if outcome.chosen == Chosen.ABSENT:  # of attendance the lowest, of absences the highest
        return 1 if outcome.higher_is_better else -1
    return -1 if outcome.chosen == Chosen.HIGH else 1


_NUMBERS = (
    "smallest_worthwhile",
    "lowest_possible",
    "highest_possible",
    "selected_below",
    "cohort_mean",
    "cohort_sd",
    "reliability",
    "expected_change",
    "expected_from",
    "expected_to",
    "expected_months",
)


@takes(A_BASE, "outcomes")
def outcomes(base: EvidenceBase) -> tuple[Outcome, ...]:
    """The declared outcomes, the main one of each action first, else as the school wrote them."""
    return outcomes_of(base.outcomes)


def outcomes_of(sheet: tables.Outcomes) -> tuple[Outcome, ...]:
    """The same from the sheet of outcomes alone."""
    declared = [
        Outcome(
            outcome_id=row.outcome_id,
            action_id=row.action_id,
            name=row.outcome,
            who=row.group,
            unit=row.unit,
            design=Design(row.design),
            primary=text(row.primary) == "Yes",
            higher_is_better=row.higher_is_better == "Yes",
            baseline_date=day(row.baseline_date),
            follow_up_date=day(row.follow_up_date),
            selection=text(row.selection),
            question=text(row.question),
            named_on=day(row.named_on),
            later_date=day(row.later_date),
            making=Making(row.allocation) if text(row.allocation) else None,
            chosen_for=Chosen(text(row.chosen_for)) if text(row.chosen_for) else None,
            chosen_from=whole(row.chosen_from),
            same_test=SameTest(text(row.same_test)) if text(row.same_test) else None,
            who_tested=Tester(text(row.who_tested)) if text(row.who_tested) else None,
            expected_source=text(row.expected_source),
            **{name: _number(getattr(row, name)) for name in _NUMBERS},
        )
        for row in sheet.itertuples(index=False)
    ]
    return tuple(sorted(declared, key=lambda outcome: not outcome.primary))


def _number(cell: Any) -> float | None:
    import pandas as pd

    return None if pd.isna(cell) else float(cell)
