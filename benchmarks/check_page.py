"""How long the check page takes until it is ready, and where the time goes.

    python benchmarks/check_page.py [--page check.html another.html] [--times 5]

The page is opened from its file in a new Chromium each time, without a network. For each step the
middle of all times is printed: by the clock, and in processor time of all of Chromium's processes,
of which those that run beside each other count together. Then a school's workbook is checked, and
again, when everything is loaded.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from spp_research.check_page import build

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "examples" / "riverside" / "schools" / "oakfield" / "evidence.xlsx"
MINUTES = 60_000
# What is waited for, and what it ends: the words that the page shows while it loads.
STEPS = (
    ("the page is read, and its script runs", "Unpacking…"),
    ("Pyodide is unpacked", "Starting Python…"),
    ("Python starts", "Loading the checks…"),
    ("the checks are loaded", "Ready"),
)
_TICKS = os.sysconf("SC_CLK_TCK")


def _children(of: int) -> Iterator[int]:
    """Every process that began with this one, and itself."""
    parents: dict[int, list[int]] = defaultdict(list)
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            after = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(after[1])].append(int(folder.name))
    waiting = [of]
    while waiting:
        yield (one := waiting.pop())
        waiting += parents[one]


def _cpu() -> float:
    """Processor seconds of all that this process has begun; its own are not among them."""
    spent = 0
    for process in _children(os.getpid()):
        if process == os.getpid():
            continue
        try:
            after = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        spent += int(after[11]) + int(after[12])
    return spent / _TICKS


def once(page: Path) -> list[tuple[str, float, float]]:
    """Open the page once: each step with its seconds by the clock and of the processor."""
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--no-first-run"],
        )
        tab = browser.new_context(offline=True).new_page()
        clock, cpu = time.perf_counter(), _cpu()

        def lap(step: str) -> None:
            nonlocal clock, cpu
            now, spent = time.perf_counter(), _cpu()
            found.append((step, now - clock, spent - cpu))
            clock, cpu = now, spent

        tab.goto(page.as_uri(), wait_until="commit")
        for step, words in STEPS:
            # A step that is over before it is looked for counts with the next one.
            later = [text for _, text in STEPS[[w for _, w in STEPS].index(words) :]]
            tab.wait_for_function(
                "later => later.includes(document.getElementById('step')?.textContent)",
                arg=later,
                polling=20,
                timeout=4 * MINUTES,
            )
            lap(step)
        for step in ("the first workbook is checked", "the same once more"):
            tab.evaluate("document.getElementById('found').hidden = true")
            tab.set_input_files("#files", BOOK)
            tab.wait_for_selector("#found:not([hidden])", timeout=2 * MINUTES)
            lap(step)
        browser.close()
    return found


def _main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--page", type=Path, nargs="*", help="pages that are built already")
    asked.add_argument("--times", type=int, default=5)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="spp-page-") as scratch:
        pages = [page.resolve() for page in given.page or ()]
        if not pages:
            pages = [Path(scratch) / "check.html"]
            build.place(pages[0])
        turns = [[once(page) for page in pages] for _ in range(given.times)]  # they take turns
        load = os.getloadavg()[0]
        sizes = ", ".join(f"{page.name} {page.stat().st_size / 1e6:.1f} MB" for page in pages)
        print(f"{sizes}; {load:.0f} processes waited on {os.cpu_count()} cores")
    for number, page in enumerate(pages):
        print(f"\n| {page.name} | processor, s | by the clock, s |\n|---|---:|---:|")
        _table([turn[number] for turn in turns])


def _table(runs: list[list[tuple[str, float, float]]]) -> None:
    ready = [0.0, 0.0]
    for number, (step, _, _) in enumerate(runs[0]):
        clock, cpu = (median(run[number][at] for run in runs) for at in (1, 2))
        print(f"| {step} | {cpu:.2f} | {clock:.2f} |")
        if number < len(STEPS):
            ready = [ready[0] + cpu, ready[1] + clock]
        if number == len(STEPS) - 1:
            print(f"| **ready** | **{ready[0]:.2f}** | **{ready[1]:.2f}** |")


if __name__ == "__main__":
    sys.exit(_main())
