"""The materials of a practice: text that somebody wrote in Word, set as the kit sets its own.

Every letter of it is escaped, so that it stays text: a line of a stranger's document opens no
heading, link, table or program. Its headings stand below those of the write-up, each material on
pages of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from spp_research.intake.read.word_document import Block, Grid, WordDocument, Words
from spp_research.phrases import sentence
from spp_research.protect.disclosure.opened import hold_pupils_back
from spp_research.protect.disclosure.origin import only_the_kit, outside
from spp_research.telling import briefly
from spp_research.words.materials import heading_of_materials
from spp_research.words.statements import Statement, text_bundle
from spp_research.words.text import escape

from .panels import ENTRY

MATERIALS = "to-use"  # what their part is known by, in every language
_NEW_PAGE = "::: {.page-break}\n:::"
_UPPERMOST, _LOWEST = 4, 5  # headings of a material; those of the write-up are above
_DEEPEST = 3  # levels of a list
_DASHES = 100  # so many that Pandoc sets columns in shares of the page
_LEAST = 8  # for a column
_BEGIN = frozenset("1aAiI")  # what a list begins with that is numbered or lettered


@dataclass(frozen=True)
class Material:
    """One material as a write-up shows it.

    Parameters
    ----------
    title : what it is called.
    used_for : one sentence.
    told : whose it is and who has cleared it.
    document : what it says.
    """

    title: str
    used_for: str
    told: str
    document: WordDocument

    __repr__ = briefly

    def __post_init__(self) -> None:
        only_the_kit(
            outside(),
            "A material",
            "Name it on the sheet “Materials” of the workbook, where somebody clears it.",
        )
        texts = (text for _, text in self.document.texts)
        hold_pupils_back((self.title, self.used_for, self.told, *texts), "A material")


@dataclass(frozen=True)
class Materials:
    """The last part of a write-up: what another school can take and use.

    Parameters
    ----------
    shown : in their order.
    notes : for the school itself, what of its materials is left out.
    """

    shown: Sequence[Material]
    notes: Sequence[Statement] = ()

    __repr__ = briefly

    @property
    def markdown(self) -> str:
        """The part, each material on a page of its own."""
        return "\n\n".join(self._pieces())

    def _pieces(self) -> Iterator[str]:
        yield _NEW_PAGE
        yield f"## {heading_of_materials()} {{#{MATERIALS}}}"
        yield from (note.markdown for note in self.notes)
        for number, one in enumerate(self.shown, 1):
            if number > 1:
                yield _NEW_PAGE
            yield f"### {escape(one.title)} {{#{MATERIALS}-{number} .{ENTRY}}}"
            yield f"*{escape(sentence(one.used_for))}* {escape(one.told)}"
            yield from _blocks(_without_title(one), f"{MATERIALS}-{number}")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        plain = "\n".join(
            f"{one.title} ({one.document.number_of_words} words)" for one in self.shown
        )
        return text_bundle(self.markdown, plain, self.notes)


def _without_title(one: Material) -> Sequence[Block | Grid]:
    """What a document says below its own title, where that is the one on the sheet."""
    first, *rest = one.document.blocks
    same = isinstance(first, Block) and _letters(first.text) == _letters(one.title)
    return rest if same else one.document.blocks


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _blocks(blocks: Sequence[Block | Grid], label: str) -> Iterator[str]:
    levels = sorted({b.heading for b in blocks if isinstance(b, Block) and b.heading})
    level, headings = _UPPERMOST - 1, 0
    entries: list[Block] = []
    delimiter = "."
    for block in [*blocks, None]:
        if isinstance(block, Block) and block.mark:
            if entries and _begins_anew(entries, block):
                yield _list(entries, delimiter)
                delimiter = ")" if delimiter == "." else "."  # else Pandoc makes one list of two
                entries = []
            entries.append(block)
            continue
        if entries:
            yield _list(entries, delimiter)
            entries, delimiter = [], "."
        if isinstance(block, Grid):
            yield _table(block)
        elif block is not None and block.heading:
            headings += 1
            level = min(_UPPERMOST + levels.index(block.heading), level + 1, _LOWEST)
            yield f"{'#' * level} {escape(block.text)} {{#{label}-{headings}}}"
        elif block is not None:
            yield _dressed(block.words)


def _begins_anew(entries: Sequence[Block], entry: Block) -> bool:
    """Whether an entry begins another list than the one that is open."""
    if entry.deep > entries[0].deep:
        return False
    last = next((one for one in reversed(entries) if one.deep <= entry.deep), entries[0])
    if (last.mark == "-") != (entry.mark == "-"):
        return True
    return entry.mark in _BEGIN and entry.mark != "-"


def _list(entries: Sequence[Block], delimiter: str) -> str:
    first = entries[0]
    if first.mark not in _BEGIN and first.mark != "-" and not first.mark.isdecimal():
        # It goes on with a letter that Pandoc would take for a number of the Romans.
        return "\n\n".join(
            rf"{escape(one.mark)}\) {_dressed(one.words)}"
            if one.mark != "-"
            else _dressed(one.words)
            for one in entries
        )
    lines, deep = [], 0
    for number, entry in enumerate(entries):
        deep = 0 if not number else max(0, min(entry.deep - first.deep, deep + 1, _DEEPEST - 1))
        mark = "-" if entry.mark == "-" else f"{entry.mark}{delimiter}"
        space = "    " * deep
        text = _dressed(entry.words).replace("\n", f"\n{space}    ")
        lines.append(f"{space}{mark:<3} {text}")
    return "\n".join(lines)


def _dressed(words: Sequence[Words]) -> str:
    """Words with what is bold and what is slanted; each line break stays one."""
    made = ""
    for one in words:
        sign = "*" * (2 * one.bold + one.slanted)
        for number, line in enumerate(one.text.split("\n")):
            if number:
                made = f"{made.rstrip()}\n"
            bare = line.strip()
            if not bare:
                made += " " if line and not made.endswith((" ", "\n")) else ""
                continue
            before = " " if line[0].isspace() else ""
            after = " " if line[-1].isspace() else ""
            # Side by side two signs would be read as others; so the second goes without.
            touching = made.endswith("*") and not before
            dress = "" if touching else sign
            made += f"{before}{dress}{escape(bare)}{dress}{after}"
    lines = (" ".join(line.split()) for line in made.split("\n"))
    return "\\\n".join(line for line in lines if line)


def _table(grid: Grid) -> str:
    """A pipe table; blank cells stay to be written in."""
    wide = len(grid.rows[0])
    head, rows = (grid.rows[0], grid.rows[1:]) if grid.headed else ((" ",) * wide, grid.rows)
    weights = [max(max(len(row[at]) for row in grid.rows), _LEAST) ** 0.5 for at in range(wide)]
    dashes = [max(_LEAST, round(_DASHES * one / sum(weights))) for one in weights]
    rule = "|".join(f":{'-' * (number - 1)}" for number in dashes)
    return "\n".join([_row(head), f"|{rule}|", *map(_row, rows)])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(escape(cell) or ' ' for cell in cells)} |"
