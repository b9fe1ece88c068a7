"""What of the lead's workbook concerns a school, which has a copy of it and cannot mend it.

What stops its documents does; so does what is said of the school itself or of its people. The rest
is the lead's to look at, and is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from spp_research.intake import Fault, Reading
from spp_research.intake.faults import FAULT

_ROW = re.compile(r"[A-Z]{1,3}([0-9]{1,7})")


def concerning(reading: Reading, school: str, name: str) -> tuple[Reading, int]:
    """The reading with what concerns a school, and how many findings are the lead's alone.

    Parameters
    ----------
    reading : of the lead's workbook.
    school, name : the short name and the name of the school.
    """
    rows = {*_rows_of(reading, school, name)}
    word = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in (school, name)), re.I)

    def is_theirs(one: Fault) -> bool:
        row = _ROW.fullmatch(one.cell)
        return (
            one.severity == FAULT
            or (row is not None and (one.sheet, int(row[1])) in rows)
            or any(word.search(text) for text in (one.message, one.found))
        )

    kept = tuple(one for one in reading.faults if is_theirs(one))
    return replace(reading, faults=kept), len(reading.faults) - len(kept)


def _rows_of(reading: Reading, school: str, name: str) -> Iterator[tuple[str, int]]:
    """The rows that name the school, by the title of their sheet."""
    for sheet, rows in reading.rows.items():
        for number, row in rows.records:
            if any(isinstance(value, str) and value in (school, name) for value in row.values()):
                yield reading.titles.get(sheet, sheet), number
