"""Faults that are mended in the same way are said once; the records and the marks stay."""

from __future__ import annotations

import sys
from pathlib import Path

import openpyxl
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "fail_cases"))
from good_books import KNOWN, at, write

from spp_research import intake
from spp_research.intake.check.fault_groups import cells_in_short, together
from spp_research.intake.check.keys import rough
from spp_research.intake.faults import Place, fault, quote
from spp_research.schema import SCHOOL


def unknown(cell, found="E9", code="reference.unknown", column="Evidence IDs", more=""):
    place = Place("evidence.xlsx", "Findings", cell, column)
    return fault(code, place, f"{quote(found)} in row {cell[1:]} leads nowhere.{more}", found)


def said(faults):
    return [(one.fault.cell, len(one.cells)) for one in together(faults)]


def test_one_fault_is_said_as_it_is():
    only = unknown("F7")
    assert [one.fault for one in together([only])] == [only]
    assert said([only]) == [("F7", 1)]


def test_a_few_are_each_said():
    assert said([unknown(f"F{row}") for row in (7, 8, 9)]) == [("F7", 1), ("F8", 1), ("F9", 1)]


def test_many_that_say_the_same_are_one_with_the_cells():
    faults = [unknown(f"F{row}", found=f"E{row}") for row in range(7, 26)]
    (one,) = together(faults)
    assert one.cells == tuple(f"F{row}" for row in range(7, 26))
    assert one.fault.message == (
        "“E7” in row 7 leads nowhere. The same holds for 18 more cells: F8 to F25."
    )


@pytest.mark.parametrize(
    "other",
    [
        {"code": "choice.unknown"},
        {"column": "Question ID"},
        {"more": " Did you mean “E1”?"},
    ],
)
def test_what_is_mended_otherwise_is_said_apart(other):
    faults = [unknown(f"F{row}") for row in range(7, 12)]
    faults.insert(1, unknown("F30", **other))
    assert said(faults) == [("F7", 5), ("F30", 1)]


def test_what_is_about_no_cell_is_never_put_together():
    faults = [fault("sheet.unused", Place("a.xlsx", f"S{n}"), "Not read.") for n in range(9)]
    assert [one.fault for one in together(faults)] == faults


def test_several_in_one_cell_count_as_one_cell():
    faults = [unknown("F7", found=f"E{n}") for n in range(9)]
    assert len(together(faults)) == 9


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["F8"], "F8"),
        (["F8", "F9"], "F8 to F9"),
        (["F8", "F10"], "F8 and F10"),
        (["F8", "F9", "F12", "G13"], "F8 to F9, F12 and G13"),
        ([f"F{n}" for n in range(8, 30, 2)], "F8, F10, F12, F14 and 7 more"),
    ],
)
def test_cells_in_short(cells, words):
    assert cells_in_short(cells) == words


# --- a row that was hardly begun


def blank(cell, column):
    place = Place("evidence.xlsx", "Evidence", cell, column)
    return fault("value.needed", place, f"Row {cell[1:]} has nothing under {quote(column)}.")


def test_the_blanks_of_one_row_are_one_fault():
    row = [blank("B18", "Evidence ID"), blank("C18", "Question ID"), blank("D18", "Date")]
    assert said(row) == [("B18", 1), ("C18", 1), ("D18", 1)]
    (one,) = together([*row, blank("I18", "Where it points")])
    assert one.cells == ("B18", "C18", "D18", "I18")
    assert one.fault.message == (
        "Row 18 has nothing under “Evidence ID”, “Question ID”, “Date” and “Where it points”, "
        "which are needed: fill them in, or clear the cells of the row if it is not meant to count."
    )


def test_many_such_rows_are_said_by_column():
    faults = [blank(f"{c}{row}", c * 3) for row in range(10, 30) for c in "BCDE"]
    assert [len(one.cells) for one in together(faults)] == [20, 20, 20, 20]


# --- the ids of one sheet in another form


def many_findings(ids):
    def change(rows):
        evidence, finding = rows["evidence"][0], rows["findings"][0]
        rows["evidence"] = [{**evidence, "evidence_id": own} for own in ids]
        rows["findings"] = [
            {**finding, "finding_id": f"F{n}", "evidence_ids": f"E{n}"}
            for n in range(1, len(ids) + 1)
        ]

    return change


def references(path):
    reading = intake.read_workbook(path, SCHOOL, KNOWN)
    return reading, [f for f in reading.faults if f.code.startswith("reference.")]


@pytest.mark.slow
@pytest.mark.parametrize("form", ["{}", "No. {}", "2025/{}", "E{}.0", "Evidence {}"])
def test_a_column_of_ids_in_another_form_is_one_fault(tmp_path, form):
    path = write(tmp_path, "school", many_findings([form.format(n) for n in range(1, 20)]))
    reading, found = references(path)
    assert {f.code for f in found} == {"reference.unknown"}
    (one,) = together(found)
    assert len(one.cells) == len(found) == 19
    assert "write them on both sheets in one way" in one.fault.message
    copy = openpyxl.load_workbook(intake.write_checked(reading, tmp_path / "x.checked.xlsx"))
    marked = [copy["Findings"][cell].comment for cell in one.cells]
    assert all(marked)
    assert at("school", "findings", "evidence_ids", 7) == one.cells[0]


def test_a_few_slips_are_told_with_the_id_that_may_be_meant(tmp_path):
    def change(rows):
        many_findings([f"E{n}" for n in range(1, 20)])(rows)
        for row in rows["findings"][:3]:
            row["evidence_ids"] = "E199"

    _, found = references(write(tmp_path, "school", change))
    assert [f.found for f in found] == ["E199"] * 3
    assert all("Did you mean" in f.message for f in found)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("007", "7", True),
        ("e 1", "E1", True),
        ("E-1", "E1", True),
        ("1.1", "11", False),
        ("E1.0", "E10", False),
        ("25/1", "251", False),
        ("1.1", "1-1", True),
    ],
)
def test_what_stands_between_digits_tells_ids_apart(one, other, same):
    assert (rough(one) == rough(other)) is same
