"""Drawing from a list: what is made of it, what is refused, and what a second draw takes."""

from __future__ import annotations

import csv
import shutil
from datetime import date

import openpyxl
import pytest

from spp_research import stats
from spp_research.errors import SPPError
from spp_research.intake import check_workspace, read_workbook
from spp_research.intake.read import certificates
from spp_research.schema import PUPILS, SCHOOL
from spp_research.school.lots.drawing import Wanted, check_page, draw
from spp_research.school.lots.listing import read_list
from spp_research.workspace import Workspace

DAY = date(2026, 1, 5)
PUPILS_OF = [(f"{n:03d}", "4A" if n % 2 else "4B", 20 + n % 7) for n in range(1, 17)]


@pytest.fixture
def place(riverside):
    return Workspace(riverside)


def a_list(folder, rows=PUPILS_OF, header=("Pupil ID", "Class", "Baseline"), name="list.csv"):
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def drawn(place, path, wanted=None, **options):
    wanted = wanted or Wanted("oakfield", ("O2",), "Ann Hill")
    units = read_list(
        path, outcome=wanted.outcomes[0], whole_classes=wanted.whole_classes, **options
    )
    return draw(place, units, wanted, DAY)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "wanted", "method"),
    [
        ({}, {}, "Simple"),
        ({"within": "class"}, {}, "Within groups"),
        ({"pair_by": "Baseline"}, {}, "Matched pairs"),
        ({"within": "Class"}, {"later": True}, "Half begin later"),
        ({}, {"whole_classes": True}, "Whole classes"),
        ({"pair_by": "Baseline"}, {"whole_classes": True, "later": True}, "Whole classes"),
    ],
)
def test_every_way_checks_again_and_leaves_nothing_to_mend(
    place, tmp_path, options, wanted, method
):
    made = drawn(
        place, a_list(tmp_path), Wanted("oakfield", ("O2",), "Ann Hill", **wanted), **options
    )

    assert made.certificate.method == method
    assert check_page(made.page) == made.certificate
    (line,) = read_workbook(place.evidence_file("oakfield"), SCHOOL).rows["lots"].records
    assert line[1]["certificate"] == made.certificate.certificate and made.row == line[0]
    assert line[1]["seed"] == str(made.certificate.seed)
    units = read_workbook(made.workbook, PUPILS).rows["lot_units"].records
    assert {one["unit"]: one["arm"].lower() for _, one in units} == {
        row.unit: row.arm for row in made.certificate.rows
    }
    readings = check_workspace(place, ["oakfield"])
    assert {f.code for r in readings for f in r.faults} <= {"lots.making"}
    assert not [*made.page.parent.glob(".lots-*")]


@pytest.mark.slow
def test_the_workbook_is_ready_to_be_filled_in(place, tmp_path):
    book = openpyxl.load_workbook(place.evidence_file("oakfield"))
    sheet = book["Outcomes"]
    row = next(r for r in range(7, 20) if sheet.cell(r, 2).value == "O2")
    sheet.cell(row, 2).value = "O9"  # an outcome that has no pupils yet
    book.save(place.evidence_file("oakfield"))
    made = drawn(place, a_list(tmp_path), Wanted("oakfield", ("O9",), "Ann Hill"))

    rows = [one for _, one in read_workbook(made.workbook, PUPILS).rows["pupil_outcomes"].records]
    arms = {row.unit: row.arm.capitalize() for row in made.certificate.rows}
    assert made.prepared and len(rows) == 16
    assert [(r["pupil_id"], r["class_name"], r["baseline"]) for r in rows] == PUPILS_OF
    assert all(r["group"] == arms[r["pupil_id"]] for r in rows)


def test_a_workbook_of_pupils_is_a_list_of_its_outcome(place):
    units = read_list(place.pupil_files("oakfield")[1], outcome="o1")
    assert len(units.units) == len(set(units.units)) > 40
    assert units.baseline is not None and "not printed" in repr(units)


