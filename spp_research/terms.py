"""The words of the field that a partnership may call otherwise, and how a sentence takes them.

A sentence of the kit is written with the kit's own word. Where a partnership has chosen another,
it is put in its place as the sentence is said, in the same number, with a capital where the
kit's word has one, and with the article that goes with it. What people typed stands in the gaps
of sentences, which are filled afterwards; and a name in “quotation marks” is that of a sheet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

MOST_LETTERS = 40


@dataclass(frozen=True)
class Words:
    """What a term is called, of one and of several."""

    one: str
    many: str


@dataclass(frozen=True)
class Term:
    """A word of the kit that can be changed.

    Parameters
    ----------
    words : as a reader meets it.
    short : the shorter word that sentences go on with: "the champion".
    but_not : what may not follow, where the same letters mean something else.
    """

    words: Words
    short: Words | None = None
    but_not: str = ""


TERMS: Mapping[str, Term] = {
    "enquiry question": Term(Words("enquiry question", "enquiry questions")),
    "next step": Term(Words("next step", "next steps")),
    "strength": Term(Words("strength", "strengths"), but_not=r" of (?:the )?evidence"),
    "improvement champion": Term(
        Words("improvement champion", "improvement champions"), Words("champion", "champions")
    ),
    "peer reviewer": Term(Words("peer reviewer", "peer reviewers"), Words("reviewer", "reviewers")),
}

_QUOTED = re.compile("(“[^”]*”)")
_MARKUP = "*_"  # what may stand between an article and its word: "a **next step**"
_LEFT_TO_RIGHT = frozenset({"L", "NSM"})
_JOINING = frozenset(" -'’")
# A vowel that is not said as one, and an h that is not said.
_CONSONANT = re.compile(r"(?:uni(?!n|m)|use|usu|util|eu|on(?:e|ce)\b)", re.IGNORECASE)
# What comes before the word that says more of it: the "areas" of "areas to develop".
_HEAD = re.compile(r"\S.*?(?= (?:to|of|for|in|on|at|with|from|that|we|as)\b)")
_SILENT = re.compile(r"(?:hour|honest|honour|heir)", re.IGNORECASE)


def article(word: str) -> str:
    """The article that goes before a word: "a" or "an"."""
    if _SILENT.match(word):
        return "an"
    first = unicodedata.normalize("NFD", word)[:1].lower()
    return "an" if first and first in "aeiou" and not _CONSONANT.match(word) else "a"


def several(one: str) -> str:
    """A term as English says it of several, where nobody has said how: "areas to develop"."""
    head = _HEAD.match(one)
    if head:
        return several(head[0]) + one[head.end() :]
    if re.search("[^aeiou]y$", one):
        return f"{one[:-1]}ies"
    return f"{one}es" if re.search("(?:s|x|z|ch|sh)$", one) else f"{one}s"


def unfit(words: str) -> str:
    """Why words cannot be a term, as the end of a sentence; empty where they can.

    A term stands in headings, in sentences and in pictures of every format, so it is made of
    letters that are read from the left, with spaces, hyphens and apostrophes between them.
    """
    if not words.strip():
        return "is empty"
    if words != " ".join(words.split()):
        return "has spaces at an end, or two together"
    if len(words) > MOST_LETTERS:
        return f"has {len(words):,} letters, and a term may have {MOST_LETTERS}"
    for letter in words:
        if letter in _JOINING:
            continue
        if unicodedata.category(letter)[0] not in "LM":
            return "has a sign in it that is no letter"
        if unicodedata.bidirectional(letter) not in _LEFT_TO_RIGHT:
            return "has letters that are read from the right"
    return (
        "" if words[0] not in _JOINING and words[-1] not in " -" else "begins or ends with a sign"
    )


def reworded(sentence: str, chosen: Mapping[str, Words]) -> str:
    """A sentence of the kit with the words that a partnership has chosen.

    Parameters
    ----------
    sentence : in English, with its gaps still open.
    chosen : by the name of the term in `TERMS`.
    """
    if not chosen:
        return sentence
    pattern, known = _pattern(tuple(sorted(chosen)))

    def instead(found: re.Match[str]) -> str:
        name, many = known[found["term"].lower()]
        word = chosen[name].many if many else chosen[name].one
        if found["term"][0].isupper():
            word = word[0].upper() + word[1:]
        if not found["article"]:
            return word
        new = article(word)
        new = new.capitalize() if found["article"][0].isupper() else new
        return f"{new}{found['between']}{word}"

    parts = _QUOTED.split(sentence)
    return "".join(
        part if place % 2 else pattern.sub(instead, part) for place, part in enumerate(parts)
    )


@cache
def _pattern(names: tuple[str, ...]) -> tuple[re.Pattern[str], dict[str, tuple[str, bool]]]:
    """What to look for, and for each form that is found its term and whether it is of several."""
    known: dict[str, tuple[str, bool]] = {}
    endings: dict[str, str] = {}
    for name in names:
        term = TERMS[name]
        for words in filter(None, (term.words, term.short)):
            for form, many in ((words.one, False), (words.many, True)):
                known[form], endings[form] = (name, many), term.but_not
    forms = "|".join(
        re.escape(form) + (f"(?!{endings[form]})" if endings[form] else "")
        for form in sorted(known, key=len, reverse=True)
    )
    found = re.compile(
        rf"(?<![\w{{])(?:(?P<article>an?)(?P<between>[ {_MARKUP}]+))?(?P<term>{forms})(?![\w}}])",
        re.IGNORECASE,
    )
    return found, known
