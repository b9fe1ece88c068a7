"""A copy of a workbook with everything that was found marked in it, cell by cell.

It is written anew and keeps every address, so that "D7" in a message is D7 in the copy; it is
for looking at, and what is mended is the school's own file.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from .containers import Unreadable
from .faults import FAULT, NOTE, WARNING, Fault
from .layout import MEND_TITLE, OWN_TITLES, bare
from .reader import Reading
from .sheets import RawSheet, as_text, read_book
from .styles import Formats, make_formats

_GRAVITY = {
    FAULT: "Must be mended",
    WARNING: "Worth a look",
    NOTE: "For your information",
}
_CREATED = dt.datetime(2026, 1, 1)
_LONGEST = 32_000  # characters that a cell of a workbook can hold
_NAME_LENGTH = 31  # of a sheet
_WIDTH, _WIDEST, _LIST_LIMIT = 14, 46, 2_000


def write_checked(reading: Reading, path: Path) -> Path:
    """Write the workbook of `reading` again, marked, with a list of what to mend in front.

    Parameters
    ----------
    path : the copy to write, by habit <name>.checked.xlsx beside the workbook.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"{reading.shown_as}: {MEND_TITLE.lower()}", "created": _CREATED})
    formats = make_formats(book)
    sheets = _sheets(reading)
    names = _safe_names([sheet.name for sheet in sheets])
    front = book.add_worksheet(MEND_TITLE)
    for sheet in sheets:
        page = book.add_worksheet(names[sheet.name])
        _copy(page, sheet, [f for f in reading.faults if f.sheet == sheet.name], formats)
    _list(front, reading, names, formats)
    book.close()
    return path


def _sheets(reading: Reading) -> list[RawSheet]:
    """The sheets of the file but the template's own front pages; none if it cannot be opened."""
    try:
        book = read_book(reading.path.read_bytes(), reading.path.stem)
    except (Unreadable, OSError):
        return []
    own = {bare(title) for title in OWN_TITLES}
    return [sheet for sheet in book.sheets if bare(sheet.name) not in own]


def _copy(page: object, sheet: RawSheet, faults: Sequence[Fault], formats: Formats) -> None:
    """Every value at its own address, and a colour and a note where something was found."""
    told: dict[str, list[Fault]] = defaultdict(list)
    for found in faults:
        told[found.cell].append(found)
    widths: dict[int, int] = {}
    for number, values in enumerate(sheet.rows, start=1):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(number, column)
            marked = cell.address in told
            if marked or value != "":
                _put(page, number - 1, column - 1, value, marked, formats)
            if number > 2:  # a title and its guidance run on over empty cells
                widths[column] = max(widths.get(column, 0), len(as_text(value)))
    for column, width in widths.items():
        page.set_column(column - 1, column - 1, min(max(width + 2, _WIDTH), _WIDEST))
    for place, found in told.items():
        if place:
            note = "\n".join(f"{_GRAVITY[f.severity]}: {f.message}" for f in found)
            page.write_comment(place, note[:_LONGEST], {"x_scale": 2.4, "y_scale": 1.6})


def _put(
    page: object, row: int, column: int, value: object, marked: bool, formats: Formats
) -> None:
    is_date = isinstance(value, dt.date)
    plain = formats.date if is_date else formats.cover_text
    form = (formats.marked_date if is_date else formats.marked) if marked else plain
    if is_date:
        page.write_datetime(row, column, value, form)
    elif isinstance(value, bool) or not isinstance(value, (int, float)):
        text = as_text(value)[:_LONGEST]
        page.write_string(row, column, text, form) if text else page.write_blank(
            row, column, None, form
        )
    else:
        page.write_number(row, column, value, form)


def _list(page: object, reading: Reading, names: dict[str, str], formats: Formats) -> None:
    """What was found, the gravest first, each with a link to its cell."""
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 30)
    page.set_column(2, 2, 26)
    page.set_column(3, 3, 90)
    page.write_string(0, 0, MEND_TITLE, formats.title)
    page.set_row(0, 26)
    page.write_string(1, 0, _summary(reading), formats.guidance)
    page.write_string(
        2,
        0,
        f"Mend these in {Path(reading.shown_as).name} itself and check it again; this copy is only "
        "for looking at.",
        formats.guidance,
    )
    for column, header in enumerate(("How grave", "Where", "What was found", "What to do")):
        page.write_string(4, column, header, formats.header)
    order = list(_GRAVITY)
    faults = sorted(reading.faults, key=lambda f: order.index(f.severity))
    for row, found in enumerate(faults[:_LIST_LIMIT], start=5):
        page.write_string(row, 0, _GRAVITY[found.severity], formats.cover_text)
        where = ", ".join(p for p in (found.sheet, found.cell, found.column) if p) or "The file"
        if found.sheet in names:
            target = names[found.sheet].replace("'", "''")
            link = f"internal:'{target}'!{found.cell or 'A1'}"
            page.write_url(row, 1, link, formats.link, string=where[:255])
        else:
            page.write_string(row, 1, where, formats.cover_text)
        page.write_string(row, 2, found.found[:200], formats.cover_text)
        page.write_string(row, 3, found.message, formats.cover_text)
        page.set_row(row, 16 * -(-len(found.message) // 92))
    if len(faults) > _LIST_LIMIT:
        page.write_string(
            _LIST_LIMIT + 5, 0, f"And {len(faults) - _LIST_LIMIT:,} more.", formats.cover_text
        )
    page.freeze_panes(5, 0)
    page.hide_gridlines(2)


def _summary(reading: Reading) -> str:
    if not reading.faults:
        return "Nothing to mend: every cell could be read."
    counts = {s: sum(f.severity == s for f in reading.faults) for s in _GRAVITY}
    words = (
        (FAULT, "thing that must be mended", "things that must be mended"),
        (WARNING, "thing worth a look", "things worth a look"),
        (NOTE, "note", "notes"),
    )
    said = [f"{counts[s]} {one if counts[s] == 1 else many}" for s, one, many in words if counts[s]]
    return ", ".join(said) + "."


def _safe_names(names: Sequence[str]) -> dict[str, str]:
    """A name for each sheet that Excel accepts; those of .ods and .csv files may not be."""
    safe: dict[str, str] = {}
    taken = {MEND_TITLE.casefold()}
    for name in names:
        plain = "".join("_" if c in "[]:*?/\\" or ord(c) < 32 else c for c in name).strip("' ")
        short = plain[:_NAME_LENGTH].strip("' ") or "Sheet"
        number = 1
        while short.casefold() in taken or short.casefold() == "history":
            number += 1
            short = f"{plain[: _NAME_LENGTH - 4].strip()} ({number})"
        taken.add(short.casefold())
        safe[name] = short
    return safe
