"""`spp new-cycle`: close the cycle that is open and begin the next, or take that back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from spp_research import __version__
from spp_research.errors import ConfigurationError
from spp_research.partnership import closing_told, next_cycle
from spp_research.partnership.next_cycle import Closing
from spp_research.phrases import counted
from spp_research.publish.kept import not_kept
from spp_research.publish.placing import writing
from spp_research.run.lock import locked
from spp_research.settings import read_settings
from spp_research.workspace import Workspace, open_workspace

from . import front_page, showing
from .showing import plain
from .unfinished import go_on, unfinished

_COMMAND = "spp new-cycle"
_NAMED = 4  # documents that a sentence names


@dataclass(frozen=True)
class Ahead:
    """What closing the cycle that is open would do; nothing of it is done yet.

    Parameters
    ----------
    closing : every step of it.
    unfinished : a sentence for each thing that can still be finished in it.
    """

    closing: Closing
    unfinished: tuple[str, ...]

    def planned(self) -> Iterator[str]:
        """What would be done, and what there is to know beforehand, a sentence each."""
        yield from _planned(self.closing)
        yield from _not_kept(self.closing, dry_run=True)
        yield from _settings(self.closing.workspace)

    def told(self) -> Iterator[str]:
        """What is done and what comes next, a sentence each; asked for before it is done."""
        yield from closing_told.told(self.closing)
        yield from _not_kept(self.closing, dry_run=False)
        yield from _settings(self.closing.workspace)


def look_ahead(workspace: Workspace, cycle: str) -> Ahead:
    """What closing the open cycle and beginning the one that is named would do.

    Raises
    ------
    ConfigurationError, EvidenceError
        When it cannot be closed as it is.
    """
    return Ahead(next_cycle.closing_of(workspace, cycle), tuple(unfinished(workspace)))


def close(ahead: Ahead, command: str = _COMMAND) -> None:
    """Close the cycle and begin the next.

    Parameters
    ----------
    command : for whoever is kept out meanwhile.
    """
    closing, workspace = ahead.closing, ahead.closing.workspace
    with writing(workspace.root), locked(workspace, command):
        next_cycle.close(closing, date.today(), __version__)
        front_page.write_front(Workspace(workspace.root / closing.folder))
        front_page.write_front(workspace)


def finished(workspace: Workspace, command: str = _COMMAND) -> str:
    """End a closing that was cut off; the name of its cycle, empty where there is none."""
    if not next_cycle.cut_off(workspace):
        return ""
    with writing(workspace.root), locked(workspace, command):
        return next_cycle.finish(workspace)


def ended_told(cycle: str) -> str:
    """That a closing which was cut off is ended."""
    return f"{cycle} had been closed in part; the rest is done now, and nothing else."


def undone(workspace: Workspace, command: str = _COMMAND) -> str:
    """Take the last closing back; the name of the cycle that is open again.

    Raises
    ------
    ConfigurationError
        When no cycle was closed, or something has been written since.
    """
    with writing(workspace.root), locked(workspace, command):
        back = next_cycle.undo(workspace)
        front_page.write_front(workspace)
    return back


def begin_cycle(
    folder: Path, cycle: str | None, *, dry_run: bool, as_json: bool, yes: bool = False
) -> None:
    """Close the open cycle and begin the one that is named.

    Parameters
    ----------
    cycle : its name; None where nobody gave one.
    dry_run : say what would be done, and do nothing.
    yes : close it although something in it can still be finished.

    Raises
    ------
    ConfigurationError
        When no cycle is named, or something can still be finished and nobody can be asked.
    """
    # A closing that was cut off may have left the folder without the lead's workbook.
    begun = Workspace(Path(folder).expanduser().resolve())
    ended = "" if dry_run else finished(begun)  # else opening it says what to do
    workspace = open_workspace(folder)
    if ended:
        _say([ended_told(ended)], as_json, {"closed": ended})
        return
    if not cycle:
        raise ConfigurationError(
            "Which cycle begins is not said. Give its name, for example: spp new-cycle 2026-27"
        )
    ahead = look_ahead(workspace, cycle)
    closing, open_ = ahead.closing, list(ahead.unfinished)
    if not dry_run and not go_on(closing.old, open_, yes=yes, asks=not as_json):
        return
    lines = [f"Can still be finished in {closing.old}: {line}" for line in open_ if dry_run]
    lines += ahead.planned() if dry_run else ahead.told()
    if not dry_run:
        close(ahead)
    carried = {slug: [dict(row) for row in rows] for slug, rows in closing.carried.items()}
    _say(
        lines,
        as_json,
        {
            "closed": "" if dry_run else closing.old,
            "open": closing.old if dry_run else closing.new,
            "folder": closing.folder,
            "moves": dict(closing.moves),
            "carried": carried,
            "unfinished": open_,
        },
    )


def undo_cycle(folder: Path, cycle: str | None, *, dry_run: bool, as_json: bool) -> None:
    """Take the last closing back."""
    if cycle or dry_run:
        raise ConfigurationError(
            "--undo takes the last closing back as it is: give no cycle and no --dry-run with it."
        )
    back = undone(Workspace(Path(folder).expanduser().resolve()))
    _say([f"{back} is open again, as it was."], as_json, {"open": back})


def _planned(closing: Closing) -> Iterator[str]:
    yield f"Nothing has been done. {closing.old} would be closed, and {closing.new} opened:"
    yield from closing_told.skipped(closing)
    yield from (f"  {was} would be moved to {now}" for was, now in closing.moves)
    yield from (f"  {path} would stay, for what is measured later" for path in closing.stays)
    yield from (f"  {path} would be new" for path in closing.books)
    for slug, rows in closing.carried.items():
        yield f"  {slug}: {counted(len(rows), 'row')} would go on"


def _not_kept(closing: Closing, *, dry_run: bool) -> Iterator[str]:
    """What is signed off and was never made, so that no closed cycle could show it."""
    found = [
        f"{school or 'the partnership'}, {document.lower()}, for the {audience} audience"
        for school, document, audience in not_kept(closing.workspace, [*closing.carried])
    ]
    if not found:
        return
    how = (
        "make them first with spp report --all"
        if dry_run
        else "take the closing back (spp new-cycle --undo), make them with spp report --all, and "
        "close it again"
    )
    more = f"; and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    yield (
        f"Signed off, and no text of it was kept: {'; '.join(found[:_NAMED])}{more}. A closed "
        f"cycle is not worked out again, so to have them later, {how}."
    )


def _settings(workspace: Workspace) -> Iterator[str]:
    day = read_settings(workspace.settings_file).as_at
    if day is not None:
        yield (
            f"settings.yml fixes the day that reports look from, as_at: {day.isoformat()}. Take "
            "the line away, or reports of the new cycle look from that day."
        )


def _say(lines: list[str], as_json: bool, document: dict[str, Any]) -> None:
    if as_json:
        showing.print_json(document | {"lines": lines})
        return
    for line in lines:
        print(plain(line))
