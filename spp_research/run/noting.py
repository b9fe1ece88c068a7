"""What a notebook of somebody's own opens, noted in its own process while it runs.

Of the kit's notebooks it is known what they are made from; of somebody's own nobody knows it before
they run. Python says of each file that it opens (`sys.addaudithook`), whoever asks for it: `open`,
pandas, a module that is imported. It says too where another program is begun or another computer
asked, of which nothing can be known afterwards.

This is no guard: a notebook is code that somebody trusts to run. It is so that a document is made
again when what it was made from has changed. Only the standard library is imported.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import unquote

VARIABLE = "SPP_OPENED"  # in the environment of the process: the file that is written to
# A line for the kernel to run before the notebook's first cell.
LINE = f"__import__('{__name__}', fromlist=['begin']).begin()"

# What every Python on this computer brings along, and the settings of programs.
_SYSTEM = ("/proc", "/sys", "/dev", "/etc", "/System", "/usr/lib", "/usr/share", "C:\\Windows")
_AT_HOME = (".cache", ".config", ".matplotlib", ".local", ".ipython", ".jupyter")
_CACHES = ("MPLCONFIGDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")
_ASKED_BY_LIBRARIES = frozenset({"fc-list", "uname", "ldconfig", "lsb_release", "locale"})
_WAYS = 3  # of the flags of `os.open`: to read, to write, or both
# Imported where another Python is begun, of which Python says nothing else.
_OTHER_PYTHONS = frozenset(
    f"multiprocessing.popen_{way}" for way in ("spawn_posix", "spawn_win32", "forkserver")
)
_NEAR = 12  # calls within which whoever lists a folder is known
# Read by themselves, without Python being told which file.
READ_UNSEEN = frozenset(
    (
        *("polars", "duckdb", "h5py", "tables", "netCDF4", "pyreadstat", "pyreadr", "rpy2"),
        *("fastexcel", "connectorx", "pyodbc", "psycopg", "psycopg2", "pymssql", "MySQLdb"),
        *(
            "oracledb",
            "pycurl",
            "adbc_driver_manager",
            "pyogrio",
            "fiona",
            "rasterio",
            "osgeo",
            "cv2",
        ),
    )
)


def begin() -> None:
    """Note what is opened from now on, where the environment says in which file."""
    target = os.environ.pop(VARIABLE, "")
    if not target:
        return
    note = _Notes(target)
    note.fact(begun=True)
    sys.addaudithook(note.hear)


class _Notes:
    """The file that is written to, a line as soon as something is known."""

    def __init__(self, target: str) -> None:
        self._number = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._left_out = tuple(_programs(target))
        self._known: set[str] = set()
        self._written: set[str] = set()
        self._heard: dict[str, Callable[..., None]] = {
            "open": self._opened,
            "sqlite3.connect": self._base,
            "os.listdir": self._listed,
            "os.scandir": self._listed,
            "import": self._imported,
            "subprocess.Popen": self._begun,
            "os.posix_spawn": self._begun,
            "os.spawn": lambda mode, path, *more: self._begun(path),
            "os.system": self._begun,
            "os.fork": self._begun,
            "os.forkpty": self._begun,
            "socket.connect": self._asked,
            "socket.gethostbyname": lambda host: self._asked(None, host),
            "socket.getaddrinfo": lambda host, *more: self._asked(None, host),
            "urllib.Request": lambda address, *more: self._asked(None, _host(address)),
        }

    def hear(self, event: str, given: tuple[Any, ...]) -> None:
        """What Python calls for every event; never raises, which would stop the event."""
        heard = self._heard.get(event)
        if heard is None:
            return
        try:
            heard(*given)
        except Exception:  # what cannot be understood has not been seen
            self._beyond("something")

    def fact(self, **fact: Any) -> None:
        """Write a line, once."""
        line = json.dumps(fact, sort_keys=True) + "\n"
        if line not in self._known:
            self._known.add(line)
            os.write(self._number, line.encode())

    def _beyond(self, what: str, name: str = "") -> None:
        self.fact(beyond=what, name=name)

    def _opened(self, path: Any, mode: Any, flags: int) -> None:
        if isinstance(path, int):
            return
        name = _source(_whole(path))
        if not _reads(mode, flags):
            self._written.add(name)
            return
        known = name in self._written or name in self._known
        if not (known or self._is_a_program(name) or _is_looking()):
            self._known.add(name)
            self.fact(file=name, stamp=_stamp(name))

    def _base(self, name: Any) -> None:
        found = os.fsdecode(name)
        if found.startswith("file:"):  # an address, which may say in which way it is opened
            path, _, how = found.partition("?")
            found = "" if "mode=memory" in how else unquote(path.removeprefix("file:"))
            found = found[2:] if found.startswith("///") else found
        if found not in ("", ":memory:"):
            self._opened(found, "r", 0)
            self._opened(f"{found}-wal", "r", 0)  # what was written last may be there alone

    def _listed(self, path: Any) -> None:
        if isinstance(path, int) or _by_python_or_the_kit():
            return
        name = _whole(path if path is not None else ".")
        if not self._is_a_program(name):
            self.fact(folder=name)

    def _imported(self, module: str, *more: Any) -> None:
        if module in _OTHER_PYTHONS:
            self._beyond("program", "python")
        if module.partition(".")[0] in READ_UNSEEN:
            self._beyond("reader", module.partition(".")[0])

    def _begun(self, program: Any = "", *more: Any) -> None:
        if isinstance(program, (list, tuple)):
            program = program[0]
        words = os.fsdecode(program).split() or [""]
        name = Path(words[0]).name
        if name not in _ASKED_BY_LIBRARIES:
            self._beyond("program", name)

    def _asked(self, sock: Any, address: Any) -> None:
        if _within(lambda frame: "socketpair" in frame.f_code.co_name):
            return  # asyncio's own on Windows
        host = address[0] if isinstance(address, tuple) else address
        self._beyond("computer", os.fsdecode(host) if host else "localhost")

    def _is_a_program(self, name: str) -> bool:
        return name.startswith(self._left_out)


def _programs(target: str) -> Iterator[str]:
    """The folders of Python, of its packages and of the system, each with its last separator."""
    here = Path(__file__).resolve().parents[1]
    folders = [*_SYSTEM, sys.prefix, sys.base_prefix, sys.exec_prefix, str(here)]
    folders += [one for one in sys.path if Path(one).name in ("site-packages", "dist-packages")]
    folders += [str(Path.home() / name) for name in _AT_HOME]
    folders += [os.environ.get(name, "") for name in _CACHES]
    folders.append(str(Path(target).parent))  # the scratch folder of the run
    for one in dict.fromkeys(folders):
        if one not in ("", os.sep):
            yield one.rstrip("/\\") + os.sep


def _whole(path: Any) -> str:
    """A path from the root, as it is given: a link may be turned to another file."""
    given = os.fsdecode(path)
    if os.pardir in Path(given).parts:  # the folder above is that of where a link leads
        folder, name = os.path.split(given)
        given = os.path.join(os.path.realpath(folder), name)  # noqa: PTH118 - a path has no dots left
    return os.path.abspath(given)  # noqa: PTH100 - which follows no link


def _reads(mode: Any, flags: int) -> bool:
    """Whether a file is opened for what is in it, and not to be written anew."""
    if isinstance(mode, str):
        return "r" in mode or ("a" in mode and "+" in mode)
    return flags & _WAYS != os.O_WRONLY and not flags & (os.O_TRUNC | os.O_EXCL)


def _source(name: str) -> str:
    """The module that a compiled one is of."""
    if name.endswith(".pyc"):
        try:
            return importlib.util.source_from_cache(name)
        except (ValueError, NotImplementedError):
            return name
    return name


def _stamp(name: str) -> list[int]:
    try:
        found = os.stat(name)  # noqa: PTH116 - as `stamps.stamp` does
    except OSError:
        return [-1, 0]
    return [found.st_size, found.st_mtime_ns]


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0]


def _within(is_it: Callable[[FrameType], bool]) -> bool:
    """Whether one of the calls nearest to an event is such a one."""
    frame: FrameType | None = sys._getframe(2)
    for _ in range(_NEAR):
        if frame is None:
            return False
        if is_it(frame):
            return True
        frame = frame.f_back
    return False


# Which also lists every folder where packages may be, to say which version of one is installed.
_IMPORTLIB = str(Path(importlib.util.__file__).parent) + os.sep
_PACKAGE = str(Path(__file__).resolve().parents[1]) + os.sep


def _by_python_or_the_kit() -> bool:
    """Whether a folder is listed to look for a module, or by the kit, which knows what it needs."""
    return _within(
        lambda frame: (
            frame.f_code.co_filename.startswith(("<frozen importlib", _IMPORTLIB, _PACKAGE))
            and frame.f_code.co_filename != __file__
        )
    )


def _is_looking() -> bool:
    """Whether the kit looks which notebooks there are, as the titles of documents ask for."""
    return _within(lambda frame: frame.f_code.co_filename == f"{_PACKAGE}own_kinds.py")
