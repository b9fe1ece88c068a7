"""Of share files alone a lead builds the website that workbooks would give, byte for byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from in_process import notebooks_run_here

from spp_research.cli.adding import added_school
from spp_research.publish.share_folder import make_shares
from spp_research.share.files import write_share
from spp_research.site.build import build_site
from spp_research.workspace import open_workspace

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "riverside"


@pytest.mark.slow
def test_from_share_files_alone_it_is_the_same(tmp_path: Path, words_alone: None) -> None:
    made = shutil.ignore_patterns("reports", "_site", "share", "*.checked.xlsx")
    workbooks = shutil.copytree(EXAMPLE, tmp_path / "workbooks", ignore=made)
    shares = tmp_path / "shares"
    shutil.copytree(workbooks, shares, ignore=shutil.ignore_patterns("schools"))
    with notebooks_run_here():
        of_workbooks = build_site(open_workspace(workbooks), "pandoc")
        for one in make_shares(open_workspace(workbooks)):
            assert one.share is not None, one.reason
            write_share(one.share, shares / "share" / f"{one.school}.json")
        assert not (shares / "schools").exists()
        of_shares = build_site(open_workspace(shares), "pandoc")
    assert len(of_workbooks.pages) == len(of_shares.pages) > 2
    before, after = (_files(site.folder) for site in (of_workbooks, of_shares))
    assert {*before} == {*after}
    assert [name for name in before if before[name] != after[name]] == []
    _an_empty_workbook_says_nothing(shares, after)


def _an_empty_workbook_says_nothing(shares: Path, before: dict[str, bytes]) -> None:
    """One that was laid out for a school takes no page away; one that was begun speaks alone."""
    place = open_workspace(shares)
    added_school(shares, "Oakfield Weir Primary School", "oakfield")
    added_school(shares, "Copperbeck Primary School", "copperbeck")
    assert _files(build_site(place, "pandoc").folder) == before

    book = openpyxl.load_workbook(EXAMPLE / "schools" / "copperbeck" / "evidence.xlsx")
    book["Sign-off"].delete_rows(7, 100)
    book.save(place.evidence_file("copperbeck"))
    site = build_site(place, "pandoc")
    assert "practices/oakfield.html" in _files(site.folder)
    assert "practices/copperbeck.html" not in _files(site.folder)


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
