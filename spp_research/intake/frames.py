"""Tables of what was read, for helpers and notebooks: made once, from typed rows.

Every table passes the pandera schema of its sheet, in every run. Each check of a schema is one of
`check.cell_values`, so that nothing is declared twice; where the two do not find the same, that is
a mistake of ours. A table is first asked as a whole, since pandera takes a millisecond for each
column that it is asked about by itself; cell by cell only where the whole does not pass.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from spp_research.cycle import Cycle
from spp_research.schema import Field, Kind, Sheet

from .check import ofsted_areas
from .check.cell_values import NEEDED, Checks, checks_of, failures
from .read.typed_rows import SEVERAL_VALUES, AnswerRow, Records, TypedRows, no_rows

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pandera.pandas as pa

    from spp_research.schema import tables

    from .read.sheet_rows import TimetableCells

_DTYPES = {Kind.WHOLE: "Int64", Kind.NUMBER: "Float64", Kind.DATE: "datetime64[us]"}
OF_ANSWERS = {
    "item_id": "str",
    "wave": "str",
    "file": "str",
    "respondent": "Int64",
    "answer": "str",
    "score": "Int64",
}


def frame_of(rows: TypedRows) -> pd.DataFrame:
    """The table of a sheet, typed and nullable; its index is the row number in the workbook.

    Raises
    ------
    AssertionError
        When the table does not pass its schema as the typed rows passed the same checks: a mistake
        of ours.
    """
    if not rows.numbers:
        return empty_frame(rows.sheet)
    made = _typed(rows)
    found, expected = schema_failures(made, rows.sheet), failures(rows)
    if found != expected:
        cells = sorted({(row, name, code) for row, name, code in {*found} ^ {*expected}})
        raise AssertionError(f"The table {rows.sheet.name} and its rows differ at {cells[:5]}.")
    return made


def empty_frame(sheet: Sheet) -> pd.DataFrame:
    """A table with every column of the sheet, typed, and no rows."""
    return _empty(sheet).copy(deep=False)  # pandas copies what is written to


@lru_cache(maxsize=64)
def _empty(sheet: Sheet) -> pd.DataFrame:
    return whole_schema_of(sheet).validate(_typed(no_rows(sheet)))


def answers_frame(rows: Iterable[AnswerRow]) -> pd.DataFrame:
    """The answers of surveys as a table, one row a person, question and answer.

    With the column `role` where the surveys are of those who took part in peer review.
    """
    import pandas as pd

    every = list(rows)
    columns = list(zip(*every, strict=True)) or [()] * (len(OF_ANSWERS) + 1)
    frame = pd.DataFrame(
        {
            name: pd.array(list(values), dtype=kind)  # type: ignore[call-overload]
            for (name, kind), values in zip(OF_ANSWERS.items(), columns, strict=False)
        }
    )
    if any(role is not None for role in columns[-1]):
        frame["role"] = pd.Series(list(columns[-1]), index=frame.index, dtype="str")
    return frame


def records_of(frame: pd.DataFrame) -> Records:
    """Each row of a table as the checks look at it, with its number in the workbook."""
    columns = [[_value(cell) for cell in frame[name].tolist()] for name in frame]
    rows = (dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True))
    return tuple(zip(map(int, frame.index), rows, strict=True))


def review_days(
    timetable: tables.Timetable, cycle: Cycle | None = None
) -> dict[str, frozenset[str]]:
    """The first days of each school's reviews, as a check of its workbook asks for them.

    Parameters
    ----------
    cycle : reviews of another one are left out; where it is not known, none is.

    Returns
    -------
    By "timetable.review_start at <school>", the days as "2025-11-04".
    """
    rows = (cast("TimetableCells", row) for _, row in records_of(timetable))
    return ofsted_areas.review_days(rows, cycle)


@lru_cache(maxsize=64)
def schema_of(sheet: Sheet) -> pa.DataFrameSchema:
    """The pandera schema of a sheet's table, made from its declaration."""
    import pandera.pandas as pa

    types = [_dtype(field) for field in sheet.fields]
    return pa.DataFrameSchema(
        {
            field.name: pa.Column(
                checks=[
                    pa.Check(_of_column(check), ignore_na=False, name=code, error=code)
                    for code, check in checks_of(field)
                ],
                nullable=not field.required,
                title=field.label,
            )
            for field in sheet.fields
        },
        # Asked for column by column, pandera takes three times as long over them.
        checks=pa.Check(lambda frame: [str(kind) for kind in frame.dtypes] == types, name="types"),
        index=pa.Index(name="row", unique=True),
        strict=True,
        ordered=True,
        name=sheet.name,
    )


