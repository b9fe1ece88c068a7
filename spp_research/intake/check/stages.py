"""The stages of a check, which run cell by cell and sheet by sheet.

What one cell lacks holds back only what depends on that cell, so that a single check finds nearly
all there is to mend, and one slip is not reported again in other words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from spp_research.schema import Field, Kind, Workbook
from spp_research.telling import briefly

from ..faults import FAULT, Fault
from ..layout import position
from ..read.sheet_tables import Table, find_tables
from ..read.sheets import RawBook
from ..read.typed_rows import TypedRows, given, read_rows
from .cell_values import Known, Rows, check_values
from .keys import check_keys
from .sheet_rules import check_rules

_CLOSED = frozenset({"sheet.missing", "sheet.empty"})  # said of a sheet that holds no ids
_NOT_READ = frozenset({"row.example-changed"})  # a row that may hold an id, and is not read


@dataclass(frozen=True)
class Stages:
    """What came of all stages after the search for tables.

    Parameters
    ----------
    partial : names of the sheets in which something must be mended.
    doubtful : the columns of ids, as "sheet.column", of which not every id is known.
    """

    rows: Rows
    faults: list[Fault]
    partial: frozenset[str]
    doubtful: frozenset[str]

    __repr__ = briefly


@dataclass(frozen=True)
class Typed:
    """What of a file hangs on no other file.

    Parameters
    ----------
    before : what was found while the tables were looked for.
    faults : the cells that did not fit.
    """

    book: RawBook
    tables: Mapping[str, Table]
    before: Sequence[Fault]
    rows: Mapping[str, TypedRows]
    faults: Sequence[Fault]

    __repr__ = briefly


def typed_of(book: RawBook, workbook: Workbook, file: str) -> Typed:
    """The tables of a file, and their rows with each value of its type."""
    tables, before = find_tables(book, workbook, file)
    read = {
        sheet.name: read_rows(sheet, tables.get(sheet.name), book, file)
        for sheet in workbook.sheets
    }
    rows = {name: found for name, (found, _) in read.items()}
    return Typed(book, tables, before, rows, [one for _, faults in read.values() for one in faults])


def run_stages(
    typed: Typed,
    workbook: Workbook,
    known: Known,
    file: str,
) -> Stages:
    """Values, keys and references, and what sheets must agree on."""
    before, faults = typed.before, [*typed.faults]
    tables = {
        name: replace(table, unread=_unread(table, [*before, *faults]))
        for name, table in typed.tables.items()
    }
    faults += check_values(typed.rows, workbook, tables, file)
    closed = _closed(workbook, tables, before)
    rows, found = check_keys(typed.rows, workbook, tables, known, file, closed)
    faults += found
    faulty = [*before, *faults]
    partial = _partial(workbook, tables, faulty)
    faults += check_rules(rows, workbook, tables, known, file, partial, _sound(tables, faulty))
    partial = _partial(workbook, tables, [*before, *faults])
    return Stages(rows, faults, partial, closed | _incomplete(workbook, tables, rows, faulty))


def every_id(workbook: Workbook) -> frozenset[str]:
    """All columns of ids of a workbook, as "sheet.column"."""
    return frozenset(f"{s.name}.{f.name}" for s in workbook.sheets for f in s.fields if is_id(f))


def is_id(field: Field) -> bool:
    """Whether other sheets can refer to a column."""
    return field.kind is Kind.ID


def _unread(table: Table, faults: Iterable[Fault]) -> frozenset[tuple[int, str]]:
    """Row and column of the cells whose value is not known, so that they are not called blank."""
    by_column = {at: name for name, at in table.columns.items()}
    unread = {
        (row, field.name)
        for field in table.sheet.fields
        if field.required and field.name not in table.columns
        for row in table.rows
    }
    for found in faults:
        if found.severity == FAULT and found.sheet == table.raw.name and found.cell:
            row, at = position(found.cell)
            # The first of merged cells holds what was typed.
            if at in by_column and found.code != "cell.merged":
                unread.add((row, by_column[at]))
    rows = set(table.rows)
    for (top, left), (bottom, right) in table.raw.merged:
        for row in rows.intersection(range(top, bottom + 1)):
            for at in range(left, right + 1):
                if at in by_column and (row, at) != (top, left):
                    unread.add((row, by_column[at]))
    return frozenset(unread)


def _closed(
    workbook: Workbook, tables: dict[str, Table], faults: Iterable[Fault]
) -> frozenset[str]:
    """The columns of ids that cannot be read at all."""
    without = {found.sheet for found in faults if found.code in _CLOSED}
    closed = set()
    for sheet in workbook.sheets:
        table = tables.get(sheet.name)
        title = table.raw.name if table else sheet.title
        for field in filter(is_id, sheet.fields):
            lost = table is not None and bool(table.rows) and field.name not in table.columns
            if title in without or lost or (table is not None and table.unheaded):
                closed.add(f"{sheet.name}.{field.name}")
    return frozenset(closed)


def _incomplete(
    workbook: Workbook, tables: dict[str, Table], rows: Rows, faults: Iterable[Fault]
) -> frozenset[str]:
    """The columns of ids in which a cell is blank, unread, or doubled."""
    missing = {found.sheet for found in faults if found.code in _NOT_READ}
    doubled = {(f.sheet, f.column) for f in faults if f.severity == FAULT and f.column}
    columns = set()
    for sheet in workbook.sheets:
        if sheet.name not in tables:
            continue
        title = tables[sheet.name].raw.name
        for field in filter(is_id, sheet.fields):
            blank = field.required and not given(*rows[sheet.name].columns[field.name])
            if title in missing or (title, field.label) in doubled or blank:
                columns.add(f"{sheet.name}.{field.name}")
    return frozenset(columns)


def _partial(
    workbook: Workbook, tables: dict[str, Table], faults: Iterable[Fault]
) -> frozenset[str]:
    """Names of the sheets in which something must be mended."""
    titles = {found.sheet for found in faults if found.severity == FAULT}
    return frozenset(
        sheet.name
        for sheet in workbook.sheets
        if (tables[sheet.name].raw.name if sheet.name in tables else sheet.title) in titles
    )


def _sound(tables: dict[str, Table], faults: Iterable[Fault]) -> dict[str, frozenset[int]]:
    """By sheet, the rows that can be set beside others: those without a fault."""
    wrong: dict[str, set[int]] = {}
    for found in faults:
        if found.severity == FAULT and found.cell:
            wrong.setdefault(found.sheet, set()).add(position(found.cell)[0])
    return {
        name: frozenset(table.rows)
        - wrong.get(table.raw.name, set())
        - {row for row, _ in table.unread}
        for name, table in tables.items()
    }
