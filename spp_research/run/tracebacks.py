"""What went wrong in a cell, told without anything that the cell was working on.

What an error says may repeat a pupil's id ("KeyError: '0417'"), and it may do so on several
lines that look like anything; its class may even be named after somebody. So nothing of an error's
own words is passed on, but for a few kinds whose words Python makes from the code alone, and where
they stand in the code; of a traceback the places are kept, and the lines of code are read again
from where they stand. That holds for a cell's errors and for the kit's own, which may have a
pupils' file open.
"""

from __future__ import annotations

import builtins
import keyword
import linecache
import os
import re
import sys
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path

# What Python itself says for these names nothing but code.
_FROM_CODE = {
    "ModuleNotFoundError": r"No module named '[\w.]+'",
    "ImportError": r"cannot import name '\w+' from '[\w.]+'.*",
    "NameError": r"name '\w+' is not defined",
    "AttributeError": r"(module )?'[\w.]+' (object )?has no attribute '[A-Za-z_]+'",
    "ZeroDivisionError": r"(integer |float )?(division|modulo|division or modulo) by zero",
    "RecursionError": r"maximum recursion depth exceeded.*",
    "MemoryError": r"",
}
_COLOUR = re.compile("\x1b\\[[0-9;]*[A-Za-z]")
_FILE = re.compile(r"^File (?P<path>\S.*?):(?P<line>\d{1,6})(?:, in (?P<name>[\w.<>]+)\(.*)?$")
_CELL = re.compile(r"^(?:Cell )?In ?\[(?P<run>\d{1,4})\], line (?P<line>\d{1,6})$")

WHOLE_VARIABLE = "SPP_WHOLE_ERRORS"  # set to anything, the kit's own errors say all that they say
UNNAMED = "an error of a kind of its own"

WITHHELD = (
    "What the error itself said is left out, since it may repeat what a pupil's file says. To see "
    "it, run the report again with --keep-scratch."
)


_WITHHELD_HERE = (
    "What the error itself said is left out, since it may repeat what a pupil's file says. To see "
    f"it, set the environment variable {WHOLE_VARIABLE} to 1 and run the command again."
)


def said(kind: str, text: str, code: str | None = None) -> str:
    """The name of an error, and its words where they cannot be about anybody.

    Parameters
    ----------
    kind : the name of its class. One that neither Python nor a library that is loaded has is not
        repeated: it may be made of anything.
    text : what it says.
    code : where the names that it quotes have to stand; None where that is not known.
    """
    if not _is_a_kind(kind):
        return UNNAMED
    known = _FROM_CODE.get(kind)
    if known and re.fullmatch(known, text) and (code is None or _stands_in(text, code)):
        return f"{kind}: {text}"
    return kind


def of_ours(error: BaseException) -> tuple[str, str]:
    """A fault of the kit's own: its name and such words as may be said, and where it came from.

    Parameters
    ----------
    error : as it was caught; with the environment variable `SPP_WHOLE_ERRORS` all of it is told.
    """
    if os.environ.get(WHOLE_VARIABLE):
        return f"{type(error).__name__}: {error}", "".join(traceback.format_exception(error))
    lines, last = [], ""
    for one in _with_causes(error):
        frames = traceback.extract_tb(one.__traceback__)
        code = "\n".join(frame.line or "" for frame in frames)
        lines += [
            line
            for frame in frames
            for line in (
                f"{frame.filename}, line {frame.lineno}, in {frame.name}",
                f"    {frame.line}",
            )
        ]
        last = said(type(one).__name__, str(one), code)
        lines.append(last)
    return last, "\n".join([*lines, "", _WITHHELD_HERE]) + "\n"


def _with_causes(error: BaseException) -> list[BaseException]:
    """What led to an error, the first first."""
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in found:
        found.insert(0, one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return found


def _is_a_kind(name: str) -> bool:
    """Whether Python, a library or the kit has an error of this name."""
    if isinstance(getattr(builtins, name, None), type):
        return True
    if not re.fullmatch(r"[A-Z][A-Za-z]{3,60}", name):
        return False
    return any(
        isinstance(kind, type)
        and issubclass(kind, BaseException)
        and module not in ("__main__", "builtins")
        for module, loaded in list(sys.modules.items())
        for kind in (vars(loaded).get(name) if hasattr(loaded, "__dict__") else None,)
    )


def _stands_in(text: str, code: str) -> bool:
    """Whether every name that Python quotes stands in the code, or is one of Python's own."""
    written = set(re.findall(r"\w+", code))
    quoted = [word for part in re.findall(r"'([^']*)'", text) for word in part.split(".")]
    return all(
        word in written or hasattr(builtins, word) or keyword.iskeyword(word) or _is_a_type(word)
        for word in quoted
    )


def _is_a_type(name: str) -> bool:
    """Whether a library that is loaded has a class or module of this name."""
    return (
        name == "NoneType"
        or any(
            isinstance(getattr(sys.modules.get(module), name, None), type)
            for module in ("pandas", "numpy", "types", "datetime", "pathlib", "collections")
        )
        or name in sys.modules
    )


def from_the_kit(lines: Iterable[str]) -> bool:
    """Whether an error was raised in the kit's own code, and not by a cell in its name.

    Parameters
    ----------
    lines : the traceback as IPython gives it.
    """
    last = ""
    for chunk in lines:
        for line in _COLOUR.sub("", chunk).splitlines():
            if found := _FILE.match(line.strip()):
                last = found["path"]
            elif _CELL.match(line.strip()):
                last = ""
    package = Path(__file__).resolve().parents[1]
    return bool(last) and package in Path(last).expanduser().resolve().parents


def places(kind: str, text: str, lines: Iterable[str], code: str | None = None) -> str:
    """A traceback for a file that stays behind: where, in which line of code, and what kind.

    Parameters
    ----------
    kind, text : the error's class and what it says.
    lines : the traceback as IPython gives it.
    code : of the cell, as for `said`.
    """
    found = [line for chunk in lines for line in _places(_COLOUR.sub("", chunk))]
    words = said(kind, text, code)
    return "\n".join([*found, words, *([] if words != kind else ["", WITHHELD])]) + "\n"


def _places(chunk: str) -> Iterator[str]:
    for line in chunk.splitlines():
        if cell := _CELL.match(line):
            yield f"cell run as number {cell['run']}, line {cell['line']}"
        elif (match := _FILE.match(line)) and _is_code(match["path"]):
            path = Path(match["path"]).expanduser()
            name = match["name"] or ""
            if name not in set(re.findall(r"[\w<>]+", "".join(linecache.getlines(str(path))))):
                name = "the module" if not name or name == "<module>" else "a function"
            yield f"{match['path']}, line {match['line']}, in {name}"
            yield f"    {linecache.getline(str(path), int(match['line'])).strip()}"


def _is_code(path: str) -> bool:
    """Whether a path is that of a Python file; anything else could be data."""
    return path.endswith(".py") and Path(path).expanduser().is_file()
