"""Outcomes put together with their pupils: one result each, none left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from spp_research import stats
from spp_research.errors import EvidenceError
from spp_research.once import once
from spp_research.schema.vocabulary import Design, Group, Time
from spp_research.telling import A_BASE, takes

from ..evidence import EvidenceBase
from ..lots.as_drawn import Lot
from .checks import (
    baseline_gap,
    ends,
    in_a_band,
    losses,
    regression,
    smallest_shown,
    start_balance,
)
from .declared import Measure, Outcome, outcomes
from .lasting import dose, later
from .measures import columns_fault, measured, prepared, without_class
from .oddities import oddities
from .plans import plans_of
from .possibilities import room
from .records import Flow, Result, Summary
from .several_ways import robust
from .subgroups import subgroup

if TYPE_CHECKING:
    from spp_research.schema import tables


@takes(A_BASE, "outcomes")
def results(base: EvidenceBase) -> tuple[Result, ...]:
    """A result for every declared outcome; where no pupil was measured, one that says so.

    From two secondary outcomes with an interval on, each also carries the wider interval that
    holds for all of them together (Bonferroni; docs/statistics.md). So do two main outcomes or
    more, and what is only settled without it is not called better.
    """
    return results_of(tuple(_as_planned(base)), base.pupils, base.drawn)


def _as_planned(base: EvidenceBase) -> Iterator[Outcome]:
    """Each outcome as declared, judged by the plan that was fixed for it before the results.

    Whoever lowers what is worthwhile once the results are in would decide the verdict; what was
    done otherwise is listed in the reflection.
    """
    least = {plan.outcome_id: plan.least for plan in plans_of(base)}
    for outcome in outcomes(base):
        planned = least.get(outcome.outcome_id)
        yield outcome if planned is None else replace(outcome, smallest_worthwhile=planned)


@once
def results_of(
    declared: tuple[Outcome, ...], pupils_of_all: tables.PupilOutcomes, drawn: Mapping[str, Lot]
) -> tuple[Result, ...]:
    """`results` for outcomes that are at hand with their pupils, in the order of the outcomes.

    Parameters
    ----------
    declared, pupils_of_all : the outcomes, and the pupils of all of them.
    drawn : by outcome, the draw that its groups come from.
    """
    found = []
    mains = sum(outcome.primary for outcome in declared)
    for outcome in declared:
        pupils = pupils_of_all[pupils_of_all["outcome_id"] == outcome.outcome_id]
        lot = drawn.get(outcome.outcome_id)
        found.append((result(outcome, pupils, lot, several=mains > 1), pupils))
    for kind in (_is_secondary, _is_main):
        m = sum(1 for r, _ in found if kind(r))
        if m > 1:
            level = stats.simultaneous_confidence(m)
            found = [(_at_once(r, pupils, level) if kind(r) else r, pupils) for r, pupils in found]
    return tuple(r for r, _ in found)


def result(
    outcome: Outcome, pupils: tables.PupilOutcomes, lot: Lot | None = None, *, several: bool = False
) -> Result:
    """Work out one outcome from its pupils by the measure that its design allows.

    Parameters
    ----------
    outcome : as declared.
    pupils : columns pupil_id, group, class_name, baseline, follow_up and, where one is to be
        looked at, subgroup; one row a pupil. Where they were written down, sessions_received and
        later_follow_up. Each pupil is in the group that was drawn.
    lot : the draw that the groups come from.
    several : whether it is one of several main outcomes.

    Returns
    -------
    Result
        Design A: adjusted for the baseline, by pupil where the project varied within classes,
        by class where whole classes took part. B: the mean change of matched pupils. C: the
        difference between the two waves' means. D: no estimate, with the reason. Shares of
        pupils, for a yes-or-no measure, likewise (see `measures`).
    """
    if lacking := columns_fault(pupils):
        raise EvidenceError(f"{lacking[:1].upper()}{lacking[1:]}.")
    pupils = prepared(outcome, pupils)
    arms = [
        (name, rows)
        for name in (Group.PROJECT, Group.COMPARISON)
        if len(rows := pupils[pupils["group"] == name])
    ]
    flow = tuple(_flow(name, rows) for name, rows in arms)
    found = measured(outcome, pupils)
    gap = baseline_gap(outcome, pupils)
    made = Result(
        outcome=outcome,
        estimate=found.estimate,
        standardised=found.standardised,
        flow=flow,
        classes=(
            _classes(outcome, pupils, Group.PROJECT),
            _classes(outcome, pupils, Group.COMPARISON),
        ),
        summaries=tuple(
            summary
            for name, rows in arms
            for summary in _summaries(outcome, name, _matched(outcome, rows))
        ),
        adjusted=found.adjusted,
        given_away=found.given_away,
        baseline_gap=gap,
        smallest_shown=smallest_shown(outcome, found),
        ends=ends(outcome, pupils),
        regression=regression(outcome, pupils, gap),
        losses=losses(outcome, pupils, flow, found),
        subgroup=subgroup(outcome, pupils),
        room=room(outcome, pupils, flow, several=several and outcome.primary),
        without_class=without_class(pupils) if outcome.design in (Design.A, Design.B) else 0.0,
        beyond=found.beyond,
        robust=robust(outcome, pupils, found),
        odd=oddities(outcome, pupils) if found.estimate.ok else (),
        dose=dose(outcome, pupils),
        later=later(outcome, pupils, flow),
        lot=lot,
    )
    if not made.by_lot:
        return made
    return replace(
        made, losses=in_a_band(made.losses), start_balance=start_balance(outcome, pupils)
    )


def _is_secondary(found: Result) -> bool:
    return not found.outcome.primary and found.estimate.has_interval


def _is_main(found: Result) -> bool:
    return found.outcome.primary and found.estimate.has_interval


def _at_once(found: Result, pupils: tables.PupilOutcomes, confidence: float) -> Result:
    """The result with the wider interval, and of a main outcome whether it still holds then."""
    again = measured(found.outcome, prepared(found.outcome, pupils), confidence=confidence)
    held = replace(found, simultaneous=again.estimate)
    if not found.outcome.primary:
        return held
    wide = replace(found, estimate=again.estimate, beyond=again.beyond)
    return replace(held, unsettled=found.verdict != "unclear" and wide.verdict == "unclear")


def _flow(name: Group, rows: tables.PupilOutcomes) -> Flow:
    before, after = rows["baseline"].notna(), rows["follow_up"].notna()
    return Flow(name, len(rows), int(before.sum()), int(after.sum()), int((before & after).sum()))


def _matched(outcome: Outcome, rows: tables.PupilOutcomes) -> tables.PupilOutcomes:
    """The pupils who were measured both times, where the estimate rests on them alone."""
    if outcome.design not in (Design.A, Design.B):
        return rows
    return rows.dropna(subset=["baseline", "follow_up"])


def _classes(outcome: Outcome, pupils: tables.PupilOutcomes, group: Group) -> int:
    return int(_matched(outcome, pupils[pupils["group"] == group])["class_name"].nunique())


def _summaries(outcome: Outcome, name: Group, rows: tables.PupilOutcomes) -> list[Summary]:
    made = []
    shares = outcome.measure is Measure.YES_NO
    columns: dict[Time, tables.PupilOutcomesColumn]
    columns = {Time.BEFORE: "baseline", Time.AFTER: "follow_up"}
    for time, column in columns.items():
        values = rows[column].dropna().astype(float)
        if not len(values):
            continue
        yes = int((values == 1).sum()) if shares else None
        shown = 100 * values if shares else values
        quartiles = shown.quantile([0.25, 0.5, 0.75])
        low, middle, high = map(float, quartiles)
        made.append(Summary(name, time, len(values), float(shown.mean()), low, middle, high, yes))
    return made
