"""What was being made when the program was killed: nothing is lost, and the next start says so."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time

import pytest
from browsing import Browser
from test_app_hostile import started  # noqa: F401  # a fixture

from spp_research.app.cut_off import cut_off, written_down
from spp_research.cli.starting import lay_out

HOLD = """
import sys, time
from pathlib import Path
from spp_research.app.cut_off import written_down
with written_down(Path(sys.argv[1]), "The website", "/site"):
    print("held", flush=True)
    time.sleep(60)
"""
FORM = "application/x-www-form-urlencoded"
RECORD = ".being-made.json"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_what_was_killed_is_told_and_what_another_program_makes_is_not(tmp_path):
    folder = tmp_path / "ws"
    folder.mkdir()
    lay_out(folder)
    browser = Browser(folder, tmp_path / "scratch").open()
    reports = folder / "reports"
    command = [sys.executable, "-c", HOLD, str(reports)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline() == "held\n"
        assert cut_off(reports) is None
        assert "was being made" not in browser.get("/").words
        with written_down(reports, "The report", "/report"):  # by us, meanwhile
            pass
        process.send_signal(signal.SIGKILL)
    page = browser.get("/")
    assert "The website was being made on" in page.words
    assert "when the program or the computer stopped" in page.words
    assert "press Build the website once more" in page.words
    assert "/site" in page.links
    # What ends in order, also by a fault, leaves nothing to say.
    for fault in (None, ZeroDivisionError()):
        try:
            with written_down(reports, "The website", "/site"):
                if fault:
                    raise fault
        except ZeroDivisionError:
            pass
        assert not (reports / RECORD).exists()
    assert "was being made" not in browser.get("/").words


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"what": 1, "began": "x"}', b"\xff\xfe"])
def test_a_record_that_is_none_says_nothing(content, tmp_path):
    (tmp_path / RECORD).write_bytes(content)
    assert cut_off(tmp_path) is None


def test_where_it_cannot_be_written_the_work_is_done_all_the_same(tmp_path):
    (tmp_path / "reports").write_text("a file", encoding="utf-8")
    with written_down(tmp_path / "reports", "The website", "/site"):
        done = True
    with written_down(None, "The website", "/site"):
        assert done
    assert (tmp_path / "reports").read_text("utf-8") == "a file"


def whole(port: int, line: str, cookie: str = "", form: str = "") -> str:
    """All of an answer of the program."""
    host = f"127.0.0.1:{port}"
    heads = [line, f"Host: {host}", f"Origin: http://{host}", "Connection: close"]
    heads += [cookie] if cookie else []
    heads += [f"Content-Length: {len(form)}", f"Content-Type: {FORM}"] if form else []
    with socket.create_connection(("127.0.0.1", port), timeout=60) as sent:
        sent.sendall(("\r\n".join(heads) + "\r\n\r\n" + form).encode())
        return b"".join(iter(lambda: sent.recv(65536), b"")).decode(errors="replace")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_program_that_is_killed_amid_making_is_made_good_at_the_next_start(
    started,  # noqa: F811
    tmp_path,
):
    process, port, token, place = started
    first = whole(port, f"GET /?token={token} HTTP/1.1")
    cookie = f"Cookie: {first.partition('set-cookie: ')[2].partition(';')[0]}"
    page = whole(port, "GET /partnership/plan HTTP/1.1", cookie)
    key = page.partition('name="key" value="')[2].partition('"')[0]
    books = {path: path.read_bytes() for path in place.rglob("*.xlsx")}
    form, read = f"key={key}&kind=review-summary&school=oakfield", ""
    for _ in range(2):  # the second time with a yes to what is asked before
        answer = whole(port, "POST /make HTTP/1.1", cookie, form + read)
        read = "&read=" + answer.partition('name="read" value="')[2].partition('"')[0]
        if read == "&read=":
            break
    assert "303" in answer.partition("\n")[0], answer
    record = place / "reports" / RECORD
    for _ in range(600):
        if record.is_file() and record.stat().st_size:
            break
        time.sleep(0.05)
    process.kill()
    process.wait(30)
    assert record.is_file()
    assert {path: path.read_bytes() for path in books} == books
    browser = Browser(place, tmp_path / "scratch").open()
    home = browser.get("/")
    assert "review summary was being made on" in home.words
    assert "/schools/oakfield" in home.links
    browser.make("review-summary", "oakfield")
    assert "made" in browser.wait().words
    assert (place / "reports/oakfield/review-summary/report.html").is_file()
    assert "was being made" not in browser.get("/").words
