"""A document of one's own: a notebook that makes it, and those that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spp_research.cli import own_notebooks
from spp_research.errors import ConfigurationError
from spp_research.protect.disclosure import Audience
from spp_research.schema.vocabulary import AUDIENCES

from .asked import Form, Gone, back_to, said
from .remembered import folder_name
from .session import Session, View

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

AT = "/notebooks"
_LONGEST = 120
_SCHOOL, _ALL = "school", "partnership"


def notebooks(session: Session, request: Request) -> Response:
    """The documents of one's own that there are, and how to begin another."""
    view = _partnership(session)
    declared = view.workspace.declared
    return session.page(
        "notebooks.html",
        view=view,
        live=session.seen(),
        here="settings",
        said=said(session, request),
        own=[
            (kind.title, kind.file or kind.notebook)
            for kind in declared.by_name.values()
            if kind.file
        ],
        amiss=list(declared.amiss.values()),
        audiences=AUDIENCES,
    )


def new(session: Session, request: Request, form: Form) -> Response:
    """Write a notebook that makes a document; nothing that is there is written over."""
    view = _partnership(session)
    title, about = (" ".join(form.text(name).split())[:_LONGEST] for name in ("title", "about"))
    per = form.text("per") or _SCHOOL
    like = form.text("like") or own_notebooks.ENQUIRY
    if not title:
        raise ConfigurationError("Give the document a title, for example: Reading aloud")
    if per not in (_SCHOOL, _ALL) or (per == _ALL and view.listing.own_school):
        raise Gone
    if like == own_notebooks.ENQUIRY and per == _ALL:
        raise ConfigurationError(
            "An enquiry is about one school. For a document about all the schools, choose a few "
            "cells to begin with."
        )
    site, audience = form.text("site") == "yes", form.text("audience")
    if site and audience not in ("", Audience.PUBLIC.value):
        raise ConfigurationError(
            "What is on the website is for everyone. Choose Public, or take the tick away."
        )
    with session.changing():
        kind, path = own_notebooks.written(
            view.workspace,
            folder_name(title),
            title,
            about,
            audience,
            per,
            like,
            site=site,
        )
    told = (
        f"Made: {path.relative_to(view.workspace.root).as_posix()}, which makes the document "
        f"{kind.named}. Open it in JupyterLab to work on it. It is listed with the other documents "
        "from now on, and you are asked before it runs, as it is a program of your own."
    )
    return back_to(session, AT, told)


def _partnership(session: Session) -> View:
    view = session.view()
    if view.listing.is_hub:
        raise Gone
    return view
