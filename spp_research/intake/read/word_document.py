"""A Word document as what it says: headings, paragraphs, lists and simple tables, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Left(StrEnum):
    """What a document has and its text read anew has not, or not as it was."""

    PICTURES = "pictures"
    BOXES = "boxes"
    NOTES = "notes"
    COMMENTS = "comments"
    CHANGES = "changes"
    HIDDEN = "hidden"
    WHITE = "white"
    LINKS = "links"
    FORMULAS = "formulas"
    FILES = "files"
    SYMBOLS = "symbols"
    JOINED = "joined"
    MARGINS = "margins"
    OTHER = "other"


@dataclass(frozen=True)
class Words:
    """Letters that look alike: bold or not, slanted or not. A line end is one of the text."""

    text: str
    bold: bool = False
    slanted: bool = False


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph or an entry of a list.

    Parameters
    ----------
    words : what it says.
    place : which of the document's it is, as "paragraph 3".
    heading : how deep a heading is, from 1; 0 for anything else.
    mark : what stands before an entry of a list; else empty.
    deep : how deep an entry lies, from 0.
    """

    words: tuple[Words, ...]
    place: str
    heading: int = 0
    mark: str = ""
    deep: int = 0

    @property
    def text(self) -> str:
        """What it says, without how it looks."""
        return "".join(one.text for one in self.words)


@dataclass(frozen=True)
class Grid:
    """A table of texts.

    Parameters
    ----------
    rows : all of them of one length.
    place : which of the document's it is, as "table 1".
    headed : whether the first row heads the others.
    """

    rows: tuple[tuple[str, ...], ...]
    place: str
    headed: bool


@dataclass(frozen=True)
class WordDocument:
    """What a document says.

    Parameters
    ----------
    blocks : in the order in which they are read.
    left : how often it has what is left out, or is not as it was.
    """

    blocks: tuple[Block | Grid, ...]
    left: Mapping[Left, int] = field(default_factory=dict)

    @property
    def texts(self) -> Iterator[tuple[str, str]]:
        """The place of each text, and the text."""
        for block in self.blocks:
            if isinstance(block, Block):
                yield block.place, block.text
            else:
                for number, row in enumerate(block.rows, 1):
                    for cell in filter(None, row):
                        yield f"{block.place}, row {number}", cell

    @property
    def number_of_words(self) -> int:
        """How many words it has."""
        return sum(len(text.split()) for _, text in self.texts)
