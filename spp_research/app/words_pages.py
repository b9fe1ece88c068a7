"""Words that somebody edited in Word: listed, and written into a copy of the workbook after a yes.

The document that was sent is kept in memory until then. Neither it nor the workbook is changed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from spp_research.cli import taking_back as told
from spp_research.errors import EvidenceError
from spp_research.phrases import counted
from spp_research.publish import taking_back
from spp_research.publish.placing import writing
from spp_research.publish.taking_back import TakenBack

from .asked import Form, Gone, back_to, download, said
from .listing import LEAD, page_of
from .session import Session, View, mark_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_WORD = b"PK"  # with which every Word document begins
_CALLED = "the document.docx"  # by which a message names it


def words(session: Session, request: Request) -> Response:
    """Where an edited document is sent, or what was edited in the one that was."""
    view, key = _key(session, request)
    at, data = _at(key), session.words.get(key)
    found = _looked(session, view, key, data) if data else None
    return session.page(
        "words.html",
        view=view,
        here="partnership" if key == LEAD else key,
        said=said(session, request),
        at=at,
        back=page_of(key),
        whose=view.listing.schools.get(key, "The partnership"),
        found=found,
        cut=told.cut,
        nothing=bool(found and not (found.edits or found.left or found.other or found.home)),
        cells=counted(len(found.edits), "cell") if found else "",
        home=counted(found.home, "cell") if found and found.home else "",
        mark=_mark(data, found) if data and found else "",
        copy=(path := _copy(view, key)) and path.name,
        book=_book(view, key).name,
    )


def send(session: Session, request: Request, form: Form) -> Response:
    """Look at a document that somebody edited in Word."""
    view, key = _key(session, request)
    if not form.data.startswith(_WORD):
        raise EvidenceError(
            "This is no Word document, so nothing was looked at. Choose the report.docx that was "
            "edited, saved by Word."
        )
    _looked(session, view, key, form.data)
    session.words[key] = form.data
    return back_to(session, _at(key))


def write(session: Session, request: Request, form: Form) -> Response:
    """Write what can go back into a copy of the workbook."""
    view, key = _key(session, request)
    with session.changing():
        data = session.words.get(key)
        if data is None:
            return back_to(session, _at(key), "No document waits to be taken back.")
        found = _looked(session, view, key, data)
        if not found.edits or form.text("mark") != _mark(data, found):
            return back_to(
                session,
                _at(key),
                "The workbook has changed since this was looked at, so nothing was written. Look "
                "at what can go back now.",
            )
        with writing(found.book.parent):
            copy = taking_back.write(found)
        del session.words[key]
    where = copy.relative_to(view.workspace.root).as_posix()
    cells = counted(len(found.edits), "cell")
    sentence = (
        f"Written into {cells} of a copy of {found.book.name}: {where}. "
        "Download it, look at it, and if it is right send it as the new version. The documents "
        "made from it are drafts until somebody signs them: what was signed had other words."
    )
    return back_to(session, _at(key), sentence)


def leave(session: Session, request: Request, form: Form) -> Response:
    """Forget the document that was sent."""
    _, key = _key(session, request)
    session.words.pop(key, None)
    return back_to(session, _at(key), "The document was left, and nothing was written.")


def copy(session: Session, request: Request) -> Response:
    """The copy that was written last, to be looked at in Excel."""
    view, key = _key(session, request)
    path = _copy(view, key)
    if path is None:
        raise Gone
    return download(path.read_bytes(), path.name if key == LEAD else f"{key} {path.name}")


def _key(session: Session, request: Request) -> tuple[View, str]:
    """Whose workbook the words are of: a school's that is shown, or the lead's own."""
    view, key = session.view(), request.path_params.get("school", LEAD)
    leads = key == LEAD and view.listing.is_leads and not view.listing.is_hub
    if not leads and key not in view.listing.schools:
        raise Gone
    if not _book(view, key).is_file():
        raise Gone
    return view, key


def _book(view: View, key: str) -> Path:
    path = view.listing.book(key)
    assert path is not None
    return path


def _at(key: str) -> str:
    return f"{page_of(key)}/words"


def _looked(session: Session, view: View, key: str, data: bytes) -> TakenBack:
    """What was edited in a document, if it was made of this workbook.

    Raises
    ------
    EvidenceError
        When it was made of another one, or cannot be read.
    """
    with session.room() as room:
        file = room / _CALLED
        file.write_bytes(data)
        try:
            found = taking_back.look(view.workspace, file)
        except EvidenceError as error:
            raise EvidenceError(str(error).replace(f"{file}: ", "")) from None
    if found.book != _book(view, key):
        raise EvidenceError(
            "This document was not made from this workbook, so nothing was looked at. Send it on "
            "the page of the school, or of the partnership, that it is about."
        )
    return found


def _mark(data: bytes, found: TakenBack) -> str:
    """What a yes is about: these very words, into cells that still say what they said."""
    return mark_of([len(data), *((one.where, one.was, one.now) for one in found.edits)])


def _copy(view: View, key: str) -> Path | None:
    """The copy of the workbook that was written last; None where there is none."""
    book = _book(view, key)
    found = [
        path
        for path in book.parent.glob(f"{book.stem}.taken-back*{book.suffix}")
        if path.is_file() and not path.is_symlink()
    ]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)
