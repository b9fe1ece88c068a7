"""The pages in the share files of the example hub: they say what their own files say."""

from __future__ import annotations

from pathlib import Path

import pytest

from spp_research.protect.disclosure import Audience, rules_for
from spp_research.protect.signatures import ShownText
from spp_research.publish.kept import written_lines
from spp_research.school.takes_up import letters_in, letters_of
from spp_research.share import SchoolShare
from spp_research.share.files import read_share
from spp_research.words.amounts import amount, decimals, span
from spp_research.workspace import kit_resources

PLACE = kit_resources() / "examples" / "northshire" / "partnerships"


@pytest.fixture(scope="module")
def shares() -> dict[str, SchoolShare]:
    """The files with a page, by school."""
    read = (read_share(path, texts=False) for path in sorted(Path(PLACE).rglob("*.json")))
    return {one.school: one for one in read if one.write_up}


def test_every_partnership_has_a_practice_for_everyone(shares):
    assert len(shares) == 15
    assert {one.partnership for one in shares.values()} == {
        read_share(path, texts=False).partnership for path in PLACE.rglob("*.json")
    }


def test_each_page_says_the_school_and_the_result_of_its_own_file(shares):
    rules = rules_for(Audience.PUBLIC)
    for share in shares.values():
        page, text = share.write_up, share.write_up.text
        (found,) = (e for e in share.effects if e.outcome_id == share.practice.outcome_id)
        told = (found.unit, found.pupils, rules, decimals(found))
        assert f'subtitle: "{share.school_name}"' in text and page.text_mark in text
        assert "Riverside" not in text and "figures/" not in text
        for said in (amount(found.value, *told), span(found.low, found.high, *told)):
            assert said.text in text
        assert text.count(f"({found.pupils[0]} and {found.pupils[1]} pupils)") == 2


def test_two_schools_take_up_what_another_of_their_partnership_shared(shares):
    taken = {name: letters_in(one.write_up.text) for name, one in shares.items()}
    assert {name: letters for name, letters in taken.items() if letters} == {
        "harebellshaw-park": letters_of("willowgarth-rise", "B1"),
        "otterfold-wharf": letters_of("teaselcombe-road", "B1"),
    }


def test_the_mark_is_that_of_the_text(shares):
    page = shares["harebellshaw-park"].write_up
    style = kit_resources() / "reports" / "_style"
    assert ShownText(written_lines(page.text, style)).mark == page.text_mark
