"""`spp pseudonymise`: write a file again with an id in place of each pupil."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from spp_research.intake.write.marked_copy import copy_of, is_as_written
from spp_research.publish.placing import writing
from spp_research.workspace import open_workspace

from . import showing
from .showing import plain

if TYPE_CHECKING:
    from spp_research.school.pseudonyms import Pseudonymised

_SHOWN = 12  # cells that one line can name


def pseudonymise_file(
    folder: Path,
    file: Path,
    column: str,
    mapping: bool,
    keep: Sequence[str] = (),
    leave_out: Sequence[str] = (),
) -> None:
    """Write the new file, and say what is in it and what to look at."""
    from spp_research.school.pseudonyms import pseudonymise

    workspace = open_workspace(folder)
    with writing(file.parent):
        made = pseudonymise(
            workspace, file, column=column, mapping=mapping, keep=keep, leave_out=leave_out
        )
        about_copy = _clear_copy(file)
    for line in [*_told(made, file), *about_copy]:
        print(plain(line))


def _clear_copy(file: Path) -> list[str]:
    """Delete the marked copy that a check made of the file, since it names the same pupils."""
    copy = copy_of(file)
    if not copy.is_file():
        return []
    if is_as_written(copy):
        with suppress(OSError):  # open in Excel, perhaps; it is named below
            copy.unlink()
            return [f"{copy.name}, the marked copy of {file.name} with the same rows, is deleted."]
    return [f"{copy.name} is still there and may name the same pupils: move or delete it as well."]


def _told(made: Pseudonymised, file: Path) -> list[str]:
    people = "1 pupil" if made.people == 1 else f"{made.people:,} pupils"
    said = [
        f"{showing.shown(made.path.resolve())}: {people}, each with an id made from "
        f"{_quoted(made.made_from)}. Use the same kind of column in every file, so that a pupil "
        "has the same id in all."
    ]
    if made.left_out:
        said.append(f"Left out: {_quoted(made.left_out)}.")
    if made.without:
        rows = "1 row says" if made.without == 1 else f"{made.without:,} rows say"
        said.append(f"{rows} nobody, and has no id.")
    if made.look_at:
        more = len(made.look_at) - _SHOWN
        cells = "; ".join(made.look_at[:_SHOWN]) + (f"; and {more:,} more" if more > 0 else "")
        said.append(f"Somebody may still be named. Please look at {cells}.")
    if made.two_ways:
        more = len(made.two_ways) - _SHOWN
        cells = "; ".join(made.two_ways[:_SHOWN]) + (f"; and {more:,} more" if more > 0 else "")
        said.append(
            f"Is it the same pupil, written in two ways, in {cells} of {file.name}? They have two "
            "ids. If it is, write the name or number the same way, delete the new file, and run "
            "this again."
        )
    if made.mapping:
        said.append(
            f"{showing.shown(made.mapping.resolve())} says who is who. Keep it in the school, and "
            "away from the new file."
        )
    if file.resolve().parent.name == "pupils":
        said.append(
            f"Now move {file.name} out of the pupils folder, or its pupils will be counted twice."
        )
    return said


def _quoted(words: tuple[str, ...]) -> str:
    return ", ".join(f"“{word}”" for word in words)
