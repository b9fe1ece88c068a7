"""Closing a year in the pages of `spp app`: looked at first, asked about, done, and taken back."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest
from browsing import Answer, Browser

from spp_research.app.opened import require_can_be_opened
from spp_research.workspace import CLOSED, CLOSING

pytestmark = pytest.mark.slow

AT = "/partnership/year"
OTHER_SCHOOLS = ("withy-bridge", "tannery-lane", "copperbeck", "nether-sallow", "osier-road")


def content(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file() and path.name not in (".lock", ".index.jsonl", "index.html")
    }


def looked(browser: Browser, cycle: str = "2026-27") -> dict[str, str]:
    """What the form sends that closes what the page has shown."""
    page = browser.get(f"{AT}?next={cycle}").text
    mark = re.search('name="mark" value="([0-9a-f]{64})"', page)
    return {"next": cycle, "mark": mark[1] if mark else ""}


def closed(browser: Browser) -> Answer:
    done = browser.post(f"{AT}/close", looked(browser) | {"all_the_same": "yes"})
    return browser.follow(done)


def test_looking_changes_nothing_and_says_what_would_be_done(lead):
    root = lead.session.folder
    assert AT in lead.get("/partnership").links
    before = content(root)
    first = lead.get(AT)
    assert 'value="2026-27"' in first.text  # the year after the one that is open
    page = lead.get(f"{AT}?next=2026-27").words
    assert "Nothing has been done. 2025-26 would be closed, and 2026-27 opened" in page
    assert "partnership.xlsx would be moved to cycles/2025-26/partnership.xlsx" in page
    assert "What can still be finished in 2025-26" in page
    assert content(root) == before


def test_a_year_is_closed_looked_into_and_opened_again(lead):
    root = lead.session.folder
    before = content(root)
    looked_by_another = looked(lead) | {"all_the_same": "yes"}
    page = closed(lead)
    assert "2025-26 is closed and kept under cycles/2025-26; 2026-27 is open." in page.words
    late = lead.post(f"{AT}/close", looked_by_another)
    assert (late.status, "2026-27 is open already" in late.words) == (400, True)
    assert [path.name for path in (root / "cycles").iterdir() if path.is_dir()] == ["2025-26"]
    assert (root / "cycles/2025-26/schools/oakfield/evidence.xlsx").is_file()
    assert "spp " not in page.words
    assert lead.get("/").status == 200
    assert "2026-27 is open" in lead.get(AT).words
    assert "The year that begins, such as 2027-28" in lead.get(AT).words
    assert f"{AT}/back" in lead.get(AT).links
    asked = lead.get(f"{AT}/back")
    assert (asked.status, "Open 2025-26 again?" in asked.words) == (200, True)
    again = lead.follow(lead.post(f"{AT}/undo", {"year": "2025-26"}))
    assert "2025-26 is open again, as it was." in again.words
    # Pressed twice, as by two people: the year before stays closed.
    twice = lead.follow(lead.post(f"{AT}/undo", {"year": "2025-26"}))
    assert "2025-26 is not the year that was closed last" in twice.words
    assert content(root) == before


def test_it_is_closed_only_as_it_was_looked_at_and_when_somebody_says_so(lead):
    root = lead.session.folder
    fields = looked(lead)
    refused = lead.post(f"{AT}/close", fields)
    assert (refused.status, "tick the box above the button" in refused.words) == (400, True)
    assert lead.post(f"{AT}/close", {"next": "2026-27"}).status == 400
    later = {"next": "2027-28", "mark": fields["mark"], "all_the_same": "yes"}
    assert lead.post(f"{AT}/close", later).status == 400
    (root / "settings.yml").write_text("as_at: 2026-07-10\n", encoding="utf-8")
    changed = lead.post(f"{AT}/close", fields | {"all_the_same": "yes"})
    assert (changed.status, "Something in the folder has changed" in changed.words) == (400, True)
    assert not (root / "cycles").exists()


def test_what_has_been_written_since_is_not_taken_back(lead):
    root = lead.session.folder
    closed(lead)
    path = root / "schools/oakfield/evidence.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[1]["A9"] = "new"
    book.save(path)
    refused = lead.post(f"{AT}/undo")
    assert (refused.status, "has been changed or made since" in refused.words) == (400, True)
    assert (root / "cycles/2025-26" / CLOSED).is_file()


@pytest.mark.parametrize(
    "wanted",
    [
        "2025-26",
        "1999",
        "../../etc",
        "<script>alert(1)</script>",
        "x" * 5000,
        "2026-27\x00",
        "=1+1",
    ],
)
def test_no_name_of_a_year_is_a_path_or_a_program(lead, wanted):
    from urllib.parse import quote

    page = lead.get(f"{AT}?next={quote(wanted)}")
    assert page.status == 200
    assert "<script>alert" not in page.text
    assert 'name="mark"' not in page.text
    fields = {"next": wanted, "mark": "", "all_the_same": "yes"}
    assert lead.post(f"{AT}/close", fields).status == 400
    assert not (lead.session.folder / "cycles").exists()


@pytest.mark.parametrize("year", ["", "cycles/2025-26", "../..", "0" * 24])
def test_only_a_year_that_is_listed_is_drawn_again(lead, year):
    assert lead.post(f"{AT}/again", {"year": year}).status == 404


def test_a_closing_that_was_cut_off_is_ended_or_taken_back(lead):
    root = lead.session.folder
    before = content(root)
    closed(lead)
    seal = root / "cycles/2025-26" / CLOSED
    journal = {k: v for k, v in json.loads(seal.read_text()).items() if k != "files"}
    (root / "cycles" / CLOSING).write_text(json.dumps(journal))
    (root / "partnership.xlsx").unlink()
    page = lead.get("/")
    assert "2025-26 was being closed when the computer" in page.words
    assert "was being closed" in lead.follow(lead.get("/partnership")).words
    assert lead.post(f"{AT}/undo").status == 303
    assert content(root) == before


def test_a_folder_in_which_a_closing_was_cut_off_can_be_opened(lead):
    (lead.session.folder / "cycles").mkdir()
    (lead.session.folder / "cycles" / CLOSING).write_text('{"version": 1, "cycle": "2025-26"}')
    require_can_be_opened(lead.session.folder)
    assert "2025-26 was being closed when the computer" in lead.get("/").words


def test_a_school_closes_its_own_year_and_stays_a_school(school):
    """Its folder shows no other school afterwards, and goes on taking pupils' files."""
    root = school.session.folder
    assert AT in school.get("/partnership").links
    shown = school.get(f"{AT}?next=2026-27").text
    assert "would be moved to" in shown
    school.session.words["oakfield"] = b"PK"
    school.session.lots["oakfield"] = object()  # a list that was looked at, and not drawn from
    page = closed(school)
    assert not school.session.words and not school.session.lots
    assert "No list waits" in school.follow(school.get("/schools/oakfield/projects/draw")).words
    assert not [name for name in OTHER_SCHOOLS if name in shown + page.text]
    assert (root / "schools/oakfield/old/2025-26/pupils").is_dir()
    home = school.get("/")
    assert not [name for name in OTHER_SCHOOLS if name in home.text]
    assert "Pupils’ results" in school.get("/schools/oakfield").words


