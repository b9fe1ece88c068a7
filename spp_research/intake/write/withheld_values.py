"""What may be said of a file about people: the cell, and never what stands in it."""

from __future__ import annotations

import re
from dataclasses import replace

from spp_research.schema import PUPILS, SURVEYS, WORKBOOKS, Workbook

from ..check.reading import Reading
from ..faults import Fault, quote
from ..surveys.forms import EXPORT


def without_values(reading: Reading, *, of_people: bool = False) -> Reading:
    """What was read from a file about people one by one, with faults that repeat none of it.

    Messages are printed, kept in logs and sent to whoever helps. So where such a file has a
    fault they name the cell and leave out what stands in it, which is in the marked copy beside
    the file. Any other workbook is given back as it is.

    Parameters
    ----------
    of_people : whether it is such a file, where its workbook does not say so.
    """
    if not of_people and reading.workbook not in (PUPILS, SURVEYS, EXPORT):
        return reading
    # What is quoted of an export, but for the answer itself, is the question and its scale.
    words = None if reading.workbook is EXPORT else _own_words(reading.workbook)
    faults = tuple(_without_value(fault, words) for fault in reading.faults)
    return replace(reading, faults=faults)


_QUOTED = re.compile("(the sheet )?“([^“”]*)”")


def _own_words(workbook: Workbook) -> frozenset[str]:
    """What messages may quote: the words of the template itself.

    The sheets of the other workbooks are named as "the sheet “Outcomes”", and only so: a cell that
    holds such a word is not to be repeated.
    """
    fields = [field for sheet in workbook.sheets for field in sheet.fields]
    return frozenset(
        {f"the sheet {sheet.title}" for other in WORKBOOKS for sheet in other.sheets}
        | {sheet.title for sheet in workbook.sheets}
        | {field.label for field in fields}
        | {word for field in fields for word in field.allowed}
        | {"Excel Workbook (.xlsx)", "CSV UTF-8"}  # what a file is to be saved as
    )


def _without_value(fault: Fault, words: frozenset[str] | None) -> Fault:
    message = fault.message.replace(quote(fault.found), "“…”") if fault.found else fault.message
    if words is None:
        return replace(fault, found="", message=message)
    message = re.sub(" Did you mean “[^”]*”\\?", "", message)
    message = _QUOTED.sub(lambda quoted: _hidden(quoted, words), message)
    return replace(fault, found="", message=message)


def _hidden(quoted: re.Match[str], words: frozenset[str]) -> str:
    """What is quoted, if it is our own; else that something is."""
    before, text = quoted[1] or "", quoted[2]
    return quoted[0] if text in words or f"{before}{text}" in words else f"{before}“…”"
