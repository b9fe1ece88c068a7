"""Homes that cannot be written: notebooks run all the same, and nothing is said of them."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from spp_research.run import kernels

PROGRAM = """
import sys
from pathlib import Path
from spp_research.run.engine import execute
given = {"workspace": "w", "school": "s", "audience": "school"}
execute(Path(sys.argv[1]), given, Path(sys.argv[2]))
"""
CELL = """
from IPython.display import display
from matplotlib.figure import Figure
from spp_research.display.charts import canvas, png
with canvas(3) as (figure, axes):
    axes.set_title("a")
    made = png(figure)
"""
NAMES = ("HOME", "IPYTHONDIR", "MPLCONFIGDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR")
NAMES += ("JUPYTER_CONFIG_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")


@pytest.mark.slow  # each starts a process to fork from
@pytest.mark.parametrize("engine", ["auto", "ordinary"])
@pytest.mark.parametrize(
    ("home", "names"),
    [
        ("a file", ("HOME",)),
        ("a file", NAMES[1:]),
        ("under nothing", ("HOME",)),
        ("under nothing", NAMES[1:]),
    ],
)
def test_a_notebook_runs_without_a_home(tmp_path, write_notebook, engine, home, names):
    """A file in the place of the folder: root may write into any folder."""
    place = tmp_path / "home"
    place.write_text("a file")
    named = str(place if home == "a file" else "/dev/null/home")
    notebook = write_notebook(tmp_path / "n.ipynb", CELL)
    output = tmp_path / "scratch" / "out.ipynb"
    output.parent.mkdir()
    kept = {name: value for name, value in os.environ.items() if name not in NAMES}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(notebook), str(output)],
        env=kept | dict.fromkeys(names, named) | {kernels.ENGINE_VARIABLE: engine},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "stderr" not in output.read_text(encoding="utf-8")
    assert place.read_text() == "a file"
