"""What the XML inside a workbook says that a reader of cells leaves out; read without entities.

The same cell can be written in many ways: with other quotation marks, prefixes or encodings, with
comments inside, without its address, or in the stricter of two standards. Whatever two readers
could understand in two ways is written anew here before anything reads it, so that all that is
said of a cell is said of the cell that was read.

Calamine gives an error such as #DIV/0! as an empty cell, and says nothing of formulas that were
never worked out, of hidden rows, or of how a number is shown. A wrong number could slip through
each of them, so those cells, and only those, are looked for here. The extent of a sheet is
taken as well, before anything is given room in memory.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from html import escape, unescape
from xml.etree import ElementTree
from xml.parsers import expat

from ..layout import address, position
from .containers import (
    MAX_AREA,
    MAX_COLUMNS,
    MAX_READ,
    MAX_ROWS,
    MAX_TEXT,
    Parts,
    Unreadable,
    damaged,
    open_zip,
    part,
    related,
    too_large,
    tree_of,
    workbook_part,
    xml_of,
)

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
# The empty group is what is kept of each, so that many take no room. Nothing that was taken by
# one part of this or of the patterns below could be another's, so none of it is tried again (`*+`).
_TAG = re.compile(rb'</?[A-Za-z_][\w.-]*+(?: [A-Za-z_][\w.:-]*+="[^"<>]*+")* ?/?>()')
# A row or a cell without its plain address, or with a letter written as a number. Most cells have
# it in front, where it is found sooner.
_NO_PLACE = re.compile(
    rb'<(?:row\b(?![^>]*\sr="[0-9]{1,7}"[\s/>])'
    rb'|c\b(?! r="[A-Z]{1,3}[0-9])(?![^>]*\sr="[A-Z]{1,3}[0-9]))'
)
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
    if _NO_PLACE.search(content) or (b"&" in content and _NUMBERED.search(content)):
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
            self._out.append(escape(text, quote=False).replace("\r", "&#13;"))

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
    return f'"{escape(value, quote=False).translate(_IN_QUOTES)}"'


_IN_QUOTES = str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})


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
class SheetInside:
    """One sheet of a workbook: its name, whether it is hidden, and what is to be known of it."""

    name: str
    hidden: bool
    marks: Marks


@dataclass(frozen=True)
class Inside:
    """The sheets in their order, and whether the workbook counts its days from 1904.

    `values` is a workbook of these sheets alone, in the same order and with every part where
    readers look for it: what is to be read of the cells' values, so that nothing is said here of
    another cell than the one that is read.
    """

    sheets: tuple[SheetInside, ...]
    values: bytes = b""
    from_1904: bool = False


_ROW = re.compile(rb"<row\b([^>]*)>")
_REF = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_ROW_NUMBER = re.compile(rb'\sr="([0-9]{1,7})"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
# A cell that holds something; the empty ones close themselves.
_FULL_CELL = re.compile(rb"<c\b([^>]*[^/>]|)>")
# The same, where its address stands in front.
_FULL_WITH_PLACE = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"[^>]*+(?<!/)>')
_AT_A_GLANCE = 200_000  # cells of a sheet, of which a list does no harm
_CELL_AND_BODY = re.compile(rb"<c\b([^>]*[^/>]|)>(.*?)</c>", re.DOTALL)
_VALUE = re.compile(rb"<v\b[^>]*>([^<]+)<")
_ERROR = b' t="e"'
_FORMULA = re.compile(rb"<f\b")
# What a sheet says of its own extent need not be so, and what later versions added is no value.
_BESIDES = re.compile(
    rb"<(dimension|extLst)\b(?:[^>]*/>|[^>]*(?<!/)>.*?</\1>)",
    re.DOTALL,
)
_STYLE = re.compile(rb'\bs="([0-9]+)"')
_TEXT = re.compile(rb"<si\b")
# What begins with letters is found sooner than what begins with the edge of a word.
_TEXT_NUMBER = re.compile(rb't="s"(?<=\bt="s")[^>]*+>\s*+<v\b[^>]*+>\s*+([^<]*?)\s*<')
_LONGEST_ERROR = 40  # letters of the word for an error
_LONG_TEXT = re.compile(rb"[^<]{%d,}" % MAX_TEXT)

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def look_inside(data: bytes) -> Inside:
    """The sheets of an .xlsx or .xlsm file, with their marks.

    Raises
    ------
    Unreadable
        When the file is damaged, or a sheet reaches further than is read.
    """
    parts = open_zip(data)
    start = workbook_part(parts)
    book, targets = tree_of(part(parts, start)), related(parts, start)
    if _local(book.tag) != "workbook":
        raise damaged()
    listed = _listed(book, targets)
    shared = [_one(targets, kind) for kind in ("sharedStrings", "styles")]
    if parts.sizes([name for name in (*(p for _, _, p in listed), *shared) if name]) > MAX_READ:
        raise too_large()
    texts, styles = (_content(parts, name) for name in shared)
    percent, padded = _number_formats(styles)
    if _LONG_TEXT.search(texts):
        raise Unreadable(
            "file.too-large",
            f"A cell holds more than {MAX_TEXT:,} characters, which is more than Excel allows: "
            "shorten it, or copy your rows into a fresh template.",
        )
    count, area = len(_TEXT.findall(texts)), 0
    sheets, contents = [], []
    for name, hidden, target in listed:
        xml = _content(parts, target)
        _check_texts(xml, count)
        area += _area(name, xml)
        if area > MAX_AREA:
            raise too_large()
        marks = _marks(xml, percent, padded)
        sheets.append(SheetInside(name, hidden, marks))
        xml = _BESIDES.sub(b"", xml)
        contents.append(_without_errors(xml) if marks.errors else xml)
    of_book = [e for e in book.iter() if _local(e.tag) == "workbookPr"]
    from_1904 = any(e.get("date1904") in ("1", "true") for e in of_book)
    return Inside(tuple(sheets), _packed(contents, texts, styles, from_1904), from_1904)


def _listed(
    book: ElementTree.Element, targets: dict[str, tuple[str, str]]
) -> list[tuple[str, bool, str]]:
    """Name of each worksheet, whether it is hidden, and its part; charts are no worksheets."""
    found = []
    for element in (e for group in book if _local(group.tag) == "sheets" for e in group):
        kind, target = targets.get(_relation(element), ("worksheet", ""))
        if kind != "worksheet":
            continue
        state = element.get("state", "visible").lower()
        found.append((element.get("name", ""), state != "visible", target))
    names = {name.casefold() for name, _, _ in found}
    if len(names) < len(found) or not all(target for _, _, target in found):
        raise damaged()  # a sheet that is listed and not there, or two that nothing tells apart
    return found


def _one(targets: dict[str, tuple[str, str]], kind: str) -> str:
    """The part of that kind; empty where there is none."""
    names = {name for of_kind, name in targets.values() if of_kind == kind}
    if len(names) > 1:
        raise damaged()
    return "".join(names)


def _content(parts: Parts, name: str) -> bytes:
    return plain_xml(part(parts, name)) if name else b""


def _packed(sheets: list[bytes], texts: bytes, styles: bytes, from_1904: bool) -> bytes:
    """A workbook of nothing but these parts, under the names that every reader knows."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="s{n}"/>' for n in numbers)
    related_to = {f"s{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in numbers}
    parts = {f"xl/worksheets/sheet{n}.xml": xml for n, xml in zip(numbers, sheets, strict=True)}
    for name, kind, xml in (
        ("sharedStrings", "sharedStrings", texts),
        ("styles", "styles", styles),
    ):
        if xml:
            related_to[kind] = (kind, f"{name}.xml")
            parts[f"xl/{name}.xml"] = xml
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{from_1904:d}"/>'
        f"<sheets>{listed}</sheets></workbook>"
    ).encode()
    parts["_rels/.rels"] = _relations({"book": ("officeDocument", "xl/workbook.xml")})
    parts["xl/_rels/workbook.xml.rels"] = _relations(related_to)
    parts["[Content_Types].xml"] = f'<Types xmlns="{_PACKAGE}/content-types"/>'.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
    return out.getvalue()


