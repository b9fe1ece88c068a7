"""A hub: its partnerships, what their schools have shared, and the report of the year.

A hub knows schools by their share files alone, and these go by what they say: into which folder one
is put is told by the partnership that it names, and no name from a form becomes a path.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from spp_research.cli.adding import short_name_of
from spp_research.errors import ConfigurationError, EvidenceError, SPPError
from spp_research.hub.gathering import Gathered, gather, hub_files, named, without_share_files
from spp_research.hub.lead import HubBook, bare, open_hub_book
from spp_research.hub.parts import Part
from spp_research.intake.write.marked_copy import write_as_readable
from spp_research.kinds import HUB_REPORT
from spp_research.phrases import long_date
from spp_research.protect.disclosure import Audience, rules_for
from spp_research.publish.placing import writing
from spp_research.settings import read_settings
from spp_research.share import SchoolShare
from spp_research.share.files import ENDING, read_share
from spp_research.share.report_file import NAME as REPORT_FILE
from spp_research.words import shared
from spp_research.workspace import Workspace

from . import hub_report_files, last_run, share_pages, undecided_pages
from .asked import Form, Gone, back_to, said
from .listing import LEAD
from .remembered import key_of
from .school_pages import book_facts, rows
from .session import Session, View

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


@dataclass(frozen=True)
class Sent:
    """What one school has sent: where it is read, its name, and the day that it looks from."""

    address: str
    school: str
    made_on: str


@dataclass(frozen=True)
class Partnership:
    """A partnership as the page lists it.

    Parameters
    ----------
    listed : how many schools `hub.xlsx` says it has; empty where it does not say.
    newest : the day of its newest share file, in words; empty where none counts.
    """

    name: str
    listed: str
    newest: str
    sent: tuple[Sent, ...]


@dataclass(frozen=True)
class Hub:
    """What a hub has now.

    Parameters
    ----------
    left : why each share file that does not count does not, in sentences.
    asked : what somebody should look at although everything counts, in sentences.
    """

    name: str
    cycle: str
    partnerships: tuple[Partnership, ...] = ()
    left: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


def home(session: Session, request: Request) -> Response:
    """The first page of a hub."""
    view = session.view()
    return session.page(
        "hub.html",
        view=view,
        live=session.seen(),
        here="home",
        said=said(session, request),
        name="the hub",
        now=_now(session, view),
        rows=rows(session, view, HUB_REPORT.about_all) if view.begun and not view.fault else [],
        cut_off=session.cut_off(),
        **undecided_pages.undecided(session, view),
        last=last_run.last_run(session, view),
        front=last_run.front_page(session, view),
    )


def book(session: Session, request: Request) -> Response:
    """The hub's workbook, with what was found in it."""
    view = session.view()
    return session.page(
        "hub_book.html",
        view=view,
        live=session.seen(),
        here="partnership",
        said=said(session, request),
        key=LEAD,
        name="The hub",
        at="/partnership",
        **book_facts(session, view, LEAD),
    )


def share(session: Session, request: Request) -> Response:
    """A share file in plain words; it is chosen by a key among those that are here."""
    view = _hubs(session)
    path = {key_of(one): one for one in hub_files(view.workspace)}.get(request.path_params["file"])
    if path is None:
        raise Gone
    held = read_share(path)
    return session.page(
        "share.html",
        view=view,
        here="home",
        said=said(session, request),
        name=f"{held.school_name}, {held.partnership}",
        sections=list(shared.sections(held)),
        back="/",
        key="",
    )


def take_share(session: Session, request: Request, form: Form) -> Response:
    """Take in a share file that a partnership or a school has sent; nothing else is taken."""
    view = _hubs(session)
    if not form.data:
        raise EvidenceError("No file was chosen. Choose the share file that has been sent.")
    with session.changing(), session.room() as room:
        if hub_report_files.is_report(form.data):
            said_of_it = hub_report_files.take(view.workspace, form, room, _report_place)
            return back_to(session, "/", said_of_it)
        found, _ = share_pages.opened(form.data, room)
        target = _place(view.workspace, found)
        name, theirs = found.school_name, found.partnership
        _require_own(view.workspace, target)
        with writing(view.workspace.partnerships):
            old = target.read_bytes() if target.is_file() else b""
            if old == form.data:
                return back_to(session, "/", f"This very share file of {name} was here already.")
            if old and form.text("older") != "yes":
                share_pages.refuse_older(found, target)
            told = f"The share file of {name}, {theirs}, is in place."
            if old:
                kept = share_pages.keep_share(view.workspace, target, old)
                told += f" The one that was here is kept: {kept}"
            target.parent.mkdir(parents=True, exist_ok=True)
            write_as_readable(form.data, target, view.workspace.hub_file)
        shown = named(target, view.workspace)
        now = _now(session, view)
        told += "".join(f" {why}" for why in (now.left if now else ()) if why.startswith(shown))
    return back_to(session, "/", told)


