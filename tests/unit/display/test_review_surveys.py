"""The surveys that belong to the review stand in its summary, and those of an action do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spp_research import open_school, review_summary
from spp_research.protect.disclosure import rules_for
from spp_research.school import survey


@pytest.fixture(scope="module")
def study():
    """A school whose parents were asked once, on a question that an action follows."""
    return open_school("example", "tannery-lane", "partnership")


def without_actions(study):
    base = replace(study.base, actions=study.base.actions.iloc[:0])
    return replace(study, base=base)


def test_a_survey_that_an_action_follows_is_not_of_the_review(study):
    assert survey.items(study.base) and survey.of_the_review(study.base) == ()
    assert review_summary.surveys(study) is None
    assert review_summary.surveys_chart(study) is None


def test_a_survey_of_the_review_is_told_with_its_numbers_and_drawn(study):
    early = without_actions(study)
    assert len(survey.of_the_review(early.base)) == 7
    said = review_summary.surveys(early).markdown
    assert (
        "48 of 61 parents and carers (79%) agreed. The data fit anything from 67% to 87%." in said
    )
    assert said.count("parents and carers") == 7
    chart = review_summary.surveys_chart(early)
    assert chart.label == "fig-surveys" and "parents" in chart.subtitle.lower()


def test_answers_of_few_people_stay_hidden(study):
    strict = replace(without_actions(study), rules=replace(study.rules, fewest_respondents=500))
    said = review_summary.surveys(strict).markdown
    assert "hidden" in said and "%" not in said
    assert review_summary.surveys_chart(strict) is None


def test_what_was_asked_on_no_enquiry_question_or_afterwards_is_left_out(study):
    early = without_actions(study)
    unasked = early.base.survey_map.assign(question_id=None)
    assert survey.of_the_review(replace(early.base, survey_map=unasked)) == ()
    twice = open_school("example", "oakfield", "partnership")
    assert survey.of_the_review(without_actions(twice).base) == ()
    assert survey.of_the_review(open_school("example", "withy-bridge", "school").base) == ()


def test_everybody_reads_no_more_than_the_partnership(study):
    public = replace(without_actions(study), rules=rules_for("public"))
    said = review_summary.surveys(public).markdown
    assert said.count("%") <= review_summary.surveys(without_actions(study)).markdown.count("%")
