"""`spp plan` and `spp status` in a workspace: what is printed, what is written, what stays."""

from __future__ import annotations

import shutil
import sys

import pytest

from spp_research.intake import read_workbook, require, write_workbook
from spp_research.partnership.timetable import check_reading
from spp_research.schema import PARTNERSHIP
from spp_research.workspace import EXAMPLE, open_workspace

SEPTEMBER = ("--on", "2025-09-01")


@pytest.fixture
def year(workbook):
    """The same, where a plan can be made of it."""
    pytest.importorskip("ortools", reason="OR-Tools is not installed")
    pytest.importorskip("icalendar", reason="icalendar is not installed")
    return workbook


@pytest.fixture
def workbook(tmp_path, monkeypatch):
    """A workspace with the lead's workbook of the example and nothing planned yet."""
    from spp_research.partnership.plan import planned

    monkeypatch.setattr(planned, "_EFFORT", 0.01)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "settings.yml").write_text("formats: [html]\n", encoding="utf-8")
    return change(tmp_path, lambda rows: rows.update(timetable=[]))


def change(folder, how):
    """The lead's workbook of the example in `folder`, with its rows changed."""
    reading = read_workbook(open_workspace(EXAMPLE).partnership_file, PARTNERSHIP)
    rows = {name: [dict(row) for _, row in own.records] for name, own in reading.rows.items()}
    how(rows)
    write_workbook(folder / "partnership.xlsx", PARTNERSHIP, rows)
    return folder


@pytest.mark.slow
def test_a_year_is_planned_beside_the_workbook_and_keeps_the_rules_of_the_check(spp, year):
    before = (year / "partnership.xlsx").read_bytes()
    ran = spp("plan", *SEPTEMBER)
    assert ran.code == 0
    assert ran.out.splitlines()[0].startswith("School\tEvidence")
    assert "Each reviewer takes part in" in ran.out
    assert (year / "partnership.xlsx").read_bytes() == before
    twin = require(read_workbook(year / "partnership.planned.xlsx", PARTNERSHIP))
    assert len(twin.rows["timetable"]) == 6
    assert check_reading(twin) == []
    assert len(list((year / "plan" / "calendars" / "schools").iterdir())) == 6
    page = (year / "plan" / "timetable.html").read_text(encoding="utf-8")
    assert (
        " ".join(page.split()).count("Oakfield Weir Primary School")
        and 'class="document draft"' not in page
    )


@pytest.mark.slow
def test_what_was_planned_is_planned_again_without_a_change(spp, year):
    twin = year / "partnership.planned.xlsx"
    spp("plan", *SEPTEMBER)
    shutil.copy(twin, year / "partnership.xlsx")
    twin.write_bytes(b"somebody's own")
    again = spp("plan", *SEPTEMBER)
    assert again.code == 0
    assert "Nothing that had been planned is changed." in again.out
    assert "no calendar new or changed" in again.err
    assert (year / "partnership.planned.edited.xlsx").read_bytes() == b"somebody's own"
    assert "as somebody had saved it" in again.err


def test_a_dry_run_writes_nothing(spp, year):
    before = sorted(year.iterdir())
    ran = spp("plan", "--dry-run", "--json", *SEPTEMBER)
    assert ran.code == 0 and len(ran.json["reviews"]) == 6 and ran.json["files"] == []
    assert sorted(year.iterdir()) == before


def test_where_there_is_no_plan_the_reason_and_a_mend_are_said(spp, year, snapshot):
    def without_champions(rows):
        rows["timetable"] = []
        rows["people"] = [
            row
            for row in rows["people"]
            if row["role"] != "Improvement champion" or row["person_id"] == "P16"
        ]

    change(year, without_champions)
    ran = spp("plan", *SEPTEMBER)
    assert (ran.code, ran.out) == (11, "")
    assert ran.err == snapshot
    assert not (year / "partnership.planned.xlsx").exists()


def test_without_the_solver_it_is_said_what_to_install(spp, workbook, monkeypatch, snapshot):
    for name in ("ortools", "ortools.sat", "ortools.sat.python"):
        monkeypatch.setitem(sys.modules, name, None)
    ran = spp("plan", *SEPTEMBER)
    assert (ran.code, ran.out) == (15, "")
    assert ran.err == snapshot


def test_a_day_that_is_none_is_refused(spp, workbook, snapshot):
    ran = spp("plan", "--on", "1/9/2025")
    assert (ran.code, ran.err) == (10, snapshot)


def test_the_example_itself_is_left_alone(spp, year):
    ran = spp("plan", "--workspace", "example", "--on", "2026-02-01")
    assert ran.code == 0 and "left as it is" in ran.err
    assert not (open_workspace(EXAMPLE).root / "plan").exists()


@pytest.fixture
def lead(tmp_path, monkeypatch):
    """What the lead has: the workbook, and the share files but one."""
    example = open_workspace(EXAMPLE).root
    shutil.copy(example / "partnership.xlsx", tmp_path)
    shutil.copytree(example / "share", tmp_path / "share")
    (tmp_path / "share" / "withy-bridge.json").unlink()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("on", ["2025-09-20", "2026-02-01", "2026-09-05"])
def test_the_status_of_a_year_from_share_files_alone(spp, lead, on, snapshot):
    ran = spp("status", "--on", on)
    assert ran.code == 0
    said = [line for line in ran.out.splitlines() if not line.startswith(("status", "reports"))]
    assert "\n".join(said) == snapshot
    page = (lead / "status" / "status.html").read_text(encoding="utf-8")
    assert "Withy Bridge Junior School" in " ".join(page.split())


def test_the_status_as_json_names_each_step(spp, lead):
    found = spp("status", "--json", "--on", "2026-02-01").json
    assert [school["school"] for school in found["schools"]][:2] == ["oakfield", "withy-bridge"]
    steps = {s["step"]: s["state"] for s in found["schools"][1]["steps"]}
    assert steps["peer review"] == "still to come" and steps["impact review"] == "planned"
    assert found["nothing_from"] == ["withy-bridge", "osier-road"]
    assert found["workshops"][0]["allowed"] == ["P03", "P06", "P08", "P14", "P16"]
