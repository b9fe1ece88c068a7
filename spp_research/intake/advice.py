"""How somebody does in a workbook what a message asks for, with its headings protected.

The guidance inside the workbook and the messages of the checks take these words from here,
docs/in_school.md says the same, and a test holds them against what the protected template allows.
In a protected sheet no row or column can be deleted, and headings and the grey example stay as they
are; cells of one's own can be cleared, and a row that is blank is left out.
"""

from __future__ import annotations

from spp_research.schema import Field

WHERE_TO_WRITE = "below the grey example, which is not read"
CLEAR_ROW = "clear the cells of the row"
UNPROTECT = "Review, Unprotect Sheet; there is no password"
IF_REFUSED = f"if Excel does not let you, first choose {UNPROTECT}"

BLANK_IF_NONE = "or leave the cell blank if there is none."
BLANK_UNTIL_KNOWN = "leave the cell blank until the day is known."
_CLEAR_IF_NONE = f"or {CLEAR_ROW} if there is none, because every row needs one here."
_CLEAR_UNTIL_KNOWN = f"{CLEAR_ROW} until the day is known, because every row needs one here."


def as_needed(field: Field, message: str) -> str:
    """`message` without the advice to leave a cell blank that must not be."""
    if not field.required:
        return message
    return message.replace(BLANK_IF_NONE, _CLEAR_IF_NONE).replace(
        BLANK_UNTIL_KNOWN, _CLEAR_UNTIL_KNOWN
    )
