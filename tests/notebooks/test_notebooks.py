"""The notebooks are thin, clean, and give in a real kernel what their functions give here."""

import ast
import json
from pathlib import Path

import pytest
from in_process import executed

ROOT = Path(__file__).resolve().parents[2]
START = ROOT / "notebooks" / "start_here.ipynb"  # opens the pages, and makes no document
TEMPLATE = ROOT / "notebooks" / "enquiry.ipynb"  # to begin one's own from, and of no kind
NOTEBOOKS = sorted(path for path in (ROOT / "notebooks").glob("*.ipynb") if path != START)
NAMES = [path.stem for path in NOTEBOOKS]


def cells(path: Path, kind: str) -> list[dict]:
    document = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in document["cells"] if cell["cell_type"] == kind]


def sources(path: Path) -> list[str]:
    return ["".join(cell["source"]) for cell in cells(path, "code")]


def test_there_is_a_notebook_for_every_kind_of_report():
    from spp_research.kinds import KINDS

    assert {kind.notebook for kind in KINDS.values()} | {TEMPLATE.name} == {
        path.name for path in NOTEBOOKS
    }


@pytest.mark.parametrize("path", [*NOTEBOOKS, START], ids=[*NAMES, START.stem])
def test_it_holds_prose_and_short_cells(path):
    code = sources(path)
    trees = [ast.parse(source) for source in code]
    kinds = [type(node) for tree in trees for node in ast.walk(tree)]
    assert max(source.count("\n") for source in code) < 5
    assert not {ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Lambda} & set(kinds)
    assert sum(kinds.count(kind) for kind in (ast.Import, ast.ImportFrom)) == 1


@pytest.mark.parametrize("path", [*NOTEBOOKS, START], ids=[*NAMES, START.stem])
def test_it_stores_no_outputs_and_names_its_kernel(path):
    document = json.loads(path.read_text(encoding="utf-8"))
    code = cells(path, "code")
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert document["metadata"]["kernelspec"]["name"] == "python3"
    assert document["metadata"]["kernelspec"]["language"] == "python"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_its_parameters_are_annotated_texts_with_a_comment(path):
    (cell,) = [c for c in cells(path, "code") if "parameters" in c["metadata"].get("tags", ())]
    lines = "".join(cell["source"]).split("\n")
    for line in lines:
        (statement,) = ast.parse(line).body
        assert isinstance(statement, ast.AnnAssign) and statement.annotation.id == "str"
        assert isinstance(statement.value.value, str) and "  # " in line
    names = [ast.parse(line).body[0].target.id for line in lines]
    assert names in (["workspace", "school", "audience"], ["workspace", "audience"])


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=[] if path.stem == "impact_reflection" else pytest.mark.slow)
        for path in NOTEBOOKS
    ],
    ids=NAMES,
)
@pytest.mark.slow
def test_a_real_kernel_gives_what_the_functions_give(path, tmp_path):
    """Word for word, and the charts byte for byte, so that the golden files speak for both."""
    from spp_research.kinds import KINDS, REVIEW_SUMMARY
    from spp_research.run.engine import execute

    made = (kind for kind in KINDS.values() if kind.notebook == path.name)
    kind = next(made, REVIEW_SUMMARY)  # an enquiry is of one school too
    place = "example-hub" if kind.hub else "example"
    parameters = {"workspace": place, "audience": "partnership"}
    if kind is None or kind.per_school:
        parameters["school"] = "oakfield"
    execute(path, parameters, tmp_path / "kernel.ipynb")
    executed(path, parameters, tmp_path / "here.ipynb")
    kernel, here = (outputs(tmp_path / name) for name in ("kernel.ipynb", "here.ipynb"))
    assert len(here) > (2 if path == TEMPLATE else 5)
    assert kernel == here


def outputs(path: Path) -> list[dict]:
    """What each cell displayed, however the line ends of the base64 of a picture are kept."""
    shown = []
    for cell in cells(path, "code"):
        for output in cell["outputs"]:
            data = {k: "".join(v) if isinstance(v, list) else v for k, v in output["data"].items()}
            if "image/png" in data:
                data["image/png"] = "".join(data["image/png"].split())
            shown.append(data)
    return shown
