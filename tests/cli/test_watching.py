"""From a saved workbook to what is made and said; what is made itself is seen elsewhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import openpyxl
import pytest
from example_copy import copy_riverside

from spp_research.cli import watching
from spp_research.cli.preparing import Part
from spp_research.cli.selecting import Wanted
from spp_research.errors import ConfigurationError
from spp_research.kinds import KINDS
from spp_research.publish.live_pages import Desk
from spp_research.publish.renderers import choose
from spp_research.run.jobs import Job, Outcome
from spp_research.run.lock import TakenError, locked
from spp_research.workspace import Workspace

SCHOOL, KIND = "oakfield", "review-summary"


class Room:
    """A watched copy of the example, in which documents are only said to be made."""

    def __init__(self, folder: Path, **wanted: tuple[str, ...]) -> None:
        self.place = Workspace(copy_riverside(folder))
        desk = Desk(self.place.root / "reports")
        asked = Wanted(**{"kinds": (KIND,), "schools": (SCHOOL,), **wanted})
        self.watch = watching.Watch(self.place, asked, choose("pandoc"), desk)
        self.state, self.reason, self.fault = "made", "", None
        self.rounds: list[tuple[str, ...]] = []
        self.now = 0.0

    @property
    def book(self) -> Path:
        return self.place.evidence_file(SCHOOL)

    def round(self, watch, wanted, faulty):
        self.rounds.append(wanted.kinds)
        if self.fault is not None:
            return Part(".", fault=self.fault)
        outcomes = {}
        for kind in wanted.kinds:
            job = Job(str(self.place.root), KINDS[kind], SCHOOL)
            outcomes[job] = Outcome(job, self.state, reason=self.reason)
            watching._told(faulty, job, outcomes[job])
        return Part(".", workspace=self.place, jobs=tuple(outcomes), known=outcomes)

    def after(self, seconds: float) -> bool:
        """Look now and again for so long; whether something still waits."""
        until = self.now + seconds
        while self.now < until - 1e-9:
            self.now += 0.05
            waits = self.watch.look(self.now)
        return waits

    def save(self, cell: str, value: object, sheet: str = "Findings") -> None:
        """Change a cell as Excel does: write beside, then put in the place of the old file."""
        read = openpyxl.load_workbook(self.book)
        read[sheet][cell] = value
        beside = self.book.with_name("A1B2C3D4.tmp")
        read.save(beside)
        beside.replace(self.book)

    def touch(self) -> None:
        """Save what is there already."""
        found = self.book.stat()
        os.utime(self.book, ns=(found.st_atime_ns, found.st_mtime_ns + 1_000_000))


@pytest.fixture
def room(tmp_path, monkeypatch) -> Room:
    room = Room(tmp_path / "riverside")
    monkeypatch.setattr(watching.Watch, "_round", lambda *given: room.round(*given))
    room.watch.begin()
    room.rounds.clear()
    return room


@pytest.fixture
def unchecked(room, monkeypatch) -> Room:
    """The same where nothing is checked, for what does not hang on it."""
    monkeypatch.setattr(watching.Watch, "_check", lambda self, names: frozenset())
    return room


def said(capsys) -> str:
    return re.sub(r"(?m)^\d\d:\d\d:\d\d ", "", capsys.readouterr().out)


def test_a_save_is_checked_and_what_depends_on_it_made_once(room, capsys):
    capsys.readouterr()
    room.save("E7", "Talk is planned for in most lessons.")
    assert not room.after(1.0)
    assert room.rounds == [(KIND,)]
    first, *rest = said(capsys).splitlines()
    assert first == "saved: schools/oakfield/evidence.xlsx"
    assert sorted(rest) == [  # a check goes on beside the making
        "made: oakfield, review summary",
        "schools/oakfield/evidence.xlsx: nothing to mend",
    ]
    room.after(5.0)
    assert len(room.rounds) == 1


def test_a_save_with_faults_keeps_the_documents_and_says_of_which_version_they_are(room, capsys):
    page = room.place.report_folder(SCHOOL, KIND) / "report.html"
    page.parent.mkdir(parents=True)
    page.write_text("good")
    room.state, room.reason = "failed", "what the notebook would say"
    capsys.readouterr()
    room.save("C7", "Neither")
    room.after(1.0)
    told = said(capsys)
    assert "C7 (Strength or next step): “Neither” is not one of the words" in told
    assert (
        "stays as it was, of the version before: oakfield, review summary. What is to be mended "
        "is said above."
    ) in told
    assert "what the notebook would say" not in told
    assert page.read_text() == "good"
    assert room.watch.desk.note(f"{SCHOOL}/{KIND}/report.html") == (
        "This page is of the version before: something is to be mended first, as it says where "
        "spp watch runs."
    )
    room.state = "made"
    room.save("C7", "Strength")
    room.after(1.0)
    assert room.watch.desk.note(f"{SCHOOL}/{KIND}/report.html") == ""
    assert "nothing to mend" in said(capsys)


def test_why_a_document_is_not_made_is_said_where_no_check_has_said_it(unchecked, capsys):
    unchecked.state, unchecked.reason = "failed", "The disk is full."
    unchecked.touch()
    unchecked.after(1.0)
    assert "not made: oakfield, review summary. The disk is full." in said(capsys)
    assert unchecked.watch.desk.notes == {}  # there is no page that could be of the version before


def test_a_page_is_shown_ahead_only_where_it_is_open_and_until_its_document_is_known(
    room, tmp_path, capsys
):
    watch, name = room.watch, f"{SCHOOL}/{KIND}/report.html"
    job, page = Job(str(room.place.root), KINDS[KIND], SCHOOL), tmp_path / "report.html"
    page.write_text("new")
    watch._show_ahead(job, page)
    assert watch.desk.ahead(name) is None
    with watch.desk.opened(name):
        watch._show_ahead(job, page)
        watch._settled(frozenset, job, None)  # it begins
        assert watch.desk.ahead(name).page == b"new"
        watch._settled(frozenset, job, Outcome(job, "failed", reason="The disk is full."))
        assert watch.desk.ahead(name) is None
    assert "The disk is full." in said(capsys)


def test_three_saves_at_once_are_one(unchecked):
    for _ in range(3):
        unchecked.touch()
        unchecked.after(0.05)
    unchecked.after(1.0)
    assert len(unchecked.rounds) == 1


def test_a_save_while_something_is_made_is_taken_after_it(unchecked, monkeypatch):
    original = unchecked.round

    def meanwhile(*given):
        if not unchecked.rounds:
            unchecked.touch()
        return original(*given)

    monkeypatch.setattr(watching.Watch, "_round", lambda *given: meanwhile(*given))
    unchecked.touch()
    unchecked.after(2.0)
    assert len(unchecked.rounds) == 2


def test_what_excel_and_libreoffice_leave_while_a_file_is_open_is_nothing(unchecked, capsys):
    for name in ("~$evidence.xlsx", ".~lock.evidence.xlsx#", "lu12ab.tmp", "A1B2C3D4"):
        (unchecked.book.parent / name).write_text("x")
    assert not unchecked.after(2.0)
    assert unchecked.rounds == []


def test_a_file_that_is_gone_for_a_moment_is_not_gone(unchecked, capsys):
    kept = unchecked.book.with_name("evidence.bak")
    unchecked.book.rename(kept)
    unchecked.after(0.5)
    kept.rename(unchecked.book)
    capsys.readouterr()
    unchecked.after(0.6)  # too short for what stays away
    assert not unchecked.after(1.0)
    assert said(capsys).count("saved") <= 1  # where a change of name counts as a change


def test_a_file_that_stays_away_is_said(room, capsys):
    room.book.unlink()
    room.after(2.0)
    assert "The school has no evidence workbook yet" in said(capsys)


def test_half_a_file_is_waited_for(unchecked, capsys):
    whole = unchecked.book.read_bytes()
    capsys.readouterr()
    unchecked.book.write_bytes(whole[:20_000])
    assert unchecked.after(2.0)
    assert said(capsys) == ""
    unchecked.book.write_bytes(whole)
    unchecked.after(1.0)
    assert said(capsys).count("saved") == 1


def test_a_file_that_is_held_is_said_once_and_taken_when_it_is_let_go(
    unchecked, capsys, monkeypatch
):
    from spp_research.run import saves

    capsys.readouterr()
    with monkeypatch.context() as held:
        held.setattr(saves, "state_of", lambda path, stamp: saves.State.HELD)
        unchecked.touch()
        assert unchecked.after(6.0)
        assert unchecked.rounds == []
    told = said(capsys)
    assert told.count("is held by another program") == 1
    unchecked.after(0.5)
    assert unchecked.rounds == [(KIND,)]


def test_settings_that_cannot_be_read_are_said_once_and_on_every_page(room, capsys):
    room.fault = ConfigurationError("settings.yml, line 4: “nonsense” is not a setting.")
    with room.place.settings_file.open("a") as file:
        file.write("\nnonsense: 3\n")
    capsys.readouterr()
    room.after(1.0)
    assert said(capsys).count("is not a setting") == 1
    assert "of the version before" in room.watch.desk.note("osier-road/best-practice/report.html")


def test_a_notebook_of_ones_own_that_is_changed_is_taken(unchecked, capsys):
    own = unchecked.place.root / "notebooks"
    shutil.copytree(Path(__file__).resolve().parents[2] / "notebooks", own)
    capsys.readouterr()
    unchecked.after(1.0)
    assert "notebooks/review_summary.ipynb" in said(capsys)
    assert unchecked.rounds == [(KIND,)]


def test_what_a_notebook_of_ones_own_reads_elsewhere_is_taken_and_once(unchecked, capsys, tmp_path):
    """From the run on in which it was read; also where it was saved since, and a folder listed."""
    other, listed = tmp_path / "elsewhere" / "other.csv", tmp_path / "elsewhere" / "more"
    listed.mkdir(parents=True)
    other.write_text("1")
    record = unchecked.place.root / "reports" / ".opened" / SCHOOL / "mine.public.json"
    record.parent.mkdir(parents=True)
    found = other.stat()
    stamp = [found.st_size, found.st_mtime_ns]
    told = {"files": {str(other): stamp}, "folders": {str(listed): ""}, "beyond": []}
    record.write_text(json.dumps(told))
    unchecked.touch()
    unchecked.after(1.0)  # a run, of which the record is
    unchecked.rounds.clear()
    capsys.readouterr()
    unchecked.after(1.0)
    assert unchecked.rounds == [] and said(capsys) == ""
    other.write_text("22")
    unchecked.after(1.0)
    assert str(other) in said(capsys) and unchecked.rounds == [(KIND,)]
    (listed / "new.csv").touch()
    unchecked.after(1.0)
    assert str(listed) in said(capsys) and len(unchecked.rounds) == 2
    other.unlink()
    unchecked.after(3.0)
    assert str(other) in said(capsys) and len(unchecked.rounds) == 3


def test_what_goes_wrong_on_the_way_is_said_and_the_watch_goes_on(unchecked, capsys):
    def full(*given):
        raise ConfigurationError("The disk is full.")

    original, unchecked.round = unchecked.round, full
    unchecked.touch()
    assert not unchecked.after(1.0)
    assert "The disk is full." in said(capsys)
    unchecked.round = original
    unchecked.touch()
    unchecked.after(1.0)
    assert unchecked.rounds == [(KIND,)]


def test_a_fault_of_the_check_itself_is_not_lost(room, monkeypatch):
    def broken(self, names):
        raise ZeroDivisionError

    monkeypatch.setattr(watching.Watch, "_check", broken)
    room.touch()
    with pytest.raises(ZeroDivisionError):
        room.after(1.0)


def test_files_about_pupils_are_not_named(unchecked, capsys):
    file = next(iter(unchecked.place.pupil_files(SCHOOL)))
    capsys.readouterr()
    shutil.copy(file, file.with_name("Ann Hill.xlsx"))
    unchecked.after(1.0)
    assert said(capsys).startswith("saved: a file in schools/oakfield/pupils\n")


def test_where_another_run_is_at_work_it_is_tried_again(unchecked, capsys):
    with locked(unchecked.place, "spp report"), pytest.raises(TakenError) as taken:
        locked(unchecked.place).__enter__()
    unchecked.fault = taken.value
    capsys.readouterr()
    unchecked.touch()
    unchecked.after(3.0)
    assert 1 < len(unchecked.rounds) < 6
    assert said(capsys).count("goes on by itself") == 1
    unchecked.fault = None
    before = len(unchecked.rounds)
    unchecked.after(2.0)
    assert len(unchecked.rounds) == before + 1
    assert unchecked.watch._behind is False


def test_what_needs_no_share_files_is_made_first(tmp_path, monkeypatch):
    room = Room(tmp_path / "riverside", kinds=("all",), schools=())
    monkeypatch.setattr(watching.Watch, "_round", lambda *given: room.round(*given))
    room.watch.begin()
    first, last = room.rounds
    assert {KINDS[name].partners for name in first} == {False}
    assert set(last) == {"workshop-pack", "partnership-report"}


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent in another way on Windows")
def test_a_page_in_the_browser_is_told_and_ctrl_c_ends_in_a_line(tmp_path):
    room = Room(tmp_path / "riverside")
    errors = tmp_path / "errors.txt"
    call = [sys.executable, "-u", "-m", "spp_research", "watch", "-w", str(room.place.root)]
    with errors.open("w") as said_wrong:
        process = subprocess.Popen(
            [*call, "--school", SCHOOL, "--kind", KIND, "--to", "html"],
            stdout=subprocess.PIPE,
            stderr=said_wrong,
            text=True,
        )
    lines = []

    def until(text: str) -> str:
        for line in process.stdout:
            lines.append(line)
            if text in line:
                return line
        raise AssertionError("".join(lines) + errors.read_text())

    try:
        address = until("http://").split()[-1].removesuffix("/index.html")
        until("Ready")
        name = f"{SCHOOL}/{KIND}/report.html"
        page = urllib.request.urlopen(f"{address}/{name}").read()
        on_disk = room.place.root / "reports" / name
        assert b"live.js" in page
        assert b"live.js" not in on_disk.read_bytes()
        asks = re.search(rb'data-changes="([^"]+)"', page)[1].decode()
        room.save("E7", "Talk is planned for in most lessons.")
        host = address.rsplit("/", 1)[0]
        with urllib.request.urlopen(host + asks, timeout=120) as news:
            assert any(b"event: made" in line for line in news)
        shown = urllib.request.urlopen(f"{address}/{name}").read()  # ahead, from memory
        assert b"Talk is planned for in most lessons." in shown
        until("made: oakfield, review summary")
        assert "Talk is planned for in most lessons." in on_disk.read_text(encoding="utf-8")
        assert urllib.request.urlopen(f"{address}/{name}").read() == shown  # with the same mark
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(60) == 0
        assert rest.endswith("Stopped watching. What was made stays.\n")
        assert "Traceback" not in errors.read_text()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
