"""Share files are made where the workbooks are, and left alone where a school has sent one."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest

from spp_research.publish.share_folder import make_shares, not_made, outdated, refresh_shares
from spp_research.publish.sharing import share_of
from spp_research.share import SchoolShare
from spp_research.share.content import sealed
from spp_research.share.files import read_share, write_share
from spp_research.workspace import Workspace, open_workspace

SCHOOLS = ["oakfield", "withy-bridge", "tannery-lane", "copperbeck", "nether-sallow", "osier-road"]
SHARED = open_workspace("example").share_folder


@pytest.fixture
def workspace(riverside: Path) -> Workspace:
    """The example with two schools' workbooks, since each takes a while to read."""
    for folder in (riverside / "schools").iterdir():
        if folder.name not in ("nether-sallow", "osier-road"):
            (folder / "evidence.xlsx").unlink()
    return Workspace(riverside)


def states(made) -> dict[str, str]:
    return {one.school: one.state for one in made}


def looks_from(workspace: Workspace, day: str) -> None:
    workspace.settings_file.write_text(f"as_at: {day}\n")


def spoil(workspace: Workspace, school: str) -> None:
    workspace.evidence_file(school).write_text("not a workbook")


def sign_off(workspace: Workspace, school: str, document: str, **cells) -> None:
    book = openpyxl.load_workbook(workspace.evidence_file(school))
    sheet = book["Sign-off"]
    heads = {str(cell.value).removesuffix(" (needed)"): cell.column for cell in sheet[4]}
    for row in range(5, sheet.max_row + 1):
        if sheet.cell(row, heads["Document"]).value == document:
            for header, value in cells.items():
                sheet.cell(row, heads[header.replace("_", " ")]).value = value
    book.save(workspace.evidence_file(school))


def test_a_run_makes_what_is_missing_and_then_leaves_it(workspace):
    first = refresh_shares(workspace)
    assert states(first) == {"nether-sallow": "made", "osier-road": "made"}
    assert sorted(p.name for p in workspace.share_folder.glob("*.json")) == [
        "nether-sallow.json", "osier-road.json",
    ]  # fmt: skip
    times = {one.path: one.path.stat().st_mtime_ns for one in first}
    assert states(refresh_shares(workspace)) == states(first)  # told again, not made again
    touch(workspace)
    assert {*states(refresh_shares(workspace)).values()} == {"unchanged"}
    assert times == {path: path.stat().st_mtime_ns for path in times}


@pytest.mark.slow
def test_another_day_alone_changes_no_file_but_the_end_of_a_sign_off_does(workspace):
    refresh_shares(workspace)
    path = workspace.share_file("nether-sallow")
    before = path.read_bytes()
    looks_from(workspace, "2026-07-11")
    assert states(refresh_shares(workspace))["nether-sallow"] == "unchanged"
    assert path.read_bytes() == before
    sign_off(workspace, "nether-sallow", "Best-practice write-up", Expires_on="12/07/2026")
    refresh_shares(workspace)
    assert read_share(path).practice is not None  # it says now when it will end
    looks_from(workspace, "2026-07-12")
    assert states(refresh_shares(workspace))["nether-sallow"] == "made"
    assert read_share(path).practice is None


@pytest.mark.slow
def test_a_withdrawal_after_the_day_that_the_settings_fix_counts_at_once(workspace):
    refresh_shares(workspace)
    path = workspace.share_file("nether-sallow")
    assert read_share(path).practice is not None
    sign_off(workspace, "nether-sallow", "Best-practice write-up", Withdrawn_on="20/11/2026")
    assert outdated(workspace) == ["nether-sallow"]
    assert states(refresh_shares(workspace))["nether-sallow"] == "made"
    assert read_share(path).practice is None
    touch(workspace)
    assert {*states(refresh_shares(workspace)).values()} == {"unchanged"}
    assert outdated(workspace) == []


@pytest.mark.slow
def test_a_withdrawal_waits_for_its_day_again_where_the_settings_fix_none(workspace):
    """And other settings alone make the file again, either way."""
    sign_off(workspace, "nether-sallow", "Best-practice write-up", Withdrawn_on="20/11/2099")
    refresh_shares(workspace)
    path = workspace.share_file("nether-sallow")
    assert read_share(path).practice is None
    workspace.settings_file.write_text("")
    assert states(refresh_shares(workspace))["nether-sallow"] == "made"
    assert read_share(path).practice is not None
    looks_from(workspace, "2098-01-01")
    assert states(refresh_shares(workspace))["nether-sallow"] == "made"
    assert read_share(path).practice is None


@pytest.mark.slow
def test_a_changed_workbook_makes_its_own_file_again(workspace):
    refresh_shares(workspace)
    sign_off(workspace, "nether-sallow", "Best-practice write-up", Signed_off_by="Somebody Else")
    made = states(refresh_shares(workspace))
    assert made == {"nether-sallow": "made", "osier-road": "unchanged"}
    share = read_share(workspace.share_file("nether-sallow"))
    assert share.signed("Best-practice write-up").name == "Somebody Else"


def test_a_file_that_a_school_sent_is_kept_by_a_run_and_replaced_when_asked(workspace):
    theirs = SchoolShare.model_validate(
        read_share(SHARED / "nether-sallow.json").model_dump() | {"kit": "0.9.9", "practice": None}
    )
    path = workspace.share_file("nether-sallow")
    write_share(sealed(theirs), path)
    before = path.read_bytes()
    for _ in range(2):
        assert states(refresh_shares(workspace))["nether-sallow"] == "kept"
    assert path.read_bytes() == before
    assert states(make_shares(workspace, ["nether-sallow"])) == {"nether-sallow": "made"}
    assert read_share(path).practice is not None


