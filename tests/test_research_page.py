"""Pages of docs on research: every line of them runs, in order, and prints what the page says."""

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
from spp_research.protect.disclosure import opened as registry

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = {"research.md": 1, "enquiry.md": 0}  # with how many pictures each draws
BLOCKS = re.compile(r"```python\n(.*?)```\n(?:```text\n(.*?)```)?", re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
def test_every_line_of_the_page_prints_what_it_says(page, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for known in ("_schools", "_words", "_ids", "_rules"):
        monkeypatch.setattr(registry, known, getattr(registry, known).copy())
    shown: list[object] = []
    monkeypatch.setattr(show_figure, "_display", shown.append)
    names: dict[str, object] = {"In": []}
    for source, wanted in BLOCKS.findall((DOCS / page).read_text(encoding="utf-8")):
        names["In"] = [*names["In"], source]  # type: ignore[misc]
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            last = run(source, names)
        said = printed.getvalue() or (f"{last}\n" if last is not None else "")
        assert said == wanted, source
    assert len(shown) == PAGES[page]


@pytest.mark.parametrize("name", PAGES)
def test_every_function_and_file_that_the_page_names_is_there(name):
    page = (DOCS / name).read_text(encoding="utf-8")
    from spp_research import agreement, enquiry, impact, show, survey

    rooms = {"stats": stats, "show": show, "impact": impact, "survey": survey,
             "agreement": agreement, "enquiry": enquiry}  # fmt: skip
    for room, function in re.findall(
        r"\b(stats|show|impact|survey|agreement|enquiry)\.(\w+)\(", page
    ):
        assert hasattr(rooms[room], function), f"{room}.{function}"
    for link in re.findall(r"\]\(([^)#]+)\)", page):
        assert (DOCS / link).exists(), link


@pytest.mark.parametrize("code", ["", ".1f", ".0%"])
def test_a_table_of_results_is_put_together_from_rows(code):
    found = [stats.hedges_g(range(9 + i), range(2, 12)) for i in range(3)]
    table = pd.concat([one.to_frame(f"Test {i}", "A") for i, one in enumerate(found)])
    assert list(table.columns) == [
        "outcome", "value", "low", "high", "se", "n", "unit", "measure", "design", "status",
        "reason",
    ]  # fmt: skip
    assert format(found[0], code) and str(found[0]) in (f"{found[0]}",)
