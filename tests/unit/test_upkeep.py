"""A workspace that is there already: what nobody has changed is brought up to date, no more."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from spp_research.cli import starting, upkeep
from spp_research.cli.laid_out import GIT_IGNORE, laid_out
from spp_research.run.cache import bytes_hash

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOK = "notebooks/review_summary.ipynb"
STYLE = "reports/_style/spp.css"
EARLIER_NOTEBOOK = ROOT / "tests/fixtures/earlier_notebooks/review_summary.1.ipynb"


def init(folder: Path, capfd) -> str:
    capfd.readouterr()
    starting.init_workspace(folder)
    return capfd.readouterr().out.replace(str(folder), "FOLDER")


def of_now(name: str) -> bytes:
    return starting.kit_files(Path())[name]()


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def workspace(tmp_path, capfd) -> Path:
    folder = tmp_path / "ours"
    init(folder, capfd)
    return folder


def make_old(folder: Path, *names: str) -> None:
    """Have a later kit than the one that laid out these."""
    record = json.loads((folder / upkeep.RECORD).read_text())
    for name in names:
        content = b"of an earlier kit"
        (folder / name).write_bytes(content)
        record["files"][name] = upkeep.mark(name, content)
    (folder / upkeep.RECORD).write_text(json.dumps(record))


def test_a_second_time_nothing_is_done(workspace, capfd, snapshot):
    before = everything(workspace)
    assert init(workspace, capfd) == snapshot
    assert everything(workspace) == before


def test_an_earlier_notebook_is_known_without_a_record(workspace, capfd, snapshot):
    shutil.copyfile(EARLIER_NOTEBOOK, workspace / NOTEBOOK)
    (workspace / upkeep.RECORD).unlink()
    assert init(workspace, capfd) == snapshot
    assert (workspace / NOTEBOOK).read_bytes() == of_now(NOTEBOOK)


def test_what_this_kit_laid_out_is_known_to_a_later_one(workspace, capfd):
    make_old(workspace, STYLE)
    assert "brought up to date: reports/_style/spp.css." in init(workspace, capfd)
    assert (workspace / STYLE).read_bytes() == of_now(STYLE)
    assert upkeep.recorded(workspace)[STYLE] == upkeep.mark(STYLE, of_now(STYLE))


def test_what_a_demo_of_an_earlier_kit_copied_is_known(workspace, capfd):
    """`spp demo` notes down in a file of its own what it copied."""
    old = b"of an earlier kit"
    (workspace / STYLE).write_bytes(old)
    (workspace / NOTEBOOK).write_bytes(b"our own")
    (workspace / upkeep.RECORD).unlink()
    example = (ROOT / "examples/riverside/partnership.xlsx").read_bytes()
    (workspace / "partnership.xlsx").write_bytes(example)
    copied = {STYLE: bytes_hash(old), NOTEBOOK: bytes_hash(old)}
    copied["partnership.xlsx"] = bytes_hash(example)
    (workspace / upkeep.COPIED).write_text(json.dumps(copied))
    said = init(workspace, capfd)
    assert f"brought up to date: {STYLE}." in said
    assert f"changed by somebody, and so left as it is: {NOTEBOOK}." in said
    assert (workspace / "partnership.xlsx").read_bytes() == example


@pytest.mark.parametrize("damaged", [b"", b"[]", b'{"notebooks'])
def test_without_a_sound_note_of_the_demo_what_lies_there_is_left(workspace, capfd, damaged):
    (workspace / STYLE).write_bytes(b"of an earlier kit")
    (workspace / upkeep.RECORD).unlink()
    (workspace / upkeep.COPIED).write_bytes(damaged)
    assert f"changed by somebody, and so left as it is: {STYLE}." in init(workspace, capfd)


@pytest.mark.parametrize("by", ["a letter", "a cell that was run", "nothing left"])
def test_what_somebody_changed_is_said_and_left(workspace, capfd, snapshot, by):
    changed = {
        "a letter": EARLIER_NOTEBOOK.read_bytes() + b" ",
        "a cell that was run": of_now(NOTEBOOK).replace(b'"outputs": []', b'"outputs": [1]', 1),
        "nothing left": b"",
    }[by]
    (workspace / NOTEBOOK).write_bytes(changed)
    assert init(workspace, capfd) == snapshot
    assert (workspace / NOTEBOOK).read_bytes() == changed


def test_many_of_both_kinds_and_some_that_are_missing(workspace, capfd, snapshot):
    styles = [name for name in laid_out() if name.startswith("reports/_style/site/")]
    make_old(workspace, *styles)
    for name in ("notebooks/best_practice.ipynb", "docs/common_faults.md"):
        (workspace / name).write_text("our own")
    (workspace / NOTEBOOK).unlink()
    shutil.rmtree(workspace / "data_templates" / "csv")
    assert init(workspace, capfd) == snapshot
    assert all((workspace / name).read_bytes() == of_now(name) for name in (*styles, NOTEBOOK))
    assert (workspace / "docs/common_faults.md").read_text() == "our own"


def test_what_was_changed_and_changed_back_is_the_kits_again(workspace, capfd):
    make_old(workspace, STYLE)
    (workspace / STYLE).write_text("our own")
    assert "changed by somebody" in init(workspace, capfd)
    (workspace / STYLE).write_bytes(b"of an earlier kit")
    assert "brought up to date: reports/_style/spp.css." in init(workspace, capfd)


def test_line_ends_of_another_system_are_no_change(workspace, capfd):
    crlf = (workspace / STYLE).read_bytes().replace(b"\n", b"\r\n")
    (workspace / STYLE).write_bytes(crlf)
    assert init(workspace, capfd) == "FOLDER: everything was there already.\n"
    assert (workspace / STYLE).read_bytes() == crlf
    shutil.copyfile(EARLIER_NOTEBOOK, workspace / NOTEBOOK)
    earlier = (workspace / NOTEBOOK).read_bytes().replace(b"\n", b"\r\n")
    (workspace / NOTEBOOK).write_bytes(earlier)
    assert "brought up to date: notebooks/review_summary.ipynb." in init(workspace, capfd)


def test_what_a_partnership_is_meant_to_change_is_no_news(workspace, capfd):
    for name in upkeep.OWN:
        (workspace / name).write_text("formats: [html]\n")
    assert init(workspace, capfd) == "FOLDER: everything was there already.\n"
    assert all((workspace / name).read_text() == "formats: [html]\n" for name in upkeep.OWN)


def test_the_list_for_git_is_brought_up_to_date_where_it_is_the_kits(workspace, capfd):
    make_old(workspace, ".gitignore")
    assert "brought up to date: .gitignore." in init(workspace, capfd)
    assert (workspace / ".gitignore").read_text() == GIT_IGNORE


@pytest.mark.parametrize("linked", ["the file", "its folder"])
def test_a_file_that_is_kept_elsewhere_is_not_written_over(linked, workspace, tmp_path, capfd):
    make_old(workspace, STYLE)
    inside = workspace / STYLE if linked == "the file" else (workspace / STYLE).parent
    elsewhere = tmp_path / "elsewhere"
    shutil.move(inside, elsewhere)
    inside.symlink_to(elsewhere)
    said = init(workspace, capfd)
    assert "changed by somebody, and so left as it is: reports/_style/spp.css." in said
    assert (workspace / STYLE).read_bytes() == b"of an earlier kit"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": 3}', '{"files": {"a": null}}', "\xff"])
def test_a_record_that_cannot_be_read_is_none(text, workspace, capfd):
    make_old(workspace, STYLE)
    (workspace / upkeep.RECORD).write_bytes(text.encode("latin-1"))
    assert "changed by somebody" in init(workspace, capfd)
    assert (workspace / STYLE).read_bytes() == b"of an earlier kit"
    assert upkeep.recorded(workspace)  # of the others


def test_nothing_is_half_written(workspace, capfd, monkeypatch):
    make_old(workspace, STYLE)

    def full(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Exception, match="disk is full"):
        starting.init_workspace(workspace)
    assert (workspace / STYLE).read_bytes() == b"of an earlier kit"
    assert not list((workspace / STYLE).parent.glob(".spp.css.*"))


def test_settings_for_quarto_that_nothing_uses_any_more_are_taken_out(workspace, capfd):
    record = json.loads((workspace / upkeep.RECORD).read_text())
    for name in upkeep.OUTDATED:
        (workspace / name).write_text("as it was laid out")
        record["files"][name] = upkeep.mark(name, b"as it was laid out")
    (workspace / upkeep.RECORD).write_text(json.dumps(record))
    (workspace / upkeep.OUTDATED[1]).write_text("changed")
    assert f"brought up to date: {upkeep.OUTDATED[0]}." in init(workspace, capfd)
    assert [(workspace / name).exists() for name in upkeep.OUTDATED] == [False, True]


@pytest.mark.slow
@pytest.mark.parametrize("command", ["doctor", "doctor --json"])
def test_doctor_says_which_are_old_and_which_are_changed(workspace, spp, capfd, command, snapshot):
    make_old(workspace, STYLE, "reports/_style/spp.lua")
    (workspace / NOTEBOOK).write_text("our own")
    ran = spp(*command.split(), "--workspace", workspace)
    assert ran.code == 0
    if "--json" in command:
        found = [one for one in ran.json["findings"] if one["subject"] == "The kit’s files"]
        assert [(one["state"], one["exit_code"]) for one in found] == [("note", 0)] * 2
    else:
        assert [line for line in ran.out.splitlines() if "The kit’s files" in line] == snapshot
    assert (workspace / STYLE).read_bytes() == b"of an earlier kit"  # it only looks


@pytest.mark.slow
def test_doctor_has_nothing_to_say_of_a_fresh_workspace(workspace, spp):
    assert "The kit’s files" not in spp("doctor", "--workspace", workspace).out


def test_the_list_names_what_is_laid_out_and_no_version_of_today_is_needed():
    known = {*laid_out(), *upkeep.OUTDATED, *upkeep.OWN}
    assert set(upkeep.earlier()) <= known
    assert all(len(mark) == 16 for marks in upkeep.earlier().values() for mark in marks)
    assert all(upkeep.earlier()[name] for name in ("_quarto.yml", NOTEBOOK, STYLE, ".gitignore"))


@pytest.mark.slow
def test_the_list_is_what_the_history_says():
    import earlier_files

    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no checkout")
    asked = ["git", "cat-file", "-e", f"{earlier_files.LAST}^{{commit}}"]
    if subprocess.run(asked, cwd=ROOT, capture_output=True).returncode:
        pytest.skip("the history of this checkout does not go back so far")
    found = {name: frozenset(marks) for name, marks in earlier_files.marks().items() if marks}
    assert upkeep.earlier() == found
