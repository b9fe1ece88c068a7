"""Sign-off: who let a document be shown to an audience, by which text mark, and whether it stands.

Eight letters come from the hash of the text and the ninth is made from them, so that a slip of one
letter, or two letters that changed places, is seen. Only consonants without Q and Y are used: no
mark is a word, and Excel makes no number or date of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from spp_research.cycle import same_cycle
from spp_research.own_kinds import bare_title

from .disclosure import Audience

if TYPE_CHECKING:
    from spp_research.schema import tables


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


# From the narrowest to the widest: a sign-off for one covers those before it.
AUDIENCES = tuple(Audience)

Rows = Iterable[tuple[Any, Mapping[Any, Any]]]  # each with its number


@dataclass(frozen=True)
class SignOff:
    """Who let a document be shown to an audience, in what role, when, and until before when.

    `audience` is the row's own, which may be wider than the one that was asked for; `item` names
    the practice where a school has several; `row` is that of the sheet;
    `marks` are the text marks of what was read, none in a row without any.
    """

    name: str
    role: str
    signed_on: date
    ends_on: date | None = None
    audience: str = ""
    item: str = ""
    row: int = 0
    marks: TypedMarks = field(default_factory=TypedMarks)


def standing(
    sheet: tables.SignOff,
    document: str,
    audience: str,
    as_at: date,
    *,
    fixed: bool,
    item: str = "",
) -> SignOff | None:
    """The latest sign-off of a document for an audience that stands on the day, or None.

    Parameters
    ----------
    sheet : the sign-off sheet, typed.
    document : as the sheet names it, for example "Review summary".
    audience : "school", "partnership" or "public". A sign-off for a wider one counts too.
    as_at : one that is dated later, or withdrawn or expired by then, does not count; nor does one
        without a name and a role. A date of either that is still to come is when it will end.
    fixed : whether the settings fix that day. It then stays while the calendar goes on, and no
        later date would ever be reached, so that a withdrawal counts whatever its date is.
    item : which practice or notebook it must be for. A row that names none is for the only one.
    """
    rows = zip(sheet.index, sheet.to_dict("records"), strict=True)
    return next(iter(all_standing(rows, document, audience, as_at, fixed=fixed, item=item)), None)


def all_standing(
    rows: Rows, document: str, audience: str, as_at: date, *, fixed: bool, item: str = ""
) -> list[SignOff]:
    """Every sign-off of a document that stands, as for `standing`; the latest first.

    Parameters
    ----------
    rows : of the sign-off sheet, each with its number. Those that name a cycle are about one that
        is closed, and stand for nothing of this one; see `of_cycle`.
    """
    wide_enough = AUDIENCES[AUDIENCES.index(audience) :]
    found = []
    for number, row in rows:
        signed_on, expires_on, withdrawn_on = (
            _day(row[c]) for c in ("signed_on", "expires_on", "withdrawn_on")
        )
        if not is_about(row, document) or _words(row, "audience").lower() not in wide_enough:
            continue
        if _words(row, "cycle"):
            continue
        if not _words(row, "signed_by") or not _words(row, "role"):
            continue
        if signed_on is None or signed_on > as_at:
            continue
        if withdrawn_on is not None and (fixed or withdrawn_on <= as_at):
            continue
        if expires_on is not None and expires_on <= as_at:
            continue
        ends = [day for day in (expires_on, withdrawn_on) if day is not None]
        found.append(
            SignOff(
                row["signed_by"],
                row["role"],
                signed_on,
                min(ends, default=None),
                row["audience"].lower(),
                _words(row, "item"),
                number if isinstance(number, int) else 0,
                typed(_words(row, "text_mark")),
            )
        )
    found.sort(key=lambda line: line.signed_on, reverse=True)
    return [line for line in found if line.item.casefold() in ("", item.casefold())]


class Lack(StrEnum):
    """Why a document that has a row of the Sign-off sheet stands under none of them."""

    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    NOT_YET = "not yet"
    NARROWER = "narrower"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Unsigned:
    """Why no row lets a document be shown, the one that is most to the point.

    Parameters
    ----------
    day : on which it was withdrawn, expired or begins; None for the others.
    audience : that it is signed off for, where that is too narrow; else empty.
    """

    lack: Lack
    day: date | None = None
    audience: str = ""


def why_unsigned(
    rows: Rows, document: str, audience: str, as_at: date, *, fixed: bool
) -> Unsigned | None:
    """Why no row about a document stands; None where there is no row about it.

    Parameters
    ----------
    rows, document, audience, as_at, fixed : as for `all_standing`, which has found none.
    """
    wide_enough = AUDIENCES[AUDIENCES.index(audience) :]
    own = [row for _, row in rows if is_about(row, document) and not _words(row, "cycle")]
    wide = [row for row in own if _words(row, "audience").lower() in wide_enough]
    for lack, column, counts in (
        (Lack.WITHDRAWN, "withdrawn_on", lambda day: fixed or day <= as_at),
        (Lack.EXPIRED, "expires_on", lambda day: day <= as_at),
        (Lack.NOT_YET, "signed_on", lambda day: day > as_at),
    ):
        days = [day for row in wide if (day := _day(row[column])) is not None and counts(day)]
        if days:
            return Unsigned(lack, min(days) if lack is Lack.NOT_YET else max(days))
    if wide:
        return Unsigned(Lack.NOBODY)
    narrower = [_words(row, "audience").lower() for row in own]
    known = [name for name in AUDIENCES if name in narrower]
    return Unsigned(Lack.NARROWER, audience=known[-1]) if known else None


def is_about(row: Mapping[Any, Any], document: str) -> bool:
    """Whether a row is about a document; somebody's own title may be written a little otherwise."""
    return bare_title(_words(row, "document")) == bare_title(document)


def of_cycle(rows: Rows, cycle: str) -> list[tuple[Any, Mapping[Any, Any]]]:
    """The rows that a later workbook has about a closed cycle, as if they stood in its own."""
    return [
        (number, {**row, "cycle": None})
        for number, row in rows
        if (named := _words(row, "cycle")) and same_cycle(named, cycle)
    ]


def of_the_open_cycle(sheet: Any) -> Any:
    """A table of sign-offs without the rows about a cycle that is closed."""
    return sheet[sheet["cycle"].isna()] if "cycle" in sheet else sheet


def _words(row: Mapping[str, Any], column: str) -> str:
    """A cell as text; a sheet of an older kit lacks some columns."""
    value = row.get(column)
    return str(value).strip() if _is_given(value) else ""


def _day(cell: Any) -> date | None:
    if not _is_given(cell):
        return None
    return cell.date() if isinstance(cell, datetime) else cell


def _is_given(cell: Any) -> bool:
    """Whether there is a value, in typed rows or in a table of pandas."""
    return cell is not None and cell == cell
