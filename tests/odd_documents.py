"""Word documents as schools and attackers make them, for tests of what is read of them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import openpyxl
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor

from spp_research.schema import SCHOOL

SECRET = "Zebedee"  # stands wherever a reader of the document does not see it
_NAMES = nsdecls("w", "r", "wp", "a", "pic")
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_MATHS = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
_BOX = (
    f'<w:r {_NAMES}><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox>'
    "<w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>"
    "</w:pict></w:r>"
)


def document(*paragraphs: str, change: Callable[[Document], None] | None = None) -> bytes:
    """A document with these paragraphs, and what a test does with it."""
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if change is not None:
        change(made)
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def script() -> bytes:
    """The script of a session as a school has it: headings, a list, a rota, a question to ask."""

    def change(made: Document) -> None:
        made.add_heading("Script of a reading session", 0)
        made.add_heading("Before", 1)
        for step in ("Put six books on the table.", "Take the list of words."):
            made.add_paragraph(step, style="List Number")
        made.add_paragraph("The words of yesterday on top.", style="List Bullet")
        made.add_heading("In the session", 1)
        said = made.add_paragraph("Ask: ")
        said.add_run("What do you think happens next?").bold = True
        said.add_run(" Wait for ten seconds; ")
        said.add_run("nobody").italic = True
        said.add_run(" puts a hand up.")
        rows = (("Minute", "What", "Who"), ("0 to 5", "Words", "Adult"), ("5 to 20", "", "All"))
        table = made.add_table(3, 3)
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text

    return document(change=change)


def add(made: Document, xml: str) -> None:
    """Put something into the last paragraph of a document."""
    made.paragraphs[-1]._p.append(parse_xml(xml))


def hidden(made: Document) -> None:
    """The secret in each of the ways in which a text can be there and not be read."""
    line = made.add_paragraph("Seen.")
    line.add_run(SECRET).font.hidden = True
    line.add_run(SECRET).font.size = Pt(1)
    style = made.styles.add_style("Quiet", 1)
    style.font.hidden = True
    made.add_paragraph(SECRET, style="Quiet")
    made.add_paragraph("Also seen.")
    for xml in (
        f'<w:del {_NAMES} w:id="1" w:author="{SECRET}"><w:r><w:delText>{SECRET}</w:delText></w:r>'
        "</w:del>",
        f'<w:moveFrom {_NAMES} w:id="2" w:author="{SECRET}"><w:r><w:t>{SECRET}</w:t></w:r>'
        "</w:moveFrom>",
        _BOX.format(words=SECRET),
        f"<mc:AlternateContent {_MC} {_NAMES}><mc:Choice Requires='wps'><w:r><w:t>{SECRET}</w:t>"
        "</w:r></mc:Choice></mc:AlternateContent>",
        f"<w:r {_NAMES}><w:drawing><wp:inline><wp:docPr id='1' name='{SECRET}' descr='{SECRET}'/>"
        "</wp:inline></w:drawing></w:r>",
        f"<w:r {_NAMES}><w:fldChar w:fldCharType='begin'/></w:r>",
        f'<w:r {_NAMES}><w:instrText>INCLUDEPICTURE "http://{SECRET}/a.png" DDEAUTO</w:instrText>'
        "</w:r>",
        f"<w:r {_NAMES}><w:t>{SECRET}</w:t></w:r>",
        f"<w:r {_NAMES}><w:fldChar w:fldCharType='separate'/></w:r>",
        f"<w:r {_NAMES}><w:t> the result </w:t></w:r>",
        f"<w:r {_NAMES}><w:fldChar w:fldCharType='end'/></w:r>",
        f"<m:oMath {_MATHS}><m:r><m:t>{SECRET}</m:t></m:r></m:oMath>",
        f"<w:sdt {_NAMES}><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>{SECRET}"
        "</w:t></w:r></w:sdtContent></w:sdt>",
        f"<w:r {_NAMES}><w:object><w:t>{SECRET}</w:t></w:object></w:r>",
        f"<w:r {_NAMES}><w:sym w:font='{SECRET}' w:char='F041'/></w:r>",
        f"<x:note xmlns:x='urn:{SECRET}' {_NAMES}><w:r><w:t>{SECRET}</w:t></w:r></x:note>",
    ):
        add(made, xml)
    made.element.body.insert(1, parse_xml(f'<w:altChunk {_NAMES} r:id="rId77"/>'))
    made.add_comment(made.paragraphs[-1].runs, text=SECRET, author=SECRET, initials="ZZ")
    section = made.sections[0]
    section.header.paragraphs[0].text = SECRET
    section.footer.paragraphs[0].text = SECRET
    about = made.core_properties
    about.author = about.title = about.comments = about.keywords = about.last_modified_by = SECRET
    table = made.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "Seen in a table", SECRET
    row = table.rows[1]._tr
    row.get_or_add_trPr().append(parse_xml(f"<w:hidden {_NAMES}/>"))


def white(made: Document) -> None:
    """White letters, as they stand on the dark head of a table."""
    made.add_paragraph().add_run("In white.").font.color.rgb = RGBColor(255, 255, 255)


def with_parts(data: bytes, parts: Mapping[str, bytes | str], **changed: tuple[str, str]) -> bytes:
    """A document with further parts in its archive, and with some of those it has written anew.

    Parameters
    ----------
    changed : by a part's name with `_` for each sign, a pattern and what takes its place.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", 8) as new:
        for name in old.namelist():
            content = old.read(name)
            if pair := changed.get(re.sub(r"\W", "_", name)):
                content = re.sub(pair[0], pair[1], content.decode(), count=1).encode()
            new.writestr(name, content)
        for name, content in parts.items():
            new.writestr(name, content)
    return made.getvalue()


def write_sheet(path: Path, *rows: Mapping[str, object], sheet: str = "materials") -> None:
    """A sheet of a workbook, which may have none, with these rows alone."""
    book = openpyxl.load_workbook(path)
    declared = SCHOOL.sheet(sheet)
    if declared.title in book.sheetnames:
        del book[declared.title]
    page = book.create_sheet(declared.title)
    page.append([field.label for field in declared.fields])
    for row in rows:
        page.append([row.get(field.name) for field in declared.fields])
    book.save(path)
