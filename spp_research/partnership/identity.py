"""One ID for one thing, for ever: what is asked where an ID meant something else in a closed cycle.

People, schools, actions, outcomes and practices keep their IDs over the years (decision 25), so
that who reviewed whom and what lasted can be told. Nothing here stops a report: a person is asked.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from spp_research.cycle import same_cycle, written_alike
from spp_research.intake import FAULT, NOTE, WARNING, Fault, Reading, read_workbook
from spp_research.intake.faults import quote
from spp_research.intake.layout import address
from spp_research.phrases import listed
from spp_research.protect.signatures import FOLDER as SIGNED
from spp_research.protect.signatures import cycles_in
from spp_research.schema import PARTNERSHIP, SCHOOL, Workbook
from spp_research.workspace import Workspace

from .closed_cycles import ClosedCycle, closed_cycles

CODES: Mapping[str, str] = {
    "person.other-name": WARNING,
    "person.other-id": WARNING,
    "school.other-name": WARNING,
    "school.gone": NOTE,
    "id.used-before": WARNING,
    "sign-off.no-such-cycle": FAULT,
    "cycle.written-otherwise": WARNING,
}
# Of each sheet whose rows have IDs for ever: the column of the ID, and that of the words.
_LASTING = {
    "actions": ("action_id", "action"),
    "outcomes": ("outcome_id", "outcome"),
    "practice": ("practice_id", "principle"),
}
_ALIKE = 0.6  # from here on two wordings are taken to mean the same thing
_NUMBERED = re.compile("([A-Za-z]*)([0-9]+)")
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "dame", "prof", "professor"})

Row = Mapping[str, Any]
_Then = tuple[str, str]  # a cycle, and what the ID stood for in it


def with_identity(workspace: Workspace, readings: Sequence[Reading]) -> list[Reading]:
    """The readings of a workspace, with what is to be asked because of its closed cycles."""
    closed = closed_cycles(workspace)
    return [
        replace(reading, faults=(*reading.faults, *_faults(workspace, closed, reading)))
        for reading in readings
    ]


def _faults(
    workspace: Workspace, closed: Sequence[ClosedCycle], reading: Reading
) -> Iterator[Fault]:
    if reading.workbook is PARTNERSHIP:
        leads = [
            (one.name, _rows_of(one.workspace.partnership_file, PARTNERSHIP)) for one in closed
        ]
        yield from _people(reading, leads)
        yield from _schools(reading, leads)
        yield from _written_otherwise(workspace, reading)
    elif reading.workbook is SCHOOL:
        slug = reading.path.parent.name
        books = [(one.name, one.workspace.evidence_file(slug)) for one in closed]
        yield from _numbers(reading, [(name, _rows_of(path, SCHOOL)) for name, path in books])
    else:
        return
    yield from _cycles_signed(workspace, closed, reading)


def _people(lead: Reading, leads: Sequence[tuple[str, Mapping[str, list[Row]]]]) -> Iterator[Fault]:
    """An ID with another name than before, and a name with another ID."""
    then = _latest(leads, "people", "person_id", "name")
    now = [(number, row) for number, row in lead.rows["people"].records if row["name"]]
    ids = {row["person_id"] for _, row in now}
    for number, row in _first_of_each(now, "person_id"):
        who, name = row["person_id"], row["name"]
        if who in then and not _one_of(then[who][1], name, row.get("formerly")):
            cycle, before = then[who]
            yield _fault(
                "person.other-name",
                lead,
                "people",
                number,
                "person_id",
                f"{quote(who)} was {quote(before)} in {cycle}, and is {quote(name)} now. An ID is "
                "one person’s for ever: give somebody else an ID of their own, such as "
                f"{_next_free(who, [*then, *ids])}; or if it is the same person under a new name, "
                "write the name of then under “Formerly”.",
            )
        others = [
            (other, cycle)
            for other, (cycle, before) in then.items()
            if other not in ids and _plain(before) == _plain(name)
        ]
        if who not in then and others:
            other, cycle = others[-1]
            yield _fault(
                "person.other-id",
                lead,
                "people",
                number,
                "person_id",
                f"{quote(name)} was {quote(other)} in {cycle}, and is {quote(who)} now: keep "
                f"{quote(other)}, so that who reviewed whom can be told over the years. If they "
                f"are two people of one name, keep a row for {quote(other)} with the day on which "
                "that person left.",
            )


def _schools(
    lead: Reading, leads: Sequence[tuple[str, Mapping[str, list[Row]]]]
) -> Iterator[Fault]:
    """A short name that was another school's, and a school that is no longer there."""
    then = _latest(leads, "schools", "school", "school_name")
    now = list(lead.rows["schools"].records)
    for number, row in now:
        slug, name = row["school"], row["school_name"]
        if slug in then and not _one_of(then[slug][1], name, row.get("formerly")):
            cycle, before = then[slug]
            yield _fault(
                "school.other-name",
                lead,
                "schools",
                number,
                "school",
                f"{quote(slug)} was {quote(before)} in {cycle}, and is {quote(name)} now. A school "
                "that has a new name keeps its short name: write the name of then under "
                "“Formerly”. If it is another school, give it a short name of its own.",
            )
    slugs = {row["school"] for _, row in now}
    became = [row.get("formerly") for _, row in now if row.get("formerly")]
    for slug, (cycle, before) in then.items():
        if slug in slugs or any(_plain(before) in _plain(name) for name in became) or not now:
            continue
        yield _fault(
            "school.gone",
            lead,
            "schools",
            now[0][0],
            "school",
            f"{quote(slug)}, {before}, was a school of {cycle} and is not on this sheet. If it has "
            "left, keep its row and write the day under “Left on”; if it has a new name or became "
            "part of another school, write the name of then under “Formerly” of that one.",
        )


