"""The Word style: a reference document made from Pandoc's own, and last touches per report.

Pandoc copies styles, header and footer from `reports/_style/reference.docx`. That file is
made here, from the styles declared below, so that nobody has to edit a binary by hand; a
test makes it again and compares. `finish` then writes into one report what Pandoc cannot:
its header, which first cells head their rows, and rows that stay whole.
"""

import re
import subprocess
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

FONT = "Calibri"
LANGUAGE = "en-GB"
ACCENT, INK, QUIET, HAIRLINE, TINT = "12436D", "0B0C0C", "4D555B", "C3C8CC", "F0F4F8"
TEXT_WIDTH_MM = 160  # what the charts are made for
MEASURE_MM = 134  # about 72 characters of the text size
BESIDE_MM = TEXT_WIDTH_MM - MEASURE_MM

# Where Pandoc's bullets hang, in twips: a panel's rule stands there for text and lists alike.
LIST_HANGS_AT = 360

# Zip entries carry a date; a fixed one keeps the reference document the same every time.
ZIP_DATE = (2026, 1, 1, 0, 0, 0)


def twips(millimetres: float) -> int:
    """Twentieths of a point, Word's unit of length."""
    return round(millimetres * 1440 / 25.4)


@dataclass(frozen=True)
class Style:
    """One paragraph style. Sizes and spaces in points, indents in millimetres."""

    name: str
    based: str = "Normal"
    size: float | None = None
    colour: str | None = None
    bold: bool = False
    italic: bool = False
    before: float = 0
    after: float = 0
    line: float | None = None
    left: float | None = None
    right: float | None = None
    keep_next: bool = False
    keep_lines: bool = False
    page_break_before: bool = False
    outline: int | None = None
    bar: bool = False  # a grey rule at the left
    panel: bool = False  # tinted, with a rule at the left
    heads_panel: bool = False
    following: str | None = None
    tab_right: bool = False
    rule_below: bool = False

    @property
    def id(self) -> str:
        return self.name.replace(" ", "")


STYLES = (
    Style("Body Text", after=8, line=1.25, right=BESIDE_MM),
    Style("First Paragraph", based="Body Text", after=8, following="Body Text"),
    Style("Compact", based="Body Text", after=4, line=1.2),
    Style("Title", size=27, colour=ACCENT, bold=True, after=4, line=1.0, following="Subtitle"),
    Style("Subtitle", size=14, colour=QUIET, bold=True, after=8, following="Author"),
    Style("Author", size=10, colour=QUIET),
    Style("Date", size=10, colour=QUIET, after=12),
    Style("Focus", size=13.5, after=8, line=1.15, right=BESIDE_MM),
    Style("Audience", size=10, colour=QUIET, after=2),
    Style("Status", size=10, bold=True, after=18),
    Style(
        "Heading 1",
        size=16,
        colour=ACCENT,
        bold=True,
        before=22,
        after=6,
        keep_next=True,
        keep_lines=True,
        outline=0,
        following="Body Text",
    ),
    Style(
        "Heading 2",
        size=12.5,
        colour=INK,
        bold=True,
        before=16,
        after=4,
        keep_next=True,
        keep_lines=True,
        outline=1,
        following="Body Text",
    ),
    Style(
        "Heading 3",
        size=11,
        colour=INK,
        bold=True,
        before=12,
        after=3,
        keep_next=True,
        keep_lines=True,
        outline=2,
        following="Body Text",
    ),
    Style(
        "Panel Title",
        size=12,
        colour=ACCENT,
        bold=True,
        before=16,
        keep_next=True,
        keep_lines=True,
        panel=True,
        heads_panel=True,
        following="Panel",
    ),
    Style("Panel", line=1.15, keep_next=True, after=3, keep_lines=True, panel=True),
    Style("Panel Last", based="Panel", line=1.15, after=16, keep_lines=True, panel=True),
    Style(
        "Panel List", based="Panel", line=1.15, keep_next=True, after=3, keep_lines=True, panel=True
    ),
    Style("Panel List Last", based="Panel", line=1.15, after=16, keep_lines=True, panel=True),
    Style("Notes", size=9, colour=QUIET, before=4, after=6, line=1.1, right=BESIDE_MM),
    Style(
        "Block Text",
        italic=True,
        before=6,
        after=8,
        line=1.2,
        left=5,
        right=BESIDE_MM,
        bar=True,
        keep_lines=True,
    ),
    Style("Caption", size=10, before=14, after=5, line=1.1, keep_next=True, keep_lines=True),
    Style("Table Caption", based="Caption", before=14, after=5, keep_next=True, keep_lines=True),
    Style("Image Caption", based="Caption", before=14, after=5, keep_next=True, keep_lines=True),
    Style("Captioned Figure", after=14),
    Style("Table Text", size=9.5, line=1.05),
    Style("Table Text Kept", based="Table Text", line=1.05, keep_next=True),
    Style("Table Heading", based="Table Text", bold=True, line=1.05, keep_next=True),
    Style("Header", size=8.5, colour=QUIET, tab_right=True, rule_below=True),
    Style("Footer", size=8.5, colour=QUIET, tab_right=True),
)


