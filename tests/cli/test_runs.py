"""Whole runs: what a changed cell makes again, several workspaces, two runs, a hanging notebook."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import openpyxl
import pytest

from spp_research.cli import preparing, reporting
from spp_research.cli.selecting import Wanted
from spp_research.cli.several import short_names
from spp_research.kinds import KINDS
from spp_research.publish.renderers import choose
from spp_research.run.limits import allow_files
from spp_research.workspace import Workspace

QUICK = ("--renderer", "pandoc", "--to", "html")
EVERYTHING = ("report", "--all", *QUICK)


def states(ran) -> dict[tuple[str, str], str]:
    """What became of each report, from the printed lines."""
    rows = [line.split("\t")[:3] for line in ran.out.splitlines() if line.count("\t") >= 2]
    return {(school, kind): state for state, school, kind in rows}


@pytest.fixture
def settled(workspace):
    """The workspace, its files older than the clock's tick, as on any other day."""
    time.sleep(0.1)
    return workspace


def change_a_cell(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    sheet = book["Self-review"]
    cell = next(
        cell for row in sheet.iter_rows(min_row=5) for cell in row if isinstance(cell.value, str)
    )
    cell.value += " "
    book.save(workbook)


@pytest.mark.slow
def test_why_a_report_would_be_made_is_told_and_nothing_is_made(spp, settled):
    one = ("report", "review-summary", "--school", "oakfield", *QUICK)
    assert spp("report", "review-summary", "--why", "oakfield", *QUICK).out == (
        "oakfield, review summary: would be made, because it has not been made yet.\n"
        "1 of 1 report would be made.\n"
    )
    assert not (settled / "reports").exists()
    spp(*one)
    assert spp(*one, "--dry-run").out == (
        "oakfield, review summary: up to date.\n0 of 1 report would be made.\n"
    )
    change_a_cell(settled / "schools/oakfield/evidence.xlsx")
    (settled / "settings.yml").write_text("as_at: 2026-07-11\nformats: [html]\n")
    assert spp("report", "review-summary", "--why", "oakfield", *QUICK).out == (
        "oakfield, review summary: would be made, because "
        "schools/oakfield/evidence.xlsx has changed.\n"
        "  Also because settings.yml has changed.\n"
        "1 of 1 report would be made.\n"
    )
    told = json.loads(spp(*one, "--dry-run", "--json").out)
    assert told["would_be_made"]
    assert len(told["because"]) == 2


def test_a_school_of_that_name_is_asked_for_as_ever(spp, settled):
    assert "is not a school of" in spp("report", "--why", "oakfeild").err


@pytest.mark.slow
def test_an_unchanged_run_reads_nothing(spp, settled, monkeypatch):
    all_of_them = ("report", "review-summary", "--all", *QUICK)
    assert set(states(spp(*all_of_them)).values()) == {"made", "nothing to say"}
    from spp_research.cli import reporting

    def never(*_, **__):
        raise AssertionError("looked at closely")

    monkeypatch.setattr(reporting, "make_report", never)
    again = spp(*all_of_them)
    assert set(states(again).values()) == {"unchanged", "nothing to say"}
    assert "5 reports unchanged" in again.err


@pytest.mark.slow
def test_looking_at_a_glance_needs_no_pandas():
    """It takes half a second to import, which is a quarter of what thousands of reports may."""
    program = "import sys, spp_research.cli.reporting as _; print('pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr


@pytest.mark.slow
def test_one_changed_cell_makes_again_exactly_what_depends_on_it(spp, riverside, monkeypatch):
    monkeypatch.chdir(riverside)
    first = states(spp(*EVERYTHING))
    assert set(first.values()) == {"made", "nothing to say"}
    shares = {path: path.read_bytes() for path in (riverside / "share").glob("*.json")}
    assert set(states(spp(*EVERYTHING)).values()) == {"unchanged", "nothing to say"}
    change_a_cell(riverside / "schools/oakfield/evidence.xlsx")
    again = states(spp(*EVERYTHING))
    made = {report for report, state in again.items() if state == "made"}
    of_oakfield = {report for report in first if report[0] == "oakfield"}
    about_all = {report for report in first if report[0] == "partnership"}
    assert of_oakfield <= made <= of_oakfield | about_all
    changed = {path.stem for path, before in shares.items() if path.read_bytes() != before}
    assert changed <= {"oakfield"}
    # A cell that the share file repeats reaches the partnership report; any other does not.
    assert (about_all <= made) == bool(changed)
    assert set(states(spp(*EVERYTHING)).values()) == {"unchanged", "nothing to say"}


@pytest.fixture
def three(tmp_path, workspace, monkeypatch) -> Path:
    """A folder of three partnerships, of which the second has no workbook of the lead's."""
    for name in ("alder", "birch", "cedar"):
        place = tmp_path / "partnerships" / name
        shutil.copytree(workspace, place)
        for school in ("tannery-lane", "copperbeck", "nether-sallow", "osier-road"):
            shutil.rmtree(place / "schools" / school)
    (tmp_path / "partnerships/birch/partnership.xlsx").unlink()
    monkeypatch.chdir(tmp_path)
    return tmp_path / "partnerships"


SUMMARIES = ("report", "review-summary", "--all", *QUICK)


@pytest.mark.slow
def test_a_folder_of_workspaces_is_one_run_and_a_broken_one_stops_no_other(spp, three):
    ran = spp(*SUMMARIES, "--workspace", "partnerships/*")
    assert ran.code == 10
    made = {school for (school, _), state in states(ran).items() if state == "made"}
    assert made == {
        "alder/oakfield", "alder/withy-bridge", "cedar/oakfield", "cedar/withy-bridge",
    }  # fmt: skip
    assert "birch: partnerships/birch: there is no partnership.xlsx in this folder." in ran.err
    assert "alder: 2 reports made, 4 not started.\n" in ran.err
    assert "cedar: 2 reports made, 4 not started.\n4 reports made, 8 not started.\n" in ran.err
    for name in ("alder", "cedar"):
        facts = json.loads((three / name / "reports/run.json").read_text())
        assert (facts["made"], facts["failed"], facts["not_started"]) == (2, 0, 4)
    again = spp(*SUMMARIES, "--workspace", "partnerships/*")
    assert "4 reports unchanged, 8 not started." in again.err


@pytest.mark.slow
def test_one_page_about_all_of_them(spp, three, tmp_path):
    ran = spp(*SUMMARIES, "--workspace", "partnerships/*", "--run-report", tmp_path / "hub")
    assert ran.code == 10
    facts = json.loads((tmp_path / "hub/run.json").read_text())
    assert (facts["made"], facts["failed"], facts["not_started"]) == (4, 0, 8)
    assert {one["workspace"] for one in facts["reports"]} == {"alder", "cedar"}
    assert [one["workspace"] for one in facts["refused"]] == ["birch"]
    page = (tmp_path / "hub/run.html").read_text()
    assert '<td>cedar</td><th scope="row">oakfield</th>' in page
    assert "there is no partnership.xlsx in this folder" in page
    (tmp_path / "full").write_text("not a folder")
    ran = spp(*SUMMARIES, "--workspace", "partnerships/*", "--run-report", tmp_path / "full")
    assert ran.code == 10
    assert "full" in ran.err
    assert ran.out == ""  # said before anything was made


@pytest.mark.slow
def test_two_names_of_one_folder_are_one_run_and_a_refusal(spp, three):
    shutil.rmtree(three / "birch")
    (three / "zebra").symlink_to(three / "alder", target_is_directory=True)
    ran = spp("report", "review-summary", "--school", "oakfield", *QUICK,
              "--workspace", "partnerships/*")  # fmt: skip
    assert ("alder/oakfield", "review-summary") in states(ran)
    assert "2 reports made." in ran.err
    assert "zebra: " in ran.err
    assert "are being made in this folder by this very program" in ran.err


def test_more_folders_than_the_system_allows_are_refused_in_a_sentence(spp, three, monkeypatch):
    monkeypatch.setattr(reporting, "allow_files", lambda number: False)
    ran = spp(*SUMMARIES, "--workspace", "partnerships/*")
    assert ran.code == 10
    assert "3 folders at once are more than this computer lets one program work in." in ran.err


def test_the_run_report_is_not_put_among_the_workspaces(spp, three):
    ran = spp(*SUMMARIES, "--workspace", "partnerships/*", "--run-report", "partnerships/hub")
    assert ran.code == 10
    assert "partnerships/hub: the run report cannot be in a folder that is itself one" in ran.err
    assert not (three / "alder/reports").exists()


def test_a_folder_given_as_a_dot_has_its_own_name(three, monkeypatch):
    monkeypatch.chdir(three / "alder")
    names = short_names([Path(), Path("../cedar")])
    assert [*names.values()] == ["alder", "cedar"]


def test_a_run_report_in_the_place_of_something_else_is_refused_before_any_work(
    spp, three, tmp_path
):
    (tmp_path / "hub/run.json").mkdir(parents=True)
    ran = spp("report", "review-summary", "--school", "oakfield", *QUICK,
              "--workspace", "partnerships/alder", "--run-report", tmp_path / "hub")  # fmt: skip
    assert ran.code == 10
    assert "1 report made." not in ran.err
    assert "hub/run.json: the kit did not make this file" in ran.err


@pytest.mark.slow
def test_a_thousand_workspaces_are_a_thousand_open_files_and_no_more(workspace, tmp_path):
    opened = Path("/proc/self/fd")
    if not opened.is_dir():
        pytest.skip("open files are counted in /proc, which this system lacks")
    wanted = Wanted(kinds=("review-summary",), all_schools=True)
    folders = [tmp_path / f"partnership-{number}" for number in range(20)]
    for folder in folders:
        shutil.copytree(workspace, folder)
    before = len([*opened.iterdir()])
    with ExitStack() as stack:
        for folder in folders:
            part = preparing.opened(stack, folder.name, Workspace(folder), wanted, choose("pandoc"))
            part.log.write("begun")
            assert part.fault is None and part.jobs
        assert len([*opened.iterdir()]) == before + len(folders)


def test_as_many_files_may_be_open_as_the_system_allows():
    resource = pytest.importorskip("resource", reason="Windows has no such limit to raise")
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (300, before[1]))
        assert allow_files(150)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 350
        assert allow_files(10)
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == 350
        assert not allow_files(1 << 40)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.slow
