"""Which practice of another school a practice takes up, as letters that name nobody.

A school may say so before the other one has signed anything off for everyone, and the other may
take its practice back later. So the text that is signed holds letters which stand for school and
practice. Whoever has both can tell that they belong together; whoever has one alone reads no
school's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from spp_research.protect.sign_off import LETTERS

_GROUPS, _IN_A_GROUP = 3, 4
_SPELT = re.compile(
    rf"(?<![\w-])([{LETTERS.lower()}]{{4}}(?: [{LETTERS.lower()}]{{4}}){{2}})(?![\w-])"
)


def letters_of(school: str, practice: str) -> str:
    """The letters of a practice, such as "krmt vbhd cfwz".

    Parameters
    ----------
    school : its short name, which stays when it is renamed.
    practice : its ID.
    """
    known = f"practice\t{school.strip().casefold()}\t{practice.strip().casefold()}"
    number = int.from_bytes(sha256(known.encode()).digest(), "big")
    found = ""
    for _ in range(_GROUPS * _IN_A_GROUP):
        number, place = divmod(number, len(LETTERS))
        found += LETTERS[place].lower()
    return " ".join(found[at : at + _IN_A_GROUP] for at in range(0, len(found), _IN_A_GROUP))


def taken_up(row: Mapping[str, Any]) -> str:
    """The letters of the practice that a row of the Best practice sheet takes up; mostly empty.

    Parameters
    ----------
    row : of the sheet; of workbooks of older kits too, which have no such columns.
    """
    school, practice = (row.get(name) for name in ("takes_up_school", "takes_up_item"))
    known = all(isinstance(one, str) and one.strip() for one in (school, practice))
    return letters_of(str(school), str(practice)) if known else ""


def letters_in(words: str) -> str:
    """The letters in a text that `taken_up` may have been put into; empty where there are none."""
    found = _SPELT.search(words)
    return found[1] if found else ""
