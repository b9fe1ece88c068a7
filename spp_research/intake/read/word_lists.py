"""The lists of a Word document: what stands before each entry, counted as Word counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree import ElementTree

from .word_looks import said, tag

_VAL = tag("val")
_DEEPEST = 8  # levels of a list that Word knows, from 0


@dataclass(frozen=True)
class _Level:
    kind: str = "decimal"
    start: int = 1


class Lists:
    """Counts the entries of each list as Word does, in the order in which they are read.

    Parameters
    ----------
    root : the part with the lists; None where there is none.
    """

    def __init__(self, root: ElementTree.Element | None) -> None:
        self._levels: dict[tuple[str, int], _Level] = {}
        self._list_of: dict[str, str] = {}
        self._anew: dict[tuple[str, int], int] = {}
        self._begun: set[tuple[str, int]] = set()
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        for form in () if root is None else root.findall(tag("abstractNum")):
            name = form.get(tag("abstractNumId"), "")
            for level in form.findall(tag("lvl")):
                at = _whole(level.get(tag("ilvl"), ""), 0)
                self._levels[name, at] = _Level(
                    said(level, "numFmt") or "decimal", _whole(said(level, "start"), 1)
                )
        for number in () if root is None else root.findall(tag("num")):
            name = number.get(tag("numId"), "")
            self._list_of[name] = said(number, "abstractNumId")
            for other in number.findall(tag("lvlOverride")):
                if begins := said(other, "startOverride"):
                    self._anew[name, _whole(other.get(tag("ilvl"), ""), 0)] = _whole(begins, 1)

    def mark(self, name: str, at: int) -> str:
        """What stands before the next entry of a list; empty where it is none.

        Parameters
        ----------
        name : of the list in the document.
        at : how deep the entry lies, from 0.

        Returns
        -------
        "-" for a point, or its number or letter, such as "3" or "b".
        """
        form = self._list_of.get(name, "")
        level = self._levels.get((form, at))
        if level is None or level.kind == "none" or not 0 <= at <= _DEEPEST:
            return ""
        if level.kind == "bullet":
            return "-"
        counts = self._counts[form]
        if (name, at) in self._anew and (name, at) not in self._begun:
            self._begun.add((name, at))
            counts[at] = self._anew[name, at] - 1
        counts[at] = counts.get(at, level.start - 1) + 1
        for deeper in [one for one in counts if one > at]:
            del counts[deeper]
        number = counts[at]
        write = _WRITTEN.get(level.kind.casefold())
        return write(number) if write and 0 < number <= len(_LETTERS) else str(max(0, number))


_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv")


def _roman(number: int) -> str:
    return _ROMAN[number - 1] if number <= len(_ROMAN) else str(number)


_WRITTEN: dict[str, Callable[[int], str]] = {
    "lowerletter": lambda number: _LETTERS[number - 1],
    "upperletter": lambda number: _LETTERS[number - 1].upper(),
    "lowerroman": _roman,
    "upperroman": lambda number: _roman(number).upper(),
}


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise
