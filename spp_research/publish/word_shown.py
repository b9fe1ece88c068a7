"""What Word shows of a document's text, and what stands in it that no reader sees.

A text can be hidden by itself and by its styles (`intake.read.word_looks`); it can be the inside of
a field, or a second version for other programs. In doubt it counts as hidden: then nobody takes it
for words that somebody wrote to be read.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from spp_research.intake.read.word_looks import NO_STYLES, Styles, is_on, said, seen, styles_of

from .word_parts import W, tag

__all__ = ["NO_STYLES", "Styles", "is_left_out", "is_second", "is_seen", "styles_of"]

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


def is_seen(run: etree._Element, styles: Styles) -> bool:
    """Whether a reader of the document sees a run's text, in print and on the screen."""
    about = run.find(tag("w:rPr"))
    return seen(about, _styles_at(run, about, styles), styles)


def _styles_at(run: etree._Element, about: etree._Element | None, styles: Styles) -> Iterator[str]:
    """The styles that a run stands in, the nearest first."""
    named = said(about, "rStyle")
    yield named or styles.usual.get("character", "")
    paragraph = next(run.iterancestors(tag("w:p")), None)
    own = None if paragraph is None else paragraph.find(tag("w:pPr"))
    named = said(own, "pStyle")
    yield named or styles.usual.get("paragraph", "")
    for table in run.iterancestors(tag("w:tbl")):
        own = table.find(tag("w:tblPr"))
        named = said(own, "tblStyle")
        yield named or styles.usual.get("table", "")


def is_left_out(element: etree._Element) -> bool:
    """Whether Word may show nothing of an element that is no run, or something else instead of it.

    Of several versions the first that Word knows counts, and where it knows none, none of them.
    """
    if _is_version(element):
        return element is not _shown_of(element)
    if element.tag == tag("w:tr"):
        return any(is_on(about, "hidden") for about in element.iterchildren(tag("w:trPr")))
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
