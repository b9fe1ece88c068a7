"""Whatever slips, `spp site` never leaves public what was taken back, nor brings it back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

pytestmark = pytest.mark.slow
ROW = "Best-practice write-up"


@pytest.fixture
def place(riverside, scratch, in_this_process, words_alone, monkeypatch) -> Path:
    monkeypatch.chdir(riverside)
    return riverside


def write(school: str, head: str, value: object) -> None:
    """Write into every row of the Sign-off sheet about the write-up."""
    path = f"schools/{school}/evidence.xlsx"
    book = openpyxl.load_workbook(path)
    rows = book["Sign-off"]
    heads = {str(cell.value): cell.column for cell in rows[4]}
    for row in range(7, rows.max_row + 1):
        if rows.cell(row, 2).value == ROW:
            rows.cell(row, heads[head]).value = value
    book.save(path)


def site(spp, *more):
    return spp("site", "--renderer", "pandoc", *more)


def pages() -> set[str]:
    return {path.stem for path in Path("_site/practices").glob("*.html")} - {"index"}


def test_a_workbook_under_another_name_brings_nothing_back(spp, place):
    """The share file beside it was made of what it said before."""
    assert spp("share", "--school", "oakfield").code == 0
    write("oakfield", "Withdrawn on", date(2026, 7, 5))
    site(spp)
    assert "oakfield" not in pages()
    book = Path("schools/oakfield/evidence.xlsx")
    other = book.rename(book.with_name("evidence (1).xlsx"))
    ran = site(spp)
    assert "oakfield" not in pages()
    assert "“evidence (1).xlsx”" in ran.err
    other.unlink()
    ran = site(spp)
    assert "oakfield" not in pages()
    assert "was made of it on this computer" in ran.err


def test_a_workbook_under_another_name_takes_no_page_away_in_silence(spp, place):
    assert spp("share", "--school", "oakfield").code == 0
    site(spp)
    before = Path("_site/practices/oakfield.html").read_bytes()
    book = Path("schools/oakfield/evidence.xlsx")
    book.rename(book.with_name("evidence (1).xlsx"))
    ran = site(spp)
    assert ran.code != 0
    assert "“evidence (1).xlsx”" in ran.err
    assert Path("_site/practices/oakfield.html").read_bytes() == before


def test_a_slip_of_one_school_keeps_no_page_that_another_took_back(spp, place):
    site(spp)
    assert {"copperbeck", "withy-bridge"} <= pages()
    write("copperbeck", "Withdrawn on", "last week")
    site_as_it_was = {p: p.read_bytes() for p in Path("_site").rglob("*") if p.is_file()}
    assert site(spp).code != 0
    assert {p: p.read_bytes() for p in Path("_site").rglob("*") if p.is_file()} == site_as_it_was

    write("withy-bridge", "Withdrawn on", date(2026, 7, 5))
    ahead = site(spp, "--dry-run")
    assert ahead.code != 0
    assert "practices/withy-bridge.html would go from the website" in ahead.err
    assert {p: p.read_bytes() for p in Path("_site").rglob("*") if p.is_file()} == site_as_it_was

    ran = site(spp)
    assert ran.code != 0
    assert "practices/withy-bridge.html has gone from the website" in ran.err
    assert "outside the lists, until that is mended: practices/copperbeck.html" in ran.err
    assert pages() >= {"copperbeck"} and "withy-bridge" not in pages()
    assert not Path("_site/practices/withy-bridge").exists()
    for path in Path("_site").rglob("*"):
        assert not path.is_file() or b"practices/withy-bridge" not in path.read_bytes(), path
    assert Path("_site/practices/copperbeck/copperbeck.pdf").is_file()

    write("copperbeck", "Withdrawn on", None)
    assert site(spp).code == 0
    assert "practices/copperbeck.html" in Path("_site/feed.xml").read_text()


def test_which_one_filled_in_signs_for_everybody_who_asks(spp, place):
    write("oakfield", "Which one", "B1")
    site(spp)
    assert "oakfield" in pages()
    assert spp("share", "--school", "oakfield").code == 0
    assert '"write_up":{' in Path("share/oakfield.json").read_text().replace(" ", "")


def test_another_practice_than_the_one_in_the_row_is_not_signed(spp, place):
    write("oakfield", "Which one", "B2")
    site(spp)
    assert "oakfield" not in pages()


def test_the_website_can_be_put_elsewhere(spp, place, tmp_path):
    out = tmp_path / "web"
    ran = site(spp, "--output", str(out))
    assert ran.code == 0 and (out / "practices" / "oakfield.html").is_file()
    assert ran.out.strip().endswith("index.html") and not Path("_site").exists()
    assert "Nothing would change." in site(spp, "--output", str(out), "--dry-run").out
    write("oakfield", "Withdrawn on", date(2026, 7, 5))
    site(spp, "--output", str(out))
    assert not (out / "practices" / "oakfield.html").exists()
