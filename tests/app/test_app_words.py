"""Words that were edited in Word, taken back in the pages of `spp app`."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from browsing import Answer, Browser

AT = "/schools/oakfield/words"
NEW = "To what extent is it worded anew &amp; &lt;b&gt;better&lt;/b&gt;?"


def made(browser: Browser) -> bytes:
    """The Word document of a review, made by the pages."""
    browser.make("review-summary", "oakfield")
    browser.wait()
    return (browser.session.folder / "reports/oakfield/review-summary/report.docx").read_bytes()


def edited(data: bytes) -> bytes:
    """The document with one marked text worded anew."""
    new = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(new, "w") as archive:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                marked = rb"(<w:sdtContent><w:r>(?:<w:rPr>.*?</w:rPr>)?<w:t[^>]*>)[^<]{30,}"
                part, number = re.subn(marked, rb"\g<1>" + NEW.encode(), part, count=1)
                assert number == 1
            archive.writestr(name, part)
    return new.getvalue()


def sent(browser: Browser, data: bytes, at: str = AT) -> Answer:
    return browser.post(at, {}, file=("report.docx", data))


@pytest.mark.slow
def test_words_are_looked_at_and_written_into_a_copy(school):
    root = school.session.folder / "schools/oakfield"
    data = made(school)
    assert AT in school.get("/schools/oakfield").links
    assert "Nothing in it was edited" in school.follow(sent(school, data)).words
    school.post(f"{AT}/leave")
    book = (root / "evidence.xlsx").read_bytes()
    page = school.follow(sent(school, edited(data)))
    assert "What can go back, into one cell" in page.words
    assert "To what extent is it worded anew & <b>better</b>?" in page.words
    assert "<b>better" not in page.text
    assert not [*root.glob("*taken-back*")]
    mark = re.search('name="mark" value="([0-9a-f]{64})"', page.text)
    assert mark
    refused = school.follow(school.post(f"{AT}/write", {"mark": "0" * 64}))
    assert "so nothing was written" in refused.words
    done = school.follow(school.post(f"{AT}/write", {"mark": mark[1]}))
    assert "schools/oakfield/evidence.taken-back.xlsx" in done.words
    assert "spp " not in done.words
    assert (root / "evidence.xlsx").read_bytes() == book
    copy = school.get(f"{AT}/copy").data
    assert copy == (root / "evidence.taken-back.xlsx").read_bytes()
    texts = [c.value for s in openpyxl.load_workbook(io.BytesIO(copy)) for r in s for c in r]
    assert "To what extent is it worded anew & <b>better</b>?" in texts
    # Once written, nothing waits: the page is as it was in the beginning.
    assert "No document waits" in school.follow(school.post(f"{AT}/write", {"mark": mark[1]})).words
    # The document is one school's, and is sent on its page.
    assert sent(school, data, "/schools/copperbeck/words").status == 404


@pytest.mark.parametrize(
    "data", [b"", b"x", b"PK\x03\x04", b"<html>", b"PK" + b"\x00" * 100_000], ids=str
)
def test_what_is_no_document_is_refused_and_not_kept(school, data):
    answer = sent(school, data)
    assert answer.status == 400
    assert "scratch" not in answer.words
    assert not school.session.words
    assert not [*Path(school.session.scratch).iterdir()]


def test_a_workbook_is_no_document(school):
    data = (school.session.folder / "schools/oakfield/evidence.xlsx").read_bytes()
    assert sent(school, data).status == 400
    assert not school.session.words


@pytest.mark.parametrize("at", ["/partnership/words", "/schools/copperbeck/words"])
def test_a_school_takes_back_its_own_words_alone(school, at):
    for more in ("", "/copy"):
        assert school.get(f"{at}{more}").status == 404
    for more in ("", "/write", "/leave"):
        assert school.post(f"{at}{more}").status == 404


def test_a_hub_takes_no_words_back(hub):
    assert hub.get("/partnership/words").status == 404
    assert hub.post("/partnership/words").status == 404


def test_there_is_no_copy_before_one_is_written(lead):
    assert lead.get(f"{AT}/copy").status == 404
    assert lead.get("/partnership/words").status == 200
