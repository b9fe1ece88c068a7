"""Words edited in Word come home into a copy of the workbook, and nothing else does."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from example_copy import copy_riverside
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from spp_research.errors import EvidenceError
from spp_research.kinds import KINDS
from spp_research.protect.signatures import shown_text
from spp_research.publish import pandoc, reports, taking_back
from spp_research.publish.cell_lines import cell_lines, place_mark, words_mark
from spp_research.publish.signing import sources_of
from spp_research.publish.taking_back import TakenBack, look, write
from spp_research.publish.word_parts import (
    NAMES,
    parsed,
    read_package,
    tag,
    write_package,
    written,
)
from spp_research.publish.word_read import read_word
from spp_research.run import cache
from spp_research.run.jobs import Job
from spp_research.schema import SCHOOL
from spp_research.words.text import escape
from spp_research.workspace import Workspace

STYLE = Path(__file__).parents[3] / "reports" / "_style"
KIND = "impact-reflection"
MARK = "XMH-DXH-PVM"
MAIN = "word/document.xml"
W_T = tag("w:t")
LEARNT = "Protect the ten minutes: once they slip to after lunch they are gone."


def rows(book: Path, sheet: str) -> list[dict[str, object]]:
    from spp_research.intake import read_workbook

    return [dict(row) for _, row in read_workbook(book, SCHOOL).rows[sheet].records]


def text_of(book: Path) -> str:
    """A document that shows cells alone, after words of the kit, in lists, twice and as lines."""
    learnt = str(rows(book, "reflection")[0]["lessons"])
    done = " ".join(str(rows(book, "actions")[0]["what_was_done"]).split("\n"))
    question = str(rows(book, "self_review")[0]["question"])
    steps = str(rows(book, "practice")[0]["steps"]).split("\n")
    outcome = str(rows(book, "outcomes")[0]["outcome"])
    lines = [
        '---\ntitle: "Impact reflection"\nlang: en-GB\n---',
        f"Draft. Text mark: {MARK}",
        f"## {escape(question)} *(Q1)*",
        f"- **What we did.** {escape(done)}\n- **What we learnt.** {escape(learnt)} *(A1)*",
        f"We said of it: “{escape(learnt)}”",
        "\n".join(f"{n}. {escape(step)}" for n, step in enumerate(steps, 1)),
        f"**{escape(outcome)}.** About 9.4 more.",
        "Only a comparison group can speak of a difference.",
        "The last words are the kit’s own too.",
    ]
    return "\n\n".join(lines) + "\n"


def make(workspace: Path, audience: str = "partnership") -> Path:
    """A report in its place, as `spp report` leaves it: marked, with its manifest."""
    job = Job(str(workspace), KINDS[KIND], "oakfield", audience=audience)
    folder = job.folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "report.qmd").write_text(
        text_of(job.place.evidence_file("oakfield")), encoding="utf-8"
    )
    pandoc.render(folder, ["docx"], STYLE)
    facts = {
        "fingerprint": "f",
        "kind": KIND,
        "school": "oakfield",
        "audience": audience,
        "signature": {"text_mark": MARK},
        "word": reports.marked(job, folder),
    }
    cache.write_manifest(folder, facts)
    return folder / "report.docx"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A workspace with one report, which no test changes."""
    workspace = copy_riverside(tmp_path_factory.mktemp("back") / "riverside")
    make(workspace)
    return workspace


@pytest.fixture
def document(made) -> Path:
    return made / "reports" / "oakfield" / KIND / "report.docx"


@pytest.fixture
def edit(document, tmp_path) -> Callable[..., Path]:
    """The document with pieces of its XML replaced, each once or everywhere."""

    def edited(*changes: tuple[str, str], every: bool = False, **parts: str) -> Path:
        package = read_package(document)
        text = package[MAIN].decode()
        for was, now in changes:
            assert was in text, was
            text = text.replace(was, now, -1 if every else 1)
        copy = tmp_path / "edited.docx"
        write_package(copy, package | {MAIN: text.encode()})
        return copy

    return edited


@pytest.fixture
def looked(made) -> Callable[[Path], TakenBack]:
    return lambda path: look(Workspace(made), path)


def said(found: TakenBack) -> str:
    """All that is listed, as text to compare."""
    lines = [f"{e.where}\n  was: {e.was[:70]}\n  now: {e.now[:70]}" for e in found.edits]
    lines += [f"- {one.where}: {one.why}\n  in Word: {one.now[:70]}" for one in found.left]
    return "\n".join(lines)


