"""Disclosure control: what each audience may see, as a type that displays accept.

Tables, charts and statements take only the values made here, so a number that nobody has
looked at cannot reach a page. `not_personal` is the one, visible, way round the rules.
"""

from .figures import position
from .rules import RULES, Audience, Rules, rules_for
from .tables import protect_counts, protect_means
from .values import (
    CONFIDENTIAL,
    LOW,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    SYMBOLS,
    UNRELIABLE,
    Hidden,
    Protected,
    Shown,
    about_count,
    count,
    free_text,
    nearest_five,
    not_personal,
    round_half_up,
    rounded,
    share,
    statistic,
)

__all__ = [
    "CONFIDENTIAL",
    "LOW",
    "NOT_APPLICABLE",
    "NOT_AVAILABLE",
    "RULES",
    "SYMBOLS",
    "UNRELIABLE",
    "Audience",
    "Hidden",
    "Protected",
    "Rules",
    "Shown",
    "about_count",
    "count",
    "free_text",
    "nearest_five",
    "not_personal",
    "position",
    "protect_counts",
    "protect_means",
    "round_half_up",
    "rounded",
    "rules_for",
    "share",
    "statistic",
]
