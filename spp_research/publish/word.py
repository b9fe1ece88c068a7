"""The Word side of a report: the reference document, and last touches to each report.

Pandoc copies styles, header and footer from `reports/_style/reference.docx`. That file is
made here from Pandoc's own, so that nobody has to edit a binary by hand; a test makes it
again and compares. `finish` then writes into one report what Pandoc cannot: its header,
which first cells head their rows, and rows that stay whole.
"""

import re
import subprocess
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from .described import plain
from .word_headers import FOOTER, R, W, header_xml
from .word_styles import ACCENT, LANGUAGE, TINT, styles_xml, twips

__all__ = ["R", "W", "finish", "make_reference"]

OF_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006"
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

# Zip entries carry a date; a fixed one keeps the reference document the same every time.
ZIP_DATE = (2026, 1, 1, 0, 0, 0)

SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId101"/>'
    '<w:footerReference w:type="default" r:id="rId102"/>'
    f'<w:pgSz w:w="{twips(210)}" w:h="{twips(297)}"/>'
    f'<w:pgMar w:top="{twips(27)}" w:right="{twips(25)}" w:bottom="{twips(24)}"'
    f' w:left="{twips(25)}" w:header="{twips(12)}" w:footer="{twips(11)}" w:gutter="0"/></w:sectPr>'
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
        from .pandoc import pandoc_path

        default = subprocess.run(
            [str(pandoc_path()), "--print-default-data-file=reference.docx"],
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
    with zipfile.ZipFile(BytesIO(default)) as source:
        parts = {name: source.read(name).decode() for name in source.namelist()}
    parts["word/styles.xml"] = styles_xml(parts["word/styles.xml"])
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
    document = document.replace("<w:sectPr><w:pgSz", f"<w:sectPr>{references}<w:pgSz")
    # A report that ends with a landscape section would end with an empty upright page.
    return re.sub(
        r'<w:p><w:pPr><w:pStyle w:val="Notes"\s*/>(<w:sectPr>(?:(?!</w:sectPr>).)*</w:sectPr>)'
        r"</w:pPr></w:p>((?:\s*<w:bookmarkEnd [^>]*/>)*)\s*<w:sectPr>.*?</w:sectPr>(\s*</w:body>)",
        r"\2\1\3",
        document,
        flags=re.S,
    )


def _pictures(document: str) -> str:
    """No space beside a picture: where none is given, some programs make up their own."""
    return document.replace("<wp:inline>", '<wp:inline distT="0" distB="0" distL="0" distR="0">')


def _logo_first(document: str) -> str:
    """The logo above the title: Pandoc begins with the title, whatever a filter puts first."""
    return re.sub(
        r'(<w:body>)(.*?)(<w:p>\s*<w:pPr>\s*<w:pStyle w:val="Logo"\s*/>.*?</w:p>)',
        r"\1\3\2",
        document,
        count=1,
        flags=re.S,
    )


def custom_xml(properties: Mapping[str, str]) -> str:
    """The document's further properties, as Word shows them under Advanced properties."""
    given = [(name, value) for name, value in properties.items() if value]
    entries = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name="{name}">'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(given, start=2)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{OF_DOCUMENT}/custom-properties"'
        f' xmlns:vt="{OF_DOCUMENT}/docPropsVTypes">{entries}</Properties>'
    )


def finish(path: Path, meta: dict) -> None:
    """Write into a Word report what Pandoc cannot: header, accent, row headers, whole rows.

    Parameters
    ----------
    path : the document, which is written again in place.
    meta : the report's metadata, as in Pandoc's JSON.
    """
    ours = meta.get("spp", {}).get("c", {})
    text = plain(ours.get("header")) or plain(meta.get("title"))
    draft = ours.get("draft", {}).get("c") is True
    accent = plain(ours.get("accent")).upper() or ACCENT
    tint = plain(ours.get("tint")).upper() or TINT
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    document = parts["word/document.xml"].decode()
    parts["word/document.xml"] = _logo_first(_pictures(_sections(_tables(document)))).encode()
    styles = parts["word/styles.xml"].decode()
    parts["word/styles.xml"] = styles.replace(ACCENT, accent).replace(TINT, tint).encode()
    for name in parts:
        if re.fullmatch(r"word/header\d*\.xml", name):
            parts[name] = header_xml(text, draft, accent).encode()
    core = parts["docProps/core.xml"].decode()
    if "<dc:subject" not in core:
        subject = f"<dc:subject>{escape(plain(meta.get('subtitle')))}</dc:subject>"
        core = _with_parts(core, "</cp:coreProperties>", subject)
    parts["docProps/core.xml"] = core.encode()
    parts["docProps/custom.xml"] = custom_xml(
        {
            "Audience": plain(ours.get("audience")),
            "Status": plain(ours.get("status")),
            "Licence": plain(ours.get("licence")),
            "Date": plain(meta.get("date")),
        }
    ).encode()
    _write(path, parts)
