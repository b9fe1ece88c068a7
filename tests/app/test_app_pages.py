"""What the pages of `spp app` show, make and refuse."""

from __future__ import annotations

import json
import re
import shutil
import time
from pathlib import Path

import openpyxl
import pytest
from browsing import Answer, Browser
from example_copy import EXAMPLE

from spp_research import app
from spp_research.app import other_pages
from spp_research.app.strangers import strangers
from spp_research.cli.starting import kit_files
from spp_research.publish.share_folder import make_shares
from spp_research.run import cache, engine
from spp_research.workspace import Workspace


@pytest.fixture
def reports(lead: Browser) -> Path:
    """A review summary of Oakfield's as if it had been made, with a hostile page."""
    return made(lead, "oakfield")


def made(browser: Browser, school: str) -> Path:
    place = browser.session.folder / "reports" / school / "review-summary"
    (place / "figures").mkdir(parents=True)
    (place / "figures" / "fig-1.png").write_bytes(b"\x89PNG\r\n")
    (place / "report.qmd").write_text(
        '---\ntitle: "Review summary"\nspp: {"draft": true, "status": "Draft"}\n---\n'
    )
    (place / "report.html").write_text(
        "<script>fetch('/stop', {method: 'POST'})</script><p>Words of a school</p>"
    )
    (place / "report.docx").write_bytes(b"PK")
    manifest = {
        "fingerprint": "0",
        "made_on": "2026-06-01",
        "audience": "partnership",
        "kind": "review-summary",
        "school": school,
        "signature": {"state": "draft", "text_mark": "DWW-FPX-VMN", "why": "", "changed": []},
    }
    cache.write_manifest(place, manifest)
    return place


def link(page: Answer, ending: str) -> str:
    return next(at for at in page.links if at.endswith(ending))


def test_home_says_where_each_school_is_as_status_does(lead, spp):
    home = lead.get("/")
    status = spp("status", "--workspace", lead.session.folder).out
    for line in status.splitlines()[1:8]:
        for cell in line.split("\t"):
            assert cell in home.words
    assert "Workshops ahead" in home.words
    assert "/schools/osier-road" in home.links


def test_a_hint_is_read_out_with_what_it_is_about():
    """Whoever listens to a page is at a field or a button, and hears what is said of it there."""
    forms = [
        form
        for file in sorted((Path(app.__file__).parent / "templates").glob("*.html"))
        for form in re.findall(r"<form.*?</form>", file.read_text(encoding="utf-8"), re.S)
    ]
    hints = [(form, re.findall(r'<p class="hint"([^>]*)>', form)) for form in forms]
    assert sum(len(found) for _, found in hints) > 10
    for form, found in hints:
        told = re.findall(r'aria-describedby="([^"]*)"', re.sub(r"{%.*?%}", " ", form))
        ids = [re.fullmatch(r' id="([\w-]+)"', hint) for hint in found]
        assert all(one and " ".join(told).split().count(one[1]) == 1 for one in ids), form


def test_nothing_is_written_by_looking(lead):
    root = lead.session.folder
    before = set(root.rglob("*"))
    for at in ("/", "/partnership", "/schools/oakfield", "/site", "/settings", "/making"):
        assert lead.get(at).status == 200, at
    assert set(root.rglob("*")) == before


def test_a_schools_own_pages_show_no_other_school(school):
    root = school.session.folder
    made(school, "oakfield")
    made(school, "withy-bridge")
    (root / "reports" / "partnership" / "partnership-report").mkdir(parents=True)
    (root / "reports" / "run.json").write_text("{}")
    (root / "reports" / "index.html").write_text("Withy Bridge")
    home = school.get("/")
    assert "/schools/oakfield" in home.links
    for at in ("/", "/settings", "/partnership", "/schools/oakfield"):
        page = school.get(at)
        assert page.status == 200
        assert "Withy" not in page.words, at
        assert "withy" not in page.text, at
    for at in ("/schools/withy-bridge", "/schools/withy-bridge/workbook", "/site"):
        assert school.get(at).status == 404
    assert school.get("/sign-off/withy-bridge/review-summary").status == 404
    for name in ("withy-bridge/review-summary/report.html", "index.html"):
        assert school.get(school.session.reading(f"reports/{name}")).status == 404
    own = school.session.reading("reports/oakfield/review-summary/report.html")
    assert school.get(own).status == 200
    for fields in (
        {"kind": "review-summary", "school": "withy-bridge"},
        {"kind": "partnership-report", "school": ""},
        {"kind": "site", "school": ""},
    ):
        assert school.post("/make", fields).status == 404


