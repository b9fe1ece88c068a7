"""What a run costs as partnerships grow: time, memory, disk and files; prints a Markdown table.

    python benchmarks/scaling.py made 6 60            # review summaries as web pages, then again
    python benchmarks/scaling.py hub 2002             # the same in partnerships of seven, one run
    python benchmarks/scaling.py unchanged 2000       # every kind of every school is up to date

"made" makes a partnership of each size and its reports with the command line, once, then once
more with nothing changed, then after one cell of one workbook has changed. "unchanged" puts
made-up reports of a usual size in place of real ones, since making eight thousand takes hours, and
looks at what the command line does when they are all up to date. Add --keep FOLDER to use a
partnership again that an earlier run made there.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from spp_research.demo import make_partnership
from spp_research.kinds import KINDS
from spp_research.publish.renderers import choose
from spp_research.run import cache
from spp_research.run.freshness import Glance
from spp_research.run.jobs import Job, Outcome, plan
from spp_research.workspace import Workspace

SPP = (sys.executable, "-m", "spp_research")
_PARTNERSHIP = 7  # schools, as is usual
# Kilobytes, as in the reports of the example.
REPORT_FILES = {"report.qmd": 27, "report.html": 162, "report.docx": 40, "report.pdf": 219} | {
    f"figures/fig-{n}.png": 25 for n in (1, 2)
}


@dataclass(frozen=True)
class Took:
    """One run of the command line: wall and processor seconds, its memory in megabytes."""

    wall: float
    processor: float
    memory: float
    said: str


def main() -> None:
    """Measure what was asked for."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("what", choices=("made", "hub", "unchanged"))
    options.add_argument("schools", type=int, nargs="+")
    options.add_argument("--kinds", nargs="*", default=["review-summary"])
    options.add_argument("--to", default="html")
    options.add_argument("--seed", type=int, default=8)
    options.add_argument("--keep", type=Path)
    chosen = options.parse_args()
    print(f"{os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}")
    print("| schools | run | reports | wall s | processor s | MB | reports MB | files | said |")
    print("|---:|---|---:|---:|---:|---:|---:|---:|---|")
    for schools in chosen.schools:
        with tempfile.TemporaryDirectory() as scratch:
            place = (chosen.keep or Path(scratch)) / f"schools-{schools}"
            if chosen.what == "hub":
                place = place.with_name(f"hub-{schools}")
            if not place.is_dir():
                generate(place, schools, chosen.seed, chosen.what == "hub")
            if chosen.what == "unchanged":
                unchanged(place, schools)
            else:
                made(place, schools, chosen.kinds, chosen.to)


