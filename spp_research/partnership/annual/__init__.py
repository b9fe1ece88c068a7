"""The partnership's year, worked out from share files alone: nothing here opens a workbook.

Schools keep the lead's order throughout. Nothing is ranked, and nothing is compared by result.
"""

from .ahead import Day, Priority, Refresher, days_ahead, priorities, refreshers
from .audience import visible
from .cycles import Alike, TwoCycles, changes_of_all, two_cycles
from .effects import APART, Apart, Measured, Pool, apart, effects, pools
from .followed import Line, Loose, chain, loose_ends, overdue, plans
from .phase import Known, Marker, Seen, markers, seen
from .themes import Asked, Theme, asked, over, standing, themes, unanswered, unasked

__all__ = [
    "APART",
    "Alike",
    "Apart",
    "Asked",
    "Day",
    "Known",
    "Line",
    "Loose",
    "Marker",
    "Measured",
    "Pool",
    "Priority",
    "Refresher",
    "Seen",
    "Theme",
    "TwoCycles",
    "apart",
    "asked",
    "chain",
    "changes_of_all",
    "days_ahead",
    "effects",
    "loose_ends",
    "markers",
    "over",
    "overdue",
    "plans",
    "pools",
    "priorities",
    "refreshers",
    "seen",
    "standing",
    "themes",
    "two_cycles",
    "unanswered",
    "unasked",
    "visible",
]
