"""What changed in a share file since it was signed is told in words, not by the names of fields."""

from __future__ import annotations

import re

import pytest

from spp_research.protect.signatures import changes, shown_text
from spp_research.publish.sharing_signed import in_words
from spp_research.share.records import Effect, Finding, Practice


def told(was: list[str], now: list[str], section: str = "Outcome O1") -> list[str]:
    texts = [shown_text([(section, line) for line in lines]) for lines in (was, now)]
    return [in_words(one) for one in changes(*texts)]


def test_a_number_is_named_in_words():
    assert told(["se: 0.8"], ["se: 0.9"]) == [
        "Outcome O1: “standard error: 0.8” is now “standard error: 0.9”"
    ]
    assert told([], ["beyond_low: 1.2"]) == ["Outcome O1: new: “beyond low: 1.2”"]
    assert told(["low: 1.0"], []) == ["Outcome O1: gone: “lowest that the data fit: 1.0”"]


def test_what_a_school_wrote_stays_as_it_is():
    """Only the name at the head of a line is a field's."""
    assert told(["finding: Those who: low"], ["finding: Those who: low, now"], "Finding F1") == [
        "Finding F1: “finding: Those who: low” is now “finding: Those who: low, now”"
    ]


def test_a_record_is_not_quoted():
    line = '{"item_id":"I1","asked":"?","waves":[{"wave":"Once","answered":20}]}'
    other = line.replace("20", "21")
    assert told([line], [other], "Question I1") == ["Question I1: other answers or numbers"]


@pytest.mark.parametrize("kind", [Effect, Finding, Practice])
def test_no_field_is_told_by_its_own_name(kind):
    for name in kind.model_fields:
        (said,) = told([f"{name}: 1"], [f"{name}: 2"])
        assert "_" not in said and not re.search(r"\b(?:se|n)\b:", said), said
