"""Materials of a practice: what a document says to its reader, and nothing else that it holds."""

from __future__ import annotations

import io
import json
import struct
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from by_kit import by_kit
from docx.document import Document
from docx.oxml import parse_xml
from odd_documents import SECRET, add, document, hidden, script, white, with_parts

from spp_research.display.materials import Material, Materials
from spp_research.intake.check.materials import looked_at, read_as
from spp_research.intake.read.word_blocks import read_document
from spp_research.intake.read.word_document import Block, Grid, Left
from spp_research.intake.read.word_package import WordError
from spp_research.protect import personal
from spp_research.protect.disclosure.opened import words_of
from spp_research.protect.personal.unseen import UNSEEN
from spp_research.publish import allowed
from spp_research.publish.pandoc import parse

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CLEARED = {
    "file": "script.docx",
    "title": "Script of a reading session",
    "used_for": "For whoever leads the session.",
    "cleared_by": "Headteacher",
    "cleared_on": date(2026, 6, 15),
    "credit": None,
}


def written(data: bytes, title: str = "A sheet") -> str:
    """What a write-up has of a document."""
    made = by_kit(Material, title, "For a test.", "Ours.", read_document(data))
    return Materials([made]).markdown


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "attachments"
    made.mkdir()
    (made / "script.docx").write_bytes(script())
    return made


def test_a_script_is_read_as_headings_lists_and_tables(snapshot: object) -> None:
    assert written(script(), "Script of a reading session") == snapshot


def test_what_is_hidden_is_not_read_and_is_told() -> None:
    made = document("First.", change=hidden)
    whole = b"".join(zipfile.ZipFile(io.BytesIO(made)).read(n) for n in names(made))
    assert whole.count(SECRET.encode()) > 20  # it is there, in each of the ways
    read = read_document(made)
    assert SECRET not in str(read.blocks)
    assert [text for _, text in read.texts] == [
        *("First.", "Seen.", "Also seen. the result ", "Seen in a table"),
    ]
    assert read.left == {
        Left.HIDDEN: 5,
        Left.PICTURES: 2,
        Left.BOXES: 1,
        Left.FILES: 2,
        Left.FORMULAS: 1,
        Left.CHANGES: 2,
        Left.COMMENTS: 1,
        Left.SYMBOLS: 1,
        Left.OTHER: 1,
        Left.MARGINS: 1,
    }


def names(data: bytes) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(data)).namelist()


def test_white_letters_are_shown_and_told() -> None:
    read = read_document(document(change=white))
    assert [text for _, text in read.texts] == ["In white."] and read.left == {Left.WHITE: 2}


def test_what_was_put_in_is_there_and_what_was_taken_out_is_not() -> None:
    def change(made: Document) -> None:
        made.add_paragraph("We ")
        add(made, f"<w:ins {W} w:id='1'><w:r><w:t>read </w:t></w:r></w:ins>")
        add(made, f"<w:del {W} w:id='2'><w:r><w:delText>wrote </w:delText></w:r></w:del>")
        add(made, f"<w:r {W}><w:t>aloud.</w:t></w:r>")

    read = read_document(document(change=change))
    assert [text for _, text in read.texts] == ["We read aloud."]
    assert "tracked changes are taken as accepted" in read_as(read)


