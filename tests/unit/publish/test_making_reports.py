"""The steps of one report, with the notebook and the renderer stood in for."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from spp_research.errors import EvidenceError, NotStartedError, RenderError
from spp_research.kinds import KINDS
from spp_research.protect.signatures import Verdict, shown_text
from spp_research.publish import renderers, reports
from spp_research.run import cache
from spp_research.run.jobs import Job

FORMATS = ("html", "docx", "pdf")


@pytest.fixture
def steps(monkeypatch):
    """What the stand-ins were asked for; set `fail` to an exception to be raised by a step."""
    seen = SimpleNamespace(runs=0, formats=[], fail={}, told=[])

    def step(name):
        if name in seen.fail:
            raise seen.fail[name]

    def execute(notebook, parameters, output, *, time_limit, key):
        seen.runs += 1
        step("execute")
        output.write_text(json.dumps({"cells": []}))

    def export(executed, folder, provenance, look, signing, *, key, numbers, before):
        step("export")
        seen.provenance = provenance
        (folder / "report.qmd").write_text(f"run {seen.runs}")
        made = {
            "title": "Review summary",
            "audit": (),
            "not_personal": (),
            "told": {},
            "since": None,
            "in_english": frozenset(),
        }
        return SimpleNamespace(**made, text=shown_text([("", "A text")]), verdict=Verdict())

    def render(folder, formats, style, on_page=None):
        seen.formats = list(formats)
        for form in formats:
            (folder / f"report.{form}").write_text(f"{form}, run {seen.runs}")
            if form == "html" and on_page:
                on_page(folder / "report.html")
        step("render")

    monkeypatch.setattr(reports, "execute", execute)
    monkeypatch.setattr(reports, "marked", lambda job, made: {})
    monkeypatch.setattr("spp_research.publish.export.export", export)
    chosen = renderers.Renderer("pandoc", "Pandoc 3.9", render)
    monkeypatch.setattr(renderers, "choose", lambda name, *places: chosen)
    return seen


@pytest.fixture
def job(riverside) -> Job:
    return Job(str(riverside), KINDS["review-summary"], "oakfield", formats=FORMATS)


def test_a_report_is_made_and_then_left_alone(job, steps):
    told = []
    first = reports.make_report(job, on_step=lambda job, step: told.append(step))
    assert first.state == "made"
    assert [path.name for path in first.files] == ["report.html", "report.docx", "report.pdf"]
    assert tuple(told) == reports.STEPS == tuple(first.seconds)
    second = reports.make_report(job)
    assert (second.state, second.files) == ("unchanged", first.files)
    assert steps.runs == 1


def test_a_page_is_told_of_before_anything_is_put_in_place(job, steps):
    pages = []

    def told(its, page):
        pages.append((its, page.read_text(), [*job.folder.glob("*")]))

    assert reports.make_report(job, on_page=told).state == "made"
    assert pages == [(job, "html, run 1", [])]
    assert reports.make_report(job, on_page=told).state == "unchanged"
    steps.fail["render"] = RenderError("no PDF")
    before = {path.name: path.read_bytes() for path in job.folder.iterdir()}
    assert reports.make_report(job, force=True, on_page=told).state == "failed"
    assert len(pages) == 2
    assert {path.name: path.read_bytes() for path in job.folder.iterdir()} == before


def test_force_makes_it_again(job, steps):
    reports.make_report(job)
    assert reports.make_report(job, force=True).state == "made"
    assert steps.runs == 2


def test_a_lost_file_is_made_again(job, steps):
    reports.make_report(job).files[2].unlink()
    assert reports.make_report(job).state == "made"


@pytest.mark.parametrize(("times", "runs", "state"), [(1, 2, "made"), (9, 3, "failed")])
def test_what_is_saved_while_a_report_is_made_is_waited_for(
    job, steps, monkeypatch, times, runs, state
):
    book = job.place.evidence_file(job.school)
    run = reports.execute

    def execute(*given, **more):
        run(*given, **more)
        if steps.runs <= times:
            book.write_bytes(book.read_bytes() + b"\0")

    monkeypatch.setattr(reports, "execute", execute)
    outcome = reports.make_report(job)
    assert (outcome.state, steps.runs) == (state, runs)
    if state == "failed":
        assert "again and again" in outcome.reason
        assert not job.folder.exists()
        return
    name = book.relative_to(job.place.root).as_posix()
    said = {one["name"]: one["hash"] for one in cache.read_manifest(job.folder)["inputs"]}
    named = {one.name: one.fingerprint for one in steps.provenance.inputs}
    assert said[name] == named[name] == cache.file_hash(book)


def test_another_format_keeps_the_ones_there_are(job, steps):
    html = Job(**{**vars(job), "formats": ("html",)})
    pdf = Job(**{**vars(job), "formats": ("pdf",)})
    reports.make_report(html)
    assert [p.name for p in reports.make_report(pdf).files] == ["report.html", "report.pdf"]
    assert reports.make_report(html).state == "unchanged"


def test_a_format_from_older_inputs_does_not_stay(job, steps):
    reports.make_report(job)
    (Path(job.workspace) / "settings.yml").write_text("licence: CC0\n")
    html = Job(**{**vars(job), "formats": ("html",)})
    assert [p.name for p in reports.make_report(html).files] == ["report.html"]


@pytest.mark.parametrize("step", ["execute", "export", "render"])
def test_a_failure_is_an_outcome_and_changes_nothing(job, steps, step):
    reports.make_report(job)
    before = cache.hashes(job.folder)
    steps.fail[step] = EvidenceError("evidence.xlsx, cell D7: not a date.")
    failed = reports.make_report(job, force=True)
    assert (failed.state, failed.exit_code) == ("failed", 11)
    assert failed.reason == "evidence.xlsx, cell D7: not a date."
    assert not failed.trace
    assert cache.hashes(job.folder) == before


def test_a_school_that_has_not_begun_is_no_failure(job, steps):
    steps.fail["execute"] = NotStartedError("schools/oakfield/evidence.xlsx is not started yet.")
    outcome = reports.make_report(job)
    assert (outcome.state, outcome.exit_code) == ("not started", 11)
    assert outcome.reason == "schools/oakfield/evidence.xlsx is not started yet."
    assert not outcome.trace and not job.folder.exists()


def test_a_fault_of_ours_keeps_its_traceback(job, steps):
    steps.fail["export"] = ZeroDivisionError("division by zero")
    failed = reports.make_report(job)
    assert (failed.state, failed.exit_code) == ("failed", 1)
    assert "ZeroDivisionError: division by zero" in failed.trace
    assert "reports.py, line " in failed.trace
    assert "fault in the kit itself" in failed.reason


def test_a_fault_of_ours_repeats_nothing_of_a_pupils_file(job, steps, monkeypatch):
    said = "could not convert string to float: 'Siân Bevan'"
    steps.fail["export"] = ValueError(said)
    failed = reports.make_report(job)
    assert "Bevan" not in failed.trace + failed.reason and "ValueError" in failed.reason
    monkeypatch.setenv("SPP_WHOLE_ERRORS", "1")
    assert said in reports.make_report(job).trace


def test_a_missing_renderer_is_an_outcome_too(job, steps, monkeypatch):
    def none(name, *places):
        raise RenderError("There is no Quarto.")

    monkeypatch.setattr(renderers, "choose", none)
    assert reports.make_report(job).exit_code == 14


def test_what_is_written_down_says_nothing_of_pupils(job, steps):
    pupils = list(job.place.pupil_files(job.school))
    assert pupils
    reports.make_report(job)
    manifest = (job.folder / cache.MANIFEST).read_text(encoding="utf-8")
    for path in pupils:
        assert path.name not in manifest
        assert cache.file_hash(path) not in manifest
    assert [item.fingerprint for item in steps.provenance.inputs if "/pupils/" in item.name] == [
        "" for _ in pupils
    ]


def test_a_word_document_that_somebody_edited_stays_while_nothing_else_changes(job, steps):
    word = reports.make_report(job).files[1]
    word.write_text("with our changes")
    for _ in range(2):  # and it is said each time
        again = reports.make_report(job)
        assert (again.state, again.steady) == ("unchanged", None)
        assert again.reason == (
            "report.docx was edited after it was made, and is left as it is: nothing else has "
            "changed. What it says now is not what was signed or checked. To bring its words into "
            "the workbook: spp take-back, with its path. To have the kit’s own again, rename it "
            "and run this again."
        )
    assert word.read_text() == "with our changes" and steps.runs == 1
    word.rename(word.with_name("ours.docx"))
    assert reports.make_report(job).state == "made"
    assert word.read_text() == "docx, run 2"
    assert word.with_name("ours.docx").read_text() == "with our changes"


def test_a_word_document_that_somebody_edited_is_kept_beside_a_newer_one(job, steps):
    word = reports.make_report(job).files[1]
    word.write_text("with our changes")
    again = reports.make_report(job, force=True)
    assert again.state == "made"
    assert again.reason == "Your changes to report.docx are kept in report.edited.docx."
    assert reports.make_report(job).state == "unchanged"


def test_a_page_that_was_changed_is_made_again(job, steps):
    page = reports.make_report(job).files[0]
    page.write_text("with our changes")
    assert reports.make_report(job).state == "made"


def test_nothing_is_run_for_a_school_without_a_workbook(job, steps):
    job.place.evidence_file("oakfield").unlink()
    failed = reports.make_report(job)
    assert failed.exit_code == 11
    assert "schools/oakfield/evidence.xlsx" in failed.reason
    assert steps.runs == 0
