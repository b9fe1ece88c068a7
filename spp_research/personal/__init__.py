"""What in a text points to one person: numbers, addresses, and a pupil's name beside a class.

Nothing here knows who is at the school. What is found is offered to a human being, who decides;
what is not found may still be there, so that a text without findings is not a safe text.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

from . import names, numbers

NAME = "a pupil's name"
UPN = "a unique pupil number"
PHONE = "a phone number"
EMAIL = "an email address"
POSTCODE = "a postcode"
NHS = "an NHS number"
NI = "a National Insurance number"
BIRTH = "a date of birth"

_FINDERS = (
    (EMAIL, numbers.emails),
    (UPN, numbers.upns),
    (NI, numbers.ni_numbers),
    (PHONE, numbers.phones),
    (NHS, numbers.nhs_numbers),
    (POSTCODE, numbers.postcodes),
    (BIRTH, numbers.dates_of_birth),
    (NAME, names.beside_a_class),
)

__all__ = ["BIRTH", "EMAIL", "NAME", "NHS", "NI", "PHONE", "POSTCODE", "UPN", "Span", "find"]


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


def find(text: str) -> tuple[Span, ...]:
    """Everything in `text` that looks personal, in the order of the text, without overlaps.

    Numbers with a check digit or letter (unique pupil numbers, NHS numbers) are only found where
    it fits. A pupil's name is only found beside a class, a year group or a word such as "pupil".
    """
    if len(text) < _SHORTEST:
        return ()
    found: list[Span] = []
    for kind, finder in _FINDERS:
        for start, end in finder(text):
            if all(end <= other.start or other.end <= start for other in found):
                found.append(Span(start, end, kind))
    return tuple(sorted(found, key=attrgetter("start")))


_SHORTEST = 5  # characters; nothing that is looked for is shorter
