"""What a person is told of a workbook that was checked, in order and counted.

`spp check` prints it and the check page shows it, so that both say the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ..faults import FAULT, NOTE, WARNING, Fault, listed
from .fault_groups import Together
from .reading import Reading

_ROW = re.compile("[0-9]+")
_WORDS = {FAULT: ("fault", "faults"), WARNING: ("warning", "warnings"), NOTE: ("note", "notes")}


def in_order(reading: Reading) -> Reading:
    """What was found, sheet by sheet and row by row; of one row, the gravest first."""
    places: dict[str, int] = {"": -1}  # of the file as a whole
    for number, sheet in enumerate(reading.workbook.sheets):
        places[reading.titles.get(sheet.name, sheet.title)] = number
        places.setdefault(sheet.title, number)
    grades = list(_WORDS)

    def place(fault: Fault) -> tuple[int, int, int]:
        row = _ROW.search(fault.cell)
        sheet = places.get(fault.sheet, len(places))
        return (sheet, int(row[0]) if row else 0, grades.index(fault.severity))

    return replace(reading, faults=tuple(sorted(reading.faults, key=place)))


def line_of(fault: Fault) -> str:
    """A fault with its place in front, and how grave it is where it stops nobody."""
    place = f"{fault.cell} ({fault.column})" if fault.cell and fault.column else fault.cell
    grave = "" if fault.severity == FAULT else f"{fault.severity}: "
    return f"{grave}{place}{': ' if place else ''}{fault.message}"


def counted(said: Sequence[Together]) -> str:
    """“2 faults in 20 cells, 1 note”; empty when there is nothing."""
    counts = Counter(one.fault.severity for one in said)
    cells = Counter[str]()
    for one in said:
        cells[one.fault.severity] += max(1, len(one.cells))
    return ", ".join(
        f"{counts[severity]} {one if counts[severity] == 1 else several}"
        f"{f' in {cells[severity]} cells' if cells[severity] > counts[severity] else ''}"
        for severity, (one, several) in _WORDS.items()
        if counts[severity]
    )


def waiting(reading: Reading) -> str:
    """What was not checked yet, and what it waits for; nothing where nothing waits."""
    titles = [reading.titles.get(s.name, s.title) for s in reading.workbook.sheets]
    sheets = [s.name for s in reading.workbook.sheets]
    names = [title for name, title in zip(sheets, titles, strict=True) if name in reading.partial]
    if not reading.titles or not names:
        return ""
    are = "is" if len(names) == 1 else "are"
    return (
        f"Not yet checked, until {listed(names, 'and')} {are} mended: whether the marked rows "
        "there, and what rests on them, agree with other rows and sheets."
    )
