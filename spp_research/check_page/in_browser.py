"""What the page's script calls: files by name and place in, JSON and what it was made from out."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .checking import Found, Told, check_dropped
from .placing import Dropped
from .put_ids import put_ids

__all__ = ["Kept", "check", "put_ids"]


@dataclass(frozen=True)
class Kept:
    """What was found, kept for the marked copies until the next files are chosen."""

    found: Found
    scratch: Path

    def write_copy(self, number: int, folder: str) -> str:
        """Write the marked copy of a book; its path."""
        return str(self.found.write_copy(number, Path(folder)))

    def forget(self) -> None:
        """Forget the files."""
        shutil.rmtree(self.scratch, ignore_errors=True)


def check(chosen: str, told: Told) -> tuple[str, Kept]:
    """Check files that were chosen.

    Parameters
    ----------
    chosen : as JSON, for each file its name and the path where it lies.
    told : a function of the page that takes how many are checked, and of how many.
    """
    files = [Dropped(name, Path(path)) for name, path in json.loads(chosen)]
    scratch = Path(tempfile.mkdtemp())
    found = check_dropped(files, scratch, told)
    return json.dumps(found.as_plain()), Kept(found, scratch)
