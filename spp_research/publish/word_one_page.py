"""A Word document of one page: in the largest type with which it surely stays one.

Word sets the lines, and nobody knows beforehand with which font: Calibri at a school, something
wider where there is none. So the room is reckoned for both, and the more that either needs counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from .word_parts import NAMES, found, tag, w
from .word_styles import twips

SIZES = tuple(half / 2 for half in range(34, 17, -1))  # from 17 to 9 points
_MARGINS = {"top": 18, "right": 22, "bottom": 15, "left": 22, "header": 9, "footer": 8}
_WIDE, _HIGH = 210 - 44, 297 - 33 - 5  # millimetres of text, with a line to spare
_POINT = 25.4 / 72
# In shares of the size: how wide a letter is on average, and how high a line is before the spacing
# of its style. Of DejaVu Sans, which many Linux computers have instead, and of Calibri.
_FONTS = ((0.55, 1.17), (0.5, 1.23))


@dataclass(frozen=True)
class _Look:
    """What a style becomes, all of it in shares of the size of the text."""

    size: float = 1.0
    before: float = 0.0
    after: float = 0.0
    line: float = 1.05


_TEXT = _Look(after=0.4)
_LOOKS = {
    "BodyText": _TEXT,
    "FirstParagraph": _TEXT,
    "BodyTextKept": _TEXT,
    "Compact": _Look(after=0.25),
    "Title": _Look(2.0, after=0.2, line=1.0),
    "Subtitle": _Look(1.1, after=0.3, line=1.0),
    "Heading1": _Look(1.25, before=0.8, after=0.25, line=1.0),
}
# As small as they are, each with the points before and after it.
_SMALL = {
    "Author": (0, 1),
    "Date": (0, 1),
    "Audience": (0, 1),
    "Status": (0, 9),
    "Notes": (6, 0),
    "NotesKept": (6, 0),
}
_SMALL_SIZE = 9.5
_BESIDE_A_LIST = 8  # millimetres


def fit_one_page(document: etree._Element, styles: etree._Element, *, draft: bool) -> float:
    """Give the styles the largest size with which the text stays on a page.

    Parameters
    ----------
    document, styles : the trees of the two parts, which are changed.
    draft : whether it is one, which its header then says.

    Returns
    -------
    The size of the text, in points.
    """
    paragraphs = [*_paragraphs(document)]
    size = next((one for one in SIZES if _height(paragraphs, one) <= _HIGH), SIZES[-1])
    for name, look in _LOOKS.items():
        _set(styles, name, look.size * size, look.before * size, look.after * size, look.line)
    for name, (before, after) in _SMALL.items():
        _set(styles, name, _SMALL_SIZE, before, after, 1.0)
    for section in document.iter(tag("w:sectPr")):
        margins = found(section, "w:pgMar")
        for edge, wide in _MARGINS.items():
            margins.set(tag(f"w:{edge}"), str(twips(wide)))
        for reference in section.findall("w:footerReference", NAMES):  # page 1 of 1
            section.remove(reference)
        if not draft:  # the header would be a rule with nothing above it
            for reference in section.findall("w:headerReference", NAMES):
                section.remove(reference)
    return size


def _paragraphs(document: etree._Element) -> Iterator[tuple[str, int, bool]]:
    """Each paragraph: its style, how many letters it has, and whether it is of a list."""
    for paragraph in found(document, "w:body").iterchildren(tag("w:p")):
        style = paragraph.find("w:pPr/w:pStyle", NAMES)
        letters = sum(len(text.text or "") for text in paragraph.iter(tag("w:t")))
        listed = paragraph.find("w:pPr/w:numPr", NAMES) is not None
        yield (style.get(tag("w:val"), "") if style is not None else ""), letters, listed


def _height(paragraphs: list[tuple[str, int, bool]], size: float) -> float:
    """How high the text is with this size in the font that needs more, in millimetres."""
    return max(_height_in(paragraphs, size, *font) for font in _FONTS)


def _height_in(
    paragraphs: list[tuple[str, int, bool]], size: float, letter: float, line: float
) -> float:
    high = 0.0
    for style, letters, listed in paragraphs:
        look = _LOOKS.get(style, _TEXT)
        own, beside = look.size * size, (look.before + look.after) * size
        if style in _SMALL:
            own, beside, look = _SMALL_SIZE, sum(_SMALL[style]), _Look(line=1.0)
        room = (_WIDE - _BESIDE_A_LIST * listed) / (own * letter * _POINT)
        # A word that goes over to the next line leaves some room behind it.
        lines = max(1, -(-letters // (room * 0.98)))
        high += (lines * own * line * look.line + beside) * _POINT
    return high


def _set(
    styles: etree._Element, name: str, size: float, before: float, after: float, line: float
) -> None:
    """Write a size and its spaces into a style, and let its text run over the whole width."""
    style = styles.find(f"w:style[@w:styleId='{name}']", NAMES)
    if style is None:
        return
    letters, paragraph = style.find("w:rPr", NAMES), style.find("w:pPr", NAMES)
    if letters is None or paragraph is None:
        return
    for kind in ("sz", "szCs"):
        if (one := letters.find(f"w:{kind}", NAMES)) is None:
            one = w(kind)
            letters.append(one)
        one.set(tag("w:val"), str(round(2 * size)))
    spacing = found(paragraph, "w:spacing")
    for edge, points in (("before", before), ("after", after)):
        spacing.set(tag(f"w:{edge}"), str(round(20 * points)))
    spacing.set(tag("w:line"), str(round(240 * line)))
    spacing.set(tag("w:lineRule"), "auto")
    indent = paragraph.find("w:ind", NAMES)
    if indent is not None:
        indent.set(tag("w:right"), "0")
