"""The package as it is installed from a wheel, in a folder that has no checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = shutil.ignore_patterns(
    ".git", ".venv", "demo", "build", "dist", "__pycache__", ".*_cache", ".hypothesis"
)
INSIDE = "spp_research/_workspace/"
ONCE = ("notebooks", "data_templates", "reports/_style", "examples/riverside")
MADE = (  # what somebody may have made in their checkout, and must never travel
    "reports/oakfield/review-summary/report.html",
    "examples/riverside/reports/oakfield/review-summary/report.html",
    "examples/riverside/_site/index.html",
    "examples/riverside/schools/oakfield/evidence.checked.xlsx",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel of a copy of the checkout in which reports have been made."""
    checkout = tmp_path_factory.mktemp("checkout") / "kit"
    shutil.copytree(ROOT, checkout, ignore=NOT_OURS)
    for name in MADE:
        made = checkout / name
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text("somebody's own")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", "dist"]
    built = subprocess.run(
        [*command, "."], cwd=checkout, capture_output=True, text=True, check=False
    )
    if "No matching distribution found for hatchling" in built.stderr:
        pytest.skip("the build tool (hatchling) cannot be fetched here")
    assert built.returncode == 0, built.stderr
    return next((checkout / "dist").glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The programs of an environment with the wheel; libraries are those of this one."""
    folder = tmp_path_factory.mktemp("environment") / "env"
    venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    python = programs / Path(sys.executable).name
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.run([python, "-c", where], capture_output=True, text=True, check=True).stdout
    # Read after the environment's own packages, and the .pth of an editable kit in there is not.
    (Path(site.strip()) / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = [python, "-m", "pip", "install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    return programs


@pytest.fixture
def spp(installed, tmp_path) -> Callable[..., subprocess.CompletedProcess]:
    """Run the installed `spp` in an empty folder."""

    def run(*arguments: str) -> subprocess.CompletedProcess:
        env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
        command = [str(installed / "spp"), *arguments]
        return subprocess.run(
            command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )

    return run


def test_what_the_wheel_holds(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names))
        for folder in ONCE:
            for path in _tracked(folder):
                assert archive.read(INSIDE + path) == (ROOT / path).read_bytes()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"spp_research"}
    assert any(name.endswith("licenses/NOTICE") for name in names)


def test_what_somebody_made_in_their_checkout_does_not_travel(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in MADE if INSIDE + name in names] == []


def test_the_kit_runs_from_where_it_was_installed(spp, installed):
    said = spp("doctor")
    assert said.returncode == 0, said.stdout + said.stderr
    resources = next(line for line in said.stdout.splitlines() if "Resources" in line)
    assert str(installed.parent) in resources
    assert str(ROOT) + os.sep + "notebooks" not in said.stdout


def test_what_there_is_to_read_comes_with_it(spp, tmp_path):
    made = spp("docs", "pages", "--no-browser")
    assert made.returncode == 0, made.stderr
    pages = {path.relative_to(tmp_path / "pages").as_posix() for path in tmp_path.rglob("*.html")}
    assert {"index.html", "docs/commands.html", "docs/gallery/README.html"} <= pages
    assert (tmp_path / "pages" / "docs" / "report.schema.json").is_file()


def test_init_in_an_empty_folder(spp, tmp_path):
    said = spp("init", "ours")
    assert said.returncode == 0, said.stderr
    for path in (*_tracked("notebooks"), *_tracked("data_templates"), *_tracked("reports/_style")):
        made = tmp_path / "ours" / path
        # For the folder of a hub, and no other; or to begin a notebook of one's own from.
        if Path(path).name.startswith(("hub.", "hub_", "enquiry.")):
            assert not made.exists()
        else:
            assert made.read_bytes() == (ROOT / path).read_bytes()
    assert (tmp_path / "ours" / "_quarto.yml").is_file()
    assert (tmp_path / "ours" / "partnership.xlsx").is_file()
    assert spp("check", "--workspace", "ours").returncode in (0, 11)


def test_reports_of_the_example_without_a_checkout(spp, ours):
    command = ("report", "review-summary", "--school", "oakfield", "--workspace", "ours")
    said = spp(*command, "--renderer", "pandoc")
    assert said.returncode == 0, said.stderr
    folder = ours / "reports" / "oakfield" / "review-summary"
    made = {path.suffix for path in folder.glob("report.*")}
    assert made == {".qmd", ".html", ".docx", ".pdf", ".json"}


@pytest.fixture
def ours(installed, tmp_path) -> Path:
    """A copy of the example, made by the installed kit."""
    copy = "from pathlib import Path; from spp_research.cli.starting import copy_example; "
    python = str(installed / Path(sys.executable).name)
    command = [python, "-c", copy + "copy_example(Path('ours'))"]
    subprocess.run(command, cwd=tmp_path, check=True)
    return tmp_path / "ours"


def test_a_document_of_ones_own_takes_one_file_and_no_checkout(spp, ours):
    before = _files(ours)
    said = spp("new-notebook", "my-enquiry", "--title", "Reading aloud", "--workspace", "ours")
    assert said.returncode == 0, said.stderr
    assert _files(ours) - before == {"notebooks/my_enquiry.ipynb"}
    command = ("report", "my-enquiry", "--school", "oakfield", "--workspace", "ours")
    said = spp(*command, "--renderer", "pandoc")
    assert said.returncode == 0, said.stderr
    made = ours / "reports" / "oakfield" / "my-enquiry" / "report.qmd"
    assert 'title: "Reading aloud"' in made.read_text(encoding="utf-8")
    assert "unchanged" in spp(*command, "--renderer", "pandoc").stdout
    assert "Reading aloud" in (ours / "reports" / "index.html").read_text(encoding="utf-8")


def _wheel_of(folder: Path, name: str, points: str, **files: str | bytes) -> Path:
    """A wheel of somebody else's: a package of data, and the entry points that name it."""
    path, facts = folder / f"{name}-1.0-py3-none-any.whl", f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        for file, content in files.items():
            stem, _, ending = file.rpartition("_")
            archive.writestr(f"{name}/{stem}.{ending}", content)
        archive.writestr(f"{facts}/entry_points.txt", points)
        about = f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1.0\n"
        archive.writestr(f"{facts}/METADATA", about)
        of_wheel = (
            "Wheel-Version: 1.0\nGenerator: a test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{facts}/WHEEL", of_wheel)
        archive.writestr(f"{facts}/RECORD", "")
    return path


def _notebook(title: str, per: str = "school") -> str:
    """The kit's review summary as a document of another name."""
    made = json.loads((ROOT / "notebooks" / "review_summary.ipynb").read_text("utf-8"))
    made["metadata"]["spp"] = {
        "title": title,
        "about": "Who came, week by week.",
        "audience": "partnership",
        "per": per,
    }
    return json.dumps(made)


@pytest.fixture
def with_package(installed, tmp_path) -> Iterator[Callable[..., None]]:
    """Install wheels of others for one test."""
    pip = [str(installed / Path(sys.executable).name), "-m", "pip", "--quiet"]
    there: list[str] = []

    def install(name: str, points: str, **files: str | bytes) -> None:
        path = _wheel_of(tmp_path, name, points, **files)
        subprocess.run([*pip, "install", "--no-deps", "--no-index", str(path)], check=True)
        there.append(name.replace("_", "-"))

    yield install
    subprocess.run([*pip, "uninstall", "--yes", *there], check=True)


MEASURE = """
[[measures]]
name = "Pages read at home"
measures = ["reading", "reading at home"]
stages = ["Key stage 2"]
ages = "7 to 11"
answers = "Each pupil, on paper"
asks = "One number a week"
minutes = 2
minutes_source = "the trust's own trial"
read_at = "https://example.org/pages"
notes = "Invented for a test."
checked = "2026-11-29"
"""


def test_a_package_brings_a_document_and_measures_along(spp, ours, with_package):
    """By its entry points alone: a package of a notebook and a list, and no code."""
    command = ("report", "attendance", "--school", "oakfield", "--workspace", "ours")
    assert "There is no kind of report called “attendance”" in spp(*command).stderr
    with_package(
        "spp_trust",
        "[spp_research.kinds]\nattendance = spp_trust:attendance.ipynb\n"
        "[spp_research.measures]\nours = spp_trust:measures.toml\n",
        attendance_ipynb=_notebook("Attendance by week"),
        measures_toml=MEASURE,
    )
    said = spp(*command, "--renderer", "pandoc")
    assert said.returncode == 0, said.stderr
    assert "reports/oakfield/attendance" in said.stdout
    assert not [name for name in _files(ours) if name.endswith("attendance.ipynb")]
    assert "Attendance by week" in spp("status", "--workspace", "ours").stdout
    assert "Attendance by week" in (ours / "reports" / "index.html").read_text(encoding="utf-8")
    assert "attendance" in spp("report", "attendence", "--workspace", "ours").stderr
    measures = spp("measures", "--outcome", "reading at home")
    assert measures.returncode == 0 and measures.stderr == ""
    assert "Pages read at home\n  comes with   spp_trust, an installed package\n" in measures.stdout


def test_a_package_that_is_broken_is_named_and_stops_nothing(spp, ours, with_package):
    """No code of a package runs, and what cannot be used is one sentence, wherever it is looked."""
    points = "[spp_research.kinds]\n{kinds}[spp_research.measures]\n{measures}"
    with_package(
        "spp_broken",
        points.format(
            kinds="gone = spp_broken:gone.ipynb\ntorn = spp_broken:torn.ipynb\n"
            "twice = spp_broken:twice.ipynb\ncoded = spp_broken.code:made\n",
            measures="gone = spp_broken:gone.toml\ntwice = spp_broken:twice.toml\n"
            "torn = spp_broken:torn.toml\nwrong = spp_broken:wrong.toml\n",
        ),
        __init___py="raise SystemExit('code of a package ran')\n",
        torn_ipynb='{"metadata": {"spp": ',
        twice_ipynb=_notebook("Review summary"),
        torn_toml="measures = [",
        twice_toml=MEASURE.replace("Pages read at home", "Student Resilience Survey"),
        wrong_toml=MEASURE.replace("minutes = 2", 'minutes = "two"'),
    )
    made = spp("report", "review-summary", "--school", "oakfield", "--workspace", "ours",
               "--renderer", "pandoc")  # fmt: skip
    assert made.returncode == 0, made.stderr
    said = {
        "check": spp("check", "--workspace", "ours"),
        "report": spp("report", "twice", "--school", "oakfield", "--workspace", "ours"),
        "measures": spp("measures", "--outcome", "reading"),
    }
    assert [name for name, one in said.items() if "Traceback" in one.stdout + one.stderr] == []
    assert [name for name, one in said.items() if "ran" in one.stderr.split()] == []
    every = said["check"].stdout + said["check"].stderr
    for place in ("gone.ipynb", "torn.ipynb", "twice.ipynb", "spp_broken.code:made"):
        assert len([line for line in every.splitlines() if place in line]) == 1, f"{place}\n{every}"
    assert said["report"].returncode == 10 and "its title “Review summary”" in said["report"].stderr
    assert said["measures"].returncode == 0
    left_out = [line for line in said["measures"].stderr.splitlines() if line]
    assert len(left_out) == 4 and all(line.startswith("Left out: spp_broken:") for line in left_out)


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _tracked(folder: str) -> list[str]:
    """The files that git knows below a folder of the checkout."""
    listed = subprocess.run(
        ["git", "ls-files", folder], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return listed.stdout.split()
