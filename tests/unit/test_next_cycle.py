"""Closing a cycle: everything is kept, what goes on is carried over, and it can be taken back."""

from __future__ import annotations

import io
import json
import re
import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from example_copy import EXAMPLE, copy_riverside
from typer.testing import CliRunner

from spp_research.cli import front_page
from spp_research.cli.commands import app
from spp_research.cli.unfinished import go_on, unfinished
from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.intake import read_workbook
from spp_research.intake.write.added_row import add_row
from spp_research.partnership import closing_told, next_cycle
from spp_research.run import cache
from spp_research.schema import PARTNERSHIP, SCHOOL
from spp_research.workspace import open_workspace

TODAY = date(2026, 8, 20)


@pytest.fixture
def riverside(tmp_path):
    folder = copy_riverside(tmp_path / "riverside")
    (folder / "reports" / "oakfield" / "review_summary").mkdir(parents=True)
    (folder / "reports" / "oakfield" / "review_summary" / "report.html").write_text("as shown")
    return open_workspace(folder)


def content(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def close(workspace, cycle="2026-27"):
    closing = next_cycle.closing_of(workspace, cycle)
    next_cycle.close(closing, TODAY, "1.0")
    return closing


def rows(path, workbook, sheet):
    return [row for _, row in read_workbook(path, workbook).rows[sheet].records]


@pytest.mark.slow
def test_nothing_is_lost_and_what_goes_on_is_carried_over(riverside, snapshot):
    before = content(riverside.root)
    closing = close(riverside)
    after = content(riverside.root)
    assert set(before.values()) <= set(after.values())
    kept = riverside.root / "cycles" / "2025-26"
    assert (kept / "reports" / "oakfield" / "review_summary" / "report.html").is_file()
    assert read_workbook(kept / "partnership.xlsx", PARTNERSHIP).ok
    lead = rows(riverside.partnership_file, PARTNERSHIP, "partnership")
    assert lead[0]["cycle"] == "2026-27"
    assert not rows(riverside.partnership_file, PARTNERSHIP, "timetable")
    people = rows(kept / "partnership.xlsx", PARTNERSHIP, "people")
    assert rows(riverside.partnership_file, PARTNERSHIP, "people") == people
    carried = rows(riverside.evidence_file("oakfield"), SCHOOL, "carried_over")
    assert [f"{row['what']} {row['item_id']}: {row['words']}" for row in carried] == snapshot
    assert "\n".join(closing_told.told(closing)) == snapshot


@pytest.mark.slow
def test_no_pupil_and_no_answer_goes_into_the_closed_cycle(riverside):
    close(riverside)
    for path in content(riverside.root / "cycles"):
        assert "pupils" not in path and "surveys" not in path, path
    assert not riverside.pupil_files("oakfield")


@pytest.mark.slow
def test_new_workbooks_are_not_started_and_have_no_fault_else(riverside):
    close(riverside)
    reading = read_workbook(riverside.evidence_file("oakfield"), SCHOOL)
    assert reading.not_started


@pytest.mark.slow
def test_taking_it_back_leaves_everything_as_it_was(riverside):
    before = content(riverside.root)
    close(riverside)
    assert next_cycle.undo(riverside) == "2025-26"
    assert content(riverside.root) == before
    assert not riverside.cycles.exists() and not (riverside.root / "old").exists()


@pytest.mark.slow
def test_what_was_agreed_on_goes_on_and_each_school_has_its_folders(riverside):
    agreed = {"workshop_after": 10, "first_review": date(2025, 10, 6)}
    assert add_row(riverside.partnership_file, PARTNERSHIP, "planning", agreed)
    (riverside.school_folder("osier-road") / "surveys").mkdir()
    before = content(riverside.root)
    said = " ".join(closing_told.told(close(riverside)))
    (rules,) = rows(riverside.partnership_file, PARTNERSHIP, "planning")
    assert (rules["workshop_after"], rules["first_review"]) == (10, None)
    folder = riverside.school_folder("oakfield")
    assert not [*(folder / "pupils").iterdir()] and not [*(folder / "surveys").iterdir()]
    assert "“Ethics and consent”" in said and "oakfield/old/2025-26/pupils" in said
    assert "osier-road" not in said  # its folder was empty
    assert next_cycle.undo(riverside) == "2025-26"
    assert content(riverside.root) == before


@pytest.mark.slow
def test_it_is_not_taken_back_once_somebody_has_written(riverside):
    close(riverside)
    row = {"document": "Review summary", "audience": "School", "signed_by": "R", "role": "H"}
    assert add_row(riverside.evidence_file("oakfield"), SCHOOL, "sign_off", row)
    with pytest.raises(ConfigurationError, match=r"schools/oakfield/evidence\.xlsx: this has been"):
        next_cycle.undo(riverside)


def steps(monkeypatch, stop_after: int) -> None:
    """Let the disk fail after so many renames."""
    done = []
    move = next_cycle._move

    def failing(source, target):
        if len(done) == stop_after:
            raise OSError("the disk has gone")
        done.append(source)
        move(source, target)

    monkeypatch.setattr(next_cycle, "_move", failing)


@pytest.mark.slow
def test_a_closing_that_is_cut_off_anywhere_is_ended_by_the_next(tmp_path):
    whole = open_workspace(copy_riverside(tmp_path / "whole"))
    closing = close(whole)
    expected = content(whole.root)
    number = len(closing.moves) + len(closing.books)
    for stop_after in (0, 1, len(closing.moves) - 1, len(closing.moves), number - 1):
        cut = open_workspace(copy_riverside(tmp_path / f"cut-{stop_after}"))
        with pytest.MonkeyPatch.context() as patch:
            steps(patch, stop_after)
            with pytest.raises(OSError, match="the disk has gone"):
                close(cut)
        with pytest.raises(ConfigurationError, match="that was cut off"):
            open_workspace(cut.root)
        assert next_cycle.finish(cut) == "2025-26"
        assert content(cut.root) == expected


@pytest.mark.slow
def test_taking_back_that_is_cut_off_anywhere_is_ended_by_the_next(tmp_path):
    whole = open_workspace(copy_riverside(tmp_path / "whole"))
    before = content(whole.root)
    number = len(next_cycle.closing_of(whole, "2026-27").moves)
    for stop_after in (0, 1, number // 2, number - 1):
        cut = open_workspace(copy_riverside(tmp_path / f"cut-{stop_after}"))
        close(cut)
        with pytest.MonkeyPatch.context() as patch:
            steps(patch, stop_after)
            with pytest.raises(OSError, match="the disk has gone"):
                next_cycle.undo(cut)
        assert next_cycle.undo(cut) == "2025-26"
        assert content(cut.root) == before


@pytest.mark.slow
def test_a_dry_run_ends_no_closing_that_was_cut_off(riverside):
    with pytest.MonkeyPatch.context() as patch:
        steps(patch, 3)
        with pytest.raises(OSError, match="the disk has gone"):
            close(riverside)
    before = content(riverside.root)
    would = run("new-cycle", "2026-27", "--dry-run", "-w", riverside.root)
    assert "was cut off" in str(would.exception) and content(riverside.root) == before
    done = run("new-cycle", "-w", riverside.root)
    assert "2025-26 had been closed in part; the rest is done now" in done.output


@pytest.mark.slow
def test_what_goes_on_goes_on_until_it_is_stopped(riverside):
    close(riverside)
    path = riverside.evidence_file("oakfield")
    first = rows(path, SCHOOL, "carried_over")
    from spp_research.intake import write_workbook

    sheets = {
        "school": [{**rows(path, SCHOOL, "school")[0], "focus": "To what extent does it last?"}],
        "self_review": [
            {
                "question_id": "Q1",
                "theme": "Looking Forward: Strategic direction",
                "question": "To what extent does it last?",
            }
        ],
        "carried_over": [
            {**row, "state": "Stopped" if n == 0 else "Adapted", "looked_on": TODAY}
            for n, row in enumerate(first)
        ],
    }
    write_workbook(path, SCHOOL, sheets)
    carried = next_cycle.closing_of(riverside, "2027-28").carried["oakfield"]
    assert [(row["cycle"], row["item_id"]) for row in carried] == [
        (row["cycle"], row["item_id"]) for row in first[1:]
    ]
    assert {row["cycle"] for row in carried} == {"2024-25", "2025-26"}
    assert all(row["state"] is None for row in carried)


@pytest.mark.parametrize("cycle", ["2025-26", "2024-25", "2026", "next year", ""])
def test_a_name_that_is_of_no_later_year(riverside, cycle, snapshot):
    with pytest.raises(ConfigurationError) as refused:
        next_cycle.closing_of(riverside, cycle)
    assert str(refused.value) == snapshot


@pytest.mark.parametrize(
    ("cycle", "years"),
    [("2026-27", []), ("2027/28", ["2026-27"]), ("2029-30", ["2026-27", "2027-28", "2028-29"])],
)
def test_years_that_are_left_out_are_named(riverside, cycle, years):
    closing = next_cycle.closing_of(riverside, cycle)
    assert list(closing.left_out) == years
    said = [*closing_told.skipped(closing)]
    assert len(said) == bool(years)
    assert all(year in sentence for sentence in said for year in (*years, cycle))


def test_an_open_workbook_and_one_with_faults_hold_it_up(riverside, snapshot):
    lock = riverside.school_folder("oakfield") / "~$evidence.xlsx"
    lock.write_bytes(b"")
    with pytest.raises(ConfigurationError) as refused:
        next_cycle.closing_of(riverside, "2026-27")
    assert str(refused.value) == snapshot
    lock.unlink()
    riverside.evidence_file("copperbeck").write_bytes(b"no workbook")
    with pytest.raises(EvidenceError) as refused:
        next_cycle.closing_of(riverside, "2026-27")
    assert str(refused.value) == snapshot


def run(*words):
    return CliRunner().invoke(app, [*map(str, words)], catch_exceptions=True)


@pytest.mark.slow
def test_the_command_says_what_it_would_do_does_it_and_takes_it_back(riverside):
    root = riverside.root
    before = content(root)
    would = run("new-cycle", "2026-27", "--dry-run", "-w", root)
    assert would.exit_code == 0 and content(root) == before
    assert "Nothing has been done. 2025-26 would be closed" in would.output
    assert (
        "Can still be finished in 2025-26: Review summary, not made yet: Oakfield" in would.output
    )
    done = run("new-cycle", "2026-27", "-w", root, "--json", "--yes")
    assert json.loads(done.output)["folder"] == "cycles/2025-26"
    closed = root / "cycles" / "2025-26"
    assert "every file is as it was" in run("check", "-w", closed).output
    for words in (("share",), ("site",), ("add-school", "Elm School")):
        refused = run(*words, "-w", closed)
        assert isinstance(refused.exception, ConfigurationError) or refused.exit_code
        assert "this cycle was closed" in f"{refused.exception}{refused.output}", words
    (closed / "partnership.xlsx").write_bytes(b"other")
    changed = run("check", "-w", closed)
    assert changed.exit_code == EvidenceError.exit_code
    assert "“partnership.xlsx” has been changed since" in changed.output


def document(root: Path, text: str = "as shown") -> None:
    """A finished report, as the front page finds it."""
    folder = root / "reports" / "oakfield" / "review-summary"
    folder.mkdir(parents=True)
    front = {"title": "Review summary", "subtitle": "Oakfield", "author": "Riverside"}
    facts = [f"{key}: {json.dumps(value)}" for key, value in (front | {"spp": {}}).items()]
    (folder / "report.qmd").write_text("\n".join(["---", *facts, "---", "", text, ""]))
    (folder / "report.html").write_text(text)
    cache.write_manifest(folder, {"fingerprint": "", "made_on": "2026-07-01"})


@pytest.mark.slow
def test_a_workbook_under_another_name_is_not_left_behind(riverside):
    book = riverside.evidence_file("oakfield")
    book.rename(book.with_name("evidence (1).xlsx"))
    before = content(riverside.root)
    with pytest.raises(EvidenceError, match=r"evidence \(1\)\.xlsx"):
        close(riverside)
    assert content(riverside.root) == before


@pytest.mark.slow
def test_what_was_planned_and_the_front_page_go_with_the_year(riverside):
    root = riverside.root
    document(root)
    made = ("plan/timetable.pdf", "status/status.html", "schools/oakfield/plans/O1.txt")
    for name in (*made, "partnership.planned.xlsx", "reports/run.html"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    front_page.write_front(riverside)
    (root / "reports" / ".lock").write_text("")
    before = content(root)
    done = run("new-cycle", "2026-27", "-w", root, "--yes")
    assert "What is in the folders plan and status went with the year" in done.output
    closed = root / "cycles" / "2025-26"
    for name in (*made, "partnership.planned.xlsx", "reports/run.html"):
        assert (closed / name).is_file() and not (root / name).exists(), name
    front = (closed / "reports" / "index.html").read_text()
    links = re.findall(r'href="([^"#]+)"', front)
    assert "oakfield/review-summary/report.html" in links
    assert all((closed / "reports" / link).resolve().is_file() for link in links), links
    new = (root / "reports" / "index.html").read_text()
    links = re.findall(r'href="([^"#]+)"', new)
    assert links == ["../cycles/2025-26/reports/index.html"]
    assert (root / "reports" / links[0]).resolve().is_file()
    assert "every file is as it was" in run("check", "-w", closed).output
    run("status", "-w", root)  # which is made anew each time and holds nothing up
    assert "2025-26 is open again" in run("new-cycle", "--undo", "-w", root).output
    assert content(root) == before


@pytest.mark.slow
def test_the_new_front_page_leads_to_earlier_years(riverside):
    document(riverside.root)
    run("new-cycle", "2026-27", "-w", riverside.root, "--yes")
    document(riverside.root, "anew")
    page = front_page.write_front(riverside).read_text()
    assert '<a href="../cycles/2025-26/reports/index.html">2025-26</a>' in page


@pytest.mark.slow
def test_a_share_file_that_comes_late_is_used_and_named(riverside):
    close(riverside)
    closed = riverside.root / "cycles" / "2025-26"
    shutil.copytree(EXAMPLE / "share", closed / "share", dirs_exist_ok=True)
    said = run("check", "-w", closed)
    assert said.exit_code == 0
    assert "Share files that came after that, and are used: “share/copperbeck.json”" in said.output


@pytest.mark.slow
def test_a_school_that_reviewed_nothing_this_year_holds_no_closing_up(riverside):
    close(riverside)
    path = riverside.evidence_file("oakfield")
    first = rows(path, SCHOOL, "carried_over")
    from spp_research.intake import write_workbook

    own = rows(path, SCHOOL, "school")
    looked = [{**row, "state": "Still done", "looked_on": TODAY} for row in first]
    write_workbook(path, SCHOOL, {"school": own, "carried_over": looked})
    reading = read_workbook(path, SCHOOL)
    assert not reading.ok and not reading.not_started
    carried = next_cycle.closing_of(riverside, "2027-28").carried["oakfield"]
    assert len(carried) == len(first)


@pytest.mark.slow
def test_what_can_still_be_finished_is_said_and_asked_about(riverside, monkeypatch):
    """Nobody is asked where a program reads, and nothing is done there without --yes."""
    root = riverside.root
    document(root)
    before = content(root)
    lines = unfinished(riverside)
    assert any(line.startswith("Review summary, draft: Oakfield Weir") for line in lines)
    assert "Threads that are open" in lines[-1] and "Oakfield Weir Primary School (2)" in lines[-1]
    assert not [line for line in lines if "Osier Road" in line]  # which has nothing to say yet
    for words in ((), ("--json",)):
        refused = run("new-cycle", "2026-27", "-w", root, *words)
        assert isinstance(refused.exception, ConfigurationError)
        assert "run this again with --yes" in str(refused.exception)
    assert content(root) == before

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("sys.stdout", Terminal())
    for answer, goes_on in (("no", False), ("", False), ("yes", True), (" Y ", True)):
        monkeypatch.setattr("builtins.input", lambda asked, said=answer: said)
        assert go_on("2025-26", lines, yes=False, asks=True) is goes_on
    assert go_on("2025-26", [], yes=False, asks=False)


class Terminal(io.StringIO):
    """Somewhere that somebody can be asked."""

    def isatty(self) -> bool:
        return True
