"""The pieces of the partnership's annual report, in the order in which it is read.

Everything comes from share files and the lead's workbook. Schools stand in the lead's order. What
a school has not signed off is not used; the last section says what that leaves out.
"""

from .annual.actions import actions
from .annual.ahead import ahead
from .annual.ending import left_out
from .annual.opening import cycle, front, key_points
from .annual.phase import phase
from .annual.pooled import pooled
from .annual.support import support
from .annual.themes import findings, practices, themes
from .development import peer_review, professional_development

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
