"""Other words in cells that hold text, in a copy of a workbook that is the same in all else.

As where a row is added, no library writes such a file back whole. So the cells are written anew in
the sheets' own text, every other part of the file is copied as it is, and the copy must read as the
workbook does but for these cells. Otherwise nothing is written.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from html import escape
from pathlib import Path
from xml.etree import ElementTree

from spp_research.errors import EvidenceError

from ..layout import address
from ..read.containers import Unreadable, bytes_of
from ..read.sheets import RawBook, read_book
from .added_row import part_of
from .marked_copy import write_as_readable

_CELL = re.compile(r"<c\b(?P<about>[^<>]*?)(?:/>|>(?P<inside>.*?)</c>)", re.S)
_ENDINGS = (".xlsx", ".xlsm")
_TEXT_TYPES = {"s", "inlineStr"}

Cell = tuple[str, int, int]  # the sheet's title in the file, the row and the column


def copy_with(path: Path, cells: Mapping[Cell, str], copy: Path) -> Path:
    """Write a copy of the workbook at `path` in which these cells say something else.

    Parameters
    ----------
    cells : by sheet, row and column, the new text; it is text whatever it begins with.
    copy : the file to write; whoever may not read the workbook may not read the copy.

    Raises
    ------
    EvidenceError
        When the workbook is in another format, or laid out as no program that is known does it, or
        when a cell does not hold plain text.
    OSError
        When the copy cannot be written.
    """
    if path.suffix.lower() not in _ENDINGS:
        raise EvidenceError(
            f"{path}: words can be written into an Excel Workbook (.xlsx) only: save it as one, "
            "and run this again."
        )
    try:
        data = bytes_of(path)
        before = read_book(data, path.stem)
        made = _with_cells(data, cells)
        after = read_book(made, path.stem)
    except Unreadable as error:
        raise EvidenceError(f"{path}: {error.message}") from None
    except (KeyError, ValueError, StopIteration, zipfile.BadZipFile, ElementTree.ParseError):
        raise EvidenceError(f"{path}: {_BY_HAND}") from None
    if not _same_but(before, after, cells):
        raise EvidenceError(f"{path}: {_BY_HAND}")
    write_as_readable(made, copy, path)
    return copy


_BY_HAND = (
    "nothing was written, because the words could not be put into these cells and all else be left "
    "as it is. Open it in Excel, save it, and run this again, or copy the words by hand."
)


def _with_cells(data: bytes, cells: Mapping[Cell, str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        by_part: dict[str, dict[str, str]] = defaultdict(dict)
        for (title, row, column), words in cells.items():
            by_part[part_of(old, title)][address(row, column)] = words
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
            for info in old.infolist():
                content = old.read(info)
                if info.filename in by_part:
                    text = _edited(content.decode("utf-8"), by_part[info.filename])
                    content = text.encode("utf-8")
                new.writestr(info, content)
    return made.getvalue()


def _edited(text: str, cells: Mapping[str, str]) -> str:
    """The sheet's own text with other words in these cells.

    Raises
    ------
    ValueError
        When one of them is not there, or holds something else than text.
    """
    left = dict(cells)

    def anew(found: re.Match[str]) -> str:
        given = dict(re.findall(r'(\w+)="([^"]*)"', found["about"]))
        words = left.pop(given.get("r", ""), None)
        if words is None:
            return found[0]
        if given.get("t") not in _TEXT_TYPES or "<f" in (found["inside"] or ""):
            raise ValueError("no plain text")
        style = f' s="{given["s"]}"' if "s" in given else ""
        return (
            f'<c r="{given["r"]}"{style} t="inlineStr"><is><t xml:space="preserve">'
            f"{escape(words, quote=False)}</t></is></c>"
        )

    made = _CELL.sub(anew, text)
    if left:
        raise ValueError("not there")
    return made


def _same_but(before: RawBook, after: RawBook, cells: Mapping[Cell, str]) -> bool:
    """Whether every cell of every sheet reads as it did, and these as they should."""
    if [sheet.name for sheet in before.sheets] != [sheet.name for sheet in after.sheets]:
        return False
    for was, now in zip(before.sheets, after.sheets, strict=True):
        height = max(len(was.rows), len(now.rows))
        for row in range(1, height + 1):
            rows = (was.rows[row - 1 : row] or ((),), now.rows[row - 1 : row] or ((),))
            for column in range(1, max(len(rows[0][0]), len(rows[1][0])) + 1):
                words = cells.get((was.name, row, column))
                old = was.cell(row, column) if words is None else None
                new = now.cell(row, column)
                if old != new if words is None else new.value != words:
                    return False
    return True
