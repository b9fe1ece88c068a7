"""What the sheets of projects must keep: outcomes and their scales, sessions, support."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from spp_research.schema.vocabulary import Design, SupportKind

from ..faults import Fault, quote
from ..read.typed_rows import Row, given
from .finder import Finder

if TYPE_CHECKING:
    from spp_research.schema.tables import OutcomesColumn

_DESIGNS_WITH_BASELINE = (Design.A, Design.B, Design.C)


def outcomes(find: Finder) -> Iterator[Fault]:
    """One main outcome an action, named before the data; a date for every baseline."""
    main: dict[str, int] = {}
    for row, outcome in find.rows("outcomes"):
        name, action = quote(outcome["outcome_id"]), outcome["action_id"]
        if outcome["primary"] == "Yes":
            first = main.setdefault(action, row)
            if first != row:
                yield find.fault(
                    "outcome.two-main",
                    "outcomes",
                    row,
                    "primary",
                    f"The action {quote(action)} has a main outcome in row {first} and another in "
                    f"row {row}: write Yes only for the one that was named beforehand.",
                )
            named, measured = outcome["named_on"], outcome["baseline_date"]
            if given(named, measured) and named > measured:
                yield find.fault(
                    "outcome.named-late",
                    "outcomes",
                    row,
                    "named_on",
                    f"The main outcome {name} was named on {named:%d/%m/%Y}, after it was measured "
                    f"on {measured:%d/%m/%Y}, and the report will say so: check both dates, or "
                    f"write No under {find.label('outcomes', 'primary')}.",
                )
        if outcome["design"] in _DESIGNS_WITH_BASELINE and not given(outcome["baseline_date"]):
            yield find.fault(
                "outcome.no-baseline",
                "outcomes",
                row,
                "baseline_date",
                f"The outcome {name} has a measure from before ({outcome['design']}), and its date "
                "is missing: add it, or choose D if nothing was measured before.",
            )


def scales(find: Finder) -> Iterator[Fault]:
    """The lowest and highest score, and everything that must lie between them."""
    for row, outcome in find.rows("outcomes"):
        low, high = outcome["lowest_possible"], outcome["highest_possible"]
        if given(low, high) and low >= high:
            yield find.fault(
                "outcome.scale",
                "outcomes",
                row,
                "highest_possible",
                f"The highest possible score ({high:g}) is not above the lowest ({low:g}): check "
                "both, or leave the highest blank if the measure has no top.",
            )
            continue
        for column in ("selected_below", "cohort_mean"):
            if given(outcome[column]) and (beyond := outside(outcome[column], outcome)):
                yield find.fault(
                    "outcome.off-scale",
                    "outcomes",
                    row,
                    column,
                    f"{quote(format(outcome[column], 'g'))} under "
                    f"{find.label('outcomes', column)} is {beyond}: check it, or mend the lowest "
                    "and highest possible score of this outcome.",
                )
        least = outcome["smallest_worthwhile"]
        if given(low, high, least) and least > high - low:
            yield find.fault(
                "outcome.worthwhile",
                "outcomes",
                row,
                "smallest_worthwhile",
                f"A change of {least:g} is more than the whole measure, which runs from {low:g} to "
                f"{high:g}: write the least change worth the work, in {outcome['unit']}.",
            )


def outside(score: float, outcome: Row) -> str:
    """How a score lies beyond the scale of its outcome; empty when it does not."""
    low, high = outcome["lowest_possible"], outcome["highest_possible"]
    if given(low) and score < low:
        return f"below the lowest possible score, {low:g}"
    if given(high) and score > high:
        return f"above the highest possible score, {high:g}"
    return ""


def selection(find: Finder) -> Iterator[Fault]:
    """Who was chosen for a low score rises a little without any help; to tell needs figures."""
    for row, outcome in find.rows("outcomes"):
        if not given(outcome["selected_below"]):
            continue
        wanted: tuple[OutcomesColumn, ...] = ("cohort_mean", "cohort_sd", "reliability")
        missing = [find.label("outcomes", c) for c in wanted if not given(outcome[c])]
        if missing:
            several = len(missing) > 1
            listed = f"{', '.join(missing[:-1])} and {missing[-1]}" if several else missing[0]
            yield find.fault(
                "outcome.selected",
                "outcomes",
                row,
                "selected_below",
                "Pupils chosen for low scores score higher next time even without help, and how "
                f"much cannot be worked out without {listed}: fill {'them' if several else 'it'} "
                "in if you can, or the report can only warn.",
            )


def implementation(find: Finder) -> Iterator[Fault]:
    """More sessions than planned is possible, and worth a second look."""
    for row, action in find.rows("implementation"):
        planned, held = action["sessions_planned"], action["sessions_held"]
        if given(planned, held) and held > planned:
            yield find.fault(
                "implementation.more-held",
                "implementation",
                row,
                "sessions_held",
                f"More sessions were held ({held:g}) than planned ({planned:g}); it is read so.",
            )


def support(find: Finder) -> Iterator[Fault]:
    """An offer that nobody can take up, because it does not say whom to ask."""
    for row, one in find.rows("support"):
        if one["kind"] == SupportKind.OFFER and not given(one["contact"]):
            yield find.fault(
                "support.no-contact",
                "support",
                row,
                "contact",
                f"The offer {quote(one['support_id'])} names nobody to ask; a person's ID there "
                "makes it easier to take up.",
            )


RULES = (outcomes, scales, selection, implementation, support)
