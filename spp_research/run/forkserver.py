"""A process that has imported everything once, and becomes a kernel as often as it is asked.

Python starts, and imports pandas, scipy, matplotlib and IPython, once for a run instead of once
for a report. Each kernel is a copy of this process (`fork`), so it is as real as any other and no
two share anything they write. The process keeps to what makes forking safe: one thread, no event
loop, no open sockets of a kernel, no file read that a copy could go on reading.

Run as a program, with the number of an open socket as its first argument; `forking` starts it.
Names of modules may follow: then only these are imported, which is sooner where one notebook is to
be run, and a kernel imports the little else that it comes to use. For each kernel it is sent two
open files over that socket: a connection and the kernel's log. On the connection it is told what
the kernel needs and whose lead's workbook it will open, which is read here, once for all of them.
There it says the kernel's process id, then its exit code, and takes one byte for each signal to
pass on. When the connection is closed the kernel ends; when the socket is closed, or this process
dies, all of them do.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import random
import re
import selectors
import signal
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .forking import LENGTH
from .unread_help import unread_help
from .unseen import not_yet, unseen

_PACKAGE = Path(__file__).resolve().parents[1]
_NOT_IN_NOTEBOOKS = ("app", "cli", "demo", "publish", "run", "site", "__main__")
_PARTS_NOT_IN_NOTEBOOKS = (("partnership", "plan"),)  # the solver of the planner
# An import of a whole name, in one line or in brackets; not one that begins with a point.
_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(\w[\w.]*)[ \t]+)?import[ \t]+(\([^)]*\)|[^\n(]+)$", re.MULTILINE
)
_KERNEL = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.displayhook",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.magics",
    "IPython.extensions.storemagic",
    "jupyter_client.localinterfaces",
    "pygments.formatters.terminal256",  # tracebacks
    "pygments.lexers.python",
    "psutil",
    "tornado.platform.asyncio",
    "tornado.queues",
    "PIL.BmpImagePlugin",  # Pillow imports five formats to write one
    "PIL.GifImagePlugin",
    "PIL.JpegImagePlugin",
    "PIL.PngImagePlugin",
    "PIL.PpmImagePlugin",
)
_BESIDES = (  # what the modules of a document import when they come to use it
    "matplotlib.figure",
    "matplotlib.backends.backend_agg",
    "pandera.backends.pandas.builtin_checks",
    "pandera.backends.pandas.register",
    "pandera.pandas",
    "python_calamine",
    "scipy.special",
)
# What others use where it is installed, and a notebook that is run does not: JupyterLab's debugger,
# and what makes tables up for pandera.
_OF_NO_USE = ("debugpy", "hypothesis")
_SELDOM = ("fontTools.agl",)  # what TeX calls its letters, which matplotlib reads a long list for
_RECORDS = 50_000  # more of them than are freed, before the collector of a kernel looks for circles
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclass
class _Child:
    pid: int
    connection: socket.socket
    ended: int  # a file that can be read when the process has ended (pidfd)


def main(number: int, only: Sequence[str] = ()) -> dict[str, Any] | None:
    """Import, then fork a kernel for each request; returns in each, with what it is asked for.

    Parameters
    ----------
    only : the modules to import besides those of a kernel; empty for all that notebooks use.
    """
    with contextlib.suppress(ValueError):  # python -m puts the folder it was started in first
        sys.path.remove(str(Path.cwd()))
    control = socket.socket(fileno=number)
    environment = dict(os.environ)
    refusal = _warm(only)
    # What libraries say in the environment when they are imported, each kernel would say too.
    said = {name: value for name, value in os.environ.items() if environment.get(name) != value}
    control.sendall(json.dumps({"refused": refusal}).encode() + b"\n")
    request = None if refusal else _serve(control)
    return request and {**request, "env": request["env"] | said}


def _warm(only: Sequence[str]) -> str:
    """Import and try what notebooks use; why no kernel can be forked from here, or nothing."""
    gc.disable()  # what is imported stays, so that nothing is found: a tenth of the time
    with unseen(*_OF_NO_USE), not_yet(*_SELDOM), unread_help():
        for name in (*_KERNEL, *((*_BESIDES, *only) if only else _used_in_notebooks())):
            with contextlib.suppress(Exception):  # the notebook that needs it will say so
                importlib.import_module(name)
        if not only:  # a single kernel would do once more what is tried here
            with contextlib.suppress(Exception):  # it will do it, and say what there is to say
                importlib.import_module(f"{_PACKAGE.name}.run.rehearsal").rehearse()
    if not only:
        gc.collect()
    gc.freeze()  # a collection would write to, and so copy, what every kernel shares
    gc.set_threshold(_RECORDS, 20, 20)  # as a command does that reads workbooks
    gc.enable()
    return _unsafe()


def _used_in_notebooks() -> Iterator[str]:
    """The kit's own modules, and whatever they import anywhere, as late as it may be."""
    for source in sorted(_PACKAGE.rglob("*.py")):
        place = source.relative_to(_PACKAGE).with_suffix("")
        if place.parts[0] in _NOT_IN_NOTEBOOKS or place.parts[:2] in _PARTS_NOT_IN_NOTEBOOKS:
            continue
        yield ".".join((_PACKAGE.name, *place.parts)).removesuffix(".__init__")
        with contextlib.suppress(OSError):
            yield from _imported(source.read_text(encoding="utf-8"))


