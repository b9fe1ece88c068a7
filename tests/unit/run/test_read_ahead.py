"""The lead's workbook is read once for all kernels, and never taken for another file."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import nbformat
import openpyxl
import pytest
from example_copy import copy_riverside

from spp_research.intake import read_ahead, read_lead, read_lead_ahead
from spp_research.run import kernels
from spp_research.run.engine import execute
from spp_research.workspace import Workspace

TOLD = """
from spp_research.intake import read_ahead, read_lead
from spp_research.workspace import open_workspace
lead = read_lead(open_workspace(workspace))
((_, own),) = lead.rows["partnership"].records
print(len(read_ahead._ahead), "frames" in vars(lead), own["name"])
table = lead.frames["partnership"]
table.loc[:, "name"] = "Changed by a notebook"
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return copy_riverside(tmp_path / "riverside")


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_ahead, "_ahead", [])


def called(place: Path, name: str) -> None:
    """Give the partnership another name."""
    path = place / "partnership.xlsx"
    book = openpyxl.load_workbook(path)
    for cells in book["The partnership"].iter_rows():
        for cell in cells:
            if cell.value == "Riverside Partnership":
                cell.value = name
    book.save(path)


def test_a_process_that_has_read_nothing_ahead_reads_the_file(place):
    assert read_ahead.kept(place / "partnership.xlsx", "partnership.xlsx", None) is None
    read_lead(Workspace(place))
    assert read_ahead._ahead == []


def test_what_is_kept_is_what_would_be_read(place):
    lead = read_lead_ahead(Workspace(place))
    again = read_lead(Workspace(place))
    assert again is not lead
    assert "frames" in vars(again)
    assert (again.rows, again.faults, again.fingerprint) == (
        lead.rows,
        lead.faults,
        lead.fingerprint,
    )


def test_a_table_that_is_changed_in_place_is_changed_for_nobody_else(place):
    read_lead_ahead(Workspace(place))
    table = read_lead(Workspace(place)).frames["partnership"]
    table.loc[:, "name"] = "Another"
    assert set(read_lead(Workspace(place)).frames["partnership"]["name"]) != {"Another"}


def test_a_file_that_was_saved_since_is_read_anew(place):
    before = read_lead_ahead(Workspace(place))
    called(place, "Hillside")
    now = read_lead(Workspace(place))
    assert now.fingerprint != before.fingerprint
    assert "frames" not in vars(now)


def test_the_same_bytes_elsewhere_are_another_workbook(place, tmp_path):
    read_lead_ahead(Workspace(place))
    other = shutil.copytree(place, tmp_path / "other")
    assert read_lead(Workspace(other)).path == other / "partnership.xlsx"
    assert read_ahead.kept(other / "partnership.xlsx", "partnership.xlsx", None) is None


def test_what_hangs_on_the_notebooks_beside_it_is_asked_anew(place, monkeypatch):
    """A row of the Sign-off sheet is about a document whose notebook comes, and goes again."""
    path = place / "partnership.xlsx"
    book = openpyxl.load_workbook(path)
    page = book["Sign-off"]
    heads = {str(c.value).split(" (")[0]: c.column for row in page.iter_rows() for c in row}
    row = {"Document": "Our year", "Audience": "Partnership", "Signed off by": "Ann Hill"}
    row |= {"Role": "Lead", "Signed off on": "2026-07-09", "Withdrawn on": "2026-07-10"}
    number = max(c.row for cells in page.iter_rows() for c in cells if c.value) + 1
    for head, value in row.items():
        page.cell(number, heads[head]).value = value
    book.save(path)
    notebook = place / "notebooks" / "our_year.ipynb"
    notebook.parent.mkdir(exist_ok=True)
    told = {"title": "Our year", "about": "The year.", "audience": "public", "per": "partnership"}
    made = nbformat.v4.new_notebook(metadata={"spp": told})

    def faults() -> list[str]:
        return [one.code for one in read_lead(Workspace(place)).faults]

    read_lead_ahead(Workspace(place))
    without = faults()
    nbformat.write(made, notebook)
    known = faults()
    assert known != without
    read_lead_ahead(Workspace(place))
    assert faults() == known
    notebook.unlink()
    assert faults() == without
    monkeypatch.setattr(read_ahead, "_ahead", [])
    assert faults() == without


def test_of_many_workbooks_only_the_last_are_kept(place, tmp_path):
    for number in range(4):
        read_lead_ahead(Workspace(shutil.copytree(place, tmp_path / f"p{number}")))
    kept = [one.reading.path.parent.name for one in read_ahead._ahead]
    assert kept == ["p2", "p3"]


def test_a_file_that_is_not_there_is_not_kept(place):
    (place / "partnership.xlsx").unlink()
    read_lead_ahead(Workspace(place))
    assert read_ahead._ahead == []


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="kernels are forked on Linux")
def test_every_kernel_finds_it_and_none_what_another_made_of_it(place, tmp_path, monkeypatch):
    monkeypatch.delenv(kernels.ENGINE_VARIABLE, raising=False)
    given = {"workspace": str(place), "school": "oakfield", "audience": "school"}
    cells = [f"{name} = ''" for name in given]
    notebook = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell("\n".join(cells), metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(TOLD),
        ],
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "P"}},
    )
    source = tmp_path / "told.ipynb"
    nbformat.write(notebook, source)
    found = []
    with kernels.kept_warm(), kernels.for_run():
        for name in ("", "", "Hillside"):
            if name:
                called(place, name)
            out = tmp_path / f"{len(found)}" / "out.ipynb"
            out.parent.mkdir()
            execute(source, given, out)
            made = json.loads(out.read_text(encoding="utf-8"))["cells"][-1]["outputs"]
            found.append("".join(made[0]["text"]).split(maxsplit=2))
    assert found[0] == found[1]
    assert found[0][:2] == ["1", "True"]
    assert found[2] == ["1", "True", "Hillside\n"]
