"""The declarations and rules of the field, applied to rows before they are written.

Kept apart from the kit's own checks on purpose: two readings of the schema that agree.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl

from spp_research.demo.books import PartnershipBook, SchoolBook
from spp_research.schema import PARTNERSHIP, PUPILS, SCHOOL, Kind, Workbook

# Words of judgement and grade words of both frameworks, in any of their forms.
JUDGEMENT = re.compile(
    r"\b(outstanding\w*|excellen\w+|good|better than|weak\w*|poor\w*|inadequa\w+|unsatisfactory|"
    r"requires improvement|special measures|significan\w+|prove[dns]?|proving|proof|exceptional\w*|"
    r"exemplary|expected standard|strong standard|needs attention|urgent improvement|failing|"
    r"failed|failure|best|worst|impressive|excellent|lack\w*|ineffective)\b",
    re.IGNORECASE,
)

_FREE_TEXT = (Kind.TEXT, Kind.LONG_TEXT)


def faults_of(workbook: Workbook, sheets: dict, keys: dict[str, set]) -> Iterator[str]:
    """What the declaration would not allow, one sentence each."""
    for name in sheets:
        workbook.sheet(name)
    for sheet in workbook.sheets:
        rows = sheets.get(sheet.name, [])
        if sheet.required and not rows:
            yield f"{sheet.name}: empty"
        if sheet.one_row and len(rows) > 1:
            yield f"{sheet.name}: {len(rows)} rows"
        seen = Counter(tuple(row.get(name) for name in sheet.key) for row in rows)
        yield from (f"{sheet.name}: {k} twice" for k, n in seen.items() if sheet.key and n > 1)
        for number, row in enumerate(rows, start=1):
            yield from (
                f"{sheet.name} row {number}: no column {c}"
                for c in set(row) - {f.name for f in sheet.fields}
            )
            for field in sheet.fields:
                for fault in _faults_of_cell(field, row.get(field.name), keys):
                    yield f"{sheet.name} row {number}, {field.name}: {fault}"


def _faults_of_cell(field, value, keys) -> Iterator[str]:
    if value is None:
        if field.required:
            yield "blank"
        return
    if field.kind is Kind.DATE:
        if not isinstance(value, date):
            yield f"{value!r} is not a date"
        return
    if field.kind in (Kind.WHOLE, Kind.NUMBER):
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            yield f"{value!r} is not a number"
            return
        if field.kind is Kind.WHOLE and value != int(value):
            yield f"{value} is not whole"
        if field.minimum is not None and value < field.minimum:
            yield f"{value} is below {field.minimum}"
        if field.maximum is not None and value > field.maximum:
            yield f"{value} is above {field.maximum}"
        return
    if not isinstance(value, str):
        yield f"{value!r} is not text"
        return
    if value != value.strip() or not value:
        yield f"spaces around {value!r}"
    if len(value) > field.max_length:
        yield f"{len(value)} characters, at most {field.max_length}"
    if "{" in value or "}" in value:
        yield f"a placeholder is left: {value!r}"
    if field.kind is not Kind.LONG_TEXT and "\n" in value:
        yield "a line break"
    words = value.split("; ") if field.kind is Kind.CHOICES else [value]
    if field.allowed and not {*words} <= {*field.allowed}:
        yield f"{value!r} is not allowed"
    if field.starts_with and not value.startswith(field.starts_with):
        yield f"does not begin with {field.starts_with}"
    if field.refers_to and field.refers_to in keys:
        for key in value.split("; "):
            if key not in keys[field.refers_to]:
                yield f"{key} is not in {field.refers_to}"
    if field.kind is Kind.EMAIL and not re.fullmatch(r"[a-z]+@[a-z0-9-]+\.example", value):
        yield f"{value!r} is not a made-up address"


def all_faults(book: PartnershipBook) -> list[str]:
    """Every fault of every workbook of a partnership."""
    shared = _keys(book.sheets, PARTNERSHIP)
    found = [f"partnership: {f}" for f in faults_of(PARTNERSHIP, book.sheets, shared)]
    for school in book.schools:
        keys = shared | _keys(school.sheets, SCHOOL)
        found += [f"{school.slug}: {f}" for f in faults_of(SCHOOL, school.sheets, keys)]
        for name, rows in school.pupils.items():
            sheets = {"pupil_outcomes": rows}
            found += [f"{school.slug}/{name}: {f}" for f in faults_of(PUPILS, sheets, keys)]
    return found


def _keys(sheets: dict, workbook: Workbook) -> dict[str, set]:
    return {
        f"{sheet.name}.{field.name}": {row.get(field.name) for row in sheets.get(sheet.name, [])}
        for sheet in workbook.sheets
        for field in sheet.fields
        if field.kind is Kind.ID
    }


def texts_of(book: PartnershipBook) -> Iterator[tuple[str, str]]:
    """Every free text of every school, with its place."""
    for school in book.schools:
        for sheet in SCHOOL.sheets:
            for field in sheet.fields:
                if field.kind in _FREE_TEXT and not field.allowed:
                    for number, row in enumerate(school.sheets.get(sheet.name, []), start=1):
                        if text := row.get(field.name):
                            yield f"{school.slug} {sheet.name} {field.name} {number}", str(text)


def judgements(book: PartnershipBook) -> list[str]:
    """Words of judgement in free text, each with its place."""
    return [
        f"{place}: {found.group()}"
        for place, text in texts_of(book)
        for found in JUDGEMENT.finditer(text)
    ]


def names_in_texts(book: PartnershipBook) -> list[str]:
    """Places in free text, other than contact and signature, that hold a person's name."""
    names = [str(person["name"]) for person in book.sheets["people"]]
    pattern = re.compile("|".join(map(re.escape, sorted(set(names)))))
    return [
        f"{place}: {found.group()}"
        for place, text in texts_of(book)
        if not any(who in place for who in _FOR_NAMES)
        for found in pattern.finditer(text)
    ]


