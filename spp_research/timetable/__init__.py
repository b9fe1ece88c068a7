"""The year's reviews: the rules that a timetable must keep, and how far each school is.

The rules are the programme's own: a champion has had no part in the review and does not work at
the school; three or four trained reviewers from other schools; at least one review a school a
year, of one or two days.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from spp_research.cycle import Cycle
from spp_research.intake import FAULT, WARNING, Fault, Reading, cycle_in
from spp_research.intake.layout import address
from spp_research.schema import PARTNERSHIP

from . import rules
from .progress import DONE, NEXT, NO_DATE, PLANNED, STAGES, stages

__all__ = [
    "CODES",
    "DONE",
    "NEXT",
    "NO_DATE",
    "PLANNED",
    "STAGES",
    "check",
    "check_reading",
    "stages",
]

# Every code that checking a timetable can give. What breaks a rule of the roles or cannot be true
# is a fault; what the lead may still be arranging is a warning.
CODES: Mapping[str, str] = {
    f"timetable.{name}": severity
    for severity, names in {
        FAULT: "champion-own-school champion-in-team not-in-role reviewer-own-school dates-order",
        WARNING: "no-champion team-size no-review not-trained training-out-of-date review-length "
        "double-booked champion-namesake",
    }.items()
    for name in names.split()
}

_RULES = (
    rules.champion_rule,
    rules.team_rule,
    rules.training_rule,
    rules.dates_rule,
    rules.length_rule,
)
_SHEET = PARTNERSHIP.sheet("timetable")


def check_reading(reading: Reading) -> list[Fault]:
    """Check the timetable of the lead's workbook, with the cells as they stand in that file."""
    frames = reading.frames
    columns = {name: at for (sheet, name), at in reading.columns.items() if sheet == _SHEET.name}
    title = reading.titles.get(_SHEET.name, _SHEET.title)
    people, schools, timetable = (frames[name] for name in ("people", "schools", _SHEET.name))
    cycle = cycle_in(frames["partnership"], timetable)
    return check(people, schools, timetable, reading.shown_as, columns, title, cycle)


def check(
    people: pd.DataFrame,
    schools: pd.DataFrame,
    timetable: pd.DataFrame,
    file: str,
    columns: Mapping[str, int] | None = None,
    title: str = _SHEET.title,
    cycle: Cycle | None = None,
) -> list[Fault]:
    """Check the review schedule against the rules of the roles.

    Parameters
    ----------
    people, schools, timetable : typed frames of the lead's workbook, indexed by row number.
    file : how messages name the workbook.
    columns : where each column stands in the file, counted from 1; as in the template if None.
    title : of the timetable's sheet in the file.
    cycle : reviews of another one are left alone; where it is not known, none is.

    Returns
    -------
    What was found, in the order of the timetable; schools without a review come last.
    """
    known = rules.who_is_who(people)
    if cycle is not None:
        of_cycle = timetable[[_counts(day, cycle) for day in timetable["review_start"]]]
        if not of_cycle.empty:  # else that is said of the cycle, and rows are all there is to check
            timetable = of_cycle
    said: list[tuple[int, rules.Said]] = []
    for row, review in timetable.iterrows():
        for rule in _RULES:
            said += [(row, one) for one in rule(review, known)]
    said += rules.double_booked(timetable, known)
    reviewed = set(timetable["school"].dropna())
    said += [(0, rules.no_review(s)) for _, s in schools.iterrows() if s["school"] not in reviewed]
    if columns is None:
        columns = {field.name: at for at, field in enumerate(_SHEET.fields, start=2)}
    faults = []
    for row, (code, column, sentence, *found) in said:
        cell = address(row, columns[column]) if row and column in columns else ""
        label = _SHEET.field(column).label
        faults.append(Fault(CODES[code], code, file, title, cell, label, "".join(found), sentence))
    return faults


def _counts(start: pd.Timestamp, cycle: Cycle) -> bool:
    """Whether a review is of the cycle, or may be: its first day is not known yet."""
    return bool(pd.isna(start)) or cycle.holds(start.date())
