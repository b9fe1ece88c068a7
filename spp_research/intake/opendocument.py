"""What the quick reader leaves out of an .ods workbook: errors, shares, hidden rows, extent."""

from __future__ import annotations

import io
from xml.etree import ElementTree

from .containers import MAX_COLUMNS, MAX_ROWS, MAX_TEXT, Unreadable, damaged, open_zip, part
from .inside import Cell, Inside, Marks
from .layout import address

_HIDDEN = ("collapse", "filter")


def look_inside_ods(data: bytes) -> Inside:
    """The marks of every sheet of an .ods file.

    Raises
    ------
    Unreadable
        When the file is damaged, or a sheet reaches further than is read.
    """
    content = part(open_zip(data), "content.xml")
    sheets: dict[str, Marks] = {}
    try:
        for _, element in ElementTree.iterparse(io.BytesIO(content)):
            if _local(element.tag) == "table":
                sheets[_attribute(element, "name")] = _marks(element)
                element.clear()
    except ElementTree.ParseError as error:
        raise damaged() from error
    return Inside(sheets)


def _marks(table: ElementTree.Element) -> Marks:
    name = _attribute(table, "name")
    errors: dict[Cell, str] = {}
    percent: set[Cell] = set()
    hidden: set[int] = set()
    row = 0
    for line in (e for e in table.iter() if _local(e.tag) == "table-row"):
        repeats = int(_attribute(line, "number-rows-repeated") or 1)
        cells = [c for c in line if _local(c.tag) in ("table-cell", "covered-table-cell")]
        column = 0
        for cell in cells:
            wide = int(_attribute(cell, "number-columns-repeated") or 1)
            if _holds_something(cell):
                _check_extent(name, row + repeats, column + wide)
                place = (row + 1, column + 1)
                text = "".join(cell.itertext())
                if len(text) > MAX_TEXT:
                    raise damaged()
                if _is_error(cell, text):
                    errors[place] = text
                if _attribute(cell, "value-type") == "percentage":
                    percent.add(place)
            column += wide
        if _attribute(line, "visibility") in _HIDDEN and any(map(_holds_something, cells)):
            hidden.update(range(row + 1, row + repeats + 1))
        row += repeats
    return Marks(errors=errors, percent=frozenset(percent), hidden_rows=frozenset(hidden))


def _is_error(cell: ElementTree.Element, text: str) -> bool:
    kinds = [v for k, v in cell.attrib.items() if _local(k) == "value-type"]
    formula = _attribute(cell, "formula")
    return "error" in kinds or bool(formula and text.startswith(("#", "Err:")))


def _holds_something(cell: ElementTree.Element) -> bool:
    return bool(_attribute(cell, "value-type") or "".join(cell.itertext()).strip())


def _check_extent(name: str, row: int, column: int) -> None:
    if row > MAX_ROWS or column > MAX_COLUMNS:
        raise Unreadable(
            "file.too-large",
            f"The sheet “{name}” reaches as far as cell {address(row, column)}, and the most that "
            f"is read is {MAX_ROWS:,} rows and {MAX_COLUMNS} columns: clear what is there, or "
            "copy your rows into a fresh template.",
        )


def _attribute(element: ElementTree.Element, name: str) -> str:
    """A plain attribute by its local name; calcext's value-type comes after office's."""
    return next((v for k, v in element.attrib.items() if _local(k) == name), "")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
