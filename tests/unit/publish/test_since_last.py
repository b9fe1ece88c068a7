"""What a remade document says of the version before it."""

from __future__ import annotations

import json

import pytest

from spp_research.protect.disclosure import Audience
from spp_research.protect.signatures import shown_text
from spp_research.publish.since_last import Before, shown_facts, told

FIRST = [
    ("First page", "Impact reflection"),
    ("Key points", "19 of 27 pupils read aloud to somebody last week."),
    ("Key points", "The school planned two actions."),
    ("What changed", "Picture: Bars, 4 and 6."),
    ("What changed", "Drawn: Before = 4"),
    ("What we learnt", "Protect the ten minutes."),
    ("What surprised us", "Siân’s mother told us at the gate."),
]


def manifest(lines=FIRST, **other):
    facts = {
        "audience": "partnership",
        "made_on": "2026-07-10",
        "shown": shown_facts(shown_text(lines)),
        "sheets": {"Action plan": "a", "Outcomes": "o"},
        "sources": {"people": "p", "workbook": "w", "settings": "s"},
    }
    return json.loads(json.dumps(facts | other))


def before(known, sheets=("a", "o"), people="p"):
    now = dict(zip(("Action plan", "Outcomes"), sheets, strict=True))
    return Before(known, now, {"people": people, "workbook": "x", "settings": "s"})


def changed(*changes):
    """The first text with lines in the place of others; None for a line that is gone."""
    lines = dict(enumerate(FIRST)) | dict(changes)
    return shown_text([line for _, line in sorted(lines.items()) if line])


def test_a_first_version_says_nothing():
    assert before({}).since(shown_text(FIRST), Audience.PARTNERSHIP) is None
    older = {k: v for k, v in manifest().items() if k != "shown"}  # of an older kit
    assert before(older).since(shown_text(FIRST), Audience.PARTNERSHIP) is None


def test_one_other_number_is_told_with_its_sheet(snapshot):
    text = changed((1, ("Key points", "20 of 27 pupils read aloud to somebody last week.")))
    since = before(manifest(), sheets=("a", "other")).since(text, Audience.PARTNERSHIP)
    assert "\n".join(told(since)) == snapshot


def test_many_changes_are_cut_short_and_nothing_that_is_gone_is_quoted(snapshot):
    text = changed(
        (1, ("Key points", "[c] of [c] pupils read aloud to somebody last week.")),
        (2, ("Key points", "The school planned three actions *today*.")),
        (4, ("What changed", "Drawn: Before = 5")),
        (6, None),
        *((n, ("What comes next", f"A new line, the {n}th")) for n in range(7, 15)),
    )
    since = before(manifest(), ("b", "o"), "q").since(text, Audience.PARTNERSHIP)
    said = "\n".join(told(since))
    assert said == snapshot
    whole = json.dumps(since.facts, ensure_ascii=False)
    assert "19 of" not in whole and "Siân" not in whole and "Before" not in whole


@pytest.mark.parametrize("audience", Audience)
def test_it_is_for_the_readers_of_the_version_before_and_never_for_everyone(audience):
    text = changed((6, None))
    since = before(manifest(audience=audience.value)).since(text, audience)
    assert (since is None) == (audience is Audience.PUBLIC)
    others = before(manifest(audience="school" if audience != "school" else "partnership"))
    assert others.since(text, audience) is None


def test_a_version_with_the_same_text_tells_what_the_one_before_told():
    text = changed((6, None))
    since = before(manifest()).since(text, Audience.PARTNERSHIP)
    again = manifest([(line.section, line.words) for line in text.lines], since=since.facts)
    assert before(again).since(text, Audience.PARTNERSHIP) == since
    assert before(manifest()).since(shown_text(FIRST), Audience.PARTNERSHIP) is None
