"""The pieces of the partnership's annual report, in the order in which it is read.

Everything comes from share files and the lead's workbook. Schools stand in the lead's order. What
a school has not signed off is not used; the last section says what that leaves out.
"""

from .actions import actions
from .ahead import ahead
from .development import peer_review, professional_development
from .ending import left_out
from .opening import cycle, front, key_points
from .phase import phase
from .pooled import pooled
from .support import support
from .themes import findings, practices, themes

__all__ = [
    "actions",
    "ahead",
    "cycle",
    "findings",
    "front",
    "key_points",
    "left_out",
    "peer_review",
    "phase",
    "pooled",
    "practices",
    "professional_development",
    "support",
    "themes",
]
