"""What comes back from a workbook: frames, types, other formats, and layouts of a school's own."""

from __future__ import annotations

import copy
import datetime as dt
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from spp_research import intake
from spp_research.errors import EvidenceError
from spp_research.schema import PUPILS, SCHOOL, WORKBOOKS, Kind

ROWS = {
    "school": [
        {
            "school": "ashdown",
            "school_name": "Ashdown School",
            "pupils_on_roll": 210,
            "focus": "To what extent does every pupil read each day?",
        }
    ],
    "self_review": [
        {
            "question_id": "Q1",
            "theme": "Looking Inward: What happens in the classroom?",
            "question": "To what extent do pupils choose books well?",
            "self_view": "Most do.\nSome do not.",
        }
    ],
    "evidence": [
        {
            "evidence_id": f"E{n}",
            "question_id": "Q1",
            "source_type": "Lesson visit",
            "date": dt.date(2025, 11, n),
            "people": n,
            "seen": f"Seen by {n}.",
            "direction": "Mixed",
        }
        for n in range(1, 8)
    ],
    "findings": [
        {
            "finding_id": "F1",
            "kind": "Strength",
            "question_id": "Q1",
            "finding": "Pupils choose well.",
            "evidence_ids": ["E1", "E7"],
        }
    ],
}
PUPIL_ROWS = {
    "pupil_outcomes": [
        {
            "outcome_id": "O1",
            "pupil_id": f"{n:03d}",
            "group": "Project" if n % 2 else "Comparison",
            "class_name": "3A",
            "baseline": n / 4 if n != 5 else None,
            "follow_up": n + 0.1,
        }
        for n in range(1, 30)
    ]
}


@pytest.fixture
def workbook(tmp_path) -> Path:
    return intake.write_workbook(tmp_path / "evidence.xlsx", SCHOOL, ROWS)


@pytest.fixture
def pupil_file(tmp_path) -> Path:
    return intake.write_workbook(tmp_path / "reading.xlsx", PUPILS, PUPIL_ROWS)


def contents(reading: intake.Reading) -> dict[str, pd.DataFrame]:
    return {name: frame.reset_index(drop=True) for name, frame in reading.frames.items()}


def assert_same(one: intake.Reading, other: intake.Reading) -> None:
    for name, frame in contents(one).items():
        pd.testing.assert_frame_equal(frame, contents(other)[name])


def change(path: Path, edit) -> Path:
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return path


def test_what_was_written_is_what_is_read(workbook):
    reading = intake.require(intake.read_workbook(workbook, SCHOOL))
    assert reading.faults == ()
    evidence = reading.frames["evidence"]
    assert list(evidence["evidence_id"]) == [f"E{n}" for n in range(1, 8)]
    assert list(evidence["date"]) == [pd.Timestamp(2025, 11, n) for n in range(1, 8)]
    assert list(evidence.index) == list(range(7, 14))
    assert evidence.index.name == "row"
    assert reading.frames["findings"].at[7, "evidence_ids"] == ("E1", "E7")
    assert reading.frames["self_review"].at[7, "self_view"] == "Most do.\nSome do not."


def test_every_declared_sheet_is_there_with_its_types_even_when_nothing_was_read(tmp_path):
    for book in WORKBOOKS:
        reading = intake.read_workbook(tmp_path / "nothing.xlsx", book)
        assert not reading.ok
        for sheet in book.sheets:
            frame = reading.frames[sheet.name]
            assert list(frame) == [field.name for field in sheet.fields]
            for field in sheet.fields:
                expected = {
                    Kind.DATE: "datetime64[us]",
                    Kind.WHOLE: "Int64",
                    Kind.NUMBER: "Float64",
                    Kind.REFERENCES: "object",
                    Kind.CHOICES: "object",
                }.get(field.kind, "str")
                assert str(frame[field.name].dtype) == expected


def test_missing_values_answer_to_isna_and_no_references_are_an_empty_tuple(tmp_path):
    rows = copy.deepcopy(ROWS)
    rows["findings"][0]["evidence_ids"] = None
    path = intake.write_workbook(tmp_path / "e.xlsx", SCHOOL, rows)
    frames = intake.read_workbook(path, SCHOOL).frames
    assert frames["evidence"]["informant"].isna().all()
    assert frames["school"]["context"].isna().all()
    assert frames["findings"].at[7, "evidence_ids"] == ()


