"""The page that tells what a run did: what axe finds, how it fits, and what it does not repeat."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from spp_research.cli import run_report
from spp_research.errors import ConfigurationError
from spp_research.kinds import KINDS
from spp_research.publish.renderers import Renderer
from spp_research.run.jobs import Job, Outcome
from spp_research.workspace import Workspace

STEPS = {"checking": 0.1, "running the notebook": 1.2, "rendering": 0.4}
REASON = (
    "schools/oakfield/pupils/Class 4 Quibblestone.xlsx: Evidence, D7: “Quibblestone <b>” is not a "
    "day in the calendar."
)


@pytest.fixture
def workspace(riverside) -> Workspace:
    (riverside / "reports").mkdir()
    jobs = [
        Job(str(riverside), KINDS["review-summary"], f"school-{number}") for number in range(12)
    ]
    outcomes = [Outcome(job, "made", seconds=STEPS) for job in jobs[:10]]
    outcomes += [Outcome(jobs[10], "unchanged")]
    outcomes += [Outcome(jobs[11], "failed", reason=REASON, exit_code=11, seconds=STEPS)]
    renderer = Renderer("pandoc", "Pandoc 3.9 and Typst 0.15", lambda *_: {})
    run = run_report.Run(renderer, time.time() - 75)
    run_report.write(Workspace(riverside), outcomes, run)
    return Workspace(riverside)


@pytest.mark.parametrize("name", [run_report.PAGE, run_report.JSON])
def test_it_does_not_repeat_what_a_reason_quotes_or_who_a_file_is_named_after(workspace, name):
    text = (workspace.root / "reports" / name).read_text(encoding="utf-8")
    assert "is not a day in the calendar" in text
    assert "schools/oakfield/pupils/…" in text
    assert "Quibblestone" not in text


def test_a_run_that_had_nothing_to_do_leaves_the_page_of_the_last(workspace):
    page = workspace.root / "reports" / run_report.PAGE
    before = page.read_bytes()
    job = Job(str(workspace.root), KINDS["review-summary"], "school-1")
    renderer = Renderer("pandoc", "Pandoc", lambda *_: {})
    run = run_report.Run(renderer, time.time())
    run_report.write(workspace, [Outcome(job, "unchanged")], run)
    assert page.read_bytes() == before


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "less than a second"), (1, "1 second"), (75, "1 minute 15 seconds"),
     (3600, "1 hour"), (7384, "2 hours 3 minutes")],
)  # fmt: skip
def test_how_long_a_run_took_is_said_in_words(seconds, said):
    assert run_report.in_words(seconds) == said


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 360])
@pytest.mark.slow
def test_axe_finds_nothing(browser, workspace, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    page = opened(browser, workspace, width, scheme)
    found = axe.Axe().run(page).response["violations"]
    assert [(rule["id"], len(rule["nodes"])) for rule in found] == []


@pytest.mark.parametrize("width", [320, 1400])
def test_it_never_scrolls_sideways(browser, workspace, width):
    page = opened(browser, workspace, width, "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def opened(browser, workspace: Workspace, width: int, scheme: str):
    """The page, in a browser without a network."""
    size = {"width": width, "height": 900}
    page = browser.new_context(offline=True, color_scheme=scheme, viewport=size).new_page()
    page.goto(Path(workspace.root, "reports", run_report.PAGE).as_uri())
    return page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text"),
    [
        (run_report.JSON, '{"mine": 1}'),
        (run_report.JSON, "[]"),
        (run_report.JSON, "not JSON"),
        (run_report.PAGE, "<title>Run of the river</title>"),
    ],
)
def test_a_file_of_others_is_not_written_over(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="the kit did not make this file"):
        run_report.refuse_others(tmp_path)
    assert (tmp_path / name).read_text(encoding="utf-8") == text


@pytest.mark.slow
def test_what_a_run_before_wrote_is_written_over(workspace):
    run_report.refuse_others(workspace.root / "reports")
    run_report.refuse_others(workspace.root)
