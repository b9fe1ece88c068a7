"""How long a report takes here, and by what somebody could use instead.

Run: python benchmarks/engine.py [--schools 8] [--repeats 3] [--many 200]

Every way makes the same notebook of the same schools in a process of its own, one way after the
other in each repeat, so that a busy moment meets them all. Seconds depend on the machine; the
ratios hardly do. What is counted is the time of the whole process, its start included, and apart
from it the time of each report once everything is loaded.
"""

from __future__ import annotations

import argparse
import ast
import base64
import importlib.util
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import asdict, dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
LOOP = "papermill, then three times quarto render, one school after another"
BASE = "papermill's command, one school after another"
FLOOR = "plain functions, one warm process"
FLOORS = f"plain functions, {CORES} warm processes"
OTHER_PYTHON = "SPP_PLOOMBER_PYTHON"  # an interpreter that has ploomber-engine as well as the kit


@dataclass(frozen=True)
class Place:
    """What there is to run, and where to put it."""

    workspace: Path
    notebook: Path
    schools: tuple[str, ...]
    out: Path

    def parameters(self, school: str) -> dict[str, str]:
        """What the notebook of a school is told."""
        return {"workspace": str(self.workspace), "school": school, "audience": "partnership"}

    def output(self, school: str) -> Path:
        """Where the executed notebook goes; its folder is its own."""
        folder = self.out / school
        folder.mkdir(parents=True, exist_ok=True)
        return folder / self.notebook.name


# Ways to run notebooks. Each gets ready, says so, and runs. ---------------------------------------


def command(place: Place, ready: Callable[[], None], at_once: int = 1) -> None:
    """What the papermill documentation says to type, for each school."""
    ready()

    def one(school: str) -> None:
        given = [x for pair in place.parameters(school).items() for x in ("-p", *pair)]
        papermill = [sys.executable, "-m", "papermill", "--no-progress-bar"]
        subprocess.run(
            [*papermill, str(place.notebook), str(place.output(school)), *given],
            check=True,
            capture_output=True,
        )

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(one, place.schools))


def command_at_once(place: Place, ready: Callable[[], None]) -> None:
    """The same, as many at once as there are cores."""
    command(place, ready, CORES)


def loop(place: Place, ready: Callable[[], None]) -> None:
    """papermill's own function in a loop."""
    import papermill

    ready()
    for school in place.schools:
        papermill.execute_notebook(
            place.notebook,
            place.output(school),
            place.parameters(school),
            progress_bar=False,
        )


def ploomber(place: Place, ready: Callable[[], None]) -> None:
    """ploomber-engine, which runs every notebook in one process.

    It stops at a picture that is given as bytes, which kernels take, so bytes are encoded for it.
    """
    import nbformat.v4
    from ploomber_engine import execute_notebook

    def encoded(*given, data=None, **more):
        for kind, value in (data or {}).items():
            data[kind] = base64.b64encode(value).decode() if isinstance(value, bytes) else value
        return original(*given, **more, **({"data": data} if data is not None else {}))

    original, nbformat.v4.new_output = nbformat.v4.new_output, encoded
    ready()
    for school in place.schools:
        execute_notebook(
            place.notebook,
            place.output(school),
            parameters=place.parameters(school),
            progress_bar=False,
            verbose=False,
        )


def kit(place: Place, ready: Callable[[], None]) -> None:
    """This kit, as many at once as there are cores."""
    import papermill  # noqa: F401

    from spp_research.run import kernels
    from spp_research.run.engine import execute

    def one(school: str) -> None:
        execute(place.notebook, place.parameters(school), place.output(school))

    with kernels.for_run() as run:
        run.look()
        ready()
        with ThreadPoolExecutor(CORES) as pool:
            jobs = [pool.submit(copy_context().run, one, school) for school in place.schools]
        for job in jobs:
            job.result()
        if os.environ.get("SPP_ENGINE") not in run.engine():
            raise SystemExit(f"asked for other kernels than there were: {run.engine()}")


