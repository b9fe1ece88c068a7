"""Texts that others will read: nothing in them that points to a pupil, no judging words.

Both are warnings or notes: the kit points at a cell and a person decides. What looks personal is
never repeated in a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from spp_research import language, personal
from spp_research.schema import SCHOOL, Kind

from .faults import Fault, Place, fault, quote
from .finder import Finder, given

_TEXTS = (Kind.TEXT, Kind.LONG_TEXT)
# Columns that are for a name or a contact, or never leave the workbook as text.
_NAMES = frozenset(
    ("school_name", "name", "role", "signed_by", "checked_by", "contact_name", "file", "cycle")
)
# Texts of others, or words to find a page by: how they are worded is not the school's choice.
_NOT_OURS = frozenset({"asked", "study", "locator", "keywords", "unit"})
# What the school thinks of itself before the review may be put strongly; it is only told.
_SOFTER = frozenset({("self_review", "self_view")})

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|(?<!\w)‘[^’]*’(?!\w)")
_MOST_WORDS = 3  # of one cell, so that one sentence does not fill the list


def texts(find: Finder) -> Iterator[Fault]:
    """What is to be said of every text column that others may read."""
    if find.workbook is not SCHOOL:
        return
    for sheet in find.workbook.sheets:
        fields = [f for f in sheet.fields if f.kind in _TEXTS and f.name not in _NAMES]
        for row, values in find.rows(sheet.name):
            for field in fields:
                text = values[field.name]
                if not given(text):
                    continue
                place = find.tables[sheet.name].place(find.file, row, field)
                yield from personal_fault(text, place)
                if field.name not in _NOT_OURS:
                    softer = (sheet.name, field.name) in _SOFTER
                    yield from wording_faults(text, place, softer)


def personal_fault(text: str, place: Place) -> list[Fault]:
    """At most one warning for each sort of thing in a text that points to one person."""
    kinds = dict.fromkeys(span.kind for span in personal.find(text))
    faults = []
    others = [kind for kind in kinds if kind != personal.NAME]
    if others:
        what = " and ".join((", ".join(others[:-1]), others[-1])) if len(others) > 1 else others[0]
        faults.append(
            fault(
                "text.looks-personal",
                place,
                f"This text seems to hold {what}, and others may read it: take it out, or check "
                "that it is something else.",
            )
        )
    if personal.NAME in kinds:
        faults.append(
            fault(
                "text.looks-named",
                place,
                "A name stands here beside a class or year group, as if it were a pupil's, and "
                "others may read it: write “a pupil” unless it is something else.",
            )
        )
    return faults


def wording_faults(text: str, place: Place, softer: bool = False) -> list[Fault]:
    """One warning for each judging word of a text (a note where `softer`), with other words.

    What stands in quotation marks is somebody's speech, and left as it was said.
    """
    speech = [found.span() for found in _QUOTED.finditer(text)]
    told: dict[str, Fault] = {}
    for one in language.find(text):
        word = text[one.start : one.end]
        inside = any(start <= one.start and one.end <= end for start, end in speech)
        if inside or word.casefold() in told:
            continue
        said = fault(
            "text.wording-own" if softer else "text.wording",
            place,
            f"{quote(word)} {language.SAYS[one.kind]}: say {one.instead}.",
            found=word,
        )
        told[word.casefold()] = said
    kept = list(told.values())[:_MOST_WORDS]
    if len(told) > _MOST_WORDS:
        more = len(told) - _MOST_WORDS
        words = "1 more such word" if more == 1 else f"{more} more such words"
        kept[-1] = replace(kept[-1], message=f"{kept[-1].message} The text has {words}.")
    return kept
