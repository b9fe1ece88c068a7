"""Words of a parsed report that can be counted, cut and set again, each with its emphasis.

A workbook's text was escaped before Pandoc read it, so that here all of it is plain text. It goes
back as text too: nothing of it is ever written in the markup of a format.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from spp_research.publish.described import plain as value_of
from spp_research.publish.word_parts import held

Word = tuple[tuple[str, str], ...]  # its parts, each with its mark: "Strong", "Emph" or none
Words = tuple[Word, ...]

_MARKS = ("Strong", "Emph")
_SPACES = frozenset(("Space", "SoftBreak", "LineBreak"))
_WIDE, _NARROW = frozenset("mw@%&<>=+~—…"), frozenset("iljtfrI.,:;'’‘|!()[]")
POINTER = "Cite"  # the mark of what points at a figure or table
_INNER = {"Link": 1, "Span": 1, "Image": 1}
_QUOTES = {"SingleQuote": ("‘", "’"), "DoubleQuote": ("“", "”")}


def typst_string(text: str) -> str:
    """A Typst string: nothing in it can end it."""
    return json.dumps(text, ensure_ascii=False)


def properties_of(meta: Mapping[str, Any]) -> dict[str, str]:
    """What the properties of a handout say, as those of its document do, by their names in XML.

    Parameters
    ----------
    meta : of the document, as in Pandoc's JSON.
    """
    named = {
        "dc:creator": "author",
        "dc:description": "description",
        "dc:language": "lang",
        "dc:subject": "subtitle",
        "cp:keywords": "keywords",
    }
    return {name: held(value_of(meta.get(key))) for name, key in named.items()}


def words_of(content: Any) -> Words:
    """The words of inlines, blocks or a value of the metadata, as Pandoc's JSON has them."""
    made: list[Word] = []
    word: list[tuple[str, str]] = []
    for text, mark in _pieces(content, ""):
        if text is not None:
            word.append((text, mark))
        elif word:
            made.append(tuple(word))
            word = []
    return (*made, tuple(word)) if word else tuple(made)


def _pieces(value: Any, mark: str) -> Iterator[tuple[str | None, str]]:
    """Parts of words in their order; None between two words."""
    if isinstance(value, list):
        for one in value:
            yield from _pieces(one, mark)
        return
    if not isinstance(value, dict):
        return
    kind: str = value.get("t", "")
    inner: Any = value.get("c")
    if kind in ("Str", "MetaString"):
        yield inner, mark
    elif kind in _SPACES:
        yield None, mark
    elif kind == "Code":
        yield inner[1], mark
    elif kind == "Quoted":
        before, after = _QUOTES[inner[0]["t"]]
        yield before, mark
        yield from _pieces(inner[1], mark)
        yield after, mark
    elif kind == "Cite":
        yield from _pieces(inner[1], POINTER)
    elif kind in _MARKS:
        yield from _pieces(inner, mark or kind)
    elif kind in ("Para", "Plain"):
        yield from _pieces(inner, mark)
        yield None, mark
    else:
        yield from _pieces(inner[_INNER[kind]] if kind in _INNER else inner, mark)


def plain(words: Sequence[Word]) -> str:
    """The words with nothing but spaces between them."""
    return " ".join("".join(text for text, _ in word) for word in words)


def length(words: Sequence[Word]) -> int:
    """How much of a line they take, in letters of a usual width."""
    return round(sum(map(_width, plain(words))))


@lru_cache(maxsize=5000)
def _width(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "FW":
        return 2.0
    if unicodedata.combining(letter):
        return 0.0
    return 1.4 if letter in _WIDE or letter.isupper() else 0.7 if letter in _NARROW else 1.0


def unpointed(words: Words) -> Words:
    """The words without a sentence at their end that points at figures and tables."""
    if not words or words[-1][0][1] != POINTER:
        return words
    seen = max((at for at, word in enumerate(words) if plain((word,)) == "See"), default=len(words))
    return words[:seen]


def of_text(text: str, mark: str = "") -> Words:
    """A text of the kit's own as words."""
    return tuple(((word, mark),) for word in text.split())


def inlines(words: Sequence[Word]) -> list[dict[str, Any]]:
    """The words as Pandoc's JSON has them, to be set again."""
    made: list[dict[str, Any]] = []
    for word in words:
        if made:
            made.append({"t": "Space"})
        for text, mark in word:
            one = {"t": "Str", "c": text}
            made.append({"t": mark, "c": [one]} if mark in _MARKS else one)
    return made


def shared_out(words: Words, most: int) -> list[Words]:
    """The words in parts of at most `most` letters, cut after a sentence where one ends late.

    Words that are longer by themselves are cut as well.
    """
    parts: list[Words] = []
    rest = _no_giants(words, most)
    while length(rest) > most:
        used, fits = 0, 0
        for number, word in enumerate(rest, start=1):
            used += length((word,)) + (number > 1)
            if used > most:
                break
            fits = number
        fits = max(fits, 1)
        cut = next(
            (
                place
                for place in range(fits, fits // 2, -1)
                if plain(rest[place - 1 : place]).rstrip("”’)\"'").endswith((".", "?", "!", ";"))
            ),
            fits,
        )
        parts.append(rest[:cut])
        rest = rest[cut:]
    return [*parts, rest] if rest else parts


def _no_giants(words: Words, most: int) -> Words:
    """The words with each that would not even fit alone cut into pieces that do."""
    made: list[Word] = []
    half = max(1, most // 2)  # so that letters of twice the width fit as well
    for word in words:
        if length((word,)) <= most:
            made.append(word)
            continue
        for text, mark in word:
            made += [((text[at : at + half], mark),) for at in range(0, len(text), half)]
    return tuple(made)


def without_tail(words: Words) -> Words:
    """A finding without what stands in brackets after it: how its sources hang together."""
    end = len(words)
    while end and words[end - 1][0][1] == "Emph":
        end -= 1
    return words[:end]
