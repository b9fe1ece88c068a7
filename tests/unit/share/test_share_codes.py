"""Why a number is missing travels as a code, and is said by whoever reads it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import shared_years as made

from spp_research.protect.disclosure import rules_for
from spp_research.publish import sharing_results
from spp_research.school.impact.audience import AWAY, ROOM, few
from spp_research.school.survey.bands import few_answers
from spp_research.share import Answers, Item
from spp_research.share.codes import Rule, Why, read_code, with_number
from spp_research.share.content import parse, sealed, text_of
from spp_research.words.coded import why_none

RULES = rules_for("partnership")
SYMBOLS = {"few": few(RULES), "answers": few_answers(RULES)}


@pytest.mark.parametrize("code", [*Why, *Rule])
def test_every_code_is_said_in_words(code):
    said = why_none(code.value)
    assert said != code.value and " " in said and "{" not in said
    assert read_code(code.value) == (code, "")


@pytest.mark.parametrize("symbol", SYMBOLS.values(), ids=SYMBOLS)
def test_a_rule_with_a_threshold_is_said_as_the_sender_says_it(symbol):
    coded = sharing_results._coded(symbol, RULES)
    assert ":" in coded and why_none(coded) == symbol.rule


@pytest.mark.parametrize("rule", [AWAY, ROOM])
def test_a_rule_without_one_too(rule):
    assert why_none(sharing_results._coded(SimpleNamespace(rule=rule), RULES)) == rule


def test_what_an_estimate_was_refused_for_is_said_as_the_sender_says_it():
    for reason, code in sharing_results._REFUSED.items():
        assert why_none(code.value) == reason


@pytest.mark.parametrize(
    "words",
    [
        "no pupil’s result has been written down yet",
        "few-pupils:",
        "few-pupils:6 or so",
        "seven",
        "",
    ],
)
def test_a_sentence_of_an_older_file_stays_as_it_stands(words):
    assert why_none(words) == words and read_code(words) == (None, "")


def nothing(**more):
    """An outcome without an estimate."""
    return made.effect(None, **more).model_copy(
        update={"se": None, "standardised_variance": None, "pupils": ()}
    )


def of_codes():
    hidden = with_number(Rule.FEW_PUPILS, 6)
    effects = (nothing(rule=hidden), nothing(outcome_id="O2", reason=Why.TOO_FEW.value))
    wave = Answers(wave="Once", rule=with_number(Rule.FEW_ANSWERS, 10))
    item = Item(item_id="I1", asked="?", scale="Often", informant="Pupils", waves=(wave,))
    return made.share(effects=effects, answers=(item,), hidden={hidden: 1})


def test_only_a_file_with_codes_asks_for_a_kit_that_knows_them():
    coded = sealed(of_codes())
    assert coded.version == 7
    assert parse(text_of(coded).encode(), "share/aldermoor.json") == coded
    assert sealed(made.share(effects=(made.effect(),))).version == 3


def test_a_file_of_the_version_before_says_its_sentences_as_they_stand():
    words = {"rule": "", "reason": "too few pupils were measured"}
    old = sealed(made.share(effects=(nothing(**words),)))
    assert old.version == 3
    (effect,) = parse(text_of(old).encode(), "share/aldermoor.json").effects
    assert why_none(effect.reason) == words["reason"]
