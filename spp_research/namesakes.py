"""Whether two names may be one person's: the same words, however they are written."""

from __future__ import annotations

import re
import unicodedata

_TITLES = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame"))


def bare_name(name: str) -> str:
    """A name without case, accents, titles, the order of its words and what stands between them."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = re.findall(r"[^\W_]+", plain)
    return " ".join(sorted(word for word in words if word not in _TITLES))
