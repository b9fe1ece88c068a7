"""What a closed cycle hands on: the rows with which the workbooks of the next one begin."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from spp_research.cycle import Cycle
from spp_research.intake import Reading
from spp_research.schema.vocabulary import ActionState, Carried, Design

_GOING_ON = (ActionState.PLANNED, ActionState.UNDER_WAY)
_BOTH = ("follow_up_date", "later_date")  # when pupils who began are measured
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


def school_sheets(
    reading: Reading, carried: Sequence[Row], measured_later: Collection[str] = ()
) -> dict[str, Sequence[Row]]:
    """The school, without last year's question, and what goes on.

    Parameters
    ----------
    measured_later : the outcomes whose rows go on as they are, with their plans and lots.
    """
    own = [{**row, "focus": None} for row in _rows(reading, "school")]
    going_on: dict[str, Sequence[Row]] = {
        "outcomes": [o for o in _rows(reading, "outcomes") if o["outcome_id"] in measured_later],
        "fixed_plans": [
            plan for plan in _rows(reading, "fixed_plans") if plan["outcome_id"] in measured_later
        ],
        "lots": [
            {**lot, "outcome_ids": kept}
            for lot in _rows(reading, "lots")
            if (kept := tuple(one for one in lot["outcome_ids"] if one in measured_later))
        ],
    }
    return {
        "school": own,
        "carried_over": carried,
        **{name: rows for name, rows in going_on.items() if rows},
    }


def measured_later(reading: Reading, cycle: Cycle) -> dict[str, date]:
    """The outcomes that are to be measured, or measured once more, after a cycle; with the day.

    Their pupils' files are still needed, and so is what was declared of them.
    """
    found = {}
    for outcome in _rows(reading, "outcomes"):
        columns = {Design.A: _BOTH, Design.B: _BOTH, Design.C: _BOTH[:1]}
        days = [outcome[c] for c in columns.get(outcome["design"], ()) if outcome[c] is not None]
        if days and max(days) > cycle.last:
            found[str(outcome["outcome_id"])] = max(days)
    return found


def _rows(reading: Reading, sheet: str) -> list[Row]:
    return [row for _, row in reading.rows[sheet].records]


def carried_over(reading: Reading, cycle: Cycle) -> Iterator[Row]:
    """What goes on: open actions, outcomes with a baseline of those who were measured, practices.

    Whatever an earlier cycle handed on and is not stopped goes on as well, and so does an action
    that is done and whose outcome is to be measured later.
    """
    later = measured_later(reading, cycle)
    asked = {o["action_id"] for o in _rows(reading, "outcomes") if o["outcome_id"] in later}
    for row in _rows(reading, "carried_over"):
        if row["state"] != "Stopped":
            yield {**row, "state": None, "looked_on": None, "seen": None}
    for action in _rows(reading, "actions"):
        going_on = action["status"] is None or action["status"] in _GOING_ON
        if going_on or action["action_id"] in asked:
            yield _line(cycle, Carried.ACTION, action["action_id"], action["action"])
    for outcome in _rows(reading, "outcomes"):
        # What was measured once more goes on as the outcome of its own cycle, above.
        first, again = outcome["follow_up_date"], outcome["later_date"]
        once_more = first is not None and again is not None and first < cycle.first <= again
        if outcome["design"] != Design.D and not once_more:
            words = f"{outcome['outcome']} ({outcome['group']}), in {outcome['unit']}"
            yield _line(cycle, Carried.OUTCOME, outcome["outcome_id"], words)
    for practice in _rows(reading, "practice"):
        yield _line(cycle, Carried.PRACTICE, practice["practice_id"], practice["principle"])


def _line(cycle: Cycle, what: Carried, item: str, words: str) -> Row:
    return {"cycle": cycle.name, "what": what.value, "item_id": item, "words": words[:800]}
