"""Rows of a Sign-off sheet of which one changes nothing, because another stands beside it.

A row for a wider audience lets narrower ones read the document too. Whoever takes the narrower one
back may not know that the wider one stands, and nothing happens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from spp_research.own_kinds import bare_title

from .sign_off import AUDIENCES, Rows, SignOff, all_standing


class Odds(StrEnum):
    """What is at odds."""

    WITHDRAWN = "withdrawn, and another row stands"
    ENDED = "ended, and a row for a wider audience stands"
    TEXTS = "two texts are signed off for the same audience"


@dataclass(frozen=True)
class AtOdds:
    """One row and those beside which it says something else.

    Parameters
    ----------
    document : as the row names it.
    audience : of the row.
    row : its number on the sheet.
    day : on which it was withdrawn or ended; of two texts None.
    beside : the numbers of the rows that stand.
    wider : the widest audience of these.
    """

    odds: Odds
    document: str
    audience: str
    row: int
    day: date | None
    beside: tuple[int, ...]
    wider: str


def at_odds(rows: Rows, as_at: date, *, fixed: bool) -> list[AtOdds]:
    """What is at odds on a Sign-off sheet, in the order of its rows.

    Parameters
    ----------
    rows, as_at, fixed : as for `sign_off.all_standing`.
    """
    there = [(number, row) for number, row in rows if not row.get("cycle")]
    ended = [one for number, row in there for one in _of_row(number, row, there, as_at, fixed)]
    return sorted([*ended, *_two_texts(there, as_at, fixed)], key=lambda one: one.row)


def _of_row(
    number: Any, row: Mapping[Any, Any], there: Rows, as_at: date, fixed: bool
) -> Iterator[AtOdds]:
    document, audience = str(row["document"] or ""), str(row["audience"] or "").lower()
    withdrawn, expires = row["withdrawn_on"], row["expires_on"]
    if not document or audience not in AUDIENCES or not isinstance(number, int):
        return
    lines = _standing(there, document, audience, as_at, fixed, str(row.get("item") or ""))
    if not row.get("item"):  # a row that names none is about the only one, which others may name
        lines += _of_named(there, document, audience, as_at, fixed)
    if withdrawn is not None and (fixed or withdrawn <= as_at):
        # What was signed later is another decision, and not the one that was taken back.
        beside = [line for line in lines if line.signed_on <= withdrawn]
        odds, day = Odds.WITHDRAWN, withdrawn
    elif withdrawn is None and expires is not None and expires <= as_at:
        wider = AUDIENCES[AUDIENCES.index(audience) + 1 :]
        beside = [one for one in lines if one.audience in wider and one.signed_on <= expires]
        odds, day = Odds.ENDED, expires
    else:
        return
    if beside:
        yield AtOdds(odds, document, audience, number, day, *_beside(beside))


def _of_named(
    there: Rows, document: str, audience: str, as_at: date, fixed: bool
) -> Iterator[SignOff]:
    """The rows that stand and name which one."""
    named = {str(row["item"]).casefold() for _, row in there if row.get("item")}
    for item in sorted(named):
        for line in _standing(there, document, audience, as_at, fixed, item):
            if line.item:
                yield line


def _standing(
    there: Rows, document: str, audience: str, as_at: date, fixed: bool, item: str
) -> list[SignOff]:
    return all_standing(there, document, audience, as_at, fixed=fixed, item=item)


def _beside(lines: list[SignOff]) -> tuple[tuple[int, ...], str]:
    widest = max((line.audience for line in lines), key=AUDIENCES.index)
    return tuple(sorted({line.row for line in lines})), widest


def _two_texts(there: Rows, as_at: date, fixed: bool) -> Iterator[AtOdds]:
    """Rows for the very same, one of which may name it, each with the text mark of another text."""
    seen: set[tuple[str, str, str]] = set()
    for _, row in there:
        document, audience = str(row["document"] or ""), str(row["audience"] or "").lower()
        item = str(row.get("item") or "")
        key = (bare_title(document), audience, item.casefold())
        if key in seen or not document or audience not in AUDIENCES:
            continue
        seen.add(key)
        lines = [
            line
            for line in _standing(there, document, audience, as_at, fixed, item)
            if line.audience == audience and line.marks.marks
        ]
        texts = {frozenset(line.marks.marks) for line in lines}
        if len(texts) > 1 and not frozenset.intersection(*texts):
            first, *rest = sorted(line.row for line in lines)
            yield AtOdds(Odds.TEXTS, document, audience, first, None, tuple(rest), audience)
