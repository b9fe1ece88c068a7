"""A Word document that would run a little over its pages, set closer so that it stays on them.

The PDF is measured as it is set (`typeset`). Word sets its own lines, so here the room is reckoned:
letters of Calibri, which is what schools have, pictures by their size and rows by their fullest
cell. What is reckoned is a page out at the most, and only decides how close the lines stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import ceil

from lxml import etree

from .word_parts import NAMES, found, tag

__all__ = ["CLOSER", "MOST", "USUAL", "WRITE_UP_MOST", "Pitch", "reckoned", "set_closer"]

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
MOST = 6  # pages of what a governor reads
WRITE_UP_MOST = 2  # of a best-practice write-up, with a photo as well
# A page is never quite full: what is kept together goes over to the next.
_USED = 0.95
_FURTHEST = 1.35  # times as many pages, beyond which nothing that can still be read would do
_LETTER, _LINE = 0.49, 1.22  # of Calibri, in shares of its size
_TWIPS, _EMU = 20, 12700  # to a point
_KEPT_ROW = "TableTextKept"
_ROW, _BESIDE = 5, 7  # points above and below the text of a row, and beside that of a cell


@dataclass(frozen=True)
class Pitch:
    """How close a document is set.

    Parameters
    ----------
    spaces : the share that is left of the spaces between paragraphs.
    line : the most that lines may stand apart, in lines.
    smaller : half points that are taken off the type.
    pictures : the share of their size that pictures keep.

    With smaller type, small tables may also go over to the next page.
    """

    spaces: float = 1.0
    line: float = 2.0
    smaller: int = 0
    pictures: float = 1.0


USUAL = Pitch()
CLOSER = (
    Pitch(spaces=0.65, line=1.0),
    Pitch(spaces=0.6, line=1.0, smaller=1, pictures=0.94),
)


@dataclass(frozen=True)
class _Look:
    """What a style says of a paragraph, in points."""

    size: float = 11.0
    before: float = 0.0
    after: float = 0.0
    line: float = 1.0
    beside: float = 0.0


def set_closer(document: etree._Element, styles: etree._Element, most: int = MOST) -> Pitch:
    """Set a document closer that would have a little more than its pages.

    Parameters
    ----------
    document, styles : the trees of the two parts, which are changed.
    most : pages that it should have.

    Returns
    -------
    How close it is set now: as usual where it has no more pages than these, has pages that lie
    across, or is so long that no pitch would do.
    """
    if document.find(".//w:pgSz[@w:orient='landscape']", NAMES) is not None:
        return USUAL
    pages = partial(reckoned, document, styles)
    if not most < pages(USUAL) <= most * _FURTHEST:
        return USUAL
    pitch = next((one for one in CLOSER if pages(one) <= most), CLOSER[-1])
    _write(document, styles, pitch)
    return pitch


def reckoned(document: etree._Element, styles: etree._Element, pitch: Pitch = USUAL) -> float:
    """About how many pages a document has."""
    looks = {name: _pitched(look, pitch) for name, look in _looks(styles).items()}
    section = found(document, "w:body/w:sectPr")
    page, margins = found(section, "w:pgSz"), found(section, "w:pgMar")
    wide = _points(page, "w") - _points(margins, "left") - _points(margins, "right")
    high = _points(page, "h") - _points(margins, "top") - _points(margins, "bottom")
    body = found(document, "w:body")
    return sum(_heights(body, looks, wide, pitch)) / (high * _USED)


def _points(element: etree._Element, name: str) -> float:
    return float(element.get(tag(f"w:{name}"), "0")) / _TWIPS


def _heights(
    body: etree._Element, looks: Mapping[str, _Look], wide: float, pitch: Pitch
) -> Iterator[float]:
    for block in body.iter(tag("w:p"), tag("w:tr")):
        if block.find("w:r/w:br[@w:type='page']", NAMES) is not None:
            return  # what follows has pages of its own, as the materials of a write-up
        if block.tag == tag("w:tr"):
            cells = block.findall("w:tc", NAMES)
            share = wide / max(len(cells), 1)
            yield _ROW + max((sum(_in_cell(cell, looks, share)) for cell in cells), default=0)
        elif next(block.iterancestors(tag("w:tc")), None) is None:
            yield _height(block, looks, wide, pitch)


def _in_cell(cell: etree._Element, looks: Mapping[str, _Look], share: float) -> Iterator[float]:
    width = cell.find("w:tcPr/w:tcW[@w:type='dxa']", NAMES)
    room = share if width is None else _points(width, "w")
    return (_height(one, looks, room - _BESIDE, USUAL) for one in cell.iter(tag("w:p")))


def _height(
    paragraph: etree._Element, looks: Mapping[str, _Look], wide: float, pitch: Pitch
) -> float:
    style = paragraph.find("w:pPr/w:pStyle", NAMES)
    look = looks.get("" if style is None else style.get(tag("w:val"), ""), looks[""])
    extents = paragraph.iter(tag("wp:extent"))
    drawn = sum(int(one.get("cy", "0")) for one in extents) / _EMU * pitch.pictures
    letters = sum(len(one.text or "") for one in paragraph.iter(tag("w:t")))
    listed = 36 if paragraph.find("w:pPr/w:numPr", NAMES) is not None else 0
    room = max(wide - look.beside - listed, 20)
    lines = ceil(letters * look.size * _LETTER / (room * 0.98)) if letters else not drawn
    return drawn + lines * look.size * _LINE * look.line + look.before + look.after


def _pitched(look: _Look, pitch: Pitch) -> _Look:
    return replace(
        look,
        size=look.size - pitch.smaller / 2,
        before=look.before * pitch.spaces,
        after=look.after * pitch.spaces,
        line=min(look.line, pitch.line),
    )


def _looks(styles: etree._Element) -> dict[str, _Look]:
    """The paragraph styles of a document by their names there; "" is one without a style."""
    default = styles.find("w:docDefaults/w:rPrDefault/w:rPr/w:sz", NAMES)
    plain = _Look(size=11.0 if default is None else int(default.get(tag("w:val"), "22")) / 2)
    declared = {
        style.get(tag("w:styleId"), ""): style
        for style in styles.iterfind("w:style[@w:type='paragraph']", NAMES)
    }

    def look(name: str, deep: int = 0) -> _Look:
        style = declared.get(name)
        if style is None or deep > len(declared):  # styles that are based on one another in a ring
            return plain
        based = style.find("w:basedOn", NAMES)
        base = plain if based is None else look(based.get(tag("w:val"), ""), deep + 1)
        return _said_by(style, base)

    return {"": look("Normal")} | {name: look(name) for name in declared}


def _said_by(style: etree._Element, base: _Look) -> _Look:
    size, spacing = style.find("w:rPr/w:sz", NAMES), style.find("w:pPr/w:spacing", NAMES)
    indent = style.find("w:pPr/w:ind", NAMES)
    made = base if size is None else replace(base, size=int(size.get(tag("w:val"))) / 2)
    if spacing is not None:
        for name in ("before", "after"):
            if (given := spacing.get(tag(f"w:{name}"))) is not None:
                made = replace(made, **{name: int(given) / _TWIPS})
        if (line := spacing.get(tag("w:line"))) is not None:
            made = replace(made, line=int(line) / 240)
    if indent is not None:
        made = replace(made, beside=_points(indent, "left") + _points(indent, "right"))
    return made


def _write(document: etree._Element, styles: etree._Element, pitch: Pitch) -> None:
    """Set every style and every picture closer; the head of the first page stays as it is."""
    for spacing in styles.iterfind("w:style[@w:type='paragraph']/w:pPr/w:spacing", NAMES):
        for name in ("w:before", "w:after"):
            if (given := spacing.get(tag(name))) is not None:
                spacing.set(tag(name), str(round(int(given) * pitch.spaces)))
        if (line := spacing.get(tag("w:line"))) is not None:
            spacing.set(tag("w:line"), str(min(int(line), round(240 * pitch.line))))
    for name in ("w:sz", "w:szCs") if pitch.smaller else ():
        for size in styles.iter(tag(name)):
            size.set(tag("w:val"), str(int(size.get(tag("w:val"), "22")) - pitch.smaller))
    if pitch.smaller:  # where every line counts, a small table may go over to the next page
        for keeps in styles.findall(f"w:style[@w:styleId='{_KEPT_ROW}']/w:pPr/w:keepNext", NAMES):
            keeps.getparent().remove(keeps)
    for extent in document.iter(tag("wp:extent"), f"{{{_DRAWING}}}ext") if pitch.smaller else ():
        for edge in ("cx", "cy"):
            if (given := extent.get(edge)) is not None:
                extent.set(edge, str(round(int(given) * pitch.pictures)))
