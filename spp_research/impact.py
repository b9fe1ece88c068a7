"""What came of an action: for each outcome the measure its design allows, and its claim.

Pupils go in, estimates come out. The claim is capped by the design (STATISTICS, house rule 4):
A compares with similar pupils and may speak of a difference; B and C saw a change; D reports
what was found afterwards or told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from spp_research import stats
from spp_research.evidence import EvidenceBase
from spp_research.partnership import day, text

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.stats.estimate import Estimate

SAME_CLASS = (
    "each group is one class, so the project and the class or its teacher cannot be told apart"
)


@dataclass(frozen=True)
class Flow:
    """How many pupils of one group there are at each step.

    `listed` were in the group, `baseline` and `follow_up` were measured then, and `matched` were
    measured both times.
    """

    group: str
    listed: int
    baseline: int
    follow_up: int
    matched: int


@dataclass(frozen=True)
class Outcome:
    """What an action was meant to change, as declared in the workbook.

    `smallest_worthwhile` is in the measure's own unit, None where it was not decided.
    """

    outcome_id: str
    action_id: str
    name: str
    who: str
    unit: str
    design: str
    primary: bool
    higher_is_better: bool
    smallest_worthwhile: float | None
    baseline_date: date | None
    follow_up_date: date | None
    selection: str


@dataclass(frozen=True)
class Result:
    """What is known about one outcome.

    Parameters
    ----------
    outcome : as declared.
    estimate : the difference or change in the measure's own unit, or why there is none.
    standardised : the same in standard deviations, where that helps to compare; else None.
    flow : pupils by group, the project first.
    classes : teaching groups in each arm, (project, comparison); (0, 0) where not written down.
    summaries : for each group and time, its name, mean, quartiles and number of pupils.
    """

    outcome: Outcome
    estimate: Estimate
    standardised: Estimate | None
    flow: tuple[Flow, ...]
    classes: tuple[int, int]
    summaries: tuple[Summary, ...]

    @property
    def people(self) -> tuple[int, ...]:
        """The sizes of the groups that the estimate rests on."""
        sizes = tuple(f.matched for f in self.flow if f.matched)
        return sizes or tuple(f.follow_up for f in self.flow)

    @property
    def verdict(self) -> str:
        """better, no worthwhile change, worse, unclear or not enough data."""
        return stats.verdict(
            self.estimate, self.outcome.smallest_worthwhile or 0.0, self.outcome.higher_is_better
        )


@dataclass(frozen=True)
class Summary:
    """A group's results at one time: its mean and quartiles, never a pupil's own."""

    group: str
    time: str
    n: int
    mean: float
    lower_quartile: float
    median: float
    upper_quartile: float


def outcomes(base: EvidenceBase) -> tuple[Outcome, ...]:
    """The declared outcomes, the main one of each action first, else as the school wrote them."""
    import pandas as pd

    declared = [
        Outcome(
            outcome_id=row.outcome_id,
            action_id=row.action_id,
            name=row.outcome,
            who=row.group,
            unit=row.unit,
            design=row.design,
            primary=text(row.primary) == "Yes",
            higher_is_better=row.higher_is_better == "Yes",
            smallest_worthwhile=(
                None if pd.isna(row.smallest_worthwhile) else float(row.smallest_worthwhile)
            ),
            baseline_date=day(row.baseline_date),
            follow_up_date=day(row.follow_up_date),
            selection=text(row.selection),
        )
        for row in base.outcomes.itertuples(index=False)
    ]
    return tuple(sorted(declared, key=lambda outcome: not outcome.primary))


def results(base: EvidenceBase) -> tuple[Result, ...]:
    """A result for every declared outcome; where no pupil was measured, one that says so."""
    return tuple(
        result(outcome, base.pupils[base.pupils["outcome_id"] == outcome.outcome_id])
        for outcome in outcomes(base)
    )


def result(outcome: Outcome, pupils: pd.DataFrame) -> Result:
    """Work out one outcome from its pupils by the measure that its design allows.

    Parameters
    ----------
    outcome : as declared.
    pupils : columns pupil_id, group, class_name, baseline, follow_up; one row a pupil.

    Returns
    -------
    Result
        Design A: adjusted for the baseline, by pupil where the project varied within classes,
        by class where whole classes took part. B: the mean change of matched pupils. C: the
        difference between the two waves' means. D: no estimate, with the reason.
    """
    project = pupils[pupils["group"] == "Project"]
    comparison = pupils[pupils["group"] == "Comparison"]
    flow = tuple(_flow(name, rows) for name, rows in _arms(project, comparison))
    summaries = tuple(
        summary
        for name, rows in _arms(project, comparison)
        for summary in _summaries(name, _matched(rows) if outcome.design in "AB" else rows)
    )
    standardised = None
    if outcome.design == "A":
        estimate, standardised = _compared(pupils)
    elif outcome.design == "B":
        estimate = stats.mean_change(project["baseline"], project["follow_up"])
        standardised = stats.standardised_change(project["baseline"], project["follow_up"])
    elif outcome.design == "C":
        estimate = stats.mean_difference(
            project["follow_up"].dropna(), project["baseline"].dropna()
        )
    else:
        estimate = _reported(len(project["follow_up"].dropna()))
    return Result(
        outcome,
        replace(estimate, unit=outcome.unit) if estimate.ok else estimate,
        standardised,
        flow,
        _classes(project, comparison),
        summaries,
    )


def standing(result: Result) -> str:
    """What the design lets the result be called: a difference, a change or a report."""
    if not result.estimate.ok:
        return "not estimated"
    return {"A": "difference", "B": "change", "C": "change"}.get(result.outcome.design, "report")


def _compared(pupils: pd.DataFrame) -> tuple[Estimate, Estimate]:
    """Design A: in the measure's unit, and in standard deviations."""
    treated = (pupils["group"] == "Project").astype(int)
    effect = stats.adjusted_effect(pupils["baseline"], pupils["follow_up"], treated)
    if _whole_classes(pupils):
        effect = _by_class(pupils, treated, effect)
    if not effect.ok:
        return effect, effect
    inner = effect.details
    low = inner.get("adjusted_low", inner.get("difference_low"))
    high = inner.get("adjusted_high", inner.get("difference_high"))
    natural = replace(
        effect, value=inner["adjusted_difference"], low=low, high=high, se=inner.get("adjusted_se")
    )
    return natural, effect


