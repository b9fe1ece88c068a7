"""Estimates cannot be changed, travel between processes, and never hold NaN or infinity."""

import copy
import dataclasses
import json
import math
import pickle
import subprocess
import sys

import pytest

from spp_research import stats
from spp_research.stats.estimate import people

SOME = stats.Estimate(
    0.2, 0.1, 0.3, 0.05, n=10, measure="m", unit="SD", warnings=["w"], details={"df": 8}
)


def test_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        SOME.value = 1
    for change in (
        lambda d: d.__setitem__("df", 1),
        lambda d: d.update(df=1),
        lambda d: d.pop("df"),
        lambda d: d.clear(),
        lambda d: d.__delitem__("df"),
        lambda d: d.__ior__({"df": 1}),
    ):
        with pytest.raises(TypeError):
            change(SOME.details)
    assert SOME.details == {"df": 8.0}


def test_travels_and_compares():
    assert pickle.loads(pickle.dumps(SOME)) == SOME
    assert copy.deepcopy(SOME) == SOME
    assert len({SOME, copy.copy(SOME)}) == 1
    assert json.loads(json.dumps(dataclasses.asdict(SOME)))["details"] == {"df": 8.0}
    assert dataclasses.replace(SOME, value=0.3) != SOME
    pooled = stats.pool([0.1, 0.2, 0.3], [0.01] * 3)
    assert pickle.loads(pickle.dumps(pooled)) == pooled


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_becomes_none(bad):
    e = stats.Estimate(bad, bad, bad, bad, 3, "m", "u", details={"x": bad, "y": 1})
    assert (e.value, e.low, e.high, e.se) == (None,) * 4
    assert e.details == {"x": None, "y": 1.0}


def test_unknown_status_is_refused():
    with pytest.raises(ValueError, match="must be one of"):
        stats.Estimate(1, 0, 2, 1, 3, "m", "u", status="fine")


def test_counts_have_their_noun():
    assert [people(1), people(2), people(3, "person")] == ["1 pupil", "2 pupils", "3 people"]


def test_everything_public_is_there_and_documented():
    for name in stats.__all__:
        assert getattr(stats, name).__doc__, name
    assert set(stats.__all__) <= set(dir(stats))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = stats.nonsense


def test_import_is_light():
    code = (
        "import sys; from spp_research import stats; "
        "print(sorted({'numpy', 'scipy', 'statsmodels', 'pandas'} & set(sys.modules))); "
        "stats.mean_difference; "
        "print(sorted({'scipy', 'statsmodels', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "[]"]
