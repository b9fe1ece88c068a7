"""One start of the program: its secrets, what waits for a decision, and what was seen last."""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from spp_research.errors import ConfigurationError, SPPError
from spp_research.partnership.status import Status
from spp_research.publish.live_pages import Desk
from spp_research.publish.states import Document, documents_of
from spp_research.share.files import Shares
from spp_research.workspace import Workspace, open_place, require_open

from .books import Offered
from .cut_off import CutOff, cut_off
from .guard import READING
from .keys import Keys
from .listing import Listing, listing_of
from .lists import Waiting
from .making import Work
from .pressing import pressed
from .remembered import Folders
from .undecided import LOTS, PARTNERS, WORDS, Record

if TYPE_CHECKING:
    from jinja2 import Environment
    from starlette.responses import HTMLResponse

    from spp_research.intake import Reading
    from spp_research.partnership.plan import Plan
    from spp_research.settings import Settings
    from spp_research.site.ahead import Ahead

Kept = TypeVar("Kept")

_TEMPLATES = Path(__file__).with_name("templates")
_GLANCE = 0.3  # seconds for which a look at all the files will do
_TOLD = 200  # sentences that are kept for a page that may still be opened
_PASSED_OVER = frozenset(("old", "cycles", "_site", "plan", "status", "data_templates"))


@dataclass(frozen=True)
class View:
    """A workspace as it is now.

    Parameters
    ----------
    listing : what there is to show.
    documents : those that may be shown.
    status : where the partnership is; None where that cannot be said.
    shares : the share files that are here.
    fault : why it cannot be said, in a sentence.
    begun : whether anybody has begun to fill in the lead's workbook.
    """

    listing: Listing
    documents: tuple[Document, ...]
    status: Status | None = None
    shares: Shares | None = None
    fault: str = ""
    begun: bool = True

    @property
    def workspace(self) -> Workspace:
        """The folder."""
        return self.listing.workspace


@dataclass(frozen=True)
class Preview:
    """The website as the next build would make it.

    Parameters
    ----------
    stamp : of the workspace when it was made.
    folder : where it lies.
    ahead : what would change.
    """

    stamp: str
    folder: Path
    ahead: Ahead


@dataclass(frozen=True)
class Proposal:
    """A year that was proposed.

    Parameters
    ----------
    stamp : of what it was made from.
    settings, reading : of the lead, as they were then.
    made : the year.
    """

    stamp: str
    settings: Settings
    reading: Reading
    made: Plan


