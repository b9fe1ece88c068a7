"""The rows of a whole partnership before they are written, and how the texts are kept.

Texts are TOML files beside this module. A table of a text file has `columns` and `rows`, so a
row stays one line of a list; an empty text stands for a blank cell.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).resolve().parent

Row = dict[str, Any]
Sheets = dict[str, list[Row]]


@dataclass(frozen=True)
class SchoolBook:
    """What one school has filled in.

    Parameters
    ----------
    slug : the school's short name.
    sheets : the rows of `evidence.xlsx`, by name of sheet.
    pupils : the rows of each pupil workbook, by name of file without its ending.
    surveys : the exports in the folder of surveys, by name of file: the header, then one row a
        person.
    lots : whom lots were drawn for, by name of the pupil workbook without its ending.
    attachments : the pictures in its folder of attachments, by name of file.
    """

    slug: str
    sheets: Sheets
    pupils: Mapping[str, list[Row]] = field(default_factory=dict)
    surveys: Mapping[str, list[list[object]]] = field(default_factory=dict)
    lots: Mapping[str, list[Row]] = field(default_factory=dict)
    attachments: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class PartnershipBook:
    """What a whole partnership has filled in.

    Parameters
    ----------
    sheets : the rows of `partnership.xlsx`, by name of sheet.
    schools : one book a school, in the lead's order.
    settings : the text of `settings.yml`.
    surveys : the exports in the partnership's own folder of surveys, as for a school.
    """

    sheets: Sheets
    schools: tuple[SchoolBook, ...]
    settings: str
    surveys: Mapping[str, list[list[object]]] = field(default_factory=dict)


def read_text(*parts: str) -> dict[str, Any]:
    """One text file of the demo, parsed."""
    with TEXTS.joinpath(*parts).open("rb") as file:
        return tomllib.load(file)


def rows_of(table: Mapping[str, Any]) -> list[Row]:
    """The rows of a table of a text file, with None for a blank cell.

    A table without `columns` is a single row.
    """
    if "columns" not in table:
        return [_blanks(table)]
    columns: Sequence[str] = table["columns"]
    rows: Sequence[Sequence[Any]] = table["rows"]
    return [_blanks(dict(zip(columns, row, strict=True))) for row in rows]


def paired(rows: Sequence[Row]) -> list[Row]:
    """Observations with what each person noted side by side, as one row a person."""
    return [
        {name: value for name, value in row.items() if name != "noted"}
        | {"observer": observer, "noted": noted}
        for row in rows
        for observer, noted in row["noted"].items()
    ]


def _blanks(row: Mapping[str, Any]) -> Row:
    return {name: None if value == "" else value for name, value in row.items()}
