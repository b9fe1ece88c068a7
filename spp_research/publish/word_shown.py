"""What Word shows of a document's text, and what stands in it that no reader sees.

A text can be hidden by itself, by the style of its letters, of its paragraph or of its table, by
what these are based on, or by what the document begins with; it can be a point high, the inside of
a field, or a second version for other programs. In doubt it counts as hidden: then nobody takes it
for words that somebody wrote to be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from .word_parts import W, tag

_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_ALTERNATES, _CHOICE = f"{{{_MC}}}AlternateContent", f"{{{_MC}}}Choice"
_WORD = "http://schemas.microsoft.com/office/word"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
# What every Word since 2010 understands; of two versions it shows the one that asks for these.
_EXTENSIONS = {
    *(f"{_WORD}/2010/wordprocessing{name}" for name in ("Canvas", "Drawing", "Group", "Ink")),
    *(f"{_WORD}/2010/{name}" for name in ("wordprocessingShape", "wordml")),
    *(f"{_WORD}/{name}" for name in ("2012/wordml", "2015/wordml/symex", "2016/wordml/cid")),
    *(f"{_WORD}/{name}" for name in ("2018/wordml", "2018/wordml/cex")),
    *(f"{_WORD}/{name}" for name in ("2020/wordml/sdtdatahash", "2023/wordml/word16du")),
    f"{_WORD}/2024/wordml/sdtformatlock",
    "http://schemas.microsoft.com/office/drawing/2010/main",
}
_KNOWN = _EXTENSIONS | {
    *(W, _MC, "urn:schemas-microsoft-com:vml", "urn:schemas-microsoft-com:office:word"),
    "urn:schemas-microsoft-com:office:office",
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    *(f"{_DRAWING}/{name}" for name in ("main", "wordprocessingDrawing", "picture", "chart")),
    *(f"{_DRAWING}/{name}" for name in ("diagram", "lockedCanvas", "chartDrawing")),
}
_OFF = {"0", "false", "off"}
_HIDING = (tag("w:vanish"), tag("w:webHidden"))
_SIZES = (tag("w:sz"), tag("w:szCs"))
_LOWEST = 2  # halves of a point
_SIZE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(pt)?\s*")
_VAL, _STYLE_ID, _TYPE = tag("w:val"), tag("w:styleId"), tag("w:type")


@dataclass(frozen=True)
class _Look:
    """What one place says of letters: hidden or not, unreadably small or not, or neither."""

    hidden: bool | None = None
    small: bool | None = None


@dataclass(frozen=True)
class Styles:
    """What the styles of a document say of whether letters are seen.

    Parameters
    ----------
    looks, bases : by the style's name in the file, what it says itself, and what it is based on.
    usual : by kind of style, the name of the one where nothing else is said.
    first : what the document begins with.
    """

    looks: Mapping[str, _Look] = field(default_factory=dict)
    bases: Mapping[str, str] = field(default_factory=dict)
    usual: Mapping[str, str] = field(default_factory=dict)
    first: _Look = _Look()


NO_STYLES = Styles()


def styles_of(root: etree._Element) -> Styles:
    """What the part with the styles says; of two styles of one name, the one that hides counts."""
    looks: dict[str, _Look] = {}
    bases: dict[str, str] = {}
    usual: dict[str, str] = {}
    for style in root.iterchildren(tag("w:style")):
        name = style.get(_STYLE_ID, "").casefold()
        looks[name] = _both(looks.get(name, _Look()), _of(style.iter(tag("w:rPr"))))
        if base := _said(style, "w:basedOn"):
            bases[name] = base
        if style.get(tag("w:default"), "0") not in _OFF:
            usual[style.get(_TYPE, "")] = name
    first = (one for begin in root.iterchildren(tag("w:docDefaults")) for one in begin.iter())
    return Styles(looks, bases, usual, _of(one for one in first if one.tag == tag("w:rPr")))


def is_seen(run: etree._Element, styles: Styles) -> bool:
    """Whether a reader of the document sees a run's text, in print and on the screen."""
    about = run.find(tag("w:rPr"))
    own = _Look() if about is None else _of([about])
    chains = [_chain(one, styles) for one in _styles_at(run, about, styles)]
    small = next((one.small for one in (own, *chains) if one.small is not None), styles.first.small)
    # Word turns some of these round where two of them hide; what the run says itself stands.
    hidden = own.hidden
    if hidden is None:
        hidden = any(one.hidden for one in (*chains, styles.first))
    return not hidden and not small


