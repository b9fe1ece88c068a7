"""The Word style: a reference document made from Pandoc's own, and last touches per report."""

import subprocess
from pathlib import Path


def finish(path: Path, meta: dict) -> None:
    """Last touches to a Word document that Pandoc cannot make (none yet)."""
