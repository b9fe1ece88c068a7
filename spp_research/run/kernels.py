"""The Python process behind a running notebook: started our way, and always ended.

There are two ways to start one. A forked kernel is a copy of a warm process (see `forkserver`),
on Linux; an ordinary one is launched as JupyterLab would, anywhere, and whenever the first way
fails. A kernel has the interpreter that runs the kit (never one of the same name that happens to
be installed for the user), keeps all its files in the scratch folder of its run, and is known
to the run until it ends, so that an interrupted run leaves none behind.

All that is known of kernels belongs to a run (`Kernels`) and ends with it: what was found wrong
with one way of starting them in one run says nothing about the next. Which run a notebook belongs
to is a matter of the context it is run in, so two runs in one process know nothing of each other.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from queue import Empty
from typing import Any

from spp_research.errors import ConfigurationError
from spp_research.telling import RUN_VARIABLE, SEAL_VARIABLE

from . import forking, limits, noting
from .limits import MEMORY_LIMIT, limit_memory

ENGINES = ("auto", "forked", "ordinary")
ENGINE_VARIABLE = "SPP_ENGINE"


class Warm:
    """The process that kernels are forked from: started when it is first lent.

    One that has been found wanting is not lent again, but ends only with the rest, since
    kernels that were forked from it may still be running.

    Parameters
    ----------
    only : the modules that it imports; empty for all that notebooks use, which takes twice as long
        and pays off from the third notebook on.
    """

    def __init__(self, only: Sequence[str] = ()) -> None:
        self.only = tuple(only)
        self._lock = threading.Lock()
        self._server: forking.ForkServer | None = None
        self._forgotten: list[forking.ForkServer] = []

    def lend(self) -> forking.ForkServer:
        """The process, without waiting until it is warm.

        Raises
        ------
        ForkingError
            Where nothing can be forked.
        """
        with self._lock:
            if self._server is None:
                self._server = forking.ForkServer(_environment(None), self.only)
            return self._server

    def begin(self) -> None:
        """Start it, before anybody wants it, where something can be forked and may be."""
        if os.environ.get(ENGINE_VARIABLE, "auto") != "ordinary":
            with contextlib.suppress(forking.ForkingError, OSError):  # said when it is wanted
                self.lend()

    def forget(self, server: forking.ForkServer) -> None:
        """Lend another from now on."""
        with self._lock:
            if self._server is server:
                self._server = None
                self._forgotten.append(server)

    def close(self) -> None:
        """End every process there is, and what was forked from it."""
        with self._lock:
            servers = [*self._forgotten, *filter(None, [self._server])]
            self._server, self._forgotten = None, []
        for server in servers:
            server.close()


class Kernels:
    """The kernels of one run, and what the run has found out about starting them.

    Parameters
    ----------
    warm : what to fork from; the run's own where nobody keeps one for longer.
    """

    def __init__(self, warm: Warm | None = None) -> None:
        self._warm = warm or Warm()
        self._own = warm is None
        self._lock = threading.Lock()
        self._live: set[Any] = set()
        self._stopping = threading.Event()
        self.started = threading.Event()  # once there is a kernel
        self._server: forking.ForkServer | None = None
        self._why_ordinary = ""

    def manager_class(
        self,
        scratch: Path,
        folder: Path,
        *,
        memory_limit: int = MEMORY_LIMIT,
        key: str = "",
        made_for: str = "1",
        ahead: str = "",
        noted: Path | None = None,
    ) -> type:
        """A class of kernel managers for one notebook, as papermill and nbclient want it.

        Parameters
        ----------
        scratch : where the connection file, the log and the settings of the kernel are kept.
        folder : the working folder of the kernel; what a notebook opened in JupyterLab would
            have.
        memory_limit : bytes that it may take.
        key : what the kit seals its marks with there.
        made_for : what the notebook is run for, as `telling.RUN_VARIABLE` says it.
        ahead : the folder whose lead's workbook it will open; empty where none is known.
        noted : a file to note in what it opens; None for none.
        """
        settings = {"scratch": scratch, "folder": folder, "memory_limit": memory_limit}
        settings |= {"key": key, "made_for": made_for, "kernels": self, "ahead": ahead}
        settings |= {"noted": noted}
        settings["forked"] = False  # until it is known
        return type("RunKernelManager", (_manager_base(),), settings)

    def warm_up(self) -> None:
        """Start the process that kernels are forked from, without waiting for it."""
        limits.settle()
        with self._lock:
            if self._server is not None or self._why_ordinary or _wanted() == "ordinary":
                return
            try:
                self._server = self._warm.lend()
                return
            except (forking.ForkingError, OSError) as error:
                reason = str(error)
        self.distrust(reason)

    def forking_now(self) -> bool:
        """Whether the next kernel will be a forked one, as far as is known."""
        return self._server is not None and not self._why_ordinary and _wanted() != "ordinary"

    def engine(self) -> str:
        """Which way kernels are started, and why, as the end of a sentence."""
        if _wanted() == "ordinary":
            return f"ordinary kernels, since {ENGINE_VARIABLE} asks for them"
        if self._why_ordinary:
            return f"ordinary kernels, since {self._why_ordinary}"
        return "kernels forked from a warm process"

    def look(self) -> str:
        """As `engine`, after trying whether a process can be forked from."""
        self.warm_up()
        server = self._server
        if server is not None and self.forking_now():
            try:
                server.wait()
            except forking.ForkingError as error:
                self.distrust(str(error))
        return self.engine()

    def distrust(self, reason: str) -> None:
        """Start ordinary kernels for the rest of this run.

        Parameters
        ----------
        reason : why, as the end of a sentence.
        """
        with self._lock:
            if self._server is not None:
                self._warm.forget(self._server)  # the next run begins with another
        if _wanted() == "forked":
            raise ConfigurationError(
                f"{ENGINE_VARIABLE} asks for forked kernels, but {reason}. Set it to auto."
            )
        self._why_ordinary = self._why_ordinary or reason

    def provisioner(self, manager: Any) -> Any:
        """What forks a kernel for a manager; None where its own way is to be used."""
        self.warm_up()
        if not self.forking_now():
            return None
        found = forking.provisioner_class()(
            kernel_id="forked", kernel_spec=manager.kernel_spec, parent=manager
        )
        found.server, found.ahead = self._server, manager.ahead
        return found

    def add(self, manager: Any) -> None:
        """Know of a kernel that is about to be started.

        Raises
        ------
        KernelsStoppedError
            When none may be.
        """
        with self._lock:
            if self._stopping.is_set():
                raise KernelsStoppedError
            self._live.add(manager)

    def remove(self, manager: Any) -> None:
        """Forget a kernel that has ended."""
        with self._lock:
            self._live.discard(manager)

    def stop(self) -> None:
        """End every kernel under way, and start no other in this run."""
        with self._lock:
            self._stopping.set()
            managers = list(self._live)
        for manager in managers:
            _kill(manager)
        self.close()

    def stopping(self) -> bool:
        """Whether kernels are being ended because the run was interrupted."""
        return self._stopping.is_set()

    def close(self) -> None:
        """End the warm process, if the run has one of its own."""
        if self._own:
            self._warm.close()


_run: ContextVar[Kernels | None] = ContextVar("spp_kernels", default=None)
_warm: ContextVar[Warm | None] = ContextVar("spp_warm", default=None)


@contextlib.contextmanager
def for_run() -> Iterator[Kernels]:
    """The kernels of a new run; the notebooks run in here, or in a copy of the context, are its."""
    kernels = Kernels(_warm.get())
    token = _run.set(kernels)
    try:
        yield kernels
    finally:
        _run.reset(token)
        kernels.close()


@contextlib.contextmanager
def joined() -> Iterator[Kernels]:
    """The kernels of the run that is under way, or of one that is as long as this."""
    kernels = _run.get()
    if kernels is not None:
        yield kernels
        return
    with for_run() as kernels:
        yield kernels


@contextlib.contextmanager
def kept_warm(warm: Warm | None = None) -> Iterator[None]:
    """Let several runs, one after the other, fork from one process, if nothing is wrong with it.

    Parameters
    ----------
    warm : what somebody else keeps and will close.
    """
    keep = warm or Warm()
    token = _warm.set(keep)
    try:
        yield
    finally:
        _warm.reset(token)
        if warm is None:
            keep.close()


@contextlib.contextmanager
def started_for(notebooks: Sequence[str]) -> Iterator[None]:
    """Start the process to fork from at once, for a few notebooks that are about to be run.

    So it gets warm while everything else is loaded, and imports no more than these need. Where one
    is kept that has these, or all there are, nothing is done.

    Parameters
    ----------
    notebooks : the names of their kinds.
    """
    package = __package__.partition(".")[0]
    warm = Warm([f"{package}.documents.{name.replace('-', '_')}" for name in notebooks])
    known = _warm.get()
    if known is not None and (not known.only or {*warm.only} <= {*known.only}):
        yield
        return
    with kept_warm(warm):
        warm.begin()
        try:
            yield
        finally:
            warm.close()


def engine() -> str:
    """Which way the run that is under way starts kernels, and why, as the end of a sentence."""
    with joined() as kernels:
        return kernels.engine()


def look() -> str:
    """As `engine`, after trying whether a process can be forked from."""
    with joined() as kernels:
        return kernels.look()


@cache
def _manager_base() -> type:
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpec
    from traitlets import Type

    spec = KernelSpec(display_name="Python 3", language="python")

    class KitKernelManager(AsyncKernelManager):
        scratch: Path
        folder: Path
        memory_limit: int
        key: str
        made_for: str
        ahead: str
        noted: Path | None
        kernels: Kernels
        forked: bool
        process: Any = None  # kept after it has ended, for what it ended with
        client_factory = Type(client_class(), klass="jupyter_client.KernelClient")

        @property
        def kernel_spec(self) -> Any:
            """Ours, whatever Jupyter has installed; to look for one there imports IPython."""
            return spec

        def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
            start = [sys.executable, "-m", "ipykernel_launcher", "-f", self.connection_file]
            if self.noted is not None:
                start.append(f"--IPKernelApp.exec_lines={noting.LINE}")
            # No store of past commands: a run has no past, and opening one takes a while.
            return [*start, "--HistoryManager.enabled=False", *(extra_arguments or [])]

        # jupyter_client declares the two methods of its asynchronous manager as plain ones.
        async def start_kernel(  # type: ignore[override]
            self, **options: Any
        ) -> None:
            self.kernels.add(self)
            self.connection_file = str(self.scratch / "kernel.json")
            self.provisioner = self.kernels.provisioner(self)
            with log_file(self.scratch).open("ab") as log:
                options |= {
                    "cwd": str(self.folder),
                    "env": _environment(self.scratch)
                    | {SEAL_VARIABLE: self.key, RUN_VARIABLE: self.made_for}
                    | ({noting.VARIABLE: str(self.noted)} if self.noted else {}),
                }
                options |= {"stdout": log, "stderr": log}
                try:
                    await self._async_start_kernel(**options)
                except forking.ForkingError as error:
                    self.kernels.distrust(str(error))
                    self.provisioner = None
                    await self._async_start_kernel(**options)
            provisioner: Any = self.provisioner  # the local one or ours, which both have a process
            process = type(self).process = provisioner.process
            type(self).forked = isinstance(process, forking.ForkedKernel)
            limit_memory(process, self.memory_limit)
            self.kernels.started.set()
            if self.kernels.stopping():  # asked to stop while it was being launched
                _kill(self)

        async def cleanup_resources(  # type: ignore[override]
            self, restart: bool = False
        ) -> None:
            await self._async_cleanup_resources(restart=restart)
            if not restart:
                self.kernels.remove(self)

    return KitKernelManager


class KernelsStoppedError(RuntimeError):
    """The run was interrupted, so no kernel may be started."""


def _wanted() -> str:
    wanted = os.environ.get(ENGINE_VARIABLE, "auto")
    if wanted not in ENGINES:
        raise ConfigurationError(
            f"{ENGINE_VARIABLE} is “{wanted}”, and can be: {', '.join(ENGINES)}."
        )
    return wanted


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
