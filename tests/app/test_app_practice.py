"""A practice room begun, worked in and counted in the pages of `spp app`."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from browsing import Browser


@pytest.mark.slow
def test_a_room_is_begun_counted_and_told_of_without_a_terminal(tmp_path: Path):
    folder = tmp_path / "empty"
    folder.mkdir()
    browser = Browser(folder, tmp_path / "scratch").open()
    page = browser.get("/folders")
    place = page.text.rpartition('name="place" value="')[2].partition('"')[0]
    page = browser.follow(
        browser.post("/folders/practise", {"place": place, "name": "Practice room"})
    )
    room = browser.session.folder
    assert room.name == "practice-room"
    assert "None of the ten is mended yet" in page.words
    assert "this page counts again by itself" in page.words
    assert "spp " not in page.words
    own = room / "schools" / "oakfield" / "evidence.xlsx"
    book = openpyxl.load_workbook(own)
    book["The school"]["E7"] = 410
    book.save(own)
    page = browser.get("/")
    assert "One of the ten is mended. A good beginning." in page.words
    assert "schools/oakfield/evidence.xlsx: one of four mended" in page.words
    assert "E13" in browser.get("/schools/oakfield").words
    # Another one of that name is not written over it.
    again = browser.post("/folders/practise", {"place": place, "name": "Practice room"})
    assert again.status == 400
    assert "One of the ten is mended" in browser.get("/").words


def test_a_folder_that_is_none_says_nothing_of_it(lead):
    assert "A practice room" not in lead.get("/").words
