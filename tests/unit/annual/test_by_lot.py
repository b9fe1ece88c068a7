"""Whether lots were drawn travels in the share file, and is said of schools taken together."""

from __future__ import annotations

import json

import pytest
from shared_years import effect, measured, share

from spp_research.partnership import annual
from spp_research.protect.disclosure import rules_for
from spp_research.share.content import parse, sealed, text_of, whole
from spp_research.words.pooling import in_a_sentence, words

RULES = rules_for("partnership")


def of(*drawn, design="A"):
    effects = [
        effect(value, 1.0, design=design, by_lot=lot, pupils=(40, 41), estimator="one and the same")
        for value, lot in zip((1.0, 3.0, 2.0), drawn, strict=True)
    ]
    return annual.effects(measured(*effects))


@pytest.mark.parametrize(
    ("drawn", "said"),
    [
        ((False, False, False), "unless they were chosen by lot."),
        ((True, False, False), "The groups were drawn by lot in one of three schools;"),
        ((True, True, False), "The groups were drawn by lot in two of three schools;"),
        ((True, True, True), "In all three schools the groups were drawn by lot."),
    ],
)
def test_it_is_said_in_how_many_schools_lots_were_drawn(drawn, said):
    found = of(*drawn)
    (pool,) = annual.pools(found)
    assert said in words(pool, RULES)[-1].plain
    assert said in in_a_sentence(found, RULES).plain
    assert ("unless" in in_a_sentence(found, RULES).plain) == (not any(drawn))


def test_lots_are_no_matter_where_there_is_no_comparison():
    (pool,) = annual.pools(of(True, True, True, design="B"))
    assert "lot" not in words(pool, RULES)[-1].plain


def test_a_file_without_lots_is_one_that_an_older_kit_reads():
    made = sealed(share(effects=(effect(design="A"), effect(design="A", outcome_id="O2"))))
    assert "by_lot" not in text_of(made)
    again = parse(text_of(made).encode(), "one")
    assert again == made and whole(again) and not again.effects[0].by_lot


def test_a_file_with_lots_says_so():
    made = sealed(share(effects=(effect(design="A", by_lot=True), effect(outcome_id="O2"))))
    held = json.loads(text_of(made))["effects"]
    assert held[0]["by_lot"] is True and "by_lot" not in held[1]
    again = parse(text_of(made).encode(), "one")
    assert [one.by_lot for one in again.effects] == [True, False] and whole(again)
