"""A document of one's own, begun in the pages of `spp app`."""

from __future__ import annotations

import nbformat
import pytest

from spp_research.cli.starting import lay_out

AT = "/notebooks"
FIELDS = {"title": "Reading aloud, for late joiners", "audience": "", "per": "school"}


def test_a_notebook_is_written_and_its_document_listed(lead):
    root = lead.session.folder
    lay_out(root)
    assert AT in lead.get("/settings").links
    page = lead.follow(lead.post(AT, FIELDS | {"title": "Reading aloud", "like": "enquiry"}))
    assert "Made: notebooks/reading_aloud.ipynb" in page.words
    assert "spp " not in page.words
    notebook = nbformat.read(root / "notebooks/reading_aloud.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert "Reading aloud" in lead.get("/schools/oakfield").words
    assert "notebooks/reading_aloud.ipynb" in lead.get(AT).words
    again = lead.post(AT, FIELDS | {"title": "Reading aloud", "like": "enquiry"})
    assert (again.status, "there is a notebook of this name already" in again.words) == (400, True)
    # It is a program of somebody's own, so that it is asked about before it runs.
    asked = lead.post("/make", {"kind": "reading-aloud", "school": "oakfield"})
    assert "reading_aloud.ipynb" in asked.words
    assert not lead.session.work.is_busy


def test_one_may_be_for_the_website(lead):
    lay_out(lead.session.folder)
    assert 'name="site"' in lead.get(AT).text
    fields = FIELDS | {"title": "For all", "like": "blank", "site": "yes"}
    lead.follow(lead.post(AT, fields))
    kind = lead.session.view().workspace.kinds["for-all"]
    assert (kind.site, kind.audience) == (True, "public")
    refused = lead.post(AT, fields | {"title": "For us", "audience": "school"})
    assert (refused.status, "Choose Public" in refused.words) == (400, True)


def test_one_about_all_the_schools_is_no_enquiry(lead):
    lay_out(lead.session.folder)
    fields = FIELDS | {"title": "Our year", "per": "partnership"}
    assert "An enquiry is about one school" in lead.post(AT, fields).words
    page = lead.follow(lead.post(AT, fields | {"like": "blank"}))
    assert "Made: notebooks/our_year.ipynb" in page.words
    assert 'name="per"' in lead.get(AT).text


def test_one_about_all_the_schools_is_the_leads(school):
    lay_out(school.session.folder)
    assert '<select id="per"' not in school.get(AT).text
    fields = FIELDS | {"title": "Ours", "per": "partnership", "like": "blank"}
    assert school.post(AT, fields).status == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"title": "../../outside"},
        {"title": "<script>alert(1)</script>"},
        {"title": "x", "per": "../x"},
        {"title": "x", "like": "../x"},
        {"title": "x", "audience": "everybody in the world"},
        {"title": "review summary"},
        {"title": "con"},
        {"title": "x\x00y"},
    ],
)
def test_what_cannot_be_a_notebook_leaves_nothing(lead, fields):
    root = lead.session.folder
    lay_out(root)
    before = set(root.parent.rglob("*.ipynb"))
    answer = lead.post(AT, FIELDS | fields)
    assert answer.status in (400, 404), answer.words
    assert "<script>alert" not in answer.text
    assert set(root.parent.rglob("*.ipynb")) == before


def test_a_hub_has_none(hub):
    assert hub.get(AT).status == 404
    assert hub.post(AT, FIELDS).status == 404
    assert AT not in hub.get("/settings").links