def _styles_at(run: etree._Element, about: etree._Element | None, styles: Styles) -> Iterator[str]:
    """The styles that a run stands in, the nearest first."""
    named = "" if about is None else _said(about, "w:rStyle")
    yield named or styles.usual.get("character", "")
    paragraph = next(run.iterancestors(tag("w:p")), None)
    own = None if paragraph is None else paragraph.find(tag("w:pPr"))
    named = "" if own is None else _said(own, "w:pStyle")
    yield named or styles.usual.get("paragraph", "")
    for table in run.iterancestors(tag("w:tbl")):
        own = table.find(tag("w:tblPr"))
        named = "" if own is None else _said(own, "w:tblStyle")
        yield named or styles.usual.get("table", "")


def _chain(name: str, styles: Styles) -> _Look:
    """What a style says, or else what it is based on; no style is asked twice."""
    found, asked = _Look(), set[str]()
    while name and name not in asked:
        asked.add(name)
        own = styles.looks.get(name, _Look())
        found = _Look(
            own.hidden if found.hidden is None else found.hidden,
            own.small if found.small is None else found.small,
        )
        name = styles.bases.get(name, "")
    return found


def _of(abouts: Iterator[etree._Element] | list[etree._Element]) -> _Look:
    """What one or several sets of properties say; that something is not seen goes before."""
    found = _Look()
    for about in abouts:
        hidden = [one.get(_VAL, "1") not in _OFF for one in about.iterchildren(*_HIDING)]
        small = [_is_small(one.get(_VAL, "")) for one in about.iterchildren(*_SIZES)]
        own = _Look(any(hidden) if hidden else None, any(small) if small else None)
        found = _both(found, own)
    return found


def _both(one: _Look, other: _Look) -> _Look:
    return _Look(_either(one.hidden, other.hidden), _either(one.small, other.small))


def _either(one: bool | None, other: bool | None) -> bool | None:
    return other if one is None else one or bool(other)


def _is_small(size: str) -> bool:
    """Whether letters of a size are a point high or less; so is a size that nobody can read."""
    read = _SIZE.fullmatch(size)
    return read is None or float(read[1]) * (2 if read[2] else 1) <= _LOWEST


def _said(about: etree._Element, name: str) -> str:
    found = about.find(tag(name))
    return "" if found is None else found.get(_VAL, "").casefold()


def is_left_out(element: etree._Element) -> bool:
    """Whether Word may show nothing of an element that is no run, or something else instead of it.

    Of several versions the first that Word knows counts, and where it knows none, none of them.
    """
    if _is_version(element):
        return element is not _shown_of(element)
    if element.tag == tag("w:tr"):
        return any(
            one.get(_VAL, "1") not in _OFF
            for about in element.iterchildren(tag("w:trPr"))
            for one in about.iterchildren(tag("w:hidden"))
        )
    return element.tag[1:].partition("}")[0] not in _KNOWN


def is_second(element: etree._Element) -> bool:
    """Whether an element is a further version of what Word shows, as older programs need it."""
    return _is_version(element) and _shown_of(element) not in (None, element)


def _is_version(element: etree._Element) -> bool:
    above = element.getparent()
    return above is not None and above.tag == _ALTERNATES


def _shown_of(version: etree._Element) -> etree._Element | None:
    """Of the versions beside one, that which Word shows for certain."""
    above = version.getparent()
    choices = () if above is None else above.iterchildren(_CHOICE)
    return next(filter(_is_known, choices), None)


def _is_known(choice: etree._Element) -> bool:
    """Whether Word shows a version: it knows all that the version asks for."""
    asked = choice.get("Requires", "").split()
    return bool(asked) and all(choice.nsmap.get(name) in _EXTENSIONS for name in asked)
