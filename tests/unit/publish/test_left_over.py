"""Documents that nothing makes any more are named, and nothing else is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spp_research.publish.left_over import left_over
from spp_research.workspace import Workspace, open_workspace


def made(root: Path, school: str, name: str, title: str = "Reading aloud") -> Path:
    """A folder as a run leaves it."""
    folder = root / "reports" / school / name
    folder.mkdir(parents=True)
    (folder / "report.qmd").write_text("---\n---\n")
    facts = {"fingerprint": "abc", "title": title, "made_on": "2026-07-01"}
    (folder / "manifest.json").write_text(json.dumps(facts))
    return folder


def notebook(root: Path, name: str, **told: str) -> Path:
    block = {"title": "Reading aloud", "about": "So.", "audience": "school", "per": "school"}
    path = root / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    whole = {"cells": [], "metadata": {"spp": block | told}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(whole))
    return path


@pytest.fixture
def place(riverside: Path) -> Workspace:
    return open_workspace(riverside)


def test_what_is_made_today_is_not_left_over(place):
    made(place.root, "oakfield", "review-summary")
    made(place.root, "oakfield", "my-enquiry")
    made(place.root, "partnership", "partnership-report")
    notebook(place.root, "my_enquiry")
    (place.root / "reports" / "_style").mkdir()
    (place.root / "reports" / ".website").mkdir()
    (place.root / "reports" / "oakfield" / "notes of ours").mkdir()
    assert left_over(place) == ()


def test_a_notebook_that_is_gone_or_has_another_name(place, snapshot):
    made(place.root, "oakfield", "my-enquiry")
    made(place.root, "partnership", "our-year", "Our year")
    path = notebook(place.root, "my_enquiry")
    assert len(left_over(place)) == 1
    path.rename(path.with_name("our_enquiry.ipynb"))
    assert left_over(place) == snapshot


def test_a_school_that_left_and_a_notebook_that_is_about_others_now(place, snapshot):
    made(place.root, "old-mill", "review-summary", "Review summary")
    made(place.root, "oakfield", "my-enquiry")
    made(place.root, "partnership", "her-enquiry")
    notebook(place.root, "my_enquiry", per="partnership", audience="partnership")
    notebook(place.root, "her_enquiry", title="Hers")
    assert left_over(place) == snapshot


def test_a_block_that_is_wrong_leaves_nothing_over(place):
    made(place.root, "oakfield", "my-enquiry")
    notebook(place.root, "my_enquiry", audience="governors")
    assert left_over(place) == ()


def test_of_many_the_first_are_named_and_a_list_that_cannot_be_read_names_no_school(place):
    for number in range(40):
        made(place.root, "oakfield", f"gone-{number:02}")
    made(place.root, "old-mill", "review-summary")
    told = left_over(place)
    assert len(told) == 13
    assert told[-1].startswith("And 29 more folders of reports, the first of them reports/oakfield")
    place.partnership_file.write_bytes(b"no workbook")
    assert not any("old-mill" in one for one in left_over(place))


def test_a_closed_year_is_as_it_was(place):
    made(place.root, "oakfield", "my-enquiry")
    (place.root / "closed.json").write_text("{}")
    assert left_over(place) == ()
