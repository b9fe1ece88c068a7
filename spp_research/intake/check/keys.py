"""Keys and references: what tells rows apart, and what points from one sheet to another."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache, partial

from spp_research.schema import WORKBOOKS, Field, Kind, Sheet, Workbook
from spp_research.schema.vocabulary import Carried

from ..advice import CLEAR_ROW
from ..faults import FAULT, Fault, Place, did_you_mean, fault, listed, quote, stops
from ..layout import bare, position
from ..read.partners import EARLIER, FOLDER, PARTNERS, told_on
from ..read.sheet_tables import Table
from ..read.typed_rows import TypedRows
from .cell_values import Known, Rows
from .ids_by_name import by_other_words, id_called

_BETWEEN = re.compile(r"[\s,&]+")  # besides the word "and"
_LONGEST_LIST = 200  # characters
_FEW = 3  # ids that lead nowhere are slips of single cells; more may be written in another form
# Who may be of another partnership: whoever reviews, and whose days are known for a plan.
_OF_REVIEWERS = ("team", "champion", "observer", "person_id")
_SIDE = re.compile(r"([a-z0-9][a-z0-9-]*):[^:]+")
# Of somebody in a column of a sheet, the column with the day on which they had their part.
_DAY_OF = {
    ("timetable", "team"): "review_start",
    ("timetable", "champion"): "workshop_date",
    ("observations", "observer"): "date",
}
_APART = re.compile(r"(?<=[0-9])[^0-9A-Za-z]+(?=[0-9])")


def check_keys(
    rows: Rows,
    workbook: Workbook,
    tables: dict[str, Table],
    known: Known,
    file: str,
    closed: Collection[str] = (),
) -> tuple[Rows, list[Fault]]:
    """Keys that stand twice, keys that nearly do, and references to nothing.

    The rows are given back with each reference in the spelling of its key.

    Parameters
    ----------
    closed : columns of ids that cannot be read, as "sheet.column"; references to them wait.
    """
    faults: list[Fault] = []
    fixed = dict(rows)
    filled = [s for s in workbook.sheets if s.name in tables and len(rows[s.name])]
    unsure: dict[str, str] = {}  # of a sheet, the row that may be meant by an id that is not there
    for sheet in workbook.sheets:
        if sheet.name in tables:
            table = tables[sheet.name]
            doubles = _doubles(rows[sheet.name], table, file)
            faults += doubles
            unsure[sheet.name] = _unsure(rows[sheet.name], table, doubles)
    for sheet in filled:
        for field in sheet.fields:
            if field.refers_to in closed:
                faults += _unchecked(rows, sheet, field, tables, file)
            elif field.refers_to:
                rider = unsure.get(field.refers_to.split(".")[0], "")
                values, found = _references(
                    rows, workbook, sheet, field, tables, known, file, rider
                )
                faults += found
                if found:  # a reference may have taken the spelling of its key
                    fixed[sheet.name] = fixed[sheet.name].with_column(field.name, values)
    return fixed, faults


def _doubles(rows: TypedRows, table: Table, file: str) -> list[Fault]:
    faults: list[Fault] = []
    sheet = rows.sheet
    if not sheet.key:
        return faults
    seen: dict[tuple[str, ...], int] = {}
    near: dict[tuple[str, ...], tuple[int, tuple[str, ...]]] = {}
    field = sheet.field(sheet.key[-1])
    labels = " and ".join(quote(sheet.field(name).label) for name in sheet.key)
    columns = [rows.columns[name] for name in sheet.key]
    for row, *values in zip(rows.numbers, *columns, strict=True):
        if any(
            _is_unknown(table, row, sheet.field(n), v)
            for n, v in zip(sheet.key, values, strict=True)
        ):
            continue
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
                    f"rows apart: change one, or {CLEAR_ROW} that should not be there.",
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


def _is_unknown(table: Table, row: int, field: Field, value: object) -> bool:
    """Whether a part of a key could not be read, or is blank and should not be."""
    return (row, field.name) in table.unread or (field.required and value is None)


def _unsure(rows: TypedRows, table: Table, doubles: list[Fault]) -> str:
    """What to add where an id is not found on a sheet of which a row has lost its own."""
    lost = [
        row
        for name in rows.sheet.key
        for row, value in rows.cells(name)
        if _is_unknown(table, row, rows.sheet.field(name), value)
    ]
    if lost:
        return f" If row {lost[0]} there is meant, its ID is to be mended there."
    if stops(doubles):
        again = position(next(d.cell for d in doubles if d.severity == FAULT))[0]
        return f" If row {again} there is meant, its ID stands twice and is to be mended there."
    return ""


def _references(
    rows: Rows,
    workbook: Workbook,
    sheet: Sheet,
    field: Field,
    tables: dict[str, Table],
    known: Known,
    file: str,
    rider: str = "",
) -> tuple[Sequence[object], list[Fault]]:
    """The column with each reference in the spelling of the key, and those that lead nowhere.

    Parameters
    ----------
    rider : what to add to each that leads nowhere.
    """
    column = rows[sheet.name].columns[field.name]
    table = tables[sheet.name]
    keys, whose = _targets(rows, workbook, field, known)
    if keys is not None and (sheet.name, field.refers_to) == ("outcomes", "actions.action_id"):
        keys |= carried(rows, Carried.ACTION)
    if keys is not None and field.name in _OF_REVIEWERS:
        keys |= frozenset((known or {}).get(PARTNERS, ()))
    if keys is None:
        waits = _unchecked(rows, sheet, field, tables, file) if known is not None else []
        return column, waits
    by_rough = _by_rough(keys)
    called = cache(partial(_ids_by_words, rows, workbook, field, known))  # few ask for it
    otherwise = _in_another_form(column, keys, by_rough)
    day_of = _DAY_OF.get((sheet.name, field.name))
    days = dict(rows[sheet.name].cells(day_of)) if day_of else {}
    faults: list[Fault] = []
    values: list[object] = []
    for row, value in rows[sheet.name].cells(field.name):
        right: list[str] = []
        for given in _ids(value):
            key = given if given in keys else by_rough.get(rough(given))
            right.append(key or given)
            if key != given:
                place = table.place(file, row, field)
                if key is None and (several := _run_together(given, keys, by_rough)):
                    faults.append(_no_semicolons(given, several, field, place))
                elif key is None and (
                    gone := _was_of_another_side(given, field, days.get(row), known)
                ):
                    faults.append(fault("reference.gone", place, gone, found=given))
                elif key is None and (other := _of_another_side(given, field)):
                    faults.append(fault("reference.unknown", place, other, found=given))
                else:
                    hint = "" if key else id_called(given, field.refers_to, called())
                    hint = hint or _works_elsewhere(sheet, field) or rider
                    hint = hint or _has_left(sheet, field)
                    faults.append(_not_as_spelt(given, key, keys, whose, place, hint, otherwise))
        whole = tuple(dict.fromkeys(right))
        values.append(whole if field.kind is Kind.REFERENCES else next(iter(whole), None))
    return values, faults


def carried(rows: Rows, what: Carried) -> frozenset[str]:
    """The IDs of what an earlier cycle handed on, of one kind."""
    if "carried_over" not in rows:
        return frozenset()
    columns = rows["carried_over"].columns
    pairs = zip(columns["what"], columns["item_id"], strict=True)
    return frozenset(str(item) for kind, item in pairs if kind == what and item)


def _not_as_spelt(
    given: str,
    key: str | None,
    keys: frozenset[str],
    whose: str,
    place: Place,
    more: str,
    otherwise: str,
) -> Fault:
    if key is not None:
        return fault(
            "reference.spelling", place, f"{quote(given)} is read as {quote(key)}.", found=given
        )
    if more.startswith(quote(given)):  # a name, whose ID is known
        message = f"{more} An ID of the sheet {whose} goes here, so write that."
        return fault("reference.unknown", place, message, found=given)
    if otherwise:
        message = f"{quote(given)} is not an ID on the sheet {whose}, {otherwise}"
        return fault("reference.unknown", place, message, found=given)
    return fault(
        "reference.unknown",
        place,
        f"{quote(given)} is not an ID on the sheet {whose}: use one that is there, or add it there "
        f"first.{did_you_mean(given, keys)}{' ' if more else ''}{more.strip()}",
        found=given,
    )


def _of_another_side(given: str, field: Field) -> str:
    """What to say of an ID such as “harbour:RA1” that no registration has."""
    found = _SIDE.fullmatch(given)
    if not found or field.refers_to != "people.person_id":
        return ""
    if field.name not in _OF_REVIEWERS:
        return (
            f"{quote(given)} is of another partnership, and somebody from there may be in a review "
            "team, be its champion or observe, and nothing else: name somebody of your own."
        )
    return (
        f"{quote(given)} is written like somebody of another partnership, and {FOLDER}/{found[1]}"
        ".json has nobody of that ID, is not there, or is not used: see what is registered with "
        "spp partner, or name somebody else."
    )


def _was_of_another_side(given: str, field: Field, on: object, known: Known) -> str:
    """What to say of somebody whom a side does not name any more, in what was before that."""
    found = _SIDE.fullmatch(given)
    told = told_on(found[1], known or {}) if found and field.name in _OF_REVIEWERS else ""
    if found is None or not told or not isinstance(on, date) or on >= date.fromisoformat(told):
        return ""
    return (
        f"{quote(given)} is not named in {FOLDER}/{found[1]}.json any more. This was before "
        "that file was made, so it stays as it is, and is told without the name. To have it again, "
        f"put the registration of then into {FOLDER}/{found[1]}/{EARLIER}."
    )


def _works_elsewhere(sheet: Sheet, field: Field) -> str:
    """What to say where the school of a person is none of the partnership's."""
    if (sheet.name, field.name) != ("people", "school"):
        return ""
    return (
        " For somebody of another trust or partnership, leave this blank and name it under “From "
        "elsewhere”."
    )


