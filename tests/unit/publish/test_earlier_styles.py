"""A workspace with the style of an earlier kit: what was signed in it says what it said."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from spp_research.publish import shown

ROOT = Path(__file__).resolve().parents[3]
KITS = ROOT / "reports/_style"
SOURCE = "---\ntitle: Reading\n---\n\n## Found\n\nPupils read more.\n"


def with_header(folder: Path, words: str) -> Path:
    """The kit's style, with these words in the header of its reference document for Word."""
    shutil.copytree(KITS, folder, ignore=shutil.ignore_patterns("fonts"))
    run = f"<w:r><w:t>{words}</w:t></w:r></w:p>"
    with (
        zipfile.ZipFile(KITS / "reference.docx") as kits,
        zipfile.ZipFile(folder / "reference.docx", "w") as own,
    ):
        for name in kits.namelist():
            part = kits.read(name).decode("utf-8", "surrogateescape")
            if name.startswith("word/header"):
                part = re.sub(r"(?s)<w:r>.*</w:r></w:p>", run, part)
            own.writestr(name, part.encode("utf-8", "surrogateescape"))
    return folder


def added(text: shown.ShownText) -> list[str]:
    return [line.words for line in text.lines if line.section == "In Word"]


def test_an_earlier_kits_style_adds_nothing_to_what_is_signed(tmp_path, monkeypatch):
    kits = shown.read_shown(SOURCE, {}, KITS)
    style = with_header(tmp_path / "style", " · ")
    (style / "crossref.lua").write_bytes((KITS / "crossref.lua").read_bytes() + b"\r\n")
    known = {name: {of(style, name)} for name in ("reference.docx", "crossref.lua")}
    monkeypatch.setattr(shown, "_kits_styles", lambda: known)
    assert shown.read_shown(SOURCE, {}, style).mark == kits.mark


def test_a_style_of_ones_own_differs_by_what_it_differed_by_when_it_was_signed(tmp_path):
    as_then = shown.read_shown(SOURCE, {}, with_header(tmp_path / "then", " · "))
    theirs = shown.read_shown(SOURCE, {}, with_header(tmp_path / "theirs", "Our School"))
    assert added(as_then) == []  # which the kit's own had in its header too
    assert added(theirs) == ["- ·", "+ Our School"]


def test_one_file_of_ones_own_among_the_kits_is_not_an_earlier_kits(tmp_path):
    style = with_header(tmp_path / "style", "★★★★☆")
    assert not shown.is_of_a_kit("reference.docx", (style / "reference.docx").read_bytes())
    assert shown.is_of_a_kit("spp.lua", (style / "spp.lua").read_bytes().replace(b"\n", b"\r\n"))
    assert not shown.is_of_a_kit("spp.lua", (style / "spp.lua").read_bytes() + b"-- more")
    assert not shown.is_of_a_kit("spp.lua", b"")


@pytest.mark.parametrize("name", shown.COMPARED)
def test_the_list_has_what_is_laid_out_today(name):
    told = f"reports/_style/{name} is not in the list: run python tests/earlier_files.py"
    assert of(KITS, name) in shown._kits_styles()[name], told


@pytest.mark.slow
def test_the_list_of_styles_is_what_the_history_says():
    import earlier_files

    asked = ["git", "cat-file", "-e", f"{earlier_files.LAST}^{{commit}}"]
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no checkout")
    if subprocess.run(asked, cwd=ROOT, capture_output=True).returncode:
        pytest.skip("the history of this checkout does not go back so far")
    assert all(
        known <= shown._kits_styles()[name] for name, known in earlier_files.styles().items()
    )


def of(folder: Path, name: str) -> str:
    return shown.style_mark(name, (folder / name).read_bytes())
