"""Run a notebook's cells in this process: quick, and the same outputs as a kernel's."""

from __future__ import annotations

import ast
import base64
import contextlib
import json
import os
import threading
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
# The front page alone, which is the quickest report.
FRONT = (
    "from spp_research import open_school, review_summary\n"
    "study = open_school(workspace, school, audience)\n"
    "review_summary.front(study)"
)


def executed(notebook: Path, parameters: Mapping[str, str], out: Path) -> Path:
    """Run the cells of `notebook` from top to bottom and write the notebook with its outputs."""
    document = json.loads(notebook.read_text(encoding="utf-8"))
    names: dict[str, Any] = {}
    for cell in document["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        if "parameters" in cell["metadata"].get("tags", ()):
            source += "\n" + "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
        shown = run(source, names)
        if shown is not None:
            cell["outputs"] = [output(part) for part in getattr(shown, "parts", (shown,))]
    out.write_text(json.dumps(document), encoding="utf-8")
    return out


def output(shown: Any) -> dict[str, Any]:
    """What a kernel stores of one piece."""
    data = shown._repr_mimebundle_()
    if "image/png" in data:
        data["image/png"] = base64.b64encode(data["image/png"]).decode()
    return {
        "output_type": "execute_result",
        "data": data,
        "metadata": {},
        "execution_count": 1,
    }


def run(source: str, names: dict[str, Any]) -> Any:
    """Run one cell and return what its last expression gives, as a notebook shows it."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None


_one_at_a_time = threading.Lock()


@contextlib.contextmanager
def notebooks_run_here() -> Iterator[None]:
    """Where a test is about what becomes of a report, and not about what runs its notebook.

    The kit's own cells run in this process, sealed and with nothing remembered as in a new one. A
    notebook with any other cell, or with one that fails, goes to a kernel as always.
    """
    from spp_research.publish import reports
    from spp_research.run import engine

    execute = engine.execute

    def run_here(notebook: Path, parameters: Mapping[str, str], output: Path, **more: Any) -> None:
        if notebook.is_file() and _is_ours(notebook):
            engine._check_parameters(notebook, parameters)
            with contextlib.suppress(Exception), _as_a_new_process(more.get("key", "")):
                executed(notebook, parameters, output)
                if noted := more.get("noted"):  # they open what the kit knows of
                    noted.write_text('{"begun": true}\n')
                return
        execute(notebook, parameters, output, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "execute", run_here)
        patch.setattr(reports, "execute", run_here)
        yield


def leave_charts_white(patch: pytest.MonkeyPatch) -> None:
    """Charts for their words: every picture is left white, since drawing takes most of the time."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    patch.setattr(FigureCanvasAgg, "draw", FigureCanvasAgg.get_renderer)


def _is_ours(notebook: Path) -> bool:
    try:
        return _sources(notebook.read_text(encoding="utf-8")) <= {FRONT} | _our_sources()
    except (ValueError, KeyError, TypeError):  # it is no notebook, which the engine says
        return False


@cache
def _our_sources() -> frozenset[str]:
    texts = (path.read_text(encoding="utf-8") for path in NOTEBOOKS.glob("*.ipynb"))
    return frozenset().union(*map(_sources, texts))


def _sources(text: str) -> frozenset[str]:
    """The code cells that do something: what a run is told stands in the others."""
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    told = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", ())]
    return frozenset("".join(cell["source"]) for cell in cells if cell not in told)


@contextlib.contextmanager
def _as_a_new_process(key: str) -> Iterator[None]:
    from spp_research.protect.disclosure import opened
    from spp_research.telling import SEAL_VARIABLE

    known = (opened._schools, opened._words, opened._ids, opened._rules, opened._asked)
    with _one_at_a_time:
        before = [one.copy() for one in known]
        for one in known:
            one.clear()
        os.environ[SEAL_VARIABLE] = key
        opened.run_key.cache_clear()
        opened.run_key()
        try:
            yield
        finally:
            os.environ.pop(SEAL_VARIABLE, None)
            opened.run_key.cache_clear()
            for one, was in zip(known, before, strict=True):
                one.clear()
                (one.update if isinstance(one, dict) else one.extend)(was)
