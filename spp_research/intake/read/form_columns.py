"""Which columns of a form's export are questions, and which say who answered and when.

Microsoft Forms and Google Forms put columns of their own before the questions. They are taken
out here, before anything else looks at the file: nothing that is kept, copied or shown says who
answered.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from itertools import zip_longest

from ..layout import bare
from .dates import read_date
from .sheets import RawBook, RawCell, RawSheet, Value, as_text

# What form makers write in the first row themselves, by `bare`.
_WHEN = re.compile(
    "id|start time|completion time|last modified time|timestamp|submission date|date submitted|"
    "zeitstempel|respondent id|collector id|response id|responseid|submission id|start ?date|"
    "end ?date|recorded ?date|duration in seconds|distribution ?channel|user ?language|"
    "submit ?date|date last action|last ?page|start ?language|date started|started|ended|"
    "user ?no|network id|submitted at|started at|date and time"
)
# Of one form maker only, and words that a question could have as well.
_WHEN_IN_QUALTRICS = re.compile("status|progress|finished")
_QUALTRICS = re.compile("recorded ?date|response ?id|distribution ?channel|duration in seconds")
_WHO = re.compile(
    "e ?mail(?: address)?|(?:full |first |last |family |respondent |user ?)?name|forename|surname|"
    "respondent|responder|upn|(?:pupil|student|candidate) (?:id|number)|ip ?address|user ?id|"
    "date of birth|dob|(?:tele|mobile )?phone(?: number)?|mobile number|home address|postcode|"
    "recipient ?(?:first ?name|last ?name|e ?mail)|external ?(?:data )?reference|"
    "location ?(?:latitude|longitude)|custom data(?: [0-9]+)?|tracking link"
)
# A question that asks for the same in a sentence: "Q2. Please enter your child's full name".
_NUMBER = re.compile(r"(?:(?:qu?|question|item) ?)?[0-9]+[a-z]?(?: [0-9]+)* |[a-hj-z] |[ivx]+ ")
_VERB = (
    r"(?:please )?(?:(?:can|could|would) you (?:please )?)?(?:(?:enter|give(?: us)?|type|write|"
    r"tell us|provide|state|leave|add|insert|share|fill in|confirm|supply|print|put|let us know)"
    r"(?: in| down)? )?(?:(?:what is|what s|what are|whats) )?"
)
_WHOSE = (
    r"(?:(?:your|the|my|our|their|a) )?(?:(?:child(?:ren)?|pupil|student|learner|parent|carer|"
    r"parent carer|guardian|teacher|respondent|son|daughter|son or daughter|son daughter)"
    r"(?: s|s)? )?"
)
_ASKED = (
    r"(?:(?:full |first |last |family |middle |nick ?|preferred |legal |maiden |given |sur|fore)?"
    r"names?|initials|(?:school |work |home |personal )?e ?mail(?: address(?:es)?)?|"
    r"(?:(?:tele|mobile |cell ?|contact |home |work |daytime )*phone|mobile|contact|telephone)"
    r"(?: numbers?| no)|telephone|phone|mobile|contact details?|"
    r"(?:home |postal |street |full )?address|post ?code|date of birth|dob|birth(?:day| date)|"
    r"upn|uln|(?:admission|candidate|pupil|student) (?:number|no|id))"
)
_BESIDES = r"(?:class|form|tutor group|year group|year|school|role|job title)"
_WHY = (
    r"(?: (?:here|below|in the box))*(?: (?:first and last|in full|and surname|optional|required|"
    r"if you (?:wish|like|want|would like|are happy|do not mind|don t mind).*|so (?:that )?we .*|"
    r"in case .*|to (?:enter|take part|receive|be) .*|for (?:the |our |a )?(?:prize|raffle|draw|"
    r"records?|purposes).*))*"
)
_ASKS_WHO = re.compile(
    rf"{_VERB}{_WHOSE}(?:{_BESIDES} (?:and )?)*{_ASKED}"
    rf"(?: (?:and |or )?{_WHOSE}(?:{_ASKED}|{_BESIDES}))*{_WHY}"
    rf"|{_VERB}{_WHOSE}names? of (?:your |the )?(?:child(?:ren)?|pupil|student|parent|carer|"
    rf"parent carer|person completing.*|son|daughter){_WHY}"
    r"|who (?:are you|is (?:completing|filling in|answering) this (?:form|survey|questionnaire))"
    r"|where do you live|how (?:can|may|should) we (?:contact|reach) you.*"
)
# What no question looks like: a date, an address, the word of a form without names.
_ANSWER = re.compile(r"[0-9]+[/.:-][0-9]|[^@\s]+@[^@\s]+\.|anonymous$", re.IGNORECASE)
# Texts that reach or point to one person, under whatever header.
_REACHES = re.compile(
    r"[^@\s]+@[^@\s]+\.[^@\s]+|(?:\+44|0)[\s()0-9-]{9,14}|[A-Z][0-9]{11}[0-9A-Z]|"
    r"[A-Z]{1,2}[0-9][0-9A-Z]?\s?[0-9][A-Z]{2}"
)
_SECOND = frozenset(
    ("response", "open ended response", "other please specify", "comments", "responses")
)  # what SurveyMonkey and SmartSurvey write in the row below the questions
_LETTERS = re.compile(r"[^\d]*[A-Za-z]{3}[^\d]*")
_MOST_HEADINGS = 3
_SEARCHED_ROWS = 15
_NOBODY = frozenset({"", "anonymous"})  # what a form without names writes instead of one
# The best column of days first: when answers were sent says more than when the form was opened.
_SENT = (
    "completion time|submission date|date submitted|submitted at|submit ?date|timestamp|"
    "zeitstempel|recorded ?date|end ?date|ended|date and time",
    "last modified time|date last action",
    "start time|start ?date|date started|started at|started",
)
_ISO = re.compile(r"\s*(20[0-9]{2})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])")
_TWO_WAYS = re.compile(r"\s*([0-9]{1,2})[-/.]([0-9]{1,2})[-/.](20[0-9]{2}|[0-9]{2})(?![0-9])")


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
    last : number of the last row of headings; after `header` where a form maker writes several.
    subs : by column, the words of a second row of headings.
    others : by column, other words by which the survey map may call it.
    width : the last column with a heading, also where it says who answered.
    headless : columns with something in them and nothing at their head.
    sent : by number of row, the days on which it may have been sent.
    """

    raw: RawSheet
    header: int
    questions: dict[int, str]
    left_out: tuple[str, ...]
    people: frozenset[int] = frozenset()
    twice: tuple[tuple[int, int], ...] = ()
    showable: bool = True
    google: bool = False
    last: int = 0
    subs: Mapping[int, str] = field(default_factory=dict)
    others: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    width: int = 0
    headless: tuple[int, ...] = ()
    sent: Mapping[int, frozenset[dt.date]] = field(default_factory=dict)

    def group(self, column: int) -> tuple[int, ...]:
        """The columns that one question stands over: its own, and those after it without one."""
        columns = [column]
        while columns[-1] + 1 in self.subs and columns[-1] + 1 not in self.questions:
            columns.append(columns[-1] + 1)
        return tuple(columns)


