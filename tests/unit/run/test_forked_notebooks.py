"""A forked kernel and an ordinary one make the same notebook, to the last byte of a picture."""

from __future__ import annotations

import json
import re
import sys
from difflib import unified_diff
from pathlib import Path

import pytest

from spp_research.errors import NotebookError
from spp_research.kinds import KINDS
from spp_research.run import kernels
from spp_research.run.engine import execute

ROOT = Path(__file__).resolve().parents[3]
NOTEBOOKS = [ROOT / "notebooks" / kind.notebook for kind in KINDS.values()]

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="kernels are forked on Linux alone"
)

EDGES = {
    "the last of many outputs": """
from IPython.display import clear_output
print("first"); clear_output(); print("second"); clear_output(wait=True); print("third")""",
    "another process": """
import os, subprocess, sys
print("before", flush=True)
os.system("echo from the shell")
look = "import os; print(os.getcwd(), len(os.listdir('/proc/self/fd')))"
subprocess.run([sys.executable, "-c", look])
print(subprocess.run(["cat"], capture_output=True).stdout)""",
    "the shell's own": "!echo shell; echo error >&2\n%pwd",
    "magics": "%matplotlib inline\n%config InlineBackend.figure_format = 'png'\n%lsmagic",
    "a picture": """
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
ax.plot([1, 3, 2], label="$x^2$ é"); ax.set_title("Title"); ax.legend()
plt.show()""",
    "a picture shown at the end of a cell": "plt.figure(); plt.bar([1, 2], [3, 4])\nNone",
    "settings": """
import scipy.sparse, scipy.stats, pandera.pandas, matplotlib, numpy, pandas
import warnings, sys, os, locale, signal, threading, resource, tempfile
print(sorted(k for k, v in matplotlib.rcParams.items() if v != matplotlib.rcParamsDefault[k]))
print(matplotlib.get_backend(), plt.get_fignums(), plt.isinteractive())
print(numpy.get_printoptions(), pandas.get_option("display.max_rows"))
print(sorted(map(str, warnings.filters)))  # libraries add theirs when they are imported
print(sys.path, sys.argv[0], sys.argv[2:], sys.flags, sys.stdin.isatty(), sys.stdout.encoding)
print(locale.getlocale(), signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM))
print(len(threading.enumerate()), threading.Thread().name[:7], sys.getrecursionlimit())
print(resource.getrlimit(resource.RLIMIT_DATA), os.nice(0), oct(os.umask(0o22)))
print(sorted(os.listdir("/proc/self/fd"), key=int))
print(sorted(k for k in os.environ if "PYDEVD" not in k))  # of the debugger, which is JupyterLab's
print(os.environ["PYTHONHASHSEED"], hash("text"))
print(__name__, sorted(k for k in globals() if not k.startswith("_")), os.getsid(0) == os.getpid())
print([type(h) for h in __import__("logging").getLogger().handlers], repr(sys.excepthook))""",
    "random numbers with a seed": """
import random, numpy as np
random.seed(1); np.random.seed(1)
print(random.random(), np.random.rand(3), np.random.default_rng(1).normal(size=2))""",
    "warnings and the order of two streams": """
import warnings, sys
for _ in range(2):
    warnings.warn("a warning"); print("out"); print("err", file=sys.stderr)
warnings.warn("old", DeprecationWarning)
numpy.float64(1) / 0""",
    "bytes written below Python": """
import os
os.write(1, b"to one\\n"); os.write(2, b"to two\\n")
sys.__stdout__.write("past IPython"); sys.__stdout__.flush()""",
    "rich displays": """
import pandas as pd
from IPython.display import HTML, JSON, SVG, Latex, Markdown, display
display(HTML("<b>x</b>"), Markdown("**x**"), Latex("$x$"), JSON({"a": 1}))
h = display("first", display_id="one"); h.update("second")
pd.DataFrame({"a": [1, 2], "b": ["x", None]})""",
    "what was said before": "In[3], Out[11], _",
    "threads and a loop": """
import asyncio, threading
t = threading.Thread(target=print, args=("from a thread",)); t.start(); t.join()
await asyncio.sleep(0.01)
import multiprocessing; print(multiprocessing.current_process().name)""",
    "display of an object": "class A:\n    def __repr__(self): return 'A'\nA()",
    "help": "len?",
}
ENDS = {
    "an error": "def f():\n    return 1 / 0\nf()",
    "an error of the kit": "from spp_research import errors\nraise errors.EvidenceError('x')",
    "a deep error": "def f(n):\n    return f(n + 1)\nf(0)",
    "no such file": "open('nowhere')",
    "input": "input('name? ')",
    "a mistake in the text": "x = = 1",
    "leaving": "exit()\nprint('after')",
    "leaving with a code": "import sys; sys.exit(3)",
    "a sudden end": "import os; os._exit(3)",
    "a crash": "import ctypes; ctypes.string_at(0)",
    "a signal": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "too much memory": "x = []\nwhile True: x.append(bytearray(1 << 24))",
    "too much memory at once": "import numpy\nx = numpy.full(1 << 30, 1.0).sum()",
}
QUICK = ("an error", "leaving", "a sudden end", "too much memory")


