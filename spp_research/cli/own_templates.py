"""Whether the files that `spp templates` would replace are templates of the kit's own.

A file is the kit's if it is built as the kit builds it, of whatever version, and nobody has
written anything into it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from spp_research.errors import ConfigurationError
from spp_research.intake.layout import EXAMPLE, FIRST_ROW, HELP, MARKER_HEADER, OWN_TITLES
from spp_research.schema import WORKBOOKS

_MARKS = [MARKER_HEADER, HELP, EXAMPLE]
_TITLE = "# Data dictionary"
_SAYS = "is made from the declarations in `spp_research/schema`; a change belongs there."
# What follows the three paragraphs in front: a workbook and what it is for, or a sheet, what it
# is for and its columns.
_PARTS = re.compile(
    r"(?:## [^\n]+\n\n`\w+\.xlsx`\. [^\n]+\n\n"
    r"|### [^\n]+ \(`\w+`\)\n\n[^\n|#][^\n]*\n\n\| Header \| [^\n]+\n(?:\|[^\n]*\n)+\n*)+"
)


def refuse_others(folder: Path) -> None:
    """Stop before anything is replaced that is not an empty template of the kit's own.

    Raises
    ------
    ConfigurationError
        Naming the file. Nothing was written.
    """
    for book in WORKBOOKS:
        path = folder / f"{book.name}.xlsx"
        if _there(path) and not _is_empty(path, {sheet.title for sheet in book.sheets}):
            raise ConfigurationError(
                f"{path}: somebody has filled in this workbook, and an empty one would replace it. "
                "Give another folder, for example: spp templates templates"
            )
    for path, is_ours in _besides(folder):
        if _there(path) and not is_ours:
            raise ConfigurationError(
                f"{path}: this is not an empty template of the kit, and one would replace it. Move "
                "it away, or give another folder, for example: spp templates templates"
            )


def _besides(folder: Path) -> Iterator[tuple[Path, bool]]:
    """The files beside the workbooks, and whether each is the kit's own."""
    twins = folder / "csv"
    yield twins, twins.is_dir()
    for book in WORKBOOKS:
        for sheet in book.sheets:
            path = twins / f"{book.name}.{sheet.name}.csv"
            yield path, _is_twin(_text(path))
    dictionary = folder / "data_dictionary.md"
    yield dictionary, _is_dictionary(_text(dictionary))


def _there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _text(path: Path) -> str:
    """What is in a file; empty where it is none, or no text."""
    if path.is_symlink() or not path.is_file():
        return ""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):
        return ""


def _is_twin(text: str) -> bool:
    """Whether it is a sheet as CSV with nothing below its example."""
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if any(row)]
    except csv.Error:
        return False
    return [row[0] for row in rows] == _MARKS and len({len(row) for row in rows}) == 1


def _is_dictionary(text: str) -> bool:
    """Whether it is the data dictionary with nothing of anybody else's in it."""
    front, *rest = text.partition("\n## ")
    paragraphs = front.split("\n\n")
    ours = paragraphs[0] == _TITLE and len(paragraphs) == 3 and _SAYS in paragraphs[1]
    return ours and bool(_PARTS.fullmatch("".join(rest).lstrip("\n")))


def _is_empty(path: Path, titles: Collection[str]) -> bool:
    """Whether a file is a template of ours, of any kit, without a row below its examples."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    except Exception:  # whatever it is, it is not ours
        return False
    filled = [rows[FIRST_ROW - 1 :] for name, rows in sheets.items() if name in titles]
    added = [rows for name, rows in sheets.items() if name not in titles and name not in OWN_TITLES]
    below = [row for rows in (*filled, *added) for row in rows]
    return bool(filled) and not any(str(cell).strip() for row in below for cell in row)
