"""A file about people, sent in a school's own folder: taken, or kept until somebody decides."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from spp_research.intake.write.marked_copy import copy_of

from . import books, people_files
from .asked import Form, Gone, back_to, download, said
from .session import Session, View

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def send(session: Session, request: Request, form: Form) -> Response:
    """A file about people: put in place if nothing is against it, else kept to decide."""
    view, school = _school(session, request)
    key = people_files.key(school)
    with session.changing(), session.room() as room:
        offered = people_files.offer(
            view.listing, school, form.data, form.name, form.text("which"), room
        )
        session.wait(offered, key)
        if offered.why:
            return back_to(session, f"/schools/{school}/people/new")
        return _put(session, view, school, offered)


def waiting(session: Session, request: Request) -> Response:
    """A file that waits: what was found in it, and what can be done."""
    view, school, offered = _offered(session, request)
    if offered is None:
        return back_to(session, f"/schools/{school}", "No file waits to be looked at.")
    return session.page(
        "waiting.html",
        view=view,
        here=school,
        said=said(session, request),
        key=school,
        at=f"/schools/{school}",
        whose=view.listing.schools[school],
        offered=offered,
        checked=offered.checked,
        title="The file is not in place",
        misplaced=False,
        as_it_was="The school’s files are as they were.",
        what="people",
    )


def marked(session: Session, request: Request) -> Response:
    """The copy with the cells marked of a file that waits."""
    _, school, offered = _offered(session, request)
    if offered is None or not copy_of(offered.new).is_file():
        raise Gone
    return download(copy_of(offered.new).read_bytes(), f"{school} {copy_of(offered.new).name}")


def place(session: Session, request: Request, form: Form) -> Response:
    """Put the file that waits in place, whatever was found in it."""
    with session.changing():
        view, school, offered = _offered(session, request)
        if offered is None:
            return back_to(session, f"/schools/{school}", "No file waits to be put in place.")
        if offered.is_another(form.text("seen")):
            return back_to(session, f"/schools/{school}/people/new", books.ANOTHER_WAITS)
        return _put(session, view, school, offered)


def leave(session: Session, request: Request, form: Form) -> Response:
    """Forget the file that waits."""
    with session.changing():
        _, school, offered = _offered(session, request)
        if offered is not None and offered.is_another(form.text("seen")):
            return back_to(session, f"/schools/{school}/people/new", books.ANOTHER_WAITS)
        session.wait(None, people_files.key(school))
    told = "The file was left. Those of the school are as they were."
    return back_to(session, f"/schools/{school}", told)


def _school(session: Session, request: Request) -> tuple[View, str]:
    """The school that an address is about, among those that are shown."""
    view, school = session.view(), request.path_params["school"]
    if school not in view.listing.schools:
        raise Gone
    return view, school


def _offered(session: Session, request: Request) -> tuple[View, str, books.Offered | None]:
    """The file that waits, in the folder of a school that may have one."""
    view, school = _school(session, request)
    if not people_files.may_be_sent(view.listing, school):
        raise Gone
    return view, school, session.offered(people_files.key(school))


def _put(session: Session, view: View, school: str, offered: books.Offered) -> Response:
    same = books.is_the_same(offered)
    kept = books.put_in_place(view.listing, offered, date.today())
    session.wait(None, people_files.key(school))
    told = f"{offered.target.relative_to(view.workspace.root).as_posix()} is in place."
    if same:
        told = "This very file is in place already, and nothing has changed."
    if kept:
        told += f" The old one is kept: {kept.relative_to(view.workspace.root).as_posix()}"
    return back_to(session, f"/schools/{school}", told)
