"""What a school names of the files beside its workbook: shown once somebody has cleared it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from spp_research.protect.attachments import AttachmentError

from ..faults import Place
from ..layout import address
from ..read.typed_rows import given
from ..read.word_package import WordError
from .reading import Reading

Row = Mapping[str, Any]  # of a sheet that names such files; a cell that is blank is None
Read = TypeVar("Read")


def taken(
    rows: Iterable[Row],
    why_not: Callable[[Row], str],
    read: Callable[[str], Read],
    most: int,
    full: str,
) -> Iterator[tuple[Row, Read | None, str]]:
    """Each row with what it names, or why that is left out, as the end of a sentence.

    Parameters
    ----------
    why_not : says of a row why its file may not be shown; empty where it may.
    read : gives what is shown of the file of a name.
    most : how many may be shown.
    full : what is said of one more.
    """
    shown = 0
    for row in rows:
        why = why_not(row)
        if not why and shown == most:
            why = full
        if why:
            yield row, None, why
            continue
        try:
            found = read(str(row["file"]))
        except (AttachmentError, WordError) as error:
            yield row, None, str(error)
        else:
            shown += 1
            yield row, found, ""


def why_not_cleared(row: Row, day: date, once: str) -> str:
    """Why nobody has cleared a row for everyone by a day; empty where somebody has.

    Parameters
    ----------
    once : what has to come before somebody may.
    """
    if not given(row.get("cleared_by"), row.get("cleared_on")) or not row["cleared_by"].strip():
        return f"it does not say who has cleared it and when: fill in both once {once}"
    if row["cleared_on"] > day:
        return "the day on which it was cleared has not come: mend the date"
    return ""


def place_of(evidence: Reading, sheet: str, row: int) -> Place:
    """Where a row of a sheet names its file."""
    return Place(
        evidence.shown_as,
        evidence.titles[sheet],
        address(row, evidence.columns[sheet, "file"]),
        evidence.workbook.sheet(sheet).field("file").label,
    )
