"""What is planned before anything is measured: a draw, what so many could show, a plan with a mark.

A draw and a plan are for one's own screen. Whom a draw is of and what a plan says, no rule can see
from here: documents show them from the workbook, where both are written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from spp_research.catalogue import called, say
from spp_research.errors import UnprotectedError
from spp_research.protect.disclosure import (
    Protected,
    Rules,
    Shown,
    count,
    free_text,
    nearest_five,
    rounded,
    statistic,
)
from spp_research.protect.disclosure.opened import run_key
from spp_research.protect.disclosure.origin import notebook, typed_numbers
from spp_research.school.enquiry import Smallest, smallest
from spp_research.school.impact.plans import FixedPlan
from spp_research.stats.adjusted import NOT_COMPARABLE_ABOVE
from spp_research.stats.allocation import Allocation, Balance, check_allocation
from spp_research.words.enquiry import could_show
from spp_research.words.plans import plan_words
from spp_research.words.statements import Statement, joined

from .charts import DARK_BLUE, GREY, Chart, bare, canvas, png
from .tables import Table

_WORKED_OUT = "Source: worked out in this notebook."
_MOST_STARTS = 12  # that fit into one picture
_STEPS = (0.5, 0.75, 1, 1.5, 2, 3)  # times the pupils that were asked about
_DRAW = (
    "A draw of a notebook's own is of pupils, and no document shows it. Draw with spp draw, "
    "which writes the sheet of lots; the impact reflection then says how the groups were made."
)
_PLAN = (
    "A fixed plan by itself does not say whose words it holds, so no document shows it. "
    "enquiry.plan(…) shows each outcome's plan, with what was done otherwise."
)
_TYPED = (
    "The numbers of pupils and classes are those that you write into the cell that shows them, as "
    'in enquiry.smallest("A", (14, 13)).'
)


def draw_said(found: Allocation, rules: Rules) -> Statement:
    """How many are in each arm, and whether the draw comes out again.

    Raises
    ------
    UnprotectedError
        In a document.
    """
    _not_in_a_document(_DRAW)
    if not found.ok:
        return Statement("No lots were drawn: {reason}.", reason=found.reason)
    if not check_allocation(found):
        return Statement(
            "The draw does not come out again: something of it was changed since, so it counts for "
            "nothing."
        )
    one, other = _both(found.counts, rules)
    said = [
        Statement(
            "Lots were drawn: {one} in “{first}”, {other} in “{second}”.",
            one=one,
            first=found.arms[0],
            other=other,
            second=found.arms[1],
        ),
        Statement("The draw comes out again."),
    ]
    said += [Statement("To know: {what}.", what=free_text(one)) for one in found.warnings]
    return joined(said)


def draw_table(found: Allocation, rules: Rules) -> Table | None:
    """How alike the arms started: a row for each start; None where there is none."""
    rows = _starts(found)
    if not rows:
        return None
    cells = tuple((_apart(one, rules), *_both(one.n, rules)) for one in rows)
    heads = (called("Difference at the start, in SDs"), *found.arms)
    made = Protected("", tuple(one.name for one in rows), heads, cells)
    return Table(made, f"tbl-own-{_digest(cells)}", say("How alike the groups started"))


def draw_chart(found: Allocation, rules: Rules) -> Chart | None:
    """The same as a point each, between the lines beyond which groups are called unlike."""
    _not_in_a_document(_DRAW)
    rows = [one for one in _starts(found) if not _apart(one, rules).hidden][:_MOST_STARTS]
    ends = [rounded(one.difference, 2) for one in rows if one.difference is not None]
    if not rows:
        return None
    edge = max(0.5, *(abs(end) + 0.1 for end in ends))
    with canvas(1.6 + 0.6 * len(rows)) as (figure, axes):
        axes.axvline(0, color=GREY, linewidth=1)
        for side in (-NOT_COMPARABLE_ABOVE, NOT_COMPARABLE_ABOVE):
            axes.axvline(side, color=GREY, linewidth=1, linestyle=(0, (4, 3)))
        axes.plot(ends, [-place for place in range(len(ends))], "o", color=DARK_BLUE, markersize=7)
        axes.set_yticks([-place for place in range(len(rows))], [one.name for one in rows])
        axes.set_xlim(-edge, edge)
        axes.set_ylim(0.6 - len(rows), 0.4)
        bare(axes, keep=("bottom",))
        picture = png(figure)
    said = "; ".join(f"{one.name} {_apart(one, rules).text}" for one in rows)
    return Chart(
        picture,
        f"fig-own-{_digest(said)}",
        say("How alike the groups started"),
        say("Difference of the means, in SDs; beyond a broken line groups are unlike"),
        say("A point for each start: {said}.", said=said),
        values=tuple(_apart(one, rules) for one in rows),
        drawn=tuple((one.name, end) for one, end in zip(rows, ends, strict=True)),
        reusable=False,
        source=say(_WORKED_OUT),
    )


def smallest_said(found: Smallest, rules: Rules) -> Statement:
    """What so many pupils could show, worked out from their number to the nearest five.

    Raises
    ------
    UnprotectedError
        Where it does not say of how many it is, or, in a document, where these do not stand in
        the cell.
    """
    return could_show(_asked(found, found.pupils), found.pupils, rules)


def smallest_chart(found: Smallest, rules: Rules) -> Chart | None:
    """The smallest change against the number of pupils; None where fewer than two could show one.

    Whole classes stay as many as they are, so that the line says what larger ones would do.
    """
    if any(0 < n < rules.fewest_pupils for n in found.pupils):
        return None
    each = [tuple(nearest_five(round(step * n)) for n in found.pupils) for step in _STEPS]
    asked = [(sum(sizes), _asked(found, sizes).in_sd) for sizes in dict.fromkeys(each)]
    points = [(n, rounded(10 * change, 1)) for n, change in asked if change is not None]
    if len(points) < 2:
        return None
    here = sum(nearest_five(n) for n in found.pupils)
    with canvas(5.4) as (figure, axes):
        axes.plot(*zip(*points, strict=True), color=DARK_BLUE, linewidth=1.8)
        axes.plot(*zip(*points, strict=True), "o", color=DARK_BLUE, markersize=4)
        axes.plot(*_marked(points, here), "o", color=DARK_BLUE, markersize=9)
        axes.set_ylim(0, 1.15 * max(change for _, change in points))
        axes.set_xlabel(say("pupils in all"), loc="left")
        axes.yaxis.grid(True, color="#E6E8EB", linewidth=0.8)
        bare(axes, keep=("bottom",))
        picture = png(figure)
    said = "; ".join(
        say("{people} pupils {marks} marks", people=f"{n:,}", marks=f"{change:g}")
        for n, change in points
    )
    return Chart(
        picture,
        f"fig-own-{_digest(points)}",
        say("The smallest change that more pupils could show"),
        say("In marks, with a chance of 80%; the large point is the number asked about"),
        say("A line that falls as pupils are more: {said}.", said=said),
        notes=(called("Marks: as on a test on which two in three score between 40 and 60."),),
        drawn=tuple((f"{n}", change) for n, change in points),
        source=say(_WORKED_OUT),
    )


def plan_said(found: FixedPlan) -> Statement:
    """When a plan was fixed, and what was done otherwise.

    Raises
    ------
    UnprotectedError
        In a document.
    """
    _not_in_a_document(_PLAN)
    return joined([*plan_words([found], {found.outcome_id: found.outcome_id})])


def plan_table(found: FixedPlan) -> Table | None:
    """What was done otherwise, a row each; None where nothing was."""
    if not found.there or not found.departures:
        return None
    cells = tuple((free_text(one.planned), free_text(one.now)) for one in found.departures)
    heads = tuple(map(called, ("Planned", "Now")))
    made = Protected("", tuple(one.label for one in found.departures), heads, cells)
    return Table(made, f"tbl-own-{_digest(cells)}", say("What was done otherwise than planned"))


def _not_in_a_document(why: str) -> None:
    if run_key():
        raise UnprotectedError(why)


def _both(sizes: tuple[int, int], rules: Rules) -> tuple[Shown, Shown]:
    """Both arms, or neither: whoever knows how many there are has one from the other."""
    shown = count(sizes[0], rules), count(sizes[1], rules)
    few = next((one for one in shown if one.hidden), None)
    return (few, few) if few else shown


def _starts(found: Allocation) -> list[Balance]:
    if not found.ok or not check_allocation(found):
        return []
    return [one for one in found.balance if one.difference is not None]


def _apart(one: Balance, rules: Rules) -> Shown:
    return statistic(one.difference, one.n, rules, decimals=2)


def _asked(found: Smallest, sizes: Sequence[int]) -> Smallest:
    """The same, asked again of so many: one that was made by hand shows nothing of its own."""
    frame = notebook()
    if not found.pupils:
        raise UnprotectedError(_TYPED)
    if run_key() and frame is not None:
        known = typed_numbers(frame)
        if any(n and float(n) not in known for n in (*found.pupils, *found.classes)):
            raise UnprotectedError(_TYPED)
    return smallest(found.design, [nearest_five(n) for n in sizes], found.classes or 0)


def _marked(points: Sequence[tuple[int, float]], here: int) -> tuple[list[int], list[float]]:
    there = [(n, change) for n, change in points if n == here]
    return [n for n, _ in there], [change for _, change in there]


def _digest(what: Any) -> str:
    return blake2b(repr(what).encode(), digest_size=4).hexdigest()
