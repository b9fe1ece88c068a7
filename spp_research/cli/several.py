"""The same done in each of several workspaces: a line each, and one broken one stops no other."""

from __future__ import annotations

import glob
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spp_research.errors import ConfigurationError, SPPError
from spp_research.run import tracebacks
from spp_research.workspace import EXAMPLE

from . import showing
from .showing import plain

OURS = 1  # the exit code of a fault of the kit itself
_PATTERN = "*?["


@dataclass(frozen=True)
class Done:
    """What came of it in one workspace.

    Parameters
    ----------
    line : in one line.
    facts : as JSON, what the command prints for a single workspace.
    exit_code : 0 where all is well.
    notes : lines beneath it, about what was not done.
    """

    line: str
    facts: dict[str, Any] = field(default_factory=dict)
    exit_code: int = 0
    notes: Sequence[str] = ()


def places(folder: Path, more: Sequence[Path], given: bool) -> list[Path]:
    """The workspaces that are meant: patterns stand for all that they match, each once.

    Parameters
    ----------
    folder : what --workspace says.
    more : the words after the command. A shell puts all the names that a pattern stands for in its
        place: the first is then the option's, and the others come as words of their own.
    given : whether --workspace was given.

    Raises
    ------
    ConfigurationError
        When a pattern matches nothing.
    """
    folders = [folder, *more] if given or not more else [*more]
    return list(dict.fromkeys(place for one in folders for place in matching(one)))


def matching(folder: Path) -> list[Path]:
    text = str(folder.expanduser())
    if str(folder) == EXAMPLE or folder.exists() or not any(sign in text for sign in _PATTERN):
        return [folder]
    found = [Path(name) for name in sorted(glob.glob(text)) if Path(name).is_dir()]  # noqa: PTH207 - of any root
    if not found:
        raise ConfigurationError(
            f"{folder}: no folder has such a name. Give a folder that holds partnership.xlsx, or a "
            "pattern for several, for example: --workspace 'partnerships/*'"
        )
    return found


def short_names(places: Sequence[Path]) -> dict[Path, str]:
    """What to call each of several workspaces: the last part of its path, or more of it."""
    whole = {place: place.absolute().parts for place in places}  # "." has no last part
    for number in range(1, max(map(len, whole.values()), default=1)):
        names = {place: "/".join(parts[-number:]) for place, parts in whole.items()}
        if len(set(names.values())) == len(names):
            return names
    return {place: str(place) for place in places}


def in_each(found: Sequence[Path], do: Callable[[Path], Done], as_json: bool) -> int:
    """Do something in each workspace, and say in a line what came of it; the exit code.

    Parameters
    ----------
    do : may raise what an `SPPError` says of one workspace.
    """
    names = short_names(found)
    told, codes = [], []
    for place in found:
        done = _done(place, do)
        codes.append(done.exit_code)
        if as_json:
            told.append({"workspace": names[place], "exit_code": done.exit_code} | done.facts)
            continue
        print(plain(f"{names[place]}: {done.line}"), flush=True)
        for note in done.notes:
            print(plain(f"{names[place]}/{note}"), file=sys.stderr)
    code = worst(codes)
    if as_json:
        showing.print_json({"exit_code": code, "workspaces": told})
    else:
        print(_summary(codes), file=sys.stderr)
    return code


def worst(codes: Sequence[int]) -> int:
    """The exit code of several ends: that of our own faults first, else the highest."""
    return OURS if OURS in codes else max(codes, default=0)


def _done(place: Path, do: Callable[[Path], Done]) -> Done:
    """What came of it in one workspace, whatever stopped it."""
    try:
        return do(place)
    except SPPError as error:
        return Done(str(error), {"error": str(error)}, error.exit_code)
    except Exception as error:  # ours: told with its traceback, and the others go on
        _, trace = tracebacks.of_ours(error)
        print(plain(trace), file=sys.stderr)
        told = f"this is a fault of the kit ({type(error).__name__}), told above"
        return Done(told, {"error": told}, OURS)


def _summary(codes: Sequence[int]) -> str:
    """“12 workspaces, 2 with something to mend.”"""
    bad = sum(bool(code) for code in codes)
    return f"{len(codes)} workspaces, {bad or 'none'} with something to mend."