def test_pupils_files_are_not_named_to_the_lead(lead):
    file = next((lead.session.folder / "schools/oakfield/pupils").glob("*.xlsx"))
    named = file.with_name("results-of-Joe-Bloggs.xlsx")
    named.write_bytes(b"PK\x03\x04 broken")
    file.unlink()
    page = lead.get("/schools/oakfield")
    assert "Bloggs" not in page.text
    assert "files of pupils, or its photos, there is something to say" in page.words
    (named.parent / "Joe-Bloggs.docx").write_bytes(b"PK")
    assert "Bloggs" not in lead.get("/schools/oakfield").text


def test_a_document_is_read_in_a_sandbox(lead, reports):
    page = lead.get("/schools/oakfield")
    at = link(page, "report.html")
    for browser in (lead, Browser(lead.session.folder, lead.session.scratch, lead.opened)):
        answer = browser.get(
            at, sec_fetch_site="cross-site"
        )  # the cookie is neither there nor needed
        policy = answer.heads["content-security-policy"]
        # A sandbox without an origin, in which only our own few lines run; what they may ask for
        # is in test_app_following.py.
        assert policy.startswith("sandbox allow-downloads allow-scripts; script-src http")
        assert "default-src 'none'" in policy
        assert "allow-same-origin" not in policy
        assert "unsafe-inline" not in policy.partition("style-src")[0]
        assert "form-action 'none'" in policy
        assert answer.heads["referrer-policy"] == "no-referrer"
    picture = at.replace("report.html", "figures/fig-1.png")
    assert lead.get(picture).heads["content-type"] == "image/png"
    word = lead.get(link(page, "report.docx"))
    assert word.heads["content-disposition"].startswith("attachment")
    assert lead.ask("POST", at).status == 403
    assert lead.get(at.replace(lead.session.keys.reading, "x")).status == 403


@pytest.mark.parametrize(
    "wanted",
    [
        "schools/oakfield/evidence.xlsx",
        "partnership.xlsx",
        "settings.yml",
        "share/oakfield.json",
        "reports/oakfield/review-summary/manifest.json",
        "reports/oakfield/review-summary/report.qmd",
        "reports/oakfield/review-summary/../../../partnership.xlsx",
        "reports/oakfield/review-summary/figures/linked.png",
        "reports/.lock",
        "..%2f..%2fetc/passwd",
        "/etc/passwd",
        "../../../../etc/passwd",
        "",
    ],
)
def test_nothing_else_of_the_folder_is_served(lead, reports, wanted):
    (reports / "figures" / "linked.png").symlink_to(lead.session.folder / "settings.yml")
    assert lead.get(lead.session.reading("") + wanted).status == 404


def test_the_row_of_a_sign_off_is_ready_to_paste(lead, reports):
    page = lead.get("/sign-off/oakfield/review-summary")
    assert "row 8 of the sheet “Sign-off”" in page.words
    assert "<textarea" not in page.text  # pasted below, it would be a second row for the same
    path = lead.session.folder / "schools/oakfield/evidence.xlsx"
    book = openpyxl.load_workbook(path)
    for row in ("7", "8"):
        book["Sign-off"][f"B{row}"] = "Workshop pack"
    book.save(path)
    page = lead.get("/sign-off/oakfield/review-summary")
    row = page.text.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]
    cells = row.split("\t")
    assert cells[:4] == ["Review summary", "Partnership", "", ""]
    assert cells[7] == "DWW-FPX-VMN"
    assert len(cells) == 10
    assert lead.get("/sign-off/oakfield/impact-reflection").status == 404
    assert lead.get("/sign-off/oakfield/nothing").status == 404


