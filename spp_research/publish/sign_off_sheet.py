"""What the Sign-off sheet says by itself, whatever else of its workbook can be read.

To take back what was signed must work while something else in the workbook is wrong.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from spp_research.errors import SPPError
from spp_research.intake import NOTE, other_workbooks, read_workbook
from spp_research.intake.workspace_check import with_own_titles
from spp_research.own_kinds import bare_title
from spp_research.protect.at_odds import at_odds
from spp_research.protect.sign_off import Lack, why_unsigned
from spp_research.schema import HUB, PARTNERSHIP, SCHOOL
from spp_research.settings import read_settings
from spp_research.words.sign_offs import at_odds as words_at_odds
from spp_research.workspace import Workspace

from .signing import read_sheets, rows_of

_SHEET = "sign_off"


def sound_sign_offs(workspace: Workspace, school: str) -> bool:
    """Whether a school's Sign-off sheet was read without a fault."""
    sheet = replace(SCHOOL, sheets=(SCHOOL.sheet(_SHEET),))
    reading = with_own_titles(read_workbook(workspace.evidence_file(school), sheet), workspace)
    return not reading.partial and all(found.severity == NOTE for found in reading.faults)


def ended(workspace: Workspace, school: str, document: str, audience: str) -> bool:
    """Whether a sign-off is known to stand no longer.

    On a sheet with a fault only a row that says so itself tells, by a day of withdrawal or expiry
    that has come: what a cell was to say that cannot be read, nobody knows.
    """
    if rows_of(workspace, school, document, audience):
        return False
    if sound_sign_offs(workspace, school):
        return True
    return says_so(workspace, workspace.evidence_file(school), document, audience)


def ended_under_another_name(
    workspace: Workspace, school: str, document: str, audience: str
) -> bool:
    """Whether each workbook that lies where the school's is missing says that a sign-off ended.

    Whoever takes something back and then gives the workbook another name has taken it back. Where
    one of several says otherwise, or cannot be read, nobody knows which is the school's.
    """
    found = other_workbooks(workspace.school_folder(school))
    try:
        said = [says_so(workspace, path, document, audience) for path in found]
    except SPPError:
        return False
    return bool(said) and all(said)


def rows_at_odds(workspace: Workspace, school: str, document: str = "") -> list[str]:
    """A sentence for each row of a Sign-off sheet that changes nothing beside another one.

    Parameters
    ----------
    school : its short name; empty for the lead's own sheet.
    document : as the sheet names it; empty for every one.
    """
    book = HUB if workspace.is_hub else PARTNERSHIP
    path = workspace.evidence_file(school) if school else workspace.lead_file
    settings = read_settings(workspace.settings_file)
    rows = read_sheets(path, SCHOOL if school else book)[_SHEET].records
    found = at_odds(rows, settings.as_at or date.today(), fixed=settings.fixes_day)
    return [
        words_at_odds(one)
        for one in found
        if not document or bare_title(one.document) == bare_title(document)
    ]


def says_so(workspace: Workspace, book: Path, document: str, audience: str) -> bool:
    """Whether a row of a school's workbook says that a sign-off was withdrawn or has ended.

    Parameters
    ----------
    book : the workbook, under whatever name it lies there.
    """
    sheets = read_sheets(book, SCHOOL)
    settings = read_settings(workspace.settings_file)
    found = why_unsigned(
        sheets[_SHEET].records if _SHEET in sheets else (),
        document,
        audience,
        settings.as_at or date.today(),
        fixed=settings.fixes_day,
    )
    return found is not None and found.lack in (Lack.WITHDRAWN, Lack.EXPIRED)
