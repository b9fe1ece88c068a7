"""What a hostile file, folder, page or moment can do to the pages of `spp app`: nothing."""

from __future__ import annotations

import errno
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import hubs_made
import pytest
from browsing import Browser
from example_copy import copy_riverside

from spp_research.cli.starting import lay_out
from spp_research.share.content import text_of

AT = "/schools/oakfield/workbook"


def version(browser: Browser) -> str:
    page = browser.get("/schools/oakfield").text
    return page.partition('name="version" value="')[2].partition('"')[0]


def test_a_new_version_never_goes_through_a_link_to_elsewhere(lead, tmp_path):
    """A folder that somebody sent may have a link in the place of a workbook."""
    own = lead.session.folder / "schools" / "oakfield" / "evidence.xlsx"
    elsewhere = tmp_path / "elsewhere.xlsx"
    data = own.read_bytes()
    own.replace(elsewhere)
    own.symlink_to(elsewhere)
    before = elsewhere.stat().st_mtime_ns
    book = data + b""
    lead.post(AT, {"version": version(lead)}, file=("evidence.xlsx", book))
    lead.decide(AT, "place")
    assert elsewhere.read_bytes() == data
    assert elsewhere.stat().st_mtime_ns == before


def test_a_hub_puts_nothing_into_a_folder_that_leads_elsewhere(tmp_path):
    place = hubs_made.hub(tmp_path / "hub", hubs_made.share("Elm"))
    outside = tmp_path / "outside"
    (place.root / "partnerships" / "ashby").rename(outside)
    (place.root / "partnerships" / "ashby").symlink_to(outside)
    browser = Browser(place.root, tmp_path / "scratch").open()
    before = sorted(outside.iterdir())
    content = text_of(hubs_made.share("Oak")).encode()
    answer = browser.post("/hub/shares", {}, file=("x.json", content))
    assert (answer.status, "leads to another place" in answer.words) == (400, True)
    assert sorted(outside.iterdir()) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in a folder")
def test_no_page_waits_for_what_is_no_file(lead):
    made = lead.session.folder / "reports" / "oakfield" / "review-summary"
    made.mkdir(parents=True)
    for name in ("manifest.json", "report.html"):
        os.mkfifo(made / name)
    for address in ("/", "/schools/oakfield"):
        assert lead.get(address).status == 200


def test_a_full_disk_is_said_and_leaves_nothing_half_written(lead, monkeypatch):
    def full(self, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    answer = lead.post("/schools", {"name": "Elm Road School"})
    assert (answer.status, "The disk is full" in answer.words) == (400, True)
    assert not [*(lead.session.folder / "schools/elm-road").glob("*.xlsx")]


def test_a_link_from_a_document_changes_nothing(lead):
    """What a document leads to is asked for with GET, which shows and never does."""
    root = lead.session.folder
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    for at in (
        "/make",
        "/stop",
        "/begin",
        "/schools/empty",
        "/site/look",
        "/settings/kept-up",
        "/hub/shares",
        f"{AT}/place",
        "/partnership/plan/write",
        "/folders/forget",
    ):
        assert lead.get(at).status in (200, 404), at
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before
    assert not lead.session.work.is_busy


@pytest.fixture
def started(tmp_path: Path):
    """The program itself, at the example; gives the process, its port and its cookie."""
    place = copy_riverside(tmp_path / "riverside")
    (tmp_path / "tmp").mkdir()
    own = os.environ | {"TMPDIR": str(tmp_path / "tmp"), "XDG_CONFIG_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "spp_research", "app", "--no-browser", "-w", str(place)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=own)
    assert process.stdout
    found = re.search(r":(\d+)/\?token=(\S+)", process.stdout.readline())
    assert found
    yield process, int(found[1]), found[2], place
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    process.wait(60)
    process.stdout.close()


def asked(port: int, text: str) -> str:
    """An answer's head and what follows, to whatever is sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(text.replace("\n", "\r\n").encode())
        return line.recv(65536).decode(errors="replace")


@pytest.mark.slow
def test_a_program_that_is_killed_amid_an_upload_loses_nothing(started, tmp_path):
    process, port, token, place = started
    own = place / "schools" / "oakfield" / "evidence.xlsx"
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    host = f"127.0.0.1:{port}"
    first = asked(port, f"GET /?token={token} HTTP/1.1\nHost: {host}\nConnection: close\n\n")
    cookie = re.search("set-cookie: ([^;]+)", first)
    assert cookie
    shown = ""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        heads = f"Host: {host}\r\nCookie: {cookie[1]}\r\nConnection: close"
        line.sendall(f"GET /schools/oakfield HTTP/1.1\r\n{heads}\r\n\r\n".encode())
        while part := line.recv(65536):
            shown += part.decode(errors="replace")
    key = re.search('name="key" value="([^"]+)"', shown)
    assert key
    sent = (
        f'--b\r\nContent-Disposition: form-data; name="key"\r\n\r\n{key[1]}\r\n--b\r\n'
        'Content-Disposition: form-data; name="file"; filename="e.xlsx"\r\n\r\n'
    ).encode() + own.read_bytes()[:20_000]
    heads = (
        f"POST {AT} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie[1]}\r\nOrigin: http://{host}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 200000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall(heads.encode() + sent)
        time.sleep(1)
        process.kill()
        process.wait(30)
    after = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    known = {path: data for path, data in after.items() if path in before}
    assert known == before
    # What is new is at most a marked copy, which a check writes.
    assert all(path.stem.endswith(".checked") for path in after.keys() - before.keys())


def test_two_browsers_take_in_share_files_one_after_the_other(tmp_path):
    """Neither loses what the other has put in place."""
    place = hubs_made.hub(tmp_path / "hub")
    one = Browser(place.root, tmp_path / "scratch").open()
    other = Browser(place.root, tmp_path / "scratch", one.opened).open()
    for browser, name in ((one, "Elm"), (other, "Oak")):
        content = text_of(hubs_made.share(name)).encode()
        assert browser.post("/hub/shares", {}, file=("x.json", content)).status == 303
    assert sorted(p.name for p in (place.root / "partnerships").rglob("*.json")) == [
        "elm.json",
        "oak.json",
    ]
    assert "Ashby – 2" in one.get("/").words


def test_the_kits_files_are_brought_up_to_date_and_nothing_of_ones_own(tmp_path):
    folder = tmp_path / "ws"
    folder.mkdir()
    lay_out(folder)
    (folder / "settings.yml").write_text("as_at: 2026-07-10\n", encoding="utf-8")
    notebook = folder / "notebooks" / "review_summary.ipynb"
    own = folder / "notebooks" / "hub_notes.txt"
    own.write_text("mine", encoding="utf-8")
    notebook.unlink()
    browser = Browser(folder, tmp_path / "scratch").open()
    assert "Bring them up to date" in browser.get("/settings?look=1").words
    page = browser.follow(browser.post("/settings/kept-up"))
    assert "One file of the kit’s brought up to date" in page.words
    assert notebook.is_file()
    assert own.read_text(encoding="utf-8") == "mine"
    assert "as_at" in (folder / "settings.yml").read_text(encoding="utf-8")
    assert "Bring them up to date" not in page.words
