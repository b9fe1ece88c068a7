"""From the exports of form makers to one long frame of answers, without anybody's name."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from survey_answers import read_surveys

from spp_research import intake
from spp_research.intake.frames import OF_ANSWERS, records_of
from spp_research.intake.read.form_columns import about_a_person, without_people
from spp_research.intake.read.sheets import RawCell, RawSheet
from spp_research.intake.surveys.form_answers import read_answer, score_of
from spp_research.intake.surveys.school_surveys import MapPlace, survey_files, survey_readings
from spp_research.schema import PUPILS, SURVEYS
from spp_research.schema.vocabulary import NO_OPINION, SCALES
from spp_research.workspace import Workspace

AGREEMENT, OFTEN = "Agreement, five points", "How often, five points"
QUESTIONS = (
    ("I1", "I choose a book without help", AGREEMENT),
    ("I2", "How often do you read aloud?", OFTEN),
    ("I3", "Whom do you read to? Tick all that apply.", "Several answers"),
    ("I4", "Anything else?", "Own words"),
)
MICROSOFT = ["ID", "Start time", "Completion time", "Email", "Name", *(q[1] for q in QUESTIONS)]
PEOPLE = [
    [
        "1",
        "08/01/2026 09:01",
        "08/01/2026 09:03",
        "jo@a.example",
        "Jo Bloggs",
        "Agree",
        "Never",
        "A friend;At home;",
        "More “time”, please",
    ],
    [
        "2",
        "08/01/2026 09:02",
        "08/01/2026 09:04",
        "al@a.example",
        "Al Hill",
        " strongly  AGREE",
        "Don’t know",
        "At home;",
        "",
    ],
    ["3", "08/01/2026 09:02", "08/01/2026 09:09", "bo@a.example", "Bo Lane", "", "ALWAYS", "", ""],
]


def survey_map(file: str, wave: str = "Before", questions=QUESTIONS) -> pd.DataFrame:
    """The map that reads these questions from one file."""
    rows = [
        {"item_id": item, "file": file, "asked": asked, "scale": scale, "wave": wave}
        for item, asked, scale in questions
    ]
    frame = pd.DataFrame(rows, index=pd.Index(range(7, 7 + len(rows)), name="row"))
    return frame.assign(reversed=None, invited=pd.array([20] * len(rows), dtype="Int64"))


@pytest.fixture
def place(tmp_path) -> Workspace:
    (tmp_path / "schools" / "ashdown" / "surveys").mkdir(parents=True)
    return Workspace(tmp_path)


def folder_of(place: Workspace) -> Path:
    return place.school_folder("ashdown") / "surveys"


def write_csv(path: Path, rows, encoding="utf-8-sig", delimiter=",") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_xlsx(path: Path, rows) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def assert_is_the_survey(frame: pd.DataFrame) -> None:
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == OF_ANSWERS
    asked = {item: frame[frame["item_id"] == item] for item, _, _ in QUESTIONS}
    assert list(asked["I1"]["score"]) == [4, 5, pd.NA]
    assert list(asked["I1"]["answer"].fillna("")) == ["Agree", "Strongly agree", ""]
    assert list(asked["I2"]["answer"]) == ["Never", "Don't know", "Always"]
    assert list(asked["I2"]["score"]) == [1, pd.NA, 5]
    assert list(asked["I3"]["answer"].fillna("")) == ["A friend", "At home", "At home", ""]
    assert list(asked["I3"]["respondent"]) == [2, 2, 3, 4]
    assert asked["I3"]["score"].isna().all()
    assert set(frame["respondent"]) == {2, 3, 4}
    assert not frame.astype(str).apply(lambda c: c.str.contains("Bloggs|@|09:0")).any(axis=None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_of_microsoft_forms(place, encoding, delimiter):
    write_csv(folder_of(place) / "january.csv", [MICROSOFT, *PEOPLE], encoding, delimiter)
    frame, faults = read_surveys(place, "ashdown", survey_map("january.csv"))
    assert_is_the_survey(frame)
    assert [f.code for f in faults] == ["survey.columns-left-out"]
    assert faults[0].message == (
        "The columns “Email” and “Name” say who answered, so they were left out before anything "
        "was read."
    )


def test_a_workbook_of_microsoft_forms(place):
    write_xlsx(folder_of(place) / "january.xlsx", [MICROSOFT, *PEOPLE])
    frame, _ = read_surveys(place, "ashdown", survey_map("January.xlsx"))
    assert_is_the_survey(frame)


def test_an_export_of_google_forms(place):
    people = [
        ["2026/01/08 9:01:00 AM GMT", *row[5:7], row[7].strip(";").replace(";", ", "), row[8]]
        for row in PEOPLE
    ]
    write_csv(folder_of(place) / "january.csv", [["Timestamp", *MICROSOFT[5:]], *people])
    frame, faults = read_surveys(place, "ashdown", survey_map("january"))
    assert_is_the_survey(frame)
    assert {f.code for f in faults} == {"survey.several-commas"}


def test_questions_are_matched_without_numbers_capitals_and_odd_spaces(place):
    header = [*MICROSOFT[:5], *(f"{n}.\u00a0{q[1].upper()} *" for n, q in enumerate(QUESTIONS, 1))]
    write_csv(folder_of(place) / "january.csv", [header, *PEOPLE])
    frame, _ = read_surveys(place, "ashdown", survey_map("january.csv"))
    assert_is_the_survey(frame)


def test_an_answer_that_is_not_on_the_scale_is_a_fault_and_missing(place):
    people = [[*row] for row in PEOPLE]
    people[0][5] = people[2][5] = "Agreed"
    write_csv(folder_of(place) / "january.csv", [MICROSOFT, *people])
    frame, faults = read_surveys(place, "ashdown", survey_map("january.csv"))
    (told,) = (f for f in faults if f.severity == intake.FAULT)
    assert (told.code, told.cell, told.column) == ("survey.answer-unknown", "F2", MICROSOFT[5])
    assert told.message.endswith("Did you mean “Agree”? The same stands in F4.")
    assert list(frame.loc[frame["item_id"] == "I1", "score"]) == [pd.NA, 5, pd.NA]


def test_answers_from_paper_keep_a_number_and_not_the_code(place):
    rows = [
        {"respondent_id": "017", "item_id": "I1", "wave": wave, "answer": answer}
        for wave, answer in (("Before", "disagree"), ("After", "Agree"))
    ] + [{"respondent_id": "018", "item_id": "I1", "wave": "Before", "answer": None}]
    intake.write_workbook(folder_of(place) / "paper.xlsx", SURVEYS, {"survey_responses": rows})
    both = pd.concat([survey_map("paper.xlsx", w, QUESTIONS[:1]) for w in ("Before", "After")])
    both.index = pd.Index([7, 8], name="row")
    frame, faults = read_surveys(place, "ashdown", both)
    assert faults == ()
    assert list(frame["respondent"]) == [7, 7, 9]  # one person before and after
    assert list(frame["score"]) == [2, 4, pd.NA]
    assert "017" not in frame.to_csv()


def test_no_surveys_give_an_empty_frame_of_the_same_types(place):
    frame, faults = read_surveys(place, "ashdown", survey_map("x.csv").iloc[:0])
    assert frame.empty
    assert faults == ()
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == OF_ANSWERS


def test_marked_copies_hold_nobodys_name_and_are_not_read_again(place):
    path = write_csv(folder_of(place) / "january.csv", [MICROSOFT, *PEOPLE])
    (reading, *_), _ = survey_readings(
        place, "ashdown", records_of(survey_map("january.csv")), MapPlace("evidence.xlsx")
    )
    copy = intake.write_checked(reading, path.with_name("january.checked.xlsx"))
    book = openpyxl.load_workbook(copy)
    values = {str(c.value) for page in book for row in page.iter_rows() for c in row if c.value}
    assert "Agree" in values
    assert not any("Bloggs" in v or "@" in v for v in values)
    assert survey_files(place, "ashdown") == (path,)


@pytest.mark.parametrize(
    "header",
    [
        "Name",
        "E-mail address",
        "What is your name? (optional)",
        "Your child's full name",
        "UPN",
        "Date of birth",
        "Please enter your email",
        "Name and class",
        "Pupil ID",
    ],
)
def test_what_asks_for_a_person(header):
    assert about_a_person(header)


@pytest.mark.parametrize(
    "header",
    [
        "Name three books you like",
        "Do you know your teacher's name?",
        "I email my teacher often",
        "How often do you phone home?",
        "What is the name of your favourite book?",
        "Year group",
    ],
)
def test_what_is_a_question(header):
    assert not about_a_person(header)


def test_an_address_without_a_header_is_left_out_too():
    rows = (("Timestamp", "", "I read"), ("1", "jo@a.example", "Often"), ("2", "", "Never"))
    export = without_people(RawSheet("s", rows))
    assert export.left_out == ("without a header",)
    assert [row[1] for row in export.raw.rows] == ["", "", ""]
    assert export.questions == {3: "I read"}


@pytest.mark.parametrize("scale", [s for s, words in SCALES.items() if words])
def test_every_word_of_every_scale_is_read_with_its_score(scale):
    for score, word in enumerate(SCALES[scale], start=1):
        for written in (word, word.upper(), f"  {word}. ", word.replace(" ", "\u00a0")):
            answer = read_answer(scale, RawCell(1, 1, written))
            assert (answer.answers, answer.code) == ((word,), "")
        assert score_of(scale, word) == score
    for word in NO_OPINION:
        for written in (word, word.replace("'", "’").lower()):
            assert read_answer(scale, RawCell(1, 1, written)).answers == (word,)
        assert score_of(scale, word) is None


def test_a_number_for_yes_or_no_could_mean_either():
    assert read_answer("Yes or no", RawCell(1, 1, "1")).code == "survey.answer-unknown"
    assert read_answer(AGREEMENT, RawCell(1, 1, 5)).answers == ("Strongly agree",)
    assert read_answer(AGREEMENT, RawCell(1, 1, "0")).code == "survey.answer-unknown"


@given(st.text(max_size=60), st.sampled_from(sorted(SCALES)), st.booleans())
def test_any_text_is_an_answer_a_blank_or_a_fault(text, scale, google):
    answer = read_answer(scale, RawCell(1, 1, text), google)
    words = SCALES[scale]
    if words:
        assert all(one in (*words, *NO_OPINION) for one in answer.answers)
        assert len(answer.answers) <= 1


def test_a_pupil_file_is_marked_as_well(tmp_path):
    rows = {"pupil_outcomes": [{"outcome_id": "O1", "pupil_id": "1", "group": "Neither"}]}
    path = intake.write_workbook(tmp_path / "reading.xlsx", PUPILS, rows)
    checked = intake.write_checked(intake.read_workbook(path, PUPILS), tmp_path / "c.xlsx")
    assert openpyxl.load_workbook(checked)["Pupil outcomes"]["D7"].comment
