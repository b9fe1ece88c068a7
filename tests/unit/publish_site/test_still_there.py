"""A public page of a closed year goes when somebody decided so, and never because of a slip."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from test_closed_practices import (
    FAULTS,
    SLUG,
    book,
    close,
    in_closed,
    keep,
    opened,
    riverside,
    sign,
)

from spp_research.errors import EvidenceError
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.site.build import build_site, look_ahead
from spp_research.site.earlier import gather_earlier
from spp_research.site.still_there import would_go
from spp_research.workspace import Workspace

__all__ = ["opened", "riverside"]  # the fixtures

pytestmark = pytest.mark.slow

PAGE = f"practices/{SLUG}--2025-26.html"
STEM = f"{SLUG}--2025-26"
DOCUMENT = "documents/oakfield--my-enquiry--2025-26.html"
CYCLES = {
    "the folder is gone": lambda cycles: shutil.rmtree(cycles / "2025-26"),
    "the folder has another name": lambda cycles: (cycles / "2025-26").rename(cycles / "last"),
    "the seal is half written": lambda cycles: _half(next((cycles / "2025-26").glob("*.json"))),
    "the workbook of then is half written": lambda cycles: _half(
        cycles / "2025-26/schools/oakfield/evidence.xlsx"
    ),
}


def _half(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def website(workspace: Workspace, *pages: str) -> Path:
    """A website with pages that say no more than what they are called."""
    for page in pages:
        path = workspace.site / page
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('<title>A title – Us</title><article data-document="An enquiry">')
    (workspace.site / "feed.xml").write_text("")
    (workspace.site / ".spp-site.json").write_text(json.dumps([*pages, "feed.xml"]))
    return workspace.site


def lost(workspace: Workspace, scratch: Path) -> dict[str, str]:
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    found = gather_earlier(workspace, scratch)
    shown = [one.address for one in found.shown]
    whose, site = open_partnership(workspace), workspace.site
    return would_go(workspace, whose, site, shown, found.decided, found.refused)


def test_every_slip_is_told_and_a_withdrawal_goes_before_each_of_them(riverside, tmp_path):
    website(riverside, PAGE)
    scratch, before = tmp_path / "scratch", tmp_path / "before"
    assert lost(riverside, scratch) == {}
    shutil.copytree(riverside.root, before)
    slips = dict(FAULTS) | {
        name: lambda workspace, harm=harm: harm(workspace.root / "cycles")
        for name, harm in CYCLES.items()
    }
    for name, slip in slips.items():
        slip(riverside)
        told = lost(riverside, scratch)
        assert [*told] == [STEM], name
        assert "Mend what is said below" in told[STEM] and "2025-26" in told[STEM], name
        if "of now" not in name:  # where today's workbook cannot be read, nobody can tell
            sign(riverside, withdrawn_on=date(2026, 9, 3))
            assert lost(riverside, scratch) == {}, name
        shutil.rmtree(riverside.root)
        shutil.copytree(before, riverside.root)


def test_what_a_rule_keeps_away_goes_and_so_does_a_school_that_left(riverside, tmp_path):
    """Nor is a page missed that the year's being open again has given its old address."""
    scratch = tmp_path / "scratch"
    website(
        riverside, PAGE, "practices/elsewhere--2025-26.html", "practices/oakfield--2026-27.html"
    )
    riverside.settings_file.write_text("thresholds:\n  public:\n    pupils: 12\n")
    assert lost(riverside, scratch) == {}
    sign(riverside, withdrawn_on=date(2026, 9, 3))
    riverside.settings_file.unlink()
    assert lost(riverside, scratch) == {}


def test_a_document_whose_year_is_gone_is_told_too(riverside, tmp_path):
    """Where a year is here and its workbook has no row for a document, its page has to go."""
    of_all = "documents/partnership--our-year--2024-25.html"
    website(riverside, DOCUMENT, DOCUMENT.replace("2025-26", "2024-25"), of_all)
    told = lost(riverside, tmp_path / "scratch")
    assert {*told} == {DOCUMENT[:-12] + "2024-25", of_all[:-5]}
    assert "no longer in cycles/2024-25" in told[of_all[:-5]]
    # A page that the kit did not make is not the kit's to keep.
    (riverside.site / ".spp-site.json").write_text(json.dumps([of_all]))
    assert {*lost(riverside, tmp_path / "scratch")} == {of_all[:-5]}


def test_the_build_stops_and_the_page_is_there_until_it_is_taken_back(riverside, tmp_path):
    made = build_site(riverside, "pandoc")
    assert (made.folder / PAGE).is_file()
    before = (made.folder / PAGE).read_bytes()
    away = book(riverside).rename(tmp_path / "open in Excel.xlsx")
    for look in (look_ahead, build_site):
        with pytest.raises(EvidenceError, match=r"oakfield/evidence\.xlsx cannot be read"):
            look(riverside, "pandoc")
    assert (made.folder / PAGE).read_bytes() == before
    shutil.move(away, book(riverside))
    kept = in_closed(riverside, "schools/oakfield/signed/best-*.zip")
    kept.unlink()
    with pytest.raises(EvidenceError, match="was not kept, or was changed since"):
        build_site(riverside, "pandoc")
    sign(riverside, withdrawn_on=date(2026, 9, 3))
    assert not build_site(riverside, "pandoc").pages
    assert not (made.folder / PAGE).exists()


def test_three_years_of_which_the_middle_one_is_damaged(opened, tmp_path):
    keep(opened, tmp_path / "made")
    close(opened)
    close(opened, "2027-28")
    website(opened, PAGE)
    assert lost(opened, tmp_path / "scratch") == {}
    _half(opened.root / "cycles/2026-27/schools/oakfield/evidence.xlsx")
    assert "cycles/2026-27/schools/oakfield/evidence.xlsx cannot be read" in str(
        lost(opened, tmp_path / "scratch")
    )
