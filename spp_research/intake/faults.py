"""What a check found: one record per fault, with the place and one plain sentence.

A check never raises; it returns faults. The command line, the marked copy of the workbook and
the reports each decide how to show the same records.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FAULT, WARNING, NOTE = "fault", "warning", "note"

# Every code that reading a workbook can give, with how grave it is: a fault stops that school,
# a warning goes into the notes of its reports, a note is for whoever filled in the workbook.
# docs/common_faults.md has a paragraph for each, and tests/fail_cases a broken workbook.
CODES: Mapping[str, str] = {
    # the file
    "file.missing": FAULT,
    "file.empty": FAULT,
    "file.too-large": FAULT,
    "file.password": FAULT,
    "file.old-excel": FAULT,
    "file.binary-excel": FAULT,
    "file.web-page": FAULT,
    "file.other-program": FAULT,
    "file.not-a-workbook": FAULT,
    "file.damaged": FAULT,
    "file.csv-quotes": FAULT,
    "file.ending": NOTE,
    # its sheets and columns
    "sheet.missing": FAULT,
    "sheet.empty": FAULT,
    "sheet.absent": NOTE,
    "sheet.no-header": FAULT,
    "sheet.twice": FAULT,
    "sheet.renamed": NOTE,
    "sheet.unused": NOTE,
    "sheet.hidden": NOTE,
    "sheet.one-row": FAULT,
    "column.missing": FAULT,
    "column.absent": NOTE,
    "column.twice": FAULT,
    "column.renamed": NOTE,
    "column.unused": NOTE,
    "column.no-header": WARNING,
    "row.hidden": NOTE,
    "row.header-again": NOTE,
    "row.example-changed": FAULT,
    "row.example-touched": WARNING,
    "row.example-unmarked": NOTE,
    "row.above-header": WARNING,
    "cell.merged": FAULT,
    "cell.error": FAULT,
    "cell.formula-unsaved": FAULT,
    # what a cell holds
    "date.not-a-date": FAULT,
    "date.not-uk-order": FAULT,
    "date.no-such-day": FAULT,
    "date.incomplete": FAULT,
    "date.year": FAULT,
    "number.not-a-number": FAULT,
    "number.comma": FAULT,
    "number.thousands": NOTE,
    "number.percent": FAULT,
    "number.was-date": FAULT,
    "number.not-whole": FAULT,
    "choice.unknown": FAULT,
    "choice.short": NOTE,
    "id.digits-lost": FAULT,
    "id.was-date": FAULT,
    "text.was-date": WARNING,
    # values
    "value.needed": FAULT,
    "value.too-small": FAULT,
    "value.too-large": FAULT,
    "text.stem": FAULT,
    "text.too-long": WARNING,
    "id.too-long": FAULT,
    "email.not-an-address": FAULT,
    # keys and references
    "key.twice": FAULT,
    "key.near-twice": WARNING,
    "reference.unknown": FAULT,
    "reference.spelling": NOTE,
    "reference.twice": NOTE,
    "reference.unchecked": NOTE,
    # across the sheets
    "school.short-name": FAULT,
    "school.other-school": FAULT,
    "school.no-workbook": WARNING,
    "school.not-listed": WARNING,
    "person.two-names": FAULT,
    "person.two-schools": WARNING,
    "lead.no-role": WARNING,
    "dates.order": FAULT,
    "finding.no-evidence": WARNING,
    "finding.other-question": WARNING,
    "action.nothing-said": WARNING,
    "outcome.two-main": FAULT,
    "outcome.no-baseline": WARNING,
    "outcome.one-group": WARNING,
    "pupil.looks-personal": WARNING,
    "pupil.two-files": FAULT,
}


@dataclass(frozen=True)
class Fault:
    """One thing that a check found.

    Parameters
    ----------
    severity : "fault" stops the school, "warning" goes into the report's notes, "note" is for
        whoever filled in the workbook.
    code : which check, such as "date.not-a-date"; the anchor in docs/common_faults.md.
    file : the workbook as the reader knows it, relative to the workspace.
    sheet : title of the sheet as it stands in the workbook; empty when it is about the file.
    cell : "D7"; empty when it is about a whole sheet or file.
    column : the header, as declared; empty when it is not about one column.
    found : the text that was found, as it stands in the cell.
    message : one plain sentence: what was found, what is allowed, what to do.
    """

    severity: str
    code: str
    file: str
    sheet: str
    cell: str
    column: str
    found: str
    message: str


@dataclass(frozen=True)
class Place:
    """Where a fault is; any part may be empty."""

    file: str
    sheet: str = ""
    cell: str = ""
    column: str = ""


def fault(code: str, place: Place, message: str, found: str = "") -> Fault:
    """The record for `code`, with the severity that is declared for it.

    Raises
    ------
    KeyError
        When the code is not declared: a mistake of ours.
    """
    return Fault(
        severity=CODES[code],
        code=code,
        file=place.file,
        sheet=place.sheet,
        cell=place.cell,
        column=place.column,
        found=found,
        message=message,
    )


def stops(faults: Iterable[Fault]) -> bool:
    """Whether any of `faults` is grave enough to stop the school."""
    return any(f.severity == FAULT for f in faults)


def quote(text: str, longest: int = 60) -> str:
    """`text` in quotation marks, on one line, cut where a sentence could not carry it."""
    flat = " ".join(text.split())
    return f"“{flat}”" if len(flat) <= longest else f"“{flat[: longest - 1].rstrip()}…”"


def listed(words: Iterable[str], last: str = "or", most: int = 12) -> str:
    """“a”, “b” or “c”; where there are very many, the first ones and how many more."""
    every = [quote(word) for word in words]
    if len(every) > most:
        return f"{', '.join(every[:most])} {last} one of {len(every) - most} more"
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


def did_you_mean(found: str, allowed: Iterable[str]) -> str:
    """A sentence ending that offers the nearest allowed word, or nothing if none is near."""
    by_key = {_bare(word): word for word in allowed}
    near = difflib.get_close_matches(_bare(found), list(by_key), n=1, cutoff=0.75)
    return f" Did you mean {quote(by_key[near[0]])}?" if near else ""


def _bare(text: str) -> str:
    """Small letters and digits only, without leading zeros: "007" is near to "7"."""
    return "".join(c for c in text.casefold() if c.isalnum()).lstrip("0") or "0"
