"""A copy of a workbook with everything that was found marked in it, cell by cell.

It is written anew and keeps every address, so that "D7" in a message is D7 in the copy; it is
for looking at, and what is mended is the school's own file. A copy repeats its file, so it must go
when the file does. What somebody has saved since, or made under such a name, is theirs and is only
named.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import stat
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import unescape
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from spp_research.whole_files import replaced
from spp_research.workspace import DATA_ENDINGS, Workspace

from ..check.reading import Reading
from ..faults import FAULT, NOTE, WARNING, Fault
from ..layout import MEND_TITLE, OWN_TITLES, bare, position
from ..read.containers import Unreadable, bytes_of
from ..read.form_columns import book_of_questions
from ..read.sheet_tables import Table, find_tables
from ..read.sheets import RawSheet, Value, as_text, read_book
from ..read.typed_rows import ANSWERS
from ..surveys.forms import EXPORT
from .styles import Formats, make_formats
from .templates import width_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_GRAVITY = {
    FAULT: "Must be mended",
    WARNING: "Worth a look",
    NOTE: "For your information",
}
CREATED = dt.datetime(2026, 1, 1)
_LONGEST = 32_000  # characters that a cell of a workbook can hold
_NAME_LENGTH = 31  # of a sheet
_WHERE = 50  # characters of a place in the list of what to mend
_WIDTH, _LINE, _MOST_LINES, _LIST_LIMIT = 14, 16, 20, 2_000

# Of the copies that lie in a workspace.
_ENDING = ".checked.xlsx"
_PROPERTIES = "docProps/core.xml"
_MOST = 20_000  # bytes; the properties that we write have some 600
_TITLE = re.compile(r"<dc:title>([^<]*)</dc:title>")
_DAYS = re.compile(r"<dcterms:(?:created|modified)[^>]*>([^<]*)</dcterms:")


def write_checked(reading: Reading, path: Path) -> Path:
    """Write the workbook of `reading` again, marked, with a list of what to mend in front.

    Whoever may not read the workbook may not read the copy: it takes the mode of its file.

    Parameters
    ----------
    path : the copy to write, by habit <name>.checked.xlsx beside the workbook.

    Raises
    ------
    OSError
        When it cannot be written; what was there before is as it was.
    """
    import xlsxwriter

    content = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    book = xlsxwriter.Workbook(content, options)
    book.set_properties({"title": f"{reading.shown_as}: {MEND_TITLE.lower()}", "created": CREATED})
    formats = make_formats(book)
    sheets, tables = _contents(reading)
    names = _safe_names([sheet.name for sheet in sheets])
    front = book.add_worksheet(MEND_TITLE)
    for sheet in sheets:
        page = book.add_worksheet(names[sheet.name])
        told = [f for f in reading.faults if f.sheet == sheet.name]
        _copy(page, sheet, tables.get(sheet.name), told, formats)
    _list(front, reading, names, formats)
    book.close()
    write_as_readable(content.getvalue(), path, reading.path)
    return path


def write_as_readable(content: bytes, path: Path, source: Path) -> None:
    """Write a file whole or not at all, for the eyes of those who may read `source`."""
    with replaced(path) as new:
        new.touch(0o600, exist_ok=False)
        new.write_bytes(content)
        if source.is_file():
            about = source.stat()
            mode = stat.S_IMODE(about.st_mode) & 0o666
            if os.name == "posix" and new.stat().st_gid != about.st_gid:
                try:
                    os.chown(new, -1, about.st_gid)
                except OSError:
                    mode &= 0o606  # its group is another one here, which may not read it
            new.chmod(mode | stat.S_IWUSR)


def _contents(reading: Reading) -> tuple[list[RawSheet], dict[str, Table]]:
    """The sheets of the file but the template's own front pages, and the tables among them.

    A file that cannot be opened has none; the list of what to mend then stands alone.
    """
    try:
        book = read_book(bytes_of(reading.path), reading.path.stem)
    except Unreadable:
        return [], {}
    if reading.workbook is EXPORT:  # nobody's name travels into the copy
        book = book_of_questions(book, reading.titles.get(ANSWERS, ""), reading.columns.values())
    own = {bare(title) for title in OWN_TITLES}
    tables, _ = find_tables(book, reading.workbook, reading.shown_as)
    sheets = [sheet for sheet in book.sheets if bare(sheet.name) not in own]
    return sheets, {table.raw.name: table for table in tables.values()}


def _copy(
    page: Worksheet,
    sheet: RawSheet,
    table: Table | None,
    faults: Sequence[Fault],
    formats: Formats,
) -> None:
    """Every value at its own address, and a colour and a note where something was found."""
    told: dict[str, list[Fault]] = defaultdict(list)
    for found in faults:
        told[found.cell].append(found)
    header = table.header if table else 0
    page.set_column(0, max((len(row) for row in sheet.rows), default=0), _WIDTH)
    widths: dict[int, int] = {}
    if table:
        for name, column in table.columns.items():
            widths[column] = width_of(table.sheet.field(name))
            page.set_column(column - 1, column - 1, widths[column])
    for number, values in enumerate(sheet.rows, start=1):
        for column, value in enumerate(values, start=1):
            marked = sheet.cell(number, column).address in told
            if marked or value != "":
                form = _format(value, marked, number, header, formats)
                _put(page, number - 1, column - 1, value, form)
        if number > header:
            page.set_row(number - 1, _LINE * _lines(values, widths))
    if header:
        page.freeze_panes(header, 0)
        page.set_row(header - 1, 2 * _LINE)
    for place, of_cell in told.items():
        if place:
            note = "\n".join(f"{_GRAVITY[f.severity]}: {f.message}" for f in of_cell)
            page.write_comment(place, note[:_LONGEST], {"x_scale": 2.4, "y_scale": 1.6})
            if not sheet.cell(*position(place)).text:
                page.write_blank(place, None, formats.marked)
    _print_wide(page)


def _lines(values: Sequence[Value], widths: dict[int, int]) -> int:
    """How many lines the longest text of a row takes, so that no text hides the next row."""
    longest = max(
        (-(-len(as_text(v)) // widths.get(c, _WIDTH)) for c, v in enumerate(values, start=1)),
        default=1,
    )
    return min(max(longest, 1), _MOST_LINES)


def _format(value: Value, marked: bool, row: int, header: int, formats: Formats) -> Format:
    is_date = isinstance(value, dt.date)
    if marked:
        return formats.marked_date if is_date else formats.marked
    if row <= header:  # a title and its guidance run on over the empty cells beside them
        return formats.header if row == header else formats.guidance
    return formats.date if is_date else formats.cover_text


def _put(page: Worksheet, row: int, column: int, value: Value, form: Format) -> None:
    if isinstance(value, dt.date):
        # Declared for a datetime; XlsxWriter writes a date as well.
        page.write_datetime(row, column, value, form)  # type: ignore[call-overload]
    elif isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        text = as_text(value)[:_LONGEST]
        page.write_string(row, column, text, form) if text else page.write_blank(
            row, column, None, form
        )
    else:
        page.write_number(row, column, value, form)


def _list(page: Worksheet, reading: Reading, names: dict[str, str], formats: Formats) -> None:
    """What was found, the gravest first, each with a link to its cell."""
    page.set_column(0, 0, 22)
    page.set_column(1, 1, _WHERE - 6)
    page.set_column(2, 2, 26)
    page.set_column(3, 3, 90)
    page.set_column(4, 4, 44)
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
    headers = ("How grave", "Where", "What was found", "What to do", "More about it")
    for column, header in enumerate(headers):
        page.write_string(4, column, header, formats.header)
    order = list(_GRAVITY)
    faults = sorted(reading.faults, key=lambda f: order.index(f.severity))
    for row, found in enumerate(faults[:_LIST_LIMIT], start=5):
        page.write_string(row, 0, _GRAVITY[found.severity], formats.cover_text)
        where = ", ".join(p for p in (found.sheet, found.cell, found.column) if p) or "The file"
        where = where if len(where) <= _WHERE else f"{where[: _WHERE - 1].rstrip()}…"
        if found.sheet in names:
            target = names[found.sheet].replace("'", "''")
            link = f"internal:'{target}'!{found.cell or 'A1'}"
            page.write_url(row, 1, link, formats.link, string=where)
        else:
            page.write_string(row, 1, where, formats.cover_text)
        page.write_string(row, 2, found.found[:200], formats.cover_text)
        page.write_string(row, 3, found.message, formats.cover_text)
        page.write_string(row, 4, found.help, formats.cover_text)
        page.set_row(row, _LINE * -(-len(found.message) // 100))
    if len(faults) > _LIST_LIMIT:
        page.write_string(
            _LIST_LIMIT + 5, 0, f"And {len(faults) - _LIST_LIMIT:,} more.", formats.cover_text
        )
    page.freeze_panes(5, 0)
    page.hide_gridlines(2)
    _print_wide(page)


def _print_wide(page: Worksheet) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)


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


def copy_of(path: Path) -> Path:
    """Where the marked copy of a file is written: <name>.checked.xlsx beside it."""
    return path.with_name(f"{path.stem}{_ENDING}")


def copies_without_file(workspace: Workspace, schools: list[str] | None = None) -> list[Path]:
    """What is named like a marked copy, and has no file beside it that it could be a copy of.

    Parameters
    ----------
    schools : short names, when only their folders are looked at.
    """
    return [
        path
        for folder in _folders(workspace, schools)
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.name.endswith(_ENDING) and not path.name.startswith(("~$", "."))
        if path.is_file() and not path.is_symlink() and not _has_file(path)
    ]


def is_as_written(path: Path) -> bool:
    """Whether a file is a marked copy that nobody has saved since the kit wrote it.

    Its title says what it is, and any program that saves it again dates it anew.
    """
    try:
        with zipfile.ZipFile(path) as book, book.open(_PROPERTIES) as part:
            text = part.read(_MOST).decode("utf-8", errors="replace")
    except (OSError, KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return False
    title = _TITLE.search(text)
    days = _DAYS.findall(text)
    return (
        title is not None
        and unescape(title[1]).endswith(f": {MEND_TITLE.lower()}")
        and days == [f"{CREATED:%Y-%m-%dT%H:%M:%SZ}"] * 2
    )


def saved_since(path: Path) -> bool:
    """Whether somebody has saved a workbook since the kit wrote it, or it cannot be told."""
    try:
        with zipfile.ZipFile(path) as book, book.open(_PROPERTIES) as part:
            text = part.read(_MOST).decode("utf-8", errors="replace")
    except (OSError, KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return True
    return _DAYS.findall(text) != [f"{CREATED:%Y-%m-%dT%H:%M:%SZ}"] * 2


def _folders(workspace: Workspace, schools: list[str] | None) -> Iterator[Path]:
    """Every folder that workbooks are read from, those of schools that left among them."""
    parent = workspace.root / "schools"
    if schools is None:
        yield workspace.root
        yield workspace.root / "surveys"
        own = sorted(parent.iterdir()) if parent.is_dir() else []
    else:
        own = [workspace.school_folder(school) for school in schools]
    for folder in own:
        yield from (folder, folder / "pupils", folder / "surveys")


def _has_file(copy: Path) -> bool:
    stem = copy.name.removesuffix(_ENDING)
    return any(
        path.stem == stem and path.suffix.lower() in DATA_ENDINGS and path.is_file()
        for path in copy.parent.iterdir()
    )
