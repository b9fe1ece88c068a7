"""What an evidence workbook says of its lots: that they were drawn, in time, and each one once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from spp_research.schema import SCHOOL
from spp_research.schema.vocabulary import Design, LotMethod, Making

from ..faults import Fault, quote
from ..read.typed_rows import given
from .finder import Finder

if TYPE_CHECKING:
    from ..read.sheet_rows import LotsCells, OutcomesCells

_MAKING = quote(SCHOOL.sheet("outcomes").field("allocation").label)
_WITH_SCORE = (LotMethod.PAIRS, LotMethod.CLASSES)  # which are drawn after the start is measured


def lots(find: Finder) -> Iterator[Fault]:
    """What the sheets of lots, outcomes and actions say of each other."""
    by_outcome = _draws(find)
    for row, outcome in find.rows("outcomes"):
        yield from _said(find, row, outcome, by_outcome.get(outcome["outcome_id"], []))
    outcomes = {one["outcome_id"]: one for _, one in find.rows("outcomes")}
    for row, line in find.rows("lots"):
        if not line["outcome_ids"]:
            yield find.fault(
                "value.needed",
                "lots",
                row,
                "outcome_ids",
                f"Row {row} has nothing under {find.label('lots', 'outcome_ids')}, which is "
                "needed: fill it in, for example “O1”.",
            )
        elif not any(
            outcomes[one]["design"] == Design.A for one in line["outcome_ids"] if one in outcomes
        ) and any(one in outcomes for one in line["outcome_ids"]):
            known = find.label("outcomes", "design")
            yield find.fault(
                "lots.making",
                "lots",
                row,
                "outcome_ids",
                "Lots decide between two groups, and no outcome of this draw is compared with "
                f"anybody, so that the report does not go by it: write A under {known} of one.",
            )
        yield from _late(find, row, line, outcomes)
    for outcome_id, lines in by_outcome.items():
        yield from _again(find, outcome_id, lines)


def _draws(find: Finder) -> dict[str, list[tuple[int, LotsCells]]]:
    by_outcome: dict[str, list[tuple[int, LotsCells]]] = defaultdict(list)
    for row, line in find.rows("lots"):
        for outcome_id in line["outcome_ids"]:
            by_outcome[outcome_id].append((row, line))
    return by_outcome


def _said(
    find: Finder, row: int, outcome: OutcomesCells, lines: Sequence[tuple[int, LotsCells]]
) -> Iterator[Fault]:
    """That the outcome says of its groups what the sheet of lots shows."""
    name, said = quote(outcome["outcome_id"]), outcome["allocation"]
    if not given(said):
        if lines and outcome["design"] == Design.A:
            yield find.fault(
                "lots.making",
                "outcomes",
                row,
                "allocation",
                f"Lots were drawn for {name}, and nothing stands under {_MAKING}: write there how "
                "they were drawn.",
            )
        return
    if said == Making.NOT_LOT and lines:
        yield find.fault(
            "lots.making",
            "outcomes",
            row,
            "allocation",
            f"The groups of {name} are said to be made without lots, and the sheet “Lots” has a "
            "draw for it: mend one of the two.",
        )
    if said != Making.NOT_LOT and not lines and find.whole("lots"):
        yield find.fault(
            "lots.no-draw",
            "outcomes",
            row,
            "allocation",
            f"The groups of {name} are said to be made by lot, and the sheet “Lots” has no draw "
            "for it, so the report cannot say so: draw with spp draw, or write “Not by lot” if "
            "lots were drawn in a way that nobody can check.",
        )
    wrong = next((line for _, line in lines if not _fits(said, line["method"])), None)
    if said != Making.NOT_LOT and wrong is not None:
        yield find.fault(
            "lots.making",
            "outcomes",
            row,
            "allocation",
            f"{quote(said)} stands here, and the draw {quote(wrong['draw_id'])} was made as "
            f"{quote(wrong['method'])}: mend what stands here, since a draw is as it was made.",
        )


def _fits(said: str, method: str) -> bool:
    return (said == Making.LOT_CLASSES) == (method == LotMethod.CLASSES)


def _late(
    find: Finder, row: int, line: LotsCells, outcomes: Mapping[str, OutcomesCells]
) -> Iterator[Fault]:
    """A lot decides nothing once the results are in, or the work has begun."""
    starts = {one["action_id"]: one["start_date"] for _, one in find.rows("actions")}
    for outcome_id in line["outcome_ids"]:
        outcome = outcomes.get(outcome_id)
        if outcome is None or outcome["design"] != Design.A:
            continue
        drawn, start = line["drawn_on"], starts.get(outcome["action_id"])
        before, after = outcome["baseline_date"], outcome["follow_up_date"]
        if given(after) and drawn >= after:
            what = f"the day on which {quote(outcome_id)} was measured afterwards"
            day = after
        elif given(start) and drawn > start:
            what, day = f"the day on which the action {quote(outcome['action_id'])} began", start
        elif given(before) and drawn > before and line["method"] not in _WITH_SCORE:
            what, day = f"the day on which {quote(outcome_id)} was measured beforehand", before
        else:
            continue
        grave = day != before or line["method"] in _WITH_SCORE
        yield find.fault(
            "lots.late" if grave else "lots.after-start",
            "lots",
            row,
            "drawn_on",
            f"The draw is dated {drawn:%d/%m/%Y}, after {what} ({day:%d/%m/%Y})"
            + (
                ", and a lot that is drawn then decides nothing: check the dates. If they are "
                "right, the report says so."
                if grave
                else ", which is all right where nobody had begun: look whether the dates are so."
            ),
        )
        return


def _again(
    find: Finder, outcome_id: str, lines: Sequence[tuple[int, LotsCells]]
) -> Iterator[Fault]:
    """A list that was drawn several times: with a reason each, and with every draw still there."""
    for row, line in lines:
        if line["draw_number"] > 1 and not given(line["reason"]):
            yield find.fault(
                "lots.again",
                "lots",
                row,
                "reason",
                f"This is draw {line['draw_number']} of the list, and why it was drawn again is "
                "not written down: add the reason, which the report gives.",
            )
    row, last = max(lines, key=lambda one: one[1]["draw_number"])
    # The number counts draws of the same people for other outcomes too, so that fewer rows for this
    # outcome show nothing; fewer rows in all do.
    drawn = len(find.rows("lots"))
    if last["draw_number"] > drawn:
        yield find.fault(
            "lots.again",
            "lots",
            row,
            "draw_number",
            f"This is draw {last['draw_number']} for {quote(outcome_id)}, and the sheet has "
            f"{drawn} in all: put back the rows that were taken out, since every draw is to "
            "be seen.",
        )


RULES = (lots,)