@pytest.fixture
def both(tmp_path, monkeypatch):
    """Run a notebook in either kind of kernel: what it became, or the sentence, and the log."""

    def run(notebook: Path, given: dict[str, str], **limits) -> list[tuple[object, ...]]:
        found = []
        for engine in ("forked", "ordinary"):
            monkeypatch.setenv(kernels.ENGINE_VARIABLE, engine)
            scratch = tmp_path / "scratch"
            scratch.mkdir()
            said, out = "", scratch / "out.ipynb"
            with kernels.for_run() as run:
                try:
                    execute(notebook, given, out, **limits)
                except Exception as error:
                    said = f"{type(error).__name__}: {error}"
                assert engine in run.engine()
            log = out.with_suffix(".log")
            found.append((said, cells(out), log.read_text() if log.exists() else ""))
            scratch.rename(tmp_path / engine)
        return found

    return run


def cells(path: Path) -> list[object]:
    """The cells with their outputs, but for addresses, process ids and times."""
    if not path.exists():  # nothing is written of a notebook whose kernel did not live to tell
        return []
    document = json.loads(path.read_text(encoding="utf-8"))
    for cell in document["cells"]:
        cell["metadata"].pop("papermill", None)
        cell["metadata"].pop("execution", None)
        cell["outputs"] = _together(cell.get("outputs", []))
        cell.pop("id", None)  # a new cell, such as that of the parameters, is given one by chance
    kept = {"cells": document["cells"], "language": document["metadata"]["language_info"]}
    text = json.dumps(kept, indent=1)
    text = re.sub(r"0x[0-9a-f]{6,}", "0x", text)
    text = re.sub(r"ipykernel_\d+", "ipykernel_", text)
    # IPython marks the part of a line that failed, but not in a function that Python has run so
    # often that it rewrote its bytecode, as it has in a process that has drawn a chart before.
    text = re.sub(r"\\u001b\[(30;43|39;49)m", "", text)
    return json.loads(text)["cells"]


def _together(outputs: list[dict]) -> list[dict]:
    """What was printed to one stream in one go; what a thread prints comes in its own time."""
    whole: list[dict] = []
    for output in outputs:
        before = whole[-1] if whole else {}
        if output["output_type"] == before.get("output_type") == "stream" and (
            output["name"] == before["name"]
        ):
            before["text"] += output["text"]
        else:
            whole.append(output)
    return whole


def pictures(found: list[object]) -> list[str]:
    outputs = [output for cell in found for output in cell.get("outputs", ())]
    return [o["data"]["image/png"] for o in outputs if "image/png" in o.get("data", {})]


def same(one: tuple[object, ...], other: tuple[object, ...]) -> None:
    assert one[0] == other[0]
    differences = [
        line
        for a, b in zip(one[1], other[1], strict=True)
        for line in unified_diff(*(json.dumps(x, indent=1).splitlines() for x in (a, b)), n=0)
    ]
    assert not differences
    assert one[2] == other[2]


@pytest.mark.parametrize("school", ["oakfield", pytest.param("osier-road", marks=pytest.mark.slow)])
@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
@pytest.mark.slow
def test_the_kits_notebooks_are_the_same(notebook, school, both):
    (kind,) = (one for one in KINDS.values() if one.notebook == notebook.name)
    place = ROOT / "examples" / ("northshire" if kind.hub else "riverside")
    given = {"workspace": str(place), "audience": "partnership" if kind.hub else "school"}
    if kind.per_school:
        given["school"] = school
    elif school != "oakfield":
        pytest.skip("one report is about all the schools")
    forked, ordinary = both(notebook, given)
    assert forked[0] == ""
    same(forked, ordinary)


@pytest.mark.slow
def test_whatever_a_notebook_may_do_is_the_same(tmp_path, both, write_notebook):
    notebook = write_notebook(tmp_path / "n.ipynb", *EDGES.values())
    forked, ordinary = both(notebook, {"workspace": "w", "school": "s", "audience": "school"})
    assert forked[0] == ""
    same(forked, ordinary)
    assert len(pictures(forked[1])) == 2


@pytest.mark.parametrize(
    "last", [e if e in QUICK else pytest.param(e, marks=pytest.mark.slow) for e in ENDS]
)
@pytest.mark.slow
def test_however_a_notebook_ends_it_is_the_same(last, tmp_path, both, write_notebook):
    notebook = write_notebook(tmp_path / "n.ipynb", "print('begun')", ENDS[last], "print('on')")
    given = {"workspace": "w", "school": "s", "audience": "school"}
    forked, ordinary = both(notebook, given, time_limit=60, memory_limit=1 << 30)
    assert ("asked for more than 1 GB of memory" in forked[0]) == ("memory" in last)
    same(forked, ordinary)


@pytest.mark.slow
def test_a_loop_without_end_is_the_same(tmp_path, both, write_notebook):
    cell = "while True:\n    try:\n        while True: pass\n    except KeyboardInterrupt: pass"
    notebook = write_notebook(tmp_path / "n.ipynb", cell)
    given = {"workspace": "w", "school": "s", "audience": "school"}
    forked, ordinary = both(notebook, given, time_limit=2)
    assert forked[0].startswith(f"{NotebookError.__name__}: n.ipynb, code cell 2: the notebook had")
    same(forked, ordinary)
