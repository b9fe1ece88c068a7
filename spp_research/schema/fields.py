"""The records that describe a column, a sheet and a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a cell holds, and so how its text is converted and checked."""

    TEXT = "text"  # one line
    LONG_TEXT = "long text"  # sentences; line breaks make paragraphs
    ID = "id"  # a short code that other sheets refer to, kept as text: "007" stays "007"
    DATE = "date"
    WHOLE = "whole number"
    NUMBER = "number"
    YES_NO = "yes or no"
    CHOICE = "choice"  # one of `allowed`
    CHOICES = "choices"  # several of `allowed`, separated by semicolons
    REFERENCE = "reference"  # the key of a row of another sheet
    REFERENCES = "references"  # several such keys, separated by semicolons
    EMAIL = "email address"


@dataclass(frozen=True)
class Field:
    """One column of a sheet.

    Parameters
    ----------
    name : the column in code, in snake_case.
    label : the header a teacher sees, sentence case.
    kind : what the cells hold.
    guidance : the help text under the header, one or two plain sentences.
    required : whether every filled row needs it.
    allowed : the permitted words of a choice or of several, in the order the drop-down shows them.
    open_ended : whether a workspace may know further words for a choice, beside those allowed.
    refers_to : "sheet.column" that a reference points at. A sheet that is not in the same
        workbook is looked up in the partnership's workbook.
    starts_with : words the text must begin with, whatever their case.
    minimum, maximum : the permitted range of a number, both ends included.
    max_length : the most characters the reports can carry in this place.
    example : what the example row of the template shows.
    renames : other headers seen in schools' own workbooks that mean the same.
    later : whether workbooks of an older kit lack it, so that nothing is said where it is missing.
    """

    name: str
    label: str
    kind: Kind
    guidance: str
    required: bool = False
    allowed: tuple[str, ...] = ()
    open_ended: bool = False
    refers_to: str = ""
    starts_with: str = ""
    minimum: float | None = None
    maximum: float | None = None
    max_length: int = 120
    example: str = ""
    renames: tuple[str, ...] = ()
    later: bool = False

    def __hash__(self) -> int:
        """By the name, which is quick: what is made of each column is kept by it."""
        return hash(self.name)


@dataclass(frozen=True)
class Sheet:
    """One table of a workbook: a title, a sentence of guidance, and its columns.

    `key` names the columns that together tell rows apart (empty: no key). `one_row` marks a
    sheet that describes a single thing, such as the school itself. `required` says that no
    report can be made while the sheet is empty. `later` says that workbooks of an older kit lack
    the sheet, so that nothing is said where it is missing.
    """

    name: str
    title: str
    guidance: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    one_row: bool = False
    required: bool = False
    later: bool = False

    def __hash__(self) -> int:
        """By the name, which is quick: what is made of each sheet is kept by it."""
        return hash(self.name)

    def field(self, name: str) -> Field:
        """The column called `name`; KeyError if the sheet has none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(f"{self.name} has no column {name}")


@dataclass(frozen=True)
class Workbook:
    """One file that somebody fills in: who, what for, how long it takes, what happens to it."""

    name: str
    title: str
    purpose: str
    filled_in_by: str
    minutes: int
    what_happens: str
    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet:
        """The sheet called `name`; KeyError if the workbook has none."""
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise KeyError(f"{self.name} has no sheet {name}")
