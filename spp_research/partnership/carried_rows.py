"""What a closed cycle hands on: the rows with which the workbooks of the next one begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from spp_research.cycle import Cycle
from spp_research.intake import Reading
from spp_research.schema.vocabulary import ActionState, Carried, Design

_GOING_ON = (ActionState.PLANNED, ActionState.UNDER_WAY)
_OF_THE_YEAR = {"first_review": None, "last_review": None}  # of the rules for a plan

Row = Mapping[str, Any]


def lead_sheets(lead: Reading, cycle: str) -> dict[str, Sequence[Row]]:
    """The partnership, its schools and its people, as they were; reviews are planned anew."""
    (own,) = _rows(lead, "partnership")
    return {
        "partnership": [{**own, "cycle": cycle}],
        "schools": _rows(lead, "schools"),
        "people": _rows(lead, "people"),
        # What was agreed on goes on; days of the year that is over do not.
        "planning": [{**row, **_OF_THE_YEAR} for row in _rows(lead, "planning")],
    }


def school_sheets(reading: Reading, carried: Sequence[Row]) -> dict[str, Sequence[Row]]:
    """The school, without last year's question, and what goes on."""
    own = [{**row, "focus": None} for row in _rows(reading, "school")]
    return {"school": own, "carried_over": carried}


def _rows(reading: Reading, sheet: str) -> list[Row]:
    return [row for _, row in reading.rows[sheet].records]


def carried_over(reading: Reading, cycle: Cycle) -> Iterator[Row]:
    """What goes on: open actions, outcomes with a baseline of those who were measured, practices.

    Whatever an earlier cycle handed on and is not stopped goes on as well.
    """
    for row in _rows(reading, "carried_over"):
        if row["state"] != "Stopped":
            yield {**row, "state": None, "looked_on": None, "seen": None}
    for action in _rows(reading, "actions"):
        if action["status"] is None or action["status"] in _GOING_ON:
            yield _line(cycle, Carried.ACTION, action["action_id"], action["action"])
    for outcome in _rows(reading, "outcomes"):
        if outcome["design"] != Design.D:
            words = f"{outcome['outcome']} ({outcome['group']}), in {outcome['unit']}"
            yield _line(cycle, Carried.OUTCOME, outcome["outcome_id"], words)
    for practice in _rows(reading, "practice"):
        yield _line(cycle, Carried.PRACTICE, practice["practice_id"], practice["principle"])


def _line(cycle: Cycle, what: Carried, item: str, words: str) -> Row:
    return {"cycle": cycle.name, "what": what.value, "item_id": item, "words": words[:800]}
