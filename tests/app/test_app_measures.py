"""The list of measures in the pages of `spp app`: the facts that `spp measures` prints."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from spp_research.cli.measuring import lines_of
from spp_research.school.measure_bank import search


def test_every_measure_with_every_fact_that_the_command_prints(lead, hub):
    assert "/measures" in lead.get("/schools/oakfield/projects").links
    for browser in (lead, hub):
        words = browser.get("/measures").words
        for one in search():
            for line in lines_of(one):
                assert " ".join(line[15:].split()) in words or line == one.name
            assert one.name in words


def test_those_of_an_outcome_for_a_stage(lead):
    page = lead.get("/measures?outcome=wellbeing&stage=KS2")
    assert page.text.count("<section") == len(search("wellbeing", "KS2")) > 0
    assert 'value="wellbeing"' in page.text


@pytest.mark.parametrize("stage", ["KS9", "<script>alert(1)</script>", "x" * 9999, "../.."])
def test_a_stage_that_there_is_not_is_said_in_the_page(lead, stage):
    page = lead.get(f"/measures?stage={quote(stage)}")
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert page.text.count("<section") == 0
    assert "spp " not in page.words
