"""Notebooks that earlier kits laid out run as they are: workspaces keep them.

`tests/fixtures/earlier_notebooks` has every version that was ever committed, oldest first. What a
notebook calls stays, under its name; what became part of another piece gives nothing, so that
nothing is shown twice.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from in_process import executed

import spp_research
from spp_research.publish.export import export
from spp_research.publish.last_page import Provenance

ROOT = Path(__file__).resolve().parents[2]
EARLIER = sorted((ROOT / "tests" / "fixtures" / "earlier_notebooks").glob("*.ipynb"))
KEPT = {path.stem: path for path in EARLIER}
PROVENANCE = Provenance(date(2026, 7, 10), "0.0.0", "Pandoc 0", (), "CC BY 4.0")


def code(path: Path) -> list[str]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def called(path: Path) -> set[tuple[str, str]]:
    """The functions that a notebook calls by the name of their module."""
    return {
        (node.value.id, node.attr)
        for cell in code(path)
        for node in ast.walk(ast.parse(cell))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }


@pytest.mark.parametrize("name", KEPT)
def test_every_name_that_it_calls_is_there(name):
    missing = [
        f"{module}.{function}"
        for module, function in sorted(called(KEPT[name]))
        if getattr(getattr(spp_research, module), function, None) is None
    ]
    assert called(KEPT[name])
    assert missing == []


def parameters(name: str, school: str) -> dict[str, str]:
    given = {"workspace": "example", "audience": "partnership"}
    return given if name.startswith("partnership_report") else given | {"school": school}


FIRST = [name for name in KEPT if name.endswith(".1")]
REST = [(name, "oakfield") for name in KEPT if name not in FIRST]
REST += [(name, "nether-sallow") for name in KEPT]


@pytest.mark.parametrize(
    ("name", "school"),
    [
        *((name, "oakfield") for name in FIRST),
        *(pytest.param(*one, marks=pytest.mark.slow) for one in REST),
    ],
)
def test_it_runs_and_its_document_is_written(name, school, tmp_path):
    notebook = tmp_path / f"{name.partition('.')[0]}.ipynb"
    done = executed(KEPT[name], parameters(name, school), notebook)
    text = export(done, tmp_path, PROVENANCE).report.read_text(encoding="utf-8")
    labels = [line.rpartition("{#")[2].split()[0].rstrip("}") for line in text.split("\n")
              if "{#tbl-" in line or "{#fig-" in line]  # fmt: skip
    assert text.count("\n## ") >= 3
    assert len(labels) == len(set(labels)) > 0


def test_every_version_that_was_committed_is_here():
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no checkout")
    known = {path.read_bytes() for path in (*EARLIER, *(ROOT / "notebooks").glob("*.ipynb"))}
    asked = ["git", "log", "--format=", "--raw", "--no-abbrev", "-m", "HEAD", "--", "notebooks"]
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    blobs = {line.split()[3] for line in said.splitlines() if line.endswith(".ipynb")}
    lacking = [
        blob
        for blob in sorted(blobs - {"0" * 40})
        if subprocess.run(["git", "cat-file", "blob", blob], cwd=ROOT, capture_output=True).stdout
        not in known
    ]
    assert lacking == []  # copy them to tests/fixtures/earlier_notebooks
