"""`spp init` lays out what the kit declares, and tells git what is to stay on this computer."""

import shutil
import subprocess
from pathlib import Path

import pytest

from spp_research.check_page import build
from spp_research.cli import starting
from spp_research.cli.laid_out import GIT_IGNORE, laid_out

ROOT = Path(__file__).resolve().parents[2]

IGNORED = (
    "notebooks/out/review_summary.ipynb",
    "notebooks/.ipynb_checkpoints/review_summary-checkpoint.ipynb",
    "notebooks/review_summary-output.ipynb",
    "notebooks/mine.executed.ipynb",
    "notebooks/review_summary_files/figure.png",
    "schools/oakfield/pupils/reading.xlsx",
    "copy of schools/oakfield/pupils/reading.xlsx",
    "schools/oakfield/surveys/form.csv",
    "schools/oakfield/old/2025-26/pupils/reading.xlsx",
    "cycles/2025-26/schools/oakfield/pupils/reading.xlsx",
    "schools/oakfield/evidence.checked.xlsx",
    "schools/oakfield/evidence.checked.csv",
    "schools/oakfield/~$evidence.xlsx",
    "reports/oakfield/review-summary/report.html",
    "reports/oakfield/review-summary.log",
    "reports/run.log",
    "share/oakfield.json",
    "surveys/spring.csv",
    "_site/index.html",
    "plan/timetable.pdf",
    "plan/calendars/oakfield.ics",
    "status/status.html",
    "partnership.planned.xlsx",
    "cycles/2025-26/plan/timetable.pdf",
    "cycles/2025-26/schools/oakfield/signed/review-summary.json",
    ".spp-key",
    "pupils.who-is-who.csv",
    "spp-kept-abc/review_summary.ipynb",
)
KEPT = (
    "schools/oakfield/signed/review-summary.json",
    "schools/oakfield/signed/review-summary.zip",
    "schools/oakfield/plans/O1-BCD-FGH-JKR.txt",
    "site/addresses.csv",
    "partnership.xlsx",
    "settings.yml",
    "schools/oakfield/evidence.xlsx",
    "notebooks/review_summary.ipynb",
    "notebooks/our_own.ipynb",
    "reports/_style/spp.css",
    "reports/start.qmd",
    "data_templates/csv/partnership.people.csv",
    "data_templates/pupil_outcomes.xlsx",
)


def test_the_names_are_those_that_are_committed():
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this is no checkout")
    folders = ("notebooks", "data_templates", "reports/_style")
    listed = subprocess.run(
        ["git", "ls-files", "-z", *folders], cwd=ROOT, capture_output=True, text=True, check=True
    )
    inside = {name for name in laid_out() if name.startswith(folders)}
    # What one's own enquiry begins from is copied under a name of its own.
    committed = set(filter(None, listed.stdout.split("\0"))) - {"notebooks/enquiry.ipynb"}
    assert inside == committed


def test_what_somebody_made_in_a_checkout_stays_there(tmp_path, monkeypatch):
    kit = tmp_path / "kit"
    for name in laid_out():
        (kit / name).parent.mkdir(parents=True, exist_ok=True)
        (kit / name).write_text("")
    for name in ("notebooks/out/x.ipynb", "data_templates/mine.xlsx", "reports/_style/a.swp"):
        (kit / name).parent.mkdir(exist_ok=True)
        (kit / name).write_text("P07 got 12")
    monkeypatch.setattr(starting, "kit_resources", lambda: kit)
    monkeypatch.setattr(build, "BUILT", tmp_path / "none.html")
    starting.init_workspace(tmp_path / "ours")
    made = [path for path in (tmp_path / "ours").rglob("*") if path.is_file()]
    assert len(made) > 50
    assert not [path for path in made if "P07" in path.read_text()]


def test_git_leaves_alone_what_is_to_stay_and_nothing_else(tmp_path):
    if shutil.which("git") is None:
        pytest.skip("there is no git")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / ".gitignore").write_text(GIT_IGNORE)
    for name in (*IGNORED, *KEPT):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    listed = subprocess.run(
        ["git", "ls-files", "-o", "--exclude-standard"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(listed.stdout.splitlines()) == {*KEPT, ".gitignore"}
