"""What waits for a decision, and what was not taken in when a program ended, for the first page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .asked import Form, back_to
from .listing import LEAD
from .session import Session, View
from .undecided import OF_SCHOOL_ALONE, Undecided

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


def undecided(session: Session, view: View) -> dict[str, Any]:
    """What waits for a decision, and what was not taken in when a program ended.

    Each is whose it is, what it is and when it was sent, and the page where that is decided, or the
    same is sent again.
    """
    names = {LEAD: "The hub" if view.listing.is_hub else "The partnership", **view.listing.schools}

    def told(some: tuple[Undecided, ...], *, now: bool) -> list[tuple[str, str, str]]:
        return [
            (
                names[one.whose],
                f"{one.what}, sent on {one.when}",
                one.to_decide if now else one.page,
            )
            for one in some
            if one.whose in names
            and (one.whose == view.listing.own_school or one.kind not in OF_SCHOOL_ALONE)
        ]

    return {
        "waiting": told(session.undecided.waiting, now=True),
        "forgotten": told(session.undecided.forgotten, now=False),
    }


def read(session: Session, request: Request, form: Form) -> Response:
    """Somebody has read what was not taken in when a program ended."""
    session.undecided.read()
    return back_to(session, "/")
