"""The first two sheets of a template: what it is, and how to fill it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from spp_research.schema import Workbook

from ..advice import CLEAR_ROW, IF_REFUSED, UNPROTECT, WHERE_TO_WRITE
from ..layout import COVER_TITLE, GUIDANCE_TITLE, TEMPLATE_VERSION
from .styles import Formats

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook as Book
    from xlsxwriter.worksheet import Worksheet

_LINE, _LINE_LENGTH = 16, 104  # points of height, and characters that fit in the text's column

_LICENCE = (
    "The empty template may be used, changed and passed on freely (MIT licence). What you write "
    "in it is yours."
)

_GUIDANCE = (
    ("Start anywhere.", "A sheet that is empty is allowed; a report says what is missing."),
    ("Where to begin", f"Write {WHERE_TO_WRITE}: it only shows the kind of thing."),
    ("(needed)", "A column with this word in its header must be filled in for every row."),
    ("Dates", "Day first, as in 05/01/2026."),
    ("Numbers", "Digits only and a point for decimals: 12.5. Put the unit in its own column."),
    ("Nothing to put?", "Leave the cell blank. A dash, n/a or abs is read as blank too."),
    ("A row too many?", f"{CLEAR_ROW[0].upper()}{CLEAR_ROW[1:]}; a blank row is left out."),
    ("IDs", "Short codes such as E1, made up by you. Other sheets refer to a row by its ID."),
    ("Several IDs", "Separate them with semicolons: E1; E4; E7."),
    ("No pupils' names", "Write about pupils without names, dates of birth or contact details."),
    ("Your own columns", f"You may add columns ({IF_REFUSED}) and sheets; they are not read."),
    (
        "Locked headings",
        "Headings and the example are protected so that they are not typed over by accident. To "
        f"change them all the same: {UNPROTECT}.",
    ),
    ("When you have finished", "Save, and run: spp check. It lists anything to mend, by cell."),
)


def add_cover(book: Book, workbook: Workbook, formats: Formats) -> None:
    """What the workbook is for, who fills it in, how long it takes, what happens to it."""
    page = book.add_worksheet(COVER_TITLE)
    page.set_column(0, 0, 24)
    page.set_column(1, 1, _LINE_LENGTH)
    page.set_row(0, 30)
    page.write_string(0, 0, workbook.title, formats.title)
    lines = (
        ("What it is for", workbook.purpose),
        ("Who fills it in", workbook.filled_in_by),
        ("How long it takes", f"About {workbook.minutes} minutes in all, in one go or several."),
        ("What happens to it", workbook.what_happens),
        ("Licence", _LICENCE),
        ("Template", f"{workbook.name}, version {TEMPLATE_VERSION}"),
    )
    for row, (label, text) in enumerate(lines, start=2):
        _put(page, row, label, text, formats)
    row = len(lines) + 3
    page.write_string(row, 0, "Sheets", formats.cover_label)
    for offset, sheet in enumerate(workbook.sheets):
        place = "'" + sheet.title.replace("'", "''") + "'"
        page.write_url(
            row + 1 + offset, 0, f"internal:{place}!A1", formats.link, string=sheet.title
        )
        needed = " (needed)" if sheet.required else ""
        _put(page, row + 1 + offset, "", sheet.guidance + needed, formats)
    _finish(page)


def add_guidance(book: Book, workbook: Workbook, formats: Formats) -> None:
    """A dozen short pieces of advice, the same in every workbook."""
    page = book.add_worksheet(GUIDANCE_TITLE)
    page.set_column(0, 0, 30)
    page.set_column(1, 1, _LINE_LENGTH)
    page.set_row(0, 30)
    page.write_string(0, 0, GUIDANCE_TITLE, formats.title)
    for row, (label, text) in enumerate(_GUIDANCE, start=2):
        _put(page, row, label, text, formats)
    _finish(page)


def _put(page: Worksheet, row: int, label: str, text: str, formats: Formats) -> None:
    """A label and its text, in a row as high as the text needs."""
    if label:
        page.write_string(row, 0, label, formats.cover_label)
    page.write_string(row, 1, text, formats.cover_text)
    page.set_row(row, _LINE * -(-len(text) // _LINE_LENGTH))


def _finish(page: Worksheet) -> None:
    page.hide_gridlines(2)
    page.protect("", {"format_columns": True, "format_rows": True})
    page.set_paper(9)  # A4
    page.set_landscape()
    page.fit_to_pages(1, 0)
