"""A new version of a workbook: looked at first, the old one kept, nothing else taken."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from browsing import Browser
from example_copy import EXAMPLE, ROOT

OAKFIELD = "schools/oakfield/evidence.xlsx"
AT = "/schools/oakfield/workbook"
FAULTY = ROOT / "examples" / "faulty" / "schools" / "hazeldene-park" / "evidence.xlsx"


def changed(sheet: str, cell: str, text: object) -> bytes:
    """Oakfield's workbook with one cell changed."""
    book = openpyxl.load_workbook(EXAMPLE / OAKFIELD)
    book[sheet][cell] = text
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture(scope="module")
def newer() -> bytes:
    return changed("Findings", "E7", "Pupils said what they would do next, in all classes.")


def version(browser: Browser) -> str:
    page = browser.get("/schools/oakfield").text
    return page.partition('name="version" value="')[2].partition('"')[0]


def send(browser: Browser, data: bytes, name: str = "evidence.xlsx", at: str = AT, **fields: str):
    return browser.post(at, {"version": version(browser)} | fields, file=(name, data))


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
        and not path.name.endswith(".checked.xlsx")
        and not path.name.startswith(".undecided")
    }


def test_a_sound_version_takes_the_old_ones_place_which_is_kept_under_the_day(lead, newer):
    root = lead.session.folder
    before = (root / OAKFIELD).read_bytes()
    page = lead.follow(send(lead, newer))
    assert "The new version is in place." in page.words
    assert (root / OAKFIELD).read_bytes() == newer
    (kept,) = (root / "old").rglob("evidence.xlsx")
    assert kept.read_bytes() == before
    assert kept.relative_to(root / "old").as_posix().endswith(f"/{OAKFIELD}")
    # A second one of the same day takes nothing from the first.
    lead.follow(send(lead, before))
    assert {path.read_bytes() for path in (root / "old").rglob("evidence.xlsx")} == {before, newer}
    assert not [*lead.session.scratch.iterdir()]


def with_a_fault(path: Path) -> bytes:
    """A school's own workbook, with a theme that is none."""
    changed = io.BytesIO()
    book = openpyxl.load_workbook(path)
    book["Self-review"]["C7"] = "Looking inwards"
    book.save(changed)
    return changed.getvalue()


def test_a_version_with_faults_waits_until_somebody_decides(lead):
    root = lead.session.folder
    before = files(root)
    page = lead.follow(send(lead, FAULTY.read_bytes()))
    assert "The new version is not in place" in page.words
    assert "The workbook says “hazeldene-park” and lies in the folder of “oakfield”" in page.words
    assert "D8 (Enquiry question)" in page.words.replace(" (", " (")
    assert "another copy" not in page.words
    assert files(root) == before
    marked = lead.get(f"{AT}/new/marked")
    assert openpyxl.load_workbook(io.BytesIO(marked.data)).sheetnames[0] == "What to mend"
    assert "attachment" in marked.heads["content-disposition"]
    assert "A new version waits" in lead.get("/schools/oakfield").words
    # Left: everything is as it was, and what waited is gone.
    assert "was left" in lead.follow(lead.decide(AT, "leave")).words
    assert files(root) == before
    assert not [*lead.session.scratch.iterdir()]
    assert lead.get(f"{AT}/new/marked").status == 404
    # Another school's is not wanted all the same, whatever is asked for.
    page = lead.follow(send(lead, FAULTY.read_bytes()))
    assert "all the same" not in page.words
    assert "It is another school’s workbook" in lead.follow(lead.decide(AT, "place")).words
    assert files(root) == before
    # The school's own is, with its fault.
    own = with_a_fault(root / OAKFIELD)
    assert "all the same" in lead.follow(send(lead, own)).words
    assert "in place" in lead.follow(lead.decide(AT, "place")).words
    assert (root / OAKFIELD).read_bytes() == own
    assert [*(root / "old").rglob("evidence.xlsx")]


def test_an_empty_template_does_not_take_the_place_of_a_years_work(lead):
    empty = (ROOT / "data_templates" / "school_evidence.xlsx").read_bytes()
    page = lead.follow(send(lead, empty))
    assert "Nothing is filled in yet in this version" in page.words