def with_control(text: str, words: str, anew: str) -> str:
    """The XML with the first marked text that begins with some words replaced whole."""
    begin = re.escape(words)
    return re.sub(
        rf"(<w:sdtContent><w:r>(?:<w:rPr>.*?</w:rPr>)?<w:t[^>]*>){begin}[^<]*",
        lambda found: found[1] + anew,
        text,
        count=1,
    )


def replaced(document: Path, copy: Path, *changes: tuple[str, str]) -> Path:
    """The document with whole marked texts replaced."""
    package = read_package(document)
    text = package[MAIN].decode()
    for words, anew in changes:
        before = text
        text = with_control(text, words, anew)
        assert text != before, words
    write_package(copy, package | {MAIN: text.encode()})
    return copy


def test_nothing_edited_is_nothing_to_bring_home(document, looked):
    found = looked(document)
    assert (found.edits, found.left, found.looked_at_all) == ((), (), True)


def test_what_stands_in_one_cell_is_marked_wherever_it_is_shown(document):
    word = read_word(document)
    texts = [text for found in word.marked.values() for text in found]
    assert sum(text.startswith(LEARNT) for text in texts) == 2
    assert len([text for text in texts if text.startswith("List every pupil who joined")]) == 1
    assert not any("comparison group" in text for text in texts)


def test_one_edited_text_goes_into_a_copy_that_is_the_same_in_all_else(edit, tmp_path):
    workspace = copy_riverside(tmp_path / "riverside")
    make(workspace)
    book = workspace / "schools" / "oakfield" / "evidence.xlsx"
    before = book.read_bytes()
    word = edit(("Protect the ten minutes", "Guard the ten minutes"))
    found = look(Workspace(workspace), word)
    assert [(e.was.split(":")[0], e.now.split(":")[0]) for e in found.edits] == [
        ("Protect the ten minutes", "Guard the ten minutes")
    ]
    assert found.left == ()
    copy = write(found)
    assert copy.name == "evidence.taken-back.xlsx" and book.read_bytes() == before
    assert write(found).name == "evidence.taken-back-2.xlsx"  # never over what is there
    old, new = openpyxl.load_workbook(book), openpyxl.load_workbook(copy)
    different = [
        cell.coordinate
        for page in old.worksheets
        for cell in (cell for row in page.iter_rows() for cell in row)
        if (cell.value, cell.style_id, cell.comment)
        != (other := new[page.title][cell.coordinate]).value
        and (cell.value, cell.style_id) != (other.value, other.style_id)
    ]
    assert different == [found.edits[0].where.rpartition("cell ")[2].rstrip(")")]
    with zipfile.ZipFile(book) as was, zipfile.ZipFile(copy) as now:
        assert was.namelist() == now.namelist()
        assert sum(was.read(name) != now.read(name) for name in was.namelist()) == 1


def test_text_that_came_home_is_unsigned(edit, tmp_path):
    workspace = copy_riverside(tmp_path / "riverside")
    make(workspace)
    place = Workspace(workspace)
    book = place.evidence_file("oakfield")
    before = (
        shown_text([("", line) for line in text_of(book).splitlines()]),
        sources_of(place, "oakfield"),
    )
    shutil.move(write(look(place, edit(("Protect the ten", "Guard the ten")))), book)
    after = (
        shown_text([("", line) for line in text_of(book).splitlines()]),
        sources_of(place, "oakfield"),
    )
    assert before[0].mark != after[0].mark  # which a signature stands for
    assert before[1]["workbook"] != after[1]["workbook"]
    assert look(place, make(workspace)).edits == ()


def test_what_cannot_go_back_is_listed(document, tmp_path, looked, snapshot):
    changed = replaced(
        document,
        tmp_path / "edited.docx",
        ("To what extent do", "How far have we come?"),
        (LEARNT, "Guard the ten minutes."),
        (LEARNT, "Guard them."),
        ("List every pupil", "Ask Aisha Khan in Year 4, or her mother."),
        ("Give each adult", ""),
        ("Words read correctly", "#N/A"),
        ("In the second week", "In the second week. " * 200),
    )
    package = read_package(changed)
    text = package[MAIN].decode()
    text = text.replace("Only a comparison group", "Nothing but a comparison group")
    text = text.replace("About 9.4 more.", "Call 07700 900123.")
    text = text.replace("<w:sectPr", "<w:p><w:r><w:t>And one more.</w:t></w:r></w:p><w:sectPr")
    text = re.sub(r"<w:p>(?:(?!</w:p>).)*The last words.*?</w:p>", "", text, flags=re.S)
    write_package(changed, package | {MAIN: text.encode()})
    found = looked(changed)
    assert said(found) == snapshot
    assert "Khan" not in said(found) and "07700" not in said(found)


