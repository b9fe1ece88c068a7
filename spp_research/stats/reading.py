"""A table of one row a person from a file: a CSV as Excel or a form saves it, or a workbook.

Nothing is guessed that would change a number: what is no number by the way in which the file is
written stays the text that it is, and what stands in the way (a title above the names, merged
cells, another sheet) is one sentence with what to write instead.
"""

from __future__ import annotations

import csv
import sys
import warnings
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from io import BytesIO, StringIO
from os import PathLike, fspath
from pathlib import Path
from re import compile as pattern
from typing import TYPE_CHECKING, Any, TypeAlias

from spp_research.errors import InputError

from .inputs import is_blank, label_of
from .places import FILE_ROW, rows_hold

if TYPE_CHECKING:
    import pandas as pd

Rows: TypeAlias = Sequence[Sequence[Any]]

_NUMBER = pattern(r"[+-]?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")
_BOOKS, _TEXTS = (".xlsx", ".xlsm", ".ods"), (".csv", ".tsv", ".txt")
_NAMES_AMONG = 20  # rows, among which the names of the columns are looked for
# What registers and forms write where nothing was measured.
_STAND_INS = frozenset(sign * code for code in (9, 99, 999, 9999, 88, 888, 77, 777)
                       for sign in (1, -1))  # fmt: skip
_FEWEST_OTHERS = 5  # fewer values do not say what is far from them
_UTF16 = (b"\xff\xfe", b"\xfe\xff")  # what “Unicode text” of Excel begins with


def read_table(
    path: str | PathLike[str],
    sheet: str | None = None,
    *,
    header: int = 1,
    decimal: str = ".",
    missing: str | float | Iterable[str | float] = (),
) -> pd.DataFrame:
    """Read a table of one row a person from a CSV file or a workbook.

    A column becomes numbers only where every filled cell of it is written as one: "0047" stays
    the text that it is, and so does "12,5" unless the file has decimal commas. Rows with nothing
    in them are left out. A number such as -99 or 999, far from all others of its column, is read
    as the number that it is, with a warning that says how to have it read as missing.

    Parameters
    ----------
    path : a file that ends in .csv, .tsv, .txt, .xlsx, .xlsm or .ods.
    sheet : the sheet of a workbook; the first if not given.
    header : the row that names the columns, counted from 1.
    decimal : "." or ",", between the whole numbers and the rest.
    missing : what stands where there is nothing, as ["absent", "n/a", -99]; capitals do not matter.

    Raises
    ------
    InputError
        If the file is not there, of another kind, cannot be read, or has no sheet of that name; if
        its names stand in another row, or cells are merged.
    """
    made = as_in_the_file(path, sheet, header=header, decimal=decimal, missing=missing)
    return made.reset_index(drop=True)


def as_in_the_file(
    path: str | PathLike[str],
    sheet: str | None = None,
    *,
    header: int = 1,
    decimal: str = ".",
    missing: str | float | Iterable[str | float] = (),
) -> pd.DataFrame:
    """As `read_table`, with the number that a spreadsheet shows beside each row as its label.

    Where something of it is refused, it is named as who opens the file sees it.
    """
    if not isinstance(path, str | PathLike):
        raise InputError(f"the path of a file is needed, as text, not a {type(path).__name__}")
    file = Path(path)
    kind = file.suffix.casefold()
    if kind not in _BOOKS + _TEXTS:
        raise InputError(
            f"{file.name}: this kind of file is not read as a table; give a file that ends in "
            f"{', '.join((*_TEXTS, *_BOOKS))}, or a DataFrame"
        )
    if decimal not in (".", ","):
        raise InputError(f'decimal must be "." or ",", not {decimal!r}')
    if type(header) is not int or header < 1:
        raise InputError(f"header is the row with the names, counted from 1, not {header!r}")
    if not file.is_file():
        raise InputError(f"{fspath(path)}: there is no such file; give its name with its folder")
    rows = _of_book(file, sheet, header) if kind in _BOOKS else _of_text(file, header)
    return _table(file.name, rows, header, decimal, missing)


