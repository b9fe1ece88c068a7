"""Real notebooks in real kernels, and the sentence for everything that can go wrong."""

from __future__ import annotations

import json
import sys
import threading
import time
from contextvars import copy_context
from pathlib import Path

import pytest

from spp_research.errors import ConfigurationError, NotebookError, SPPError, TemplateError
from spp_research.run import engine, kernels
from spp_research.run.engine import execute, log_of

GIVEN = {"workspace": "w", "school": "012345", "audience": "school"}


@pytest.fixture(autouse=True)
def run():
    """A run of each test's own."""
    with kernels.for_run() as run:
        yield run


@pytest.fixture
def output(tmp_path: Path) -> Path:
    scratch = tmp_path / "scratch {of} the run"  # papermill takes paths for format strings
    scratch.mkdir()
    return scratch / "executed.ipynb"


def failure(notebook: Path, output: Path, given: dict[str, str] = GIVEN) -> SPPError:
    with pytest.raises(SPPError) as caught:
        execute(notebook, given, output, time_limit=60)
    assert "\n" not in str(caught.value)
    return caught.value


def printed(output: Path) -> list[str]:
    cells = json.loads(output.read_text(encoding="utf-8"))["cells"]
    return ["".join(o["text"]) for cell in cells for o in cell.get("outputs", ()) if "text" in o]


def test_a_notebook_runs_with_text_parameters_beside_itself(tmp_path, output, write_notebook):
    notebook = write_notebook(
        tmp_path / "in {braces}" / "n.ipynb",
        "import os, sys\nprint(school)\nprint(os.getcwd())\nprint(sys.executable)",
    )
    before = notebook.read_bytes()
    here = Path.cwd()
    execute(notebook, GIVEN, output)
    assert printed(output)[0].splitlines() == ["012345", str(notebook.parent), sys.executable]
    assert notebook.read_bytes() == before
    assert Path.cwd() == here


def test_the_users_own_ipython_and_backend_do_not_count(
    tmp_path, output, monkeypatch, write_notebook
):
    startup = tmp_path / "home" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("school = 'from the startup file'; extra = 1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "home"))
    monkeypatch.setenv("MPLBACKEND", "Agg")
    cell = "import matplotlib\nprint('extra' in globals(), matplotlib.get_backend())"
    execute(write_notebook(tmp_path / "n.ipynb", cell), GIVEN, output)
    assert printed(output)[0].split() in (
        ["False", "inline"],
        ["False", "module://matplotlib_inline.backend_inline"],
    )


def test_an_unexpected_failure_names_the_cell_and_keeps_the_traceback(
    tmp_path, output, snapshot, write_notebook
):
    notebook = write_notebook(tmp_path / "review_summary.ipynb", "x = 1", "", "x / 0")
    error = failure(notebook, output)
    assert isinstance(error, NotebookError)
    assert str(error) == snapshot
    log = log_of(output).read_text(encoding="utf-8")
    assert "ZeroDivisionError" in log
    assert "\x1b" not in log


def test_the_kits_own_errors_keep_their_kind_and_their_sentence(tmp_path, output, write_notebook):
    cell = "from spp_research import open_school\nopen_school('example', 'oakfeld', 'school')"
    error = failure(write_notebook(tmp_path / "n.ipynb", cell), output)
    assert type(error) is ConfigurationError
    assert "oakfeld" in str(error) and "oakfield" in str(error)
    assert not log_of(output).exists()


def test_what_a_cell_says_in_the_kits_name_is_not_passed_on(tmp_path, output, write_notebook):
    """It may be what a pupils' file says."""
    cell = (
        "from spp_research.errors import EvidenceError\nraise EvidenceError('Pupil 0047 scored 72')"
    )
    error = failure(write_notebook(tmp_path / "n.ipynb", cell), output)
    assert "0047" not in str(error)
    assert "0047" not in log_of(output).read_text(encoding="utf-8")


def test_a_full_disk_met_by_a_cell_is_said_plainly(tmp_path, output, write_notebook):
    notebook = write_notebook(tmp_path / "n.ipynb", "raise OSError(28, 'No space left on device')")
    error = failure(notebook, output)
    assert type(error) is ConfigurationError
    assert "the disk is full" in str(error)


def test_a_notebook_that_takes_too_long_is_stopped(run, tmp_path, output, snapshot, write_notebook):
    notebook = write_notebook(tmp_path / "n.ipynb", "x = 1", "import time; time.sleep(60)")
    with pytest.raises(NotebookError) as caught:
        execute(notebook, GIVEN, output, time_limit=2)
    assert str(caught.value) == snapshot
    assert not run._live


def test_a_kernel_that_dies_is_said_plainly(run, tmp_path, output, snapshot, write_notebook):
    notebook = write_notebook(tmp_path / "n.ipynb", "import os; os._exit(1)")
    assert str(failure(notebook, output)) == snapshot
    assert not run._live


WAYS_OUT = {
    "exit": "exit()",
    "quit without brackets": "quit",
    "in a function": "def f():\n    exit()\nf()",
    "asked of IPython": "get_ipython().ask_exit()",
    "sys.exit": "import sys; sys.exit()",
    "raised": "raise SystemExit",
    "at once": "import os; os._exit(0)",
    "at once, by another name": "from os import _exit as bye\nbye(7)",
}


@pytest.mark.parametrize("way", WAYS_OUT)
@pytest.mark.slow
def test_a_cell_that_ends_python_is_said_to_have(run, tmp_path, output, write_notebook, way):
    """Be it the last cell or not: what answers to exit() goes on for a moment."""
    for cells in ([WAYS_OUT[way]], ["x = 1", WAYS_OUT[way], "y = 2", "z = 3"]):
        notebook = write_notebook(tmp_path / "n.ipynb", *cells)
        said = str(failure(notebook, output))
        assert f"code cell {2 if len(cells) == 1 else 3}: the cell ends Python itself" in said
        assert "memory" not in said
        assert not run._live


def test_a_kernel_that_is_killed_may_have_wanted_memory(tmp_path, output, write_notebook):
    kill = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert "ran out of memory" in str(failure(write_notebook(tmp_path / "n.ipynb", kill), output))


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ("exit()", True),
        ("x = 1\nif x: quit()", True),
        ("    os._exit(0)", True),
        ("exit", True),
        ("import sys\nsys.exit()", True),
        ("exit = 3", False),
        ("print('exit()') # exit()", False),
        ("exit_velocity(3)", False),
    ],
)
def test_a_kernel_that_a_cell_ended_is_not_said_to_have_wanted_memory(tmp_path, output, line, ends):
    """Whether the kernel is gone before the next cell is a race, so the death is made up."""
    from nbclient.exceptions import DeadKernelError

    place = engine._Place()
    place.cell, place.source = 2, line
    error = DeadKernelError("Kernel died")
    said = str(engine._translated(tmp_path / "n.ipynb", place, error, output, None))
    assert ("the cell ends Python itself, with" in said) == ends
    assert ("memory" in said) != ends


