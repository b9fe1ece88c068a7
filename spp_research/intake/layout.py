"""How a sheet of the template is laid out; shared by what writes it and what reads it.

Every table has a narrow first column headed "Row". It says "Help" beside the help texts and
"Example" beside the example, and is blank beside what a school fills in. The reader leaves a
marked row out; it never relies on the row's number.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from spp_research.schema import Field

TEMPLATE_VERSION = 1

MARKER_HEADER = "Row"
HELP, EXAMPLE = "Help", "Example"
NEEDED = " (needed)"

COVER_TITLE = "Start here"
GUIDANCE_TITLE = "How to fill this in"
LISTS_TITLE = "Lists"
MEND_TITLE = "What to mend"
OWN_TITLES = (COVER_TITLE, GUIDANCE_TITLE, LISTS_TITLE, MEND_TITLE)

# Copied word for word from a form, which finds them by it: shortened they would not be found, and
# so they have no longest length.
AS_ASKED = frozenset({"asked", "role_question"})

# Rows of the template, counted from 1. The reader does not use them.
TITLE_ROW, GUIDANCE_ROW, NEEDED_ROW, HEADER_ROW, HELP_ROW, EXAMPLE_ROW, FIRST_ROW = range(1, 8)

_NEEDED_MARK = re.compile(r"\((?:needed|required)\)|\*", re.IGNORECASE)


def header_of(field: Field) -> str:
    """The header that a teacher sees: the label, and in words whether it is needed."""
    return field.label + NEEDED if field.required else field.label


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """`text` as headers, titles and choices are compared: letters and digits only, one case."""
    folded = unicodedata.normalize("NFKC", _NEEDED_MARK.sub(" ", text)).casefold()
    folded = folded.replace("&", " and ")
    return " ".join("".join(c if c.isalnum() else " " for c in folded).split())


def column_letters(column: int) -> str:
    """Letters of a column counted from 1: 1 is A, 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def position(cell: str) -> tuple[int, int]:
    """Row and column of an address, both counted from 1: D7 is (7, 4)."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return (int(cell[len(letters) :]), column)


def address(row: int, column: int) -> str:
    """Row and column, both counted from 1, as a spreadsheet shows them: (7, 4) is D7."""
    return f"{column_letters(column)}{row}"
