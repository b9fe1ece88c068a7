"""Kernels forked from a warm process, where that is possible; the side that asks for them.

`ForkServer` starts the process of `forkserver` and asks it for kernels; each is a `ForkedKernel`,
which has the few methods of `subprocess.Popen` that jupyter_client uses.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

LENGTH = struct.Struct("!I")  # of a request, as it stands before it
_PROGRAM = ["-m", f"{__package__}.forkserver"]
_WARM_WITHIN = 120.0  # seconds; a cold disk and a virus scanner are slow together
_ANSWER_WITHIN = 20.0
# A busy computer is late without anything being wrong, so a late answer is asked for again.
_ASKED_FOR = (_ANSWER_WITHIN, 3 * _ANSWER_WITHIN)


class ForkingError(RuntimeError):
    """No kernel can be forked here; says why, as the end of a sentence."""


class ForkServer:
    """The warm process. It starts at once and is waited for when the first kernel is wanted.

    Parameters
    ----------
    only : the modules that it imports; empty for all that notebooks use.
    """

    def __init__(self, environment: Mapping[str, str], only: Sequence[str] = ()) -> None:
        if not sys.platform.startswith("linux"):
            raise ForkingError("forking a kernel is only safe on Linux")
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, *_PROGRAM, str(theirs.fileno()), *only],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=dict(environment),
                pass_fds=(theirs.fileno(),),
                start_new_session=True,  # Ctrl-C is for us to deal with
            )
        self._warm = False

    def wait(self) -> None:
        """Return when kernels can be forked.

        Raises
        ------
        ForkingError
            When they cannot.
        """
        with self._lock:
            if self._warm:
                return
            self._control.settimeout(_WARM_WITHIN)
            try:
                said = _line(self._control)
            except OSError:
                raise ForkingError("the process to fork from did not start") from None
            if said["refused"]:
                raise ForkingError(said["refused"])
            self._warm = True

    def fork(
        self,
        argv: Sequence[str],
        env: Mapping[str, str],
        cwd: str,
        log: BinaryIO,
        ahead: str = "",
    ) -> ForkedKernel:
        """A new kernel.

        Parameters
        ----------
        argv : what the kernel finds in sys.argv.
        env, cwd : its environment, in full, and its working folder.
        log : where it writes what it says outside of its cells.
        ahead : the folder whose lead's workbook it will open; empty where none is known.

        Raises
        ------
        ForkingError
            When there is none, also after it was asked for a second time.
        """
        self.wait()
        asked = {"argv": list(argv), "env": dict(env), "cwd": cwd, "ahead": ahead}
        request = json.dumps(asked).encode()
        for patience in _ASKED_FOR:
            try:
                return self._ask(request, log, patience)
            except TimeoutError:
                continue
            except OSError:
                break
        raise ForkingError("the process to fork from does not answer")

    def _ask(self, request: bytes, log: BinaryIO, patience: float) -> ForkedKernel:
        """A kernel, if it comes in time; one that comes later finds its connection closed."""
        ours, theirs = socket.socketpair()
        try:
            with theirs, self._lock:
                socket.send_fds(self._control, [b"k"], [theirs.fileno(), log.fileno()])
            ours.settimeout(patience)
            ours.sendall(LENGTH.pack(len(request)) + request)
            return ForkedKernel(ours, _line(ours)["pid"])
        except OSError:
            ours.close()
            raise

    def close(self) -> None:
        """End the warm process and every kernel forked from it."""
        if not self._warm:  # nobody has asked it for anything, and it would not listen yet
            self.kill()
            return
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_WR)
            self._control.settimeout(1)
            self._control.recv(1)  # which its end ends; to ask whether it has ended takes pauses
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self.kill()
        self._control.close()

    def kill(self) -> None:
        """End them at once."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            self._control.close()


class ForkedKernel:
    """A running kernel; closing it, or our own death, ends it."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._connection = connection
        self._lock = threading.Lock()
        self._news = select.poll()
        self._news.register(connection, select.POLLIN)

    def poll(self, seconds: float = 0.0) -> int | None:
        """The exit code, or None while it runs; waits for its end up to so many seconds."""
        with self._lock:
            if self.returncode is None and self._news.poll(seconds * 1000):
                try:
                    self.returncode = _line(self._connection)["code"]
                except OSError:
                    self.returncode = -signal.SIGKILL  # the warm process died, and it with it
                self._connection.close()
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, when it has ended."""
        code = self.poll(_ANSWER_WITHIN if timeout is None else timeout)
        if code is None:
            raise subprocess.TimeoutExpired("kernel", timeout or _ANSWER_WITHIN)
        return code

    def send_signal(self, number: int) -> None:
        """Signal the kernel and whatever it has started."""
        if self.returncode is None:
            with contextlib.suppress(OSError):
                self._connection.send(bytes([number]))
            if number == signal.SIGKILL:
                self.poll(0.1)  # it takes a few milliseconds, which is less than others wait

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


@cache
def provisioner_class() -> type:
    """The class through which jupyter_client starts and ends a forked kernel."""
    from jupyter_client.provisioning import LocalProvisioner

    class ForkingProvisioner(LocalProvisioner):
        server: ForkServer | None = None
        ahead = ""

        async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
            if self.server is None or cmd[:3] != [sys.executable, "-m", "ipykernel_launcher"]:
                return await super().launch_kernel(cmd, **options)
            argv = [_launcher(), *cmd[3:]]
            env = options["env"] | {"JPY_PARENT_PID": str(os.getpid())}
            kernel = self.server.fork(argv, env, options["cwd"], options["stdout"], self.ahead)
            # Declared as a Popen; of that no more is asked than a forked kernel answers.
            self.process = kernel  # type: ignore[assignment]
            self.pid, self.cwd = kernel.pid, options["cwd"]
            return self.connection_info

    return ForkingProvisioner


@cache
def _launcher() -> str:
    import ipykernel_launcher

    return str(Path(ipykernel_launcher.__file__))


def _line(connection: socket.socket) -> Any:
    """The next fact that the other side tells; it tells few, and none at once with another."""
    found = bytearray()
    while not found.endswith(b"\n"):
        part = connection.recv(1)
        if not part:
            raise OSError("closed")
        found += part
    return json.loads(found)
