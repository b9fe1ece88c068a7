"""A Word document of one page: its type is as large as the text surely allows, and no larger."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from spp_research.publish import pandoc
from spp_research.publish.word_one_page import SIZES, fit_one_page
from spp_research.publish.word_parts import NAMES, parsed, read_package, tag, the_part

ROOT = Path(__file__).resolve().parents[3]
STYLE = ROOT / "reports" / "_style"
GOLDEN = ROOT / "tests" / "golden" / "reports"
PAGE = (GOLDEN / "parents_page.oakfield.public.qmd").read_text(encoding="utf-8")


def made(folder: Path, text: str) -> tuple[etree._Element, etree._Element]:
    """The text and the styles of a document as they are finished."""
    folder.mkdir(exist_ok=True)
    (folder / "report.qmd").write_text(text, encoding="utf-8")
    parts = read_package(pandoc.render(folder, ["docx"], STYLE)["docx"])
    main = the_part(parts, "", "officeDocument")
    return parsed(parts[main]), parsed(parts[the_part(parts, main, "styles")])


def size_of(styles: etree._Element, name: str) -> float:
    found = styles.find(f"w:style[@w:styleId='{name}']/w:rPr/w:sz", NAMES)
    assert found is not None
    return int(found.get(tag("w:val"))) / 2


def test_the_page_of_the_example_is_set_large(tmp_path):
    document, styles = made(tmp_path, PAGE)
    size = size_of(styles, "BodyText")
    assert 10.5 <= size <= 17 and size_of(styles, "Heading1") > size
    assert size_of(styles, "Title") == pytest.approx(2 * size, abs=0.5)
    assert size_of(styles, "Notes") < size
    # Page 1 of 1 says nothing.
    assert document.find(".//w:sectPr/w:footerReference", NAMES) is None
    # Nor does a rule with nothing above it.
    assert document.find(".//w:sectPr/w:headerReference", NAMES) is None
    assert fit_one_page(document, styles, draft=False) == size


def test_more_words_are_set_smaller_and_the_least_is_nine(tmp_path):
    sizes = []
    for number in (0, 1, 4, 60):
        _, styles = made(tmp_path / str(number), PAGE + "\nMore words for all. " * 8 * number)
        sizes.append(size_of(styles, "BodyText"))
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] == SIZES[-1] == 9
    _, styles = made(tmp_path / "few", PAGE.partition("## What works")[0])
    assert size_of(styles, "BodyText") == SIZES[0]


def test_another_document_keeps_its_type(tmp_path):
    document, styles = made(tmp_path, PAGE.replace(', "one-page": true', ""))
    assert styles.find("w:style[@w:styleId='BodyText']/w:rPr/w:sz", NAMES) is None
    assert document.find(".//w:sectPr/w:footerReference", NAMES) is not None
