"""What was edited in a Word document, and which of it can go back into the workbook's cells.

The document says where its texts came from by marks that mean nothing by themselves. What they
stand for is in the manifest beside the report, and a mark that is not in it does nothing: so an
altered or invented mark reaches no cell. A mark also says what its text was, and the text goes back
only while the cell still says that.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import Enum
from pathlib import Path

from spp_research.errors import EvidenceError
from spp_research.intake import Reading, read_workbook
from spp_research.intake.check.cell_values import checks_of, said_of
from spp_research.intake.check.free_texts import cleared_of
from spp_research.intake.layout import address
from spp_research.intake.read.convert import clean, convert
from spp_research.intake.read.sheets import RawCell
from spp_research.intake.write.changed_cells import Cell, copy_with
from spp_research.phrases import capital, counted, plural
from spp_research.protect import personal
from spp_research.schema import PARTNERSHIP, PUPILS, SCHOOL, Kind
from spp_research.workspace import Workspace

from .cell_lines import CellLine, cell_lines, straight, words_mark
from .made_as import Made, Place, made_as
from .word_marks import paragraph_marks
from .word_read import WordText, read_word, told

_ENDING = ".taken-back"
_FEWEST = 0.5  # of the marks of a file that must be of one document
_TEXT_MARK = re.compile(r"\b[A-Z]{3}-[A-Z]{3}-[A-Z]{3}\b")


@dataclass(frozen=True)
class Edit:
    """One cell that can be written as somebody left it in Word.

    Parameters
    ----------
    where : the sheet, row, column and address, in words.
    was, now : the whole text of the cell, before and after.
    cell : the sheet's title in the file, the row and the column.
    """

    where: str
    was: str
    now: str
    cell: Cell


@dataclass(frozen=True)
class Left:
    """Something that was edited and cannot go back.

    Parameters
    ----------
    where : the place in the workbook, or in the document.
    why : one sentence, with what to do.
    now : what it says in Word; empty where that is not repeated.
    """

    where: str
    why: str
    now: str = ""


@dataclass(frozen=True)
class TakenBack:
    """All that was edited in a Word document.

    Parameters
    ----------
    report : the folder of the report that the document was made as.
    book : the workbook that its words came from.
    edits, left : what can go back, and what cannot.
    looked_at_all : whether it is the document as it was made last, so that sentences of the kit and
        what is gone could be looked at too.
    home : how many cells were edited in it and say that in the workbook already.
    other : where it was made again since, what it says besides cells and the new one does not: it
        was edited, or the kit says it otherwise now.
    """

    report: Path
    book: Path
    edits: tuple[Edit, ...]
    left: tuple[Left, ...]
    looked_at_all: bool = True
    home: int = 0
    other: tuple[str, ...] = ()


def look(workspace: Workspace, path: Path) -> TakenBack:
    """What was edited in the Word document at `path` since the kit made it.

    Raises
    ------
    EvidenceError
        When the document cannot be read, when no report here was made with its marks, or when the
        workbook cannot be read.
    """
    word = read_word(path)
    made = _report(workspace, path, word)
    kind, school = made.kind, made.school
    book = workspace.evidence_file(school) if kind.per_school else workspace.partnership_file
    reading = read_workbook(book, SCHOOL if kind.per_school else PARTNERSHIP)
    if not reading.fingerprint:
        raise EvidenceError(f"{book}: {reading.faults[0].message}")
    pupils: set[str] = set()
    for file in workspace.pupil_files(school) if kind.per_school else ():
        pupils |= read_workbook(file, PUPILS).pupil_names
    same = bool(made.text_mark) and any(made.text_mark in words for words in word.paragraphs)
    edits, left, home = _of_cells(word, made.places, reading, frozenset(pupils), same=same)
    if same:
        left += _of_the_kit(word, made.paragraphs)
    told_of = (replace(one, now="") if personal.find(one.now, pupils) else one for one in left)
    other = () if same else _otherwise(word, made.paragraphs)
    return TakenBack(
        made.folder,
        book,
        tuple(edits),
        tuple(told_of),
        looked_at_all=same,
        home=home,
        other=tuple("" if personal.find(one, pupils) else one for one in other),
    )


def write(found: TakenBack) -> Path:
    """Write what can go back into a copy of the workbook, and give its path.

    Raises
    ------
    EvidenceError
        When the copy could not be the same in all else.
    OSError
        When it cannot be written.
    """
    cells = {edit.cell: edit.now for edit in found.edits}
    return copy_with(found.book, cells, _free(found.book))


def _free(book: Path) -> Path:
    """`evidence.taken-back.xlsx`, or with a number where there is one already."""
    number = 1
    while True:
        ending = _ENDING if number == 1 else f"{_ENDING}-{number}"
        path = book.with_name(f"{book.stem}{ending}{book.suffix}")
        if not path.exists():
            return path
        number += 1


def _report(workspace: Workspace, path: Path, word: WordText) -> Made:
    """The report that a document was made as."""
    seen = {mark.partition("_")[0] for mark in word.marked}
    found: list[tuple[int, bool, Made]] = []
    for folder in sorted((workspace.root / "reports").glob("*/*")) if seen else ():
        made = made_as(folder, workspace)
        common = len(seen & set(made.places)) if made else 0
        if made and common >= max(1, _FEWEST * len(seen)):
            found.append((common, path.resolve().parent == folder.resolve(), made))
    if found:
        return max(found, key=lambda one: one[:2])[2]
    if not seen:
        raise EvidenceError(
            f"{path}: No text in this document is marked as coming from a workbook. Documents for "
            "everyone, as every best-practice write-up, are never marked: change the words in the "
            "workbook itself. Nor are those of an older kit or saved in another format: make such "
            "a document again, and edit report.docx in its folder below reports."
        )
    raise EvidenceError(
        f"{path}: No report in this folder was made with the marks of this document. If it was "
        "made for other readers since, or its folder was deleted or changed, make it again for the "
        "same readers (spp report, with --audience), and run this again in the partnership’s own "
        "folder."
    )


_Place = tuple[str, str, str]  # sheet, key and column


def _of_cells(
    word: WordText,
    places: Mapping[str, Place],
    reading: Reading,
    pupils: frozenset[str],
    *,
    same: bool,
) -> tuple[list[Edit], list[Left], int]:
    """What became of the texts that are marked, and how many cells say it already."""
    lines = {
        (line.sheet, line.key, line.column, line.number): line
        for line in cell_lines(reading)
        if line.key
    }
    unseen = {name.partition("_")[0] for name in word.unseen}
    home: set[_Place] = set()
    texts: dict[str, list[tuple[str, str]]] = defaultdict(list)  # by place, what it was and is
    for name, found in word.marked.items():
        place, _, was = name.partition("_")
        texts[place] += [(was, clean(now)) for now in found]
    new: dict[_Place, dict[int, str]] = defaultdict(dict)
    out: dict[_Place, list[CellLine]] = defaultdict(list)
    left: list[Left] = []
    for place, (sheet, key, column, number) in places.items():
        line = lines.get((sheet, key, column, number))
        stand = texts.pop(place, [])
        became = (_UNSEEN, "") if place in unseen else _one(stand, line, same=same)
        if became is _Became.HOME:
            home.add((sheet, key, column))
        elif isinstance(became, str):
            new[sheet, key, column][number] = became
        elif became == _TAKEN_OUT and line is not None:
            out[sheet, key, column].append(line)
        elif isinstance(became, tuple):
            where = where_of(reading, line) if line else f"Sheet “{_title(reading, sheet)}”"
            left.append(Left(where, *became))
    for at, gone in out.items():
        for line in gone:
            if any(straight(line.words) in straight(now) for now in new.get(at, {}).values()):
                new[at][line.number] = ""  # it was joined to another line of its cell
            else:
                left.append(Left(where_of(reading, line), *_TAKEN_OUT))
    if texts:
        many = counted(len(texts), "marked text")
        verb = plural(len(texts), "belongs", "belong")
        left.append(Left("The document", _STRANGE.format(number=many, verb=verb)))
    edits: list[Edit] = []
    for (sheet, key, column), by_line in new.items():
        made = _cell(lines[sheet, key, column, min(by_line)], by_line, reading, pupils)
        (edits if isinstance(made, Edit) else left).append(made)  # type: ignore[arg-type]
    return edits, left, len(home - new.keys())


class _Became(Enum):
    """What became of a line that has nothing to go back."""

    SAME = "nobody edited it"
    HOME = "the workbook says it already"


_UNSEEN = (
    "It holds text that Word does not show: hidden, a point high, of a field, or for another "
    "program. In Word, mark the whole of it, cut it, paste it into the same place with Keep Text "
    "Only, take out what should not be there, and run this again."
)

_STRANGE = (
    "In it, {number} {verb} to another document, or to a cell that this one no longer shows. "
    "Nothing was done with it: edit the document that it came from."
)


def _one(
    texts: Sequence[tuple[str, str]], line: CellLine | None, *, same: bool
) -> str | tuple[str, str] | _Became:
    """What a line became; or why that cannot go back, and what it is in Word.

    Parameters
    ----------
    texts : the letters that stand for what each was, and what it is.
    """
    edited = {now: was for was, now in texts if words_mark(now) != was or "\n" in now}
    if not texts and same and line is not None:
        return _TAKEN_OUT
    if not edited:
        return _Became.SAME
    now = next(iter(edited))
    if line is not None and all(words_mark(one) == words_mark(line.words) for one in edited):
        return _Became.HOME
    if line is None:
        return "Its row, or its line of the cell, is no longer in the workbook.", now
    if not line.goes_back:
        return "This cell is not written from Word: change it in the workbook.", now
    if set(edited.values()) != {words_mark(line.words)}:
        return (
            "The cell was changed in the workbook since this document was made, so nobody can say "
            f"which is meant. The workbook says: “{line.words}”. Copy over what should stand there."
        ), now
    if len(edited) > 1:
        return (
            "It stands in several places of the document, which were edited in different ways: "
            "make them alike, and run this again."
        ), " / ".join(edited)
    return now if now else _TAKEN_OUT


_GONE = (
    "Its text was taken out of the document, and no cell is emptied from there: clear it in the "
    "workbook if it should be gone."
)
_TAKEN_OUT = (_GONE, "")


def _cell(
    line: CellLine, by_line: Mapping[int, str], reading: Reading, pupils: frozenset[str]
) -> Edit | Left:
    """A cell with some of its lines as they were left in Word, if that may stand in it."""
    field = reading.workbook.sheet(line.sheet).field(line.column)
    was = str(dict(reading.rows[line.sheet].cells(line.column))[line.row])
    where = where_of(reading, line)
    shown = "\n".join(by_line[at] for at in sorted(by_line) if by_line[at])
    if field.kind is not Kind.LONG_TEXT and any("\n" in one for one in by_line.values()):
        return Left(where, "It was divided into paragraphs, and the column holds one line.", shown)
    for one in by_line.values():
        if len(one) > field.max_length:
            return Left(where, said_of("text.too-long", field, one, line.row), shown)
    every, at = list[str](), 0
    for words in was.split("\n"):
        became = words
        if words.strip():
            if at in by_line:
                became = _merged(words, by_line[at])
            at += 1
        if became or not words:
            every.append(became)
    text = "\n".join(every)
    # Before what follows, whose sentences may repeat the text.
    own = reading.rows["school"].records if "school" in reading.rows else ()
    cleared = cleared_of([row for _, row in own])
    before = Counter(one[0] for one in _personal(was, pupils, cleared))
    for words, called in _personal(text, pupils, cleared):
        before[words] -= 1
        if before[words] < 0:
            return Left(
                where,
                f"It seems to hold {called}, and others may read it: take it out, or write it "
                "in the workbook yourself if it is something else.",
            )
    if _CODE.search(text):
        return Left(where, _CODES, shown)
    column = reading.columns[line.sheet, line.column]
    read = convert(field, RawCell(line.row, column, text))
    if read.code or not isinstance(read.value, str):
        why = read.message or "It would be read as an empty cell: clear it in the workbook instead."
        return Left(where, why, shown)
    now = read.value
    for code, passes in checks_of(field):
        if not passes(now):
            return Left(where, said_of(code, field, now, line.row), shown)
    return Edit(where, was, now, (reading.titles[line.sheet], line.row, column))


# Excel writes a letter so, and reads it as that letter.
_CODE = re.compile("_x[0-9a-f]{4}_", re.IGNORECASE)
_CODES = (
    "It holds what a workbook takes for the code of a letter (_x, four figures or letters, and _): "
    "take that out, or write it in the workbook yourself."
)


def _personal(
    text: str, pupils: Collection[str], cleared: Collection[str]
) -> Iterator[tuple[str, str]]:
    """The very words that look personal in a text, each with what it looks like."""
    for span in personal.find(text, pupils, cleared=cleared):
        yield text[span.start : span.end], span.kind


def _merged(was: str, now: str) -> str:
    """The new text, with the old one's own quotation marks where nothing else was changed."""
    old, new = (re.findall(r"\s+|\S+\s*", one) for one in (was, now))  # letters take seconds
    matcher = SequenceMatcher(None, [*map(straight, old)], [*map(straight, new)], autojunk=False)
    return "".join(
        "".join(old[a:b] if kind == "equal" else new[c:d])
        for kind, a, b, c, d in matcher.get_opcodes()
    )


