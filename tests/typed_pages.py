"""Pages of the documentation as somebody follows them: what they say to type, and what is seen."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import openpyxl

from spp_research.intake.layout import FIRST_ROW, HEADER_ROW, NEEDED

DOCS = Path(__file__).resolve().parents[1] / "docs"
CONSOLE = re.compile(r"^ *```console\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
SETTING = re.compile(r"^Add to `settings\.yml`:\n\n```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
TABLE = re.compile(
    r"^On the sheet \*(?P<sheet>[^*]+)\* of `(?P<book>[^`]+)`[^\n]*:\n\n(?P<rows>(?:\|.*\n)+)",
    re.MULTILINE,
)
# "harbour$" where a page has two people type in turn.
_PROMPT = re.compile(r"^(?:[a-z]+)?\$ ", re.MULTILINE)


def steps(text: str) -> Iterator[re.Match[str]]:
    """The commands, the tables and the settings of a page, in their order."""
    found = [one for kind in (CONSOLE, TABLE, SETTING) for one in kind.finditer(text)]
    yield from sorted(found, key=lambda one: one.start())


def typed(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a block, without what a page says beside it, and what stands under it."""
    for one in _PROMPT.split(dedent(block))[1:]:
        command, _, seen = one.partition("\n")
        yield shlex.join(shlex.split(command, comments=True)), seen.strip()


def seen_as(pattern: str) -> str:
    """What may stand where the page says so: "…" is any words."""
    return ".*?".join(re.escape(part) for part in pattern.split("…"))


def as_read(rows: str) -> tuple[list[str], list[str]]:
    """The headers of a table, and its row."""
    headers, _, row = rows.splitlines()
    return _cells(headers), _cells(row)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def write(book: Path, sheet: str, headers: list[str], row: list[str]) -> None:
    """Write the first row below the example, under its headers, as somebody would in Excel."""
    workbook = openpyxl.load_workbook(book)
    cells = workbook[sheet]
    columns = {cell.value.removesuffix(NEEDED): cell.column for cell in cells[HEADER_ROW]}
    for header, value in zip(headers, row, strict=True):
        cells.cell(FIRST_ROW, columns[header]).value = value
    workbook.save(book)
