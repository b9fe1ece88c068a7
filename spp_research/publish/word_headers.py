"""The header and footer of a Word report, and the words across the pages of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from lxml import etree

from .word_parts import R, W, held, w, written
from .word_styles import ACCENT

DRAFT = "Draft: not signed off"

# What Word itself writes for a watermark: text along a line, behind the page's own text.
_DRAWN = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
_ALONG_A_LINE = (
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
    ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
    '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
    '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
    '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
    '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
    '<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom"'
    ' o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>'
    '<v:textpath on="t" fitshape="t"/></v:shapetype>'
)


def _watermark(words: str) -> etree._Element:
    return etree.fromstring(_WATERMARK.format(words=escape(words, {'"': "&quot;"})))


_WATERMARK = (
    f'<w:r xmlns:w="{W}"><w:rPr><w:noProof/></w:rPr><w:pict {_DRAWN}>{_ALONG_A_LINE}'
    f'<v:shape id="Draft" o:spid="_x0000_s2049" type="#_x0000_t136" alt="{{words}}"'
    ' style="position:absolute;margin-left:0;margin-top:0;width:560pt;height:58pt;rotation:308;'
    "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:page;"
    'mso-position-vertical:center;mso-position-vertical-relative:page" o:allowincell="f"'
    ' fillcolor="#eceef1" stroked="f"><v:textpath'
    f""" style="font-family:'Calibri';font-size:1pt;font-weight:bold" string="{{words}}"/>"""
    "</v:shape></w:pict></w:r>"
)


def _said(text: str) -> etree._Element:
    shown = w("t")
    shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    shown.text = held(text)
    return w("r", shown)


def _field(instruction: str, shown: str) -> Iterator[etree._Element]:
    """The runs of a field: what Word is to find, and what stands there until it has looked."""
    asked = w("instrText")
    asked.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    asked.text = f" {instruction} "
    before = w("t")
    before.text = shown
    yield w("r", w("fldChar", fldCharType="begin"))
    yield w("r", asked)
    yield w("r", w("fldChar", fldCharType="separate"))
    yield w("r", before)
    yield w("r", w("fldChar", fldCharType="end"))


def _draft(accent: str, draft: str) -> Iterator[etree._Element]:
    # To the right margin, wherever that is: a landscape page has the same header.
    yield w("r", w("ptab", relativeTo="margin", alignment="right", leader="none"))
    words = w("t")
    words.text = held(draft)
    yield w("r", w("rPr", w("b"), w("color", val=accent)), words)
    yield _watermark(draft)


def _part(kind: str, style: str, *runs: etree._Element) -> bytes:
    root = etree.Element(f"{{{W}}}{kind}", nsmap={"w": W, "r": R})
    root.append(w("p", w("pPr", w("pStyle", val=style)), *runs))
    return written(root)


def header_part(
    text: str | None, draft: bool, accent: str = ACCENT, draft_words: str = DRAFT
) -> bytes:
    """The header: the report's own line, or what Word finds in its title.

    Parameters
    ----------
    text : the line; None where Quarto runs by itself, without our last touches.
    draft : whether to say that it is one, beside the line and across each page.
    accent : the colour of those words, six digits.
    draft_words : that it is a draft, in the language of the report.
    """
    # Not the subtitle: what has none would have Word say so here, as an error.
    runs = [*_field('STYLEREF "Title"', "")] if text is None else [_said(text)]
    return _part("hdr", "Header", *runs, *(_draft(accent, draft_words) if draft else ()))


def footer_part(words: str = "Page PAGE of PAGES") -> bytes:
    """The footer: which page of how many.

    Parameters
    ----------
    words : with PAGE and PAGES where the numbers go, in whichever order the language has them.
    """
    fields = {"PAGE": "PAGE", "PAGES": "NUMPAGES"}
    runs: list[etree._Element] = []
    for part in re.split(r"\b(PAGES?)\b", words):
        runs += _field(fields[part], "1") if part in fields else [_said(part)] if part else []
    return _part("ftr", "Footer", *runs)