def test_a_school_with_faults_does_not_stop_the_others_and_its_old_file_goes(workspace):
    refresh_shares(workspace)
    spoil(workspace, "nether-sallow")
    made = refresh_shares(workspace)
    assert states(made) == {"nether-sallow": "failed", "osier-road": "unchanged"}
    assert not workspace.share_file("nether-sallow").exists()
    (line,) = not_made(made)
    assert line.startswith("nether-sallow is not in it: The share file from before was taken away")
    assert "schools/nether-sallow/evidence.xlsx has 2 faults" in line


def test_a_copy_of_what_was_shared_that_comes_or_goes_has_the_file_looked_at_again(workspace):
    refresh_shares(workspace)
    refresh_shares(workspace)
    assert outdated(workspace) == []
    copies = workspace.school_folder("osier-road") / "shared"
    copies.mkdir(exist_ok=True)
    elsewhere = SHARED / "oakfield.json"  # as somebody puts it back from a backup
    (copies / "2024-25.000000000000.json").write_bytes(elsewhere.read_bytes())
    assert outdated(workspace) == ["osier-road"]


def test_a_fault_does_not_take_away_what_a_school_sent(workspace):
    sent = workspace.share_file("nether-sallow")
    write_share(read_share(SHARED / "nether-sallow.json"), sent)
    spoil(workspace, "nether-sallow")
    assert states(refresh_shares(workspace))["nether-sallow"] == "kept"
    (made,) = make_shares(workspace, ["nether-sallow"])
    assert (made.state, made.exit_code) == ("failed", 11)
    assert sent.is_file()


def test_without_workbooks_there_is_nothing_to_make(riverside):
    shutil.rmtree(riverside / "schools")
    assert refresh_shares(Workspace(riverside)) == []
    assert not (riverside / "share").exists()


def test_asked_for_all_it_says_of_each_school_what_became_of_it(workspace):
    made = make_shares(workspace)
    assert list(states(made)) == SCHOOLS
    assert [one.school for one in made if one.state == "not started"] == SCHOOLS[:4]
    assert "make it with spp add-school" in made[0].reason


def test_a_workbook_under_another_name_is_not_one_that_is_not_started(workspace):
    path = workspace.evidence_file("osier-road")
    path.rename(path.with_name("evidence (1).xlsx"))
    (made,) = make_shares(workspace, ["osier-road"])
    assert (made.state, made.exit_code) == ("failed", 11)
    assert "rename it to evidence.xlsx" in made.reason


@pytest.mark.slow
@pytest.mark.parametrize("content", ["[]", "{", '{"file": 3, "size": 4}'])
def test_a_record_that_cannot_be_read_is_as_none(workspace, content):
    refresh_shares(workspace)
    (workspace.share_folder / ".made-here" / "osier-road.json").write_text(content)
    touch(workspace)
    assert states(refresh_shares(workspace))["osier-road"] == "kept"
    assert {one.state for one in make_shares(workspace, ["osier-road"])} == {"unchanged"}
    touch(workspace)
    assert states(refresh_shares(workspace))["osier-road"] == "unchanged"


def touch(workspace: Workspace) -> None:
    """Let everything be looked at again."""
    os.utime(workspace.partnership_file)


@pytest.mark.slow
def test_a_run_that_is_killed_while_it_writes_still_knows_its_file(workspace, monkeypatch):
    refresh_shares(workspace)
    sign_off(workspace, "nether-sallow", "Best-practice write-up", Signed_off_by="Somebody Else")

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("spp_research.publish.share_folder.write_share", killed)
        with pytest.raises(KeyboardInterrupt):
            refresh_shares(workspace)
    assert states(refresh_shares(workspace))["nether-sallow"] == "made"


@pytest.mark.slow
def test_what_would_be_made_again_is_known_without_making_it(workspace):
    assert outdated(workspace) == ["nether-sallow", "osier-road"]
    refresh_shares(workspace)
    assert outdated(workspace) == []
    sign_off(workspace, "nether-sallow", "Best-practice write-up", Signed_off_by="Somebody Else")
    assert outdated(workspace) == ["nether-sallow"]


def test_several_threads_make_them_once(workspace, monkeypatch):
    made = []

    def counted(study):
        made.append(study.base.school.slug)
        return share_of(study)

    monkeypatch.setattr("spp_research.publish.share_folder.share_of", counted)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(refresh_shares, [workspace] * 4))
    assert sorted(made) == ["nether-sallow", "osier-road"]
    assert all(states(one) == states(found[0]) for one in found)


def test_only_the_share_is_in_the_folder_afterwards(workspace):
    make_shares(workspace, ["osier-road"])
    assert sorted(p.name for p in workspace.share_folder.iterdir()) == [
        ".made-here", "osier-road.json",
    ]  # fmt: skip


def test_a_file_that_was_sent_before_the_workbook_changed_is_named(workspace):
    shutil.copytree(SHARED, workspace.share_folder, dirs_exist_ok=True)
    for school in ("nether-sallow", "osier-road"):
        for file in (workspace.share_file(school), workspace.evidence_file(school)):
            os.utime(file, (1_800_000_000, 1_800_000_000))
    made = refresh_shares(workspace)
    assert {*states(made).values()} == {"kept"}
    assert [*not_made(made)] == []
    later = workspace.share_file("osier-road").stat().st_mtime + 3600
    os.utime(workspace.evidence_file("osier-road"), (later, later))
    (line,) = not_made(refresh_shares(workspace))
    assert line == (
        "osier-road: its workbook here is newer than its share file, which was not made here and "
        "is left as it is. To make it from the workbook: spp share --school osier-road"
    )