def test_what_stops_all_reports_of_a_school_is_said_once(spp, workspace):
    (workspace / "schools/tannery-lane/evidence.xlsx").unlink()
    ran = spp("report", "--school", "tannery-lane", *QUICK)
    lines = [line for line in ran.err.splitlines() if line.startswith("tannery-lane")]
    assert len(lines) == 1
    assert lines[0].startswith(
        "tannery-lane, review summary, workshop pack, impact reflection, best-practice write-up "
        "and page for parents and pupils: "
    )


@pytest.mark.slow
def test_the_shell_may_have_put_the_names_in_the_place_of_the_pattern(spp, three):
    shutil.rmtree(three / "birch")
    ran = spp("report", "--workspace", "partnerships/alder", "partnerships/cedar",
              "review-summary", "--school", "oakfield", *QUICK)  # fmt: skip
    assert ran.code == 0
    assert {school for school, _ in states(ran)} == {"alder/oakfield", "cedar/oakfield"}


def test_a_pattern_that_nothing_matches(spp, three):
    ran = spp(*SUMMARIES, "--workspace", "partnership/*")
    assert ran.code == 10
    assert "no folder has such a name" in ran.err


@pytest.mark.slow
def test_two_runs_at_once_do_no_harm(spp, workspace, review_notebook):
    review_notebook("import time\ntime.sleep(15)")
    command = [sys.executable, "-m", "spp_research", "report", "review-summary", "--school",
               "oakfield", *QUICK]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as first:
        until = time.monotonic() + 300
        lock = workspace / "reports/.lock"
        while not (lock.is_file() and lock.read_bytes()) and time.monotonic() < until:
            time.sleep(0.05)
        second = spp("report", "review-summary", "--school", "withy-bridge", *QUICK)
        assert second.code == 10
        assert re.search(rf"already since .*, by process {first.pid} on this computer", second.err)
        assert spp("report", "--why", "oakfield", *QUICK).code == 0  # asking is always allowed
        first.communicate(timeout=600)
    assert first.returncode == 0
    assert (workspace / "reports/oakfield/review-summary/report.html").is_file()


