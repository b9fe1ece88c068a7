"""What each command prints and leaves, on a terminal and where there is none."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import spp_research
from spp_research.cli import starting
from spp_research.cli.commands import STEPS
from spp_research.run import kernels
from spp_research.settings import Settings, read_settings
from spp_research.workspace import kit_resources

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = [name for names in STEPS.values() for name in names]
ONE = ("report", "review-summary", "--school", "oakfield", "--renderer", "pandoc")


def test_every_command_is_in_the_help_and_has_help_of_its_own(spp):
    said = spp("--help")
    assert said.code == 0
    for command in COMMANDS:
        assert re.search(rf"^  {command} ", said.out, re.MULTILINE)
        assert spp(command, "--help").out.startswith(f"Usage: spp {command}")


def test_the_version(spp):
    assert spp("--version").out == f"spp {spp_research.__version__}\n"


def test_a_wrong_option_is_a_mistake_of_usage(spp):
    ran = spp("report", "review-summary", "--scool", "oakfield")
    assert ran.code == 2
    assert "--scool" in ran.err


def test_help_brings_in_nothing_that_takes_long():
    """What makes it quick: no library of numbers, pictures or kernels."""
    program = (
        "import runpy, sys\n"
        "sys.argv = ['spp', '--help']\n"
        "try:\n"
        "    runpy.run_module('spp_research', run_name='__main__')\n"
        "except SystemExit as ended:\n"
        "    assert not ended.code\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, encoding="utf-8"
    )
    brought_in = set(ran.stderr.split())
    slow = {"numpy", "pandas", "pandera", "scipy", "statsmodels", "matplotlib", "pydantic", "typst"}
    slow |= {"nbformat", "nbclient", "jupyter_client", "papermill", "xlsxwriter", "fontTools"}
    assert "typer" in brought_in
    assert not slow & brought_in


def test_what_says_that_a_website_has_not_changed_brings_in_nothing_that_takes_long():
    """Half of such a build is loading: none of it is numbers, Word, or checks of workbooks."""
    program = (
        "import sys\n"
        "import spp_research.cli.building, spp_research.cli.school_given\n"
        "import spp_research.publish.renderers, spp_research.site.build\n"
        "print(*sys.modules)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, encoding="utf-8"
    )
    slow = {"numpy", "pandas", "pandera", "lxml", "jinja2", "spp_research.publish.word"}
    slow |= {"spp_research.intake", "spp_research.share.records", "spp_research.publish.states"}
    assert not slow & {*ran.stdout.split()}


@pytest.mark.slow
def test_a_report_as_lines_and_then_unchanged(spp, workspace):
    first, second = spp(*ONE), spp(*ONE)
    folder = "reports/oakfield/review-summary"
    assert first.out == f"made\toakfield\treview-summary\t{folder}\treport.html\n"
    run_by, made, signed = first.err.splitlines()
    with kernels.for_run() as run:
        run.warm_up()
        assert run_by == f"Notebooks were run by {run.engine()}."
    assert made == "1 report made."
    assert signed.startswith("One document is signed off without a text mark")
    assert second.out == f"unchanged\toakfield\treview-summary\t{folder}\treport.html\n"
    assert second.err == "1 report unchanged.\n"
    manifest = json.loads((workspace / folder / "manifest.json").read_text())
    assert set(manifest["files"]) == {"report.qmd", "report.html", "report.json"}


@pytest.mark.slow
def test_a_report_as_json(spp, workspace):
    (workspace / "schools/withy-bridge/evidence.xlsx").unlink()
    ran = spp(*ONE, "--school", "withy-bridge", "--json")
    assert ran.code == 11
    assert ran.err == ""
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert {line["event"] for line in lines[1:-1]} == {"started", "step", "finished"}
    begin, end = lines[0], lines[-1]
    assert (begin["event"], begin["reports"], begin["to_look_at"]) == ("run", 2, 2)
    assert (end["event"], end["made"], end["failed"], end["not_started"]) == ("end", 1, 0, 1)
    assert end["interrupted"] is False
    finished = {line["school"]: line for line in lines if line["event"] == "finished"}
    one, other = finished["oakfield"], finished["withy-bridge"]
    assert Path(one["files"][0]) == workspace / "reports/oakfield/review-summary/report.html"
    assert set(one["seconds"]) > {"running the notebook", "rendering"}
    assert (other["state"], other["exit_code"], other["files"]) == ("not started", 11, [])


@pytest.mark.slow
def test_a_school_that_has_not_begun_stops_nothing(spp, workspace):
    for school in ("withy-bridge", "tannery-lane", "copperbeck", "nether-sallow"):
        (workspace / f"schools/{school}/evidence.xlsx").unlink()
    empty = workspace / "schools/osier-road/evidence.xlsx"
    shutil.copy(kit_resources() / "data_templates/school_evidence.xlsx", empty)
    ran = spp("report", "review-summary", "--all", "--renderer", "pandoc", "--to", "html")
    assert ran.code == 0
    assert "\n1 report made, 5 not started.\n" in ran.err
    assert "not started\tosier-road\treview-summary" in ran.out
    assert "osier-road, review summary: schools/osier-road/evidence.xlsx is not started" in ran.err
    facts = json.loads((workspace / "reports/run.json").read_text())
    assert (facts["made"], facts["failed"], facts["not_started"]) == (1, 0, 5)
    assert not facts["failures"]
    assert "5 of schools that have not begun" in (workspace / "reports/run.html").read_text()
    assert spp("report", "review-summary", "--school", "osier-road").code == 11
    assert spp("check").code == 0
    assert spp("site").code == 0
    shared = spp("share")
    assert shared.code == 0
    assert shared.err.endswith("1 share file made, 5 not started.\n")
    assert spp("share", "--school", "osier-road").code == 11


def test_the_executed_notebook_is_kept_when_asked_for(spp, workspace, scratch):
    ran = spp(*ONE, "--keep-scratch")
    kept = Path(re.search(r"kept in (.*)\.\n", ran.err)[1])
    assert kept.parent == scratch
    assert (kept / "review_summary.ipynb").is_file()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminal to run in")
def test_on_a_terminal_there_is_a_bar_and_a_table(workspace):
    import pty

    (workspace / "schools/withy-bridge/evidence.xlsx").unlink()
    command = [sys.executable, "-m", "spp_research", *ONE, "--school", "withy-bridge"]
    ours, theirs = pty.openpty()
    env = os.environ | {"TERM": "xterm", "COLUMNS": "120", "LINES": "40"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env) as run:
        os.close(theirs)
        said = b""
        try:
            while piece := os.read(ours, 4096):
                said += piece
        except OSError:  # how Linux says that the other end was closed
            pass
        os.close(ours)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said.decode())
    assert run.returncode == 11
    assert "oakfield, review summary: running the notebook" in text
    assert re.search(r"oakfield +Review summary +made +reports/oakfield/review-summary: rep", text)
    assert re.search(r"withy-bridge +Review summary +not started +see below", text)
    assert "withy-bridge, review summary: schools/withy-bridge/evidence.xlsx" in text
    assert "1 report made, 1 not started." in text


def test_check_of_the_example_finds_nothing_to_mend(spp, workspace, snapshot):
    ran = spp("check")
    assert ran.code == 0
    assert ran.out == snapshot
    assert not list(workspace.rglob("*.checked.xlsx"))


def test_check_ends_with_the_command_that_makes_the_reports(spp, riverside, monkeypatch):
    monkeypatch.chdir(riverside.parent)
    riverside.rename("our year")
    ran = spp("check", "--workspace", "our year", "--school", "osier-road")
    command = 'spp report --all --workspace "our year"'
    assert ran.out.splitlines()[-1] == f"2 workbooks checked. Reports can be made: {command}"


def test_check_groups_what_it_finds_and_marks_a_copy(spp, tmp_path, monkeypatch, snapshot):
    faulty = shutil.copytree(ROOT / "examples" / "faulty", tmp_path / "faulty")
    monkeypatch.chdir(faulty)
    ran = spp("check")
    assert ran.code == 11
    assert ran.out == snapshot
    copies = [path.relative_to(faulty).as_posix() for path in faulty.rglob("*.checked.xlsx")]
    assert copies
    assert all(f"The cells are marked in {copy}" in ran.out for copy in copies)


@pytest.mark.slow
def test_check_goes_through_a_workbook_from_its_first_sheet_to_its_last(spp, workspace):
    """Whichever check found it first: here an absent sheet, a key, and then references."""
    import openpyxl

    path = workspace / "schools/oakfield/evidence.xlsx"
    book = openpyxl.load_workbook(path)
    for title, cell, value in (
        ("Action plan", "B8", book["Action plan"]["B7"].value),
        ("Findings", "F7", "e1; E99"),
        ("Evidence", "C9", "Q99"),
        ("Evidence", "C8", "q1"),
    ):
        book[title][cell].value = value
    del book["What others found"]
    book.save(path)
    checked = spp("check", "--school", "oakfield", "--json").json["workbooks"][1]
    found = [
        " ".join(filter(None, (f["sheet"], f["cell"], f["severity"]))) for f in checked["findings"]
    ]
    # Below these stand what refers to the action whose id became another's.
    assert found[:6] == [
        "Evidence C8 note",
        "Evidence C9 fault",
        "Findings F7 fault",
        "Findings F7 note",
        "What others found note",
        "Action plan B8 fault",
    ]
    said = spp("check", "--school", "oakfield").out
    at = [said.index(finding["message"]) for finding in checked["findings"]]
    assert at == sorted(at)


@pytest.mark.slow
def test_check_of_one_school_as_json(spp, tmp_path):
    faulty = shutil.copytree(ROOT / "examples" / "faulty", tmp_path / "faulty")
    schools = [path.parent.name for path in faulty.glob("schools/*/evidence.xlsx")]
    everything = spp("check", "--json", "--workspace", faulty).json
    bad = next(b["file"].split("/")[1] for b in everything["workbooks"] if not b["ok"])
    ran = spp("check", "--json", "--school", bad, "--workspace", faulty)
    assert ran.code == 11
    assert not ran.json["ok"]
    named = {book["file"].split("/")[1] for book in ran.json["workbooks"] if "/" in book["file"]}
    assert named == {bad} < set(schools)
    finding = next(f for b in ran.json["workbooks"] for f in b["findings"])
    assert set(finding) == {
        "severity", "code", "file", "sheet", "cell", "column", "found", "message", "help",
    }  # fmt: skip


def test_check_takes_away_the_copy_of_a_workbook_that_was_mended(spp, workspace):
    copy = workspace / "schools/oakfield/evidence.checked.xlsx"
    copy.write_bytes(b"from before")
    assert spp("check", "--school", "oakfield").code == 0
    assert not copy.exists()


def test_check_applies_the_rules_of_the_timetable(spp, workspace):
    import openpyxl

    book = openpyxl.load_workbook(workspace / "partnership.xlsx")
    sheet = book["The year's reviews"]
    header = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Row")
    champion, team = header.index("Improvement champion"), header.index("Review team")
    review = next(row for row in sheet.iter_rows() if row[0].value is None and row[1].value)
    review[champion].value = review[team].value.split(";")[0]
    book.save(workspace / "partnership.xlsx")
    ran = spp("check", "--json")
    codes = {finding["code"] for finding in ran.json["workbooks"][0]["findings"]}
    assert "timetable.champion-in-team" in codes
    assert ran.code == 11
    assert "ot yet checked" not in spp("check", "--school", "oakfield").out  # it is the last


@pytest.mark.slow
def test_check_says_that_mending_a_fault_may_show_another(spp, workspace):
    import openpyxl

    path = workspace / "schools/oakfield/evidence.xlsx"
    book = openpyxl.load_workbook(path)
    book["Evidence"]["C9"].value, mended = "Q99", book["Evidence"]["C9"].value
    book.save(path)
    last = spp("check", "--school", "oakfield").out.splitlines()[-1]
    assert "to mend. What is “not yet checked” waits for them, so the next check may find" in last
    book["Evidence"]["C9"].value = mended
    book.save(path)
    assert "ot yet checked" not in spp("check", "--school", "oakfield").out


def test_init_lays_out_what_a_partnership_needs(spp, tmp_path):
    folder = tmp_path / "ours"
    ran = spp("init", folder)
    assert ran.code == 0
    kit = kit_resources()
    for part in ("notebooks/review_summary.ipynb", "_quarto.yml", "reports/_style/spp.css"):
        assert (folder / part).read_bytes() == (kit / part).read_bytes()
    template = kit / "data_templates" / "partnership.xlsx"
    assert (folder / "partnership.xlsx").read_bytes() == template.read_bytes()
    assert spp("check", "--workspace", folder).code in (0, 11)


def test_every_setting_is_in_the_file_that_init_makes(spp, tmp_path):
    spp("init", tmp_path / "ours")
    path = tmp_path / "ours" / "settings.yml"
    first, *lines = path.read_text().splitlines(keepends=True)
    assert read_settings(path) == Settings()
    assert first.startswith("# ")
    path.write_text("".join(line.removeprefix("# ").removeprefix("#") for line in lines))
    assert set(read_settings(path).model_fields_set) == set(Settings.model_fields)


def test_init_again_adds_what_is_missing_and_changes_nothing(spp, tmp_path):
    folder = tmp_path / "ours"
    spp("init", folder)
    (folder / "settings.yml").write_text("licence: CC0\n")
    (folder / "notebooks" / "review_summary.ipynb").unlink()
    assert spp("init", folder).out.startswith(f"{folder}: added 1 file.\n")
    assert (folder / "settings.yml").read_text() == "licence: CC0\n"
    assert spp("init", folder).out == f"{folder}: everything was there already.\n"


def test_init_where_a_file_is_in_the_way(spp, tmp_path):
    (tmp_path / "ours").write_text("a file")
    ran = spp("init", tmp_path / "ours")
    assert ran.code == 10
    assert "where a folder is needed" in ran.err


def test_templates(spp, tmp_path):
    assert spp("templates", tmp_path / "empty").code == 0
    assert (tmp_path / "empty" / "school_evidence.xlsx").is_file()


def test_templates_do_not_replace_a_workbook_that_was_filled_in(spp, workspace):
    lead = workspace / "partnership.xlsx"
    before = lead.read_bytes()
    ran = spp("templates", workspace)
    assert ran.code == 10
    assert "somebody has filled in this workbook" in ran.err
    assert lead.read_bytes() == before


MINE = {
    "csv/partnership.people.csv": "name;class\nAnn;3\n",
    "csv/school_evidence.evidence.csv": "Row,A,B\nHelp,a,b\nExample,1,2\n,mine,too\n",
    "csv/pupil_outcomes.pupil_outcomes.csv": "",
    "data_dictionary.md": "# Data dictionary\n\nOur own words for what we write down.\n",
}


@pytest.mark.parametrize("name", MINE)
def test_templates_replace_no_file_of_somebody_else(name, spp, tmp_path):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(MINE[name], "utf-8")
    ran = spp("templates", tmp_path)
    assert ran.code == 10
    assert path.name in ran.err and "not an empty template of the kit" in ran.err
    assert path.read_text("utf-8") == MINE[name]
    assert not (tmp_path / "partnership.xlsx").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["csv/partnership.people.csv", "data_dictionary.md"])
def test_templates_with_something_added_are_somebody_s(name, spp, tmp_path):
    assert spp("templates", tmp_path).code == 0
    path = tmp_path / name
    before = path.read_text("utf-8") + "\nWhat we agreed in May,1\n"
    path.write_text(before, "utf-8")
    assert spp("templates", tmp_path).code == 10
    assert path.read_text("utf-8") == before


@pytest.mark.slow
def test_templates_of_the_kit_are_brought_up_to_date(spp, tmp_path):
    assert spp("templates", tmp_path).code == 0
    twin, words = tmp_path / "csv/partnership.people.csv", tmp_path / "data_dictionary.md"
    new = twin.read_bytes(), words.read_bytes()
    twin.write_text("Row,Name\r\nHelp,As it was called\r\nExample,Ann\r\n", "utf-8-sig")
    words.write_text(words.read_text("utf-8").replace("One row a person", "One row one"), "utf-8")
    assert spp("templates", tmp_path).code == 0
    assert (twin.read_bytes(), words.read_bytes()) == new


@pytest.mark.slow
def test_a_sheet_of_somebody_s_own_is_not_replaced(spp, tmp_path):
    import openpyxl

    assert spp("templates", tmp_path).code == 0
    path = tmp_path / "partnership.xlsx"
    book = openpyxl.load_workbook(path)
    book.create_sheet("Our phone list")["A1"] = "Ann, 12"
    book.save(path)
    before = path.read_bytes()
    assert spp("templates", tmp_path).code == 10
    assert path.read_bytes() == before


@pytest.mark.slow
def test_doctor(spp, workspace):
    ran = spp("doctor", "--json")
    states = {finding["subject"]: finding["state"] for finding in ran.json["findings"]}
    assert ran.code == 0
    assert states.pop("Quarto") in ("ok", "note")
    assert states.pop("The kit’s files") == "note"  # it has a notebook of its own
    assert set(states.values()) == {"ok"}
    assert {"Python", "Kernel", "Pandoc", "Typst", "Fonts", "Workspace", "Writing"} <= set(states)


@pytest.mark.slow
def test_doctor_outside_a_workspace_says_so_and_is_content(spp, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = spp("doctor")
    assert ran.code == 0
    assert re.search(r"^note +Workspace +\.: there is no partnership.xlsx", ran.out, re.MULTILINE)


@pytest.mark.slow
def test_doctor_says_what_is_missing(spp, workspace, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name, package=None: None)
    ran = spp("doctor")
    assert ran.code == 14
    assert re.search(r"^missing +Pandoc ", ran.out, re.MULTILINE)


def test_a_demo_is_copied_refreshed_and_never_overwritten(tmp_path, monkeypatch):
    folder = tmp_path / "demo"
    starting.copy_example(folder)
    edited = folder / "schools/oakfield/evidence.xlsx"
    edited.write_bytes(b"edited")
    stale = folder / "partnership.xlsx"
    before = stale.read_bytes()
    stale.write_bytes(b"from an older kit")
    record = folder / ".spp-demo.json"
    from spp_research.run.cache import file_hash

    known = json.loads(record.read_text())
    record.write_text(json.dumps(known | {"partnership.xlsx": file_hash(stale)}))
    starting.copy_example(folder)
    assert stale.read_bytes() == before
    assert edited.read_bytes() == b"edited"


def test_the_demo_of_a_hub_is_a_folder_of_a_hub_with_its_report_and_website(
    tmp_path, monkeypatch, spp
):
    from spp_research.cli import building, reporting

    asked = []
    monkeypatch.setattr(reporting, "make_reports", lambda *a, **k: asked.append(a[1].kinds) or 0)
    monkeypatch.setattr(building, "make_site", lambda *a, **k: asked.append("site"))
    monkeypatch.chdir(tmp_path)
    assert spp("demo", "--hub", "ours").code == 0
    assert asked == [("hub-report",), "site"]
    made = {p.relative_to("ours").as_posix() for p in Path("ours").rglob("*") if p.is_file()}
    assert {"hub.xlsx", "notebooks/hub_report.ipynb", "data_templates/hub.xlsx"} <= made
    assert "partnerships/coppermere/willowgarth-rise.json" in made
    ran = spp("demo", "--hub", "--schools", "5")
    assert ran.code == 2 and "without --schools" in " ".join(ran.err.split())


def test_a_demo_does_not_go_into_a_folder_with_something_else(spp, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.docx").write_text("mine")
    ran = spp("demo", tmp_path / "mine")
    assert ran.code == 10
    assert "something else in this folder" in ran.err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.docx"]


@pytest.mark.slow
def test_a_made_up_partnership(spp, tmp_path):
    ran = spp("demo", tmp_path / "seven", "--schools", 7)
    assert ran.code == 0
    assert len(list((tmp_path / "seven" / "schools").iterdir())) == 7
    assert spp("check", "--workspace", tmp_path / "seven").code == 0
    assert spp("demo", tmp_path / "seven", "--schools", 7).code == 10
    none = spp("demo", tmp_path / "none", "--schools", 0)
    assert none.code == 2 and "--schools" in none.err and not (tmp_path / "none").exists()


@pytest.mark.slow
def test_the_whole_demo(spp, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = spp("demo", "--renderer", "pandoc")
    assert ran.code == 0
    named = [line for line in ran.out.splitlines() if line.startswith("Open this file: ")]
    assert named == ["Open this file: riverside/reports/index.html"]
    assert Path(named[0].removeprefix("Open this file: ")).is_file()
    assert (tmp_path / "riverside" / "_site" / "index.html").is_file()
    states = [line.split("\t")[0] for line in ran.out.splitlines() if "\t" in line]
    assert set(states) == {"made", "nothing to say"}
    again = spp("demo", "--renderer", "pandoc")
    states = {line.split("\t")[0] for line in again.out.splitlines() if "\t" in line}
    assert states == {"unchanged", "nothing to say"}