def _by_class(pupils: pd.DataFrame, treated: pd.Series, effect: Estimate) -> Estimate:
    """The estimate where whole classes took part (STATISTICS 2.5).

    One class an arm: the pupils' own estimate with the caution that it cannot be told from the
    class. From two an arm on, the model with classes in it.
    """
    arms = pupils.groupby("group")["class_name"].nunique()
    if arms.min() < 2:
        return replace(effect, warnings=(*effect.warnings, SAME_CLASS))
    return stats.clustered_effect(
        pupils["follow_up"], treated, pupils["class_name"], before=pupils["baseline"]
    )


def _whole_classes(pupils: pd.DataFrame) -> bool:
    """Whether every class that is named belongs to one group only."""
    named = pupils.dropna(subset=["class_name"])
    if len(named) < len(pupils) or named.empty:
        return False
    return bool((named.groupby("class_name")["group"].nunique() == 1).all())


def _reported(pupils: int) -> Estimate:
    from spp_research.stats.estimate import Estimate

    return Estimate(
        None,
        None,
        None,
        None,
        n=pupils,
        measure="not estimated",
        unit="",
        status="refused",
        reason="it was only looked at afterwards, so there is nothing to compare it with",
    )


def _arms(project: pd.DataFrame, comparison: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    named = [("Project", project), ("Comparison", comparison)]
    return [(name, rows) for name, rows in named if len(rows)]


def _flow(name: str, rows: pd.DataFrame) -> Flow:
    before, after = rows["baseline"].notna(), rows["follow_up"].notna()
    return Flow(name, len(rows), int(before.sum()), int(after.sum()), int((before & after).sum()))


def _matched(rows: pd.DataFrame) -> pd.DataFrame:
    """The pupils who were measured both times, on whom the estimate rests."""
    return rows.dropna(subset=["baseline", "follow_up"])


def _classes(project: pd.DataFrame, comparison: pd.DataFrame) -> tuple[int, int]:
    return int(project["class_name"].nunique()), int(comparison["class_name"].nunique())


def _summaries(name: str, rows: pd.DataFrame) -> list[Summary]:
    made = []
    for time, column in (("Before", "baseline"), ("After", "follow_up")):
        values = rows[column].dropna().astype(float)
        if len(values):
            quartiles = values.quantile([0.25, 0.5, 0.75])
            made.append(
                Summary(name, time, len(values), float(values.mean()), *map(float, quartiles))
            )
    return made
