"""Finished documents as pages that show themselves again when they are made again.

The files on disk stay as they are: the few lines that listen for a new version are added to what is
sent to the browser, and to nothing else. A page asks once and is told when its file is another than
the one it shows, and what there is to say of it meanwhile. Nothing has to call here: the file
itself is looked at, many times a second while a page is open, so whatever makes documents will do.

Who makes a document may show its page ahead: the browser has it from memory while Word and PDF are
still being made, and on disk there is the version before, whole and with its record, until all of
the new one takes its place in one step. If that comes to nothing, the page before is shown again.

Only this computer is answered, only under an address with a token that cannot be guessed, and only
with what lies in the folder of the reports and is meant to be opened.
"""

from __future__ import annotations

import asyncio
import html
import json
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

HOST = "127.0.0.1"
_EVERY = 0.03  # seconds between two looks at the file of an open page
_LONG = 1.0  # seconds, after which it is said of a page shown ahead that the rest is to come
SCRIPT = Path(__file__).with_name("live_page.js")
_PAGE = "report.html"
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
_AHEAD = "This is the page of the new version. Its other files are still being made."
_NOT_HERE = "There is no such document here. Only what lies in the folder reports is shown."


@dataclass(frozen=True)
class Ahead:
    """A page that is shown before it is put in place.

    Parameters
    ----------
    page : what its file will hold.
    mark : what tells it from other versions.
    since : when it was there, in seconds of a clock that never goes back.
    """

    page: bytes
    mark: str
    since: float


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
    _ahead: dict[str, Ahead] = field(default_factory=dict)
    _shown: dict[str, str] = field(default_factory=dict)  # the mark of what was shown ahead last
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, page: str) -> str:
        """What there is to say of a page now; mostly nothing."""
        ahead = self.ahead(page)
        if ahead is not None:
            return _AHEAD if time.monotonic() - ahead.since > _LONG else ""
        notes = self.notes
        return notes.get(_document(page)) or notes.get("", "")

    def show_ahead(self, document: str, page: bytes) -> None:
        """Show the web page of a version of which other files are still being made.

        Parameters
        ----------
        document : its folder.
        page : what its file will hold.
        """
        with self._lock:
            self._ahead[document] = Ahead(page, _mark(page), time.monotonic())
            self._shown[document] = self._ahead[document].mark

    def settle(self, document: str) -> None:
        """Show what lies in a document's folder from now on, whatever came of the new version."""
        with self._lock:
            self._ahead.pop(document, None)

    def ahead(self, page: str) -> Ahead | None:
        """What is shown ahead in the place of a page; mostly nothing."""
        document = _document(page)
        return self._ahead.get(document) if page == f"{document}/{_PAGE}" else None

    def mark_of(self, page: str, path: Path) -> str:
        """What tells one version of a page from another; empty while it is being put in place.

        It stays the same when what was shown ahead is put in place.
        """
        ahead = self.ahead(page)
        if ahead is not None:
            return ahead.mark
        found, shown = mark_of(path), self._shown.get(_document(page))
        return shown if shown and found and shown == _mark_in(path, found) else found

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
        seen, data = page_of(desk, name, path)
        return HTMLResponse(
            listening(data, request.scope["root_path"], name, seen), headers=_HEADERS
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


def page_of(desk: Desk, name: str, path: Path) -> tuple[str, bytes]:
    """The mark of a page and what it holds, as it is to be shown now.

    Parameters
    ----------
    name : the page's own path below the folder of the reports.
    path : its file.
    """
    if (ahead := desk.ahead(name)) is not None:
        return ahead.mark, ahead.page
    seen = desk.mark_of(name, path)  # before it is read: what comes later is news
    return seen, path.read_bytes()


def _mark(page: bytes) -> str:
    return blake2b(page, digest_size=16).hexdigest()


@lru_cache(maxsize=64)
def _mark_in(path: Path, _version: str) -> str:
    """The same of a file; while it stays the same it is read once."""
    try:
        return _mark(path.read_bytes())
    except OSError:  # being put in place at this very moment
        return ""


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
        while desk.mark_of(name, path) in ("", seen):
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
