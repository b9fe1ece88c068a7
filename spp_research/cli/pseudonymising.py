"""`spp pseudonymise`: write a file again with an id in place of each pupil."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from spp_research.intake.write.marked_copy import copy_of, is_as_written
from spp_research.publish.placing import writing
from spp_research.words import pseudonyms as words
from spp_research.workspace import open_workspace

from . import showing
from .school_given import refuse_as_file
from .showing import plain

if TYPE_CHECKING:
    from spp_research.school.pseudonyms import Pseudonymised


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
    refuse_as_file(
        folder,
        file,
        "Give a file with pupils in it, for example: spp pseudonymise "
        "schools/{school}/pupils/autumn.csv",
    )
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
    said = [words.made(showing.shown(made.path.resolve()), made.people, made.made_from)]
    said += words.to_look_at(file.name, made.left_out, made.without, made.look_at, made.two_ways)
    if made.mapping:
        said.append(words.list_of_who(showing.shown(made.mapping.resolve())))
    if file.resolve().parent.name == "pupils":
        said.append(
            f"Now move {file.name} out of the pupils folder, or its pupils will be counted twice."
        )
    return said
