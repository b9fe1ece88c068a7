"""All of a report or none of it, and what people put beside it is kept."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import pytest

from spp_research import whole_files
from spp_research.errors import ConfigurationError
from spp_research.publish import placing
from spp_research.run import cache


def report(folder: Path, text: str) -> Path:
    (folder / "figures").mkdir(parents=True)
    for name in ("report.docx", "report.qmd", "figures/one.png"):
        (folder / name).write_text(f"{name}, {text}")
    cache.write_manifest(folder, {"fingerprint": text})
    return folder


def listing(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.fixture
def made(tmp_path) -> Path:
    return report(tmp_path / "scratch", "new")


@pytest.fixture
def target(tmp_path) -> Path:
    return tmp_path / "reports" / "oakfield" / "review-summary"


def test_a_first_report(made, target):
    assert placing.put_in_place(made, target) == []
    assert listing(target) == listing(made)
    assert [path.name for path in target.parent.iterdir()] == ["review-summary"]


def test_a_new_report_takes_the_place_of_the_old(made, target):
    report(target, "old")
    (made / "figures" / "one.png").unlink()
    assert placing.put_in_place(made, target) == []
    assert (target / "report.docx").read_text() == "report.docx, new"
    assert "figures/one.png" not in listing(target)
    assert [path.name for path in target.parent.iterdir()] == ["review-summary"]


def test_what_people_put_there_or_changed_is_kept(made, target):
    report(target, "old")
    (target / "notes.txt").write_text("ours")
    (target / "report.docx").write_text("with our changes")
    kept = placing.put_in_place(made, target)
    assert kept == ["Your changes to report.docx are kept in report.edited.docx."]
    assert (target / "report.edited.docx").read_text() == "with our changes"
    assert (target / "report.docx").read_text() == "report.docx, new"
    assert (target / "notes.txt").read_text() == "ours"

    (target / "report.docx").write_text("changed again")
    placing.put_in_place(made, target)
    assert (target / "report.edited.docx").read_text() == "with our changes"
    assert (target / "report.edited-2.docx").read_text() == "changed again"


def test_a_new_file_does_not_take_the_place_of_one_that_people_put_there(made, target):
    target.mkdir(parents=True)
    (target / "report.docx").write_text("theirs, from before the kit")
    placing.put_in_place(made, target)
    assert (target / "report.docx").read_text() == "report.docx, new"
    assert (target / "report.edited.docx").read_text() == "theirs, from before the kit"


def test_when_the_last_step_fails_the_old_report_is_as_it_was(made, target, monkeypatch):
    report(target, "old")
    before = listing(target)
    rename = Path.rename

    def refuse(self, other):
        if ".new-" in self.name:
            raise PermissionError(errno.EACCES, "open in Word")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        placing.put_in_place(made, target)
    assert listing(target) == before
    assert (target / "report.docx").read_text() == "report.docx, old"
    assert [path.name for path in target.parent.iterdir()] == ["review-summary"]


def test_a_run_that_was_killed_between_the_renames_is_put_right(made, target):
    report(target, "old")
    target.rename(target.with_name(".review-summary.old-1-a"))
    placing.recover(target)
    assert (target / "report.docx").read_text() == "report.docx, old"
    assert [path.name for path in target.parent.iterdir()] == ["review-summary"]


def test_leftovers_go_when_they_belong_to_no_run_under_way(made, target):
    report(target, "old")
    fresh = report(target.with_name(".review-summary.new-1-a"), "half")
    stale = report(target.with_name(".review-summary.new-2-b"), "half")
    os.utime(stale, (1, 1))
    placing.recover(target)
    assert fresh.exists()
    assert not stale.exists()


def test_only_what_is_surely_nobodys_is_put_right(made, target):
    """By whose it is: a process that has ended, one that runs, another computer."""
    root = target.parents[1]
    ended, ours = "99999999", str(os.getpid())
    _, here, _ = whole_files.owner().split("-")
    there = f"{int(here, 16) ^ 1:06x}"
    book = root / "schools" / "oakfield" / "evidence.xlsx"
    book.parent.mkdir(parents=True)
    book.write_text("the workbook")

    def left(owner: str, days: int = 0) -> Path:
        path = book.with_name(f".evidence.xlsx.{owner}-0123abcd")
        path.write_text("half of it")
        os.utime(path, (time.time() - 86_500 * days,) * 2)
        return path

    nobodys = [
        left(f"{ended}-{here}"),
        left(f"{ours}-{there}", days=1),
        left(f"{ours}-{here}", days=1),  # another process has its number by now
        left("7", days=1),  # of a kit that did not say which computer
    ]
    somebodys = [left(f"{ended}-{there}"), left("8"), left(f"{int(ours)}-{here[::-1]}")]
    somebodys.append(book.with_name(f".evidence.xlsx.{ours}-{here}-4567abcd"))
    theirs = [book.with_name(name) for name in (".evidence.xlsx", ".notes.12-ab", ".lock")]
    for path in (somebodys[-1], *theirs):
        path.write_text("of somebody")
    # A document that was being replaced: it comes back, and what was to come goes.
    report(target.with_name(f".review-summary.old-{ended}-{here}-0123abcd"), "old")
    report(target.with_name(f".review-summary.new-{ended}-{here}-0123abcd"), "half")
    moving = report(target.with_name(f".workshop-pack.old-{ours}-{here}-0123abcd"), "old")
    hidden = root / ".theirs" / nobodys[0].name
    hidden.parent.mkdir()
    hidden.write_text("of another program")
    placing.put_right(root)
    assert [path for path in nobodys if path.exists()] == []
    assert [path for path in (*somebodys, *theirs, hidden, moving, book) if not path.exists()] == []
    assert (target / "report.docx").read_text() == "report.docx, old"
    assert sorted(path.name for path in target.parent.iterdir()) == [
        moving.name,
        "review-summary",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.slow
def test_killed_at_any_moment_there_is_a_whole_report(tmp_path, target):
    """Reports are swapped as fast as can be in another process, which is killed again and again."""
    made = [report(tmp_path / "made" / name, name) for name in ("a", "b")]
    report(target, "a")
    program = textwrap.dedent(f"""
        from itertools import cycle
        from pathlib import Path
        from spp_research.publish.placing import put_in_place
        print("ready", flush=True)
        for made in cycle({[str(path) for path in made]!r}):
            put_in_place(Path(made), Path({str(target)!r}))
    """)
    for turn in range(12):
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as run:
            run.stdout.readline()
            time.sleep(0.02 + 0.007 * turn)
            run.send_signal(signal.SIGKILL)
        placing.recover(target)
        mark = cache.read_manifest(target)["fingerprint"]
        assert cache.unchanged(target, mark, ["docx"])


def test_the_scratch_folder_is_private_and_goes_whatever_happens(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(ZeroDivisionError), placing.scratch_folder(keep=False) as folder:
        if os.name != "nt":
            assert folder.stat().st_mode & 0o777 == 0o700
        (folder / "pupils.ipynb").write_text("executed")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_a_scratch_folder_to_be_kept_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with placing.scratch_folder(keep=True) as folder:
        pass
    assert folder.is_dir()


def test_scratch_of_runs_that_were_killed_goes_later(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    killed = f"spp-scratch-99999999-{whole_files.owner().split('-')[1]}-0123abcd-x"
    for name in ("spp-scratch-old", "spp-scratch-new", "spp-kept-old", killed):
        (tmp_path / name).mkdir()
    for name in ("spp-scratch-old", "spp-kept-old"):
        os.utime(tmp_path / name, (1, 1))
    placing.sweep_scratch()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["spp-kept-old", "spp-scratch-new"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ENOTDIR])
def test_what_the_reader_can_mend_is_said_in_a_sentence(number):
    with pytest.raises(ConfigurationError), placing.writing(Path("reports")):
        raise OSError(number, os.strerror(number))


def test_a_full_disk_is_known_when_many_files_were_copied_at_once():
    many = [("a", "b", "[Errno 28] No space left on device: 'b'")]
    with pytest.raises(ConfigurationError, match="disk is full"), placing.writing(Path("_site")):
        raise shutil.Error(many)


def test_what_is_our_fault_keeps_its_traceback():
    with pytest.raises(FileNotFoundError), placing.writing(Path("reports")):
        raise FileNotFoundError(errno.ENOENT, "no such file")


def test_a_copy_is_all_that_is_taken(made, target):
    shutil.copytree(made, made.with_name("before"))
    placing.put_in_place(made, target)
    assert listing(made) == listing(made.with_name("before"))