def test_from_an_empty_folder_to_a_school(tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    browser = Browser(folder, tmp_path / "scratch").open()
    assert "Begin here" in browser.get("/").words
    assert "files were laid out" in browser.follow(browser.post("/begin")).words
    assert browser.post("/begin").status == 400
    for name in ("", " ", "x" * 200, "a\x07b"):
        assert browser.post("/schools", {"name": name}).status == 400
    page = browser.follow(
        browser.post("/schools", {"name": "Quarry <script>alert(1)</script> School", "short": ""})
    )
    assert "<script>alert" not in page.text
    for short in ("../evil", "con", "A B", "x" * 50):
        answer = browser.post("/schools", {"name": "Hill School", "short": short})
        assert (answer.status, "short name" in answer.words) == (400, True)
    browser.post("/schools", {"name": "Oakfield Primary School"})
    assert "/schools/oakfield" in browser.get("/").links
    assert browser.get("/schools/oakfield").status == 200
    assert browser.get("/schools/oakfield/workbook").data.startswith(b"PK")


def test_a_lead_who_has_filled_in_nothing_is_told_in_words_of_the_pages(tmp_path):
    browser = Browser(tmp_path, tmp_path / "scratch").open()
    page = browser.follow(browser.post("/begin"))
    assert "Two things to begin with" in page.words
    assert "spp check" not in page.words
    assert "There is enough for it" not in browser.get("/partnership").words


def test_a_lead_is_not_shut_out_by_the_first_workbook_that_comes(lead):
    root = lead.session.folder
    book = (root / "schools/oakfield/evidence.xlsx").read_bytes()
    shutil.rmtree(root / "schools")
    assert "Make an empty one" in lead.get("/schools/oakfield").words
    sent = lead.post("/schools/oakfield/workbook", {"version": ""}, file=("e.xlsx", book))
    told = lead.follow(sent).words
    assert "say so under Settings" in told
    assert "The workbook of Oakfield Weir Primary School is the only school’s workbook here" in told
    assert lead.get("/schools/withy-bridge").status == 404
    assert lead.post("/schools/empty", {"school": "withy-bridge"}).status == 404
    assert "Make an empty workbook for each other school" in lead.get("/settings").words
    assert "Five empty workbooks made" in lead.follow(lead.post("/schools/empty")).words
    assert lead.get("/schools/withy-bridge").status == 200
    assert (root / "schools/oakfield/evidence.xlsx").read_bytes() == book
    again = lead.follow(lead.post("/schools/empty", {"school": "oakfield"}))
    assert "No empty workbook made" in again.words


def test_a_schools_pages_stay_its_own_where_the_leads_workbook_cannot_be_read(school):
    root = school.session.folder
    made(school, "withy-bridge")
    (root / "partnership.xlsx").write_bytes(b"PK damaged")
    assert school.get("/site").status == 404
    assert school.get("/schools/oakfield").status == 200
    assert school.get("/schools/withy-bridge").status == 404
    hidden = school.session.reading("reports/withy-bridge/review-summary/report.html")
    assert school.get(hidden).status == 404


def test_a_folder_full_of_work_is_not_laid_out_again(lead):
    (lead.session.folder / "partnership.xlsx").unlink()
    home = lead.get("/")
    assert home.status == 400 and "Put it back where it was" in home.words
    assert "Lay out" not in home.words


def test_a_year_that_is_closed_is_left_as_it_is(tmp_path, spp):
    folder = tmp_path / "2024-25"
    shutil.copytree(EXAMPLE / "cycles" / "2024-25", folder)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    ran = spp("app", "--no-browser", "--workspace", folder)
    assert (ran.code, "this cycle was closed" in ran.err) == (10, True)
    browser = Browser(folder, tmp_path / "scratch").open()
    book = (EXAMPLE / "schools/oakfield/evidence.xlsx").read_bytes()
    for answer in (
        browser.get("/"),
        browser.get("/schools/oakfield"),
        browser.post("/schools", {"name": "A School"}),
        browser.post("/schools/oakfield/workbook", {"version": ""}, file=("e.xlsx", book)),
    ):
        assert (answer.status, "this cycle was closed" in answer.words) == (400, True)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_fault_of_ours_is_a_page_without_its_words(lead, monkeypatch, capsys):
    words = "".join(reversed("sggolB eoJ 1000P"))  # a traceback quotes the line, which is code

    def fail(*_: object) -> None:
        raise RuntimeError(words)

    monkeypatch.setattr(other_pages, "read_settings", fail)
    answer = lead.get("/settings")
    assert (answer.status, "fault of the kit (RuntimeError)" in answer.words) == (500, True)
    assert "Bloggs" not in answer.text + capsys.readouterr().err


def test_a_share_file_is_read_out_and_taken_in(lead):
    root = lead.session.folder
    (made_,) = make_shares(Workspace(root), ["oakfield"])
    content = made_.path.read_bytes()
    made_.path.unlink()
    assert lead.get("/partnership/shares/oakfield").status == 404
    page = lead.follow(lead.post("/partnership/shares", file=("../x.json", content)))
    assert "is in place" in page.words
    assert "Never in a share file" in page.words
    assert made_.path.read_bytes() == content
    assert "/partnership/shares/oakfield" in lead.get("/partnership").links


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("pupils", "stay at their school"),
        ("workbook", "stay at their school"),
        ("changed", "share.json"),
        ("nothing", "No file was chosen"),
        ("words", "share.json"),
        ("pupils as text", "not a share file"),
    ],
)
def test_nothing_but_a_share_file_is_taken_by_a_lead(lead, what, said):
    root = lead.session.folder
    (made_,) = make_shares(Workspace(root), ["oakfield"])
    whole = made_.path.read_bytes()
    pupils = next((root / "schools/oakfield/pupils").glob("*.xlsx"))
    sent = {
        "pupils": pupils.read_bytes,
        "workbook": (root / "schools/oakfield/evidence.xlsx").read_bytes,
        "changed": lambda: whole.replace(b"Oakfield", b"Oakfielt", 1),
        "nothing": lambda: b"",
        "words": lambda: b'{"school": "../../evil"}',
        "pupils as text": lambda: b"Pupil,Outcome ID,When,Score\nP1,O1,Before,4\nP2,O1,Before,5\n",
    }[what]()
    before = set(root.rglob("*"))
    answer = lead.post("/partnership/shares", file=("share.json", sent))
    assert (answer.status, said in answer.words) == (400, True), answer.words
    assert set(root.rglob("*")) == before
    assert made_.path.read_bytes() == whole
    assert not [*lead.session.scratch.iterdir()]


