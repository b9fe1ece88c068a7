"""A program is ended with all that it has started: when it is late, unwanted, or we are gone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from spp_research.publish import programs
from spp_research.publish.programs import UnwantedError, run_whole

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins are scripts of a shell")

# As Quarto: a script that starts another program and waits for it, and does not give way to it.
STARTS_ANOTHER = ("/bin/sh", "-c", "sleep 60 & echo $! > another; wait; true")


def another(folder: Path) -> int:
    """The number of the program that was started by the program."""
    for _ in range(100):
        if (said := folder / "another").is_file() and (text := said.read_text().strip()):
            return int(text)
        time.sleep(0.05)
    raise AssertionError("it never began")


def is_gone(number: int) -> bool:
    """Whether a process has ended, if need be in a moment."""
    for _ in range(100):
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return True
        stat = Path(f"/proc/{number}/stat")  # one that has ended, and that nobody has asked about
        if stat.is_file() and stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_what_it_prints_and_how_it_ends_come_back(tmp_path):
    told = {"SAID": "a word"}
    command = ("/bin/sh", "-c", 'pwd; echo "$SAID" >&2; exit 3')
    done = run_whole(command, seconds=9, folder=tmp_path, environment=told)
    assert (done.stdout, done.stderr, done.returncode) == (f"{tmp_path}\n".encode(), b"a word\n", 3)


def test_one_that_is_late_is_ended_with_what_it_started(tmp_path):
    with pytest.raises(subprocess.TimeoutExpired):
        run_whole(STARTS_ANOTHER, seconds=0.3, folder=tmp_path)
    assert is_gone(another(tmp_path))


@pytest.mark.parametrize("error", [UnwantedError, KeyboardInterrupt])
def test_one_that_is_no_longer_wanted_is_ended_with_what_it_started(tmp_path, error):
    def unwanted() -> bool:
        if (tmp_path / "another").is_file() and error is KeyboardInterrupt:
            raise KeyboardInterrupt
        return (tmp_path / "another").is_file()

    with pytest.raises(error):
        run_whole(STARTS_ANOTHER, seconds=30, folder=tmp_path, unwanted=unwanted)
    assert is_gone(another(tmp_path))


def test_one_that_is_not_wanted_is_not_begun(tmp_path):
    with pytest.raises(UnwantedError):
        run_whole(STARTS_ANOTHER, seconds=30, folder=tmp_path, unwanted=lambda: True)
    assert not (tmp_path / "another").exists()


def test_what_it_leaves_behind_is_ended_with_it(tmp_path):
    left = ("/bin/sh", "-c", "sleep 60 >&- 2>&- & echo $! > another")
    assert run_whole(left, seconds=30, folder=tmp_path).returncode == 0
    assert is_gone(another(tmp_path))


def test_one_that_is_not_there_is_an_error_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        run_whole([str(tmp_path / "none")], seconds=1)


def test_it_ends_with_us_when_we_are_killed(tmp_path):
    """Loaded from its file, as nothing of the kit is wanted for it."""
    ours = (
        "import importlib.util as u, sys;"
        f"s = u.spec_from_file_location('programs', {programs.__file__!r});"
        "m = u.module_from_spec(s); s.loader.exec_module(m);"
        f"m.run_whole({STARTS_ANOTHER!r}, seconds=60)"
    )
    with subprocess.Popen([sys.executable, "-I", "-c", ours], cwd=tmp_path) as running:
        number = another(tmp_path)
        running.send_signal(signal.SIGKILL)
    assert is_gone(number)
