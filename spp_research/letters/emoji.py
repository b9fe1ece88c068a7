"""Emoji in words, and text that runs from right to left kept apart from what is round it.

The names are Unicode's own (CLDR), kept in a file: those of Python change with its version, and
the text that a signature covers must not.

Without that, a number or a bracket after an Arabic name is drawn on its wrong side: the rules of
Unicode take it for a part of the name.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_NAMES = Path(__file__).with_name("emoji.txt")
_TONES = "\U0001f3fb-\U0001f3ff"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_SIGN = "[\u203c-\u3299\U0001f000-\U0001f3fa\U0001f400-\U0001faff]"
_ONE = f"{_SIGN}\ufe0f?[{_TONES}]?[\U000e0020-\U000e007f]*"
# Anything that may be an emoji, whole: with its tone, its tags, and what is joined to it.
_WHOLE = re.compile(f"{_FLAG}|{_ONE}(?:\u200d{_ONE})*")
_MAYBE = re.compile("[\u203c-\u3299\ufe0e\ufe0f\U0001f000-\U0001faff]")
_KEYCAP = re.compile("([0-9#*])\ufe0f?\u20e3")
_COLOURING = re.compile(f"[\ufe0e\ufe0f{_TONES}]")
_PICTURES = re.compile("[\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff]")


def emoji_in_words(text: str) -> str:
    """`text` with the name of each emoji in its place, in brackets: 👍🏽 is "(thumbs up)".

    The colour of a skin is left out. Several of one kind in a row are counted: "(red heart × 3)".
    Signs that are letters as well, such as ✔ and ☎, stay what they are, without their colour.
    """
    if not _MAYBE.search(text):
        return text
    parts: list[str] = []  # words between emoji, and names in brackets, by turns
    names: list[str] = []
    end = 0
    text = _KEYCAP.sub(r"\1", text)
    for found in _WHOLE.finditer(text):
        name = _name(found[0])
        if not name:
            continue
        parts.append(text[end : found.start()])
        names.append(name)
        end = found.end()
    parts.append(text[end:])
    return _COLOURING.sub("", _put_together(parts, names))


def _put_together(parts: list[str], names: list[str]) -> str:
    said = parts[0]
    place = 0
    while place < len(names):
        name, times = names[place], 1
        while place + times < len(names) and names[place + times] == name:
            if parts[place + times].strip(" \ufe0f\u200d"):
                break
            times += 1
        before = "" if not said or said[-1].isspace() or said[-1] in "([“‘\"'" else " "
        rest = parts[place + times]
        after = " " if rest[:1].isalnum() or (not rest and place + times < len(names)) else ""
        said += f"{before}({name}{f' × {times}' if times > 1 else ''}){after}{rest}"
        place += times
    return said


def _name(found: str) -> str:
    """What an emoji is called; nothing for any other sign."""
    bare = _COLOURING.sub("", found)
    if name := _names().get(bare):
        return name
    # A joined one that is newer than the file, or made up: what it is joined from.
    pieces = [piece for piece in bare.split("\u200d") if piece]
    named = [_names().get(piece) or _new(piece) for piece in pieces]
    if not any(named):
        return ""
    return ", ".join(name or piece for name, piece in zip(named, pieces, strict=True))


def _new(piece: str) -> str:
    """A picture without a name in the file, by its number."""
    return f"emoji U+{ord(piece[0]):X}" if piece and _PICTURES.match(piece) else ""


@cache
def _names() -> dict[str, str]:
    lines = _NAMES.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return {"".join(chr(int(code, 16)) for code in codes.split()): name for codes, name in pairs}


_LETTER = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
# Words of such letters, with what stands between two of them and belongs to no other script.
_RUN = re.compile(f"{_LETTER}+(?:[\\s0-9!-/:;=?\u200c\u200d-]*{_LETTER}+)*")
_APART, _END = "\u2067", "\u2069"  # right-to-left isolate, and its end


def isolated(text: str) -> str:
    """`text` with each run of letters that are read from the right apart from the rest."""
    return _RUN.sub(lambda run: f"{_APART}{run[0]}{_END}", text)