def _imported(source: str) -> Iterator[str]:
    """What a text in Python imports by its whole name.

    The lines are read as they stand, since parsing every file of the kit took a quarter of the time
    until the first kernel. What only looks like a name of a module cannot be imported, and is let
    be: that much has to be borne anyway, since "from scipy import stats" may or may not name one.
    """
    for module, names in _IMPORT.findall(source):
        listed = re.findall(r"(?:^|,)\s*([\w.]+)", re.sub(r"#.*|[()]", "", names))
        yield from [module, *(f"{module}.{name}" for name in listed)] if module else listed


def _unsafe() -> str:
    threads = sum(1 for _ in Path("/proc/self/task").iterdir())
    if threads != 1:
        return f"a library that the notebooks use keeps {threads - 1} threads of its own"
    if not hasattr(os, "pidfd_open"):
        return "this Python cannot watch a process that it did not start"
    return ""


def _serve(control: socket.socket) -> dict[str, Any] | None:
    """Fork a kernel for each request. Returns in each kernel, with its request, or at the end."""
    children: dict[int, _Child] = {}
    ahead: dict[str, object] = {}
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.fileobj is control:
                message, files, _, _ = socket.recv_fds(control, 1, 2)
                if not message:
                    for running in children.values():
                        _signal(running, signal.SIGKILL)
                    return None
                request = _fork(children, ahead, selector, control, *files)
                if request is not None:
                    return request
            elif (child := children.get(key.data)) is not None:
                if key.fd == child.ended:
                    _bury(children.pop(child.pid), selector)
                else:
                    _pass_on(child, selector)


def _fork(
    children: dict[int, _Child],
    ahead: dict[str, object],
    selector: selectors.BaseSelector,
    control: socket.socket,
    connection_number: int,
    log: int,
) -> dict[str, Any] | None:
    connection = socket.socket(fileno=connection_number)
    try:
        connection.settimeout(10)
        (length,) = LENGTH.unpack(_exactly(connection, LENGTH.size))
        request = json.loads(_exactly(connection, length))
        _read_ahead(request.get("ahead", ""), ahead)
        if reason := _unsafe():
            raise OSError(reason)
        parent = os.getpid()
        pid = os.fork()
    except (OSError, ValueError):  # the other side sees its connection closed, and goes without
        connection.close()
        os.close(log)
        return None
    if pid == 0:
        selector.close()
        for file in (control, connection, *(child.connection for child in children.values())):
            file.close()
        for child in children.values():
            os.close(child.ended)
        _detach(parent, log)
        return request
    os.close(log)
    child = _Child(pid, connection, os.pidfd_open(pid))
    children[pid] = child
    connection.setblocking(False)
    selector.register(child.ended, selectors.EVENT_READ, pid)
    selector.register(connection, selectors.EVENT_READ, pid)
    _tell(child, {"pid": pid})
    return None


