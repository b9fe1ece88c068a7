"""A program that starts others, as Quarto does, ended with all of them whatever happens.

Quarto is a script that starts Deno, which starts Pandoc. To end the script alone leaves the
others at work, and on Windows it is waited for what they have to say. So all of them are one group
of processes, which is ended when the program has, is late, or is no longer wanted. A
guard in the group ends it when this process is killed, and can end nothing itself any more.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_LOOK_UP = 0.25  # seconds between looks whether it is still wanted
_LETS_GO = 10.0  # seconds for what was ended to be gone
# Its input is at its end when this process is. `0` is the group that it is itself part of.
_GUARD = ("/bin/sh", "-c", "read _; kill -KILL 0")


class UnwantedError(Exception):
    """The program was ended because nobody wants its work any more."""


def run_whole(
    command: Sequence[str],
    *,
    seconds: float,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    unwanted: Callable[[], bool] = lambda: False,
) -> subprocess.CompletedProcess[bytes]:
    """Run a program, and end it with all that it started.

    Parameters
    ----------
    command : the program and its arguments.
    seconds : that it may take.
    folder : that it works in; None for ours.
    environment : that it has; None for ours.
    unwanted : asked now and then whether to end it.

    Returns
    -------
    What it printed, as bytes, and its code.

    Raises
    ------
    subprocess.TimeoutExpired
        When it takes longer.
    UnwantedError
        When it was ended because it was unwanted.
    OSError
        When it cannot be started.
    """
    if unwanted():
        raise UnwantedError
    deadline = time.monotonic() + seconds
    with _group() as (kept_together, end):
        program = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **kept_together,
        )
        try:
            said, complained = _waited_for(program, deadline, unwanted)
        except BaseException:
            end(program)
            with suppress(subprocess.TimeoutExpired):  # until the last has let go of its output
                program.communicate(timeout=_LETS_GO)
            raise
    return subprocess.CompletedProcess(command, program.returncode, said, complained)


def _waited_for(
    program: subprocess.Popen[bytes], deadline: float, unwanted: Callable[[], bool]
) -> tuple[bytes, bytes]:
    while True:
        left = deadline - time.monotonic()
        try:
            return program.communicate(timeout=max(0.0, min(left, _LOOK_UP)))
        except subprocess.TimeoutExpired:
            if unwanted():
                raise UnwantedError from None
            if left <= _LOOK_UP:
                raise


_Ending = Callable[["subprocess.Popen[bytes]"], None]


@contextmanager
def _group() -> Iterator[tuple[dict[str, Any], _Ending]]:
    """How a program is started in a group, and how that is ended; it is at the end of the block."""
    if os.name == "nt":
        yield {}, _end_tree
        return
    guard = subprocess.Popen(_GUARD, stdin=subprocess.PIPE, process_group=0)

    def end(_program: subprocess.Popen[bytes] | None = None) -> None:
        with suppress(ProcessLookupError):
            os.killpg(guard.pid, signal.SIGKILL)  # whose number is ours until it is waited for

    try:
        yield {"process_group": guard.pid}, end
    finally:
        end()
        guard.communicate()


def _end_tree(program: subprocess.Popen[bytes]) -> None:
    """End a program and what it started, on Windows, where nothing holds them together."""
    tree = ["taskkill", "/F", "/T", "/PID", str(program.pid)]
    with suppress(OSError, subprocess.SubprocessError):
        subprocess.run(tree, capture_output=True, check=False, timeout=60)
    program.kill()
