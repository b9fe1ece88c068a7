"""Which rows below the headers a school filled in, and which are the template's own."""

from __future__ import annotations

from spp_research.schema import Sheet

from .advice import IF_REFUSED
from .faults import Fault, Place, fault
from .headers import Heading
from .layout import EXAMPLE, HELP, address, bare
from .sheets import RawSheet

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
    mark = bare(raw.cell(row, heading.marker).text) if heading.marker else ""
    if not mark and not _may_be_ours(raw, sheet, heading, columns, row):
        return False, []
    texts = {
        name: bare(text)
        for name, column in columns.items()
        if (text := raw.cell(row, column).text).strip()
    }
    examples = {f.name: bare(f.example) for f in sheet.fields if f.example and f.name in columns}
    helps = {f.name: bare(f.guidance) for f in sheet.fields}
    where = Place(place.file, place.sheet, address(row, heading.marker or min(columns.values())))
    if mark == bare(EXAMPLE):
        below = _below(raw, heading, columns, row)
        return True, _changed(texts, examples, EXAMPLE, row, where, below)
    if mark == bare(HELP):
        same = sum(helps[name] == text for name, text in texts.items())
        below = _below(raw, heading, columns, row)
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
        text = raw.cell(row, column).text
        if text.strip():
            field = sheet.field(name)
            ours = (field.guidance, field.example, heading.texts[column])
            return bare(text) in map(bare, ours)
    return False


def _below(
    raw: RawSheet, heading: Heading, columns: dict[str, int], row: int
) -> tuple[int, list[dict[str, str]]]:
    """The first row below a marked one that is free, and what stands in those before it."""
    there = []
    for number in range(row + 1, len(raw.rows) + 2):
        texts = {
            name: bare(raw.cell(number, column).text)
            for name, column in columns.items()
            if raw.cell(number, column).text.strip()
        }
        if not texts:
            return number, there
        if not (heading.marker and raw.cell(number, heading.marker).text.strip()):
            there.append(texts)
    return len(raw.rows) + 1, there


def _changed(
    texts: dict[str, str],
    ours: dict[str, str],
    mark: str,
    row: int,
    where: Place,
    below: tuple[int, list[dict[str, str]]],
) -> list[Fault]:
    """What to say of a marked row: nothing while it is ours, else that it is not read.

    Nothing either once its own words stand in a row below, where they are read.
    """
    free, there = below
    own = {name: text for name, text in texts.items() if ours.get(name) != text}
    different = len(own)
    if not different or any(own.items() <= other.items() for other in there):
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
    wanted, filled = set(columns.values()), set(rows)
    for (top, left), (bottom, right) in raw.merged:
        touched = wanted.intersection(range(left, right + 1))
        if (
            touched
            and filled.intersection(range(top, bottom + 1))
            and (top, left) != (bottom, right)
        ):
            cells = f"{address(top, left)}:{address(bottom, right)}"
            faults.append(
                fault(
                    "cell.merged",
                    Place(place.file, place.sheet, address(top, left)),
                    f"The cells {cells} are merged, so only the first of them can be read: unmerge "
                    f"them (Home, Merge & Centre; {IF_REFUSED}) and fill in each cell.",
                    found=raw.cell(top, left).text,
                )
            )
    return faults