def _border(edge: str, size: int, colour: str, space: int = 0) -> str:
    return f'<w:{edge} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'


def _style_xml(style: Style) -> str:
    """One declared style as WordprocessingML, its parts in the order that Word demands."""
    half, twentieth = 2, 20
    p, r = [], []
    if style.keep_next:
        p.append("<w:keepNext/>")
    if style.keep_lines:
        p.append("<w:keepLines/>")
    if style.bar:
        p.append(f"<w:pBdr>{_border('left', 12, HAIRLINE, 8)}</w:pBdr>")
    if style.rule_below:
        p.append(f"<w:pBdr>{_border('bottom', 4, HAIRLINE, 4)}</w:pBdr>")
    if style.panel:
        # Word and LibreOffice join paragraphs with equal borders and indents into one box,
        # so the padding below is drawn once, under the last paragraph of a run of them.
        padding = ("top", "") if style.heads_panel else ("", "bottom")
        above, below = (_border(edge, 2, TINT, 8) if edge else "" for edge in padding)
        p.append(
            f"<w:pBdr>{above}{_border('left', 18, ACCENT, 8)}{below}"
            f"{_border('right', 2, TINT, 8)}</w:pBdr>"
            f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/>'
        )
    if style.tab_right:
        p.append(f'<w:tabs><w:tab w:val="right" w:pos="{twips(TEXT_WIDTH_MM)}"/></w:tabs>')
    line = f' w:line="{round(240 * style.line)}" w:lineRule="auto"' if style.line else ""
    p.append(
        f'<w:spacing w:before="{round(twentieth * style.before)}"'
        f' w:after="{round(twentieth * style.after)}"{line}/>'
    )
    if style.panel:
        p.append(f'<w:ind w:left="{LIST_HANGS_AT}" w:right="170"/>')
    elif style.left is not None or style.right is not None:
        left, right = twips(style.left or 0), twips(style.right or 0)
        p.append(f'<w:ind w:left="{left}" w:right="{right}"/>')
    if style.outline is not None:
        p.append(f'<w:outlineLvl w:val="{style.outline}"/>')
    if style.bold:
        r.append("<w:b/><w:bCs/>")
    if style.italic:
        r.append("<w:i/><w:iCs/>")
    if style.colour:
        r.append(f'<w:color w:val="{style.colour}"/>')
    if style.size:
        size = round(half * style.size)
        r.append(f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>')
    following = f'<w:next w:val="{style.following.replace(" ", "")}"/>' if style.following else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style.id}">'
        f'<w:name w:val="{style.name}"/><w:basedOn w:val="{style.based.replace(" ", "")}"/>'
        f"{following}<w:qFormat/><w:pPr>{''.join(p)}</w:pPr><w:rPr>{''.join(r)}</w:rPr></w:style>"
    )


# Thin horizontal rules only. The first column carries the name of its row, in plain weight.
TABLE_STYLE = (
    '<w:style w:type="table" w:default="1" w:styleId="Table">'
    '<w:name w:val="Table"/><w:basedOn w:val="TableNormal"/><w:qFormat/>'
    "<w:tblPr><w:tblBorders>"
    + _border("top", 8, INK)
    + _border("bottom", 6, INK)
    + _border("insideH", 4, HAIRLINE)
    + '</w:tblBorders><w:tblCellMar><w:top w:w="50" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
    '<w:bottom w:w="50" w:type="dxa"/><w:right w:w="140" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    '<w:trPr><w:cantSplit/></w:trPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr>'
    "<w:tblPr/><w:trPr><w:tblHeader/></w:trPr><w:tcPr><w:tcBorders>"
    + _border("bottom", 6, INK)
    + '</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr></w:style>'
)
TABLE_NORMAL = (
    '<w:style w:type="table" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
)

