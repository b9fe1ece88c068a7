"""The questions of a workshop come from the findings as they stand."""

from dataclasses import replace

import pandas as pd
import pytest

from spp_research import open_workshop
from spp_research.school.workshop import about, open_steps, outside, questions, to_build_on, who
from spp_research.school.workshop.questions import behind, subjects


@pytest.fixture(scope="module")
def oakfield():
    return open_workshop("example", "oakfield", "partnership").study


def with_findings(base, **columns):
    return replace(base, findings=base.findings.assign(**columns))


def test_every_question_is_one_that_the_school_wrote_in_its_own_order(oakfield):
    written = oakfield.base.findings["workshop_question"].dropna()
    asked = questions(oakfield.base)
    assert [question.asked for question in asked] == list(written)
    assert [question.findings for question in asked] == [("F2",), ("F3",), ("F5",), ("F7",)]
    assert asked[0].question_ids == ("Q1",) and asked[0].themes[0].startswith("Our Impact")


def test_one_question_of_two_findings_is_asked_once(oakfield):
    base = with_findings(oakfield.base, workshop_question=None)
    base.findings.loc[base.findings["finding_id"].isin(["F2", "F7"]), "workshop_question"] = "Who?"
    (question,) = questions(base)
    assert question.findings == ("F2", "F7") and question.question_ids == ("Q1", "Q5")


def test_a_next_step_without_a_question_is_named_as_it_stands(oakfield):
    steps = open_steps(oakfield.base)
    assert list(steps["finding_id"]) == ["F8"]
    assert "Q6" not in about(oakfield.base)
    assert list(behind(oakfield.base)["finding_id"]) == ["F2", "F3", "F5", "F7"]


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_without_any_question_the_workshop_is_about_every_next_step(oakfield, nothing):
    base = with_findings(oakfield.base, workshop_question=nothing)
    if nothing is None:
        assert questions(base) == ()
    assert list(open_steps(base)["finding_id"]) == ["F2", "F3", "F5", "F7", "F8"]


def test_without_a_finding_there_is_nothing_and_no_error(oakfield):
    base = replace(oakfield.base, findings=oakfield.base.findings.iloc[:0])
    assert questions(base) == about(base) == subjects(base) == ()
    for found in (open_steps(base), outside(base), to_build_on(base), behind(base)):
        assert isinstance(found, pd.DataFrame) and found.empty


def test_the_register_is_filtered_to_the_questions(oakfield):
    base = with_findings(
        oakfield.base,
        workshop_question=oakfield.base.findings["workshop_question"].where(
            oakfield.base.findings["finding_id"] == "F5"
        ),
    )
    assert list(outside(base)["register_id"]) == ["R4"]


def test_strengths_to_build_on_share_a_theme_with_a_question(oakfield):
    found = to_build_on(oakfield.base)
    assert set(found["kind"]) == {"Strength"}
    assert "F6" not in set(found["finding_id"])  # Looking Forward: no question is about it
    assert {"F1", "F4"} <= set(found["finding_id"])


def test_the_timetable_says_who_comes_and_when(oakfield):
    known = who(oakfield)
    assert (known.champion.name, known.champion.school) == (
        "Ewan Sykes",
        "Osier Road Primary School",
    )
    assert [person.name for person in known.team] == ["Helen Marsden", "Amina Yusuf", "Joanna Pike"]
    assert known.champion not in known.team
    assert known.workshop.isoformat() == "2025-11-20"


def test_a_school_that_is_not_in_the_timetable_has_nobody_yet(oakfield):
    empty = replace(oakfield.partnership, timetable=oakfield.partnership.timetable.iloc[:0])
    known = who(replace(oakfield, partnership=empty))
    assert known.champion is None and known.team == () and known.workshop is None
    assert known.head.name == "Ruth Adeyemi"
