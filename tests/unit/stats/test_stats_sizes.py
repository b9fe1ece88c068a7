"""Every estimate says how many people are in each of its groups, or is about nobody."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from spp_research import stats
from spp_research.stats.estimate import Estimate

SOURCES = sorted(Path(stats.__file__).parent.glob("*.py"))
# Numbers of nobody measured: plans, totals of incidents, and words and rows for another estimate.
OF_NOBODY = {"power.py", "months.py", "printed.py"}


def frames(source: Path):
    """What the estimates of a module have in common, as it stands in the code."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Dict):
            found = {k.value: v for k, v in zip(node.keys, node.values, strict=True)
                     if isinstance(k, ast.Constant)}  # fmt: skip
            if "n" in found and not (
                isinstance(found["n"], ast.Constant) and found["n"].value == 0
            ):
                yield node.lineno, set(found)


def test_no_module_gives_an_n_without_the_groups_behind_it():
    without = [
        f"{source.name}, line {line}"
        for source in SOURCES
        if source.name not in OF_NOBODY
        for line, keys in frames(source)
        if "sizes" not in keys
    ]
    assert not without
    assert sum(1 for source in SOURCES for _ in frames(source)) > 15


ONE = [3.0, 4, 6, 5, 8, 7, 9, 4]
TWO = [4.0, 4, 7, 6, 9, 9, 9, 6, 5]
ARMS = [1] * 8 + [0] * 9
FOUND = {
    "mean_difference": (lambda: stats.mean_difference(ONE, TWO), (8, 9)),
    "hedges_g": (lambda: stats.hedges_g(ONE, [*TWO, None]), (8, 9)),
    "mean_change": (lambda: stats.mean_change(ONE, TWO[:8]), (8,)),
    "standardised_change": (lambda: stats.standardised_change(ONE, TWO[:8]), (8,)),
    "proportion_difference": (lambda: stats.proportion_difference(5, 20, 9, 31), (20, 31)),
    "proportion": (lambda: stats.proportion(5, 20), (20,)),
    "adjusted_effect": (
        lambda: stats.adjusted_effect(
            ONE + TWO, [v + i % 3 for i, v in enumerate(ONE + TWO)], ARMS
        ),
        (8, 9),
    ),
    "rate_ratio": (lambda: stats.rate_ratio(ONE + TWO, ARMS), (8, 9)),
    "attendance_rate": (lambda: stats.attendance_rate(ONE, [10] * 8), (8,)),
}


@pytest.mark.parametrize(("made", "sizes"), FOUND.values(), ids=FOUND)
def test_the_groups_sum_to_all(made, sizes):
    found = made()
    assert isinstance(found, Estimate) and found.ok
    assert found.sizes == sizes and sum(sizes) == found.n