@pytest.mark.slow
def test_a_document_is_made_in_the_background(lead, in_this_process):
    answer = lead.make("review-summary", "oakfield")
    assert answer.heads["location"] == "/making"
    busy = lead.make("workshop-pack", "oakfield")
    assert (busy.status, "being made already" in busy.words) == (400, True)
    assert lead.get("/").status == 200
    page = lead.wait()
    assert "Finished" in page.words
    assert "Review summary of Oakfield Weir Primary School: made." in page.words
    there = lead.get("/schools/oakfield")
    assert lead.get(link(there, "report.html")).status == 200
    assert "The last run" in lead.get("/").words


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "review-summary", "school": "../.."},
        {"kind": "../../x", "school": "oakfield"},
        {"kind": "review-summary", "school": ""},
        {"kind": "partnership-report", "school": "oakfield"},
        {"kind": "", "school": ""},
        {"kind": "hub-report", "school": "oakfield"},
    ],
)
def test_what_is_no_document_of_this_folder_is_not_made(lead, fields):
    assert lead.post("/make", fields).status == 404
    assert lead.session.work.progress() is None


def test_why_nothing_was_made_is_said(lead):
    lead.post("/make", {"kind": "impact-reflection", "school": "osier-road"})
    assert "with nothing to say yet" in lead.wait().words
    (lead.session.folder / "settings.yml").write_text("nonsense: 1\n")
    lead.make("review-summary", "oakfield")
    page = lead.wait()
    assert "Not made" in page.words
    assert "nonsense" in page.words


