"""Libraries that are installed and not wanted, kept from others that use them where they are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unseen(*names: str) -> Iterator[None]:
    """Import something that does without these modules as if they were not installed.

    Only to import them takes a while. What was imported before stays, and afterwards they are
    there for whoever asks.
    """
    hidden = [name for name in names if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]  # Python's own way to say so
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)