def plain(place: Place, ready: Callable[[], None]) -> None:
    """The cells' code and nothing else: no kernel, no notebook."""
    cells = code(place.notebook)
    run_plainly(cells, place.parameters(place.schools[0]))
    ready()
    for school in place.schools:
        run_plainly(cells, place.parameters(school))


def plain_at_once(place: Place, ready: Callable[[], None]) -> None:
    """The same in as many processes as there are cores."""
    cells = code(place.notebook)
    run_plainly(cells, place.parameters(place.schools[0]))
    ready()
    children = []
    for core in range(CORES):
        pid = os.fork()
        if pid == 0:
            for school in place.schools[core::CORES]:
                run_plainly(cells, place.parameters(school))
            os._exit(0)
        children.append(pid)
    for pid in children:
        if os.waitpid(pid, 0)[1]:
            raise SystemExit("a process failed")


def code(notebook: Path) -> list[tuple[ast.Module, ast.expr | None]]:
    """The code cells: their statements, and the expression that they end with, if they do."""
    found = []
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code" and "parameters" not in cell["metadata"].get("tags", ()):
            tree = ast.parse("".join(cell["source"]))
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            found.append((tree, last and last.value))
    return found


def run_plainly(cells: Sequence[tuple[ast.Module, ast.expr | None]], given: dict) -> None:
    """Run the cells and make what they show."""
    names = dict(given)
    for statements, last in cells:
        exec(compile(statements, "<cell>", "exec"), names)
        if last is not None:
            shown = eval(compile(ast.Expression(last), "<cell>", "eval"), names)
            for part in getattr(shown, "parts", [shown]):
                if part is not None:
                    part._repr_mimebundle_()


# Ways to render executed notebooks, and whole reports. --------------------------------------------


def nbconvert(place: Place, ready: Callable[[], None]) -> None:
    """nbconvert's own function in a loop; HTML only, and with the code in it."""
    from nbconvert import HTMLExporter

    exporter = HTMLExporter()
    ready()
    for school in place.schools:
        text, _ = exporter.from_filename(str(place.output(school)))
        place.output(school).with_suffix(".html").write_text(text, encoding="utf-8")


def quarto(place: Place, ready: Callable[[], None]) -> None:
    """quarto render of each executed notebook to three formats."""
    ready()
    for school in place.schools:
        for form in ("html", "docx", "typst"):
            subprocess.run(
                ["quarto", "render", place.output(school), "--to", form],
                check=True,
                capture_output=True,
            )


def quarto_loop(place: Place, ready: Callable[[], None]) -> None:
    """What somebody types without this kit, for each school: papermill, then quarto render."""
    ready()
    for school in place.schools:
        one = replace(place, schools=(school,))
        command(one, lambda: None)
        quarto(one, lambda: None)


def one_by_one(place: Place, ready: Callable[[], None]) -> None:
    """`spp report` for each school, a process each."""
    ready()
    for school in place.schools:
        spp(place, "--school", school)


def all_at_once(place: Place, ready: Callable[[], None]) -> None:
    """`spp report --all`, one process."""
    ready()
    spp(place, "--all")


def spp(place: Place, *which: str) -> None:
    """`spp report` of this kind, made anew, as it is typed."""
    from spp_research.errors import EvidenceError

    kind = job(place, place.schools[0]).kind.name
    done = subprocess.run(
        [sys.executable, "-m", "spp_research", "report", kind, *which, "--force"],
        cwd=place.workspace,
        check=False,
        capture_output=True,
    )
    if done.returncode not in (0, EvidenceError.exit_code):  # of a school with nothing to say yet
        raise SystemExit(done.stderr.decode("utf-8", "replace"))


