"""What VS Code and others go by in a notebook: its form, its ids, and what they can show of it.

No test starts VS Code. What can be known without it is looked at here.
"""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("docs/gallery/*.ipynb")])
NAMES = [path.relative_to(ROOT).as_posix() for path in NOTEBOOKS]
# Shown by every program that opens notebooks; a kind of the kit's own needs one of them beside it.
EVERYWHERE = {"text/html", "text/markdown", "image/png"}


def _valid(path: Path) -> nbformat.NotebookNode:
    """The notebook, after the rules of its own version."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    notebook = nbformat.reads(json.dumps(raw), as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook, relax_add_props=False)
    assert (raw["nbformat"], raw["nbformat_minor"]) >= (4, 5), "cells have ids from 4.5 on"
    ids = [cell["id"] for cell in raw["cells"]]
    assert len(ids) == len(set(ids))
    return notebook


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_it_is_a_notebook_by_the_rules(path):
    notebook = _valid(path)
    assert notebook.metadata.kernelspec.name == "python3"
    # VS Code takes the language of the cells from here before a kernel is chosen.
    assert notebook.metadata.kernelspec.language == "python"
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not [cell for cell in code if cell.source.startswith(("%", "!"))]


@pytest.mark.parametrize(
    "path", [p for p in NOTEBOOKS if "gallery" not in p.parts], ids=lambda p: p.stem
)
def test_its_parameters_are_where_papermill_looks(path):
    tagged = [c for c in _valid(path).cells if "parameters" in c.metadata.get("tags", ())]
    assert len(tagged) == 1
    assert all(cell.cell_type == "code" for cell in tagged)


def test_one_that_is_laid_out_anew_is_by_the_rules_too(riverside, spp, monkeypatch):
    monkeypatch.chdir(riverside)
    (riverside / "notebooks").mkdir()
    for like in ("enquiry", "blank"):
        assert spp("new-notebook", f"my-{like}", "--like", like).code == 0
        _valid(riverside / "notebooks" / f"my_{like}.ipynb")


def test_what_a_cell_shows_can_be_shown_without_the_kit(in_process_outputs):
    for bundle in in_process_outputs:
        own = {kind for kind in bundle if kind.startswith("application/vnd.spp-research")}
        assert "text/plain" in bundle and (not own or EVERYWHERE & set(bundle)), set(bundle)
        assert not {"text/javascript", "application/javascript"} & set(bundle)
        assert "<script" not in bundle.get("text/html", "")


@pytest.fixture(scope="module")
def in_process_outputs(tmp_path_factory) -> list[dict]:
    """All that the notebook of an enquiry shows."""
    from in_process import executed

    out = executed(
        ROOT / "notebooks" / "enquiry.ipynb", {}, tmp_path_factory.mktemp("o") / "o.ipynb"
    )
    cells = json.loads(out.read_text(encoding="utf-8"))["cells"]
    return [output["data"] for cell in cells for output in cell.get("outputs", ())]
