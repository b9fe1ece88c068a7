"""Initials beside a class or a year group, told apart from what schools write in capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from .names import CLASS, DID, LINK, NEAR, PERSON, Place

_DOTTED = r"(?:[A-Z]\. ?){2,3}(?<! )"
_ONE = rf"(?:{_DOTTED}|[A-Z]{{2,3}})"
_JOINED = rf"{_ONE}(?:(?:, | and | & ){_ONE}){{0,4}}"
_BEFORE = re.compile(rf"(?<![\w&'’.-])({_JOINED}){LINK}$")
_AFTER = re.compile(
    rf"(?:['’]s)?(?: {PERSON}s?)?\)?(?:\s*[(\[](?P<a>{_JOINED})[)\]]|"
    rf"[:,–—-]?\s+(?P<b>{_JOINED})(?=[ ,]+{DID}))(?![\w&])"
)
_PUPIL = re.compile(rf"(?<!\w)(?:{PERSON}|{PERSON.capitalize()})s? ({_JOINED})(?![\w&])")
_PART = re.compile(_ONE)

# The few of `capitals.txt` that are also written with full stops.
_WITH_STOPS = frozenset(
    (
        *(
            "AD",
            "AM",
            "BC",
            "DT",
            "EG",
            "EU",
            "ICT",
            "IE",
            "IT",
            "NB",
            "PE",
            "PM",
            "PS",
            "RE",
            "TA",
        ),
        *("TV", "UK", "UN", "US", "USA"),
    )
)


def beside_a_class(text: str) -> Iterator[Place]:
    """Where initials stand that seem to be a pupil's."""
    for found in CLASS.finditer(text):
        start = max(0, found.start() - NEAR)
        if some := _BEFORE.search(text[start : found.start()]):
            yield from _pupils(start + some.start(1), some[1])
        if some := _AFTER.match(text, found.end()):
            group = "a" if some["a"] else "b"
            yield from _pupils(some.start(group), some[group])
    for found in _PUPIL.finditer(text):
        yield from _pupils(found.start(1), found[1])


def _pupils(start: int, joined: str) -> Iterator[Place]:
    for part in _PART.finditer(joined):
        letters = "".join(c for c in part[0] if c.isalpha())
        if letters not in (_WITH_STOPS if "." in part[0] else _capitals()):
            yield (start + part.start(), start + part.end())


@lru_cache(maxsize=1)
def _capitals() -> frozenset[str]:
    """The words of `capitals.txt`; lines that begin with # are remarks."""
    lines = Path(__file__).with_name("capitals.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if line[:1] != "#" for word in line.split())
