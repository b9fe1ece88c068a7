"""The first page: where each school is, what is due, what is missing, and what the last run did."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from spp_research.cli import practising
from spp_research.cli.adding import added_school
from spp_research.cli.starting import lay_out
from spp_research.errors import ConfigurationError
from spp_research.partnership.status import Status
from spp_research.phrases import counted, long_date, small
from spp_research.publish import status_page
from spp_research.publish.left_over import left_over
from spp_research.publish.states import LABELS
from spp_research.publish.stray_projects import said_of_strays
from spp_research.settings import read_settings
from spp_research.words import status as words
from spp_research.workspace import Workspace

from . import hub_pages, last_run, undecided_pages
from .asked import Form, Gone, back_to, said
from .session import Session, View

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_GONE = (
    "partnership.xlsx is not in this folder, and there are workbooks of schools. Put it back where "
    "it was, beside the folder schools, and load this page again. Nothing else has changed."
)
_DOCUMENTS = "Documents"  # of the sections of the status: here they are a table


def home(session: Session, request: Request) -> Response:
    """The first page, or how to begin where there is no workspace yet."""
    place = Workspace(session.folder.resolve())
    if place.is_being_closed:
        from . import year_pages

        return year_pages.cut_off(session)
    if not place.lead_file.is_file() and any((place.root / "schools").glob("*/evidence.*")):
        return session.page("message.html", 400, title="A workbook is missing", sentence=_GONE)
    if not place.lead_file.is_file():
        return session.page("begin.html", here="begin", said=said(session, request))
    view = session.view()
    if view.listing.is_hub:
        return hub_pages.home(session, request)
    status = view.status
    own = view.listing.own_school
    kinds = [kind for kind in view.workspace.kinds.values() if kind.per_school]
    return session.page(
        "home.html",
        view=view,
        live=session.seen(),
        here="home",
        said=said(session, request),
        status=status,
        line=words.in_a_line(status) if status and not own else "",
        seen_on=_fixed_day(view),
        practice=session.kept("practice", lambda: practising.counted_now(view.workspace)),
        heads=[words.heading(step.stage) for step in status.standings[0].steps]
        if status and status.standings
        else [],
        rows=_rows(view),
        sections=_sections(view),
        kinds=[kind.title for kind in kinds],
        documents=_documents(view),
        without_book=_without_book(view),
        about_all=[
            (one.kind.title, small(LABELS[one.state]))
            for one in view.documents
            if not one.kind.per_school
        ],
        cut_off=session.cut_off(),
        **undecided_pages.undecided(session, view),
        last=last_run.last_run(session, view),
        front=last_run.front_page(session, view),
        silent=words.silent(status) if status and not own else "",
    )


def _fixed_day(view: View) -> str:
    """The day from which everything is looked at, where settings.yml fixes one; else empty."""
    try:
        day = read_settings(view.workspace.settings_file).as_at
    except ConfigurationError:
        return ""
    return long_date(day) if day else ""


def _rows(view: View) -> list[tuple[str, str, tuple[str, ...]]]:
    """Where each school is: short name, name, and each step."""
    if view.status is None:
        return []
    told = zip(view.status.standings, status_page.rows(view.status), strict=True)
    shown = view.listing.schools
    return [
        (one.school.slug, name, tuple(steps))
        for one, (name, *steps) in told
        if one.school.slug in shown
    ]


def _sections(view: View) -> list[tuple[str, list[str]]]:
    """What is due and what is missing, as `spp status` says it; in a school's own, about it."""
    own = [*view.workspace.declared.amiss.values()]
    notebooks = [("Notebooks that make no document", own)] if own else []
    if strays := said_of_strays(view.workspace.root):
        notebooks.append(("Reports that Quarto could publish", strays))
    if view.status is None:
        return notebooks
    status = _own(view.status, view.listing.own_school) if view.listing.own_school else view.status
    left = () if view.listing.own_school else left_over(view.workspace)
    return notebooks + [
        (heading, sentences)
        for heading, sentences in status_page.sections(status, view.documents, left)
        if sentences and heading != _DOCUMENTS
    ]


def _own(status: Status, school: str) -> Status:
    """What of the status is about one school."""
    standings = tuple(one for one in status.standings if one.school.slug == school)
    names = {one.school.name for one in standings}
    return replace(
        status,
        standings=standings,
        lapses=(),
        expiries=tuple(one for one in status.expiries if one.whose in names),
        at_odds=tuple(one for one in status.at_odds if one.whose in names),
        workshops=(),
        loose=tuple(one for one in status.loose if one.school in names),
        silent=(),
        reviewed={},
        partners=(),
    )


def _documents(view: View) -> list[tuple[str, str, list[str]]]:
    """How far each document is: a school's short name and name, and a label for each kind."""
    kinds = [kind for kind in view.workspace.kinds.values() if kind.per_school]
    found: dict[str, dict[str, str]] = {slug: {} for slug in view.listing.schools}
    for one in view.documents:
        if one.school in found:
            found[one.school][one.kind.name] = LABELS[one.state]
    names = view.listing.schools
    return [
        (slug, names[slug], [own.get(kind.name, "–") for kind in kinds])
        for slug, own in found.items()
    ]


def _without_book(view: View) -> list[str]:
    """The schools of which there is neither a workbook here nor a share file."""
    place = view.workspace
    return [
        name
        for school, name in view.listing.schools.items()
        if not place.evidence_file(school).is_file() and not place.share_file(school).is_file()
    ]


def begin(session: Session, request: Request, form: Form) -> Response:
    """Lay out a workspace where there is none yet."""
    folder = session.folder
    if Workspace(folder.resolve()).lead_file.is_file():
        raise ConfigurationError(f"{folder}: there is a workspace in this folder already.")
    with session.changing():
        _, state = lay_out(folder, form.text("what") == "hub")
    session.folders.remember(folder)
    return back_to(session, "/", f"{len(state.missing)} files were laid out in this folder.")


def add_school(session: Session, request: Request, form: Form) -> Response:
    """Add a school by its long name."""
    view = session.view()
    name = " ".join(form.text("name").split())
    if not view.listing.is_leads or view.listing.is_hub:
        raise ConfigurationError("Schools are added by the lead of the partnership.")
    if not name or len(name) > 120 or not name.isprintable():
        raise ConfigurationError(
            "Give the school's long name, for example: Oakfield Primary School"
        )
    with session.changing():
        place, listed = added_school(session.folder, name, form.text("short").strip())
    return back_to(session, "/", f"{name} has a folder and a workbook now: {place.name}. {listed}")


def add_books(session: Session, request: Request, form: Form) -> Response:
    """Make an empty workbook for a school that is listed and has none, or for each such school."""
    view = session.view()
    listing, one = view.listing, form.text("school")
    if one and one not in listing.schools:
        raise Gone
    with session.changing():
        lacking = [
            school
            for school in ((one,) if one else listing.names)
            if not listing.workspace.evidence_file(school).is_file()
        ]
        for school in lacking:
            added_school(session.folder, listing.names[school], school)
    made = f"{counted(len(lacking), 'empty workbook').capitalize()} made."
    return back_to(session, f"/schools/{one}" if one else "/", made)
