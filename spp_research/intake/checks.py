"""The values of typed frames: blanks that are needed, ranges, lengths, stems and addresses.

The pandera schemas are made from the declaration. What pandera reports is for developers, so
each failure case is turned into a fault: the name of a check is the code of its fault. A sheet
in which no check fails is settled by the same checks without pandera, which takes some 5 ms a
sheet whatever is in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from spp_research.schema import Field, Kind, Sheet, Workbook

from .faults import Fault, fault, quote
from .layout import AS_ASKED
from .tables import Table

if TYPE_CHECKING:
    import pandera.pandas as pa

Frames = dict[str, pd.DataFrame]
Known = Mapping[str, Collection[str]] | None
Found = tuple[Frames, list[Fault]]

_EMAIL = re.compile(r"[^@\s<>()]+@[^@\s<>()]+\.[^@\s<>().]{2,}")
_NEEDED = "not_nullable"  # pandera's own name for a blank that must not be


def check_values(
    frames: Frames, workbook: Workbook, tables: dict[str, Table], known: Known, file: str
) -> Found:
    """Check the value of every cell, sheet by sheet."""
    faults: list[Fault] = []
    for sheet in workbook.sheets:
        frame = frames[sheet.name]
        for row, name, code in failures(frame, sheet):
            field = sheet.field(name)
            if code == _NEEDED and (row, name) in tables[sheet.name].unread:
                continue  # something stands there, and what is wrong with it is said already
            value = frame.at[row, name]
            text = "" if code == _NEEDED else str(value)
            code = "value.needed" if code == _NEEDED else code
            place = tables[sheet.name].place(file, row, field)
            faults.append(fault(code, place, _sentence(code, field, text, row), found=text))
    return frames, faults


def failures(frame: pd.DataFrame, sheet: Sheet) -> list[tuple[int, str, str]]:
    """Row, column and check of each failure, in the order of the sheet."""
    if not _may_fail(frame, sheet):
        return []
    import pandera.errors

    try:
        schema_of(sheet).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        if cases["index"].isna().any():
            raise  # a check of ours that broke, not a cell
        order = {field.name: place for place, field in enumerate(sheet.fields)}
        found = {
            (int(row), str(name), str(check))
            for row, name, check in zip(
                cases["index"], cases["column"], cases["check"], strict=True
            )
        }
        return sorted(found, key=lambda case: (case[0], order[case[1]], case[2]))
    return []


def _may_fail(frame: pd.DataFrame, sheet: Sheet) -> bool:
    """Whether any check fails, without saying where."""
    for field in sheet.fields:
        checks = _checks_of(field)
        if not checks and not field.required:
            continue
        values = frame[field.name].tolist()
        there = [v for v in values if isinstance(v, (str, tuple)) or not pd.isna(v)]
        if field.required and len(there) < len(values):
            return True
        if any(not check(value) for _, check in checks for value in there):
            return True
    return False


@lru_cache(maxsize=64)
def schema_of(sheet: Sheet) -> pa.DataFrameSchema:
    """The pandera schema of a sheet's typed frame, made from its declaration."""
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {
            field.name: pa.Column(
                checks=[
                    pa.Check(check, element_wise=True, name=code, error=code)
                    for code, check in _checks_of(field)
                ],
                nullable=not field.required,
                title=field.label,
            )
            for field in sheet.fields
        },
        name=sheet.name,
    )


@lru_cache(maxsize=512)
def _checks_of(field: Field) -> tuple[tuple[str, Callable[[Any], bool]], ...]:
    """The code of each check of a column, and whether one value that is there passes it."""
    checks: list[tuple[str, Callable[[Any], bool]]] = []
    if field.kind in (Kind.WHOLE, Kind.NUMBER):
        if field.minimum is not None:
            checks.append(("value.too-small", lambda number: number >= field.minimum))
        if field.maximum is not None:
            checks.append(("value.too-large", lambda number: number <= field.maximum))
    if field.kind in (Kind.REFERENCES, Kind.CHOICES) and field.required:
        checks.append((_NEEDED, lambda ids: len(ids) > 0))
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


def _sentence(code: str, field: Field, text: str, row: int) -> str:
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
