"""The folder of a hub: laid out, checked, reported, and kept apart from a partnership's."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from spp_research.intake import write_workbook
from spp_research.intake.write.added_row import add_row
from spp_research.schema import HUB
from spp_research.workspace import kit_resources

EXAMPLE = kit_resources() / "examples" / "northshire"


@pytest.fixture
def northshire(tmp_path, scratch, in_this_process, monkeypatch) -> Path:
    """A copy of the example hub, as the current folder."""
    for name in ("hub.xlsx", "settings.yml"):
        shutil.copyfile(EXAMPLE / name, tmp_path / name)
    shutil.copytree(EXAMPLE / "partnerships", tmp_path / "partnerships")
    (tmp_path / "settings.yml").write_text("as_at: 2026-07-10\nformats: [html]\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_hub_is_laid_out_and_says_what_comes_next(tmp_path, spp, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = spp("init", "--hub", "hub")
    assert ran.code == 0 and "fill in hub.xlsx" in ran.out
    there = {path.name for path in Path("hub").iterdir()}
    assert {"hub.xlsx", "partnerships", "settings.yml", "notebooks"} <= there
    assert "partnership.xlsx" not in there and "schools" not in there
    assert [path.name for path in Path("hub/notebooks").iterdir()] == ["hub_report.ipynb"]
    assert "everything was there already" in spp("init", "hub").out
    assert "not started yet" in spp("check", "-w", "hub").out
    refused = spp("report", "hub-report", "-w", "hub")
    assert refused.code == 11 and "not started yet" in refused.out + refused.err


def test_a_partnership_does_not_become_a_hub(riverside, spp):
    ran = spp("init", "--hub", str(riverside))
    assert ran.code == 10 and "needs one of its own" in ran.err


@pytest.mark.slow
def test_the_report_is_made_once_and_again_when_a_file_comes(northshire, spp):
    assert "made\thub\thub-report" in spp("report", "hub-report").out
    assert Path("reports/hub/hub-report/report.html").is_file()
    assert "from the lead of a hub" in Path("reports/index.html").read_text(encoding="utf-8")
    assert "unchanged\thub" in spp("report", "--all").out
    taken = next(Path("partnerships").glob("*/*.json"))
    taken.unlink()
    why = spp("report", "hub-report", "--dry-run").out
    assert f"{taken.as_posix()} is gone" in why
    assert "made\thub" in spp("report", "hub-report").out


def signed(mark: str = "") -> dict:
    """The hub lead signs the report off, and it is made again; what its manifest says."""
    row = {
        "document": "Hub report",
        "audience": "Partnership",
        "signed_by": "Dilys Penhaligon",
        "role": "Hub lead",
        "signed_on": date(2026, 7, 10),
        "text_mark": mark,
    }
    assert add_row(Path("hub.xlsx"), HUB, "sign_off", row)
    return manifest()


def manifest() -> dict:
    return json.loads(Path("reports/hub/hub-report/manifest.json").read_text(encoding="utf-8"))


@pytest.mark.slow
def test_a_signature_stands_while_others_send_more(northshire, spp):
    files = sorted(Path("partnerships").glob("*/*.json"))
    later = files[0].read_bytes()
    files[0].unlink()
    spp("report", "hub-report")
    mark = manifest()["signature"]["text_mark"]
    signed(mark)
    spp("report", "hub-report")
    assert manifest()["signature"]["state"] == "signed"
    (edition,) = Path("shown").glob("partnership.*.json")  # which schools are behind its counts
    assert spp("report", "hub-report").out.startswith("unchanged")
    school = f"/{files[0].stem}"
    known = json.loads(edition.read_text(encoding="utf-8"))["counts"]
    assert known and not any(key.endswith(school) for own in known.values() for key in own)
    hidden = Path("reports/hub/hub-report/report.qmd").read_text(encoding="utf-8").count("[c]")
    files[0].write_bytes(later)
    spp("report", "hub-report")
    assert manifest()["signature"] | {"text_mark": mark} == manifest()["signature"]
    spp("report", "hub-report", "--update")
    assert manifest()["signature"]["state"] == "draft"
    assert [*Path("shown").iterdir()] == [edition]
    # The one school more is in the draft, and no count from which its part would follow.
    report = Path("reports/hub/hub-report/report.qmd")
    assert report.read_text(encoding="utf-8").count("[c]") > hidden
    # What is shown is held to what is kept of it, so another copy there makes the report again.
    kept = edition.read_text(encoding="utf-8")
    assert spp("report", "hub-report", "--update").out.startswith("unchanged")
    edition.unlink()
    again = spp("report", "hub-report", "--update")
    assert again.out.startswith("made")
    assert "it is not kept, in the folder “shown”, which schools were behind" in again.err
    edition.write_text(kept, encoding="utf-8")
    again = spp("report", "hub-report", "--update")
    assert again.out.startswith("made") and "it is not kept" not in again.err
    files[1].unlink()  # what a school takes back is not kept in what was signed
    spp("report", "hub-report")
    assert manifest()["signature"]["state"] == "draft"


def test_check_names_every_file_that_does_not_count(northshire, spp):
    files = sorted(Path("partnerships").glob("*/*.json"))
    shutil.copyfile(files[0], files[0].with_name("copy (1).json"))
    files[1].write_text("{", encoding="utf-8")
    Path("partnerships/empty").mkdir()
    ran = spp("check")
    assert ran.code == 0
    assert "it is a copy of" in ran.out and "cannot be read as JSON" in ran.out
    assert "partnerships/empty: there is no share file" in ran.out
    assert "2 share files do not count. The report can be made: spp report hub-report" in ran.out
    found = json.loads(spp("check", "--json").out)["workbooks"][0]["findings"]
    assert sorted(one["code"] for one in found) == ["share.look", *["share.not-used"] * 2]


@pytest.mark.slow
def test_what_is_about_one_partnership_is_refused_in_a_hub(northshire, spp):
    for command in (("status",), ("share",), ("plan",), ("add-school", "Oak")):
        ran = spp(*command)
        assert ran.code == 10 and "the folder of a hub" in ran.err, command
    assert "is made in the folder of a partnership" in spp("report", "review-summary", "--all").err
    assert "Leave out --school" in spp("report", "hub-report", "--school", "oak").err
    assert "no workbooks of schools" in spp("check", "--school", "oak").err
    school = spp("report", "hub-report", "--audience", "school")
    assert "about no single school" in school.out + school.err


def test_a_hub_report_is_not_made_in_a_partnership(workspace, spp):
    ran = spp("report", "hub-report")
    assert ran.code == 10 and "is about many partnerships" in ran.err


def test_doctor_knows_a_hub(northshire, spp):
    assert "a hub with 30 share files" in spp("doctor").out


def test_an_empty_hub_has_a_short_report(tmp_path, scratch, in_this_process, spp, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_workbook(
        tmp_path / "hub.xlsx", HUB, {"hub": [{"name": "A <b>hub</b>", "cycle": "2025-26"}]}
    )
    (tmp_path / "settings.yml").write_text("formats: [html]\n")
    assert "made\thub" in spp("report", "hub-report").out
    page = Path("reports/hub/hub-report/report.html").read_text(encoding="utf-8")
    assert "No partnership has sent a share file of 2025-26" in page
    assert "<b>hub</b>" not in page
