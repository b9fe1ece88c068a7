"""An answer is kept for the content of what was asked about, and for no more than that."""

from __future__ import annotations

import pandas as pd

from spp_research.once import _KEPT, once


def test_the_same_content_is_worked_out_once():
    asked = []

    @once
    def total(frame: pd.DataFrame, times: int = 1) -> int:
        """Add up."""
        asked.append(times)
        return int(frame["a"].sum()) * times

    frame = pd.DataFrame({"a": [1, 2]})
    assert [total(frame), total(frame), total(frame.copy())] == [3, 3, 3]
    assert asked == [1]
    assert total(frame, times=2) == 6
    assert total.__doc__ == "Add up."


def test_a_table_that_was_changed_in_place_is_another():
    @once
    def total(frame: pd.DataFrame) -> int:
        return int(frame["a"].sum())

    frame = pd.DataFrame({"a": [1, 2]})
    assert total(frame) == 3
    frame.loc[0, "a"] = 5
    assert total(frame) == 7


def test_only_the_last_few_are_kept():
    asked = []

    @once
    def same(number: int) -> int:
        asked.append(number)
        return number

    for number in [*range(_KEPT + 1), _KEPT, 0]:
        same(number)
    assert asked == [*range(_KEPT + 1), 0]
