"""The header and footer of a Word report, and the words across the pages of a draft."""

from __future__ import annotations

from xml.sax.saxutils import escape

from .word_styles import ACCENT

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWN = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'

DRAFT = "Draft: not signed off"
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def _field(instruction: str, shown: str) -> str:
    return (
        FIELD.format("begin")
        + f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        + FIELD.format("separate")
        + f"<w:r><w:t>{shown}</w:t></w:r>"
        + FIELD.format("end")
    )


# To the right margin, wherever that is: a landscape page has the same header.
TO_THE_RIGHT = '<w:r><w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/></w:r>'

# What Word itself writes for a watermark: text along a line, behind the page's own text.
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
_WATERMARK = (
    f"<w:r><w:rPr><w:noProof/></w:rPr><w:pict {_DRAWN}>{_ALONG_A_LINE}"
    f'<v:shape id="Draft" o:spid="_x0000_s2049" type="#_x0000_t136" alt="{DRAFT}"'
    ' style="position:absolute;margin-left:0;margin-top:0;width:560pt;height:58pt;rotation:308;'
    "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:page;"
    'mso-position-vertical:center;mso-position-vertical-relative:page" o:allowincell="f"'
    ' fillcolor="#eceef1" stroked="f"><v:textpath'
    f""" style="font-family:'Calibri';font-size:1pt;font-weight:bold" string="{DRAFT}"/>"""
    "</v:shape></w:pict></w:r>"
)


def _part(kind: str, style: str, runs: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:{kind} xmlns:w="{W}" xmlns:r="{R}"><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f"{runs}</w:p></w:{kind}>"
    )


def header_xml(text: str | None, draft: bool, accent: str = ACCENT) -> str:
    """The header: the report's own line, or what Word finds in its title and subtitle.

    Parameters
    ----------
    text : the line; None where Quarto runs by itself, without our last touches.
    draft : whether to say that it is one, beside the line and across each page.
    accent : the colour of those words, six digits.
    """
    if text is None:
        runs = (
            _field('STYLEREF "Subtitle"', "")
            + '<w:r><w:t xml:space="preserve"> · </w:t></w:r>'
            + _field('STYLEREF "Title"', "")
        )
    else:
        runs = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    if draft:
        runs += (
            f'{TO_THE_RIGHT}<w:r><w:rPr><w:b/><w:color w:val="{accent}"/></w:rPr>'
            f"<w:t>{DRAFT}</w:t></w:r>{_WATERMARK}"
        )
    return _part("hdr", "Header", runs)


FOOTER = _part(
    "ftr",
    "Footer",
    '<w:r><w:t xml:space="preserve">Page </w:t></w:r>'
    + _field("PAGE", "1")
    + '<w:r><w:t xml:space="preserve"> of </w:t></w:r>'
    + _field("NUMPAGES", "1"),
)
