"""A Word document of a little more than six pages is set closer, and another is left alone."""

from __future__ import annotations

from copy import deepcopy

import pytest
from lxml import etree

from spp_research.publish import pandoc, word
from spp_research.publish.word_close import (
    CLOSER,
    MOST,
    USUAL,
    WRITE_UP_MOST,
    reckoned,
    set_closer,
)
from spp_research.publish.word_parts import NAMES, parsed, read_package, tag, the_part
from spp_research.workspace import kit_resources

STYLE = kit_resources() / "reports" / "_style"
_HEAD = '---\ntitle: "A"\nlang: en-GB\n---\n\n'
_PARAGRAPH = "What was seen and said in the school, in the words of those who were there. " * 6
_PART = f"## Seen\n\n{_PARAGRAPH}\n\n- {_PARAGRAPH}\n\n"
_TABLE = "| Who | What |\n|:--|:--|\n" + "| Pupils | Words read in a minute |\n" * 4
_TURNED = "::: {.landscape}\nAcross.\n:::\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The text and the styles of a document as Pandoc writes it."""

    def make(text: str) -> tuple[etree._Element, etree._Element]:
        folder = tmp_path_factory.mktemp("report")
        (folder / "report.qmd").write_text(_HEAD + text, encoding="utf-8")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(word, "finish", lambda path, meta: None)
            parts = read_package(pandoc.render(folder, ["docx"], STYLE)["docx"])
        main = the_part(parts, "", "officeDocument")
        return parsed(parts[main]), parsed(parts[the_part(parts, main, "styles")])

    return make


def long(pages: float, made) -> str:
    """A text that is reckoned at about this many pages."""
    ten = reckoned(*made(_PART * 10))
    return _PART * round(10 * pages / ten)


def keeps(styles: etree._Element) -> bool:
    """Whether the rows of a small table are kept on one page."""
    path = "w:style[@w:styleId='TableTextKept']/w:pPr/w:keepNext"
    return styles.find(path, NAMES) is not None


def test_a_write_up_with_a_photo_keeps_to_its_two_pages(made):
    text = long(2.3, made)
    assert set_closer(*made(text)) == USUAL
    document, styles = made(text)
    assert set_closer(document, styles, WRITE_UP_MOST) in CLOSER
    assert reckoned(document, styles) <= WRITE_UP_MOST


@pytest.mark.parametrize("pages", [1, 5, 12])
def test_few_pages_and_very_many_stay_as_they_are(pages, made):
    document, styles = made(long(pages, made))
    before = deepcopy(document), deepcopy(styles)
    assert set_closer(document, styles) == USUAL
    for old, new in zip(before, (document, styles), strict=True):
        assert etree.tostring(old) == etree.tostring(new)


@pytest.mark.parametrize(("pages", "pitch"), [(6.2, CLOSER[0]), (6.9, CLOSER[1])])
def test_a_page_or_so_too_many_is_saved(pages, pitch, made):
    document, styles = made(long(pages, made))
    assert reckoned(document, styles) > MOST
    assert set_closer(document, styles) == pitch
    assert reckoned(document, styles) <= MOST
    # What was reckoned of the pitch is what is written, and half a point is the most that is lost.
    size = styles.find("w:docDefaults/w:rPrDefault/w:rPr/w:sz", NAMES)
    assert int(size.get(tag("w:val"))) == 22 - pitch.smaller
    assert keeps(styles) is not bool(pitch.smaller)
    assert set_closer(document, styles) == USUAL


def test_pages_that_lie_across_are_not_reckoned(made):
    assert set_closer(*made(long(6.6, made) + "\n\n" + _TURNED)) == USUAL


def test_tables_and_styles_in_a_ring_are_reckoned(made):
    document, styles = made(_TABLE)
    bare = reckoned(document, styles)
    assert 0 < bare < 0.5
    ring = styles.find("w:style[@w:styleId='BodyText']/w:basedOn", NAMES)
    ring.set(tag("w:val"), "Compact")
    assert 0 < reckoned(document, styles) < 0.5
