"""The cycles of a workspace that were closed: which there are, and whether they are as they were.

A closed cycle is kept and not locked (decision 42), so what it holds counts only while it is what
it was when it was closed. What arrives later, such as a share file in October, is named as new.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from spp_research.cycle import cycle_of
from spp_research.workspace import CLOSED, Workspace

VERSION = 1
AGAIN = "again"  # in a closed cycle: documents that were drawn once more from what was kept
LATER = "share"  # share files may come after the closing; any other new file is nobody's


@dataclass(frozen=True)
class ClosedCycle:
    """A cycle that was closed.

    Parameters
    ----------
    workspace : its own folder, which is laid out as any workspace.
    name : as the lead's workbook called it.
    closed_on : the day, year first.
    files : the hash of every file on that day, by its path in the folder.
    closed_as : the name of the folder that it was closed into.
    """

    workspace: Workspace
    name: str
    closed_on: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    closed_as: str = ""

    @property
    def folder(self) -> str:
        """The name of its folder, which is also its name in addresses."""
        return self.workspace.root.name

    def is_as_it_was(self, path: Path) -> bool:
        """Whether a file is there and is what it was when the cycle was closed."""
        known = self.files.get(path.relative_to(self.workspace.root).as_posix())
        return known is not None and digest_or_none(path) == known


def closed_cycles(workspace: Workspace) -> tuple[ClosedCycle, ...]:
    """The cycles that were closed in a workspace, the earliest first.

    A folder under another name than it was closed with is a copy, and does not count.
    """
    found = [one for one in _found(workspace) if one.folder == one.closed_as]
    return tuple(sorted(found, key=lambda one: (_first_day(one), one.closed_on, one.folder)))


def copies(workspace: Workspace) -> tuple[ClosedCycle, ...]:
    """Folders of closed cycles that have another name than they were closed with."""
    return tuple(one for one in _found(workspace) if one.folder != one.closed_as)


def _found(workspace: Workspace) -> list[ClosedCycle]:
    return [one for place in workspace.closed if (one := closed_cycle(place)) is not None]


def closed_cycle(workspace: Workspace) -> ClosedCycle | None:
    """What the folder of a closed cycle says of itself; None where it is no such folder."""
    seal = read_json(workspace.root / CLOSED)
    if seal is None:
        return None
    files = seal.get("files")
    return ClosedCycle(
        workspace,
        str(seal.get("cycle", "")),
        str(seal.get("closed_on", "")),
        files if isinstance(files, dict) else {},
        str(seal.get("folder", "")).rpartition("/")[2],
    )


def _first_day(closed: ClosedCycle) -> str:
    cycle = cycle_of(closed.name)
    return cycle.first.isoformat() if cycle else closed.folder


def changed_since(folder: Path) -> list[str]:
    """The files of a closed cycle that are not what they were, by their paths in it.

    A share file may be replaced by a later one of the same school, so those are not among them.
    """
    closed = closed_cycle(Workspace(folder))
    if closed is None:
        return []
    return [
        path
        for path in closed.files
        if not path.startswith(f"{LATER}/") and not closed.is_as_it_was(folder / path)
    ]


def came_later(folder: Path) -> list[str]:
    """The share files that were put into a closed cycle after it was closed."""
    closed = closed_cycle(Workspace(folder))
    if closed is None:
        return []
    there = sorted((folder / LATER).glob("*.json"))
    return [path.relative_to(folder).as_posix() for path in there if not closed.is_as_it_was(path)]


def digest(path: Path) -> str:
    """The hash of a file, as the seal of a closed cycle has it."""
    return sha256(path.read_bytes()).hexdigest()


def digest_or_none(path: Path) -> str | None:
    """The same; None where there is no such file."""
    return digest(path) if path.is_file() else None


def read_json(path: Path) -> dict[str, Any] | None:
    """What the kit wrote down of a closing; None where there is none that can be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and found.get("version") == VERSION else None
