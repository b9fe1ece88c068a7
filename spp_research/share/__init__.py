"""Share files: all that leaves a school for its partnership, as one small checked JSON file.

Aggregates only, disclosure-controlled for the partnership audience before they are written. The
records are fetched when first used: a page in a browser reads share files without what checks them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .document import VERSION as VERSION
    from .records import Action as Action
    from .records import Answers as Answers
    from .records import Effect as Effect
    from .records import Finding as Finding
    from .records import Item as Item
    from .records import Lasted as Lasted
    from .records import LookedAt as LookedAt
    from .records import Practice as Practice
    from .records import Resource as Resource
    from .records import SchoolShare as SchoolShare
    from .records import Signed as Signed
    from .records import Support as Support
    from .records import TakenBack as TakenBack
    from .records import Watched as Watched
    from .records import WriteUp as WriteUp

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


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.records"), name)
