"""A file takes its place whole, or what was there stays.

Whoever opens it finds the old one or the new one and never half of either, and a disk that is full
or a file that another program holds open leaves nothing behind. What a program that was killed
leaves behind says in its name whose it was, so that a later start can take it away.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path

_DAY = 86_400.0  # seconds after which what is written is nobody's, whoever it was of
# The process, the computer that it ran on (which earlier versions of the kit left out), and chance.
_OWNER = re.compile(r"(?P<process>\d{1,10})-(?:(?P<computer>[0-9a-f]{6})-)?[0-9a-f]{8}")
_HIDDEN = re.compile(rf"\.(?P<of>.+)\.(?P<what>new-|old-|){_OWNER.pattern}")


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A hidden file beside `path` to write, which takes its place at the end.

    The folder is made if it is not there. When something is raised on the way, `path` is as it was.

    Raises
    ------
    OSError
        When the folder or the file cannot be written, as when Excel holds it open.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = hidden(path)
    try:
        yield new
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


@contextmanager
def created(path: Path) -> Iterator[Path]:
    """The same for a file that must not be there yet: of two who write it, the first has it.

    Raises
    ------
    FileExistsError
        When there is such a file by then; it is as it was.
    OSError
        As `replaced` does.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = hidden(path)
    try:
        yield new
        _take_name(new, path)
    finally:
        new.unlink(missing_ok=True)


def _take_name(new: Path, path: Path) -> None:
    try:
        os.link(new, path)
    except FileExistsError:
        raise
    except (OSError, AttributeError, NotImplementedError):  # a stick, a share: no second names
        path.touch(exist_ok=False)
        new.replace(path)


def write_whole(path: Path, content: str | bytes) -> None:
    """Make a file hold this, in UTF-8 and with its lines ended as they are here."""
    with replaced(path) as new:
        new.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


def hidden(path: Path, what: str = "") -> Path:
    """A new name beside `path`, hidden, by which it is known whose it is.

    Parameters
    ----------
    what : "new-" for a folder that takes its place, "old-" for the one that goes; empty for a file.
    """
    return path.with_name(f".{path.name}.{what}{owner()}")


def hidden_of(path: Path) -> tuple[str, str] | None:
    """The name of what a hidden file or folder is beside, and "new-", "old-" or nothing.

    None for what `hidden` has not named.
    """
    found = _HIDDEN.fullmatch(path.name)
    return (found["of"], found["what"]) if found else None


def owner() -> str:
    """A part of a name that is given once, and says which process of which computer gave it."""
    return f"{os.getpid()}-{_computer()}-{secrets.token_hex(4)}"


def is_nobodys(path: Path) -> bool:
    """Whether the program that gave this its name has surely ended.

    It has where it ran on this computer, on which there is no such process any more; and everywhere
    after a day, since nothing is written for so long. A name that says no owner counts by its age.
    """
    found = _OWNER.search(path.name)
    if found and found["computer"] == _computer():
        import psutil

        if not psutil.pid_exists(int(found["process"])):
            return True
    try:
        return time.time() - path.lstat().st_mtime > _DAY
    except OSError:
        return False


def clear(path: Path) -> None:
    """Take away a hidden file that is nobody's; one that cannot be is left."""
    if path.is_file() and not path.is_symlink() and is_nobodys(path):
        with suppress(OSError):
            path.unlink()


@cache
def _computer() -> str:
    """What tells this computer from another that writes into the same folder."""
    import platform

    return blake2b(platform.node().encode(), digest_size=3).hexdigest()
