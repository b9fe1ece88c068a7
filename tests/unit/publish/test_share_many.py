"""Share files made ahead by processes: the same files, and nothing lost when a process ends."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from spp_research.publish import share_many
from spp_research.publish.share_folder import make_shares, outdated, refresh_shares
from spp_research.share.files import read_share
from spp_research.workspace import Workspace

HERE = ["nether-sallow", "osier-road"]


@pytest.fixture
def workspaces(riverside: Path, tmp_path: Path, monkeypatch) -> list[Workspace]:
    """Two copies of the example with two schools' workbooks each, worth a process for each."""
    for folder in (riverside / "schools").iterdir():
        if folder.name not in HERE:
            (folder / "evidence.xlsx").unlink()
    shutil.copytree(riverside, tmp_path / "other")
    monkeypatch.setattr(share_many, "_WORTH", 1)
    return [Workspace(riverside), Workspace(tmp_path / "other")]


@pytest.fixture
def started(monkeypatch) -> list[subprocess.Popen]:
    """The processes that were started."""
    processes, start = [], share_many._started

    def noted() -> subprocess.Popen:
        processes.append(start())
        return processes[-1]

    monkeypatch.setattr(share_many, "_started", noted)
    return processes


@pytest.mark.slow
def test_they_are_what_one_process_would_make(workspaces, started):
    one, other = workspaces
    make_shares(one)
    begun = share_many.make_ahead([one, other], 2)
    assert begun == {(str(other.root), "nether-sallow"): ("Best-practice write-up",)}
    assert len(started) == 2
    assert all(process.poll() is not None for process in started)
    assert outdated(other) == []
    assert {made.state for made in refresh_shares(other)} == {"unchanged"}
    for school in HERE:
        assert read_share(other.share_file(school)) == read_share(one.share_file(school))


@pytest.mark.slow
def test_what_a_process_could_not_make_is_told_by_whoever_asks_next(workspaces, started):
    _, other = workspaces
    other.evidence_file("osier-road").write_text("not a workbook")
    share_many.make_ahead(workspaces, 2)
    made = {one.school: one.state for one in refresh_shares(other)}
    assert made == {"nether-sallow": "unchanged", "osier-road": "failed"}


def test_processes_that_end_at_once_lose_nothing(workspaces, monkeypatch):
    def ends() -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-c", "pass"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    monkeypatch.setattr(share_many, "_started", ends)
    share_many.make_ahead(workspaces, 2)
    assert outdated(workspaces[0]) == HERE
    assert {made.state for made in refresh_shares(workspaces[0])} == {"made"}


@pytest.mark.slow
def test_a_workspace_that_cannot_be_read_stops_no_other(workspaces, started):
    broken, other = workspaces
    broken.partnership_file.write_text("not a workbook")
    share_many.make_ahead([broken, other], 2)
    assert outdated(other) == []


@pytest.mark.slow  # as the one above: a process that fails, and not of what
def test_a_workspace_that_cannot_be_written_stops_no_other(workspaces, started):
    full, other = workspaces
    shutil.rmtree(full.share_folder, ignore_errors=True)
    full.share_folder.write_text("a file where the folder should be")
    share_many.make_ahead([full, other], 2)
    assert outdated(other) == []


def test_where_no_process_can_be_started_nothing_is_lost(workspaces, monkeypatch):
    def refused() -> subprocess.Popen:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr(share_many, "_started", refused)
    share_many.make_ahead(workspaces, 2)
    assert outdated(workspaces[0]) == HERE


@pytest.mark.parametrize("workers", [1, 2])
def test_no_process_is_started_for_a_few_schools(workspaces, started, workers, monkeypatch):
    monkeypatch.setattr(share_many, "_WORTH", 12 if workers > 1 else 1)
    share_many.make_ahead(workspaces, workers)
    assert started == []


def test_an_interrupted_run_leaves_none_of_them(workspaces, started, monkeypatch):
    def interrupted(busy, seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(share_many, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        share_many.make_ahead(workspaces, 2)
    assert len(started) == 2
    assert all(process.poll() is not None for process in started)