def test_what_another_file_of_the_school_needs_is_missed(lead):
    """An outcome that pupils' results are about is taken out: the results would hang in the air."""
    book = openpyxl.load_workbook(EXAMPLE / OAKFIELD)
    rows = book["Outcomes"].iter_rows(min_row=7)
    for row in rows:
        for cell in row:
            cell.value = None
    content = io.BytesIO()
    book.save(content)
    page = lead.follow(send(lead, content.getvalue()))
    assert "The new version is not in place" in page.words


def test_two_browsers_at_once_lose_nothing_of_each_other(lead, newer):
    """Both have the page open; the second to send is told that there is another version now."""
    other = Browser(lead.session.folder, lead.session.scratch, lead.opened).open()
    seen = version(other)
    lead.follow(send(lead, newer))
    third = changed("Findings", "E7", "Another sentence of somebody else, sent a moment later.")
    page = other.follow(other.post(AT, {"version": seen}, file=("evidence.xlsx", third)))
    assert "Another version was put in place since you opened the page" in page.words
    assert (lead.session.folder / OAKFIELD).read_bytes() == newer


@pytest.mark.slow
def test_a_decision_is_about_the_version_that_was_on_the_page(lead):
    """While one looks at the version that waits, somebody else sends another."""
    root = lead.session.folder
    before, own = files(root), with_a_fault(root / OAKFIELD)
    mine = lead.follow(send(lead, own))
    seen = re.search(r'name="seen" value="([^"]+)"', mine.text)
    theirs = FAULTY.read_bytes()
    lead.follow(send(lead, theirs))
    for decided in ("place", "leave"):
        for mark in (seen[1], ""):  # and one that says of no version that it was looked at
            page = lead.follow(lead.post(f"{AT}/{decided}", {"seen": mark}))
            assert "Another version was sent since you opened the page" in page.words
    assert files(root) == before and lead.session.offered("oakfield").new.read_bytes() == theirs
    lead.follow(send(lead, own))
    assert "in place" in lead.follow(lead.post(f"{AT}/place", {"seen": seen[1]})).words


def test_what_is_sent_twice_is_put_in_place_once(lead, newer):
    seen = version(lead)
    said = [
        lead.follow(lead.post(AT, {"version": seen}, file=("evidence.xlsx", newer))).words
        for _ in range(2)
    ]
    assert "The new version is in place" in said[0]
    assert "This very version is in place already" in said[1]


def test_a_workbook_that_changed_while_a_version_waited_is_not_replaced(lead, newer):
    send(lead, with_a_fault(lead.session.folder / OAKFIELD))
    (lead.session.folder / OAKFIELD).write_bytes(newer)
    answer = lead.decide(AT, "place")
    assert (answer.status, "has changed since" in answer.words) == (400, True)
    assert (lead.session.folder / OAKFIELD).read_bytes() == newer


@pytest.mark.parametrize("lock", ["~$evidence.xlsx", ".~lock.evidence.xlsx#"])
def test_a_workbook_that_is_open_in_excel_is_left(lead, newer, lock):
    path = lead.session.folder / OAKFIELD
    path.with_name(lock).touch()
    answer = send(lead, newer)
    assert (answer.status, "is open in Excel" in answer.words) == (400, True)
    assert path.read_bytes() == (EXAMPLE / OAKFIELD).read_bytes()


def _bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(EXAMPLE / "settings.yml", "[Content_Types].xml")
        archive.writestr("xl/workbook.xml", b"0" * 260_000_000)
    return content.getvalue()


def _pupils() -> bytes:
    return next((EXAMPLE / "schools" / "oakfield" / "pupils").glob("*.xlsx")).read_bytes()


