"""A process that grows without end is stopped, also where the system does not do it."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from spp_research.run import limits

GROWS = "import time\nx = []\nfor _ in range(30):\n    x.append(b'x' * 10_000_000)\ntime.sleep(60)"


def ended(program: str, limit: int, monkeypatch, *, watched: bool) -> int | None:
    import psutil  # noqa: F401  here it imports resource itself

    if watched:
        monkeypatch.setitem(sys.modules, "resource", None)  # as on Windows
    with subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL) as process:
        limits.limit_memory(process, limit)
        try:
            return process.wait(15)
        except subprocess.TimeoutExpired:
            return None
        finally:
            process.kill()


@pytest.mark.parametrize("watched", [False, True])
def test_what_takes_too_much_is_ended(watched, monkeypatch):
    if not watched and not sys.platform.startswith("linux"):
        pytest.skip("only Linux can tell another process its limit")
    code = ended(GROWS, 150_000_000, monkeypatch, watched=watched)
    assert code not in (0, None)


@pytest.mark.parametrize("watched", [False, True])
def test_what_takes_little_goes_on(watched, monkeypatch):
    assert ended("import time; time.sleep(1)", 1 << 30, monkeypatch, watched=watched) == 0


def test_what_has_ended_already_is_no_harm():
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        limits.limit_memory(process, 1 << 30)
        time.sleep(0.1)
