"""Where a value or a text comes from: the kit, the words of a notebook, or neither.

A notebook can run anything, so nothing inside its process is a wall. What is kept here is a
contract that nobody breaks by accident: a number that a notebook puts into a text of its own
(`f"{n} pupils"`) has been through no rule, and is refused where it would be shown. A text may be
shown when it

- was made by the kit's own code, from values that went through the rules;
- stands letter for letter in the notebook, where whoever signs the document reads it; or
- stands in a cell of a workbook that was opened (see `opened`).
"""

from __future__ import annotations

import ast
import linecache
import os
import sys
import sysconfig
from collections.abc import Iterator
from datetime import date
from enum import Enum
from functools import lru_cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from spp_research.errors import UnprotectedError
from spp_research.telling import kind_of

from .opened import in_a_workbook


def _here() -> str:
    return f"{Path(_here.__code__.co_filename).parents[2]}{os.sep}"


_KIT = _here()
_LIBRARIES = tuple(
    folder + os.sep
    for name in ("stdlib", "platstdlib", "purelib", "platlib")
    if (folder := sysconfig.get_path(name))
)
# Besides libraries, what `dataclasses` and the importer run.
_LOOKED_THROUGH = (*_LIBRARIES, "<string>", "<frozen ")
_INSTALLED = {"site-packages", "dist-packages"}  # wherever somebody has them


def outside() -> FrameType | None:
    """The code outside the kit that called the function which asks; None where the kit did.

    Libraries in between, such as `dataclasses.replace` and `Series.map`, are looked through.
    """
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(_KIT):
            return None
        if not (name.startswith(_LOOKED_THROUGH) or _INSTALLED.intersection(Path(name).parts)):
            return frame
        frame = frame.f_back
    return sys._getframe(2)


def notebook() -> FrameType | None:
    """The code of somebody's own that led here, also where the kit itself called on the way.

    For what a notebook alone calls: a method of a result, or a function of `show`, in which
    `outside` would see the kit and believe it.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        own = name.startswith((_KIT, *_LOOKED_THROUGH))
        if not (own or _INSTALLED.intersection(Path(name).parts)):
            return frame
        frame = frame.f_back
    return None


def only_the_kit(frame: FrameType | None, what: str, instead: str) -> None:
    """Refuse `what` to be made anywhere but in the kit.

    Parameters
    ----------
    frame : what `outside` gave.
    what, instead : what cannot be made by hand, and the line that works.
    """
    if frame is not None:
        raise UnprotectedError(f"{what} can be made by the kit's own functions only. {instead}")


def words(text: Any, frame: FrameType | None, what: str) -> None:
    """Refuse a text that a notebook has put together.

    Parameters
    ----------
    text : what is to be shown; anything but a text or a date is refused too.
    frame : what `outside` gave; for the kit's own code everything is right.
    what : the place it is for, as "the title of a table".
    """
    if frame is None or _is_known(text, frame):
        return
    if not isinstance(text, str | date):
        raise UnprotectedError(
            f"{what} is not protected: it is text that stands in the notebook, and here is "
            f"{kind_of(text)}. For a value use disclosure.count, share, statistic or free_text."
        )
    raise UnprotectedError(
        f"{what} was put together by the notebook, so no rule has seen what is in it. Write the "
        "words as they are to be read, and put a number into a gap: "
        'display.Statement("We asked {n} pupils.", n=disclosure.count(number, study.rules)). '
        "Words of a workbook are shown whole, as they stand in their cell."
    )


def typed(frame: FrameType) -> frozenset[str]:
    """Every text that stands in the file or the cell of this code, and in the cells before it."""
    found = frozenset().union(*map(_literals, _sources(frame)))
    return frozenset(one for one in found if isinstance(one, str))


def typed_numbers(frame: FrameType) -> frozenset[float]:
    """Every number that stands in the cell that runs, without its sign: whoever signs reads it.

    Not those of other cells: a limit or a unit that was written there says nothing of what is shown
    here, and in a whole notebook there would soon be as many numbers as a test has marks.
    """
    return frozenset(float(one) for one in _literals(_running(frame)) if not isinstance(one, str))


def typed_in_calls(frame: FrameType, *names: str) -> frozenset[float]:
    """The numbers that stand as such in calls of these methods, in the cell that runs.

    Without their sign. A number in any other line, or in another cell, is not of the call.
    """
    try:
        tree = ast.parse(_running(frame))
    except (SyntaxError, ValueError):
        return frozenset()
    found: set[float] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in names:
            for given in (*node.args, *(keyword.value for keyword in node.keywords)):
                found.update(_as_written(given))
    return frozenset(found)


def _running(frame: FrameType) -> str:
    """The cell that runs, or the file where there are no cells."""
    own = "".join(linecache.getlines(frame.f_code.co_filename, frame.f_globals))
    cells = frame.f_globals.get("In")
    if not own and isinstance(cells, list) and cells and isinstance(cells[-1], str):
        own = cells[-1]
    return own


def _as_written(given: ast.expr) -> Iterator[float]:
    """The numbers of an argument that is a number or a list of them, and nothing worked out."""
    parts = given.elts if isinstance(given, ast.List | ast.Tuple) else [given]
    for part in parts:
        one = part.operand if isinstance(part, ast.UnaryOp) else part
        if isinstance(one, ast.Constant) and type(one.value) in (int, float):
            yield float(one.value)  # type: ignore[arg-type]


def _sources(frame: FrameType) -> Iterator[str]:
    cells = frame.f_globals.get("In")
    yield "".join(linecache.getlines(frame.f_code.co_filename, frame.f_globals))
    yield from (s for s in cells if isinstance(s, str)) if isinstance(cells, list) else ()


def _is_known(text: Any, frame: FrameType) -> bool:
    if isinstance(text, Enum) and _of_the_kit(type(text).__module__):
        return True
    if not isinstance(text, str | date):
        return False
    if isinstance(text, str) and (
        not text.strip() or text in _constants(frame.f_code) or text in typed(frame)
    ):
        return True
    return in_a_workbook(text)


def _of_the_kit(module: str) -> bool:
    return module.partition(".")[0] == __name__.partition(".")[0]


def _constants(code: CodeType) -> set[str]:
    return set(_texts(code.co_consts))


def _texts(items: Any) -> Iterator[str]:
    for item in items:
        if isinstance(item, str):
            yield item
        elif isinstance(item, tuple | frozenset):
            yield from _texts(item)


@lru_cache(maxsize=256)
def _literals(source: str) -> frozenset[str | int | float]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # a cell with a magic in it has its constants still
        return frozenset()
    return frozenset(
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str | int | float)
        and not isinstance(node.value, bool)
    )
