"""A partnership whose workbooks have the slips that people really make, to practise mending on.

Checks come in stages, and a later one waits until the earlier ones are clean. So the first
school has every slip in how a cell is written, all shown at once; the second has them in what
a cell says, the third in how rows refer to each other; the fourth has none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .books import PartnershipBook, Row, SchoolBook, Sheets
from .generated import generate

SEED = 11
_SCHOOLS = 4


@dataclass(frozen=True)
class Slip:
    """One cell that does not hold what it should.

    Parameters
    ----------
    school : place of the school in the lead's order, from 0.
    sheet, column : where.
    row : place in the sheet, from 0; -1 for the last row.
    value : what was typed.
    why : what is wrong with it.
    """

    school: int
    sheet: str
    row: int
    column: str
    value: object
    why: str


SLIPS = (
    Slip(0, "school", 0, "pupils_on_roll", "about 210", "words in a number column"),
    Slip(0, "self_review", 1, "theme", "Looking inwards", "not the theme's exact name"),
    Slip(0, "evidence", 1, "date", "31/11/2025", "November has thirty days"),
    Slip(0, "evidence", 2, "source_type", "Lesson observation", "not a word of the list"),
    Slip(0, "evidence", 3, "people", "half of the class", "words in a number column"),
    Slip(0, "evidence", 4, "date", "early November", "not a date"),
    Slip(0, "evidence", 5, "direction", "Positive", "not a word of the list"),
    Slip(0, "observations", 1, "noted", "Yes, mostly", "not a word of the list"),
    Slip(0, "register", 0, "effect", "small", "words in a number column"),
    Slip(0, "actions", 0, "review_date", "06/25/2026", "month before day"),
    Slip(1, "self_review", 1, "question", "How well do our pupils do?", "not To what extent"),
    Slip(1, "evidence", 4, "seen", None, "a needed cell left blank"),
    Slip(1, "practice", 0, "contact_email", "office at school", "not an email address"),
    Slip(2, "evidence", 5, "question_id", "Q9", "there is no such question"),
    Slip(2, "findings", 1, "evidence_ids", "E1; E44", "there is no such piece of evidence"),
    Slip(2, "support", 0, "contact", "P99", "there is no such person"),
    Slip(2, "findings", -1, "finding_id", "F1", "the same ID twice"),
)


def faulty() -> PartnershipBook:
    """Four schools with every slip of `SLIPS` in their workbooks."""
    book = generate(_SCHOOLS, SEED)
    schools = tuple(_with_slips(place, school) for place, school in enumerate(book.schools))
    return replace(book, schools=schools)


def _with_slips(place: int, school: SchoolBook) -> SchoolBook:
    sheets: Sheets = {name: [dict(row) for row in rows] for name, rows in school.sheets.items()}
    for slip in SLIPS:
        if slip.school == place:
            row: Row = sheets[slip.sheet][slip.row]
            row[slip.column] = slip.value
    return replace(school, sheets=sheets)
