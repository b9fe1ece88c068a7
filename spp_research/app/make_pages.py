"""To make documents: what is asked before, the making, and what became of it.

Two things are asked before anything runs: whether programs that are not the kit's own may, and
whether texts that nobody may have read are to be remembered as those that were signed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spp_research.cli import reporting
from spp_research.cli.run_report import in_words
from spp_research.cli.selecting import Wanted
from spp_research.kinds import BEST_PRACTICE, ReportKind
from spp_research.phrases import long_date
from spp_research.protect.disclosure import Audience
from spp_research.publish.signed_report import kind_here
from spp_research.publish.states import State
from spp_research.publish.unread import Unread, unread, unread_in_shares
from spp_research.run.jobs import ALL_KINDS, Job

from . import share_pages
from .asked import Form, Gone, back_to, said
from .making import RUNNING, STOPPED, Progress
from .session import Session, View, mark_of
from .site_pages import build
from .strangers import strangers

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

SITE, SHARE = "site", "share"  # what is asked for besides kinds of documents
CAN_BE_MADE = (State.NOT_MADE, State.SIGNED, State.CHANGED, State.DRAFT)
_OTHERS = "others"  # the answer that leaves out what nobody may have read
_ONWARD = {
    "/": "See the first page",
    "/site": "Look at the website",
    "/partnership": "See the page of the partnership",
    "/partnership/plan": "Look at the plan",
}
_Do = Callable[[], Iterable[str]]


@dataclass(frozen=True)
class Asked:
    """What somebody wants to have made.

    Parameters
    ----------
    kind : the name of a kind, "all", or "site".
    school : its short name; empty for what is about all of them.
    what : the same for the head of a page.
    back : the address of the page that it is asked for from.
    update : whether a signed document is made anew with what others have sent since, as a draft.
    everyone : whether the report about all the schools is made as everyone may read it.
    """

    kind: str
    school: str
    what: str
    back: str
    update: bool = False
    everyone: bool = False

    @property
    def audience(self) -> str:
        """Who it is made for; empty for what is usual for its kind."""
        return Audience.PUBLIC.value if self.everyone else ""

    def makes(self, kind: ReportKind) -> bool:
        """Whether documents of a kind are among it."""
        if self.kind == SITE:
            return kind.site
        return kind.name == self.kind or (self.kind == ALL_KINDS and kind.per_school)


def make(session: Session, request: Request, form: Form) -> Response:
    """Begin to make what was asked for, after asking what has to be asked."""
    view = session.view()
    asked = _asked(view, form.text("kind"), form.text("school"))
    if form.text("update") == "yes":
        asked = replace(asked, what=f"{asked.what}, with what is new", update=True)
    if form.text("everyone") == "yes":
        asked = _for_everyone(view, asked)
    # A share file is made without a notebook, so that no program of the folder runs.
    strange = strangers(view.workspace, asked.makes) if asked.kind != SHARE else {}
    mark = mark_of(sorted(strange.items()))
    if strange and form.text("agreed") == mark:
        session.agreed.add(mark)
    if strange and not session.agrees(strange):
        return session.page(
            "strangers.html",
            view=view,
            here="",
            asked=asked,
            names=sorted(strange),
            mark=mark,
        )
    waiting = _unread(view, asked)
    read_mark = mark_of([(one.school, one.kind.name, repr(one.line)) for one in waiting])
    answer = form.text("read")
    if waiting and answer not in (read_mark, f"{_OTHERS}-{read_mark}"):
        return _ask_about(session, view, asked, waiting, read_mark)
    left = waiting if answer.startswith(_OTHERS) else ()
    session.stay()
    session.work.start(
        asked.what, asked.back, dict(view.listing.names), _doing(session, view, asked, left)
    )
    return back_to(session, "/making")


def _asked(view: View, kind: str, school: str) -> Asked:
    """What a form asks for.

    Raises
    ------
    Gone
        When there is no such thing in this workspace.
    """
    listing, kinds = view.listing, view.workspace.kinds
    one = kinds.get(kind)
    if kind == SITE and listing.is_leads:
        return Asked(kind, "", "The website", "/site")
    if kind == SHARE and school in listing.schools:
        what = f"{listing.schools[school]}: share file"
        return Asked(kind, school, what, f"/schools/{school}/share")
    if school in listing.schools and (kind == ALL_KINDS or (one and one.per_school)):
        title = one.named if one else "all documents"
        return Asked(kind, school, f"{listing.schools[school]}: {title}", f"/schools/{school}")
    if listing.is_leads and not school and one and not one.per_school and one.hub == listing.is_hub:
        return Asked(kind, "", one.title, "/" if listing.is_hub else "/partnership")
    raise Gone


def _for_everyone(view: View, asked: Asked) -> Asked:
    """The same for everyone, which is only the report about all the schools.

    Raises
    ------
    Gone
        When it is about anything else.
    """
    if asked.kind != kind_here(view.workspace).name:
        raise Gone
    return replace(asked, what=f"{asked.what}, for everyone", everyone=True)


def _unread(view: View, asked: Asked) -> tuple[Unread, ...]:
    """The documents of which a text would be remembered that nobody may have read."""
    if asked.kind == SITE:
        audience = Audience.PUBLIC.value
        of_site = [(school, BEST_PRACTICE.name, audience) for school in view.listing.schools]
        return unread(view.workspace, of_site)
    if asked.kind == SHARE:
        return unread_in_shares(view.workspace, [asked.school])
    wanted = [
        one
        for one in view.documents
        if one.state in CAN_BE_MADE
        and (one.kind.name == asked.kind or (asked.kind == ALL_KINDS and one.kind.per_school))
        and one.school == (asked.school or one.kind.about_all)
    ]
    found = unread(
        view.workspace,
        [
            (
                one.school if one.kind.per_school else "",
                one.kind.name,
                asked.audience or one.kind.audience,
            )
            for one in wanted
        ],
    )
    if any(one.kind.partners and not one.kind.per_school for one in wanted):
        found += unread_in_shares(view.workspace, view.listing.schools)
    return found


def _ask_about(
    session: Session, view: View, asked: Asked, waiting: Sequence[Unread], mark: str
) -> Response:
    """Say which texts would be remembered without having been read, and ask."""
    there = {(one.school, one.kind.name): one for one in view.documents if one.is_there}
    rows = []
    for one in waiting:
        document = there.get((one.school or one.kind.about_all, one.kind.name))
        files = document.files if document else ()
        rows.append(
            (
                one.kind.title,
                view.listing.names.get(one.school)
                or ("the hub" if view.listing.is_hub else "the partnership"),
                one.line.name,
                long_date(one.line.signed_on),
                one.reworded,
                [(called, session.reading(f"reports/{at}")) for called, at in files],
            )
        )
    return session.page(
        "unread.html",
        view=view,
        here="",
        asked=asked,
        rows=rows,
        mark=mark,
        others=f"{_OTHERS}-{mark}" if asked.kind == ALL_KINDS else "",
        site=asked.kind == SITE,
    )


def _doing(session: Session, view: View, asked: Asked, left: Sequence[Unread]) -> _Do:
    """What makes what was asked for."""
    if asked.kind == SITE:
        return lambda: build(session, view)
    if asked.kind == SHARE:
        return lambda: share_pages.made(view, asked.school)
    schools = (asked.school,) if asked.school else ()
    wanted = Wanted(
        kinds=(asked.kind,), schools=schools, update=asked.update, audience=asked.audience
    )
    out = {(one.school or one.kind.about_all, one.kind.name) for one in left}

    def choose(jobs: Sequence[Job]) -> list[Job]:
        return [job for job in jobs if (job.school, job.kind.name) not in out]

    def do() -> Iterable[str]:
        yield from reports(session, view, wanted, choose)
        if left:
            yield f"Not made, since nobody has read them yet: {_titles([o.kind for o in left])}."

    return do


def _titles(kinds: Sequence[ReportKind]) -> str:
    from spp_research.phrases import listed

    return listed([f"the {kind.named}" for kind in kinds])


def reports(
    session: Session,
    view: View,
    wanted: Wanted,
    choose: Callable[[Sequence[Job]], Sequence[Job]] = lambda jobs: jobs,
) -> Iterable[str]:
    """Make documents, and give what there is to say of their signatures."""
    work = session.work
    outcomes = reporting.made_in(view.workspace, wanted, work, work.stopped, work.planned, choose)
    session.settle(f"{one.job.school}/{one.job.kind.name}" for one in outcomes if one.files)
    return [*reporting.signature_lines(outcomes)]


def making(session: Session, request: Request) -> Response:
    """What is being made, or what became of it."""
    view = session.view(as_before=session.work.is_busy)
    progress = session.work.progress()
    running = progress is not None and progress.state == RUNNING
    return session.page(
        "making.html",
        view=view,
        here="",
        said=said(session, request),
        progress=progress,
        running=running,
        files={}
        if running
        else {
            (one.school, one.kind.name): [
                (called, session.reading(f"reports/{at}")) for called, at in one.files
            ]
            for one in view.documents
            if one.is_there
        },
        became=_became(progress),
        onward=_onward(progress.back if progress else "/"),
        took=in_words(progress.seconds) if progress else "",
    )


def _became(progress: Progress | None) -> str:
    """What has become of it so far, for the head and the title of the page."""
    if progress is None:
        return "Nothing is being made"
    ended = {RUNNING: "Being made", STOPPED: "Stopped"}
    return ended.get(progress.state, "Not made" if progress.fault else "Finished")


def _onward(back: str) -> str:
    """What there is to see on the page that something was asked for from, now that it is made."""
    if back.endswith("/share"):
        return "Read the share file"
    return _ONWARD.get(back, "See all the documents of the school")


def stop_making(session: Session, request: Request, form: Form) -> Response:
    """End what is being made."""
    session.work.stop()
    return back_to(session, "/making")
