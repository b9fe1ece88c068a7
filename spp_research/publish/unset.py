"""Letters of a report that no font has: a box in their place in the PDF, and a word about it.

The web page and the Word file leave letters to the fonts of whoever reads them.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from spp_research import letters
from spp_research.phrases import listed, plural
from spp_research.protect.signatures import ShownText
from spp_research.protect.signatures.texts import TOP

_TEXTS = ("Str", "Code", "CodeBlock")
_DRAWN = "Drawn: "  # what begins a line that says what a chart draws
_MOST_LETTERS, _MOST_PLACES = 5, 3  # that a sentence names


def settable(parsed: bytes) -> bytes:
    """A parsed report in letters that there are fonts for: emoji in words, boxes for the rest."""
    whole = parsed.decode("utf-8")
    if not letters.beyond(whole):
        return parsed
    missing = letters.unset(letters.emoji_in_words(whole))
    document = json.loads(whole)
    for node in _texts(document):
        words = letters.emoji_in_words(_words(node))
        for letter in missing:
            words = words.replace(letter, letters.PLACEHOLDER)
        _put(node, words)
    return json.dumps(document, ensure_ascii=False).encode("utf-8")


def places(parsed: bytes, text: ShownText | None, *, pdf: bool) -> dict[str, list[str]]:
    """For each letter that no font has, the sections in which a box stands for it.

    Parameters
    ----------
    parsed : the report, as Pandoc's JSON.
    text : what the report shows, which says what its charts draw; None where nobody knows.
    pdf : whether there is a PDF; without it only charts have boxes.
    """
    found: dict[str, list[str]] = {}
    lines = list(_sections(json.loads(parsed))) if pdf else []
    drawn = [line for line in text.lines if line.words.startswith(_DRAWN)] if text else []
    for section, words in (*lines, *((line.section, line.words) for line in drawn)):
        for letter in sorted(letters.unset(letters.emoji_in_words(words))):
            if section not in found.setdefault(letter, []):
                found[letter].append(section)
    return found


def said(found: Mapping[str, Sequence[str]], cells: Mapping[str, Sequence[str]]) -> str:
    """One sentence about letters that no font has; empty where there are none.

    Parameters
    ----------
    found : what `places` gives.
    cells : for each letter where it stands in the school's workbook, as far as that is known.
    """
    if not found:
        return ""
    named = [named_letter(letter) for letter in list(found)[:_MOST_LETTERS]]
    if more := len(found) - len(named):
        named.append(f"{more} more")
    sections = list(dict.fromkeys(section for where in found.values() for section in where))
    typed = list(dict.fromkeys(cell for letter in found for cell in cells.get(letter, ())))
    number = len(found)
    where = f"under {_few([f'“{section}”' for section in sections])}"
    if typed:
        where += f" ({_few(typed)})"
    return (
        f"No font on this computer has the {plural(number, 'letter')} {listed(named)}, which "
        f"{plural(number, 'stands', 'stand')} {where}. The PDF and the charts show "
        f"{letters.PLACEHOLDER} instead. Write {plural(number, 'it', 'them')} in other letters in "
        f"the workbook, or install a font that has {plural(number, 'it', 'them')}, and make the "
        "report again."
    )


def named_letter(letter: str) -> str:
    """A letter, its code and its name: “ꦗ” (U+A997, javanese letter ja)."""
    name = unicodedata.name(letter, "").lower()
    return f"“{letter}” (U+{ord(letter):04X}{f', {name}' if name else ''})"


def cells_with(wanted: Iterable[str], workbook: Path) -> dict[str, list[str]]:
    """Where in a workbook each of these letters stands: the sheet and the row."""
    import python_calamine

    found: dict[str, list[str]] = {letter: [] for letter in wanted}
    try:
        book = python_calamine.CalamineWorkbook.from_path(workbook)
        for sheet in book.sheet_names:
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            for number, row in enumerate(rows, 1):
                words = "".join(cell for cell in row if isinstance(cell, str))
                for letter, cells in found.items():
                    if letter in words:
                        cells.append(f"sheet {sheet}, row {number}")
    except (OSError, python_calamine.CalamineError):  # it was read before; the section will do
        return {}
    return found


def _few(places: Sequence[str]) -> str:
    more = len(places) - _MOST_PLACES
    if more <= 0:
        return listed(places)
    return f"{', '.join(places[:_MOST_PLACES])} and {more} more {plural(more, 'place')}"


def _texts(part: Any) -> Iterator[dict[str, Any]]:
    """Every piece of text of a document or a part of it, in its order."""
    if isinstance(part, dict):
        if part.get("t") in _TEXTS or part.get("t") == "MetaString":
            yield part
        else:
            for inner in part.values():
                yield from _texts(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _texts(inner)


def _words(node: Mapping[str, Any]) -> str:
    return node["c"] if isinstance(node["c"], str) else node["c"][1]


def _put(node: dict[str, Any], words: str) -> None:
    if isinstance(node["c"], str):
        node["c"] = words
    else:
        node["c"][1] = words


def _sections(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The text of each block of a report under the heading that it stands under."""
    yield TOP, "".join(_words(node) for node in _texts(document["meta"]))
    yield from _blocks(document["blocks"], TOP)


def _blocks(blocks: Sequence[Any], section: str) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if block["t"] == "Header":
            section = " ".join(_words(node) for node in _texts(block["c"][2]))
        yield section, "".join(_words(node) for node in _texts(block))
