"""Each last touch to a Word file, on what the installed Pandoc writes and on what lacks it.

A fix says how many places it changed. On Pandoc's own output that number is known, so one that
no longer finds what it is there for fails here; so does one that changes what has nothing of it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from spp_research.errors import RenderError
from spp_research.publish import pandoc, word, word_styles
from spp_research.publish.word_parts import (
    CONTENT_TYPES,
    NAMES,
    parsed,
    read_package,
    related,
    tag,
    the_part,
    write_package,
    written,
)

ROOT = Path(__file__).parents[3]
STYLE = ROOT / "reports" / "_style"
DIALECT = ROOT / "tests" / "fixtures" / "dialect"
VAL = tag("w:val")

FRONT = '---\ntitle: "A"\nlang: en-GB\n---\n\n'
ENDS_TURNED = FRONT + "Upright.\n\n## C\n\n::: {.landscape}\nTurned.\n:::\n"
WITH_LOGO = (
    '---\ntitle: "A"\nsubtitle: "B"\nlang: en-GB\nspp:\n  logo: figures/logo.png\n'
    '  logo-height: 12mm\n  audience: "For us"\n---\n\nWords.\n'
)
PLAIN = FRONT + "Only words.\n"
NO_HEADERS = FRONT + "---- ----\n a    1\n b    2\n---- ----\n"

Made = Callable[[str], dict[str, bytes]]


@pytest.fixture(scope="module")
def by_pandoc(tmp_path_factory) -> Made:
    """The parts of a report as Pandoc writes it, before any last touch."""

    @cache
    def make(text: str) -> dict[str, bytes]:
        folder = tmp_path_factory.mktemp("raw") / "report"
        if not text:
            shutil.copytree(DIALECT, folder)
        else:
            (folder / "figures").mkdir(parents=True)
            Image.new("RGB", (8, 8), "navy").save(folder / "figures" / "logo.png")
            (folder / "report.qmd").write_text(text, encoding="utf-8")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(word, "finish", lambda path, meta: None)
            return read_package(pandoc.render(folder, ["docx"], STYLE)["docx"])

    return lambda text: dict(make(text))


def document_of(parts: dict[str, bytes]) -> etree._Element:
    return parsed(parts[the_part(parts, "", "officeDocument")])


DIALECTS_OWN = ""
COUNTS = (
    # what is made, and how many places each fix changes: tables, rows, sections, ends, widths,
    # pictures, texts after tables, paragraphs kept with a short end, logos
    (DIALECTS_OWN, (3, 18, 2, 0, 3, 1, 0, 0, 0)),
    (ENDS_TURNED, (0, 0, 2, 1, 0, 0, 0, 5, 0)),
    (WITH_LOGO, (0, 0, 0, 0, 0, 1, 0, 0, 1)),
    (NO_HEADERS, (1, 2, 0, 0, 1, 0, 0, 0, 0)),
    (PLAIN, (0, 0, 0, 0, 0, 0, 0, 0, 0)),
)
NAMED = ("dialect", "ends_turned", "with_logo", "no_headers", "plain")


@pytest.mark.slow
@pytest.mark.parametrize(("text", "counts"), COUNTS, ids=NAMED)
def test_each_fix_finds_what_pandoc_writes_and_nothing_more(by_pandoc, text, counts):
    document = document_of(by_pandoc(text))
    assert tuple(fix(document) for fix in word.FIXES) == counts
    assert tuple(fix(document) for fix in word.FIXES) == (0,) * len(word.FIXES)


@pytest.mark.parametrize("text", [text for text, _ in COUNTS], ids=NAMED)
def test_a_fix_with_nothing_to_do_changes_nothing(by_pandoc, text):
    document = document_of(by_pandoc(text))
    for fix in word.FIXES:
        before = deepcopy(document)
        changed = fix(document)
        same = etree.tostring(before, method="c14n") == etree.tostring(document, method="c14n")
        assert same is (changed == 0), fix.__name__


def in_other_hands(document: etree._Element) -> etree._Element:
    """The same document as another program would write it: prefix, quotes, line ends, remarks."""
    text = etree.tostring(document).decode()
    text = text.replace("xmlns:w=", "xmlns:word=").replace("<w:", "<word:")
    text = text.replace("</w:", "</word:").replace(" w:", "\n word:")
    text = re.sub(r"(<word:(?:tr|sectPr|tblLook|bookmarkEnd)\b)", r"<!-- another's -->\1", text)
    return parsed(text.encode())


@pytest.mark.parametrize(("text", "counts"), COUNTS, ids=NAMED)
def test_how_the_xml_is_written_makes_no_difference(by_pandoc, text, counts):
    document = in_other_hands(document_of(by_pandoc(text)))
    assert tuple(fix(document) for fix in word.FIXES) == counts


def test_the_look_of_a_table_says_the_same_in_words_and_in_bits(by_pandoc):
    document = document_of(by_pandoc(DIALECTS_OWN))
    word.head_rows(document)
    looks = {look.get(VAL) for look in document.iter(tag("w:tblLook"))}
    assert looks == {"06A0"}
    without = parsed(
        f'<w:document xmlns:w="{word.W}"><w:body><w:tbl><w:tblPr><w:tblW/><w:tblCaption/></w:tblPr>'
        "</w:tbl></w:body></w:document>".encode()
    )
    assert word.head_rows(without) == 1
    (look,) = without.iter(tag("w:tblLook"))
    assert (look.get(VAL), look.getnext().tag) == ("0680", tag("w:tblCaption"))


def test_a_row_that_has_exceptions_keeps_them_first(by_pandoc):
    document = parsed(
        f'<w:document xmlns:w="{word.W}"><w:body><w:tbl><w:tr><w:tblPrEx/><w:tc/></w:tr>'
        "</w:tbl></w:body></w:document>".encode()
    )
    assert word.keep_rows_whole(document) == 1
    (row,) = document.iter(tag("w:tr"))
    assert [etree.QName(child).localname for child in row] == ["tblPrEx", "trPr", "tc"]


@pytest.mark.parametrize("inside", ["<w:r/>", "<w:hyperlink/>", "<w:bookmarkStart/>"])
def test_a_last_section_with_something_after_it_stays(by_pandoc, inside):
    parts = by_pandoc(ENDS_TURNED)
    document = document_of(parts)
    body = document.find("w:body", NAMES)
    last = [p for p in body.iterfind("w:p", NAMES) if p.find("w:pPr/w:sectPr", NAMES) is not None]
    added = etree.fromstring(f'<w:p xmlns:w="{word.W}">{inside}</w:p>')[0]
    last[-1].append(added)
    assert word.end_with_last_section(document) == 0


def test_the_logo_moves_above_the_title_and_nothing_else_moves(by_pandoc):
    document = document_of(by_pandoc(WITH_LOGO))
    body = document.find("w:body", NAMES)

    def styles() -> list[str]:
        return [style.get(VAL) for style in body.iterfind("w:p/w:pPr/w:pStyle", NAMES)]

    before = styles()
    word.put_logo_first(document)
    assert before[0] == "Title" and "Logo" in before
    assert styles() == ["Logo", *(style for style in before if style != "Logo")]


def test_text_after_a_table_stands_apart_from_it(by_pandoc):
    text = (
        "---\ntitle: T\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nAfter it.\n\n## Head\n\nText.\n"
    )
    parts = by_pandoc(text)
    document = parsed(parts[the_part(parts, "", "officeDocument")])
    assert word.part_from_tables(document) == 1
    found = document.findall(".//w:p/w:pPr/w:spacing", NAMES)
    paragraphs = ["".join(s.getparent().getparent().itertext()) for s in found]
    assert "After it." in paragraphs and "Text." not in paragraphs
    assert word.part_from_tables(document) == 0


def test_a_subject_is_written_where_there_is_none(by_pandoc):
    parts = by_pandoc(PLAIN)
    core = parsed(parts[the_part(parts, "", "core-properties")])
    assert word.say_subject(core, "A & <b>\x0b") == 1
    assert core.find("dc:subject", NAMES).text == "A & <b>"
    assert word.say_subject(core, "another") == 0
    assert core.find("dc:subject", NAMES).text == "A & <b>"


def test_a_title_names_whose_document_it_is_once(by_pandoc):
    parts = by_pandoc(PLAIN)
    core = parsed(parts[the_part(parts, "", "core-properties")])
    before = core.find("dc:title", NAMES).text
    assert word.name_whose(core, "") == 0
    assert word.name_whose(core, "St <Anne>\x0b") == 1
    assert core.find("dc:title", NAMES).text == f"{before} – St <Anne>"
    assert word.name_whose(core, "St <Anne>\x0b") == 0


def test_colours_are_changed_where_they_are_ours_and_not_twice(by_pandoc):
    parts = by_pandoc(PLAIN)
    styles = parsed(parts[the_part(parts, "word/document.xml", "styles")])
    ours = etree.tostring(styles).decode()
    places = ours.count(f'"{word_styles.ACCENT}"') + ours.count(f'"{word_styles.TINT}"')
    # A report whose accent is the kit's tint, which a second replacement would change again.
    assert word_styles.recolour(styles, word_styles.TINT, "ABCDEF") == places > 20
    text = etree.tostring(styles).decode()
    assert text.count(f'"{word_styles.TINT}"') == ours.count(f'"{word_styles.ACCENT}"')
    assert text.count('"ABCDEF"') == ours.count(f'"{word_styles.TINT}"')
    assert word_styles.recolour(styles, "111111", "222222") == ours.count(f'"{word_styles.ACCENT}"')
    assert word_styles.recolour(styles, "333333", "444444") == 0


def test_headers_are_found_by_what_the_package_says_of_them(by_pandoc, tmp_path):
    parts = by_pandoc(PLAIN)
    assert list(related(parts, "word/document.xml", "header")) == ["word/header1.xml"]
    moved = {
        name: content.replace(b"header1.xml", b"top.xml")
        if name.endswith(".rels") or name == CONTENT_TYPES
        else content
        for name, content in parts.items()
    }
    moved["word/top.xml"] = moved.pop("word/header1.xml")
    write_package(tmp_path / "moved.docx", moved)
    word.finish(tmp_path / "moved.docx", {"title": {"t": "MetaString", "c": "Our own line"}})
    assert b"Our own line" in read_package(tmp_path / "moved.docx")["word/top.xml"]


def test_a_document_without_a_header_gets_none(by_pandoc, tmp_path):
    parts = by_pandoc(PLAIN)
    relations = parsed(parts["word/_rels/document.xml.rels"])
    for relation in list(relations):
        if relation.get("Type").endswith("/header"):
            relations.remove(relation)
    parts["word/_rels/document.xml.rels"] = written(relations)
    before = parts["word/header1.xml"]
    write_package(tmp_path / "a.docx", parts)
    word.finish(tmp_path / "a.docx", {})
    assert read_package(tmp_path / "a.docx")["word/header1.xml"] == before


def test_two_runs_make_the_same_bytes(by_pandoc, tmp_path):
    parts = by_pandoc(DIALECTS_OWN)
    for name in ("one.docx", "two.docx"):
        write_package(tmp_path / name, parts)
        word.finish(tmp_path / name, {"title": {"t": "MetaString", "c": "A"}})
    assert (tmp_path / "one.docx").read_bytes() == (tmp_path / "two.docx").read_bytes()


def default_reference() -> dict[str, bytes]:
    return read_package(pandoc.default_reference())


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ("word/document.xml", "w:body/w:sectPr"),
        ("word/settings.xml", "w:themeFontLang"),
        ("word/styles.xml", "w:docDefaults/w:rPrDefault/w:rPr/w:lang"),
        ("word/styles.xml", "w:docDefaults/w:rPrDefault/w:rPr/w:sz"),
        ("word/styles.xml", "w:docDefaults/w:rPrDefault/w:rPr/w:szCs"),
        ("word/styles.xml", "w:docDefaults/w:pPrDefault/w:pPr/w:spacing"),
    ],
)
def test_what_pandocs_own_reference_lacks_is_not_passed_over(tmp_path, part, path):
    parts = default_reference()
    root = parsed(parts[part])
    element = root.find(path, NAMES)
    element.getparent().remove(element)
    parts[part] = written(root)
    write_package(tmp_path / "default.docx", parts)
    with pytest.raises(LookupError):
        word.make_reference(tmp_path / "made.docx", (tmp_path / "default.docx").read_bytes())


@pytest.mark.parametrize("kind", ["styles", "settings"])
def test_a_reference_without_a_part_is_refused(tmp_path, kind):
    parts = default_reference()
    relations = parts["word/_rels/document.xml.rels"].decode()
    parts["word/_rels/document.xml.rels"] = relations.replace(
        f"relationships/{kind}", "relationships/other"
    ).encode()
    write_package(tmp_path / "default.docx", parts)
    with pytest.raises(LookupError, match=kind):
        word.make_reference(tmp_path / "made.docx", (tmp_path / "default.docx").read_bytes())


HOSTILE = (
    '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>',
    '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>',
    '<!DOCTYPE a SYSTEM "http://localhost:9/a.dtd"><a/>',
    '<!DOCTYPE a [<!ENTITY b "yyyyyyyy"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>',
)


@pytest.mark.parametrize("text", HOSTILE, ids=["internal", "file", "network", "many"])
def test_a_part_may_declare_nothing(text):
    with pytest.raises(RenderError, match="declares a document type"):
        parsed(text.encode())


def test_a_short_end_is_kept_with_words_and_not_with_what_stands_above_a_picture():
    def paragraph(text="", style="BodyText", inside=""):
        return (
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
            f"<w:r><w:t>{text}</w:t>{inside}</w:r></w:p>"
        )

    above = f"<w:tbl><w:tr><w:tc>{paragraph('A table')}</w:tc></w:tr></w:tbl>{paragraph('Above')}"
    end = paragraph("Known", "Heading1") + paragraph("Seen.") + paragraph("About", "Heading1")
    kept = []
    for inside in ("", "<w:drawing/>"):
        body = above + paragraph(inside=inside) + end + paragraph("Made.")
        document = parsed(
            f'<w:document xmlns:w="{word.W}"><w:body>{body}</w:body></w:document>'.encode()
        )
        word.end_on_pages_with_text(document)
        found = [
            one
            for one in document.iter(tag("w:p"))
            if one.find(".//w:keepNext", word.NAMES) is not None
        ]
        kept.append(["".join(one.itertext()) for one in found])
    assert kept == [
        ["A table", "Above", "", "Known", "Seen.", "About"],
        ["Known", "Seen.", "About"],
    ]
