"""Which sheet of a file is which table, where its headers are, and which rows were filled in.

Tables are found by their headers and never by a fixed row, because schools move, rename,
reorder and add. Whatever is left out is said, so that nobody thinks a row was read that was not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial

from spp_research.schema import Field, Sheet, Workbook

from ..faults import Fault, Place, fault, quote, stops
from ..layout import OWN_TITLES, address, bare
from .filled_rows import filled_rows, ragged_rows
from .headers import Heading, columns_of, find_heading
from .sheets import RawBook, RawSheet

_OWN = {bare(title) for title in OWN_TITLES}


@dataclass(frozen=True)
class Table:
    """One declared sheet as it was found.

    Parameters
    ----------
    sheet : the declaration.
    raw : where it was found.
    header : number of the row of headers, counted from 1; 0 where the sheet is blank.
    columns : by name of field, the column it is in, counted from 1.
    rows : numbers of the rows that were filled in, counted from 1.
    unheaded : whether the sheet has something on it, and no row of headers was found.
    unread : row and field of the cells whose value is not known, whatever stands there.
    """

    sheet: Sheet
    raw: RawSheet
    header: int
    columns: dict[str, int]
    rows: tuple[int, ...]
    unheaded: bool = False
    unread: frozenset[tuple[int, str]] = frozenset()

    def place(self, file: str, row: int, field: Field) -> Place:
        """Where a cell is, for a fault."""
        column = self.columns.get(field.name)
        cell = address(row, column) if column else ""
        return Place(file, self.raw.name, cell, field.label)


def find_tables(
    book: RawBook, workbook: Workbook, file: str
) -> tuple[dict[str, Table], list[Fault]]:
    """The table of each declared sheet that the file has, by name, and what is to be said of it."""
    faults = [fault(code, Place(file), message) for code, message in book.remarks]
    chosen = _assign(book, workbook)
    tables: dict[str, Table] = {}
    for sheet in workbook.sheets:
        raw = chosen.get(sheet.name)
        if raw is None:
            if not sheet.later and not _is_elsewhere(sheet, chosen, workbook):
                faults.append(_absent(sheet, file))
            continue
        place = Place(file, raw.name)
        if raw.hidden:
            faults.append(
                fault("sheet.hidden", place, f"The sheet {quote(raw.name)} is hidden, and is read.")
            )
        if book.kind != "csv" and bare(raw.name) not in _names(sheet):
            faults.append(
                fault(
                    "sheet.renamed",
                    place,
                    f"The sheet {quote(raw.name)} is read as {quote(sheet.title)}, because it has "
                    "its headers.",
                )
            )
        tables[sheet.name], found = _read_table(raw, sheet, place)
        faults += found
        if book.kind == "csv":
            header = tables[sheet.name].header
            wide = max(raw.filled(header), default=0) if header else 0
            faults += ragged_rows(raw, header, wide, place)
    return tables, faults + _left_over(book, workbook, chosen, file)


def filled_tables(book: RawBook, workbook: Workbook) -> list[str]:
    """The declared sheets whose headings a file has, with a filled row below them."""
    return [
        name
        for name, raw in _assign(book, workbook).items()
        if _is_like(raw, workbook.sheet(name)) and _has_rows(raw, workbook.sheet(name))
    ]


def headed_tables(book: RawBook, workbook: Workbook) -> list[str]:
    """The declared sheets whose headings a file has, filled or not."""
    return [
        name for name, raw in _assign(book, workbook).items() if _is_like(raw, workbook.sheet(name))
    ]


def _read_table(raw: RawSheet, sheet: Sheet, place: Place) -> tuple[Table, list[Fault]]:
    heading = find_heading(raw, sheet)
    if heading is None or len(heading.fields) < min(2, len(sheet.fields)):
        if not any(True for row in range(1, len(raw.rows) + 1) for _ in raw.filled(row)):
            return Table(sheet, raw, 0, {}, ()), _empty(sheet, place)
        wanted = ", ".join(f.label for f in sheet.fields[:3])
        return Table(sheet, raw, 0, {}, (), unheaded=True), [
            fault(
                "sheet.no-header",
                place,
                f"No row of headers was found on the sheet {quote(raw.name)}: one row must hold "
                f"the headers of the template ({wanted} and so on), so copy that row from an "
                "empty template.",
            )
        ]
    columns, faults = columns_of(raw, sheet, heading, place)
    rows, found = filled_rows(raw, sheet, heading, columns, place)
    faults += found
    if not rows and not stops(found):  # else what was written there is said to be unread
        faults += _empty(sheet, place)
    return Table(sheet, raw, heading.row, columns, rows), faults


def _assign(book: RawBook, workbook: Workbook) -> dict[str, RawSheet]:
    """By name of declared sheet, the sheet of the file: by title, else by headers."""
    free = [raw for raw in book.sheets if bare(raw.name) not in _OWN]
    chosen: dict[str, RawSheet] = {}
    for sheet in workbook.sheets if book.kind != "csv" else ():
        named = [raw for raw in free if bare(raw.name) in _names(sheet)]
        if sheet.later:  # a school's own sheet may long have had that name
            named = [raw for raw in named if _is_ours(raw, sheet)]
        if named:
            several = len(named) > 1
            best = max(named, key=partial(_score, sheet=sheet)) if several else named[0]
            chosen[sheet.name] = best
            free.remove(chosen[sheet.name])
    candidates = sorted(
        (
            (_score(raw, sheet), -position, sheet.name, raw)
            for position, sheet in enumerate(workbook.sheets)
            if sheet.name not in chosen
            for raw in free
            if _is_like(raw, sheet)
        ),
        key=lambda c: c[:2],
        reverse=True,
    )
    for _, _, name, raw in candidates:
        if name not in chosen and raw in free:
            chosen[name] = raw
            free.remove(raw)
    always = [sheet for sheet in workbook.sheets if not sheet.later]
    if book.kind == "csv" and not chosen and len(always) == 1:
        chosen[always[0].name] = book.sheets[0]
    return chosen


def _left_over(
    book: RawBook, workbook: Workbook, chosen: dict[str, RawSheet], file: str
) -> list[Fault]:
    """What is said of the sheets that are no declared table."""
    taken = {raw.name for raw in chosen.values()}
    faults = []
    for raw in book.sheets:
        if raw.name in taken or bare(raw.name) in _OWN:
            continue
        place = Place(file, raw.name)
        twin = next((s for s in workbook.sheets if _is_like(raw, s) and _has_rows(raw, s)), None)
        if twin:
            faults.append(
                fault(
                    "sheet.twice",
                    place,
                    f"The sheet {quote(raw.name)} has the headers of {quote(twin.title)} too, and "
                    f"only {quote(chosen[twin.name].name if twin.name in chosen else twin.title)} "
                    "is read: move its rows there, or delete it.",
                )
            )
        elif any(True for row in range(1, len(raw.rows) + 1) for _ in raw.filled(row)):
            faults.append(
                fault(
                    "sheet.unused",
                    place,
                    f"The sheet {quote(raw.name)} is not part of the template, so it is not read.",
                )
            )
    return faults


def _is_elsewhere(sheet: Sheet, chosen: dict[str, RawSheet], workbook: Workbook) -> bool:
    """Whether a file holds only what may well be kept in a file of its own."""
    return bool(chosen) and not sheet.required and all(workbook.sheet(n).later for n in chosen)


def _absent(sheet: Sheet, file: str) -> Fault:
    place = Place(file, sheet.title)
    if sheet.required:
        return fault(
            "sheet.missing",
            place,
            f"There is no sheet {quote(sheet.title)} in the workbook, and no report can be made "
            "without it: copy it from an empty template and fill it in.",
        )
    return fault(
        "sheet.absent",
        place,
        f"There is no sheet {quote(sheet.title)} in the workbook; reports will say so.",
    )


def _empty(sheet: Sheet, place: Place) -> list[Fault]:
    if not sheet.required:
        return []
    return [
        fault(
            "sheet.empty",
            place,
            f"The sheet {quote(sheet.title)} has no filled row below its example, and no report "
            "can be made without it: fill in at least one row.",
        )
    ]


def _has_rows(raw: RawSheet, sheet: Sheet) -> bool:
    heading = find_heading(raw, sheet)
    if heading is None:
        return False
    columns, _ = columns_of(raw, sheet, heading, Place(""))
    return bool(filled_rows(raw, sheet, heading, columns, Place(""))[0])


def _is_like(raw: RawSheet, sheet: Sheet) -> bool:
    """Whether a sheet of another name has the headers of `sheet`: all needed, half in all."""
    heading = find_heading(raw, sheet)
    if heading is None:
        return False
    needed = {field.name for field in sheet.fields if field.required}
    if not (needed <= heading.fields and 2 * len(heading.fields) >= len(sheet.fields)):
        return False
    return not sheet.later or _is_ours(raw, sheet)


def _is_ours(raw: RawSheet, sheet: Sheet) -> bool:
    """Whether a sheet has a needed header of `sheet` in the template's words, or is blank.

    Any header, where the sheet needs none.
    """
    if not any(True for row in range(1, len(raw.rows) + 1) for _ in raw.filled(row)):
        return True
    heading = find_heading(raw, sheet)
    words = {bare(text) for text in heading.texts.values()} if heading else set()
    needed = [field for field in sheet.fields if field.required] or sheet.fields
    return any(bare(field.label) in words for field in needed)


def _score(raw: RawSheet, sheet: Sheet) -> int:
    heading: Heading | None = find_heading(raw, sheet)
    return heading.score if heading else 0


@lru_cache(maxsize=128)
def _names(sheet: Sheet) -> frozenset[str]:
    return frozenset({bare(sheet.title), bare(sheet.name)})
