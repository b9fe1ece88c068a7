"""Words that judge, rank or claim more than a review can know, each with a neutral wording.

A review describes what was seen against a question; it gives no grade and no rank, and a claim
goes no further than its design. What is found here is offered to the writer and never changed
by the kit. Words count in their evaluative use: "outstanding teaching", not "an outstanding
payment". Not every way of judging is in the list: a text without findings may still judge.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .words import CLAIM, GRADE, JUDGEMENT, RANKING, RULES

__all__ = ["CLAIM", "GRADE", "JUDGEMENT", "RANKING", "SAYS", "Wording", "find", "get_ready"]

# How a message says what is wrong with a word of each kind.
SAYS = {
    GRADE: "is a grade word of inspection",
    JUDGEMENT: "judges",
    RANKING: "ranks",
    CLAIM: "claims more than a review can know",
}


@dataclass(frozen=True)
class Wording:
    """A word or phrase of a text, with what is said of it.

    Parameters
    ----------
    start, end : positions in the text, as a slice has them.
    kind : "grade", "judgement", "ranking" or "claim".
    instead : the neutral wording that is offered, as it ends a sentence that begins
        with "say".
    """

    start: int
    end: int
    kind: str
    instead: str


def find(text: str) -> tuple[Wording, ...]:
    """Every word of `text` that judges, ranks or over-claims, in order and without overlaps.

    Of several that overlap, the one that is declared first is kept, as "requires improvement"
    is before "improvement".
    """
    small = text.casefold()
    there = {some for some in _letters() if some in small}
    if not there:
        return ()
    found: list[Wording] = []
    for kind, letters, pattern, instead in _rules():
        if there.isdisjoint(letters):
            continue
        for match in _compiled(pattern).finditer(text):
            start, end = _span(match)
            if all(end <= other.start or other.end <= start for other in found):
                found.append(Wording(start, end, kind, instead))
    return tuple(sorted(found, key=lambda one: one.start))


def get_ready() -> None:
    """Compile every rule at once, in a process from which others are copied."""
    for _, _, pattern, _ in _rules():
        _compiled(pattern)


def _span(match: re.Match[str]) -> tuple[int, int]:
    """What is found: the group with a name that took part, else the whole."""
    for name, text in match.groupdict().items():
        if text is not None:
            return match.span(name)
    return match.span()


@cache
def _rules() -> tuple[tuple[str, tuple[str, ...], str, str], ...]:
    return tuple(
        (kind, tuple(letters.split(";")), pattern, instead)
        for kind, letters, pattern, instead in RULES
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A rule's pattern, once a text has what it waits for; most of them never come to that."""
    return re.compile(pattern, re.IGNORECASE)


@cache
def _letters() -> frozenset[str]:
    """What the rules wait for; nearly every text has none of it and is settled at once."""
    return frozenset(some for _, letters, _, _ in _rules() for some in letters)
