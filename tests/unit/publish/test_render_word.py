"""The Word document: styles, headings, row headers, alternative text, header and language."""

import shutil
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from spp_research.publish import pandoc, word
from spp_research.publish.word_styles import STYLES

ROOT = Path(__file__).parents[3]
STYLE = ROOT / "reports" / "_style"
DIALECT = ROOT / "tests" / "fixtures" / "dialect"
NAMES = {
    "w": word.W,
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "r": word.R,
    "dc": "http://purl.org/dc/elements/1.1/",
}
VAL = f"{{{word.W}}}val"


def part(path: Path, name: str) -> ET.Element:
    with zipfile.ZipFile(path) as parts:
        return ET.fromstring(parts.read(name))


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("word") / "report"
    shutil.copytree(DIALECT, folder)
    return pandoc.render(folder, ["docx"], STYLE)["docx"]


@pytest.fixture(scope="module")
def body(report) -> ET.Element:
    return part(report, "word/document.xml").find("w:body", NAMES)


def text_of(element: ET.Element) -> str:
    return "".join(run.text or "" for run in element.iter(f"{{{word.W}}}t"))


def style_of(paragraph: ET.Element) -> str:
    style = paragraph.find("w:pPr/w:pStyle", NAMES)
    return "" if style is None else style.get(VAL, "")


def paragraphs(body: ET.Element, style: str) -> list[str]:
    return [text_of(p) for p in body.iter(f"{{{word.W}}}p") if style_of(p) == style]


def test_the_committed_reference_document_is_what_the_declaration_makes(tmp_path):
    made = word.make_reference(tmp_path / "reference.docx", pandoc.default_reference())
    with zipfile.ZipFile(made) as new, zipfile.ZipFile(STYLE / "reference.docx") as kept:
        assert new.namelist() == kept.namelist()
        assert [n for n in new.namelist() if new.read(n) != kept.read(n)] == []


def test_every_style_that_a_report_uses_is_declared(report, body):
    known = {
        style.get(f"{{{word.W}}}styleId")
        for style in part(report, "word/styles.xml").iter(f"{{{word.W}}}style")
    }
    used = {style.get(VAL) for style in body.iter(f"{{{word.W}}}pStyle")}
    assert used <= known
    assert {style.id for style in STYLES} <= known


def test_only_what_is_declared_so_is_kept_with_what_follows(report):
    """A style has from the one it is based on what it does not say itself."""
    xml = part(report, "word/styles.xml")
    styles = {style.get(f"{{{word.W}}}styleId"): style for style in xml.iter(f"{{{word.W}}}style")}

    def kept(name: str) -> bool:
        own = styles[name].find("w:pPr/w:keepNext", NAMES)
        if own is not None:
            return own.get(VAL) != "0"
        base = styles[name].find("w:basedOn", NAMES)
        return base is not None and base.get(VAL) in styles and kept(base.get(VAL))

    assert {style.id for style in STYLES if kept(style.id)} == {
        style.id for style in STYLES if style.keep_next
    }


def test_sections_are_the_first_level_of_words_navigation(body):
    assert paragraphs(body, "Heading1") == [
        "What we found",
        "Everything written down, by class",
        "How this was made",
    ]
    assert paragraphs(body, "Heading2") == ["Where sources differed", "For the workshop"]


def test_the_first_page_says_whose_for_whom_and_where_it_stands(body):
    assert paragraphs(body, "Title") == ["Review summary"]
    assert paragraphs(body, "Audience") == ["For the partnership"]
    assert paragraphs(body, "Status") == ["Draft: not signed off"]
    assert paragraphs(body, "Focus")[0].startswith("To what extent do pupils explain")


def test_panels_are_paragraphs_of_their_own_style(body):
    assert paragraphs(body, "PanelTitle") == ["Key points", "What we cannot tell"]
    assert len(paragraphs(body, "PanelList") + paragraphs(body, "PanelListLast")) == 3


