"""The sheets about finding out, in the hand-written example and in generated partnerships."""

from collections import Counter

import enquiry_rules
import pytest

from spp_research.demo.generated import generate
from spp_research.demo.riverside_example import riverside
from spp_research.schema import SCHOOL

NEW_SHEETS = ("observations", "register", "support", "implementation", "survey_map", "ethics")
RULES = (
    enquiry_rules.broken_observations,
    enquiry_rules.broken_register,
    enquiry_rules.broken_outcomes,
    enquiry_rules.broken_implementation,
    enquiry_rules.broken_surveys,
)


@pytest.fixture(scope="module", params=["riverside", "generated"])
def book(request):
    return riverside() if request.param == "riverside" else generate(40, seed=5)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_sheets_keep_the_rules(book, rule):
    assert list(rule(book)) == []


def test_every_sheet_and_column_is_filled_somewhere(book):
    used = Counter(
        f"{name}.{column}"
        for school in book.schools
        for name in NEW_SHEETS
        for row in school.sheets.get(name, [])
        for column, value in row.items()
        if value is not None
    )
    declared = [
        f"{name}.{field.name}" for name in NEW_SHEETS for field in SCHOOL.sheet(name).fields
    ]
    assert [name for name in declared if not used[name]] == []


def test_an_offer_and_a_need_of_two_schools_meet_in_a_theme(book):
    themes = {"Offer": {}, "Need": {}}
    for school in book.schools:
        for row in school.sheets.get("support", []):
            themes[row["kind"]].setdefault(row["theme"], set()).add(school.slug)
    both = themes["Offer"].keys() & themes["Need"].keys()
    assert any(len(themes["Offer"][theme] | themes["Need"][theme]) > 1 for theme in both)


def test_one_study_estimated_nothing(book):
    said = {row["estimated"] for s in book.schools for row in s.sheets.get("register", [])}
    assert said == {"Yes", "No"}


def test_no_study_stands_twice_in_a_school(book):
    for school in book.schools:
        studies = [row["study"] for row in school.sheets.get("register", [])]
        assert len(set(studies)) == len(studies)


def test_surveys_come_from_both_form_makers_and_in_both_kinds_of_file(book):
    files = [(file, table) for s in book.schools for file, table in s.surveys.items()]
    assert {file.rsplit(".", 1)[1] for file, _ in files} == {"csv", "xlsx"}
    assert {table[0][0] for _, table in files} == {"ID", "Timestamp"}


@pytest.mark.slow
def test_some_generated_schools_have_a_survey_and_most_have_none():
    schools = [s for s in generate(300, seed=3).schools if "reflection" in s.sheets]
    asked = sum(bool(school.surveys) for school in schools)
    assert 0.2 < asked / len(schools) < 0.6
    assert any(len(table) - 1 < 10 for s in schools for table in s.surveys.values())
