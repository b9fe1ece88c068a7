"""Taking away a document that still says that it is signed, where no draft can take its place.

A document that changed, or whose sign-off ended, is made again and is a draft then. Where its
workbook has nothing for it to say any more, nothing is made, and what lies there would go on
bearing a signature that covers nothing (decision 61).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spp_research.protect.signatures import read_records
from spp_research.run import cache
from spp_research.words.lacking import taken_away
from spp_research.workspace import Workspace

from .placing import take_out
from .signing import edition_file, packed, signed_folder
from .states import Document


def take_away(workspace: Workspace, documents: Sequence[Document]) -> list[str]:
    """Take away each document that has nothing to say today and still bears a signature.

    What was signed stays in the school's folder `signed`; what people put or changed in the
    document's own folder stays there. The run holds the workspace's lock.

    Parameters
    ----------
    documents : what `states.documents_of` says of the workspace.

    Returns
    -------
    For each of them a sentence, after the school's short name and the document.

    Raises
    ------
    OSError
        When a folder cannot be written. The document is then as it was.
    """
    told = []
    for one in documents:
        if not one.lacking or not one.says_signed or workspace.is_closed:
            continue
        folder = workspace.report_folder(one.school, one.kind.name)
        kept = _kept(workspace, one, folder)
        by_hand = " ".join(take_out(folder))
        place = kept.relative_to(workspace.root).as_posix()
        own = f"{one.school}, {one.kind.title.lower()}: {taken_away(place)}"
        told.append(f"{own} {by_hand}".strip())
    return told


def _kept(workspace: Workspace, one: Document, folder: Path) -> Path:
    """Where what was signed is kept; what an older kit did not keep is kept now."""
    memory = signed_folder(workspace, one.school)
    mark = str((cache.read_manifest(folder).get("signature") or {}).get("text_mark") or "")
    for record in read_records(memory).records:
        path = edition_file(memory, record)
        if record.text.mark == mark and path.is_file():
            return path
    memory.mkdir(parents=True, exist_ok=True)
    path = memory / f"{one.kind.name}.taken-away.{mark.replace('-', '').lower()}.zip"
    path.write_bytes(packed(folder))
    return path
