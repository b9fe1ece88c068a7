"""Pages that listen for their next version, and nothing else that is served."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from spp_research.cli.serving import served
from spp_research.errors import ConfigurationError
from spp_research.publish import live_pages
from spp_research.publish.live_pages import Desk, listening, mark_of

PAGE = b"<!DOCTYPE html><html><body><p>One</p></body></html>\n"


@pytest.fixture
def desk(tmp_path) -> Desk:
    folder = tmp_path / "reports"
    document = folder / "oakfield" / "review-summary"
    document.mkdir(parents=True)
    (document / "report.html").write_bytes(PAGE)
    (document / "report.docx").write_bytes(b"word")
    (document / "manifest.json").write_text("{}")
    (folder / "run.log").write_text("log")
    (folder / ".lock").write_text("")
    (folder / "index.html").write_bytes(PAGE)
    (tmp_path / "outside.html").write_bytes(b"outside")
    return Desk(folder)


@pytest.fixture
def address(desk) -> Iterator[str]:
    with served(desk) as address:
        yield address.removesuffix("/index.html")


def ask(address: str, path: str, host: str = "") -> tuple[int, bytes, dict[str, str]]:
    place, token = address.removeprefix("http://").split("/")
    asked = http.client.HTTPConnection(place, timeout=20)
    asked.request("GET", f"/{token}/{path}", headers={"Host": host} if host else {})
    answer = asked.getresponse()
    found = answer.status, answer.read(), dict(answer.getheaders())
    asked.close()
    return found


def test_a_page_is_sent_with_a_script_and_left_as_it_is_on_disk(address, desk):
    status, page, headers = ask(address, "oakfield/review-summary/report.html")
    token = address.rsplit("/", 1)[1]
    assert status == 200
    assert f'src="/{token}/-/live.js"'.encode() in page
    before, _, after = page.partition(b"<script")
    assert before + after.partition(b"</script>\n")[2] == PAGE
    assert (desk.folder / "oakfield/review-summary/report.html").read_bytes() == PAGE
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    status, script, _ = ask(address, "-/live.js")
    assert (status, b"EventSource" in script) == (200, True)
    assert ask(address, "oakfield/review-summary/report.docx")[:2] == (200, b"word")
    assert ask(address, "")[0] == 200  # the list of documents


@pytest.mark.parametrize(
    "path",
    [
        "oakfield/review-summary/manifest.json",
        "oakfield/review-summary/none.html",
        "oakfield/review-summary",
        "run.log",
        ".lock",
        "../outside.html",
        "%2e%2e/outside.html",
        "oakfield/..%2f..%2f..%2foutside.html",
        "-/changes/../../outside.html",
        "C:/outside.html",
        "a%00b.html",
        "_style/page.html",
        f"{'a' * 5000}.html",
    ],
)
def test_nothing_else_is_served(address, path):
    status, text, _ = ask(address, path)
    assert status == 404
    assert b"outside" not in text


def test_a_link_that_leads_out_of_the_folder_is_not_followed(address, desk):
    (desk.folder / "out.html").symlink_to(desk.folder.parent / "outside.html")
    assert ask(address, "out.html")[0] == 404


def test_only_this_computer_and_only_with_the_token(address):
    assert ask(address, "index.html", host="somewhere.example")[0] == 400
    assert ask(address, "index.html", host="localhost")[0] == 200
    other = f"{address.rsplit('/', 1)[0]}/{'x' * 32}"
    assert ask(other, "index.html")[0] == 404


class Listener(threading.Thread):
    """A page that is open in a browser."""

    def __init__(self, address: str, name: str, seen: str) -> None:
        super().__init__(daemon=True)
        place, token = address.removeprefix("http://").split("/")
        self._asked = http.client.HTTPConnection(place, timeout=20)
        self._asked.request("GET", f"/{token}/-/changes/{name}?seen={seen}")
        self.heard: list[str] = []
        self._news = threading.Condition()
        self.start()

    def run(self) -> None:
        with closing(self._asked), self._asked.getresponse() as answer:
            for line in answer:
                with self._news:
                    self.heard.append(line.decode().strip())
                    self._news.notify_all()

    def waits_for(self, text: str) -> bool:
        with self._news:
            return self._news.wait_for(lambda: any(text in line for line in self.heard), 20)


def test_an_open_page_is_told_what_there_is_to_say_and_that_there_is_a_new_one(address, desk):
    name = "oakfield/review-summary/report.html"
    path = desk.folder / name
    listener = Listener(address, name, mark_of(path))
    desk.notes = {"oakfield/review-summary": "Of the version before: <b>two</b> to mend."}
    assert listener.waits_for("<b>two</b> to mend")  # as text, which the script shows as text
    assert desk.has_open("oakfield/review-summary")
    desk.notes = {}
    assert listener.waits_for('data: ""')
    gone = path.rename(path.with_name("gone"))  # for a moment, while it is put in place
    assert not any("made" in line for line in listener.heard)
    gone.unlink()
    path.write_bytes(PAGE.replace(b"One", b"Two"))
    assert listener.waits_for("event: made")
    listener.join(20)
    assert not desk.has_open("oakfield/review-summary")


def test_a_page_that_changed_before_it_listened_is_told_at_once(address):
    listener = Listener(address, "oakfield/review-summary/report.html", "1-1-1")
    assert listener.waits_for("event: made")
    listener.join(20)


def test_a_page_that_is_closed_is_not_open_any_more(address, desk):
    name = "oakfield/review-summary/report.html"
    place, token = address.removeprefix("http://").split("/")
    asked = http.client.HTTPConnection(place, timeout=20)
    asked.request("GET", f"/{token}/-/changes/{name}?seen={mark_of(desk.folder / name)}")
    answer = asked.getresponse()
    assert answer.readline() == b"retry: 1000\n"
    until = time.monotonic() + 20
    while not desk.has_open("oakfield/review-summary") and time.monotonic() < until:
        time.sleep(0.01)
    assert desk.has_open("oakfield/review-summary")
    answer.close()
    asked.close()
    while desk.has_open("oakfield/review-summary") and time.monotonic() < until:
        time.sleep(0.01)
    assert not desk.has_open("oakfield/review-summary")


def test_a_note_for_all_documents_is_shown_where_there_is_no_other(desk):
    desk.notes = {"": "settings", "oakfield/review-summary": "own"}
    assert desk.note("oakfield/review-summary/report.html") == "own"
    assert desk.note("oakfield/workshop-pack/report.html") == "settings"
    assert desk.note("index.html") == "settings"


def test_a_page_without_an_end_and_a_name_with_signs_are_served_as_well():
    name = 'a"<b>/report.html'
    page = listening(b"<p>One", "/t", name, "1-2-3")
    assert page.startswith(b"<p>One<script")
    assert quote(name).encode() in page
    assert b'a"<b>' not in page


def test_a_port_that_is_taken_is_said_in_a_sentence(desk, address):
    port = int(address.removeprefix("http://127.0.0.1:").split("/")[0])
    with pytest.raises(ConfigurationError, match="cannot be used"), served(desk, port):
        pass


def test_the_script_is_part_of_the_kit():
    import spp_research

    assert (Path(spp_research.__file__).parent / "publish" / "live_page.js").is_file()


DOCUMENT = "oakfield/review-summary"
NAME = f"{DOCUMENT}/report.html"
TWO = PAGE.replace(b"One", b"Two")


def test_a_page_shown_ahead_stays_the_same_page_when_it_is_put_in_place(address, desk):
    path = desk.folder / NAME
    listener = Listener(address, NAME, desk.mark_of(NAME, path))
    desk.show_ahead(DOCUMENT, TWO)
    assert listener.waits_for("event: made")
    assert b"<p>Two</p>" in ask(address, NAME)[1]
    assert path.read_bytes() == PAGE  # nothing is written ahead
    assert ask(address, f"{DOCUMENT}/report.docx")[1] == b"word"
    seen = desk.mark_of(NAME, path)
    path.write_bytes(TWO)
    desk.settle(DOCUMENT)
    assert desk.mark_of(NAME, path) == seen  # so that it is not shown twice
    assert b"<p>Two</p>" in ask(address, NAME)[1]
    path.write_bytes(PAGE.replace(b"One", b"Three"))
    assert desk.mark_of(NAME, path) != seen


def test_a_page_shown_ahead_that_comes_to_nothing_gives_way_to_the_one_before(address, desk):
    path = desk.folder / NAME
    desk.show_ahead(DOCUMENT, TWO)
    listener = Listener(address, NAME, desk.mark_of(NAME, path))
    desk.settle(DOCUMENT)
    assert listener.waits_for("event: made")
    assert b"<p>One</p>" in ask(address, NAME)[1]


def test_of_a_page_that_is_ahead_for_long_it_is_said_that_the_rest_is_to_come(desk, monkeypatch):
    desk.notes = {DOCUMENT: "This page is of the version before."}
    desk.show_ahead(DOCUMENT, TWO)
    assert desk.note(NAME) == ""
    monkeypatch.setattr(live_pages, "_LONG", -1.0)
    assert desk.note(NAME) == (
        "This is the page of the new version. Its other files are still being made."
    )
    assert desk.note("oakfield/workshop-pack/report.html") == ""
    assert desk.ahead(f"{DOCUMENT}/figures/report.html") is None
    desk.settle(DOCUMENT)
    assert desk.note(NAME) == "This page is of the version before."
