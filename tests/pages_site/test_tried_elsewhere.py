"""Three schools of the example take up the practice of a fourth: their pages, whole."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from in_process import notebooks_run_here

from spp_research.publish.share_folder import make_shares
from spp_research.schema import PARTNERSHIP, SCHOOL, Workbook
from spp_research.schema.vocabulary import WRITE_UP
from spp_research.share.files import write_share
from spp_research.site.build import build_site
from spp_research.site.store import FOLDER
from spp_research.workspace import open_workspace

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "riverside"
FIRST = "tannery-lane"
TRIALS = {"oakfield": "O1", "withy-bridge": "O3", "copperbeck": "O5"}
LEFT_OUT = shutil.ignore_patterns("reports", "_site", "*.checked.xlsx", "signed")


def put(path: Path, workbook: Workbook, sheet: str, where: dict, cells: dict) -> None:
    """Write cells into the rows that have these values, in columns by their names."""
    book = openpyxl.load_workbook(path)
    page = book[workbook.sheet(sheet).title]
    labels = {field.label: field.name for field in workbook.sheet(sheet).fields}
    heads = {
        labels[name]: cell
        for row in page.iter_rows()
        for cell in row
        if (name := str(cell.value).removesuffix(" (needed)")) in labels
    }
    below = max(cell.row for cell in heads.values())
    for name in cells.keys() - heads.keys():  # of an older workbook, without the column
        free = max(cell.column for cell in heads.values()) + 1
        heads[name] = page.cell(below, free, workbook.sheet(sheet).field(name).label)
    for number in range(below + 1, page.max_row + 1):
        if all(page.cell(number, heads[k].column).value == v for k, v in where.items()):
            for name, value in cells.items():
                page.cell(number, heads[name].column).value = value
    book.save(path)


def book_of(place: Path, school: str) -> Path:
    return place / "schools" / school / "evidence.xlsx"


@pytest.fixture
def place(tmp_path: Path, words_alone: None) -> Iterator[Path]:
    """A copy of the example in which three schools have taken up what a fourth shared first."""
    with notebooks_run_here():
        made = shutil.copytree(EXAMPLE, tmp_path / "here", ignore=LEFT_OUT)
        for school, outcome in TRIALS.items():
            cells = {"takes_up_school": FIRST, "takes_up_item": "B1", "outcome_id": outcome}
            put(book_of(made, school), SCHOOL, "practice", {"practice_id": "B1"}, cells)
        # The example's own was taken back.
        again = {"withdrawn_on": None, "expires_on": None, "signed_on": date(2026, 7, 9)}
        put(book_of(made, FIRST), SCHOOL, "sign_off", {"document": WRITE_UP}, again)
        yield made


def build(place: Path) -> dict[str, str]:
    """Build here, and from nothing in a copy; the pages of the practices."""
    build_site(open_workspace(place), "pandoc")
    copy = place.with_name("nothing")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(place, copy, ignore=shutil.ignore_patterns(FOLDER))
    build_site(open_workspace(copy), "pandoc")
    sites = [
        {p.relative_to(one): p.read_bytes() for p in (one / "_site").rglob("*") if p.is_file()}
        for one in (place, copy)
    ]
    assert {str(k): v for k, v in sites[0].items()} == {str(k): v for k, v in sites[1].items()}
    pages = (place / "_site" / "practices").glob("*.html")
    return {path.stem: path.read_text(encoding="utf-8") for path in pages}


def part(page: str, name: str) -> str:
    """A part of a page in words."""
    inside = page.partition(f'class="{name}"')[2].partition("</section>")[0]
    return " ".join(re.sub("<[^>]*>", " ", inside).split())


@pytest.mark.slow
def test_three_schools_are_named_put_together_and_gone_when_one_takes_it_back(
    place: Path,
) -> None:
    pages = build(place)
    told = part(pages[FIRST], "elsewhere")
    for said in (
        "Three schools have taken this practice up",
        "On average about 9.4 words a minute higher for pupils in the project than for other",
        "anything from 5.7 lower to 7.3 words a minute higher (23 and 23 pupils)",
        # As the partnership's own report puts the three together.
        "On average over three schools, about 5 words a minute higher",
        "anything from 7 lower to 16 words a minute higher (64 and 68 pupils)",
        "the schools themselves seem to differ by about 4 words a minute",
    ):
        assert said in told
    assert [told.index(name) for name in ("Oakfield", "Withy", "Copperbeck")] == sorted(
        told.index(name) for name in ("Oakfield", "Withy", "Copperbeck")
    )
    for school in TRIALS:
        assert f'href="../practices/{school}.html"' in pages[FIRST]
        assert f'shared: <a href="../practices/{FIRST}.html"' in pages[school]
        assert "result.json" not in pages[school]
    assert not list((place / "_site").rglob("result.json"))
    # One of the three takes its practice back: its name is gone, and two are not put together.
    row = {"document": WRITE_UP}
    put(book_of(place, "oakfield"), SCHOOL, "sign_off", row, {"withdrawn_on": date(2026, 7, 5)})
    pages = build(place)
    assert "oakfield" not in pages and "Oakfield" not in pages[FIRST]
    assert "these stand beside each other" in part(pages[FIRST], "elsewhere")
    # A school that is called otherwise keeps its place under its new name.
    named = {"school_name": "Withy Bridge Academy"}
    put(place / "partnership.xlsx", PARTNERSHIP, "schools", {"school": "withy-bridge"}, named)
    # Its name stands in its text, which is signed anew.
    again = {"signed_on": date(2026, 7, 9)}
    put(book_of(place, "withy-bridge"), SCHOOL, "sign_off", row, again)
    assert "Withy Bridge Academy" in part(build(place)[FIRST], "elsewhere")
    # The first takes its own back: nobody else names it.
    put(book_of(place, FIRST), SCHOOL, "sign_off", row, {"withdrawn_on": date(2026, 7, 5)})
    pages = build(place)
    assert FIRST not in pages
    assert not [school for school, page in pages.items() if "Tannery Lane" in page]


@pytest.mark.slow
def test_a_site_of_share_files_says_the_same(place: Path, tmp_path: Path) -> None:
    pages = build(place)
    schools = [FIRST, *TRIALS]
    assert all(
        made.share and made.share.write_up for made in make_shares(open_workspace(place), schools)
    )
    lead = tmp_path / "lead"
    lead.mkdir()
    for name in ("partnership.xlsx", "settings.yml"):
        shutil.copy(place / name, lead / name)
    for made in make_shares(open_workspace(place), schools):
        write_share(made.share, open_workspace(lead).share_file(made.school))
    assert build(lead) == pages
    assert "On average over three schools" in part(pages[FIRST], "elsewhere")