def _has_left(sheet: Sheet, field: Field) -> str:
    """What to say of somebody, or a school, that may have had a row and lost it."""
    if sheet.name != "timetable":
        return ""
    who = "the school" if field.name == "school" else "this person"
    return (
        f" If {who} has left, put the row back with the day under “Left on”: what was before stays "
        "as it is."
    )


def _in_another_form(
    column: Sequence[object], keys: frozenset[str], by_rough: dict[str, str]
) -> str:
    """What to say of ids of which most lead nowhere, because one sheet writes them otherwise."""
    given = [one for value in column for one in _ids(value)]
    lost = [one for one in given if one not in keys and rough(one) not in by_rough]
    # A list of ids without semicolons, or a name, is one slip and told as such.
    lost = [one for one in lost if any(map(str.isdigit, one)) and not _BETWEEN.search(one)]
    if not keys or len(lost) <= _FEW or 2 * len(lost) <= len(given):
        return ""
    there = sorted(keys, key=lambda key: (len(key), key))[:3]
    return (
        f"whose IDs are written like {listed(there, 'and')}, and nor are most others of this "
        "column: write them on both sheets in one way."
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


def _ids_by_words(
    rows: Rows, workbook: Workbook, field: Field, known: Known
) -> Mapping[str, Collection[str]]:
    """The ids that a reference may be, by other words of their rows, wherever they stand."""
    name = field.refers_to.split(".")[0]
    for sheet in workbook.sheets:
        if sheet.name == name:
            return by_other_words(rows[name])
    return dict(known or {})


def _unchecked(
    rows: Rows, sheet: Sheet, field: Field, tables: dict[str, Table], file: str
) -> list[Fault]:
    table = tables[sheet.name]
    own = field.refers_to.split(".")[0]
    whose = quote(tables[own].raw.name) if own in tables else _other_title(own)
    cells = rows[sheet.name].cells(field.name)
    first = next((row for row, value in cells if _ids(value)), None)
    if first is None:
        return []
    return [
        fault(
            "reference.unchecked",
            table.place(file, first, field),
            f"Not yet checked: the IDs under {quote(field.label)}, until the IDs of the sheet "
            f"{whose} can be read.",
        )
    ]


def _targets(
    rows: Rows, workbook: Workbook, field: Field, known: Known
) -> tuple[frozenset[str] | None, str]:
    """The ids that a reference may be, and how to name where they stand; None if unknown."""
    name, _, id_column = field.refers_to.partition(".")
    for sheet in workbook.sheets:
        if sheet.name == name:
            return frozenset(rows[name].there(id_column)), quote(sheet.title)
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
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def rough(text: str) -> str:
    """A key without case, spaces and leading zeros: "007" and "7" are nearly the same.

    What stands between two digits is kept as a point: "1.1" is not "11".
    """
    parts = [bare(part).replace(" ", "") for part in _APART.split(text)]
    return ".".join(parts).lstrip("0") or "0"
