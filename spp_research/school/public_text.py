"""What in a school's own words would point to one person, before everyone may read them.

A document for everyone is not made while one of its texts seems to name a pupil or to hold a number
or an address. Somebody at the school writes it in other words, or says in the workbook which words
name nobody; then only those very words are let through.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import TYPE_CHECKING

from spp_research.errors import DisclosureError
from spp_research.kinds import BEST_PRACTICE, PARENTS_PAGE
from spp_research.protect import personal
from spp_research.protect.disclosure import Audience
from spp_research.schema import SCHOOL

from .materials import materials_of

if TYPE_CHECKING:
    from .evidence import EvidenceBase, Study

# Where the words of a document stand; of any other document, every sheet is looked at.
SHEETS = {
    BEST_PRACTICE.title: ("practice", "photos", "materials", "outcomes"),
    PARENTS_PAGE.title: ("school", "findings", "actions", "reflection", "practice"),
}
_FRAMES = {"school": "own", "sign_off": "sign_offs"}  # where the evidence keeps another name
_SEVERAL = 3  # fewer than any audience may see
_MOST = 6  # places that one message names


def places(base: EvidenceBase, document: str, staff: Collection[str] = ()) -> list[str]:
    """Where a text of a document seems to point to one person, without what stands there.

    Parameters
    ----------
    document : as the sign-off sheet names it.
    staff : names of colleagues, who are only named to everyone as a contact.

    Returns
    -------
    For each cell its sheet, row, header and address, and what it seems to hold, with the place of
    the word in the text.
    """
    return [*_places(base, SHEETS.get(document, ()), staff)]


def why_not(base: EvidenceBase, document: str, staff: Collection[str] = ()) -> str:
    """Why a document may not be made for everyone; empty when nothing stands against it."""
    found = places(base, document, staff)
    if not found:
        return ""
    more = f"; and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return (
        f"its text seems to hold what points to one person: schools/{base.school.slug}/"
        f"evidence.xlsx, {'; '.join(found[:_MOST])}{more}. Take it out, or write it in other "
        "words. If it may stay, copy those very words to “Words that name nobody”, on the sheet "
        "“The school”"
    )


def hold_back(study: Study, document: str) -> None:
    """Let a document for everyone be made only if none of its texts seems to name somebody.

    Parameters
    ----------
    document : as the Sign-off sheet names it; empty for one of somebody's own.

    Raises
    ------
    DisclosureError
        Naming each cell, and saying what to do.
    """
    if study.rules.audience is not Audience.PUBLIC:
        return
    if reason := why_not(study.base, document, study.partnership.staff_names):
        raise DisclosureError(
            f"{study.base.school.name}: the {document.lower() or 'document'} was not made for "
            "everyone, because "
            f"{reason}. Then make it again."
        )


def _places(base: EvidenceBase, names: Collection[str], staff: Collection[str]) -> Iterator[str]:
    from spp_research.intake.check.free_texts import fields_read
    from spp_research.intake.layout import address

    def what(text: str) -> str:
        found = personal.find(text, base.pupil_names, frozenset(staff), base.cleared)
        words = {span.kind: len(text[: span.start].split()) + 1 for span in found[::-1]}
        return " and ".join(f"{kind}, word {words[kind]}" for kind in [*words][::-1])

    for sheet in SCHOOL.sheets:
        if names and sheet.name not in names:
            continue
        for field in fields_read(sheet):
            for row, text in _cells(base, sheet.name, field.name):
                if told := what(text):
                    at = base.columns.get((sheet.name, field.name))
                    cell = f", cell {address(row, at)}" if at else ""
                    yield f"sheet “{sheet.title}”, row {row}, “{field.label}”{cell} ({told})"
    if not names or "materials" in names:
        for one in materials_of(base, date.max):
            for where, text in one.document.texts if one.document else ():
                if told := what(text):
                    yield f"attachments/{one.row['file']}, {where} ({told})"
    if not names:
        for item, answer in _ticked(base):
            if told := what(answer):
                yield f"an answer that several gave to {item} of the survey map ({told})"


def _ticked(base: EvidenceBase) -> Iterator[tuple[str, str]]:
    """Answers off a scale that several people gave, which a report may name: by question."""
    off_scale = base.surveys[base.surveys["score"].isna()]
    numbers = off_scale.groupby(["item_id", "answer"]).size()
    yield from numbers[numbers >= _SEVERAL].index


def _cells(base: EvidenceBase, sheet: str, column: str) -> Iterator[tuple[int, str]]:
    """The number of each row that has something in a column, and what."""
    frame = getattr(base, _FRAMES.get(sheet, sheet))
    yield from ((int(row), str(text)) for row, text in frame[column].dropna().items())