def test_a_form_keeps_its_boxes_and_its_blank_cells() -> None:
    def change(made: Document) -> None:
        made.add_paragraph("Yes ")
        for xml in (
            "<w:fldChar w:fldCharType='begin'><w:ffData><w:checkBox/></w:ffData></w:fldChar>",
            "<w:instrText>FORMCHECKBOX</w:instrText>",
            "<w:fldChar w:fldCharType='end'/>",
            "<w:t xml:space='preserve'> no </w:t>",
            "<w:sym w:font='Wingdings' w:char='F0A8'/>",
            "<w:rPr><w:rFonts w:ascii='Wingdings'/></w:rPr><w:t>\uf0fc\uf041</w:t>",
        ):
            add(made, f"<w:r {W}>{xml}</w:r>")
        table = made.add_table(2, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "Name of the book", "Pages"

    first, table = read_document(document(change=change)).blocks
    assert isinstance(first, Block) and first.text == "Yes ☐ no ☐✓"
    assert isinstance(table, Grid) and table.rows == (("Name of the book", "Pages"), ("", ""))


def test_lists_go_on_and_begin_anew_as_in_word(tmp_path: Path) -> None:
    """By the numbers that Word shows, which other paragraphs may point to."""
    level = '<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/></w:lvl>'
    form = "".join(level.format(at=n, kind=k) for n, k in enumerate(("decimal", "lowerLetter")))

    def change(made: Document) -> None:
        lists = made.part.numbering_part.element
        lists.insert(
            0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{form}</w:abstractNum>')
        )
        anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
        for number, more in ((91, ""), (92, anew)):
            xml = f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="90"/>{more}</w:num>'
            lists.append(parse_xml(xml))
        for number, deep, text in (
            *((91, 0, "one"), (91, 1, "a of one"), (91, 1, "b of one"), (91, 0, "two")),
            *((0, 0, "Between."), (91, 0, "three"), (92, 0, "one again"), (92, 0, "two again")),
        ):
            entry = made.add_paragraph(text)
            in_list = f'<w:numPr {W}><w:ilvl w:val="{deep}"/><w:numId w:val="{number}"/></w:numPr>'
            if number:
                entry._p.get_or_add_pPr().append(parse_xml(in_list))

    made = document(change=change)
    marks = [one.mark for one in read_document(made).blocks if isinstance(one, Block)]
    assert marks == ["1", "a", "b", "2", "", "3", "1", "2"]
    lists = [one for one in parsed(made, tmp_path) if one["t"] == "OrderedList"]
    assert [one["c"][0][0] for one in lists] == [1, 3, 1]  # what each begins with
    assert [len(one["c"][1]) for one in lists] == [2, 1, 2]
    assert lists[0]["c"][1][0][1]["t"] == "OrderedList"


def parsed(data: bytes, folder: Path) -> list[dict]:
    """What Pandoc reads of what a write-up has, once it was let through."""
    (folder / "report.qmd").write_text(f"# A\n\n{written(data)}\n", encoding="utf-8")
    tree = json.loads(parse(folder))
    allowed.check(tree, folder)
    return tree["blocks"]


MARKUP = [
    *("# no heading", "- no list", "1. no list", "(a) no list", "> no quotation", "::: {.panel}"),
    *(":::", "| no | table |", "[a](http://x.example)", "![a](http://x.example/a.png)", "$a^2$"),
    *("<script>alert(1)</script>", "`r x`", "`{r} x`", "{{< env HOME >}}", "{{< include /etc >}}"),
    *("@fig-a @tbl-a", "[^1] and ^[note]", "*a* **b** _c_ ~~d~~", "---", "title: x", "\\newpage"),
    *("&lt;b&gt; &amp;", "<http://x.example>", "<a@b.example>", "http://x.example", ": x {#tbl-a}"),
    *("## About this document", "{#to-use-2}", "```{python}", "~~~", "$$", "+---+", "===", "a\\"),
]


@pytest.mark.parametrize("way", ["paragraph", "heading", "entry", "bold", "cell", "lines"])
def test_no_letter_of_it_means_anything(way: str, tmp_path: Path) -> None:
    def change(made: Document) -> None:
        for text in MARKUP:
            if way == "heading":
                made.add_heading(text, 2)
            elif way == "bold":
                line = made.add_paragraph()
                for number, part in enumerate((text[:1], text[1:2], text[2:])):
                    line.add_run(part).bold = number == 1
            elif way == "cell":
                table = made.add_table(2, 2)
                for cell in (*table.rows[0].cells, *table.rows[1].cells):
                    cell.text = text
            elif way == "lines":
                made.add_paragraph(f"a\n{text}\n{text}")
            else:
                made.add_paragraph(text, style="List Bullet" if way == "entry" else None)

    made = document("Begin.", change=change)
    blocks = parsed(made, tmp_path)
    kinds = json.dumps(blocks)
    for kind in ("Link", "Image", "Note", "Cite", "Math", "Code", "CodeBlock", "RawInline"):
        assert f'"t": "{kind}"' not in kinds
    shown = "".join(_letters(blocks))
    for text in MARKUP:
        assert "".join(filter(str.isalnum, text)) in shown
    ids = [block["c"][1][0] for block in blocks if block["t"] == "Header"][1:]
    assert ids[:2] == ["to-use", "to-use-1"] and len(ids) == len({*ids})
    assert len(ids) == (2 + len(MARKUP) if way == "heading" else 2)


def _letters(node: object) -> list[str]:
    if isinstance(node, dict):
        if node.get("t") == "Str":
            return ["".join(filter(str.isalnum, node["c"]))]
        return _letters(node.get("c"))
    return [letter for one in node for letter in _letters(one)] if isinstance(node, list) else []


def as_macro(data: bytes) -> bytes:
    wanted = "vnd.openxmlformats-officedocument.wordprocessingml.document.main"
    macro = "vnd.ms-word.document.macroEnabled.main"
    return with_parts(data, {}, _Content_Types__xml=(wanted, macro))


def with_body(xml: str) -> bytes:
    return with_parts(document("x"), {}, word_document_xml=("<w:body>", f"<w:body>{xml}"))


def unpacked(size: int) -> bytes:
    """A document whose text is said to be short, and unfolds to far more."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive,
        zipfile.ZipFile(io.BytesIO(document("x"))) as old,
    ):
        for name in old.namelist():
            more = b" " * size if name == "word/document.xml" else b""
            archive.writestr(name, old.read(name) + more)
    data = bytearray(made.getvalue())
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/document.xml"))
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(data)


def filled(made: Document, rows: int) -> None:
    """A table with one word and many blank cells."""
    made.add_table(rows, 2).cell(0, 0).text = "x"


REFUSED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "no document": lambda: b"%PDF-1.4",
    "a page": lambda: b"<html>Zebedee</html>",
    "of before 2007": lambda: b"\xd0\xcf\x11\xe0",
    "with a password": lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
    "an archive": lambda: with_parts(b"PK\x05\x06" + bytes(18), {"a.txt": SECRET}),
    "half of one": lambda: document("x")[:-400],
    "with a program": lambda: as_macro(document("x")),
    "with a hidden program": lambda: with_parts(document("x"), {"word/vbaProject.bin": b"x"}),
    "with entities": lambda: with_parts(
        document("x"),
        {},
        word_document_xml=("<w:document", '<!DOCTYPE a [<!ENTITY b "c">]><w:document'),
    ),
    "far too deep": lambda: with_body("<w:customXml>" * 5000 + "</w:customXml>" * 5000),
    "far too many": lambda: with_body("<w:p/>" * 210_000),
    "five million letters": lambda: with_body(" " * 5_000_001),
    "less than it says": lambda: unpacked(20_000_000),
    "no text": lambda: document(),
    "only hidden text": lambda: document(
        change=lambda made: setattr(made.add_paragraph().add_run(SECRET).font, "hidden", True)
    ),
    "too many words": lambda: document("word " * 1501),
    "a word without end": lambda: document("x" * 4_900_000),
    "script without spaces": lambda: document("\u6f22" * 20_000),
    "far too many blank rows": lambda: document(
        change=lambda made: [made.add_paragraph("x"), *(filled(made, 50) for _ in range(5))]
    ),
    "too many paragraphs": lambda: document(*["a"] * 401),
    "a table that is too wide": lambda: document(change=lambda made: made.add_table(2, 9)),
    "a table that is too long": lambda: document(change=lambda made: made.add_table(61, 2)),
    "a cell over a million columns": lambda: with_body(
        "<w:tbl>" + "<w:tr><w:tc><w:tcPr><w:gridSpan w:val='1000000000'/></w:tcPr><w:p/></w:tc>"
        "</w:tr>" * 2 + "</w:tbl>"
    ),
    "Strict Open XML": lambda: with_parts(
        document("x"),
        {},
        word_document_xml=(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        ),
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_read_is_refused_in_a_sentence(what: str, snapshot: object) -> None:
    data, began = REFUSED[what](), time.process_time()
    with pytest.raises(WordError) as refused:
        read_document(data)
    assert str(refused.value) == snapshot and SECRET not in str(refused.value)
    assert time.process_time() - began < 3


def test_ten_thousand_notes_and_links_elsewhere_are_left_out() -> None:
    def change(made: Document) -> None:
        made.add_paragraph("Read ")
        note = f"<w:r {W}><w:footnoteReference w:id='2'/></w:r>"
        for _ in range(50):
            add(made, f"<w:hyperlink {W}>{note * 200}</w:hyperlink>")
        elsewhere = made.part.relate_to(
            f"http://{SECRET}.example/x",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
            is_external=True,
        )
        r = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
        link = f"<w:hyperlink {W} {r} r:id='{elsewhere}'><w:r><w:t>more</w:t></w:r></w:hyperlink>"
        add(made, link)

    read = read_document(document(change=change))
    assert [text for _, text in read.texts] == ["Read more"]
    assert read.left == {Left.NOTES: 10_000, Left.LINKS: 1}


def test_letters_that_nobody_sees_part_no_name() -> None:
    """What is looked through for names is what a reader reads."""
    read = read_document(document("Em\u200bi\u00adl\u202ey of 4B"))
    assert [text for _, text in read.texts] == ["Emily of 4B"]


@pytest.mark.parametrize(
    "unseen", ["\ufe0f", "\u034f", "\u3164", "\u115f", "\U000e0041", "\u180b", "\u17b4", "\ufffb"]
)
def test_no_filler_or_sign_hides_a_name_or_an_address(unseen: str) -> None:
    """Signs that some emoji and scripts need stay in the text, and part no word of it."""
    ((_, text),) = read_document(document(f"Em{unseen}ily, Year 4: e{unseen}@b.org")).texts
    found = [(text[one.start : one.end], one.kind) for one in personal.find(text)]
    assert [kind for _, kind in found] == [personal.NAME, personal.EMAIL]
    assert [UNSEEN.sub("", words) for words, _ in found] == ["Emily", "e@b.org"]
    assert "0047" in words_of(f"pupil 00{unseen}47")


def test_a_cell_that_was_taken_out_is_not_there_and_accents_are_one_letter() -> None:
    def change(made: Document) -> None:
        table = made.add_table(2, 3)
        for number, cell in enumerate((*table.rows[0].cells, *table.rows[1].cells)):
            cell.text = SECRET if number == 4 else f"e\u0301{number}"
        taken_out = parse_xml(f'<w:cellDel {W} w:id="9" w:author="x"/>')
        table.cell(1, 1)._tc.get_or_add_tcPr().append(taken_out)

    read = read_document(document(change=change))
    (table,) = read.blocks
    assert isinstance(table, Grid) and table.rows[1] == ("\xe93", "\xe95", "")
    assert read.left == {Left.CHANGES: 1}


@pytest.mark.parametrize(
    "missing",
    [
        *({"cleared_by": None}, {"cleared_by": " "}, {"cleared_on": None}, {"title": None}),
        *({"cleared_on": date(2026, 7, 2)}, {"used_for": None}, {"file": "away.docx"}),
        *({"file": f"plan{ending}"} for ending in (".pdf", ".pptx", ".docm", ".png", ".exe")),
        *({"file": name} for name in ("../script.docx", "C:\\a.docx", ".a.docx", "")),
    ],
    ids=str,
)
def test_what_nobody_cleared_is_not_shown(missing: dict, folder: Path, snapshot: object) -> None:
    first, second = looked_at([CLEARED | missing, CLEARED], folder, date(2026, 7, 1))
    assert first.document is None and second.document is not None and not second.why
    assert first.why == snapshot


def test_a_fourth_material_is_left_out(folder: Path) -> None:
    found = [*looked_at([CLEARED] * 5, folder, date(2026, 7, 1))]
    assert [bool(one.document) for one in found] == [True] * 3 + [False] * 2


@pytest.mark.parametrize("change", [lambda b: b[:-1], lambda b: b[::-1], lambda b: b[40:]])
def test_damaged_documents_end_in_a_sentence(change: Callable, folder: Path) -> None:
    whole = script()
    for data in (
        change(whole),
        *(whole[:at] + b"\0" + whole[at + 1 :] for at in range(0, 3000, 301)),
    ):
        try:
            read_document(data)
        except WordError:
            continue
