"""`spp site` in the folder of a hub, as docs/hub.md tells it, and what `spp share` has for one."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date
from pathlib import Path

import hub_sites
import hubs_made
import pytest
from hub_sites import shared

from spp_research.share import Signed
from spp_research.share.report_file import ReportText, SharedReport, sealed_report, write_report
from spp_research.workspace import kit_resources

DOCS = Path(__file__).resolve().parents[2] / "docs" / "hub.md"


@pytest.fixture
def in_a_hub(tmp_path, scratch, monkeypatch) -> Path:
    """The folder of a hub to which two schools have sent a practice, as the current one."""
    place = hubs_made.hub(
        tmp_path / "hub",
        shared(
            "Oakfield Primary School",
            title="Read aloud ten minutes a day, with the same adult",
        ),
        shared("Elmcote Primary", "Ashby Trust", "Teach the words two days before"),
    )
    monkeypatch.chdir(place.root)
    return place.root


def told(command: str) -> list[str]:
    """What the page on hubs says that a command prints."""
    block = next(
        part for part in re.findall(r"```console\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
        if f"$ {command}\n" in part
    )  # fmt: skip
    return block.split(f"$ {command}\n")[1].split("$ ")[0].splitlines()


@pytest.mark.slow
def test_it_says_what_the_page_on_hubs_says(in_a_hub, spp):
    ahead = spp("site", "--dry-run", "--renderer", "pandoc")
    assert ahead.code == 0 and ahead.out.splitlines() == told("spp site --dry-run")
    made = spp("site", "--renderer", "pandoc")
    assert made.code == 0
    assert [*made.err.splitlines(), *made.out.splitlines()] == told("spp site")
    again = json.loads(spp("site", "--json", "--renderer", "pandoc").out)
    assert len(again["pages"]) == 2 and not again["refused"]
    assert "Nothing would change." in spp("site", "--dry-run", "--renderer", "pandoc").out
    out = in_a_hub.parent / "elsewhere"
    assert spp("site", "--output", out, "--renderer", "pandoc").code == 0
    assert (out / "partnerships/ashby-trust.html").is_file()


def test_share_files_without_pages_say_what_to_ask_for(tmp_path, scratch, spp, monkeypatch):
    example = kit_resources() / "examples" / "northshire"
    place = tmp_path / "hub"
    place.mkdir()
    for name in ("hub.xlsx", "settings.yml"):
        shutil.copyfile(example / name, place / name)
    (place / "partnerships/maplebeck").mkdir(parents=True)
    shutil.copy(
        example / "partnerships/maplebeck/plovergarth.json", place / "partnerships/maplebeck"
    )
    monkeypatch.chdir(place)
    ran = spp("site", "--dry-run", "--renderer", "pandoc")
    assert ran.code == 0 and "does not hold the page" in ran.out
    assert "There is no website yet. Pages of practices: none." in ran.out


def test_a_report_for_a_hub_is_read_out(tmp_path, spp):
    line = Signed(
        document="Partnership report",
        audience="public",
        name="Ann Example",
        role="Lead",
        signed_on=hub_sites.DAY,
    )
    text = ReportText(
        text_mark=hub_sites.MARK, fewest_pupils=10, fewest_respondents=10, text="# The year"
    )
    facts = {"kit": "1", "partnership": "Ashby", "cycle": "2025-26", "made_on": date(2026, 7, 10)}
    path = tmp_path / "partnership.report.json"
    write_report(sealed_report(SharedReport(**facts, sign_off=line, report=text)), path)
    said = spp("share", "--show", path).out
    assert "Partnership report of Ashby, 2025-26" in said and "Ann Example" in said
    assert json.loads(spp("share", "--show", path, "--json").out)["partnership"] == "Ashby"
    write_report(sealed_report(SharedReport(**facts)), path)
    assert "signed off for everyone no longer" in spp("share", "--show", path).out
