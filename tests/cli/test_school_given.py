"""A school given where a command takes something else: it says what to type."""

from __future__ import annotations

import pytest

FOLDERS = [
    ("check", "oakfield"),
    ("check", "Oakfield Weir Primary School"),
    ("check", "schools/oakfield"),
    ("check", "schools/oakfield/evidence.xlsx"),
    ("status", "Oakfield"),
    ("share", "oakfield"),
    ("site", "oakfield"),
    ("app", "oakfield"),
    ("watch", "schools/oakfield"),
    ("plan", "oakfield"),
    ("doctor", "Oakfield"),
]
KINDS = [
    ("report", "oakfield"),
    ("report", "review-summary", "oakfield"),
    ("report", "review-summary", "schools/oakfield/evidence.xlsx"),
]
FILES = [
    ("take-back", "oakfield"),
    ("pseudonymise", "oakfield"),
    ("finish", "oakfield"),
    ("partner", "oakfield"),
    ("draw", "--check", "oakfield"),
    ("draw", "oakfield", "--school", "oakfield", "--outcome", "O1", "--by", "A"),
    ("share", "--show", "schools/oakfield/evidence.xlsx"),
]
SCHOOLS = [
    ("check", "--school", "schools/oakfield/evidence.xlsx"),
    ("report", "review-summary", "--school", "schools/oakfield"),
    ("share", "--school", "Oakfield Weir Primary School"),
    ("check", "-w", "schools/oakfield"),
    ("plan", "-w", "oakfield"),
]


@pytest.mark.parametrize(
    "typed",
    [*FOLDERS, *KINDS, *FILES, *SCHOOLS],
    ids=lambda typed: " ".join(typed),
)
def test_what_to_type_is_said(spp, workspace, snapshot, typed):
    ran = spp(*typed)
    assert ran.out == ""
    assert ran.err.replace(str(workspace), "WORKSPACE") == snapshot
    assert ran.code in (10, 11)


def test_in_the_folder_of_a_school(spp, workspace, monkeypatch):
    monkeypatch.chdir(workspace / "schools" / "oakfield")
    ran = spp("check")
    assert ran.code == 10
    assert "give --workspace ../.. and, for this school alone, --school oakfield" in ran.err


def test_a_partnership_that_is_called_as_a_school_is_opened(spp, workspace):
    """A folder that can be opened is what was meant, whatever else has its name."""
    place = workspace / "oakfield"
    place.mkdir()
    (place / "partnership.xlsx").write_bytes((workspace / "partnership.xlsx").read_bytes())
    ran = spp("check", "oakfield")
    assert "this is a school" not in ran.err
    assert "partnership.xlsx" in ran.out


@pytest.mark.parametrize(
    "typed", [("check", "elsewhere"), ("report", "oakfeild"), ("pseudonymise", "autumn.csv")]
)
def test_what_is_no_school_is_told_as_before(spp, workspace, typed):
    ran = spp(*typed)
    assert ran.code in (10, 11)
    assert "there is no" in ran.err.lower()
    assert "this is a school" not in ran.err
