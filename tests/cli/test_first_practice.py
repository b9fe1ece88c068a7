"""The walks of a lead and of a publisher, carried out as written: cells, commands, what is seen."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from spp_research.intake.layout import FIRST_ROW, HEADER_ROW, NEEDED

DOCS = Path(__file__).resolve().parents[2] / "docs"
# One after the other, in the same folder, each with the commands that it has.
PAGES = {"first_practice.md": 10, "first_website.md": 7}
_CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SETTING = re.compile(r"^Add to `settings\.yml`:\n\n```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(
    r"^On the sheet \*(?P<sheet>[^*]+)\* of `(?P<book>[^`]+)`[^\n]*:\n\n(?P<rows>(?:\|.*\n)+)",
    re.MULTILINE,
)


def steps(text: str) -> Iterator[re.Match[str]]:
    """The commands, the tables and the settings of a page, in their order."""
    found = [one for kind in (_CONSOLE, _TABLE, _SETTING) for one in kind.finditer(text)]
    yield from sorted(found, key=lambda one: one.start())


def typed(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a block, and what stands under it."""
    for one in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, seen = one.partition("\n")
        yield command, seen.strip()


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


def report_mark(report: Path) -> str:
    """The nine letters that the document prints."""
    found = re.search(r"\b[A-Z]{3}-[A-Z]{3}-[A-Z]{3}\b", report.read_text(encoding="utf-8"))
    assert found
    return found[0]


def seen_as(pattern: str) -> str:
    """What may stand where the page says so: "…" is any words."""
    return ".*?".join(re.escape(part) for part in pattern.split("…"))


@pytest.mark.slow
def test_everything_is_as_the_pages_say(spp, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, commands in PAGES.items():
        assert walk((DOCS / name).read_text(encoding="utf-8"), spp, monkeypatch) == commands


def walk(page: str, spp, monkeypatch) -> int:
    """Do what a page says, and give the number of commands that were typed."""
    run, mark = 0, newest_mark()
    for step in steps(page):
        if step.re is _SETTING:
            with Path("settings.yml").open("a", encoding="utf-8") as settings:
                settings.write(f"\n{step[1]}")
            continue
        if step.re is _TABLE:
            headers, row = as_read(step["rows"])
            row = [mark if cell == "MARK" else cell for cell in row]
            write(Path(step["book"]), step["sheet"], headers, row)
            continue
        for command, expected in typed(step[1]):
            program, *words = shlex.split(command)
            if program == "cd":
                monkeypatch.chdir(words[0])
                continue
            ran = spp(*words)
            shown = (ran.out + ran.err).strip()
            run += 1
            assert re.fullmatch(seen_as(expected), shown, re.DOTALL), f"{command}\n{shown}"
        mark = newest_mark()
    return run


def newest_mark() -> str:
    """The mark of the document that lies there; none before there is one."""
    reports = [*Path().glob("reports/oakfield/*/report.qmd")]
    return report_mark(reports[-1]) if reports else ""
