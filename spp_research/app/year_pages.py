"""The year that is closed, the next one begun; and the years that were closed before.

What closing would do is shown first, by a page that changes nothing. The button below it closes
only what was looked at: whatever has been saved since is looked at again before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from spp_research.cli import cycling, redrawing
from spp_research.cli.selecting import Wanted
from spp_research.cycle import named, school_year
from spp_research.errors import ConfigurationError, SPPError
from spp_research.intake import read_lead
from spp_research.kinds import PARTNERSHIP_REPORT
from spp_research.partnership import next_cycle
from spp_research.partnership.closed_cycles import (
    AGAIN,
    ClosedCycle,
    changed_since,
    closed_cycles,
    read_json,
)
from spp_research.partnership.lead_workbook import membership_of
from spp_research.phrases import long_date
from spp_research.run.jobs import ALL_KINDS
from spp_research.workspace import CLOSING, Workspace

from . import telling
from .asked import Form, Gone, back_to, said
from .keys import COMMAND
from .remembered import key_of
from .session import Session, View, mark_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

AT = "/partnership/year"
_LONGEST = 40  # letters of the name of a year
_NEEDED = frozenset({"partnership", "schools"})
_ALL = PARTNERSHIP_REPORT.about_all
_CALLED = {"report.html": "Web", "report.docx": "Word", "report.pdf": "PDF"}


@dataclass(frozen=True)
class Closed:
    """A year that was closed, as the page lists it.

    Parameters
    ----------
    key : by which it is chosen.
    closed_on : the day, in words.
    changed : how many of its files are not what they were.
    files : its documents that were drawn again, what each is called and where it is served.
    """

    key: str
    name: str
    folder: str
    closed_on: str
    changed: int
    files: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def year(session: Session, request: Request) -> Response:
    """The year that is open, what closing it would do where that is asked, and those closed."""
    view = _own(session)
    wanted = " ".join(request.query_params.get("next", "").split())[:_LONGEST]
    found, fault = _ahead(view, wanted) if wanted else (None, "")
    following = _following(view)
    return session.page(
        "year.html",
        view=view,
        live=session.seen(),
        here="partnership",
        said=said(session, request),
        now=view.status.cycle if view.status else "",
        proposed=wanted or following,
        example=following or named(school_year(date.today()) + 1),
        wanted=wanted,
        fault=fault,
        ahead=found,
        planned=list(found.planned()) if found else [],
        mark=_mark(session, found) if found else "",
        closed=[_closed(session, view, one) for one in reversed(closed_cycles(view.workspace))],
        last=_last(view),
    )


def close(session: Session, request: Request, form: Form) -> Response:
    """Close the year that was looked at, and begin the next."""
    view = _own(session)
    _require_idle(session)
    wanted = " ".join(form.text("next").split())[:_LONGEST]
    with session.changing():
        found = cycling.look_ahead(view.workspace, wanted)
        if form.text("mark") != _mark(session, found):
            raise ConfigurationError(
                "Something in the folder has changed since this was looked at, so nothing was "
                "closed. Look once more at what would be done."
            )
        if found.unfinished and form.text("all_the_same") != "yes":
            raise ConfigurationError(
                f"In {found.closing.old} something can still be finished, so nothing was closed. "
                "If it is to be closed all the same, tick the box above the button."
            )
        lines = list(found.told())
        cycling.close(found, COMMAND)
        _forget(session)
    return telling.tell(session, AT, f"{found.closing.old} is closed", lines)


def told(session: Session, request: Request) -> Response:
    """What closing the year did, and what comes next."""
    back = (AT, "Back to the year")
    return telling.told(session, request, _own(session), "partnership", "", back)


def back(session: Session, request: Request) -> Response:
    """What taking the last closing back does, before it is done."""
    view = _own(session)
    last = _last(view)
    if not last:
        raise Gone
    return session.page("year_back.html", view=view, here="partnership", last=last)


def undo(session: Session, request: Request, form: Form) -> Response:
    """Take the last closing back; refused where anybody has written since."""
    place = Workspace(session.folder.resolve())
    if place.is_hub:
        raise Gone
    _require_idle(session)
    with session.changing():
        # Pressed twice, as by two people, it would open the year before as well.
        meant = form.text("year")
        if meant and not place.is_being_closed and meant != _last(_own(session)):
            told = f"{meant} is not the year that was closed last, so nothing was taken back."
            return back_to(session, AT, told)
        opened = cycling.undone(place, COMMAND)
        _forget(session)
    return back_to(session, AT, f"{opened} is open again, as it was.")


def cut_off(session: Session) -> Response:
    """The page of a folder in which a closing was cut off."""
    place = Workspace(session.folder.resolve())
    journal = read_json(place.cycles / CLOSING) or {}
    return session.page("year_cut_off.html", 400, last=str(journal.get("cycle", "")))


def finish(session: Session, request: Request, form: Form) -> Response:
    """Do the rest of a closing that was cut off."""
    with session.changing():
        ended = cycling.finished(Workspace(session.folder.resolve()), COMMAND)
        _forget(session)
    return back_to(session, "/", cycling.ended_told(ended) if ended else "")


def draw_again(session: Session, request: Request, form: Form) -> Response:
    """Begin to draw the documents of a closed year once more, from what was kept of each."""
    view = _own(session)
    chosen = [
        one
        for one in closed_cycles(view.workspace)
        if key_of(one.workspace.root) == form.text("year")
    ]
    if not chosen:
        raise Gone
    closed, own = chosen[0], view.listing.own_school
    wanted = Wanted((ALL_KINDS,), (own,) if own else (), all_schools=not own)

    def do() -> Iterator[str]:
        _, drawn = redrawing.drawn_again(closed.workspace.root, wanted, session.work.stopped)
        yield redrawing.summary(closed, drawn)
        yield from (f"{redrawing.told(one)}." for one in drawn if one.files)
        yield from redrawing.not_drawn(drawn, by_name=False)

    session.stay()
    session.work.start(f"The documents of {closed.name}", AT, {}, do)
    return back_to(session, "/making")


def _own(session: Session) -> View:
    view = session.view()
    if view.listing.is_hub:
        raise Gone
    return view


def _require_idle(session: Session) -> None:
    if session.work.is_busy:
        raise ConfigurationError(
            "Something is being made in this folder. Wait until it has finished, or stop it, and "
            "then close the year."
        )


def _forget(session: Session) -> None:
    """What was found, proposed and waits for a yes was of a year that is not open any more."""
    session.proposal = None
    session.notes = {}
    session.lots.clear()
    session.words.clear()
    session.look_at(None)


def _ahead(view: View, wanted: str) -> tuple[cycling.Ahead | None, str]:
    """What closing would do, or why it cannot be closed."""
    try:
        return cycling.look_ahead(view.workspace, wanted), ""
    except SPPError as error:
        return None, str(error)


def _mark(session: Session, found: cycling.Ahead) -> str:
    """What a yes is about: what was said, of the folder as it was then."""
    return mark_of([session.stamp(), found.closing.new, *found.unfinished, *found.planned()])


def _following(view: View) -> str:
    """The name of the school year after the one that is open; empty where that is not certain."""
    lead = read_lead(view.workspace)
    told = not lead.not_started and bool(lead.rows["partnership"].records)
    days = membership_of(lead).days if told and lead.partial.isdisjoint(_NEEDED) else None
    return named(school_year(days.last) + 1) if days and not days.guessed else ""


def _last(view: View) -> str:
    """The year that was closed last; empty where none was."""
    last = next_cycle.last_closed(view.workspace)
    return str(last[1]["cycle"]) if last else ""


def _closed(session: Session, view: View, one: ClosedCycle) -> Closed:
    root = one.workspace.root
    day = date.fromisoformat(one.closed_on[:10]) if one.closed_on else None
    drawn: dict[str, list[tuple[str, str]]] = {}
    for address, path in view.listing.readable_again(one.workspace).items():
        if path.name in _CALLED:
            about = path.relative_to(root / AGAIN).parts
            drawn.setdefault(_whose(view, about), []).append(
                (_CALLED[path.name], session.reading(address))
            )
    changed = [p for p in changed_since(root) if _may_be_told(view, p)]
    return Closed(
        key_of(root),
        one.name,
        root.name,
        long_date(day) if day else "",
        len(changed),
        tuple((what, tuple(files)) for what, files in drawn.items()),
    )


def _whose(view: View, about: tuple[str, ...]) -> str:
    """Of whom a document is, what it is and whom it is for, by its folder below `again`."""
    school, kind, audience = about[0], *about[1].rpartition("-")[::2]
    title = view.workspace.kinds[kind].title if kind in view.workspace.kinds else kind
    whose = view.listing.names.get(school, "The partnership" if school == _ALL else school)
    return f"{whose}: {title}, for the {audience} audience"


def _may_be_told(view: View, path: str) -> bool:
    """Whether a file of a closed year may be counted here: to a school, no other school's."""
    own = view.listing.own_school
    return not own or path.startswith((f"schools/{own}/", f"reports/{own}/"))
