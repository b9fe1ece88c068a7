"""The head of a page as JSON can keep it, and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from spp_research.display.front import Front
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import SignOff

OF_FRONT = ("document", "title", "subtitle", "partnership", "focus", "description", "item")
OF_SIGN_OFF = ("name", "role", "audience", "item", "row")


def front_facts(front: Front) -> dict[str, Any]:
    """All that the head of a page for everyone has."""
    line = front.sign_off
    assert line is not None  # or it would not be shown
    return {
        "front": {name: getattr(front, name) for name in OF_FRONT},
        "keywords": [*front.keywords],
        "about": front.about and front.about.isoformat(),
        "sign_off": {name: getattr(line, name) for name in OF_SIGN_OFF},
        "signed_on": line.signed_on.isoformat(),
        "ends_on": line.ends_on and line.ends_on.isoformat(),
    }


def front_from(told: Mapping[str, Any]) -> Front:
    """The head that `front_facts` was of."""
    line = SignOff(
        **told["sign_off"], signed_on=_day(told["signed_on"]), ends_on=_perhaps(told["ends_on"])
    )
    return Front(
        **told["front"],
        audience=Audience.PUBLIC,
        sign_off=line,
        keywords=told["keywords"],
        about=_perhaps(told["about"]),
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _perhaps(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
