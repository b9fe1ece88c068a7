"""From a saved workbook to the page that is open: what `spp app` makes again by itself, and not."""

from __future__ import annotations

import io
import threading
import time
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from browsing import Answer, Browser

from spp_research.app.following import Follower
from spp_research.errors import RenderError
from spp_research.protect.signatures import read_records
from spp_research.publish import reports
from spp_research.run.cache import read_manifest
from spp_research.workspace import Workspace

SUMMARY = "reports/nether-sallow/review-summary/report.html"  # nobody has signed it


class Saves:
    """A follower whose clock is in the hands of the test."""

    def __init__(self, browser: Browser) -> None:
        self.browser, self.now = browser, 0.0
        self.place = Workspace(browser.session.folder)
        self.follower = Follower(browser.session)
        self.look()

    def look(self, seconds: float = 1.0) -> bool:
        self.now += seconds
        return self.follower.look(self.place, self.now)

    def save(self, school: str, sheet: str, cell: str, text: str) -> None:
        path = self.place.evidence_file(school)
        book = openpyxl.load_workbook(path)
        book[sheet][cell] = text
        content = io.BytesIO()
        book.save(content)
        path.write_bytes(content.getvalue())

    def taken(self) -> Answer:
        """What was made, when what was saved has kept still."""
        self.look()
        self.look()
        return self.browser.wait()


@pytest.fixture
def saves(lead: Browser, in_this_process: None) -> Saves:
    lead.make("review-summary", "nether-sallow")
    lead.wait()
    return Saves(lead)


def text(browser: Browser) -> str:
    return " ".join((browser.session.folder / SUMMARY).read_text(encoding="utf-8").split())


@pytest.mark.slow
def test_what_is_there_is_made_again_and_nothing_else(lead, saves):
    new = "Pupils know what to do next when they are stuck, in every class that was seen."
    saves.save("nether-sallow", "Findings", "E7", new)
    page = saves.taken()
    assert "What depends on the files that were saved" in page.words
    assert "Review summary of Nether Sallow Village Primary School: made." in page.words
    assert new in text(lead)
    made = {path.parent.name for path in lead.session.folder.glob("reports/*/*/report.html")}
    assert made == {"review-summary"}
    assert not lead.session.notes


@pytest.mark.slow
def test_a_save_that_breaks_the_workbook_leaves_the_document_and_says_so(lead, saves):
    before = text(lead)
    saves.save("nether-sallow", "Findings", "C7", "Nonsense")
    saves.taken()
    assert text(lead) == before
    document = "nether-sallow/review-summary"
    assert "something is to be mended first" in lead.session.desk.note(f"{document}/report.html")
    told = lead.get(told_to(lead))
    assert "something is to be mended first" in told.text
    lead.make("review-summary", "nether-sallow")
    lead.wait()
    assert lead.session.notes  # not made, so it still stands


def told_to(browser: Browser, address: str = SUMMARY) -> str:
    """Where an open document asks what is new."""
    page = browser.get(browser.session.reading(address)).text
    return page.partition('data-changes="')[2].partition('"')[0]


@pytest.mark.slow
def test_no_text_is_remembered_as_signed_by_itself(lead, saves):
    place = saves.place.evidence_file("nether-sallow")
    book = openpyxl.load_workbook(place)
    sheet = book["Sign-off"]
    signed = ("Review summary", "Partnership", "Ann Hill", "Headteacher", datetime(2026, 7, 9))
    for column, value in enumerate(signed, 2):
        sheet.cell(9, column, value)
    book.save(place)
    before = text(lead)
    saves.look()
    saves.look()
    assert text(lead) == before
    assert not read_records(place.parent / "signed").records
    note = lead.session.desk.note("nether-sallow/review-summary/report.html")
    assert "without a text mark, so it waits for the button" in note


@pytest.mark.slow
def test_what_somebody_changed_by_hand_is_left(lead, saves):
    word = saves.place.root / "reports/nether-sallow/review-summary/report.docx"
    word.write_bytes(b"PK mine")
    saves.save("nether-sallow", "Findings", "E7", "Another sentence, of which nobody has heard.")
    saves.look()
    saves.look()
    assert word.read_bytes() == b"PK mine"
    assert "Another sentence" not in text(lead)
    note = lead.session.desk.note("nether-sallow/review-summary/report.html")
    assert "changed it by hand" in note


@pytest.mark.slow
def test_no_program_of_somebody_elses_runs_by_itself(lead, saves, monkeypatch):
    started: list[str] = []
    monkeypatch.setattr(lead.session.work, "start", lambda what, *_, **__: started.append(what))
    notebooks = saves.place.root / "notebooks"
    notebooks.mkdir(exist_ok=True)
    (notebooks / "review_summary.ipynb").write_text("import os")
    saves.look()
    saves.look()
    assert not started
    note = lead.session.desk.note("nether-sallow/review-summary/report.html")
    assert "not the kit’s own" in note


@pytest.mark.slow
def test_what_is_saved_while_something_is_made_comes_after(lead, saves, monkeypatch):
    work = lead.session.work
    taken: list[list[str]] = []
    monkeypatch.setattr(saves.follower, "take", lambda place, names: taken.append([*names]))
    monkeypatch.setattr(type(work), "is_busy", property(lambda self: True))
    saves.save("nether-sallow", "Findings", "E7", "One.")
    saves.look()
    assert saves.look()
    assert not taken
    monkeypatch.setattr(type(work), "is_busy", property(lambda self: False))
    saves.look()
    assert taken == [["schools/nether-sallow/evidence.xlsx"]]


