"""What a school counts every week or month: its line, what changed, and who may see it.

A series of many pupils is set against its own middle (`stats.run_chart`). One of fewer than six, or
one that is followed as a single case, is set out in two phases instead (`stats.single_case`): for
so few a measure before and one after says next to nothing, and thirty days say something.

Who sees it (decision 41). A series of few pupils, and one that does not say how many it is about,
is the school's alone. Others see the figures only where no figure gives a small number away, and
where the pupils are too many for the figures to be solved for; else the finding and no figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING, Any

from spp_research import stats
from spp_research.once import once
from spp_research.partnership.lead_workbook import day, missing, text
from spp_research.protect.disclosure import Audience, Rules
from spp_research.protect.disclosure.possibilities import MANY
from spp_research.schema.vocabulary import SeriesKind
from spp_research.stats.run_charts import FREEZE_LEAST
from spp_research.telling import as_facts, briefly, by_name

from .evidence import EvidenceBase, series_of_few
from .impact import Result
from .impact.audience import hidden

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.display.charts import Chart
    from spp_research.schema import tables
    from spp_research.stats.estimate import Estimate
    from spp_research.stats.run_charts import RunChart
    from spp_research.stats.single_cases import StartPoints
    from spp_research.words.statements import Statement

YEAR, NEAR = timedelta(weeks=52), timedelta(days=3)
FEWEST_PAIRS = 6  # weeks beside the same weeks a year before, to be worth a sentence
TERMS = timedelta(weeks=10)  # a series of longer than this runs over more than one term, or part


class Seen(StrEnum):
    """How much of a series an audience may see."""

    FIGURES = "its figures"
    FINDING = "what it says, and no figure"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Point:
    """One figure as it was written down; `value` is None where none was taken that day."""

    day: date
    value: float | None
    out_of: float | None = None

    __repr__ = briefly
    _repr_html_ = as_facts


@dataclass(frozen=True)
class SameWeeks:
    """Figures since a change beside those of the same weeks a year before.

    Parameters
    ----------
    pairs : how many weeks have both.
    higher, lower : in how many of them the later figure is the higher, or the lower.
    gap : the middle of the differences, later less earlier.
    """

    pairs: int
    higher: int
    lower: int
    gap: float


@dataclass(frozen=True)
class Series:
    """One thing that is counted again and again.

    Parameters
    ----------
    series_id, action_id, outcome_id, counted, unit, kind, higher_is_better : as declared; an ID is
        empty where it belongs to none.
    pupils : how many it is about; None where that is not written down.
    few : whether it is about fewer than six pupils, or is followed as a single case.
    began_on : the first day of the change; None where there was none.
    starts : the first and last day from which that day was drawn by lot; None where it was not.
    points : in the order of time.
    other_pupils : figures that are left out, since they are not of the same few pupils.
    """

    series_id: str
    action_id: str
    outcome_id: str
    counted: str
    unit: str
    kind: SeriesKind
    higher_is_better: bool
    pupils: int | None
    few: bool
    began_on: date | None
    starts: tuple[date, date] | None
    points: tuple[Point, ...]
    other_pupils: int = 0

    __repr__ = briefly
    _repr_html_ = as_facts

    def sentence(self) -> str:
        """What the figures say, by the rules of those for whom the school was opened."""
        said: str = by_name("display.own_series:sentence")(self)
        return said

    def to_frame(self) -> pd.DataFrame:
        """A table of a row a figure: its day, the figure, and whether it is since the change."""
        import pandas as pd

        since = [self.began_on is not None and day >= self.began_on for day in self.days]
        return pd.DataFrame({"day": self.days, "figure": self.figures, "since_the_change": since})

    def plot(self) -> Chart | Statement:
        """The figures in the order of time; the sentence where none may be seen."""
        return by_name("display.own_series:plot_of")(self)

    @property
    def days(self) -> tuple[date, ...]:
        """The day of each figure, and of each gap."""
        return tuple(point.day for point in self.points)

    @property
    def before(self) -> int:
        """How many figures and gaps are from before the change; all where there was none."""
        if self.began_on is None:
            return len(self.points)
        return sum(point.day < self.began_on for point in self.points)

    @property
    def frozen(self) -> int | None:
        """From how many first figures the line is drawn; None where from all of them."""
        if self.began_on is None or self.before == len(self.points):
            return None
        known = sum(point.value is not None for point in self.points[: self.before])
        return self.before if known >= FREEZE_LEAST else None

    @cached_property
    def chart(self) -> RunChart:
        """The series against its own middle."""
        of_something = self.kind in (SeriesKind.PERCENT, SeriesKind.RATE)
        below = [None if point.value is None else point.out_of for point in self.points]
        given = of_something and any(number is not None for number in below)
        return stats.run_chart(
            [point.value for point in self.points],
            kind=self.kind.lower(),
            denominators=below if given else None,
            freeze=self.frozen,
        )

    @property
    def figures(self) -> tuple[float | None, ...]:
        """What is drawn: percentages and rates worked out, None where the line has a gap."""
        return self.chart.points

    @property
    def has_phases(self) -> bool:
        """Whether there is a time before the change and one since."""
        return 0 < self.before < len(self.points)

    @cached_property
    def phases(self) -> Estimate | None:
        """How the figures since the change compare with those before; None without two phases."""
        if not (self.few and self.has_phases):
            return None
        return stats.single_case(
            self.figures[: self.before],
            self.figures[self.before :],
            higher_is_better=self.higher_is_better,
        )

    @cached_property
    def possible_starts(self) -> StartPoints | None:
        """How many of the days that were in the draw would have shown as much; None if none was."""
        if not (self.few and self.has_phases and self.starts):
            return None
        # A change that begins on a day begins with the first figure from that day on.
        first, last = (1 + sum(when < end for when in self.days) for end in self.starts)
        return stats.start_point_count(
            self.figures,
            self.before + 1,
            range(first, last + 1),
            randomised=True,
            higher_is_better=self.higher_is_better,
        )

    @property
    def spans_terms(self) -> bool:
        """Whether it is so long that the time of the year may make a difference."""
        return len(self.points) > 1 and self.days[-1] - self.days[0] > TERMS

    @cached_property
    def same_weeks(self) -> SameWeeks | None:
        """Figures beside those of the same weeks a year before; None where there are few.

        Since the change, where its day is known, beside figures from before it; else those of the
        last year beside the year before. There is no range: weeks of one class are no separate
        tries.
        """
        figures = {
            when: figure
            for when, figure in zip(self.days, self.figures, strict=True)
            if figure is not None
        }
        gaps = []
        for when, figure in figures.items():
            if self.began_on is not None and when < self.began_on:
                continue
            near = [
                other
                for other in figures
                if abs(when - YEAR - other) <= NEAR
                and (self.began_on is None or other < self.began_on)
            ]
            if near:
                gaps.append(figure - figures[min(near, key=lambda d: abs(when - YEAR - d))])
        if len(gaps) < FEWEST_PAIRS:
            return None
        return SameWeeks(
            len(gaps), sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps), median(gaps)
        )


def series(base: EvidenceBase) -> tuple[Series, ...]:
    """Every series with a figure, as the school wrote them."""
    return _series(base.series, base.series_points, base.outcomes, series_of_few(base))


def held_back(base: EvidenceBase, rules: Rules) -> int:
    """How many series an audience is not shown at all."""
    return 0 if rules.audience is Audience.SCHOOL else len(series_of_few(base, rules))


@once
def _series(
    declared: tables.Series,
    points: tables.SeriesPoints,
    outcomes: tables.Outcomes,
    few: tuple[str, ...],
) -> tuple[Series, ...]:
    made = []
    for row in declared.itertuples(index=False):
        own = points[points["series_id"] == row.series_id].sort_values("day")
        number = _number(row.pupils)
        outcome = text(row.outcome_id)
        found = Series(
            series_id=row.series_id,
            action_id=text(row.action_id) or _action_of(outcome, outcomes),
            outcome_id=outcome,
            counted=row.counted,
            unit=row.unit,
            kind=SeriesKind(row.kind),
            higher_is_better=row.higher_is_better == "Yes",
            pupils=None if number is None else int(number),
            few=row.series_id in few,
            began_on=day(row.began_on),
            starts=_starts(row),
            points=tuple(
                Point(when.date(), _number(value), _number(below))
                for when, value, below in zip(own["day"], own["value"], own["out_of"], strict=True)
            ),
        )
        if any(point.value is not None for point in found.points):
            made.append(_of_the_same(found))
    return tuple(made)


def _action_of(outcome: str, outcomes: tables.Outcomes) -> str:
    rows = outcomes.loc[outcomes["outcome_id"] == outcome, "action_id"]
    return text(rows.iloc[0]) if len(rows) else ""


def _starts(row) -> tuple[date, date] | None:
    first, last = day(row.first_start), day(row.last_start)
    if text(row.start_by_lot) != "Yes" or first is None or last is None:
        return None
    return first, last


def _of_the_same(found: Series) -> Series:
    """A mean of a few pupils only where all of them were measured: else the line has a gap."""
    if not (found.few and found.kind is SeriesKind.VALUE and found.pupils):
        return found
    points = [
        replace(point, value=None)
        if point.out_of is not None and point.out_of != found.pupils
        else point
        for point in found.points
    ]
    lost = sum(
        old.value is not None and new.value is None
        for old, new in zip(found.points, points, strict=True)
    )
    return replace(found, points=tuple(points), other_pupils=lost)


def _number(cell: Any) -> float | None:
    return None if missing(cell) else float(cell)


def seen(found: Series, rules: Rules, few_behind: Sequence[str] = ()) -> Seen:
    """How much of a series an audience may see.

    Parameters
    ----------
    rules : of the audience.
    few_behind : IDs of outcomes of which a group is so small that figures about it can be solved
        for, or whose result is hidden. A series of the same pupils would add to those figures.
    """
    if rules.audience is Audience.SCHOOL:
        return Seen.FIGURES
    if found.few or found.pupils is None or found.pupils < rules.fewest_pupils:
        return Seen.NOTHING
    if (
        found.pupils <= MANY
        or found.kind is SeriesKind.VALUE  # a mean at the end of a scale is everybody's own
        or found.outcome_id in few_behind
        or any(_gives_away(point, found, rules) for point in found.points)
    ):
        return Seen.FINDING
    return Seen.FIGURES


def _gives_away(point: Point, found: Series, rules: Rules) -> bool:
    """Whether a figure tells of a few, or of everybody."""
    if point.value is None:
        return False
    if found.kind is SeriesKind.PERCENT:
        everyone = found.pupils or 0
        some = point.value * everyone / 100
        if point.out_of is not None:
            everyone, some = int(point.out_of), point.value
        # What nobody or everybody did is what each of them did.
        return min(round(some), round(everyone - some)) < rules.fewest_pupils
    people = [point.value]
    if point.out_of is not None:
        people.append(point.out_of)
    return any(rules.hides(round(number)) for number in people)


def few_behind(results: Sequence[Result], rules: Rules) -> tuple[str, ...]:
    """Outcomes that are hidden, or of which a group is small enough to solve figures for."""
    return tuple(
        result.outcome.outcome_id
        for result in results
        if hidden(result, rules) or any(n <= MANY for n in result.people)
    )
