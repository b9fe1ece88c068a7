"""Names that the school has on a list, of pupils and staff, and whether two are one person's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from .names import ORDINARY_WORDS, Place

_SHORTEST = 3  # letters of a first or last name that is looked for on its own
_TITLES = r"(?:Mr|Mrs|Miss|Ms|Mx|Dr)\.? "
_WORD = re.compile(r"\w+")
_MONTHS = frozenset(("april", "may", "june", "august", "summer", "autumn"))


def alike(words: str) -> str:
    """Words as they are compared: small letters, single spaces, one kind of apostrophe."""
    return " ".join(words.replace("’", "'").casefold().split()).strip(" .,:'\"“”‘")


def pupils(text: str, names: frozenset[str]) -> Iterator[Place]:
    """Where a pupil of the list stands: the whole name, or one part of it with a capital letter.

    A part that is also a plain word or a month is only found in the whole name.
    """
    yield from _places(text, _listed(names, parts=True))


def staff(text: str, names: frozenset[str]) -> Iterator[Place]:
    """Where a colleague of the list stands: the whole name, or a title and the last name."""
    yield from _places(text, _listed(names, parts=False))


@dataclass(frozen=True)
class _Way:
    """A way in which a name of the list may be written.

    Parameters
    ----------
    kind : the place of its kind in `_KINDS`.
    words : as it is written.
    parts : its words as `_key` has them, each of which is in every text that has the name.
    """

    kind: int
    words: str
    parts: frozenset[str]


# In which order they are looked for, with what stands before them and whether capitals count.
_WHOLE, _TITLED, _ALONE = range(3)
_KINDS = {_WHOLE: ("", re.IGNORECASE), _TITLED: (_TITLES, 0), _ALONE: ("", 0)}


def _places(text: str, listed: Mapping[str, tuple[_Way, ...]]) -> Iterator[Place]:
    """Where names stand, of which only those are tried whose words are all in the text.

    To try each name of a list at each letter of a text took 2 ms with the staff of 300 schools.
    """
    if not listed:
        return
    there = _parts(text)
    ways = [way for part in (*there, "") for way in listed.get(part, ()) if way.parts <= there]
    for kind, (before, flags) in _KINDS.items() if ways else ():
        if words := {way.words for way in ways if way.kind == kind}:
            pattern = re.compile(before + _any_of(words), flags)
            yield from (found.span() for found in pattern.finditer(text))


def _parts(text: str) -> frozenset[str]:
    return frozenset(map(_key, _WORD.findall(text)))


def _key(word: str) -> str:
    """The same for all words that are one word to a pattern which leaves capitals out of account.

    Such a pattern takes more letters for the same than have the same small letter: an I without
    its dot, and a long s.
    """
    return word.replace("\u0130", "I").upper().casefold()


@lru_cache(maxsize=16)
def _listed(names: frozenset[str], *, parts: bool) -> Mapping[str, tuple[_Way, ...]]:
    """Each way of writing a name of the list by its longest word; by "" where it has no letters."""
    found: dict[str, list[_Way]] = {}
    for kind, words in _ways(names, parts=parts):
        way = _Way(kind, words, _parts(words))
        longest = max(way.parts, key=lambda part: (len(part), part), default="")
        found.setdefault(longest, []).append(way)
    return {part: tuple(ways) for part, ways in found.items()}


def _ways(names: frozenset[str], *, parts: bool) -> Iterator[tuple[int, str]]:
    whole, alone, titled = set[str](), set[str](), set[str]()
    for name in names:
        last, comma, first = name.partition(",")
        words = (f"{first} {last}" if comma else name).split()
        if len(words) > 1:
            whole |= {" ".join(words), f"{words[-1]} {words[0]}", f"{words[-1]}, {words[0]}"}
            whole.add(f"{words[0]} {words[-1]}")
            titled.add(words[-1])
        alone.update(
            word.capitalize() if word.islower() and word.isalpha() else word for word in words
        )
    yield from ((_WHOLE, words) for words in whole)
    if parts:
        yield from ((_ALONE, word) for word in alone if _tells(word))
    else:
        yield from ((_TITLED, word) for word in titled)


def _tells(word: str) -> bool:
    """Whether a part of a name says on its own that a person is meant."""
    small = word.casefold()
    letters = sum(map(str.isalpha, word))
    return letters >= _SHORTEST and small not in _MONTHS and not ORDINARY_WORDS.fullmatch(small)


def _any_of(words: set[str]) -> str:
    """One of the words, the longest first, not inside a longer word."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    one = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)
    return rf"(?<!\w)(?:{one})(?!\w)"


_SALUTATIONS = frozenset(
    ("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame"),
)


def bare_name(name: str) -> str:
    """A name without case, accents, titles, the order of its words and what stands between them."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = re.findall(r"[^\W_]+", plain)
    return " ".join(sorted(word for word in words if word not in _SALUTATIONS))
