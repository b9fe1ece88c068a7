"""What every test can use: the example partnership, a workspace of its own, `spp`, a browser."""

from __future__ import annotations

import gc
import json
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import example_counts
import pytest
import read_once
from example_copy import copy_riverside
from firefox import Firefox, firefox
from in_process import leave_charts_white, notebooks_run_here

from spp_research.catalogue import ENGLISH, speaking

if TYPE_CHECKING:
    from playwright.sync_api import Browser


read_once.install()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the slow tests as well")


def _wants_slow(config: pytest.Config) -> bool:
    return config.getoption("--slow") or "slow" in config.getoption("-m")


def pytest_configure(config: pytest.Config) -> None:
    example_counts.begin(whole=_wants_slow(config))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the slow tests out, once all the others know of them: their snapshots are in use."""
    if _wants_slow(config):
        return
    slow = [item for item in items if "slow" in item.keywords]
    if slow:
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if "slow" not in item.keywords]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, Any, Any]:
    """What is collected stays, so that to look for what can be freed meanwhile finds nothing."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """What was collected stays to the end: nobody need look through it for what can be freed."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)  # what tests leave in circles is little, and soon


@pytest.fixture(autouse=True)
def in_the_kits_own_words() -> Iterator[None]:
    """Each test begins with the kit's own words, whatever workspace another one opened."""
    with speaking(ENGLISH):
        yield


@pytest.fixture(scope="session", autouse=True)
def warm() -> Iterator[None]:
    """One process to fork kernels from for all the runs of a test process, while it is sound."""
    from spp_research.run.kernels import kept_warm

    with kept_warm():
        yield


# Where each test makes all that it needs, its tests may run anywhere; elsewhere the tests of a
# file share what one of them made, and those of the site share the site.
_ALONE = ("tests/cli/", "tests/fail_cases/", "tests/golden/", "tests/notebooks/")
_TOGETHER = ("tests/pages_site/",)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each worker whole files, so that what a file makes for its tests is made once."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            if nodeid.startswith(_ALONE):
                return nodeid
            return next((f for f in _TOGETHER if nodeid.startswith(f)), nodeid.partition("::")[0])

    return ByFile(config, log) if config.getvalue("dist") == "load" else None


@pytest.fixture
def read_anew() -> Iterator[None]:
    """No file is taken as read because a test before has read it; see `read_once`."""
    with read_once.anew():
        yield


@pytest.fixture
def riverside(tmp_path: Path) -> Path:
    """A copy of the example partnership, to break or to make reports from."""
    return copy_riverside(tmp_path / "riverside")


PARAMETERS = 'workspace = "example"\nschool = "oakfield"\naudience = "school"'


def _cell(kind: str, source: str, number: int, **metadata: object) -> dict[str, object]:
    """A cell as a notebook's file holds it, which is plain enough to do without nbformat."""
    cell = {"id": f"cell-{number}", "cell_type": kind, "metadata": metadata, "source": source}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})


@pytest.fixture
def write_notebook() -> Callable[..., Path]:
    """Write a tiny notebook: a heading, a parameters cell (unless None) and these code cells."""

    def write(path: Path, *cells: str, parameters: str | None = PARAMETERS) -> Path:
        cells_of = [_cell("markdown", "# A notebook", len(cells) + 1)]
        if parameters is not None:
            cells_of.append(_cell("code", parameters, len(cells), tags=["parameters"]))
        cells_of += [_cell("code", cell, number) for number, cell in enumerate(cells)]
        spec = {"name": "python3", "language": "python", "display_name": "Python 3"}
        notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": spec}}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook | {"cells": cells_of}), encoding="utf-8")
        return path

    return write


@pytest.fixture
def in_this_process() -> Iterator[None]:
    """The kit's own notebooks run here; see `in_process`."""
    with notebooks_run_here():
        yield


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


@pytest.fixture
def words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts for their words."""
    leave_charts_white(monkeypatch)


BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def chromium() -> str:
    """Where Chromium is; empty if it is not installed."""
    named = os.environ.get("SPP_CHROMIUM")
    return next((at for name in (named, *BROWSERS) if name and (at := shutil.which(name))), "")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, where it is installed.

    One a file: Playwright allows no second in a process, and while it is there an event loop runs,
    which no kernel could be started beside.
    """
    found = chromium()
    if not found:
        pytest.skip("no Chromium on PATH (or named by SPP_CHROMIUM) to open the pages with")
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def in_firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """Firefox, where it is installed."""
    found = firefox()
    if not found:
        pytest.skip("no Firefox on PATH (or named by SPP_FIREFOX) to open the pages with")
    opened = Firefox(found, tmp_path_factory.mktemp("firefox") / "profile")
    yield opened
    opened.close()
