"""The pages opened from JupyterLab: started beside the notebook, with a link for this user."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html import escape
from pathlib import Path

from spp_research.errors import ConfigurationError
from spp_research.workspace import kit_resources

# Set where JupyterLab runs on another computer than the browser.
_HUBS = ("JUPYTERHUB_SERVICE_PREFIX", "JUPYTERHUB_USER", "BINDER_SERVICE_HOST", "COLAB_GPU")
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/\?token=[\w-]+")
_running: dict[Path, subprocess.Popen[str]] = {}  # one for each folder, as long as the kernel lives
_addresses: dict[Path, str] = {}


class Opened:
    """What a cell shows: a link to the pages, or what to do where it would lead nowhere.

    Parameters
    ----------
    address : of the pages, with the token that lets this user in.
    elsewhere : whether JupyterLab runs on another computer than the browser.
    """

    def __init__(self, address: str, *, elsewhere: bool) -> None:
        self.address, self.elsewhere = address, elsewhere

    @property
    def sentences(self) -> list[str]:
        """What is said below the link."""
        found = _ADDRESS.match(self.address)
        port = found[1] if found else ""
        if not self.elsewhere:
            return [
                "The pages run on this computer alone. They end with Stop on a page, or when the "
                "kernel of this notebook is stopped."
            ]
        return [
            "JupyterLab runs on another computer here, and the pages answer only the computer that "
            "they run on. There are three ways:",
            "Install the kit on your own computer, and open it there (docs/app.md has the line).",
            "To check workbooks only: open check.html by double-click. It needs nothing installed.",
            "If you may log in to that computer, type in a terminal of your own: "
            f"ssh -L {port}:127.0.0.1:{port} followed by its name. The link works then.",
        ]

    def __repr__(self) -> str:
        return "\n".join([self.address, *self.sentences])

    def _repr_html_(self) -> str:
        link = f'<a href="{escape(self.address)}" target="_blank" rel="noopener">Open the pages</a>'
        said = "".join(f"<p>{escape(sentence)}</p>" for sentence in self.sentences)
        return f"<p><strong>{link}</strong></p>{said}"


def open_pages(workspace: str | Path) -> Opened:
    """Start the pages of a workspace, and give a link to them; once started, the same again.

    Parameters
    ----------
    workspace : the folder that holds partnership.xlsx, or an empty one in which to begin.

    Raises
    ------
    ConfigurationError
        When there is no such folder, or the pages cannot be started.
    """
    place = Path(workspace).expanduser().resolve()
    if place == kit_resources().resolve():
        raise ConfigurationError(
            f"{place}: this is the folder of the kit itself. Give the folder of your partnership "
            "or your school, or an empty one in which to begin, in the first cell."
        )
    elsewhere = any(os.environ.get(name) for name in _HUBS)
    known = _running.get(place)
    if known is None or known.poll() is not None:
        _running[place], _addresses[place] = _started(place)
    return Opened(_addresses[place], elsewhere=elsewhere)


def _started(place: Path) -> tuple[subprocess.Popen[str], str]:
    """The program, and the address that it tells; it ends with this process."""
    import atexit

    program = subprocess.Popen(
        [sys.executable, "-m", "spp_research", "app", "--no-browser", "-w", str(place)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    assert program.stdout is not None
    first = program.stdout.readline()
    found = _ADDRESS.search(first)
    if found is None:
        program.terminate()
        program.stdout.close()
        program.wait(10)
        raise ConfigurationError(first.strip() or "The pages could not be started.")
    atexit.register(program.terminate)
    return program, found[0]
