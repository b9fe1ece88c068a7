"""A build that ends in its midst leaves the website whole, and the next is as one from nothing.

It is killed, the disk is full, or somebody stops it: at moments that chance chooses.
"""

from __future__ import annotations

import errno
import random
import shutil
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from in_process import leave_charts_white, notebooks_run_here

from spp_research.publish import placing
from spp_research.run.executors import InterruptedRunError
from spp_research.site.build import SiteResult, build_site
from spp_research.site.followed import Onlooker
from spp_research.site.store import FOLDER
from spp_research.workspace import open_workspace

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "riverside"
KILLS = 8

Files = dict[str, bytes]


@pytest.fixture
def place(tmp_path: Path, words_alone: None) -> Iterator[Path]:
    """A copy of the example with its website, whose notebooks run in this process."""
    made = shutil.ignore_patterns("reports", "_site", "*.checked.xlsx")
    with notebooks_run_here():
        here = shutil.copytree(EXAMPLE, tmp_path / "here", ignore=made)
        _build(here)
        yield here


@pytest.fixture
def changed(place: Path, tmp_path: Path) -> Files:
    """Change the day, which changes every page; the website as it is to be."""
    settings = place / "settings.yml"
    said = settings.read_text(encoding="utf-8")
    settings.write_text(said.replace("2026-07-10", "2026-07-11"), encoding="utf-8")
    copy = shutil.copytree(
        place, tmp_path / "from-nothing", ignore=shutil.ignore_patterns(FOLDER, "_site")
    )
    _build(copy)
    made = _files(copy / "_site")
    assert "practices/oakfield.html" in made
    assert made["practices/oakfield.html"] != _files(place / "_site")["practices/oakfield.html"]
    return made


def _build(place: Path, follow: Onlooker | None = None) -> SiteResult:
    given = {} if follow is None else {"follow": follow}
    return build_site(open_workspace(place), "pandoc", **given)


def _files(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _assert_as_from_nothing(place: Path, changed: Files) -> None:
    _build(place)
    assert _files(place / "_site") == changed
    kept = [path.name for path in (place / "reports" / FOLDER).iterdir()]
    assert not [name for name in kept if name.endswith(".new")]
    beside = {path.name for path in place.iterdir()}
    assert not {name for name in beside if "_site" in name and name != "_site"}


@pytest.mark.slow
@pytest.mark.skipif("forkserver" not in get_all_start_methods(), reason="a process is forked")
def test_killed_at_any_moment(place, changed, tmp_path):
    before, chance = _files(place / "_site"), random.Random(6)
    held = tmp_path / "held"
    shutil.copytree(place, held)
    _begun(int).join()  # once the process that others are forked from is ready
    began = time.monotonic()
    process = _begun(_build_alone, held)
    process.join()
    lasts = time.monotonic() - began
    assert process.exitcode == 0 and _files(held / "_site") == changed
    old = 0
    for part in sorted(chance.uniform(0.05, 1.0) for _ in range(KILLS)):
        process = _begun(_build_alone, place)
        time.sleep(lasts * part)
        process.kill()
        process.join()
        there = _files(place / "_site") if (place / "_site").is_dir() else {}
        assert there in (before, changed, {})  # without one only between two renames
        old += there == before
        if there != before:
            break
    assert old
    _assert_as_from_nothing(place, changed)


def _begun(do: Callable[..., object], *given: object) -> BaseProcess:
    """A process that does this, forked from one without threads.

    A copy of this one, which has some, would wait for ever for what they held when it was made.
    """
    forks = get_context("forkserver")
    forks.set_forkserver_preload(
        ["pytest", "matplotlib.backends.backend_agg", build_site.__module__]
    )
    process = forks.Process(target=do, args=given)
    process.start()
    return process


def _build_alone(place: Path) -> None:
    with pytest.MonkeyPatch.context() as patch, notebooks_run_here():
        leave_charts_white(patch)
        _build(place)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_the_disk_is_full_at_any_moment(seed, place, changed, monkeypatch):
    before, left = _files(place / "_site"), random.Random(seed).choice([3, 40, 90, 160])
    with monkeypatch.context() as patch:
        for whose, name in (
            (Path, "write_bytes"),
            (Path, "write_text"),
            (shutil, "copyfile"),
            (shutil, "copy2"),
        ):
            patch.setattr(whose, name, _until_full(getattr(whose, name), left + seed))
        try:
            _build(place)
        except OSError as error:
            assert placing.storage_error(error, place) is not None  # which says so in a sentence
            assert _files(place / "_site") == before
        else:
            assert _files(place / "_site") in (before, changed)
    _assert_as_from_nothing(place, changed)


def _until_full(write: Callable[..., object], left: int) -> Callable[..., object]:
    """A way to write that has room for so many files."""

    def written(*given: object, **named: object) -> object:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(*given, **named)

    return written


@pytest.mark.slow
@pytest.mark.parametrize("after", [0, 1, 3])
def test_somebody_stops_it(after, place, changed):
    before = _files(place / "_site")
    done: list[object] = []

    def told(job, outcome):
        if outcome is not None:
            done.append(outcome)

    with pytest.raises(InterruptedRunError):
        _build(place, Onlooker(event=told, stopped=lambda: len(done) >= after))
    assert _files(place / "_site") == before
    _assert_as_from_nothing(place, changed)


@pytest.mark.slow
def test_who_looks_on_is_told_of_every_school_and_of_what_is_left(place, changed):
    planned, steps, ended, stages = [], [], [], []
    _build(
        place,
        Onlooker(
            planned.append,
            lambda job, step: steps.append((job.school, step)),
            lambda job, outcome: outcome and ended.append((job.school, outcome.state)),
            stages.append,
        ),
    )
    assert planned == [len(ended)]
    assert ("oakfield", "made") in ended
    assert [step for school, step in steps if school == "oakfield"] == [
        "reading",
        "running the notebook",
        "exporting",
        "setting Word and PDF",
    ]
    assert stages[-2:] == ["looking at the links", "putting the website in place"]
    again: list[int] = []
    _build(place, Onlooker(planned=again.append))
    assert again in ([], [0])  # nothing is left to look at
