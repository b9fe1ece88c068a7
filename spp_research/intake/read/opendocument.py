"""Reading an .ods workbook: its values, errors, shares and hidden rows, row by row.

Repeats are counted out before anything is given room in memory, and what stands in a cell is read
here and nowhere else, so that all that is said of a cell is said of the cell that was read.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass, field
from xml.etree import ElementTree

from .containers import (
    MAX_AREA,
    MAX_COLUMNS,
    MAX_READ,
    MAX_ROWS,
    MAX_TEXT,
    damaged,
    open_zip,
    part,
    too_large,
    xml_of,
)
from .open_xml import Cell, Marks, too_far_out

Value = str | int | float | bool | dt.datetime | dt.time | dt.timedelta

_HIDDEN = ("collapse", "filter")
_DURATION = re.compile(
    r"(-?)PT(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(?:[.,][0-9]+)?S)?"
)
_OUTSIDE = ("annotation", "shapes", "tracked-changes", "dde-links", "frame")  # no cells of a sheet


@dataclass
class Page:
    """One sheet while it is being read."""

    name: str
    hidden: bool = False
    rows: list[list[Value]] = field(default_factory=list)
    merged: list[tuple[Cell, Cell]] = field(default_factory=list)
    errors: dict[Cell, str] = field(default_factory=dict)
    percent: set[Cell] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    row: int = 0  # how many rows there were so far, the blank ones among them
    widest: int = 0

    @property
    def marks(self) -> Marks:
        """What is to be known of its cells besides their values."""
        return Marks(
            errors=self.errors,
            percent=frozenset(self.percent),
            hidden_rows=frozenset(self.hidden_rows),
        )


def read_pages(data: bytes) -> list[Page]:
    """Every sheet of an .ods file.

    Raises
    ------
    Unreadable
        When the file is damaged, or a sheet reaches further than is read.
    """
    parts = open_zip(data)
    if parts.sizes([parts.find("content.xml")]) > MAX_READ:
        raise too_large()
    try:
        return _pages(xml_of(part(parts, "content.xml")))
    except ElementTree.ParseError as error:
        raise damaged() from error


def _pages(content: bytes) -> list[Page]:
    pages: list[Page] = []
    hidden_styles: set[str] = set()
    outside = 0
    open_rows: list[ElementTree.Element] = []
    for event, element in ElementTree.iterparse(io.BytesIO(content), ("start", "end")):
        name = _local(element.tag)
        if name in _OUTSIDE:
            outside += 1 if event == "start" else -1
            if event == "end" and not outside:
                element.clear()
        elif outside:
            continue
        elif event == "start" and name == "table":
            if open_rows:
                raise damaged()  # a table within a cell, which no spreadsheet shows as rows
            style = _attribute(element, "style-name")
            pages.append(Page(_attribute(element, "name"), style in hidden_styles))
        elif name == "table-row":
            if event == "start":
                open_rows.append(element)
            elif pages:
                open_rows.clear()
                _read_row(pages[-1], element)
                element.clear()
                if sum(page.row * page.widest for page in pages if page.rows) > MAX_AREA:
                    _check_area(pages)
        elif event == "end" and name == "style":
            inner = [
                _attribute(e, "display")
                for e in element
                if _local(e.tag).endswith("table-properties")
            ]
            if "false" in inner:
                hidden_styles.add(_attribute(element, "name"))
    return pages


def _check_area(pages: list[Page]) -> None:
    if sum(len(page.rows) * page.widest for page in pages) > MAX_AREA:
        raise too_large()


def _read_row(page: Page, line: ElementTree.Element) -> None:
    repeats = _repeats(line, "number-rows-repeated")
    values: list[Value] = []
    column = 0
    found: list[tuple[ElementTree.Element, int, int]] = []
    for cell in line:
        if _local(cell.tag) not in ("table-cell", "covered-table-cell"):
            continue
        wide = _repeats(cell, "number-columns-repeated")
        if _holds_something(cell):
            if page.row + repeats > MAX_ROWS or column + wide > MAX_COLUMNS:
                raise too_far_out(page.name, (page.row + repeats, column + wide))
            found.append((cell, column, wide))
            values += [""] * (column - len(values))
            values += [_value(cell)] * wide
        column += wide
        _merge(page, cell, column - wide + 1)
    for row in range(page.row + 1, page.row + repeats + 1) if found else ():
        for cell, before, wide in found:
            _mark(page, cell, [(row, at) for at in range(before + 1, before + wide + 1)])
    if values:
        page.rows += [[] for _ in range(page.row - len(page.rows))]
        page.rows += [list(values) for _ in range(repeats)]
        page.widest = max(page.widest, len(values))
        if _attribute(line, "visibility") in _HIDDEN:
            page.hidden_rows.update(range(page.row + 1, page.row + repeats + 1))
    page.row += repeats


def _mark(page: Page, cell: ElementTree.Element, places: list[Cell]) -> None:
    if word := _error(cell):
        page.errors.update(dict.fromkeys(places, word))
    if _attribute(cell, "value-type") == "percentage":
        page.percent.update(places)


def _merge(page: Page, cell: ElementTree.Element, column: int) -> None:
    down, across = (_repeats(cell, f"number-{what}-spanned") for what in ("rows", "columns"))
    if down > 1 or across > 1:
        top = page.row + 1
        page.merged.append(((top, column), (top + down - 1, column + across - 1)))


def _value(cell: ElementTree.Element) -> Value:
    """What stands in a cell; what its type cannot be is kept as the words that are shown."""
    kind, shown = _attribute(cell, "value-type"), _text(cell)
    if len(shown) > MAX_TEXT:
        raise damaged()
    try:
        if kind in ("float", "percentage", "currency"):
            value = _attribute(cell, "value")
            return shown if "_" in value else float(value)  # Python takes 1_0 for 10
        if kind == "boolean":
            return _attribute(cell, "boolean-value") == "true"
        if kind == "date":
            return dt.datetime.fromisoformat(_attribute(cell, "date-value")).replace(tzinfo=None)
        if kind == "time":
            return _time(_attribute(cell, "time-value"))
    except (ValueError, OverflowError):
        return shown
    return shown or _attribute(cell, "string-value")


def _time(text: str) -> Value:
    found = _DURATION.fullmatch(text)
    if not found:
        raise ValueError(text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    span = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if found[1] or span >= dt.timedelta(days=1):
        return -span if found[1] else span
    return (dt.datetime.min + span).time()


def _text(cell: ElementTree.Element) -> str:
    """The paragraphs that are shown, a line each; what a remark on the cell says is not."""
    return "\n".join(_inner(e) for e in cell if _local(e.tag) == "p")


def _inner(element: ElementTree.Element) -> str:
    said = element.text or ""
    for inner in element:
        name = _local(inner.tag)
        if name == "s":
            said += " " * min(_repeats(inner, "c"), MAX_TEXT)
        elif name in ("tab", "line-break"):
            said += "\t" if name == "tab" else "\n"
        elif name != "annotation":
            said += _inner(inner)
        said += inner.tail or ""
    return said


def _error(cell: ElementTree.Element) -> str:
    """The word for an error that a cell shows; empty where it shows none."""
    kinds = [v for k, v in cell.attrib.items() if _local(k) == "value-type"]
    text = _text(cell)
    if "error" in kinds or (_attribute(cell, "formula") and text.startswith(("#", "Err:"))):
        return text or "#N/A"
    return ""


def _holds_something(cell: ElementTree.Element) -> bool:
    return bool(_attribute(cell, "value-type") or _text(cell).strip())


def _repeats(element: ElementTree.Element, name: str) -> int:
    text = _attribute(element, name) or "1"
    if not re.fullmatch("0*[1-9][0-9]{0,8}", text):
        raise damaged()
    return int(text)


def _attribute(element: ElementTree.Element, name: str) -> str:
    """A plain attribute by its local name; calcext's value-type comes after office's."""
    return next((v for k, v in element.attrib.items() if _local(k) == name), "")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
