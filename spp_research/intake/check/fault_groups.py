"""Faults of one kind in one column, which are mended in the same way, and so said once.

The records stay one a cell: the marked copy marks every one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from ..advice import CLEAR_ROW
from ..faults import Fault, listed, quote
from ..layout import address, position

_FEW = 3  # so many are each said in whole
_NAMED = 4  # stretches of cells that are named
_LENGTH = re.compile(r"has [0-9]+ characters")
_CELL = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")


@dataclass(frozen=True)
class Together:
    """A fault as it is said, and the cells that it is said of; one cell, or none, for most."""

    fault: Fault
    cells: tuple[str, ...]


def together(faults: Iterable[Fault]) -> tuple[Together, ...]:
    """The faults in their order; those of a column that say the same of many cells are one.

    So are the blanks of a row that was hardly begun. Others say the same when only what was found,
    its length and the number of the row differ, so that no advice is lost, such as the word that
    may be meant.
    """
    every = list(enumerate(faults))
    said: list[tuple[int, Together]] = []
    for group in _nearly_blank_rows(every):
        number, _ = group[0]
        cells = tuple(found.cell for _, found in group)
        said.append((number, Together(_for_the_row([f for _, f in group]), cells)))
        every = [one for one in every if one not in group]
    alike: dict[tuple[str, ...], list[tuple[int, Fault]]] = {}
    for number, found in every:
        alike.setdefault(_key(found, number), []).append((number, found))
    for group in alike.values():
        cells = tuple(dict.fromkeys(found.cell for _, found in group))
        if len(cells) > _FEW:
            number, first = group[0]
            said.append((number, Together(_for_all(first, cells[1:]), cells)))
        else:
            said += [(number, Together(f, (f.cell,) if f.cell else ())) for number, f in group]
    return tuple(one for _, one in sorted(said, key=itemgetter(0)))


def _nearly_blank_rows(faults: Sequence[tuple[int, Fault]]) -> list[list[tuple[int, Fault]]]:
    """The blanks of each row that has many; none of so many rows that columns say it better."""
    rows: dict[tuple[str, str, int], list[tuple[int, Fault]]] = {}
    for number, found in faults:
        if found.code == "value.needed" and _CELL.fullmatch(found.cell):
            row = position(found.cell)[0]
            rows.setdefault((found.file, found.sheet, row), []).append((number, found))
    many = [group for group in rows.values() if len(group) > _FEW]
    return many if len(many) <= _FEW else []


def _for_the_row(blanks: Sequence[Fault]) -> Fault:
    """One fault of a row in which nearly everything is missing."""
    first = blanks[0]
    labels = listed([found.column for found in blanks], "and")
    message = (
        f"Row {position(first.cell)[0]} has nothing under {labels}, which are needed: fill them "
        f"in, or {CLEAR_ROW} if it is not meant to count."
    )
    return replace(first, column="", message=message)


def _key(found: Fault, number: int) -> tuple[str, ...]:
    if not _CELL.fullmatch(found.cell):
        return (str(number),)  # about a sheet or a file: never said together
    row = position(found.cell)[0]
    said = found.message.replace(quote(found.found), "“”") if found.found else found.message
    said = re.sub(rf"\b([Rr]ow |[A-Z]{{1,3}}){row}\b", r"\1", _LENGTH.sub("", said))
    return (found.severity, found.code, found.file, found.sheet, found.column, said)


def _for_all(first: Fault, others: Sequence[str]) -> Fault:
    many = f"{len(others)} more cells: {cells_in_short(others)}"
    return replace(first, message=f"{first.message} The same holds for {many}.")


def cells_in_short(cells: Sequence[str]) -> str:
    """“B8 to B25, B30 and 4 more”: stretches of one column as such.

    Parameters
    ----------
    cells : addresses, at least one.
    """
    stretches: list[list[tuple[int, int]]] = []
    for row, column in map(position, cells):
        if stretches and stretches[-1][-1] == (row - 1, column):
            stretches[-1].append((row, column))
        else:
            stretches.append([(row, column)])
    said = [
        address(*s[0]) if len(s) == 1 else f"{address(*s[0])} to {address(*s[-1])}"
        for s in stretches[:_NAMED]
    ]
    left = sum(map(len, stretches[_NAMED:]))
    if left:
        return f"{', '.join(said)} and {left} more"
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
