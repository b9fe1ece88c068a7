"""Workbooks of earlier kits, which lack the newer sheets and columns, read as they did."""

import openpyxl
import pytest

from spp_research import intake
from spp_research.demo.riverside_example import riverside
from spp_research.intake.faults import NOTE
from spp_research.schema import PUPILS, SCHOOL, Field, Kind, Sheet
from spp_research.schema.fields import Workbook

LATER = [sheet for sheet in SCHOOL.sheets if sheet.later]
BOOK = next(school for school in riverside().schools if school.slug == "oakfield")


def earlier(workbook: Workbook) -> Workbook:
    """The workbook as a kit before the newer sheets and columns declared it."""
    from dataclasses import replace

    sheets = [
        replace(sheet, fields=tuple(field for field in sheet.fields if not field.later))
        for sheet in workbook.sheets
        if not sheet.later
    ]
    return replace(workbook, sheets=tuple(sheets))


def read(path, workbook=SCHOOL):
    known = {"people.person_id": frozenset(f"P{n:02d}" for n in range(1, 40))}
    known |= {"schools.school": frozenset({"oakfield"}), "outcomes.outcome_id": frozenset({"O1"})}
    return intake.read_workbook(path, workbook, known)


@pytest.fixture
def old(tmp_path):
    known = {sheet.name: {field.name for field in sheet.fields} for sheet in earlier(SCHOOL).sheets}
    sheets = {
        name: [{column: cell for column, cell in row.items() if column in known[name]}
               for row in rows]
        for name, rows in BOOK.sheets.items()
    }  # fmt: skip
    return intake.write_workbook(tmp_path / "evidence.xlsx", earlier(SCHOOL), sheets)


def test_a_workbook_without_the_newer_sheets_says_nothing_of_them(old):
    reading = read(old)
    assert reading.ok
    said = [f for f in reading.faults if f.sheet in {sheet.title for sheet in LATER}]
    assert said == []
    assert all(reading.frames[sheet.name].empty for sheet in LATER)
    assert reading.frames["outcomes"]["later_date"].isna().all()


def test_a_pupils_workbook_without_the_newer_columns_says_nothing_of_them(tmp_path):
    rows = {"pupil_outcomes": BOOK.pupils["reading-fluency"]}
    path = intake.write_workbook(tmp_path / "reading.xlsx", earlier(PUPILS), rows)
    reading = read(path, PUPILS)
    assert reading.faults == ()
    frame = reading.frames["pupil_outcomes"]
    assert frame["sessions_received"].isna().all() and frame["later_follow_up"].isna().all()


@pytest.mark.slow
@pytest.mark.parametrize("title", [sheet.title for sheet in LATER])
@pytest.mark.parametrize(
    "cells",
    [
        [["Action", "Date", "Progress"], ["A1", "soon", "going well"]],
        [["Week", "Figure", "Unit of work"], [1, 12, "Fractions"]],
        [["Notes of our own"]],
        [["Books in the library, by series"], ["Series", "Value"], ["Poetry", 12]],
    ],
)
def test_a_sheet_of_the_schools_own_with_such_a_name_stays_unread_and_is_said(old, title, cells):
    book = openpyxl.load_workbook(old)
    sheet = book.create_sheet(title)
    for row in cells:
        sheet.append(row)
    book.save(old)
    reading = read(old)
    (said,) = [f for f in reading.faults if f.sheet == title]
    assert (said.code, said.severity) == ("sheet.unused", NOTE)
    assert reading.ok


@pytest.mark.slow
def test_a_sheet_of_ours_with_a_slip_in_a_header_is_read_and_said(tmp_path):
    rows = BOOK.sheets | {
        "check_ins": [{"action_id": "A1", "looked_on": "13/02/2026", "going": "As planned"}]
    }
    path = intake.write_workbook(tmp_path / "evidence.xlsx", SCHOOL, rows)
    book = openpyxl.load_workbook(path)
    sheet = book["Check-ins"]
    (cell,) = [c for row in sheet.iter_rows() for c in row if str(c.value).startswith("How it")]
    cell.value = "How it went"
    book.save(path)
    codes = {fault.code for fault in read(path).faults if fault.sheet == "Check-ins"}
    assert "column.missing" in codes


@pytest.mark.slow
def test_a_later_sheet_is_found_under_another_name_by_its_own_headers(tmp_path):
    rows = BOOK.sheets | {
        "check_ins": [{"action_id": "A1", "looked_on": "13/02/2026", "going": "As planned"}]
    }
    path = intake.write_workbook(tmp_path / "evidence.xlsx", SCHOOL, rows)
    book = openpyxl.load_workbook(path)
    book["Check-ins"].title = "Half-term looks"
    book.save(path)
    reading = read(path)
    assert len(reading.frames["check_ins"]) == 1
    assert {f.code for f in reading.faults if f.sheet == "Half-term looks"} == {"sheet.renamed"}


def test_only_the_newer_sheets_are_that_lenient():
    plain = Sheet("x", "X", "", fields=(Field("a", "A", Kind.TEXT, "", required=True),))
    assert not plain.later
    assert {sheet.title for sheet in LATER} >= {"Check-ins", "Series", "Series points"}