@pytest.mark.slow
def test_a_notebook_that_hangs_is_given_up_and_stops_no_other(spp, workspace, review_notebook):
    review_notebook("import time\nif school == 'oakfield':\n    time.sleep(3000)")
    began = time.monotonic()
    ran = spp("report", "review-summary", "--all", *QUICK, "--time-limit", "0.1")
    assert time.monotonic() - began < 600
    assert ran.code == 13
    failed = {school for (school, _), state in states(ran).items() if state == "failed"}
    assert failed == {"oakfield"}
    assert "code cell 3: the notebook had not finished after" in ran.err


# --- on a terminal


def shown_at(monkeypatch, capsys, width, slug):
    from spp_research.cli import showing
    from spp_research.run.jobs import Job, Outcome

    monkeypatch.setenv("COLUMNS", str(width))
    folder = Path.cwd() / "reports" / slug
    done = [
        Outcome(Job(".", KINDS[kind], slug), "made", (folder / kind / "report.html",))
        for kind in KINDS
    ]
    showing._show_table([*done, Outcome(Job(".", KINDS["best-practice"], slug), "failed")], "")
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("slug", ["oakfield", "long-name-with-spaces-an-apostrophes"])
@pytest.mark.parametrize("width", [80, 120, 200])
def test_a_table_has_a_line_a_report_and_whole_paths(monkeypatch, capsys, width, slug):
    from spp_research.kinds import KINDS

    lines = shown_at(monkeypatch, capsys, width, slug)
    assert len(lines) == 1 + len(KINDS) + 1  # the head, one each, and the one that failed
    assert all(len(line) <= width for line in lines)
    assert f"reports/{slug}/impact-reflection" in lines[3]
    assert "…" not in "".join(lines)
    assert ("report.html" in lines[1]) is (width == 200 or (slug == "oakfield" and width == 120))
