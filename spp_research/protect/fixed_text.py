"""A text that was fixed on a day, and the mark by which it is known again."""

from __future__ import annotations

import re
import unicodedata

from .sign_off import mark_of, typed

_SPACES = re.compile(r"[^\S\n]+")


def settled(text: str) -> str:
    """A text as it is marked: one form of letters, single spaces, and no blank lines.

    A workbook that is saved by another program, or a text that is pasted, changes these and
    nothing that anybody wrote.
    """
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = (_SPACES.sub(" ", line).strip() for line in plain.split("\n"))
    return "\n".join(line for line in lines if line)


def mark(text: str) -> str:
    """The mark of a text, such as "KRM-TVB-HDC"."""
    return mark_of(settled(text))


def is_marked(text: str, cell: str) -> bool:
    """Whether a text is the one that a mark, as somebody typed it, belongs to."""
    return mark(text) in typed(cell).marks
