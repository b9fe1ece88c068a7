"""Which columns of a form's export are questions, and which say who answered and when.

Microsoft Forms and Google Forms put columns of their own before the questions. They are taken
out here, before anything else looks at the file: nothing that is kept, copied or shown says who
answered.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import zip_longest

from .layout import bare
from .sheets import RawBook, RawSheet, as_text

# What the two form makers write in the first row, by `bare`.
_WHEN = re.compile(
    "id|start time|completion time|last modified time|timestamp|submission date|date submitted|"
    "zeitstempel"
)
_WHO = re.compile(
    "e ?mail(?: address)?|(?:full |first |last |family |respondent |user ?)?name|forename|surname|"
    "respondent|responder|upn|(?:pupil|student|candidate) (?:id|number)|ip address|"
    "date of birth|dob|(?:tele|mobile )?phone(?: number)?|mobile number|home address|postcode"
)
# A question that asks for the same in a sentence: "What is your name? (optional)".
_ASKS_WHO = re.compile(
    r"(?:please )?(?:enter |give |type |write |tell us )?(?:(?:what is|what s) )?"
    r"(?:(?:your|the|my|our) )?(?:(?:child|pupil|student|parent|carer|teacher)(?: s|s)? )?"
    r"(?:full |first |last |family |school |work |home )?"
    r"(?:names?|surname|forename|e ?mail(?: address)?|phone number|telephone number|mobile number|"
    r"date of birth|birthday|home address|postcode|upn)"
    r"(?: and (?:class|form|surname|year group))?(?: (?:here|below))?(?: optional)?"
)
# What no question looks like: a date, an address, the word of a form without names.
_ANSWER = re.compile(r"[0-9]+[/.:-][0-9]|[^@\s]+@[^@\s]+\.|anonymous$", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SEARCHED_ROWS = 15
_NOBODY = frozenset({"", "anonymous"})  # what a form without names writes instead of one


@dataclass(frozen=True)
class Export:
    """The first sheet of an export, without who answered and when.

    Parameters
    ----------
    raw : the sheet, with those columns emptied; addresses are as in the file.
    header : number of the row of questions, counted from 1; 0 where there is none.
    questions : by column counted from 1, the question at its head.
    left_out : headers of the emptied columns that held something about a person.
    people : numbers of the rows in which something stood in the file.
    twice : pairs of rows that are the same to the minute, ID and all.
    showable : whether the headers may be named; not where a person's row seems to stand there.
    google : whether the export looks like one of Google Forms.
    """

    raw: RawSheet
    header: int
    questions: dict[int, str]
    left_out: tuple[str, ...]
    people: frozenset[int] = frozenset()
    twice: tuple[tuple[int, int], ...] = ()
    showable: bool = True
    google: bool = False


def about_a_person(header: str) -> bool:
    """Whether a header asks who answered, or how to reach them."""
    words = bare(header)
    return bool(_WHO.fullmatch(words)) or bool(_ASKS_WHO.fullmatch(words))


def without_people(sheet: RawSheet) -> Export:
    """A sheet of an export with the columns emptied that say who answered and when."""
    header = _header_of(sheet)
    if not header:
        return Export(sheet, 0, {}, ())
    texts = {c: as_text(v) for c, v in enumerate(sheet.rows[header - 1], start=1)}
    below = {c: _texts_below(sheet, header, c) for c, text in texts.items()}
    when = {c for c, text in texts.items() if _WHEN.fullmatch(bare(text))}
    who = {
        c
        for c, text in texts.items()
        if c not in when and (about_a_person(text) or _are_addresses(below[c]))
    }
    told = tuple(texts[c].strip() or "without a header" for c in sorted(who) if below[c])
    return Export(
        raw=_emptied(sheet, when | who),
        header=header,
        questions={
            c: " ".join(text.split())
            for c, text in texts.items()
            if text.strip() and c not in when | who
        },
        left_out=told,
        people=frozenset(
            row for row in range(header + 1, len(sheet.rows) + 1) if any(sheet.filled(row))
        ),
        twice=_twice(sheet, header, when),
        showable=not any(_ANSWER.match(text.strip()) for text in texts.values()),
        google=any(bare(text) in ("timestamp", "zeitstempel") for text in texts.values()),
    )


def book_of_questions(book: RawBook, name: str, keep: Collection[int]) -> RawBook:
    """An export for showing: of the sheet called `name`, only the columns to keep.

    What is not a question of the survey map is left out, because a column about persons may have
    a header that nobody foresaw, and a row of headers that was deleted leaves a person's row.
    """
    sheets = []
    for sheet in book.sheets:
        others = set(range(1, 1 + max(map(len, sheet.rows), default=0))) - set(keep)
        if sheet.name == name and without_people(sheet).header:
            sheets.append(_emptied(sheet, others))
    return replace(book, sheets=tuple(sheets))


def _header_of(sheet: RawSheet) -> int:
    """The first row with most of the columns filled; a title above it has one cell."""
    widths = [sum(1 for _ in sheet.filled(row)) for row in range(1, len(sheet.rows) + 1)]
    most = max(widths[:_SEARCHED_ROWS], default=0)
    return next((row for row, n in enumerate(widths, start=1) if n and 2 * n >= most), 0)


def _texts_below(sheet: RawSheet, header: int, column: int) -> list[str]:
    """What stands below a header, but for blanks and the word of a form without names."""
    cells = (row[column - 1] if column <= len(row) else "" for row in sheet.rows[header:])
    texts = (as_text(value).strip() for value in cells)
    return [text for text in texts if text.casefold() not in _NOBODY]


def _twice(sheet: RawSheet, header: int, when: set[int]) -> tuple[tuple[int, int], ...]:
    """Rows with the same answers at the same time: one person's, pasted twice."""
    seen: dict[tuple, int] = {}
    pairs = []
    for number, row in enumerate(sheet.rows[header:], start=header + 1):
        times = [v for c, v in enumerate(row, start=1) if c in when and v != ""]
        if times and (first := seen.setdefault(tuple(row), number)) != number:
            pairs.append((first, number))
    return tuple(pairs)


def _are_addresses(texts: list[str]) -> bool:
    """Whether a column of any header is really one of email addresses."""
    return bool(texts) and 2 * sum(map(bool, map(_EMAIL.fullmatch, texts))) >= len(texts)


def _emptied(sheet: RawSheet, columns: set[int]) -> RawSheet:
    keep = [c not in columns for c in range(1, 1 + max(map(len, sheet.rows), default=0))]
    rows = (
        tuple(v if kept else "" for v, kept in zip_longest(row, keep[: len(row)], fillvalue=True))
        for row in sheet.rows
    )
    return replace(sheet, rows=tuple(rows))
