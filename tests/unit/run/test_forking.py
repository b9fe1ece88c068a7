"""The warm process: what is forked from it is fresh, and nothing outlives anything."""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from spp_research.errors import ConfigurationError
from spp_research.run import forking, forkserver, kernels
from spp_research.run.engine import execute

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="kernels are forked on Linux alone"
)
GIVEN = {"workspace": "w", "school": "s", "audience": "school"}


@pytest.fixture
def fresh(monkeypatch):
    """A run without the warm process of other tests."""
    monkeypatch.delenv(kernels.ENGINE_VARIABLE, raising=False)
    with kernels.kept_warm(), kernels.for_run() as run:
        yield run


def printed(notebook: Path, folder: Path) -> str:
    folder.mkdir()
    execute(notebook, GIVEN, folder / "out.ipynb")
    found = json.loads((folder / "out.ipynb").read_text(encoding="utf-8"))["cells"]
    return "".join(text for cell in found for o in cell.get("outputs", ()) for text in o["text"])


def processes(text: str) -> list[int]:
    """The processes whose command line holds a text; a dead one has none."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and text in (folder / "cmdline").read_text():
                found.append(int(folder.name))
        except (OSError, ValueError):
            continue
    return found


def gone(pids: list[int], within: float) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if not any(alive(pid) for pid in pids):
            return True
        time.sleep(0.02)
    return False


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


@pytest.mark.slow
def test_every_kernel_draws_numbers_of_its_own(tmp_path, fresh, write_notebook):
    cell = (
        "import random, uuid, numpy as np, os, tempfile\n"
        "print(random.random(), np.random.rand(), np.random.default_rng().random(), uuid.uuid4(),"
        " os.path.basename(tempfile.mktemp()))"
    )
    notebook = write_notebook(tmp_path / "n.ipynb", cell)
    one, other = (printed(notebook, tmp_path / name).split() for name in ("a", "b"))
    assert fresh.engine() == "kernels forked from a warm process"
    assert not set(one) & set(other)


def test_nothing_that_a_notebook_changes_reaches_the_next(tmp_path, write_notebook):
    cell = (
        "import os, sys, warnings, matplotlib, numpy as np, pandas as pd\n"
        "print(matplotlib.rcParams['font.size'], pd.get_option('display.max_rows'), len(sys.path),"
        " os.environ.get('LEFT'), os.getcwd(), len(warnings.filters), 'left' in sys.modules)\n"
        "matplotlib.rcParams['font.size'] = 99; pd.set_option('display.max_rows', 99)\n"
        "sys.path.append('x'); os.environ['LEFT'] = '1'; os.chdir('/'); sys.modules['left'] = os\n"
        "warnings.simplefilter('error')"
    )
    notebook = write_notebook(tmp_path / "n.ipynb", cell)
    assert printed(notebook, tmp_path / "a") == printed(notebook, tmp_path / "b")


def test_a_kernel_sees_the_environment_of_the_moment(tmp_path, monkeypatch, write_notebook):
    notebook = write_notebook(
        tmp_path / "n.ipynb",
        "import os, subprocess, time\n"
        "print(os.environ['MOMENT'], subprocess.getoutput('echo $MOMENT'), time.tzname[0])",
    )
    for moment, zone in (("one", "UTC"), ("two", "XYZ-3")):
        monkeypatch.setenv("MOMENT", moment)
        monkeypatch.setenv("TZ", zone)
        assert printed(notebook, tmp_path / moment).split() == [moment, moment, zone[:3]]


def test_a_library_with_threads_of_its_own_is_not_forked():
    program = (
        "import threading, time\nfrom spp_research.run import forkserver\n"
        "threading.Thread(target=time.sleep, args=(1,)).start()\nprint(forkserver._unsafe())"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout
    assert said == "a library that the notebooks use keeps 1 threads of its own\n"


def test_what_a_module_imports_is_found_however_it_is_written():
    source = (
        "import json, os.path as path\n"
        "from scipy import stats, optimize as fit  # both\n"
        "from numpy import (\n    array,  # one\n    linalg as algebra,\n)\n"
        "from . import near\nfrom .near import thing\n"
        "def late():\n    import pandas\n    from statsmodels.api import OLS\n"
        "text = 'no import here'\n"
    )
    assert [*forkserver._imported(source)] == [
        *("json", "os.path", "scipy", "scipy.stats", "scipy.optimize"),
        *("numpy", "numpy.array", "numpy.linalg", "pandas"),
        *("statsmodels.api", "statsmodels.api.OLS"),
    ]
    assert [*forkserver._imported("")] == []


def test_nothing_is_missed_that_parsing_finds():
    """The lines are only read, since parsing every file takes longer than importing it."""
    for name in ("stats/estimate.py", "school/evidence.py", "display/charts.py"):
        source = (Path(forkserver._PACKAGE) / name).read_text(encoding="utf-8")
        whole = set()
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                whole |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                whole |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        assert whole
        assert whole <= set(forkserver._imported(source))


@pytest.mark.slow
def test_all_that_notebooks_import_is_imported_before(fresh):
    program = (
        "import json, sys\nfrom spp_research.run import forkserver\nfound = forkserver._warm(())\n"
        "import debugpy\n"  # which is there again for whoever asks
        "print(json.dumps([found, [m for m in sys.modules if m.startswith('spp_research.')]]))"
    )
    environment = kernels._environment(None)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment
    )
    refused, imported = json.loads(done.stdout)
    assert refused == ""
    assert {"spp_research.school.evidence", "spp_research.documents.review_summary"} <= set(
        imported
    )
    assert not any(name.startswith("spp_research.publish") for name in imported)


@pytest.mark.slow
def test_whatever_stops_forking_the_notebook_is_made(tmp_path, fresh, monkeypatch, write_notebook):
    def refuse(self):
        raise forking.ForkingError("nothing can be forked today")

    monkeypatch.setattr(forking.ForkServer, "wait", refuse)
    notebook = write_notebook(tmp_path / "n.ipynb", "print(school)")
    assert printed(notebook, tmp_path / "a") == "s\n"
    assert fresh.engine() == "ordinary kernels, since nothing can be forked today"


@pytest.mark.slow
def test_a_warm_process_that_cannot_start_is_done_without(
    tmp_path, fresh, monkeypatch, write_notebook
):
    monkeypatch.setattr(forking, "_PROGRAM", ["-c", "raise SystemExit(1)"])
    notebook = write_notebook(tmp_path / "n.ipynb", "print(school)")
    assert printed(notebook, tmp_path / "a") == "s\n"
    assert fresh.engine() == "ordinary kernels, since the process to fork from did not start"


@pytest.mark.slow
def test_a_warm_process_that_dies_is_done_without(tmp_path, fresh, write_notebook):
    notebook = write_notebook(tmp_path / "n.ipynb", "print(school)")
    assert printed(notebook, tmp_path / "a") == "s\n"
    fresh._server._process.kill()
    fresh._server._process.wait()
    assert printed(notebook, tmp_path / "b") == "s\n"
    assert fresh.engine() == "ordinary kernels, since the process to fork from does not answer"


@pytest.mark.slow
def test_a_forked_kernel_that_does_not_start_is_done_without(
    tmp_path, fresh, monkeypatch, write_notebook
):
    fork = forking.ForkServer.fork
    forks = []

    def ends(self, argv, env, cwd, log, ahead):
        forks.append(argv)
        lost = [argv[0], "-f", "/nowhere/kernel.json"]
        return fork(self, lost, {**env, "HOME": "/"}, cwd, log, ahead)

    monkeypatch.setattr(forking.ForkServer, "fork", ends)
    monkeypatch.setattr("spp_research.run.engine._FORK_TIMEOUT", 2)
    notebook = write_notebook(tmp_path / "n.ipynb", "print(school)")
    assert printed(notebook, tmp_path / "a") == "s\n"
    assert len(forks) == 2
    assert fresh.engine() == "ordinary kernels, since a forked one did not start"


@pytest.mark.slow
def test_the_way_can_be_chosen(tmp_path, fresh, monkeypatch, write_notebook):
    notebook = write_notebook(tmp_path / "n.ipynb", "print(school)")
    monkeypatch.setenv(kernels.ENGINE_VARIABLE, "ordinary")
    assert printed(notebook, tmp_path / "a") == "s\n"
    assert fresh._server is None
    assert fresh.engine() == "ordinary kernels, since SPP_ENGINE asks for them"
    monkeypatch.setenv(kernels.ENGINE_VARIABLE, "forked")
    monkeypatch.setattr(forking, "_PROGRAM", ["-c", "raise SystemExit(1)"])
    with pytest.raises(ConfigurationError, match="asks for forked kernels, but the process"):
        printed(notebook, tmp_path / "b")
    monkeypatch.setenv(kernels.ENGINE_VARIABLE, "quick")
    with pytest.raises(ConfigurationError, match="SPP_ENGINE is “quick”, and can be: auto"):
        fresh.engine()


# A warm process that answers in its own time. What notebooks use is not imported, to be quicker.
OTHERWISE = """
import os, sys, time
from spp_research.run import forkserver

