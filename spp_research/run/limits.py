"""How much memory a notebook may take, and how many files a run may have open."""

from __future__ import annotations

import contextlib
import threading
import time
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
