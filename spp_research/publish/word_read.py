"""Reading a Word document that somebody has edited, as the file of a stranger.

Only text is taken from it, and of that only what a reader of the document sees; under which marks
there is more, is said. Whatever could mean two things (changes that nobody has accepted, comments)
is refused with advice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path

from lxml import etree

from spp_research.errors import EvidenceError, RenderError
from spp_research.intake.read.containers import (
    Unreadable,
    bytes_of,
    open_zip,
    part,
    related,
    workbook_part,
    xml_of,
)

from .word_parts import parsed, tag
from .word_shown import NO_STYLES, Styles, is_left_out, is_second, is_seen, styles_of

MARK = r"spp_([0-9a-f]{12}_[0-9a-f]{8})"
_BOOKMARK = re.compile(rf"_{MARK}_[0-9]{{1,4}}")
_CONTROL = re.compile(MARK)
_OURS = re.compile("\ufdd0[0-9a-f_]*\ufdd1")  # stands for a marked text: no text can hold these
_MOST_BYTES = 20_000_000  # of the document's own part, unpacked
_MOST_PARAGRAPHS = 20_000
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"

_TRACKED = {
    *map(tag, ("w:ins", "w:del", "w:moveFrom", "w:moveTo", "w:cellIns", "w:cellDel")),
    *map(tag, ("w:cellMerge", "w:numberingChange", "w:rPrChange", "w:pPrChange")),
    *map(tag, ("w:sectPrChange", "w:tblPrChange", "w:trPrChange", "w:tcPrChange")),
    *map(tag, ("w:tblGridChange", "w:tblPrExChange")),
}
_COMMENTS = {tag("w:commentReference"), tag("w:commentRangeStart")}
_ASIDE = tag("w:txbxContent")  # what stands beside the text
_RUNS = {tag("w:r"), "{http://schemas.openxmlformats.org/officeDocument/2006/math}r"}
_BREAKS = {tag("w:br"): "\n", tag("w:cr"): "\n", tag("w:tab"): " ", tag("w:noBreakHyphen"): "-"}
_VAL, _NAME, _ID = tag("w:val"), tag("w:name"), tag("w:id")
_BEGINS = {"begin": "code", "separate": "result"}  # what follows a sign of a field


@dataclass(frozen=True)
class WordText:
    """What a Word document says.

    Parameters
    ----------
    paragraphs : each in one line, with a sign of its own in the place of a marked text.
    marked : by mark, each text that stands under it; lines are paragraphs.
    unseen : the marks under which there is text that Word does not show, which is in neither.
    """

    paragraphs: tuple[str, ...]
    marked: Mapping[str, tuple[str, ...]]
    unseen: frozenset[str] = frozenset()


def read_word(path: Path) -> WordText:
    """What an edited Word document says.

    Raises
    ------
    EvidenceError
        When it is no Word document, is damaged or too large, or has changes or comments in it that
        nobody has settled.
    """
    try:
        return whole_text(*_trees(path), _MOST_PARAGRAPHS)
    except Unreadable as error:
        raise EvidenceError(f"{path}: {_why(error)}") from None
    except (etree.XMLSyntaxError, RenderError):
        raise EvidenceError(f"{path}: {_DAMAGED}") from None


_DAMAGED = (
    "The file is damaged, or was not written by Word, so it cannot be read: open it in Word, save "
    "it as a Word Document (.docx), and run this again."
)
_REASONS = {
    "file.missing": "There is no such file, or it may not be read: close it in Word, check how its "
    "name is spelt, and run this again.",
    "file.too-large": "The file is far larger than any document of the kit: take out the pictures "
    "that were put in, save it, and run this again.",
    "file.password": "The document has a password, so it cannot be read: in Word, use File, Info, "
    "Protect Document, clear the password, save it, and run this again.",
}


def _why(error: Unreadable) -> str:
    return _REASONS.get(error.code, _DAMAGED)


def _trees(path: Path) -> tuple[etree._Element, Styles]:
    """The document's own part, when nothing in it is unsettled, and what its styles say."""
    data = bytes_of(path)
    if not data.startswith(b"PK"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable("file.password", "")
        raise EvidenceError(
            f"{path}: This is not a Word document (.docx), which is what comes back: open it in "
            "Word, save it as a Word Document (.docx), and run this again."
        )
    parts = open_zip(data)
    main = workbook_part(parts)
    if not main or parts.sizes([main]) > _MOST_BYTES:
        raise Unreadable("file.too-large" if main else "file.damaged", "")
    root = parsed(xml_of(part(parts, main)))
    if root.tag == f"{{{_STRICT}}}document":
        raise EvidenceError(
            f"{path}: The document was saved as Strict Open XML: in Word, use Save as, Word "
            "Document (.docx), and run this again."
        )
    if root.tag != tag("w:document"):
        raise Unreadable("file.damaged", "")
    found = {element.tag for element in root.iter(*_TRACKED, *_COMMENTS)}
    if found & _TRACKED:
        raise EvidenceError(
            f"{path}: The document has tracked changes, and nobody can say which of them are "
            "meant. In Word, on the tab Review, choose Accept, Accept All Changes and Stop "
            "Tracking, save it, and run this again."
        )
    beside = [(kind, name) for kind, name in related(parts, main).values() if name]
    comments = [name for kind, name in beside if kind == "comments"]
    looks = [name for kind, name in beside if kind == "styles"]
    if parts.sizes(comments) > _MOST_BYTES or parts.sizes(looks) > _MOST_BYTES:
        raise Unreadable("file.too-large", "")
    if len(looks) > 1:  # nobody can say which of them Word goes by
        raise Unreadable("file.damaged", "")
    trees = (parsed(xml_of(part(parts, name))) for name in comments)
    if found or any(tree.find(tag("w:comment")) is not None for tree in trees):
        raise EvidenceError(
            f"{path}: The document has comments, which would be lost. Settle them, then on the tab "
            "Review choose Delete, Delete All Comments in Document, save it, and run this again."
        )
    return root, styles_of(parsed(xml_of(part(parts, looks[0])))) if looks else NO_STYLES


def whole_text(root: etree._Element, styles: Styles = NO_STYLES, most: float = inf) -> WordText:
    """What the tree of a Word document says, and which of its texts are marked.

    Parameters
    ----------
    styles : by which some of its text may be hidden.
    most : how many paragraphs it may have, and a hundred times as many letters.
    """
    named = {
        found[1]
        for element in root.iter(tag("w:tag"))
        if (found := _CONTROL.fullmatch(element.get(_VAL, "")))
    }
    paragraphs: list[str] = []
    marked: dict[str, list[str]] = {}
    unseen: set[str] = set()
    fields: list[str] = []  # that are open; of each only its result is seen
    open_marks: dict[str, tuple[str, list[str]]] = {}  # by what closes them
    controls: list[str] = []  # that are open, each by what closes it
    line: list[str] = []

    def begin(key: str, mark: str) -> None:
        if not open_marks:  # one inside another is nobody's
            open_marks[key] = (mark, [])
            line.append(f"\ufdd0{mark}\ufdd1")

    def end(key: str) -> None:
        if key in open_marks:
            mark, texts = open_marks.pop(key)
            marked.setdefault(mark, []).append(_lines("".join(texts)))

    def add(words: str) -> None:
        (next(iter(open_marks.values()))[1] if open_marks else line).append(words)

    def pass_over(words: str) -> None:
        if words.strip():
            unseen.update(mark for mark, _ in open_marks.values())

    walk = etree.iterwalk(root, events=("start", "end"))
    letters = 0
    for event, element in walk:
        name = element.tag
        if event == "start":
            if name == _ASIDE or is_second(element):
                walk.skip_subtree()
            elif is_left_out(element) or (name in _RUNS and not is_seen(element, styles)):
                pass_over("".join(one.text or "" for one in element.iter(tag("w:t"))))
                walk.skip_subtree()
            elif name == tag("w:fldChar"):
                kind = element.get(tag("w:fldCharType"), "")
                if kind != "begin" and fields:
                    fields.pop()
                if kind in _BEGINS:
                    fields.append(_BEGINS[kind])
            elif name == tag("w:t") and "code" in fields:
                pass_over(element.text or "")
            elif name == tag("w:sdt"):
                controls.append(f"control {len(controls)}")
                if mark := _mark_of(element):
                    begin(controls[-1], mark)
            elif name == tag("w:bookmarkStart"):
                found = _BOOKMARK.fullmatch(element.get(_NAME, ""))
                if found and found[1] not in named:
                    begin(f"bookmark {element.get(_ID)}", found[1])
            elif name == tag("w:bookmarkEnd"):
                end(f"bookmark {element.get(_ID)}")
            elif name == tag("w:t"):
                letters += len(element.text or "")
                if letters > 100 * most:
                    raise Unreadable("file.too-large", "")
                add(element.text or "")
            elif name in _BREAKS:
                add(_BREAKS[name])
        elif name == tag("w:sdt"):
            end(controls.pop())
        elif name == tag("w:p"):
            if open_marks:
                add("\n")
            paragraphs.append(" ".join("".join(line).split()))
            if len(paragraphs) > most:
                raise Unreadable("file.too-large", "")
            line.clear()
    texts_of = {mark: tuple(texts) for mark, texts in marked.items()}
    return WordText(tuple(paragraphs), texts_of, frozenset(unseen))


def _mark_of(control: etree._Element) -> str:
    """The mark of a content control; empty for anybody else's, and for one with nothing in it."""
    about = control.find(tag("w:sdtPr"))
    named = None if about is None else about.find(tag("w:tag"))
    if about is None or named is None or about.find(tag("w:showingPlcHdr")) is not None:
        return ""
    found = _CONTROL.fullmatch(named.get(_VAL, ""))
    return found[1] if found else ""


def _lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def told(paragraph: str) -> str:
    """What a paragraph says besides its marked texts."""
    return " ".join(_OURS.sub("…", paragraph).split())
