"""A workspace's own templates hold no more than the kit's: no script, no fetch, nothing unseen."""

from __future__ import annotations

import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from spp_research.errors import TemplateError
from spp_research.publish import own_style
from spp_research.workspace import kit_resources

KITS = kit_resources() / "reports" / "_style"


@pytest.fixture
def style(tmp_path) -> Path:
    """The kit's templates, to change."""
    folder = tmp_path / "reports" / "_style"
    (folder / "site").mkdir(parents=True)
    for name in ("report.html", "spp.css", "report.typ", "reference.docx"):
        shutil.copy(KITS / name, folder)
    for path in (KITS / "site").glob("*.html"):
        shutil.copy(path, folder / "site")
    return folder


def after(path: Path, mark: str, text: str) -> None:
    """Put a text behind the first place of another."""
    whole = path.read_text(encoding="utf-8")
    assert mark in whole
    path.write_text(whole.replace(mark, f"{mark}{text}", 1), encoding="utf-8")


def header(inside: str) -> str:
    """A part of a Word document."""
    return f'<w:hdr xmlns:w="urn:words">{inside}</w:hdr>'


VANISH_OFF = '<w:rPr><w:vanish w:val="0"/></w:rPr>'


def refused(style: Path) -> str:
    with pytest.raises(TemplateError) as found:
        own_style.check_style(style)
    return str(found.value)


def test_the_kits_own_and_harmless_changes_pass(style):
    own_style.check_style(KITS)
    own_style.check_style(style)
    after(style / "report.html", '<main id="content" class="page">', "\n<p>Our partnership</p>")
    after(style / "spp.css", "}", "\n.page { font-size: 0.9rem; scroll-behavior: smooth; }")
    for harmless in (
        "<!-- Our head, since 2026 -->",
        '<img src="logo.svg" alt="Ours"><svg><path d="M0 0"/></svg>',
        '<a href="tel:+441234567890">Ring us</a> <a href="mailto:us@example.org">Write</a>',
    ):
        after(style / "report.html", "</header>", f"\n{harmless}")
    after(style / "spp.css", "}", '\n.x { background: url("data:image/png;base64,AA"); }')
    after(style / "spp.css", "}", "\n/* Ours, not @import 'x' */ .x { color: #123456; }")
    for font in ("font/woff2", "application/font-woff", "application/x-font-ttf"):
        face = f"@font-face {{ font-family: A; src: url(data:{font};base64,AA), url(a.woff2); }}"
        after(style / "spp.css", "}", f"\n{face}")
    with zipfile.ZipFile(style / "reference.docx", "a") as book:
        book.writestr("word/header9.xml", header('<w:fldSimple w:instr=" PAGE "/>'))
        book.writestr("word/header8.xml", header(f"<w:r>{VANISH_OFF}<w:t>a</w:t></w:r>"))
    with (style / "report.typ").open("a") as typst:
        typst.write("\n// see https://typst.app\n#show link: underline\n")
    after(style / "site" / "about.html", "<li>", '<a href="https://example.org">us</a>')
    own_style.check_style(style)


HTML = {
    "<script>alert(1)</script>": "runs a script (<script>)",
    '<script src="https://example.org/a.js"></script>': "(https://example.org/a.js)",
    '<img src="//example.org/a.png" alt="">': "fetches something from elsewhere (//example.org",
    '<p onclick="x()">a</p>': "runs a script (onclick)",
    '<iframe src="a.html"></iframe>': "runs a script (<iframe>)",
    '<a href="javascript:x()">a</a>': "fetches something from elsewhere (javascript:x())",
    '<meta http-equiv="refresh" content="0">': "(refresh)",
    '<p style="background: url(https://example.org)">a</p>': "(https://example.org)",
    "<style>@import 'a.css';</style>": "(@import)",
    "<p hidden>signed by all</p>": "holds text that readers do not see (hidden)",
    '<div style="display:none"><b>words</b></div>': "(display:none)",
    '<p style="font-size: 0px">words</p>': "(font-size: 0)",
    "<!-- <b>signed by all</b> -->": "holds text that readers do not see (markup or what",
    "<!-- $body$ -->": "holds text that readers do not see (markup or what",
    "<!--> <script>x()</script> -->": "holds text that readers do not see (markup or what",
    "<!-- a -- > words -->": "(a comment without a plain end)",
    "<template><p>words</p></template>": "holds text that readers do not see (template)",
    '<p style="dis/**/play: n\\6fne">words</p>': "do not see (display: none)",
    '<svg><use xlink:href="https://example.org/a.svg#b"/></svg>': "(https://example.org/a.svg#b)",
    '<svg><a xlink:href="javascript:x()">a</a></svg>': "(javascript:x())",
    '<svg><set attributeName="onclick" to="x()"/></svg>': "runs a script (<set>)",
    '<a href="java&#9;script:x()">a</a>': "(javascript:x())",
    '<a href="a.html" ping="https://example.org">a</a>': "(https://example.org)",
    '<img alt="" srcset="a.png 1x, https://example.org/b.png 2x">': "(https://example.org/b.png",
    "<p>a\u202eb</p>": "holds a letter that nobody sees (U+202E)",
    "<p>a&#x200b;b</p>": "holds a letter that nobody sees (U+200B)",
}


@pytest.mark.parametrize("name", ["report.html", "site/base.html"])
@pytest.mark.parametrize("put", HTML)
def test_what_a_page_may_not_hold(put, name, style):
    after(style / name, "</header>", f"\n{put}")
    assert HTML[put] in refused(style)


