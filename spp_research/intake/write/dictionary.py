"""The data dictionary and the CSV twins of the sheets, made from the declaration."""

from __future__ import annotations

import csv
import io

from spp_research.schema import WORKBOOKS, Field, Kind, Sheet, Workbook

from ..layout import AS_ASKED, EXAMPLE, HELP, MARKER_HEADER, header_of

_HOLDS = {
    Kind.TEXT: "one line of text",
    Kind.LONG_TEXT: "sentences",
    Kind.ID: "short code",
    Kind.DATE: "date",
    Kind.WHOLE: "whole number",
    Kind.NUMBER: "number",
    Kind.YES_NO: "Yes or No",
    Kind.CHOICE: "one of a list",
    Kind.CHOICES: "some of a list, separated by semicolons",
    Kind.REFERENCE: "ID from another sheet",
    Kind.REFERENCES: "IDs from another sheet, separated by semicolons",
    Kind.EMAIL: "email address",
}

_INTRODUCTION = """# Data dictionary

Every column of every workbook, as the templates, the checks and the reports know it. This page
is made from the declarations in `spp_research/schema`; a change belongs there.

A column is *needed* when every filled row must have it. Blank, a dash and n/a mean that there is
nothing to say; in a column of numbers, so does abs. Dates are written with the day first.
"""


def data_dictionary() -> str:
    """The whole dictionary as Markdown."""
    return "\n".join([_INTRODUCTION, *(_workbook(book) for book in WORKBOOKS)])


def csv_twin(sheet: Sheet) -> str:
    """A sheet as CSV: headers, help and example, marked as in the workbook."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([MARKER_HEADER, *map(header_of, sheet.fields)])
    writer.writerow([HELP, *(field.guidance for field in sheet.fields)])
    writer.writerow([EXAMPLE, *(field.example for field in sheet.fields)])
    return out.getvalue()


def limits_of(field: Field) -> str:
    """What is allowed in a column beyond its kind, in words; empty when anything is."""
    if field.allowed:
        return "; ".join(field.allowed)
    if field.refers_to:
        return f"an ID of `{field.refers_to}`"
    low, high = field.minimum, field.maximum
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    if low is not None or high is not None:
        return f"{low:g} or more" if low is not None else f"{high:g} or less"
    if field.starts_with:
        return f"begins with “{field.starts_with}”; {field.max_length} characters"
    if field.name in AS_ASKED:
        return "word for word"
    if field.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.ID):
        return f"{field.max_length} characters"
    return ""


def _workbook(book: Workbook) -> str:
    return "\n".join(
        [
            f"## {book.title}\n",
            f"`{book.name}.xlsx`. {book.purpose} Filled in by: {_first_lower(book.filled_in_by)}, "
            f"in about {book.minutes} minutes. {book.what_happens}\n",
            *(_sheet(sheet) for sheet in book.sheets),
        ]
    )


def _sheet(sheet: Sheet) -> str:
    about = [sheet.guidance]
    if sheet.required:
        about.append("Needed: no report can be made while it is empty.")
    if sheet.one_row:
        about.append("One row.")
    if sheet.key:
        labels = " and ".join(f"*{sheet.field(name).label}*" for name in sheet.key)
        about.append(f"Told apart by {labels}.")
    lines = [
        f"### {sheet.title} (`{sheet.name}`)\n",
        " ".join(about) + "\n",
        "| Header | In code | Holds | Needed | Allowed | Help | Example | Also read as |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for field in sheet.fields:
        cells = (
            field.label,
            f"`{field.name}`",
            _HOLDS[field.kind],
            "yes" if field.required else "",
            limits_of(field),
            field.guidance,
            field.example,
            "; ".join(field.renames),
        )
        lines.append("| " + " | ".join(map(_escaped, cells)) + " |")
    return "\n".join(lines) + "\n"


def _first_lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
