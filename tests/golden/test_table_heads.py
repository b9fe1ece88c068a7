"""No word of a table's head is torn in Word, also where it has to take a wider font than ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import matplotlib
import pytest
from fontTools.ttLib import TTFont
from lxml import etree
from PIL import Image

from spp_research.publish import pandoc
from spp_research.publish.word_parts import NAMES, parsed, read_package, tag

ROOT = Path(__file__).resolve().parents[2]
STYLE = ROOT / "reports" / "_style"
GOLDEN = sorted((Path(__file__).parent / "reports").glob("*.qmd"))
# What LibreOffice takes where there is no Calibri, and the typeface of the PDF.
FONTS = (
    Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans-Bold.ttf",
    STYLE / "fonts" / "SourceSans3-Bold.ttf",
)
POINTS, TWIPS = 9.5, 20  # the size of the style Table Heading; twips in a point
MARGIN = 140  # twips at the right of each cell, in the style Table
_PICTURE = re.compile(r"\((figures/[a-z0-9-]+\.png)\)")
WITH_TABLES = [path for path in GOLDEN if "\n|" in path.read_text(encoding="utf-8")]


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


@pytest.mark.parametrize("golden", WITH_TABLES, ids=lambda path: path.stem)
def test_every_head_of_a_golden_document_is_whole_in_word(golden, tmp_path):
    text = golden.read_text(encoding="utf-8")
    (tmp_path / pandoc.SOURCE).write_text(text, encoding="utf-8")
    (tmp_path / "figures").mkdir()
    for name in _PICTURE.findall(text):
        Image.new("RGB", (8, 8), "navy").save(tmp_path / name)
    made = pandoc.render(tmp_path, ["docx"], STYLE)["docx"]
    document = parsed(read_package(made)["word/document.xml"])
    tables = list(document.iter(tag("w:tbl")))
    assert len(tables) == text.count("\n\n: ")
    assert [*torn(document)] == []
    for table in tables:
        wide = int(table.find("w:tblPr/w:tblW", NAMES).get(tag("w:w")))
        columns = [int(one.get(tag("w:w"))) for one in table.iter(tag("w:gridCol"))]
        assert sum(columns) == wide
        assert wide in (11906 - 2 * 1417, 16838 - 2 * 1417)  # between the margins of A4
        first, *others = table.iterchildren(tag("w:tr"))
        assert first.find("w:trPr/w:tblHeader", NAMES) is not None
        assert all(row.find("w:trPr/w:tblHeader", NAMES) is None for row in others)
        assert all(row.find("w:trPr/w:cantSplit", NAMES) is not None for row in (first, *others))


def test_a_head_that_is_torn_is_found():
    """The check itself, on a column of five millimetres."""
    cell = (
        '<w:tc xmlns:w="{w}"><w:tcPr><w:tcW w:w="283" w:type="dxa"/></w:tcPr>'
        "<w:p><w:r><w:t>Partnerships</w:t></w:r></w:p></w:tc>"
    ).format(**NAMES)
    table = f'<w:document xmlns:w="{NAMES["w"]}"><w:tbl><w:tr>{cell}</w:tr></w:tbl></w:document>'
    assert [*torn(parsed(table.encode()))] == ["Partnerships in 'Partnerships'"]
