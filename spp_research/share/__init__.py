"""Share files: all that leaves a school for its partnership, as one small checked JSON file.

Aggregates only, disclosure-controlled for the partnership audience before they are written.
"""

from .records import (
    VERSION,
    Action,
    Answers,
    Effect,
    Finding,
    Item,
    Lasted,
    LookedAt,
    Practice,
    Resource,
    SchoolShare,
    Signed,
    Support,
    TakenBack,
    Watched,
    WriteUp,
)

__all__ = [
    "VERSION",
    "Action",
    "Answers",
    "Effect",
    "Finding",
    "Item",
    "Lasted",
    "LookedAt",
    "Practice",
    "Resource",
    "SchoolShare",
    "Signed",
    "Support",
    "TakenBack",
    "Watched",
    "WriteUp",
]
