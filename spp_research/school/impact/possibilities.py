"""How much the figures of a result leave open about each pupil behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from spp_research import stats
from spp_research.once import once
from spp_research.protect.disclosure import round_half_up
from spp_research.protect.disclosure.figures import decimals_of
from spp_research.protect.disclosure.possibilities import (
    MANY,
    Room,
    alike,
    narrower,
    possible_values,
    step_of,
)
from spp_research.schema.vocabulary import Design

from .checks import baseline_gap, losses, smallest_shown
from .declared import Measure, Outcome
from .measures import measured
from .oddities import oddities
from .records import Flow, start_of
from .several_ways import robust
from .subgroups import subgroup

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from spp_research.schema import tables
    from spp_research.stats.estimate import Estimate


WAVES = ("baseline", "follow_up")
OFTEN_AWAY = 90.0  # per cent of sessions: to miss a tenth or more is to be persistently absent
_OUT_OF = re.compile(r" out of (\d+(?:\.\d+)?)\b", re.IGNORECASE)


@once  # the dearest part of a result, and the same whatever else in a workbook has changed
def room(
    outcome: Outcome, pupils: tables.PupilOutcomes, flow: tuple[Flow, ...], *, several: bool = False
) -> Room:
    """What the figures of an outcome leave open, over all its groups.

    Parameters
    ----------
    outcome : as declared.
    pupils : as `prepared` leaves them.
    flow : the counts of each group.
    several : whether it is one of several main outcomes, of which wider ranges are shown as well.

    Notes
    -----
    A large group, at each time and by what was gained, is judged by `alike`, and so is any in which
    all have the same. In a group of up to `MANY` each rank is looked at (`possible_values`). A
    yes-or-no measure has two values by itself, and is protected by the numbers of those who said
    yes and no.
    """
    pairs = outcome.design in (Design.A, Design.B)
    rows = pupils.dropna(subset=list(WAVES)) if pairs else pupils
    yes_no = outcome.measure is Measure.YES_NO
    found = []
    for _, group in rows.groupby("group", sort=False):
        kept = [group[wave] for wave in WAVES]
        if pairs and not yes_no:
            kept.append(group["follow_up"] - group["baseline"])
        for column in kept:
            values = column.dropna().astype(float).round(6).to_list()
            if len(values) > MANY or yes_no or len(set(values)) == 1:
                judged = alike(values)
                found.append(replace(judged, values=Room.values) if yes_no else judged)
    together = narrower(*found)
    if yes_no or together.values < 2:
        return together
    small = (
        _left_open(outcome, pupils, flow, index, columns, several)
        for index, columns in _small_groups(rows, pairs)
    )
    return narrower(together, *small)


def _small_groups(rows: tables.PupilOutcomes, pairs: bool):
    """The rows of each group that is small, with the columns in which they are."""
    for _, group in rows.groupby("group", sort=False):
        for columns in [WAVES] if pairs else [(wave,) for wave in WAVES]:
            present = group.dropna(subset=list(columns))
            if 3 <= len(present) <= MANY:
                yield present.index, list(columns)


def _left_open(
    outcome: Outcome,
    pupils: tables.PupilOutcomes,
    flow: tuple[Flow, ...],
    index: pd.Index,
    columns: list[str],
    several: bool,
) -> Room:
    every = pupils[["baseline", "follow_up"]].to_numpy(dtype=float, na_value=float("nan"))
    lowest, highest = ends_of(outcome, every)
    cells = list(
        zip(pupils.loc[index, "class_name"].astype(str), _marked(pupils, index), strict=True)
    )
    places = [list(pupils.columns).index(name) for name in columns]
    at = pupils.index.get_indexer(index)
    printed = tuple(figures(outcome, pupils, flow, several=several))

    def prints_alike(results: np.ndarray) -> bool:
        other = pupils.copy()
        for place, values in zip(places, results, strict=True):
            other.iloc[at, place] = values
        made = figures(outcome, other, flow, several=several)
        return all(one == two for one, two in zip_longest(printed, made))

    return possible_values(
        every[at][:, [WAVES.index(name) for name in columns]].T,
        cells,
        lowest=lowest,
        highest=highest,
        step=step_of(every, outcome.lowest_possible, outcome.highest_possible),
        known=_known(outcome, len(columns)),
        prints_alike=prints_alike,
    )


def _known(outcome: Outcome, waves: int) -> tuple[float, ...]:
    """How well, roughly, sums of squares follow from the figures (`possible_values`)."""
    if waves == 1:
        return (0.04,)
    return (0.5, 0.5, 0.04) if outcome.design == Design.B else (0.2, 0.05, 0.1)


def _marked(pupils: tables.PupilOutcomes, index) -> list[str]:
    if "subgroup" not in pupils:
        return [""] * len(index)
    return pupils.loc[index, "subgroup"].astype(str).to_list()


def ends_of(outcome: Outcome, results: np.ndarray) -> tuple[float, float]:
    """The ends of the scale: as declared, or as the unit says, or where results were seen to be.

    Nobody need be below nought where nobody is. Without a declared top, the highest result is
    taken for it: a reader may know the test. So less is held to be possible than may be.
    """
    import numpy as np

    shown = results[np.isfinite(results)]
    said = _OUT_OF.search(outcome.unit)
    low, high = outcome.lowest_possible, outcome.highest_possible
    if low is None:
        low = min(0.0, float(shown.min()))
    if high is None:
        high = float(said.group(1)) if said else float(shown.max())
    return min(low, float(shown.min())), max(high, float(shown.max()))


def figures(
    outcome: Outcome, pupils: tables.PupilOutcomes, flow: tuple[Flow, ...], *, several: bool = False
) -> Iterator[str]:
    """Every number that is made from the pupils of an outcome, as it is printed somewhere.

    But for those in standard deviations, which nobody is shown where a group is small.

    Parameters
    ----------
    several : whether it is one of several main outcomes.
    """
    found = measured(outcome, pupils)
    yield from _estimate(found.estimate)
    if found.beyond is not None:  # to as many digits as the change itself
        digits = decimals_of(found.estimate.low, found.estimate.high)
        yield from _rounded(found.beyond, digits)
    rows = pupils.dropna(subset=list(WAVES)) if outcome.design in (Design.A, Design.B) else pupils
    for _, group in rows.groupby("group", sort=False):
        for wave in WAVES:
            values = group[wave].dropna().astype(float)
            if len(values):
                yield round_half_up(values.mean(), 1)
            if len(values) > 1 and outcome.measure is Measure.SESSIONS:
                yield from _rounded(stats.attendance_rate(values, [100.0] * len(values)), 3)
                yield str(int((values <= OFTEN_AWAY).sum()))
    if not found.estimate.ok:
        return
    digits = decimals_of(found.estimate.low, found.estimate.high)
    yield stats.direction(found.estimate, outcome.worthwhile or 0.0, outcome.higher_is_better)
    gap = baseline_gap(outcome, pupils)
    if gap is not None and gap.value is not None:
        yield start_of(gap)
    yield from _rounded(smallest_shown(outcome, found), digits)
    # The wider ranges that hold for several outcomes at once: a single main one has none.
    for others in (2, 3, 4) if several or not outcome.primary else ():
        level = stats.simultaneous_confidence(others)
        yield from _rounded(measured(outcome, pupils, confidence=level).estimate, digits)
    if (part := subgroup(outcome, pupils)) is not None:
        yield from _estimate(part.difference)
    if lost := losses(outcome, pupils, flow, found):
        yield from _rounded(lost.leavers_start, 1)
        yield "" if lost.tipping is None else round_half_up(lost.tipping, 1)
    yield from oddities(outcome, pupils)
    ways = robust(outcome, pupils, found)  # the dearest last: few come as far as here
    yield "" if ways is None else ways.agreement


def _estimate(estimate: Estimate) -> list[str]:
    """The estimate and its limits, as pages and share files have them."""
    if not estimate.ok:
        return [estimate.status]
    return _rounded(estimate, decimals_of(estimate.low, estimate.high))


def _rounded(estimate: Estimate | None, decimals: int) -> list[str]:
    if estimate is None or not estimate.ok:
        return []
    ends = (estimate.value, estimate.low, estimate.high)
    return ["" if end is None else round_half_up(end, decimals) for end in ends]
