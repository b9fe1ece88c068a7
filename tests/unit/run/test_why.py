"""Why a report would be made again, in plain words."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from spp_research.kinds import KINDS
from spp_research.run import cache, why
from spp_research.run.jobs import Job
from spp_research.workspace import kit_resources

PANDOC = "pandoc Pandoc 3.9"


@pytest.fixture
def job(riverside: Path) -> Job:
    """A report that looks as if it had been made, with its manifest."""
    kit = kit_resources()
    shutil.copytree(kit / "notebooks", riverside / "notebooks")
    shutil.copytree(kit / "reports" / "_style", riverside / "reports" / "_style")
    job = Job(
        str(riverside),
        KINDS["review-summary"],
        "oakfield",
        formats=("html",),
        made_on=date(2025, 10, 1),
    )
    job.folder.mkdir(parents=True)
    for form in ("html", "docx"):
        (job.folder / f"report.{form}").write_text("made")
    common = cache.common_parts(job.place, job.kind, PANDOC)
    facts = {
        "fingerprint": cache.fingerprint(job, PANDOC, common),
        "audience": job.audience,
        "made_from": common | {"days": cache.days(job)},
        "inputs": [
            {"name": path.relative_to(riverside).as_posix(), "hash": cache.file_hash(path)}
            for path in cache.named_inputs(job)
        ],
    }
    cache.write_manifest(job.folder, facts)
    return job


def change(job: Job, name: str) -> None:
    path = job.place.root / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((path.read_bytes() if path.is_file() else b"") + b"\n")


def test_nothing_is_said_of_a_report_that_is_up_to_date(job):
    assert why.reasons(job, PANDOC) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("schools/oakfield/evidence.xlsx", "schools/oakfield/evidence.xlsx has changed"),
        ("partnership.xlsx", "partnership.xlsx has changed"),
        ("settings.yml", "settings.yml has changed"),
        ("notebooks/review_summary.ipynb", "the notebook review_summary.ipynb has changed"),
        ("reports/_style/spp.css", "the style of the reports (reports/_style) has changed"),
        ("_quarto.yml", "_quarto.yml has changed"),
        (
            "schools/oakfield/pupils/new.csv",
            "a file in schools/oakfield/surveys or schools/oakfield/pupils was changed, added or "
            "taken away",
        ),
        (
            "reports/oakfield/review-summary/report.html",
            "its file report.html was changed after it was made",
        ),
    ],
)
def test_what_has_changed_is_named(job, name, said):
    change(job, name)
    assert why.reasons(job, PANDOC) == [said]


def test_a_word_document_that_was_edited_is_no_reason(job):
    change(job, "reports/oakfield/review-summary/report.docx")
    assert why.reasons(job, PANDOC) == []


def test_a_file_of_the_report_that_is_gone_is_named(job):
    (job.folder / "report.html").unlink()
    assert why.reasons(job, PANDOC) == ["its file report.html is gone"]


def test_the_kit_its_source_libraries_and_renderer_are_told_apart(job, monkeypatch):
    assert why.reasons(job, "pandoc Pandoc 4.0") == [
        "it was laid out by Pandoc 3.9, and would now be by Pandoc 4.0"
    ]
    before = cache._libraries()
    monkeypatch.setattr(cache, "_libraries", lambda: before.replace("pandas ", "pandas 9."))
    (said,) = why.reasons(job, PANDOC)
    assert said.startswith("other libraries are installed: pandas 9.")
    monkeypatch.undo()
    monkeypatch.setattr(cache, "_source", lambda: "edited")
    assert why.reasons(job, PANDOC) == ["the source of the kit has changed"]
    monkeypatch.setattr(cache, "__version__", "99.0")
    (said,) = why.reasons(job, PANDOC)
    assert said.endswith("of the kit, and this is 99.0")


def test_another_audience_day_or_format_is_told(job):
    public = replace(job, audience="public")
    assert why.reasons(public, PANDOC) == [
        "it was made for the audience school, and now for public"
    ]
    later = replace(job, made_on=date(2036, 1, 1))
    assert why.reasons(later, PANDOC) == [
        "a date of the timetable or of a sign-off has been reached since"
    ]
    both = replace(job, formats=("html", "pdf"))
    assert why.reasons(both, PANDOC) == ["it has not been made as pdf yet"]


def test_several_reasons_are_all_told(job):
    change(job, "settings.yml")
    change(job, "partnership.xlsx")
    assert len(why.reasons(job, PANDOC)) == 2


def test_a_report_that_was_never_made_and_one_of_an_older_kit(job):
    manifest = job.folder / cache.MANIFEST
    facts = json.loads(manifest.read_text()) | {"fingerprint": "older"}
    facts.pop("made_from")
    manifest.write_text(json.dumps(facts))
    assert why.reasons(job, PANDOC) == ["it was made by an older kit"]
    manifest.unlink()
    assert why.reasons(job, PANDOC) == ["it has not been made yet"]
