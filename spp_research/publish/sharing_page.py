"""The page of a practice in a share file: the write-up that was signed off for everyone, as kept.

Nothing is worked out here. What was signed is in the school's folder `signed`, with its pictures
and numbers; it goes into the file only where it is known to be what the workbook says today: made
from the very same, or made again since and found to say the same.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from spp_research.kinds import BEST_PRACTICE
from spp_research.protect.disclosure import Audience, rules_for
from spp_research.protect.signatures import Record, read_records
from spp_research.run import cache
from spp_research.schema.vocabulary import WRITE_UP
from spp_research.school.evidence import Study
from spp_research.share import SchoolShare, WriteUp
from spp_research.share.content import sealed
from spp_research.share.records import MOST_LETTERS
from spp_research.workspace import Workspace

from .kept import edition_of
from .report_json import NAME as AS_DATA
from .signing import rows_of, signed_folder, sources_of

_REPORT = "report.qmd"
_MOST_BYTES = 2_000_000  # of the page with its pictures: a share file is 4 MB at most
_PUBLIC = Audience.PUBLIC
_AGAIN = "Make it with: spp report best-practice --school"


def with_page(share: SchoolShare, workspace: Workspace, study: Study) -> tuple[SchoolShare, str]:
    """The share with the page of the practice, and a sentence where there should be one and is not.

    Parameters
    ----------
    share : sealed, as its signatures let it be.
    """
    line = share.signed(WRITE_UP)
    if line is None or line.audience != _PUBLIC or share.practice is None:
        return share, ""
    school, why = share.school, ""
    record = _signed_text(workspace, school)
    files = edition_of(record, signed_folder(workspace, school)) if record else None
    if files:
        files.pop(AS_DATA, None)  # a page shows nothing of it, and older kits know no such file
    if record is None:
        why = (
            "the write-up that is signed off for everyone has not been made here from the workbook "
            f"as it is now. {_AGAIN} {school}"
        )
    elif files is None:
        why = f"what was signed is not kept here whole. {_AGAIN} {school}"
    elif len(files[_REPORT]) > MOST_LETTERS or sum(map(len, files.values())) > _MOST_BYTES:
        why = f"its text is too long, or with its pictures more than {_MOST_BYTES / 1e6:.0f} MB."
    if record is None or files is None or why:
        return share, (
            f"The page of its practice for the website is not in its share file, because {why}"
        )
    rules = rules_for(_PUBLIC, study.settings.own_thresholds())
    page = WriteUp(
        practice_id=str(study.base.practice.iloc[0]["practice_id"]),
        text_mark=record.text.mark,
        fewest_pupils=rules.fewest_pupils,
        fewest_respondents=rules.fewest_respondents,
        text=files.pop(_REPORT).decode("utf-8"),
        files={name: b64encode(content).decode() for name, content in sorted(files.items())},
    )
    return sealed(share.model_copy(update={"write_up": page})), ""


def _signed_text(workspace: Workspace, school: str) -> Record | None:
    """What was signed off for everyone, if the workbook still says it; the latest row first."""
    remembered = read_records(signed_folder(workspace, school))
    sources = sources_of(workspace, school)
    signature, made_from = _made_here(workspace, school)
    made_now = all(made_from.get(name) == found for name, found in sources.items())
    for line, own in rows_of(workspace, school, WRITE_UP, _PUBLIC):
        for record in remembered.of(own):
            if line.marks.marks and record.text.mark not in line.marks.marks:
                continue
            same = all(record.sources.get(name) == found for name, found in sources.items())
            said = made_now and signature.get("state") == "signed"
            if same or (said and signature.get("text_mark") == record.text.mark):
                return record
    return None


def _made_here(workspace: Workspace, school: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The signature and the sources of the write-up that was last made here for everyone."""
    known = cache.read_manifest(workspace.report_folder(school, BEST_PRACTICE.name))
    if known.get("audience") != _PUBLIC:
        return {}, {}
    return known.get("signature") or {}, known.get("sources") or {}
