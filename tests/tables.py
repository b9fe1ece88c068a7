"""The tables of every sheet as the type checker knows them, from the sheets' declarations.

`python tests/tables.py` writes spp_research/schema/tables.pyi again; a test compares the two, and
another renames a column in a copy of the tree and counts what the checker then finds.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from spp_research.schema import WORKBOOKS, Kind, Sheet

ROOT = Path(__file__).resolve().parents[1]
TABLES = ROOT / "spp_research" / "schema" / "tables.pyi"

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


def text() -> str:
    """The whole file."""
    sheets = [sheet for workbook in WORKBOOKS for sheet in workbook.sheets]
    once = {sheet.name: sheet for sheet in sheets}
    return _HEAD + "".join("\n" + "\n".join(_sheet(sheet)) + "\n" for sheet in once.values())


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
    for field in sheet.fields:
        needed = ", needed" if field.required else ""
        yield f"    {field.name}: Any  # {_held(field.kind)}{needed}"
    yield ""
    yield f"class {name}(Table[{name}Column, {name}Row]):"
    yield f'    """The sheet “{sheet.title}”."""'


def _held(kind: Kind) -> str:
    return {Kind.REFERENCES: "several ids", Kind.CHOICES: "several choices"}.get(kind, kind.value)


if __name__ == "__main__":
    TABLES.write_text(text(), encoding="utf-8")
