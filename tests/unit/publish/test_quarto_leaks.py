"""Attempts to have a real Quarto put what is not for everybody where everybody can see it.

Each is something that a Quarto author might well do; the report is for the school alone.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from spp_research.publish import quarto
from spp_research.publish.extension import write_extension

ROOT = Path(__file__).parents[3]
REPORT = "reports/oakfield/review-summary/report.qmd"
CANARY = "wizzlefritz"
WEBSITE = "project:\n  type: website\n  output-dir: _site\n"
EVERYTHING = "  resources: [reports/**, schools/**, share/**, partnership.xlsx]\n"
BOOK = "project:\n  type: book\n  output-dir: _site\n"
CHAPTERS = f"book:\n  title: Ours\n  chapters: [index.qmd, {REPORT}]\n"
ARTICLE = f"project:\n  type: manuscript\n  output-dir: _site\nmanuscript:\n  article: {REPORT}\n"


@pytest.fixture
def real() -> quarto.Quarto:
    found = quarto.find_quarto()
    if found is None or found.refused:
        pytest.skip(quarto.unavailable(found))
    return found


@pytest.fixture
def workspace(tmp_path) -> Path:
    """A workspace of a school with a report, what it is made from, and a website."""
    place = tmp_path / "workspace"
    report = place / REPORT
    shutil.copytree(ROOT / "reports" / "_style", place / "reports" / "_style")
    shutil.copytree(ROOT / "tests" / "fixtures" / "dialect", report.parent)
    with report.open("a", encoding="utf-8") as text:
        text.write(f"\n{CANARY}\n")
    shutil.copy(ROOT / "_quarto.yml", place)
    shutil.copy(ROOT / "reports" / "start.qmd", place / "reports")
    for private in (
        "partnership.xlsx",
        "settings.yml",
        "schools/oakfield/evidence.xlsx",
        "schools/oakfield/pupils/outcomes.csv",
        "share/oakfield.json",
        "reports/oakfield/review-summary/report.json",
        "reports/oakfield/review-summary/manifest.json",
        "reports/run.json",
    ):
        path = place / private
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'{{"{CANARY}": 1}}', encoding="utf-8")
    (place / "_site").mkdir()
    (place / "_site" / "index.html").write_text("the website", encoding="utf-8")
    (place / "own.js").write_text("console.log('mine')", encoding="utf-8")
    (place / "index.qmd").write_text("# A page of my own\n", encoding="utf-8")
    return place


def run(real: quarto.Quarto, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(real.path), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=300,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"NO_COLOR": "1", "SPP_COMMAND": str(folder / "no such command")},
    )


def shown(folder: Path) -> list[str]:
    """What is in the website besides the page that was there; Quarto may have emptied it."""
    found = (path for path in (folder / "_site").rglob("*") if path.is_file())
    return sorted(path.name for path in found if path.read_bytes() != b"the website")


ATTACKS = {
    "a profile that is a website": ({"_quarto-x.yml": WEBSITE + EVERYTHING}, ("--profile", "x")),
    "one with a script of its own": (
        {"_quarto-x.yml": WEBSITE + EVERYTHING + "  pre-render: own.js\n"},
        ("--profile", "x"),
    ),
    "one with scripts of its own": (
        {"_quarto-x.yml": WEBSITE + EVERYTHING + "  pre-render: [own.js]\n"},
        ("--profile", "x"),
    ),
    "settings of this computer": (
        {"_quarto.yml.local": WEBSITE + EVERYTHING + "  pre-render: own.js\n"},
        (),
    ),
    "a book": (
        {"_quarto-x.yml": BOOK + "  pre-render: own.js\n" + CHAPTERS},
        ("--profile", "x", "--to", "html"),
    ),
    "a manuscript": ({"_quarto-x.yml": ARTICLE}, ("--profile", "x", "--to", "html")),
    "an output folder": ({}, ("--output-dir", "_site")),
    "one of one report": ({}, (REPORT, "--output-dir", "_site", "--to", "gfm")),
    "an output file": ({}, (REPORT, "--to", "html", "-o", "../../../_site/leak.html")),
    "an output file as metadata": (
        {},
        (REPORT, "--to", "html", "-M", "output-file:../../../_site/leak.html"),
    ),
    "metadata of a folder": (
        {"reports/_metadata.yml": "output-file: ../../../_site/leak\n"},
        ("--to", "html"),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("attack", ATTACKS)
def test_no_render_puts_anything_into_the_website(real, workspace, attack):
    files, arguments = ATTACKS[attack]
    for name, text in files.items():
        (workspace / name).write_text(text, encoding="utf-8")
    done = run(real, workspace, "render", *arguments)
    assert done.returncode != 0, done.stdout + done.stderr
    assert shown(workspace) == []


@pytest.mark.slow
def test_a_filter_refuses_where_the_script_is_out_of_work(real, workspace):
    """As in a workspace that an earlier kit laid out: its script was not in a list."""
    settings = workspace / "_quarto.yml"
    text = settings.read_text(encoding="utf-8")
    earlier = text.replace("[reports/_style/in_place.js]", "reports/_style/in_place.js")
    assert earlier != text
    settings.write_text(earlier, encoding="utf-8")
    profile = WEBSITE + "  pre-render: own.js\n"
    (workspace / "_quarto-x.yml").write_text(profile, encoding="utf-8")
    done = run(real, workspace, "render", "--profile", "x")
    assert done.returncode != 0
    assert "Reports are made beside their report.qmd" in done.stdout + done.stderr
    assert not [name for name in shown(workspace) if name.startswith("report.")]


@pytest.fixture
def remote(tmp_path, monkeypatch) -> Path:
    """A bare repository, which git of this test alone will push to."""
    if shutil.which("git") is None:
        pytest.skip("there is no git on PATH")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    place = tmp_path / "remote.git"
    subprocess.run(["git", "init", "-q", "--bare", str(place)], check=True)
    return place


def follow(folder: Path, remote: Path) -> None:
    """Make a repository of a project, with a branch gh-pages that has been published to before."""
    for arguments in (
        ["init", "-q"],
        ["config", "user.name", "A"],
        ["config", "user.email", "a@example.org"],
        ["add", "_quarto.yml"],
        ["commit", "-qm", "begin"],
        ["remote", "add", "origin", str(remote)],
        ["push", "-q", "origin", "HEAD:main", "HEAD:gh-pages"],
    ):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


def on_the_web(remote: Path) -> list[str]:
    return subprocess.run(
        ["git", "--git-dir", str(remote), "ls-tree", "-r", "--name-only", "gh-pages"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()


PUBLISHED = {
    "a report": ("publish", "gh-pages", REPORT),
    "a report by a profile": ("--profile", "publish", "publish", "gh-pages", REPORT),
    "a report as it lies there": ("publish", "gh-pages", REPORT, "--no-render"),
    "the workspace": ("publish", "gh-pages"),
    "the workspace as it lies there": ("publish", "gh-pages", "--no-render"),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", PUBLISHED)
def test_no_report_is_published(real, workspace, remote, what):
    follow(workspace, remote)
    done = run(real, workspace, *PUBLISHED[what], "--no-prompt", "--no-browser")
    said = done.stdout + done.stderr
    assert done.returncode != 0, said
    if what in ("a report", "a report by a profile"):
        assert "Refused: quarto publish sends a report out as it is" in said
    assert on_the_web(remote) == ["_quarto.yml"]


@pytest.mark.slow
def test_the_only_report_of_a_workspace_is_not_published_with_it(real, workspace, remote):
    """Quarto publishes a folder that has a single document to render."""
    follow(workspace, remote)
    (workspace / "reports" / "start.qmd").unlink()
    done = run(real, workspace, "publish", "gh-pages", "--no-prompt", "--no-browser")
    assert "Refused: quarto publish" in done.stderr + done.stdout
    assert on_the_web(remote) == ["_quarto.yml"]


@pytest.mark.slow
def test_a_project_of_ones_own_with_the_kits_look_is_published(real, remote, tmp_path):
    project = tmp_path / "of my own"
    project.mkdir()
    write_extension(project)
    (project / "_quarto.yml").write_text(WEBSITE + "website:\n  title: Ours\n", encoding="utf-8")
    page = "---\ntitle: Ours\nformat: spp-html\n---\n\nWords.\n"
    (project / "index.qmd").write_text(page, encoding="utf-8")
    follow(project, remote)
    done = run(real, project, "publish", "gh-pages", "--no-prompt", "--no-browser")
    assert done.returncode == 0, done.stderr
    assert "index.html" in on_the_web(remote) and "index.qmd" not in on_the_web(remote)


@pytest.mark.slow
def test_a_page_of_ones_own_lies_beside_the_reports(real, workspace):
    settings = workspace / "_quarto.yml"
    text = settings.read_text(encoding="utf-8")
    more = text.replace(
        "    - reports/start.qmd\n", "    - reports/start.qmd\n    - publish/*.qmd\n"
    )
    settings.write_text(more, encoding="utf-8")
    (workspace / "publish").mkdir()
    page = "---\ntitle: Ours\ntoc: true\n---\n\n## One {#sec-one}\n\nAsk @oakfield, see @sec-one.\n"
    (workspace / "publish" / "ours.qmd").write_text(page, encoding="utf-8")
    done = run(real, workspace, "render", "publish/ours.qmd", "--to", "html")
    assert done.returncode == 0, done.stderr
    said = (workspace / "publish" / "ours.html").read_text(encoding="utf-8")
    assert 'id="TOC"' in said and "@oakfield" in said and '<a href="#sec-one">One</a>' in said


@pytest.fixture
def preview(real, workspace, tmp_path) -> Iterator[str]:
    """The address of a preview of the workspace, where its list of documents is made already."""
    if os.name == "nt":
        pytest.skip("processes are ended as a group, which Windows does not know")
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "quarto").symlink_to(Path(shutil.which(real.path) or real.path).absolute())
    (workspace / "reports" / "index.html").write_text("the list", encoding="utf-8")
    (workspace / "reports" / "elsewhere.html").symlink_to(workspace / "partnership.xlsx")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [
            str(real.path),
            "preview",
            "--to",
            "html",
            "--host",
            "0.0.0.0",
            "--port",
            str(port),
            "--no-browser",
        ],
        cwd=workspace,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        env=os.environ
        | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "SPP_COMMAND": "no"},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 240
        while status(f"{address}/") == 0:
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.5)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def status(address: str, host: str = "") -> int:
    asked = urllib.request.Request(address, headers={"Host": host} if host else {})
    try:
        with urllib.request.urlopen(asked, timeout=20) as found:
            return int(found.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0


@pytest.mark.slow
def test_a_preview_hands_out_documents_and_nothing_else_and_to_this_computer(preview):
    with urllib.request.urlopen(f"{preview}/", timeout=20) as page:
        assert page.url == f"{preview}/reports/index.html"
        assert page.read().startswith(b"the list")
    seen = ("_site/index.html", "reports/oakfield/review-summary/report.html")
    assert {name: status(f"{preview}/{name}") for name in seen} == dict.fromkeys(seen, 200)
    private = (
        "partnership.xlsx",
        "settings.yml",
        "_quarto.yml",
        "schools/oakfield/evidence.xlsx",
        "schools/oakfield/pupils/outcomes.csv",
        "schools/",
        "SHARE/oakfield.json",
        "share/oakfield.json",
        "reports/oakfield/review-summary/report.json",
        "reports/oakfield/review-summary/report.qmd",
        "reports/run.json",
        "reports/elsewhere.html",
        "reports/_style/report.html",
        "_site/../partnership.xlsx",
        "_site/%2e%2e/partnership.xlsx",
        "%2e%2e/%2e%2e/etc/passwd",
    )
    assert {name: status(f"{preview}/{name}") for name in private} == dict.fromkeys(private, 404)
    assert status(f"{preview}/reports/index.html", host="elsewhere.example") == 403
