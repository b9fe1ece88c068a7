"""`spp finish`: what `quarto render` made in a workspace, with the kit's last touches."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from spp_research.phrases import listed
from spp_research.publish import after_quarto
from spp_research.publish.placing import writing
from spp_research.workspace import open_workspace

from . import showing
from .school_given import refuse_as_file
from .showing import plain

_EDITED = (
    "report.qmd was changed after the kit wrote it, so what Quarto made of it is not what was "
    "checked or signed. To have the kit’s own again: spp report"
)
_UNTAGGED = (
    "report.pdf keeps no standard for those who have it read out, which Quarto makes from 1.9 on. "
    "spp report makes one that does."
)
_LEFT_OVER = (
    "no notebook here makes this document any more, so it was left as Quarto made it. If nobody "
    "wants it, remove the folder."
)


def finish(folder: Path, files: Sequence[Path]) -> None:
    """Finish documents that Quarto made, and say which.

    Parameters
    ----------
    files : the documents; none means all that Quarto is known to have made.

    Raises
    ------
    SPPError
        When a file is no document of a report here, may hold what a person wrote, or cannot be
        read or written.
    """
    workspace = open_workspace(folder)
    for path in files:
        refuse_as_file(
            folder,
            path,
            "Give a document, for example: spp finish reports/{school}/review-summary/report.docx",
        )
    left = after_quarto.left_over(workspace, files)
    given = [path for path in files if path not in left]
    after_quarto.refuse_foreign(workspace, given)
    after_quarto.refuse_written(workspace, given)
    chosen = given if files else after_quarto.all_documents(workspace)
    with writing(workspace.root / "reports"):
        done = after_quarto.finish(workspace, chosen)
    for one in done:
        if one.names:
            print(plain(f"finished\t{showing.shown(one.folder)}\t{listed(one.names)}"))
        if one.edited:
            print(plain(f"{showing.shown(one.folder)}: {_EDITED}"), file=sys.stderr)
        if one.untagged:
            print(plain(f"{showing.shown(one.folder)}: {_UNTAGGED}"), file=sys.stderr)
    for gone in dict.fromkeys(path.parent for path in left):
        print(plain(f"{showing.shown(gone)}: {_LEFT_OVER}"), file=sys.stderr)
    showing.show_stray_projects(workspace.root)
    if not any(one.names for one in done):
        print("There is nothing to finish: no document is as quarto render alone left it.")
