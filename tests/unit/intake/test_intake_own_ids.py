"""Pupils whose IDs are those of findings, actions and other rows that documents name."""

from __future__ import annotations

import copy

import pytest
from example_copy import copy_riverside

from spp_research import intake
from spp_research.schema import PUPILS
from spp_research.workspace import Workspace


def _faults(tmp_path, ids):
    """What is said of a school whose pupils have these IDs, one after the other."""
    place = copy_riverside(tmp_path / "riverside")
    file = sorted((place / "schools/oakfield/pupils").glob("*.xlsx"))[0]
    frame = intake.read_workbook(file, PUPILS).frames["pupil_outcomes"]
    rows = [
        {name: None if value is None or value != value else value for name, value in row.items()}
        for row in copy.deepcopy(frame.astype(object).to_dict("records"))
    ]
    for row, one in zip(rows, ids, strict=False):
        row["pupil_id"] = one
    file.unlink()
    intake.write_workbook(file, PUPILS, {"pupil_outcomes": rows})
    readings = intake.check_workspace(Workspace(place), ["oakfield"])
    return [f for r in readings for f in r.faults if f.code == "pupil.id-of-row"]


def test_ids_of_another_form_are_no_matter(tmp_path):
    assert _faults(tmp_path, [f"R-A{n}" for n in range(1, 20)]) == []


def test_two_pupils_alone_are_not_told_by_the_form_of_their_ids(tmp_path):
    assert _faults(tmp_path, ["A1", "A2"]) == []


@pytest.mark.parametrize("form", ["A{}", "f{}", "E{}", "Q {}"])
def test_ids_of_rows_are_one_fault_a_file_and_are_not_repeated(tmp_path, form):
    (found,) = _faults(tmp_path, [form.format(n) for n in range(1, 8)])
    assert "so no document could tell them apart" in found.message
    assert form.format(1) not in found.message
