"""An answer is kept for the content of what was asked about, and for no more than that."""

from __future__ import annotations

import pickle
import sys
from dataclasses import replace

import pandas as pd
import pytest

from spp_research import impact_reflection, open_school
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


def test_a_table_that_was_only_used_is_the_same():
    """Its pickle is another after use, which is why the values are looked at."""
    asked = []

    @once
    def total(frame: pd.DataFrame) -> int:
        asked.append(len(frame))
        return int(frame["a"].sum())

    frame = pd.DataFrame({"a": [1, 2, 3], "b": ["x", None, "z"]})
    total(frame)
    before = pickle.dumps(frame, 5)
    frame["b"].dropna()
    frame.index.get_loc(1)
    frame["b"].to_numpy()
    total(frame)
    assert asked == [3]
    assert pickle.loads(before).equals(frame)


@pytest.mark.parametrize(
    "change",
    [
        lambda frame: frame.rename(columns={"a": "c"}),
        lambda frame: frame.astype({"a": "float64"}),
        lambda frame: frame.set_index("b"),
        lambda frame: frame.iloc[::-1],
    ],
    ids=["another name", "another type", "another index", "another order"],
)
def test_a_table_that_differs_in_anything_is_another(change):
    asked = []

    @once
    def rows(frame: pd.DataFrame) -> None:
        asked.append(frame)

    frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    rows(frame)
    rows(change(frame))
    assert len(asked) == 2


def test_what_has_no_content_is_refused():
    class Thing:
        pass

    with pytest.raises(TypeError, match="Thing has no content that could be compared"):
        once(print)(Thing())


@pytest.mark.slow
def test_an_impact_reflection_works_each_outcome_out_once(monkeypatch):
    module = sys.modules["spp_research.school.impact.results"]
    worked_out = []
    work = module.result

    def counted(outcome, *about, **more):
        worked_out.append(outcome.outcome_id)
        return work(outcome, *about, **more)

    monkeypatch.setattr(module, "result", counted)
    study = with_another_name(open_school("example", "oakfield", "partnership"))
    for piece in ("key_points", "main_chart", "outcomes", "cannot_tell", "flow", "how_we_know"):
        getattr(impact_reflection, piece)(study)
    assert sorted(worked_out) == sorted(study.base.outcomes["outcome_id"])


def with_another_name(study):
    """The study with its outcomes called otherwise, so that nothing is kept of them yet."""
    outcomes = study.base.outcomes.copy()
    outcomes["outcome"] = outcomes["outcome"] + " once"
    return replace(study, base=replace(study.base, outcomes=outcomes))
