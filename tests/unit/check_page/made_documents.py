"""Documents as the kit makes them, as far as their first lines go: a web page, Word and PDF."""

from __future__ import annotations

import html
import io
import zipfile

SCHOOL = "Oakfield Weir Primary School"
MARK, OTHER = "VXK-RJD-MMN", "SHF-WPF-ZZD"

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"


def head(**changed: str) -> dict[str, str]:
    """The lines of a head: title, whose, facts and status."""
    return {
        "title": "Review summary",
        "whose": SCHOOL,
        "facts": "For the partnership · Riverside Partnership · 5 November 2025",
        "status": f"Draft: not signed off. Text mark: {MARK}",
        **changed,
    }


def as_page(body: str = "", **changed: str) -> bytes:
    """A web page."""
    said = {name: html.escape(text) for name, text in head(**changed).items()}
    return (
        "<!DOCTYPE html><html><head><style>.a { src: url(data:x) }</style></head><body>"
        f'<header class="title-block"><p class="whose">{said["whose"]}</p><h1>{said["title"]}</h1>'
        f'<p class="facts">{said["facts"]}</p><p class="status">{said["status"]}</p></header>'
        f"{body}</body></html>"
    ).encode()


def as_word(before: str = "", **changed: str) -> bytes:
    """A Word document, in whose marks a hyphen is Word's own sign for one that never breaks."""
    said = head(**changed)
    styles = {"Title": "title", "Subtitle": "whose", "Audience": "facts", "Status": "status"}
    paragraphs = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{_runs(said[name])}</w:r></w:p>'
        for style, name in styles.items()
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'{before}<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}'
        "</w:body></w:document>",
    }
    return zipped(parts)


def _runs(text: str) -> str:
    pieces = [f"<w:t>{html.escape(piece)}</w:t>" for piece in text.split("-")]
    return "<w:noBreakHyphen/>".join(pieces)


def zipped(parts: dict[str, str]) -> bytes:
    """Parts as a package."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def as_pdf(**changed: str) -> bytes:
    """A PDF from the typesetter that the kit uses."""
    import typst

    said = head(**changed)
    lines = [said["whose"], said["title"], said["facts"], said["status"]]
    title = f"{said['title']} – {said['whose']}".replace('"', "")
    text = "\n\n".join(line.replace("#", "\\#") for line in lines)
    return typst.compile(f'#set document(title: "{title}")\n{text}'.encode())
