"""The website: what is on it, what the next build would change, how that would look, the build."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable
from typing import TYPE_CHECKING

from spp_research.cli import building
from spp_research.cli.building import lead_to_site
from spp_research.kinds import BEST_PRACTICE
from spp_research.phrases import small
from spp_research.publish.placing import writing
from spp_research.publish.states import LABELS, State
from spp_research.run import kernels
from spp_research.run.executors import InterruptedRunError
from spp_research.site.ahead import PRACTICES, REPORTS, Ahead, Page, titled
from spp_research.site.folder import DOCUMENTS
from spp_research.site.followed import Onlooker

from .asked import Form, Gone, back_to, said
from .listing import PREVIEW
from .session import Preview, Session, View
from .strangers import strangers

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def site(session: Session, request: Request) -> Response:
    """What is on the website, and what would be."""
    view = session.view()
    if not view.listing.is_leads:
        raise Gone
    first = view.workspace.site / "index.html"
    # The site makes its pages itself: what is on it need not have been made for the school as well.
    public = [
        one
        for one in view.documents
        if one.kind is BEST_PRACTICE
        and not (
            one.state is State.NOT_MADE
            and (first.parent / f"practices/{one.school}.html").is_file()
        )
    ]
    return session.page(
        "site.html",
        view=view,
        live=session.seen(),
        here="site",
        said=said(session, request),
        built=first.is_file(),
        first=session.reading("_site/index.html"),
        pages=[
            (titled(path), session.reading(path.relative_to(view.workspace.root).as_posix()))
            for folder in (PRACTICES, DOCUMENTS, REPORTS)
            for path in sorted((view.workspace.site / folder).glob("*.html"))
            if path.name != "index.html"
        ],
        signed=[
            (one.whose, one.signed)
            for one in public
            if one.state is State.SIGNED and one.audience == "public"
        ],
        others=[
            (one.whose, one.why or small(LABELS[one.state]), _page_of(view, one.school))
            for one in public
            if not (one.state is State.SIGNED and one.audience == "public")
        ],
        ahead=_told(session),
    )


def _page_of(view: View, school: str) -> str:
    """The page on which what is missing is done; the partnership's for what has no school."""
    return f"/schools/{school}" if school in view.listing.schools else "/partnership"


def _told(session: Session) -> dict[str, object] | None:
    """What the last look ahead found, where nothing has changed since."""
    found = session.preview()
    if found is None:
        return None
    ahead: Ahead = found.ahead
    groups: tuple[tuple[str, tuple[Page, ...], bool], ...] = (
        ("New", ahead.new, True),
        ("Changed", ahead.changed, True),
        ("Gone", ahead.gone, False),
        ("As it is", ahead.same, True),
    )
    return {
        "sentence": building.in_a_sentence(ahead),
        "groups": [
            (
                title,
                [
                    (page.title, session.reading(f"{PREVIEW}/{page.address}") if there else "")
                    for page in pages
                ],
            )
            for title, pages, there in groups
            if pages
        ],
        "refused": ahead.refused,
        "notes": [
            *filter(None, (ahead.in_english,)),
            *(f"{school}: {why}" for school, why in ahead.notes),
            *building.before_building(ahead),
        ],
        "first": session.reading(f"{PREVIEW}/index.html"),
    }


def look(session: Session, request: Request, form: Form) -> Response:
    """Begin to find out what the next build would change; nothing of the website is touched."""
    view = session.view()
    if not view.listing.is_leads:
        raise Gone
    strange = strangers(view.workspace, lambda kind: kind.site)
    if strange and not session.agrees(strange):
        return back_to(
            session,
            "/site",
            "Programs in this folder that are not the kit’s own would run. Press Build the website "
            "first, which asks about them; nothing is built before you have said yes.",
        )
    session.stay()
    session.work.start(
        "A look at the next build of the website",
        "/site",
        dict(view.listing.names),
        lambda: _look(session, view),
    )
    return back_to(session, "/making")


@kernels.for_run()
def _look(session: Session, view: View) -> Iterable[str]:
    from spp_research.site.build import look_ahead

    session.stay()
    stamp = session.stamp()
    folder = session.scratch / f"preview-{secrets.token_hex(8)}"
    try:
        ahead = look_ahead(view.workspace, preview=folder, follow=_onlooker(session))
    except InterruptedRunError:
        return ["Nothing was changed."]
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    session.look_at(Preview(stamp, folder, ahead))
    return ["Nothing was changed.", building.in_a_sentence(ahead)]


@kernels.for_run()
def build(session: Session, view: View) -> Iterable[str]:
    """Build the website; gives what there is to say of it."""
    from spp_research.site.build import build_site

    with writing(view.workspace.site):
        try:
            result = build_site(view.workspace, follow=_onlooker(session))
        except InterruptedRunError:
            return ["The website is as it was: it is put in place once the whole of it is made."]
    lead_to_site(view.workspace)
    session.look_at(None)
    return [*building.site_lines(result)]


def _onlooker(session: Session) -> Onlooker:
    """The page of what is being made, which counts pages as it counts documents."""
    work = session.work
    return Onlooker(
        work.planned,
        work.step,
        work.counted,
        lambda stage: work.said(f"{stage[0].upper()}{stage[1:]}."),
        work.stopped,
    )
