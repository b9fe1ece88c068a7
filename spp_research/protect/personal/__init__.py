"""What in a text points to one person: numbers, addresses, initials, and names.

A name is found where it stands beside a class, a year group or a word such as "pupil", and
wherever it is one that the school has on a list of its own. What is found is offered to a human
being, who decides; what is not found may still be there, so that a text without findings is not a
safe text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import attrgetter

from . import initials, known, names, numbers
from .names import looks_like_a_name
from .unseen import UNSEEN, without_unseen

NAME = "a pupil's name"
INITIALS = "a pupil's initials"
COLLEAGUE = "a colleague's name"
UPN = "a unique pupil number"
PHONE = "a phone number"
EMAIL = "an email address"
POSTCODE = "a postcode"
NHS = "an NHS number"
NI = "a National Insurance number"
BIRTH = "a date of birth"

_OF_NUMBERS = (
    (UPN, numbers.upns),
    (NI, numbers.ni_numbers),
    (PHONE, numbers.phones),
    (NHS, numbers.nhs_numbers),
    (POSTCODE, numbers.postcodes),
    (BIRTH, numbers.dates_of_birth),
)
_OF_WORDS = (
    (NAME, names.beside_a_class),
    (INITIALS, initials.beside_a_class),
)

__all__ = [
    "BIRTH",
    "COLLEAGUE",
    "EMAIL",
    "INITIALS",
    "NAME",
    "NHS",
    "NI",
    "PHONE",
    "POSTCODE",
    "UPN",
    "Span",
    "find",
    "is_listed",
    "looks_like_a_name",
    "words_in",
]


@dataclass(frozen=True)
class Span:
    """A stretch of a text that looks as if it pointed to one person.

    Parameters
    ----------
    start, end : positions in the text, as a slice has them.
    kind : in words that finish "this looks like ...", such as "a phone number".
    """

    start: int
    end: int
    kind: str


def find(
    text: str,
    pupils: Collection[str] = (),
    staff: Collection[str] = (),
    cleared: Collection[str] = (),
) -> tuple[Span, ...]:
    """Everything in `text` that looks personal, in the order of the text, without overlaps.

    Numbers with a check digit or letter (unique pupil numbers, NHS numbers) are only found where
    it fits. A name that is on no list is only found beside a class, a year group or a word such as
    "pupil".

    Parameters
    ----------
    pupils, staff : names that the school has on its lists; of staff only whole names are found.
    cleared : words that somebody has looked at and that name nobody, as `words_in` gives them.
    """
    if len(text) < _SHORTEST:
        return ()
    found = _found(text, pupils, staff, cleared)
    if UNSEEN.search(text):  # as it is read as well: a name may be parted by what nobody sees
        bare, places = without_unseen(text)
        found += [
            replace(span, start=places[span.start], end=places[span.end - 1] + 1)
            for span in _found(bare, pupils, staff, cleared)
        ]
        found = _apart(found)
    return tuple(sorted(found, key=attrgetter("start")))


def _found(
    text: str, pupils: Collection[str], staff: Collection[str], cleared: Collection[str]
) -> list[Span]:
    seen = [*_unlisted(text)]
    if pupils:
        seen += (Span(*place, NAME) for place in known.pupils(text, frozenset(pupils)))
    if staff:
        seen += (Span(*place, COLLEAGUE) for place in known.staff(text, frozenset(staff)))
    if cleared:
        seen = [one for one in seen if known.alike(text[one.start : one.end]) not in cleared]
    return _apart(seen)


def _apart(seen: Iterable[Span]) -> list[Span]:
    """Those that lie over none before them."""
    found: list[Span] = []
    for span in seen:
        if all(span.end <= other.start or other.end <= span.start for other in found):
            found.append(span)
    return found


@lru_cache(maxsize=1024)  # the texts of a few workbooks, each of which is opened more than once
def _unlisted(text: str) -> tuple[Span, ...]:
    """What looks personal whatever the school has on its lists, kind by kind."""
    numbered = _OF_NUMBERS if _DIGIT.search(text) else ()
    finders = ((EMAIL, numbers.emails), *numbered, *_OF_WORDS)
    places = ((kind, place) for kind, finder in finders for place in finder(text))
    return tuple(Span(start, end, kind) for kind, (start, end) in places)


def is_listed(text: str, pupils: Collection[str], staff: Collection[str]) -> bool:
    """Whether a text holds a name of the school's lists, which few texts do."""
    finders = ((known.pupils, pupils), (known.staff, staff))
    return any(True for finder, names in finders if names for _ in finder(text, frozenset(names)))


def words_in(cell: str) -> frozenset[str]:
    """What somebody says names nobody, from a cell with such words separated by semicolons."""
    return frozenset(_parts_of(cell))


def _parts_of(cell: str) -> list[str]:
    parts = (known.alike(part) for part in cell.replace("\n", ";").split(";"))
    return [part for part in parts if part]


def cleared_pupils(
    cell: str, pupils: Collection[str], ids: Collection[str] = ()
) -> tuple[int, ...]:
    """Which words of such a cell let a pupil of the school's own lists through, counted from 1.

    Parameters
    ----------
    pupils, ids : names and IDs that the school has on its lists.
    """
    names, numbers = frozenset(pupils), {known.alike(one) for one in ids}

    def names_one(words: str) -> bool:
        ways = (words, words.title(), words.upper())
        return words in numbers or any(
            end - start == len(way) for way in ways for start, end in known.pupils(way, names)
        )

    return tuple(n for n, words in enumerate(_parts_of(cell), start=1) if names_one(words))


_DIGIT = re.compile("[0-9]")
_SHORTEST = 4  # characters; nothing that is looked for is shorter
