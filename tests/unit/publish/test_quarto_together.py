"""One Quarto writes several reports: they wait for each other, and none for what does not come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path

import pytest

from spp_research.errors import RenderError
from spp_research.publish import quarto
from spp_research.publish.quarto_together import Together, together
from spp_research.run import kernels

QUARTO = quarto.Quarto(Path("quarto"), "1.10.18")
FORMATS = ("html", "docx", "pdf")


@pytest.fixture
def drawn(monkeypatch) -> Iterator[list[list[str]]]:
    """Which reports each Quarto was given; it fails at those that are called bad."""
    found: list[list[str]] = []

    def draw(program, reports):
        found.append([report.folder.name for report in reports])
        if bad := [report for report in reports if report.folder.name.startswith("bad")]:
            raise RenderError(f"{bad[0].folder / 'report.qmd'}: Quarto could not make it.")
        if any(report.folder.name.startswith("unread") for report in reports):
            raise PermissionError("a figure may not be read")

    monkeypatch.setattr(quarto, "draw", draw)
    yield found


def report(name: str, formats: tuple[str, ...] = FORMATS) -> quarto.Report:
    return quarto.Report(Path(name), formats, Path("style"), other_scripts=False)


def run(
    names: list[str],
    workers: int = 2,
    most: int = 12,
    make: Callable[[str], quarto.Report] = report,
) -> dict[str, str]:
    """Make these reports as a run does; what went wrong with each, if something did."""
    reports, wrong = Together(workers, most), {}
    at_once, most_at_once, lock = 0, 0, threading.Lock()

    def one(name: str) -> None:
        nonlocal at_once, most_at_once
        with reports.making():
            with lock:
                at_once += 1
                most_at_once = max(most_at_once, at_once)
            if name.startswith("early"):  # as one that has not changed, or whose notebook fails
                with lock:
                    at_once -= 1
                return
            with lock:
                at_once -= 1
            try:
                reports.draw(QUARTO, make(name))
            except (RenderError, PermissionError) as error:
                wrong[name] = str(error)

    with ThreadPoolExecutor(reports.threads) as pool:
        for future in [pool.submit(copy_context().run, one, name) for name in names]:
            future.result(timeout=20)
    assert most_at_once <= workers
    return wrong


def test_all_of_a_run_are_given_to_one(drawn):
    assert run(["a", "b", "c", "early", "d"]) == {}
    assert sorted(name for batch in drawn for name in batch) == ["a", "b", "c", "d"]
    assert len(drawn) < 4


def test_no_more_than_so_many_are(drawn):
    assert run([f"{n}" for n in range(30)], most=5) == {}
    assert sorted(len(batch) for batch in drawn)[-1] == 5
    assert sum(map(len, drawn)) == 30


def test_one_that_fails_is_named_and_the_others_are_made(drawn):
    assert run(["a", "bad", "c"]) == {"bad": f"{Path('bad/report.qmd')}: Quarto could not make it."}
    alone = [batch for batch in drawn if len(batch) == 1]
    assert {"a", "bad", "c"} <= {name for batch in drawn for name in batch}
    assert alone.count(["bad"]) == 1  # and not once more where it was alone anyhow


def test_one_whose_files_cannot_be_read_does_not_stop_the_others(drawn):
    assert run(["a", "unread", "b"]) == {"unread": "a figure may not be read"}
    assert sorted(drawn[0]) == ["a", "b", "unread"] and len(drawn) == 4


def test_many_that_fail_are_each_named(drawn):
    names = [f"bad{n}" for n in range(7)]
    assert sorted(run([*names, "good"], workers=1, most=4)) == names


def test_what_no_project_can_hold_together_is_given_to_several(drawn):
    formats = {"a": ("html",), "b": ("html",), "c": FORMATS}
    run([*formats], make=lambda name: report(name, formats[name]))
    assert all("c" not in batch or batch == ["c"] for batch in drawn)


def test_outside_of_a_run_each_is_written_by_itself(drawn):
    assert quarto.drawing.get() is quarto._draw_alone
    with together(2) as reports:
        assert quarto.drawing.get() == reports.draw
    quarto.drawing.get()(QUARTO, report("a"))
    assert drawn == [["a"]]


def stopped_while(drawn_by: Callable[[kernels.Kernels, list[list[str]]], None], monkeypatch):
    """What is said of two reports whose run is stopped in the midst of the Quarto of both."""
    found: list[list[str]] = []
    wrong: dict[str, str] = {}
    with kernels.for_run() as of_run:
        reports = Together(1, most=2)

        def draw(program, batch):
            found.append([one.folder.name for one in batch])
            drawn_by(of_run, found)

        def one(name: str) -> None:
            with reports.making():
                try:
                    reports.draw(QUARTO, report(name))
                except RenderError as error:
                    wrong[name] = str(error)

        monkeypatch.setattr(quarto, "draw", draw)
        with ThreadPoolExecutor(2) as pool:
            for future in [pool.submit(copy_context().run, one, name) for name in "ab"]:
                future.result(timeout=20)
    return found, wrong


def test_none_is_begun_again_once_the_run_is_stopped(monkeypatch):
    def ended(of_run, _found):
        of_run.stop()
        raise RenderError("a/report.qmd: stopped before it was written.")

    found, wrong = stopped_while(ended, monkeypatch)
    assert found in ([["a", "b"]], [["b", "a"]]) and sorted(wrong) == ["a", "b"]
    assert all(said.endswith(": stopped before it was written.") for said in wrong.values())


def test_what_a_killed_quarto_was_writing_is_written_by_each_itself(monkeypatch):
    def ended(_run, found):
        if len(found) == 1:
            raise RenderError("a/report.qmd: Quarto 1.10.18 could not make the document.")

    found, wrong = stopped_while(ended, monkeypatch)
    assert wrong == {} and sorted(found[1:]) == [["a"], ["b"]]
