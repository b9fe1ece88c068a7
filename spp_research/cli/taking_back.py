"""`spp take-back`: words that were edited in Word, listed and written into a copy of a workbook."""

from __future__ import annotations

import sys
from pathlib import Path

from spp_research.phrases import capital, counted, plural
from spp_research.publish import taking_back
from spp_research.publish.placing import writing
from spp_research.publish.taking_back import TakenBack
from spp_research.workspace import open_workspace

from . import showing
from .school_given import refuse_as_file
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
    refuse_as_file(
        folder,
        file,
        "Give the Word document that was edited, for example: spp take-back "
        "reports/{school}/review-summary/report.docx",
    )
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
    if found.home:
        print(
            plain(
                f"{showing.shown(file)}: what was edited in {counted(found.home, 'cell')} is in "
                f"{showing.shown(found.book)} already."
            )
        )
    elif not (found.edits or found.left or found.other):
        print(plain(f"{showing.shown(file)}: nothing in it was edited that the kit knows of."))
    if found.edits:
        number = len(found.edits)
        print(plain(f"Can go back into {showing.shown(found.book)} ({counted(number, 'cell')}):"))
    for number, edit in enumerate(found.edits, start=1):
        print(plain(f"\n{number}. {edit.where}"))
        print(plain(f"   was: {_set(edit.was)}"))
        print(plain(f"   now: {_set(edit.now)}"))
    if found.left:
        things = capital(counted(len(found.left), "thing"))
        print(plain(f"{_apart(found.edits, found.home)}{things} cannot go back:"))
    for left in found.left:
        print(plain(f"\n- {left.where}: {left.why}"))
        if left.now:
            print(plain(f"   in Word: {_set(cut(left.now))}"))
    if not found.looked_at_all:
        _show_other(found)
    if found.edits:
        print("\nOnly the words go back: bold, italics, links and pictures do not.")


def _show_other(found: TakenBack) -> None:
    """What else stands in a document that was made again since."""
    apart = _apart(found.edits, found.left, found.home)
    if not found.other:
        print(
            f"{apart}The document was made again since. What this one says besides the texts of "
            "cells, the new one says too."
        )
        return
    number = len(found.other)
    print(
        f"{apart}The document was made again since. Besides the texts of cells, "
        f"{counted(number, 'paragraph')} of this one {plural(number, 'is', 'are')} not in the new "
        f"one, because somebody edited {plural(number, 'it', 'them')} or the kit says "
        f"{plural(number, 'it', 'them')} otherwise now. {plural(number, 'It does', 'They do')} not "
        "go back: change in the workbook what the kit makes of it."
    )
    for words in found.other:
        print(plain(f"- {_set(cut(words)) if words else _NAMES}"))


_NAMES = "(It seems to hold a name or a number of somebody, and is not repeated here.)"


def _apart(*before: object) -> str:
    """An empty line where something was said before."""
    return "\n" if any(before) else ""


def cut(text: str) -> str:
    """A text that is repeated only so that it is known which is meant."""
    return f"{text[:_LONGEST]} …" if len(text) > _LONGEST else text


def _set(text: str) -> str:
    """A text of several lines below one another."""
    return text.replace("\n", "\n        ")
