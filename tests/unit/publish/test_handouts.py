"""Slides for the wall and sheets to print: another layout of a pack's text, and never more."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from handouts_made import write_pack
from lxml import etree
from pypdf import PdfReader

from spp_research.kinds import KINDS, WORKSHOP_PACK
from spp_research.publish import handouts, pandoc, word
from spp_research.publish.handouts import sheets, slides
from spp_research.publish.handouts.pack_text import read_pack
from spp_research.publish.handouts.words import (
    inlines,
    length,
    of_text,
    plain,
    shared_out,
    words_of,
)
from spp_research.publish.word_parts import parsed, read_package

STYLE = Path(__file__).resolve().parents[3] / "reports" / "_style"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
W = f"{{{word.W}}}"
WIDE = 16838 - 2 * 907  # twips between the margins of a sheet that lies across
HOSTILE = (
    "<script>window.spphit=1</script> & <b>bold</b>",
    '"><img src=x onerror="window.spphit=1">',
    '#read("/etc/passwd") = Heading',
    "`<w:p/>`{=openxml} {{< env HOME >}} [x](javascript:x)",
    "*/ #panic() /* \\input{x} $x^2$ @tbl-plan /* fonts */",
)


def pack_of(folder, **parts):
    write_pack(folder, **parts)
    return read_pack(json.loads(pandoc.parse(folder)))


def texts_of(presentation: Path) -> list[str]:
    """The words of each slide, title first."""
    with zipfile.ZipFile(presentation) as packed:
        names = [name for name in packed.namelist() if re.match(r"ppt/slides/slide\d+\.xml", name)]
        names.sort(key=lambda name: int(re.findall(r"\d+", name)[0]))
        trees = [etree.fromstring(packed.read(name)) for name in names]
    return ["".join(text.text or "" for text in tree.iter(f"{A}t")) for tree in trees]


def word_text(path: Path) -> etree._Element:
    """The text of a Word document, whose every part can be read."""
    parts = read_package(path)
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            parsed(content)
    return parsed(parts["word/document.xml"])


def cells_of(table: etree._Element) -> list[list[str]]:
    """The words of each cell, a paragraph a line."""
    return [
        [
            "\n".join("".join(t.text or "" for t in p.iter(f"{W}t")) for p in cell.iter(f"{W}p"))
            for cell in row.iter(f"{W}tc")
        ]
        for row in table.iter(f"{W}tr")
    ]


def test_a_pack_is_read_as_it_was_written(tmp_path):
    pack = pack_of(
        tmp_path,
        questions=["What helps?", "Who (really) waits?"],
        strengths=["They read *aloud*."],
        steps=["Some wait. Long.", "Others too."],
        behind=["Six of nine: 'yes'."],
        actions=[("Read daily.", "N1")],
        draft=False,
    )
    assert [plain(one) for one in pack.questions] == ["What helps?", "Who (really) waits?"]
    assert [(one.number, plain(one.words)) for one in pack.findings] == [
        ("S1", "They read *aloud*. (partly agree)"),
        ("N1", "Some wait. Long. (partly agree)"),
        ("N2", "Others too. (partly agree)"),
    ]
    assert plain(pack.findings[0].behind[0]) == "Lesson visit: Six of nine: ‘yes’. (E1)"
    assert [(slot.name, len(slot.prompts), slot.question) for slot in pack.agenda] == [
        ("Welcome", 2, 0),
        ("What the review found", 1, 0),
        ("Thinking together, question 1", 2, 1),
        ("Thinking together, question 2", 0, 2),
    ]
    (action,) = pack.actions
    assert (action.number, action.finding, action.cells["Looked at again"]) == ("A1", "N1", ())
    assert not pack.draft and plain(pack.whose) == "Oak School"


def test_a_pack_of_an_earlier_kit_has_its_findings_in_a_table(tmp_path):
    report = write_pack(tmp_path, questions=["What helps?"])
    table = "| No. | Finding | Evidence |\n|--|--|--|\n| F2 next step | Some wait. | Survey. |\n"
    report.write_text(report.read_text() + f"\n{table}\n: Found. {{#tbl-found}}\n")
    (found,) = read_pack(json.loads(pandoc.parse(tmp_path))).findings
    assert (found.kind, found.number, plain(found.words)) == ("Next step", "F2", "Some wait.")


def test_slides_follow_the_afternoon_and_no_two_have_one_title(tmp_path):
    pack = pack_of(
        tmp_path,
        questions=["What helps?"],
        strengths=["They read."],
        steps=["Some wait."],
        behind=["Seen."],
    )
    titles = [slide.title for slide in slides.slides_of(pack)]
    assert titles == [
        "What the review asked",
        "Our afternoon",
        "Welcome",
        "What the review found",
        "A strength to build on",
        "A next step",
        "Question 1",
        "Thinking together",
    ]


@pytest.mark.parametrize("words", ["so " * 900, "word" * 400, "漢字" * 500, "W" * 700, "a. " * 700])
def test_what_a_slide_has_no_room_for_goes_on_to_the_next(tmp_path, words):
    pack = pack_of(tmp_path, questions=[words], steps=[words], behind=[words] * 3)
    made = slides.slides_of(pack)
    for slide in made:
        size = slides.SMALL if slide.points else slides.LARGE
        lines = sum(-(-length(one) // size) for one in (*slide.big, *slide.points))
        assert lines <= (12 if slide.points else 9)
    assert len({slide.title for slide in made}) == len(made)
    said = "".join(plain(one) for slide in made for one in slide.big if "Question" in slide.title)
    assert said.replace(" ", "") == words.replace(" ", "")


def test_a_text_is_shared_out_after_its_sentences():
    parts = shared_out(of_text("One two three. Four five six seven. Eight."), 20)
    assert [plain(part) for part in parts] == ["One two three.", "Four five six seven.", "Eight."]
    assert shared_out((), 20) == []
    back = words_of(inlines(of_text("a b", "Strong")))
    assert back == of_text("a b", "Strong")


@pytest.mark.parametrize(("steps", "blocks"), [(0, 3), (1, 3), (12, 14)])
def test_the_plan_has_a_block_for_each_next_step_and_some_to_spare(tmp_path, steps, blocks):
    pack = pack_of(tmp_path, strengths=["Good."], steps=[f"Step {n}." for n in range(steps)])
    parsed = json.loads(pandoc.parse(tmp_path))
    document = sheets.sheets_document(pack, parsed)
    raw = [block["c"][1] for block in document["blocks"] if block["t"] == "RawBlock"]
    assert sum(text.startswith("action(") for text in raw) == blocks


def test_an_agreed_action_answers_its_step_which_then_has_no_second_block(tmp_path):
    pack = pack_of(tmp_path, steps=["One.", "Two."], actions=[("Read daily.", "N2")])
    made = sheets.sheets_document(pack, json.loads(pandoc.parse(tmp_path)))["blocks"]
    said = [plain(words_of(block)) for block in made if block["t"] == "Para"]
    assert said[-5:-3] == ["Next step N2. Two.", "Read daily."]
    assert said[-1] == "Next step N1. One."


def test_nothing_of_a_hostile_text_is_more_than_text(tmp_path):
    write_pack(
        tmp_path,
        questions=HOSTILE,
        strengths=HOSTILE,
        steps=HOSTILE,
        behind=HOSTILE,
        actions=[(words, "N1") for words in HOSTILE],
        school=HOSTILE[0],
    )
    page, presentation, changed, printed = handouts.make(
        tmp_path, WORKSHOP_PACK.files(("html", "docx", "pdf")), STYLE
    )
    shown = page.read_text(encoding="utf-8")
    assert shown.count("<script") == 1 and "<img" not in shown and "<b>" not in shown
    assert "&lt;script&gt;window.spphit=1&lt;/script&gt;" in shown
    assert 'http-equiv="Content-Security-Policy" content="default-src \'none\'' in shown
    assert not re.search(r'(?:src|href)="(?!#)', shown) and "/* fonts */</" in shown
    texts = texts_of(presentation)
    for words in HOSTILE:
        assert any(re.findall(r"[\w/]{4,}", words)[0] in text for text in texts)
    assert not any("Wizzle" in text or "root:" in text for text in texts)
    said = "".join(word_text(changed).itertext())
    assert "Wizzle" not in said and "root:" not in said
    for words in HOSTILE:
        assert re.findall(r"[\w/]{4,}", words)[0] in said
    for package in (presentation, changed):
        with zipfile.ZipFile(package) as packed:
            relations = [packed.read(name) for name in packed.namelist() if name.endswith(".rels")]
        assert not any(b"External" in one for one in relations)
    assert "root:" not in "".join(one.extract_text() for one in PdfReader(printed).pages)


@pytest.mark.parametrize("draft", [True, False])
def test_first_slide_and_every_foot_say_what_it_is(tmp_path, draft):
    write_pack(tmp_path, questions=["What helps?"], steps=["Some wait."], draft=draft)
    page, presentation, changed, printed = handouts.make(
        tmp_path, WORKSHOP_PACK.files(("html", "docx", "pdf")), STYLE
    )
    shown = page.read_text(encoding="utf-8")
    number = shown.count('<section class="slide')
    assert shown.count("<strong>Draft: not signed off</strong>") == (number if draft else 0)
    assert "BCD-FGH-JKL" in shown and "BCD-FGH-JKL" in texts_of(presentation)[0]
    with zipfile.ZipFile(presentation) as packed:
        master = packed.read("ppt/slideMasters/slideMaster1.xml").decode()
        assert ("Draft: not signed off" in master) == draft
        assert "Improvement workshop – Oak School" in packed.read("docProps/core.xml").decode()
    with zipfile.ZipFile(changed) as packed:
        assert ("Draft: not signed off" in packed.read("word/header1.xml").decode()) == draft
        assert "Sheets for the workshop – Oak School" in packed.read("docProps/core.xml").decode()
    reader = PdfReader(printed)
    assert all(("Draft: not signed off" in one.extract_text()) == draft for one in reader.pages)
    assert reader.metadata.title == "Sheets for the workshop – Oak School"
    for packed in (presentation, changed):
        core = parsed(read_package(packed)["docProps/core.xml"])
        said = {etree.QName(one).localname: one.text for one in core}
        assert (said["creator"], said["subject"]) == ("Elm & Co", "Oak School")
        assert (said["language"], said["keywords"]) == ("en-GB", "peer review, 2025-26")
    assert reader.metadata.author == "Elm & Co"
    assert reader.metadata.keywords == "peer review, 2025-26"
    lying = [one.mediabox.width > one.mediabox.height for one in reader.pages]
    assert lying == [False] * 3 + [True] * 2  # the agenda, two pages of cards, the plan


def test_sheets_for_word_say_what_is_printed_and_have_room_to_write(tmp_path):
    write_pack(
        tmp_path,
        questions=["What helps?", "Who waits?", "وماذا بعد؟"],
        steps=["Some wait.", "Others too."],
        actions=[("Read daily.", "N2")],
    )
    made, printed = handouts.make(tmp_path, ["sheets.docx", "sheets.pdf"], STYLE)
    document = word_text(made)
    sizes = [page.attrib for page in document.iter(f"{W}pgSz")]
    assert [size.get(f"{W}orient", "") for size in sizes] == ["", "", "landscape"]
    agenda, cut, *plan = [cells_of(table) for table in document.iter(f"{W}tbl")]
    assert agenda[0] == ["Time", "What happens"]
    assert cut[0] == ["Question 1\nWhat helps?", "Question 2\nWho waits?"]
    assert len(plan) == 4  # the action, the next step without one, two to spare
    assert plan[0][0] == ["Next step N2. Others too."]
    assert plan[0][1][0].startswith("What we will do (A1)\nRead daily.")
    *_, empty = document.iter(f"{W}tbl")
    styles = [style.get(f"{W}val") for style in empty.iter(f"{W}pStyle")]
    assert styles.count("ToWrite") >= 8
    # Nothing of how tables are told apart is left, and no block but the last holds on to the next.
    assert "sheet-" not in "".join(document.itertext())
    last = [*empty.iter(f"{W}tr")][-1]
    assert {keeps.get(f"{W}val") for keeps in last.iter(f"{W}keepNext")} == {"0"}
    for row in empty.iter(f"{W}tr"):
        assert sum(int(cell.get(f"{W}w")) for cell in row.iter(f"{W}tcW")) == WIDE
    said = " ".join(one.extract_text() for one in PdfReader(printed).pages)
    for words in ("Welcome", "Thinking together, question 1", "Who leads", "Some wait."):
        assert words in said and words in "".join(document.itertext())


def test_a_pack_with_nothing_in_it_yet_has_no_handouts(tmp_path):
    write_pack(tmp_path)
    assert handouts.make(tmp_path, ["slides.html"], STYLE) == []
    assert handouts.make(tmp_path, [], STYLE) == []


def test_what_is_made_beside_a_document_follows_its_formats():
    assert WORKSHOP_PACK.files(("html",)) == ("slides.html",)
    assert WORKSHOP_PACK.files(("docx", "pdf")) == ("slides.pptx", "sheets.docx", "sheets.pdf")
    assert {kind.name for kind in KINDS.values() if kind.beside} == {
        "best-practice",
        "workshop-pack",
    }
    names = {one.name for kind in KINDS.values() for one in kind.beside}
    assert names == set(handouts._MAKERS)
