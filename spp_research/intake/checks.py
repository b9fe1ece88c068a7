"""Values, keys and references of typed frames.

The pandera schemas are made from the declaration. What pandera reports is for developers, so
each failure case is turned into a fault: the name of a check is the code of its fault.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from spp_research.schema import Field, Kind, Sheet, Workbook

from .faults import Fault, Place, did_you_mean, fault, quote
from .layout import address, bare
from .tables import Table

if TYPE_CHECKING:
    import pandera.pandas as pa

Frames = dict[str, pd.DataFrame]
Known = Mapping[str, Collection[str]] | None
Found = tuple[Frames, list[Fault]]

_EMAIL = r"[^@\s<>()]+@[^@\s<>()]+\.[^@\s<>().]{2,}"
_NEEDED = "not_nullable"  # pandera's own name for a blank that must not be


def check_values(
    frames: Frames, workbook: Workbook, tables: dict[str, Table], known: Known, file: str
) -> Found:
    """Blanks that are needed, ranges, lengths, stems and addresses, sheet by sheet."""
    faults: list[Fault] = []
    for sheet in workbook.sheets:
        frame = frames[sheet.name]
        for row, name, code in _failures(frame, sheet):
            field = sheet.field(name)
            value = frame.at[row, name]
            text = "" if code == _NEEDED else str(value)
            code = "value.needed" if code == _NEEDED else code
            place = tables[sheet.name].place(file, row, field)
            faults.append(fault(code, place, _sentence(code, field, text, row), found=text))
    return frames, faults


def _failures(frame: pd.DataFrame, sheet: Sheet) -> list[tuple[int, str, str]]:
    """Row, column and check of each failure, in the order of the sheet."""
    if frame.empty:
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


@lru_cache(maxsize=64)
def schema_of(sheet: Sheet) -> pa.DataFrameSchema:
    """The pandera schema of a sheet's typed frame, made from its declaration."""
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {
            field.name: pa.Column(
                checks=[
                    pa.Check(check, name=code, error=code) for code, check in _checks_of(field)
                ],
                nullable=not field.required,
                title=field.label,
            )
            for field in sheet.fields
        },
        name=sheet.name,
    )


def _checks_of(field: Field) -> list[tuple[str, Callable[[pd.Series], pd.Series]]]:
    checks: list[tuple[str, Callable[[pd.Series], pd.Series]]] = []
    if field.kind in (Kind.WHOLE, Kind.NUMBER):
        if field.minimum is not None:
            checks.append(("value.too-small", lambda s: s >= field.minimum))
        if field.maximum is not None:
            checks.append(("value.too-large", lambda s: s <= field.maximum))
    if field.kind is Kind.REFERENCES and field.required:
        checks.append((_NEEDED, lambda s: s.map(len) > 0))
    if field.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL):
        checks.append(("text.too-long", lambda s: s.str.len() <= field.max_length))
    if field.kind is Kind.ID:
        checks.append(("id.too-long", lambda s: s.str.len() <= field.max_length))
    if field.starts_with:
        stem = field.starts_with.casefold()
        checks.append(("text.stem", lambda s: s.str.casefold().str.startswith(stem)))
    if field.kind is Kind.EMAIL:
        checks.append(("email.not-an-address", lambda s: s.str.fullmatch(_EMAIL)))
    return checks


def _sentence(code: str, field: Field, text: str, row: int) -> str:
    label = quote(field.label)
    if code == "value.needed":
        return f"Row {row} has nothing under {label}, which is needed: {_first_lower(field)}"
    if code in ("value.too-small", "value.too-large"):
        return f"{text} is out of range for {label}: it must be {_span(field)}."
    if code in ("text.too-long", "id.too-long"):
        return (
            f"This text has {len(text)} characters and the reports have room for "
            f"{field.max_length} under {label}: shorten it."
        )
    if code == "text.stem":
        return (
            f"{quote(text)} does not begin with “{field.starts_with}”: put it as such a question."
        )
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


def check_keys(
    frames: Frames, workbook: Workbook, tables: dict[str, Table], known: Known, file: str
) -> Found:
    """Keys that stand twice, keys that nearly do, and references to nothing."""
    faults: list[Fault] = []
    fixed = dict(frames)
    for sheet in workbook.sheets:
        if sheet.name not in tables or frames[sheet.name].empty:
            continue
        faults += _doubles(frames[sheet.name], sheet, tables[sheet.name], file)
        for field in sheet.fields:
            if field.refers_to:
                column, found = _references(frames, workbook, sheet, field, tables, known, file)
                faults += found
                fixed[sheet.name] = fixed[sheet.name].assign(**{field.name: column})
    return fixed, faults


