"""Drop-downs and friendly messages: what a template says while somebody is typing.

They help and do not guard: text can be pasted past any of them, so the checks repeat them all.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from spp_research.schema import Field, Kind, Sheet, Workbook

from ..layout import AS_ASKED, FIRST_ROW, column_letters

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook as Book
    from xlsxwriter.worksheet import Worksheet

# The span of dates that can belong to a review cycle; a year outside it is a slip of the keys.
FIRST_DATE, LAST_DATE = dt.date(2000, 1, 1), dt.date(2099, 12, 31)

_LAST_ROW = 5000  # how far down the drop-downs reach
_TITLE_MAX, _MESSAGE_MAX = 32, 255  # what Excel allows


def add_lists(book: Book, page: Worksheet, workbook: Workbook) -> None:
    """Put the words of every choice on a sheet that is not shown, and name each list.

    The ids that other sheets pick from get a name too: the filled part of their column.
    """
    column = 0
    for sheet in workbook.sheets:
        for field in sheet.fields:
            if words := words_of(field):
                page.write_column(0, column, words)
                letters = column_letters(column + 1)
                book.define_name(
                    _list_name(sheet, field), f"=Lists!${letters}$1:${letters}${len(words)}"
                )
                column += 1
    targets = {f.refers_to for s in workbook.sheets for f in s.fields if f.refers_to}
    for target in sorted(targets):
        name, _, id_column = target.partition(".")
        if name in {sheet.name for sheet in workbook.sheets}:
            book.define_name(_ids_name(target), _filled_cells(workbook.sheet(name), id_column))
    page.very_hidden()


def words_of(field: Field) -> tuple[str, ...]:
    """The words that the drop-down of a column offers; empty when it has none."""
    return ("Yes", "No") if field.kind is Kind.YES_NO else field.allowed


def add_validation(
    page: Worksheet, workbook: Workbook, sheet: Sheet, field: Field, column: int
) -> None:
    """Give a column its drop-down or its range, and a message when the cell is picked."""
    rule = {
        "ignore_blank": True,
        "input_title": _cut(field.label, _TITLE_MAX),
        "input_message": _cut(field.guidance, _MESSAGE_MAX),
        "error_title": "Please check this cell",
    } | _rule(workbook, sheet, field)
    page.data_validation(FIRST_ROW - 1, column, _LAST_ROW - 1, column, rule)


def _rule(workbook: Workbook, sheet: Sheet, field: Field) -> dict[str, object]:
    if field.kind is Kind.CHOICES:  # a list offers one word; several are typed
        return {
            "validate": "list",
            "source": f"={_list_name(sheet, field)}",
            "error_type": "information",
            "error_message": "Several of the list are separated by semicolons; they are checked "
            "when the workbook is read.",
        }
    if field.open_ended:
        return {
            "validate": "list",
            "source": f"={_list_name(sheet, field)}",
            "error_type": "warning",
            "error_message": "This is not in the list. It is right if it is the title of a "
            "notebook of your own.",
        }
    if words_of(field):
        return {
            "validate": "list",
            "source": f"={_list_name(sheet, field)}",
            "error_message": "Please pick one of the words in the list: open it with the arrow "
            "beside the cell.",
        }
    if field.kind is Kind.REFERENCE and field.refers_to.split(".")[0] in {
        s.name for s in workbook.sheets
    }:
        return {
            "validate": "list",
            "source": f"={_ids_name(field.refers_to)}",
            "error_type": "warning",
            "error_message": "That ID is not on its own sheet yet. Pick one from the list, or add "
            "it there first.",
        }
    if field.kind is Kind.DATE:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": FIRST_DATE,
            "maximum": LAST_DATE,
            "error_message": "Please write a date with the day first, for example 05/01/2026.",
        }
    if field.kind in (Kind.WHOLE, Kind.NUMBER):
        return _number_rule(field)
    if field.name in AS_ASKED:
        return {"validate": "any"}
    return {
        "validate": "length",
        "criteria": "<=",
        "value": field.max_length,
        "error_type": "warning",
        "error_message": f"The reports have room for {field.max_length} characters here.",
    }


def _number_rule(field: Field) -> dict[str, object]:
    whole = field.kind is Kind.WHOLE
    low = -(10**9) if field.minimum is None else field.minimum
    high = 10**9 if field.maximum is None else field.maximum
    span = ""
    if field.minimum is not None:
        span = f" from {field.minimum:g}" + (
            f" to {field.maximum:g}" if field.maximum is not None else " up"
        )
    return {
        "validate": "integer" if whole else "decimal",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "error_type": "warning",
        "error_message": f"Please write a {'whole ' if whole else ''}number{span}, without a "
        f"unit.{'' if field.required else ' Leave the cell blank if there is none.'}",
    }


def _filled_cells(sheet: Sheet, column_name: str) -> str:
    """A range that ends at the last filled id, so that the drop-down has no empty lines."""
    names = [field.name for field in sheet.fields]
    letters = column_letters(names.index(column_name) + 2)
    title = "'" + sheet.title.replace("'", "''") + "'"
    first = f"{title}!${letters}${FIRST_ROW}"
    cells = f"{first}:${letters}${_LAST_ROW}"
    return f"={first}:INDEX({cells},MAX(1,COUNTA({cells})))"


def _list_name(sheet: Sheet, field: Field) -> str:
    return f"list_{sheet.name}_{field.name}"


def _ids_name(target: str) -> str:
    return "ids_" + target.replace(".", "_")


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
