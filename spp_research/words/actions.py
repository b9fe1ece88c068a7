"""What a school set out to do and what it did: one action at a time, in the school's own words.

How an action was put into practice follows the three parts of the EEF's guide to implementation
(2024): engage, unite, reflect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from spp_research.partnership.lead_workbook import day, missing, text
from spp_research.phrases import long_date, plural, sentence
from spp_research.protect.disclosure import Audience, free_text, round_half_up
from spp_research.school.evidence import EvidenceBase, Study

from .check_ins import looked_at
from .statements import Statement, joined

if TYPE_CHECKING:
    from spp_research.schema import tables as sheets

PARTS = "Engage, unite and reflect are the parts of the EEF’s guide to implementation (2024)."
_PARTS = {
    "engage": "*Engage:* {words}",
    "unite": "*Unite:* {words}",
    "reflect": "*Reflect:* {words}",
    "adapted": "*Adapted:* {words}",
}
_LEARNT: Mapping[sheets.ReflectionColumn, str] = {
    "what_changed": "**What we saw.** {words}",
    "lessons": "**What we learnt.** {words}",
    "surprises": "**What surprised us.** {words}",
}


def on_the_parts(base: EvidenceBase) -> Statement | None:
    """Where the three parts come from; None where nobody wrote any."""
    return None if base.implementation.empty else Statement(PARTS)


def set_out(row: Any) -> Statement:
    """An action in the school's words, with its number after it."""
    return Statement("{action} *({number})*", action=free_text(row.action), number=row.action_id)


def done(study: Study, row: Any) -> Iterator[Statement]:
    """Where an action stands, what was done, who looked at it on the way, and what was learnt.

    Parameters
    ----------
    row : of the sheet Action plan.
    """
    base = study.base
    yield Statement("{facts}", facts=free_text(standing(study, row)))
    if words := flat(row.what_was_done):
        yield Statement("**What we did.** {words}", words=free_text(words))
    if looks := looked_at(base, row.action_id):
        yield Statement("**On the way.** {looks}", looks=free_text(looks))
    yield from learnt(base, row.action_id)


def put_into_practice(base: EvidenceBase) -> Iterator[Statement]:
    """How each action was put into practice, by the parts of the guide, and where these come from.

    It is looked up by whoever wants to do the same, and stands below the actions.
    """
    for action in base.actions["action_id"]:
        parts = [
            Statement(_PARTS[part], words=free_text(words))
            for part in _PARTS
            if (words := in_practice(base, action, part))
        ]
        if parts:
            yield joined(
                [Statement("**How {action} was put into practice.**", action=action), *parts]
            )
    if said := on_the_parts(base):
        yield said


def learnt(base: EvidenceBase, action_id: str) -> Iterator[Statement]:
    """What the school saw, learnt and was surprised by; nothing where it has not written it."""
    rows = base.reflection[base.reflection["action_id"] == action_id]
    for column in _LEARNT:
        for words in filter(None, map(flat, rows[column])):
            yield Statement(_LEARNT[column], words=free_text(words))


def standing(study: Study, row: Any) -> str:
    """Where an action is, its lead, its dates, and the sessions held of those planned.

    Who leads it is not told to everyone.
    """
    public = study.rules.audience is Audience.PUBLIC
    person = "" if public else study.partnership.person(row.lead)
    held = sessions_held(study.base, row.action_id)
    facts = [text(row.status), person and f"lead: {person}", _when(row), held and f"{held} held"]
    return sentence("; ".join(fact for fact in facts if fact))


def in_practice(base: EvidenceBase, action_id: str, column: str) -> str:
    """What stands in one column of the implementation sheet for an action; empty for nothing."""
    rows = base.implementation[base.implementation["action_id"] == action_id]
    return flat(rows.iloc[0][column]) if len(rows) else ""


def sessions_held(base: EvidenceBase, action_id: str) -> str:
    """Sessions held of those planned: "76 of 88 sessions (86%)"; empty where none is known."""
    rows = base.implementation[base.implementation["action_id"] == action_id]
    if rows.empty or missing(rows.iloc[0]["sessions_held"]):
        return ""
    held, planned = int(rows.iloc[0]["sessions_held"]), rows.iloc[0]["sessions_planned"]
    if missing(planned) or not planned:
        return f"{held:,} {plural(held, 'session')}"
    percent = f" ({round_half_up(100 * held / planned)}%)" if planned >= 10 else ""
    return f"{held:,} of {int(planned):,} sessions{percent}"


def _when(row: Any) -> str:
    """When it began, and the day set for looking at it again, which is not the day it ended."""
    start, again = day(row.start_date), day(row.review_date)
    dates = (
        start and f"from {long_date(start)}",
        again and f"to be looked at again on {long_date(again)}",
    )
    return ", ".join(words for words in dates if words) or "no date yet"


def flat(words: object) -> str:
    """Paragraphs as one."""
    return " ".join(text(words).split())
