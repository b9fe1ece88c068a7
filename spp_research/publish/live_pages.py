"""Finished documents as pages that show themselves again when they are made again.

The files on disk stay as they are: the few lines that listen for a new version are added to what is
sent to the browser, and to nothing else. A page asks once and is told when its file is another than
the one it shows, and what there is to say of it meanwhile. Nothing has to call here: the file
itself is looked at, ten times a second while a page is open, so whatever makes documents will do.

Only this computer is answered, only under an address with a token that cannot be guessed, and only
with what lies in the folder of the reports and is meant to be opened.
"""

from __future__ import annotations

import asyncio
import html
import json
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

HOST = "127.0.0.1"
_EVERY = 0.1  # seconds between two looks at the file of an open page
SCRIPT = Path(__file__).with_name("live_page.js")
_DOCUMENTS = (".html", ".docx", ".pdf", ".xlsx", ".csv", ".pptx")
_OPENED = frozenset((*_DOCUMENTS, ".css", ".png", ".svg", ".jpg", ".jpeg", ".woff2"))
_HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
        "font-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
}
_NOT_HERE = "There is no such document here. Only what lies in the folder reports is shown."


@dataclass
class Desk:
    """The folder of the reports, what is to be said of each document, and who has it open.

    Parameters
    ----------
    folder : the reports.
    notes : a sentence to show above a document, by its folder such as "oakfield/review-summary";
        with no folder, above every other.
    """

    folder: Path
    notes: Mapping[str, str] = field(default_factory=dict)
    _open: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, page: str) -> str:
        """What there is to say of a page now; mostly nothing."""
        notes = self.notes
        return notes.get(_document(page)) or notes.get("", "")

    def has_open(self, document: str) -> bool:
        """Whether a browser shows a document, by its folder."""
        with self._lock:
            return self._open[document] > 0

    @contextmanager
    def opened(self, page: str) -> Iterator[None]:
        """While a browser shows a page."""
        with self._lock:
            self._open[_document(page)] += 1
        try:
            yield
        finally:
            with self._lock:
                self._open[_document(page)] -= 1


def live_pages(desk: Desk) -> Starlette:
    """The pages, to be mounted under an address that cannot be guessed."""
    from starlette.applications import Starlette
    from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, StreamingResponse
    from starlette.routing import Route

    def script(request: Request) -> Response:
        return FileResponse(SCRIPT, media_type="text/javascript", headers=_HEADERS)

    def page(request: Request) -> Response:
        name = request.path_params["page"]
        path = _file(desk.folder, name)
        if path is None:
            return PlainTextResponse(_NOT_HERE, 404, _HEADERS)
        if path.suffix.lower() != ".html":
            return FileResponse(path, headers=_HEADERS)
        seen = mark_of(path)  # before it is read: what comes later is news
        return HTMLResponse(
            listening(path.read_bytes(), request.scope["root_path"], name, seen), headers=_HEADERS
        )

    def changes(request: Request) -> Response:
        name, seen = request.path_params["page"], request.query_params.get("seen", "")
        path = _file(desk.folder, name)
        if path is None:
            return PlainTextResponse(_NOT_HERE, 404, _HEADERS)
        told = until_made(desk, name, path, seen)
        return StreamingResponse(told, media_type="text/event-stream", headers=_HEADERS)

    return Starlette(
        routes=[
            Route("/-/live.js", script),
            Route("/-/changes/{page:path}", changes),
            Route("/{page:path}", page),
        ]
    )


def only_here(desk: Desk, token: str) -> Starlette:
    """The pages as they are served on this computer alone, under an address with the token."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.routing import Mount

    # By a name that somebody else's server gives out, a page from elsewhere could be led here.
    known = Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])
    return Starlette(routes=[Mount(f"/{token}", live_pages(desk))], middleware=[known])


def listening(page: bytes, under: str, name: str, seen: str) -> bytes:
    """A page with the line that has it listen for its next version.

    Parameters
    ----------
    under : the address that the pages are mounted at.
    name : the page's own path below it.
    seen : the mark of its file.
    """
    asks = f"{under}/-/changes/{quote(name)}?seen={seen}"
    line = f'<script defer src="{under}/-/live.js" data-changes="{html.escape(asks)}"></script>\n'
    before, end, after = page.rpartition(b"</body>")
    return before + line.encode() + end + after if end else page + line.encode()


def mark_of(path: Path) -> str:
    """What tells one version of a file from another; empty while it is being put in place."""
    try:
        found = path.stat()
    except OSError:
        return ""
    return f"{found.st_mtime_ns}-{found.st_size}-{found.st_ino}"


async def until_made(
    desk: Desk, name: str, path: Path, seen: str, over: Callable[[], bool] = lambda: False
) -> AsyncIterator[str]:
    """What a page is told while it is open: each note, and at the end that there is a new one.

    Parameters
    ----------
    name : the page's own path below the folder of the reports.
    path : its file.
    seen : the mark of the file that it shows.
    over : whether nothing is served any more, so that the page is told nothing else.
    """
    said = ""
    yield "retry: 1000\n\n"
    with desk.opened(name):
        while mark_of(path) in ("", seen):
            if over():
                return
            if (note := desk.note(name)) != said:
                said = note
                yield f"event: note\ndata: {json.dumps(note)}\n\n"
            await asyncio.sleep(_EVERY)
    yield "event: made\ndata: \n\n"


def _document(page: str) -> str:
    """The folder of a page's document: school and kind."""
    return "/".join(page.split("/")[:2])


def _file(folder: Path, name: str) -> Path | None:
    """The file that an address means, if it is one to be opened and lies in the folder."""
    parts = (name or "index.html").split("/")
    if any(part.startswith(".") or "\\" in part or ":" in part for part in parts):
        return None
    try:
        path = folder.joinpath(*parts).resolve()
        within = path.is_relative_to(folder.resolve()) and path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return None
    return path if within and path.suffix.lower() in _OPENED else None
