"""A file is looked through once for several readings in a row, and never one about pupils."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from spp_research.intake.check import reading
from spp_research.schema import PUPILS, SCHOOL
from spp_research.workspace import kit_resources

OAKFIELD = kit_resources() / "examples" / "riverside" / "schools" / "oakfield"


@pytest.fixture
def looked_through(monkeypatch: pytest.MonkeyPatch, read_anew: None) -> list[str]:
    """The names of the files that are looked through."""
    names: list[str] = []
    own = reading.read_book

    def told(data: bytes, name: str):
        names.append(name)
        return own(data, name)

    monkeypatch.setattr(reading, "read_book", told)
    return names


def test_it_is_looked_through_again_only_when_its_bytes_are_others(looked_through, tmp_path: Path):
    book = tmp_path / "evidence.xlsx"
    shutil.copyfile(OAKFIELD / "evidence.xlsx", book)
    first = reading.read_workbook(book, SCHOOL)
    again = reading.read_workbook(book, SCHOOL, {"people.person_id": ["P1"]})
    assert looked_through == ["evidence"]
    assert again.fingerprint == first.fingerprint
    assert again.faults != first.faults  # but it is checked each time
    empty = kit_resources() / "data_templates" / "school_evidence.xlsx"
    shutil.copyfile(empty, book)
    assert reading.read_workbook(book, SCHOOL).not_started
    assert looked_through == ["evidence", "evidence"]


def test_nothing_is_kept_of_a_file_about_pupils(looked_through):
    path = OAKFIELD / "pupils" / "reading-fluency.xlsx"
    for _ in range(2):
        assert reading.read_workbook(path, PUPILS).pupil_names is not None
    assert looked_through == ["reading-fluency", "reading-fluency"]
    assert reading._typed_lately.cache_info().currsize == 0