HOSTILE = {
    "a program": (lambda: b"MZ\x90\x00" + bytes(range(256)) * 40, "not a workbook"),
    "a script": (lambda: b"#!/bin/sh\nrm -rf /\n", "text file"),
    "a web page": (lambda: b"<html><script>alert(1)</script></html>", "web page"),
    "comma separated": (lambda: b"a,b\n=cmd|' /C calc'!A0,2\n", "text file"),
    "a bomb": (_bomb, "far larger than any review needs"),
    "too long": (lambda: b"PK\x03\x04" + b"0" * 25_000_001, "25 MB"),
    "nothing": (lambda: b"", "No file was chosen"),
    "empty": (lambda: b"\0\0\0", "empty"),
    "pupils": (_pupils, "pupils"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_workbook_is_refused_and_changes_nothing(lead, what, snapshot):
    make, said = HOSTILE[what]
    before = files(lead.session.folder)
    answer = send(lead, make())
    assert answer.status == 400
    assert said in answer.words
    assert answer.words == snapshot
    assert files(lead.session.folder) == before
    assert not [*lead.session.scratch.iterdir()]


@pytest.mark.parametrize(
    "name",
    [
        "../../../../etc/passwd",
        "..\\..\\evidence.xlsx",
        "C:\\evidence.exe",
        "<script>alert(1)</script>.xlsx",
        "evidence.xlsx\0.exe",
        "a" * 300,
        "",
        ".ods",
    ],
)
def test_no_name_of_a_file_is_ever_a_path(lead, newer, name):
    before = set(files(lead.session.folder))
    page = lead.follow(send(lead, newer, name=name))
    assert "The new version is in place." in page.words
    new = set(files(lead.session.folder)) - before
    assert {path.partition("/")[0] for path in new} == {"old"}
    assert (lead.session.folder / OAKFIELD).read_bytes() == newer


@pytest.mark.parametrize("school", ["..", "nowhere", "%2e%2e", "oakfield%00", "OAKFIELD", "con"])
def test_no_school_is_ever_a_path(lead, newer, school):
    at = f"/schools/{school}/workbook"
    assert lead.get(at).status == 404
    assert send(lead, newer, at=at).status == 404


def test_words_of_a_cell_are_words_on_the_page(lead):
    hostile = changed("Findings", "B7", '<script>alert(1)</script><img src=x onerror="alert(2)">')
    page = lead.follow(send(lead, hostile))
    assert "&lt;script&gt;" in page.text
    assert "<script>alert" not in page.text
    assert "<img" not in page.text


def test_the_leads_workbook_likewise(lead):
    book = openpyxl.load_workbook(EXAMPLE / "partnership.xlsx")
    book["People and training"]["E7"] = "Emperor"
    content = io.BytesIO()
    book.save(content)
    faulty = content.getvalue()
    page = lead.get("/partnership").text
    seen = page.partition('name="version" value="')[2].partition('"')[0]
    fields = {"version": seen}
    at = "/partnership/workbook"
    waiting = lead.follow(lead.post(at, fields, file=("p.xlsx", faulty)))
    assert "The new version is not in place" in waiting.words
    assert "E7 (Role)" in waiting.words
    assert lead.get(at).data == (EXAMPLE / "partnership.xlsx").read_bytes()
    lead.decide(at, "place")
    assert "“Emperor”" in lead.get("/").words
    # And back again: with faults in it, the lead's workbook can still be sent anew.
    page = lead.get("/partnership").text
    fields["version"] = page.partition('name="version" value="')[2].partition('"')[0]
    sound = (EXAMPLE / "partnership.xlsx").read_bytes()
    assert "in place" in lead.follow(lead.post(at, fields, file=("p.xlsx", sound))).words
    assert lead.get("/").status == 200


def test_a_workbook_of_another_kind_replaces_the_one_before(lead, newer, tmp_path):
    root = lead.session.folder
    page = lead.follow(send(lead, newer, name="evidence.xlsm"))
    assert "in place" in page.words
    assert not (root / OAKFIELD).exists()
    assert (root / OAKFIELD).with_suffix(".xlsm").read_bytes() == newer


def test_a_first_workbook_needs_no_old_one(lead, newer):
    root = lead.session.folder
    shutil.rmtree(root / "schools" / "oakfield")
    assert "There is no workbook here yet" in lead.get("/schools/oakfield").words
    assert "in place" in lead.follow(send(lead, newer)).words
    assert (root / OAKFIELD).read_bytes() == newer
    assert not (root / "old").exists()


def test_a_workbook_of_another_ending_that_is_there_as_well_is_not_written_over(lead, newer):
    root = lead.session.folder
    second = (root / OAKFIELD).with_suffix(".xlsm")
    second.write_bytes(b"somebody's")
    before = files(root)
    answer = send(lead, newer, name="evidence.xlsm")
    assert (answer.status, "is there as well" in answer.words) == (400, True)
    assert files(root) == before