def embedded(place: Place, ready: Callable[[], None]) -> None:
    """This kit's export and renderer to HTML, DOCX and PDF, as many at once as there are cores."""
    from spp_research.publish import pandoc
    from spp_research.publish.export import export
    from spp_research.publish.reports import provenance

    def one(school: str) -> None:
        folder = place.output(school).parent / "report"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        export(place.output(school), folder, provenance(job(place, school), "Pandoc"))
        pandoc.render(folder, ("html", "docx", "pdf"), job(place, school).place.style)

    ready()
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(one, place.schools))


def whole(place: Place, ready: Callable[[], None]) -> None:
    """This kit from workbook to HTML, DOCX and PDF, put in place, as `spp report` does it."""
    from functools import partial

    from spp_research.publish.reports import make_report
    from spp_research.run.executors import run_all

    ready()
    jobs = [job(place, school) for school in place.schools]
    outcomes = run_all(jobs, partial(make_report, force=True), CORES)
    if failed := [outcome.reason for outcome in outcomes if outcome.state != "made"]:
        raise SystemExit(failed[0])


def job(place: Place, school: str):
    """The report of a school, in this kit's words."""
    from spp_research.kinds import KINDS
    from spp_research.run.jobs import Job

    kind = next(k for k in KINDS.values() if k.notebook == place.notebook.name)
    return Job(str(place.workspace), kind, school, "partnership", renderer="pandoc")


WAYS: dict[str, tuple[Callable[[Place, Callable[[], None]], None], dict[str, str]]] = {
    BASE: (command, {}),
    f"papermill's command, {CORES} at once": (command_at_once, {}),
    "papermill's function in a loop": (loop, {}),
    "ploomber-engine, one process": (ploomber, {"PLOOMBER_STATS_ENABLED": "false"}),
    "this kit, forked kernels": (kit, {"SPP_ENGINE": "forked"}),
    "this kit, ordinary kernels": (kit, {"SPP_ENGINE": "ordinary"}),
    FLOOR: (plain, {"MPLBACKEND": "agg"}),
    FLOORS: (plain_at_once, {"MPLBACKEND": "agg"}),
}
RENDERERS: dict[str, tuple[Callable[[Place, Callable[[], None]], None], dict[str, str]]] = {
    "nbconvert to HTML": (nbconvert, {}),
    "quarto render to HTML, DOCX, PDF": (quarto, {}),
    "this kit to HTML, DOCX, PDF": (embedded, {}),
    "whole reports, forked kernels": (whole, {"SPP_ENGINE": "forked"}),
    "whole reports, ordinary kernels": (whole, {"SPP_ENGINE": "ordinary"}),
}
TYPED: dict[str, tuple[Callable[[Place, Callable[[], None]], None], dict[str, str]]] = {
    LOOP: (quarto_loop, {}),
    "spp report, one school after another": (one_by_one, {}),
    "spp report --all": (all_at_once, {}),
}
ALL_WAYS = WAYS | RENDERERS | TYPED


def missing(way: str) -> str:
    """Why a way cannot be measured here; empty where it can."""
    if "ploomber" in way and OTHER_PYTHON not in os.environ:
        return f"{OTHER_PYTHON} names no Python that has ploomber-engine"
    if "quarto" in way and shutil.which("quarto") is None:
        return "there is no quarto on PATH"
    if "nbconvert" in way and importlib.util.find_spec("nbconvert") is None:
        return "nbconvert is not installed in this environment"
    if "forked" in way and not sys.platform.startswith("linux"):
        return "kernels are forked on Linux alone"
    return ""


# Measuring. ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Measured:
    """One run of one way: seconds, those before it was ready, of CPU; peak MB; processes left."""

    wall: float
    start: float
    cpu: float
    peak: float
    left: int


