"""From a request to an answer: forms read and held against their key, mistakes said in a page."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from spp_research.cli.showing import plain
from spp_research.errors import ConfigurationError, SPPError
from spp_research.intake.read.containers import MAX_FILE
from spp_research.run import tracebacks
from spp_research.workspace import Workspace

from .guard import REFUSED
from .session import Session

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from .opened import Opened

_MOST_FIELDS, _MOST_FILES = 600, 1  # a tick for each colleague
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_ROOM = (
    "The disk is full, or lets no more be written, so this was not done. What was there before is "
    "as it was. Make room on it, and try again."
)
_LONGEST_FIELD = 20_000  # characters of what is typed into a form


class Form:
    """What was sent with a form: texts, and one file at most.

    Parameters
    ----------
    texts : what was typed or chosen, by the field's name.
    name : what the browser calls the file.
    data : its content; empty where there is none.
    """

    def __init__(self, texts: dict[str, list[str]], name: str = "", data: bytes = b"") -> None:
        self._texts, self.name, self.data = texts, name, data

    def text(self, field: str) -> str:
        """What stands in a field; empty where it is not there."""
        return self._texts.get(field, [""])[-1]

    def several(self, field: str) -> tuple[str, ...]:
        """All that was ticked of several boxes with one name."""
        return tuple(self._texts.get(field, ()))


class Gone(Exception):
    """There is no such page, or it is not for this workspace."""


Shown = Callable[[Session, "Request"], "Response"]
Done = Callable[[Session, "Request", Form], "Response"]


def showing(opened: Opened, page: Shown) -> Callable[[Request], Any]:
    """What answers when a page is asked for."""

    async def answer(request: Request) -> Response:
        from starlette.concurrency import run_in_threadpool

        session = opened.session  # the same to the end, whatever is opened meanwhile
        return await run_in_threadpool(_answered, session, lambda: _shown(page, session, request))

    return answer


def _shown(page: Shown, session: Session, request: Request) -> Response:
    """A page; in a folder in which nothing is begun, the one on which that is done."""
    try:
        return page(session, request)
    except ConfigurationError:
        place = Workspace(session.folder.resolve())
        if place.lead_file.is_file() or request.url.path == "/":
            raise
        return back_to(session, "/", "Nothing is begun in this folder yet. Begin here.")


def doing(opened: Opened, action: Done) -> Callable[[Request], Any]:
    """What answers when a form is sent: nothing is done without the key of our own forms."""

    async def answer(request: Request) -> Response:
        from starlette.concurrency import run_in_threadpool

        form = await _read(request)
        session = opened.session
        given = form.text("key") if form else ""
        if form is None or not compare_digest(given.encode(), session.form_key.encode()):
            why = "before" if given in session.keys.former else "form"
            return session.page("message.html", 403, title="Not done", sentence=REFUSED[why])

        def done() -> Response:
            try:
                return _answered(session, lambda: action(session, request, form))
            finally:
                session.note_undecided()

        return await run_in_threadpool(done)

    return answer


async def _read(request: Request) -> Form | None:
    """The form of a request; None where it is none, or too much of one."""
    from starlette.datastructures import UploadFile
    from starlette.exceptions import HTTPException
    from starlette.requests import ClientDisconnect

    try:
        async with request.form(
            max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=_LONGEST_FIELD * 4
        ) as fields:
            texts: dict[str, list[str]] = {}
            name, data = "", b""
            for field, value in fields.multi_items():
                if isinstance(value, UploadFile):
                    name, data = value.filename or "", await value.read(MAX_FILE + 1)
                else:
                    texts.setdefault(field, []).append(str(value)[:_LONGEST_FIELD])
            return Form(texts, name, data)
    except (HTTPException, ClientDisconnect, ValueError):
        return None


def _answered(session: Session, answer: Callable[[], Response]) -> Response:
    try:
        return answer()
    except Gone:
        return session.page(
            "message.html",
            404,
            title="Not here",
            sentence="There is no such page in this workspace.",
        )
    except SPPError as error:
        return session.page("message.html", 400, title="Not done", sentence=plain(error))
    except OSError as error:
        if error.errno not in _FULL:
            return _fault(session, error)
        return session.page("message.html", 400, title="Not done", sentence=_NO_ROOM)
    except Exception as error:  # ours
        return _fault(session, error)


def _fault(session: Session, error: Exception) -> Response:
    """What is said where the kit itself is wrong; the window has the rest."""
    _, trace = tracebacks.of_ours(error)
    print(plain(trace), file=sys.stderr)
    return session.page(
        "message.html",
        500,
        title="A fault of the kit",
        sentence=f"This is a fault of the kit ({type(error).__name__}), and nothing of yours "
        "is lost. What it knows of it is in the window in which the program was started.",
    )


def back_to(session: Session, address: str, sentence: str = "") -> Response:
    """Go on to a page of ours, with a sentence to be said there."""
    from starlette.responses import RedirectResponse

    more = "&" if "?" in address else "?"
    said = f"{more}said={session.tell(sentence)}" if sentence else ""
    return RedirectResponse(f"{address}{said}", status_code=303)


def said(session: Session, request: Request) -> str:
    """What is to be said at the head of a page."""
    return session.told(request.query_params.get("said", ""))


def download(data: bytes, name: str) -> Response:
    """A file to be kept, and never shown in the place of a page of ours."""
    from urllib.parse import quote

    from starlette.responses import Response

    return Response(
        data,
        media_type="application/octet-stream",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )
