"""The Python process behind a running notebook: started our way, and always ended.

There are two ways to start one. A forked kernel is a copy of a warm process (see `forkserver`),
on Linux; an ordinary one is launched as JupyterLab would, anywhere, and whenever the first way
fails. A kernel has the interpreter that runs the kit (never one of the same name that happens to
be installed for the user), keeps all its files in the scratch folder of its run, and is known
here until it ends, so that an interrupted run leaves none behind.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Collection
from functools import cache
from pathlib import Path
from queue import Empty
from typing import Any

from spp_research.errors import ConfigurationError
from spp_research.telling import SEAL_VARIABLE

from . import forking, limits
from .limits import MEMORY_LIMIT, limit_memory

ENGINES = ("auto", "forked", "ordinary")
ENGINE_VARIABLE = "SPP_ENGINE"

_stopping = threading.Event()
_live: set[Any] = set()
_lock = threading.Lock()
_server_lock = threading.Lock()
_server: forking.ForkServer | None = None  # one a process, since what it saves is being there
_why_ordinary = ""


def manager_class(
    scratch: Path, folder: Path, *, memory_limit: int = MEMORY_LIMIT, key: str = ""
) -> type:
    """A class of kernel managers for one run, as papermill and nbclient want it.

    Parameters
    ----------
    scratch : where the connection file, the log and the settings of the kernel are kept.
    folder : the working folder of the kernel; what a notebook opened in JupyterLab would have.
    memory_limit : bytes that it may take.
    key : what the kit seals its marks with there.
    """
    settings = {"scratch": scratch, "folder": folder, "memory_limit": memory_limit}
    settings["key"] = key
    settings["forked"] = False  # until it is known
    return type("RunKernelManager", (_manager_base(),), settings)


@cache
def _manager_base() -> type:
    from jupyter_client import AsyncKernelManager
    from traitlets import Type

    class KitKernelManager(AsyncKernelManager):
        scratch: Path
        folder: Path
        memory_limit: int
        key: str
        forked: bool
        process: Any = None  # kept after it has ended, for what it ended with
        client_factory = Type(client_class(), klass="jupyter_client.KernelClient")

        def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
            start = [sys.executable, "-m", "ipykernel_launcher", "-f", self.connection_file]
            # No store of past commands: a run has no past, and opening one takes a while.
            return [*start, "--HistoryManager.enabled=False", *(extra_arguments or [])]

        # jupyter_client declares the two methods of its asynchronous manager as plain ones.
        async def start_kernel(  # type: ignore[override]
            self, **options: Any
        ) -> None:
            with _lock:
                if _stopping.is_set():
                    raise KernelsStoppedError
                _live.add(self)
            self.connection_file = str(self.scratch / "kernel.json")
            self.provisioner = _forking_provisioner(self)
            with log_file(self.scratch).open("ab") as log:
                options |= {
                    "cwd": str(self.folder),
                    "env": _environment(self.scratch) | {SEAL_VARIABLE: self.key},
                }
                options |= {"stdout": log, "stderr": log}
                try:
                    await self._async_start_kernel(**options)
                except forking.ForkingError as error:
                    distrust(str(error))
                    self.provisioner = None
                    await self._async_start_kernel(**options)
            provisioner: Any = self.provisioner  # the local one or ours, which both have a process
            process = type(self).process = provisioner.process
            type(self).forked = isinstance(process, forking.ForkedKernel)
            limit_memory(process, self.memory_limit)
            if _stopping.is_set():  # asked to stop while it was being launched
                _kill(self)

        async def cleanup_resources(  # type: ignore[override]
            self, restart: bool = False
        ) -> None:
            await self._async_cleanup_resources(restart=restart)
            if not restart:
                with _lock:
                    _live.discard(self)

    return KitKernelManager


class KernelsStoppedError(RuntimeError):
    """The run was interrupted, so no kernel may be started."""


def warm_up() -> None:
    """Start the process that kernels are forked from, without waiting for it."""
    global _server
    limits.settle()
    with _server_lock:
        if _server is None and not _why_ordinary and _wanted() != "ordinary":
            try:
                _server = forking.ForkServer(_environment(None))
                atexit.register(close)
            except (forking.ForkingError, OSError) as error:
                distrust(str(error))


def forking_now() -> bool:
    """Whether the next kernel will be a forked one, as far as is known."""
    return _server is not None and not _why_ordinary and _wanted() != "ordinary"


def engine() -> str:
    """Which way kernels are started, and why, as the end of a sentence."""
    if _wanted() == "ordinary":
        return f"ordinary kernels, since {ENGINE_VARIABLE} asks for them"
    if _why_ordinary:
        return f"ordinary kernels, since {_why_ordinary}"
    return "kernels forked from a warm process"


def look() -> str:
    """As `engine`, after trying whether a process can be forked from."""
    warm_up()
    server = _server
    if server is not None and forking_now():
        try:
            server.wait()
        except forking.ForkingError as error:
            distrust(str(error))
    return engine()


def distrust(reason: str) -> None:
    """Start ordinary kernels from now on.

    Parameters
    ----------
    reason : why, as the end of a sentence.
    """
    global _why_ordinary
    if _wanted() == "forked":
        raise ConfigurationError(
            f"{ENGINE_VARIABLE} asks for forked kernels, but {reason}. Set it to auto."
        )
    _why_ordinary = _why_ordinary or reason


def _wanted() -> str:
    wanted = os.environ.get(ENGINE_VARIABLE, "auto")
    if wanted not in ENGINES:
        raise ConfigurationError(
            f"{ENGINE_VARIABLE} is “{wanted}”, and can be: {', '.join(ENGINES)}."
        )
    return wanted


def _forking_provisioner(manager: Any) -> Any:
    """What forks a kernel for a manager; None where its own way of starting one is to be used."""
    warm_up()
    if not forking_now():
        return None
    found = forking.provisioner_class()(
        kernel_id="forked", kernel_spec=manager.kernel_spec, parent=manager
    )
    found.server = _server
    return found


def stop_kernels() -> None:
    """End every kernel under way, and refuse to start another until `allow_kernels`."""
    with _lock:
        _stopping.set()
        managers = list(_live)
    for manager in managers:
        _kill(manager)
    close()


def close() -> None:
    """End the warm process, if there is one; it is started again when it is wanted."""
    global _server
    with _server_lock:
        server, _server = _server, None
    if server is not None:
        server.close()


def allow_kernels() -> None:
    """Let kernels be started again after `stop_kernels`."""
    _stopping.clear()


def stopping() -> bool:
    """Whether kernels are being ended because the run was interrupted."""
    return _stopping.is_set()


def log_file(scratch: Path) -> Path:
    """Where a kernel of this run writes what it says outside of its cells."""
    return scratch / "kernel.log"


def _kill(manager: Any) -> None:
    process = getattr(manager.provisioner, "process", None)
    if process is not None:
        with contextlib.suppress(OSError):
            process.kill()


def _environment(scratch: Path | None) -> dict[str, str]:
    """What the kernel finds in its environment: ours, made the same on every machine."""
    return os.environ | {
        # No start-up files or history of the user's own.
        **({"IPYTHONDIR": str(scratch / "ipython")} if scratch else {}),
        "JE_ARROW_MALLOC_CONF": "background_thread:false",  # a thread that could not be forked
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "OPENBLAS_NUM_THREADS": "1",  # several kernels at once would fight over the cores
        "OMP_NUM_THREADS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONHASHSEED": "0",
    }


_RECONNECT = 5  # milliseconds, not 100, between knocks at the door of a kernel that is starting
_HEARD = 0.1  # seconds in which what a kernel says to all follows what it says to us


@cache
def client_class() -> type:
    """A class of kernel clients that waits for a kernel no longer than it takes to start.

    jupyter_client asks a socket that is not there again after a tenth of a second, and lets a
    fifth of a second pass in silence before the first cell; for a kernel that is there in a
    twentieth of a second that is most of the time before the first cell.
    """
    import zmq
    from jupyter_client.asynchronous import AsyncKernelClient

    class KitKernelClient(AsyncKernelClient):
        def _create_connected_socket(
            self, channel: str, identity: bytes | None = None
        ) -> zmq.sugar.socket.Socket:
            self.context.setsockopt(zmq.RECONNECT_IVL, _RECONNECT)
            return super()._create_connected_socket(channel, identity)

        async def wait_for_ready(self, timeout: float | None = None) -> None:
            until = time.monotonic() + (timeout or float("inf"))
            asked: set[str] = set()
            while not await self._answers(asked):
                if not await self.is_alive():
                    raise RuntimeError("Kernel died before replying to kernel_info")
                if time.monotonic() > until:
                    raise RuntimeError(f"Kernel didn't respond in {timeout:.0f} seconds")

        async def _answers(self, asked: set[str]) -> bool:
            """Whether it answers and can be heard; what it says of starting is read away.

            An answer to any question will do, since a slow kernel may always be one behind.
            """
            asked.add(self.kernel_info())
            try:
                await _read(self.get_shell_msg, 1.0, lambda said: True, asked)
                await _read(self.get_iopub_msg, _HEARD, _is_idle, asked)
            except Empty:  # it is starting, or said it to all before we were there to hear
                return False
            return True

    return KitKernelClient


async def _read(
    next_message: Callable[..., Awaitable[dict[str, Any]]],
    seconds: float,
    is_last: Callable[[dict[str, Any]], bool],
    asked: Collection[str],
) -> None:
    """Read messages until the last one about what was asked; `Empty` when none comes in time."""
    while True:
        message = await next_message(timeout=seconds)
        if message["parent_header"].get("msg_id") in asked and is_last(message):
            return


def _is_idle(message: dict[str, Any]) -> bool:
    return message["content"].get("execution_state") == "idle"
