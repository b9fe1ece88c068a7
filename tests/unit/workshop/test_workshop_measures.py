"""The kit's own list of measures: well formed, neutral, and chosen by what a finding is about."""

import re

import pytest

from spp_research.protect import language
from spp_research.schema.vocabulary import DESIGNS, SOURCE_TYPES, THEMES
from spp_research.school.review import theme_name
from spp_research.school.workshop import measures
from spp_research.school.workshop.measures import NUMBERS, SHARES, every_measure
from spp_research.school.workshop.questions import Subject

SHORT = {theme_name(theme) for theme in THEMES}


@pytest.mark.parametrize("measure", every_measure(), ids=lambda measure: measure.name)
def test_it_is_well_formed(measure):
    assert set(measure.designs) <= set(DESIGNS) and measure.designs
    assert list(measure.designs) == sorted(measure.designs)
    assert measure.shows in (NUMBERS, SHARES, "")
    assert set(measure.themes) <= SHORT and measure.themes
    assert set(measure.sources) <= set(SOURCE_TYPES)
    assert measure.set_up > 0 and measure.minutes > 0
    # What is looked at once only, or told, cannot show a change.
    assert bool(measure.shows) <= bool(set(measure.designs) & set("ABC"))


@pytest.mark.parametrize("measure", every_measure(), ids=lambda measure: measure.name)
def test_the_number_that_times_are_for_is_the_one_it_says(measure):
    words = {"six": 6, "ten": 10, "one": 1}
    number = measure.whom.split()[0]
    assert measure.people == (int(number) if number.isdigit() else words[number])
    assert measure.minutes == measure.adults * (measure.together + measure.each * measure.people)


@pytest.mark.parametrize("measure", every_measure(), ids=lambda measure: measure.name)
def test_it_neither_judges_nor_claims(measure):
    text = f"{measure.name} {measure.tells} {measure.worth}"
    assert language.find(text) == ()
    assert not re.search(r"\b(prove|impact|effective|robust|valid)\w*", text, re.IGNORECASE)


def subject(theme, *sources, words="", finding="F1"):
    return Subject(finding, theme, frozenset(sources), words)


def names(*subjects):
    return [measure.name for measure, _ in measures(subjects)]


def test_measures_suit_the_theme_and_a_kind_of_evidence_that_the_school_has_used():
    inward = names(subject(THEMES[2], "Lesson visit"))
    assert "Two visitors, one thing to look for" in inward
    assert "A short survey of families" not in inward
    forward = names(subject(THEMES[1], "School document"))
    assert forward == ["The same papers, a year apart", "A tally of what took place"]


def test_attendance_is_for_questions_about_attendance():
    register = "Attendance from the registers"
    assert register not in names(subject(THEMES[0], "Assessment data", words="Do pupils read?"))
    assert register in names(subject(THEMES[0], words="Pupils who are often absent on Mondays"))


def test_each_measure_names_the_findings_that_it_suits():
    found = dict(
        measures(
            [
                subject(THEMES[2], "Lesson visit", finding="F3"),
                subject(THEMES[0], "Work scrutiny", finding="F9"),
            ]
        )
    )
    by_name = {measure.name: ids for measure, ids in found.items()}
    assert by_name["Two visitors, one thing to look for"] == ("F3",)
    assert by_name["A tally of what took place"] == ("F3", "F9")
    assert measures([]) == ()
