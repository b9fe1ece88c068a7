"""What a plain `quarto render` made: finished, known as made, and nothing of a person's lost."""

import hashlib
import json
import os
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from spp_research.errors import ConfigurationError
from spp_research.publish import after_quarto, pandoc, quarto
from spp_research.run import by_quarto, cache
from spp_research.workspace import Workspace

ROOT = Path(__file__).parents[3]
STYLE = ROOT / "reports" / "_style"
DIALECT = ROOT / "tests" / "fixtures" / "dialect"
FACTS = {
    "fingerprint": "mark",
    "kind": "review-summary",
    "audience": "public",
    "formats": ["html", "docx"],
}


@pytest.fixture
def workspace(tmp_path) -> Path:
    place = tmp_path / "workspace"
    shutil.copytree(STYLE, place / "reports" / "_style")
    shutil.copy(ROOT / "_quarto.yml", place)
    return place


@pytest.fixture(scope="module")
def documents(tmp_path_factory) -> Path:
    """A report as the kit made it, and in `by quarto` the same without the last touches."""
    folder = Path(shutil.copytree(DIALECT, tmp_path_factory.mktemp("made") / "report"))
    pandoc.render(folder, ["html", "docx"], STYLE)
    raw = folder.parent / "by quarto"
    raw.mkdir()
    page = ["--embed-resources", f"--template={STYLE / 'report.html'}"]
    for form, options in (
        ("html", page),
        ("docx", [f"--reference-doc={STYLE / 'reference.docx'}"]),
    ):
        target = f"--output={raw / f'report.{form}'}"
        pandoc.run_pandoc(
            ["--standalone", *options, *pandoc.filters(STYLE), target, "report.qmd"], folder
        )
    return folder


@pytest.fixture
def report(workspace, documents) -> Path:
    """A report as the kit made it."""
    folder = workspace / "reports" / "oakfield" / "review-summary"
    shutil.copytree(documents, folder)
    cache.write_manifest(folder, FACTS)
    return folder


@pytest.fixture
def make_as_quarto_does(documents):
    """Put documents in place as Pandoc leaves them, without the kit's last touches."""

    def make(folder: Path) -> None:
        for path in (documents.parent / "by quarto").iterdir():
            shutil.copy(path, folder)

    return make


def note(folder: Path, *names: str) -> None:
    """What the script says where there is no kit."""
    noted = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    (folder / by_quarto.RECORD).write_text(json.dumps(noted), encoding="utf-8")


def edit(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b" ")


def header_of(path: Path) -> str:
    with zipfile.ZipFile(path) as packed:
        return packed.read("word/header1.xml").decode("utf-8")


def test_what_quarto_made_is_finished_and_no_longer_counts_as_edited(
    workspace, report, make_as_quarto_does
):
    make_as_quarto_does(report)
    assert sorted(cache.edited(report)[1]) == ["report.docx", "report.html"]
    assert "STYLEREF" in header_of(report / "report.docx")
    made = [report / "report.html", report / "report.docx", workspace / "reports" / "start.html"]
    (done,) = after_quarto.finish(Workspace(workspace), made)
    assert done.names == ("report.html", "report.docx") and not done.edited
    assert "STYLEREF" not in header_of(report / "report.docx")
    assert cache.edited(report) == ({}, {})
    assert cache.unchanged(report, "mark", ["html", "docx"])


def test_finishing_twice_changes_nothing_more(workspace, report, make_as_quarto_does):
    make_as_quarto_does(report)
    paths = [report / "report.html", report / "report.docx"]
    after_quarto.finish(Workspace(workspace), paths)
    before = [path.read_bytes() for path in paths]
    (again,) = after_quarto.finish(Workspace(workspace), paths)
    assert again.names == ()
    assert [path.read_bytes() for path in paths] == before


def test_a_text_that_somebody_changed_is_said_not_to_be_what_was_signed(
    workspace, report, make_as_quarto_does
):
    edit(report / "report.qmd")
    make_as_quarto_does(report)
    (done,) = after_quarto.finish(Workspace(workspace), [report / "report.html"])
    assert done.edited
    assert not cache.unchanged(report, "mark", ["html", "docx"])


def test_without_the_kit_what_quarto_made_is_made_anew_and_not_kept_as_edited(
    report, make_as_quarto_does
):
    make_as_quarto_does(report)
    note(report, "report.html", "report.docx")
    assert cache.edited(report) == ({}, {})
    assert list(cache.edited_in_word(report)) == []
    assert not cache.unchanged(report, "mark", ["html", "docx"])


def test_what_a_person_wrote_into_it_afterwards_is_theirs(report, make_as_quarto_does):
    make_as_quarto_does(report)
    note(report, "report.html", "report.docx")
    edit(report / "report.docx")
    assert list(cache.edited(report)[1]) == ["report.docx"]
    assert list(cache.edited_in_word(report)) == ["report.docx"]


@pytest.mark.parametrize("said", ["", "[]", "{", '{"report.html": 7}'])
def test_a_note_that_cannot_be_read_says_nothing(report, said, make_as_quarto_does):
    make_as_quarto_does(report)
    (report / by_quarto.RECORD).write_text(said, encoding="utf-8")
    assert sorted(cache.edited(report)[1]) == ["report.docx", "report.html"]


@pytest.mark.parametrize(("content", "untagged"), [(b"%PDF-1.7", True), (b"pdfuaid:part", False)])
def test_a_pdf_of_an_older_quarto_is_said_to_keep_no_standard(
    workspace, report, content, untagged, capsys
):
    from spp_research.cli.finishing import finish

    shutil.copy(ROOT / "examples" / "riverside" / "partnership.xlsx", workspace)
    (report / "report.pdf").write_bytes(content)
    finish(workspace, [report / "report.pdf"])
    said = capsys.readouterr()
    assert "report.pdf" in said.out
    assert ("keeps no standard" in said.err) is untagged
    finish(workspace, [])
    assert "nothing to finish" in capsys.readouterr().out


