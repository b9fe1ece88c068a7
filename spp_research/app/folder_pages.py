"""Your folders: which there are, to open another, and to begin a new one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from spp_research.cli.check_pages import put_check_page
from spp_research.cli.practising import made_room
from spp_research.cli.starting import lay_out
from spp_research.errors import ConfigurationError, EvidenceError, SPPError
from spp_research.intake.belonging import book_of, kind_of, school_of
from spp_research.intake.write.marked_copy import write_as_readable
from spp_research.phrases import counted
from spp_research.publish.placing import writing
from spp_research.schema import SCHOOL
from spp_research.workspace import Workspace, kit_resources, school_slug

from .asked import Form, Gone, back_to, download, said
from .books import workbook_ending
from .listing import listing_of
from .session import Session

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_NEXT = (
    "Next, put the partnership’s workbook here, which the lead of your partnership sends you: see "
    "Partnership."
)


@dataclass(frozen=True)
class Known:
    """A folder as the page lists it.

    Parameters
    ----------
    key : by which it is chosen.
    path : where it is.
    what : whose it is, or why it cannot be opened, in a sentence.
    can_be_opened : whether it has pages.
    is_open : whether it is open now.
    is_kept : whether it is listed because somebody has opened it once.
    """

    key: str
    path: Path
    what: str
    can_be_opened: bool
    is_open: bool
    is_kept: bool


def folders(session: Session, request: Request) -> Response:
    """The folders that are known, and how to begin another."""
    return session.page(
        "folders.html",
        view=_view_of(session),
        here="folders",
        said=said(session, request),
        known=[
            Known(
                key, path, *whose(path), path == session.folder, path != session.folders.started_in
            )
            for key, path in session.folders.known().items()
        ],
        places=[(key, str(path)) for key, path in session.folders.places().items()],
    )


def whose(folder: Path) -> tuple[str, bool]:
    """What a folder is, in a sentence, and whether it has pages."""
    place = Workspace(folder)
    try:
        if not folder.is_dir():
            return "Not there any more, or its drive is not connected.", False
        if place.is_closed:
            return "A year that was closed. It is kept as it was, and has no pages.", False
        if place.is_hub:
            return "A hub’s, of many partnerships.", True
        if not place.lead_file.is_file():
            if any((folder / "schools").glob("*/evidence.*")):
                return (
                    "Schools’ workbooks are in it, and partnership.xlsx is missing.",
                    True,
                )
            return "Nothing has been begun in it yet.", True
        listing = listing_of(place)
    except (SPPError, OSError):
        return "What is in it cannot be read.", True
    if listing.own_school:
        return f"A school’s: {listing.names[listing.own_school]}.", True
    schools = counted(len(listing.names), "school") if listing.names else "no schools yet"
    return f"A partnership lead’s, with {schools}.", True


def _view_of(session: Session) -> object:
    """What the head of the page goes by; None where nothing is begun, or cannot be shown."""
    try:
        return session.view()
    except SPPError:
        return None


def open_folder(session: Session, request: Request, form: Form) -> Response:
    """Open another of the folders that are known."""
    folder = _chosen(session, form)
    if folder == session.folder:
        return back_to(session, "/", "This folder is open already.")
    return back_to(session.go_to(folder), "/", f"This folder is open now: {folder}")


def forget(session: Session, request: Request, form: Form) -> Response:
    """Take a folder out of the list."""
    folder = _chosen(session, form)
    session.folders.forget(folder)
    told = f"{folder} is not listed any more. Nothing in the folder has changed."
    return back_to(session, "/folders", told)


def _chosen(session: Session, form: Form) -> Path:
    """The folder that a form means, among those that are known.

    Raises
    ------
    Gone
        When it is none of them.
    """
    folder = session.folders.known().get(form.text("folder"))
    if folder is None:
        raise Gone
    return folder


def new(session: Session, request: Request, form: Form) -> Response:
    """Make a new folder for the lead of a partnership or of a hub, and open it."""
    session.require_idle()
    folder = session.folders.made(form.text("place"), form.text("name"))
    _, state = lay_out(folder, form.text("what") == "hub")
    told = f"{counted(len(state.missing), 'file').capitalize()} were laid out in {folder}."
    return back_to(session.go_to(folder), "/", told)


def practise(session: Session, request: Request, form: Form) -> Response:
    """Make a practice room, with mistakes to find, in a new folder, and open it."""
    session.require_idle()
    folder = session.folders.made(form.text("place"), form.text("name"))
    made_room(folder)
    put_check_page(folder)
    told = f"The practice room {folder} is made. Nothing in it is real, and nothing can go wrong."
    return back_to(session.go_to(folder), "/", told)


def new_school(session: Session, request: Request, form: Form) -> Response:
    """Make a new folder for a school, with the workbook that was sent, and open it."""
    session.require_idle()
    with session.room() as room:
        sent, school = _of_school(form, room)  # before anything is made
        folder = session.folders.made(form.text("place"), form.text("name"))
        _begin_with(folder, sent, school)
    told = f"The folder {folder} is made, with the workbook of {school}. {_NEXT}"
    return back_to(session.go_to(folder), f"/schools/{school}", told)


def empty_workbook(session: Session, request: Request) -> Response:
    """An empty workbook of a school, for whoever has not been sent one."""
    name = f"{SCHOOL.name}.xlsx"
    return download((kit_resources() / "data_templates" / name).read_bytes(), name)


def begin_school(session: Session, request: Request, form: Form) -> Response:
    """Make the folder that is open, in which there is nothing yet, that of a school."""
    folder = session.folder
    if Workspace(folder).lead_file.is_file() or any((folder / "schools").glob("*/evidence.*")):
        raise ConfigurationError(f"{folder}: somebody has begun in this folder already.")
    with session.changing(), session.room() as room:
        _begin_with(folder, *(found := _of_school(form, room)))
    session.folders.remember(folder)
    told = f"The workbook of {found[1]} is in place. {_NEXT}"
    return back_to(session, f"/schools/{found[1]}", told)


def _of_school(form: Form, room: Path) -> tuple[Path, str]:
    """The workbook of a school that was sent, and the short name that it gives the school.

    Raises
    ------
    EvidenceError
        When it is none, or does not say whose it is.
    """
    if not form.data:
        raise EvidenceError("No file was chosen. Choose the workbook of your school.")
    sent = room / f"evidence{workbook_ending(form.data, form.name)}"
    sent.write_bytes(form.data)
    book = book_of(sent)
    if kind_of(book, sent.name) is not SCHOOL or book is None:
        raise EvidenceError(
            "This is not the workbook of a school, so nothing was made. It is the one that the "
            "lead sends to each school, with the sheets “The school”, “Evidence” and “Findings”."
        )
    school = school_of(book, sent.name)
    if not school:
        raise EvidenceError(
            "The workbook does not say whose it is, so nothing was made. Fill in the sheet "
            "“The school”, the short name first, and send it again."
        )
    return sent, school_slug(school)


def _begin_with(folder: Path, sent: Path, school: str) -> None:
    """Lay out a folder for one school, with its workbook."""
    lay_out(folder)
    place = Workspace(folder).school_folder(school)
    with writing(place):
        for part in (place, place / "surveys", place / "pupils"):
            part.mkdir(parents=True, exist_ok=True)
        write_as_readable(sent.read_bytes(), place / sent.name, Workspace(folder).lead_file)
