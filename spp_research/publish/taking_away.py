"""Taking away a document that still says that it is signed, where no draft can take its place.

A document that changed, or whose sign-off ended, is made again and is a draft then. Where its
workbook has nothing for it to say any more, or has a fault, nothing is made, and what lies there
would go on bearing a signature that covers nothing (decision 61).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from spp_research.kinds import KINDS
from spp_research.protect.disclosure import Audience
from spp_research.protect.signatures import read_records
from spp_research.run import cache
from spp_research.words.lacking import taken_away
from spp_research.workspace import Workspace

from .placing import take_out
from .sign_off_sheet import ended, sound_sign_offs
from .signing import edition_file, packed, signed_folder
from .states import Document


def take_away(
    workspace: Workspace,
    documents: Sequence[Document],
    failed: Collection[tuple[str, str]] = (),
) -> list[str]:
    """Take away each document that bears a signature of the past and cannot be made again.

    Either it has nothing to say today, or its sign-off stands no longer while a fault keeps the
    draft from being made. Where a fault is on the Sign-off sheet itself, it goes only if a row says
    that it ended: what a cell was to say that cannot be read, nobody knows.

    What was signed stays in the school's folder `signed`; what people put or changed in the
    document's own folder stays there. The run holds the workspace's lock.

    Parameters
    ----------
    documents : what `states.documents_of` says of the workspace.
    failed : the school and kind of each document that this run could not make.

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
        if not one.says_signed or workspace.is_closed:
            continue
        stuck = one.held or (one.school, one.kind.name) in failed
        if not one.lacking and not (one.ended and stuck and _surely(workspace, one)):
            continue
        folder = workspace.report_folder(one.school, one.kind.name)
        kept = _kept(workspace, one, folder)
        by_hand = " ".join(take_out(folder))
        place = kept.relative_to(workspace.root).as_posix()
        own = f"{one.school}, {one.kind.named}: {taken_away(place)}"
        told.append(f"{own} {by_hand}".strip())
    return told


def _surely(workspace: Workspace, one: Document) -> bool:
    """Whether it is known, and not only likely, that a sign-off stands no longer."""
    if not one.kind.per_school or not workspace.evidence_file(one.school).is_file():
        return False
    if sound_sign_offs(workspace, one.school):
        return True
    signature = cache.read_manifest(workspace.report_folder(one.school, one.kind.name))["signature"]
    made_of = [KINDS[name].title for name in signature.get("made_of") or () if name in KINDS]
    return ended(workspace, one.school, one.kind.title, one.audience) or any(
        ended(workspace, one.school, title, Audience.PUBLIC) for title in made_of
    )


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