def _read_ahead(root: str, ahead: dict[str, object]) -> None:
    """Read what all the kernels of a workspace would read, once while it stays the same.

    Parameters
    ----------
    root : the folder of the workspace; empty where none is known.
    ahead : what is read, by folder: when the file was changed last, and its size.
    """
    if not root:
        return
    with contextlib.suppress(Exception):  # the kernel will read it, and say what there is to say
        of_package = importlib.import_module(_PACKAGE.name + ".workspace")
        found = of_package.Workspace(Path(root)).partnership_file.stat()
        if ahead.get(root) == (stamp := (found.st_mtime_ns, found.st_size)):
            return
        ahead[root] = stamp  # also where it cannot be read
        importlib.import_module(f"{_PACKAGE.name}.run.rehearsal").read_ahead(Path(root))
        gc.freeze()


def _exactly(connection: socket.socket, size: int) -> bytes:
    found = bytearray()
    while len(found) < size:
        part = connection.recv(size - len(found))
        if not part:
            raise OSError("closed")
        found += part
    return bytes(found)


def _tell(child: _Child, fact: dict[str, int]) -> None:
    with contextlib.suppress(OSError):
        child.connection.sendall(json.dumps(fact).encode() + b"\n")


def _pass_on(child: _Child, selector: selectors.BaseSelector) -> None:
    try:
        signals = child.connection.recv(64)
    except BlockingIOError:
        return
    except OSError:
        signals = b""
    if not signals:
        selector.unregister(child.connection)
    for number in signals or (signal.SIGKILL,):
        _signal(child, number)


def _signal(child: _Child, number: int) -> None:
    """To the kernel and whatever it has started; the process is there until `_bury`."""
    try:
        os.killpg(child.pid, number)
    except ProcessLookupError:  # it has not yet made a group of its own
        with contextlib.suppress(ProcessLookupError):
            os.kill(child.pid, number)


def _bury(child: _Child, selector: selectors.BaseSelector) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)  # what a kernel that ended by itself left running
    _, status = os.waitpid(child.pid, 0)
    _tell(child, {"code": os.waitstatus_to_exitcode(status)})
    for file in (child.ended, child.connection):
        with contextlib.suppress(KeyError, ValueError):
            selector.unregister(file)
    os.close(child.ended)
    child.connection.close()


def _detach(parent: int, log: int) -> None:
    """Stand alone, as a process just started: own group, nothing to read, the log to write to."""
    os.setsid()
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    nothing, closed = os.pipe()
    os.close(closed)
    for file, standard in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(file, standard)
    os.close(nothing)
    os.close(log)


def _become_kernel(request: dict[str, Any]) -> None:
    """Be what `python -m ipykernel_launcher` would have been."""
    import numpy as np
    from ipykernel.kernelapp import IPKernelApp

    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    os.chdir(request["cwd"])
    importlib.invalidate_caches()
    random.seed()
    np.random.seed()  # else every school would draw the same numbers
    sys.argv[:] = request["argv"]
    IPKernelApp.parent_handle.default_value = os.getppid()
    app = IPKernelApp.instance()
    app.parent_handle = os.getppid()
    app.initialize(sys.argv[1:])
    app.start()


if __name__ == "__main__":
    asked = main(int(sys.argv[1]), sys.argv[2:])
    if asked is None:
        os._exit(0)  # taking apart all that was imported would be waited for
    _become_kernel(asked)  # from here, so that it can recurse as deep as any other kernel
