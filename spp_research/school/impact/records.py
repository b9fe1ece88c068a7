"""What is found out about an outcome."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from spp_research.protect.disclosure.possibilities import MANY, OPEN, Room
from spp_research.schema.vocabulary import (
    Chosen,
    Design,
    Group,
    Time,
)
from spp_research.stats.estimate import Estimate
from spp_research.telling import as_displayed, as_facts, as_pieces, briefly, by_name, in_short

from ..lots.as_drawn import Lot
from .declared import Measure, Outcome, comes_back
from .doubts import SAME_CLASS, Doubt, doubts_of, verdict_of

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.display.charts import Chart
    from spp_research.stats.allocation import Balance
    from spp_research.stats.ways import Robustness
    from spp_research.words.statements import Statement


class Start(StrEnum):
    """How two groups compare at the start; words about them follow it and nothing else."""

    ALIKE = "started alike"
    NEARLY = "started nearly alike"
    APART = "did not start alike"
    UNKNOWN = "not known"


ALIKE_BELOW = 0.05  # SDs at the start, up to where groups are said to have started alike
NOT_ALIKE_ABOVE = 0.25  # from where adjusting for the start cannot be trusted (docs/statistics.md)
MANY_LOST, UNEVEN_LOSSES = 0.20, 0.10  # shares of pupils (docs/statistics.md)


@dataclass(frozen=True)
class Flow:
    """How many pupils of one group there are at each step.

    `listed` were in the group, `baseline` and `follow_up` were measured then, and `matched` were
    measured both times.
    """

    group: Group
    listed: int
    baseline: int
    follow_up: int
    matched: int


@dataclass(frozen=True)
class Summary:
    """A group's results at one time, never a pupil's own.

    `yes` is the number of pupils with a 1, for a yes-or-no measure only.
    """

    group: Group
    time: Time
    n: int
    mean: float
    lower_quartile: float
    median: float
    upper_quartile: float
    yes: int | None = None


@dataclass(frozen=True)
class End:
    """At one time, at least 15% of a group were at one end of the scale.

    Parameters
    ----------
    time : "Before" or "After".
    group : "Project" or "Comparison".
    end : "highest", "lowest", or "outside" where a result lies beyond the scale as declared.
    at, n : pupils there, of how many that the estimate rests on.
    """

    time: Time
    group: Group
    end: str
    at: int
    n: int


@dataclass(frozen=True)
class Regression:
    """What was to be expected of pupils who were chosen for a low start, or began low.

    Parameters
    ----------
    declared : whether a cut-off was written down; else the start lay more than half an SD below
        the cohort's mean.
    expected : change without any teaching, in the unit; None without the cohort's mean and SD,
        the cut-off and the measure's reliability.
    observed : mean change of the project's pupils.
    chosen_alike : whether every comparison pupil started below the same cut-off, or the groups
        started alike where there is none; None where there is no comparison group.
    selection : what choosing these out of so many brings by itself (`stats.selection_effect`);
        None where that cannot be reckoned or `expected` is known.
    """

    declared: bool
    expected: Estimate | None
    observed: float
    chosen_alike: bool | None
    selection: Estimate | None = None


@dataclass(frozen=True)
class Losses:
    """Pupils who were listed but not measured both times, and what they might have changed.

    Parameters
    ----------
    groups : for each group its name, pupils listed and pupils lost.
    compared : difference of the shares lost in two groups; None with one.
    leavers_start : how far from the others those began who were only measured before, in the
        unit; None where that cannot be said.
    leavers : how many they are.
    assumed : the group whose lost pupils the sensitivity is about.
    scenarios : the estimate again had they done worse by 0, .25 and .5 SD (in a comparison
        group: better).
    tipping : by how much worse, in the unit, for the interval to first include no difference; 0
        where it does already, None where nobody was lost.
    band : of groups drawn by lot, how far the losses may have bent the comparison ("low",
        "between" or "high", `stats.attrition_band`); else empty.
    """

    groups: tuple[tuple[Group, int, int], ...]
    compared: Estimate | None
    leavers_start: Estimate | None
    leavers: int
    assumed: Group
    scenarios: tuple[tuple[float, Estimate], ...]
    tipping: float | None
    band: str = ""

    __repr__ = briefly
    _repr_html_ = as_facts

    @property
    def lost(self) -> int:
        """Pupils lost in all."""
        return sum(lost for _, _, lost in self.groups)

    @property
    def heavy(self) -> bool:
        """Whether more than a fifth were lost in all, or a tenth more of one group.

        Of groups drawn by lot, whether the losses are in the highest band.
        """
        if self.band:
            return self.band == "high"
        parts = [lost / listed for _, listed, lost in self.groups if listed]
        everyone = sum(listed for _, listed, _ in self.groups)
        return self.lost > MANY_LOST * everyone or max(parts) - min(parts) > UNEVEN_LOSSES


@dataclass(frozen=True)
class Subgroup:
    """How much more, or less, the estimate is for one subgroup than for the other pupils.

    `sizes` are the pupils in every part that the difference rests on.
    """

    name: str
    others: str
    sizes: tuple[int, ...]
    difference: Estimate

    __repr__ = briefly
    _repr_html_ = as_facts


@dataclass(frozen=True)
class Later:
    """The same estimate once more, from a measurement months after the follow-up.

    Parameters
    ----------
    estimate : at the later time: of design A the adjusted difference then, of B the change since
        the start. It is set beside the first one and never averaged with it.
    sizes : pupils that it rests on, the project first.
    lost : of those behind the first estimate, how many it does not rest on.
    room : how much the figures with this measurement leave open about each pupil.
    """

    estimate: Estimate
    sizes: tuple[int, ...]
    lost: int
    room: Room = OPEN

    __repr__ = briefly
    _repr_html_ = as_facts


@dataclass(frozen=True)
class Result:
    """What is known about one outcome.

    Parameters
    ----------
    outcome : as declared.
    estimate : the difference or change in the measure's own unit, or why there is none.
    standardised : the same in standard deviations, where that helps to compare; else None.
    flow : pupils by group, the project first.
    classes : teaching groups in each arm that the estimate rests on, (project, comparison); (0, 0)
        where not written down.
    summaries : for each group and time, its name, mean, quartiles and number of pupils.
    adjusted : whether the start is allowed for.
    given_away : further numbers of pupils that can be worked out from the estimate.
    baseline_gap : how far apart two groups started, in standard deviations.
    smallest_shown : smallest true difference with an 80% chance of being seen, in the unit.
    ends : where the scale was too short.
    regression, losses, subgroup : None where there is nothing to say.
    simultaneous : the estimate with the wider interval that holds for all secondary outcomes
        together; None for a main outcome or a single one.
    room : how much all the figures that are shown leave open together about each pupil.
    without_class : the share of the pupils compared whose class is not written down.
    dose : how gains go with the sessions that each pupil of the project had; None where no session
        was written down.
    later : the same again months later; None where nobody was measured then. Both are for the
        school only (decision 41).
    lot : the draw that the groups come from, None where there is none.
    start_balance : how alike the groups that were drawn began, None where that cannot be said.
    beyond : the change less the expected one, or why there is none; None where none is declared.
    robust : what several ways of working out a comparison give; None where there is one way.
    odd : what looks wrong in the numbers and was asked about.
    unsettled : whether it is unclear with the range that several main outcomes need, and not
        without.
    """

    outcome: Outcome
    estimate: Estimate
    standardised: Estimate | None
    flow: tuple[Flow, ...]
    classes: tuple[int, int]
    summaries: tuple[Summary, ...]
    adjusted: bool = False
    given_away: tuple[int, ...] = ()
    baseline_gap: Estimate | None = None
    smallest_shown: Estimate | None = None
    ends: tuple[End, ...] = ()
    regression: Regression | None = None
    losses: Losses | None = None
    subgroup: Subgroup | None = None
    simultaneous: Estimate | None = None
    room: Room = OPEN
    without_class: float = 0.0
    dose: Estimate | None = None
    later: Later | None = None
    lot: Lot | None = None
    start_balance: Balance | None = None
    beyond: Estimate | None = None
    robust: Robustness | None = None
    odd: tuple[Doubt, ...] = ()
    unsettled: bool = False

    _repr_mimebundle_ = as_displayed
    _ipython_display_ = as_pieces

    def __str__(self) -> str:
        return f"{self.outcome.name} ({self.outcome.design}): {self.estimate}"

    def __format__(self, code: str) -> str:
        return format(self.estimate, code) if code else str(self)

    def sentence(self) -> str:
        """What may be said of it, in running words, by the rules of whom the notebook is for."""
        said: str = by_name("display.own:sentence")(self)
        return said

    def to_frame(self) -> pd.DataFrame:
        """Its estimate as a table of one row (`stats.Estimate.to_frame`), for one's own screen."""
        design = str(self.outcome.design)
        made = self.estimate.to_frame(self.outcome.name, design)
        return made.assign(unit=self.outcome.shown_unit)

    def plot(self) -> Chart | Statement:
        """Its picture: the groups before and after, and the difference with its interval."""
        return by_name("display.own:plot_of")(self)

    def __repr__(self) -> str:
        return in_short(
            f"Result of {self.outcome.outcome_id}, {self.outcome.name}",
            design=self.outcome.design,
            status=self.estimate.status,
            show_it="as the last line of a cell, or with impact_reflection",
        )

    @property
    def people(self) -> tuple[int, ...]:
        """The sizes of the groups that the estimate rests on.

        Matched pupils for designs A and B; for C each wave, the earlier first; else whoever was
        measured afterwards. A group of nobody is not among them.
        """
        if self.outcome.design == Design.C:
            sizes = [n for f in self.flow for n in (f.baseline, f.follow_up)]
        elif self.outcome.design in (Design.A, Design.B):
            sizes = [f.matched for f in self.flow]
        else:
            sizes = [f.follow_up for f in self.flow]
        return tuple(n for n in sizes if n)

    @property
    def small(self) -> bool:
        """Whether a group is so small that nothing is shown of it in standard deviations.

        With the spread as well, too few sets of results would come to the figures.
        """
        return self.outcome.measure is not Measure.YES_NO and any(n <= MANY for n in self.people)

    @property
    def one_class(self) -> tuple[str, ...]:
        """The groups that are a single class where whole classes took part; else none."""
        if SAME_CLASS not in self.estimate.warnings:
            return ()
        arms = zip((Group.PROJECT, Group.COMPARISON), self.classes, strict=True)
        return tuple(group for group, classes in arms if classes < 2)

    @property
    def chosen(self) -> Chosen | None:
        """What the same pupils were chosen for, which brings part of a change by itself."""
        found = self.regression
        if self.outcome.design != Design.B or found is None or not found.declared:
            return None
        return self.outcome.chosen

    @property
    def chosen_low(self) -> bool:
        """Whether part of a rise is to be expected, since pupils were chosen for a low start."""
        return self.chosen == Chosen.LOW

    @property
    def without_teaching(self) -> Estimate | None:
        """The change that pupils chosen below a cut-off make anyway; None where not known."""
        return self.regression.expected if self.chosen_low and self.regression else None

    @property
    def by_choice(self) -> Estimate | None:
        """The change that choosing so many of so many brings by itself; None where not known."""
        return self.regression.selection if self.chosen and self.regression else None

    @property
    def comes_back(self) -> int:
        """The way in which chosen pupils come back by themselves: 1 up, -1 down."""
        return comes_back(self.outcome)

    @property
    def beyond_choice(self) -> str:
        """How a change stands to what choosing brings: "more than", "no more than", "partly..."."""
        from spp_research.stats.selection import beyond_selection

        found = self.by_choice
        return beyond_selection(self.judged, found) if found is not None else ""

    @property
    def against_expected(self) -> bool:
        """Whether the change is held against a declared one."""
        return self.beyond is not None and self.beyond.ok

    @property
    def judged(self) -> Estimate:
        """The estimate less what was to be expected anyway, as far as that is known."""
        held = self.beyond if self.beyond is not None and self.beyond.ok else self.estimate
        found = self.without_teaching
        if found is None or found.value is None or not held.ok:
            return held
        value, low, high = (
            None if end is None else end - found.value for end in (held.value, held.low, held.high)
        )
        return replace(held, value=value, low=low, high=high)

    @property
    def by_lot(self) -> bool:
        """Whether the groups were drawn by lot, by a draw that comes out again and came in time.

        What only the school's own column says does not count: nobody could check it.
        """
        lot, design = self.lot, self.outcome.design
        return lot is not None and lot.holds and not lot.late and design == Design.A

    @property
    def start(self) -> Start:
        """How the two groups compare at the start, as far as that was measured."""
        return start_of(self.baseline_gap)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What stands against calling it better, the first to be said first."""
        return doubts_of(self)

    @property
    def verdict(self) -> str:
        """better, no worthwhile change, worse, unclear or not enough data (`verdict_of`)."""
        return verdict_of(self)


def start_of(gap: Estimate | None) -> Start:
    """How two groups compare, from the difference of their starts in standard deviations."""
    if gap is None or not gap.ok or gap.value is None:
        return Start.UNKNOWN
    if abs(gap.value) > NOT_ALIKE_ABOVE:
        return Start.APART
    return Start.ALIKE if abs(gap.value) < ALIKE_BELOW else Start.NEARLY


def standing(result: Result) -> str:
    """What the design lets the result be called: a difference, a change or a report."""
    if not result.estimate.ok:
        return "not estimated"
    return {Design.A: "difference", Design.B: "change", Design.C: "change"}.get(
        result.outcome.design, "report"
    )