@pytest.mark.parametrize("first", "=+-@")
def test_what_begins_like_a_formula_is_text_in_the_copy(first, document, tmp_path):
    workspace = copy_riverside(tmp_path / "riverside")
    make(workspace)
    words = f"{first}cmd|' /C calc'!A0"
    word = replaced(document, tmp_path / "edited.docx", (LEARNT, words), (LEARNT, words))
    found = look(Workspace(workspace), word)
    sheet, row, column = found.edits[0].cell
    cell = openpyxl.load_workbook(write(found))[sheet].cell(row, column)
    assert (cell.data_type, cell.value) == ("s", words)


def test_a_line_of_a_cell_goes_back_to_its_line(edit, looked):
    found = looked(edit(("Time one minute of reading", "Time two minutes of reading")))
    (one,) = found.edits
    was, now = one.was.split("\n"), one.now.split("\n")
    assert len(was) == len(now) > 3
    assert [n for n, (a, b) in enumerate(zip(was, now, strict=True)) if a != b] == [1]


def test_bold_and_bent_quotation_marks_are_no_edits(document, tmp_path, looked):
    package = read_package(document)
    text = package[MAIN].decode()
    text = with_control(text, LEARNT, LEARNT[:7] + "</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>"
                        + "XX")  # fmt: skip
    rest = next(t for found in read_word(document).marked.values() for t in found
                if t.startswith(LEARNT))  # fmt: skip
    text = text.replace("XX", rest[7:])
    copy = tmp_path / "edited.docx"
    write_package(copy, package | {MAIN: text.replace("'", "’").encode()})
    assert looked(copy).edits == ()


def test_a_cell_that_was_changed_in_the_workbook_meanwhile_stays(edit, tmp_path, snapshot):
    workspace = copy_riverside(tmp_path / "riverside")
    make(workspace)
    place = Workspace(workspace)
    first = write(look(place, edit(("Protect the ten minutes", "Keep the ten minutes"))))
    shutil.move(first, place.evidence_file("oakfield"))
    late = edit(("Protect the ten minutes", "Guard the ten minutes"))
    assert said(look(place, late)) == snapshot
    make(workspace)  # made anew with the words of the workbook, it still knows the older one
    assert [one.why[:26] for one in look(place, late).left] == ["The cell was changed in th"]
    home = edit(("Protect the ten minutes", "Keep the ten minutes"))
    assert look(place, home).edits == ()  # it came home already


def test_a_mark_of_the_control_may_be_lost(document, tmp_path, looked):
    """As LibreOffice 7 loses it; the bookmark stays."""
    package = read_package(document)
    text = re.sub(r"<w:sdtPr>.*?</w:sdtPr>", "<w:sdtPr/>", package[MAIN].decode())
    copy = tmp_path / "edited.docx"
    write_package(copy, package | {MAIN: text.encode()})
    assert looked(copy).edits == () and looked(copy).left == ()
    write_package(copy, package | {MAIN: text.replace("Protect the", "Guard the").encode()})
    assert len(looked(copy).edits) == 1


def other_cell(made: Path, sheet: str, school: str = "oakfield", column: str = "") -> str:
    """The mark that a line of some sheet would have, by the same rule."""
    from spp_research.intake import read_workbook

    book = Workspace(made).evidence_file(school)
    line = next(
        line
        for line in cell_lines(read_workbook(book, SCHOOL))
        if line.sheet == sheet and line.column == (column or line.column)
    )
    return f"{place_mark(line, school, KIND)}_{words_mark(line.words)}"


@pytest.mark.parametrize(
    ("sheet", "school"),
    [("findings", "oakfield"), ("findings", "copperbeck"), ("sign_off", "oakfield")],
)
def test_an_invented_mark_does_nothing(made, edit, document, looked, sheet, school):
    mine = next(m for m, t in read_word(document).marked.items() if t[0].startswith(LEARNT))
    found = looked(edit((mine, other_cell(made, sheet, school)), ("Protect", "Guard"), every=True))
    assert found.edits == ()
    assert any("belong" in one.why and "another document" in one.why for one in found.left)


