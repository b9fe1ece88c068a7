"""The XML of a workbook in the one way in which programs write it.

The same cell can be written in many ways: with other quotation marks, prefixes or encodings, with
comments inside, without its address, or in the stricter of two standards. Whatever two readers
could understand in two ways is written anew here before anything reads it, so that all that is
said of a cell is said of the cell that was read.
"""

from __future__ import annotations

import re
from xml.parsers import expat
from xml.sax.saxutils import escape

from ..layout import address, position
from .containers import damaged, xml_of

# By the address of a namespace, the prefix that readers know it by; what is in no other
# namespace than these is no cell, no text and no style.
_PREFIXES = {
    "": "",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "",
    "http://purl.oclc.org/ooxml/spreadsheetml/main": "",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r:",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}
# The empty group is what is kept of each, so that many take no room.
_TAG = re.compile(rb'</?[A-Za-z_][\w.-]*(?: [A-Za-z_][\w.:-]*="[^"<>]*")* ?/?>()')
# A row or a cell without its plain address, or with a letter written as a number.
_NO_PLACE = re.compile(rb'<row\b(?![^>]*\sr="[0-9]{1,7}"[\s/>])|<c\b(?![^>]*\sr="[A-Z]{1,3}[0-9])')
_NUMBERED = re.compile(rb"<(?:row|c)\b[^>]*&")
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def plain_xml(content: bytes) -> bytes:
    """A sheet, or the texts or styles of a workbook, in the usual way of writing.

    Raises
    ------
    Unreadable
        When it is no XML, or a cell stands in a row of another number.
    """
    content = xml_of(content)
    return content if _is_usual(content) else _Writer().written(content)


def _is_usual(content: bytes) -> bool:
    if _NO_PLACE.search(content) or _NUMBERED.search(content):
        return False
    return len(_TAG.findall(content)) == content.count(b"<")


class _Writer:
    """What a parser calls for each tag and text, and what was written of it so far."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._left_out = 0  # how deep we are in an element that is left out
        self._open: list[str] = []
        self._row = self._column = 0

    def written(self, content: bytes) -> bytes:
        parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise damaged() from error
        return "".join(self._out).encode()

    def _start(self, tag: str, given: dict[str, str]) -> None:
        name = _known(tag)
        if not name or self._left_out:
            if not self._left_out and "sheetData" in self._open:
                raise damaged()  # a cell of another standard, which would be lost
            self._left_out += 1
            return
        attributes = {known: value for key, value in given.items() if (known := _known(key))}
        if name == "row":
            self._row = self._row_number(attributes)
            self._column = 0
        elif name == "c":
            self._column = self._column_number(attributes)
        if "r" in attributes:  # in front, where programs write it
            attributes = {"r": attributes.pop("r"), **attributes}
        self._open.append(name)
        said = "".join(f" {key}={_quoted(value)}" for key, value in attributes.items())
        self._out.append(f"<{name}{said}>")

    def _end(self, tag: str) -> None:
        if self._left_out:
            self._left_out -= 1
            return
        name = self._open.pop()
        if self._out[-1].startswith(f"<{name}") and self._out[-1].endswith(">"):
            self._out[-1] = f"{self._out[-1][:-1]}/>"  # it holds nothing
        else:
            self._out.append(f"</{name}>")

    def _text(self, text: str) -> None:
        if not self._left_out:
            self._out.append(escape(text, {"\r": "&#13;"}))

    def _row_number(self, attributes: dict[str, str]) -> int:
        text = attributes.get("r", "").strip() or str(self._row + 1)
        if not re.fullmatch("[0-9]{1,7}", text):
            raise damaged()
        attributes["r"] = str(int(text))
        return int(text)

    def _column_number(self, attributes: dict[str, str]) -> int:
        text = attributes.get("r", "").strip()
        if not text:
            attributes["r"] = address(self._row, self._column + 1)
            return self._column + 1
        found = _PLACE.fullmatch(text)
        if not found:
            raise damaged()
        place = f"{found[1].upper()}{int(found[2])}"
        attributes["r"] = place
        row, column = position(place)
        if row != self._row:
            raise damaged()
        return column


def _known(name: str) -> str:
    """A name of an element or attribute with the usual prefix; empty where it is of no use."""
    space, _, local = name.rpartition(" ")
    prefix = _PREFIXES.get(space)
    return "" if prefix is None else f"{prefix}{local}"


def _quoted(value: str) -> str:
    others = {'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}
    return f'"{escape(value, others)}"'
