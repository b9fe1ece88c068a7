"""Keys and references: what tells rows apart, and what points from one sheet to another."""

from __future__ import annotations

import re

import pandas as pd

from spp_research.schema import WORKBOOKS, Field, Kind, Sheet, Workbook

from .checks import Found, Frames, Known
from .faults import Fault, Place, did_you_mean, fault, listed, quote, stops
from .layout import bare
from .tables import Table

_BETWEEN = re.compile(r"[\s,&]+")  # besides the word "and"
_LONGEST_LIST = 200  # characters


def check_keys(
    frames: Frames, workbook: Workbook, tables: dict[str, Table], known: Known, file: str
) -> Found:
    """Keys that stand twice, keys that nearly do, and references to nothing."""
    faults: list[Fault] = []
    fixed = dict(frames)
    filled = [s for s in workbook.sheets if s.name in tables and not frames[s.name].empty]
    doubtful: set[str] = set()  # keys that stand twice; what they should have been is missing
    for sheet in filled:
        doubles = _doubles(frames[sheet.name], sheet, tables[sheet.name], file)
        if stops(doubles):
            doubtful |= {f"{sheet.name}.{name}" for name in sheet.key}
        faults += doubles
    for sheet in filled:
        for field in sheet.fields:
            if field.refers_to and field.refers_to not in doubtful:
                column, found = _references(frames, workbook, sheet, field, tables, known, file)
                faults += found
                if found:  # a reference may have taken the spelling of its key
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
    columns = [frame[name].tolist() for name in sheet.key]
    for row, *values in zip(frame.index, *columns, strict=True):
        key = tuple(map(_key_text, values))
        nearly = tuple(map(rough, key))
        if key not in seen and nearly not in near:
            seen[key], near[nearly] = row, (row, key)
            continue
        place = table.place(file, row, field)
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
        else:
            first, other = near[nearly]
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
        return column, _unchecked(column, table, field, file) if known is not None else []
    by_rough = _by_rough(keys)
    faults: list[Fault] = []
    values: list[object] = []
    for row, value in zip(column.index, column.tolist(), strict=True):
        right: list[str] = []
        for given in _ids(value):
            key = given if given in keys else by_rough.get(rough(given))
            right.append(key or given)
            if key != given:
                place = table.place(file, row, field)
                if key is None and (several := _run_together(given, keys, by_rough)):
                    faults.append(_no_semicolons(given, several, field, place))
                else:
                    faults.append(_not_as_spelt(given, key, keys, whose, place))
        whole = tuple(dict.fromkeys(right))
        values.append(whole if field.kind is Kind.REFERENCES else next(iter(whole), None))
    return pd.Series(values, index=column.index, dtype=column.dtype, name=field.name), faults


def _not_as_spelt(
    given: str, key: str | None, keys: frozenset[str], whose: str, place: Place
) -> Fault:
    if key is not None:
        return fault(
            "reference.spelling", place, f"{quote(given)} is read as {quote(key)}.", found=given
        )
    return fault(
        "reference.unknown",
        place,
        f"{quote(given)} is not on the sheet {whose}: use an ID that is there, or add it there "
        f"first.{did_you_mean(given, keys)}",
        found=given,
    )


def _run_together(given: str, keys: frozenset[str], by_rough: dict[str, str]) -> list[str]:
    """The ids of a list that has something else than semicolons between them; else none."""
    words = [word for word in _BETWEEN.split(given) if word and word.casefold() != "and"]
    ids = [word if word in keys else by_rough.get(rough(word), "") for word in words]
    return list(dict.fromkeys(ids)) if len(ids) > 1 and all(ids) else []


def _no_semicolons(given: str, ids: list[str], field: Field, place: Place) -> Fault:
    # The ids are quoted, since what is quoted of a file about pupils is not repeated.
    if field.kind is Kind.REFERENCES:
        what = f"put a semicolon between IDs, as in {quote('; '.join(ids), _LONGEST_LIST)}."
    else:
        what = f"there is room for one ID here, so keep {listed(ids)}."
    return fault(
        "reference.unknown", place, f"{quote(given)} was read as one ID: {what}", found=given
    )


def _unchecked(column: pd.Series, table: Table, field: Field, file: str) -> list[Fault]:
    pairs = zip(column.index, column.tolist(), strict=True)
    first = next((row for row, value in pairs if _ids(value)), None)
    if first is None:
        return []
    return [
        fault(
            "reference.unchecked",
            table.place(file, first, field),
            f"The IDs under {quote(field.label)} were not checked, because the workbook that lists "
            "them has faults of its own or is not there.",
        )
    ]


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
    for workbook in WORKBOOKS:
        for sheet in workbook.sheets:
            if sheet.name == name:
                return f"{quote(sheet.title)} of the {workbook.title.lower()}"
    return quote(name)


def _ids(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return (value,) if isinstance(value, str) else ()


def _by_rough(keys: frozenset[str]) -> dict[str, str]:
    """Each key by its rough spelling, where only one key has it."""
    found: dict[str, str] = {}
    for key in keys:
        found[rough(key)] = "" if rough(key) in found else key
    return {spelling: key for spelling, key in found.items() if key}


def _key_text(value: object) -> str:
    if isinstance(value, str):
        return value
    if pd.isna(value):
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, pd.Timestamp) else str(value)


def rough(text: str) -> str:
    """A key without case, spaces and leading zeros: "007" and "7" are nearly the same."""
    return bare(text).replace(" ", "").lstrip("0") or "0"
