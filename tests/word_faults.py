"""What would keep a Word document from being read aloud, navigated or edited with ease."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
}
W = f"{{{NAMES['w']}}}"


def word_faults(path: Path) -> list[str]:
    """Every fault of a document, each in a few words; none is what a report should have."""
    with zipfile.ZipFile(path) as parts:
        body = ET.fromstring(parts.read("word/document.xml")).find("w:body", NAMES)
        styles = ET.fromstring(parts.read("word/styles.xml"))
        core = ET.fromstring(parts.read("docProps/core.xml"))
    assert body is not None
    return [*_properties(core), *_language(styles), *_styles(body, styles), *_headings(body),
            *_pictures(body), *_tables(body)]  # fmt: skip


def _properties(core: ET.Element) -> Iterator[str]:
    for name in ("dc:title", "dc:creator", "dc:description", "cp:keywords"):
        found = core.find(name, NAMES)
        if found is None or not (found.text or "").strip():
            yield f"the document's properties have no {name.split(':')[1]}"


def _language(styles: ET.Element) -> Iterator[str]:
    default = styles.find("w:docDefaults/w:rPrDefault/w:rPr/w:lang", NAMES)
    if default is None or default.get(f"{W}val") != "en-GB":
        yield "the language of the text is not said to be British English"


def _styles(body: ET.Element, styles: ET.Element) -> Iterator[str]:
    known = {style.get(f"{W}styleId") for style in styles.iter(f"{W}style")}
    for used in sorted({str(style.get(f"{W}val")) for style in body.iter(f"{W}pStyle")}):
        if used not in known:
            yield f"style {used} is used and not declared"
    for paragraph in body.iter(f"{W}p"):
        if paragraph.find("w:pPr/w:pStyle", NAMES) is None and _text(paragraph).strip():
            yield f"a paragraph without a style: {_text(paragraph)[:40]!r}"


def _headings(body: ET.Element) -> Iterator[str]:
    before = 0
    styles = [_style(paragraph) for paragraph in body.iter(f"{W}p")]
    if styles.count("Title") != 1:
        yield f"{styles.count('Title')} titles"
    for paragraph in body.iter(f"{W}p"):
        style = _style(paragraph)
        if not style.startswith("Heading"):
            continue
        level = int(style.removeprefix("Heading"))
        if level > before + 1:
            yield f"heading {_text(paragraph)!r} is of level {level}, after one of {before}"
        before = level


def _pictures(body: ET.Element) -> Iterator[str]:
    for drawing in body.iter(f"{{{NAMES['wp']}}}inline"):
        said = drawing.find("wp:docPr", NAMES)
        if said is None or len(said.get("descr") or "") < 10:
            yield "a picture without alternative text"


def _tables(body: ET.Element) -> Iterator[str]:
    for table in body.iter(f"{W}tbl"):
        first = table.find("w:tr", NAMES)
        name = _text(first)[:40] if first is not None else ""
        if first is None or first.find("w:trPr/w:tblHeader", NAMES) is None:
            yield f"the table {name!r} has no row of headers that is repeated"
        if table.find("w:tblPr/w:tblCaption", NAMES) is None:
            yield f"the table {name!r} has no title"
        look = table.find("w:tblPr/w:tblLook", NAMES)
        if look is None or look.get(f"{W}firstColumn") != "1":
            yield f"the table {name!r} does not say that its first column heads the rows"
        if table.find(".//w:vMerge", NAMES) is not None:
            yield f"the table {name!r} has cells merged over rows"


def _style(paragraph: ET.Element) -> str:
    style = paragraph.find("w:pPr/w:pStyle", NAMES)
    return "" if style is None else str(style.get(f"{W}val"))


def _text(element: ET.Element) -> str:
    return "".join(run.text or "" for run in element.iter(f"{W}t"))