@lru_cache(maxsize=64)
def whole_schema_of(sheet: Sheet) -> pa.DataFrameSchema:
    """The schema of a sheet's table that says whether all of it passes, and not what does not.

    Made of the same declaration and the same checks as `schema_of`.
    """
    import pandera.pandas as pa

    names = [field.name for field in sheet.fields]
    types = [_dtype(field) for field in sheet.fields]
    asked = [(f, checks_of(f)) for f in sheet.fields if f.required or checks_of(f)]

    def passes(frame: pd.DataFrame) -> bool:
        return (
            list(frame.columns) == names
            and [str(kind) for kind in frame.dtypes] == types
            and frame.index.name == "row"
            and frame.index.is_unique
            and all(_all_pass(frame[field.name], field, checks) for field, checks in asked)
        )

    return pa.DataFrameSchema(checks=pa.Check(passes, name="whole"), name=sheet.name)


def _all_pass(column: pd.Series, field: Field, checks: Checks) -> bool:
    values = [_value(cell) for cell in column.tolist()]
    return not (field.required and None in values) and all(
        check(value) for value in values if value is not None for _, check in checks
    )


def _of_column(check: Callable[[Any], bool]) -> Callable[[pd.Series], pd.Series]:
    """A check of single values, for a whole column; what is missing passes."""

    def passes(column: pd.Series) -> pd.Series:
        import pandas as pd

        values = map(_value, column.tolist())
        passed = [value is None or bool(check(value)) for value in values]
        return pd.Series(passed, index=column.index, dtype="bool")

    return passes


def schema_failures(frame: pd.DataFrame, sheet: Sheet) -> list[tuple[int, str, str]]:
    """Row, column and check of each cell that does not pass the schema, in the sheet's order.

    Raises
    ------
    AssertionError
        When a table has another form than is declared, or a check broke: a mistake of ours.
    """
    import pandera.errors

    with contextlib.suppress(pandera.errors.SchemaError):
        whole_schema_of(sheet).validate(frame, inplace=True)
        return []
    try:
        schema_of(sheet).validate(frame, lazy=True, inplace=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        ours = {NEEDED, *(code for field in sheet.fields for code, _ in checks_of(field))}
        of_cells = cases["index"].notna() & cases["check"].isin(ours)
        if not of_cells.all():
            # What pandera says of it may repeat cells, so it is not repeated here.
            wrong = cases.loc[~of_cells, ["column", "check"]].drop_duplicates()
            told = ", ".join(
                f"{column}: {check}" for column, check in wrong.itertuples(index=False)
            )
            raise AssertionError(f"The table {sheet.name} is not as declared: {told}") from None
        order = {field.name: place for place, field in enumerate(sheet.fields)}
        found = {
            (int(row), str(name), str(check))
            for row, name, check in zip(
                cases["index"], cases["column"], cases["check"], strict=True
            )
        }
        return sorted(found, key=lambda case: (case[0], order[case[1]], case[2]))
    return []


def _dtype(field: Field) -> str:
    return "object" if field.kind in SEVERAL_VALUES else _DTYPES.get(field.kind, "str")


def _typed(rows: TypedRows) -> pd.DataFrame:
    import pandas as pd

    index = pd.Index(rows.numbers, name="row", dtype="int64")
    columns = {f.name: _array(f, rows.columns[f.name]) for f in rows.sheet.fields}
    return pd.DataFrame(columns, index=index)


def _array(field: Field, values: Sequence[Any]) -> pd.api.extensions.ExtensionArray | np.ndarray:
    """The values of a column as an array of its type."""
    import numpy as np
    import pandas as pd

    if field.kind in SEVERAL_VALUES:
        array = np.empty(len(values), dtype="object")
        array[:] = list(values)
        return array
    if field.kind is Kind.DATE:
        return np.array(values, dtype="datetime64[us]")
    return pd.array(list(values), dtype=_dtype(field))  # type: ignore[call-overload]


def _value(cell: Any) -> Any:
    """A cell of a table as typed rows hold it."""
    import pandas as pd

    if cell is None or cell is pd.NA or cell != cell:
        return None
    return cell.date() if isinstance(cell, dt.datetime) else cell
