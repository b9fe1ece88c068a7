"""Storylines: the shape that the generator relies on, and how their words are filled in."""

from random import Random

import pytest

from spp_research.demo.sharing import variant_of
from spp_research.demo.storylines import Setting, counted, fill, load_storylines, people_in, suits
from spp_research.schema.vocabulary import (
    DIRECTIONS,
    FINDING_KINDS,
    INFORMANTS,
    SCALES,
    SOURCE_TYPES,
    THEMES,
)

STORIES = load_storylines()
LARGE = Setting(years=(1, 6), roll=420, class_size=30, forms=2)
VILLAGE = Setting(years=(1, 6), roll=60, class_size=20, forms=0)


@pytest.fixture(params=STORIES, ids=[story["measure"]["file"] for story in STORIES])
def story(request):
    return request.param


def test_there_are_ten_and_each_kind_of_school_has_three_at_least():
    assert len(STORIES) == 10
    for years in ((1, 2), (3, 6), (1, 6)):
        setting = Setting(years, roll=200, class_size=28, forms=1)
        assert sum(suits(story, setting) for story in STORIES) >= 3


def test_questions_and_evidence_use_the_words_of_the_lists(story):
    assert [question["theme"] in THEMES for question in story["questions"]] == [True, True]
    for question, source, informant, when, direction, people, share, texts in story["evidence"][
        "rows"
    ]:
        assert question in (1, 2)
        assert source in SOURCE_TYPES and informant in INFORMANTS and direction in DIRECTIONS
        assert when in ("before", "review")
        assert len(people) == len(share) and texts


def test_findings_name_evidence_of_their_question(story):
    asked = [row[0] for row in story["evidence"]["rows"]]
    for kind, question, places, *_ in story["findings"]["rows"]:
        assert kind in FINDING_KINDS
        assert {asked[place - 1] for place in places} == {question}
    next_steps = [row for row in story["findings"]["rows"] if row[:2] == ["Next step", 1]]
    assert len(next_steps) == 1, "the action answers it"


def test_something_is_known_before_the_review(story):
    """A school whose review is to come shows this; the first question is always asked."""
    before = [row for row in story["evidence"]["rows"] if row[0] == 1 and row[3] == "before"]
    assert before


def test_everything_that_speaks_of_the_action_has_a_text_for_both_actions(story):
    assert len(story["action"]["action"]) == len(story["action"]["done"]) == 2
    assert len(story["practice"]["principle"]) == 2
    for texts in story["reflection"].values():
        assert len(texts) == 2
    assert len(story["measure"]["question"]) == len(story["implementation"]["a_week"]) == 2


def test_what_a_storyline_asks_in_a_survey_has_a_scale_and_one_question_is_turned(story):
    assert story["survey"]["informant"] in INFORMANTS
    assert all(question in (1, 2) for question, *_ in story["survey"]["rows"])
    assert all(SCALES[scale] for _, _, scale, _ in story["survey"]["rows"])
    assert sum(turned for *_, turned in story["survey"]["rows"]) == 1


def test_three_things_can_be_looked_for_and_two_studies_are_made_up(story):
    assert len(set(story["observations"]["looked_for"])) == 3
    clear = [how for *_, how in story["register"]["rows"]]
    assert len(clear) == 2 and set(clear) <= {"clear", "wide", "none"}


def test_both_principles_fit_on_a_page(story):
    for variant in (0, 1):
        assert len(variant_of(story["practice"]["principle"], variant)) <= 90


def test_only_known_words_stand_in_braces(story):
    facts = dict.fromkeys(("year", "other", "before_month", "start_month", "end_month"), "x")
    for row in story["evidence"]["rows"]:
        for text in row[-1]:
            assert "{" not in fill(text, facts | counted(12, 5), Random(1))
            assert row[5] or not any(f"{{{k}}}" in text for k in "nNkK"), text


@pytest.mark.parametrize("setting", [LARGE, VILLAGE])
def test_counts_leave_somebody_on_each_side(story, setting):
    rng = Random(4)
    for row in story["evidence"]["rows"]:
        number, part = people_in(row, setting, rng)
        assert number is None or 0 < part <= number
        if number and number >= 4:
            assert 2 <= part <= number - 2
        if row[1] == "Lesson visit":
            assert number <= setting.class_size


def test_numbers_up_to_ten_are_words_and_sentences_begin_with_a_capital():
    assert counted(12, 3) == {"n": "12", "k": "three", "N": "12", "K": "Three"}
    assert fill("{n} pupils of {m}", {"n": "four", "m": "ten"}, Random(1)) == "Four pupils of ten"
