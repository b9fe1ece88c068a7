"""Writing a workbook: the empty template, or the same template filled with rows.

XlsxWriter, because what it writes opens clean in Excel and LibreOffice; every date inside the
file is fixed, so the same declaration and rows give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spp_research.schema import WORKBOOKS, Field, Kind, Sheet, Workbook
from spp_research.whole_files import write_whole

from ..advice import WHERE_TO_WRITE
from ..layout import (
    EXAMPLE,
    EXAMPLE_ROW,
    FIRST_ROW,
    GUIDANCE_ROW,
    HEADER_ROW,
    HELP,
    HELP_ROW,
    LISTS_TITLE,
    MARKER_HEADER,
    NEEDED_ROW,
    TEMPLATE_VERSION,
    TITLE_ROW,
    header_of,
)
from . import covers, validation
from .dictionary import csv_twin, data_dictionary
from .styles import Formats, make_formats

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook as Book
    from xlsxwriter.worksheet import Worksheet

_CREATED = dt.datetime(2026, 1, 1)
_PREPARED_ROWS = 200  # how far down the drawn table reaches; rows below it are read all the same

_WIDTHS = {
    Kind.LONG_TEXT: 46,
    Kind.TEXT: 28,
    Kind.EMAIL: 28,
    Kind.CHOICE: 22,
    Kind.CHOICES: 28,
    Kind.REFERENCES: 20,
    Kind.DATE: 15,
}
_WIDTH = 14  # of the other kinds
_MARKER_WIDTH = 9
_WIDE, _LONG = 64, 600  # width of texts that may have more than this many characters
_LINE = 15  # points of height for one line of text
_PAGE_WIDTH = 260  # characters of an A4 page that can still be read
_USUAL_WIDTH = 8  # of a column that nobody has set
_HIGHEST = 405  # points; Excel stops at 409

_PROTECTION = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "insert_hyperlinks": True,
    "sort": True,
    "autofilter": True,
}

Rows = Mapping[str, Sequence[Mapping[str, object]]]


def write_workbook(path: Path, workbook: Workbook, rows: Rows | None = None) -> Path:
    """Write the template of `workbook`, filled with `rows` where they are given.

    Parameters
    ----------
    path : the file to write; its folder must exist.
    rows : by name of sheet, one mapping a row from name of column to text, number or date.
        Several references may be a list. Missing, None and NA leave the cell blank.

    Raises
    ------
    KeyError
        When `rows` names a sheet or a column that is not declared.
    OSError
        When the file cannot be written, as when Excel holds it open.
    """
    import xlsxwriter

    rows = rows or {}
    for name, given in rows.items():
        names = {field.name for field in workbook.sheet(name).fields}
        for row in given:
            if unknown := set(row) - names:
                raise KeyError(f"{workbook.name}.{name} has no column {sorted(unknown)}")
    # In memory: forty files in the temporary folder for each workbook took a third of the time.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    content = io.BytesIO()  # given a path, XlsxWriter hides what the system says of it
    book = xlsxwriter.Workbook(content, options)
    _set_properties(book, workbook)
    formats = make_formats(book)
    covers.add_cover(book, workbook, formats)
    covers.add_guidance(book, workbook, formats)
    pages = {sheet.name: book.add_worksheet(sheet.title) for sheet in workbook.sheets}
    lists = book.add_worksheet(LISTS_TITLE)
    validation.add_lists(book, lists, workbook)
    for sheet in workbook.sheets:
        _fill(pages[sheet.name], workbook, sheet, rows.get(sheet.name, ()), formats)
    book.close()
    write_whole(path, content.getvalue())
    return path


def make_templates(folder: Path) -> list[Path]:
    """Write every empty workbook, a CSV twin of each of its sheets, and the data dictionary.

    Parameters
    ----------
    folder : where to put them; made if it is not there.
    """
    folder = Path(folder)
    (folder / "csv").mkdir(parents=True, exist_ok=True)
    made = [write_workbook(folder / f"{book.name}.xlsx", book) for book in WORKBOOKS]
    for book in WORKBOOKS:
        for sheet in book.sheets:
            twin = folder / "csv" / f"{book.name}.{sheet.name}.csv"
            twin.write_text(csv_twin(sheet), encoding="utf-8-sig", newline="")
            made.append(twin)
    dictionary = folder / "data_dictionary.md"
    dictionary.write_text(data_dictionary(), encoding="utf-8", newline="\n")
    return [*made, dictionary]


def as_cell(field: Field, text: str) -> object:
    """A declared example as the cell would hold it: a number or a date, not its text."""
    if not text:
        return None
    if field.kind is Kind.DATE:
        return dt.datetime.strptime(text, "%d/%m/%Y").date()
    if field.kind in (Kind.WHOLE, Kind.NUMBER):
        return float(text) if "." in text else int(text)
    return text


def _set_properties(book: Book, workbook: Workbook) -> None:
    book.set_size(2400, 1400)
    book.set_properties(
        {
            "title": workbook.title,
            "subject": workbook.purpose,
            "author": "SPP research and reporting kit",
            "keywords": "school peer review",
            "comments": workbook.what_happens,
            "created": _CREATED,
        }
    )
    book.set_custom_property("SPP template", workbook.name)
    book.set_custom_property("SPP template version", TEMPLATE_VERSION)
    book.set_custom_property("Language", "en-GB")


def _fill(
    page: Worksheet,
    workbook: Workbook,
    sheet: Sheet,
    rows: Sequence[Mapping[str, object]],
    formats: Formats,
) -> None:
    """One sheet: title, guidance, header, help, example, and the rows given."""
    page.write_string(TITLE_ROW - 1, 0, sheet.title, formats.title)
    page.write_string(GUIDANCE_ROW - 1, 0, sheet.guidance, formats.guidance)
    page.write_string(NEEDED_ROW - 1, 0, _how_to(sheet), formats.guidance)
    page.set_row(TITLE_ROW - 1, 26)
    page.set_column(0, 0, _MARKER_WIDTH, formats.marker)
    page.write_string(HELP_ROW - 1, 0, HELP, formats.help)
    page.write_string(EXAMPLE_ROW - 1, 0, EXAMPLE, formats.example)
    last = max(FIRST_ROW + len(rows), FIRST_ROW if sheet.one_row else _PREPARED_ROWS)
    page.add_table(
        HEADER_ROW - 1,
        0,
        last - 1,
        len(sheet.fields),
        {
            "name": f"{sheet.name}_table",
            "style": "Table Style Light 15",
            "banded_rows": False,
            "autofilter": False,
            "columns": [{"header": MARKER_HEADER, "header_format": formats.header}]
            + [{"header": header_of(f), "header_format": formats.header} for f in sheet.fields],
        },
    )
    for column, field in enumerate(sheet.fields, start=1):
        body = formats.of(field.kind)
        page.set_column(column, column, width_of(field), body)
        page.write_string(HELP_ROW - 1, column, field.guidance, formats.help)
        example = as_cell(field, field.example)
        put(page, EXAMPLE_ROW, column, example, formats.of_example(field.kind))
        for number, row in enumerate(rows, start=FIRST_ROW):
            put(page, number, column, row.get(field.name), body)
        validation.add_validation(page, workbook, sheet, field, column)
    for number, row in enumerate(rows, start=FIRST_ROW):
        page.set_row(number - 1, _height(row, sheet))
    page.set_row(HEADER_ROW - 1, 2.2 * _LINE)
    page.set_row(HELP_ROW - 1, _LINE * max(_lines(f.guidance, f) for f in sheet.fields))
    page.set_row(EXAMPLE_ROW - 1, _LINE * max(_lines(f.example, f) for f in sheet.fields))
    page.freeze_panes(HEADER_ROW, 2)
    page.protect("", _PROTECTION)
    _print(page, sheet, last - 1 if rows else FIRST_ROW + 12)


def _print(page: Worksheet, sheet: Sheet, last: int) -> None:
    """A4 across; as many pages wide as keep it legible, and wide enough for the guidance."""
    page.set_landscape()
    page.set_paper(9)  # A4
    width = _MARKER_WIDTH + sum(map(width_of, sheet.fields))
    page.fit_to_pages(max(1, round(width / _PAGE_WIDTH)), 0)
    page.repeat_rows(HEADER_ROW - 1)
    page.repeat_columns(0, 1)
    beyond = max(0, len(sheet.guidance) - width)
    page.print_area(0, 0, last, len(sheet.fields) + -(-beyond // _USUAL_WIDTH))


def _how_to(sheet: Sheet) -> str:
    where = "the row" if sheet.one_row else "the rows"
    return (
        f"Fill in {where} {WHERE_TO_WRITE}. A column marked (needed) "
        f"must be filled in; any other may stay blank."
    )


@lru_cache(maxsize=1024)
def width_of(field: Field) -> int:
    """Width of a column, in characters: by kind, and never so narrow that the header breaks."""
    longest_word = max(len(word) for word in header_of(field).split())
    usual = _WIDTHS.get(field.kind, _WIDTH)
    if field.kind is Kind.LONG_TEXT and field.max_length > _LONG:
        usual = _WIDE
    return max(usual, longest_word + 3, len(header_of(field)) // 2 + 3)


def _height(row: Mapping[str, object], sheet: Sheet) -> float:
    """Points of height in which every text of a row can be read; as many as Excel allows."""
    texts = ((row.get(f.name), f) for f in sheet.fields)
    lines = max((_lines(text, f) for text, f in texts if isinstance(text, str)), default=1)
    return min(lines * _LINE, _HIGHEST)


def _lines(text: str, field: Field) -> int:
    """How many lines `text` takes in its column; a little generous, because fonts differ."""
    width = width_of(field)
    return sum(max(1, -(-int(len(part) * 1.15) // width)) for part in text.split("\n"))


def put(page: Worksheet, row: int, column: int, value: Any, form: Format | None) -> None:
    """Write one value; `row` from 1, `column` from 0. Text is never read as a formula."""
    if isinstance(value, (list, tuple)):
        value = "; ".join(map(str, value)) or None
    if _is_missing(value) or value == "":
        page.write_blank(row - 1, column, None, form)
    elif isinstance(value, bool):
        page.write_string(row - 1, column, "Yes" if value else "No", form)
    elif isinstance(value, dt.date):
        time = value.time() if isinstance(value, dt.datetime) else dt.time()
        moment = dt.datetime(value.year, value.month, value.day)
        page.write_datetime(row - 1, column, dt.datetime.combine(moment, time), form)
    elif isinstance(value, str):
        page.write_string(row - 1, column, value, form)
    else:
        page.write_number(row - 1, column, value, form)


def _is_missing(value: object) -> bool:
    """Whether there is no value: None, and whatever a table of pandas has in its place."""
    try:
        return value is None or bool(value != value)
    except TypeError:  # of pandas' NA nothing is true or false
        return True
