"""What was done and what comes next, on a page that can be loaded again without doing it again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .asked import Gone, back_to, said
from .session import Session, View

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def tell(session: Session, at: str, title: str, lines: Iterable[str]) -> Response:
    """Go on to the page that tells it, below an address.

    Parameters
    ----------
    title : what heads it.
    lines : sentences; a path below the folder is told from there.
    """
    root = f"{session.folder.resolve()}/"
    each = [line.strip().replace(root, "") for line in lines]
    return back_to(session, f"{at}/told", "\n".join([title, *filter(None, each)]))


def told(
    session: Session, request: Request, view: View, here: str, whose: str, back: tuple[str, str]
) -> Response:
    """The page that tells it.

    Parameters
    ----------
    here : which of the pages it belongs to.
    whose : what stands above the title.
    back : the address that leads back, and its words.

    Raises
    ------
    Gone
        When nothing is to be told any more.
    """
    title, *lines = said(session, request).split("\n")
    if not title:
        raise Gone
    return session.page(
        "told.html",
        view=view,
        here=here,
        title=title,
        whose=whose,
        lines=lines,
        back=back[0],
        back_to=back[1],
    )