@pytest.mark.parametrize(
    "place",
    [
        ["sign_off", "Impact reflection\toakfield", "signed_by", 0],
        ["outcomes", "O1", "pupils", 0],
        ["pupils", "1", "baseline", 0],
        ["no such sheet", "", "", 9],
    ],
)
def test_a_manifest_that_points_elsewhere_reaches_no_cell(made, edit, tmp_path, place, document):
    workspace = tmp_path / "riverside"
    shutil.copytree(made, workspace)
    path = workspace / "reports" / "oakfield" / KIND / cache.MANIFEST
    manifest = json.loads(path.read_text())
    mine = next(m for m, t in read_word(document).marked.items() if t[0].startswith(LEARNT))
    manifest["word"]["places"][mine.partition("_")[0]] = place
    path.write_text(json.dumps(manifest))
    found = look(Workspace(workspace), edit(("Protect", "Guard"), every=True))
    assert found.edits == () and len(found.left) == 1


def test_marks_say_nothing_and_are_not_in_what_everybody_may_read(made, document, tmp_path):
    text = read_package(document)[MAIN].decode()
    names = re.findall(r'w:(?:tag w:val|name)="(_?spp_[^"]*)"', text)
    assert names and all(re.fullmatch(r"_?spp_[0-9a-f]{12}_[0-9a-f]{8}(_\d+)?", n) for n in names)
    assert not re.search("reflection|lessons|evidence.xlsx|oakfield", "".join(names))
    workspace = tmp_path / "riverside"
    shutil.copytree(made, workspace)
    public = make(workspace, audience="public")
    assert b"spp_" not in read_package(public)[MAIN]
    assert cache.read_manifest(public.parent)["word"] == {}
    with pytest.raises(EvidenceError, match="No text in this document is marked"):
        look(Workspace(workspace), public)
    with pytest.raises(EvidenceError, match="No report in this folder was made with the marks"):
        look(Workspace(workspace), document)


def test_the_leads_own_words_come_home_into_the_leads_workbook(tmp_path):
    workspace = copy_riverside(tmp_path / "riverside")
    book = workspace / "partnership.xlsx"
    opened = openpyxl.load_workbook(book)
    page, words = opened["Your own words"], "We began with <b>one</b> promise & kept it."
    page.cell(7, 3).value = words
    opened.save(book)
    job = Job(str(workspace), KINDS["partnership-report"], "partnership", audience="partnership")
    job.folder.mkdir(parents=True)
    (job.folder / "report.qmd").write_text(f"{escape(words)}\n", encoding="utf-8")
    pandoc.render(job.folder, ["docx"], STYLE)
    facts = {"fingerprint": "f", "kind": job.kind.name, "school": job.school}
    cache.write_manifest(job.folder, facts | {"word": reports.marked(job, job.folder)})
    word = replaced(job.folder / "report.docx", tmp_path / "a.docx", ("We began", "We kept it."))
    (one,) = look(Workspace(workspace), word).edits
    assert (one.was, one.now) == (words, "We kept it.")
    assert one.where == "Sheet “Your own words”, row 7, “What you want to say” (cell C7)"


def test_letters_that_nobody_sees_do_not_come_home(document, tmp_path, looked):
    unseen = "Guard\u202e them\u200b at\u2066 eight"
    copy = replaced(document, tmp_path / "edited.docx", (LEARNT, unseen), (LEARNT, unseen))
    (one,) = looked(copy).edits
    assert one.now == "Guard them at eight"


MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
WPS = 'xmlns:z="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'


def styled(run: str, styles: str = "", paragraph: str = "") -> tuple[str, str, str]:
    """A run more, as XML; what the part with the styles has more; and a paragraph's properties."""
    return run, styles, paragraph


def style(name: str, about: str = "", base: str = "", kind: str = "character") -> str:
    based = f'<w:basedOn w:val="{base}"/>' if base else ""
    about = f"<w:rPr>{about}</w:rPr>" if about else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}">{based}{about}</w:style>'


def run(about: str = "") -> str:
    return f"<w:r><w:rPr>{about}</w:rPr><w:t>SECRET</w:t></w:r>"


def choice(asked: str, text: str = "SECRET", names: str = WPS) -> str:
    return (
        f'<mc:AlternateContent {MC} {names}><mc:Choice Requires="{asked}"><w:r><w:t>{text}</w:t>'
        "</w:r></mc:Choice><mc:Fallback><w:r><w:t> at noon</w:t></w:r></mc:Fallback>"
        "</mc:AlternateContent>"
    )


