"""Every mistake that the brief of the command line names: one sentence, its exit code, no debris.

The workspace is the example with one thing broken; the snapshot is what the reader is told.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shlex
import shutil
import subprocess
import sys

import openpyxl
import pytest

from spp_research.publish import placing

OAKFIELD = ("report", "review-summary", "--school", "oakfield", "--renderer", "pandoc")
TWO = (*OAKFIELD, "--school", "withy-bridge")


@pytest.fixture
def said(workspace, snapshot):
    """Check the words, the code, and that nothing was left about."""

    def check(ran, code: int) -> None:
        assert "Traceback" not in ran.err
        words = ran.err.replace(str(workspace), "WORKSPACE").replace(sys.executable, "PYTHON")
        words = re.sub("^Notebooks were run by .*\n", "", words)  # differs by system
        assert words == snapshot
        assert ran.code == code

    return check


def nothing_left(workspace, scratch) -> None:
    """No scratch folder, and nothing half-moved beside a report."""
    assert not list(scratch.iterdir())
    assert not [path for path in workspace.rglob(".*") if re.search(r"\.(new|old)-", path.name)]


def test_a_folder_that_does_not_exist(spp, said):
    said(spp(*OAKFIELD, "--workspace", "elsewhere"), 10)


def test_a_folder_without_the_leads_workbook(spp, said, workspace):
    (workspace / "partnership.xlsx").unlink()
    said(spp(*OAKFIELD), 10)


@pytest.mark.slow
def test_a_school_without_a_workbook_while_the_other_is_made(spp, said, workspace, scratch):
    (workspace / "schools/oakfield/evidence.xlsx").unlink()
    ran = spp(*TWO)
    said(ran, 11)
    assert (workspace / "reports/withy-bridge/review-summary/report.html").is_file()
    assert not (workspace / "reports/oakfield").exists()
    assert [line.split("\t")[:2] for line in ran.out.splitlines()] == [
        ["not started", "oakfield"],
        ["made", "withy-bridge"],
    ]
    nothing_left(workspace, scratch)


def test_a_workbook_that_is_another_kind_of_file(spp, said, workspace):
    evidence = workspace / "schools/oakfield/evidence.xlsx"
    evidence.write_text("<html><table><tr><td>1</td></tr></table></html>")
    said(spp(*OAKFIELD), 11)


@pytest.mark.slow
def test_a_workbook_without_one_of_its_sheets(spp, said, workspace):
    evidence = workspace / "schools/oakfield/evidence.xlsx"
    book = openpyxl.load_workbook(evidence)
    del book["Self-review"]
    book.save(evidence)
    said(spp(*OAKFIELD), 11)


def test_the_leads_workbook_is_another_kind_of_file(spp, said, workspace):
    (workspace / "partnership.xlsx").write_text("name,phase\n")
    said(spp(*OAKFIELD), 11)


def test_a_school_that_is_not_in_the_partnership(spp, said):
    said(spp("report", "review-summary", "--school", "oakfeild"), 10)


def test_a_kind_of_report_that_there_is_not(spp, said):
    said(spp("report", "review", "--all"), 10)


def test_neither_a_school_nor_all(spp, said):
    said(spp("report", "review-summary"), 10)


def test_both_a_school_and_all(spp, said):
    said(spp(*OAKFIELD, "--all"), 10)


def test_a_format_that_there_is_not(spp, said):
    said(spp(*OAKFIELD, "--to", "html,odt"), 10)


def test_an_audience_that_there_is_not(spp, said):
    said(spp(*OAKFIELD, "--audience", "everyone"), 10)


def test_a_renderer_that_there_is_not(spp, said):
    said(spp("report", "review-summary", "--all", "--renderer", "latex"), 14)


def test_no_quarto_where_it_was_asked_for(spp, said, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("QUARTO_PATH", raising=False)
    said(spp("report", "review-summary", "--all", "--renderer", "quarto"), 14)


def test_a_setting_that_there_is_not(spp, said, workspace):
    (workspace / "settings.yml").write_text("colour: '#12436D'\n")
    said(spp(*OAKFIELD), 10)


def test_a_parameter_that_the_notebook_does_not_have(
    spp, said, workspace, review_notebook, scratch
):
    review_notebook(parameters='workspace = "example"\nschool = "oakfield"\nreader = "you"')
    said(spp(*OAKFIELD), 13)
    nothing_left(workspace, scratch)


def test_a_notebook_that_is_missing(spp, said, workspace):
    (workspace / "notebooks/review_summary.ipynb").unlink()
    said(spp(*OAKFIELD), 15)


@pytest.mark.slow
def test_a_cell_that_fails_for_one_school(spp, said, workspace, review_notebook, scratch):
    breaks = "if school == 'oakfield':\n    raise KeyError('E99')"
    review_notebook(breaks)
    said(spp(*TWO), 13)
    log = workspace / "reports/oakfield/review-summary.log"
    assert "KeyError" in log.read_text(encoding="utf-8")
    assert (workspace / "reports/withy-bridge/review-summary/report.html").is_file()
    nothing_left(workspace, scratch)

    review_notebook()
    assert spp(*OAKFIELD).code == 0
    assert not log.exists()


def test_a_cell_that_shows_what_is_not_protected(spp, said, workspace, review_notebook, scratch):
    review_notebook("print('Jo Bloggs, 7')")
    said(spp(*OAKFIELD), 12)
    assert not (workspace / "reports/oakfield").exists()
    nothing_left(workspace, scratch)


@pytest.mark.slow
def test_a_folder_that_cannot_be_written(spp, said, workspace, scratch):
    (workspace / "reports").mkdir()
    (workspace / "reports/oakfield").write_text("a file where the folder should be")
    ran = spp(*TWO)
    said(ran, 10)
    assert (workspace / "reports/withy-bridge/review-summary/report.html").is_file()
    nothing_left(workspace, scratch)


@pytest.mark.slow
def test_a_disk_that_fills_up_leaves_the_old_report_whole(
    spp, said, workspace, scratch, monkeypatch
):
    assert spp(*OAKFIELD).code == 0
    folder = workspace / "reports/oakfield/review-summary"
    before = {name: (folder / name).read_bytes() for name in ("report.html", "manifest.json")}
    copy = shutil.copy2

    def full(source, target):
        if str(target).endswith("report.html"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return copy(source, target)

    monkeypatch.setattr(placing.shutil, "copy2", full)
    said(spp(*OAKFIELD, "--force"), 10)
    assert {name: (folder / name).read_bytes() for name in before} == before
    nothing_left(workspace, scratch)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a small disk, as Linux can make one")
@pytest.mark.parametrize("megabytes", [1, 2])
@pytest.mark.slow
def test_a_disk_that_is_really_full(workspace, tmp_path, megabytes):
    """The whole command, on a disk of a megabyte or two, which is full early or late."""
    disk = tmp_path / "disk"
    disk.mkdir()
    inside = ["unshare", "--mount", "sh", "-c"]
    mount = f"mount -t tmpfs -o size={megabytes}m tmpfs '{disk}'"
    if shutil.which("unshare") is None or subprocess.run([*inside, mount], check=False).returncode:
        pytest.skip("this machine does not let a test make a small disk")
    size = sum(path.stat().st_size for path in workspace.rglob("*") if path.is_file())
    filler = max(0, megabytes * 2**20 - size - 150_000)
    command = [sys.executable, "-m", "spp_research", *OAKFIELD, "--workspace", str(disk)]
    script = (
        f"{mount} && cp -r '{workspace}/.' '{disk}' && head -c {filler} /dev/zero > '{disk}/filler'"
        f" && {shlex.join(command)}; code=$?; ls -A '{disk}/reports/oakfield' >&2; exit $code"
    )
    ran = subprocess.run([*inside, script], capture_output=True, text=True, check=False)
    assert ran.returncode == 10, ran.stderr
    words, _, left = ran.stderr.partition("1 report not made.\n")
    assert "disk is full" in words
    assert "Traceback" not in words
    assert left == ""


@pytest.mark.slow
def test_check_says_what_is_wrong_with_the_settings_too(workspace, spp):
    (workspace / "settings.yml").write_text("as_at:\t2026-07-10\n")
    ran = spp("check")
    assert ran.code == 10
    assert ran.out.startswith("settings.yml, line 1: this is not valid YAML")
    assert "Reports can be made" not in ran.out
    told = json.loads(spp("check", "--json").out)
    assert told["ok"] is False
    assert told["settings"].startswith("settings.yml, line 1")
