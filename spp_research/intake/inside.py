"""What the quick reader leaves out, taken straight from the XML of an .xlsx workbook.

Calamine gives an error such as #DIV/0! as an empty cell, and says nothing of formulas that were
never worked out, of hidden rows, or of how a number is shown. A wrong number could slip through
each of them, so those cells, and only those, are looked for here. The extent of a sheet is
taken as well, before anything is given room in memory.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree

from .containers import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Unreadable, damaged, open_zip, part
from .layout import address

Cell = tuple[int, int]  # row and column, counted from 1


@dataclass(frozen=True)
class Marks:
    """What is to be known about the cells of one sheet besides their values."""

    errors: dict[Cell, str] = field(default_factory=dict)  # such as "#DIV/0!"
    unsaved: frozenset[Cell] = frozenset()  # formulas without a result
    percent: frozenset[Cell] = frozenset()  # 0.62 that is shown as 62%
    padded: dict[Cell, int] = field(default_factory=dict)  # 7 that is shown as 007: its width
    hidden_rows: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Inside:
    """Marks by name of sheet, and whether the workbook counts its days from 1904."""

    sheets: dict[str, Marks]
    from_1904: bool = False


_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_REF = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_ROW_NUMBER = re.compile(rb'\br="([0-9]{1,7})"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
# A cell that holds something; the empty ones close themselves.
_FULL_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>]|)>")
_CELL_AND_BODY = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>]|)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b")
_STYLE = re.compile(rb'\bs="([0-9]+)"')
_TEXT = re.compile(rb"<(?:\w+:)?si\b")
_TEXT_NUMBER = re.compile(rb'\bt="s"[^>]*>\s*<(?:\w+:)?v\b[^>]*>\s*([^<]*?)\s*<')
_LONG_TEXT = re.compile(rb"[^<]{%d,}" % MAX_TEXT)


def look_inside(data: bytes) -> Inside:
    """The marks of every sheet of an .xlsx or .xlsm file.

    Raises
    ------
    Unreadable
        When the file is damaged, or a sheet reaches further than is read.
    """
    parts = open_zip(data)
    try:
        book = ElementTree.fromstring(part(parts, "xl/workbook.xml"))
        targets = _targets(part(parts, "xl/_rels/workbook.xml.rels"))
        percent, padded = _number_formats(part(parts, "xl/styles.xml"))
    except ElementTree.ParseError as error:
        raise damaged() from error
    texts = part(parts, "xl/sharedStrings.xml")
    if _LONG_TEXT.search(texts):
        raise Unreadable(
            "file.too-large",
            f"A cell holds more than {MAX_TEXT:,} characters, which is more than Excel allows: "
            "shorten it, or copy your rows into a fresh template.",
        )
    sheets, count = {}, len(_TEXT.findall(texts))
    for element in book.iter():
        if _local(element.tag) == "sheet":
            name = element.get("name", "")
            target = targets.get(_relation(element), "")
            xml = _sheet_part(parts, target)
            _check_texts(xml, count)
            sheets[name] = _marks(name, xml, percent, padded)
    settings = [e for e in book.iter() if _local(e.tag) == "workbookPr"]
    return Inside(sheets, any(e.get("date1904") in ("1", "true") for e in settings))


def _sheet_part(parts: zipfile.ZipFile, target: str) -> bytes:
    name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return part(parts, name) if "/worksheets/" in name else b""


def _check_texts(xml: bytes, count: int) -> None:
    """Refuse a cell that points at a text that is not there: it would be read as blank."""
    for number in set(_TEXT_NUMBER.findall(xml)):
        if not number.isdigit() or int(number) >= count:
            raise damaged()


def _marks(name: str, xml: bytes, percent: set[bytes], padded: dict[bytes, int]) -> Marks:
    if _LONG_TEXT.search(xml):
        raise damaged()
    _check_extent(name, xml)
    hidden = frozenset(
        int(number[1])
        for row in _ROW.finditer(xml)
        if b"hidden" in row[1] and _HIDDEN.search(row[1]) and (number := _ROW_NUMBER.search(row[1]))
    )
    errors: dict[Cell, str] = {}
    unsaved: set[Cell] = set()
    if b't="e"' in xml or _FORMULA.search(xml):
        for cell in _CELL_AND_BODY.finditer(xml):
            place, value = _place(cell[1]), _VALUE.search(cell[2])
            if b't="e"' in cell[1]:
                errors[place] = value[1].decode("utf-8", "replace") if value else "#N/A"
            elif not value and b't="str"' not in cell[1] and _FORMULA.search(cell[2]):
                unsaved.add(place)
    shares: set[Cell] = set()
    widths: dict[Cell, int] = {}
    if percent or padded:
        for cell in _FULL_CELL.finditer(xml):
            style = _STYLE.search(cell[1])
            if style and style[1] in percent:
                shares.add(_place(cell[1]))
            elif style and style[1] in padded:
                widths[_place(cell[1])] = padded[style[1]]
    return Marks(errors, frozenset(unsaved), frozenset(shares), widths, hidden)


def _check_extent(name: str, xml: bytes) -> None:
    """Refuse a sheet that reaches too far, naming the cell: it is nearly always a stray one."""
    last, widest, count = (0, 0), (0, 0), 0
    for cell in _FULL_CELL.finditer(xml):
        count += 1
        place = _place(cell[1])
        last = max(last, place)
        if place[1] > widest[1]:
            widest = place
    for place, too_far in ((last, last[0] > MAX_ROWS), (widest, widest[1] > MAX_COLUMNS)):
        if too_far:
            raise Unreadable(
                "file.too-large",
                f"The sheet “{name}” reaches as far as cell {address(*place)}, and the most that "
                f"is read is {MAX_ROWS:,} rows and {MAX_COLUMNS} columns: clear what is there, "
                "or copy your rows into a fresh template.",
            )
    if count > MAX_ROWS * 50:
        raise Unreadable(
            "file.too-large",
            f"The sheet “{name}” has {count:,} filled cells, far more than any review needs: copy "
            "your rows into a fresh template.",
        )


def _place(attributes: bytes) -> Cell:
    """Row and column of a cell.

    A file may leave them out, but nothing that schools use does; then an error could not be
    located, so it is treated as damaged, and saving it again in Excel mends it.
    """
    found = _REF.search(attributes)
    if not found:
        raise damaged()
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - 64
    return (int(found[2]), column)


def _number_formats(xml: bytes) -> tuple[set[bytes], dict[bytes, int]]:
    """Which styles show a number as a share, and which pad it with zeros (to what width)."""
    if not xml:
        return set(), {}
    styles = ElementTree.fromstring(xml)
    codes = {"9": "0%", "10": "0.00%"}
    percent: set[bytes] = set()
    padded: dict[bytes, int] = {}
    for element in styles.iter():
        if _local(element.tag) == "numFmt":
            codes[element.get("numFmtId", "")] = element.get("formatCode", "")
    for group in (e for e in styles.iter() if _local(e.tag) == "cellXfs"):
        for index, form in enumerate(group):
            code = codes.get(form.get("numFmtId", ""), "")
            plain = re.sub(r'"[^"]*"|\\.', "", code)
            if "%" in plain:
                percent.add(b"%d" % index)
            elif re.fullmatch(r"0{2,}", plain):
                padded[b"%d" % index] = len(plain)
    return percent, padded


def _targets(xml: bytes) -> dict[str, str]:
    if not xml:
        return {}
    return {e.get("Id", ""): e.get("Target", "") for e in ElementTree.fromstring(xml)}


def _relation(element: ElementTree.Element) -> str:
    return next((v for k, v in element.attrib.items() if _local(k) == "id" and "}" in k), "")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
