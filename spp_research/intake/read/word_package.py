"""A Word document of a stranger as the few trees that its text is read from.

The file is a package of parts, of which three are read: the text, its styles and its lists. Sizes
are looked at before anything is unpacked, and how many and how deep its elements are while it is
parsed. What else the package has is never opened; that it is there is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

from .containers import Parts, Unreadable, open_zip, part, related, workbook_part, xml_of
from .word_looks import W, tag

_MOST_PART = 5_000_000  # bytes of a part that is read, unpacked
_MOST_ELEMENTS = 200_000
_DEEPEST = 200  # elements inside one another; Word itself stays far below
_PROGRAMS = ("macroenabled", "vbaproject", "vbadata")
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_SAVE = "open it in Word and save it as a Word Document (.docx)"


class WordError(Exception):
    """Why a document is not read; the end of a sentence, with what to do."""


@dataclass(frozen=True)
class WordTrees:
    """What the text of a Word document is read from.

    Parameters
    ----------
    body : of the document.
    styles, lists : the parts with the styles and with the lists; None where there are none.
    margins : whether something stands at the head or the foot of its pages.
    """

    body: ElementTree.Element
    styles: ElementTree.Element | None
    lists: ElementTree.Element | None
    margins: bool


def word_trees(data: bytes) -> WordTrees:
    """The trees of a Word document.

    Parameters
    ----------
    data : the bytes of its file.

    Raises
    ------
    WordError
        When it is no Word document, holds programs, has a password, is damaged or too large.
    """
    if data.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise WordError(
                "it has a password: in Word, use File, Info, Protect Document, clear it, and save"
            )
        raise WordError(f"it is a document from before 2007: {_SAVE}")
    if not data.startswith(b"PK"):
        raise WordError(f"it is no Word document, whatever its name says: {_SAVE}")
    try:
        return _trees(open_zip(data))
    except Unreadable as error:
        if error.code == "file.too-large":
            raise WordError(_TOO_LARGE) from None
        raise WordError(f"it is damaged, or was not written by Word: {_SAVE}") from None


_TOO_LARGE = (
    "unpacked, it is far larger than a sheet to hand out: copy its text into a new document"
)


def _trees(parts: Parts) -> WordTrees:
    main = workbook_part(parts)
    if not main:
        raise WordError(f"it is no Word document, whatever its name says: {_SAVE}")
    beside = [(kind, name) for kind, name in related(parts, main).values() if name]
    _refuse_programs(parts, main)
    root = _tree(parts, main)
    if root.tag == f"{{{_STRICT}}}document":
        raise WordError(
            "it was saved as Strict Open XML: in Word, use Save as, Word Document (.docx)"
        )
    body = root.find(tag("body")) if root.tag == tag("document") else None
    if body is None:
        raise WordError(f"it is no Word document, whatever its name says: {_SAVE}")
    return WordTrees(
        body,
        _one(parts, beside, "styles"),
        _one(parts, beside, "numbering"),
        any(_has_words(parts, name) for kind, name in beside if kind in ("header", "footer")),
    )


def _refuse_programs(parts: Parts, main: str) -> None:
    """A document with macros stays one under another name, and is for nobody to pass on."""
    kinds = _tree(parts, parts.find("[content_types].xml"))
    told = [element.get("ContentType", "").casefold() for element in kinds]
    named = (*parts.names, *(kind.casefold() for kind, _ in related(parts, main).values()))
    if any(sign in one for one in (*told, *named) for sign in _PROGRAMS):
        raise WordError(
            "there is a program (a macro) in it: in Word, save it as a Word Document (.docx), "
            "which leaves the program out"
        )


def _one(parts: Parts, beside: list[tuple[str, str]], wanted: str) -> ElementTree.Element | None:
    names = {name for kind, name in beside if kind == wanted}
    if len(names) > 1:  # nobody can say which of them Word goes by
        raise WordError(f"it is damaged, or was not written by Word: {_SAVE}")
    return _tree(parts, names.pop()) if names else None


def _has_words(parts: Parts, name: str) -> bool:
    return any((one.text or "").strip() for one in _tree(parts, name).iter(f"{{{W}}}t"))


class _Bounded(ElementTree.TreeBuilder):
    """Builds a tree no deeper and no larger than a document of a few pages needs."""

    def __init__(self) -> None:
        super().__init__()
        self.deep = self.number = 0

    def start(self, tag: str, attrs: dict[str, str]) -> ElementTree.Element:
        self.deep += 1
        self.number += 1
        if self.deep > _DEEPEST or self.number > _MOST_ELEMENTS:
            raise WordError(_TOO_LARGE)
        return super().start(tag, attrs)

    def end(self, tag: str) -> ElementTree.Element:
        self.deep -= 1
        return super().end(tag)


def _tree(parts: Parts, name: str) -> ElementTree.Element:
    if not name:
        raise WordError(f"it is damaged, or was not written by Word: {_SAVE}")
    if parts.sizes([name]) > _MOST_PART:
        raise WordError(_TOO_LARGE)
    parser = ElementTree.XMLParser(target=_Bounded())
    try:
        parser.feed(xml_of(part(parts, name)))
        tree: ElementTree.Element = parser.close()
    except (ElementTree.ParseError, ValueError) as error:
        raise WordError(f"it is damaged, or was not written by Word: {_SAVE}") from error
    return tree