def where_of(reading: Reading, line: CellLine) -> str:
    """The sheet, row, column and address of a cell, in words."""
    label = reading.workbook.sheet(line.sheet).field(line.column).label
    at = reading.columns.get((line.sheet, line.column))
    cell = f" (cell {address(line.row, at)})" if at else ""
    return f"Sheet “{_title(reading, line.sheet)}”, row {line.row}, “{label}”{cell}"


def _title(reading: Reading, sheet: str) -> str:
    return reading.titles.get(sheet, sheet)


def _of_the_kit(word: WordText, before: Sequence[str]) -> Iterator[Left]:
    """What was changed in, added to or taken out of the document that came from no cell."""
    said = _said(word)
    now = paragraph_marks(said)
    matcher = SequenceMatcher(None, [*before], now)
    parts = [
        (before[a:b], range(c, d)) for kind, a, b, c, d in matcher.get_opcodes() if kind != _EQUAL
    ]
    out = Counter(mark for marks, _ in parts for mark in marks)
    moved = out & Counter(now[at] for _, places in parts for at in places)
    put, gone = Counter(moved), 0
    for marks, places in parts:
        fresh = 0
        for at in places:
            here = _taken(put, now[at])
            fresh += not here
            yield Left("The document", _MOVED if here else _KITS, said[at])
        gone += max(sum(not _taken(moved, mark) for mark in marks) - fresh, 0)
    if gone:
        yield Left(
            "The document",
            f"{capital(counted(gone, 'paragraph'))} of the kit’s own text "
            f"{plural(gone, 'was', 'were')} edited or taken out, and the next document will have "
            f"{plural(gone, 'it', 'them')} again.",
        )


def _taken(some: Counter[str], mark: str) -> bool:
    """Whether there is one of these left, which is then taken."""
    left = some[mark] > 0
    some[mark] -= left
    return left


def _said(word: WordText) -> list[str]:
    """The paragraphs that say something besides marked texts."""
    return [words for words in map(told, word.paragraphs) if words.strip("… ")]


def _otherwise(word: WordText, before: Sequence[str]) -> Iterator[str]:
    """What a document says besides cells that the one made last does not; not which text it is."""
    said, known = _said(word), frozenset(before)
    for words, mark in zip(said, paragraph_marks(said), strict=True):
        if mark not in known and not _TEXT_MARK.search(words):
            yield words


_EQUAL = "equal"  # what SequenceMatcher calls it
_MOVED = "This was moved. The next document will have it where it was."
_KITS = (
    "This belongs to no cell that is marked: it is a sentence of the kit, a new paragraph, words "
    "of several cells, or of a material. Change what it is made from: in the workbook, or in the "
    "Word document of the material."
)
