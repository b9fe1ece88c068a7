"""A language that is none: every sentence of the kit in wide letters, to see what is said beside.

A word in ordinary letters is then one that somebody typed, or one that the kit says without its
catalogue, which no other language could say or put into another place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import messages

from spp_research.catalogue import Catalogue

_LETTERS = re.compile(r"\{[^}]*\}|[A-Za-z]")
_WORD = re.compile(r"[A-Za-z]{2,}")


def wide(text: str) -> str:
    """A sentence in wide letters, with its gaps as they are."""
    return _LETTERS.sub(lambda m: m[0] if len(m[0]) > 1 else chr(ord(m[0]) + 0xFEE0), text)


def wide_letters() -> Catalogue:
    """All that the file of sentences lists, in wide letters; days are said in Welsh."""
    forms = {one: (wide(one), wide(many or one)) for one, many in messages.everything()}
    return Catalogue("cy", forms)


def ordinary(text: str, typed: Iterable[str]) -> list[str]:
    """The words in ordinary letters, without what people typed."""
    for words in sorted({one for one in typed if one.strip()}, key=len, reverse=True):
        text = text.replace(words, " ")
    return _WORD.findall(text)
