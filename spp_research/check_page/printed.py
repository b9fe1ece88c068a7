"""What a finished document prints of itself: its title, whose it is, for whom, and its text mark.

The file is a stranger's. It is looked at as bytes, within bounds; nothing in it is run or fetched,
and all that is taken is a few words and the mark. Whether the words below the mark are still those
that it stands for cannot be seen here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import TYPE_CHECKING

from spp_research.intake.read.containers import (
    Unreadable,
    check_size,
    open_zip,
    part,
    related,
    tree_of,
    workbook_part,
)
from spp_research.protect.disclosure import Audience
from spp_research.protect.sign_off import typed

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MOST = 300  # characters of a title or a name
_MOST_HTML = 5_000_000  # characters before the end of the head of the page
_MOST_PART = 20_000_000  # bytes of a part of a Word document
_MARK = re.compile(r"(?<![A-Z-])[B-Z]{3}-\s?[B-Z]{3}-\s?[B-Z]{3}(?![A-Z-])")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CORE = "{http://purl.org/dc/elements/1.1/}"
_SIGNS = {f"{_WORD}noBreakHyphen": "-", f"{_WORD}br": " ", f"{_WORD}tab": " "}
_OF_HEAD = ("Title", "Subtitle", "Audience", "Status")  # its styles


class NoDocumentError(Exception):
    """The file cannot be opened, or is no document that the kit has made."""


@dataclass(frozen=True)
class Printed:
    """The head of a document as its file has it.

    Parameters
    ----------
    title : such as "Review summary"; of a write-up, the practice.
    whose : the school or the partnership.
    audience : for whom; None where that is not known.
    mark : the text mark; empty where none, or not one alone, is printed.
    status : the line that says whether it is signed off.
    """

    title: str
    whose: str
    audience: Audience | None
    mark: str
    status: str


def read_printed(data: bytes) -> Printed:
    """What a web page, a Word document or a PDF prints of itself.

    Raises
    ------
    NoDocumentError
        When it is none of these, is damaged or too large, or has no head as the kit makes it.
    """
    try:
        check_size(len(data))
        if data.startswith(b"PK"):
            return _of_word(data)
    except Unreadable as error:
        raise NoDocumentError from error
    return _of_pdf(data) if data.startswith(b"%PDF") else _of_page(data)


def _printed(title: str, whose: str, facts: str, status: str) -> Printed:
    if not status:
        raise NoDocumentError
    marks = dict.fromkeys(_marks(status))
    said = facts.strip()
    audience = next((one for one in Audience if said.startswith(one.words)), None)
    cut = [" ".join(text.split())[:_MOST] for text in (title, whose, status)]
    return Printed(cut[0], cut[1], audience, next(iter(marks)) if len(marks) == 1 else "", cut[2])


def _marks(text: str) -> Iterator[str]:
    for found in _MARK.findall(text):
        yield from typed("".join(found.split())).marks


@dataclass
class _Head(HTMLParser):
    """The texts of the head of a page, by the class that the kit's template gives them."""

    texts: dict[str, str] = field(default_factory=dict)
    inside: str = ""
    ended: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = (dict(attrs).get("class") or "").split()
        if tag == "p":
            self.inside = next((one for one in ("whose", "facts", "status") if one in names), "")
        elif tag == "h1":
            self.inside = "title"

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "h1"):
            self.inside = ""
        elif tag == "header":
            self.ended = True

    def handle_data(self, data: str) -> None:
        if self.inside and not self.ended:
            self.texts[self.inside] = self.texts.get(self.inside, "") + data


def _of_page(data: bytes) -> Printed:
    text = data.decode("utf-8", "replace")
    begin = text.find('<header class="title-block"')  # what stands before is style and script
    if not 0 <= begin <= _MOST_HTML:
        raise NoDocumentError
    end = text.find("</header>", begin, begin + 100 * _MOST)
    if end < 0:
        raise NoDocumentError
    head = _Head()
    head.feed(text[begin : end + len("</header>")])
    head.close()
    said = head.texts
    return _printed(*(said.get(name, "") for name in ("title", "whose", "facts", "status")))


def _of_word(data: bytes) -> Printed:
    parts = open_zip(data)
    begins = workbook_part(parts)
    named = {kind: name for kind, name in related(parts, "").values() if name}
    core = named.get("core-properties", "")
    wanted = [name for name in (begins, core) if name]
    if not begins.startswith("word/") or parts.sizes(wanted) > _MOST_PART:
        raise NoDocumentError
    said: dict[str, str] = {}
    for paragraph in tree_of(part(parts, begins)).iter(f"{_WORD}p"):
        style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
        name = "" if style is None else style.get(f"{_WORD}val", "")
        if name in _OF_HEAD and name not in said:
            said[name] = "".join(_SIGNS.get(one.tag, one.text or "") for one in _seen(paragraph))
    if core:
        tree = tree_of(part(parts, core))
        title, whose = (tree.findtext(f"{_CORE}{name}", "") for name in ("title", "subject"))
        said.setdefault("Title", title.removesuffix(f" – {whose}"))
        said.setdefault("Subtitle", whose)
    return _printed(*(said.get(name, "") for name in _OF_HEAD))


def _seen(paragraph: Element) -> Iterator[Element]:
    return (one for one in paragraph.iter() if one.tag == f"{_WORD}t" or one.tag in _SIGNS)


def _of_pdf(data: bytes) -> Printed:
    import logging

    import pypdf  # in the page; beside it only tests read PDFs here

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        book = pypdf.PdfReader(BytesIO(data))
        text = book.pages[0].extract_text()
        called = book.metadata.title if book.metadata else ""
        title, _, whose = (called or "").rpartition(" – ")
    except Exception as error:  # whatever a damaged file does to the reader, it has no mark
        raise NoDocumentError from error
    found = next((m for m in _MARK.finditer(text) if [*_marks(m[0])]), None)
    if not found or not title:
        raise NoDocumentError
    begin = text.rfind("\n", 0, text.rfind("\n", 0, found.start())) + 1  # a mark may be set below
    line = text[begin : found.end()]
    facts = next((x for x in text[: found.end()].splitlines() if _is_facts(x)), "")
    status = line.partition(facts)[2] if facts and facts in line else line
    return _printed(title, whose, facts, status.rpartition(" · ")[2])


def _is_facts(line: str) -> bool:
    return any(line.startswith(one.words) for one in Audience)
