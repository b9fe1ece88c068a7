"""What every test can use: the example partnership, a workspace of its own, the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from example_copy import copy_riverside


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow tests as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--slow") or "slow" in config.getoption("-m"):
        return
    slow = [item for item in items if "slow" in item.keywords]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if "slow" not in item.keywords]


@pytest.fixture
def riverside(tmp_path: Path) -> Path:
    """A copy of the example partnership, to break or to make reports from."""
    return copy_riverside(tmp_path / "riverside")


PARAMETERS = 'workspace = "example"\nschool = "oakfield"\naudience = "school"'


@pytest.fixture
def write_notebook() -> Callable[..., Path]:
    """Write a tiny notebook: a heading, a parameters cell (unless None) and these code cells."""

    def write(path: Path, *cells: str, parameters: str | None = PARAMETERS) -> Path:
        import nbformat
        from nbformat import v4

        spec = {"name": "python3", "language": "python", "display_name": "Python 3"}
        notebook = v4.new_notebook(metadata={"kernelspec": spec})
        notebook.cells.append(v4.new_markdown_cell("# A notebook"))
        if parameters is not None:
            tags = {"tags": ["parameters"]}
            notebook.cells.append(v4.new_code_cell(parameters, metadata=tags))
        notebook.cells += [v4.new_code_cell(cell) for cell in cells]
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, path)
        return path

    return write


@dataclass(frozen=True)
class Ran:
    """What a command printed and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The JSON document on stdout."""
        return json.loads(self.out)


@pytest.fixture
def spp(capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run `spp` with these arguments, in this process."""

    def run(*arguments: object) -> Ran:
        from spp_research.cli import main

        capfd.readouterr()
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else int(bool(stop.code))
        else:
            code = 0
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return run
