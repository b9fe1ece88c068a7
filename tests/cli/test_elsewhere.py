"""What is otherwise on the laptops of schools: open files, consoles, ends of lines, paths.

Windows itself is where the workflow in .github runs these tests; docs/where_it_runs.md says what
was run where.
"""

from __future__ import annotations

import builtins
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from example_copy import copy_riverside

from spp_research.cli import main

ROOT = Path(__file__).resolve().parents[2]
IN_USE = "The process cannot access the file because it is being used by another process"
TEXTS = (".json", ".jsonl", ".yml", ".txt", ".csv", ".ipynb", ".md", ".qmd", ".lua", ".css")
WRITES = (
    "status",
    "share --school oakfield",
    "plan",
    "site",
    "report review-summary --school oakfield --force",
    "report partnership-report --force",
    "init .",
    "templates data_templates",
    "add-school Wren",
    "new-cycle 2026-27 --yes",
    "check",
)
HARMLESS = ("init .", "check", "add-school Wren")  # they need not write what is there
LONGEST = 110  # a school's short name may have 27 characters more than any of the example


def spp(*arguments: str) -> int:
    """The exit code of a command in this process; what is no `SystemExit` is ours, and fails."""
    try:
        main(list(arguments))
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(bool(stop.code))
    return 0


def marks(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.blake2b(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The example with a report, what was shared, the site and everything else a lead has made."""
    here = Path.cwd()
    root = copy_riverside(tmp_path_factory.mktemp("elsewhere") / "riverside")
    os.chdir(root)
    try:
        for command in (
            "init .",
            "report review-summary --school oakfield",
            "share",
            "status",
            "plan",
            "site",
        ):
            assert spp(*command.split()) == 0, command
    finally:
        os.chdir(here)
    return root


@pytest.fixture
def workspace(made, tmp_path, monkeypatch) -> Path:
    root = shutil.copytree(made, tmp_path / "workspace")
    monkeypatch.chdir(root)
    return root


class Locked:
    """Every file that is there is open in another program, as Windows has it.

    It may be read; it may not be written, replaced, renamed or deleted, nor may a folder with it.
    """

    def __init__(self, root: Path) -> None:
        files = [path for path in root.rglob("*") if path.is_file()]
        self.held = {str(path) for path in files}
        self.held |= {
            str(above) for path in files for above in path.parents if root in above.parents
        }

    def refuse(self, *paths: object) -> None:
        for path in paths:
            if isinstance(path, str | os.PathLike) and str(Path(path).absolute()) in self.held:
                raise PermissionError(13, IN_USE, str(path))

    def patch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        really = {
            name: getattr(os, name) for name in ("replace", "rename", "unlink", "remove", "rmdir")
        }
        for name, do in really.items():

            def refused(path, *others, do=do, **more):
                self.refuse(path, *others)
                return do(path, *others, **more)

            monkeypatch.setattr(os, name, refused)
        opened = io.open

        def guarded(file, mode="r", *others, **more):
            if set(mode) & set("wax+"):
                self.refuse(file)
            return opened(file, mode, *others, **more)

        monkeypatch.setattr(io, "open", guarded)
        monkeypatch.setattr(builtins, "open", guarded)
        monkeypatch.setattr(shutil, "_use_fd_functions", False)


@pytest.mark.slow
@pytest.mark.parametrize("command", WRITES)
def test_with_every_file_open_elsewhere_a_command_says_so_and_leaves_all_as_it_was(
    command, workspace, monkeypatch, capsys
):
    before = marks(workspace)
    with monkeypatch.context() as there:
        Locked(workspace).patch(there)
        code = spp(*command.split())
    said = capsys.readouterr().err
    assert code == (0 if command in HARMLESS else 10)
    assert bool(code) == (f"cannot be written ({IN_USE}). Close " in said)
    after = marks(workspace)
    assert {name: after.get(name) for name in before} == before
    left = sorted(set(after) - set(before))
    assert [name for name in left if Path(name).name.startswith(".")] == []


@pytest.mark.slow
def test_a_school_is_added_while_the_leads_workbook_is_open(workspace, monkeypatch, capsys):
    """The row is then the lead's to write, in the workbook that is open."""
    with monkeypatch.context() as there:
        Locked(workspace).patch(there)
        assert spp("add-school", "Wren") == 0
    assert capsys.readouterr().out.splitlines()[2:] == [
        "partnership.xlsx was left as it is. Close it, and add a row to its sheet “The schools”: "
        "wren under “School short name”, Wren under “School name”.",
        "Next: fill in partnership.xlsx, send the school its workbook, and run: spp check",
    ]
    assert (workspace / "schools/wren/evidence.xlsx").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["cp437", "cp850", "cp1252", "ascii"])
def test_an_old_console_shows_what_it_can(encoding, tmp_path):
    faulty = shutil.copytree(ROOT / "examples/faulty", tmp_path / "faulty")
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    ran = subprocess.run(
        [sys.executable, "-m", "spp_research", "check", "--workspace", faulty],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 11
    assert not ran.stderr
    assert "E7 (Pupils on roll)" in ran.stdout.decode(encoding)


@pytest.mark.slow
def test_a_workspace_whose_lines_end_as_on_windows_is_the_same_workspace(workspace, capsys):
    """As git leaves it there: nothing is a fault, and what was signed is still signed."""
    front = (workspace / "reports/index.html").read_text(encoding="utf-8")
    for path in workspace.rglob("*"):
        if path.suffix in TEXTS and "_site" not in path.parts and path.name != "report.qmd":
            path.write_bytes(re.sub(rb"\r?\n", b"\r\n", path.read_bytes()))
    assert spp("check") == 0
    assert spp("report", "review-summary", "--school", "oakfield") == 0
    assert "draft" not in capsys.readouterr().err
    report = workspace / "reports/oakfield/review-summary/report.html"
    assert "Signed off by Ruth Adeyemi" in report.read_text(encoding="utf-8")
    assert spp("status") == 0
    again = (workspace / "reports/index.html").read_text(encoding="utf-8")
    assert re.findall(r"\d+ of them signed off", again) == re.findall(
        r"\d+ of them signed off", front
    )


@pytest.mark.slow
def test_names_of_folders_may_be_long_and_of_any_letters(made, tmp_path, monkeypatch, capsys):
    above = tmp_path / "Ysgol Tŷ’r Coed & 学校 — peer review (2025–26)" / ("d" * 60) / ("e" * 60)
    root = shutil.copytree(made, above / "our files")
    monkeypatch.chdir(root)
    for command in ("check", "report review-summary --school oakfield --force", "site", "share"):
        assert spp(*command.split()) == 0, capsys.readouterr().err


@pytest.mark.slow
def test_what_the_kit_makes_leaves_room_for_a_long_folder_above(made):
    """Windows knows paths of 259 characters unless somebody has allowed longer ones."""
    longest = max(len(str(path.relative_to(made))) for path in made.rglob("*"))
    names = {path.name for path in made.rglob("*")}
    assert longest <= LONGEST
    assert not [name for name in names if re.search(r'[<>:"|?*\\]|[. ]$', name)]