def test_tables_have_header_rows_row_headers_and_whole_rows(body):
    tables = list(body.iter(f"{{{word.W}}}tbl"))
    assert len(tables) == 3
    for table in tables:
        look = table.find("w:tblPr/w:tblLook", NAMES)
        assert look.get(f"{{{word.W}}}firstColumn") == look.get(f"{{{word.W}}}firstRow") == "1"
        assert table.find("w:tblPr/w:tblStyle", NAMES).get(VAL) == "Table"
        assert table.find("w:tblPr/w:tblCaption", NAMES).get(VAL).startswith("Table")
        rows = table.findall("w:tr", NAMES)
        assert rows[0].find("w:trPr/w:tblHeader", NAMES) is not None
        assert all(row.find("w:trPr/w:cantSplit", NAMES) is not None for row in rows)


def test_pictures_have_alternative_text_and_captions_stand_above(body):
    described = [drawing.get("descr") for drawing in body.iter(f"{{{NAMES['wp']}}}docPr")]
    assert [alt.startswith("Bar chart of pupils") for alt in described] == [True]
    order = [style_of(p) for p in body.findall("w:p", NAMES)]
    assert order.index("ImageCaption") + 1 == order.index("CaptionedFigure")


def test_references_jump_to_what_they_name(body):
    names = {mark.get(f"{{{word.W}}}name") for mark in body.iter(f"{{{word.W}}}bookmarkStart")}
    anchors = {link.get(f"{{{word.W}}}anchor") for link in body.iter(f"{{{word.W}}}hyperlink")}
    assert anchors - {None} == {"fig-sources", "tbl-sources"}
    assert anchors - {None} <= names


def test_the_header_is_the_reports_own_in_every_section(report, body):
    with zipfile.ZipFile(report) as parts:
        headers = [name for name in parts.namelist() if name.startswith("word/header")]
    assert len(headers) == 1
    said = text_of(part(report, headers[0]))
    assert said.startswith("St Thérèse of Lisieux") and said.endswith("Draft: not signed off")
    sections = list(body.iter(f"{{{word.W}}}sectPr"))
    assert len(sections) == 3
    assert all(section.find("w:headerReference", NAMES) is not None for section in sections)
    turned = [s.find("w:pgSz", NAMES).get(f"{{{word.W}}}orient") for s in sections]
    assert turned == [None, "landscape", None]


def test_language_and_properties(report):
    languages = {
        language.get(VAL) for language in part(report, "word/styles.xml").iter(f"{{{word.W}}}lang")
    }
    assert languages == {"en-GB"}
    core = part(report, "docProps/core.xml")
    assert core.find("dc:title", NAMES).text.startswith("Review summary – St Thérèse of Lis")
    assert core.find("dc:creator", NAMES).text == "Riverside & Łęg Partnership"
    assert core.find("dc:subject", NAMES).text.startswith("St Thérèse of Lisieux")


def test_a_signed_report_is_not_marked_as_a_draft(tmp_path):
    (tmp_path / "report.qmd").write_text(
        '---\ntitle: "A"\nlang: en-GB\nspp:\n  draft: false\n'
        '  header: "H & \\\\<b\\\\> “q”"\n---\n\nB.\n',
        encoding="utf-8",
    )
    made = pandoc.render(tmp_path, ["docx"], STYLE)["docx"]
    assert text_of(part(made, "word/header1.xml")) == "H & <b> “q”"


def test_a_report_that_ends_in_landscape_has_no_empty_last_page(tmp_path):
    (tmp_path / "report.qmd").write_text(
        '---\ntitle: "A"\nlang: en-GB\n---\n\nB.\n\n## C\n\n::: {.landscape}\nD.\n:::\n',
        encoding="utf-8",
    )
    made = pandoc.render(tmp_path, ["docx"], STYLE)["docx"]
    sections = list(part(made, "word/document.xml").iter(f"{{{word.W}}}sectPr"))
    turned = [s.find("w:pgSz", NAMES).get(f"{{{word.W}}}orient") for s in sections]
    assert turned == [None, "landscape"]
