"""Documents of a report that a plain `quarto render` made again, as a script of it noted them.

Where the kit is at hand, that script has it finish them, and the manifest says the rest. Elsewhere
it only notes what Quarto made, so that nobody takes it for what a person wrote.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

RECORD = ".made-by-quarto.json"  # reports/_style/made.js writes it


def is_by_quarto(folder: Path, name: str) -> bool:
    """Whether a document of a report folder is, byte for byte, as Quarto left it there.

    Parameters
    ----------
    folder : of the report.
    name : of a file directly in it.
    """
    try:
        noted = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    found = sha256(folder / name)
    return isinstance(noted, dict) and bool(found) and noted.get(name) == found


def sha256(path: Path) -> str:
    """The SHA-256 of a file, which scripts of Quarto can reckon too; empty for no such file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
