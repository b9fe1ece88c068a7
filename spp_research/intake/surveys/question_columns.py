"""Which columns of an export a question of the survey map means."""

from __future__ import annotations

import re
from html import unescape

from ..layout import bare
from ..read.form_columns import Export

WHOLE = frozenset({"response", "open ended response", "responses"})  # of SurveyMonkey
_GRID = re.compile(r"(?:\[(?P<part>[^\[\]]+)\]|\s>>\s*(?P<row>[^>]+))\s*$")
_NUMBERED = re.compile(r"(?:qu?)?[0-9]+[a-z]?")
_LONG = 60  # letters from which the beginning of a question tells which it is


def columns_of(export: Export, asked: str) -> list[int]:
    """The columns that a question of the survey map means, the surest way first.

    By their heading; by a second row of headings or a code; by the part of a grid that stands in
    square brackets; without numbering; by the beginning of a very long question.
    """
    key = _key(asked)
    heads = {c: (text,) for c, text in export.questions.items()}
    ways = (
        heads,
        export.others,
        {c: of_a_group(export, c) for c in export.subs},
        {c: part_of_grid(text) for c, text in export.questions.items()},
    )
    for texts in ways:
        if same := [c for c, words in texts.items() if key in map(_key, words)]:
            return same
    wanted = without_number(asked)
    for texts in ways:
        if same := [c for c, words in texts.items() if wanted in map(without_number, words)]:
            return same
    long = len(wanted) >= _LONG
    found = [c for c, text in heads.items() if long and begins(wanted, without_number(text[0]))]
    return found if len(found) == 1 else []


def _key(text: str) -> str:
    """As headings are compared; a heading of signs alone is compared as it is."""
    said = _uncoded(text)
    return bare(said) or said.strip()


def _uncoded(text: str) -> str:
    """Without the codes of a web page: who copies "&lt;" or "<" of a heading means the same."""
    while "&" in text and (said := unescape(text)) != text:
        text = said
    return text


def of_a_group(export: Export, column: int) -> tuple[str, ...]:
    """What a column with a second heading may be called: its own words, and the question's too."""
    sub = export.subs.get(column, "")
    if not sub or bare(sub) in WHOLE:
        return ()
    heads = [c for c in export.questions if c <= column]
    return (sub, f"{export.questions[max(heads)]} {sub}") if heads else (sub,)


def part_of_grid(text: str) -> tuple[str, ...]:
    """What stands in square brackets at the end of a heading: “How often do you … [Read]”."""
    found = _GRID.search(text)
    return ((found["part"] or found["row"]).strip(),) if found else ()


def begins(one: str, other: str) -> bool:
    return len(other) >= _LONG and (one.startswith(other) or other.startswith(one))


def is_whole(export: Export, column: int) -> bool:
    """Whether the column holds the answers itself, and the next one what was typed beside them."""
    return bare(export.subs.get(column, "")) in WHOLE


def ticks_of(export: Export, asked: str) -> dict[int, str]:
    """By column, the answer that is ticked there: “Which clubs? [Art]” has a column for each."""
    found = {}
    for column, text in export.questions.items():
        part = _GRID.search(text)
        if part and without_number(text[: part.start()]) == without_number(asked):
            found[column] = (part["part"] or part["row"]).strip()
    return found


def without_number(text: str) -> str:
    words = bare(_uncoded(text)).split()
    numbered = len(words) > 1 and _NUMBERED.fullmatch(words[0])
    return " ".join(words[1:] if numbered else words)
