"""Ten mistakes to practise on: all of them told of, and each counted when it is mended."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from example_copy import copy_riverside

from spp_research.cli import checking, practising
from spp_research.demo import practice_room
from spp_research.demo.practice_room import LEAD, PUPILS, ROLES, SCHOOL, TEN, progress
from spp_research.demo.riverside_example import riverside
from spp_research.errors import ConfigurationError
from spp_research.intake import Fault
from spp_research.workspace import Workspace


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Workspace:
    folder = tmp_path_factory.mktemp("practise") / "room"
    practising.practise(folder, check=False)
    return Workspace(folder.resolve())


@pytest.fixture(scope="module")
def book(made) -> Path:
    """The workbook of the school, for tests that leave it as it was."""
    return made.evidence_file("oakfield")


def of_oakfield(place: Workspace) -> practice_room.Progress:
    """What a check of one school says; mistakes of the other school then have no row."""
    return progress(checking.checked_with_copies(place, ("oakfield",)).readings, place.root)


def test_there_are_ten_and_everybody_has_some():
    assert len(TEN) == 10
    assert {mistake.role for mistake in TEN} == set(ROLES)
    assert len({role.book for role in ROLES}) == len(ROLES)


@pytest.mark.slow
def test_at_first_none_is_mended_and_nothing_else_is_wrong(made):
    found = progress(checking.checked_with_copies(made, ()).readings, made.root)
    assert (found.mended, found.open, found.lost, found.new) == ((), TEN, (), ())


def test_the_example_as_it_is_has_all_of_them_right(tmp_path):
    place = Workspace(copy_riverside(tmp_path / "riverside"))
    found = progress(checking.checked_with_copies(place, ()).readings, place.root)
    assert (found.mended, found.open, found.lost, found.new) == (TEN, (), (), ())


@pytest.mark.slow
def test_the_page_gives_no_place_and_no_value_away(made):
    page = (made.root / practising.TASK).read_text(encoding="utf-8")
    text = page.partition("</style>")[2]
    for role in ROLES:
        assert role.book in text
        assert role.task in text
    for mistake in TEN:
        assert str(mistake.value) not in text
        assert not any(str(value) in text for value in mistake.key.values() if value != "oakfield")
    assert "<script" not in page
    assert "http" not in text


def changed(book: Path, sheet: str, cell: str, value: object) -> None:
    read = openpyxl.load_workbook(book)
    read[sheet][cell] = value
    read.save(book)


@pytest.mark.slow
def test_mended_lost_and_new_are_told_apart(made, book):
    whole = book.read_bytes()
    try:
        changed(book, "The school", "E7", 410)
        changed(book, "Evidence", "B18", "E99")  # the ID of a row with a mistake
        changed(book, "Evidence", "F8", "a few")  # was a number
        found = of_oakfield(made)
    finally:
        book.write_bytes(whole)
    own = [mistake for mistake in TEN if mistake.role == SCHOOL]
    assert found.mended == (own[0],)
    assert own[2] in found.lost
    # What is wrong in the row that is lost was wrong before.
    assert [(fault.sheet, fault.cell) for fault in found.new] == [
        ("Evidence", "F8"),
        ("Findings", "F11"),  # which went by the ID that is gone
    ]


def test_a_row_that_was_moved_is_found_by_its_id(made, book):
    whole = book.read_bytes()
    try:
        read = openpyxl.load_workbook(book)
        sheet = read["Evidence"]
        for column in range(1, 13):
            one, other = sheet.cell(13, column), sheet.cell(14, column)
            one.value, other.value = other.value, one.value
        read.save(book)
        found = of_oakfield(made)
    finally:
        book.write_bytes(whole)
    assert TEN[1] in found.open
    assert found.new == ()


def test_a_workbook_that_cannot_be_read_mends_nothing(made, book):
    whole = book.read_bytes()
    try:
        book.write_bytes(b"not a workbook")
        found = of_oakfield(made)
    finally:
        book.write_bytes(whole)
    assert found.mended == ()
    assert any(fault.file.endswith("oakfield/evidence.xlsx") for fault in found.new)


NEW = Fault("fault", "x", "partnership.xlsx", "Schools", "B7", "Name", "x", "This is needed.")


@pytest.mark.parametrize(
    "found",
    [
        practice_room.Progress((), TEN, (), ()),
        practice_room.Progress(TEN[:1], TEN[1:], (), ()),
        practice_room.Progress(TEN[:7], TEN[8:], TEN[7:8], (NEW,)),
        practice_room.Progress(TEN, (), (), ()),
        practice_room.Progress(TEN, (), (), (NEW,) * 7),
    ],
    ids=["none", "one", "seven", "all", "all and new ones"],
)
def test_what_is_said(found, snapshot):
    assert "\n".join(practising.said(found, Path("my practice"))) == snapshot


def test_no_word_of_a_pupils_file_is_repeated(made, capsys):
    practising.practise(made.root, check=True)
    told = capsys.readouterr().out
    assert "None of the ten is mended yet." in told
    assert not any(str(one.value) in told for one in TEN if one.role == PUPILS)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "letter.docx").write_text("mine")
    with pytest.raises(ConfigurationError, match="something in this folder already"):
        practising.practise(tmp_path, check=False)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.docx"]


def test_what_is_no_practice_room_is_not_counted(tmp_path):
    with pytest.raises(ConfigurationError, match="no practice room"):
        practising.practise(tmp_path / "none", check=True)
    (tmp_path / practice_room.ROOM).write_text("[]")
    assert not practice_room.is_room(tmp_path)


def test_the_books_of_the_example_are_not_changed_by_planting():
    before = riverside()
    practice_room.with_mistakes(before, TEN)
    (row,) = (r for r in before.sheets["timetable"] if r["school"] == "tannery-lane")
    assert row["champion"] != next(
        m.value for m in TEN if m.role == LEAD and m.column == "champion"
    )


@pytest.mark.slow
def test_what_the_kit_itself_suggests_is_right(made, tmp_path):
    """Whoever takes each “Did you mean” at its word has mended it, and is told of nothing new."""
    place = Workspace(shutil.copytree(made.root, tmp_path / "room"))
    before = checking.checked_with_copies(place, ()).readings
    known = {(one.file, one.sheet, one.cell, one.code) for r in before for one in r.faults}
    followed = []
    for reading in before:
        for one in reading.faults:
            if meant := re.search("Did you mean “([^”]+)”", one.message):
                found = re.match("“([^”]+)”", one.message)
                assert found
                said = openpyxl.load_workbook(reading.path)[one.sheet][one.cell].value
                changed(reading.path, one.sheet, one.cell, said.replace(found[1], meant[1]))
                followed.append((found[1], meant[1]))
    assert followed == [("E88", "E8"), ("05/26/2026", "26/05/2026")]
    readings = checking.checked_with_copies(place, ()).readings
    now = progress(readings, place.root)
    assert {(m.sheet, m.column) for m in now.mended} == {
        ("findings", "evidence_ids"),
        ("actions", "review_date"),
    }
    assert not now.new
    after = {(one.file, one.sheet, one.cell, one.code) for r in readings for one in r.faults}
    assert after <= known
    cells = openpyxl.load_workbook(place.evidence_file("oakfield"))
    assert cells["Findings"]["F9"].value == "E5; E7; E8"  # what stood there before