tell, asked = forkserver._tell, []

def answer(child, fact):
    if "pid" in fact:
        asked.append(child)
        {does}
    tell(child, fact)

forkserver._tell = answer
forkserver._warm = lambda only: ""
request = forkserver.main(int(sys.argv[1]))
if request is None:
    os._exit(0)
forkserver._become_kernel(request)
"""
LATE_ONCE = "if len(asked) == 1: time.sleep(3)"
NEVER = "return"
DIES = "os._exit(1)"
SAID = "ordinary kernels, since the process to fork from does not answer"


@pytest.fixture
def otherwise(fresh, monkeypatch):
    """Have the warm process answer otherwise, and be asked for a second, then for a minute."""

    def set_up(does: str, patience: tuple[float, ...] = (1.0, 60.0)) -> None:
        monkeypatch.setattr(forking, "_PROGRAM", ["-c", OTHERWISE.format(does=does)])
        monkeypatch.setattr(forking, "_ASKED_FOR", patience)

    return set_up


@pytest.mark.slow
def test_a_late_answer_is_asked_for_again(tmp_path, fresh, otherwise, write_notebook):
    otherwise(LATE_ONCE)
    notebook = write_notebook(tmp_path / "n.ipynb", "import os\nprint(os.getppid())")
    parent = int(printed(notebook, tmp_path / "a"))
    assert parent == fresh._server._process.pid
    assert fresh.engine() == "kernels forked from a warm process"


@pytest.mark.slow
@pytest.mark.parametrize("does", [NEVER, DIES], ids=["never", "dies"])
def test_what_went_wrong_in_one_run_is_over_in_the_next(
    does, tmp_path, fresh, otherwise, monkeypatch, write_notebook
):
    notebook = write_notebook(tmp_path / "n.ipynb", "import os\nprint(os.getppid())")
    otherwise(does, (1.0, 1.0))
    first = fresh
    first.warm_up()
    bad = first._server
    assert int(printed(notebook, tmp_path / "a")) == os.getpid()
    assert first.engine() == SAID
    otherwise("pass")
    assert int(printed(notebook, tmp_path / "b")) == os.getpid()  # for the rest of this run
    with kernels.for_run() as second:
        assert int(printed(notebook, tmp_path / "c")) == second._server._process.pid
        assert second._server is not bad
        assert second.engine() == "kernels forked from a warm process"
    assert first.engine() == SAID


@pytest.mark.slow
def test_a_sound_process_is_handed_on_and_ends_with_its_keeper(fresh, tmp_path, write_notebook):
    fresh.warm_up()
    with kernels.for_run() as second:
        second.warm_up()
        assert second._server is fresh._server
    pid = fresh._server._process.pid
    assert alive(pid)  # it is not the second run's to end
    with kernels.kept_warm(), kernels.for_run() as third:
        third.warm_up()
        assert third._server is not fresh._server
        another = third._server._process.pid
    assert gone([another], 10)
    assert alive(pid)


def test_a_run_by_itself_ends_what_it_started(tmp_path):
    program = (
        "from spp_research.run import kernels\n"
        "with kernels.for_run() as run:\n    run.warm_up()\n    print(run._server._process.pid)\n"
        "print(run._server._process.returncode is not None)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    pid, ended = done.stdout.split()
    assert ended == "True"
    assert not alive(int(pid))


def test_nothing_of_a_run_is_kept_in_a_module():
    """State of the process made eleven tests fail together when the computer was busy."""
    import ast

    folder = Path(kernels.__file__).parent
    kept = {
        f"{path.name}: {', '.join(node.names)}"
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Global)
    }
    assert kept == set()


RUN = """
    import contextvars, threading, time
    from pathlib import Path
    from spp_research.run import kernels
    from spp_research.run.engine import execute

    def run(name):
        folder = Path({folder!r}) / name
        folder.mkdir()
        execute(Path({notebook!r}), {given!r}, folder / "out.ipynb")

    with kernels.for_run():
        for name in "ab":
            one = contextvars.copy_context()
            threading.Thread(target=one.run, args=(run, name), daemon=True).start()
        time.sleep(120)
