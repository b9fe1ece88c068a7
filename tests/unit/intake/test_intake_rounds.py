"""What one fault holds back, and what it does not: the faults of a workbook in one round."""

from __future__ import annotations

import sys
from pathlib import Path

import openpyxl
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "fail_cases"))
from good_books import BOOKS, KNOWN, at, cell, edit, workspace, write

from spp_research import intake
from spp_research.intake.check.ids_by_name import by_other_words, id_called
from spp_research.schema import PARTNERSHIP, SCHOOL


def slips(rows):
    """A slip of each stage, on several sheets."""
    cell("evidence", 0, date="31/11/2025")(rows)
    cell("evidence", 1, source_type="Chat")(rows)
    cell("findings", 1, evidence_ids="E1; E9")(rows)
    cell("actions", 0, lead="P90")(rows)
    cell("outcomes", 0, lowest_possible=50, highest_possible=10)(rows)


SLIPS = {
    "date.no-such-day",
    "choice.unknown",
    "reference.unknown",
    "outcome.scale",
}


def found(path, workbook=SCHOOL):
    reading = intake.read_workbook(path, workbook, KNOWN)
    return reading, [f for f in reading.faults if f.severity == intake.FAULT]


def merged(book):
    book["Findings"].merge_cells(f"{at('school', 'findings', 'kind', 7)}:F7")


def doubled(book):
    book.copy_worksheet(book["Self-review"])


def without_a_column(book):
    book["Sign-off"].delete_cols(3)


def without_headers(book):
    book["Reflection on impact"].delete_rows(4)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (merged, "cell.merged"),
        (doubled, "sheet.twice"),
        (without_a_column, "column.missing"),
        (without_headers, "sheet.no-header"),
    ],
)
def test_a_fault_of_one_sheet_hides_none_of_the_others(tmp_path, change, code):
    _, before = found(write(tmp_path, "school", slips))
    _, after = found(edit(write(tmp_path, "school", slips), change))
    codes = {f.code for f in after}
    assert codes >= {code, "date.no-such-day", "choice.unknown", "outcome.scale"}
    assert {f.code for f in before} == SLIPS


def test_every_slip_is_found_in_one_round(tmp_path):
    reading, faults = found(write(tmp_path, "school", slips))
    assert {f.code for f in faults} == SLIPS
    assert [f.found for f in faults if f.code == "reference.unknown"] == ["E9", "P90"]
    assert reading.partial == {"evidence", "findings", "actions", "outcomes"}


def test_merged_cells_are_not_said_to_be_blank(tmp_path):
    _, faults = found(edit(write(tmp_path, "school"), merged))
    assert {f.code for f in faults} == {"cell.merged"}


def test_references_to_a_sheet_that_cannot_be_read_wait(tmp_path):
    def change(book):
        book["Evidence"].delete_rows(4)

    reading, faults = found(edit(write(tmp_path, "school"), change))
    assert [f.code for f in faults] == ["sheet.no-header"]
    waits = [f.message for f in reading.faults if f.code == "reference.unchecked"]
    assert len(waits) == 1
    assert waits[0].startswith("Not yet checked: ")
    assert "until the IDs of the sheet “Evidence” can be read" in waits[0]


@pytest.mark.slow
def test_a_fault_of_the_leads_workbook_holds_back_no_reference_to_people(tmp_path):
    place = workspace(tmp_path)
    book = openpyxl.load_workbook(tmp_path / "partnership.xlsx")
    book["The partnership"]["C7"] = "Growing"
    book.save(tmp_path / "partnership.xlsx")
    path = tmp_path / "schools" / "ashdown" / "evidence.xlsx"
    edit(path, lambda b: b["Action plan"].__setitem__(at("school", "actions", "lead", 7), "P90"))
    codes = [f.code for r in intake.check_workspace(place, ["ashdown"]) for f in r.faults]
    assert codes == ["choice.unknown", "reference.unknown"]


@pytest.mark.slow
def test_the_files_of_pupils_are_held_to_the_outcomes_that_can_be_read(tmp_path):
    place = workspace(tmp_path)
    path = tmp_path / "schools" / "ashdown" / "evidence.xlsx"
    edit(path, lambda b: b["Evidence"].__setitem__(at("school", "evidence", "date", 7), "soon"))
    pupils = tmp_path / "schools" / "ashdown" / "pupils" / "reading.xlsx"
    edit(pupils, lambda b: b["Pupil outcomes"].__setitem__("B7", "O9"))
    codes = {f.code for r in intake.check_workspace(place, ["ashdown"]) for f in r.faults}
    assert codes == {"date.not-a-date", "reference.unknown"}


# --- names


NAMES = {
    f"people.person_id called {name}": frozenset({own})
    for name, own in (("sian bevan", "P07"), ("bo lane", "P02"), ("ann hill", "P01"))
}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("Siân Bevan", "“Siân Bevan” is “P07”."),
        ("sian bevan", "“sian bevan” is “P07”."),
        ("Dr Sian Bevan", "“Dr Sian Bevan” is “P07”."),
        ("Bevan, Siân", "“Bevan, Siân” is “P07”."),
        ("Bo Lane and Ann Hill", "“Bo Lane” is “P02”. “Ann Hill” is “P01”."),
        ("Mrs Bevan", "If “Mrs Bevan” is meant for “P07”, write that."),
        ("Sian Beven", "If “Sian Beven” is meant for “P07”, write that."),
        ("Joe Bloggs", ""),
        ("P9", ""),
        ("", ""),
    ],
)
def test_a_name_gets_its_id(given, said):
    assert id_called(given, "people.person_id", NAMES) == said


def test_two_people_of_one_name_are_both_said(tmp_path):
    names = NAMES | {"people.person_id called bo lane": frozenset({"P02", "P12"})}
    assert id_called("Bo Lane", "people.person_id", names) == "“Bo Lane” is “P02” or “P12”."


def test_the_names_come_from_the_leads_workbook(tmp_path):
    reading, _ = found(write(tmp_path, "partnership"), PARTNERSHIP)
    called = by_other_words(reading.rows["people"])
    assert called["people.person_id called bo lane"] == {"P02"}


# --- nobody has begun


@pytest.mark.parametrize("kind", ["partnership", "school"])
def test_an_empty_workbook_is_not_started(tmp_path, kind):
    workbook = BOOKS[kind][0]
    path = intake.write_workbook(tmp_path / "empty.xlsx", workbook)
    assert intake.read_workbook(path, workbook).not_started
    assert not intake.read_workbook(write(tmp_path, kind), workbook).not_started


def test_a_workbook_with_one_cell_of_ones_own_is_started(tmp_path):
    path = intake.write_workbook(tmp_path / "begun.xlsx", SCHOOL)
    edit(path, lambda book: book["Evidence"].__setitem__("B7", "E1"))
    assert not intake.read_workbook(path, SCHOOL).not_started