RSTYLE = '<w:rStyle w:val="Z"/>'
UNSEEN = {
    "itself": styled(run("<w:vanish/>")),
    "on a screen": styled(run("<w:webHidden/>")),
    "its style": styled(run(RSTYLE), style("Z", "<w:vanish/>")),
    "its style on a screen": styled(run(RSTYLE), style("Z", '<w:webHidden w:val="on"/>')),
    "based on": styled(run(RSTYLE), style("Z", base="Y") + style("Y", "<w:vanish/>", base="Z")),
    "one of two styles": styled(run(RSTYLE), style("Z") + style("Z", "<w:vanish/>")),
    "its paragraph": styled(
        run(), style("P", base="Q", kind="paragraph") + style("Q", "<w:vanish/>"), "P"
    ),
    "a point high": styled(run('<w:sz w:val="2"/>')),
    "a point high in points": styled(run('<w:sz w:val="1pt"/>')),
    "its style is a point high": styled(run(RSTYLE), style("Z", '<w:sz w:val="1"/>')),
    "another program": styled(choice("z", names='xmlns:z="urn:other"')),
    "no program": styled(choice("nobody")),
    "no question": styled(choice("")),
    "a known and another": styled(choice("z y", names=f'{WPS} xmlns:y="urn:other"')),
    "an unknown element": styled(f'<z:z xmlns:z="urn:other">{run()}</z:z>'),
    "a field": styled(
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{run()}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ),
}


def with_run(document: Path, copy: Path, more: tuple[str, str, str]) -> Path:
    """The document with a run after each place of one marked text, and with further styles."""
    xml, styles, paragraph = more
    package = read_package(document)
    text = with_control(package[MAIN].decode(), LEARNT, "Guard them at eight")
    text = with_control(text, LEARNT, "Guard them at eight")
    begin = re.escape("Guard them at eight</w:t></w:r>")
    text, many = re.subn(begin, lambda found: found[0] + xml, text)
    assert many == 2
    if paragraph:
        text = re.sub(r"<w:pStyle w:val=\"[^\"]*\" ?/>", "", text)
        text = re.sub("<w:pPr>", f'<w:pPr><w:pStyle w:val="{paragraph}"/>', text)
        text = text.replace("<w:p><", f'<w:p><w:pPr><w:pStyle w:val="{paragraph}"/></w:pPr><')
    sheet = package["word/styles.xml"].decode().replace("</w:styles>", f"{styles}</w:styles>")
    write_package(copy, package | {MAIN: text.encode(), "word/styles.xml": sheet.encode()})
    return copy


@pytest.mark.parametrize("name", UNSEEN)
def test_a_text_with_more_than_a_reader_sees_stays_and_is_listed(name, document, tmp_path, looked):
    found = looked(with_run(document, tmp_path / "edited.docx", UNSEEN[name]))
    assert found.edits == ()
    assert "text that Word does not show" in found.left[0].why
    assert "SECRET" not in said(found)


@pytest.mark.parametrize(
    ("more", "now"),
    [
        (styled(choice("z", " or nine")), "Guard them at eight or nine"),
        (styled(run('<w:vanish w:val="0"/><w:sz w:val="3"/>')), "Guard them at eightSECRET"),
        (
            styled(run(RSTYLE), style("Z", '<w:vanish w:val="false"/>', base="Y")
                   + style("Y", "<w:vanish/>")),
            "Guard them at eightSECRET",
        ),
        (styled(run(f'{RSTYLE}<w:vanish w:val="off"/>'), style("Z", "<w:vanish/>")),
         "Guard them at eightSECRET"),
        (styled("<w:r><w:rPr><w:vanish/></w:rPr><w:t> </w:t></w:r>"), "Guard them at eight"),
    ],
)  # fmt: skip
def test_what_word_shows_comes_home(more, now, document, tmp_path, looked):
    (one,) = looked(with_run(document, tmp_path / "edited.docx", more)).edits
    assert one.now == now


def test_a_document_that_begins_hidden_gives_nothing(document, tmp_path, looked):
    copy = with_run(document, tmp_path / "edited.docx", styled(""))
    package = read_package(copy)
    sheet = package["word/styles.xml"].decode()
    sheet = re.sub(r"(<w:rPrDefault>\s*<w:rPr>)", r"\1<w:vanish/>", sheet, count=1)
    write_package(copy, package | {"word/styles.xml": sheet.encode()})
    found = looked(copy)
    assert found.edits == () and "text that Word does not show" in found.left[0].why


