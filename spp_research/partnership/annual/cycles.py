"""An outcome of one cycle beside the same one of another, from the share files of both.

Only what was measured alike can be set side by side: the same test, at the same time of the year,
of the same year group. No file says that, so whoever asks declares it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spp_research import stats
from spp_research.cycle import cycle_of
from spp_research.share import Effect, SchoolShare
from spp_research.stats.estimate import Estimate, Frame, no_estimate

from .effects import limits

OTHER_SCHOOL = "the two files are of different schools"
NOT_IN_TIME = "the first file is not of an earlier cycle than the second"
NOT_THERE = "one of the two cycles has no such outcome, or it is not shared"


@dataclass(frozen=True)
class Alike:
    """What is declared of an outcome of two cycles.

    Parameters
    ----------
    first, second : its ID in the earlier cycle, and in the later one.
    same_test, same_time_of_year, same_year_group : whether that is so; without all three the two
        are not compared.
    """

    first: str
    second: str
    same_test: bool
    same_time_of_year: bool
    same_year_group: bool


@dataclass(frozen=True)
class TwoCycles:
    """An outcome in two cycles of one school.

    Parameters
    ----------
    school : its name.
    cycles : as the two files name them.
    first, second : the outcome in each; None where it is not shared.
    change : second less first, or why there is none.
    """

    school: str
    cycles: tuple[str, str]
    first: Effect | None
    second: Effect | None
    change: Estimate

    @property
    def sizes(self) -> tuple[int, ...]:
        """The pupils of every group that the change rests on."""
        return tuple(n for effect in (self.first, self.second) if effect for n in effect.pupils)


def two_cycles(
    first: SchoolShare, second: SchoolShare, alike: Sequence[Alike]
) -> tuple[TwoCycles, ...]:
    """Each declared outcome of a school in the later cycle beside the earlier one.

    The two ranges go into the range of the change (`stats.cycle_change`); the pupils of two cycles
    are others. Nothing is ranked, and two cycles make no trend.

    Parameters
    ----------
    first, second : the share files of one school, of an earlier and a later cycle, as the reader
        may see them.
    alike : what is declared of each outcome.
    """
    before, after = ({e.outcome_id: e for e in share.effects} for share in (first, second))
    wrong = _wrong(first, second)
    return tuple(
        TwoCycles(
            second.school_name,
            (first.cycle, second.cycle),
            one := before.get(pair.first),
            other := after.get(pair.second),
            _change(one, other, pair, wrong),
        )
        for pair in alike
    )


def changes_of_all(
    first: Mapping[str, SchoolShare], second: Mapping[str, SchoolShare], alike: Sequence[Alike]
) -> tuple[TwoCycles, ...]:
    """The same for every school that is in both cycles, in the order of the later one.

    Parameters
    ----------
    first, second : share files by short name of the school.
    """
    return tuple(
        found
        for slug, share in second.items()
        if slug in first
        for found in two_cycles(first[slug], share, alike)
        if found.first is not None or found.second is not None
    )


def _wrong(first: SchoolShare, second: SchoolShare) -> str:
    if first.school != second.school:
        return OTHER_SCHOOL
    one, other = cycle_of(first.cycle), cycle_of(second.cycle)
    if one is None or other is None or one.first >= other.first:
        return NOT_IN_TIME
    return ""


def _change(one: Effect | None, other: Effect | None, pair: Alike, wrong: str) -> Estimate:
    if not wrong and (one is None or other is None):
        wrong = NOT_THERE
    if one is None or other is None or wrong:
        frame: Frame = {
            "measure": "change from one cycle to another",
            "unit": "",
            "confidence": 0.95,
            "n": 0,
            "sizes": (),
            "warnings": [],
        }
        return no_estimate("refused", wrong, frame)
    return stats.cycle_change(
        _estimate(one),
        _estimate(other),
        same_test=pair.same_test,
        same_time_of_year=pair.same_time_of_year,
        same_year_group=pair.same_year_group,
        designs=(one.design, other.design),
    )


def _estimate(effect: Effect) -> Estimate:
    """An effect of a share file as an estimate; without a range where the file has none."""
    frame: Frame = {
        "measure": effect.standing,
        "unit": effect.unit,
        "confidence": effect.confidence,
        "n": sum(effect.pupils),
        "sizes": effect.pupils,
        "warnings": [],
    }
    found = limits(effect)
    if found is None:
        reason = effect.rule or effect.reason or "there is no range"
        return no_estimate("not_estimable", reason, frame)
    return Estimate(*found, effect.se, **frame)
