"""The styles of a Word report, declared as data, and how they are written in Word's XML.

Spaces and sizes follow the page and the PDF, so that the three read as one design. Change a
style here, then make `reports/_style/reference.docx` again with `word.make_reference`.
"""

import re
from dataclasses import dataclass

FONT = "Calibri"
LANGUAGE = "en-GB"
ACCENT, INK, QUIET, HAIRLINE, TINT = "12436D", "0B0C0C", "4D555B", "C3C8CC", "F0F4F8"
TEXT_WIDTH_MM = 160  # what the charts are made for
MEASURE_MM = 134  # about 72 characters of the text size
BESIDE_MM = TEXT_WIDTH_MM - MEASURE_MM

# Where Pandoc's bullets hang, in twips: a panel's rule stands there for text and lists alike.
LIST_HANGS_AT = 360


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
    outline: int | None = None
    bar: bool = False  # a grey rule at the left
    panel: bool = False  # tinted, with a rule at the left
    heads_panel: bool = False
    following: str | None = None
    rule_below: bool = False
    tab_right: bool = False  # a stop at the right edge of the text
    align_right: bool = False

    @property
    def id(self) -> str:
        """How the rest of a document names it: built-in names are lower case, ids are not."""
        return "".join(word[0].upper() + word[1:] for word in self.name.split())


STYLES = (
    Style("Body Text", after=7, line=1.15, right=BESIDE_MM),
    Style(
        "First Paragraph",
        based="Body Text",
        after=7,
        line=1.15,
        right=BESIDE_MM,
        following="Body Text",
    ),
    Style("Compact", based="Body Text", after=3, line=1.15, right=BESIDE_MM),
    Style("Logo", after=14, keep_next=True),
    Style("Title", size=27, colour=ACCENT, bold=True, after=4, line=1.0, following="Subtitle"),
    Style("Subtitle", size=14, colour=QUIET, bold=True, after=8, following="Author"),
    Style("Author", size=10, colour=QUIET),
    Style("Date", size=10, colour=QUIET, after=12),
    Style("Focus", size=13.5, after=8, line=1.15, right=BESIDE_MM),
    Style("Audience", size=10, colour=QUIET, after=2),
    Style("Status", size=10, bold=True, after=18),
    Style(
        "heading 1",
        size=16,
        colour=ACCENT,
        bold=True,
        before=18,
        after=6,
        keep_next=True,
        keep_lines=True,
        outline=0,
        following="Body Text",
    ),
    Style(
        "heading 2",
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
        "heading 3",
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
    Style("Notes Kept", based="Notes", before=4, line=1.1, right=BESIDE_MM, keep_next=True),
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
    Style("Captioned Figure Kept", based="Captioned Figure", after=2, keep_next=True),
    Style("Table Text", size=9.5, line=1.05),
    Style("Table Text Kept", based="Table Text", line=1.05, keep_next=True),
    Style("Table Space", based="Table Text", before=14, after=14),
    Style("Table Heading", based="Table Text", bold=True, line=1.05, keep_next=True),
    Style("header", size=8.5, colour=QUIET, rule_below=True, tab_right=True),
    Style("footer", size=8.5, colour=QUIET, align_right=True),
    Style("Footnote Text", size=9, colour=QUIET, right=BESIDE_MM),
)


_KEEPING = frozenset(style.name for style in STYLES if style.keep_next)


def _border(edge: str, size: int, colour: str, space: int = 0) -> str:
    return f'<w:{edge} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'


def _style_xml(style: Style) -> str:
    """One declared style as WordprocessingML, its parts in the order that Word demands."""
    half, twentieth = 2, 20
    p, r = [], []
    if style.keep_next:
        p.append("<w:keepNext/>")
    elif style.based in _KEEPING:  # or it would be kept with the next as its base is
        p.append('<w:keepNext w:val="0"/>')
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
    if style.align_right:
        p.append('<w:jc w:val="right"/>')
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


def styles_xml(original: str) -> str:
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
    added = "\n".join(ours.values())
    return (defaults + "</w:docDefaults>" + rest).replace("</w:styles>", added + "</w:styles>")