def measure(way: str, place: Place) -> Measured:
    """Run a way in a process of its own and look at all that it starts."""
    environment = os.environ | ALL_WAYS[way][1]
    told = {key: str(value) for key, value in asdict(place).items() if key != "schools"}
    asked = json.dumps({"way": way, "schools": place.schools, **told})
    call = [__file__, "--child", asked]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [os.environ[OTHER_PYTHON] if "ploomber" in way else sys.executable, *call],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    watch = Watch(process.pid)
    said, complaint = process.stdout.read(), process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{way} failed:\n{complaint[-3000:]}")
    time.sleep(0.3)
    peak, left = watch.end()
    ready = float(said.strip().splitlines()[-1])
    return Measured(wall, ready - begun, used.ru_utime + used.ru_stime, peak, left)


class Watch(threading.Thread):
    """Looks at the memory of a process and all that descends from it (proportional, Linux)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid, self._peak, self._seen = pid, 0.0, {pid}
        self._over = threading.Event()
        self.start()

    def run(self) -> None:
        while not self._over.wait(0.5):  # looking stops what is looked at, for a moment
            self._seen |= descendants(self._pid, self._seen)
            self._peak = max(self._peak, sum(map(proportional, self._seen)))

    def end(self) -> tuple[float, int]:
        """The peak in MB, and how many of the processes seen are still there."""
        self._over.set()
        self.join()
        return self._peak, sum(Path(f"/proc/{pid}/smaps_rollup").exists() for pid in self._seen)


def descendants(pid: int, known: set[int]) -> set[int]:
    """Every process whose parent, or its parent, is known."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = set(known)
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def proportional(pid: int) -> float:
    """The memory of a process in MB, what it shares divided among those that share it."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return int(text.split("\nPss:")[1].split()[0]) / 1024
    except (OSError, IndexError):
        return 0.0


def child(asked: dict) -> None:
    """Run one way; print the moment when it was ready."""
    way, schools = asked.pop("way"), tuple(asked.pop("schools"))
    place = Place(schools=schools, **{key: Path(value) for key, value in asked.items()})
    moment: list[float] = []
    ALL_WAYS[way][0](place, lambda: moment.append(time.perf_counter()))
    print(moment[0])


def laid_out(folder: Path, schools: int, notebook: str) -> Place:
    """A generated partnership of so many schools."""
    from spp_research.demo import make_partnership
    from spp_research.workspace import open_workspace

    workspace = folder / "partnership"
    make_partnership(workspace, schools)
    shutil.copytree(ROOT / "notebooks", workspace / "notebooks", dirs_exist_ok=True)
    shutil.copytree(ROOT / "reports/_style", workspace / "reports/_style", dirs_exist_ok=True)
    slugs = sorted(path.name for path in (open_workspace(workspace).root / "schools").iterdir())
    return Place(workspace, ROOT / "notebooks" / f"{notebook}.ipynb", tuple(slugs), folder / "out")


def report(
    runs: dict[str, list[Measured]], ways: Sequence[str], schools: int, against: Sequence[str]
) -> None:
    """Print the table of some ways, with the ratio to each way named in `against`."""

    def each(way: str) -> list[float]:
        return [(run.wall - run.start) / schools for run in runs[way]]

    heads = ["", "s a report, once ready", "all", "s with its start", "CPU s", "peak MB", "left"]
    print("| " + " | ".join([*heads, *(f"ratio to {name}" for name in against)]) + " |")
    print("|---" + "|---:" * (len(heads) - 1 + len(against)) + "|")
    for way in ways:
        measured = runs.get(way)
        if measured is None:
            continue
        middle = statistics.median(each(way))
        cells = [
            way,
            f"{middle:.2f}",
            f"{min(each(way)):.2f} to {max(each(way)):.2f}",
            f"{statistics.median(run.wall for run in measured) / schools:.2f}",
            f"{statistics.median(run.cpu for run in measured) / schools:.2f}",
            f"{max(run.peak for run in measured):.0f}",
            f"{max(run.left for run in measured)}",
        ]
        cells += [f"{middle / statistics.median(each(name)):.2f}" for name in against]
        print("| " + " | ".join(cells) + " |")
    print(flush=True)


def compare(place: Place, repeats: int) -> None:
    """Measure every way there is, and print what came of it."""
    skipped = {way: why for way in ALL_WAYS if (why := missing(way))}
    for way, why in skipped.items():
        print(f"Not measured: {way}, since {why}.", flush=True)
    runs: dict[str, list[Measured]] = {way: [] for way in ALL_WAYS if way not in skipped}
    for repeat in range(1, repeats + 1):
        for way in runs:  # the renderers come after the ways that make what they render
            runs[way].append(run := measure(way, place))
            said = f"{run.wall:.1f} s, {run.cpu:.1f} of the processor"
            print(f"  {repeat}/{repeats} {way}: {said}", file=sys.stderr, flush=True)
    number = len(place.schools)
    print(f"\n{place.notebook.name}, {number} schools, {repeats} repeats\n")
    report(runs, [*WAYS], number, [BASE, FLOOR, FLOORS])
    report(runs, [*RENDERERS], number, [BASE])
    typed(runs, number)


def compare_typed(place: Place, repeats: int) -> None:
    """Measure only what is typed, one way after the other in each repeat."""
    ways = [way for way in TYPED if not (why := missing(way)) or print(f"Not measured: {why}.")]
    runs: dict[str, list[Measured]] = {way: [] for way in ways}
    for repeat in range(1, repeats + 1):
        for way in ways:
            runs[way].append(run := measure(way, place))
            said = f"{run.wall:.1f} s, {run.cpu:.1f} of the processor"
            print(f"  {repeat}/{repeats} {way}: {said}", file=sys.stderr, flush=True)
    print(f"\n{place.notebook.name}, {len(place.schools)} schools, {repeats} repeats\n")
    typed(runs, len(place.schools))


def typed(runs: dict[str, list[Measured]], schools: int) -> None:
    """Print what is typed to have reports in three formats, its start included."""
    if LOOP not in runs:
        print("Without quarto on PATH there is nothing to set beside the commands.", flush=True)
    print("| | s a report | all | CPU s | times as fast | times less CPU |")
    print("|---" + "|---:" * 5 + "|")
    for way in TYPED:
        if not (measured := runs.get(way)):
            continue
        walls = [run.wall / schools for run in measured]
        wall = statistics.median(walls)
        cpu = statistics.median(run.cpu / schools for run in measured)
        beside = ["", ""]
        if base := runs.get(LOOP):
            beside = [
                f"{statistics.median(run.wall / schools for run in base) / wall:.1f}",
                f"{statistics.median(run.cpu / schools for run in base) / cpu:.1f}",
            ]
        shown = [f"{wall:.2f}", f"{min(walls):.2f} to {max(walls):.2f}", f"{cpu:.2f}", *beside]
        print("| " + " | ".join([way, *shown]) + " |")
    print(flush=True)


def many(folder: Path, schools: int, notebook: str) -> None:
    """Execute one notebook of very many schools, and print the time and the memory."""
    place = laid_out(folder, schools, notebook)
    run = measure("this kit, forked kernels", place)
    print(
        f"{schools} schools x {notebook}, executed: {run.wall:.1f} s in all, "
        f"{run.wall / schools:.2f} s each, CPU {run.cpu / schools:.2f} s each, "
        f"peak {run.peak:.0f} MB, {run.left} processes left.",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--schools", type=int, default=8)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--notebook", default="review_summary")
    parser.add_argument("--typed", action="store_true", help="only what is typed: commands, Quarto")
    parser.add_argument("--many", type=int, default=0, help="also execute so many schools at once")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(json.loads(given.child))
        return
    print(f"{platform.platform()}, Python {platform.python_version()}, {CORES} cores", flush=True)
    with tempfile.TemporaryDirectory() as name:
        if given.repeats:
            place = laid_out(Path(name) / "few", given.schools, given.notebook)
            (compare_typed if given.typed else compare)(place, given.repeats)
        if given.many:
            many(Path(name) / "many", given.many, given.notebook)


if __name__ == "__main__":
    main()