@pytest.mark.slow
def test_the_documents_of_a_closed_year_are_drawn_again_and_read(lead):
    lead.make("review-summary", "oakfield")
    lead.wait()
    closed(lead)
    key = re.search('name="year" value="([0-9a-f]{24})"', lead.get(AT).text)
    assert key
    lead.post(f"{AT}/again", {"year": key[1]})
    assert "were kept, and are drawn again from what was kept" in lead.wait().words
    links = [at for at in lead.get(AT).links if "/cycles/2025-26/again/oakfield/" in at]
    assert links
    web = next(at for at in links if at.endswith(".html"))
    read = lead.get(web)
    assert (read.status, "Back to the kit" in read.text) == (200, True)
    assert "sandbox" in read.heads["content-security-policy"]
    outside = web.replace("again/oakfield", "schools/oakfield")
    assert lead.get(outside).status == 404


def test_a_school_reads_no_other_schools_documents_of_a_closed_year(school):
    root = school.session.folder
    closed(school)
    for other in ("oakfield", "copperbeck"):
        place = root / f"cycles/2025-26/again/{other}/review-summary-partnership"
        place.mkdir(parents=True)
        (place / "report.html").write_text("<body>Theirs</body>", encoding="utf-8")
    links = [at for at in school.get(AT).links if "/again/" in at]
    assert [at for at in links if at.endswith(".html")] == [links[0]]
    assert "oakfield" in links[0]
    assert school.get(links[0]).status == 200
    assert school.get(links[0].replace("oakfield", "copperbeck")).status == 404


def test_a_hub_has_no_year_to_close(hub):
    for at in (AT, f"{AT}?next=2026-27", f"{AT}/back"):
        assert hub.get(at).status == 404
    for at in ("close", "undo", "again"):
        assert hub.post(f"{AT}/{at}").status == 404
    assert AT not in hub.get("/partnership").links