def test_a_launch_is_tried_again_when_a_port_is_taken(
    tmp_path, output, monkeypatch, write_notebook
):
    launches = []
    command = kernels._manager_base().format_kernel_cmd

    def first_one_dies(self, extra_arguments=None):
        launches.append(1)
        if len(launches) == 1:
            return [sys.executable, "-c", "raise SystemExit('Address already in use')"]
        return command(self, extra_arguments)

    monkeypatch.setattr(kernels._manager_base(), "format_kernel_cmd", first_one_dies)
    execute(write_notebook(tmp_path / "n.ipynb", "print(school)"), GIVEN, output)
    assert len(launches) == 2
    assert printed(output) == ["012345\n"]


@pytest.mark.slow
def test_a_kernel_that_never_starts_sends_the_reader_to_the_doctor(
    run, tmp_path, output, monkeypatch, snapshot, write_notebook
):
    never = [sys.executable, "-c", "raise SystemExit('Address already in use')"]
    monkeypatch.setattr(
        kernels._manager_base(), "format_kernel_cmd", lambda self, extra_arguments=None: never
    )
    assert str(failure(write_notebook(tmp_path / "n.ipynb", "1"), output)) == snapshot
    assert "Address already in use" in log_of(output).read_text(encoding="utf-8")
    assert "did not start" not in run.engine()  # it was not a forked one


@pytest.mark.parametrize(
    "given",
    [{**GIVEN, "scool": "oakfield"}, {"workspace": "w", "audience": "school"}],
    ids=["unknown", "missing"],
)
def test_parameters_must_be_the_ones_declared(tmp_path, output, given, snapshot, write_notebook):
    notebook = write_notebook(tmp_path / "n.ipynb", "open('ran', 'w')")
    assert str(failure(notebook, output, given)) == snapshot
    assert not (tmp_path / "ran").exists()


def test_a_notebook_without_a_parameters_cell_is_refused(
    tmp_path, output, snapshot, write_notebook
):
    notebook = write_notebook(tmp_path / "n.ipynb", "1", parameters=None)
    assert str(failure(notebook, output)) == snapshot


def test_a_file_that_is_no_notebook_is_refused(tmp_path, output, snapshot):
    notebook = tmp_path / "n.ipynb"
    notebook.write_text("{ not JSON", encoding="utf-8")
    assert str(failure(notebook, output)) == snapshot


def test_a_missing_notebook_says_how_to_get_it_back(tmp_path, output):
    error = failure(tmp_path / "here" / "notebooks" / "n.ipynb", output)
    assert type(error) is TemplateError
    assert str(error).endswith(f"spp init {tmp_path / 'here'}")


def test_stopping_ends_a_running_kernel_and_starts_no_other(run, tmp_path, output, write_notebook):
    running = tmp_path / "running"
    cell = f"open({str(running)!r}, 'w').close()\nimport time; time.sleep(1200)"
    sleeping = write_notebook(tmp_path / "n.ipynb", cell)
    met: list[Exception] = []

    def wait_for_it() -> None:
        try:
            execute(sleeping, GIVEN, output)
        except NotebookError as error:
            met.append(error)

    thread = threading.Thread(target=copy_context().run, args=(wait_for_it,))
    thread.start()
    until = time.monotonic() + 300
    while not running.exists() and time.monotonic() < until:
        time.sleep(0.05)
    run.stop()
    thread.join(300)
    assert not thread.is_alive()
    assert not run._live
    assert "stopped before it had finished" in str(met[0])
    assert "stopped before it had finished" in str(failure(sleeping, output))


def test_what_an_error_said_is_left_out_and_it_is_told_where_to_read_it(
    tmp_path, output, write_notebook
):
    said = str(failure(write_notebook(tmp_path / "n.ipynb", "raise ValueError('P0417')"), output))
    assert said.endswith("left out: run the notebook in JupyterLab to read it.")
    assert "P0417" not in said
    plain = str(failure(write_notebook(tmp_path / "n.ipynb", "1 / 0"), output))
    assert "JupyterLab" not in plain  # Python's own words are there already
