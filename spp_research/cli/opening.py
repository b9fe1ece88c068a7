"""`spp app`: serve the pages of a workspace on this computer, and open them in the browser."""

from __future__ import annotations

import sys
from pathlib import Path

from spp_research.app.server import serve
from spp_research.errors import ConfigurationError
from spp_research.workspace import EXAMPLE, Workspace, kit_resources, open_place, require_open

from .showing import plain, shown


def open_app(folder: Path, port: int, *, browser: bool, shortcut: bool) -> int:
    """Serve the pages until they are stopped, or write the file that starts them; the exit code.

    Parameters
    ----------
    port : 0 for any that is free.
    browser : whether to open them in the browser.
    shortcut : whether to write a file to double-click, and serve nothing.
    """
    place = _place(folder)
    if shortcut:
        from spp_research.app.shortcuts import write_shortcut

        print(shown(write_shortcut(place, Path(sys.executable), sys.platform)))
        print(
            "Double-click this file to open the pages; the window that comes with it may be kept "
            "small, and ends the program when it is closed."
        )
        return 0

    def tell(address: str, once: str) -> None:
        print(plain(f"Open this address: {address}"))
        print(
            "It is for this computer and this browser only. To end: Stop on the page, or Ctrl-C.",
            flush=True,
        )
        if browser:
            import threading
            import webbrowser

            threading.Timer(0.5, webbrowser.open, [once]).start()

    serve(place, port, tell)
    return 0


def _place(folder: Path) -> Path:
    """The folder to serve.

    Raises
    ------
    ConfigurationError
        When it is none, or the example or a closed cycle, into which nobody should write.
    """
    if str(folder) == EXAMPLE:
        raise ConfigurationError(
            f"The example in {kit_resources()} is left as it is. Copy it with: spp demo my-demo, "
            "and then: spp app --workspace my-demo"
        )
    place = folder.expanduser().resolve()
    if not place.is_dir():
        raise ConfigurationError(
            f"{folder}: there is no such folder. Make one, in which the pages will help you to "
            "begin, or give the folder that holds partnership.xlsx."
        )
    # Where a closing was cut off the pages have a button that ends it.
    if Workspace(place).lead_file.is_file() and not Workspace(place).is_being_closed:
        require_open(open_place(place))
    return place
