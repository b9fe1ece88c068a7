"""Documents of a notebook of one's own in the pages: asked about, made, read and signed off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from browsing import Browser
from in_process import FRONT

from spp_research.app.session import mark_of
from spp_research.app.strangers import strangers
from spp_research.cli.starting import kit_files
from spp_research.workspace import Workspace

TITLE = "Reading aloud for late joiners"
TOLD = {"title": TITLE, "about": "What we asked.", "audience": "school", "per": "school"}
MINE = {"kind": "my-enquiry", "school": "oakfield"}


@pytest.fixture
def notebook(lead: Browser, write_notebook) -> Path:
    """A notebook of one's own in the example, whose own notebooks are laid out as well."""
    root = lead.session.folder
    for name, content in kit_files(root).items():
        if name.startswith(("notebooks/", "reports/_style/", "_quarto")):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content())
    return put(write_notebook(root / "notebooks" / "my_enquiry.ipynb", FRONT), TOLD)


def put(path: Path, told: dict[str, str]) -> Path:
    document = json.loads(path.read_text(encoding="utf-8"))
    document["metadata"]["spp"] = told
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_it_is_asked_about_before_it_runs_and_again_after_a_change(lead, notebook, monkeypatch):
    started: list[str] = []
    monkeypatch.setattr(lead.session.work, "start", lambda what, *_: started.append(what))
    page = lead.post("/make", MINE)
    assert (page.status, "notebooks/my_enquiry.ipynb" in page.words) == (200, True)
    assert not started
    mark = page.text.partition('name="agreed" value="')[2].partition('"')[0]
    assert lead.post("/make", MINE | {"agreed": "x" * 64}).status == 200 and not started
    assert lead.post("/make", MINE | {"agreed": mark}).status == 303
    assert started == [f"Oakfield Weir Primary School: “{TITLE}”"]
    put(notebook, TOLD | {"about": "Something else."})
    assert lead.post("/make", MINE).status == 200
    # Everything of a school is made with it, and another document is made without.
    assert "my_enquiry" in lead.post("/make", {"kind": "all", "school": "oakfield"}).words
    other = {"kind": "review-summary", "school": "nether-sallow"}
    assert lead.post("/make", other).status == 303


def test_what_declares_nothing_is_run_by_no_click(lead, notebook):
    put(notebook, {"always_made": True})
    assert strangers(Workspace(lead.session.folder)) == {}
    assert lead.post("/make", MINE).status == 404


@pytest.mark.slow
def test_it_is_made_read_and_signed_off_by_a_row(lead, notebook, in_this_process):
    page = lead.get("/schools/oakfield")
    assert TITLE in page.words
    lead.session.agreed.add(_mark(lead))
    assert lead.make("my-enquiry", "oakfield").status == 303
    done = lead.wait()
    assert TITLE in done.words and "made" in done.words, done.words
    page = lead.get("/schools/oakfield")
    (address,) = [one for one in page.links if "my-enquiry/report.html" in one]
    assert (
        TITLE
        in lead.get(address[address.index("/read") :] if "/read" in address else address).words
    )
    sign = lead.get("/sign-off/oakfield/my-enquiry")
    assert sign.status == 200 and f"Sign off: “{TITLE}”" in sign.words
    assert f"{TITLE}\tSchool\t" in sign.text
    assert lead.get("/sign-off/oakfield/no-such").status == 404


def _mark(lead: Browser) -> str:
    return mark_of(sorted(strangers(Workspace(lead.session.folder)).items()))


def test_what_is_wrong_with_one_is_on_the_first_page(lead, notebook):
    assert "Notebooks that make no document" not in lead.get("/").words
    put(notebook, TOLD | {"audience": "governors"})
    words = lead.get("/").words
    assert "Notebooks that make no document" in words
    assert "notebooks/my_enquiry.ipynb: “audience” in its metadata is “governors”" in words
    assert lead.post("/make", MINE).status == 404


def test_at_a_school_of_its_own_one_about_all_the_schools_is_not_shown(school, write_notebook):
    root = school.session.folder
    path = write_notebook(root / "notebooks" / "our_year.ipynb", FRONT)
    put(path, TOLD | {"per": "partnership", "audience": "partnership", "title": "Our year"})
    assert "Our year" not in school.get("/").words
    assert school.post("/make", {"kind": "our-year", "school": ""}).status == 404
    assert school.post("/make", {"kind": "our-year", "school": "oakfield"}).status == 404
