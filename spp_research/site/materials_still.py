"""Whether the materials of a page that was signed are those that the school would show today.

Where a slip elsewhere in the workbook keeps a new page from being made, a material that somebody
has taken back since, or changed, must not stay because of it.
"""

from __future__ import annotations

import html
import re
from datetime import date

from spp_research.catalogue import speaking
from spp_research.display.materials import MATERIALS, Material, Materials
from spp_research.intake.check.materials import looked_at
from spp_research.kinds import BEST_PRACTICE
from spp_research.protect.attachments import FOLDER
from spp_research.run.looks import read_book
from spp_research.schema import SCHOOL
from spp_research.settings import read_settings
from spp_research.words.materials import told_of_material
from spp_research.workspace import Workspace

MATERIALS_CHANGED = "a material of it was changed, or is not cleared any more"
_CANNOT_TELL = (
    "its sheet “Materials” has a fault, so nobody can tell whether its materials are cleared"
)
# From the new page that they begin on to the next section, which is the last.
_PART = re.compile(
    rf"(?s)\n::: {{\.page-break}}\n:::\n\n## [^\n]* {{#{MATERIALS}}}\n.*?(?=\n## |\Z)"
)


def parted(written: str) -> tuple[str, str]:
    """A write-up without its materials, and these; both as they are written."""
    found = _PART.search(written)
    if found is None:
        return written, ""
    return written[: found.start()] + written[found.end() :], found[0]


def materials_differ(written: str, workspace: Workspace, school: str) -> str:
    """Why the materials of a page are not those of today; empty where they are.

    Parameters
    ----------
    written : the text that was signed.
    """
    _, then = parted(written)
    reading = read_book(workspace.evidence_file(school), SCHOOL)
    records = reading.rows["materials"].records if "materials" in reading.rows else ()
    if not then and not records:
        return ""
    if "materials" in reading.partial:
        return _CANNOT_TELL if then else ""
    settings = read_settings(workspace.settings_file)
    day = settings.as_at or date.today()
    found = looked_at([row for _, row in records], workspace.school_folder(school) / FOLDER, day)
    with speaking(settings.speech(BEST_PRACTICE.name)):
        shown = [
            Material(str(one.row["title"]), str(one.row["used_for"]), told, one.document)
            for one in found
            if one.document is not None
            for told in [told_of_material(one.row)]
        ]
        now = Materials(shown).markdown if shown else ""
    return "" if _plain(now) == _plain(then) else MATERIALS_CHANGED


def _plain(words: str) -> str:
    """Every sign but spaces and line ends: 1.5 is not 15, and a ticked box not one to tick."""
    return "".join(html.unescape(words).split())