@pytest.mark.slow
def test_a_page_shown_ahead_goes_when_somebody_stops_what_was_under_way(lead, saves, monkeypatch):
    """Its other files were never made, and nothing is told of a document that was cut off."""
    desk, work = lead.session.desk, lead.session.work
    name = SUMMARY.removeprefix("reports/")
    seen: list[object] = []

    def cut_off(*_: object) -> None:
        seen.append(desk.ahead(name))
        work.stop()
        time.sleep(1)  # until it is noticed
        raise RenderError("The disk is full.")

    monkeypatch.setattr(reports, "_make_handouts", cut_off)
    before = text(lead)
    with desk.opened(name):
        saves.save("nether-sallow", "Findings", "E7", "Words that nobody is shown in the end.")
        saves.taken()
    assert seen != [None] and seen
    assert desk.ahead(name) is None
    assert text(lead) == before
    assert "nobody is shown" not in lead.get(lead.session.reading(SUMMARY)).text
    assert "may be of the version before: somebody stopped" in desk.note(name)


def test_a_schools_pages_make_nothing_of_another_school(school: Browser, in_this_process):
    for other in ("oakfield", "withy-bridge"):
        place = school.session.folder / "reports" / other / "review-summary"
        place.mkdir(parents=True)
        (place / "report.html").write_text("<p>Words</p>")
    from spp_research.app.following import there_of
    from spp_research.app.listing import listing_of

    listing = listing_of(Workspace(school.session.folder))
    assert [one.document for one in there_of(listing)] == ["oakfield/review-summary"]


@pytest.mark.slow
def test_who_presses_a_button_meanwhile_need_not_come_back(lead, in_this_process):
    work, go = lead.session.work, threading.Event()
    work.start("By itself", "/", {}, lambda: [str(go.wait(10))], unasked=True)
    threading.Timer(0.2, go.set).start()
    assert lead.make("review-summary", "nether-sallow").status == 303
    assert "Review summary" in lead.wait().words


# What a browser is told --------------------------------------------------------------------


@pytest.mark.slow
def test_an_open_document_is_told_that_there_is_a_newer_one(lead, saves):
    asks = told_to(lead)
    assert "event: made" not in lead.get(asks).text
    page = saves.place.root / SUMMARY
    page.write_text(page.read_text(encoding="utf-8") + " ", encoding="utf-8")
    answer = lead.get(asks)
    assert answer.heads["content-type"].startswith("text/event-stream")
    assert "event: made" in answer.text


@pytest.mark.slow
def test_only_our_few_lines_run_in_a_document_and_ask_for_one_thing(lead, saves):
    page = lead.get(lead.session.reading(SUMMARY))
    policy = page.heads["content-security-policy"]
    key = f"http://127.0.0.1:8321/read/{lead.session.keys.reading}"
    assert "sandbox allow-downloads allow-scripts;" in policy
    assert f"script-src {key}/-/live.js;" in policy
    assert f"connect-src {key}/-/changes/;" in policy
    assert "allow-same-origin" not in policy
    assert "form-action 'none'" in policy
    assert "access-control-allow-origin" not in page.heads
    assert lead.get(told_to(lead)).heads["access-control-allow-origin"] == "null"
    # A page of the website has none of it.
    site = lead.session.folder / "_site"
    site.mkdir()
    (site / "index.html").write_text("<body>Practices</body>")
    shown = lead.get(lead.session.reading("_site/index.html"))
    assert "allow-scripts" not in shown.heads["content-security-policy"]
    assert "live.js" not in shown.text


@pytest.mark.slow
@pytest.mark.parametrize(
    "address",
    [
        "reports/../partnership.xlsx",
        "reports/nether-sallow/review-summary/manifest.json",
        "reports/nether-sallow/review-summary/report.docx",
        "_site/index.html",
        "partnership.xlsx",
        "reports/.spp/x.html",
    ],
)
def test_nothing_is_told_of_what_is_no_page_of_a_document(lead, saves, address):
    assert lead.get(f"/read/{lead.session.keys.reading}/-/changes/{address}?seen=").status == 404
    assert lead.get(f"/read/x/-/changes/{SUMMARY}").status == 403


def test_a_page_of_ours_is_told_when_something_in_the_folder_has_changed(lead):
    page = lead.get("/schools/oakfield")
    asks = page.text.partition('data-changes="')[2].partition('"')[0]
    assert asks.startswith("/changes?seen=")
    assert "Load this page again" in page.text
    assert lead.get(asks, cookie=None).status == 403
    assert lead.get(asks, sec_fetch_site="cross-site").status == 403


@pytest.mark.slow
def test_a_document_bears_what_it_was_made_from_when_it_was_made(lead, saves):
    """Also where something is saved while the page is worked out: it is found the next time."""
    session, seen = lead.session, []

    def slow() -> str:
        seen.append((Path(session.folder) / "settings.yml").read_text())
        (Path(session.folder) / "settings.yml").write_text(f"accent: '#12345{len(seen)}'\n")
        return seen[-1]

    session.kept("x", slow)
    session.kept("x", slow)
    assert seen[1] == "accent: '#123451'\n"
    assert read_manifest(saves.place.report_folder("nether-sallow", "review-summary"))
