"""What share files still give of documents that the workbooks here take back.

A share file is as old as the last time that somebody shared. Whoever writes a day of withdrawal
into a workbook has taken the document back on that day, and not when its file is made again. So
before anything that is made of share files is shown to everyone, the Sign-off sheets are asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from spp_research.partnership.lead_workbook import Partnership
from spp_research.protect.disclosure import Audience
from spp_research.settings import read_settings
from spp_research.share.content import covered
from spp_research.share.files import read_shares
from spp_research.workspace import Workspace

from .share_folder import recorded
from .sign_off_sheet import ended, ended_under_another_name, says_so

PUBLIC = Audience.PUBLIC.value


def given_no_more(workspace: Workspace, partnership: Partnership) -> tuple[str, ...]:
    """The documents that a share file gives to everyone, and the school's workbook here does not.

    A file that was made here says no more than the workbook does. One that was sent may be newer;
    so only a day of withdrawal or expiry that has come counts against it.

    Returns
    -------
    Each by its school's short name and what the Sign-off sheet calls it, as a record of what was
    given has it: "oakfield: Review summary".
    """
    return tuple(_taken_back(workspace, partnership))


def _taken_back(workspace: Workspace, partnership: Partnership) -> Iterator[str]:
    today = read_settings(workspace.settings_file).as_at or date.today()
    for school, share in read_shares(workspace.share_folder, partnership).shares.items():
        known = recorded(workspace, school)
        own = known.owns(workspace, school)
        if own and known.stands(workspace, school, today):  # which opens no workbook
            continue
        for line in covered(share, PUBLIC, today).sign_offs:
            if _is_gone(workspace, school, line.document, own=own):
                yield f"{school}: {line.document}"


def _is_gone(workspace: Workspace, school: str, document: str, *, own: bool) -> bool:
    book = workspace.evidence_file(school)
    if not book.is_file():  # whoever takes something back and renames the file has taken it back
        return ended_under_another_name(workspace, school, document, PUBLIC)
    if own:
        return ended(workspace, school, document, PUBLIC)
    return says_so(workspace, book, document, PUBLIC)
