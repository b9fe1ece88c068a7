"""Finding the row of headers in a sheet, and which column is which."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from spp_research.schema import Field, Sheet

from ..advice import IF_REFUSED
from ..faults import Fault, Place, did_you_mean, fault, listed, quote
from ..layout import MARKER_HEADER, address, bare
from .sheets import RawSheet

_SEARCHED_ROWS = 60  # headers stand near the top, under a title and a few lines of guidance
_EXACT, _RENAMED = 3, 1  # how much a header counts towards a row being the row of headers


@dataclass(frozen=True)
class Heading:
    """A row of headers: its number, the texts by column, and the fields they name."""

    row: int
    texts: dict[int, str]  # by column counted from 1, as they stand
    fields: frozenset[str]
    score: int

    @property
    def marker(self) -> int:
        """The column that says Help and Example; 0 if there is none."""
        return next((c for c, t in self.texts.items() if bare(t) == bare(MARKER_HEADER)), 0)


def find_heading(raw: RawSheet, sheet: Sheet) -> Heading | None:
    """The row that names the most columns of `sheet`, the first of equals; None if none does."""
    exact, renamed = _aliases(sheet)
    best: Heading | None = None
    for number, values in enumerate(raw.rows[:_SEARCHED_ROWS], start=1):
        texts = {
            column: value
            for column, value in enumerate(values, start=1)
            if isinstance(value, str) and value.strip()
        }
        if not texts or (best and len(texts) * _EXACT <= best.score):
            continue
        words = {bare(text) for text in texts.values()}
        by_label = {exact[word] for word in words if word in exact}
        by_rename = {f for w in words if w in renamed for f in renamed[w]} - by_label
        score = _EXACT * len(by_label) + _RENAMED * len(by_rename)
        if score > (best.score if best else 0):
            best = Heading(number, texts, frozenset(by_label | by_rename), score)
    return best


def columns_of(
    raw: RawSheet, sheet: Sheet, heading: Heading, place: Place
) -> tuple[dict[str, int], list[Fault]]:
    """The column of each field, and what is to be said of missing, doubled and other columns."""
    exact, renamed = _aliases(sheet)
    faults: list[Fault] = []
    columns: dict[str, int] = {}
    told: set[int] = set()
    for column, text in heading.texts.items():
        name = exact.get(bare(text))
        if name and name in columns:
            faults.append(_twice(sheet.field(name), heading, columns[name], column, place))
            told.add(column)
        elif name:
            columns[name] = column
    by_label = set(columns)
    for column, text in heading.texts.items():
        word = bare(text)
        if word in exact or word not in renamed:
            continue
        name = next((n for n in renamed[word] if n not in columns), "")
        clash = next((n for n in renamed[word] if n in columns and n not in by_label), "")
        if name:
            columns[name] = column
            faults.append(_renamed(sheet.field(name), heading.row, column, text, place))
        elif clash:
            faults.append(_twice(sheet.field(clash), heading, columns[clash], column, place))
            told.add(column)
    used = {*columns.values(), heading.marker, *told}
    spare = {c: t for c, t in heading.texts.items() if c not in used}
    faults += _missing(sheet, columns, heading, spare, place)
    faults += _unused(raw, heading, spare, used, place)
    return columns, faults


def _missing(
    sheet: Sheet, columns: dict[str, int], heading: Heading, spare: dict[int, str], place: Place
) -> list[Fault]:
    faults = []
    for field in sheet.fields:
        if field.name in columns:
            continue
        where = Place(place.file, place.sheet, f"A{heading.row}", field.label)
        if field.required:
            near = did_you_mean(field.label, spare.values()).replace("Did you mean", "Is it")
            faults.append(
                fault(
                    "column.missing",
                    where,
                    f"There is no column {quote(field.label)}, which is needed: add it to the "
                    f"headers in row {heading.row}, spelt as in the template ({IF_REFUSED}).{near}",
                )
            )
        elif not field.later:
            faults.append(
                fault(
                    "column.absent",
                    where,
                    f"There is no column {quote(field.label)}; it is read as blank.",
                )
            )
    return faults


def _unused(
    raw: RawSheet, heading: Heading, spare: dict[int, str], used: set[int], place: Place
) -> list[Fault]:
    """Columns that are not read: with a header of their own (a note), or with none at all."""
    faults = []
    if spare:
        many = len(spare) > 1
        cell = address(heading.row, min(spare))
        faults.append(
            fault(
                "column.unused",
                Place(place.file, place.sheet, cell),
                f"The {'columns' if many else 'column'} {listed(spare.values(), 'and')} "
                f"{'are' if many else 'is'} not part of the template, so "
                f"{'they are' if many else 'it is'} not read.",
                found=next(iter(spare.values())),
            )
        )
    seen = used | set(spare)
    for row in range(heading.row + 1, len(raw.rows) + 1):
        for column in raw.filled(row):
            if column not in seen:
                seen.add(column)
                stray = raw.cell(row, column)
                faults.append(
                    fault(
                        "column.no-header",
                        Place(place.file, place.sheet, stray.address),
                        f"{quote(stray.text)} stands in a column without a header, so it is not "
                        "read: move it under its header, or give the column one.",
                        found=stray.text,
                    )
                )
    return faults


def _twice(field: Field, heading: Heading, first: int, second: int, place: Place) -> Fault:
    cells = address(heading.row, first), address(heading.row, second)
    return fault(
        "column.twice",
        Place(place.file, place.sheet, cells[1], field.label),
        f"The headers in {cells[0]} and {cells[1]} both mean {quote(field.label)}: keep one "
        f"and clear the other header ({IF_REFUSED}).",
        found=heading.texts[second],
    )


def _renamed(field: Field, row: int, column: int, text: str, place: Place) -> Fault:
    return fault(
        "column.renamed",
        Place(place.file, place.sheet, address(row, column), field.label),
        f"The column {quote(text)} is read as {quote(field.label)}.",
        found=text,
    )


@lru_cache(maxsize=128)
def _aliases(sheet: Sheet) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Field by its own header, and fields by the other headers that may mean them."""
    exact = {bare(word): f.name for f in sheet.fields for word in (f.name, f.label)}
    renamed: dict[str, tuple[str, ...]] = {}
    for field in sheet.fields:
        for word in map(bare, field.renames):
            if word not in exact:
                renamed[word] = (*renamed.get(word, ()), field.name)
    return exact, renamed