def _written_otherwise(workspace: Workspace, lead: Reading) -> Iterator[Fault]:
    """The cycle written in another way than it was when documents were signed off.

    What is signed stays so where its text is the same; where a document names the cycle, the text
    is another one.
    """
    for number, row in lead.rows["partnership"].records:
        now = row["cycle"]
        if not now:
            continue
        folders = sorted((workspace.root / "schools").glob(f"*/{SIGNED}"))
        signed = (
            then for folder in (workspace.root / SIGNED, *folders) for then in cycles_in(folder)
        )
        then = next((one for one in signed if one != now and written_alike(one, now)), None)
        if then is not None:
            yield _fault(
                "cycle.written-otherwise",
                lead,
                "partnership",
                number,
                "cycle",
                f"The cycle is {quote(now)} here, and documents were signed off in {quote(then)}. "
                "They are read as one year; but a document that names it says something else now, "
                "and is a draft until it is signed off again. To leave all as it was signed, write "
                f"{quote(then)}.",
            )


def _numbers(
    reading: Reading, books: Sequence[tuple[str, Mapping[str, list[Row]]]]
) -> Iterator[Fault]:
    """An action, outcome or practice with the ID that another one had."""
    for sheet, (key, words) in _LASTING.items():
        then: dict[str, list[_Then]] = {}
        for cycle, rows in books:
            for row in rows.get(sheet, ()):
                if row[key] and row[words]:
                    then.setdefault(row[key].casefold(), []).append((cycle, row[words]))
        now = [(n, row) for n, row in reading.rows[sheet].records if row[key] and row[words]]
        every = [*then, *(row[key] for _, row in now)]
        for number, row in now:
            before = then.get(row[key].casefold())
            if before and not any(_alike(row[words], said) for _, said in before):
                cycle, said = before[-1]
                yield _fault(
                    "id.used-before",
                    reading,
                    sheet,
                    number,
                    key,
                    f"{quote(row[key])} was {quote(_short(said))} in {cycle}, and is something "
                    "else now. An ID means one thing for ever, so that what lasted can be told: "
                    f"numbers go on, and the next is {_next_free(row[key], every)}. If it is the "
                    "same in other words, leave it.",
                )


