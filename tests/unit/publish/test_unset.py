"""Letters of other scripts in the three formats, and a word about those that no font has."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from pypdf import PdfReader

from spp_research import letters
from spp_research.protect.signatures import shown_text
from spp_research.publish import pandoc, quarto, unset
from spp_research.publish.shown import read_shown

STYLE = Path(__file__).parents[3] / "reports" / "_style"
MARK = "KRM-TVB-HDC"
FRONT = {
    "title": "Review summary",
    "subtitle": "Zażółć مدرسہ School 王小明",
    "author": "Riverside ਗੁਰਪ੍ਰੀਤ",
    "lang": "en-GB",
    "spp": {
        "focus": "To what extent does মোঃ রহিম read?",
        "status": f"Draft: not signed off. Text mark: {MARK}",
        "header": "مدرسہ · 10 July",
        "audience": "For the school",
    },
}
BODY = f"""
## Strengths {{#one}}

Pupils read مرحبا بكم (12) aloud, ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ and 王小明.

| Who     | What      |
|:--------|:----------|
| محمد: 3 | 𒀀 and 𒀁 |

## About this document

- Text mark: {MARK}. It stands for the words (mark {MARK}) of this document. ABC-DEF-GHI.
"""


def written(folder: Path, body: str = BODY) -> Path:
    front = "\n".join(f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in FRONT.items())
    folder.mkdir(exist_ok=True)
    (folder / "report.qmd").write_text(f"---\n{front}\n---\n{body}", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> dict[str, Path]:
    folder = written(tmp_path_factory.mktemp("letters"))
    return pandoc.render(folder, ["html", "docx", "pdf"], STYLE)


@pytest.fixture(scope="module")
def document(made) -> str:
    with zipfile.ZipFile(made["docx"]) as parts:
        return parts.read("word/document.xml").decode()


def fonts_of(pdf: Path) -> set[str]:
    names = set()
    for page in PdfReader(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            names.add(str(font.get_object()["/BaseFont"]).split("+")[-1])
    return names


def test_a_pdf_has_the_letters_of_the_kits_own_fonts(made):
    fonts = fonts_of(made["pdf"])
    scripts = ("Arabic", "Gurmukhi", "Bengali", "CJKsc")
    assert all(any(f"NotoSans{script}" in name for name in fonts) for script in scripts)
    assert not any("LastResort" in name or "Libertinus" in name for name in fonts)


def test_a_pdf_shows_a_box_for_a_letter_that_no_font_has(made):
    text = "\n".join(page.extract_text() for page in PdfReader(made["pdf"]).pages)
    assert "□ and □" in text
    assert "𒀀" not in text
    assert "𒀀" in made["html"].read_text(encoding="utf-8")


def test_what_is_read_from_the_right_is_set_apart(made, document):
    page = made["html"].read_text(encoding="utf-8")
    assert '<span dir="rtl">مرحبا بكم</span> (12)' in page
    assert '<p class="whose">Zażółć <span dir="rtl">مدرسہ</span> School' in page
    assert re.search(r"<w:rtl ?/></w:rPr><w:t[^>]*>مرحبا بكم</w:t></w:r>", document)
    assert "\u200e" in document
    assert "<title>Review summary – Zażółć مدرسہ School 王小明</title>" in page


def test_a_report_without_such_letters_is_as_it_was(tmp_path):
    folder = written(tmp_path / "plain", "Łukasz: “yes” – 3 ≥ 2 ✓")
    parsed = pandoc.parse(folder)
    assert unset.settable(parsed) != parsed  # the front has some
    plain = parsed.replace("王小明".encode(), b"x")
    assert unset.settable(b'{"blocks":[]}') == b'{"blocks":[]}'
    assert "□" not in unset.settable(plain).decode()


def test_quarto_is_given_the_fonts_that_a_report_needs(tmp_path):
    given = []
    for name, body in (("letters", BODY), ("plain", "Words.")):
        folder, project = tmp_path / name, tmp_path / f"{name} project"
        folder.mkdir()
        project.mkdir()
        (folder / "report.qmd").write_text(body, encoding="utf-8")
        beyond = bool(letters.beyond(body))
        report = quarto.Report(folder, ("pdf",), STYLE, other_scripts=beyond)
        quarto._lay_out(report, project, [Path("report.qmd")])
        fonts = {font.name for font in (project / "reports" / "_style" / "fonts").iterdir()}
        given.append("NotoSansArabic-Regular.ttf" in fonts)
    assert given == [True, False]


def test_the_letters_are_said_with_their_places(tmp_path):
    parsed = pandoc.parse(written(tmp_path / "r"))
    text = shown_text([("How pupils answered", "Drawn: question, 𒀁 = 12")])
    found = unset.places(parsed, text, pdf=True)
    assert found == {"𒀀": ["Strengths"], "𒀁": ["Strengths", "How pupils answered"]}
    assert unset.places(parsed, text, pdf=False) == {"𒀁": ["How pupils answered"]}
    assert unset.places(parsed, None, pdf=False) == {}


def test_the_sentence_says_which_where_and_what_to_do(snapshot):
    assert unset.said({}, {}) == ""
    assert unset.said({"𒀀": ["Strengths"]}, {"𒀀": ["sheet Findings, row 7"]}) == snapshot
    many = {chr(0x12000 + n): [f"Section {n}"] for n in range(7)}
    assert unset.said(many, {}) == snapshot


def test_the_cells_are_found_in_the_workbook(tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "Findings"
    book.active["C7"] = "A label: 𒀀"
    book.save(tmp_path / "evidence.xlsx")
    found = unset.cells_with("𒀀𒀁", tmp_path / "evidence.xlsx")
    assert found == {"𒀀": ["sheet Findings, row 7"], "𒀁": []}
    assert unset.cells_with("𒀀", tmp_path / "none.xlsx") == {}


def test_a_text_mark_stays_on_one_line(made, document):
    page = made["html"].read_text(encoding="utf-8")
    assert page.count(f'<span class="text-mark">{MARK}</span>') == 3
    assert re.search(r"\.text-mark\s*{\s*white-space: nowrap", page)
    assert document.count("<w:noBreakHyphen/>") == 6
    text = "\n".join(page.extract_text() for page in PdfReader(made["pdf"]).pages)
    assert text.count(MARK) == 3
    assert "ABC-DEF-GHI" in page and "ABC-DEF-GHI" in text  # no text mark: it has vowels


def test_the_text_that_is_signed_is_the_same_in_whatever_fonts(tmp_path, monkeypatch):
    source = (written(tmp_path / "r") / "report.qmd").read_text(encoding="utf-8")
    first = read_shown(source, {}, STYLE)
    assert any("𒀀 and 𒀁" in line.words for line in first.lines)
    monkeypatch.setattr(unset.letters, "unset", lambda text: frozenset(text))
    assert read_shown(source, {}, STYLE) == first
