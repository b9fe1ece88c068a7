"""Tables as people have them: titles above, decimal commas, other sheets, merged cells."""

from __future__ import annotations

import datetime

import openpyxl
import pandas as pd
import pytest

from spp_research import enquiry, stats
from spp_research.errors import InputError

HEADERS = ["Pupil", "Class", "Took part?", "January", "June"]
ROWS = [
    ["0001", "3A", "Yes", "80.5", "97.0"],
    ["0002", "3A", " no ", "73.0", "81.5"],
    ["0003", "3B", "YES", "93.0", "absent"],
    ["0004", "3B", "No", "", "88.0"],
]


def text(rows, between=",", point="."):
    """The rows as the text of a CSV file, with the ends of lines that Excel writes."""
    return "".join(between.join(cell.replace(".", point) for cell in row) + "\r\n" for row in rows)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with one file of each kind that people have."""
    monkeypatch.chdir(tmp_path)
    all_rows = [HEADERS, *ROWS]
    titled = [["Reading fluency", "", "", "", ""], [""] * 5, *all_rows, [""] * 5]
    files = {
        "plain.csv": text(all_rows).encode(),
        "mark.csv": text(all_rows).encode("utf-8-sig"),
        "comma.csv": text(all_rows, ";", ",").encode(),
        "unicode.txt": text(all_rows, "\t").encode("utf-16"),
        "titled.csv": text(titled).encode(),
        "twice.csv": text([[*HEADERS, "June"], *([*row, "1"] for row in ROWS)]).encode(),
        "long.csv": text([HEADERS, ["0001", "3A", "Yes", "1", "2", "3"]]).encode(),
        "named.csv": text([HEADERS]).encode(),
        "empty.csv": b"",
        "book.csv": b"PK\x03\x04\0\0",
    }
    for name, raw in files.items():
        (tmp_path / name).write_bytes(raw)
    _book(tmp_path / "sheets.xlsx")
    return tmp_path


def _book(path):
    """A first sheet of notes, one with a merged title, and one with cells merged down a column."""
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active["A1"] = "Where this is from"
    titled, down = book.create_sheet("Fluency"), book.create_sheet("Down")
    titled["A1"] = "Reading fluency"
    titled.merge_cells("A1:E1")
    titled.append([])
    for row in [HEADERS, *ROWS]:
        cells = [*row[:3], *(float(one) if one[:1].isdigit() else one or None for one in row[3:])]
        titled.append(cells if row is not HEADERS else row)
        down.append(cells if row is not HEADERS else row)
    down["B2"], down["B3"] = "3A", None
    down.merge_cells("B2:B3")
    book.save(path)


def test_a_file_is_read_whichever_way_it_was_saved(here):
    wanted = stats.read_table("plain.csv", missing="Absent")
    assert list(wanted["Pupil"]) == ["0001", "0002", "0003", "0004"]
    assert wanted["June"].sum() == 266.5 and wanted["January"].isna().sum() == 1
    for made in (
        stats.read_table("mark.csv", missing=["absent"]),
        stats.read_table("comma.csv", missing=["absent"], decimal=","),
        stats.read_table("unicode.txt", missing=["absent"]),
        stats.read_table("titled.csv", header=3, missing=["absent"]),
        stats.read_table("sheets.xlsx", "Fluency", header=3, missing=["absent"]),
    ):
        pd.testing.assert_frame_equal(made, wanted)


def test_a_text_of_a_workbook_stays_the_text_that_it_is(here):
    book = openpyxl.Workbook()
    for row in (["id", "day", "text", "whole"], ["0047", datetime.date(2026, 1, 12), "12", 3.0]):
        book.active.append(row)
    book.save("kinds.xlsx")
    made = stats.read_table("kinds.xlsx")
    assert made["id"][0] == "0047"
    assert made["day"][0] == pd.Timestamp("2026-01-12")
    assert (made["text"][0], made["whole"][0]) == (12, 3)
    assert (made["text"].dtype.kind, made["whole"].dtype.kind) == ("i", "i")


def test_thousands_are_no_decimals(here):
    (here / "thousands.csv").write_text("a;b\n1.234;1,5\n2;2\n", encoding="utf-8")
    made = stats.read_table("thousands.csv", decimal=",")
    assert list(made["a"]) == ["1.234", "2"] and list(made["b"]) == [1.5, 2.0]


def test_a_table_of_names_alone_is_a_table_of_nobody(here):
    made = stats.read_table("named.csv")
    assert list(made.columns) == HEADERS and len(made) == 0
    assert stats.mean_change("January", "June", data=made).status == "too_few"


MARKS = ["45,5", "39,0", "44,0", "50,5", "47,0", "51,0"]


def marked(here, *more):
    """A file with a column of these marks below others."""
    lines = ["pupil;june", *(f"{at};{one}" for at, one in enumerate([*more, *MARKS], 1))]
    (here / "marks.csv").write_text("\n".join(lines), encoding="utf-8")
    return "marks.csv"


def test_marks_and_codes_that_may_be_marks_are_read_without_a_word(here):
    for more in ([], [""], ["0", "70,5", "99"], ["-4", "90", "-9"]):  # a warning is an error here
        stats.read_table(marked(here, *more), decimal=",")
    (here / "few.csv").write_text("a\n1\n2\n999\n", encoding="utf-8")
    assert list(stats.read_table("few.csv")["a"]) == [1, 2, 999]


@pytest.mark.parametrize("codes", [["-99"], ["-99,0", "999", "-99,0"]])
def test_a_code_far_from_all_marks_is_a_number_with_a_warning(here, codes, snapshot):
    with pytest.warns(UserWarning) as caught:
        made = stats.read_table(marked(here, *codes), decimal=",")
    assert [str(one.message) for one in caught] == snapshot
    assert caught[0].filename == __file__
    assert list(made["june"][: len(codes)]) == [float(one.replace(",", ".")) for one in codes]
    made = stats.read_table("marks.csv", decimal=",", missing=codes)  # as the warning says
    assert made["june"].isna().sum() == len(codes)


def test_a_code_of_a_workbook_is_left_out_as_number_and_as_text(here):
    book = openpyxl.Workbook()
    for mark in ["june", -99, 45, 46, 47, 48, 49]:
        book.active.append([mark])
    book.save("codes.xlsx")
    with pytest.warns(UserWarning, match=r"in 'june' row 2 holds -99, .* missing=\['-99'\]"):
        stats.read_table("codes.xlsx")
    for missing in (-99, [-99], "-99", ["absent", "-99"]):
        assert stats.read_table("codes.xlsx", missing=missing)["june"].isna().sum() == 1


def test_what_stands_in_the_way_is_one_sentence(here, snapshot):
    twice = [*ROWS, ROWS[0]]
    (here / "pupils.csv").write_bytes(text([HEADERS, *twice]).encode())
    many = {"a": [1.0] * 9 + ["x", "n/a", "x", "-", "y2"], "b": [1.0] * 14}
    wrong = [
        lambda: stats.read_table("titled.csv"),
        lambda: stats.read_table("sheets.xlsx"),
        lambda: stats.read_table("sheets.xlsx", "Fluency"),
        lambda: stats.read_table("sheets.xlsx", "Down"),
        lambda: stats.read_table("long.csv"),
        lambda: stats.read_table("empty.csv"),
        lambda: stats.read_table("book.csv"),
        lambda: stats.read_table("plain.csv", header=40),
        lambda: stats.read_table("plain.csv", header=0),
        lambda: stats.read_table("plain.csv", decimal=";"),
        lambda: stats.mean_change("January", "June", data="twice.csv"),
        lambda: stats.mean_change("January", "June", data="comma.csv"),
        lambda: stats.mean_change("January", "June", data="plain.csv"),
        lambda: stats.mean_change("a", "b", data=many),
        lambda: stats.mean_change("Class", "June", data="plain.csv"),
        lambda: enquiry.pupils("pupils.csv", before="January", after="June", pupil="Pupil"),
    ]
    said = []
    for call in wrong:
        with pytest.raises(InputError) as caught:
            call()
        said.append(str(caught.value))
    several = [one.splitlines() for one in said if "\n" in one]
    assert all(head == f"There are {len(lines)} things to mend:" for head, *lines in several)
    assert said == snapshot
