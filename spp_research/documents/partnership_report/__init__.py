"""The pieces of the partnership's annual report, in the order in which it is read.

Everything comes from share files and the lead's workbook. Schools stand in the lead's order. What
a school has not signed off is not used; the last section says what that leaves out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .actions import actions
from .ahead import ahead, to_read
from .cycles import between_cycles
from .development import (
    development_told,
    peer_review,
    peer_review_told,
    professional_development,
)
from .ending import left_out
from .lead import own_words, support_given, took_home
from .opening import cycle, front, key_points
from .parted import appendix, practices_told, story
from .phase import phase
from .pooled import pooled
from .support import support
from .themes import findings, findings_of, practices, themes
from .years import lasted, measured_alike, over_the_years

if TYPE_CHECKING:
    from spp_research.partnership.year import Year

__all__ = [
    "actions",
    "ahead",
    "appendix",
    "between_cycles",
    "cycle",
    "development_told",
    "findings",
    "findings_of",
    "front",
    "key_points",
    "lasted",
    "left_out",
    "measured_alike",
    "over_the_years",
    "own_words",
    "peer_review",
    "peer_review_told",
    "phase",
    "pooled",
    "practices",
    "practices_told",
    "professional_development",
    "story",
    "support",
    "support_given",
    "themes",
    "to_read",
    "took_home",
]


# Notebooks of earlier kits, which workspaces keep, call these, and `findings_of` by its own name.
cycle_chart = cycle
themes_table = themes
practices_table = practices


def documents_table(year: Year) -> None:
    """Nothing: which documents are signed off is told by `left_out`."""


def how_to_read(year: Year) -> None:
    """Nothing: how to read the report is told by `left_out`."""