def test_keys_are_the_ids_that_others_refer_to(workbook):
    keys = intake.read_workbook(workbook, SCHOOL).keys()
    assert keys["self_review.question_id"] == {"Q1"}
    assert keys["evidence.evidence_id"] == {f"E{n}" for n in range(1, 8)}
    assert keys["outcomes.outcome_id"] == frozenset()


def test_the_fingerprint_is_of_the_bytes(workbook, tmp_path):
    one = intake.read_workbook(workbook, SCHOOL)
    two = intake.read_workbook(Path(shutil.copy(workbook, tmp_path / "b.xlsx")), SCHOOL)
    assert one.fingerprint == two.fingerprint
    assert len(one.fingerprint) == 32
    change(workbook, lambda book: None)
    assert intake.read_workbook(workbook, SCHOOL).fingerprint != one.fingerprint


def test_require_names_the_file_the_count_and_the_first_cell(tmp_path):
    rows = copy.deepcopy(ROWS)
    rows["evidence"][2]["people"] = "six"
    rows["evidence"][4]["date"] = "11/25/2025"
    path = intake.write_workbook(tmp_path / "e.xlsx", SCHOOL, rows)
    reading = intake.read_workbook(path, SCHOOL, shown_as="schools/ashdown/evidence.xlsx")
    with pytest.raises(EvidenceError) as raised:
        intake.require(reading)
    assert str(raised.value) == (
        "schools/ashdown/evidence.xlsx has 2 faults; the first (Evidence, G9): “six” is not a "
        "number: write digits only, such as 12.5, or leave the cell blank if there is none. To see "
        "all of them, run: spp check"
    )


def test_a_cell_that_could_not_be_read_is_missing_and_the_others_stay(tmp_path):
    rows = copy.deepcopy(ROWS)
    rows["evidence"][2]["people"] = "six"
    path = intake.write_workbook(tmp_path / "e.xlsx", SCHOOL, rows)
    people = intake.read_workbook(path, SCHOOL).frames["evidence"]["people"]
    assert pd.isna(people.at[9])
    assert list(people.drop(9)) == [1, 2, 4, 5, 6, 7]


@pytest.mark.slow
def test_sheets_in_another_order_and_columns_in_another_order(workbook):
    before = intake.read_workbook(workbook, SCHOOL)

    def edit(book):
        book._sheets.reverse()
        page = book["Evidence"]
        for row in range(4, 14):
            values = [page.cell(row, c).value for c in range(2, 10)]
            for column, value in enumerate(reversed(values), start=2):
                page.cell(row, column).value = value

    after = intake.read_workbook(change(workbook, edit), SCHOOL)
    assert after.faults == ()
    assert_same(before, after)


def test_a_workbook_of_their_own_with_other_titles_headers_and_gaps(tmp_path):
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Spring scores"
    page["B2"] = "Reading project, spring"
    page["B3"] = "Entered by the office"
    page.append([])
    page.append([None, "Pupil", "OUTCOME", "group ", "Pre", "Post", "Comment"])
    page.append([None, "007", "O1", "project", 11, 14.5, "was late"])
    page.append([])
    page.append([None, 12, "O1", "COMPARISON", "abs", "12.25", None])
    book.save(tmp_path / "scores.xlsx")
    reading = intake.read_workbook(tmp_path / "scores.xlsx", PUPILS)
    assert reading.ok
    frame = reading.frames["pupil_outcomes"]
    assert list(frame.index) == [6, 8]
    assert list(frame["pupil_id"]) == ["007", "12"]
    assert list(frame["group"]) == ["Project", "Comparison"]
    assert list(frame["follow_up"]) == [14.5, 12.25]
    assert pd.isna(frame.at[8, "baseline"])
    said = [f.code for f in reading.faults]
    assert said.count("column.renamed") == 4
    assert {"sheet.renamed", "column.unused", "column.absent"} < set(said)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_csv_in_every_usual_encoding_and_separator(tmp_path, separator, encoding):
    lines = [
        ["Outcome ID", "Pupil ID", "Group", "Class", "Baseline", "Follow-up"],
        ["O1", "007", "Project", '"3é, A"' if separator == "," else "3é, A", "11", "14.5"],
        ["O1", "012", "Comparison", "3B", "", "12.25"],
    ]
    text = "\r\n".join(separator.join(line) for line in lines)
    path = tmp_path / "scores.csv"
    path.write_bytes(text.encode(encoding))
    reading = intake.read_workbook(path, PUPILS)
    assert reading.ok
    frame = reading.frames["pupil_outcomes"]
    assert list(frame["pupil_id"]) == ["007", "012"]
    assert frame.at[2, "class_name"] == "3é, A"
    assert list(frame["follow_up"]) == [14.5, 12.25]


