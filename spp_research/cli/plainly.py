"""What is printed may repeat a workbook, and a terminal obeys characters that nobody sees."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

# Controls, marks that turn text round, and what is no character at all.
_OBEYED = {"Cc", "Cf", "Co", "Cs", "Cn"}
_KEPT = {"\n", "\t", "\u200d"}  # a joiner is part of some scripts and emoji


def plain(text: object) -> str:
    """`text` without characters that a terminal would obey."""
    text = str(text)
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in text if not _is_obeyed(c))


def as_json(document: Any) -> str:
    """A JSON document, with such characters written as JSON escapes them."""
    return _escaped(json.dumps(document, indent=2, ensure_ascii=False))


def json_line(document: Any) -> str:
    """The same on one line."""
    return _escaped(json.dumps(document, ensure_ascii=False))


def _escaped(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(json.dumps(c)[1:-1] if _is_obeyed(c) else c for c in text)


def _is_obeyed(character: str) -> bool:
    return (
        (not character.isascii() or not character.isprintable())
        and unicodedata.category(character) in _OBEYED
        and character not in _KEPT
    )
