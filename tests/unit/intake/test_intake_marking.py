"""The marked copy: every value at its address, every fault marked, explained and linked."""

from __future__ import annotations

import copy
from pathlib import Path

import openpyxl
import pytest
from test_intake_reading import PUPIL_ROWS, ROWS

from spp_research import intake
from spp_research.schema import PUPILS, SCHOOL


@pytest.fixture
def broken(tmp_path) -> intake.Reading:
    rows = copy.deepcopy(ROWS)
    rows["evidence"][0]["source_type"] = "Lesson vist"
    rows["evidence"][2]["people"] = "six"
    path = intake.write_workbook(tmp_path / "evidence.xlsx", SCHOOL, rows)
    return intake.read_workbook(path, SCHOOL, shown_as="schools/ashdown/evidence.xlsx")


def test_faults_are_marked_where_they_are(broken, tmp_path):
    path = intake.write_checked(broken, tmp_path / "evidence.checked.xlsx")
    page = openpyxl.load_workbook(path)["Evidence"]
    for cell in ("D7", "G9"):
        assert page[cell].fill.fgColor.rgb == "FFFFF3D6"
        assert page[cell].border.top.style == "medium"  # not by colour alone
    assert page["G9"].comment.text.startswith("Must be mended: “six” is not a number")
    assert page["D8"].comment is None
    assert page["G9"].value == "six"


def test_every_value_stands_at_its_own_address(broken, tmp_path):
    path = intake.write_checked(broken, tmp_path / "evidence.checked.xlsx")
    before, after = openpyxl.load_workbook(broken.path), openpyxl.load_workbook(path)
    for sheet in SCHOOL.sheets:
        for row in before[sheet.title].iter_rows():
            for cell in row:
                assert after[sheet.title][cell.coordinate].value == cell.value


@pytest.mark.slow
def test_the_list_in_front_links_to_the_cells(broken, tmp_path):
    path = intake.write_checked(broken, tmp_path / "evidence.checked.xlsx")
    page = openpyxl.load_workbook(path).worksheets[0]
    assert page.title == "What to mend"
    assert page["A2"].value == "2 things that must be mended."
    assert "evidence.xlsx itself" in page["A3"].value
    assert page["B6"].hyperlink.location == "'Evidence'!D7"
    assert [page.cell(row, 4).value for row in (6, 7)] == [f.message for f in broken.faults]
    assert page["E6"].value == "docs/common_faults.md#choice.unknown"


def test_a_file_that_cannot_be_opened_gets_the_list_alone(tmp_path):
    (tmp_path / "evidence.xlsx").write_bytes(b"PK\x03\x04half")
    reading = intake.read_workbook(tmp_path / "evidence.xlsx", SCHOOL)
    path = intake.write_checked(reading, tmp_path / "evidence.checked.xlsx")
    assert openpyxl.load_workbook(path).sheetnames == ["What to mend"]


def test_nothing_to_mend_is_said(tmp_path):
    path = intake.write_workbook(tmp_path / "p.xlsx", PUPILS, PUPIL_ROWS)
    checked = intake.write_checked(intake.read_workbook(path, PUPILS), tmp_path / "c.xlsx")
    assert openpyxl.load_workbook(checked).worksheets[0]["A2"].value.startswith("Nothing to mend")


def test_a_csv_with_a_name_that_excel_refuses_for_a_sheet(tmp_path):
    path = Path(tmp_path / "a very long name of a file [of pupils] 2026.csv")
    path.write_text("Outcome ID,Pupil ID,Group\nO1,=1+1,Neither\n", encoding="utf-8")
    reading = intake.read_workbook(path, PUPILS)
    checked = openpyxl.load_workbook(intake.write_checked(reading, tmp_path / "c.xlsx"))
    page = checked.worksheets[1]
    assert len(page.title) <= 31
    assert (page["B2"].value, page["B2"].data_type) == ("=1+1", "s")
    assert page["C2"].comment
    assert checked.worksheets[0]["B6"].hyperlink.location == f"'{page.title}'!C2"


def test_the_marked_copy_is_not_taken_for_a_pupil_file(riverside):
    from spp_research.workspace import Workspace

    place = Workspace(riverside)
    first = place.pupil_files("oakfield")[0]
    reading = intake.read_workbook(first, PUPILS)
    intake.write_checked(reading, first.with_suffix(".checked.xlsx"))
    assert first.with_suffix(".checked.xlsx") not in place.pupil_files("oakfield")
