"""A folder in which little is there yet: each page says what to do next, with the way to it."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from browsing import Browser
from example_copy import EXAMPLE

BOOK = "schools/oakfield/evidence.xlsx"


@pytest.fixture
def empty(tmp_path: Path) -> Browser:
    folder = tmp_path / "ours"
    folder.mkdir()
    return Browser(folder, tmp_path / "scratch").open()


def test_a_school_without_a_workbook_is_told_what_to_do(empty: Browser):
    page = empty.get("/")
    assert "If you have none, ask the lead for it." in page.words
    sent = empty.get("/begin/workbook")
    assert "/begin/workbook" in page.links
    assert "school_evidence.xlsx" in sent.heads["content-disposition"]
    # As it is it does not say whose it is; with its short name it begins the folder.
    refused = empty.post("/begin/school", {}, file=("x.xlsx", sent.data))
    assert "Fill in the sheet “The school”, the short name first" in refused.words
    book = openpyxl.load_workbook(io.BytesIO(sent.data))
    sheet = book["The school"]
    example = next(row for row in sheet if row[0].value == "Example")
    sheet.cell(example[0].row + 1, 2).value = "weir-end"
    content = io.BytesIO()
    book.save(content)
    begun = empty.follow(empty.post("/begin/school", {}, file=("x.xlsx", content.getvalue())))
    assert "The workbook of weir-end is in place." in begun.words


@pytest.mark.parametrize("at", ["/partnership", "/site", "/settings", "/schools/oakfield"])
def test_in_an_empty_folder_every_page_leads_to_where_it_is_begun(empty: Browser, at: str):
    page = empty.follow(empty.get(at))
    assert "Nothing is begun in this folder yet. Begin here." in page.words
    assert "Lay out this folder" in page.words


def test_a_leads_pages_say_what_comes_next(empty: Browser):
    empty.post("/begin", {})
    assert "Two things to begin with" in empty.get("/").words
    assert "come first. A new version of partnership.xlsx" in empty.get("/partnership").words
    site = empty.get("/site")
    assert "Add the first school" in site.words
    assert "First fill in the partnership’s workbook." in empty.get("/partnership/plan").words
    empty.post("/schools", {"name": "Weir End"})
    assert "Next, fill in the partnership’s workbook" in empty.get("/").words
    assert "No document can be made before" in empty.get("/schools/weir-end").words
    (empty.session.folder / "schools/weir-end/evidence.xlsx").unlink()
    home = empty.get("/")
    assert "1 of the schools has neither a workbook nor a share file here: Weir End" in home.words
    made = empty.follow(empty.post("/schools/empty", {}))
    assert "One empty workbook made." in made.words
    assert "neither a workbook" not in made.words


def test_a_school_with_an_empty_copy_of_the_leads_is_sent_to_the_lead(empty: Browser):
    data = (EXAMPLE / BOOK).read_bytes()
    empty.post("/begin/school", {}, file=("evidence.xlsx", data))
    assert "Ask the lead of your partnership for theirs" in empty.get("/partnership").words
    assert "ask the lead for a copy" in empty.get("/settings?look=1").words
    assert "neither a workbook" not in empty.get("/").words