def _of_book(file: Path, sheet: str | None, header: int) -> Rows:
    """The cells of a sheet, whole numbers as such; refused where some of them are merged."""
    from python_calamine import CalamineWorkbook

    try:
        # Opened by Python, so that it is known of what a notebook was made.
        with CalamineWorkbook.from_filelike(BytesIO(file.read_bytes())) as book:
            names = book.sheet_names
            if sheet is not None and sheet not in names:
                there = ", ".join(repr(name) for name in names)
                raise InputError(f"{file.name}: there is no sheet {sheet!r}; it has {there}")
            found = book.get_sheet_by_name(names[0] if sheet is None else sheet)
            cells = found.to_python(skip_empty_area=False)
            merged = [] if _BOOKS.index(file.suffix.casefold()) == 2 else found.merged_cell_ranges
    except InputError:
        raise
    except Exception as damaged:  # whatever the reader of workbooks says of a damaged one
        raise InputError(
            f"{file.name}: this workbook cannot be read; open it in Excel and save it again"
        ) from damaged
    rows = [[_whole(cell) for cell in row] for row in cells]
    if sheet is None and len(names) > 1 and sum(_filled(row) > 0 for row in rows) < 2:
        there = ", ".join(repr(name) for name in names[1:])
        raise InputError(
            f"{file.name}: its first sheet, {names[0]!r}, has no table; it also has {there}: "
            f"{_call(file, names[1])})"
        )
    _names_there(file, rows, header, sheet)
    for (top, left), (bottom, right) in merged or ():
        if bottom >= header - 1:
            where = f"{_letters(left)}{top + 1}:{_letters(right)}{bottom + 1}"
            raise InputError(
                f"{file.name}: the cells {where} are merged, so that what stands in them is of no "
                "one row; in Excel unmerge them, and write into each cell what belongs there"
            )
    return rows


def _of_text(file: Path, header: int) -> Rows:
    """The cells of a file of text, by the mark between cells that its row of names has."""
    raw = file.read_bytes()
    if raw.startswith(_UTF16):
        text = raw.decode("utf-16", errors="replace")
    elif b"\0" in raw:
        raise InputError(f"{file.name}: this is no text; in Excel save it as “CSV UTF-8”")
    else:
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", errors="replace")  # as Excel on Windows saves a CSV
    lines = text.splitlines()[header - 1 : _NAMES_AMONG]
    names = next((one for one in lines if any(mark in one for mark in "\t;,")), "")
    # A quotation mark that is never closed would take the rest of the file into one cell.
    rows = list(csv.reader(StringIO(text, newline=""), delimiter=max("\t;,", key=names.count)))
    _names_there(file, rows, header)
    width = len(rows[header - 1])
    for line, row in enumerate(rows, 1):
        if line > header and _filled(row[width:]):
            raise InputError(
                f"{file.name}: this is no table: its row {line} has {len(row)} cells, and row "
                f"{header} names {width} columns"
            )
    return rows


def _names_there(file: Path, rows: Rows, header: int, sheet: str | None = None) -> None:
    """Refuse a table whose columns are named in another row, or nowhere."""
    if len(rows) < header or not _filled(rows[header - 1]):
        raise InputError(f"{file.name}: there are no names of columns in its row {header}")
    among = rows[: max(header, _NAMES_AMONG)]
    most = max(map(_filled, among))
    if 2 * _filled(rows[header - 1]) < most:
        likely = next(place for place, row in enumerate(among, 1) if _filled(row) == most)
        raise InputError(
            f"{file.name}: its row {header} names {_filled(rows[header - 1])} of {most} columns; "
            f"if the names stand in row {likely}: {_call(file, sheet)}, header={likely})"
        )


def _call(file: Path, sheet: str | None) -> str:
    """How the file is read from a notebook, up to what is still to be said."""
    return f'stats.read_table("{file.as_posix()}"' + (f', "{sheet}"' if sheet is not None else "")


