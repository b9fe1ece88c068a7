"""Whether a write-up that was signed still says what the Best practice sheet says today.

Where a slip elsewhere in the workbook keeps a new page from being made, nothing else can tell that
the school has changed its words since. Compared are letters and digits only, which no setting of
the page changes, and both ways: a sentence that was taken out of the sheet is a change too.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from spp_research.school.takes_up import letters_in, taken_up

from .materials_still import parted

_LINES = ("problem", "steps", "how_we_know", "not_known", "suits")
_TABLE = ("", "", "context", "", "", "time", "cost", "staff")  # the sheet's own of its rows
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br ?/?>")
_POINT = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s+")
_OURS = re.compile(r"\d+\. |- |\*\*|:|\||#|!\[|<")  # lists, results, tables, pictures
_NOTHING = "Nothing was measured. What is said here is what people saw and told us."
_NOT_YET = "This has not been written down yet."


def still_says(written: str, row: Mapping[str, Any]) -> bool:
    """Whether a write-up has the words of a row of the Best practice sheet, and no more.

    Parameters
    ----------
    written : its `report.qmd`, as the kit's own notebook makes it.
        Its materials are those of another sheet (`materials_still`).
    row : of the sheet; a cell that is blank is None.
    """
    _, head, body = parted(written)[0].split("---\n", 2)
    facts = dict(one.split(": ", 1) for one in head.splitlines() if ": " in one)
    words = [_plain(one) for one in json.loads(facts.get("keywords", "[]"))[1:]]
    typed = [_plain(one) for one in _text(row, "keywords").split(";") if one.strip()]
    for name, column in (("title", "principle"), ("description", "in_short")):
        if _plain(json.loads(facts.get(name, '""'))) != _plain(_text(row, column)):
            return False
    school = json.loads(facts.get("subtitle", '""'))
    return words == typed and _body_says(body, row, school)


def _body_says(body: str, row: Mapping[str, Any], school: str) -> bool:
    _, *sections = re.split(r"^## ", body.split("::: {.notes}")[0], flags=re.MULTILINE)
    if len(sections) < 2:
        return False
    *told, contact, _about = [one.partition("\n")[2] for one in sections]
    lines = [line for section in told for line in section.splitlines() if line.strip()]
    steps = {_plain(_POINT.sub("", one)) for one in lines if re.match(r"\d+\. ", one)}
    points = {_plain(_POINT.sub("", one)) for one in lines if one.startswith("- ")}
    said = {_plain(one) for one in lines if not _OURS.match(one)} - {""}
    table = [one for one in body.splitlines() if one.startswith("|")][2:]  # below its head
    measured, letters = bool(_text(row, "outcome_id")), taken_up(row)
    ours = {one for column in _LINES for one in _lines(row, column)}
    return (
        ours <= steps | points | said
        and steps <= ours
        and len(said - ours - {_plain(_NOTHING)}) <= (0 if measured else 1)
        and len(points - ours - {_plain(_NOT_YET)}) <= (1 if measured else 0)  # what it cannot tell
        and len(table) == len(_TABLE) + bool(letters)
        and all(
            _plain(_BAR.split(line)[2]) == _plain(_text(row, column))
            for line, column in zip(table, _TABLE, strict=False)
            if column
        )
        and (not letters or letters_in(table[-1]) == letters)
        and _asks(contact, row, school)
    )


def _asks(contact: str, row: Mapping[str, Any], school: str) -> bool:
    """Whether whom to ask is the contact of today, and nobody else."""
    told = html.unescape(contact.replace("\\", ""))
    name, mail = (_text(row, column).strip() for column in ("contact_name", "contact_email"))
    if not name:  # the sentence without a name says no more than “the school”
        return school not in told
    there = [one for one in (name, mail) if one]
    whole = all(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", told) for one in there)
    return whole and ("@" in told) == bool(mail)


def _lines(row: Mapping[str, Any], column: str) -> Iterator[str]:
    for line in _text(row, column).splitlines():
        if words := _plain(_POINT.sub("", line)):
            yield words


def _text(row: Mapping[str, Any], column: str) -> str:
    return str(row.get(column) or "")


def _plain(words: str) -> str:
    return "".join(one for one in html.unescape(_BREAK.sub(" ", words)).casefold() if one.isalnum())


def ids_in(words: str, ids: Collection[str]) -> bool:
    """Whether a sentence holds the ID of a pupil; a short number is a number."""
    return any(one in ids for one in _ID.findall(words))


_ID = re.compile(r"(?<![\w.])(?:(?=\w*[0-9])(?=\w*[A-Za-z])\w{3,}|0\d{2,}|\d{5,})(?!\w)")
