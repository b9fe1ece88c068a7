"""Marks in a Word document, by which text that came from a workbook's cell is known again.

Each is a content control, which Word keeps round what is typed in it, and a bookmark round that,
which programs keep that drop the control's own name. Neither says anything: twelve letters for the
place and eight for the words. A document for everyone has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from lxml import etree

from .cell_lines import CellLine, place_mark, said_once, straight, words_mark
from .word_parts import NAMES, parsed, read_package, tag, the_part, w, write_package, written
from .word_read import told, whole_text
from .word_shown import styles_of

_TITLE = "From the workbook"  # what Word shows above the text that somebody is typing in
_FIRST_ID = 7_300_001  # of bookmarks and controls, beyond those that Pandoc numbers


@dataclass(frozen=True)
class Marked:
    """What a manifest keeps of a Word document, so that what is edited there can go back.

    Parameters
    ----------
    places : by mark, the sheet, key, column and line that a text came from.
    paragraphs : eight letters for each paragraph, with the marked texts left out.
    """

    places: Mapping[str, Sequence[Any]]
    paragraphs: Sequence[str]

    @property
    def facts(self) -> dict[str, Any]:
        """As a manifest holds them."""
        return {"places": dict(self.places), "paragraphs": list(self.paragraphs)}


def mark_cells(path: Path, lines: Collection[CellLine], school: str, kind: str) -> Marked:
    """Mark every text of a Word document that stands in one cell of the workbook, and only there.

    Parameters
    ----------
    path : the document, which is written again in place.
    lines : every line of the workbook's text cells; those that may not go back are left alone,
        and so is whatever stands inside of them.
    school, kind : whose document it is and which; the marks of two documents differ.
    """
    parts = read_package(path)
    main = the_part(parts, "", "officeDocument")
    root = parsed(parts[main])
    styles = styles_of(parsed(parts[the_part(parts, main, "styles")]))
    there = straight("\n".join("".join(text) for text in map(_texts, root.iter(tag("w:p")))))
    known = sorted(
        (line for line in said_once(lines) if straight(line.words) in there),
        key=lambda line: (-len(line.words), line.sheet, line.key, line.column, line.number),
    )
    places: dict[str, list[Any]] = {}
    numbers = Counter[str]()
    for paragraph in list(root.iter(tag("w:p"))):
        for runs in _stretches(paragraph):
            words = straight("".join(map(_text, runs)))
            for start, end, line in reversed([*_found(words, known)]):
                if not line.goes_back:
                    continue
                place = place_mark(line, school, kind)
                places[place] = [line.sheet, line.key, line.column, line.number]
                name = f"{place}_{words_mark(line.words)}"
                numbers[name] += 1
                identity = _FIRST_ID + sum(numbers.values())
                _wrap(_cut_out(runs, start, end), name, numbers[name], identity)
    if places:
        write_package(path, parts | {main: written(root)})
    return Marked(
        dict(sorted(places.items())), paragraph_marks(whole_text(root, styles).paragraphs)
    )


def paragraph_marks(paragraphs: Iterable[str]) -> list[str]:
    """Eight letters for each paragraph that says something of its own."""
    return [
        blake2b(straight(words).encode(), digest_size=4).hexdigest()
        for words in map(told, paragraphs)
        if words.strip("… ")
    ]


def _found(words: str, known: Sequence[CellLine]) -> Iterator[tuple[int, int, CellLine]]:
    """Where known lines stand in a text, the longest first, each letter in one of them only."""
    taken: list[tuple[int, int, CellLine]] = []
    for line in known:
        sought, start = straight(line.words), -1
        while (start := words.find(sought, start + 1)) >= 0:
            end = start + len(sought)
            apart = all(end <= other[0] or other[1] <= start for other in taken)
            whole = not (
                words[max(start - 1, 0) : start].isalnum() or words[end : end + 1].isalnum()
            )
            if apart and whole:
                taken.append((start, end, line))
    yield from sorted(taken, key=lambda one: one[0])


def _stretches(paragraph: etree._Element) -> Iterator[list[etree._Element]]:
    """The runs of text in a paragraph that follow each other with nothing between them."""
    runs: list[etree._Element] = []
    for child in paragraph:
        if child.tag == tag("w:r") and _is_text(child):
            runs.append(child)
        elif runs:
            yield runs
            runs = []
    if runs:
        yield runs


def _is_text(run: etree._Element) -> bool:
    own = [child for child in run if child.tag != tag("w:rPr")]
    return len(own) == 1 and own[0].tag == tag("w:t")


def _text(run: etree._Element) -> str:
    return run.findtext("w:t", "", NAMES)


def _texts(paragraph: etree._Element) -> Iterator[str]:
    return (_text(run) for run in paragraph.iterchildren(tag("w:r")))


def _cut_out(runs: list[etree._Element], start: int, end: int) -> list[etree._Element]:
    """The runs that make up a stretch of letters; those at its ends are cut in two."""
    inside, at = [], 0
    for run in list(runs):
        length = len(_text(run))
        first, last = max(start - at, 0), min(end - at, length)
        at += length
        if first >= last:
            continue
        if first:
            run = _split(runs, run, first)
        if last < length:
            _split(runs, run, last - first)
        inside.append(run)
    return inside


def _split(runs: list[etree._Element], run: etree._Element, at: int) -> etree._Element:
    """Cut a run in two, and give the second."""
    rest = deepcopy(run)
    words = _text(run)
    for half, text in ((run, words[:at]), (rest, words[at:])):
        element = half.find("w:t", NAMES)
        assert element is not None
        element.text = text
        element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.addnext(rest)
    runs.insert(runs.index(run) + 1, rest)
    return rest


def _wrap(runs: Sequence[etree._Element], name: str, number: int, identity: int) -> None:
    """Put a content control round these runs, and a bookmark round that."""
    about = w("sdtPr", w("alias", val=_TITLE), w("tag", val=f"spp_{name}"), w("id", val=identity))
    control = w("sdt", about, w("sdtContent"))
    begins = w("bookmarkStart", id=identity, name=f"_spp_{name}_{number}")
    runs[0].addprevious(begins)
    begins.addnext(control)
    control.addnext(w("bookmarkEnd", id=identity))
    control[1].extend(runs)
