"""One run at a time in a workspace.

The lock is the operating system's own, on a file that stays. It goes with the process that holds
it, however that ends, so that a run that was killed never stands in the way of the next; and it
reaches other computers where the file system carries locks (NFS, SMB). Where it carries none, the
run goes on without: reports are put in place whole, so that two runs lose time and nothing else.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from spp_research.errors import ConfigurationError
from spp_research.workspace import Workspace

LOCK = ".lock"
_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
_BEYOND = 1 << 30  # the byte that is locked on Windows, where a locked byte cannot be read
# A lock of the system's keeps out other processes only, and reading its file would end our own.
_held: dict[Path, dict[str, str]] = {}


class TakenError(ConfigurationError):
    """Another run is at work in the workspace."""


@contextmanager
def locked(workspace: Workspace, command: str = "") -> Iterator[Path]:
    """Keep other runs out of a workspace; gives the lock's file, which was written just now.

    Parameters
    ----------
    command : what is being run, for whoever is kept out.

    Raises
    ------
    TakenError
        When another run is at work there; it says since when, and which process.
    OSError
        When the folder cannot be written.
    """
    path = workspace.root / "reports" / LOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    if path in _held:
        raise TakenError(_sentence(workspace, _held[path]))
    with path.open("a+b") as file:
        if not is_free(file):
            raise TakenError(_sentence(workspace, _who(path)))
        _held[path] = who = _ourselves(command)
        try:
            file.truncate(0)
            file.write(json.dumps(who).encode() + b"\n")
            file.flush()
            yield path
        finally:
            del _held[path]
            with contextlib.suppress(OSError):
                file.truncate(0)


def is_free(file: IO[bytes]) -> bool:
    """Take the system's lock of an open file; whether it is ours now, or there are none here."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(_BEYOND)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            # Not flock: a kernel that outlives the run would have inherited it.
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _TAKEN
    return True


def _ourselves(command: str) -> dict[str, str]:
    """What is written down of a run for whoever comes while it lasts."""
    return {
        "process": str(os.getpid()),
        "computer": socket.gethostname(),
        "since": datetime.now().isoformat(timespec="seconds"),
        "command": command,
    }


def _who(path: Path) -> dict[str, str]:
    """Who holds the lock; empty in the instant before they have written it down."""
    try:
        who = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {key: str(value) for key, value in who.items()} if isinstance(who, dict) else {}


def _sentence(workspace: Workspace, who: dict[str, str]) -> str:
    by = ""
    if who:
        since = datetime.fromisoformat(who["since"])
        same = who["computer"] == socket.gethostname()
        if same and who["process"] == str(os.getpid()):
            return (
                f"{workspace.root}: documents are being made in this folder by this very program, "
                f"since {since:%H:%M}. Wait until that has finished, and do this again."
            )
        by = (
            f" since {since:%H:%M} on {since.day} {since:%B %Y}, by process {who['process']} on "
            f"{'this computer' if same else who['computer']}"
            + (f" ({who['command']})" if who["command"] else "")
        )
    return (
        f"{workspace.root}: reports are being made in this folder already{by}. Wait until that "
        "has finished, or stop it, and run this again; what is finished by then is left as it is."
    )
