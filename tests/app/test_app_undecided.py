"""What waited for a decision when the program ended: nothing of it is kept, and it is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from browsing import Answer, Browser
from test_app_books import FAULTY, files, newer, send  # noqa: F401  # a fixture

from spp_research.app.undecided import Record


def records(browser: Browser) -> list[Path]:
    return sorted((browser.session.folder / "reports").glob(".undecided*"))


def killed(browser: Browser) -> None:
    """As if the program had been killed: its process is gone, and it has tidied nothing up."""
    (record,) = records(browser)
    before, _, rest = record.name.removeprefix(".undecided-").partition("-")
    assert before.isdecimal()
    record.rename(record.with_name(f".undecided-99999999-{rest}"))


def started(browser: Browser, tmp_path: Path) -> Browser:
    return Browser(browser.session.folder, tmp_path / "scratch of another").open()


def section(page: Answer, title: str) -> str:
    """What stands under a heading of the first page; empty where it is not there."""
    _, _, rest = page.words.partition(f" {title} ")
    return rest


@pytest.mark.slow
def test_a_version_that_waited_is_told_at_the_next_start_until_it_is_sent_again(
    lead: Browser,
    tmp_path: Path,
    newer: bytes,  # noqa: F811
):
    before = files(lead.session.folder)
    send(lead, FAULTY.read_bytes(), "Our secret name.xlsx")
    home = lead.get("/")
    told = section(home, "Waits for you to decide")
    assert told.startswith("Oakfield Weir Primary School: a new version of the workbook, sent on")
    assert "/schools/oakfield/workbook/new" in home.links
    (record,) = records(lead)
    assert {tuple(one) for one in json.loads(record.read_text())} == {("key", "sent")}
    # A second program finds nothing to say while the first one runs.
    assert not section(started(lead, tmp_path).get("/"), "Not taken in")
    killed(lead)
    after = started(lead, tmp_path)
    home = after.get("/")
    assert "Oakfield Weir Primary School: a new version of the workbook" in section(
        home, "Not taken in"
    )
    assert not section(home, "Waits for you to decide")
    assert "/schools/oakfield" in home.links
    assert files(lead.session.folder) == before
    # It is said again as long as nothing has come of it, also after a second program was killed.
    killed(after)
    again = started(lead, tmp_path)
    assert section(again.get("/"), "Not taken in")
    again.follow(send(again, newer))
    assert not section(again.get("/"), "Not taken in")
    assert records(lead) == []


def test_one_that_ended_in_order_says_it_too_until_somebody_has_read_it(
    school: Browser, tmp_path: Path
):
    school.session.words["oakfield"] = b"PK"
    school.session.note_undecided()
    stopped = school.post("/stop")
    assert "What waited for you to decide was not taken in" in stopped.words
    school.opened.stop()
    assert [path.name for path in records(school)] == [".undecided.json"]
    after = started(school, tmp_path)
    home = after.get("/")
    assert "a document that was edited in Word, sent on" in section(home, "Not taken in")
    assert "/schools/oakfield/words" in home.links
    assert not section(after.follow(after.post("/undecided/read")), "Not taken in")
    assert records(school) == []
    assert not section(started(school, tmp_path).get("/"), "Not taken in")


def test_where_another_folder_was_opened_it_is_told_when_the_first_is_opened_again(
    lead: Browser, tmp_path: Path
):
    root = lead.session.folder
    send(lead, FAULTY.read_bytes())
    other = tmp_path / "other"
    other.mkdir()
    lead.opened.open(other)
    lead.opened.open(root)
    assert section(lead.get("/"), "Not taken in")
    assert not section(lead.get("/"), "Waits for you to decide")


def test_what_is_decided_waits_no_more(lead: Browser):
    send(lead, FAULTY.read_bytes())
    lead.decide("/schools/oakfield/workbook", "leave")
    assert not section(lead.get("/"), "Waits for you to decide")
    assert records(lead) == []


def test_a_lead_is_told_nothing_of_what_only_a_school_sends(lead: Browser):
    reports = lead.session.folder / "reports"
    first = Record(reports)
    first.note(["oakfield/people", "oakfield/lots", "nobody", "partnership/partners"])
    first.close()
    after = Record(reports)
    assert len(after.forgotten) == 4
    lead.session.undecided = after
    told = section(lead.get("/"), "Not taken in")
    assert "The partnership: a file from the lead of another partnership" in told
    assert "Oakfield" not in told.partition("Do not say this again")[0]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]", b'[{"key": 1}]', b'[{"key": "x/y", "sent": "x"}]', b"\xff\xfe", b"{}"],
)
def test_a_record_that_is_none_says_nothing(content, tmp_path):
    (tmp_path / ".undecided.json").write_bytes(content)
    assert Record(tmp_path).forgotten == ()
    assert [*tmp_path.iterdir()] == []