@pytest.mark.slow
def test_a_list_is_drawn_once(place, tmp_path):
    path = a_list(tmp_path)
    first = drawn(place, path)
    with pytest.raises(SPPError, match="drawn already"):
        drawn(place, path)
    with pytest.raises(SPPError, match="drawn already"):  # the same pupils for another outcome
        drawn(place, path, Wanted("oakfield", ("O1",), "Ann Hill"))
    with pytest.raises(SPPError, match="drawn already"):  # the same outcome with one pupil fewer
        drawn(place, a_list(tmp_path, PUPILS_OF[1:]))

    again = drawn(place, path, Wanted("oakfield", ("O2",), "Ann Hill", reason="=Two\njoined"))
    assert (again.certificate.draw, again.certificate.draw_id) == (2, "D2")
    assert (
        again.certificate.reason == "=Two joined"
        and again.certificate.seed != first.certificate.seed
    )
    assert check_page(first.page) and check_page(again.page)
    lines = read_workbook(place.evidence_file("oakfield"), SCHOOL).rows["lots"].records
    assert [one["draw_number"] for _, one in lines] == [1, 2]
    cells = openpyxl.load_workbook(place.evidence_file("oakfield"))["Lots"]
    assert cells.cell(lines[1][0], 10).data_type in ("s", "inlineStr")  # a text, and no formula


@pytest.mark.slow
@pytest.mark.parametrize("kept", ["page", "workbook"])
def test_one_paper_of_a_draw_is_enough_to_know_of_it(place, tmp_path, kept):
    made = drawn(place, a_list(tmp_path))
    shutil.copy(make_clean(place, tmp_path), place.evidence_file("oakfield"))
    (made.workbook if kept == "page" else made.page).unlink()
    with pytest.raises(SPPError, match="drawn already"):
        drawn(place, a_list(tmp_path))


def make_clean(place, folder):
    """The evidence workbook without a row of lots."""
    book = openpyxl.load_workbook(place.evidence_file("oakfield"))
    book["Lots"].delete_rows(7)
    book.save(folder / "clean.xlsx")
    return folder / "clean.xlsx"


