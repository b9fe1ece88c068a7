"""The reference document that gives the slides in PowerPoint the kit's look.

It is made from Pandoc's own for each set, since whose slides they are, and that they are a draft,
stands on the master and so on every slide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from lxml import etree

from spp_research.publish import pandoc
from spp_research.publish.word_parts import (
    held,
    parsed,
    read_package,
    say_properties,
    write_package,
    written,
)

A = "http://schemas.openxmlformats.org/drawingml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_NAMES = {"a": A, "p": P}
_MASTER = "ppt/slideMasters/slideMaster1.xml"
_THEME = "ppt/theme/theme1.xml"
_LAYOUTS = ("ppt/slideLayouts/slideLayout1.xml", "ppt/slideLayouts/slideLayout2.xml")
_INK, _QUIET = "0B0C0C", "4D555B"

# Where things stand on a slide of 9144000 by 5143500 (10 inches by 5.6): left, top, wide, high.
_PLACES = {
    "title": (457200, 230000, 8229600, 620000),
    "body": (457200, 960000, 8229600, 3700000),
    "ctrTitle": (457200, 1150000, 8229600, 800000),
    "subTitle": (457200, 2050000, 8229600, 2300000),
    "sldNum": (7772400, 4740000, 914400, 274320),
}
_POINTS = 2000  # hundredths of a point, of a list
_BIG = {
    "huge": 3200,
    "large": 2400,
    "mixed": 2400,
    "airy": 2600,
}  # of paragraphs, by the look of a slide


@cache
def _default() -> dict[str, bytes]:
    return read_package(pandoc.default_reference("pptx"))


def write_reference(path: Path, foot: str, draft: bool, accent: str) -> Path:
    """Write the reference document.

    Parameters
    ----------
    foot : whose slides they are, for the foot of every slide.
    draft : whether they are a draft, which every slide then says.
    accent : the colour of titles, as six digits.
    """
    parts = dict(_default())
    trees = {name: parsed(parts[name]) for name in (_MASTER, _THEME, *_LAYOUTS)}
    _colour(trees[_THEME], accent)
    for tree in (trees[_MASTER], *(trees[name] for name in _LAYOUTS)):
        _place(tree)
    _style(trees[_MASTER])
    _sign(trees[_MASTER], foot, draft)
    write_package(path, parts | {name: written(tree) for name, tree in trees.items()})
    return path


def _colour(theme: etree._Element, accent: str) -> None:
    for name, colour in (("dk2", accent), ("accent1", accent), ("hlink", accent)):
        for place in theme.iterfind(f".//a:clrScheme/a:{name}", _NAMES):
            for old in list(place):
                place.remove(old)
            etree.SubElement(place, f"{{{A}}}srgbClr", val=colour)


def _place(tree: etree._Element) -> None:
    """Put what a slide holds in its place: text at the left, nothing centred."""
    for shape in tree.iter(f"{{{P}}}sp"):
        holder = shape.find("p:nvSpPr/p:nvPr/p:ph", _NAMES)
        if holder is None:
            continue
        kind = holder.get("type", "body")
        box = shape.find("p:spPr/a:xfrm", _NAMES)
        if kind in _PLACES and box is not None:
            left, top, wide, high = map(str, _PLACES[kind])
            box.find("a:off", _NAMES).attrib.update({"x": left, "y": top})
            box.find("a:ext", _NAMES).attrib.update({"cx": wide, "cy": high})
        body = shape.find("p:txBody/a:bodyPr", _NAMES)
        if body is not None and kind in ("title", "ctrTitle"):
            body.set("anchor", "b")
        if kind in ("ctrTitle", "subTitle"):
            for level in shape.iterfind("p:txBody/a:lstStyle/*", _NAMES):
                level.set("algn", "l")
                _ink(
                    level,
                    None if kind == "ctrTitle" else _QUIET,
                    3600 if kind == "ctrTitle" else 1800,
                )
    # A date would be the day of making, and a foot is written on the master.
    for shape in list(tree.iter(f"{{{P}}}sp")):
        holder = shape.find("p:nvSpPr/p:nvPr/p:ph", _NAMES)
        if holder is not None and holder.get("type") in ("dt", "ftr"):
            shape.getparent().remove(shape)


def _style(master: etree._Element) -> None:
    title = master.find("p:txStyles/p:titleStyle/a:lvl1pPr", _NAMES)
    title.set("algn", "l")
    _ink(title, "tx2", 2400, bold=True)
    points = master.find("p:txStyles/p:bodyStyle/a:lvl1pPr", _NAMES)
    points.find("a:spcBef/a:spcPct", _NAMES).set("val", "8000")
    _ink(points, _INK, _POINTS)


def _ink(level: etree._Element, colour: str | None, size: int, *, bold: bool = False) -> None:
    """Size and colour of a level of text; "tx2", a name of the theme, is the accent."""
    default = level.find("a:defRPr", _NAMES)
    if default is None:
        default = etree.SubElement(level, f"{{{A}}}defRPr")
    default.set("sz", str(size))
    if bold or colour is None:
        default.set("b", "1")
    fill = default.find("a:solidFill", _NAMES)
    if fill is None:
        fill = etree.Element(f"{{{A}}}solidFill")
        default.insert(0, fill)
    for old in list(fill):
        fill.remove(old)
    if colour in (None, "tx2"):
        etree.SubElement(fill, f"{{{A}}}schemeClr", val="tx2")
    else:
        etree.SubElement(fill, f"{{{A}}}srgbClr", val=colour)


_FOOT = """<p:sp xmlns:p="{p}" xmlns:a="{a}">
<p:nvSpPr><p:cNvPr id="90" name="Foot"/><p:cNvSpPr txBox="1"/><p:nvPr userDrawn="1"/></p:nvSpPr>
<p:spPr><a:xfrm><a:off x="457200" y="4740000"/><a:ext cx="7200000" cy="274320"/></a:xfrm>
<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/></p:spPr>
<p:txBody><a:bodyPr wrap="square" tIns="0" bIns="0" anchor="ctr"><a:normAutofit/></a:bodyPr>
<a:lstStyle/><a:p>
<a:r><a:rPr lang="en-GB" sz="1000"><a:solidFill><a:srgbClr val="{quiet}"/></a:solidFill></a:rPr>
<a:t/></a:r>
<a:r><a:rPr lang="en-GB" sz="1000" b="1"><a:solidFill><a:schemeClr val="tx2"/></a:solidFill></a:rPr>
<a:t/></a:r></a:p></p:txBody></p:sp>"""


def _sign(master: etree._Element, foot: str, draft: bool) -> None:
    """Whose slides they are at the foot of each, and whether they are a draft."""
    shape = parsed(_FOOT.format(p=P, a=A, quiet=_QUIET).encode())
    texts = list(shape.iter(f"{{{A}}}t"))
    texts[0].text = held(foot)
    texts[1].text = "   Draft: not signed off" if draft else ""
    master.find("p:cSld/p:spTree", _NAMES).append(shape)


_CORE = "docProps/core.xml"
_DC = "http://purl.org/dc/elements/1.1/"


def finish(path: Path, title: str, properties: Mapping[str, str], looks: Sequence[str]) -> None:
    """Write into a set what Pandoc cannot: properties that name the school, large paragraphs.

    Parameters
    ----------
    title : of the set, which names the school.
    properties : what else its properties say, by a name such as `dc:creator`.
    looks : of the slides after the first, in their order.
    """
    parts = read_package(path)
    core = parsed(parts[_CORE])
    for name in core.iter(f"{{{_DC}}}title"):
        name.text = held(title)
    say_properties(core, properties)
    parts[_CORE] = written(core)
    for number, look in enumerate(looks, start=2):
        if look in _BIG:
            name = f"ppt/slides/slide{number}.xml"
            parts[name] = written(_enlarged(parsed(parts[name]), look))
    write_package(path, parts)


def _enlarged(slide: etree._Element, look: str) -> etree._Element:
    """A slide whose paragraphs are large; the points of a list only where they are few."""
    for paragraph in slide.iter(f"{{{A}}}p"):
        is_point = paragraph.find("a:pPr/a:buNone", _NAMES) is None
        if _is_title(paragraph) or is_point != (look == "airy"):
            continue
        for run in paragraph.iterfind("a:r", _NAMES):
            properties = run.find("a:rPr", _NAMES)
            if properties is None:
                properties = etree.Element(f"{{{A}}}rPr")
                run.insert(0, properties)
            properties.set("sz", str(_BIG[look]))
            if look == "mixed":
                properties.set("b", "1")
    return slide


def _is_title(paragraph: etree._Element) -> bool:
    shape = next(paragraph.iterancestors(f"{{{P}}}sp"), None)
    holder = None if shape is None else shape.find("p:nvSpPr/p:nvPr/p:ph", _NAMES)
    return holder is None or holder.get("type") in ("title", "ctrTitle")
