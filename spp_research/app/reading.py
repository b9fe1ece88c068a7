"""What is served to be read: documents and the website, and what an open one is told.

Every page of them gets a line above it that leads back to the pages of the kit. It is added to what
is sent to the browser, and the file stays as it is. What is served here has no origin, and whatever
it leads to is asked for as by a stranger, without the cookie. So the line leads to a page that goes
on by itself, which has ours.
"""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from spp_research.publish.live_pages import SCRIPT, listening, page_of, until_made

from .asked import Gone
from .guard import BACK, OF_REPORTS, READING
from .listing import PREVIEW, Listing, readable_preview
from .session import Session

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response

# What a browser opens by itself; anything else is kept as a file.
_OPENED = frozenset((".html", ".css", ".png", ".jpg", ".jpeg", ".svg", ".woff2"))
_BODY = re.compile(rb"<body\b[^>]*>", re.IGNORECASE)
_EVERY = 0.3  # seconds between two looks for a page of ours


def read(session: Session, request: Request) -> Response:
    """Something of the workspace that may be read, in a sandbox."""
    from starlette.responses import Response

    address = request.path_params["address"]
    path = _path(session, address)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    ending = path.suffix.lower()
    heads = {}
    if ending not in _OPENED:
        named = f"{path.parent.parent.name} {path.parent.name} {path.name}"
        heads["content-disposition"] = f"attachment; filename*=UTF-8''{quote(named)}"
    elif kind.startswith("text/"):
        kind += "; charset=utf-8"
    of_reports = address.startswith(OF_REPORTS)
    name = address.removeprefix(OF_REPORTS)
    seen, data = page_of(session.desk, name, path) if of_reports else ("", path.read_bytes())
    under = READING + request.path_params["key"]
    if ending == ".html":
        data = _with_a_way_back(data, f"{under}/{BACK}{quote(address)}")
    if ending == ".html" and of_reports:
        data = listening(data, under, address, seen)
    return Response(data, headers={**heads, "content-type": kind})


def back(session: Session, request: Request) -> Response:
    """The page that goes on to the one of ours from which something of these is opened."""
    from starlette.responses import HTMLResponse

    at = page_for(session.view(as_before=True).listing, request.path_params["address"])
    return HTMLResponse(
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Back</title></head>'
        f'<body><p><a href="{at}">Back to the kit’s pages</a></p></body></html>',
        headers={"refresh": f"0; url={at}"},
    )


def page_for(listing: Listing, address: str) -> str:
    """The page of ours that something is read from, by its address."""
    first, _, rest = address.partition("/")
    if first in (PREVIEW, listing.workspace.site.name):
        return "/site"
    folder = rest.partition("/")[0]
    if first == listing.workspace.cycles.name:
        return "/partnership/year"
    if f"{first}/" == OF_REPORTS and folder in listing.schools:
        return f"/schools/{folder}"
    return "/partnership" if "/" in rest and not listing.is_hub else "/"


def _with_a_way_back(page: bytes, at: str) -> bytes:
    """A page with the line above it that leads back to ours."""
    line = (
        '<nav class="kits-own" aria-label="The kit"><style>.kits-own{margin:0;padding:.4em 1em;'
        "border-bottom:1px solid GrayText;background:Canvas;font:1rem/1.5 sans-serif}"
        ".kits-own a{display:inline-block;min-height:1.5rem;color:LinkText}"
        f'@media print{{.kits-own{{display:none}}}}</style><a href="{at}">Back to the kit’s pages'
        "</a></nav>"
    ).encode()
    body = _BODY.search(page)
    return page[: body.end()] + line + page[body.end() :] if body else line + page


def script(session: Session, request: Request) -> Response:
    """The few lines with which an open document listens."""
    from starlette.responses import Response

    return Response(SCRIPT.read_bytes(), media_type="text/javascript")


def changes(session: Session, request: Request) -> Response:
    """What an open document is told: that there is a newer one, or why there is none."""
    from starlette.responses import StreamingResponse

    address = request.path_params["address"]
    path = _path(session, address)
    if not address.startswith(OF_REPORTS) or path.suffix != ".html":
        raise Gone
    told = until_made(
        session.desk,
        address.removeprefix(OF_REPORTS),
        path,
        request.query_params.get("seen", ""),
        session.over.is_set,
    )
    return StreamingResponse(told, media_type="text/event-stream")


def pages_changes(session: Session, request: Request) -> Response:
    """What a page of ours is told: that something in the folder is not as it was."""
    from starlette.responses import StreamingResponse

    seen = request.query_params.get("seen", "")
    return StreamingResponse(_changed(session, seen), media_type="text/event-stream")


async def _changed(session: Session, seen: str) -> AsyncIterator[str]:
    """Tell it when it has come to rest: not while documents are being put in place."""
    import asyncio

    yield "retry: 1000\n\n"
    before = ""
    while not session.over.is_set():  # the folder is open, and the program runs
        now = await asyncio.to_thread(session.glance)
        if now != seen and now == before and not session.work.is_busy:
            yield "event: changed\ndata: \n\n"
            return
        before = now
        await asyncio.sleep(_EVERY + 0.05)


def _path(session: Session, address: str) -> Path:
    """The file that an address stands for, among those that may be read.

    Raises
    ------
    Gone
        When it is none of them.
    """
    view = session.view(as_before=session.work.is_busy)
    if address.startswith(f"{PREVIEW}/"):
        found = session.preview()
        path = readable_preview(found.folder).get(address) if found else None
    elif address.startswith(f"{view.workspace.cycles.name}/"):
        # Of years that were closed, which nothing that follows the folder looks into.
        found_in = (view.listing.readable_again(closed) for closed in view.workspace.closed)
        path = next((one[address] for one in found_in if address in one), None)
    else:
        path = session.kept("readable", view.listing.readable).get(address)
    if path is None:
        raise Gone
    return path
