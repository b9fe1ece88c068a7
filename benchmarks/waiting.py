"""How long somebody waits: for a first document, and from Save to the page that is open.

Run: python benchmarks/waiting.py [--kit FOLDER ...] [--repeats 3] [--saves 5]

Each kit is a folder with the package in it, such as another checkout, and they take turns, so that
a busy moment meets them all. A first document is one `spp report` of one school in three formats,
in a fresh copy of the example each time. A save puts a workbook with one other text in the place
of the one before, as Excel does, and the page is what the browser is told. CPU seconds are those of
all processes together, and what to compare where the machine does other work.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCHOOL, KIND = "oakfield", "review-summary"


def environment(kit: Path) -> dict[str, str]:
    """In which `python -m spp_research` is this kit, compiled once as wherever it is used."""
    own = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return {**own, "PYTHONPATH": str(kit)}


@contextmanager
def workspace() -> Iterator[Path]:
    """A fresh copy of the example."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "riverside"
        shutil.copytree(ROOT / "examples" / "riverside", place)
        yield place


def first_report(kit: Path) -> tuple[float, float, dict[str, float]]:
    """Seconds by the clock, of the processor, and of each step, for one first document."""
    with workspace() as place:
        call = [sys.executable, "-m", "spp_research", "report", KIND, "--school", SCHOOL]
        before, begun = used(), time.perf_counter()
        done = subprocess.run(
            [*call, "--workspace", str(place)],
            env=environment(kit),
            cwd=place,
            capture_output=True,
            text=True,
            check=False,
        )
        wall = time.perf_counter() - begun
        if done.returncode:
            raise SystemExit(done.stderr)
        manifest = json.loads((place / "reports" / SCHOOL / KIND / "manifest.json").read_text())
        return wall, used() - before, manifest["seconds"]


def used() -> float:
    """Processor seconds of all the processes that have ended and were waited for."""
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


def saves(kit: Path, number: int) -> list[tuple[float, float, dict[str, float]]]:
    """The same from Save to page, for a number of saves while one `spp watch` runs."""
    found = []
    with workspace() as place:
        call = [sys.executable, "-u", "-m", "spp_research", "watch", "--workspace", str(place)]
        process = subprocess.Popen(
            [*call, "--school", SCHOOL, "--kind", KIND],
            env=environment(kit),
            cwd=place,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            address = until(process, "http://").split()[-1].removesuffix("/index.html")
            until(process, "Ready")
            threading.Thread(target=process.stdout.read, daemon=True).start()
            book = place / "schools" / SCHOOL / "evidence.xlsx"
            manifest = place / "reports" / SCHOOL / KIND / "manifest.json"
            for turn in range(number):
                anew = with_another_text(book, f"Talk is planned for in most lessons ({turn}).")
                told = threading.Event()
                page = f"{address}/{SCHOOL}/{KIND}/report.html"
                listener = threading.Thread(target=listen, args=(page, told), daemon=True)
                listener.start()
                time.sleep(2)  # what is noted after a run is noted by now
                cpu, begun = of_all(process.pid), time.perf_counter()
                anew.replace(book)
                if not told.wait(120):
                    raise SystemExit("the page was not told of a new version")
                wall = time.perf_counter() - begun
                time.sleep(1)
                seconds = json.loads(manifest.read_text())["seconds"]
                found.append((wall, of_all(process.pid) - cpu, seconds))
        finally:
            process.terminate()
            process.wait(30)
    return found


def until(process: subprocess.Popen, text: str) -> str:
    """The next line that has this text."""
    for line in process.stdout:
        if text in line:
            return line
    raise SystemExit("spp watch has ended")


def listen(page: str, told: threading.Event) -> None:
    """Ask for a page as a browser does, and wait to be told that there is a new one."""
    text = urllib.request.urlopen(page).read().decode()
    asks = re.search('data-changes="([^"]+)"', text)[1].replace("&amp;", "&")
    with urllib.request.urlopen("/".join(page.split("/")[:3]) + asks) as news:
        for line in news:
            if line.startswith(b"event: made"):
                told.set()
                return


def with_another_text(book: Path, text: str) -> Path:
    """The workbook with another finding, beside it under a name that nobody reads."""
    import openpyxl

    read = openpyxl.load_workbook(book)
    read["Findings"]["E7"] = text
    anew = book.with_name("A1B2C3D4.tmp")
    read.save(anew)
    return anew


def of_all(pid: int) -> float:
    """Processor seconds of a process and all that it has started, ended or not (Linux)."""
    known: dict[int, tuple[int, float]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parts = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks = sum(map(int, parts[11:15]))
        known[int(stat.parent.name)] = int(parts[1]), ticks / os.sysconf("SC_CLK_TCK")
    theirs = {pid}
    while more := {one for one, (parent, _) in known.items() if parent in theirs} - theirs:
        theirs |= more
    return sum(known[one][1] for one in theirs if one in known)


def show(what: str, runs: list[tuple[float, float, dict[str, float]]]) -> None:
    """One row: the middle and the range of both, and where it goes by the clock."""
    wall, cpu = [run[0] for run in runs], [run[1] for run in runs]
    steps = {
        step: round(statistics.median(run[2].get(step, 0) for run in runs), 2)
        for step in runs[0][2]
    }
    print(
        f"| {what} | {statistics.median(wall):.2f} | {min(wall):.2f} to {max(wall):.2f} "
        f"| {statistics.median(cpu):.2f} | {min(cpu):.2f} to {max(cpu):.2f} | {steps} |"
    )


def main() -> None:
    """Measure, and print the rows of a table."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--kit", type=Path, nargs="*", default=[ROOT])
    asked.add_argument("--repeats", type=int, default=3)
    asked.add_argument("--saves", type=int, default=5)
    wanted = asked.parse_args()
    kits = [kit.resolve() for kit in wanted.kit]
    firsts: dict[Path, list] = {kit: [] for kit in kits}
    for _ in range(wanted.repeats):
        for kit in kits:
            firsts[kit].append(first_report(kit))
    print("| | s by the clock | from, to | CPU s | from, to | steps, s by the clock |")
    print("|---|---:|---:|---:|---:|---|")
    for kit, runs in firsts.items():
        show(f"a first document, {kit.name}", runs)
    for kit in kits if wanted.saves else ():
        show(f"from Save to page, {kit.name}", saves(kit, wanted.saves))
    begun = time.process_time()
    sum(number * number for number in range(10**7))
    print(f"Ten million squares in plain Python: {time.process_time() - begun:.2f} CPU s.")


if __name__ == "__main__":
    main()
