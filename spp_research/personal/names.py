"""A pupil's name beside a class or a year group, by common first names and the words around it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

Place = tuple[int, int]

_CLASS = re.compile(
    r"(?<!\w)(?:(?:[Yy]ear|[Yy]rs?\.?|[Cc]lass|[Ff]orm|Y|y)\s?[0-9]{1,2}[A-Za-z]?"
    r"|(?:1[0-3]|[1-9])[A-Z]{1,2}|(?:1[0-3]|[1-9])[a-h]|Reception|Nursery|EYFS)(?!\w)"
)
_WORD = r"(?:(?:O|D)['’]|Mc|Mac)?[^\W\d_a-z][^\W\d_A-Z]+(?:[-'’][^\W\d_]{2,})?"
_NAME = rf"{_WORD}(?: (?:{_WORD}|[A-Z]\b\.?))?"
_JOINED = rf"{_NAME}(?:(?:, | and | & |, and ){_NAME}){{0,4}}"
_SMALL = r"[a-z]{3,}"
_PERSON = r"(?:pupil|child|girl|boy|student|learner|classmate)"

# What may stand between a name and the class after it, and between a class and a name after it.
_LINK = r"(?:['’]s)?[\s,]{0,2}\(?(?:both |all |now |then )?(?:is |was )?(?:in |from |of )?(?:an? )?"
_BEFORE = re.compile(rf"(?<![\w'’])({_JOINED}){_LINK}$")
_BEFORE_SMALL = re.compile(rf"(?<![\w'’])({_SMALL})\s*(?:\(|in |from )$")
_AFTER = re.compile(rf"(?:['’]s)?(?: {_PERSON})?\)?[:,]?\s+({_JOINED})")
_NEAR = 90  # characters before a class that are looked at

# "A boy called Kofi", "pupil Deniz": no class is needed, and after "called" any name will do.
_CALLED = re.compile(rf"(?<!\w){_PERSON},? (?:called|named|by the name of) ({_NAME})", re.UNICODE)
_PUPIL = re.compile(rf"(?<!\w)[Pp]upil:? ({_NAME})|(?<!\w)(?:[Cc]hild|[Gg]irl|[Bb]oy), ({_NAME}),")
_TITLE = re.compile(r"(?:\b(?:Mr|Mrs|Miss|Ms|Mx|Dr|Sir|Prof|Rev|Madame?|Herr|Coach)\.?\s*)$")
_PART = re.compile(_NAME)

# Names that are also plain words, and so only count as names with a capital letter.
_ORDINARY_WORDS = re.compile(
    "amber|angel|bobby|bonnie|brook|chase|cherry|clark|daisy|dale|dean|destiny|"
    "eden|faith|fern|frank|grace|grant|harmony|heath|heather|holly|hope|hunter|"
    "iris|ivy|jack|jade|jasmine|jay|jean|joy|lee|lily|mark|mason|max|melody|"
    "mercy|miles|nova|oakley|olive|opal|paddy|page|parker|patience|pearl|penny|"
    "poppy|precious|prince|princess|reed|reign|robin|rocky|rose|rosemary|ruby|"
    "saffron|sally|sandy|scarlett|serenity|shah|sky|sol|sultan|sunny|taylor|tony|"
    "una|van|verity|victor|violet|will|willow|winnie|wren"
)


def beside_a_class(text: str) -> Iterator[Place]:
    """Where a name stands that seems to be a pupil's."""
    for found in _CLASS.finditer(text):
        start = max(0, found.start() - _NEAR)
        before = text[start : found.start()]
        if names := _BEFORE.search(before):
            yield from _known(text, start + names.start(1), names[1])
        elif (small := _BEFORE_SMALL.search(before)) and _is_small_name(small[1]):
            yield (start + small.start(1), start + small.end(1))
        if names := _AFTER.match(text, found.end()):
            yield from _known(text, names.start(1), names[1])
    for found in _CALLED.finditer(text):
        yield found.span(1)
    for found in _PUPIL.finditer(text):
        group = 1 if found[1] else 2
        yield from _known(text, found.start(group), found[group])


def _known(text: str, start: int, names: str) -> Iterator[Place]:
    """Each of several joined names, from the first word on that is a common first name.

    "Ask Daniel in 8K" begins a sentence: the name is its second word.
    """
    for part in _PART.finditer(names):
        first, _, second = part[0].partition(" ")
        begins = start + part.start()
        if not _is_name(first):
            begins += len(first) + 1
            first = second
        if _is_name(first) and not _TITLE.search(text[:begins]):
            yield (begins, start + part.end())


def _is_name(word: str) -> bool:
    plain = _plain(word)
    return plain in _first_names() or plain.split("-")[0] in _first_names()


def _is_small_name(word: str) -> bool:
    return word in _first_names() and not _ORDINARY_WORDS.fullmatch(word)


@lru_cache(maxsize=1)
def _first_names() -> frozenset[str]:
    """The names of `first_names.txt`; lines that begin with # are remarks."""
    lines = Path(__file__).with_name("first_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if line[:1] != "#" for name in line.split())


def _plain(word: str) -> str:
    """A name in small letters, without accents."""
    split = unicodedata.normalize("NFD", word.replace("’", "'")).casefold()
    return "".join(c for c in split if not unicodedata.combining(c))
