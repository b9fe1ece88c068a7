"""What visitors call the same thing: the words of finding.toml, found in a text.

The search of the website and two of its filters (subject, age group) stand on these. Which words
belong together is data, in `finding.toml`; here is how they are found.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_WORD = re.compile(r"[^\W_]+")
# "Years 3 to 6", "years 3 and 4", "Year 5", "Y6": the words of a text are folded when it is asked.
_YEARS = re.compile(r"\b(?:years?|yrs?|y) ?(\d{1,2})(?: (?:to|and|or) (?:year |y)?(\d{1,2}))?\b")
_LAST_YEAR = 13


@dataclass(frozen=True)
class Concept:
    """Words that mean the same to whoever looks for a practice.

    Parameters
    ----------
    key : its name in addresses and in the index.
    words : in small letters, each a word or several.
    kind : "subject" or "age" where the lists have a filter for it; else empty.
    name : as that filter calls it, in English.
    holds : the keys of those that lie within it.
    """

    key: str
    words: tuple[str, ...]
    kind: str = ""
    name: str = ""
    holds: tuple[str, ...] = ()


@cache
def concepts() -> Mapping[str, Concept]:
    """Every concept by its key, school years among them."""
    found = {}
    for told in _data()["concept"]:
        one = Concept(
            told["key"],
            tuple(told["words"]),
            told.get("kind", ""),
            told.get("name", ""),
            tuple(told.get("holds", ())),
        )
        found[one.key] = one
    for year in range(1, _LAST_YEAR + 1):
        found[f"y{year}"] = Concept(f"y{year}", (f"year {year}", f"y{year}", f"yr {year}"))
    return found


@cache
def spellings() -> Mapping[str, str]:
    """What is often mistyped, and what was meant."""
    return dict(_data()["spelling"])


def folded(text: str) -> list[str]:
    """The words of a text in small letters without accents or apostrophes."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", ""))
    return _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)).lower())


def concepts_in(words: Sequence[str]) -> set[str]:
    """The keys of all concepts that a text speaks of, and of what lies within or around them.

    Parameters
    ----------
    words : of the text, in its order, as `folded` gives them.
    """
    said = set(_said(words))
    known = concepts()
    within = {part for key in said for part in known[key].holds}
    around = {one.key for one in known.values() if said.intersection(one.holds)}
    return said | within | around


def of_kind(kind: str, words: Sequence[str]) -> tuple[str, ...]:
    """The keys of those concepts of one kind that a text speaks of, in the order of the file."""
    found = concepts_in(words)
    return tuple(key for key, one in concepts().items() if one.kind == kind and key in found)


def _said(words: Sequence[str]) -> Iterator[str]:
    phrases, longest = _phrases()
    for start in range(len(words)):
        for length in range(1, min(longest, len(words) - start) + 1):
            key = phrases.get(" ".join(words[start : start + length]))
            if key:
                yield key
    for first, last in _YEARS.findall(" ".join(words)):
        for year in range(int(first), int(last or first) + 1):
            if 1 <= year <= _LAST_YEAR:
                yield f"y{year}"


@cache
def _phrases() -> tuple[Mapping[str, str], int]:
    """The concept of each word or words, and how many words the longest has."""
    found = {word: one.key for one in concepts().values() for word in one.words}
    return found, max(word.count(" ") + 1 for word in found)


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("finding.toml").read_text(encoding="utf-8"))
