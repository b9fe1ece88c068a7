"""The lines of a workbook's text cells, as a document shows them, and how each is known again.

A document shows a cell as it stands, each line of it a paragraph or all of them run together. So a
line is found in a Word document by its words, and what somebody made of it there can go back to its
own place. That a text stands in a single cell is what makes the place certain: where two cells say
the same, nobody could tell which one a paragraph came from, and neither is marked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from spp_research.intake import Reading
from spp_research.intake.check.free_texts import fields_read
from spp_research.intake.read.typed_rows import given
from spp_research.schema import Kind, Sheet
from spp_research.words.text import clean

_FEWEST_WORDS = 4  # of a line; shorter ones stand in sentences of the kit by chance
TEXTS = (Kind.TEXT, Kind.LONG_TEXT)
# Words of others, or what the kit goes by: to write them otherwise would change more than words.
_NOT_REWORDED = frozenset({"asked", "study", "locator", "keywords", "unit", "role_question"})
# Sheets of signatures, of closed years, of people, and of what lots and surveys are known by.
_NEVER = frozenset(
    {
        *("sign_off", "carried_over", "people", "terms", "lots", "fixed_plans"),
        *("survey_map", "year_survey_map", "survey_roles", "alike"),
    }
)
# Pandoc bends quotation marks, and Word bends those that are typed; each is one letter for one.
_STRAIGHT = str.maketrans("‘’‚‛“”„‟\u00a0\u202f", "''''\"\"\"\"  ")


@dataclass(frozen=True)
class CellLine:
    """One line of a text cell.

    Parameters
    ----------
    sheet, column : names of the sheet and the column, as they are declared.
    key : the row, by what tells rows apart; empty where nothing does for certain.
    row : its number in the workbook.
    number : of the line in the cell, from 0, counting those that hold something.
    words : the line.
    goes_back : whether what somebody makes of it in Word may go back.
    """

    sheet: str
    key: str
    column: str
    row: int
    number: int
    words: str
    goes_back: bool


def cell_lines(reading: Reading) -> tuple[CellLine, ...]:
    """Every line of every text cell of a workbook; those that may not go back among them."""
    return tuple(line for sheet in reading.workbook.sheets for line in _of_sheet(sheet, reading))


def said_once(lines: Collection[CellLine]) -> Iterator[CellLine]:
    """The lines, where those that several cells say may not go back."""
    times = Counter(straight(line.words) for line in lines)
    for line in lines:
        alone = times[straight(line.words)] == 1
        yield line if alone else replace(line, goes_back=False)


def _of_sheet(sheet: Sheet, reading: Reading) -> Iterator[CellLine]:
    rows = reading.rows[sheet.name].records
    keys = Counter(_key(sheet, number, row) for number, row in rows)
    read = {field.name for field in fields_read(sheet)} - _NOT_REWORDED
    for number, row in rows:
        key = _key(sheet, number, row)
        known = bool(key) and keys[key] == 1 and sheet.name not in _NEVER
        for field in (field for field in sheet.fields if field.kind in TEXTS):
            place = (sheet.name, key, field.name, number)
            lines = lines_of(row[field.name])
            may = known and field.name in read
            for at, words in enumerate(lines):
                long = len(words.split()) >= _FEWEST_WORDS
                yield CellLine(*place, at, words, may and long and _shown_as_it_is(words))


def lines_of(text: object) -> list[str]:
    """The lines of a cell that hold something."""
    lines = (" ".join(line.split()) for line in str(text or "").split("\n"))
    return [line for line in lines if line]


def _key(sheet: Sheet, number: int, row: Mapping[Any, Any]) -> str:
    """What tells a row apart: its ids, or its place where the sheet has none."""
    if sheet.one_row or not sheet.key:
        return "one" if sheet.one_row else f"row {number}"
    parts = [row[name] for name in sheet.key]
    return "\t".join(map(str, parts)) if all(given(part) for part in parts) else ""


def _shown_as_it_is(words: str) -> bool:
    """Whether a document shows every letter; emoji and unseen letters it shows otherwise."""
    return clean(words) == words


def straight(text: str) -> str:
    """A text with straight quotation marks and plain spaces, as long as it was."""
    return text.translate(_STRAIGHT)


def place_mark(line: CellLine, school: str, kind: str) -> str:
    """Twelve letters that stand for a line's place in one kind of document, and say nothing."""
    return mark_of((line.sheet, line.key, line.column, line.number), school, kind)


def mark_of(place: tuple[str, str, str, int], school: str, kind: str) -> str:
    """The same of a sheet, a key, a column and the number of a line."""
    words = (school, kind, *map(str, place))
    # A manifest can hold half a letter.
    whole = "\x1f".join(words).encode("utf-8", "surrogatepass")
    return blake2b(whole, digest_size=6).hexdigest()


def words_mark(words: str) -> str:
    """Eight letters that stand for words, however their quotation marks are bent."""
    flat = " ".join(straight(words).split())
    return blake2b(flat.encode(), digest_size=4).hexdigest()