"""


@pytest.mark.slow
@pytest.mark.parametrize("killed", ["the run", "the warm process"])
def test_nothing_outlives_what_it_belongs_to(killed, tmp_path, fresh, write_notebook):
    mark = f"sleep-{tmp_path.name}"
    cell = (
        "import os, subprocess, sys\n"
        f"p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(100) # {mark}'])\n"
        f"open(os.path.join({str(tmp_path)!r}, f'pid-{{os.getpid()}}'), 'w').close()\np.wait()"
    )
    notebook = write_notebook(tmp_path / "n.ipynb", cell)
    program = RUN.format(folder=str(tmp_path), notebook=str(notebook), given=GIVEN)
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)]) as run:
        try:
            until = time.monotonic() + 300
            while len(started := list(tmp_path.glob("pid-*"))) < 2 and time.monotonic() < until:
                time.sleep(0.1)
            pids = [int(path.name[4:]) for path in started]
            assert len(pids) == 2
            warm = {int(Path(f"/proc/{pid}/stat").read_text().split()[3]) for pid in pids}
            assert len(warm) == 1
            if killed == "the run":
                run.kill()
                assert gone([*pids, *warm, *processes(mark)], 60)
            else:
                os.kill(*warm, signal.SIGKILL)
                assert gone([*pids, *warm], 60)
        finally:
            run.kill()
            for pid in processes(mark):  # what a kernel had started when its parent was killed
                os.kill(pid, signal.SIGKILL)


@pytest.mark.slow
def test_a_kernel_that_ends_by_itself_leaves_nothing_running(tmp_path, fresh, write_notebook):
    mark = f"sleep-{tmp_path.name}"
    cell = (
        "import os, subprocess, sys\n"
        f"subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(100) # {mark}'])\n"
        "os._exit(0)"
    )
    with pytest.raises(Exception, match="ends Python itself"):
        printed(write_notebook(tmp_path / "n.ipynb", cell), tmp_path / "a")
    assert gone(processes(mark), 60)


@pytest.mark.slow
def test_a_process_for_one_notebook_imports_what_that_needs_and_its_kernel_does_the_rest(tmp_path):
    """What it has is enough to fork from; what it lacks, a kernel imports when it is used."""
    only = ("spp_research.documents.review_summary",)
    server = forking.ForkServer(kernels._environment(None), only)
    try:
        server.wait()
        loaded = Path(f"/proc/{server._process.pid}/maps").read_text(encoding="utf-8")
        assert "/pandas/" in loaded
        assert "/scipy/special/" in loaded  # what estimates ask of it, and no more
        assert "/scipy/optimize/" not in loaded
        assert "/debugpy/" not in loaded  # nobody steps through it
    finally:
        server.close()


def test_what_is_started_ahead_is_lent_to_the_run_and_ends_with_the_command():
    with kernels.kept_warm(kernels.Warm(["another"])), kernels.started_for(["review-summary"]):
        with kernels.for_run() as run:
            run.warm_up()
            server = run._server
            assert server is not None
            assert "spp_research.documents.review_summary" in server._process.args
        assert server._process.poll() is None  # the run does not end what it has borrowed
    assert server._process.wait(30) is not None