def _hubs(session: Session) -> View:
    view = session.view()
    if not view.listing.is_hub:
        raise Gone
    return view


def _now(session: Session, view: View) -> Hub | None:
    """What the hub has now; None where its workbook has to be filled in or mended first."""
    if view.fault or not view.begun:
        return None
    return session.kept("hub", lambda: _looked_at(view.workspace))


def _looked_at(workspace: Workspace) -> Hub:
    book = open_hub_book(workspace)
    today = date.today()
    as_at = None
    with suppress(ConfigurationError):  # what is wrong with the settings is said elsewhere
        as_at = read_settings(workspace.settings_file).as_at
    rules = rules_for(Audience.PARTNERSHIP)
    found = gather(workspace, book, rules, today, as_at or today)
    return Hub(
        book.name,
        book.cycle,
        tuple(_partnerships(workspace, book, found)),
        tuple(one.sentence for one in found.left),
        (*found.asked, *map(_empty, without_share_files(workspace))),
    )


def _empty(folder: str) -> str:
    return f"There is no share file in the folder partnerships/{folder} yet."


def _partnerships(workspace: Workspace, book: HubBook, found: Gathered) -> Iterator[Partnership]:
    """Those that the hub lists, in its order, and after them any other that has sent something."""
    by_name: dict[str, list[Part]] = {name: [] for name in book.listed}
    for part in found.parts:
        by_name.setdefault(bare(part.partnership), []).append(part)
    for key, parts in by_name.items():
        listed = book.listed.get(key)
        schools = listed.schools if listed else None
        newest = max((part.made_on for part in parts), default=None)
        yield Partnership(
            listed.name if listed else parts[0].partnership,
            str(schools) if schools is not None else "",
            long_date(newest) if newest else "",
            tuple(
                Sent(
                    f"/hub/shares/{key_of(workspace.partnerships / part.file)}",
                    part.school,
                    long_date(part.made_on),
                )
                for part in parts
            ),
        )


def _place(workspace: Workspace, share: SchoolShare) -> Path:
    """Where a share file belongs: in the folder that has this partnership's, or a new one."""
    return _folder_of(workspace, share.partnership, f"{share.school}{ENDING}")


def _report_place(workspace: Workspace, partnership: str) -> Path:
    """Where a partnership's report belongs."""
    target = _folder_of(workspace, partnership, REPORT_FILE)
    _require_own(workspace, target)
    return target


def _folder_of(workspace: Workspace, partnership: str, name: str) -> Path:
    own = [folder for folder, theirs in _folders(workspace) if theirs == bare(partnership)]
    if own:
        return own[0] / name
    try:
        stem = short_name_of(partnership)
    except SPPError:  # nothing is left of it in letters that every system takes
        stem = "partnership"
    names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
    folders = (workspace.partnerships / one for one in names)
    return next(folder for folder in folders if not folder.exists()) / name


def _require_own(workspace: Workspace, target: Path) -> None:
    """Stop where a folder of the hub is a link: nothing is put where nobody would look for it.

    Raises
    ------
    ConfigurationError
        When it is.
    """
    if target.parent.resolve() != workspace.root.resolve() / target.parent.relative_to(
        workspace.root
    ):
        raise ConfigurationError(
            f"The folder {target.parent.relative_to(workspace.root).as_posix()} leads to another "
            "place, so the file was not taken. Put it there yourself, if that is meant."
        )


def _folders(workspace: Workspace) -> Iterator[tuple[Path, str]]:
    """The folders with share files, each with the partnership of the first that can be read."""
    seen = set()
    for path in hub_files(workspace):
        if path.parent in seen or path.parent == workspace.partnerships:
            continue
        with suppress(EvidenceError):
            yield path.parent, bare(read_share(path, texts=False).partnership)
            seen.add(path.parent)
