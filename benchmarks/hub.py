"""What a hub's report costs as share files grow in number; prints a Markdown table.

    python benchmarks/hub.py                 # 200 files of 30 partnerships, and 2,000 of 300
    python benchmarks/hub.py 40 400          # so many files, about seven a partnership

The share files are those of the Riverside example, varied, each valid by the published format.
Each way of reading them has a process of its own, and is held against `json.loads` of the same
files: "kept" reads and checks each file as a partnership report does and keeps it; "folded" is what
the hub report does, one file at a time; "report" is the whole command, to a web page.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from spp_research.demo.hubs import make_hub
from spp_research.workspace import Workspace

SIZES = (200, 2000)
_PARTNERSHIP = 20 / 3  # schools


def parsed(folder: Path) -> object:
    """Every file as JSON, kept."""
    from spp_research.hub.gathering import hub_files

    return [json.loads(path.read_bytes()) for path in hub_files(Workspace(folder))]


def kept(folder: Path) -> object:
    """Every file read and checked whole, and kept."""
    from spp_research.hub.gathering import hub_files
    from spp_research.share.files import read_share

    return [read_share(path) for path in hub_files(Workspace(folder))]


def folded(folder: Path) -> object:
    """What the hub report opens, with its results put together."""
    from spp_research.hub.opening import open_hub

    hub = open_hub(str(folder), "partnership")
    return hub, hub.together, hub.apart


WAYS: dict[str, Callable[[Path], object]] = {"parsed": parsed, "kept": kept, "folded": folded}


def measure(way: str, folder: Path, warm: Path) -> None:
    """Print the seconds by the clock and of the processor, and the peak in megabytes."""
    WAYS[way](warm)  # importing is no part of it
    before, began, worked = _peak(), time.perf_counter(), time.process_time()
    WAYS[way](folder)
    took, work = time.perf_counter() - began, time.process_time() - worked
    print(json.dumps([took, work, _peak(), _peak() - before]))


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _run(*arguments: object) -> list[float]:
    command = [sys.executable, __file__, *map(str, arguments)]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def _report(folder: Path) -> list[float]:
    """The whole command: seconds by the clock and of the processor, its peak and its children's."""
    command = [sys.executable, "-m", "spp_research", "report", "hub-report", "--to", "html"]
    began = time.perf_counter()
    running = subprocess.Popen(
        [*command, "--workspace", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, code, used = os.wait4(running.pid, 0)
    if code:
        raise SystemExit("the report was not made")
    took = time.perf_counter() - began
    return [took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, 0.0]


def main(sizes: tuple[int, ...]) -> None:
    """Make a hub of each size, read it in each way, and print what it took."""
    heads = ("share files", "partnerships", "way", "seconds", "of the processor")
    heads = (*heads, "to `json.loads`", "peak MB", "MB for the files")
    print(f"| {' | '.join(heads)} |")
    print("|---:|---:|---|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as place:
        warm = make_hub(Path(place) / "warm", 2, 8)
        for size in sizes:
            partnerships = max(1, round(size / _PARTNERSHIP))
            folder = make_hub(Path(place) / str(size), partnerships, size)
            least = 0.0
            for way in (*WAYS, "report"):
                took, work, peak, own = (
                    _report(folder) if way == "report" else _run("--measure", way, folder, warm)
                )
                least = least or work
                print(
                    f"| {size:,} | {partnerships} | {way} | {took:.1f} | {work:.1f} | "
                    f"{work / least:.0f} | {peak:.0f} | {'' if way == 'report' else round(own)} |",
                    flush=True,
                )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
    else:
        main(tuple(map(int, sys.argv[1:])) or SIZES)