def generate(place: Path, schools: int, seed: int, apart: bool) -> None:
    """Make up one partnership of so many schools, or as many of seven as that makes."""
    if not apart:
        make_partnership(place, schools, seed)
        return
    for number in range(schools // _PARTNERSHIP):
        make_partnership(place / f"partnership-{number:05}", _PARTNERSHIP, seed + number)


def made(place: Path, schools: int, kinds: list[str], formats: str) -> None:
    """Make reports, look again, and look again after a change of one workbook."""
    for folder in report_folders(place):
        shutil.rmtree(folder)
    for folder in place.glob("**/share"):
        shutil.rmtree(folder)
    command = (*kinds, "--all", "--to", formats, "--renderer", "pandoc")
    row(place, schools, "first", run(place, (*command, "--run-report", str(place) + "-run")))
    time.sleep(0.2)
    row(place, schools, "nothing changed", run(place, command))
    book = next(iter(sorted(place.glob("**/schools/*/evidence.xlsx"))))
    change_a_cell(book)
    row(place, schools, "one cell changed", run(place, command))


def report_folders(place: Path) -> list[Path]:
    """The reports of one partnership, or of all in a folder."""
    return [*place.glob("reports"), *place.glob("*/reports")]


def unchanged(place: Path, schools: int) -> None:
    """Every kind for every school, up to date: without an index first, then with one."""
    fabricate(place)
    time.sleep(0.2)
    options = ("--all", "--renderer", "pandoc", "--audience", "partnership")
    own = [kind.name for kind in KINDS.values() if kind.per_school and not kind.partners]
    (place / "reports" / ".index.jsonl").unlink(missing_ok=True)
    row(place, schools, f"looked at closely, {len(own)} kinds", run(place, (*own, *options)))
    learn(place)
    every = [kind.name for kind in KINDS.values() if kind.per_school]
    for _ in range(3):
        what = f"nothing changed, {len(every)} kinds"
        row(place, schools, what, run(place, (*every, *options)))


def jobs_of(workspace: Workspace) -> list[Job]:
    """Every report about one school."""
    jobs = plan(workspace, ["all"], audience="partnership", renderer="pandoc")
    return [job for job in jobs if job.kind.per_school]


def fabricate(place: Path) -> None:
    """Put folders of a usual size where finished reports would be, with their manifests.

    The fingerprints are true, but for the kinds that are made from what all schools share.
    """
    workspace = Workspace(place.resolve())
    drawn_by = renderer_name()
    common = {kind: cache.common_parts(workspace, kind, drawn_by) for kind in KINDS.values()}
    content = {name: os.urandom(1024 * size) for name, size in REPORT_FILES.items()}
    workspace.share_folder.mkdir(exist_ok=True)
    for job in jobs_of(workspace):
        partners = job.kind.partners
        mark = "made up" if partners else cache.fingerprint(job, drawn_by, common[job.kind])
        if cache.read_manifest(job.folder).get("fingerprint") == mark:
            continue
        shutil.rmtree(job.folder, ignore_errors=True)
        (job.folder / "figures").mkdir(parents=True)
        for name, data in content.items():
            (job.folder / name).write_bytes(data)
        cache.write_manifest(job.folder, {"fingerprint": mark, "audience": job.audience})
        # As if the school had sent it: a share file that is not of our making is left alone.
        workspace.share_file(job.school).write_bytes(content["report.qmd"][:20_000])


def learn(place: Path) -> None:
    """Note every report in the index, as a run does that has made it."""
    workspace = Workspace(place.resolve())
    fresh = place / "reports" / ".lock"
    fresh.write_text("now")
    glance = Glance(workspace, renderer_name(), fresh)
    glance.schools()
    jobs = jobs_of(workspace)
    glance.shares_stand(jobs[0].made_on)
    glance.learn_shares(jobs[0].made_on)
    for job in jobs:
        if glance.unchanged(job) is None:
            glance.learn(Outcome(job, "made", steady=(job.made_on, job.made_on)))
    glance.close()


def renderer_name() -> str:
    """The renderer, as fingerprints tell it."""
    renderer = choose("pandoc")
    return f"{renderer.name} {renderer.version}"


def change_a_cell(workbook: Path) -> None:
    """Change one text of a school's workbook."""
    import openpyxl

    book = openpyxl.load_workbook(workbook)
    texts = [c for row in book["Self-review"].iter_rows(min_row=7) for c in row if c.value]
    cell = max((c for c in texts if isinstance(c.value, str)), key=lambda c: len(c.value))
    cell.value += " It was looked at again."
    book.save(workbook)


def run(place: Path, arguments: tuple[str, ...]) -> Took:
    """Run `spp report` in a process of its own."""
    one = (place / "partnership.xlsx").is_file()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    process = subprocess.Popen(
        [*SPP, "report", *arguments, "--workspace", str(place if one else place / "*")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    most, said = watched(process)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = sum(after[:2]) - sum(before[:2])
    return Took(wall, processor, most, said)


def watched(process: subprocess.Popen[str]) -> tuple[float, str]:
    """The most memory that a process and all it started took together, in megabytes."""
    most = 0.0
    while True:
        try:
            _, said = process.communicate(timeout=0.1)
            return most, said.strip().splitlines()[-1]
        except subprocess.TimeoutExpired:
            most = max(most, memory(process.pid))


def memory(pid: int) -> float:
    """Megabytes of a process and its descendants, what they share counted once."""
    waiting, total = [pid], 0.0
    while waiting:
        one = waiting.pop()
        try:
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) / 1024
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except OSError:
            continue  # it has ended, or this is not Linux
    return total


def row(place: Path, schools: int, what: str, took: Took) -> None:
    """Print one row of the table."""
    folders = report_folders(place)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    reports = sum(1 for path in files if path.name == "manifest.json")
    print(
        f"| {schools} | {what} | {reports} | {took.wall:.2f} | {took.processor:.2f} | "
        f"{took.memory:.0f} | {size:.0f} | {len(files)} | {took.said} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
