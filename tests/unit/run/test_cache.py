"""What makes a report out of date, and what does not."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from spp_research.kinds import KINDS
from spp_research.run import cache
from spp_research.run.jobs import Job
from spp_research.workspace import Workspace, kit_resources

PANDOC = "pandoc 3.9"


@pytest.fixture
def workspace(riverside: Path) -> Path:
    """The example with its own notebooks and style, so that they can be changed."""
    kit = kit_resources()
    shutil.copytree(kit / "notebooks", riverside / "notebooks")
    shutil.copytree(kit / "reports" / "_style", riverside / "reports" / "_style")
    return riverside


def job(workspace: Path, **changes) -> Job:
    facts = {"kind": KINDS["review-summary"], "school": "oakfield"} | changes
    return Job(workspace=str(workspace), **facts)


def change(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b"\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "partnership.xlsx",
        "settings.yml",
        "schools/oakfield/evidence.xlsx",
        "schools/oakfield/pupils/new.xlsx",
        "schools/oakfield/surveys/parents.csv",
        "notebooks/review_summary.ipynb",
        "reports/_style/spp.css",
        "reports/_style/new.lua",
        "_quarto.yml",
    ],
)
def test_a_change_of_what_it_is_made_from_makes_it_out_of_date(workspace, name):
    before = cache.fingerprint(job(workspace), PANDOC)
    change(workspace / name)
    assert cache.fingerprint(job(workspace), PANDOC) != before


@pytest.mark.parametrize(
    "name",
    [
        "schools/elsewhere/evidence.xlsx",
        "schools/oakfield/notes.txt",
        "schools/oakfield/pupils/~$open.xlsx",
        "notebooks/another.ipynb",
        "reports/oakfield/review-summary/report.html",
    ],
)
def test_a_change_of_anything_else_does_not(workspace, name):
    before = cache.fingerprint(job(workspace), PANDOC)
    change(workspace / name)
    assert cache.fingerprint(job(workspace), PANDOC) == before


def test_the_time_of_a_file_the_day_and_the_formats_do_not_count(workspace):
    before = cache.fingerprint(job(workspace), PANDOC)
    os.utime(workspace / "partnership.xlsx", (1, 1))
    later = job(workspace, made_on=date(2030, 1, 1), formats=("pdf",))
    assert cache.fingerprint(later, PANDOC) == before


@pytest.mark.parametrize("changes", [{"audience": "public"}, {"school": "other"}])
def test_parameters_count(workspace, changes):
    before = cache.fingerprint(job(workspace), PANDOC)
    assert cache.fingerprint(job(workspace, **changes), PANDOC) != before


def test_the_renderer_and_the_kits_own_source_count(workspace, monkeypatch):
    before = cache.fingerprint(job(workspace), PANDOC)
    assert cache.fingerprint(job(workspace), "quarto 1.7") != before
    monkeypatch.setattr(cache, "_source", lambda: "edited")
    assert cache.fingerprint(job(workspace), PANDOC) != before


@pytest.mark.parametrize(
    ("name", "matters"),
    [
        ("share/oakfield.json", True),
        ("share/a school that nobody knows.json", True),
        ("surveys/peer review.xlsx", True),
        ("partnership.xlsx", True),
        ("share/.oakfield.json.123-abc", False),
        ("share/.made-here", False),
        ("schools/oakfield/evidence.xlsx", False),
        ("schools/oakfield/pupils/new.xlsx", False),
    ],
)
def test_the_partnership_report_depends_on_what_was_shared(workspace, name, matters):
    about_all = job(workspace, kind=KINDS["partnership-report"], school="partnership")
    before = cache.fingerprint(about_all, PANDOC)
    change(workspace / name)
    assert (cache.fingerprint(about_all, PANDOC) != before) is matters


def test_the_partnership_report_is_out_of_date_when_a_shared_sign_off_ends(workspace):
    change(workspace / "share/oakfield.json")
    (workspace / "share/oakfield.json").write_text('{"ends_on": "2026-08-31", "n": "2026-99-99"}')
    marks = [
        cache.fingerprint(
            job(workspace, kind=KINDS["partnership-report"], school="partnership", made_on=day),
            PANDOC,
        )
        for day in (date(2026, 8, 29), date(2026, 8, 30), date(2026, 8, 31), date(2026, 9, 1))
    ]
    assert marks[0] == marks[1]
    assert len({*marks}) == 3


@pytest.mark.parametrize(
    ("name", "matters"),
    [
        ("partnership.xlsx", True),
        ("settings.yml", True),
        ("schools/oakfield/evidence.xlsx", True),
        ("schools/oakfield/pupils/new.xlsx", True),
        ("schools/oakfield/surveys/parents.csv", True),
        ("schools/withy-bridge/evidence.xlsx", False),
        ("share/oakfield.json", False),
    ],
)
def test_a_share_file_depends_on_its_own_school(workspace, name, matters):
    before = cache.share_fingerprint(Workspace(workspace), "oakfield")
    change(workspace / name)
    assert (cache.share_fingerprint(Workspace(workspace), "oakfield") != before) is matters


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    folder = tmp_path / "review-summary"
    (folder / "figures").mkdir(parents=True)
    for name in ("report.qmd", "report.html", "report.docx", "figures/one.png"):
        (folder / name).write_text(name)
    cache.write_manifest(folder, {"fingerprint": "f1"})
    return folder


def test_a_finished_report_is_unchanged(finished):
    assert cache.unchanged(finished, "f1", ["html", "docx"])


@pytest.mark.parametrize("name", ["report.html", "figures/one.png"])
def test_a_file_that_was_changed_or_lost_makes_it_out_of_date(finished, name):
    (finished / name).write_text("something else")
    assert not cache.unchanged(finished, "f1", ["html"])
    (finished / name).unlink()
    assert not cache.unchanged(finished, "f1", ["html"])


def test_other_inputs_another_format_or_no_manifest_make_it_out_of_date(finished):
    assert not cache.unchanged(finished, "f2", ["html"])
    assert not cache.unchanged(finished, "f1", ["html", "pdf"])
    for text in ("{ broken", "[]", "{}"):
        (finished / cache.MANIFEST).write_text(text)
        assert not cache.unchanged(finished, "f1", ["html"])
    (finished / cache.MANIFEST).unlink()
    assert not cache.unchanged(finished, "f1", ["html"])


def test_a_file_that_is_not_ours_does_not_matter(finished):
    (finished / "my notes.txt").write_text("mine")
    assert cache.unchanged(finished, "f1", ["html", "docx"])
    others, changed = cache.edited(finished)
    assert list(others) == ["my notes.txt"]
    assert not changed


def test_the_manifest_says_nothing_about_pupil_files(workspace):
    pupils = cache.pupil_inputs(job(workspace))
    if not pupils:
        change(workspace / "schools/oakfield/pupils/outcomes.xlsx")
        pupils = cache.pupil_inputs(job(workspace))
    named = cache.named_inputs(job(workspace))
    assert pupils
    assert not set(pupils) & set(named)
    assert json.dumps([str(path) for path in named]).count("pupils") == 0
