"""docs/research.md: every line of it runs, in order, and prints what the page says."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pandas as pd
import pytest
from in_process import run

from spp_research import stats
from spp_research.display import show_figure

PAGE = Path(__file__).resolve().parents[1] / "docs" / "research.md"
BLOCKS = re.compile(r"```python\n(.*?)```\n(?:```text\n(.*?)```)?", re.DOTALL)


def test_every_line_of_the_page_prints_what_it_says(monkeypatch):
    shown: list[object] = []
    monkeypatch.setattr(show_figure, "_display", shown.append)
    names: dict[str, object] = {"In": []}
    for source, wanted in BLOCKS.findall(PAGE.read_text(encoding="utf-8")):
        names["In"] = [*names["In"], source]  # type: ignore[misc]
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            last = run(source, names)
        said = printed.getvalue() or (f"{last}\n" if last is not None else "")
        assert said == wanted, source
    assert len(shown) == 1  # the picture


def test_every_function_and_file_that_the_page_names_is_there():
    page = PAGE.read_text(encoding="utf-8")
    from spp_research import agreement, impact, show, survey

    rooms = {"stats": stats, "show": show, "impact": impact, "survey": survey,
             "agreement": agreement}  # fmt: skip
    for room, name in re.findall(r"\b(stats|show|impact|survey|agreement)\.(\w+)\(", page):
        assert hasattr(rooms[room], name), f"{room}.{name}"
    for link in re.findall(r"\]\(([^)#]+)\)", page):
        assert (PAGE.parent / link).exists(), link


@pytest.mark.parametrize("code", ["", ".1f", ".0%"])
def test_a_table_of_results_is_put_together_from_rows(code):
    found = [stats.hedges_g(range(9 + i), range(2, 12)) for i in range(3)]
    table = pd.concat([one.to_frame(f"Test {i}", "A") for i, one in enumerate(found)])
    assert list(table.columns) == [
        "outcome", "value", "low", "high", "se", "n", "unit", "measure", "design", "status",
        "reason",
    ]  # fmt: skip
    assert format(found[0], code) and str(found[0]) in (f"{found[0]}",)