def about_a_person(header: str) -> bool:
    """Whether a header asks who answered, or how to reach them."""
    words = bare(header)
    number = _NUMBER.match(words)
    without = words[number.end() :] if number else words
    return any(p.fullmatch(text) for text in (words, without) for p in (_WHO, _ASKS_WHO))


def without_people(sheet: RawSheet) -> Export:
    """A sheet of an export with the columns emptied that say who answered and when."""
    header = _header_of(sheet)
    if not header:
        return Export(sheet, 0, {}, ())
    texts = {c: _words(v) for c, v in enumerate(sheet.rows[header - 1], start=1)}
    qualtrics = sum(bool(_QUALTRICS.fullmatch(bare(text))) for text in texts.values()) > 1
    when = {c for c, text in texts.items() if _is_when(text, qualtrics)}
    last = last_heading(sheet, header, when)
    subs, others = {}, {}
    if last > header:
        second = {c: _words(v) for c, v in enumerate(sheet.rows[header], start=1) if _words(v)}
        if qualtrics or last > header + 1:  # codes first, then the words of the questions
            others = {c: (text,) for c, text in texts.items() if text}
            texts = {**texts, **second}
        else:
            subs = {c: text for c, text in second.items() if c not in when}
    below = {c: _texts_below(sheet, last, c) for c in texts}
    who = {
        c
        for c, text in texts.items()
        if c not in when
        and (
            about_a_person(text)
            or any(map(about_a_person, (*others.get(c, ()), subs.get(c, ""))))
            or _reach_people(below[c])
        )
    }
    told = tuple(texts[c] or "without a header" for c in sorted(who) if below[c])
    gone = when | who
    return Export(
        raw=_emptied(sheet, gone),
        header=header,
        questions={c: text for c, text in texts.items() if text and c not in gone},
        left_out=told,
        people=frozenset(
            row for row in range(last + 1, len(sheet.rows) + 1) if any(sheet.filled(row))
        ),
        twice=_twice(sheet, last, when),
        showable=not any(_ANSWER.match(text) for text in texts.values()),
        google=any(bare(text) in ("timestamp", "zeitstempel") for text in texts.values()),
        last=last,
        subs={c: text for c, text in subs.items() if c not in gone},
        others=others,
        headless=tuple(
            c
            for c, text in texts.items()
            if not text and not subs.get(c) and below[c] and c not in who
        ),
        width=max((c for c, text in {**subs, **texts}.items() if text or c in subs), default=0),
        sent=days_sent(sheet, last, {c: text for c, text in texts.items() if c in when}),
    )


