"""One run at a time in a workspace, and none that was killed stands in the way."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from spp_research.run import lock
from spp_research.workspace import Workspace

HOLD = """
import sys, time
from pathlib import Path
from spp_research.run.lock import locked
from spp_research.workspace import Workspace
with locked(Workspace(Path(sys.argv[1])), "spp report --all"):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the lock of `tmp_path`."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_another_run_is_told_since_when_and_by_which_process(tmp_path, holder):
    with pytest.raises(lock.TakenError) as caught, lock.locked(Workspace(tmp_path)):
        pass
    said = str(caught.value)
    assert said.startswith(f"{tmp_path}: reports are being made in this folder already since ")
    assert re.search(
        rf"since \d\d:\d\d on \d+ \w+ \d{{4}}, by process {holder.pid} on this computer "
        r"\(spp report --all\)\. Wait until that has finished",
        said,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_the_lock_of_a_run_that_was_killed_is_taken_over(tmp_path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert json.loads((tmp_path / "reports/.lock").read_text())["process"] == str(holder.pid)
    with lock.locked(Workspace(tmp_path)) as path:
        assert "process" in path.read_text()


def test_it_is_free_again_afterwards_whatever_happened(tmp_path):
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), lock.locked(Workspace(tmp_path)):
            raise ZeroDivisionError
    assert (tmp_path / "reports/.lock").read_bytes() == b""


def test_one_process_cannot_take_it_twice_and_does_not_lose_it_by_asking(tmp_path):
    again = [sys.executable, "-c", HOLD, str(tmp_path)]
    with lock.locked(Workspace(tmp_path)):
        own = pytest.raises(lock.TakenError, match=r"by this very program, since .* Wait until")
        with own, lock.locked(Workspace(tmp_path)):
            pass
        done = subprocess.run(again, capture_output=True, text=True, check=False)
        assert "TakenError" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="about the locks of POSIX")
def test_a_file_system_without_locks_does_not_stop_a_run(tmp_path, monkeypatch):
    import errno
    import fcntl

    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "lockf", refuse)
    with lock.locked(Workspace(tmp_path)) as path:
        assert path == Path(tmp_path, "reports", ".lock")