def test_in_the_place_of_the_kits_own_script_or_hidden_words_are_no_others(style):
    for name, kits, other in (
        ("404.html", "{{ own_script }}", "x()"),
        ("parts.html", '{{ say("Search") }}', "words"),
    ):
        path = style / "site" / name
        whole = path.read_text(encoding="utf-8")
        assert kits in whole
        path.write_text(whole.replace(kits, other), encoding="utf-8")
    said = refused(style)
    assert "site/404.html, line 19, runs a script" in said and "site/parts.html, line" in said


def test_of_a_script_the_site_has_its_own_and_no_other(style):
    after(style / "report.html", "</header>", '<script src="a.js"></script>')
    assert "reports/_style/report.html, line" in refused(style)


CSS = {
    "a { background: url(https://example.org/a.png); }": "(https://example.org/a.png)",
    '@import "https://example.org/a.css";': "(@import)",
    "a { background: u\\72 l(//example.org); }": "(//example.org)",
    "a { background: image-set('http://example.org' 1x); }": "(http://example.org)",
    "a { width: expression(x()); }": "runs a script (expression()",
    "a { background: image-set('a.png' 1x, '//example.org/b' 2x); }": "(//example.org/b)",
    # What looks like the beginning of a comment is none in a string or in an address.
    "a { content: '/*' } b { background: url(//example.org) } c { content: '*/' }": "(//exam",
    "a { src: u\\72l(/*'() } b { background: url(//example.org/) } /* */": "(//example.org/)",
    'a::before { content: "a\u2063b"; }': "(U+2063)",
}


@pytest.mark.parametrize("put", CSS)
def test_what_a_stylesheet_may_not_hold(put, style):
    with (style / "spp.css").open("a", encoding="utf-8") as css:
        css.write(f"\n{put}\n")
    said = refused(style)
    number = len((KITS / "spp.css").read_text(encoding="utf-8").splitlines()) + 2
    assert CSS[put] in said and f"reports/_style/spp.css, line {number}, " in said


TYPST = {
    '#import "@preview/cetz:0.3.0": canvas': "(@preview/cetz:0.3.0)",
    "#hide[signed by all]": "holds text that readers do not see (hide)",
    "#let a = hide; #a[signed by all]": "holds text that readers do not see (hide)",
    '#"//"; #hide[signed by all]': "holds text that readers do not see (hide)",
    '#let a = "@preview/cetz:0.3.0"; #import a: canvas': "(@preview/cetz:0.3.0)",
    "#text(size: 0pt)[words]": "(size: 0pt)",
    "#let a = [b\u200bc]": "(U+200B)",
}


@pytest.mark.parametrize("put", TYPST)
def test_what_a_template_for_typst_may_not_hold(put, style):
    with (style / "report.typ").open("a", encoding="utf-8") as typst:
        typst.write(f"\n{put}\n")
    assert TYPST[put] in refused(style)


RELATION = (
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships'
    '/attachedTemplate" Target="https://example.org/a.dotm" TargetMode="External"/>'
)
RELATIONS = ("word/_rels/settings.xml.rels", f"<Relationships>{RELATION}</Relationships>")
VANISHED = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>words</w:t></w:r>"
FIELD = '<w:r><w:instrText>INCLUDEPICTURE "https://example.org/a"</w:instrText></w:r>'
HALVES = "<w:r><w:instrText>include</w:instrText></w:r><w:r><w:instrText>text a</w:instrText></w:r>"
HEADER = "word/header9.xml"
WORD = {
    RELATIONS: "elsewhere",
    (RELATIONS[0], RELATIONS[1].replace('"', "'")): "elsewhere",
    (HEADER, header(VANISHED)): "(hidden text of word/header9.xml)",
    (HEADER, header(VANISHED).replace("w:", "x:").replace(":w=", ":x=")): "(hidden text of",
    (HEADER, header(VANISHED).encode("utf-16")): "(hidden text of word/header9.xml)",
    (HEADER, header(FIELD)): "(a field of word/header9.xml)",
    (HEADER, header(HALVES)): "(a field of word/header9.xml)",
    (HEADER, header('<w:fldSimple w:instr="INCLUDETEXT a"/>')): "(a field of word/header9.xml)",
    ("word/vbaProject.bin", "x"): "runs a script (word/vbaProject.bin)",
}


@pytest.mark.parametrize("part", WORD)
def test_what_a_reference_document_may_not_hold(part, style):
    with zipfile.ZipFile(style / "reference.docx", "a") as book:
        book.writestr(*part)
    assert WORD[part] in refused(style)


def test_many_faults_are_counted_and_the_first_are_named(style):
    for put in HTML:
        after(style / "report.html", "</header>", f"\n{put}")
    said = refused(style)
    assert said.count("reports/_style/report.html, line ") == 3 and "more. A document of" in said


def test_files_that_are_named_in_quarto_s_settings_are_held_to_the_same(tmp_path):
    mine = tmp_path / "looks" / "head.html"
    mine.parent.mkdir()
    mine.write_text("<p>ours</p>")
    own_style.check_own(tmp_path, [mine])
    mine.write_text("<p>ours</p>\n<script>x()</script>")
    with pytest.raises(TemplateError, match=r"^looks/head\.html, line 2, runs a script"):
        own_style.check_own(tmp_path, [mine])


def test_what_is_no_word_document_is_said(style):
    (style / "reference.docx").write_bytes(BytesIO(b"no").getvalue())
    assert "reference.docx cannot be read as a Word document" in refused(style)
