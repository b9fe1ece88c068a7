"""In a pair with another trust or partnership: who is registered, what goes there, what has come.

What goes to the other lead is one zip: the registration, and the share files of what is signed off
for everyone. What comes is the same, or the registration alone. It is looked at, with what is
different from before and the mark to be compared, and registered by a second button.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from spp_research.cli import partnering
from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.intake.read.partners import FOLDER, TO_SEND
from spp_research.intake.read.registrations import ENDING, MOST_BYTES
from spp_research.run.lock import locked
from spp_research.share.document import MOST_BYTES as MOST_OF_SHARE

from . import telling
from .asked import Form, Gone, back_to, download, said
from .keys import COMMAND
from .session import Session, View, mark_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

AT = "/partnership/partners"
_REGISTRATION = re.compile(r"([a-z0-9-]+/)?(?P<name>[a-z0-9][a-z0-9-]{0,39}\.json)")
_SHARE = re.compile(
    r"(?:[a-z0-9-]+/)?(?P<side>[a-z0-9-]+)/share/(?P<name>[a-z0-9][a-z0-9-]{0,39}\.json)"
)
_MOST_FILES, _MOST_SENT = 500, 30_000_000
_LONGEST = 120

Sent = Mapping[str, bytes]  # what was sent, by where it lies beside the registration


def partners(session: Session, request: Request) -> Response:
    """Who is registered and what has come from them; what to tell them, and what they have sent."""
    view = _leads(session)
    told, sides = partnering.partners(view.workspace)
    place = view.workspace.root / FOLDER / TO_SEND
    before = partnering.made_before(place)
    named = {one.person_id for one in before.people} if before else set()
    return session.page(
        "partners.html",
        view=view,
        live=session.seen(),
        here="partnership",
        said=said(session, request),
        lines=told.lines if sides else (),
        refused=told.refused,
        people=[
            (who, name, who in named)
            for who, name in partnering.may_be_named(view.workspace).items()
        ],
        before=before,
        short=before.partnership_id if before else "",
        waits=session.sent is not None,
    )


def make(session: Session, request: Request, form: Form) -> Response:
    """Write what goes to the other lead."""
    view = _leads(session)
    before = partnering.made_before(view.workspace.root / FOLDER / TO_SEND)
    named = {one.person_id for one in before.people} if before else set()
    known = partnering.may_be_named(view.workspace)
    chosen = set(form.several("person")) & known.keys()
    withdraw = form.text("withdraw") == "yes"
    if not chosen and not withdraw:
        raise ConfigurationError(
            "Nobody is ticked, so nothing was made. Tick who may review at the other partnership; "
            "or, if your part ends, use the form that takes it back."
        )
    wanted = partnering.ToMake(
        people=() if withdraw else tuple(who for who in known if who in chosen),
        without=() if withdraw else tuple(sorted((named - chosen) & known.keys())),
        short_name="" if before else form.text("short").strip()[:_LONGEST],
        withdraw=withdraw,
    )
    with session.changing(), locked(view.workspace, COMMAND):
        _, _, told = partnering.made(view.workspace, wanted)
    title = "Our part is taken back" if withdraw else "What goes to the other lead is made"
    return telling.tell(session, AT, title, (*told.lines, *told.refused))


def to_send(session: Session, request: Request) -> Response:
    """What goes to the other lead, as one file."""
    view = _leads(session)
    place = view.workspace.root / FOLDER / TO_SEND
    before = partnering.made_before(place)
    if before is None:
        raise Gone
    side = before.partnership_id
    own = [place / f"{side}{ENDING}", *sorted((place / side / "share").glob(f"*{ENDING}"))]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in own:
            if path.is_file() and not path.is_symlink():
                archive.writestr(path.relative_to(place).as_posix(), path.read_bytes())
    return download(content.getvalue(), f"{side} for our partner.zip")


def look(session: Session, request: Request, form: Form) -> Response:
    """Look at what the other lead has sent."""
    view = _leads(session)
    if not form.data:
        raise EvidenceError("No file was chosen. Choose the file that the other lead has sent.")
    sent = _opened(form.data)
    with session.room() as room:
        partnering.look(view.workspace, _laid(sent, room))
    session.sent = sent
    return back_to(session, f"{AT}/new")


def waiting(session: Session, request: Request) -> Response:
    """Who they say they are, and what is different; nothing is registered yet."""
    view = _leads(session)
    if session.sent is None:
        return back_to(session, AT, "Nothing waits to be registered.")
    with session.room() as room:
        looked = partnering.look(view.workspace, _laid(session.sent, room))
    return session.page(
        "partner_new.html",
        view=view,
        here="partnership",
        said=said(session, request),
        looked=looked,
        shares=len(session.sent) - 1,
        mark=_mark(session.sent),
    )


def register(session: Session, request: Request, form: Form) -> Response:
    """Register what was looked at."""
    view = _leads(session)
    with session.changing(), locked(view.workspace, COMMAND), session.room() as room:
        if session.sent is None:
            return back_to(session, AT, "Nothing waits to be registered.")
        if form.text("seen") != _mark(session.sent):
            raise ConfigurationError(
                "Another file was sent since this page was loaded, so nothing was registered. Look "
                "at that one first."
            )
        file = _laid(session.sent, room)
        typed = " ".join(form.text("mark").split())[:_LONGEST]
        looked = partnering.look(view.workspace, file, typed)
        told = partnering.registered(view.workspace, looked, file)
        session.sent = None
    lines = (*told.lines, *told.refused)
    return telling.tell(session, AT, f"{looked.side.partnership} is registered", lines)


def told(session: Session, request: Request) -> Response:
    """What was made or registered, and what comes next."""
    back = (AT, "Back to those who are registered")
    return telling.told(session, request, _leads(session), "partnership", "", back)


def leave(session: Session, request: Request, form: Form) -> Response:
    """Forget what was sent."""
    _leads(session)
    session.sent = None
    return back_to(session, AT, "The file was left, and nothing was registered.")


def _leads(session: Session) -> View:
    view = session.view()
    if not view.listing.is_leads or view.listing.is_hub:
        raise Gone
    return view


def _mark(sent: Sent) -> str:
    return mark_of(sorted(sent.items()))


def _opened(data: bytes) -> Sent:
    """What was sent: the registration under its own name first, and the share files beside it.

    No name that stands in a file is used as a path: what a pair sends has names of one form only.

    Raises
    ------
    EvidenceError
        When it is neither a registration nor a zip with one.
    """
    if not data.startswith(b"PK"):
        if len(data) > MOST_BYTES:
            raise EvidenceError("This file is too large to be a registration, so it was not taken.")
        return {"registration.json": data}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _of_zip(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError):
        raise EvidenceError(
            "This file cannot be opened as what another lead sends, so it was not taken. Ask them "
            "for it again."
        ) from None


def _of_zip(archive: zipfile.ZipFile) -> Sent:
    inside = [one for one in archive.infolist() if not one.is_dir()]
    if len(inside) > _MOST_FILES or sum(one.file_size for one in inside) > _MOST_SENT:
        raise EvidenceError("There is more in this zip than another lead sends; it was not taken.")
    own = [one for one in inside if _REGISTRATION.fullmatch(one.filename)]
    if len(own) != 1:
        raise EvidenceError(
            "There is not one registration in this zip, such as harbour.json, so it was not taken. "
            "Send the file that the other lead made for you."
        )
    side = own[0].filename.rpartition("/")[2].removesuffix(ENDING)
    sent = {"registration.json": _read(archive, own[0], MOST_BYTES)}
    for one in inside:
        found = _SHARE.fullmatch(one.filename)
        if found and found["side"] == side:
            sent[f"share/{found['name']}"] = _read(archive, one, MOST_OF_SHARE)
    return sent


def _read(archive: zipfile.ZipFile, one: zipfile.ZipInfo, most: int) -> bytes:
    """A part of a zip, and never more of it than it may have, whatever it says of its size."""
    with archive.open(one) as part:
        data = part.read(most + 1)
    if len(data) > most:
        raise EvidenceError("A file in this zip is too large, so nothing of it was taken.")
    return data


def _laid(sent: Sent, room: Path) -> Path:
    """Lay down what was sent as the other lead's folder has it; the path of the registration."""
    import json

    try:
        side = json.loads(sent["registration.json"])["partnership_id"]
        name = side if _REGISTRATION.fullmatch(f"{side}{ENDING}") else "registration"
    except (ValueError, KeyError, TypeError, RecursionError):
        name = "registration"
    file = room / f"{name}{ENDING}"
    file.write_bytes(sent["registration.json"])
    for at, data in sent.items():
        if at.startswith("share/"):
            path = room / name / at
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return file