def last_heading(sheet: RawSheet, header: int, when: Collection[int]) -> int:
    """The number of the last row of headings: some form makers write two or three.

    A second one is told by what a row of answers never is: the words of SurveyMonkey, the codes
    of Qualtrics, words where a time belongs, or no time at all where every other row has one.
    """
    last = header
    while last < min(header + _MOST_HEADINGS, len(sheet.rows) - 1):
        if not _is_heading(sheet, last + 1, when):
            break
        last += 1
    return last


def _is_heading(sheet: RawSheet, row: int, when: Collection[int]) -> bool:
    texts = {c: _words(v) for c, v in enumerate(sheet.rows[row - 1], start=1) if _words(v)}
    if any(text.startswith('{"ImportId"') for text in texts.values()):
        return True
    if any(bare(text) in _SECOND for text in texts.values()):
        return True
    rest = [n for n in range(row + 1, len(sheet.rows) + 1) if any(sheet.filled(n))]
    for column in when:
        digits = sum(any(map(str.isdigit, sheet.cell(n, column).text)) for n in rest)
        if column in texts and _LETTERS.fullmatch(texts[column]) and 2 * digits > len(rest):
            return True
    timed = [n for n in rest if any(sheet.cell(n, c).text.strip() for c in when)]
    untimed = bool(when) and texts.keys().isdisjoint(when)
    return untimed and bool(texts) and len(rest) > 1 and len(timed) == len(rest)


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
    """The first row with most of the columns filled; a title above it has one cell.

    Where a question stands over many columns that is not the first row of headings, so a row with
    the words of a form maker is taken before any.
    """
    rows = range(1, len(sheet.rows) + 1)
    for row in rows[:_SEARCHED_ROWS]:
        words = [bare(as_text(value)) for value in sheet.rows[row - 1]]
        if sum(bool(_WHEN.fullmatch(word)) for word in words) > 1:
            return row
    widths = [sum(1 for _ in sheet.filled(row)) for row in rows]
    most = max(widths[:_SEARCHED_ROWS], default=0)
    enough = [2 * n > most or (2 * n == most > 2) for n in widths]
    return next((row for row, is_enough in zip(rows, enough, strict=True) if is_enough), 0)


def _is_when(text: str, qualtrics: bool) -> bool:
    words = bare(text)
    return bool(_WHEN.fullmatch(words) or (qualtrics and _WHEN_IN_QUALTRICS.fullmatch(words)))


def _words(value: Value) -> str:
    """A header as a person reads it: one line, without the codes of a web page."""
    return " ".join(unescape(as_text(value)).split())


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


def _reach_people(texts: list[str]) -> bool:
    """Whether a column of any header is really one of email addresses, telephones or postcodes."""
    return bool(texts) and 2 * sum(map(bool, map(_REACHES.fullmatch, texts))) >= len(texts)


def _emptied(sheet: RawSheet, columns: set[int]) -> RawSheet:
    keep = [c not in columns for c in range(1, 1 + max(map(len, sheet.rows), default=0))]
    rows = (
        tuple(v if kept else "" for v, kept in zip_longest(row, keep[: len(row)], fillvalue=True))
        for row in sheet.rows
    )
    return replace(sheet, rows=tuple(rows))


def days_sent(
    sheet: RawSheet, last_heading: int, headers: Mapping[int, str]
) -> dict[int, frozenset[dt.date]]:
    """By number of row, the days on which it may have been sent.

    Two days where the month could be either number; a row without a day that can be read is left
    out.

    Parameters
    ----------
    headers : by column, of those that say when.
    """
    for words in _SENT:
        for column, header in headers.items():
            if not re.fullmatch(words, bare(header)):
                continue
            rows = range(last_heading + 1, len(sheet.rows) + 1)
            found = {row: _days(sheet.cell(row, column).value) for row in rows}
            if any(found.values()):
                return {row: days for row, days in found.items() if days}
    return {}


def _days(value: Value) -> frozenset[dt.date]:
    if isinstance(value, str):
        if found := _ISO.match(value):
            return _possible((found[1], found[2], found[3]))
        if found := _TWO_WAYS.match(value):
            year = found[3] if len(found[3]) == 4 else f"20{found[3]}"
            return _possible((year, found[2], found[1]), (year, found[1], found[2]))
    day, _, _ = read_date(RawCell(1, 1, value))
    return frozenset({day} if day else ())


def _possible(*each: tuple[str, str, str]) -> frozenset[dt.date]:
    days = set()
    for year, month, day in each:
        try:
            days.add(dt.date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return frozenset(days)
