"""The heads of the tables of a Word document, and the words that their columns would tear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import matplotlib
from fontTools.ttLib import TTFont
from lxml import etree

from spp_research.publish.word_parts import NAMES, parsed, read_package, tag

STYLE = Path(__file__).resolve().parents[1] / "reports" / "_style"
# What LibreOffice takes where there is no Calibri, and the typeface of the PDF.
FONTS = (
    Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans-Bold.ttf",
    STYLE / "fonts" / "SourceSans3-Bold.ttf",
)
POINTS, TWIPS = 9.5, 20  # the size of the style Table Heading; twips in a point
MARGIN = 140  # twips at the right of each cell, in the style Table


@cache
def font(path: Path) -> TTFont:
    return TTFont(path)


def width(word: str, path: Path) -> float:
    """How wide a word is in this font, in twips."""
    own = font(path)
    letters, advance = own.getBestCmap(), own["hmtx"]
    units = sum(advance[letters[ord(letter)]][0] for letter in word)
    return units / own["head"].unitsPerEm * POINTS * TWIPS


def torn(document: etree._Element) -> Iterator[str]:
    """Each word of a head that is wider than its column."""
    for table in document.iter(tag("w:tbl")):
        head = table.find("w:tr", NAMES)
        for cell in head.findall("w:tc", NAMES):
            room = int(cell.find("w:tcPr/w:tcW", NAMES).get(tag("w:w"))) - MARGIN
            said = "".join(text.text or "" for text in cell.iter(tag("w:t")))
            for word in re.findall(r"[^\s\-–]+[-–]?", said):
                if any(width(word, path) > room for path in FONTS):
                    yield f"{word} in {said!r}"


def words_of_heads(path: Path) -> set[str]:
    """Every word in the head of a table, of two letters at least."""
    document = parsed(read_package(path)["word/document.xml"])
    said = " ".join(
        "".join(text.text or "" for text in cell.iter(tag("w:t")))
        for table in document.iter(tag("w:tbl"))
        for cell in table.find("w:tr", NAMES).findall("w:tc", NAMES)
    )
    return set(re.findall(r"[^\W\d_]{2,}", said))


def torn_in(path: Path) -> list[str]:
    """Each word of a head of a Word document that is wider than its column."""
    return [*torn(parsed(read_package(path)["word/document.xml"]))]
