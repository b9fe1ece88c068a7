"""What the messages advise can be done in the template as it is protected."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from spp_research import intake
from spp_research.intake.advice import WHERE_TO_WRITE, as_needed
from spp_research.intake.layout import EXAMPLE_ROW, FIRST_ROW, HEADER_ROW
from spp_research.intake.read.convert import convert
from spp_research.intake.read.sheets import RawCell
from spp_research.intake.write import added_row
from spp_research.schema import PARTNERSHIP, SCHOOL, WORKBOOKS, Kind

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    path = tmp_path_factory.mktemp("template") / "school.xlsx"
    return openpyxl.load_workbook(intake.write_workbook(path, SCHOOL))


def test_the_template_forbids_what_no_message_advises(template):
    for sheet in SCHOOL.sheets:
        page = template[sheet.title]
        assert page.protection.sheet
        assert page.protection.deleteRows  # true: not allowed
        assert page.protection.deleteColumns
        assert page.cell(HEADER_ROW, 2).protection.locked
        assert page.cell(EXAMPLE_ROW, 2).protection.locked
        column = openpyxl.utils.get_column_letter(2)
        assert not page.column_dimensions[column].protection.locked


def test_no_message_about_a_template_asks_to_delete_a_row_or_to_type_over_the_example():
    said = (ROOT / "tests/fail_cases/__snapshots__/test_fail_cases.ambr").read_text("utf-8")
    lines = [
        message
        for place, message in re.findall(r"\[([^\]]*)\]\n  (.*)", said)
        if "surveys/" not in place
    ]
    assert len(lines) > 200
    for message in lines:
        assert not re.search(r"delete (?:one of )?the (?:row|column)s?\b|type over", message)
    assert "type over" not in (ROOT / "docs/in_school.md").read_text("utf-8")


def test_all_say_that_one_writes_below_the_example(template):
    assert WHERE_TO_WRITE == "below the grey example, which is not read"
    cells = [c.value for row in template["How to fill this in"].iter_rows() for c in row if c.value]
    assert any(WHERE_TO_WRITE in text for text in cells)
    for sheet in SCHOOL.sheets:
        assert WHERE_TO_WRITE in template[sheet.title]["A3"].value
    guide = " ".join((ROOT / "docs/in_school.md").read_text("utf-8").split())
    assert "an example, which is not read; write below it" in guide


NEEDED = [f for b in WORKBOOKS for s in b.sheets for f in s.fields if f.required]


@pytest.mark.parametrize("text", ["TBC", "soon", "Nov 2025", "about ten", "5%", "?"])
def test_no_needed_cell_is_to_be_left_blank(text):
    for field in NEEDED:
        if field.kind in (Kind.DATE, Kind.WHOLE, Kind.NUMBER):
            said = as_needed(field, convert(field, RawCell(7, 2, text), False, False).message)
            assert "leave the cell blank" not in said


def test_words_typed_over_the_example_are_copied_below_and_then_all_is_well(tmp_path):
    path = intake.write_workbook(tmp_path / "evidence.xlsx", SCHOOL)
    book = openpyxl.load_workbook(path)
    page = book["Self-review"]
    own = ["Q7", "Looking Outward: Building coalitions for improvement", "To what extent?", "Ok"]
    for column, value in enumerate(own, start=2):
        page.cell(EXAMPLE_ROW, column).value = value
    book.save(path)
    told = [f for f in intake.read_workbook(path, SCHOOL).faults if f.sheet == "Self-review"]
    assert [f.code for f in told] == ["row.example-changed"]
    assert f"copy them into row {FIRST_ROW}, below it (Paste, Values)" in told[0].message
    for column, value in enumerate(own, start=2):
        page.cell(FIRST_ROW, column).value = value
    book.save(path)
    reading = intake.read_workbook(path, SCHOOL)
    assert [f for f in reading.faults if f.sheet == "Self-review"] == []
    assert list(reading.frames["self_review"]["question_id"]) == ["Q7"]


# --- a row that the kit adds


OWN = {"school": "new-mill", "school_name": "New Mill & Dale School"}


def parts(path):
    import zipfile

    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def test_an_added_row_changes_nothing_else(riverside):
    path = riverside / "partnership.xlsx"
    before, was = parts(path), intake.read_workbook(path, PARTNERSHIP)
    row = added_row.add_row(path, PARTNERSHIP, "schools", OWN)
    after, now = parts(path), intake.read_workbook(path, PARTNERSHIP)
    assert row == max(was.frames["schools"].index) + 1
    assert [name for name in before if before[name] != after[name]] == ["xl/worksheets/sheet4.xml"]
    assert now.frames["schools"].loc[row, list(OWN)].to_dict() == OWN
    page = openpyxl.load_workbook(path)["The schools"]
    assert not page.cell(row, 2).protection.locked


def test_it_goes_into_a_workbook_that_another_program_saved(riverside):
    path = riverside / "partnership.xlsx"
    openpyxl.load_workbook(path).save(path)
    assert added_row.add_row(path, PARTNERSHIP, "schools", OWN)
    assert "new-mill" in set(intake.read_workbook(path, PARTNERSHIP).frames["schools"]["school"])


@pytest.mark.parametrize("trouble", ["open in Excel", "damaged", "no such sheet", "no such column"])
def test_where_it_cannot_be_added_the_file_stays_as_it_is(riverside, trouble):
    path = riverside / "partnership.xlsx"
    if trouble == "open in Excel":
        (riverside / "~$partnership.xlsx").touch()
    elif trouble == "damaged":
        path.write_bytes(b"PK\x03\x04half")
    else:
        book = openpyxl.load_workbook(path)
        if trouble == "no such sheet":
            del book["The schools"]
        else:
            book["The schools"]["C4"] = "Motto"
        book.save(path)
    before = path.read_bytes()
    assert added_row.add_row(path, PARTNERSHIP, "schools", OWN) == 0
    assert path.read_bytes() == before
    assert not list(riverside.glob(".partnership*"))