def _cycles_signed(
    workspace: Workspace, closed: Sequence[ClosedCycle], reading: Reading
) -> Iterator[Fault]:
    """Rows of sign-off that name a cycle which is not closed, so that they do nothing."""
    names = [one.name for one in closed]
    for number, row in reading.rows["sign_off"].records:
        named = row.get("cycle")
        if not named or any(same_cycle(named, name) for name in names):
            continue
        there = f"Closed are: {listed(names)}." if names else "No cycle has been closed yet."
        yield _fault(
            "sign-off.no-such-cycle",
            reading,
            "sign_off",
            number,
            "cycle",
            f"{quote(named)} is no cycle that was closed, so this row signs nothing and takes "
            f"nothing back. {there} For a document of this cycle, leave the cell empty.",
        )


def _latest(
    leads: Sequence[tuple[str, Mapping[str, list[Row]]]], sheet: str, key: str, words: str
) -> dict[str, _Then]:
    """By ID the last closed cycle that has it, and what it stood for."""
    return {
        row[key]: (cycle, row[words])
        for cycle, rows in leads
        for row in rows.get(sheet, ())
        if row[key] and row[words]
    }


def _first_of_each(rows: Iterable[tuple[int, Row]], key: str) -> Iterator[tuple[int, Row]]:
    seen = set()
    for number, row in rows:
        if row[key] not in seen:
            seen.add(row[key])
            yield number, row


def _one_of(before: str, name: str, formerly: str | None) -> bool:
    """Whether a name of then is the one of now, or stands under “Formerly”."""
    known = [_plain(name), *(_plain(part) for part in re.split("[;\n]", formerly or ""))]
    return _plain(before) in known


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c if c.isalnum() else " " for c in apart if not unicodedata.combining(c))
    words = letters.split()
    return " ".join(words[1:] if len(words) > 1 and words[0] in _TITLES else words)


def _alike(one: str, other: str) -> bool:
    a, b = _plain(one), _plain(other)
    return a == b or difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() >= _ALIKE


def _next_free(like: str, taken: Iterable[str]) -> str:
    """The next number after all that were ever used: A6 after A5."""
    found = _NUMBERED.fullmatch(like)
    if not found:
        return "one that was never used"
    numbers = [
        int(one[2])
        for text in taken
        if (one := _NUMBERED.fullmatch(text)) and one[1].casefold() == found[1].casefold()
    ]
    return f"{found[1]}{max([*numbers, 0]) + 1:0{len(found[2])}d}"


def _short(words: str) -> str:
    cut = words.split()
    return " ".join(cut[:9]) + (" …" if len(cut) > 9 else "")


def _rows_of(path: Path, workbook: Workbook) -> Mapping[str, list[Row]]:
    stamp = path.stat() if path.is_file() else None
    return _read(path, workbook, (stamp.st_mtime_ns, stamp.st_size)) if stamp else {}


@lru_cache(maxsize=64)
def _read(path: Path, workbook: Workbook, _stamp: object) -> Mapping[str, list[Row]]:
    rows = read_workbook(path, workbook).rows
    wanted = ("people", "schools", "timetable", *_LASTING)
    return {name: [row for _, row in rows[name].records] for name in wanted if name in rows}


def _fault(code: str, reading: Reading, sheet: str, row: int, column: str, message: str) -> Fault:
    field = reading.workbook.sheet(sheet).field(column)
    title = reading.titles.get(sheet, reading.workbook.sheet(sheet).title)
    cell = address(row, reading.columns.get((sheet, column), 1))
    return Fault(CODES[code], code, reading.shown_as, title, cell, field.label, "", message)
