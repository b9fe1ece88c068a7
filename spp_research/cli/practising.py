"""`spp practise`: a room with ten mistakes, and how many of them are mended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from spp_research.demo.practice_room import ROLES, TEN, Progress, is_room, make_room, progress
from spp_research.errors import ConfigurationError
from spp_research.intake.check.fault_groups import together
from spp_research.phrases import counted, in_words
from spp_research.publish.placing import writing
from spp_research.workspace import Workspace, open_workspace

from . import checking, showing
from .run_report import stylesheet
from .showing import plain

TASK = "practice.html"
_TEMPLATE = Path(__file__).with_name("practice.html")
_SHOWN = 5  # new faults that are named; the check has them all


def practise(folder: Path, *, check: bool) -> None:
    """Make a practice room, or say how far somebody has come in one.

    Parameters
    ----------
    check : never make one.
    """
    if not is_room(folder):
        if check:
            raise ConfigurationError(
                f"{folder}: this is no practice room. To make one in a new folder: spp practise "
                f"{showing.quoted(folder)}"
            )
        _make(folder)
        return
    room = open_workspace(folder)
    for line in said(progress(checking.checked_with_copies(room, ()).readings, room.root), folder):
        print(plain(line))


def _make(folder: Path) -> None:
    with showing.status("Practice room"):
        room, page = made_room(folder)
    print(plain(f"Ten mistakes are waiting in {showing.shown(room.root)}."))
    print(plain(f"Open this file: {showing.shown(page)}"))


def made_room(folder: Path) -> tuple[Workspace, Path]:
    """Make a practice room in a new folder; the workspace, and the page that says what to do.

    Raises
    ------
    ConfigurationError
        When there is something in the folder already, or it cannot be written.
    """
    with writing(folder):
        room = make_room(folder)
        page = room.root / TASK
        page.write_text(_page(room, folder), encoding="utf-8", newline="\n")
    return room, page


def counted_now(room: Workspace) -> list[str]:
    """How far somebody has come in a room now, in lines; empty where it is none."""
    if not is_room(room.root):
        return []
    found = progress(checking.checked_with_copies(room, ()).readings, room.root)
    return [*said(found, room.root)]


def _page(room: Workspace, folder: Path) -> str:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    roles = [
        (role, in_words(number), "mistake" if number == 1 else "mistakes")
        for role in ROLES
        if (number := sum(one.role == role for one in TEN))
    ]
    given = showing.quoted(room.root)
    return template.render(roles=roles, given=given, css=stylesheet(room.style, room.root))


def said(found: Progress, folder: Path) -> Iterator[str]:
    """How far somebody has come, in encouraging words.

    Parameters
    ----------
    folder : of the room, as it was given.
    """
    done, left = len(found.mended), len(TEN) - len(found.mended)
    if not left:
        yield "All ten are mended. Well done! You know now what a check says and how to answer it."
    elif not done:
        yield "None of the ten is mended yet. Begin with the one that you see first."
    else:
        well = "More than half of the way!" if done > left else "A good beginning."
        number = in_words(done).capitalize()
        yield f"{number} of the ten {'is' if done == 1 else 'are'} mended. {well}"
    for role in ROLES:
        own = [one for one in TEN if one.role == role]
        mended = sum(one in found.mended for one in own)
        yield (
            f"  {role.name}, {role.book}: {in_words(mended) if mended else 'none'} of "
            f"{in_words(len(own))} mended"
            f"{', all done' if mended == len(own) else ''}"
        )
    if found.lost:
        yield (
            f"  {counted(len(found.lost), 'row', 'rows').capitalize()} with a mistake cannot be "
            "found any more. To take a row out, or to change its ID, mends nothing: put it back as "
            "it was, and mend the cell."
        )
    yield from _new(found)
    given = showing.quoted(folder)
    if left or found.new:
        yield f"To be told each place in plain words: spp check --workspace {given}"
        yield f"When you have saved your workbook, count again: spp practise {given}"
    else:
        yield f"What the workbooks make now: spp report --all --workspace {given}"


def _new(found: Progress) -> Iterator[str]:
    """What was right when the room was made and is not any more."""
    new = together(found.new)
    if not new:
        return
    one = len(new) == 1
    yield (
        f"{'One thing is' if one else f'{in_words(len(new)).capitalize()} things are'} new: "
        f"{'it was' if one else 'they were'} right before. That happens to everybody."
    )
    for each in new[:_SHOWN]:
        fault = each.fault
        place = ", ".join(filter(None, (fault.file, fault.sheet, fault.cell)))
        yield f"  {place}: {fault.message}"
    if len(new) > _SHOWN:
        yield f"  and {in_words(len(new) - _SHOWN)} more."
