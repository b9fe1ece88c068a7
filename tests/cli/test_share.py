"""`spp share`, and the partnership report of a lead who has nothing but what schools have sent."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from spp_research.workspace import Workspace, kit_resources, open_workspace

EXAMPLE = open_workspace("example")
MADE_UP = Path(__file__).parents[1] / "fixtures" / "share" / "every_part.json"


@pytest.fixture
def workspace(riverside: Path, monkeypatch) -> Path:
    """A copy of the example, as the current folder."""
    monkeypatch.chdir(riverside)
    return riverside


@pytest.fixture
def leads(tmp_path: Path) -> Path:
    """A lead's own folder: the lead's workbook, settings, and what the schools have sent."""
    folder = tmp_path / "lead"
    shutil.copytree(EXAMPLE.share_folder, folder / "share", ignore=lambda *_: [".made-here"])
    for path in (EXAMPLE.partnership_file, EXAMPLE.settings_file):
        shutil.copy(path, folder)
    return folder


def on_a_terminal(*arguments: str, width: int = 120) -> str:
    """What `spp` writes to a terminal of this width, without its colours."""
    import pty

    ours, theirs = pty.openpty()
    env = os.environ | {"TERM": "xterm", "COLUMNS": str(width), "LINES": "40"}
    command = [sys.executable, "-m", "spp_research", *arguments]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=env):
        os.close(theirs)
        said = b""
        try:
            while piece := os.read(ours, 4096):
                said += piece
        except OSError:  # how Linux says that the other end was closed
            pass
        os.close(ours)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said.decode()).replace("\r\n", "\n")


@pytest.mark.slow
def test_it_says_where_each_file_is_what_is_in_it_and_what_was_hidden(spp, workspace, snapshot):
    schools = ("--school", "osier-road", "--school", "copperbeck", "--school", "nether-sallow")
    ran = spp("share", *schools)
    assert ran.code == 0
    copperbeck, *others = ran.out.splitlines()
    assert re.fullmatch(
        r"made\tcopperbeck\tshare/copperbeck\.json\t\d findings, \d offers and needs, \d actions, "
        r"\d outcomes, \d survey questions, 1 practice, \d things of earlier cycles, "
        r"\d published results\t3 by the rule: fewer than 10 answers",
        copperbeck,
    )
    assert others == snapshot
    assert ran.err == snapshot
    assert spp("share", "--school", "copperbeck").out.startswith("unchanged\tcopperbeck\t")


def test_as_json(spp, workspace):
    ran = spp("share", "--school", "copperbeck", "--json")
    (share,) = ran.json["shares"]
    assert Path(share["file"]).is_file()
    assert (share["state"], share["exit_code"]) == ("made", 0)
    assert share["reason"].startswith("The page of its practice for the website is not in")
    assert share["holds"]["findings"] > 4 and share["hidden"] == {"few-answers:10": 3}
    assert "Review summary" in share["signed_off"]


def test_what_is_taken_for_read_under_a_row_without_a_mark_is_said_once(spp, workspace):
    shutil.rmtree(workspace / "schools" / "copperbeck" / "signed", ignore_errors=True)
    first = spp("share", "--school", "copperbeck")
    assert (
        "are signed off without a text mark, so what is shared of them now is remembered as what "
        "was read, in the folder “signed”; anything else will not be shared. copperbeck: "
    ) in first.err
    assert "signed off without" not in spp("share", "--school", "copperbeck").err


def test_a_school_with_faults_is_said_last_and_the_exit_code_says_so(spp, workspace):
    Path("schools/osier-road/evidence.xlsx").write_text("not a workbook")
    ran = spp("share", "--school", "osier-road", "--school", "nether-sallow")
    assert ran.code == 11
    assert "not made\tosier-road\t\tsee below\t\n" in ran.out
    assert "osier-road: schools/osier-road/evidence.xlsx" in ran.err
    assert ran.err.endswith("1 share file made, 1 not made.\n")
    assert spp("share", "--school", "osier-road", "--json").json["shares"][0]["exit_code"] == 11


@pytest.mark.slow
def test_a_text_that_names_a_pupil_is_a_fault_of_disclosure(spp, workspace):
    import openpyxl

    path = Path("schools/nether-sallow/evidence.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["Best practice"]
    heads = {str(cell.value).removesuffix(" (needed)"): cell.column for cell in sheet[4]}
    row = max(r for r in range(5, sheet.max_row + 1) if sheet.cell(r, heads["Principle"]).value)
    sheet.cell(row, heads["In short"]).value = "It began with Daniel in Year 3."
    book.save(path)
    ran = spp("share", "--school", "nether-sallow")
    assert ran.code == 12
    assert "sheet “Best practice”, “In short” (a pupil's name)" in ran.err
    assert not Path("share/nether-sallow.json").exists()


def test_a_share_file_read_to_a_person(spp, leads, snapshot):
    ran = spp("share", "--show", MADE_UP)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == snapshot
    shutil.copy(MADE_UP, leads / "share" / "oakfield.json")
    assert spp("share", "--show", "oakfield", "-w", leads).out == ran.out


def test_a_share_file_with_nothing_signed_off_read_to_a_person(spp, leads, snapshot):
    assert spp("share", "--show", "osier-road", "--workspace", leads).out == snapshot


def test_a_share_file_as_json_is_the_file_itself(spp, leads):
    path = leads / "share" / "oakfield.json"
    assert spp("share", "--show", path, "--json").json == json.loads(path.read_text("utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wanted", "code"),
    [("hilltop", 10), ("oakfeild", 10), ("withy-bridge", 10), ("nowhere.json", 10),
     ("share/oakfield.json", 11), ("oakfield", 11), ("tannery-lane", 11)],
)  # fmt: skip
def test_what_cannot_be_shown_is_said_in_one_sentence(wanted, code, spp, leads, monkeypatch,
                                                      snapshot):  # fmt: skip
    (leads / "share" / "withy-bridge.json").unlink()
    (leads / "share" / "oakfield.json").write_text("{}")
    shutil.copy(leads / "share" / "copperbeck.json", leads / "share" / "tannery-lane.json")
    monkeypatch.chdir(leads)
    ran = spp("share", "--show", wanted)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err == snapshot


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminal to run in")
def test_on_a_terminal_it_is_set_in_tables(leads):
    said = on_a_terminal("share", "--show", str(leads / "share" / "copperbeck.json"))
    assert re.search(r"^Kind +Theme +Finding +Evidence *$", said, re.MULTILINE)
    assert re.search(r"^Outcome +What is known +Pupils +How it is known *$", said, re.MULTILINE)
    assert "hidden: fewer than 10 answers" in said
    assert max(map(len, said.split("\n"))) <= 120


def test_what_a_file_says_cannot_give_the_terminal_orders(spp, leads):
    from spp_research.share.content import sealed
    from spp_research.share.files import read_share, write_share

    path = leads / "share" / "nether-sallow.json"
    share = read_share(path)
    write_share(sealed(share.model_copy(update={"school_name": "A\x1b[2J\u202eB"})), path)
    assert "A[2JB, 2025-26" in spp("share", "--show", path).out


# The partnership report, from what the schools have sent and nothing else.


def report(spp, folder: Path):
    return spp(
        *("report", "partnership-report", "--to", "html", "--renderer", "pandoc"), "-w", folder
    )


@pytest.mark.slow
def test_the_report_of_a_lead_who_has_no_schools_folder(spp, leads):
    """With the real notebook, in a real kernel."""
    (leads / "share" / "withy-bridge.json").unlink()
    text = (leads / "share" / "copperbeck.json").read_text("utf-8")
    (leads / "share" / "copperbeck.json").write_text(text.replace("Strength", "Next step"))
    before = sorted(path.name for path in (leads / "share").iterdir())
    ran = report(spp, leads)
    assert ran.code == 0, ran.err
    folder = Workspace(leads).report_folder("partnership", "partnership-report")
    said = (folder / "report.qmd").read_text(encoding="utf-8")
    assert "Withy Bridge Junior School: nothing was shared." in said
    assert "Copperbeck Primary School: its share file was not used." in said
    assert "it was changed after it was made" in said
    inputs = {i["name"] for i in json.loads((folder / "manifest.json").read_text())["inputs"]}
    assert inputs == {"partnership.xlsx", *(f"share/{name}" for name in before)}
    assert sorted(path.name for path in (leads / "share").iterdir()) == before
    assert not (leads / "schools").exists()
    assert report(spp, leads).err == "1 report unchanged.\n"
    shutil.copy(EXAMPLE.share_file("withy-bridge"), leads / "share")
    assert report(spp, leads).err.count("1 report made.\n")


@pytest.mark.slow
def test_the_report_where_the_workbooks_are_makes_the_share_files_first(spp, workspace):
    Path("schools/withy-bridge/evidence.xlsx").write_text("not a workbook")
    ran = report(spp, workspace)
    assert ran.code == 0, ran.err
    made = {path.stem for path in (workspace / "share").glob("*.json")}
    assert made == {path.stem for path in EXAMPLE.share_folder.glob("*.json")} - {"withy-bridge"}
    assert "withy-bridge is not in it: schools/withy-bridge/evidence.xlsx" in ran.err
    assert ran.err.count("1 report made.\n")
    # What is taken for read while they are made is said here as spp share says it, and once.
    said = "documents are signed off without a text mark, so what is shared of them now is"
    assert said in ran.err and "oakfield: review summary, impact reflection and" in ran.err
    assert said not in report(spp, workspace).err


def test_share_files_are_kept_out_of_git(spp, tmp_path):
    spp("init", tmp_path / "new")
    ignored = (tmp_path / "new" / ".gitignore").read_text().splitlines()
    assert "/share/" in ignored
    assert kit_resources().joinpath("examples/riverside/share/oakfield.json").is_file()
