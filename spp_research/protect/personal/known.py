"""Names that the school has on a list, of pupils and staff, and whether two are one person's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from .names import ORDINARY_WORDS, Place

_SHORTEST = 3  # letters of a first or last name that is looked for on its own
_TITLES = r"(?:Mr|Mrs|Miss|Ms|Mx|Dr)\.? "
_MONTHS = frozenset(("april", "may", "june", "august", "summer", "autumn"))


def alike(words: str) -> str:
    """Words as they are compared: small letters, single spaces, one kind of apostrophe."""
    return " ".join(words.replace("’", "'").casefold().split()).strip(" .,:'\"“”‘")


def pupils(text: str, names: frozenset[str]) -> Iterator[Place]:
    """Where a pupil of the list stands: the whole name, or one part of it with a capital letter.

    A part that is also a plain word or a month is only found in the whole name.
    """
    for pattern in _patterns(names, parts=True):
        yield from (found.span() for found in pattern.finditer(text))


def staff(text: str, names: frozenset[str]) -> Iterator[Place]:
    """Where a colleague of the list stands: the whole name, or a title and the last name."""
    for pattern in _patterns(names, parts=False):
        yield from (found.span() for found in pattern.finditer(text))


@lru_cache(maxsize=16)
def _patterns(names: frozenset[str], *, parts: bool) -> tuple[re.Pattern[str], ...]:
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
    found = []
    if whole:
        found.append(_any_of(whole, re.IGNORECASE))
    if titled and not parts:
        found.append(re.compile(_TITLES + _any_of(titled, 0).pattern))
    single = {word for word in alone if _tells(word)} if parts else set()
    if single:
        found.append(_any_of(single, 0))
    return tuple(found)


def _tells(word: str) -> bool:
    """Whether a part of a name says on its own that a person is meant."""
    small = word.casefold()
    letters = sum(map(str.isalpha, word))
    return letters >= _SHORTEST and small not in _MONTHS and not ORDINARY_WORDS.fullmatch(small)


def _any_of(words: set[str], flags: int) -> re.Pattern[str]:
    """One of the words, the longest first, not inside a longer word."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    one = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)
    return re.compile(rf"(?<!\w)(?:{one})(?!\w)", flags)


_SALUTATIONS = frozenset(
    ("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame"),
)


def bare_name(name: str) -> str:
    """A name without case, accents, titles, the order of its words and what stands between them."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = re.findall(r"[^\W_]+", plain)
    return " ".join(sorted(word for word in words if word not in _SALUTATIONS))
