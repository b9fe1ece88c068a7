"""The reference pages are what the code says today; `--snapshot-update` writes them again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import ModuleType

import api_page
import files_page
import pandas as pd
import pytest

import spp_research
from spp_research.kinds import KINDS

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = {"files_for_programs.md": files_page, "api.md": api_page}


# The examples of api.md are many.
@pytest.mark.parametrize(
    "name", ["files_for_programs.md", pytest.param("api.md", marks=pytest.mark.slow)]
)
def test_a_page_is_what_the_code_says(name, request, monkeypatch):
    monkeypatch.chdir(DOCS.parent)
    page: ModuleType = PAGES[name]
    made = page.page()
    if request.config.getoption("--snapshot-update"):
        (DOCS / name).write_text(made, encoding="utf-8", newline="\n")
    assert (DOCS / name).read_text(encoding="utf-8") == made


def test_every_public_name_is_on_the_page_with_an_example_where_it_can_have_one():
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    functions = api_page.functions()
    assert {*functions} - {*api_page.EXAMPLES} <= api_page.WITHOUT
    assert {*api_page.WITHOUT} <= {*functions} and not api_page.WITHOUT & {*api_page.EXAMPLES}
    assert all(f"### {name}\n" in text for name in functions)
    named = {name for modules in api_page.SECTIONS.values() for name in modules}
    pieces = {kind.module for kind in KINDS.values()}
    assert named | pieces | {*api_page.OPENERS} == {*spp_research.__all__}
    for module in named:
        for name in api_page.public(getattr(spp_research, module)):
            assert f"{module}.{name}" in text or name.isupper(), f"{module}.{name}"


def test_every_field_of_the_files_for_programs_is_said():
    text = (DOCS / "files_for_programs.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*) \| ([^|]*) \|$", text, re.MULTILINE)
    assert len(rows) > 100 and all(kind for _, kind, _ in rows)
    own = text.partition("## The share file")[0]
    assert "|  |" not in own and sum(not said for _, _, said in rows) < 30


def test_the_lines_that_read_a_document_into_a_table_do(tmp_path, monkeypatch):
    text = (DOCS / "files_for_programs.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(code.strip().splitlines()) <= 5
    (there,) = re.findall(r'Path\("([^"]+)"', code)
    (tmp_path / there).parent.mkdir(parents=True)
    cell = {"column": "Result", "shown": "9.4 (4.2 to 14.6)", "value": 9.4, "low": 4.2}
    (tmp_path / there).write_text(json.dumps({"values": [cell, {**cell, "low": None}]}), "utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, pd.DataFrame] = {}
    exec(code, names)
    assert len(names["values"].dropna(subset="low")) == 1
