"""The Python process behind a running notebook: started our way, and always ended.

A kernel is launched with the interpreter that runs the kit (never one of the same name that
happens to be installed for the user), keeps all its files in the scratch folder of its run, and
is known here until it ends, so that an interrupted run leaves none behind.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from functools import cache
from pathlib import Path
from typing import Any

_stopping = threading.Event()
_live: set[Any] = set()
_lock = threading.Lock()


def manager_class(scratch: Path, folder: Path) -> type:
    """A class of kernel managers for one run, as papermill and nbclient want it.

    Parameters
    ----------
    scratch : where the connection file, the log and the settings of the kernel are kept.
    folder : the working folder of the kernel; what a notebook opened in JupyterLab would have.
    """
    base = _manager_base()
    return type("RunKernelManager", (base,), {"scratch": scratch, "folder": folder})


@cache
def _manager_base() -> type:
    from jupyter_client import AsyncKernelManager

    class KitKernelManager(AsyncKernelManager):
        scratch: Path
        folder: Path

        def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
            start = [sys.executable, "-m", "ipykernel_launcher", "-f", self.connection_file]
            return [*start, *(extra_arguments or [])]

        async def start_kernel(self, **options: Any) -> None:
            with _lock:
                if _stopping.is_set():
                    raise KernelsStoppedError
                _live.add(self)
            self.connection_file = str(self.scratch / "kernel.json")
            with log_file(self.scratch).open("ab") as log:
                await self._async_start_kernel(
                    **options,
                    cwd=str(self.folder),
                    env=_environment(self.scratch),
                    stdout=log,
                    stderr=log,
                )
            if _stopping.is_set():  # asked to stop while it was being launched
                _kill(self)

        async def cleanup_resources(self, restart: bool = False) -> None:
            await self._async_cleanup_resources(restart=restart)
            if not restart:
                with _lock:
                    _live.discard(self)

    return KitKernelManager


class KernelsStoppedError(RuntimeError):
    """The run was interrupted, so no kernel may be started."""


def stop_kernels() -> None:
    """End every kernel under way, and refuse to start another until `allow_kernels`."""
    with _lock:
        _stopping.set()
        managers = list(_live)
    for manager in managers:
        _kill(manager)


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


def _environment(scratch: Path) -> dict[str, str]:
    """What the kernel finds in its environment: ours, made the same on every machine."""
    return os.environ | {
        "IPYTHONDIR": str(scratch / "ipython"),  # no start-up files or history of the user's own
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "OPENBLAS_NUM_THREADS": "1",  # several kernels at once would fight over the cores
        "OMP_NUM_THREADS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONHASHSEED": "0",
    }
