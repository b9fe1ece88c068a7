"""A row that was withdrawn while another stands: each command that meets it says so once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from spp_research.workspace import kit_resources

SAID = "withdrew “Best-practice write-up” for the partnership on 9 July 2026, but row"


ROW = 11  # of Oakfield's Sign-off sheet: the write-up, for the partnership


@pytest.fixture
def withdrawn(workspace: Path) -> Path:
    """Riverside, whose Oakfield took its write-up back for the partnership and not for everyone."""
    path = workspace / "schools" / "oakfield" / "evidence.xlsx"
    book = openpyxl.load_workbook(path)
    page = book["Sign-off"]
    (column,) = {
        cell.column for row in page.iter_rows() for cell in row if cell.value == "Withdrawn on"
    }
    page.cell(ROW, column).value = "2026-07-09"
    book.save(path)
    return workspace


def test_the_status_says_it_of_whose_sheet_it_is(withdrawn, spp):
    found = spp("status")
    assert found.code == 0 and found.out.count(SAID) == 1
    assert "Oakfield Weir Primary School: Row" in found.out
    page = (withdrawn / "status" / "status.html").read_text(encoding="utf-8")
    assert SAID in " ".join(page.split())
    (told,) = json.loads(spp("status", "--json").out)["sign_offs_at_odds"]
    assert told["whose"] == "Oakfield Weir Primary School" and SAID in told["said"]


def test_where_nothing_is_at_odds_nothing_is_said(workspace, spp):
    assert "of the Sign-off sheet" not in spp("status").out
    assert json.loads(spp("status", "--json").out)["sign_offs_at_odds"] == []


@pytest.mark.slow
def test_the_report_and_the_website_say_it_too(withdrawn, spp, in_this_process):
    kits = kit_resources() / "notebooks"
    for name in ("best_practice.ipynb", "review_summary.ipynb"):
        shutil.copyfile(kits / name, withdrawn / "notebooks" / name)
    made = spp("report", "best-practice", "--school", "oakfield", "--to", "html")
    assert made.code == 0 and SAID in made.out + made.err
    other = spp("report", "review-summary", "--school", "oakfield", "--to", "html")
    assert SAID not in other.out + other.err
    for _ in range(3):  # also where nothing has changed
        site = spp("site")
        assert site.code == 0 and site.err.count(SAID) == 1
    assert SAID in spp("site", "--dry-run").out