@dataclass
class Session:
    """One start of the program.

    Parameters
    ----------
    folder : the workspace, or where one is to be made.
    scratch : a private folder, gone when the program has ended.
    end : ends the program.
    folders : those that may be opened instead of this one.
    go_to : opens one of them; gives its session.
    sent : what the lead of another partnership has sent, until it is registered or left.
    words : a Word document that was edited, until its words are taken back or left.
    lots : a list that was read and waits to be drawn from, by the school's short name.
    notes : a sentence to show above a document that is open, by its folder in the reports.
    over : set when nothing is served any more.
    styled : set when the page that says so has fetched its style.
    proposal : the year that was proposed last.
    """

    folder: Path
    scratch: Path
    end: Callable[[], None] = lambda: None
    keys: Keys = field(default_factory=Keys)
    work: Work = field(default_factory=Work)
    agreed: set[str] = field(default_factory=set)
    _offers: dict[str, Offered] = field(default_factory=dict)
    _told: dict[str, str] = field(default_factory=dict)
    _kept: dict[Hashable, tuple[str, Any]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    lots: dict[str, Waiting] = field(default_factory=dict)
    sent: Mapping[str, bytes] | None = None
    words: dict[str, bytes] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)
    styled: threading.Event = field(default_factory=threading.Event)
    desk: Desk = field(init=False)
    form_key: str = field(init=False)  # of this folder's pages, also where another is open by now
    _reading_key: str = field(init=False)
    proposal: Proposal | None = None
    folders: Folders = field(kw_only=True)
    go_to: Callable[[Path], Session] = field(kw_only=True)
    undecided: Record = field(init=False)
    _preview: Preview | None = None
    # Of which something was sent since it was noted.
    _settled: set[str] = field(default_factory=set)
    _glanced: tuple[float, str] = (0.0, "")
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        """The documents of the folder, and what is to be said of each."""
        self.form_key, self._reading_key = self.keys.form, self.keys.reading
        self.work.reports = self.folder.resolve() / "reports"
        self.desk = Desk(self.folder.resolve() / "reports", _Notes(self))
        self.undecided = Record(self.folder.resolve() / "reports")

    def view(self, *, as_before: bool = False) -> View:
        """The workspace as it is now; worked out anew where a file has changed.

        Parameters
        ----------
        as_before : whether what was seen last will do, for a page that is asked for every second.

        Raises
        ------
        ConfigurationError
            When there is no workspace, or one that has no such pages.
        """
        workspace = require_open(open_place(self.folder))
        return self.kept("view", lambda: _view(workspace), as_before=as_before)

    def kept(self, what: Hashable, make: Callable[[], Kept], *, as_before: bool = False) -> Kept:
        """What was found out of the workspace, as long as it is as it was."""
        if as_before and what in self._kept:
            before: Kept = self._kept[what][1]
            return before
        with self._lock:
            stamp = _stamp(self.folder)  # of before: what is saved meanwhile is found the next time
            known = self._kept.get(what)
            if known is None or known[0] != stamp:
                made = make()
                self._kept[what] = (stamp, made)
                return made
            found: Kept = known[1]
            return found

    @contextmanager
    def changing(self) -> Iterator[None]:
        """While something in the workspace is put in place, nothing else is."""
        with self._lock:
            yield

    @contextmanager
    def room(self) -> Iterator[Path]:
        """A new private folder for what was sent; gone again unless something of it waits."""
        self.stay()
        room = self.scratch / secrets.token_hex(8)
        room.mkdir(mode=0o700)
        try:
            yield room
        finally:
            if not any(one.new.parent == room for one in self._offers.values()):
                _clear(room)

    def require_idle(self) -> None:
        """Stop where something is being made, as another folder cannot be opened meanwhile.

        Raises
        ------
        ConfigurationError
            When it is.
        """
        if self.work.is_busy:
            raise ConfigurationError(
                "Something is being made in the folder that is open now. Wait until it has "
                "finished, or stop it, and then open the other one."
            )

    def close(self) -> None:
        """Another folder is opened instead: what waited for a decision is forgotten."""
        self.over.set()
        self.undecided.close()
        with self._lock:
            for key in [*self._offers]:
                self.wait(None, key)
            self.words, self.lots, self.sent = {}, {}, None
        self.look_at(None)

    def stay(self) -> None:
        """Keep the private folder from being taken for one that a program before left behind."""
        self.scratch.mkdir(mode=0o700, exist_ok=True)
        os.utime(self.scratch)

    def wait(self, offered: Offered | None, key: str) -> None:
        """Keep a new version of a workbook until somebody decides, instead of one before."""
        with self._lock:
            before = self._offers.pop(key, None)
            if before is not None and (offered is None or before.new != offered.new):
                _clear(before.new.parent)
            if offered is not None:
                self._offers[key] = offered
            self._settled.add(key)

    def note_undecided(self) -> None:
        """Write down what waits, so that a later start can say what was not taken in."""
        with self._lock:
            there = [*self._offers, *(f"{key}/{WORDS}" for key in self.words)]
            there += [f"{school}/{LOTS}" for school in self.lots]
            there += [PARTNERS] if self.sent is not None else []
            self.undecided.note(there, self._settled)
            self._settled.clear()

    def offered(self, key: str) -> Offered | None:
        """The version of a workbook that waits."""
        found = self._offers.get(key)
        return found if found is not None and found.new.is_file() else None

    def agrees(self, strange: Mapping[str, str]) -> bool:
        """Whether somebody has said yes to these very programs."""
        return mark_of(sorted(strange.items())) in self.agreed

    def stamp(self) -> str:
        """What tells whether a file of the workspace has changed."""
        return _stamp(self.folder)

    def seen(self) -> str:
        """The same as it was when the page that is being made was worked out."""
        known = self._kept.get("view")
        return known[0] if known else ""

    def glance(self) -> str:
        """The same for pages that ask again and again: looked at a few times a second for all."""
        at, known = self._glanced
        now = time.monotonic()
        if now - at > _GLANCE or not known:
            known = self.stamp()
            self._glanced = (time.monotonic(), known)
        return known

    def settle(self, documents: Iterable[str]) -> None:
        """There is nothing more to say of documents that were made."""
        gone = set(documents)
        self.notes = {name: said for name, said in self.notes.items() if name not in gone}

    def look_at(self, preview: Preview | None) -> None:
        """Keep the website as it would be, instead of one before."""
        with self._lock:
            before, self._preview = self._preview, preview
        if before is not None:
            _clear(before.folder)

    def preview(self) -> Preview | None:
        """The website as it would be; None where something has changed since it was made."""
        found = self._preview
        return found if found and found.folder.is_dir() and found.stamp == self.stamp() else None

    def cut_off(self) -> CutOff | None:
        """What was being made when the program stopped the last time; None for nothing."""
        return None if self.work.is_busy else cut_off(self.folder.resolve() / "reports")

    def tell(self, sentence: str) -> str:
        """Keep a sentence for the next page; what its address is to say."""
        with self._lock:
            number = secrets.token_hex(4)
            self._told[number] = sentence
            while len(self._told) > _TOLD:
                self._told.pop(next(iter(self._told)))
            return number

    def told(self, number: str) -> str:
        """A sentence that was kept; empty for none."""
        return self._told.get(number, "")

    def reading(self, address: str) -> str:
        """Where something of the workspace is served to be read."""
        from urllib.parse import quote

        return f"{READING}{self._reading_key}/{quote(address)}"

    def page(self, template: str, code: int = 200, **facts: Any) -> HTMLResponse:
        """A page of ours."""
        from starlette.responses import HTMLResponse

        view = facts.get("view")
        common = {
            "form_key": self.form_key,
            "reading": self.reading,
            "folder": self.folder.name,
            "where": str(self.folder),
            "leads": view.listing.is_leads if view else False,
            "hub": view.listing.is_hub if view else False,
            "own_school": view.listing.own_school if view else "",
            "busy": self.work.is_busy,
            "said": "",
            "here": "",
            "live": "",
        }
        text = _environment().get_template(template).render(common | facts)
        return HTMLResponse(text, status_code=code)


