"""Marked copies go when their file does, and nobody's own file goes with them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from spp_research.intake import read_workbook, write_checked
from spp_research.schema import PUPILS

ROWS = "Outcome ID,Pupil ID,Group,Before,After\nO99,Jo Bloggs,Project,3,4\n"
SCHOOL = "schools/osier-road"


@pytest.fixture
def results(riverside, monkeypatch) -> Path:
    """A pupils' file with an outcome that is not declared, in the current workspace."""
    monkeypatch.chdir(riverside)
    path = riverside / SCHOOL / "pupils" / "results.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(ROWS, encoding="utf-8")
    return path


def marked(folder: Path, name: str) -> Path:
    """A marked copy as the kit writes it, of a file that is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / f"{name}.checked.xlsx"
    return write_checked(read_workbook(folder / f"{name}.xlsx", PUPILS), copy)


def test_the_copy_of_a_pupils_file_that_was_moved_away_is_deleted(spp, results):
    assert spp("check", "--school", "osier-road").code == 11
    copy = results.with_name("results.checked.xlsx")
    assert copy.is_file()
    results.unlink()
    ran = spp("check", "--school", "osier-road")
    assert (ran.code, ran.err) == (0, "")
    assert not copy.exists()


def test_a_good_file_of_the_same_name_does_not_take_the_copy_away(spp, results):
    good = results.parents[2] / "nether-sallow" / "pupils" / "mathematics-check.xlsx"
    results.rename(good.with_suffix(".csv"))
    ran = spp("check", "--school", "nether-sallow")
    assert "mathematics-check.xlsx: nothing to mend" in ran.out
    assert good.with_name("mathematics-check.checked.xlsx").is_file()


def test_wherever_workbooks_lie_a_copy_without_its_file_is_deleted(spp, riverside):
    places = ("", "surveys", SCHOOL, f"{SCHOOL}/pupils", f"{SCHOOL}/surveys", "schools/left")
    copies = [marked(riverside / place, "gone") for place in places]
    elsewhere = marked(riverside / "minutes", "gone")
    assert spp("check", "--workspace", riverside).code == 0
    assert not [copy for copy in copies if copy.exists()]
    assert elsewhere.is_file()


def test_a_check_of_one_school_looks_into_its_folders_only(spp, riverside):
    own, other = (marked(riverside / "schools" / s, "gone") for s in ("osier-road", "oakfield"))
    assert spp("check", "--school", "osier-road", "--workspace", riverside).code == 0
    assert (own.exists(), other.exists()) == (False, True)


def test_a_copy_whose_file_is_there_is_left_to_the_check_of_that_file(spp, riverside):
    copy = marked(riverside / "schools" / "not-listed", "results")
    copy.with_name("results.CSV").write_text(ROWS, encoding="utf-8")
    assert spp("check", "--workspace", riverside).code == 0
    assert copy.is_file()


def test_a_file_of_somebodys_own_is_named_and_left(spp, riverside):
    own = riverside / SCHOOL / "marks.checked.xlsx"
    openpyxl.Workbook().save(own)
    text = riverside / SCHOOL / "text.checked.xlsx"
    text.write_text("not a workbook", encoding="utf-8")
    mended = marked(riverside / SCHOOL, "mended")
    book = openpyxl.load_workbook(mended)  # somebody mended the copy and threw the file away
    book["What to mend"]["A1"] = "mended"
    book.save(mended)
    ran = spp("check", "--json", "--workspace", riverside)
    assert (ran.code, ran.json["ok"]) == (0, True)
    assert all(path.is_file() for path in (own, text, mended))
    for path in (own, text, mended):
        assert f"{path.name}: this has the name of a marked copy" in ran.err


def test_pseudonymise_deletes_the_marked_copy_of_the_file_it_replaces(spp, results):
    spp("check", "--school", "osier-road")
    copy = results.with_name("results.checked.xlsx")
    assert copy.is_file()
    ran = spp("pseudonymise", results)
    assert ran.code == 0
    assert not copy.exists()
    assert "results.checked.xlsx, the marked copy of results.csv with the same rows, is" in ran.out


def test_pseudonymise_names_a_copy_that_somebody_has_saved(spp, results):
    copy = results.with_name("results.checked.xlsx")
    openpyxl.Workbook().save(copy)
    ran = spp("pseudonymise", results)
    assert copy.is_file()
    assert "results.checked.xlsx is still there and may name the same pupils" in ran.out
