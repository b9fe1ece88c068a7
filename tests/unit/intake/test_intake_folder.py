"""A whole workspace: order, keys across workbooks, and what is asked for by name."""

from __future__ import annotations

import openpyxl
import pytest
from example_copy import copy_riverside

from spp_research import intake
from spp_research.errors import ConfigurationError
from spp_research.intake.check import reading
from spp_research.intake.read import sheets
from spp_research.workspace import Workspace


def shown(readings: list[intake.Reading]) -> list[str]:
    return [reading.shown_as for reading in readings]


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """A copy that nobody changes: the folder, when each file was written, and what was read."""
    folder = copy_riverside(tmp_path_factory.mktemp("example") / "riverside")
    written = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    return folder, written, intake.check_workspace(Workspace(folder))


def test_the_example_has_no_faults_and_comes_in_the_leads_order(example):
    _, _, readings = example
    assert [f for r in readings for f in r.faults if f.severity == "fault"] == []
    order = [name.split("/")[1] for name in shown(readings) if name.endswith("evidence.xlsx")]
    assert order == list(readings[0].frames["schools"]["school"])
    own = [name for name in shown(readings) if name.startswith("surveys/")]
    assert own == sorted(own) != []
    first = ["partnership.xlsx", *own, f"schools/{order[0]}/evidence.xlsx"]
    assert shown(readings)[: len(first)] == first
    pupils = [name for name in shown(readings) if f"schools/{order[0]}/pupils/" in name]
    assert pupils == sorted(pupils) != []


def test_only_the_schools_that_are_asked_for(riverside):
    readings = intake.check_workspace(Workspace(riverside), ["osier-road", "oakfield"])
    schools = {name.split("/")[1] for name in shown(readings)[1:]}
    assert schools == {"osier-road", "oakfield"}
    assert shown(readings)[1] == "schools/oakfield/evidence.xlsx"


def test_a_school_that_is_not_there_is_refused_with_the_nearest(riverside):
    with pytest.raises(ConfigurationError, match=r"no school “oakfeild”.*Did you mean “oakfield”"):
        intake.check_workspace(Workspace(riverside), ["oakfeild"])


@pytest.mark.slow
def test_while_the_leads_workbook_is_damaged_schools_come_from_their_folders(riverside):
    (riverside / "partnership.xlsx").write_bytes(b"PK")
    readings = intake.check_workspace(Workspace(riverside))
    assert [f.code for f in readings[0].faults] == ["file.damaged"]
    evidence = [r for r in readings if r.shown_as.endswith("evidence.xlsx")]
    assert len(evidence) == 6
    assert all(r.ok for r in evidence)
    assert any(f.code == "reference.unchecked" for r in evidence for f in r.faults)


def test_a_folder_that_can_be_no_school_stops_no_other_workbook(riverside):
    """Neither while the lead's workbook has faults, nor when it has none."""
    copied = riverside / "schools" / "oakfield - Copy"
    copied.mkdir()
    (riverside / "schools" / "Empty One").mkdir()
    (copied / "notes.txt").touch()
    sound = intake.check_workspace(Workspace(riverside))
    (riverside / "partnership.xlsx").write_bytes(b"PK")
    damaged = intake.check_workspace(Workspace(riverside))
    for readings in (sound, damaged):
        assert len([r for r in readings if r.shown_as.endswith("evidence.xlsx")]) == 6
        told = [f for f in readings[0].faults if f.code == "school.not-listed"]
        assert [f.found for f in told] == ["oakfield - Copy"]
        assert "rename it" in told[0].message


def test_checking_writes_nothing(example):
    folder, written, _ = example
    assert {p: p.stat().st_mtime_ns for p in folder.rglob("*")} == written


def opened(monkeypatch):
    """The content of every file that is looked into from now on."""
    found = []

    def watch(module, name):
        read = getattr(module, name)

        def reading(data):
            found.append(data)
            return read(data)

        monkeypatch.setattr(module, name, reading)

    watch(sheets, "look_inside")
    watch(sheets, "read_pages")
    watch(sheets.delimited, "read_rows")
    return found


@pytest.mark.slow
def test_each_file_is_opened_once_and_anew_in_the_next_check(riverside, read_anew, monkeypatch):
    found = opened(monkeypatch)
    readings = intake.check_workspace(Workspace(riverside))
    assert len(found) == len(readings)
    pupils = next(r.path for r in readings if r.path.parent.name == "pupils")
    named = next(r.pupil_names for r in readings if r.path == pupils)
    book = openpyxl.load_workbook(pupils)
    book["Pupil outcomes"]["C7"].value = "Zephyrine Quill"
    book.save(pupils)
    reading._typed_lately.cache_clear()
    again = intake.check_workspace(Workspace(riverside))
    assert len(found) == 2 * len(readings)
    assert "Zephyrine Quill" in next(r.pupil_names for r in again if r.path == pupils)
    assert "Zephyrine Quill" not in named


def test_whom_a_file_names_stands_in_no_description_of_its_reading(example):
    _, _, readings = example
    assert all("pupil_names" not in repr(reading) for reading in readings)
