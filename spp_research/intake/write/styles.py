"""The look of a written workbook: a few cell formats, the same in every sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spp_research.schema import Kind

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook as Book

ACCENT, PANEL, GREY, PALE = "#12436D", "#F3F2F1", "#3D3D3D", "#FFF3D6"
DATE_FORMAT = "dd/mm/yyyy"
FONT = "Calibri"


@dataclass(frozen=True)
class Formats:
    """The formats of one workbook that is being written; they belong to that workbook."""

    title: Format
    guidance: Format
    header: Format
    help: Format
    example: Format
    example_date: Format
    example_number: Format
    marker: Format
    text: Format
    date: Format
    number: Format
    cover_label: Format
    cover_text: Format
    link: Format
    marked: Format
    marked_date: Format

    def of(self, kind: Kind) -> Format:
        """The format of the cells that a school fills in."""
        if kind is Kind.DATE:
            return self.date
        return self.number if kind in (Kind.WHOLE, Kind.NUMBER) else self.text

    def of_example(self, kind: Kind) -> Format:
        """The format of a cell of the example row."""
        if kind is Kind.DATE:
            return self.example_date
        return self.example_number if kind in (Kind.WHOLE, Kind.NUMBER) else self.example


def make_formats(book: Book) -> Formats:
    """Add the formats to `book`, an XlsxWriter workbook."""

    def add(**given: object) -> Format:
        return book.add_format(
            {"font_name": FONT, "font_size": 11, "valign": "top", "font_color": "#0B0C0C"} | given
        )

    free = {"locked": False, "text_wrap": True}
    shown = {"text_wrap": True, "italic": True, "font_color": GREY, "bg_color": PANEL}
    marked = free | {"bg_color": PALE, "border": 2, "border_color": "#801650"}
    return Formats(
        title=add(bold=True, font_size=16, font_color=ACCENT),
        guidance=add(font_color=GREY),
        header=add(
            bold=True, font_color="#FFFFFF", bg_color=ACCENT, text_wrap=True, valign="vcenter"
        ),
        help=add(text_wrap=True, font_size=10, font_color=GREY, bottom=1, bottom_color=ACCENT),
        example=add(**shown),
        example_date=add(num_format=DATE_FORMAT, align="left", **shown),
        example_number=add(align="right", indent=1, **shown),
        marker=add(font_color=GREY),
        # "@" keeps "007", and keeps "3/4" and "=A1" as what was typed.
        text=add(num_format="@", **free),
        date=add(num_format=DATE_FORMAT, align="left", **free),
        number=add(align="right", indent=1, **free),
        cover_label=add(bold=True),
        cover_text=add(text_wrap=True),
        link=add(font_color=ACCENT, underline=1),
        marked=add(**marked),
        marked_date=add(num_format=DATE_FORMAT, align="left", **marked),
    )
