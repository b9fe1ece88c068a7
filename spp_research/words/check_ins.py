"""What was noticed each time that somebody looked at an action on the way.

A check-in says where an action is, never how good it is. The last look stands first, since it is
the one that somebody acts on; those before it follow in short.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from spp_research.catalogue import say
from spp_research.partnership.lead_workbook import day, text
from spp_research.phrases import capital, in_words, long_date, sentence
from spp_research.school.evidence import EvidenceBase

MOST = 4  # looks that are told in full; a cell of a table is no diary


@dataclass(frozen=True)
class Look:
    """One look at an action: the day, how it goes, what was noticed and what happens next."""

    day: date
    going: str
    noticed: str = ""
    next_step: str = ""


def looks_at(base: EvidenceBase, action_id: str) -> tuple[Look, ...]:
    """Every look at an action, the last first."""
    rows = base.check_ins[base.check_ins["action_id"] == action_id]
    found = [
        Look(when, text(row.going), _flat(row.noticed), _flat(row.next_step))
        for row in rows.itertuples(index=False)
        if (when := day(row.looked_on)) is not None
    ]
    return tuple(sorted(found, key=lambda look: look.day, reverse=True))


def looked_at(base: EvidenceBase, action_id: str) -> str:
    """The looks at an action in sentences; empty where nobody wrote one down."""
    looks = looks_at(base, action_id)
    if not looks:
        return ""
    last, *earlier = looks
    said = [
        say("Last looked at on {day}: {going}.", day=long_date(last.day), going=last.going.lower())
    ]
    if last.noticed:
        said.append(sentence(last.noticed))
    if last.next_step:
        said.append(say("Next: {words}", words=sentence(last.next_step)))
    said += [_in_short(look) for look in earlier[: MOST - 1]]
    if (more := len(earlier) - (MOST - 1)) > 0:
        number = capital(in_words(more))
        said.append(
            say(
                "{number} more look was before that.",
                "{number} more looks were before that.",
                n=more,
                number=number,
            )
        )
    return " ".join(said)


def _in_short(look: Look) -> str:
    """An earlier look: what was to happen next has happened, or stands in the one after it."""
    said = say("On {day}: {going}.", day=long_date(look.day), going=look.going.lower())
    return f"{said} {sentence(look.noticed)}" if look.noticed else said


def _flat(cell: object) -> str:
    """Paragraphs as one, for a cell."""
    return " ".join(text(cell).split())
