"""Which rows below the headers a school filled in, and which are the template's own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import partial

from spp_research.schema import Sheet

from ..advice import IF_REFUSED
from ..faults import Fault, Place, fault
from ..layout import EXAMPLE, HELP, address, bare
from .headers import Heading
from .sheets import RawSheet

_FEW_SHORTER = 5  # as many whole rows for each that is short, for it to be said
_OWN_ROWS = 3  # where the help and the example can stand when their marks were deleted


def filled_rows(
    raw: RawSheet, sheet: Sheet, heading: Heading, columns: dict[str, int], place: Place
) -> tuple[tuple[int, ...], list[Fault]]:
    """Numbers of the rows that hold something of the school's own, and what is to be said.

    A row is left out when it is blank, when it is the help or the example of the template, or
    when it is the headers once more. A marked row that holds something else is a fault, because
    somebody may think that it is read.
    """
    rows: list[int] = []
    faults: list[Fault] = []
    wanted = set(columns.values())
    for row in range(heading.row + 1, len(raw.rows) + 1):
        if wanted.isdisjoint(raw.filled(row)):
            continue
        left_out, found = _is_ours(raw, sheet, heading, columns, row, place)
        faults += found
        if not left_out:
            rows.append(row)
    faults += _above(raw, heading, wanted, place)
    faults += hidden_rows(raw, rows, place)
    faults += _merged(raw, rows, columns, place)
    if sheet.one_row and len(rows) > 1:
        cell = address(rows[1], min(wanted))
        faults.append(
            fault(
                "sheet.one-row",
                Place(place.file, place.sheet, cell),
                f"This sheet describes one thing, so it has one row; rows {rows[0]} and {rows[1]} "
                "are both filled in: keep one of them and clear the other.",
            )
        )
    return tuple(rows), faults


def _is_ours(
    raw: RawSheet, sheet: Sheet, heading: Heading, columns: dict[str, int], row: int, place: Place
) -> tuple[bool, list[Fault]]:
    """Whether a row is the template's and not the school's."""
    mark = bare(raw.text(row, heading.marker)) if heading.marker else ""
    if not mark and not _may_be_ours(raw, sheet, heading, columns, row):
        return False, []
    texts = {
        name: bare(text)
        for name, column in columns.items()
        if (text := raw.text(row, column)).strip()
    }
    examples = {f.name: bare(f.example) for f in sheet.fields if f.example and f.name in columns}
    helps = {f.name: bare(f.guidance) for f in sheet.fields}
    where = Place(place.file, place.sheet, address(row, heading.marker or min(columns.values())))
    below = partial(_below, raw, heading, columns, row)
    if mark == bare(EXAMPLE):
        return True, _changed(texts, examples, EXAMPLE, row, where, below)
    if mark == bare(HELP):
        same = sum(helps[name] == text for name, text in texts.items())
        told = _changed(texts, helps, HELP, row, where, below) if 2 * same < len(texts) else []
        return True, told
    if len(texts) > 1 and all(helps[name] == text for name, text in texts.items()):
        return True, []
    headers = {name: bare(heading.texts[column]) for name, column in columns.items()}
    if len(texts) > 1 and all(headers[name] == text for name, text in texts.items()):
        return True, [
            fault(
                "row.header-again",
                where,
                f"Row {row} holds the headers once more, so it is left out.",
            )
        ]
    near_top = row <= heading.row + _OWN_ROWS
    if not heading.marker and near_top and len(texts) > 1 and texts == examples:
        return True, [
            fault(
                "row.example-unmarked",
                where,
                f"Row {row} is the example of the template, so it is left out.",
            )
        ]
    return False, []


def _may_be_ours(
    raw: RawSheet, sheet: Sheet, heading: Heading, columns: dict[str, int], row: int
) -> bool:
    """Whether the first filled cell is the template's; nearly every row is settled by that."""
    for name, column in columns.items():
        text = raw.text(row, column)
        if text.strip():
            field = sheet.field(name)
            ours = (field.guidance, field.example, heading.texts[column])
            return bare(text) in map(bare, ours)
    return False


def _below(
    raw: RawSheet, heading: Heading, columns: dict[str, int], row: int
) -> tuple[int, list[dict[str, str]]]:
    """The first row below a marked one that is free, and what stands in those before it."""
    there: list[dict[str, str]] = []
    for number in range(row + 1, len(raw.rows) + 2):
        texts = {
            name: bare(raw.text(number, column))
            for name, column in columns.items()
            if raw.text(number, column).strip()
        }
        if not texts:
            return number, there
        if not (heading.marker and raw.text(number, heading.marker).strip()):
            there.append(texts)
    return len(raw.rows) + 1, there


