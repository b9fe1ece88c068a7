"""Tables and rows of every sheet as the type checker knows them, from the sheets' declarations.

`python tests/tables.py` writes spp_research/schema/tables.pyi and
spp_research/intake/read/sheet_rows.pyi again; a test compares them, and another renames
columns in a copy of the tree and looks where the checker finds them missed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from spp_research.schema import WORKBOOKS, Field, Kind, Sheet

ROOT = Path(__file__).resolve().parents[1]
TABLES = ROOT / "spp_research" / "schema" / "tables.pyi"
ROWS = ROOT / "spp_research" / "intake" / "read" / "sheet_rows.pyi"

_HEAD = '''"""Each sheet as a table that the type checker knows by its columns.

Written by `python tests/tables.py` from the declarations in this folder; do not edit it by hand.
Nothing of this exists when the kit runs: every one of these is a `pandas.DataFrame`, made and
checked in `intake/frames.py`. A column that is renamed in its declaration is found by the checker
wherever code asks one of these for it, by `table["column"]` or by `row.column`. What a column
holds is told by its kind; each may be missing, unless "needed" stands beside it.
"""

from collections.abc import Iterator
from typing import Any, Generic, Literal, NamedTuple, Self, TypeVar, overload

import numpy as np
import pandas as pd

_Column = TypeVar("_Column", bound=str)
_Row = TypeVar("_Row")

class Table(pd.DataFrame, Generic[_Column, _Row]):
    """A table of one sheet; choosing rows of it gives another of the same."""

    @overload  # type: ignore[override]
    def __getitem__(self, key: _Column) -> pd.Series: ...
    @overload
    def __getitem__(self, key: list[_Column]) -> pd.DataFrame: ...
    @overload
    def __getitem__(self, key: pd.Series[bool] | np.ndarray | list[bool]) -> Self: ...
    def itertuples(  # type: ignore[override]
        self, index: Literal[False] = ...
    ) -> Iterator[_Row]: ...
    def to_dict(  # type: ignore[override]
        self, orient: Literal["records"]
    ) -> list[dict[_Column, Any]]: ...
'''

_HEAD_OF_ROWS = '''"""Rows as they are read, before any table is made of them, by their columns.

Written by `python tests/tables.py` from the declarations in schema/; do not edit it by hand.
Nothing of this exists when the kit runs: a row is a dict, made in `typed_rows.py`. A column that is
renamed in its declaration is found by the checker wherever code asks a row for it.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Generic, Literal, Protocol, TypedDict, TypeVar, overload

from spp_research.schema import tables as of

from .typed_rows import Records, TypedRows

_Cells = TypeVar("_Cells")
_Column = TypeVar("_Column", bound=str)
Numbered = tuple[tuple[int, _Cells], ...]  # each row with its number in the workbook

class RowsOf(TypedRows, Generic[_Column, _Cells]):
    """The filled rows of one sheet, known by its columns."""

    @cached_property
    def records(self) -> Numbered[_Cells]: ...  # type: ignore[override]
    def cells(self, name: _Column) -> Iterator[tuple[int, Any]]: ...  # type: ignore[override]
    def there(self, name: _Column) -> list[Any]: ...  # type: ignore[override]
'''

_LOOKED_UP = {
    "SheetsRead(dict[str, TypedRows])": (
        "The filled rows of each sheet of a workbook, by its name.",
        "    def __getitem__(self, name: Literal[{name!r}], /) -> {row}Rows: ...",
        "    def __getitem__(self, name: str, /) -> TypedRows: ...",
    ),
    "FindsRows(Protocol)": (
        "What gives the rows of a sheet, each with its number.",
        "    def __call__(self, sheet: Literal[{name!r}]) -> Numbered[{row}Cells]: ...",
        "    def __call__(self, sheet: str) -> Records: ...",
    ),
}


def text() -> str:
    """The whole file of tables."""
    return _HEAD + "".join("\n" + "\n".join(_sheet(sheet)) + "\n" for sheet in _once().values())


def rows_text() -> str:
    """The whole file of rows."""
    sheets = _once()
    rows = "".join("\n" + "\n".join(_row(sheet)) + "\n" for sheet in sheets.values())
    return _HEAD_OF_ROWS + rows + "".join(_looked_up(sheets))


def _once() -> dict[str, Sheet]:
    """Every sheet by its name; one that stands in two workbooks has the columns of both."""
    found: dict[str, Sheet] = {}
    for workbook in WORKBOOKS:
        for sheet in workbook.sheets:
            old = found.get(sheet.name, sheet)
            names = {field.name for field in old.fields}
            more = tuple(field for field in sheet.fields if field.name not in names)
            found[sheet.name] = replace(old, fields=(*old.fields, *more))
    return found


def _row(sheet: Sheet) -> Iterator[str]:
    yield f"class {class_name(sheet)}Cells(TypedDict):"
    yield f'    """What stands in a row of the sheet “{sheet.title}”."""'
    yield ""
    yield from (f"    {field.name}: Any  # {_what(field)}" for field in sheet.fields)
    name = class_name(sheet)
    yield ""
    yield f"{name}Rows = RowsOf[of.{name}Column, {name}Cells]"


def _looked_up(sheets: dict[str, Sheet]) -> Iterator[str]:
    for name, (summary, one, otherwise) in _LOOKED_UP.items():
        yield f'\nclass {name}:\n    """{summary}"""\n\n'
        for sheet in sheets.values():
            line = one.format(name=sheet.name, row=class_name(sheet)).replace("'", '"')
            yield f"    @overload\n{line}\n"
        yield f"    @overload\n{otherwise}\n"


def class_name(sheet: Sheet) -> str:
    """What the table of a sheet is called: "SelfReview"."""
    return "".join(part.capitalize() for part in sheet.name.split("_"))


def _sheet(sheet: Sheet) -> Iterator[str]:
    name = class_name(sheet)
    yield f"{name}Column = Literal["
    yield from (f'    "{field.name}",' for field in sheet.fields)
    yield "]"
    yield ""
    yield f"class {name}Row(NamedTuple):"
    yield f'    """A row of the sheet “{sheet.title}”."""'
    yield ""
    yield from (f"    {field.name}: Any  # {_what(field)}" for field in sheet.fields)
    yield ""
    yield f"class {name}(Table[{name}Column, {name}Row]):"
    yield f'    """The sheet “{sheet.title}”."""'


def _what(field: Field) -> str:
    held = {Kind.REFERENCES: "several ids", Kind.CHOICES: "several choices"}
    return held.get(field.kind, field.kind.value) + (", needed" if field.required else "")


if __name__ == "__main__":
    TABLES.write_text(text(), encoding="utf-8")
    ROWS.write_text(rows_text(), encoding="utf-8")