def test_a_draw_that_was_broken_off_goes_on_with_its_number(place, tmp_path, monkeypatch):
    from spp_research.school.lots import drawing

    path = a_list(tmp_path)
    monkeypatch.setattr(drawing, "_write_book", lambda *given: 1 / 0)
    monkeypatch.setattr(drawing.certificates, "page", lambda known: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        drawn(place, path)
    (number,) = (place.school_folder("oakfield") / "pupils").glob(".lots-*")
    saved = number.read_text().split()[0]
    monkeypatch.undo()
    monkeypatch.setattr(stats, "new_seed", lambda: pytest.fail("a second number was made"))
    with pytest.raises(SPPError, match="another list was broken off"):
        drawn(place, a_list(tmp_path, PUPILS_OF[1:], name="other.csv"))
    assert drawn(place, path).certificate.seed == int(saved)
    assert not number.exists()


def test_nothing_is_written_over(place, tmp_path):
    there = place.school_folder("oakfield") / "pupils" / "lots-D1.xlsx"
    there.write_bytes(b"somebody's own")
    with pytest.raises(SPPError, match="nothing is written over"):
        drawn(place, a_list(tmp_path))
    assert there.read_bytes() == b"somebody's own"


@pytest.mark.parametrize("what", ["certificate", "number"])
def test_of_two_who_draw_at_once_neither_writes_over_the_other(place, tmp_path, monkeypatch, what):
    """Somebody else's file comes between the look whether there is one and the writing of ours."""
    folder = place.school_folder("oakfield") / "pupils"
    theirs = folder / ("lots-D1.certificate.txt" if what == "certificate" else ".lots-D1.number")
    module, name = (certificates, "page") if what == "certificate" else (stats, "new_seed")
    own = getattr(module, name)

    def late(*given):
        made = own(*given)
        theirs.write_bytes(b"somebody else's")
        return made

    monkeypatch.setattr(module, name, late)
    with pytest.raises(SPPError):
        drawn(place, a_list(tmp_path))
    assert theirs.read_bytes() == b"somebody else's"
    assert not [*folder.glob("lots-D1.xlsx"), *folder.glob(".lots-D1.*-*-*")]


REFUSED = {
    "names": ((("Amy Hill", "4A", 1), ("Bo Lane", "4B", 2)), {}),
    "first names": ((("Amy", "4A", 1), ("Ben", "4B", 2), ("Chloe", "4B", 3)), {}),
    "a UPN": ((("A823456789012", "4A", 1), ("8", "4B", 2)), {}),
    "an address": ((("amy@school.example", "4A", 1), ("8", "4B", 2)), {}),
    "twice": ((("007", "4A", 1), ("007", "4B", 2)), {}),
    "nearly twice": ((("007", "4A", 1), ("7", "4B", 2)), {}),
    "too long": ((("9" * 25, "4A", 1), ("8", "4B", 2)), {}),
    "blank": ((("", "4A", 1), ("8", "4B", 2)), {}),
    "one": ((("8", "4B", 2),), {}),
    "nobody": ((), {}),
    "no group": ((("7", "", 1), ("8", "4B", 2)), {"within": "Class"}),
    "no score": ((("7", "4A", ""), ("8", "4B", 2)), {"pair_by": "Baseline"}),
    "no number": ((("7", "4A", 1), ("8", "4B", 2)), {"pair_by": "Class"}),
    "no such column": ((("7", "4A", 1), ("8", "4B", 2)), {"within": "House"}),
    "many": ((("007", "4A", "x"), ("007", "", 2), ("7", "4B", 3), ("", "4B", 3)), {}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(place, tmp_path, case, snapshot):
    rows, options = REFUSED[case]
    with pytest.raises(SPPError) as told:
        drawn(place, a_list(tmp_path, rows), **options)
    message = str(told.value)
    assert message == snapshot
    assert not any(str(row[0]) in message for row in rows if len(str(row[0])) > 3)
    assert not [*(place.school_folder("oakfield") / "pupils").glob("*lots*")]


def test_a_list_of_names_says_what_to_do(place, tmp_path):
    path = a_list(tmp_path, [("Amy Hill", "4A")], ("Name", "Class"))
    with pytest.raises(SPPError, match=r"spp pseudonymise list\.csv"):
        drawn(place, path)


def test_ids_stay_as_they_are_and_blank_rows_count_for_nothing(place, tmp_path):
    rows = [("=1+1",), ("",), ("007",), ("+2",), ("0" * 23 + "1",), ("",)]
    made = drawn(place, a_list(tmp_path, rows, ("ID",)))
    ids = {"=1+1", "007", "+2", "0" * 23 + "1"}
    assert made.certificate.units == ids
    cells = openpyxl.load_workbook(made.workbook)["Lots"]["C"]
    assert {c.value for c in cells[6:] if c.value} == ids
    assert all(c.data_type == "s" for c in cells[6:] if c.value)


def test_two_classes_written_nearly_the_same_are_asked_about(place, tmp_path):
    rows = [("1", "4A", 1), ("2", "4 a", 2), ("3", "4B", 2), ("4", "5B", 2)]
    wanted = Wanted("oakfield", ("O2",), "Ann Hill", whole_classes=True)
    with pytest.raises(SPPError, match="rows 2 and 3: these two classes"):
        drawn(place, a_list(tmp_path, rows), wanted)


def test_an_outcome_that_is_not_there(place, tmp_path):
    with pytest.raises(SPPError, match="“O7” was asked for; its outcomes are"):
        drawn(place, a_list(tmp_path), Wanted("oakfield", ("O7",), "Ann Hill"))


def test_a_workbook_without_the_sheet_is_left_as_it_is(place, tmp_path):
    book = openpyxl.load_workbook(place.evidence_file("oakfield"))
    del book["Lots"]
    book.save(place.evidence_file("oakfield"))
    before = place.evidence_file("oakfield").read_bytes()
    made = drawn(place, a_list(tmp_path))
    assert made.row == 0 and made.values["certificate"] == made.certificate.certificate
    assert place.evidence_file("oakfield").read_bytes() == before