HOSTILE = {
    "an entity": '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
    "a bomb of entities": '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><d>&b;</d>',
    "no XML": "not at all",
    "another root": '<w:body xmlns:w="{w}"/>',
    "deep": "<w:document xmlns:w='{w}'>" + "<w:p>" * 5000,
    "strict": '<document xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main"/>',
    "a tracked change": '<w:document xmlns:w="{w}"><w:body><w:p><w:ins w:id="1"/></w:p></w:body>'
    "</w:document>",
    "a comment": '<w:document xmlns:w="{w}"><w:body><w:p><w:r><w:commentReference w:id="1"/></w:r>'
    "</w:p></w:body></w:document>",
    "empty": '<w:document xmlns:w="{w}"><w:body/></w:document>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_plain_document_is_refused(name, document, tmp_path, looked, snapshot):
    package = read_package(document)
    copy = tmp_path / "edited.docx"
    body = HOSTILE[name].replace("{w}", NAMES["w"])
    write_package(copy, package | {MAIN: body.encode()})
    with pytest.raises(EvidenceError) as refused:
        looked(copy)
    assert str(refused.value).replace(str(tmp_path), "") == snapshot


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 half a file", b"%PDF-1.7", "EncryptedPackage".encode("utf-16-le")]
)
def test_what_is_no_word_file_is_refused(content, tmp_path, looked, snapshot):
    path = tmp_path / "edited.docx"
    path.write_bytes(content)
    with pytest.raises(EvidenceError) as refused:
        looked(path)
    assert str(refused.value).replace(str(tmp_path), "") == snapshot


def test_a_file_that_unpacks_to_far_more_is_refused(document, tmp_path, looked):
    package = read_package(document)
    bomb = package[MAIN].replace(b"<w:sectPr", b"<w:p/>" * 4_000_000 + b"<w:sectPr", 1)
    path = tmp_path / "edited.docx"
    write_package(path, package | {MAIN: bomb})
    assert path.stat().st_size < 1_000_000
    with pytest.raises(EvidenceError, match="far larger than any document"):
        looked(path)


def test_a_comment_in_its_own_part_is_refused(document, tmp_path, looked):
    package = read_package(document)
    tree = parsed(package["word/comments.xml"])
    tree.append(parsed(f'<w:comment xmlns:w="{NAMES["w"]}" w:id="1"/>'.encode()))
    path = tmp_path / "edited.docx"
    write_package(path, package | {"word/comments.xml": written(tree)})
    with pytest.raises(EvidenceError, match="The document has comments"):
        looked(path)


def test_a_workbook_in_another_format_is_left_alone(edit, looked, tmp_path):
    found = looked(edit(("Protect the ten", "Guard the ten")))
    with pytest.raises(EvidenceError, match=r"an Excel Workbook \(.xlsx\) only"):
        write(replace(found, book=tmp_path / "evidence.ods"))
    assert list(tmp_path.glob("*taken-back*")) == []


def test_a_cell_with_a_formula_is_left_alone(edit, tmp_path):
    workspace = copy_riverside(tmp_path / "riverside")
    make(workspace)
    found = look(Workspace(workspace), edit(("Protect the ten", "Guard the ten")))
    sheet, row, column = found.edits[0].cell
    book = openpyxl.load_workbook(found.book)
    book[sheet].cell(row, column).value = '="Protect the ten minutes"'
    book.save(found.book)
    with pytest.raises(EvidenceError, match="nothing was written"):
        write(found)
    assert list(found.book.parent.glob("*taken-back*")) == []


letters = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=40)


@given(was=letters, now=letters)
def test_merging_keeps_the_new_words_and_the_old_quotation_marks(was, now):
    made = taking_back._merged(was, now)
    assert words_mark(made) == words_mark(now)
    assert taking_back._merged(was, was) == was


def test_a_document_of_an_earlier_making_is_only_looked_at_for_its_cells(edit, looked):
    found = looked(edit(("XMH", "AAA"), ("Only a comparison", "But a comparison")))
    assert (found.edits, found.left, found.looked_at_all) == ((), (), False)
    assert found.other == ("But a comparison group can speak of a difference.",)


def cell_of(was: str, now: str, pupils: frozenset[str], made: Path) -> object:
    """What becomes of a one-line cell that said something and is edited."""
    from spp_research.intake import read_workbook

    reading = read_workbook(Workspace(made).evidence_file("oakfield"), SCHOOL)
    line = next(one for one in cell_lines(reading) if one.words.startswith(LEARNT))
    typed = reading.rows[line.sheet]
    cells = tuple(was if at == line.row else cell for at, cell in typed.cells(line.column))
    typed = replace(typed, columns={**typed.columns, line.column: cells})
    reading = replace(reading, rows={**reading.rows, line.sheet: typed})
    return taking_back._cell(line, {0: now}, reading, pupils)


