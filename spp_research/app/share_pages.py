"""Share files: what a school sends to its lead, and what a lead takes in, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from spp_research.cli import sharing
from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.intake.check.unread_files import holds_pupils
from spp_research.intake.write.marked_copy import write_as_readable
from spp_research.partnership.lead_workbook import open_partnership
from spp_research.phrases import long_date
from spp_research.publish.placing import writing
from spp_research.publish.share_folder import make_shares
from spp_research.share import SchoolShare
from spp_research.share.files import belonging, read_share
from spp_research.words import shared
from spp_research.workspace import Workspace, safe_slug

from .asked import Form, Gone, back_to, download, said
from .session import Session, View

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def share(session: Session, request: Request) -> Response:
    """A share file in plain words, as `spp share --show` reads it out."""
    view = session.view()
    slug = request.path_params["school"]
    held = view.shares.shares if view.shares else {}
    if not view.listing.is_leads or slug not in held:
        raise Gone
    return session.page(
        "share.html",
        view=view,
        here="partnership",
        said=said(session, request),
        name=view.listing.names[slug],
        sections=list(shared.sections(held[slug])),
        back="/partnership",
        key="",
    )


def own(session: Session, request: Request) -> Response:
    """The share file that is made here of a school, in plain words, before it is sent."""
    view, slug = _school(session, request)
    path = view.workspace.share_file(slug)
    found = None
    if path.is_file():
        with suppress(EvidenceError):  # a file of somebody else's, which is not sent on
            found = belonging(read_share(path), path, open_partnership(view.workspace))
    return session.page(
        "share.html",
        view=view,
        here=slug,
        said=said(session, request),
        name=view.listing.schools[slug],
        sections=list(shared.sections(found)) if found else [],
        back=f"/schools/{slug}",
        key=slug,
    )


def file(session: Session, request: Request) -> Response:
    """The share file of a school, to be sent to the lead."""
    view, slug = _school(session, request)
    path = view.workspace.share_file(slug)
    if not path.is_file() or path.is_symlink():
        raise Gone
    return download(path.read_bytes(), path.name)


def made(view: View, slug: str) -> Iterator[str]:
    """Make the share file of a school; gives what there is to say of it."""
    with writing(view.workspace.share_folder):
        for one in make_shares(view.workspace, [slug]):
            if one.reason:
                yield one.reason
            yield from sharing.remembered({slug: one.begun} if one.begun else {})
            if one.share is None:
                continue
            if one.share.sign_offs:
                held = shared.counts(one.share)
                yield f"The share file holds: {held}. Read it before you send it."
            else:
                yield f"{one.share.school_name}: {sharing.NOTHING_SIGNED}"


def _school(session: Session, request: Request) -> tuple[View, str]:
    """The school that an address is about, where its workbook is here."""
    view, slug = session.view(), request.path_params["school"]
    if slug not in view.listing.schools or not view.workspace.evidence_file(slug).is_file():
        raise Gone
    return view, slug


def take_share(session: Session, request: Request, form: Form) -> Response:
    """Take in a share file that a school has sent; nothing else is taken here."""
    view = session.view()
    if not view.listing.is_leads or view.listing.is_hub:
        raise ConfigurationError("Share files are sent to the lead of the partnership.")
    if not form.data:
        raise EvidenceError("No file was chosen. Choose the share file that the school has sent.")
    with session.changing(), session.room() as room:
        found = _shared(view, form.data, room)
        target = view.workspace.share_file(found.school)
        with writing(target.parent):
            target.parent.mkdir(exist_ok=True)
            old = target.read_bytes() if target.is_file() else b""
            at = f"/partnership/shares/{found.school}"
            if old == form.data:
                same = f"This very share file of {found.school_name} was here already."
                return back_to(session, at, same)
            if old and form.text("older") != "yes":
                refuse_older(found, target)
            told = f"The share file of {found.school_name} is in place."
            if old:
                kept = keep_share(view.workspace, target, old)
                told += f" The one that was here is kept: {kept}"
            write_as_readable(form.data, target, target)
    return back_to(session, at, told)


def refuse_older(sent: SchoolShare, target: Path) -> None:
    """Stop where one that was made later would be replaced without anybody having said so."""
    with suppress(EvidenceError):  # one that is of no use may go
        there = read_share(target)
        if there.made_on > sent.made_on:
            raise ConfigurationError(
                f"The share file of {sent.school_name} that is here was made on "
                f"{long_date(there.made_on)}, and this one before, on {long_date(sent.made_on)}, "
                "so it was not taken. If the older one is wanted, tick the box below the file."
            )


def _shared(view: View, data: bytes, room: Path) -> SchoolShare:
    """A share file that was sent, if it is one of this partnership's year.

    Raises
    ------
    EvidenceError
        When it is anything else.
    """
    found, named = opened(data, room)
    return belonging(found, named, open_partnership(view.workspace))


def opened(data: bytes, room: Path) -> tuple[SchoolShare, Path]:
    """A share file that was sent, and where it lies under its own name.

    Raises
    ------
    EvidenceError
        When it is none, or was changed after it was made.
    """
    sent = room / "sent" / "share.json"  # by which a message names it
    sent.parent.mkdir()
    sent.write_bytes(data)
    if data.startswith(b"PK") or holds_pupils(sent):
        raise EvidenceError(
            "This is a workbook and no share file, so it was not taken. A lead takes share files "
            "only; workbooks with pupils in them stay at their school. The school makes its share "
            "file on its own page."
        )
    found = read_share(sent)
    named = sent.with_name(f"{safe_slug(found.school)}.json")
    sent.rename(named)
    return found, named


def keep_share(workspace: Workspace, target: Path, old: bytes) -> str:
    from datetime import date

    from .books import OLD

    folder = workspace.root / OLD / date.today().isoformat() / target.parent.name
    folder.mkdir(parents=True, exist_ok=True)
    mark = sha256(old).hexdigest()[:8]
    copy = folder / f"{target.stem}-{mark}.json"
    write_as_readable(old, copy, target)
    return copy.relative_to(workspace.root).as_posix()
