"""The styles of a Word report, declared as data, and how they are written in Word's XML.

Spaces and sizes follow the page and the PDF, so that the three read as one design. Change a
style here, then make `reports/_style/reference.docx` again with `word.make_reference`, from
`pandoc.default_reference()`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from .word_parts import NAMES, found, tag, w

FONT = "Calibri"
MONOSPACED = "Consolas"  # Pandoc's, of code
SCRIPTS = ("ascii", "hAnsi", "cs", "eastAsia")
LANGUAGE = "en-GB"
ACCENT, INK, QUIET, HAIRLINE, TINT = "12436D", "0B0C0C", "4D555B", "C3C8CC", "F0F4F8"
TEXT_WIDTH_MM = 160  # what the charts are made for
MEASURE_MM = 144  # about 76 characters of the text size
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
    Style("Body Text", after=6, line=1.05, right=BESIDE_MM),
    Style(
        "First Paragraph",
        based="Body Text",
        after=6,
        line=1.05,
        right=BESIDE_MM,
        following="Body Text",
    ),
    Style(
        "Body Text Kept",
        based="Body Text",
        after=6,
        line=1.05,
        right=BESIDE_MM,
        keep_next=True,
        following="Body Text",
    ),
    Style("Compact", based="Body Text", after=3, line=1.05, right=BESIDE_MM),
    Style("Logo", after=14, keep_next=True),
    Style("Title", size=27, colour=ACCENT, bold=True, after=4, line=1.0, following="Subtitle"),
    Style("Subtitle", size=14, colour=QUIET, bold=True, after=8, following="Author"),
    Style("Author", size=10, colour=QUIET),
    Style("Date", size=10, colour=QUIET, after=12),
    Style("Focus", size=13.5, after=8, line=1.05, right=BESIDE_MM),
    Style("Audience", size=10, colour=QUIET, after=2),
    Style("Status", size=10, bold=True, after=12),
    Style(
        "heading 1",
        size=16,
        colour=ACCENT,
        bold=True,
        before=16,
        after=5,
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
        before=12,
        after=3,
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
        before=9,
        after=2,
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
    Style("Panel", line=1.05, keep_next=True, after=3, keep_lines=True, panel=True),
    Style("Panel Last", based="Panel", line=1.05, after=16, keep_lines=True, panel=True),
    Style(
        "Panel List", based="Panel", line=1.05, keep_next=True, after=3, keep_lines=True, panel=True
    ),
    Style("Panel List Last", based="Panel", line=1.05, after=16, keep_lines=True, panel=True),
    # The box that closes a document holds the method, which few look up.
    *(
        Style(
            f"Closing{last}",
            based=f"Panel{last}",
            size=9.5,
            line=1.0,
            after=16 if last.endswith("Last") else 2,
            keep_next=not last.endswith("Last"),
            keep_lines=True,
            panel=True,
        )
        for last in ("", " Last", " List", " List Last")
    ),
    Style("Notes", size=9, colour=QUIET, before=4, after=6, line=1.0, right=BESIDE_MM),
    Style("Notes Kept", based="Notes", before=4, line=1.0, right=BESIDE_MM, keep_next=True),
    Style(
        "Block Text",
        italic=True,
        before=6,
        after=8,
        line=1.1,
        left=5,
        right=BESIDE_MM,
        bar=True,
        keep_lines=True,
    ),
    Style("Caption", size=10, before=12, after=4, line=1.0, keep_next=True, keep_lines=True),
    Style("Table Caption", based="Caption", before=12, after=4, keep_next=True, keep_lines=True),
    Style("Image Caption", based="Caption", before=12, after=4, keep_next=True, keep_lines=True),
    Style("Captioned Figure", after=14),
    Style("Captioned Figure Kept", based="Captioned Figure", after=2, keep_next=True),
    Style("Table Text", size=9.5, line=1.05),
    Style("Table Text Kept", based="Table Text", line=1.05, keep_next=True),
    Style("Table Space", based="Table Text", before=11, after=11),
    Style("Table Space Kept", based="Table Space", before=11, after=11, keep_next=True),
    Style("Table Heading", based="Table Text", bold=True, line=1.05, keep_next=True),
    Style("header", size=8.5, colour=QUIET, rule_below=True, tab_right=True),
    Style("footer", size=8.5, colour=QUIET, align_right=True),
    Style("Footnote Text", size=9, colour=QUIET, right=BESIDE_MM),
)


_KEEPING = frozenset(style.name for style in STYLES if style.keep_next)


def _border(edge: str, size: int, colour: str, space: int = 0) -> etree._Element:
    return w(edge, val="single", sz=size, space=space, color=colour)


def _borders(style: Style) -> Iterator[etree._Element]:
    if style.bar:
        yield w("pBdr", _border("left", 12, HAIRLINE, 8))
    if style.rule_below:
        yield w("pBdr", _border("bottom", 4, HAIRLINE, 4))
    if style.panel:
        # Word and LibreOffice join paragraphs with equal borders and indents into one box,
        # so the padding below is drawn once, under the last paragraph of a run of them.
        left, right = _border("left", 18, ACCENT, 8), _border("right", 2, TINT, 8)
        if style.heads_panel:
            yield w("pBdr", _border("top", 2, TINT, 8), left, right)
        else:
            yield w("pBdr", left, _border("bottom", 2, TINT, 8), right)
        yield w("shd", val="clear", color="auto", fill=TINT)


def _paragraph(style: Style) -> Iterator[etree._Element]:
    """What a style says of a paragraph, in the order that Word demands."""
    twentieth = 20
    if style.keep_next:
        yield w("keepNext")
    elif style.based in _KEEPING:  # or it would be kept with the next as its base is
        yield w("keepNext", val=0)
    if style.keep_lines:
        yield w("keepLines")
    yield from _borders(style)
    if style.tab_right:
        yield w("tabs", w("tab", val="right", pos=twips(TEXT_WIDTH_MM)))
    spacing = w(
        "spacing", before=round(twentieth * style.before), after=round(twentieth * style.after)
    )
    if style.line:
        spacing.set(tag("w:line"), str(round(240 * style.line)))
        spacing.set(tag("w:lineRule"), "auto")
    yield spacing
    if style.panel:
        yield w("ind", left=LIST_HANGS_AT, right=170)
    elif style.left is not None or style.right is not None:
        yield w("ind", left=twips(style.left or 0), right=twips(style.right or 0))
    if style.align_right:
        yield w("jc", val="right")
    if style.outline is not None:
        yield w("outlineLvl", val=style.outline)


def _letters(style: Style) -> Iterator[etree._Element]:
    half = 2
    if style.bold:
        yield from (w("b"), w("bCs"))
    if style.italic:
        yield from (w("i"), w("iCs"))
    if style.colour:
        yield w("color", val=style.colour)
    if style.size:
        size = round(half * style.size)
        yield from (w("sz", val=size), w("szCs", val=size))


def _style(style: Style) -> etree._Element:
    """One declared style as WordprocessingML."""
    following = [w("next", val=style.following.replace(" ", ""))] if style.following else []
    return w(
        "style",
        w("name", val=style.name),
        w("basedOn", val=style.based.replace(" ", "")),
        *following,
        w("qFormat"),
        w("pPr", *_paragraph(style)),
        w("rPr", *_letters(style)),
        type="paragraph",
        styleId=style.id,
    )


def _table() -> etree._Element:
    """Thin horizontal rules only. The first column carries the name of its row, in plain weight."""
    rules = (_border("top", 8, INK), _border("bottom", 6, INK), _border("insideH", 4, HAIRLINE))
    widths = (("top", 50), ("left", 0), ("bottom", 50), ("right", 140))
    margins = (w(edge, w=width, type="dxa") for edge, width in widths)
    first_row = w(
        "tblStylePr",
        w("rPr", w("b"), w("bCs")),
        w("tblPr"),
        w("trPr", w("tblHeader")),
        w("tcPr", w("tcBorders", _border("bottom", 6, INK)), w("vAlign", val="bottom")),
        type="firstRow",
    )
    return w(
        "style",
        w("name", val="Table"),
        w("basedOn", val="TableNormal"),
        w("qFormat"),
        w("tblPr", w("tblBorders", *rules), w("tblCellMar", *margins)),
        w("trPr", w("cantSplit")),
        first_row,
        type="table",
        default=1,
        styleId="Table",
    )


def _table_normal() -> etree._Element:
    return w(
        "style",
        w("name", val="Normal Table"),
        w("uiPriority", val=99),
        w("semiHidden"),
        w("unhideWhenUsed"),
        type="table",
        styleId="TableNormal",
    )


def _hyperlink() -> etree._Element:
    return w(
        "style",
        w("name", val="Hyperlink"),
        w("rPr", w("color", val=ACCENT), w("u", val="single")),
        type="character",
        styleId="Hyperlink",
    )


def restyle(styles: etree._Element) -> None:
    """Put our styles in the place of Pandoc's, in Calibri 11 pt and UK English.

    Parameters
    ----------
    styles : the tree of Pandoc's own styles, which is changed.

    Raises
    ------
    LookupError
        When it lacks what every version of Pandoc has had: its defaults and its styles.
    """
    _put(styles, [*map(_style, STYLES), _table_normal(), _table(), _hyperlink()])
    for fonts in styles.findall(".//w:rFonts", NAMES):
        if MONOSPACED not in fonts.attrib.values():
            fonts.getparent().replace(fonts, w("rFonts", **dict.fromkeys(SCRIPTS, FONT)))
    found(styles, ".//w:lang")
    for language in styles.iter(tag("w:lang")):
        language.set(tag("w:val"), LANGUAGE)
    letters = found(styles, "w:docDefaults/w:rPrDefault/w:rPr")
    for size in ("w:sz", "w:szCs"):
        found(letters, size).set(tag("w:val"), "22")
    paragraph = found(styles, "w:docDefaults/w:pPrDefault/w:pPr")
    found(paragraph, "w:spacing").set(tag("w:after"), "0")


def add_styles(styles: etree._Element, more: Sequence[Style]) -> None:
    """Add paragraph styles to a document's own, in the place of those of the same name."""
    _put(styles, [*map(_style, more)])


def _put(styles: etree._Element, ours: Sequence[etree._Element]) -> None:
    named = {style.get(tag("w:styleId")) for style in ours}
    for style in styles.findall("w:style", NAMES):
        if style.get(tag("w:styleId")) in named:
            styles.remove(style)
    styles.extend(ours)


def recolour(styles: etree._Element, accent: str, tint: str) -> int:
    """Write a report's own colours where the styles have the kit's.

    Returns
    -------
    How many places had one of the kit's.
    """
    new = {ACCENT: accent, TINT: tint}
    changed = 0
    for element in styles.iter(etree.Element):
        of_text = (tag("w:val"),) if element.tag == tag("w:color") else ()
        for name in (*of_text, tag("w:color"), tag("w:fill")):
            if (colour := new.get(element.get(name, ""))) is not None:
                element.set(name, colour)
                changed += 1
    return changed
