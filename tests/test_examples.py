"""The examples in what an analyst reads first: each runs, and gives what its docstring says."""

from __future__ import annotations

import doctest
import inspect
from collections.abc import Iterator

import pytest

import spp_research
from spp_research import stats
from spp_research.protect import disclosure

OFFERED = (spp_research, stats, disclosure)


def _with_examples() -> Iterator[tuple[str, object]]:
    """Every function and class that is offered by name and has an example."""
    for package in OFFERED:
        for name in package.__all__:
            offered = getattr(package, name)
            if not inspect.ismodule(offered) and ">>>" in (inspect.getdoc(offered) or ""):
                yield f"{package.__name__.rpartition('.')[2]}.{name}", offered


EXAMPLES = dict(_with_examples())


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_gives_what_it_says(name):
    offered = EXAMPLES[name]
    found = doctest.DocTestFinder(recurse=False).find(offered, name, globs={})
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    for one in found:
        runner.run(one, out=said.append)
    assert not "".join(said)
    assert runner.tries >= 1


def test_there_are_ten_or_more():
    assert len(EXAMPLES) >= 10
