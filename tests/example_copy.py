"""A copy of the example partnership, for tests that break it or make something of it."""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "riverside"


def copy_riverside(folder: Path) -> Path:
    """Copy the example's open cycle without what may have been made from it."""
    made = shutil.ignore_patterns(
        *("reports", "_site", "share", "shared", "signed", "*.checked.xlsx", "cycles")
    )
    return Path(shutil.copytree(EXAMPLE, folder, ignore=made))