@pytest.mark.parametrize(
    ("was", "now", "taken"),
    [
        ("Alignment of plans, Lisanne's words", "Lisa was upset, and Ali left", False),
        ("Then Lisa read to us all", "Then Lisa and Lisa read", False),
        ("Then Lisa read to us all", "Again Lisa read to all of us", True),
        ("Then Lisa read to us all", "Then Ali read to us all", False),
    ],
)
def test_a_name_is_new_unless_these_very_words_were_there(made, was, now, taken):
    became = cell_of(was, now, frozenset({"Lisa", "Ali"}), made)
    assert isinstance(became, taking_back.Edit) is taken
    assert taken or ("a pupil's name" in became.why and became.now == "")


@pytest.mark.parametrize("code", ["_x003D_", "_x003d_", "_xD800_", "a_x0041_b"])
def test_the_code_of_a_letter_stops_its_own_cell_alone(code, document, tmp_path):
    workspace = copy_riverside(tmp_path / "riverside")
    make(workspace)
    words = f"Guard {code} them"
    changes = [(LEARNT, words), (LEARNT, words), ("Words read correctly", "More words were read")]
    found = look(Workspace(workspace), replaced(document, tmp_path / "a.docx", *changes))
    assert [edit.now for edit in found.edits] == ["More words were read"]
    assert [one.why[:34] for one in found.left] == ["It holds what a workbook takes for"]
    assert write(found).is_file()


def no(facts: dict, name: str) -> None:
    del facts[name]


BAD = {
    "no school": lambda facts: no(facts, "school"),
    "another school": lambda facts: facts.update(school="copperbeck"),
    "a list for a school": lambda facts: facts.update(school=["oakfield"]),
    "a list for a kind": lambda facts: facts.update(kind=["x"]),
    "another kind": lambda facts: facts.update(kind="review-summary"),
    "a word for a signature": lambda facts: facts.update(signature="x"),
    "a number for a mark": lambda facts: facts.update(signature={"text_mark": 1}),
    "a list for the facts": lambda facts: facts.update(word=[1]),
    "no paragraphs": lambda facts: no(facts["word"], "paragraphs"),
    "paragraphs of lists": lambda facts: facts["word"].update(paragraphs=[[]]),
    "no places": lambda facts: no(facts["word"], "places"),
    "a list for the places": lambda facts: facts["word"].update(places=[1]),
    **{
        f"each place {json.dumps(place)}": lambda facts, place=place: facts["word"].update(
            places=dict.fromkeys(facts["word"]["places"], place)
        )
        for place in (
            *(["findings"], None, [[], {}, [], 0], 7, "abcd", ["findings", "F1", "finding", "0"]),
            ["reflection", "\ud800", "lessons", 0],
            *(["reflection", "I1", "lessons", True], ["reflection", "", "lessons", 0]),
        )
    },
}


@pytest.mark.parametrize("name", BAD)
def test_a_manifest_that_cannot_be_true_is_as_none(name, made, document, edit, tmp_path):
    workspace = tmp_path / "riverside"
    shutil.copytree(made, workspace)
    path = workspace / "reports" / "oakfield" / KIND / cache.MANIFEST
    facts = json.loads(path.read_text())
    BAD[name](facts)
    path.write_text(json.dumps(facts))
    word = edit(("Protect", "Guard"), every=True)
    with pytest.raises(EvidenceError, match="No report in this folder was made with the marks"):
        look(Workspace(workspace), word)
    other = workspace / "reports" / "copperbeck" / KIND  # a bad one stops no other
    shutil.copytree(path.parent, other)
    shutil.copy(document.parent / cache.MANIFEST, path)
    (other.parent / "review-summary").mkdir()
    (other.parent / "review-summary" / cache.MANIFEST).write_text("[" * 100_000)
    assert len(look(Workspace(workspace), word).edits) == 1


def test_a_manifest_reaches_no_cell_of_another_school(made, edit, tmp_path):
    workspace = tmp_path / "riverside"
    shutil.copytree(made, workspace)
    reports_of = workspace / "reports"
    shutil.move(reports_of / "oakfield", reports_of / "copperbeck")
    path = reports_of / "copperbeck" / KIND / cache.MANIFEST
    path.write_text(path.read_text().replace('"oakfield"', '"copperbeck"'))
    with pytest.raises(EvidenceError, match="No report in this folder was made with the marks"):
        look(Workspace(workspace), edit(("Protect", "Guard"), every=True))


