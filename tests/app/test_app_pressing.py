"""Sentences of the commands as the pages say them: what to press in the place of what to type."""

from __future__ import annotations

import re

import pytest

from spp_research.app.pressing import pressed
from spp_research.share.content import AGAIN


@pytest.mark.parametrize(
    "sentence",
    [
        "There is enough for it: spp report review-summary --school oakfield",
        "To make it: spp report best-practice --all",
        "Its workbook has something to mend: spp check --school oakfield",
        f"share/oakfield.json: it is damaged. {AGAIN}",
        "The write-up was not made here from the workbook as it is now. Make it with: spp report "
        "best-practice --school oakfield",
        "Ask the school to run spp report best-practice and spp share, and to send its file again",
        "The school has no evidence workbook yet: make it with spp add-school oakfield",
    ],
)
def test_a_button_is_named_where_there_is_one(sentence, snapshot):
    assert "spp " not in pressed(sentence)
    assert pressed(sentence) == snapshot


def test_a_command_without_a_button_stays():
    for sentence in (
        "To take it back: spp new-cycle --undo",
        "A sentence about sppling, which is no command.",
        "Registered. To tell another one of yours: spp partner --make --everybody",
    ):
        assert pressed(sentence) == sentence


def test_no_page_tells_anybody_to_type_what_it_has_a_button_for(lead):
    typed = re.compile(r"spp (?:report|check|share|site|status|plan|add-school|doctor)\b")
    for at in (
        "/",
        "/schools/oakfield",
        "/schools/osier-road",
        "/partnership",
        "/site",
        "/settings",
    ):
        page = lead.get(at)
        assert not typed.search(page.words), (at, typed.search(page.words))
