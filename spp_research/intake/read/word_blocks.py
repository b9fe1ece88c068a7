"""What a Word document says, read anew: headings, paragraphs, lists and simple tables.

Taken is what is named here, and nothing else: whatever a document has besides is left out because
nobody asked for it, not because it was found. What its reader would miss is counted, to be told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from unicodedata import normalize
from xml.etree.ElementTree import Element

from .word_document import Block, Grid, Left, WordDocument, Words
from .word_lists import Lists
from .word_looks import NO_STYLES, is_on, said, seen, styles_of, tag
from .word_package import WordError, WordTrees, word_trees

MOST_WORDS = 1_500
_MOST_BLOCKS = 400
_MOST_LETTERS = 12_000  # as words may be without end, and some scripts part none
_MOST_ROWS, _MOST_COLUMNS = 60, 8
_MOST_IN_ALL = 200  # rows of all tables, blank ones as well
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_VAL = tag("val")
# What only goes round text; of a change that was tracked, round what was put in.
_ROUND = frozenset(
    map(tag, ("hyperlink", "smartTag", "customXml", "bdo", "dir", "fldSimple", "ins", "moveTo"))
)
_PUT_IN = frozenset(map(tag, ("ins", "moveTo")))
_TAKEN_OUT = frozenset(map(tag, ("del", "moveFrom")))
_BREAKS = {
    **{tag(name): "\n" for name in ("br", "cr")},
    **{tag(name): " " for name in ("tab", "ptab")},
    tag("noBreakHyphen"): "-",
}
_DRAWN = frozenset((tag("drawing"), tag("pict"), tag("object"), _MC))
_NOTES = frozenset(map(tag, ("footnoteReference", "endnoteReference")))
_OF_A_FIELD = {"begin": "code", "separate": "result"}
# Boxes, ticks and arrows that are drawn with a font of symbols, by their place in it.
_SYMBOLS: Mapping[tuple[str, int], str] = {
    **{("wingdings", at): "☐" for at in (0x6F, 0x71, 0x72, 0xA8)},
    **{("wingdings", at): "☒" for at in (0x78, 0xFD, 0xFE)},
    ("wingdings", 0xFC): "✓",
    ("wingdings", 0xE0): "→",
    ("wingdings 2", 0xA3): "☐",
    ("symbol", 0xB7): "•",
}
_PRIVATE = re.compile("[\ue000-\uf8ff]")  # where fonts of symbols have theirs
_HEADING = re.compile(r"heading ([1-9])")
_WHITE = re.compile(r"f[0-9a-f]f[0-9a-f]f[0-9a-f]")
_GROUND = frozenset(("background1", "light1"))
_HEADS = 0x20  # of the signs for how a table looks: its first row is a head
# Signs that no reader sees: what is searched for names is what is shown.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
    "|(?<![\u0590-\u1fff\ua000-\ufdff])[\u200c\u200d]+"
)


@lru_cache(maxsize=4)  # the checks and the write-up ask for the same file, one after the other
def read_document(data: bytes) -> WordDocument:
    """What a Word document says, read anew.

    Parameters
    ----------
    data : the bytes of its file.

    Raises
    ------
    WordError
        When it cannot be read, says nothing, or says more than a sheet to hand out.
    """
    reader = _Reader(word_trees(data))
    blocks = tuple(reader.blocks())
    made = WordDocument(blocks, {kind: number for kind, number in reader.left.items() if number})
    words = made.number_of_words
    if not words:
        raise WordError(
            "there is no text in it besides pictures, boxes and what is hidden: write it into the "
            "document itself"
        )
    if words > MOST_WORDS:
        raise WordError(
            f"it has {words:,} words and the most is {MOST_WORDS:,}: shorten it, or make two of it"
        )
    if (letters := sum(len(text) for _, text in made.texts)) > _MOST_LETTERS:
        raise WordError(
            f"it has {letters:,} letters and the most is {_MOST_LETTERS:,}: shorten it, or make "
            "two of it"
        )
    if sum(len(one.rows) for one in blocks if isinstance(one, Grid)) > _MOST_IN_ALL:
        raise WordError(
            f"its tables have more than {_MOST_IN_ALL} rows: shorten it, or make two of it"
        )
    return made


@dataclass(frozen=True)
class _Sort:
    """What a style of paragraphs or letters makes of them besides how they look."""

    base: str = ""
    heading: int = 0
    list_name: str = ""
    deep: str = ""
    white: bool | None = None


def _sorts_of(root: Element | None) -> dict[str, _Sort]:
    """The styles by their names in the file, with what each takes over from its base."""
    own: dict[str, _Sort] = {}
    for style in () if root is None else root.findall(tag("style")):
        name, about = said(style, "name"), style.find(tag("pPr"))
        title = _HEADING.fullmatch(name)
        in_list = None if about is None else about.find(tag("numPr"))
        level = said(about, "outlineLvl")
        own[style.get(tag("styleId"), "").casefold()] = _Sort(
            said(style, "basedOn"),
            int(title[1]) if title else 1 if name == "title" else _heading(level),
            said(in_list, "numId"),
            said(in_list, "ilvl"),
            _is_white(style.find(tag("rPr"))),
        )
    return {name: _whole(name, own) for name in own}


def _whole(name: str, own: Mapping[str, _Sort]) -> _Sort:
    found, asked = _Sort(), set[str]()
    while name in own and name not in asked:
        asked.add(name)
        one = own[name]
        found = _Sort(
            "",
            found.heading or one.heading,
            found.list_name or one.list_name,
            found.deep or one.deep,
            one.white if found.white is None else found.white,
        )
        name = one.base
    return found


def _heading(level: str) -> int:
    return int(level) + 1 if level in tuple("012345678") else 0


def _is_white(about: Element | None) -> bool | None:
    """Whether letters are white, as they are on a dark ground; None where nothing is said."""
    colour = None if about is None else about.find(tag("color"))
    if colour is None:
        return None
    return bool(_WHITE.fullmatch(colour.get(_VAL, "").casefold())) or (
        colour.get(tag("themeColor")) in _GROUND
    )


class _Reader:
    """Goes through a document once, from its beginning to its end."""

    def __init__(self, trees: WordTrees) -> None:
        self.left: Counter[Left] = Counter({Left.MARGINS: 1} if trees.margins else ())
        self._body = trees.body
        self._styles = NO_STYLES if trees.styles is None else styles_of(trees.styles)
        self._sorts = _sorts_of(trees.styles)
        self._lists = Lists(trees.lists)
        self._fields: list[str] = []  # that are open; of each only its result is read
        self._tables: list[str] = []  # the styles of those that are open
        self._paragraphs = self._grids = 0

    def blocks(self) -> Iterator[Block | Grid]:
        """Everything that is read."""
        for number, block in enumerate(self._in(self._body)):
            if number == _MOST_BLOCKS:
                raise WordError(
                    f"it has more than {_MOST_BLOCKS} paragraphs: shorten it, or make two of it"
                )
            yield block

    def _in(self, parent: Element) -> Iterator[Block | Grid]:
        for element in parent:
            if element.tag == tag("p"):
                yield from self._paragraph(element)
            elif element.tag == tag("tbl"):
                yield from self._table(element)
            elif (inside := self._inside(element)) is not None:
                yield from self._in(inside)
            else:
                self._miss(element)

    def _inside(self, element: Element) -> Element | None:
        """What an element only goes round; None where it is something else."""
        if element.tag == tag("sdt"):
            about = element.find(tag("sdtPr"))
            asks = about is not None and about.find(tag("showingPlcHdr")) is not None
            inside = element.find(tag("sdtContent"))
            return Element("") if asks or inside is None else inside
        if element.tag not in _ROUND:
            return None
        self.left[Left.CHANGES] += element.tag in _PUT_IN
        self.left[Left.LINKS] += _RELATION in element.attrib
        return element

    def _miss(self, element: Element) -> None:
        """Tell of an element that is left out, where a reader would miss it."""
        if element.tag in _DRAWN:
            if any(True for _ in element.iter(tag("txbxContent"))):
                self.left[Left.BOXES] += 1
            else:
                self.left[Left.FILES if element.tag == tag("object") else Left.PICTURES] += 1
        elif element.tag in _TAKEN_OUT:
            self.left[Left.CHANGES] += 1
        elif element.tag.startswith(_MATHS):
            self.left[Left.FORMULAS] += 1
        elif element.tag in (tag("altChunk"), tag("subDoc")):
            self.left[Left.FILES] += 1
        elif any((one.text or "").strip() for one in element.iter(tag("t"))):
            self.left[Left.OTHER] += 1

    def _paragraph(self, element: Element) -> Iterator[Block]:
        about = element.find(tag("pPr"))
        style = said(about, "pStyle") or self._styles.usual.get("paragraph", "")
        sort = self._sorts.get(style, _Sort())
        mark, deep = self._mark(about, sort)
        words = _joined(self._words(element, style))
        if not "".join(one.text for one in words).strip():
            return
        self._paragraphs += 1
        heading = _heading(said(about, "outlineLvl")) or sort.heading
        place = f"paragraph {self._paragraphs}"
        yield Block(words, place, heading, "" if heading else mark, deep)

    def _mark(self, about: Element | None, sort: _Sort) -> tuple[str, int]:
        """What stands before a paragraph as an entry of a list, and how deep it lies."""
        in_list = None if about is None else about.find(tag("numPr"))
        name = said(in_list, "numId") or sort.list_name
        deep = said(in_list, "ilvl") or sort.deep or "0"
        at = int(deep) if deep in tuple("012345678") else 0
        return (self._lists.mark(name, at) if name else ""), at

    def _words(self, parent: Element, style: str) -> Iterator[Words]:
        for element in parent:
            if element.tag == tag("r"):
                yield from self._run(element, style)
            elif (inside := self._inside(element)) is not None:
                yield from self._words(inside, style)
            elif element.tag != tag("pPr"):
                self._miss(element)

    def _run(self, run: Element, style: str) -> Iterator[Words]:
        about = run.find(tag("rPr"))
        own = said(about, "rStyle") or self._styles.usual.get("character", "")
        if not seen(about, (own, style, *reversed(self._tables)), self._styles):
            hidden = " ".join(one.text or "" for one in run.iter(tag("t")))
            self.left[Left.HIDDEN] += len(hidden.split())
            for element in run.findall(tag("fldChar")):
                self._field(element)
            return
        fonts = None if about is None else about.find(tag("rFonts"))
        font = "" if fonts is None else fonts.get(tag("ascii"), "")
        text = normalize("NFC", _UNSEEN.sub("", "".join(self._letters(run, style))))
        text = _PRIVATE.sub(lambda sign: self._symbol(font, ord(sign[0])), text)
        white = (_is_white(about), *(self._sorts.get(n, _Sort()).white for n in (own, style)))
        if next((one for one in white if one is not None), False):
            self.left[Left.WHITE] += len(text.split())
        if text:
            yield Words(
                text,
                about is not None and is_on(about, "b"),
                about is not None and is_on(about, "i"),
            )

    def _letters(self, run: Element, style: str) -> Iterator[str]:
        for element in run:
            if element.tag == tag("fldChar"):
                yield self._field(element)
            elif element.tag == tag("t"):
                text = element.text or ""
                if "code" in self._fields:
                    self.left[Left.HIDDEN] += len(text.split())
                else:
                    yield text
            elif "code" in self._fields:
                continue
            elif element.tag in _BREAKS:
                yield _BREAKS[element.tag]
            elif element.tag == tag("sym"):
                place = element.get(tag("char"), "")
                at = int(place, 16) if re.fullmatch("[0-9A-Fa-f]{1,4}", place) else -1
                yield self._symbol(element.get(tag("font"), ""), at)
            elif element.tag in _NOTES:
                self.left[Left.NOTES] += 1
            elif element.tag == tag("commentReference"):
                self.left[Left.COMMENTS] += 1
            elif element.tag == tag("ruby"):
                for base in element.findall(tag("rubyBase")):
                    yield "".join(one.text for one in self._words(base, style))
            elif element.tag != tag("rPr"):
                self._miss(element)

    def _field(self, sign: Element) -> str:
        """Note where a field begins, and ends; a box to tick is the only one that is drawn."""
        kind = sign.get(tag("fldCharType"), "")
        if kind != "begin" and self._fields:
            self._fields.pop()
        if kind in _OF_A_FIELD:
            self._fields.append(_OF_A_FIELD[kind])
        box = sign.find(f"{tag('ffData')}/{tag('checkBox')}")
        if kind != "begin" or box is None:
            return ""
        return "☒" if is_on(box, "checked") else "☐"

    def _symbol(self, font: str, at: int) -> str:
        """A sign of a font of symbols as a letter of every font; empty where none is known."""
        found = _SYMBOLS.get((font.casefold(), at & 0xFF), "") if at >= 0 else ""
        self.left[Left.SYMBOLS] += not found
        return found

    def _table(self, table: Element) -> Iterator[Block | Grid]:
        self._tables.append(
            said(table.find(tag("tblPr")), "tblStyle") or self._styles.usual.get("table", "")
        )
        before = self._paragraphs, self._grids
        rows = [self._row(row) for row in self._rows(table)]
        self._tables.pop()
        rows = [row for row in rows if row]
        wide = max(map(len, rows), default=0)
        if wide < 2 or len(rows) < 2:  # a frame round text, or texts side by side
            yield from (block for row in rows for cell in row for block in cell)
            return
        if wide > _MOST_COLUMNS or len(rows) > _MOST_ROWS:
            raise WordError(
                f"it has a table of {len(rows)} rows and {wide} columns, and at the most "
                f"{_MOST_ROWS} and {_MOST_COLUMNS} can be read on a page: make it smaller, or "
                "two of it"
            )
        self._paragraphs, self._grids = before
        texts = [[self._text(cell) for cell in row] + [""] * (wide - len(row)) for row in rows]
        if any(map(any, texts)):
            self._grids += 1
            place = f"table {self._grids}"
            yield Grid(tuple(map(tuple, texts)), place, _is_headed(table))

    def _rows(self, parent: Element) -> Iterator[Element]:
        for element in parent:
            if element.tag == tag("tr"):
                about = element.find(tag("trPr"))
                if about is None or not (is_on(about, "hidden") or is_on(about, "del")):
                    yield element
                    continue
                words = " ".join(one.text or "" for one in element.iter(tag("t")))
                self.left[Left.HIDDEN] += len(words.split())
                self.left[Left.CHANGES] += is_on(about, "del")
            elif (inside := self._inside(element)) is not None:
                yield from self._rows(inside)

    def _row(self, row: Element) -> list[list[Block | Grid]]:
        """What stands in each cell of a row."""
        skipped = _number(said(row.find(tag("trPr")), "gridBefore"))
        cells: list[list[Block | Grid]] = [[] for _ in range(skipped)]
        for cell in self._cells(row):
            about = cell.find(tag("tcPr"))
            wide = max(1, _number(said(about, "gridSpan")))
            if about is not None and about.find(tag("cellDel")) is not None:
                self.left[Left.CHANGES] += 1
                continue
            below = None if about is None else about.find(tag("vMerge"))
            self.left[Left.JOINED] += wide > 1 or below is not None
            cells.append([*self._in(cell)])
            cells += [[] for _ in range(wide - 1)]
        return cells

    def _cells(self, parent: Element) -> Iterator[Element]:
        for element in parent:
            if element.tag == tag("tc"):
                yield element
            elif (inside := self._inside(element)) is not None:
                yield from self._cells(inside)

    def _text(self, cell: list[Block | Grid]) -> str:
        """A cell as one line: a page of the kit's has no paragraphs in its tables."""
        made = ""
        for block in cell:
            if isinstance(block, Grid):
                self.left[Left.JOINED] += 1
                lines = ["; ".join(filter(None, row)) for row in block.rows]
            else:
                before = "" if block.mark in ("", "-") else f"{block.mark}. "
                lines = f"{before}{block.text}".split("\n")
            for line in map(str.strip, lines):
                parted = " " if not made or made[-1] in ".?!:;,–" else "; "
                made = f"{made}{parted}{line}".strip() if line else made
        return " ".join(made.split())


def _joined(words: Iterator[Words]) -> tuple[Words, ...]:
    """Letters that look alike and stand side by side, put together."""
    return tuple(
        Words("".join(one.text for one in alike), *look)
        for look, alike in groupby(words, lambda one: (one.bold, one.slanted))
    )


def _is_headed(table: Element) -> bool:
    """Whether the first row of a table is marked as its head."""
    first = table.find(tag("tr"))
    about = None if first is None else first.find(tag("trPr"))
    if about is not None and is_on(about, "tblHeader"):
        return True
    look = table.find(f"{tag('tblPr')}/{tag('tblLook')}")
    if look is None:
        return False
    if (told := look.get(tag("firstRow"))) is not None:
        return told in ("1", "true", "on")
    signs = look.get(_VAL, "")
    return bool(re.fullmatch("[0-9A-Fa-f]{1,4}", signs) and int(signs, 16) & _HEADS)


def _number(text: str) -> int:
    """A number of columns; far too many are a few too many."""
    if not (text.isascii() and text.isdecimal()):
        return 0
    return min(int(text[:4]), 4 * _MOST_COLUMNS)
