"""What has been saved in a workspace, and when it may be taken: the eyes of `spp watch`.

Programs save in many ways: over the file itself, in parts, or beside it with a change of names at
the end, in which the file is gone for a moment. So no event of the file system is believed about
what has happened. What is believed is how each file lies there now, beside how it lay when it was
taken last; an event only says when to look. Where none arrives, as on many network drives, looking
every second finds the same.

A file may be taken when it has kept still for as long as its state asks for. All that has changed
is taken together: of two workbooks saved at once the first does not go ahead of the second.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from spp_research.protect.signatures import FOLDER as SIGNED
from spp_research.workspace import DATA_ENDINGS, PARTNERS, WORKBOOK_ENDINGS, Workspace

from .stamps import NONE, Stamp, stamp


class State(Enum):
    """How a file lies there."""

    WHOLE = "whole"
    GONE = "gone"  # deleted, renamed, or about to be put back by the program that saves it
    PART = "part"  # being written, or no workbook at all
    HELD = "held"  # by another program, which lets nobody read it meanwhile


# Seconds that a file must have kept still in a state before it is taken. What is held is not taken.
PATIENCE: Mapping[State, float] = {State.WHOLE: 0.1, State.GONE: 1.0, State.PART: 3.0}
LONGEST = 10.0  # seconds, after which a file that never keeps still is taken as it is

_FOLDERS = ("schools", "surveys", "share", "partnerships", PARTNERS, "notebooks", SIGNED)
_STYLE = ("reports", "_style")
_PICTURES = frozenset((".png", ".jpg", ".jpeg", ".jpe"))  # of a practice
_ENDINGS = frozenset(DATA_ENDINGS) | {".json", ".ipynb"} | _PICTURES
_AT_THE_TOP = frozenset(WORKBOOK_ENDINGS) | {".yml", ".yaml", ".png", ".jpg", ".jpeg", ".svg"}
# What the kit itself writes beside what it reads.
_BESIDE = (".checked", ".who-is-who", ".planned", ".taken-back")


@dataclass(frozen=True)
class Changed:
    """A file that is otherwise than when it was taken last.

    Parameters
    ----------
    stamp : as it was seen last; `stamps.NONE` where it is not there.
    since : the moment from which it has been so, in seconds.
    first : the moment at which it was first seen to have changed.
    """

    stamp: Stamp
    since: float
    first: float


def changed(
    before: Mapping[str, Changed],
    taken: Mapping[str, Stamp],
    seen: Mapping[str, Stamp],
    now: float,
) -> dict[str, Changed]:
    """The files that are otherwise than when they were taken, in order of name.

    Parameters
    ----------
    before : what this said at the look before.
    taken : each file as it was when it was taken last.
    seen : each file as it is now.
    now : in seconds, of a clock that never goes back.
    """
    found = {}
    for name in sorted({*taken, *seen}):
        is_now = seen.get(name, NONE)
        if is_now == taken.get(name, NONE):
            continue
        known = before.get(name)
        if known is None:
            found[name] = Changed(is_now, now, now)
        else:
            found[name] = known if known.stamp == is_now else Changed(is_now, now, known.first)
    return found


def due(
    waiting: Mapping[str, Changed], state_of: Callable[[str, Stamp], State], now: float
) -> tuple[str, ...]:
    """The files to take now; none while one of them may still be being saved.

    Parameters
    ----------
    waiting : what `changed` says.
    state_of : how a file with a stamp lies there; asked only of those that have kept still.
    """
    take = []
    for name, one in waiting.items():
        if now - one.since < PATIENCE[State.WHOLE] and now - one.first < LONGEST:
            return ()
        state = state_of(name, one.stamp)
        if state is State.HELD:  # its turn comes; the others need not wait for it
            continue
        if now - one.since < PATIENCE[state] and now - one.first < LONGEST:
            return ()
        take.append(name)
    return tuple(take)


def state_of(path: Path, known: Stamp) -> State:
    """How a file lies there.

    Parameters
    ----------
    known : its stamp.
    """
    if known == NONE:
        return State.GONE
    if path.is_dir():  # of which the names count
        return State.WHOLE
    try:
        with path.open("rb") as file:
            book = path.suffix.lower() in WORKBOOK_ENDINGS
            whole = zipfile.is_zipfile(file) if book else bool(file.read(1))
    except FileNotFoundError:
        return State.GONE
    except OSError:  # Windows lets nobody read what a program has opened for itself alone
        return State.HELD
    return State.WHOLE if whole else State.PART


def lying_there(workspace: Workspace) -> dict[str, Stamp]:
    """Every file that documents may be made from, by its path within the workspace."""
    root = workspace.root
    found = [entry for entry in _entries(root) if _ending(entry.name) in _AT_THE_TOP]
    files = [entry.path for entry in found if entry.is_file() and not _is_passing(entry.name)]
    for folder in _FOLDERS:
        files += [p for p in _below(root / folder) if _ending(p) in _ENDINGS]
    files += _below(root.joinpath(*_STYLE))  # of any ending: fonts, filters, templates
    start = len(str(root)) + 1
    return {path[start:].replace(os.sep, "/"): stamp(path) for path in files}


def folders(workspace: Workspace) -> list[Path]:
    """The folders that are looked through, whether or not they are there."""
    root = workspace.root
    return [*(root / folder for folder in _FOLDERS), root.joinpath(*_STYLE)]


def school_of(name: str) -> str:
    """The short name of the school that a file belongs to; empty for what concerns all of them."""
    parts = name.split("/")
    return parts[1] if parts[0] == "schools" and len(parts) > 2 else ""


def is_our_own(name: str) -> bool:
    """Whether runs write such files themselves, so that nobody need be told that it was saved."""
    parts = name.split("/")
    return parts[0] in ("share", SIGNED) or (parts[0] == "schools" and SIGNED in parts[2:-1])


def _below(folder: Path) -> Iterator[str]:
    for entry in _entries(folder):
        if _is_passing(entry.name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path))
        elif entry.is_file():
            yield entry.path


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:  # not there, or gone meanwhile
        return []


def _ending(name: str) -> str:
    return os.path.splitext(name)[1].lower()  # noqa: PTH122 - of many files, each second


def _is_passing(name: str) -> bool:
    """Whether it is the lock file or the marked copy of another, or no document at all."""
    stem = name.rpartition(".")[0]
    return name.startswith(("~$", ".")) or stem.endswith(_BESIDE)