@pytest.mark.slow
def test_what_is_made_can_be_stopped_and_what_is_finished_stays(lead, monkeypatch):
    def slow(*_: object, **__: object) -> None:
        while not lead.session.work.stopped():
            time.sleep(0.01)
        time.sleep(0.6)  # until the run has looked up
        raise engine.NotebookError("stopped")

    from spp_research.publish import reports as making_reports

    monkeypatch.setattr(making_reports, "execute", slow)
    lead.make("all", "oakfield")
    page = lead.get("/making")
    assert "<noscript><meta http-equiv" in page.text
    lead.post("/making/stop")
    assert "Stopped" in lead.wait().words
    assert not [*lead.session.folder.glob("reports/oakfield/*/report.html")]


def test_the_program_ends_when_it_is_asked_to(lead):
    ended = []
    lead.session.end = lambda: ended.append(True)
    assert lead.post("/stop", {"key": "x"}).status == 403
    assert not ended
    assert "has ended" in lead.post("/stop").words
    assert ended


# Programs in the folder that are not the kit's ----------------------------------------------


@pytest.fixture
def laid(lead: Browser) -> Path:
    """The example with the kit's own notebooks and styles laid out in it."""
    root = lead.session.folder
    for name, content in kit_files(root).items():
        if name.startswith(("notebooks/", "reports/_style/", "_quarto")):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content())
    return root


def asked(browser: Browser) -> Answer:
    return browser.post("/make", {"kind": "review-summary", "school": "nether-sallow"})


def test_the_kits_own_programs_are_not_asked_about(lead, laid, monkeypatch):
    monkeypatch.setattr(lead.session.work, "start", lambda *_: None)
    (laid / "notebooks" / "my_own_analysis.ipynb").write_text("{}")  # which no click runs
    (laid / "notebooks" / "notes.txt").write_text("Notes")
    assert asked(lead).status == 303


@pytest.mark.parametrize(
    "name",
    [
        "notebooks/review_summary.ipynb",
        "notebooks/pandas.py",
        "notebooks/pandas/__init__.py",
        "reports/_style/spp.lua",
        "reports/_style/more.lua",
        "_quarto.yml",
        "_quarto-mine.yaml",
    ],
)
def test_a_program_of_somebody_elses_is_asked_about_before_it_runs(lead, laid, monkeypatch, name):
    started = []
    monkeypatch.setattr(lead.session.work, "start", lambda *_: started.append(True))
    path = laid / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("import os")
    # A folder that was sent on may say of itself what it likes.
    (laid / ".spp-laid-out.json").write_text(
        json.dumps({"files": {name: strangers(Workspace(laid))[name]}})
    )
    page = asked(lead)
    assert (page.status, name in page.words) == (200, True)
    assert not started
    mark = page.text.partition('name="agreed" value="')[2].partition('"')[0]
    fields = {"kind": "review-summary", "school": "nether-sallow"}
    assert lead.post("/make", fields | {"agreed": "x" * 64}).status == 200
    assert not started
    assert lead.post("/make", fields | {"agreed": mark}).status == 303
    assert started
    assert asked(lead).status == 303  # a yes is remembered as long as they are as they were
    path.write_text("import sys")
    assert asked(lead).status == 200


def test_a_link_to_elsewhere_is_a_strangers_program(lead, laid, tmp_path, monkeypatch):
    monkeypatch.setattr(lead.session.work, "start", lambda *_: None)
    own = laid / "notebooks" / "review_summary.ipynb"
    shutil.copy(own, tmp_path / "kept.ipynb")
    own.unlink()
    own.symlink_to(tmp_path / "kept.ipynb")
    assert "review_summary.ipynb" in asked(lead).words
    own.unlink()
    (laid / "notebooks" / "numpy").symlink_to(tmp_path)
    assert "notebooks/numpy" in asked(lead).words