def _table(
    file: str, rows: Rows, header: int, decimal: str, missing: str | float | Iterable[str | float]
) -> pd.DataFrame:
    import pandas as pd

    names = [str(one).strip() for one in rows[header - 1]]
    filled = {place: row for place, row in enumerate(rows, 1) if place > header and _filled(row)}
    below = [*filled.values()]
    width = max([*(place + 1 for place, name in enumerate(names) if name),
                 *(len(_until_blank(row)) for row in below)])  # fmt: skip
    names = [*names, *[""] * width][:width]
    several = [missing] if isinstance(missing, str | int | float) else missing
    blank = {label_of(_written(one)) for one in several}  # -99 of a workbook is no text
    columns = []
    for place in range(width):
        cells = [row[place] if place < len(row) else None for row in below]
        cells = [
            None if is_blank(cell) or label_of(_written(cell)) in blank else cell for cell in cells
        ]
        columns.append(
            pd.Series(_as_numbers(cells, decimal), index=pd.Index(filled, name=FILE_ROW))
        )
    made = pd.concat(columns, axis=1) if columns else pd.DataFrame()
    # Two that are called alike stay so: whoever asks for one of them is told.
    made.columns = [name or f"Unnamed: {place}" for place, name in enumerate(names)]
    _warn_of_stand_ins(file, made, below)
    return made


def _warn_of_stand_ins(file: str, made: pd.DataFrame, below: Rows) -> None:
    """Warn of codes for “not measured” that are numbers: nothing is left out unasked."""
    told: list[str] = []
    codes: dict[str, None] = {}
    for place, name in enumerate(made.columns):
        column = made.iloc[:, place]
        if far := _far_stand_ins(column):
            # As the file writes them: that is what `missing=` goes by.
            codes |= {_written(below[row][place]): None for row in far}
            values = column.drop(column.index[far])
            what = " and ".join(sorted({_written(below[row][place]) for row in far}))
            told.append(
                f"in {name!r} {rows_hold(column, far)} {what}, far from all others, which are "
                f"{values.min():g} to {values.max():g}"
            )
    if told:
        warnings.warn(
            f"{file}: {'; '.join(told)}. Each was read as a number. What stands for “not measured” "
            f"is left out with: missing={list(codes)}",
            stacklevel=_outside(),
        )


def _far_stand_ins(column: pd.Series) -> list[int]:
    """In which rows, counted from 0, a column of numbers has a code far from all its others."""
    if column.dtype.kind not in "if":
        return []
    coded = column.isin(_STAND_INS)
    others = column[~coded].dropna()
    if not coded.any() or len(others) < _FEWEST_OTHERS:
        return []
    low, high = others.min(), others.max()
    # Far is more than half of what all others span: 99 beside 0 to 80 may be a mark.
    beyond = (low - column).clip(lower=0) + (column - high).clip(lower=0)
    far = coded & (beyond > (high - low) / 2)
    return [place for place, one in enumerate(far) if one]


def _written(cell: Any) -> str:
    return str(cell).strip()


def _outside() -> int:
    """How far up the call stands that is not the kit's own, for a warning to name its line."""
    frame, level = sys._getframe(1), 1
    while frame.f_back and str(frame.f_globals.get("__name__")).startswith("spp_research"):
        frame, level = frame.f_back, level + 1
    return level


def _as_numbers(cells: list[Any], decimal: str) -> list[Any]:
    """Texts as numbers, where each of them is written as one."""
    texts = [cell.strip() for cell in cells if isinstance(cell, str)]
    points = [text.replace(",", ".") if decimal == "," else text for text in texts]
    odd = decimal == "," and any("." in text for text in texts)
    others = [cell for cell in cells if cell is not None and not isinstance(cell, str)]
    if odd or not texts or not all(_NUMBER.fullmatch(text) for text in points):
        return cells
    if not all(isinstance(one, int | float) for one in others):
        return cells
    numbers = iter(points)
    return [_whole(float(next(numbers))) if isinstance(cell, str) else cell for cell in cells]


def _whole(cell: Any) -> Any:
    """A cell, a whole number as an integer, and a day without its midnight as one of pandas'."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    if isinstance(cell, date) and not isinstance(cell, time | timedelta):
        import pandas as pd

        return pd.Timestamp(cell)
    return cell


def _filled(row: Sequence[Any]) -> int:
    return sum(not is_blank(cell) for cell in row)


def _until_blank(row: Sequence[Any]) -> Sequence[Any]:
    """A row without the blank cells at its end."""
    last = max((place for place, cell in enumerate(row) if not is_blank(cell)), default=-1)
    return row[: last + 1]


def _letters(place: int) -> str:
    """What a spreadsheet calls a column, counted from nought."""
    place, name = place + 1, ""
    while place:
        place, left = divmod(place - 1, 26)
        name = chr(65 + left) + name
    return name
