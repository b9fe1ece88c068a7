"""Nothing goes on for ever: reading, running, parsing, and setting each stop by themselves."""

from __future__ import annotations

import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from spp_research.errors import ConfigurationError, NotebookError, RenderError
from spp_research.intake import read_workbook
from spp_research.intake.read import containers
from spp_research.publish import pandoc, quarto
from spp_research.publish.typeset import RefusedError, typeset
from spp_research.run.engine import execute
from spp_research.schema import SCHOOL

GIVEN = {"workspace": "example", "school": "oakfield", "audience": "school"}


def codes(path: Path) -> list[str]:
    """What is said of a file that cannot be read."""
    return [fault.code for fault in read_workbook(path, SCHOOL).faults]


@pytest.mark.slow
def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    bomb = tmp_path / "evidence.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(3):
            packed.writestr(f"xl/worksheets/sheet{number}.xml", bytes(containers.MAX_UNZIPPED // 2))
    assert bomb.stat().st_size < 1_000_000
    began = time.perf_counter()
    assert codes(bomb) == ["file.too-large"]
    assert time.perf_counter() - began < 10


def test_a_huge_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "evidence.xlsx"
    with path.open("wb") as file:
        file.truncate(containers.MAX_FILE + 1)
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail("it was read"))
    assert codes(path) == ["file.too-large"]


def test_a_workbook_that_brings_entities_of_its_own_is_refused(tmp_path):
    """Nine lines that unfold into gigabytes, or that name a file of the machine."""
    for number, entity in enumerate(('"lol"', 'SYSTEM "file:///etc/passwd"')):
        path = tmp_path / f"{number}.xlsx"
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr(
                "xl/workbook.xml", f"<!DOCTYPE x [<!ENTITY a {entity}>]><workbook>&a;</workbook>"
            )
        assert codes(path) == ["file.damaged"]


def test_a_notebook_that_never_ends_is_stopped(tmp_path, write_notebook):
    notebook = write_notebook(tmp_path / "n.ipynb", "while True: pass")
    (tmp_path / "out").mkdir()
    began = time.perf_counter()
    with pytest.raises(NotebookError, match="had not finished after 2 seconds"):
        execute(notebook, GIVEN, tmp_path / "out/n.ipynb", time_limit=2)
    assert time.perf_counter() - began < 30


@pytest.fixture
def report(tmp_path) -> Path:
    """A folder with a report in it."""
    (tmp_path / "report.qmd").write_text('---\ntitle: "A"\n---\n\nText.\n', encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_a_pdf_that_never_ends_is_stopped(tmp_path):
    source = tmp_path / "a.typ"
    source.write_text("#for a in range(100000) { for b in range(100000) { let c = a * b } }")
    began = time.perf_counter()
    with pytest.raises(subprocess.TimeoutExpired):
        typeset(source, tmp_path / "a.pdf", [], [], system_fonts=False, seconds=2)
    assert time.perf_counter() - began < 10
    assert not (tmp_path / "a.pdf").exists()


def test_a_pdf_that_takes_too_long_is_said_plainly(report, monkeypatch, tmp_path, snapshot):
    def late(*_, **__):
        raise subprocess.TimeoutExpired("typst", 120)

    style = Path(__file__).resolve().parents[2] / "reports" / "_style"
    monkeypatch.setattr(pandoc, "typeset", late)
    with pytest.raises(RenderError) as refused:
        pandoc.render(report, ["pdf"], style)
    assert str(refused.value).replace(str(tmp_path), "FOLDER") == snapshot
    assert not (report / "report.typ").exists()


@pytest.mark.slow
def test_typst_reads_nothing_outside_its_folder(tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    inner = tmp_path / "inner"
    inner.mkdir()
    for place in ("../secret.txt", str(tmp_path / "secret.txt"), "/etc/passwd"):
        (inner / "a.typ").write_text(f'#read("{place}")')
        with pytest.raises(RefusedError):
            typeset(inner / "a.typ", inner / "a.pdf", [], [], system_fonts=False, seconds=20)


def test_quarto_that_never_ends_is_stopped(report, monkeypatch):
    def late(*_, seconds, **__):
        raise subprocess.TimeoutExpired("quarto", seconds)

    monkeypatch.setattr(quarto, "run_whole", late)
    found = quarto.Quarto(Path("quarto"), "1.7.0")
    for documents, seconds in ((1, 300), (12, 630)):
        with pytest.raises(RenderError, match=f"did not finish within {seconds} seconds"):
            quarto.run_quarto(found, [], report, report / "report.qmd", documents)


@pytest.mark.parametrize(
    "said", [b"ERROR: write: No space left on device (os error 28)", b"ERROR (os error 112)"]
)
def test_quarto_without_room_on_the_disk_is_said_to_be_so(report, monkeypatch, said):
    done = subprocess.CompletedProcess([], 1, b"", said)
    monkeypatch.setattr(quarto, "run_whole", lambda *_, **__: done)
    found = quarto.Quarto(Path("quarto"), "1.7.0")
    with pytest.raises(ConfigurationError, match="The disk is full"):
        quarto.run_quarto(found, [], report, report / "report.qmd")
