"""Damaged and odd files of every kind: each ends in a correct reading or a fault with its place.

How to run many, with their numbers, stands in run.py beside this.
"""

from __future__ import annotations

import pytest
from run import OF_TWENTY, kind_of, mutations, outcome

QUICK, MANY = 40, 2_060


@pytest.fixture(scope="module")
def made():
    return mutations()


def failed(seeds, made) -> list:
    found = ((seed, kind_of(seed), *outcome(seed, made)) for seed in seeds)
    return [one for one in found if one[2] not in ("read", "refused")]


@pytest.mark.slow
@pytest.mark.parametrize("twenty", range(0, QUICK, sum(OF_TWENTY.values())))
def test_a_mutant_is_read_as_it_means_or_refused(twenty, made):
    assert failed(range(twenty, twenty + sum(OF_TWENTY.values())), made) == []


@pytest.mark.slow
@pytest.mark.parametrize("hundred", range(QUICK, QUICK + MANY, 100))
def test_many_mutants_are_read_as_they_mean_or_refused(hundred, made):
    assert failed(range(hundred, hundred + 100), made) == []
