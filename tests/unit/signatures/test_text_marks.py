"""Text marks: nine letters, typed by hand, of which the last tells of a slip."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_research.protect.sign_off import LETTERS, mark_of, typed

TEXTS = st.text(max_size=200)


def test_a_mark_is_nine_letters_in_threes():
    assert mark_of("What pupils told us.") == mark_of("What pupils told us.")
    assert mark_of("What pupils told us.") != mark_of("What pupils told us!")
    assert len(mark_of("").replace("-", "")) == 9


def test_no_letter_is_a_vowel_or_makes_a_word_or_a_date():
    assert not set(LETTERS) & set("AEIOUYQ0123456789")


@given(TEXTS)
def test_a_mark_is_read_back_however_it_is_typed(text):
    mark = mark_of(text)
    for way in (mark, mark.lower(), mark.replace("-", ""), mark.replace("-", " "), f" {mark}. "):
        assert typed(way).marks == (mark,)
        assert typed(way).wrong == ()


@given(TEXTS, st.data())
def test_every_slip_of_one_letter_is_seen(text, data):
    letters = mark_of(text).replace("-", "")
    place = data.draw(st.integers(0, 8))
    other = data.draw(st.sampled_from([letter for letter in LETTERS if letter != letters[place]]))
    assert typed(letters[:place] + other + letters[place + 1 :]).marks == ()


def test_every_exchange_of_two_letters_is_seen():
    for n in range(200):
        letters = mark_of(str(n)).replace("-", "")
        for a, b in combinations(range(9), 2):
            swapped = list(letters)
            swapped[a], swapped[b] = swapped[b], swapped[a]
            if swapped != list(letters):
                assert typed("".join(swapped)).marks == ()


@pytest.mark.parametrize("between", ["; ", ", ", "\n", " / ", "  "])
def test_a_cell_may_hold_several(between):
    one, other = mark_of("one"), mark_of("other")
    assert typed(f"{one}{between}{other}").marks == (one, other)


@pytest.mark.parametrize(
    "cell", ["KRM", "KRM-TVB-HDCC", "KRM-TVB-AAA", "yes", "3 December 2025", "12345"]
)
def test_what_cannot_be_a_mark_is_named(cell):
    found = typed(cell)
    assert (found.marks, found.wrong) == ((), (cell,))
    assert found


@pytest.mark.parametrize("cell", ["", "  ", ";", "\n"])
def test_a_blank_cell_has_no_mark(cell):
    assert not typed(cell)