def _relations(targets: dict[str, tuple[str, str]]) -> bytes:
    listed = "".join(
        f'<Relationship Id="{identity}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for identity, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'.encode()


def _without_errors(xml: bytes) -> bytes:
    """A sheet in which every error is one that readers know; which one it is, the marks say."""

    def known(cell: re.Match[bytes]) -> bytes:
        if _ERROR not in cell[1]:
            return cell[0]
        return b"<c%b><v>#N/A</v></c>" % cell[1]

    return _CELL_AND_BODY.sub(known, xml)


def _check_texts(xml: bytes, count: int) -> None:
    """Refuse a cell that points at a text that is not there: it would be read as blank."""
    for number in set(_TEXT_NUMBER.findall(xml)):
        if not number.isdigit() or int(number) >= count:
            raise damaged()


def _marks(xml: bytes, percent: set[bytes], padded: dict[bytes, int]) -> Marks:
    if _LONG_TEXT.search(xml):
        raise damaged()
    hidden = frozenset(
        int(number[1])
        for row in (_ROW.finditer(xml) if b"hidden" in xml else ())
        if b"hidden" in row[1] and _HIDDEN.search(row[1]) and (number := _ROW_NUMBER.search(row[1]))
    )
    errors: dict[Cell, str] = {}
    unsaved: set[Cell] = set()
    if _ERROR in xml or _FORMULA.search(xml):
        for cell in _CELL_AND_BODY.finditer(xml):
            place, value = _place(cell[1]), _VALUE.search(cell[2])
            if _ERROR in cell[1]:
                word = unescape(value[1].decode("utf-8", "replace")).strip() if value else ""
                errors[place] = word[:_LONGEST_ERROR] or "#N/A"
            elif (
                not value
                and _FORMULA.search(cell[2])
                # a result without letters is written down; what has no place for one never was
                and (b't="str"' not in cell[1] or b"<v" not in cell[2])
            ):
                unsaved.add(place)
    shares: set[Cell] = set()
    widths: dict[Cell, int] = {}
    if any(b's="%b"' % style in xml for style in (*percent, *padded)):
        for cell in _FULL_CELL.finditer(xml):
            style = _STYLE.search(cell[1])
            if style and style[1] in percent:
                shares.add(_place(cell[1]))
            elif style and style[1] in padded:
                widths[_place(cell[1])] = padded[style[1]]
    return Marks(errors, frozenset(unsaved), frozenset(shares), widths, hidden)


def _area(name: str, xml: bytes) -> int:
    """How many cells there are up to the last one, which is what reading a sheet takes room for.

    A sheet that reaches too far is refused, naming the cell: it is nearly always a stray one.
    """
    if area := _area_at_a_glance(xml):
        return area
    last, widest = (0, 0), (0, 0)
    places: set[Cell] = set()
    for count, cell in enumerate(_FULL_CELL.finditer(xml), start=1):
        place = _place(cell[1])
        places.add(place)
        last = max(last, place)
        if place[1] > widest[1]:
            widest = place
        if len(places) < count:
            raise damaged()  # a cell that is there twice could be read as either
        if count > MAX_ROWS * 50:
            raise too_large()
    for place, too_far in ((last, last[0] > MAX_ROWS), (widest, widest[1] > MAX_COLUMNS)):
        if too_far:
            raise too_far_out(name, place)
    return last[0] * widest[1]


def _area_at_a_glance(xml: bytes) -> int:
    """The same of a sheet as programs write it; 0 where it has to be looked at cell by cell."""
    if xml.count(b"<c") > _AT_A_GLANCE:
        return 0
    places = _FULL_WITH_PLACE.findall(xml)
    if not places or len({*places}) < len(places):
        return 0
    if len(places) < len(_FULL_CELL.findall(xml)):
        return 0
    last = max(int(row) for row in {row for _, row in places})
    widest = max(map(_column, {column for column, _ in places}))
    return last * widest if last <= MAX_ROWS and widest <= MAX_COLUMNS else 0


def too_far_out(name: str, place: Cell) -> Unreadable:
    """What to raise of a sheet that reaches too far."""
    return Unreadable(
        "file.too-large",
        f"The sheet “{name}” reaches as far as cell {address(*place)}, and the most that is read "
        f"is {MAX_ROWS:,} rows and {MAX_COLUMNS} columns: clear what is there, or copy your rows "
        "into a fresh template.",
    )


def _place(attributes: bytes) -> Cell:
    """Row and column of a cell, which `plain_xml` has seen to."""
    found = _REF.search(attributes)
    if not found or found[2].startswith(b"0"):
        raise damaged()
    return (int(found[2]), _column(found[1]))


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column


def _number_formats(xml: bytes) -> tuple[set[bytes], dict[bytes, int]]:
    """Which styles show a number as a share, and which pad it with zeros (to what width)."""
    if not xml:
        return set(), {}
    styles = tree_of(xml)
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
            elif re.fullmatch(r"0{2,40}", plain):
                padded[b"%d" % index] = len(plain)
    return percent, padded


def _relation(element: ElementTree.Element) -> str:
    return next((v for k, v in element.attrib.items() if _local(k) == "id" and "}" in k), "")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
