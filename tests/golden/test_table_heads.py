"""No word of a table's head is torn in Word, also where it has to take a wider font than ours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from word_heads import torn

from spp_research.publish import pandoc
from spp_research.publish.word_parts import NAMES, parsed, read_package, tag

ROOT = Path(__file__).resolve().parents[2]
STYLE = ROOT / "reports" / "_style"
GOLDEN = sorted((Path(__file__).parent / "reports").glob("*.qmd"))
_PICTURE = re.compile(r"\((figures/[a-z0-9-]+\.png)\)")
WITH_TABLES = [path for path in GOLDEN if "\n|" in path.read_text(encoding="utf-8")]


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
        assert wide in (11906 - 2 * 1417, 16838 - 2 * 1134)  # between the margins of A4
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