def test_the_separator_that_excel_declares_is_believed(tmp_path):
    text = "sep=|\r\nOutcome ID|Pupil ID|Group\r\nO1|007|Project\r\n"
    (tmp_path / "scores.csv").write_text(text, encoding="utf-8")
    reading = intake.read_workbook(tmp_path / "scores.csv", PUPILS)
    assert reading.ok
    assert list(reading.frames["pupil_outcomes"].index) == [3]


def test_rows_of_a_csv_are_counted_as_a_spreadsheet_counts_them(tmp_path):
    text = 'Outcome ID,Pupil ID,Group,Class\n\nO1,1,Project,"two\nlines"\nO1,2,Neither,\n'
    (tmp_path / "scores.csv").write_text(text, encoding="utf-8")
    reading = intake.read_workbook(tmp_path / "scores.csv", PUPILS)
    assert [f.cell for f in reading.faults if f.severity == "fault"] == ["C4"]


def test_noughts_that_only_the_format_shows_are_kept(pupil_file):
    def edit(book):
        cell = book["Pupil outcomes"]["C8"]
        cell.value, cell.number_format = 417, "0000"

    frame = intake.read_workbook(change(pupil_file, edit), PUPILS).frames["pupil_outcomes"]
    assert frame.at[8, "pupil_id"] == "0417"


def test_macros_are_ignored(workbook, tmp_path):
    before = intake.read_workbook(workbook, SCHOOL)
    after = intake.read_workbook(Path(shutil.copy(workbook, tmp_path / "e.xlsm")), SCHOOL)
    assert after.faults == ()
    assert_same(before, after)


def _libreoffice(path: Path, ending: str) -> Path:
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        pytest.skip("LibreOffice is not installed")
    out = path.parent / "converted"
    profile = f"-env:UserInstallation=file://{path.parent / 'profile'}"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", ending, "--outdir", out, path],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return out / f"{path.stem}.{ending}"


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["ods", "xlsx"])
def test_a_workbook_that_libreoffice_saved_reads_the_same(workbook, ending):
    before = intake.read_workbook(workbook, SCHOOL)
    after = intake.read_workbook(_libreoffice(workbook, ending), SCHOOL)
    assert [f for f in after.faults if f.code != "sheet.unused"] == []
    assert_same(before, after)


@pytest.mark.slow
def test_errors_shares_and_hidden_rows_of_an_ods_are_found(pupil_file):
    def edit(book):
        page = book["Pupil outcomes"]
        page["G8"] = "=1/0"
        page["G9"], page["G9"].number_format = 0.62, "0%"
        page.row_dimensions[12].hidden = True

    path = _libreoffice(change(pupil_file, edit), "ods")
    found = {(f.code, f.cell) for f in intake.read_workbook(path, PUPILS).faults}
    assert found == {("cell.error", "G8"), ("number.percent", "G9"), ("row.hidden", "A12")}


def test_only_the_cell_with_an_error_is_lost(pupil_file):
    before = intake.read_workbook(pupil_file, PUPILS).frames["pupil_outcomes"]

    def edit(book):
        cell = book["Pupil outcomes"]["H12"]
        cell.value, cell.data_type = "#N/A", "e"

    reading = intake.read_workbook(change(pupil_file, edit), PUPILS)
    after = reading.frames["pupil_outcomes"]
    assert [(f.code, f.cell, f.found) for f in reading.faults] == [("cell.error", "H12", "#N/A")]
    assert pd.isna(after.at[12, "follow_up"])
    pd.testing.assert_frame_equal(before.drop(index=12), after.drop(index=12))
