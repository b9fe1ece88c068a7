"""A run that is killed at any moment: the same command finishes the rest, with every file whole."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from spp_research.kinds import KINDS
from spp_research.run import cache
from spp_research.run.jobs import Job

COMMAND = ("report", "review-summary", "impact-reflection", "--school", "oakfield", "--school",
           "withy-bridge", "--renderer", "pandoc", "--to", "html,docx")  # fmt: skip
WHOLE = {"report.html": b"</html>", "report.docx": b"PK"}


@pytest.fixture
def place(workspace, review_notebook, write_notebook) -> Path:
    """The workspace, with a tiny notebook for each of the two kinds."""
    shutil.copy(
        workspace / "notebooks/review_summary.ipynb",
        workspace / "notebooks/impact_reflection.ipynb",
    )
    return workspace


def start() -> subprocess.Popen[bytes]:
    """The command, at the head of a group of processes of its own."""
    command = [sys.executable, "-m", "spp_research", *COMMAND]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)


def assert_whole(folder: Path) -> None:
    """What is in the place of a report is a report, every byte of it."""
    manifest = cache.read_manifest(folder)
    assert manifest
    assert cache.unchanged(folder, manifest["fingerprint"], ("html", "docx"))
    for name, sign in WHOLE.items():
        assert sign in (folder / name).read_bytes()


def finished(place: Path) -> list[Path]:
    """The folders of finished reports; hidden ones beside them are not finished."""
    found = (path.parent for path in (place / "reports").glob("*/*/manifest.json"))
    return [folder for folder in found if not folder.name.startswith(".")]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.slow
def test_killed_at_random_moments_the_same_command_finishes_the_rest(spp, place):
    began = time.monotonic()
    with start() as run:
        assert run.wait(timeout=600) == 0
    lasts = time.monotonic() - began
    chance = random.Random(20)
    for turn in range(5):
        shutil.rmtree(place / "reports")
        for _ in range(2):  # the second goes on from what the first has left
            with start() as run:
                time.sleep(lasts * chance.uniform(0.15, 1.0))
                os.killpg(run.pid, signal.SIGKILL)
            for folder in finished(place):
                assert_whole(folder)
        done = len(finished(place))
        ran = spp(*COMMAND)
        assert ran.code == 0, (turn, ran.err)
        states = [line.split("\t")[0] for line in ran.out.splitlines()]
        assert len(states) == 4
        assert states.count("unchanged") == done, (turn, ran.out)
        for school in ("oakfield", "withy-bridge"):
            for kind in ("review-summary", "impact-reflection"):
                assert_whole(Job(str(place), KINDS[kind], school).folder)
        again = spp(*COMMAND)
        assert {line.split("\t")[0] for line in again.out.splitlines()} == {"unchanged"}
        json.loads((place / "reports/run.json").read_text())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.slow
def test_the_run_after_one_that_was_killed_takes_its_lock_and_makes_everything(spp, place):
    with start() as run:
        until = time.monotonic() + 300
        while not (place / "reports/.lock").is_file() and time.monotonic() < until:
            time.sleep(0.02)
        os.killpg(run.pid, signal.SIGKILL)
    assert spp(*COMMAND).code == 0
    assert len(finished(place)) == 4
