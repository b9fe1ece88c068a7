"""The partnership's year, worked out from share files alone: nothing here opens a workbook.

Schools keep the lead's order throughout. Nothing is ranked, and nothing is compared by result.
"""

from .ahead import Day, Priority, Refresher, days_ahead, priorities, refreshers
from .audience import visible
from .cycles import Alike, TwoCycles, changes_of_all, two_cycles
from .effects import APART, Apart, Measured, Pool, apart, effects, pools
from .followed import Line, Loose, chain, loose_ends, overdue, plans
from .given import TakenHome, Visit, hold_back, own_words, taken_home, visits
from .phase import Known, Marker, Noted, Seen, hub, markers, seen
from .themes import Asked, Theme, asked, over, standing, themes, unanswered, unasked
from .years import (
    Again,
    Kept,
    Told,
    came_and_went,
    carried_state,
    kept,
    measured_alike,
    measured_once_more,
    told,
)

__all__ = [
    "APART",
    "Again",
    "Alike",
    "Apart",
    "Asked",
    "Day",
    "Kept",
    "Known",
    "Line",
    "Loose",
    "Marker",
    "Measured",
    "Noted",
    "Pool",
    "Priority",
    "Refresher",
    "Seen",
    "TakenHome",
    "Theme",
    "Told",
    "TwoCycles",
    "Visit",
    "apart",
    "asked",
    "came_and_went",
    "carried_state",
    "chain",
    "changes_of_all",
    "days_ahead",
    "effects",
    "hold_back",
    "hub",
    "kept",
    "loose_ends",
    "markers",
    "measured_alike",
    "measured_once_more",
    "over",
    "overdue",
    "own_words",
    "plans",
    "pools",
    "priorities",
    "refreshers",
    "seen",
    "standing",
    "taken_home",
    "themes",
    "told",
    "two_cycles",
    "unanswered",
    "unasked",
    "visible",
    "visits",
]
