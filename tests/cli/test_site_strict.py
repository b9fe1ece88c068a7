"""`spp site --strict`, `--preview`, and what a build says is new, gone and changed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest

pytestmark = pytest.mark.slow


@pytest.fixture
def place(riverside, scratch, in_this_process, words_alone, monkeypatch) -> Path:
    monkeypatch.chdir(riverside)
    return riverside


def site(spp, *more):
    return spp("site", "--renderer", "pandoc", *more)


def spoil(school: str) -> Path:
    """Put something in the workbook's place that nobody can read; what it was."""
    book = Path(f"schools/{school}/evidence.xlsx")
    kept = book.rename(book.with_name("kept.xlsx.bak"))
    book.write_text("no workbook", encoding="utf-8")
    return kept


def withdraw(school: str) -> None:
    path = f"schools/{school}/evidence.xlsx"
    book = openpyxl.load_workbook(path)
    rows = book["Sign-off"]
    heads = {str(cell.value): cell.column for cell in rows[4]}
    for row in range(7, rows.max_row + 1):
        if rows.cell(row, 2).value == "Best-practice write-up":
            rows.cell(row, heads["Withdrawn on"]).value = date(2026, 7, 5)
    book.save(path)


def everything() -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in Path("_site").rglob("*") if path.is_file()}


def test_what_is_as_it_should_be_ends_with_nought(spp, place):
    first = site(spp, "--strict")
    assert first.code == 0
    assert "New: " not in first.err  # of a first website everything is
    again = site(spp, "--strict")
    assert again.code == 0


def test_a_build_says_what_is_gone_and_what_changed(spp, place):
    site(spp)
    withdraw("oakfield")
    ran = site(spp, "--strict")
    assert ran.code == 0  # taken back is a decision, and no slip
    lines = ran.err.splitlines()
    assert [line for line in lines if line.startswith("Gone: ")] == [
        "Gone: Give late joiners ten minutes of reading aloud a day, with the same adult "
        "(practices/oakfield.html)"
    ]
    assert not any(line.startswith("New: ") for line in lines)


def test_a_slip_that_keeps_a_page_away_is_told_by_the_exit_code(spp, place):
    """Before there is a website no page is lost, so it is built; only --strict minds."""
    kept = spoil("oakfield")
    assert site(spp, "--dry-run").code == 0
    assert site(spp, "--dry-run", "--strict").code == 11
    assert site(spp).code == 0
    ran = site(spp, "--strict", "--json")
    assert ran.code == 11
    assert json.loads(ran.out)["left_out_by_a_slip"] == ["Oakfield Weir Primary School"]

    kept.replace("schools/oakfield/evidence.xlsx")
    ran = site(spp, "--strict")
    assert ran.code == 0
    assert "(practices/oakfield.html)" in next(
        line for line in ran.err.splitlines() if line.startswith("New: ")
    )


def test_a_look_is_put_into_a_new_folder_and_nothing_else_changes(spp, place, tmp_path):
    site(spp)
    before = everything()
    withdraw("oakfield")
    look = tmp_path / "look"
    ran = site(spp, "--preview", str(look))
    assert ran.code == 0
    assert "Gone: " in ran.out
    assert ran.out.splitlines()[-1].startswith("To look at it, open ")
    assert (look / "index.html").is_file()
    assert not (look / "practices" / "oakfield.html").exists()
    assert everything() == before

    refused = site(spp, "--preview", str(look))
    assert refused.code == 10
    assert "this is there already" in refused.err
    assert everything() == before