def _moved(text: etree._Element) -> None:
    """An edited paragraph cut, and pasted at the beginning."""
    paragraph = _paragraph_of(text, LEARNT)
    next(one for one in paragraph.iter(W_T) if one.text.startswith("Protect")).text = "Guard it."
    paragraph.getparent().insert(0, paragraph)


def _merged(text: etree._Element) -> None:
    """Two paragraphs in one, each text still in its control."""
    first, second = (_paragraph_of(text, words) for words in ("List every", "Time one minute"))
    assert first.getnext() is second
    first.extend([one for one in second if not one.tag.endswith("}pPr")])
    second.getparent().remove(second)


def _run_together(text: etree._Element) -> None:
    """The words of a paragraph typed on at the end of another."""
    first, second = (_paragraph_of(text, words) for words in ("List every", "Time one minute"))
    last = [one for one in first.iter(W_T) if one.text][-1]
    last.text += " " + "".join(one.text or "" for one in second.iter(W_T))
    second.getparent().remove(second)


def _gone(text: etree._Element) -> None:
    """A paragraph taken out, as the cells of a row of a table are."""
    paragraph = _paragraph_of(text, "Words read correctly")
    paragraph.getparent().remove(paragraph)


def _paragraph_of(text: etree._Element, words: str) -> etree._Element:
    """The first paragraph whose marked text begins so."""
    return next(
        paragraph
        for paragraph in text.iter(tag("w:p"))
        for control in paragraph.iter(tag("w:sdtContent"))
        if "".join(one.text or "" for one in control.iter(W_T)).startswith(words)
    )


@pytest.mark.parametrize("change", [_moved, _merged, _run_together, _gone])
def test_what_was_moved_merged_or_taken_out_is_told_as_what_it_became(
    change, document, tmp_path, looked, snapshot
):
    package = read_package(document)
    text = parsed(package[MAIN])
    change(text)
    write_package(tmp_path / "edited.docx", package | {MAIN: written(text)})
    assert said(looked(tmp_path / "edited.docx")) == snapshot


@pytest.mark.parametrize("joined", [1, 2])
def test_what_is_gone_of_the_kits_own_is_said_by_its_number(joined, document, tmp_path, looked):
    package = read_package(document)
    text = package[MAIN].decode()
    for words in ("The last words", "Only a comparison")[:joined]:
        text = re.sub(rf"<w:p>(?:(?!</w:p>).)*{words}.*?</w:p>", "", text, flags=re.S)
    copy = tmp_path / "edited.docx"
    write_package(copy, package | {MAIN: text.encode()})
    (one,) = looked(copy).left
    many, verb, them = {1: ("One paragraph", "was", "it"), 2: ("Two paragraphs", "were", "them")}[
        joined
    ]
    assert one.why == (
        f"{many} of the kit’s own text {verb} edited or taken out, and the next document will have "
        f"{them} again."
    )


@pytest.mark.parametrize("again", [False, True])
def test_what_came_home_is_said_to_be_there(again, edit, tmp_path, spp, snapshot):
    workspace = copy_riverside(tmp_path / "riverside")
    make(workspace)
    changes = ("Protect the ten", "Guard the ten"), ("Only a comparison", "But a comparison")
    word = edit(*changes) if not again else edit(*changes, ("XMH", "AAA"))
    place = Workspace(workspace)
    shutil.move(write(look(place, word)), place.evidence_file("oakfield"))
    make(workspace)
    assert look(place, word).home == 1
    assert spp("take-back", word, "-w", workspace).out.replace(str(tmp_path), "") == snapshot


def test_the_command_lists_and_writes_after_a_yes(edit, tmp_path, spp, snapshot):
    workspace = copy_riverside(tmp_path / "riverside")
    make(workspace)
    word = edit(("Protect the ten minutes", "Guard the ten minutes"))
    listed = spp("take-back", word, "-w", workspace)
    assert listed.code == 0
    assert listed.out.replace(str(tmp_path), "") == snapshot
    assert not list((workspace / "schools" / "oakfield").glob("*taken-back*"))
    done = spp("take-back", word, "--yes", "-w", workspace)
    assert done.out.replace(str(tmp_path), "").splitlines()[-1] == snapshot
    assert (workspace / "schools" / "oakfield" / "evidence.taken-back.xlsx").is_file()
    assert spp("take-back", tmp_path / "none.docx", "-w", workspace).code == 11
