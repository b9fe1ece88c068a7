"""What is and is not in the example's site, byte by byte."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from spp_research.site.build import SiteResult, build_site
from spp_research.site.folder import link_faults
from spp_research.workspace import open_workspace

# Of each school that is refused: its name, its short name, and words of its practice.
REFUSED = {
    "Tannery Lane Infant School": (b"Tannery Lane", b"tannery-lane", b"Tell every story three"),
    "Nether Sallow Village Primary School": (b"Nether Sallow", b"nether-sallow", b"Plan topics by"),
    "Osier Road Primary School": (b"Osier Road", b"osier-road"),
}


def _bytes(folder: Path) -> bytes:
    return b"\n".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())


def test_the_three_signed_off_practices_are_there_in_the_leads_order(result: SiteResult) -> None:
    assert [page.stem for page in result.pages] == ["oakfield", "withy-bridge", "copperbeck"]
    assert [school for school, _ in result.refused] == list(REFUSED)


@pytest.mark.parametrize("school", REFUSED)
def test_no_byte_of_a_refused_school_is_in_the_site(school: str, result: SiteResult) -> None:
    everything = _bytes(result.folder)
    assert [words for words in REFUSED[school] if words in everything] == []
    names = [path.as_posix() for path in result.folder.rglob("*")]
    assert not [name for name in names if REFUSED[school][1].decode() in name]


def test_nothing_of_the_machine_or_the_pupils_is_in_the_site(result: SiteResult) -> None:
    everything = _bytes(result.folder)
    assert str(result.folder.parent).encode() not in everything
    assert b"spp-scratch" not in everything
    for file in (result.folder.parent / "schools").glob("*/pupils/*"):
        assert file.stem.encode() not in everything


def test_every_link_leads_somewhere(result: SiteResult) -> None:
    assert link_faults(result.folder) == []


def test_a_page_says_who_signed_it_off_whom_to_ask_and_how_to_cite(result: SiteResult) -> None:
    page = result.pages[0].read_text(encoding="utf-8")
    assert "Signed off by Ruth Adeyemi, headteacher, on 1 July 2026" in page
    assert '<a href="mailto:office@oakfield.example">' in page
    assert "How to cite: Oakfield Weir Primary School and Riverside Partnership (2026)." in page
    assert 'rel="license" href="https://creativecommons.org/licenses/by/4.0/"' in page


@pytest.mark.slow
def test_withdrawing_a_sign_off_removes_the_page(riverside: Path) -> None:
    """Two builds with notebooks: the second is made after the school took its page back."""
    place = open_workspace(riverside)
    keep_only(riverside, "oakfield", "withy-bridge")
    first = build_site(place, "pandoc")
    assert [page.stem for page in first.pages] == ["oakfield", "withy-bridge"]
    withdraw(riverside, "oakfield")
    second = build_site(place, "pandoc")
    assert [page.stem for page in second.pages] == ["withy-bridge"]
    reason = dict(second.refused)["Oakfield Weir Primary School"]
    assert reason.startswith("Its sign-off for the public audience was withdrawn on ")
    everything = _bytes(second.folder)
    assert b"Oakfield" not in everything
    assert b"late joiners" not in everything


@pytest.mark.slow
def test_with_nothing_signed_off_there_is_a_site_that_says_so(
    riverside: Path, spp: Callable[..., object]
) -> None:
    keep_only(riverside)
    ran = spp("site", "--workspace", riverside, "--renderer", "pandoc")
    assert ran.code == 0
    assert ran.err.count("not on the site") == 6
    home = (riverside / "_site" / "index.html").read_text(encoding="utf-8")
    assert "Nothing is shared here yet" in home
    assert link_faults(riverside / "_site") == []


def withdraw(workspace: Path, school: str) -> None:
    """Fill in “Withdrawn on” for the practice, in every row."""
    file = workspace / "schools" / school / "evidence.xlsx"
    book = openpyxl.load_workbook(file)
    sheet = book["Sign-off"]
    rows = list(sheet.iter_rows())
    head = next(row for row in rows if any(cell.value == "Withdrawn on" for cell in row))
    columns = {str(cell.value).removesuffix(" (needed)"): cell.column for cell in head}
    for row in rows[rows.index(head) + 1 :]:
        if sheet.cell(row[0].row, columns["Document"]).value == "Best-practice write-up":
            sheet.cell(row[0].row, columns["Withdrawn on"]).value = "09/07/2026"
    book.save(file)


def keep_only(workspace: Path, *schools: str) -> None:
    """Withdraw the practice of every other school that shares one."""
    for school in ("oakfield", "withy-bridge", "copperbeck"):
        if school not in schools:
            withdraw(workspace, school)
