"""The folders that IPython and matplotlib keep in a person's home, where they cannot be made.

On a locked-down or shared computer a home may be missing, full or not to be written to. Nothing of
a report depends on these folders, so each gets one that lasts as long as this process; otherwise
the libraries would say so in the middle of a notebook, which stops the report.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path


@cache
def settle() -> None:
    """Name another folder in the environment for each that cannot be written."""
    for variable, places in (
        ("IPYTHONDIR", _of_ipython()),
        ("MPLCONFIGDIR", _of_matplotlib()),
    ):
        if not all(map(_can_be_written, places)):
            os.environ[variable] = str(_while_we_run() / variable.lower())
            Path(os.environ[variable]).mkdir(exist_ok=True)


def _of_ipython() -> Iterator[str]:
    yield os.environ.get("IPYTHONDIR") or "~/.ipython"


def _of_matplotlib() -> Iterator[str]:
    """Where it keeps its settings, and the list of fonts that it has found."""
    if named := os.environ.get("MPLCONFIGDIR"):
        yield named
    elif sys.platform.startswith(("linux", "freebsd")):
        yield f"{os.environ.get('XDG_CONFIG_HOME') or '~/.config'}/matplotlib"
        yield f"{os.environ.get('XDG_CACHE_HOME') or '~/.cache'}/matplotlib"
    else:
        yield "~/.matplotlib"


def _can_be_written(place: str) -> bool:
    try:
        folder = Path(place).expanduser()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except (OSError, RuntimeError):  # the second where nobody knows where the home is
        return False


@cache
def _while_we_run() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="spp-folders-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
