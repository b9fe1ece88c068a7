"""The values of typed rows: blanks that are needed, ranges, lengths, stems and addresses.

The checks are made from the declaration, and the name of each is the code of its fault. The pandera
schemas of the tables are made from the same checks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any

from spp_research.schema import Field, Kind, Workbook

from ..faults import Fault, fault, quote
from ..layout import AS_ASKED
from ..read.sheet_tables import Table
from ..read.typed_rows import TypedRows

Rows = Mapping[str, TypedRows]  # by name of sheet
Checks = tuple[tuple[str, Callable[[Any], bool]], ...]  # each with the code of its fault
Known = Mapping[str, Collection[str]] | None

_EMAIL = re.compile(r"[^@\s<>()]+@[^@\s<>()]+\.[^@\s<>().]{2,}")
NEEDED = "not_nullable"  # pandera's own name for a blank that must not be


def check_values(
    rows: Rows, workbook: Workbook, tables: Mapping[str, Table], file: str
) -> list[Fault]:
    """Check the value of every cell, sheet by sheet."""
    faults: list[Fault] = []
    for sheet in workbook.sheets:
        found = failures(rows[sheet.name])
        values = {name: dict(rows[sheet.name].cells(name)) for name in {n for _, n, _ in found}}
        for row, name, code in found:
            field = sheet.field(name)
            if code == NEEDED and (row, name) in tables[sheet.name].unread:
                continue  # something stands there, and what is wrong with it is said already
            text = "" if code == NEEDED else str(values[name][row])
            code = "value.needed" if code == NEEDED else code
            place = tables[sheet.name].place(file, row, field)
            faults.append(fault(code, place, said_of(code, field, text, row), found=text))
    return faults


def failures(rows: TypedRows) -> list[tuple[int, str, str]]:
    """Row, column and check of each cell that does not pass, in the order of the sheet."""
    found = []
    for place, field in enumerate(rows.sheet.fields):
        checks = checks_of(field)
        if not checks and not field.required:
            continue
        for row, value in rows.cells(field.name):
            if value is None:
                if field.required:
                    found.append((row, place, field.name, NEEDED))
                continue
            found += [(row, place, field.name, code) for code, check in checks if not check(value)]
    return [(row, name, code) for row, _, name, code in sorted(found)]


@lru_cache(maxsize=512)
def checks_of(field: Field) -> Checks:
    """The code of each check of a column, and whether one value that is there passes it."""
    checks: list[tuple[str, Callable[[Any], bool]]] = []
    if field.kind in (Kind.WHOLE, Kind.NUMBER):
        if field.minimum is not None:
            checks.append(("value.too-small", lambda number: number >= field.minimum))
        if field.maximum is not None:
            checks.append(("value.too-large", lambda number: number <= field.maximum))
    if field.kind in (Kind.REFERENCES, Kind.CHOICES) and field.required:
        checks.append((NEEDED, lambda ids: len(ids) > 0))
    if field.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL) and field.name not in AS_ASKED:
        checks.append(("text.too-long", lambda text: len(text) <= field.max_length))
    if field.kind is Kind.ID:
        checks.append(("id.too-long", lambda text: len(text) <= field.max_length))
    if field.starts_with:
        stem = field.starts_with.casefold()
        checks.append(("text.stem", lambda text: text.casefold().startswith(stem)))
    if field.kind is Kind.EMAIL:
        checks.append(("email.not-an-address", lambda text: bool(_EMAIL.fullmatch(text))))
    return tuple(checks)


def said_of(code: str, field: Field, text: str, row: int) -> str:
    """What is to be said of a value that did not pass a check."""
    label = quote(field.label)
    if code == "value.needed":
        return f"Row {row} has nothing under {label}, which is needed: {_first_lower(field)}"
    if code in ("value.too-small", "value.too-large"):
        return f"{quote(text)} is out of range for {label}: it must be {_span(field)}."
    if code == "id.too-long":
        return (
            f"{quote(text)} has {len(text)} characters, and an ID has {field.max_length} at most: "
            "shorten it here and wherever it is referred to."
        )
    if code == "text.too-long":
        return (
            f"This text has {len(text)} characters and the reports have room for "
            f"{field.max_length} under {label}: shorten it."
        )
    if code == "text.stem":
        return f"{quote(text)} does not begin with “{field.starts_with}”: begin with these words."
    return f"{quote(text)} is not an email address: write one such as {field.example}."


def _first_lower(field: Field) -> str:
    """What to write, in the words of the help text."""
    if field.allowed:
        return "pick one of the words from the list."
    example = f", for example {quote(field.example)}" if field.example else ""
    return f"fill it in{example}, or clear the row if it is not meant to count."


def _span(field: Field) -> str:
    low, high = field.minimum, field.maximum
    if low is not None and high is not None:
        return f"from {low:g} to {high:g}"
    return f"{low:g} or more" if low is not None else f"{high:g} or less"
