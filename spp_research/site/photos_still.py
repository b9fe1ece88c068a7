"""Whether the photos of a page that was signed are those that the school would show today.

Where a slip elsewhere in the workbook keeps a new page from being made, a photo that somebody has
taken back since, or changed, must not stay because of it.
"""

from __future__ import annotations

from datetime import date

from spp_research.catalogue import speaking
from spp_research.intake.check.photos import looked_at
from spp_research.kinds import BEST_PRACTICE
from spp_research.protect.photos import FOLDER
from spp_research.protect.signatures import Record
from spp_research.run.looks import read_book
from spp_research.schema import SCHOOL
from spp_research.settings import read_settings
from spp_research.words.photos import told_of_photo
from spp_research.words.text import attribute, escape
from spp_research.workspace import Workspace

PHOTOS_CHANGED = "a photo of it was changed, or is not cleared any more"
_CANNOT_TELL = "its sheet “Photos” has a fault, so nobody can tell whether its photos are cleared"
_DRAWN = "Drawn: Photo = "


def photos_differ(record: Record, written: str, workspace: Workspace, school: str) -> str:
    """Why the photos of a page are not those of today; empty where they are, or there are none.

    Parameters
    ----------
    record : of the signature, with the marks of the files that its photos were drawn from.
    written : the text that was signed.
    """
    lines = (line.words for line in record.text.lines)
    then = [words.removeprefix(_DRAWN) for words in lines if words.startswith(_DRAWN)]
    reading = read_book(workspace.evidence_file(school), SCHOOL)
    if not then and "{#fig-photo-" not in written:
        return ""
    if "photos" in reading.partial:
        return _CANNOT_TELL
    settings = read_settings(workspace.settings_file)
    day = settings.as_at or date.today()
    rows = [row for _, row in reading.rows["photos"].records]
    found = [*looked_at(rows, workspace.school_folder(school) / FOLDER, day)]
    shown = [one for one in found if one.drawn is not None]
    with speaking(settings.speech(BEST_PRACTICE.name)):
        told = [(escape(told_of_photo(one.row)), attribute(one.row["shows"])) for one in shown]
    same = [one.drawn.mark for one in shown if one.drawn] == then
    if same and all(words in written for pair in told for words in pair):
        return ""
    return PHOTOS_CHANGED
