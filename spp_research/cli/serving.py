"""Pages that are served on this computer while a command runs."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from spp_research.errors import ConfigurationError
from spp_research.publish.live_pages import HOST, Desk, only_here


@contextmanager
def served(desk: Desk, port: int = 0) -> Iterator[str]:
    """Serve the documents of a workspace; gives the address of its front page.

    Parameters
    ----------
    port : 0 for one that is free.

    Raises
    ------
    ConfigurationError
        When the port is somebody else's.
    """
    import uvicorn

    token = secrets.token_urlsafe(24)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as own:
        if os.name == "posix":  # elsewhere it lets a second program take the port as well
            own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            own.bind((HOST, port))
            own.listen()  # so that who asks at once waits, and is not turned away
        except (OSError, OverflowError):
            raise ConfigurationError(
                f"The port {port} cannot be used on this computer. Give another to --port, or "
                "leave it out."
            ) from None
        config = uvicorn.Config(
            only_here(desk, token),
            log_config=None,
            log_level="critical",
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=0,  # a page that listens would be waited for
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([own],), daemon=True)
        thread.start()
        try:
            yield f"http://{HOST}:{own.getsockname()[1]}/{token}/index.html"
        finally:
            server.should_exit = True
            thread.join(5)


def open_browser(address: str) -> None:
    """Open an address in the browser, where there is one."""
    import webbrowser

    webbrowser.open(address)
