"""The smallest change that a group of people has a good chance to show: before anything is done.

The chance is 80%, the interval 95% (`stats.power`). What cannot be known beforehand is assumed,
as a constant here, and said beside the numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spp_research import stats
from spp_research.protect.disclosure import nearest_five
from spp_research.protect.disclosure.figures import to_significant
from spp_research.protect.disclosure.possibilities import MANY
from spp_research.schema.vocabulary import GROUPS, Design

from ..evidence import EvidenceBase
from ..impact import Measure, Outcome, outcomes
from ..impact.doubts import MOST_WITHOUT_CLASS
from ..impact.measures import prepared

if TYPE_CHECKING:
    from spp_research.schema import tables
    from spp_research.stats.estimate import Estimate

# Assumed of two measurements of the same pupils, and of classes of one school: the share of what
# is left between pupils, once the start is allowed for, that lies between their classes.
CORRELATION = 0.7
CLOSE = 0.9  # a correlation that a good test can have; said beside the numbers
BETWEEN_CLASSES = 0.05
AGREE_BEFORE = 0.5
TYPICAL = (15, 30, 60)
MOST_SD = 1.5  # a change beyond this is nothing that a school could plan for

SAME, WAIT, ANSWERS = "same", "wait", "answers"
TOO_FEW = "too few to show a change"
TOO_FEW_CLASSES = "too few classes to show a change"
ONE_CLASS = "one class a group: class and change cannot be told apart"
ONCE = "looked at once only: there is no change to show"


@dataclass(frozen=True)
class Cohort:
    """People whom the school could ask or measure, and what they could show.

    Parameters
    ----------
    name : who they are, or the outcome that is named already.
    people : the size of each group, as it is.
    about : the same to the nearest five, which the change is worked out from. The impact reflection
        gives how many were measured both times; the number measured before would say beside it
        how many were lost.
    way : "same" (the same pupils before and after), "wait" (some begin, some wait) or "answers"
        (a survey before and after); empty where there is no change to show.
    in_sd : the smallest change in standard deviations, None where there is none.
    in_unit, unit : the same in the unit of the measure, where its spread is known; for a survey,
        in percentage points.
    reason : why there is none; empty otherwise.
    """

    name: str
    people: tuple[int, ...]
    about: tuple[int, ...]
    way: str
    in_sd: float | None = None
    in_unit: float | None = None
    unit: str = ""
    reason: str = ""


def smallest_change(way: str, *people: int) -> float | None:
    """The smallest change that groups of this size could show, None where they are too few.

    Parameters
    ----------
    way : "same" (one group), "wait" (those who begin, those who wait) or "answers" (one group,
        asked twice without names).
    people : the size of each group.

    Returns
    -------
    In standard deviations of the scores; for "answers" as a share between 0 and 0.5.

    Notes
    -----
    "same": d_z sqrt(2(1 - r)), the paired d in standard deviations of one measurement, with
    r = `CORRELATION` (Morris & DeShon 2002, Psychological Methods 7:105). "wait": adjusted for
    the first measurement, R2 = r2 (`stats.mdes_pupils`). "answers": two independent shares from
    one half upwards, by the arcsine difference h of Cohen (1988): sin(h)/2.
    """
    if way == SAME:
        found = stats.mdes_paired(people[0])
        return _within(found, math.sqrt(2 * (1 - CORRELATION)))
    if way == WAIT:
        if min(people) < 2:
            return None
        share = people[0] / sum(people)
        found = stats.mdes_pupils(sum(people), share, CORRELATION**2, 1)
        return _within(found)
    found = stats.mdes_two_groups(people[0])
    if not found.ok or found.value is None or found.value >= math.pi / 2:
        return None
    return math.sin(found.value) * AGREE_BEFORE


def cohorts(base: EvidenceBase) -> tuple[Cohort, ...]:
    """The groups of people whose number the school has written down.

    Outcomes that are named already with the pupils measured beforehand, surveys with the number
    invited, and the pupils on roll. What rules hide is for the display to hide.
    """
    known = [c for outcome in outcomes(base) if (c := cohort_of(outcome, base.pupils))]
    return (*known, *_invited(base))


def cohort_of(outcome: Outcome, pupils: tables.PupilOutcomes) -> Cohort | None:
    """What the pupils of one outcome could show, as far as they have been measured before."""
    rows = prepared(outcome, pupils[pupils["outcome_id"] == outcome.outcome_id])
    rows = rows.dropna(subset=["baseline"])
    if outcome.design == Design.D:
        return Cohort(outcome.name, (), (), "", reason=ONCE)
    if rows.empty or outcome.measure is Measure.YES_NO:
        return None
    spread = float(rows["baseline"].std())
    if math.isfinite(spread):
        spread = to_significant(spread)  # with more digits it would be the sum of their squares
    if outcome.design == Design.A:
        sizes = tuple(int((rows["group"] == group).sum()) for group in GROUPS)
        about = tuple(nearest_five(n) for n in sizes)
        change, reason = _of_groups(rows, about)
        way = WAIT
    else:
        sizes, reason, way = (len(rows),), "", SAME
        about = (nearest_five(len(rows)),)
        change, reason = _of_the_same(outcome, rows, about[0])
    if change is None:
        return Cohort(outcome.name, sizes, about, way, reason=reason or TOO_FEW)
    # Of few the spread is not shown, and the change in their unit would be it by another name.
    known = math.isfinite(spread) and spread > 0 and min(sizes) > MANY
    in_unit = change * spread if known else None
    return Cohort(outcome.name, sizes, about, way, change, in_unit, outcome.unit)


def _of_the_same(outcome: Outcome, rows: tables.PupilOutcomes, n: int) -> tuple[float | None, str]:
    """What the same pupils could show; where whole classes take part, by the number of classes.

    Counted as the result will be (`impact.changes`): the mean of J classes with t on J - 1. Of a
    change, BETWEEN_CLASSES of the spread is taken to lie between them, as elsewhere.
    """
    names = rows["class_name"].dropna()
    by_class = outcome.design == Design.B and outcome.chosen is None
    if not by_class or names.nunique() < 2 or len(names) < (1 - MOST_WITHOUT_CLASS) * len(rows):
        return smallest_change(SAME, n), ""
    change = of_same_classes(n, names.nunique())
    return change, "" if change is not None else TOO_FEW_CLASSES


def of_same_classes(n: int, classes: int) -> float | None:
    """The smallest change that n pupils in so many whole classes could show, in SDs of scores."""
    found = stats.mdes_paired(classes)  # in SDs of one class's mean change
    each = max(n / classes, 1)
    of_a_class = math.sqrt(BETWEEN_CLASSES + (1 - BETWEEN_CLASSES) / each)
    return _within(found, math.sqrt(2 * (1 - CORRELATION)) * of_a_class)


def _of_groups(rows: tables.PupilOutcomes, sizes: tuple[int, ...]) -> tuple[float | None, str]:
    """What two groups could show; where whole classes begin, by the number of classes.

    As the result will be worked out: the mean of each class is moved along the slope inside of the
    classes, which costs no degree of freedom between them (`stats.clustered_effect`), so that there
    are as many as classes, less two. What sets classes apart at the start is then allowed for, and
    is no part of the spread.
    """
    named = rows["class_name"].astype("str").str.strip().replace("", None)
    classes = rows.assign(class_name=named).dropna(subset=["class_name"])
    groups_of = classes.groupby("class_name")["group"].nunique()
    too_many = len(rows) - len(classes) > MOST_WITHOUT_CLASS * len(rows)
    if too_many or (groups_of > 1).any():
        return smallest_change(WAIT, *sizes), ""
    each = [classes.loc[classes["group"] == g, "class_name"].nunique() for g in GROUPS]
    if min(each) < 2:
        return None, ONE_CLASS
    return of_whole_classes(sizes, each, _share_inside(classes)), ""


def of_whole_classes(
    sizes: Sequence[int], classes: Sequence[int], inside: float = 1.0
) -> float | None:
    """The smallest difference that two groups of whole classes could show, in SDs of scores.

    Parameters
    ----------
    sizes, classes : pupils, and classes, of each group; two classes at least.
    inside : the spread of pupils inside of their classes, as a share of that of all.
    """
    found = stats.mdes_clusters(
        sum(classes),
        max(sum(sizes), 1) / sum(classes),
        BETWEEN_CLASSES,
        classes[0] / sum(classes),
        CORRELATION**2,
        CORRELATION**2,
    )
    return _within(found, inside)


def _share_inside(classes: tables.PupilOutcomes) -> float:
    """The spread of pupils inside of their classes, as a share of that of all, in tenths.

    Of few pupils it is taken to be the whole: it would say more about them than may be.
    """
    start = classes["baseline"].astype(float)
    if classes.groupby("group").size().min() <= MANY or not start.std() > 0:
        return 1.0
    inside = start - start.groupby(classes["class_name"]).transform("mean")
    free = len(start) - classes["class_name"].nunique()
    if free < 1:
        return 1.0
    return min(1.0, round(math.sqrt(float((inside**2).sum()) / free) / float(start.std()), 1))


def _invited(base: EvidenceBase) -> Iterator[Cohort]:
    """The most people of each kind who were invited to a survey."""
    asked = base.survey_map.dropna(subset=["invited"])
    for informant, rows in asked.groupby("informant", sort=False):
        people = int(rows["invited"].max())
        change = smallest_change(ANSWERS, people)
        yield Cohort(
            f"{informant} invited to a survey",
            (people,),
            (people,),
            ANSWERS,
            in_unit=None if change is None else 100 * change,
            unit="percentage points",
            reason="" if change is not None else TOO_FEW,
        )


def _within(found: Estimate, times: float = 1) -> float | None:
    """The value of a planning figure, None where there is none or it is beyond planning for."""
    if not found.ok or found.value is None:
        return None
    value = found.value * times
    return value if value <= MOST_SD else None
