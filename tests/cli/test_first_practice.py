"""The walks of a lead and of a publisher, carried out as written: cells, commands, what is seen."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typed_pages import DOCS, SETTING, TABLE, as_read, seen_as, steps, typed, write

# One after the other, in the same folder, each with the commands that it has.
PAGES = {"first_practice.md": 10, "first_website.md": 7}


def report_mark(report: Path) -> str:
    """The nine letters that the document prints."""
    found = re.search(r"\b[A-Z]{3}-[A-Z]{3}-[A-Z]{3}\b", report.read_text(encoding="utf-8"))
    assert found
    return found[0]


@pytest.mark.slow
def test_everything_is_as_the_pages_say(spp, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, commands in PAGES.items():
        assert walk((DOCS / name).read_text(encoding="utf-8"), spp, monkeypatch) == commands


def walk(page: str, spp, monkeypatch) -> int:
    """Do what a page says, and give the number of commands that were typed."""
    run, mark = 0, newest_mark()
    for step in steps(page):
        if step.re is SETTING:
            with Path("settings.yml").open("a", encoding="utf-8") as settings:
                settings.write(f"\n{step[1]}")
            continue
        if step.re is TABLE:
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