FONTS = (
    "<w:rFonts " + " ".join(f'w:{f}="{FONT}"' for f in ("ascii", "hAnsi", "cs", "eastAsia")) + "/>"
)
HYPERLINK = (
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
    f'<w:rPr><w:color w:val="{ACCENT}"/><w:u w:val="single"/></w:rPr></w:style>'
)

FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def _field(instruction: str, shown: str) -> str:
    return (
        FIELD.format("begin")
        + f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        + FIELD.format("separate")
        + f"<w:r><w:t>{shown}</w:t></w:r>"
        + FIELD.format("end")
    )


def _part(kind: str, style: str, runs: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:{kind} xmlns:w="{W}" xmlns:r="{R}"><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f"{runs}</w:p></w:{kind}>"
    )


def header_xml(text: str | None, draft: bool) -> str:
    """The header: the report's own line, or what Word finds in its title and subtitle."""
    if text is None:  # only where Quarto runs by itself, without our last touches
        runs = (
            _field('STYLEREF "Subtitle"', "")
            + '<w:r><w:t xml:space="preserve"> · </w:t></w:r>'
            + _field('STYLEREF "Title"', "")
        )
    else:
        runs = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    if draft:
        runs += (
            f'<w:r><w:tab/></w:r><w:r><w:rPr><w:b/><w:color w:val="{ACCENT}"/></w:rPr>'
            "<w:t>Draft: not signed off</w:t></w:r>"
        )
    return _part("hdr", "Header", runs)


FOOTER = _part(
    "ftr",
    "Footer",
    '<w:r><w:tab/></w:r><w:r><w:t xml:space="preserve">Page </w:t></w:r>'
    + _field("PAGE", "1")
    + '<w:r><w:t xml:space="preserve"> of </w:t></w:r>'
    + _field("NUMPAGES", "1"),
)

SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId101"/>'
    '<w:footerReference w:type="default" r:id="rId102"/>'
    f'<w:pgSz w:w="{twips(210)}" w:h="{twips(297)}"/>'
    f'<w:pgMar w:top="{twips(27)}" w:right="{twips(25)}" w:bottom="{twips(24)}"'
    f' w:left="{twips(25)}" w:header="{twips(12)}" w:footer="{twips(11)}" w:gutter="0"/></w:sectPr>'
)


def _styles(original: str) -> str:
    """Pandoc's styles with ours in their place, in Calibri 11 pt and UK English."""
    ours = {style.id: _style_xml(style) for style in STYLES}
    ours |= {"TableNormal": TABLE_NORMAL, "Table": TABLE_STYLE, "Hyperlink": HYPERLINK}

    def theirs(match: re.Match[str]) -> str:
        return "" if match[1] in ours else match[0]

    kept = re.sub(
        r'<w:style\b[^>]*w:styleId="([^"]+)".*?</w:style>\s*', theirs, original, flags=re.S
    )
    kept = re.sub(r"<w:rFonts\b(?![^>]*Consolas)[^>]*/>", FONTS, kept)
    kept = re.sub(r'(<w:lang w:val=")[^"]+', rf"\g<1>{LANGUAGE}", kept)
    defaults, rest = kept.split("</w:docDefaults>")
    defaults = defaults.replace('w:val="24"', 'w:val="22"').replace('w:after="200"', 'w:after="0"')
    return _with_parts(
        defaults + "</w:docDefaults>" + rest, "</w:styles>", "\n".join(ours.values())
    )


def _with_parts(original: str, closing: str, added: str) -> str:
    assert closing in original  # Pandoc's own reference document, from the same wheel
    return original.replace(closing, added + closing)


