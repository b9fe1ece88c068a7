"""The layout of a practice page, and the words to find it by."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spp_research.site.assets import fragment
from spp_research.site.content import SharedPractice

STYLE = Path(__file__).resolve().parents[3] / "reports" / "_style"


def _html(practice: SharedPractice, parsed: dict[str, Any] | None = None) -> str:
    tree = json.dumps(parsed or practice.parsed).encode()
    return fragment(tree, practice.stem, practice.folder, STYLE)


def test_in_short_card_text_and_provenance_stand_in_this_order(
    write_practice: Callable[..., SharedPractice],
) -> None:
    html = _html(write_practice())
    places = [html.index(f'class="{name}"') for name in ("lead", "card", "text", "about")]
    assert places == sorted(places)


def test_the_card_is_a_list_of_terms_with_a_heading(
    write_practice: Callable[..., SharedPractice],
) -> None:
    html = _html(write_practice())
    assert "<h2>Where it was done and what it takes</h2>\n<dl>" in html
    assert "<dt>Staff</dt>" in html
    assert "<table" not in html


def test_a_write_up_without_a_card_keeps_its_text(
    write_practice: Callable[..., SharedPractice],
) -> None:
    practice = write_practice()
    parsed = practice.parsed
    parsed["blocks"] = [b for b in parsed["blocks"] if b["t"] != "Table"]
    html = _html(practice, parsed)
    assert 'class="card"' not in html
    assert '<h2 id="what-we-did">' in html


def test_the_symbols_of_the_card_are_explained_in_the_card(
    write_practice: Callable[..., SharedPractice],
) -> None:
    practice = write_practice()
    parsed = practice.parsed
    blocks = parsed["blocks"]
    table = next(i for i, block in enumerate(blocks) if block["t"] == "Table")
    note = {"t": "Para", "c": [{"t": "Str", "c": "[c]"}]}
    blocks.insert(table + 1, {"t": "Div", "c": [["", ["notes"], []], [note]]})
    html = _html(practice, parsed)
    assert html.index('class="card"') < html.index('class="notes"') < html.index('class="text"')


def test_the_address_of_a_contact_is_a_link(write_practice: Callable[..., SharedPractice]) -> None:
    html = _html(write_practice())
    assert '<a href="mailto:office@oakfield.example">office@oakfield.example</a>.' in html


@pytest.mark.parametrize(
    "word", ["@home", "a@b", "javascript:x@y.org", "a@b.c?subject=d", "x@y.org/../z"]
)
def test_what_only_looks_like_an_address_stays_text(
    word: str, write_practice: Callable[..., SharedPractice]
) -> None:
    html = _html(write_practice(words=f"Write to {word} now."))
    assert html.count("mailto:") == 1  # the contact's own


def test_a_figure_is_found_from_the_page(write_practice: Callable[..., SharedPractice]) -> None:
    practice = write_practice("index")
    picture = {
        "t": "Image",
        "c": [["", [], [["fig-alt", "A dot plot."]]], [], ["figures/fig-a.png", ""]],
    }
    parsed = practice.parsed
    parsed["blocks"].insert(4, {"t": "Para", "c": [picture]})
    html = _html(practice, parsed)
    assert 'src="index-/fig-a.png"' in html
    assert 'alt="A dot plot."' in html
