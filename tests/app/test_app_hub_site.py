"""The website of a hub in the pages of `spp app`, and a report that is taken in for it."""

from __future__ import annotations

from datetime import date, timedelta

import hub_sites
import hubs_made
import pytest
from browsing import Browser

from spp_research.share.report_file import report_text
from spp_research.site import take_home

pytestmark = pytest.mark.slow


@pytest.fixture
def northern(tmp_path, monkeypatch) -> Browser:
    """A hub to which two schools of one name have sent a practice each."""
    monkeypatch.setattr(take_home, "with_documents", lambda made, *_: (tuple(made), ()))
    place = hubs_made.hub(
        tmp_path / "hub",
        hub_sites.shared(pupils_on_roll=200),
        hub_sites.shared(partnership="Ashby", title="Count in pairs", pupils_on_roll=90),
    )
    return Browser(place.root, tmp_path / "scratch").open()


def report(made_on: date = hubs_made.DAY, *, signed: bool = True) -> bytes:
    return report_text(hub_sites.sent_report("Ashby", "The year", made_on, signed=signed)).encode()


def test_a_hub_looks_ahead_builds_its_site_and_reads_it(northern):
    assert "It has not been built yet" in northern.get("/site").words
    northern.post("/site/look")
    assert "Pages of practices: 2 new" in northern.wait().words
    page = northern.get("/site")
    assert "Read aloud every day" in page.words and "Count in pairs" in page.words
    northern.post("/make", {"kind": "site"})
    assert "2 practices on the site" in northern.wait().words
    page = northern.get("/site")
    assert "On it now" in page.words and "Signed off for everyone" not in page.words
    own = next(
        at
        for at in page.links
        if at.endswith("riverside-partnership--oakfield-primary--2025-26.html")
    )
    assert "Riverside Partnership" in northern.get(own).words


def test_a_report_is_put_into_the_folder_of_its_partnership(northern):
    root = northern.session.folder
    sent = report()
    page = northern.follow(northern.post("/hub/shares", {}, file=("x.json", sent)))
    assert "The report of Ashby, 2025-26, is in place" in page.words
    target = root / "partnerships/ashby/partnership.report.json"
    assert target.read_bytes() == sent
    again = northern.follow(northern.post("/hub/shares", {}, file=("x.json", sent)))
    assert "was here already" in again.words
    later = report(hubs_made.DAY + timedelta(days=1), signed=False)
    gone = northern.follow(northern.post("/hub/shares", {}, file=("x.json", later)))
    assert "signed off for everyone no longer" in gone.words
    older = northern.post("/hub/shares", {}, file=("x.json", sent))
    assert "this one was not taken" in older.words
    assert target.read_bytes() == later


def test_a_report_that_was_edited_is_not_taken(northern):
    edited = report().replace(b"Ten", b"Two")
    page = northern.post("/hub/shares", {}, file=("x.json", edited))
    assert "changed after it was made" in page.words
    assert not [*northern.session.folder.rglob("*.report.json")]
