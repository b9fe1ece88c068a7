"""One school: its workbook, what was found in it, and its documents. The lead's book likewise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from spp_research.intake.write.marked_copy import copy_of
from spp_research.intake.write.sign_off_row import prepare_row
from spp_research.kinds import ReportKind
from spp_research.phrases import long_date, sentence
from spp_research.protect.disclosure import Audience
from spp_research.publish.signed_report import kind_here
from spp_research.publish.states import LABELS, Document, State, note
from spp_research.run.cache import read_manifest
from spp_research.run.looks import read_book
from spp_research.schema import HUB, PARTNERSHIP, SCHOOL
from spp_research.settings import read_settings
from spp_research.words import status as words
from spp_research.words.sign_offs import change_row, paste_row, row_there

from . import books, people_files
from .asked import Form, Gone, back_to, download, said
from .listing import LEAD, page_of
from .session import Session, View

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

_CAN_BE_MADE = (State.NOT_MADE, State.SIGNED, State.CHANGED, State.DRAFT)


@dataclass(frozen=True)
class Row:
    """A document as a page lists it.

    Parameters
    ----------
    state : how far it is, in words.
    note : what to know besides; empty for nothing.
    files : what each is called, and where it is served.
    can_be_made : whether there is enough for it.
    to_sign : whether it can be read and signed off now.
    has_news : whether it is signed, and could be made anew with what others have sent since.
    for_everyone : whether it can be made for everyone as well, for the website.
    """

    school: str
    kind: ReportKind
    state: str
    note: str
    files: tuple[tuple[str, str], ...]
    can_be_made: bool
    to_sign: bool
    has_news: bool
    for_everyone: bool


def rows(session: Session, view: View, school: str) -> list[Row]:
    """The documents of one school, or of what is about all of them."""
    return [_row(session, view, one) for one in view.documents if one.school == school]


def _row(session: Session, view: View, one: Document) -> Row:
    match one.state:
        case State.HELD_BACK:
            told = "Something in the workbook has to be mended first; it is listed above."
        case State.NOT_MADE:
            told = "There is enough for it."
        case _:
            told = note(one)
    who = one.signed.partition(". Text mark:")[0]
    files = tuple((called, session.reading(f"reports/{address}")) for called, address in one.files)
    drafts = (State.DRAFT, State.CHANGED)
    return Row(
        one.school,
        one.kind,
        sentence(who) if who else LABELS[one.state],
        told,
        files,
        one.state in _CAN_BE_MADE,
        one.state in drafts and not one.by_hand,
        one.state is State.SIGNED and (one.kind.hub or one.kind.partners),
        one.state in _CAN_BE_MADE and one.kind == kind_here(view.workspace),
    )


def school(session: Session, request: Request) -> Response:
    """The page of one school."""
    view = session.view()
    key = request.path_params["school"]
    if key not in view.listing.schools:
        raise Gone
    steps = []
    for one in view.status.standings if view.status else ():
        if one.school.slug == key:
            steps.append([(words.title(s.stage), words.state(s, _day(s.day))) for s in one.steps])
    return session.page(
        "school.html",
        view=view,
        live=session.seen(),
        here=key,
        said=said(session, request),
        key=key,
        name=view.listing.schools[key],
        at=f"/schools/{key}",
        steps=steps,
        rows=rows(session, view, key),
        slots=people_files.slots(view.listing, key),
        people_wait=session.offered(people_files.key(key)) is not None,
        some=any(row.can_be_made for row in rows(session, view, key)),
        **book_facts(session, view, key),
    )


def _day(day: date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""


def book_facts(session: Session, view: View, key: str) -> dict[str, Any]:
    """What a page says of a workbook, with what was found in it."""
    path = view.listing.book(key)
    there = path is not None and path.is_file()
    changed = datetime.fromtimestamp(path.stat().st_mtime) if path and there else None
    return {
        "book": path.name if path else "",
        "there": there,
        "changed": f"{long_date(changed.date())} at {changed:%H:%M}" if changed else "",
        "checked": session.kept(("check", key), lambda: books.check(view.listing, key))
        if there
        else None,
        "version": books.version(view.listing, key),
        "offered": session.offered(key),
    }


def _key(session: Session, request: Request) -> tuple[View, str]:
    """The workbook that an address is about.

    Raises
    ------
    Gone
        When there is no such one here.
    """
    view = session.view()
    key = request.path_params.get("school", LEAD)
    if key != LEAD and key not in view.listing.schools:
        raise Gone
    return view, key


def _all_of(view: View) -> str:
    return "The hub" if view.listing.is_hub else "The partnership"


def book(session: Session, request: Request) -> Response:
    """A workbook, to be kept."""
    view, key = _key(session, request)
    path = view.listing.book(key)
    if path is None or not path.is_file():
        raise Gone
    name = path.name if key == LEAD else f"{key} {path.name}"
    return download(path.read_bytes(), name)


def marked(session: Session, request: Request) -> Response:
    """The copy of a workbook with the cells marked: of the one in place, or of one that waits."""
    view, key = _key(session, request)
    offered = session.offered(key)
    waits = request.url.path.endswith("/new/marked")
    path = (offered.new if offered else None) if waits else view.listing.book(key)
    if path is None or not copy_of(path).is_file():
        raise Gone
    return download(copy_of(path).read_bytes(), f"{key} {copy_of(path).name}")


def send(session: Session, request: Request, form: Form) -> Response:
    """A new version of a workbook: put in place if nothing is against it, else kept to decide."""
    view, key = _key(session, request)
    with session.changing(), session.room() as room:
        offered = books.offer(view.listing, key, form.data, form.name, form.text("version"), room)
        session.wait(offered, key)
        if offered.why:
            return back_to(session, f"{page_of(key)}/workbook/new")
        return _put(session, view, key)


def waiting(session: Session, request: Request) -> Response:
    """A new version that waits: what was found in it, and what can be done."""
    view, key = _key(session, request)
    offered = session.offered(key)
    if offered is None:
        return back_to(session, page_of(key), "No new version waits to be looked at.")
    whose = view.listing.schools.get(key) or _all_of(view)
    return session.page(
        "waiting.html",
        view=view,
        here=key,
        said=said(session, request),
        key=key,
        at=page_of(key),
        whose=whose,
        offered=offered,
        checked=offered.checked,
        title="The new version is not in place",
        misplaced=offered.misplaced,
        as_it_was="The workbook is as it was.",
        what="workbook",
    )


def place(session: Session, request: Request, form: Form) -> Response:
    """Put the version that waits in place, whatever was found in it."""
    view, key = _key(session, request)
    with session.changing():
        offered = session.offered(key)
        if offered is None:
            return back_to(session, page_of(key), "No new version waits to be put in place.")
        if offered.is_another(form.text("seen")):
            return back_to(session, f"{page_of(key)}/workbook/new", books.ANOTHER_WAITS)
        if offered.misplaced:
            return back_to(
                session,
                f"{page_of(key)}/workbook/new",
                "It is another school’s workbook, so it is not put in the place of this one’s. "
                "Send it on that school’s page, or mend the short name in it.",
            )
        return _put(session, view, key)


def leave(session: Session, request: Request, form: Form) -> Response:
    """Forget the version that waits."""
    _, key = _key(session, request)
    with session.changing():
        offered = session.offered(key)
        if offered is not None and offered.is_another(form.text("seen")):
            return back_to(session, f"{page_of(key)}/workbook/new", books.ANOTHER_WAITS)
        session.wait(None, key)
    return back_to(session, page_of(key), "The new version was left. The workbook is as it was.")


def _put(session: Session, view: View, key: str) -> Response:
    offered = session.offered(key)
    assert offered is not None
    same = books.is_the_same(offered)
    kept = books.put_in_place(view.listing, offered, date.today())
    session.wait(None, key)
    told = "The new version is in place."
    if same:
        told = "This very version is in place already, and nothing has changed."
    if kept:
        told += f" The old one is kept: {kept.relative_to(view.workspace.root).as_posix()}"
    now = session.view().listing
    if view.listing.is_leads and now.own_school:
        told += (
            f" The workbook of {now.names[now.own_school]} is the only school’s workbook here, so "
            "this folder is taken for that of the school from now on, and no other school is "
            "shown. If you look after all of them, say so under Settings."
        )
    return back_to(session, page_of(key), told)


def sign_off(session: Session, request: Request) -> Response:
    """The row for the sheet of sign-offs, ready to be pasted."""
    view = session.view()
    about = request.path_params["school"]
    kind = view.workspace.kinds.get(request.path_params["kind"])
    found = [
        row
        for row in rows(session, view, about)
        if kind and row.kind == kind and (row.files and row.to_sign)
    ]
    if kind is None or not found:
        raise Gone
    manifest = read_manifest(view.workspace.report_folder(about, kind.name))
    signature = manifest.get("signature")
    mark = str(signature.get("text_mark") or "") if isinstance(signature, dict) else ""
    if not mark:
        raise Gone
    key = about if kind.per_school else LEAD
    audience = str(manifest.get("audience") or kind.audience)
    leads = HUB if view.listing.is_hub else PARTNERSHIP
    which = leads if key == LEAD else SCHOOL
    book = view.listing.book(key)
    if book is None or not book.is_file():
        raise Gone
    today = read_settings(view.workspace.settings_file).as_at or date.today()
    row = prepare_row(which, read_book(book, which), kind.title, audience, mark, today)
    return session.page(
        "sign_off.html",
        view=view,
        here=key,
        at=page_of(key),
        row=found[0],
        whose=view.listing.schools.get(about) or _all_of(view),
        prepared=row,
        everyone=found[0].for_everyone and audience == Audience.PUBLIC.value,
        row_there=row_there(row.rows, row.sheet) if row.rows else "",
        how=change_row(row.rows) if row.rows else paste_row(row.cells[0][0]),
        book=book,
    )
