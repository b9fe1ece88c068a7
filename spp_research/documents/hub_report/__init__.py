"""The pieces of a hub's report, in the order in which it is read.

Everything comes from share files and the hub's own workbook. A hub is wider than a partnership, so
there are counts and results of several partnerships together, and the schools' own words only
where they are signed off for everyone. Nothing is ranked, neither schools nor partnerships.
"""

from .ending import ahead, left_out, took_part
from .opening import front, key_points
from .practices import practices
from .results import results
from .support import support
from .themes import followed, themes

__all__ = [
    "ahead",
    "followed",
    "front",
    "key_points",
    "left_out",
    "practices",
    "results",
    "support",
    "themes",
    "took_part",
]
