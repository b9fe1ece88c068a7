"""What went wrong in a cell, told without anything that the cell was working on.

What an error says may repeat a pupil's id ("KeyError: '0417'"), and it may do so on several
lines that look like anything. So nothing of an error's own words is passed on, but for a few
kinds whose words Python makes from the code alone; of a traceback the places are kept, and the
lines of code are read again from where they stand.
"""

from __future__ import annotations

import linecache
import re
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

WITHHELD = (
    "What the error itself said is left out, since it may repeat what a pupil's file says. To see "
    "it, run the report again with --keep-scratch."
)


def said(kind: str, text: str) -> str:
    """The name of an error, and its words where they cannot be about anybody.

    Parameters
    ----------
    kind : the name of its class.
    text : what it says.
    """
    known = _FROM_CODE.get(kind)
    if known and re.fullmatch(known, text):
        return f"{kind}: {text}"
    return kind


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


def places(kind: str, text: str, lines: Iterable[str]) -> str:
    """A traceback for a file that stays behind: where, in which line of code, and what kind.

    Parameters
    ----------
    kind, text : the error's class and what it says.
    lines : the traceback as IPython gives it.
    """
    found = [line for chunk in lines for line in _places(_COLOUR.sub("", chunk))]
    words = said(kind, text)
    return "\n".join([*found, words, *([] if words != kind else ["", WITHHELD])]) + "\n"


def _places(chunk: str) -> Iterator[str]:
    for line in chunk.splitlines():
        if cell := _CELL.match(line):
            yield f"cell run as number {cell['run']}, line {cell['line']}"
        elif (match := _FILE.match(line)) and _is_code(match["path"]):
            yield f"{match['path']}, line {match['line']}, in {match['name'] or 'the module'}"
            path = Path(match["path"]).expanduser()
            yield f"    {linecache.getline(str(path), int(match['line'])).strip()}"


def _is_code(path: str) -> bool:
    """Whether a path is that of a Python file; anything else could be data."""
    return path.endswith(".py") and Path(path).expanduser().is_file()
