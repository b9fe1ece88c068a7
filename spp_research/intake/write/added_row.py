"""Adding one row to a workbook that somebody else keeps, without touching anything else in it.

No library writes such a file back whole: charts, comments and settings of its own would be lost.
So the cells of one blank row are put into the sheet's own text, every other part of the file is
copied as it is, and the result must read as before with that one row more. Otherwise nothing is
written, and the caller asks its owner to add the row.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from spp_research.schema import Workbook

from ..check.reading import Reading, read_workbook
from ..layout import column_letters, position
from ..read.containers import bytes_of
from ..read.sheet_tables import Table, find_tables
from ..read.sheets import read_book

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW = re.compile(r'<row\b[^>]*?\br="(?P<number>[0-9]+)"[^>]*?(?:/>|>(?P<cells>.*?)</row>)', re.S)
_CELL = re.compile(r'<c\b[^>]*?\br="(?P<cell>[A-Z]+[0-9]+)"[^>]*?(?:/>|>.*?</c>)', re.S)


Value = str | int | date | tuple[str, ...]


def add_row(path: Path, workbook: Workbook, sheet: str, values: Mapping[str, Value]) -> int:
    """Add a row to a sheet of the workbook at `path`, and give its number; 0 if it cannot.

    Parameters
    ----------
    sheet : name of the sheet as it is declared.
    values : by name of column what is to be read there: a text, a whole number, a day, or several
        ids. What is blank is left out.
    """
    if path.suffix.lower() != ".xlsx" or path.with_name(f"~${path.name}").exists():
        return 0  # another format, or open in Excel
    before = read_workbook(path, workbook)
    if not before.fingerprint or sheet not in before.titles:
        return 0
    data = bytes_of(path)
    table = find_tables(read_book(data, path.stem), workbook, path.name)[0][sheet]
    if not table.header or not set(values) <= set(table.columns):
        return 0
    row = _free_row(table)
    try:
        anew = _with_row(data, table, row, values)
    except (KeyError, ValueError, IndexError, zipfile.BadZipFile, ElementTree.ParseError):
        return 0
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(anew)
        if not _one_more(before, read_workbook(new, workbook), sheet, row, values):
            return 0
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    return row


def as_text(value: Value) -> str:
    """A value as somebody would type it into a cell."""
    if isinstance(value, tuple):
        return "; ".join(value)
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _free_row(table: Table) -> int:
    """The first row below all that holds anything, the help and the example included."""
    row = len(table.raw.rows)
    while row > table.header and not any(True for _ in table.raw.filled(row)):
        row -= 1
    return row + 1


def _with_row(data: bytes, table: Table, row: int, values: Mapping[str, Value]) -> bytes:
    """The file with the row in it; every other part is as it was."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        part = part_of(old, table.raw.name)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
            for info in old.infolist():
                content = old.read(info)
                if info.filename == part:
                    text = content.decode("utf-8")
                    cells = {table.columns[name]: as_text(v) for name, v in values.items()}
                    content = _edited(text, row, cells).encode("utf-8")
                new.writestr(info, content)
    return made.getvalue()


def part_of(book: zipfile.ZipFile, title: str) -> str:
    """The part of the file that holds a sheet."""
    sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    relation = next(s.attrib[_RELATION] for s in sheets if s.attrib["name"] == title)
    relations = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))
    target = next(r.attrib["Target"] for r in relations if r.attrib["Id"] == relation)
    name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    book.getinfo(name)  # KeyError where it is not there
    return name


def _edited(text: str, row: int, values: Mapping[int, str]) -> str:
    """The sheet's own text with cells in a row that holds nothing.

    Raises
    ------
    ValueError
        When the text is not laid out as Excel, LibreOffice and the kit lay it out.
    """
    if "<sheetData" not in text:
        raise ValueError("no rows")
    rows = {int(found["number"]): found for found in _ROW.finditer(text)}
    there = rows.get(row)
    old = {c["cell"]: c[0] for c in _CELL.finditer(there["cells"] or "")} if there else {}
    if any("<v" in cell or "<f" in cell or "<is" in cell for cell in old.values()):
        raise ValueError("not blank")
    cells = dict(old)
    for column, value in values.items():
        cell = f"{column_letters(column)}{row}"
        style = re.search(r'\bs="([0-9]+)"', old.get(cell, ""))
        shown = style[1] if style else _style_of(text, column)
        words = f'<is><t xml:space="preserve">{escape(value, quote=False)}</t></is>'
        styled = f' s="{shown}"' if shown else ""
        cells[cell] = f'<c r="{cell}"{styled} t="inlineStr">{words}</c>'
    ordered = "".join(cells[cell] for cell in sorted(cells, key=lambda c: position(c)[1]))
    if there:
        start = re.match(r"<row\b[^>]*?(?=/?>)", there[0])
        if start is None:
            raise ValueError("not a row")
        return text[: there.start()] + f"{start[0]}>{ordered}</row>" + text[there.end() :]
    made = f'<row r="{row}">{ordered}</row>'
    after = [found.start() for number, found in rows.items() if number > row]
    if after:
        return text[: min(after)] + made + text[min(after) :]
    if "</sheetData>" not in text:
        raise ValueError("no end of rows")
    return text.replace("</sheetData>", f"{made}</sheetData>", 1)


def _style_of(text: str, column: int) -> str:
    """The style that a whole column has, so that the new cell is no locked one."""
    for found in re.finditer(r"<col\b[^>]*/>", text):
        given = dict(re.findall(r'\b(min|max|style)="([0-9]+)"', found[0]))
        if int(given.get("min", 0)) <= column <= int(given.get("max", 0)):
            return given.get("style", "")
    return ""


def _one_more(
    before: Reading, after: Reading, sheet: str, row: int, values: Mapping[str, Value]
) -> bool:
    """Whether all reads as it did, with the new row and nothing else."""
    for name, was in before.rows.items():
        now = dict(after.rows[name].records)
        if name == sheet:
            added = now.pop(row, None)
            if added is None or any(added[c] != v for c, v in values.items()):
                return False
        if now != dict(was.records):
            return False
    return before.titles == after.titles and before.columns == after.columns
