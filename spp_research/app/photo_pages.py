"""The photos of a school's practice: seen, sent and taken away in the school's own folder alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from spp_research.intake.check.materials import read_as
from spp_research.protect.attachments import AttachmentError
from spp_research.protect.photos import MOST_PHOTOS

from . import photo_files
from .asked import Form, Gone, back_to, said
from .session import Session, View

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def photos(session: Session, request: Request) -> Response:
    """Each photo with what the sheet says of it, and what is missing."""
    view, school = _school(session, request)
    found = session.kept(("photos", school), lambda: photo_files.photos(view.listing, school))
    shown = sum(one.named and not one.why for one in found.listed)
    return session.page(
        "photos.html",
        view=view,
        live=session.seen(),
        here=school,
        said=said(session, request),
        at=f"/schools/{school}",
        key=school,
        name=view.listing.schools[school],
        found=found,
        shown=shown,
        most=MOST_PHOTOS,
        read_as=read_as,
    )


def picture(session: Session, request: Request) -> Response:
    """One of them, drawn anew: its points and nothing of its file."""
    from starlette.responses import Response

    view, school = _school(session, request)
    try:
        drawn = photo_files.picture(view.listing, school, request.path_params["photo"])
    except AttachmentError:
        raise Gone from None
    return Response(drawn, media_type="image/png")


def send(session: Session, request: Request, form: Form) -> Response:
    """Lay down a photo without what its file knows."""
    view, school = _of_a_school(session, request)
    photo_files.require_own(view.listing, school)
    with session.changing():
        name, kept = photo_files.take(
            view.listing, school, form.data, form.name, form.text("which"), date.today()
        )
        named = any(
            one.name == name and one.named
            for one in photo_files.photos(view.listing, school).listed
        )
    told = f"{name} is in place, without where, when and with what it was taken."
    if not named:
        told += " No row of the sheet “Photos” names it yet, so it is not shown to anybody."
    if kept:
        told += f" The one before is kept: {kept.relative_to(view.workspace.root).as_posix()}"
    return back_to(session, _at(school), told)


def take_away(session: Session, request: Request, form: Form) -> Response:
    """Take a photo out of the folder, and keep it aside."""
    view, school = _of_a_school(session, request)
    photo_files.require_own(view.listing, school)
    with session.changing():
        gone = photo_files.take_away(view.listing, school, form.text("photo"), date.today())
    if gone is None:
        return back_to(session, _at(school), "That photo is not there any more.")
    name, kept = gone
    told = (
        f"{name} was taken away. It is kept: {kept.relative_to(view.workspace.root).as_posix()}. "
        "If it was shown, make the write-up and the share file again, and tell the lead."
    )
    return back_to(session, _at(school), told)


def _at(school: str) -> str:
    return f"/schools/{school}/photos"


def _of_a_school(session: Session, request: Request) -> tuple[View, str]:
    view, school = session.view(), request.path_params["school"]
    if school not in view.listing.schools:
        raise Gone
    return view, school


def _school(session: Session, request: Request) -> tuple[View, str]:
    """The school that an address is about, where this is its own folder."""
    view, school = _of_a_school(session, request)
    if view.listing.own_school != school:
        raise Gone
    return view, school
