"""What a share file says of an effect, and an older file with more digits: the same."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_research.share import Effect, SchoolShare
from spp_research.share.content import alike, parse, sealed, text_of, whole
from spp_research.share.digits import as_shown, rounded

FACTS = {"outcome_id": "O1", "action_id": "A1", "name": "A test", "design": "B",
         "verdict": "better", "standing": "change"}  # fmt: skip
SIX = {"value": 9.41968, "low": 4.21308, "high": 14.6263, "se": 2.12782,
       "standardised": 0.379832, "standardised_variance": 0.00736177}  # fmt: skip
NUMBERS = st.floats(-1e6, 1e6)
POSITIVE = st.floats(1e-9, 1e6)


def share_of(effect: Effect) -> SchoolShare:
    facts = {"kit": "1", "partnership": "P", "cycle": "2025/26", "school": "s",
             "school_name": "S", "made_on": "2026-07-10", "effects": (effect,)}  # fmt: skip
    return sealed(SchoolShare(**facts))


def test_digits_are_those_of_a_page_and_two_for_errors():
    made = rounded(Effect(**FACTS, **SIX, pupils=(23, 25)))
    assert (made.value, made.low, made.high) == (9.4, 4.2, 14.6)
    assert (made.se, made.standardised, made.standardised_variance) == (2.1, 0.38, 0.0074)


@pytest.mark.parametrize("pupils", [(12,), (30, 9)])
def test_of_few_pupils_no_error_is_shared(pupils):
    made = rounded(Effect(**FACTS, **SIX, estimator="x", pupils=pupils))
    assert (made.se, made.standardised, made.standardised_variance) == (None, None, None)
    assert (made.value, made.estimator) == (9.4, "")


def test_an_older_file_is_rounded_when_it_is_read_and_made_again_here():
    old = share_of(Effect(**FACTS, **SIX, pupils=(23, 25)))
    read = parse(text_of(old).encode(), "s.json")
    new = sealed(as_shown(old))
    assert alike(read, new) and not whole(read) and whole(new)
    assert parse(text_of(new).encode(), "s.json") == new
    assert json.loads(text_of(new))["effects"][0]["se"] == 2.1


@given(value=NUMBERS, half=POSITIVE, se=POSITIVE, n=st.integers(13, 99))
def test_what_is_rounded_twice_is_what_was_rounded_once(value, half, se, n):
    made = rounded(
        Effect(**FACTS, value=value, low=value - half, high=value + half, se=se, pupils=(n,))
    )
    assert rounded(made) == made
    assert made.se > 0 and made.low <= made.value <= made.high


@pytest.mark.parametrize("value", [1e300, -1e300, 5e-324, 1e16])
def test_absurd_numbers_do_not_stop_it(value):
    rounded(Effect(**FACTS, value=value, low=value, high=value, se=abs(value), pupils=(20,)))
