"""How much figures leave open: other results that print the same, and how many are alike."""

import numpy as np
import pytest
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st

from spp_research.protect.disclosure import round_half_up
from spp_research.protect.disclosure.possibilities import (
    ENOUGH,
    Room,
    alike,
    narrower,
    possible_values,
    step_of,
)


def judged(scores, top: int, decimals: int = 1, *, spread: bool = False) -> Room:
    """What the mean, and the spread where it is given, leave open about one wave."""
    waves = np.array([scores], dtype=float)

    def printed(results):
        shown = [round_half_up(results.mean(), decimals)]
        return shown + ([round_half_up(results.std(ddof=1), 3)] if spread else [])

    return possible_values(
        waves, [""] * len(scores), lowest=0, highest=top, step=1.0, known=(2.0,),
        prints_alike=lambda other: printed(other) == printed(waves),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("scores", "top", "values"),
    [
        ([10] * 6, 10, 1),
        ([10, 10, 10, 10, 10, 9], 10, 1),
        ([0] * 7 + [1], 20, 1),
        ([2, 3, 3, 4, 5, 6, 7, 8], 10, ENOUGH),
    ],
)
def test_a_mean_near_an_end_leaves_nothing_open(scores, top, values):
    assert judged(scores, top).values == values


def test_a_spread_at_its_largest_leaves_nothing_open():
    assert judged([0, 0, 0, 10, 10, 10], 10, spread=True).values == 1


def test_those_who_are_alike_are_counted():
    assert alike([4] * 20) == Room(apart=0, values=1)
    assert alike([4] * 20 + [5] * 3) == Room(apart=3, values=2)
    assert alike([]) == Room()
    assert narrower(Room(5, 3, 1), Room(9, 2, 3)) == Room(5, 2, 1)


@pytest.mark.parametrize(
    ("values", "ends", "step"),
    [([3, 7, 9], (0, 20), 1.0), ([93.1, 88.4], (0, 100), 1.0), ([1, 2], (0, 1000), 10.0)],
)
def test_values_differ_by_a_step_of_the_scale(values, ends, step):
    assert step_of(np.array(values, dtype=float), *ends) == pytest.approx(step)


@pytest.mark.slow
@examples(25)
@given(st.lists(st.integers(0, 5), min_size=3, max_size=6))
def test_no_more_values_are_found_than_there_are(scores):
    """Every multiset with the same sum, by counting them all."""
    from itertools import combinations_with_replacement

    same = [
        m for m in combinations_with_replacement(range(6), len(scores)) if sum(m) == sum(scores)
    ]
    true = min(len(set(place)) for place in zip(*same, strict=True))
    assert judged(scores, 5, 6).values <= min(true, ENOUGH)
