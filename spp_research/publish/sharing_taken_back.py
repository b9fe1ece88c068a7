"""Which practices of closed cycles a school no longer shares with everyone, for its share file.

Last year's share file stays where it was sent, and a hub shows its practice until somebody takes it
back. Whoever does so writes it into the workbook of today, so the file of today says it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from spp_research import __version__
from spp_research.errors import SPPError
from spp_research.partnership.closed_cycles import ClosedCycle, closed_cycles
from spp_research.partnership.lead_workbook import Partnership
from spp_research.protect.disclosure import Audience
from spp_research.schema.vocabulary import WRITE_UP
from spp_research.share import SchoolShare, TakenBack
from spp_research.share.content import sealed
from spp_research.workspace import Workspace

from .kept import book_of, item_of, sheets_of
from .still_signed import standing_of

_PUBLIC = Audience.PUBLIC.value


def with_taken_back(share: SchoolShare, workspace: Workspace) -> SchoolShare:
    """The share with the practices of closed cycles that may be shown no longer.

    What cannot be read is among them: a page that nobody can answer for is not shown here either.
    """
    found = tuple(_taken_back(workspace, share.school))
    return sealed(share.model_copy(update={"taken_back": found})) if found else share


def only_taken_back(
    workspace: Workspace, partnership: Partnership, school: str, day: date
) -> SchoolShare | None:
    """What a school shares that has not begun its workbook and took back what was public before.

    None where it took nothing back.

    Parameters
    ----------
    day : that the file looks from.
    """
    found = tuple(_taken_back(workspace, school))
    if not found:
        return None
    own = partnership.school(school)
    return sealed(
        SchoolShare(
            kit=__version__,
            partnership=partnership.name,
            cycle=partnership.cycle,
            school=own.slug,
            school_name=own.name,
            school_type=own.kind,
            pupils_on_roll=own.pupils_on_roll,
            made_on=day,
            taken_back=found,
        )
    )


def _taken_back(workspace: Workspace, school: str) -> Iterator[TakenBack]:
    for closed in closed_cycles(workspace):
        if not book_of(closed.workspace, school).is_file():
            continue
        sheets = sheets_of(closed.workspace, school)
        if "practice" not in sheets or "sign_off" not in sheets:
            continue
        item, rows = item_of(sheets, WRITE_UP), sheets["sign_off"].records
        was_public = any(
            row["document"] == WRITE_UP and str(row["audience"]).lower() == _PUBLIC
            for _, row in rows
        )
        if item and was_public and not _stands(workspace, closed, school):
            yield TakenBack(cycle=closed.name, practice_id=item)


def _stands(workspace: Workspace, closed: ClosedCycle, school: str) -> bool:
    try:
        stands = standing_of(workspace, closed, school, WRITE_UP, _PUBLIC)
    except SPPError:
        return False
    return stands.line is not None and stands.kept is not None
