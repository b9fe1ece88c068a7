"""Text marks: nine letters that stand for the text of a document, short enough to be typed.

Eight letters come from the hash of the text and the ninth is made from them, so that a slip of one
letter, or two letters that changed places, is seen. Only consonants without Q and Y are used: no
mark is a word, and Excel makes no number or date of one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

LETTERS = "BCDFGHJKLMNPRSTVWXZ"  # 19 of them, a prime number, which the check letter needs
_LENGTH = 8
_BETWEEN = re.compile(r"[;,/\n\r]+")
_NOT_LETTERS = re.compile(r"[^A-Z]+")


@dataclass(frozen=True)
class TypedMarks:
    """What somebody typed into the cell for text marks.

    Parameters
    ----------
    marks : those whose letters fit together, as `mark_of` writes them.
    wrong : what else stands there, as it was typed.
    """

    marks: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.marks or self.wrong)


def mark_of(text: str) -> str:
    """The mark of a text, such as "KRM-TVB-HDC".

    Eight letters of nineteen hold 34 bits. That is ample against a mix-up and no protection
    against somebody who looks for two texts with one mark; the records keep the whole hash.
    """
    number = int.from_bytes(sha256(text.encode()).digest(), "big")
    letters = ""
    for _ in range(_LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters += LETTERS[place]
    return _spelt(letters + _check(letters))


def typed(cell: str) -> TypedMarks:
    """The marks in a cell, which may hold several; case, spaces and hyphens do not matter."""
    marks: list[str] = []
    wrong: list[str] = []
    for part in _BETWEEN.split(cell):
        letters = _NOT_LETTERS.sub("", part.upper())
        size = _LENGTH + 1
        several = [letters[i : i + size] for i in range(0, len(letters), size)]
        if letters and all(map(_fits, several)) and not re.search(r"\d", part):
            marks += map(_spelt, several)
        elif part.strip():
            wrong.append(part.strip())
    return TypedMarks(tuple(dict.fromkeys(marks)), tuple(wrong))


def _fits(letters: str) -> bool:
    known = len(letters) == _LENGTH + 1 and set(letters) <= set(LETTERS)
    return known and letters[-1] == _check(letters[:-1])


def _check(letters: str) -> str:
    """The ninth letter: the sum of the letters' places, each times 1 to 8, modulo 19.

    Weights that differ and a prime modulus find every single slip and every exchange of two
    letters (as in ISBN-10).
    """
    total = sum(weight * LETTERS.index(letter) for weight, letter in enumerate(letters, 1))
    return LETTERS[total % len(LETTERS)]


def _spelt(letters: str) -> str:
    return "-".join(letters[i : i + 3] for i in range(0, len(letters), 3))