def make_reference(path: Path, default: bytes | None = None) -> Path:
    """Write the reference document that gives every Word report its look.

    Parameters
    ----------
    path : where to write it.
    default : Pandoc's own reference document; asked of the embedded Pandoc when not given.

    Returns
    -------
    The path written.
    """
    if default is None:
        from spp_research.publish.pandoc import pandoc_path

        default = subprocess.run(
            [str(pandoc_path()), "--print-default-data-file=reference.docx"],
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
    with zipfile.ZipFile(BytesIO(default)) as source:
        parts = {name: source.read(name).decode() for name in source.namelist()}
    parts["word/styles.xml"] = _styles(parts["word/styles.xml"])
    parts["word/document.xml"] = re.sub(
        r"<w:sectPr>.*</w:sectPr>", SECTION, parts["word/document.xml"], flags=re.S
    )
    parts["word/settings.xml"] = parts["word/settings.xml"].replace("en-US", LANGUAGE)
    parts["word/header1.xml"] = header_xml(None, draft=False)
    parts["word/footer1.xml"] = FOOTER
    parts["word/_rels/document.xml.rels"] = _with_parts(
        parts["word/_rels/document.xml.rels"],
        "</Relationships>",
        f'<Relationship Type="{R}/header" Id="rId101" Target="header1.xml"/>'
        f'<Relationship Type="{R}/footer" Id="rId102" Target="footer1.xml"/>',
    )
    parts["[Content_Types].xml"] = _with_parts(
        parts["[Content_Types].xml"],
        "</Types>",
        f'<Override PartName="/word/header1.xml" ContentType="{OFFICE}.header+xml"/>'
        f'<Override PartName="/word/footer1.xml" ContentType="{OFFICE}.footer+xml"/>',
    )
    _write(path, {name: text.encode() for name, text in parts.items()})
    return path


def _write(path: Path, parts: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(parts, key=lambda part: (part != "[Content_Types].xml", part)):
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, parts[name])


def _plain(value: dict | None) -> str:
    """The words of a metadata value in Pandoc's JSON."""
    if value is None:
        return ""
    kind, content = value.get("t"), value.get("c")
    if kind in ("Str", "MetaString"):
        return str(content)
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind == "Quoted":
        marks = "‘’" if content[0]["t"] == "SingleQuote" else "“”"
        return marks[0] + "".join(_plain(part) for part in content[1]) + marks[1]
    if kind == "MetaList":
        return ", ".join(_plain(part) for part in content)
    if isinstance(content, list):
        return "".join(_plain(part) for part in content if isinstance(part, dict))
    return ""


def _tables(document: str) -> str:
    """First cells that head their rows, and rows that are not broken over pages."""
    document = document.replace(
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="0" w:noVBand="0" w:val="0020"',
        'w:firstColumn="1" w:lastColumn="0" w:noHBand="1" w:noVBand="1" w:val="06A0"',
    )
    document = document.replace("<w:tr><w:trPr>", "<w:tr><w:trPr><w:cantSplit/>")
    return document.replace("<w:tr><w:tc>", "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>")


def _sections(document: str) -> str:
    """The header and footer for the sections that a landscape page divides a report into."""
    references = "".join(re.findall(r"<w:(?:header|footer)Reference\b[^>]*/>", document))
    return document.replace("<w:sectPr><w:pgSz", f"<w:sectPr>{references}<w:pgSz")


def _pictures(document: str) -> str:
    """No space beside a picture: where none is given, some programs make up their own."""
    return document.replace("<wp:inline>", '<wp:inline distT="0" distB="0" distL="0" distR="0">')


def finish(path: Path, meta: dict) -> None:
    """Write into a Word report what Pandoc cannot: header, row headers, whole rows, subject.

    Parameters
    ----------
    path : the document, which is written again in place.
    meta : the report's metadata, as in Pandoc's JSON.
    """
    ours = meta.get("spp", {}).get("c", {})
    text = _plain(ours.get("header")) or _plain(meta.get("title"))
    draft = ours.get("draft", {}).get("c") is True
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["word/document.xml"] = _sections(_tables(parts["word/document.xml"].decode())).encode()
    for name in parts:
        if re.fullmatch(r"word/header\d*\.xml", name):
            parts[name] = header_xml(text, draft).encode()
    core = parts["docProps/core.xml"].decode()
    if "<dc:subject" not in core:
        subject = f"<dc:subject>{escape(_plain(meta.get('subtitle')))}</dc:subject>"
        core = _with_parts(core, "</cp:coreProperties>", subject)
    parts["docProps/core.xml"] = core.encode()
    _write(path, parts)
