"""Emoji in words, and nothing else changed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spp_research.letters import emoji_in_words, isolated
from spp_research.words.text import clean, escape


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Great👍🏽", "Great (thumbs up)"),
        ("👍👍🏿👍 again", "(thumbs up × 3) again"),
        ("🏳️‍🌈 and 🏴󠁧󠁢󠁷󠁬󠁳󠁿", "(rainbow flag) and (flag: Wales)"),
        ("👩🏽‍🏫: “Yes” 😀.", "(woman teacher): “Yes” (grinning face)."),
        ("👨‍👩‍👧‍👦", "(family man, woman, girl, boy)"),
        ("🇵🇱🇬🇧", "(flag: Poland) (flag: United Kingdom)"),
        ("1️⃣ Listen 2️⃣ Speak", "1 Listen 2 Speak"),
        ("❤️ ✔️ ☎ © 5★", "❤ ✔ ☎ © 5★"),  # signs that the kit's fonts have
        ("\U0001faee", "(emoji U+1FAEE)"),  # newer than the list
        ("✅done", "(check mark button) done"),
        ("no emoji: – “” ½ → ≥ 12#*", "no emoji: – “” ½ → ≥ 12#*"),
    ],
)
def test_emoji_are_said_in_words(typed, shown):
    assert emoji_in_words(typed) == shown
    assert emoji_in_words(shown) == shown


def test_words_of_emoji_are_no_markdown():
    assert escape("[x]👍") == r"\[x\] (thumbs up)"
    assert escape("👍 first") == r"(thumbs up) first"


@given(st.text())
def test_text_without_emoji_is_left_alone(text):
    plain = "".join(c for c in text if unicodedata.category(c) not in ("So", "Sk", "Mn", "Me"))
    plain = "".join(c for c in plain if not "\U0001f000" <= c <= "\U0001faff" and c < "\U000e0000")
    plain = "".join(c for c in plain if c not in "‼⁉↔〰〽")
    assert emoji_in_words(plain) == plain


@given(st.text(alphabet="👍🏽❤️\u200d🇬🇧🏴x 1\u20e3(😀", max_size=12))
def test_any_row_of_emoji_ends_in_words(text):
    said = emoji_in_words(text)
    assert emoji_in_words(said) == said or "\u20e3" in said
    assert not any("\U0001f000" <= c <= "\U0001faff" for c in said)
    assert clean(clean(text)) == clean(text) or "\u20e3" in said


def test_joiners_stay_where_they_belong_to_the_spelling():
    assert clean("می\u200cخواهم ক্\u200dষ") == "می\u200cخواهم ক্\u200dষ"
    assert clean("Ma\u200dry Jo\u200cnes") == "Mary Jones"


def test_a_letter_newer_than_python_is_not_lost():
    assert clean("name \U0003fff0\U0001fffe\ufdd0\U000e0080") == "name \U0003fff0"


def test_runs_from_the_right_are_set_apart():
    assert isolated("by محمد علی (7 of 12)") == "by \u2067محمد علی\u2069 (7 of 12)"
    assert isolated("Łukasz (7 of 12)") == "Łukasz (7 of 12)"
    assert isolated("محمد 7، علی: 3") == "\u2067محمد 7، علی\u2069: 3"
