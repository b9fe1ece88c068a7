"""The row of the Sign-off sheet for a document that somebody has read, ready to be pasted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from spp_research.protect.sign_off import is_about
from spp_research.schema import Workbook

from ..check.reading import Reading

_SIGN_OFF = "sign_off"
_TYPED = ("signed_by", "role")  # of its columns, those that only the person can fill in


@dataclass(frozen=True)
class PreparedRow:
    """A row for the Sign-off sheet of a workbook.

    Parameters
    ----------
    sheet : its title in the workbook.
    cells : the label of each column, in the order of the workbook, and what goes there.
    filled : the same for a reader, without columns that are somebody's own: what stays empty and
        what only the person can type is said.
    rows : the numbers of the rows that are there for this document and audience already.
    """

    sheet: str
    cells: tuple[tuple[str, str], ...]
    filled: tuple[tuple[str, str], ...]
    rows: tuple[int, ...] = ()

    @property
    def pasted(self) -> str:
        """As Excel takes it from the clipboard, a tab between two cells."""
        return "\t".join(value for _, value in self.cells)


def prepare_row(
    workbook: Workbook,
    reading: Reading | None,
    document: str,
    audience: str,
    mark: str,
    signed_on: date,
) -> PreparedRow:
    """The row with which a text is signed off.

    Parameters
    ----------
    workbook : that of a school or of the lead.
    reading : of the workbook as it stands; None where it is not at hand, and the columns are those
        of the template.
    document : as the sheet names it, for example "Review summary".
    audience : "school", "partnership" or "public".
    mark : the text mark.
    """
    sheet = workbook.sheet(_SIGN_OFF)
    known = dict(reading.columns) if reading else {}
    standing = {column: name for (title, name), column in known.items() if title == _SIGN_OFF}
    standing = standing or dict(enumerate((field.name for field in sheet.fields), 1))
    audience = audience.capitalize()
    values = {
        "document": document,
        "audience": audience,
        "signed_on": signed_on.isoformat(),
        "text_mark": mark,
    }
    columns = []
    for column in range(min(standing), max(standing) + 1):  # others may have one between
        name = standing.get(column, "")
        columns.append((name, sheet.field(name).label if name else ""))
    there = reading.rows[_SIGN_OFF].records if reading and _SIGN_OFF in reading.rows else ()
    return PreparedRow(
        reading.titles.get(_SIGN_OFF, sheet.title) if reading else sheet.title,
        tuple((label, values.get(name, "")) for name, label in columns),
        tuple(
            (label, values.get(name) or ("yours to type" if name in _TYPED else "empty"))
            for name, label in columns
            if name
        ),
        tuple(
            number
            for number, row in there
            if is_about(row, document) and row.get("audience") == audience and not row.get("cycle")
        ),
    )