def test_what_a_person_wrote_is_not_taken_for_made(
    workspace, report, make_as_quarto_does, monkeypatch
):
    monkeypatch.delenv("QUARTO_USE_FILE_FOR_PROJECT_OUTPUT_FILES", raising=False)
    monkeypatch.delenv("QUARTO_PROJECT_OUTPUT_FILES", raising=False)
    place, path = Workspace(workspace), report / "report.docx"
    after_quarto.refuse_written(place, [path])  # as it was made
    edit(path)
    with pytest.raises(ConfigurationError, match="It may hold what somebody wrote"):
        after_quarto.refuse_written(place, [path])
    make_as_quarto_does(report)
    note(report, "report.docx")
    after_quarto.refuse_written(place, [path])
    edit(path)
    with pytest.raises(ConfigurationError, match="It may hold what somebody wrote"):
        after_quarto.refuse_written(place, [path])
    name = "reports/oakfield/review-summary/report.docx"
    monkeypatch.setenv("QUARTO_PROJECT_OUTPUT_FILES", f"index.html\n{name}\n")
    after_quarto.refuse_written(place, [path])  # it is Quarto that asks
    listed = workspace / "listed.txt"
    listed.write_text(f"{name}\n", encoding="utf-8")
    monkeypatch.setenv("QUARTO_USE_FILE_FOR_PROJECT_OUTPUT_FILES", str(listed))
    after_quarto.refuse_written(place, [path])


def test_a_file_that_is_no_document_of_a_report_is_refused(workspace, report):
    place = Workspace(workspace)
    after_quarto.refuse_foreign(place, [report / "report.docx"])
    for other in ("report.qmd", "manifest.json", "figures/fig-sources.png", "missing.docx"):
        with pytest.raises(ConfigurationError, match="no document of a report"):
            after_quarto.refuse_foreign(place, [report / other])


def test_a_document_whose_notebook_is_gone_keeps_no_other_from_being_finished(
    workspace, report, capsys
):
    from spp_research.cli.finishing import finish

    shutil.copy(ROOT / "examples" / "riverside" / "partnership.xlsx", workspace)
    (report / "report.pdf").write_bytes(b"pdfuaid:part")
    gone = report.parent / "my-own"
    gone.mkdir()
    (gone / "report.pdf").write_bytes(b"pdfuaid:part")
    finish(workspace, [gone / "report.pdf", report / "report.pdf"])
    said = capsys.readouterr()
    assert "report.pdf" in said.out and report.name in said.out
    assert "my-own: no notebook here makes this document any more" in said.err
    finish(workspace, [gone / "report.pdf"])
    assert "nothing to finish" in capsys.readouterr().out
    assert (gone / "report.pdf").read_bytes() == b"pdfuaid:part"
    with pytest.raises(ConfigurationError, match="no document of a report"):
        finish(workspace, [gone / "report.pdf", gone / "report.qmd"])


@pytest.fixture
def real() -> quarto.Quarto:
    found = quarto.find_quarto()
    if found is None or found.refused:
        pytest.skip(quarto.unavailable(found))
    return found


@pytest.fixture
def spp(tmp_path, monkeypatch) -> Path:
    """The command, as the script that Quarto runs will find it."""
    if os.name == "nt":
        pytest.skip("the command is a script that Windows would not start")
    command = tmp_path / "spp"
    text = f"#!{sys.executable}\nfrom spp_research.cli import main\nmain()\n"
    command.write_text(text, encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("SPP_COMMAND", str(command))
    return command


@pytest.mark.slow
@pytest.mark.parametrize("what", [(), ("reports/oakfield/review-summary/report.qmd",)])
def test_a_plain_quarto_render_is_finished_by_the_kit(real, spp, workspace, report, what):
    shutil.copy(ROOT / "reports" / "start.qmd", workspace / "reports")
    shutil.copy(ROOT / "examples" / "riverside" / "partnership.xlsx", workspace)
    before = (report / "report.docx").read_bytes()
    quarto.run_quarto(real, [*what, "--to", "docx"], workspace, workspace)
    assert (report / "report.docx").read_bytes() != before
    assert "STYLEREF" not in header_of(report / "report.docx")
    assert cache.edited(report) == ({}, {})
    assert not (report / by_quarto.RECORD).exists()


@pytest.mark.slow
def test_a_plain_quarto_render_without_the_kit_is_noted(real, workspace, report, monkeypatch):
    monkeypatch.setenv("SPP_COMMAND", str(workspace / "no such command"))
    quarto.run_quarto(real, ["--to", "docx"], workspace, workspace)
    assert by_quarto.is_by_quarto(report, "report.docx")
    assert cache.edited(report) == ({}, {})


@pytest.mark.slow
def test_a_word_file_that_somebody_edited_is_put_aside_by_quarto(
    real, workspace, report, monkeypatch
):
    monkeypatch.setenv("SPP_COMMAND", str(workspace / "no such command"))
    edit(report / "report.docx")
    theirs = (report / "report.docx").read_bytes()
    quarto.run_quarto(real, ["--to", "docx"], workspace, workspace)
    assert (report / "report.edited.docx").read_bytes() == theirs
    quarto.run_quarto(real, ["--to", "docx"], workspace, workspace)
    assert not (report / "report.edited-2.docx").exists()
