"""What the last run of a folder did, and the page that it wrote of every document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from spp_research.cli.run_report import FRONT, JSON, PAGE, in_words

from .session import Session, View


@dataclass(frozen=True)
class LastRun:
    """What the last run did, as its own record says it."""

    when: str
    counted: str
    page: str


def front_page(session: Session, view: View) -> str:
    """Where the page is served that lists every document; empty where there is none to show."""
    there = (view.workspace.root / "reports" / FRONT).is_file() and view.listing.is_leads
    return session.reading(f"reports/{FRONT}") if there else ""


def last_run(session: Session, view: View) -> LastRun | None:
    """What the last run did; None where none has been, or where it may be of other schools."""
    path = view.workspace.root / "reports" / JSON
    if view.listing.own_school or not path.is_file():
        return None
    try:
        facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        began = datetime.fromisoformat(facts["began"])
        counted = (
            f"{int(facts['made'])} made, {int(facts['unchanged'])} unchanged, "
            f"{int(facts['failed'])} not made, in {in_words(float(facts['seconds']))}"
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    when = f"{began.day} {began:%B %Y} at {began:%H:%M}"
    return LastRun(when, counted, session.reading(f"reports/{PAGE}"))
