"""One command in several workspaces: a line each, and one that is broken stops no other."""

from __future__ import annotations

import json
import shutil

import pytest


@pytest.fixture
def two(riverside, monkeypatch):
    """Two copies of the example in one folder, and a folder that is no workspace."""
    monkeypatch.chdir(riverside.parent)
    (riverside / "settings.yml").write_text("as_at: 2026-07-10\nformats: [html]\n")
    (riverside.parent / "all").mkdir()
    shutil.move(riverside, "all/ashby")
    shutil.copytree("all/ashby", "all/bexham")
    (riverside.parent / "all" / "corley").mkdir()
    return riverside.parent / "all"


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "share", "status"])
def test_each_is_told_in_a_line_and_a_broken_one_stops_no_other(command, two, spp):
    ran = spp(command, "--workspace", "all/*")
    lines = ran.out.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["ashby", "bexham", "corley"]
    assert lines[0].partition(":")[2] and "no partnership.xlsx" in lines[2]
    assert ran.code == 10
    assert "3 workspaces, 1 with something to mend." in ran.err


@pytest.mark.slow
def test_what_a_shell_makes_of_a_pattern_is_the_same(two, spp):
    quoted = spp("check", "--workspace", "all/*")
    expanded = spp("check", "--workspace", "all/ashby", "all/bexham", "all/corley")
    bare = spp("check", "all/ashby", "all/bexham", "all/corley")
    assert quoted.out == expanded.out == bare.out


@pytest.mark.slow
def test_the_worst_kind_is_the_exit_code(two, spp):
    (two / "bexham" / "schools" / "oakfield" / "evidence.xlsx").write_bytes(b"no workbook")
    ran = spp("check", "--workspace", "all/*")
    assert ran.code == 11
    assert "3 have faults to mend" in ran.out.splitlines()[1]


def test_json_has_every_workspace(two, spp):
    ran = spp("check", "--json", "--workspace", "all/*")
    made = json.loads(ran.out)
    assert [one["workspace"] for one in made["workspaces"]] == ["ashby", "bexham", "corley"]
    assert [one["exit_code"] for one in made["workspaces"]] == [0, 0, 10]
    assert made["exit_code"] == 10 and "workbooks" in made["workspaces"][0]
    assert "no partnership.xlsx" in made["workspaces"][2]["error"]


def test_a_fault_of_the_kit_in_one_is_told_and_stops_no_other(two, spp, monkeypatch):
    from spp_research.cli import checking

    real = checking.check_workspace

    def breaks(workspace, schools):
        if workspace.root.name == "ashby":
            raise RuntimeError("broken")
        return real(workspace, schools)

    monkeypatch.setattr(checking, "check_workspace", breaks)
    ran = spp("check", "--workspace", "all/[ab]*")
    assert ran.code == 1 and "RuntimeError" in ran.err
    assert ran.out.splitlines()[1].startswith("bexham: ")


def test_a_pattern_that_matches_one_is_that_one(two, spp):
    one = spp("check", "--workspace", "all/ash*")
    assert one.code == 0 and "all/ashby" not in one.out.splitlines()[0]
    assert "workbooks checked" in one.out


def test_a_pattern_that_matches_nothing_is_refused(two, spp):
    ran = spp("share", "--workspace", "none/*")
    assert ran.code == 10 and "no folder has such a name" in ran.err


@pytest.mark.slow
def test_a_site_for_each(two, spp):
    ran = spp("site", "--workspace", "all/[ab]*", "--renderer", "pandoc")
    assert ran.code == 0
    assert [line.partition(" on the site")[0] for line in ran.out.splitlines()] == [
        "ashby: 3 practices",
        "bexham: 3 practices",
    ]
    assert (two / "bexham" / "_site" / "index.html").is_file()