def _doubles(frame: pd.DataFrame, sheet: Sheet, table: Table, file: str) -> list[Fault]:
    faults: list[Fault] = []
    if not sheet.key:
        return faults
    seen: dict[tuple[str, ...], int] = {}
    near: dict[tuple[str, ...], tuple[int, tuple[str, ...]]] = {}
    field = sheet.field(sheet.key[-1])
    labels = " and ".join(quote(sheet.field(name).label) for name in sheet.key)
    for row, *values in frame[list(sheet.key)].itertuples():
        key = tuple(_key_text(value) for value in values)
        place = table.place(file, row, field)
        rough = tuple(_rough(part) for part in key)
        words = ", ".join(quote(part) for part in key if part)
        if key in seen:
            faults.append(
                fault(
                    "key.twice",
                    place,
                    f"Rows {seen[key]} and {row} have the same {labels} ({words}), which must tell "
                    "rows apart: change one, or delete the row that should not be there.",
                    found=key[-1],
                )
            )
        elif rough in near:
            first, other = near[rough]
            faults.append(
                fault(
                    "key.near-twice",
                    place,
                    f"{words} in row {row} is nearly the same as "
                    f"{', '.join(quote(part) for part in other if part)} in row {first}, and they "
                    "are counted as two: if they are one, give them the same spelling.",
                    found=key[-1],
                )
            )
        seen.setdefault(key, row)
        near.setdefault(rough, (row, key))
    return faults


def _references(
    frames: Frames,
    workbook: Workbook,
    sheet: Sheet,
    field: Field,
    tables: dict[str, Table],
    known: Known,
    file: str,
) -> tuple[pd.Series, list[Fault]]:
    """The column with each reference in the spelling of the key, and those that lead nowhere."""
    column = frames[sheet.name][field.name]
    table = tables[sheet.name]
    keys, whose = _targets(frames, workbook, field, known)
    if keys is None:
        if known is None:
            return column, []
        first = next((row for row, value in column.items() if _ids(value)), None)
        if first is None:
            return column, []
        return column, [
            fault(
                "reference.unchecked",
                table.place(file, first, field),
                f"The IDs under {quote(field.label)} were not checked, because the workbook that "
                "lists them has faults of its own or is not there.",
            )
        ]
    rough = {_rough(key): key for key in keys}
    faults: list[Fault] = []
    values: list[object] = []
    for row, value in column.items():
        right: list[str] = []
        for given in _ids(value):
            place = table.place(file, row, field)
            key = given if given in keys else rough.get(bare(given))
            right.append(key or given)
            if key is None:
                faults.append(
                    fault(
                        "reference.unknown",
                        place,
                        f"{quote(given)} is not on the sheet {whose}: use an ID that is there, or "
                        f"add it there first.{did_you_mean(given, keys)}",
                        found=given,
                    )
                )
            elif key != given:
                faults.append(
                    fault(
                        "reference.spelling",
                        place,
                        f"{quote(given)} is read as {quote(key)}.",
                        found=given,
                    )
                )
        if field.kind is Kind.REFERENCES:
            values.append(tuple(right))
        else:
            values.append(right[0] if right else None)
    return pd.Series(values, index=column.index, dtype=column.dtype, name=field.name), faults


def _targets(
    frames: Frames, workbook: Workbook, field: Field, known: Known
) -> tuple[frozenset[str] | None, str]:
    """The ids that a reference may be, and how to name where they stand; None if unknown."""
    name, _, id_column = field.refers_to.partition(".")
    for sheet in workbook.sheets:
        if sheet.name == name:
            return frozenset(frames[name][id_column].dropna()), quote(sheet.title)
    if known is None or field.refers_to not in known:
        return None, ""
    return frozenset(known[field.refers_to]), _other_title(name)


def _other_title(name: str) -> str:
    from spp_research.schema import WORKBOOKS

    for workbook in WORKBOOKS:
        for sheet in workbook.sheets:
            if sheet.name == name:
                return f"{quote(sheet.title)} of the {workbook.title.lower()}"
    return quote(name)


def _ids(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return () if pd.isna(value) else (str(value),)


def _key_text(value: object) -> str:
    if pd.isna(value):
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, pd.Timestamp) else str(value)


def _rough(text: str) -> str:
    """A key without case, spaces and leading zeros: "007" and "7" are nearly the same."""
    return bare(text).replace(" ", "").lstrip("0") or "0"


__all__ = ["Place", "address", "check_keys", "check_values", "schema_of"]
