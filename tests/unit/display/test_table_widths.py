"""How wide the columns of a table are: no word of a head is torn, and nothing is lost."""

import pandas as pd
from by_kit import by_kit
from hypothesis import given
from hypothesis import strategies as st

from spp_research.display.tables import Table, _head, _no_less
from spp_research.protect.disclosure import not_personal

HEADS = st.lists(st.text("abcdefgh", min_size=1, max_size=14), min_size=1, max_size=9, unique=True)


@given(HEADS, st.data())
def test_no_word_of_a_head_is_torn_where_all_of_them_fit(heads, data):
    widths = data.draw(
        st.one_of(st.just(()), st.lists(st.integers(1, 60), min_size=len(heads) + 1,
                                        max_size=len(heads) + 1).map(tuple))
    )  # fmt: skip
    frame = pd.DataFrame([["a cell of some words"] * len(heads)], columns=heads, index=["One"])
    words = by_kit(not_personal, frame.rename_axis(index="Outcome"), "words")
    dashes = Table(words, "tbl-x", "A title", widths=widths)._dashes()
    assert sum(dashes) == 100
    least = [_head(name) for name in ("Outcome", *heads)]
    if sum(least) <= 100 - len(least):  # rounding may take one from each
        assert all(width >= low - 1 for width, low in zip(dashes, least, strict=True))


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0, 50)), min_size=1, max_size=9))
def test_what_is_raised_is_taken_from_what_others_have_more(pairs):
    widths, least = ([one[i] for one in pairs] for i in (0, 1))
    made = _no_less(widths, least)
    assert abs(sum(made) - sum(widths)) < 1e-6
    short = sum(least) > sum(widths)  # then each has the same part of what it needs
    part = sum(widths) / sum(least) if short else 1
    assert all(width >= low * part - 1e-6 for width, low in zip(made, least, strict=True))