_FOR_NAMES = ("contact_name", "signed_by", "checked_by", "drawn_by", "fixed_by")


def strangers(book: PartnershipBook) -> list[str]:
    """Contacts, signatures, checks and leads who do not work at the school."""
    found = []
    for school in book.schools:
        own = [p for p in book.sheets["people"] if p["school"] == school.slug]
        names, ids = {p["name"] for p in own}, {p["person_id"] for p in own}
        for sheet, column, allowed in (
            ("practice", "contact_name", names),
            ("sign_off", "signed_by", names),
            ("actions", "lead", ids),
            ("support", "contact", ids),
            ("ethics", "checked_by", names),
            ("lots", "drawn_by", names),
            ("fixed_plans", "fixed_by", names),
        ):
            rows = school.sheets.get(sheet, [])
            found += [f"{school.slug}: {r[column]}" for r in rows if r[column] not in allowed]
    return found


def cells_of(folder: Path) -> dict[str, object]:
    """Every cell of every workbook and CSV file under a folder, and the text of its settings."""
    cells: dict[str, object] = {}
    for path in sorted(folder.rglob("*.xlsx")):
        book = openpyxl.load_workbook(path, read_only=True)
        cells[path.relative_to(folder).as_posix()] = {
            page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book
        }
        book.close()
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells[path.relative_to(folder).as_posix()] = list(csv.reader(file))
    cells["settings.yml"] = (folder / "settings.yml").read_text(encoding="utf-8")
    return cells


def broken_roles(book: PartnershipBook) -> list[str]:
    """Reviews whose team, champion or dates are not as the programme has them."""
    people = book.sheets["people"]
    home = {p["person_id"]: p["school"] for p in people}
    trained = {(p["person_id"], p["role"]): p["trained_on"] for p in people}
    due = {(p["person_id"], p["role"]): p["refresher_due"] for p in people}
    busy: Counter = Counter()
    found = []
    for review in book.sheets["timetable"]:
        host, start, end = review["school"], review["review_start"], review["review_end"]
        team = review["team"].split("; ")
        champion = review["champion"]
        if not 3 <= len(set(team)) <= 4 or len(set(team)) != len(team):
            found.append(f"{host}: team of {team}")
        for person in team:
            if home[person] == host:
                found.append(f"{host}: {person} reviews their own school")
            first = trained.get((person, "Peer reviewer"))
            if first is None or first > start or due[person, "Peer reviewer"] < end:
                found.append(f"{host}: {person} is not in date as a peer reviewer")
            for day in range((end - start).days + 1):
                busy[person, start + timedelta(day)] += 1
        first = trained.get((champion, "Improvement champion"))
        if home[champion] == host or champion in team or first is None or first > start:
            found.append(f"{host}: champion {champion}")
        dates = [
            review[name]
            for name in (
                "self_review_date",
                "data_sharing_date",
                "review_start",
                "review_end",
                "workshop_date",
                "impact_review_date",
            )
            if review[name]
        ]
        if dates != sorted(dates) or any(day.weekday() > 4 for day in dates):
            found.append(f"{host}: dates {dates}")
    found += [
        f"{person} reviews two schools on {day}" for (person, day), n in busy.items() if n > 1
    ]
    return found


def broken_chains(school: SchoolBook) -> list[str]:
    """Rows that do not hang together by topic: a finding whose evidence is on another question."""
    asked = {row["evidence_id"]: row["question_id"] for row in school.sheets.get("evidence", [])}
    found = []
    for finding in school.sheets.get("findings", []):
        ids = finding["evidence_ids"].split("; ")
        if any(asked[i] != finding["question_id"] for i in ids):
            found.append(f"{school.slug} {finding['finding_id']}: {ids}")
    return found
