"""`spp take-back`: words that were edited in Word, listed and written into a copy of a workbook."""

from __future__ import annotations

import sys
from pathlib import Path

from spp_research.phrases import counted, plural
from spp_research.publish import taking_back
from spp_research.publish.placing import writing
from spp_research.publish.taking_back import TakenBack
from spp_research.workspace import open_workspace

from . import showing
from .showing import plain

_LONGEST = 400  # letters of a text that is repeated only so that it is known which is meant


def take_back(folder: Path, file: Path, yes: bool) -> None:
    """List what was edited in a Word document, and write what can go back after a yes.

    Raises
    ------
    EvidenceError
        When the document or the workbook cannot be read, or the words cannot be written.
    """
    workspace = open_workspace(folder)
    found = taking_back.look(workspace, file)
    _show(found, file)
    if not found.edits:
        return
    what = f"{counted(len(found.edits), 'cell')} of a copy of {showing.shown(found.book)}"
    if not yes:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            print("Nothing is written yet. To write it, run this again with --yes.")
            return
        answer = input(f"Write this into {what}? Type yes to do so: ")
        if answer.strip().lower() not in ("yes", "y"):
            print("Nothing was written.")
            return
    with writing(found.book.parent):
        copy = taking_back.write(found)
    print(
        plain(
            f"Written into {what}: {showing.shown(copy)}. Look at it, and if it is right, put it "
            f"in the place of {found.book.name}. The documents made from it are drafts until "
            "somebody signs them: what was signed had other words."
        )
    )


def _show(found: TakenBack, file: Path) -> None:
    """What was edited, one place after another; and what cannot go back."""
    if not found.edits and not found.left:
        print(plain(f"{showing.shown(file)}: nothing in it was edited that the kit knows of."))
    if found.edits:
        number = len(found.edits)
        print(plain(f"Can go back into {showing.shown(found.book)} ({counted(number, 'cell')}):"))
    for number, edit in enumerate(found.edits, start=1):
        print(plain(f"\n{number}. {edit.where}"))
        print(plain(f"   was: {_set(edit.was)}"))
        print(plain(f"   now: {_set(edit.now)}"))
    if found.left:
        number = len(found.left)
        places = plural(number, "thing cannot", "things cannot")
        print(
            plain(f"\n{number} {places} go back:" if found.edits else f"{number} {places} go back:")
        )
    for left in found.left:
        print(plain(f"\n- {left.where}: {left.why}"))
        if left.now:
            cut = f"{left.now[:_LONGEST]} …" if len(left.now) > _LONGEST else left.now
            print(plain(f"   in Word: {_set(cut)}"))
    if not found.looked_at_all:
        print(
            "\nThe document was made again since, so only the texts that came from cells were "
            "looked at: sentences of the kit, and what is gone or new, were not."
        )
    if found.edits:
        print("\nOnly the words go back: bold, italics, links and pictures do not.")


def _set(text: str) -> str:
    """A text of several lines below one another."""
    return text.replace("\n", "\n        ")
