"""What a process may take and where it may write: memory, open files, folders of a home.

On a locked-down or shared computer a home may be missing, full or not to be written to. Nothing of
a report depends on these folders, so each gets one that lasts as long as this process; otherwise
the libraries would say so in the middle of a notebook, which stops the report.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

MEMORY_LIMIT = 2 << 30  # bytes; a report of a large school takes about a tenth of it
_OTHER_FILES = 200  # that a run has open besides: kernels, their sockets, documents
_LOOK_UP = 0.25  # seconds between two looks at a process that cannot be told its limit


def limit_memory(process: Any, limit: int) -> None:
    """Let a process ask for no more than so much memory.

    On Linux what goes beyond raises MemoryError in the very cell. Elsewhere the process is looked
    at every quarter of a second, and ended.

    Parameters
    ----------
    process : has a `pid`, and `poll` and `kill` as `subprocess.Popen` has.
    limit : in bytes.
    """
    try:
        import resource

        resource.prlimit(process.pid, resource.RLIMIT_DATA, (limit, limit))
    except ProcessLookupError:  # ended already
        return
    except (ImportError, AttributeError, OSError, ValueError):
        threading.Thread(target=_watch, args=(process, limit), daemon=True).start()


def _watch(process: Any, limit: int) -> None:
    import psutil

    with contextlib.suppress(psutil.Error, OSError):
        seen = psutil.Process(process.pid)
        while process.poll() is None:
            if seen.memory_info().rss > limit:
                process.kill()
                return
            time.sleep(_LOOK_UP)


def allow_files(number: int) -> bool:
    """Let this process have so many files open; whether the system does.

    A thousand is usual, 256 on macOS; a run holds one for each workspace.
    """
    try:
        import resource
    except ImportError:  # Windows allows thousands
        return True
    wanted = number + _OTHER_FILES
    some, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if some == resource.RLIM_INFINITY or some >= wanted:
        return True
    allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
        return allowed == wanted
    return False


@cache
def settle() -> None:
    """Name another folder in the environment for each that cannot be written."""
    for variable, places in (
        ("IPYTHONDIR", _of_ipython()),
        ("MPLCONFIGDIR", _of_matplotlib()),
    ):
        if not all(map(_can_be_written, places)):
            os.environ[variable] = str(_while_we_run() / variable.lower())
            Path(os.environ[variable]).mkdir(exist_ok=True)


def _of_ipython() -> Iterator[str]:
    yield os.environ.get("IPYTHONDIR") or "~/.ipython"


def _of_matplotlib() -> Iterator[str]:
    """Where it keeps its settings, and the list of fonts that it has found."""
    if named := os.environ.get("MPLCONFIGDIR"):
        yield named
    elif sys.platform.startswith(("linux", "freebsd")):
        yield f"{os.environ.get('XDG_CONFIG_HOME') or '~/.config'}/matplotlib"
        yield f"{os.environ.get('XDG_CACHE_HOME') or '~/.cache'}/matplotlib"
    else:
        yield "~/.matplotlib"


def _can_be_written(place: str) -> bool:
    try:
        folder = Path(place).expanduser()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except (OSError, RuntimeError):  # the second where nobody knows where the home is
        return False


@cache
def _while_we_run() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="spp-folders-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