def _changed(
    texts: dict[str, str],
    ours: dict[str, str],
    mark: str,
    row: int,
    where: Place,
    below: Callable[[], tuple[int, list[dict[str, str]]]],
) -> list[Fault]:
    """What to say of a marked row: nothing while it is ours, else that it is not read.

    Nothing either once its own words stand in a row below, where they are read.

    Parameters
    ----------
    below : gives what `_below` gives, which is asked for only where something was changed.
    """
    own = {name: text for name, text in texts.items() if ours.get(name) != text}
    if not own:
        return []
    free, there = below()
    different = len(own)
    if any(own.items() <= other.items() for other in there):
        return []
    if 2 * different > len(texts):
        return [
            fault(
                "row.example-changed",
                where,
                f"Row {row} is marked {mark}, so it is not read, and yet it holds words of your "
                f"own: copy them into row {free}, below it (Paste, Values).",
                found=mark,
            )
        ]
    return [
        fault(
            "row.example-touched",
            where,
            f"Row {row} is marked {mark}, so it is not read, and something in it was changed: if "
            f"the row is yours, copy it into row {free}, below it (Paste, Values).",
            found=mark,
        )
    ]


def _above(raw: RawSheet, heading: Heading, wanted: set[int], place: Place) -> list[Fault]:
    """Rows above the headers that look filled in: a title takes one cell, a row takes several."""
    least = max(2, len(wanted) // 2)
    rows = [r for r in range(1, heading.row) if len(wanted.intersection(raw.filled(r))) >= least]
    if not rows:
        return []
    return [
        fault(
            "row.above-header",
            Place(place.file, place.sheet, f"A{rows[0]}"),
            f"Row {rows[0]} stands above the headers in row {heading.row}, so it is not read: if "
            "it is one of yours, move it below the headers.",
        )
    ]


def hidden_rows(raw: RawSheet, rows: list[int], place: Place) -> list[Fault]:
    """That some of the rows read are hidden from view, if any are."""
    hidden = sorted(raw.marks.hidden_rows.intersection(rows))
    if not hidden:
        return []
    what = "1 row is" if len(hidden) == 1 else f"{len(hidden)} rows are"
    return [
        fault(
            "row.hidden",
            Place(place.file, place.sheet, f"A{hidden[0]}"),
            f"{what} hidden or filtered out of view, the first of them row {hidden[0]}; hidden "
            "rows are read like any other.",
        )
    ]


def _merged(raw: RawSheet, rows: list[int], columns: dict[str, int], place: Place) -> list[Fault]:
    """Merged cells among the rows: only the first of them holds what is seen in all."""
    faults = []
    wanted, filled = sorted(columns.values()), sorted(rows)
    for (top, left), (bottom, right) in raw.merged:
        if (
            _any_between(wanted, left, right)
            and _any_between(filled, top, bottom)
            and (top, left) != (bottom, right)
        ):
            cells = f"{address(top, left)}:{address(bottom, right)}"
            faults.append(
                fault(
                    "cell.merged",
                    Place(place.file, place.sheet, address(top, left)),
                    f"The cells {cells} are merged, so only the first of them can be read: unmerge "
                    f"them (Home, Merge & Centre; {IF_REFUSED}) and fill in each cell.",
                    found=raw.text(top, left),
                )
            )
    return faults


def _any_between(numbers: list[int], first: int, last: int) -> bool:
    """Whether any of some sorted numbers lies in a span, however long it is."""
    at = bisect_left(numbers, first)
    return at < len(numbers) and numbers[at] <= last


def ragged_rows(raw: RawSheet, last: int, wide: int, place: Place) -> list[Fault]:
    """Rows of a CSV file with more cells than its headings, or fewer where hardly any has.

    In such a row a text may have been cut in two, and what follows stands under other headings.

    Parameters
    ----------
    last : number of the last row of headings; 0 where there is none.
    wide : the last column that has a heading.
    """
    if not last:
        return []
    below = range(last + 1, len(raw.rows) + 1)
    filled = {row: max(raw.filled(row), default=0) for row in below}
    longer = [row for row in below if filled[row] > wide]
    full = sum(len(raw.rows[row - 1]) >= wide for row in below if filled[row])
    shorter = [row for row in below if filled[row] and len(raw.rows[row - 1]) < wide]
    faults = []
    if longer:
        faults.append(
            fault(
                "row.longer",
                Place(place.file, place.sheet, address(longer[0], wide + 1)),
                f"{_rows(longer)} more cells than there are headings ({wide}), so a text with a "
                "comma may have been cut in two and the rest moved to the right: put quotation "
                "marks round that text, or give the last column a heading.",
            )
        )
    if shorter and len(shorter) * _FEW_SHORTER <= full:
        faults.append(
            fault(
                "row.shorter",
                Place(place.file, place.sheet, f"A{shorter[0]}"),
                f"{_rows(shorter)} fewer cells than there are headings ({wide}), and nearly all "
                "others have as many; what is missing is read as blank: look whether a text was "
                "cut by the end of a line, or something stands there that is no answer.",
            )
        )
    return faults


def _rows(rows: Sequence[int]) -> str:
    """ "Row 5 has", "Rows 5, 6 and 4 more have"."""
    if len(rows) == 1:
        return f"Row {rows[0]} has"
    first = ", ".join(map(str, rows[:3]))
    return f"Rows {first}{f' and {len(rows) - 3} more' if len(rows) > 3 else ''} have"
