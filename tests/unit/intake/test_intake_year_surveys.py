"""The lead's own surveys: roles in the forms' words, and nobody's name or address."""

from __future__ import annotations

import csv

import pytest

from spp_research import intake
from spp_research.intake.read.sheets import RawCell
from spp_research.intake.surveys.form_answers import ROLE, read_answer
from spp_research.intake.surveys.year_surveys import (
    read_year_surveys,
    year_answers,
    year_survey_files,
)
from spp_research.intake.write.withheld_values import without_values
from spp_research.schema import PARTNERSHIP
from spp_research.schema.surveys import EVERYONE, NOT_GIVEN, OTHER_STAFF, RESPONDENTS
from spp_research.workspace import Workspace

ASKED, WORDS = "The review was worth its time", "What should change?"
HEADER = ["Timestamp", "Email address", "Your name", "What is your role?", ASKED, WORDS]
PEOPLE = [
    ["2026/07/02 9:01:00 AM GMT+1", "jo@a.example", "Jo Bloggs", "Headteacher", "Agree", ""],
    ["2026/07/02 9:02:00 AM GMT+1", "al@a.example", "Al Hill", "Champion", "Neutral", "More"],
    ["2026/07/02 9:03:00 AM GMT+1", "bo@a.example", "Bo Lane", "", "Don’t know", ""],
]


def lead(tmp_path, roles, file="july.csv") -> tuple[Workspace, intake.Reading]:
    """A workspace with one survey, and the lead's workbook that says these rows of roles."""
    asked = [
        {"item_id": item, "file": file, "asked": words, "about": "Peer review itself",
         "scale": scale, "wave": "Once"}
        for item, words, scale in (
            ("I1", ASKED, "Agreement, five points"), ("I2", WORDS, "Own words"))
    ]  # fmt: skip
    sheets = {
        "partnership": [{"name": "Millbrook", "cycle": "2025-26"}],
        "schools": [{"school": "ashdown", "school_name": "Ashdown School"}],
        "people": [
            {"person_id": "P01", "name": "Ann Hill", "school": "ashdown", "role": "Headteacher"},
            {"person_id": "P02", "name": "Una Vale", "role": "SPP associate"},
        ],
        "year_survey_map": asked,
        "survey_roles": [{"file": file, **row} for row in roles],
    }
    intake.write_workbook(tmp_path / "partnership.xlsx", PARTNERSHIP, sheets)
    (tmp_path / "surveys").mkdir()
    with (tmp_path / "surveys" / "july.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([HEADER, *PEOPLE])
    place = Workspace(tmp_path)
    return place, intake.read_workbook(place.partnership_file, PARTNERSHIP)


def test_each_answer_carries_its_role_and_nobodys_name(tmp_path):
    question = {"role_question": "What is your role?"}
    roles = [{"role": r, "invited": 6, **question} for r in ("Headteacher", "Improvement champion")]
    place, reading = lead(tmp_path, roles, file="July")
    assert reading.faults == ()  # and so an associate needs no school
    readings, about_map = read_year_surveys(place, reading)
    assert {f.code for r in readings for f in r.faults} == {
        "survey.columns-left-out",
        "survey.answer-read-as",
    }
    assert about_map == []
    frame = year_answers(readings)
    assert list(frame.loc[frame["item_id"] == "I1", "role"]) == [
        "Headteacher",
        "Improvement champion",
        NOT_GIVEN,
    ]
    assert not frame.astype(str).apply(lambda c: c.str.contains("Bloggs|Hill|@|9:0")).any(axis=None)
    assert set(frame["item_id"]) == {"I1", "I2"}  # the role is no answer of its own


@pytest.mark.parametrize(
    ("rows", "role"),
    [
        ([], EVERYONE),
        ([{"role": "Everyone", "invited": 9}], EVERYONE),
        ([{"role": "Peer reviewer"}], "Peer reviewer"),
    ],
)
def test_without_a_question_all_answers_are_of_the_role_that_was_asked(tmp_path, rows, role):
    place, reading = lead(tmp_path, rows)
    readings, _ = read_year_surveys(place, reading)
    assert set(year_answers(readings)["role"]) == {role}
    assert any(f.code == "survey.unmapped" for r in readings for f in r.faults)


def test_while_the_leads_workbook_has_faults_no_answer_is_read(tmp_path):
    place, _ = lead(tmp_path, [])
    readings, faults = read_year_surveys(place, None)
    assert [f.code for r in readings for f in r.faults] == ["survey.not-read"]
    assert (faults, len(year_answers(readings))) == ([], 0)
    assert list(year_answers(readings).columns)[-1] == "role"


def test_only_exports_are_taken_for_surveys(tmp_path):
    place, _ = lead(tmp_path, [])
    for name in ("~$july.xlsx", "july.checked.xlsx", "notes.docx"):
        (tmp_path / "surveys" / name).write_bytes(b"")
    assert [path.name for path in year_survey_files(place)] == ["july.csv"]


@pytest.mark.parametrize(
    ("said", "role", "code"),
    [
        *((role, role, "") for role in RESPONDENTS),
        ("peer  REVIEWERS", "Peer reviewer", ""),
        ("Head teacher", "Headteacher", ""),
        ("Champion;", "Improvement champion", ""),
        ("Teacher", OTHER_STAFF, ""),
        ("Deputy head", OTHER_STAFF, "survey.role-other"),
        ("Head; Reviewer", "Headteacher", "survey.role-several"),
        ("Prefer not to say", None, ""),
        ("", None, ""),
    ],
)
def test_roles_in_the_words_of_forms(said, role, code):
    answer = read_answer(ROLE, RawCell(2, 1, said))
    assert (next(iter(answer.answers), None), answer.code) == (role, code)


@pytest.mark.parametrize(
    "said", ["Jo’s class, \u00a0Room 2", "Jo\u200bBloggs", "Head of Jo’s; Teacher"]
)
def test_what_was_typed_is_taken_out_of_a_message_however_it_was_typed(tmp_path, said):
    place, reading = lead(
        tmp_path, [{"role": "Headteacher", "role_question": "What is your role?"}]
    )
    with (tmp_path / "surveys" / "july.csv").open("a", encoding="utf-8", newline="") as out:
        csv.writer(out).writerow(["2026/07/02 9:04:00 AM GMT+1", "", "", said, said, ""])
    readings, _ = read_year_surveys(place, reading)
    printed = " ".join(f.message for r in readings for f in without_values(r).faults)
    assert "“…” is none of the programme's roles" in printed
    assert "“…” is not an answer of this scale" in printed
    assert "Jo" not in printed
