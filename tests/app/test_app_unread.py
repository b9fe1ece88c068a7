"""What `spp app` asks before a text is remembered as the one that was signed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browsing import Answer, Browser

from spp_research.protect.signatures import read_records
from spp_research.publish.unread import unread, unread_in_shares
from spp_research.workspace import Workspace

ALL = {"kind": "all", "school": "oakfield"}


def records(browser: Browser, school: str = "oakfield") -> set[str]:
    folder = browser.session.folder / "schools" / school / "signed"
    return {one.signed_for.document for one in read_records(folder).records}


def answers(page: Answer) -> list[str]:
    """What the buttons say yes to: first the one for the others, where there is one."""
    return re.findall(r'name="read" value="([^"]+)"', page.text)


@pytest.fixture
def started(lead: Browser, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was begun to be made, none of which is made."""
    begun: list[str] = []
    monkeypatch.setattr(lead.session.work, "start", lambda what, *_: begun.append(what))
    return begun


def test_it_is_said_which_texts_would_be_remembered_before_anything_is_made(
    lead, started, snapshot
):
    page = lead.post("/make", ALL)
    assert page.words == snapshot
    assert not started
    assert not records(lead)


def test_a_yes_is_about_these_very_sign_offs(lead, started):
    others, mark = answers(lead.post("/make", ALL))
    for wrong in ("", "x", mark[:-1] + "x", "others-", f"others-{mark}x", others.removeprefix("o")):
        assert lead.post("/make", ALL | {"read": wrong}).status == 200
    # A yes to one document is none to all of them.
    (one,) = answers(lead.post("/make", {"kind": "review-summary", "school": "oakfield"}))
    assert lead.post("/make", ALL | {"read": one}).status == 200
    assert not started
    assert lead.post("/make", ALL | {"read": mark}).status == 303
    assert started


def test_what_has_no_sign_off_is_made_without_a_question(lead, started):
    assert lead.post("/make", {"kind": "review-summary", "school": "nether-sallow"}).status == 303
    assert started


def test_the_years_report_asks_about_what_the_schools_would_share(lead, started):
    page = lead.post("/make", {"kind": "partnership-report"})
    assert "Partnership report of the partnership" in page.words
    assert "Review summary of Oakfield Weir Primary School" in page.words
    assert not started


@pytest.mark.slow
def test_a_yes_makes_and_it_is_said_after_what_was_remembered(lead, in_this_process):
    lead.make("review-summary", "oakfield")
    page = lead.wait()
    assert "One document is signed off without a text mark, so the text made now is" in page.words
    assert records(lead) == {"Review summary"}
    # It is known now, and asked about no more.
    assert lead.post("/make", {"kind": "review-summary", "school": "oakfield"}).status == 303
    assert "remembered" not in lead.wait().words


@pytest.mark.slow
def test_the_others_can_be_made_without_those_that_nobody_has_read(lead, in_this_process):
    fields = {"kind": "all", "school": "tannery-lane"}
    page = lead.post("/make", fields)
    lead.post("/make", fields | {"read": answers(page)[0]})
    done = lead.wait()
    assert "Not made, since nobody has read them yet: the review summary" in done.words
    assert not records(lead, "tannery-lane")
    assert not (lead.session.folder / "reports/tannery-lane/review-summary").exists()


def test_a_text_that_another_version_of_the_kit_made_is_asked_about(riverside, monkeypatch):
    from spp_research.publish import unread as module
    from spp_research.publish.reports import make_report
    from spp_research.run.jobs import plan

    place = Workspace(riverside)
    asked = [("oakfield", "review-summary", "partnership")]
    (found,) = unread(place, asked)
    assert (found.school, found.reworded, found.line.marks.marks) == ("oakfield", False, ())
    make_report(plan(place, ["review-summary"], ["oakfield"], formats=["html"])[0])
    assert unread(place, asked) == ()
    monkeypatch.setattr(module, "kit", lambda: "another")
    assert [one.reworded for one in unread(place, asked)] == [True]


def test_what_cannot_be_read_is_not_asked_about(riverside: Path):
    place = Workspace(riverside)
    place.evidence_file("oakfield").write_bytes(b"PK damaged")
    assert unread(place, [("oakfield", "review-summary", "partnership")]) == ()
    assert {one.school for one in unread_in_shares(place, ["oakfield", "copperbeck"])} == {
        "copperbeck"
    }
