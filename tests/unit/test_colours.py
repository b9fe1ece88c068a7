"""Contrast against the definition, and an accent that can be read wherever it is used."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_research import colours

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),  # the two ends of the scale, by its definition
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),  # the lightest grey that text may have on white
        ("#777777", "#ffffff", 4.48),
    ],
)
def test_contrast_is_that_of_the_guidelines(one, other, ratio):
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert colours.contrast(other, one) == colours.contrast(one, other)


@given(COLOURS)
def test_what_is_made_readable_is(colour):
    darker = colours.readable(colour)
    assert colours.least_contrast(darker) >= colours.READABLE
    made = colours.accent(colour)
    assert colours.contrast(made.in_the_dark, colours.DARK_PAPER) >= colours.READABLE


def test_the_kits_own_accent_is_left_as_it_is():
    assert colours.readable(colours.DEFAULT_ACCENT) == colours.DEFAULT_ACCENT


@pytest.mark.parametrize("text", ["", "blue", "#123", "123456", "#12345g", "#1234567"])
def test_what_is_no_colour(text):
    assert not colours.is_colour(text)
