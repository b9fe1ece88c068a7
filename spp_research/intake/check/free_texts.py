"""Texts that others will read: nothing in them that points to a pupil, no judging words.

Both are warnings or notes: the kit points at a cell and a person decides. What looks personal is
never repeated in a message.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from spp_research.protect import language, personal
from spp_research.schema import PARTNERSHIP, SCHOOL, Field, Kind, Sheet

from ..faults import Fault, Place, fault, quote
from ..read.typed_rows import given
from .finder import Finder

_TEXTS = (Kind.TEXT, Kind.LONG_TEXT)
# Columns that are for a name or a contact, or never leave the workbook as text.
_NAMES = frozenset(
    (
        *(
            "school_name",
            "name",
            "role",
            "signed_by",
            "checked_by",
            "contact_name",
            "file",
            "cycle",
        ),
        *("drawn_by", "fixed_by", "certificate", "mark"),
        "plan",  # its words stand in the row of the outcome as well, where they are looked at
        "not_names",
    )
)
# Texts of others, or words to find a page by: how they are worded is not the school's choice.
_NOT_OURS = frozenset({"asked", "study", "locator", "keywords", "unit"})
# What the school thinks of itself before the review may be put strongly; it is only told.
_SOFTER = frozenset({("self_review", "self_view")})

# By workbook, the sheet of one row that lists the words that name nobody.
_CLEARED_ON = {
    SCHOOL.name: SCHOOL.sheet("school"),
    PARTNERSHIP.name: PARTNERSHIP.sheet("partnership"),
}

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|(?<!\w)‘[^’]*’(?!\w)")
_MOST_WORDS = 3  # of one cell, so that one sentence does not fill the list


def texts(find: Finder) -> Iterator[Fault]:
    """What is to be said of every text column that others may read."""
    where = _CLEARED_ON.get(find.workbook.name)
    if where is None:
        return
    cleared = cleared_of([values for _, values in find.every(where.name)])
    unless = clearing(where)
    for sheet in find.workbook.sheets:
        fields = fields_read(sheet)
        for row, values in find.every(sheet.name):
            for field in fields:
                text = values[field.name]
                if not given(text):
                    continue
                place = find.tables[sheet.name].place(find.file, row, field)
                yield from personal_fault(text, place, cleared, unless)
                if field.name not in _NOT_OURS:
                    softer = (sheet.name, field.name) in _SOFTER
                    yield from wording_faults(text, place, softer)


def fields_read(sheet: Sheet) -> list[Field]:
    """The columns of free text that others may read; not those that are for a name."""
    return [f for f in sheet.fields if f.kind in _TEXTS and f.name not in _NAMES]


def cleared_of(rows: Iterable[Mapping[Any, Any]]) -> frozenset[str]:
    """The words that name nobody, as a school's or the lead's first sheet lists them."""
    cells = (row.get("not_names") for row in rows)
    return frozenset().union(*(personal.words_in(str(cell)) for cell in cells if given(cell)))


def clearing(sheet: Sheet) -> str:
    """How words that name nobody are kept from being taken for somebody's name."""
    return (
        f"If it may stay, copy those very words to “{sheet.field('not_names').label}”, on the "
        f"sheet “{sheet.title}”."
    )


def personal_fault(
    text: str,
    place: Place,
    cleared: Collection[str] = (),
    unless: str = "Leave it only if it is something else.",
) -> list[Fault]:
    """At most one warning for each sort of thing in a text that points to one person.

    Parameters
    ----------
    cleared : words that name nobody.
    unless : what to do where the text may stay; an export has no place to clear a word.
    """
    kinds = dict.fromkeys(span.kind for span in personal.find(text, cleared=cleared))
    faults = []
    named = (personal.NAME, personal.INITIALS)
    others = [kind for kind in kinds if kind not in named]
    if others:
        what = " and ".join((", ".join(others[:-1]), others[-1])) if len(others) > 1 else others[0]
        faults.append(
            fault(
                "text.looks-personal",
                place,
                f"This text seems to hold {what}, and others may read it: take it out. {unless}",
            )
        )
    if kind := next((kind for kind in named if kind in kinds), ""):
        one = "A name stands" if kind == personal.NAME else "Initials stand"
        faults.append(
            fault(
                "text.looks-named",
                place,
                f"{one} here beside a class or year group, as if of a pupil, and others may read "
                f"it: write “a pupil”. {unless}",
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
