"""Whom files about pupils name: by the headers of schools' own systems, and by how an id looks.

The names are looked for in texts that others will read. They are held in memory for that, in the
school's own run, and never written down or told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .sheets import RawBook, RawSheet, as_text

# Headers as schools' own systems write them, the surest first, by `bare`. "No", "Num" and "Nr" are
# read as "number" there, and "student" and "learner" as "pupil".
NUMBERS = (
    *("upn", "unique pupil number", "former upn", "uln", "unique learner number", "pupil id"),
    *("pupil number", "pupil code", "pupil reference", "pupil ref", "pupil reference number"),
    *("admission number", "admissions number", "adno", "adm number", "admission id"),
    *("candidate number", "candidate id", "exam candidate number", "exam number", "exam id"),
    *("examination number", "examination candidate number", "uci", "uci number", "exam uci number"),
    *("mis id", "mis number", "arbor pupil id", "arbor id", "sims id", "sims number", "bromcom id"),
    *("bromcom pupil id", "scholarpack id", "integris id", "isams id", "isams pupil id"),
    *("isams school id", "wonde id", "fft id", "insight id", "insight pupil id", "tapestry id"),
    *("person id", "external id", "school id number", "roll number", "register number", "pupil"),
    "id",
)
NAMES = (
    *("pupil name", "pupil full name", "child s name", "child name", "full name", "legal name"),
    *("legal full name", "pupil legal name", "preferred name", "known as", "chosen name", "name"),
    *("pupil s name", "name of pupil", "name of child", "surname forename", "forename surname"),
    *("preferred full name", "display name", "usual name", "child"),
)
FIRST = (
    *("first name", "forename", "legal forename", "given name", "preferred forename"),
    *("legal first name", "preferred first name", "chosen first name", "pupil forename"),
    *("pupil first name", "forenames", "first names", "legal forenames", "given names"),
)
LAST = (
    *("surname", "last name", "legal surname", "family name", "preferred surname"),
    *("legal last name", "preferred last name", "pupil surname", "pupil last name", "second name"),
    *("legal family name", "chosen surname"),
)

SEARCHED = 20  # rows from the top in which the headers are looked for
_NAME = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*(?:,? [^\W\d_]+(?:[-'’][^\W\d_]+)*){1,4}")
_CODE = re.compile(r"(?=\S*[0-9])(?=\S*[^\W\d_])\S{6,}")
_OF_TEMPLATE = ("Help", "Example")  # rows of the kit's own template that are about nobody


def bare(header: str) -> str:
    """A header in small letters and single spaces, as the lists above spell it.

    Without the kit's own "(needed)", with joined words taken apart ("AdmNo") and short forms
    written out.
    """
    text = _JOINED.sub(" ", header.replace("(needed)", " ").replace("(s)", ""))
    words = re.findall("[a-z0-9]+", text.casefold())
    return " ".join(_WRITTEN_OUT.get(word, word) for word in words)


_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])|(?<=[a-z])(?=ID\b)|_")
_WRITTEN_OUT = {
    **dict.fromkeys(("no", "num", "nr", "nbr", "numbers"), "number"),
    **dict.fromkeys(("student", "learner", "stu", "students", "pupils"), "pupil"),
    **dict.fromkeys(("admissions", "admin"), "admission"),
    **dict.fromkeys(("cand",), "candidate"),
    **dict.fromkeys(("fore",), "forename"),
    **dict.fromkeys(("pref",), "preferred"),
}


def names_in(book: RawBook) -> frozenset[str]:
    """The names of pupils in a file about them, and ids that could be nothing else."""
    return frozenset(name for sheet in book.sheets for name in _in_sheet(sheet))


def _in_sheet(sheet: RawSheet) -> Iterator[str]:
    header, words = _headers(sheet)
    whole = [place for place, word in enumerate(words) if word in NAMES]
    numbers = [place for place, word in enumerate(words) if word in NUMBERS]
    first = [place for place, word in enumerate(words) if word in FIRST]
    last = [place for place, word in enumerate(words) if word in LAST]
    for values in sheet.rows[header:]:
        texts = [" ".join(as_text(value).split()) for value in values]
        if texts and texts[0] in _OF_TEMPLATE:
            continue

        def at(places: Sequence[int], texts: Sequence[str] = texts) -> list[str]:
            return [texts[p] for p in places if p < len(texts) and texts[p]]

        yield from at(whole)
        yield from (text for text in at(numbers) if _NAME.fullmatch(text) or _CODE.fullmatch(text))
        if parts := [*at(first[:1]), *at(last[:1])]:
            yield " ".join(parts)


def _headers(sheet: RawSheet) -> tuple[int, list[str]]:
    """The number of the row of headers, and what they say; nothing where there is none."""
    known = {*NUMBERS, *NAMES, *FIRST, *LAST}
    for number, values in enumerate(sheet.rows[:SEARCHED], start=1):
        words = [bare(as_text(value)) for value in values]
        if known.intersection(words) and sum(map(bool, words)) > 1:
            return number, words
    return 0, []