class _Notes(Mapping[str, str]):
    """What is to be said above documents, as the session has it at each moment."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __getitem__(self, document: str) -> str:
        return self._session.notes[document]

    def __iter__(self) -> Iterator[str]:
        return iter(self._session.notes)

    def __len__(self) -> int:
        return len(self._session.notes)


def mark_of(what: Sequence[object]) -> str:
    """What a yes is about: these very things, as they are now; empty for nothing."""
    return sha256(repr([*what]).encode()).hexdigest() if what else ""


def _view(workspace: Workspace) -> View:
    from spp_research.cli.standing import looked_from

    listing = listing_of(workspace)
    if workspace.is_hub:
        return _hubs_view(listing)
    try:
        status, shares, _, documents = looked_from(workspace)
        return View(listing, listing.shown(documents), status, shares)
    except SPPError as error:  # the lead's workbook, or the settings, have something to mend
        begun = not _is_not_begun(workspace)
        known: tuple[Document, ...] = ()
        with suppress(SPPError):
            known = listing.shown(documents_of(workspace))
        return View(listing, known, fault=str(error), begun=begun)


def _hubs_view(listing: Listing) -> View:
    from spp_research.hub.lead import open_hub_book

    fault, place = "", listing.workspace
    begun = not _is_not_begun(place)
    try:
        open_hub_book(place)
    except SPPError as error:
        fault = str(error) if begun else ""
    return View(listing, documents_of(place), fault=fault, begun=begun)


def _is_not_begun(workspace: Workspace) -> bool:
    """Whether nobody has begun to fill in the lead's workbook."""
    from spp_research.run.looks import read_book
    from spp_research.schema import HUB, PARTNERSHIP

    book = HUB if workspace.is_hub else PARTNERSHIP
    return read_book(workspace.lead_file, book).not_started


def _stamp(root: Path) -> str:
    """What tells whether a file of the workspace has changed: the day, names, times and sizes."""
    from hashlib import blake2b

    seen = blake2b(date.today().isoformat().encode())
    for place, folders, names in os.walk(root):
        top = place == str(root)
        folders[:] = sorted(
            one for one in folders if not one.startswith(".") and not (top and one in _PASSED_OVER)
        )
        for name in sorted(names):
            if name.startswith(".") or name.endswith((".checked.xlsx", ".log")):
                continue
            path = Path(place) / name
            try:
                about = path.stat()
            except OSError:
                continue
            seen.update(f"{path}\0{about.st_mtime_ns}\0{about.st_size}\0".encode())
    return seen.hexdigest()


def _clear(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def _to_press(value: Any) -> Any:
    return pressed(value) if type(value) is str else value


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_to_press,
        trim_blocks=True,
        lstrip_blocks=True,
    )
