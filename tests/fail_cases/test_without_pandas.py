"""Reading and checking need neither pandas nor pandera, and tables find what typed rows find."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import test_fail_cases  # noqa: F401  (it declares every case)
from good_books import CASES

from spp_research import intake
from spp_research.workspace import open_workspace

EVERY = 24  # of the cases, which of them are tried at each save

# Reads again what was read, in a process that cannot load what a browser does not have.
AGAIN = """
import json, pickle, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"There is no {name} here.", name=name)

BLOCKED = {"pandas", "numpy", "pandera", "pydantic", "pydantic_core", "scipy", "matplotlib"}
sys.meta_path.insert(0, Absent())
from spp_research import intake

with open(sys.argv[1], "rb") as file:
    calls = pickle.load(file)
differ = []
for number, (name, args, named, expected) in enumerate(calls):
    found = getattr(intake, name)(*args, **named)
    readings = found if isinstance(found, list) else [found]
    if [reading.faults for reading in readings] != expected:
        differ.append(number)
for reading in readings:
    intake.write_checked(reading, reading.path.with_name("marked.checked.xlsx"))
print(json.dumps({
    "calls": len(calls),
    "differ": differ,
    "loaded": sorted(BLOCKED & {name.partition(".")[0] for name in sys.modules}),
}))
"""


def again(calls: list[tuple], folder: Path) -> dict:
    """What a process without pandas finds of the same files."""
    kept = folder / "calls.pickle"
    kept.write_bytes(pickle.dumps(calls))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", AGAIN, str(kept)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def recorded(monkeypatch) -> list[tuple]:
    """Every call of intake from now on, with what it found; its tables are made and compared."""
    calls: list[tuple] = []

    def watch(name: str) -> None:
        function = getattr(intake, name)

        def called(*args, **named):
            found = function(*args, **named)
            readings = found if isinstance(found, list) else [found]
            for reading in readings:
                assert set(reading.frames) >= set(reading.rows)  # each passes its schema
            calls.append((name, args, named, [reading.faults for reading in readings]))
            return found

        monkeypatch.setattr(intake, name, called)

    for name in ("read_workbook", "check_workspace", "check_school"):
        watch(name)
    return calls


def compared(cases, monkeypatch, tmp_path) -> None:
    calls = recorded(monkeypatch)
    for number, case in enumerate(cases):
        folder = tmp_path / str(number)
        folder.mkdir()
        case.faults(folder)
    assert len(calls) >= len(cases) // 2
    assert again(calls, tmp_path) == {"calls": len(calls), "differ": [], "loaded": []}


@pytest.mark.slow
def test_the_example_is_checked_without_pandas(monkeypatch, tmp_path, riverside):
    calls = recorded(monkeypatch)
    assert len(intake.check_workspace(open_workspace(str(riverside)))) > 20
    assert again(calls, tmp_path) == {"calls": 1, "differ": [], "loaded": []}


@pytest.mark.slow
def test_some_broken_workbooks_are_checked_alike_without_pandas(monkeypatch, tmp_path):
    compared(CASES[::EVERY], monkeypatch, tmp_path)


@pytest.mark.slow
def test_every_broken_workbook_is_checked_alike_without_pandas(monkeypatch, tmp_path):
    compared(CASES, monkeypatch, tmp_path)


COMMAND = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"pandas", "numpy", "pandera", "scipy", "matplotlib"}:
            raise ModuleNotFoundError(f"There is no {name} here.", name=name)

sys.meta_path.insert(0, Absent())
from spp_research.cli import main
sys.argv = ["spp", "check", "--workspace", sys.argv[1]]
main()
"""


@pytest.mark.slow
def test_the_command_that_checks_loads_no_pandas(riverside):
    # Signatures are looked into as well where something was remembered of one.
    (riverside / "schools" / "oakfield" / "signed").mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", COMMAND, str(riverside)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "24 workbooks checked. Reports can be made" in done.stdout
