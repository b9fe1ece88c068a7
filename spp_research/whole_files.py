"""A file takes its place whole, or what was there stays.

Whoever opens it finds the old one or the new one and never half of either, and a disk that is full
or a file that another program holds open leaves nothing behind.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
    new = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}")
    try:
        yield new
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def write_whole(path: Path, content: str | bytes) -> None:
    """Make a file hold this, in UTF-8 and with its lines ended as they are here."""
    with replaced(path) as new:
        new.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
