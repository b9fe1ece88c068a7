"""The plan of the year in the pages of `spp app`: looked at first, written beside the workbook."""

from __future__ import annotations

import io
import zipfile

import pytest
from browsing import Browser

AT = "/partnership/plan"


@pytest.mark.slow
def test_a_year_is_proposed_looked_at_and_written_beside_the_leads_workbook(lead):
    root = lead.session.folder
    book = (root / "partnership.xlsx").read_bytes()
    assert AT in lead.get("/partnership").links
    before = {path for path in root.rglob("*") if "reports" not in path.parts}
    lead.post(AT)
    assert "Nothing was written." in lead.wait().words
    assert {path for path in root.rglob("*") if "reports" not in path.parts} == before
    page = lead.get(AT)
    assert "The year as it is proposed" in page.words
    assert "Oakfield Weir Primary School" in page.words
    assert f"{AT}/workbook" not in page.links
    done = lead.follow(lead.post(f"{AT}/write"))
    assert "The plan is written." in done.words
    assert (root / "partnership.xlsx").read_bytes() == book
    twin = lead.get(f"{AT}/workbook")
    assert twin.data.startswith(b"PK")
    assert "attachment" in twin.heads["content-disposition"]
    names = zipfile.ZipFile(io.BytesIO(lead.get(f"{AT}/calendars").data)).namelist()
    assert "schools/oakfield.ics" in names
    assert lead.get(f"{AT}/pdf").data.startswith(b"%PDF")
    # What it was made from has changed: nothing is written of what nobody has looked at.
    (root / "settings.yml").write_text("accent: '#123456'\n")
    refused = lead.post(f"{AT}/write")
    assert (refused.status, "proposed once more" in refused.words) == (400, True)


def test_nothing_is_written_that_was_not_proposed(lead):
    assert lead.post(f"{AT}/write").status == 400
    assert not [*lead.session.folder.glob("*.planned.xlsx")]


@pytest.mark.parametrize("name", ["..", "partnership.xlsx", "html", "%2e%2e", "workbook", "zip"])
def test_no_name_of_a_file_is_a_path(lead, name):
    assert lead.get(f"{AT}/{name}").status == 404


def test_a_school_plans_no_year(school: Browser):
    assert school.get(AT).status == 404
    assert school.post(AT).status == 404
    assert school.post(f"{AT}/write").status == 404
    assert AT not in school.get("/partnership").links
