"""The half-day of a workshop: its times, and its prompts in coaching language."""

import re
from datetime import datetime, timedelta

import pytest

from spp_research.protect import language, personal
from spp_research.school.workshop import agenda
from spp_research.school.workshop.agenda import ends, fit

EVERY_CASE = range(7)


@pytest.mark.parametrize("questions", EVERY_CASE)
def test_a_half_day_without_a_gap(questions):
    slots = agenda(questions)
    at = datetime.combine(datetime.min, slots[0].start)
    assert f"{at:%H:%M}" == "13:30"
    for slot in slots:
        assert slot.start == at.time() and slot.minutes > 0
        at += timedelta(minutes=slot.minutes)
    assert ends(slots) == at.time()
    assert f"{at:%H:%M}" == "16:30"


@pytest.mark.parametrize("questions", EVERY_CASE)
def test_each_question_has_a_round_as_long_as_any_other(questions):
    rounds = [slot for slot in agenda(questions) if slot.step.is_round]
    assert len({slot.minutes for slot in rounds}) == 1
    if 0 < questions <= fit():
        assert [slot.question for slot in rounds] == list(range(1, questions + 1))
    else:
        assert len(rounds) == 2 and {slot.question for slot in rounds} == {0}


def test_questions_are_chosen_from_where_there_are_many_and_made_where_there_is_none():
    names = {n: {slot.step.name for slot in agenda(n)} for n in (0, 2, 4)}
    assert "Choosing questions" in names[4] - names[2] - names[0]
    assert "Making questions" in names[0] - names[2] - names[4]


def every_step():
    steps = {slot.step.name: slot.step for n in EVERY_CASE for slot in agenda(n)}
    return steps.values()


@pytest.mark.parametrize("step", every_step(), ids=lambda step: step.name)
def test_prompts_ask_and_give_no_advice(step):
    assert step.prompts or step.name == "Break"
    for prompt in step.prompts:
        assert prompt.endswith("?")
        assert not re.search(
            r"\b(should|must|ought|have to|need to|why don|don’t you|recommend|advise|best)\b",
            prompt,
            re.IGNORECASE,
        )
        assert not re.match(r"(Is|Are|Do|Does|Did|Can|Could you|Will|Have|Has)\b", prompt), (
            "it can be answered with yes or no"
        )


@pytest.mark.parametrize("step", every_step(), ids=lambda step: step.name)
def test_no_word_judges_ranks_or_claims(step):
    text = "\n".join([step.name, step.what, *step.prompts])
    assert language.find(text) == ()
    assert list(personal.find(text)) == []
