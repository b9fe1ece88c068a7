"""What keeps a result from being called better, and what it may be called.

A doubt has a code, so that it travels in share files whatever becomes of its words.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from spp_research import stats
from spp_research.schema.vocabulary import Chosen, Design

if TYPE_CHECKING:
    from spp_research.stats.estimate import Estimate

# A result is any here, since results are made of what this module says of them.

SAME_CLASS = (
    "each group is one class, so the project and the class or its teacher cannot be told apart"
)
MOST_WITHOUT_CLASS = 0.10  # of the pupils compared, for the others to stand for them


class Doubt(StrEnum):
    """What keeps a result from being called better, however narrow its range.

    In the order in which one is said; the later ones stand among the cautions.
    """

    ONE_CLASS = "a group is one class"
    NOT_ALIKE = "the two groups did not start alike"
    LOST = "many pupils, or more of one group, were not measured both times"
    NO_CLASSES = "which classes the pupils were in is not written down"
    CHOSEN_UNLIKE = "the pupils were chosen for their scores, and those compared with them were not"
    CHOSEN_LOW = "the pupils were chosen for a low score"
    CHOSEN_HIGH = "the pupils were chosen for a high score"
    CHOSEN_AWAY = "the pupils were chosen for their absences"
    MIXED = "some results look like shares among percentages"
    LARGE = "results changed by more than two of their standard deviations"
    FAR = "a result lies far outside the others"
    DEPENDS = "it depends on how it is worked out"
    SEVERAL = "it does not hold with the range that several main outcomes need"
    GROWTH = "pupils would have grown anyway"

    @property
    def code(self) -> str:
        """As share files name it, whatever becomes of the words."""
        return self.name.lower()


MORE = "more than"  # of `stats.selection.beyond_selection`, which only the numbers need

CHOICES = {
    Chosen.LOW: Doubt.CHOSEN_LOW,
    Chosen.HIGH: Doubt.CHOSEN_HIGH,
    Chosen.ABSENT: Doubt.CHOSEN_AWAY,
}
# What stands against one direction only; whatever else is in doubt leaves nothing to be called.
ONE_WAY = frozenset({*CHOICES.values(), Doubt.GROWTH})


def doubts_of(result: Any) -> tuple[Doubt, ...]:
    """What stands against calling a result better, the first to be said first."""
    held = frozenset(_held(result))
    return tuple(doubt for doubt in Doubt if doubt in held)


def _held(result: Any) -> Iterator[Doubt]:
    outcome, same = result.outcome, result.outcome.design == Design.B
    if SAME_CLASS in result.estimate.warnings:
        yield Doubt.ONE_CLASS
    # What a lot leaves apart is chance, and is allowed for, unless pupils were lost.
    kept = result.by_lot and (result.losses is None or result.losses.band == "low")
    if result.start == "did not start alike" and not kept:
        yield Doubt.NOT_ALIKE
    if result.losses is not None and result.losses.heavy:
        yield Doubt.LOST
    if outcome.design == Design.A and result.without_class > MOST_WITHOUT_CLASS:
        yield Doubt.NO_CLASSES
    yield from result.odd
    found = result.regression
    if outcome.design == Design.A and found is not None and found.declared:
        if found.chosen_alike is False:
            yield Doubt.CHOSEN_UNLIKE
    elif (chosen := result.chosen) is not None and not goes(result.judged, -result.comes_back):
        yield CHOICES[chosen]  # it explains no change that goes the other way
    if result.robust is not None and result.robust.agreement == "depends":
        least, better = outcome.worthwhile or 0.0, outcome.higher_is_better
        if not stats.direction(result.judged, least, better).startswith("unclear"):
            yield Doubt.DEPENDS  # else there is nothing that could depend on the way
    if result.unsettled:
        yield Doubt.SEVERAL
    if same and outcome.grows and not result.against_expected:
        yield Doubt.GROWTH


def verdict_of(result: Any) -> str:
    """better, no worthwhile change, worse, unclear or not enough data.

    One class against one only describes the two, so it is never more than unclear; nor is a
    difference of groups that did not start alike, of many lost, of classes that nobody named, or
    of numbers that look wrong. Pupils chosen at one end come back by themselves: what counts is
    what goes beyond that, and where that is not known, a change that way is unclear. So is a rise
    with nothing to hold it against, since pupils grow; a fall is not.
    """
    outcome, doubts = result.outcome, {*result.doubts}
    judged = result.judged
    found = stats.verdict(judged, outcome.worthwhile or 0.0, outcome.higher_is_better)
    if found == "not enough data" or not doubts:
        return found
    if doubts - ONE_WAY:
        return "unclear"
    if doubts - {Doubt.GROWTH} and not _beyond_choice(result):
        return "unclear"
    if Doubt.GROWTH in doubts and not goes(judged, -1):
        return "unclear"
    return found


def _beyond_choice(result: Any) -> bool:
    """Whether a change goes the other way than choosing brings, or further than that."""
    if result.without_teaching is not None:  # taken off already
        return True
    way = result.comes_back
    if goes(result.judged, -way):
        return True
    return result.beyond_choice == MORE


def goes(estimate: Estimate, way: int) -> bool:
    """Whether all of an estimate's range lies on one side of nought: 1 above, -1 below."""
    if not estimate.ok or not estimate.has_interval:
        return False
    _, low, high = estimate.interval
    return low > 0 if way > 0 else high < 0
