"""What a check found: one record per fault, with the place and one plain sentence.

A check never raises; it returns faults. The command line, the marked copy of the workbook and
the reports each decide how to show the same records.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from .codes import CODES, FAULT, NOTE, WARNING

__all__ = [
    "CODES",
    "FAULT",
    "HELP_PAGE",
    "NOTE",
    "WARNING",
    "Fault",
    "Place",
    "did_you_mean",
    "fault",
    "listed",
    "quote",
    "stops",
]

HELP_PAGE = "docs/common_faults.md"  # a paragraph for each code, whose anchor is the code


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

    @property
    def help(self) -> str:
        """Where its paragraph of help stands."""
        return f"{HELP_PAGE}#{self.code}"


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
    """`text` in quotation marks, on one line, cut where a sentence could not carry it.

    Its own such marks are made straight: where a quotation must be hidden, one inside of it would
    end it too early.
    """
    flat = " ".join(text.replace("“", '"').replace("”", '"').split())
    return f"“{flat}”" if len(flat) <= longest else f"“{flat[: longest - 1].rstrip()}…”"


_MOST_LETTERS = 400


def listed(words: Iterable[str], last: str = "or", most: int = 12) -> str:
    """“a”, “b” or “c”; where there are very many, the first ones and how many more."""
    every = [quote(word) for word in words]
    if sum(map(len, every)) > _MOST_LETTERS:  # whole sentences, of which three show the kind
        most = 3
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
