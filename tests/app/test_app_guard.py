"""Who is let in to the pages of `spp app`, and what every answer says to a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import HOST, PORT, Browser

from spp_research.app.guard import LONGEST, REFUSED

OTHERS = ("http://evil.example", f"http://127.0.0.1:{PORT + 1}", f"https://{HOST}", "null", "")


@pytest.fixture
def shut(tmp_path: Path) -> Browser:
    """A browser that has not opened the first address, at a folder with nothing in it."""
    folder = tmp_path / "empty"
    folder.mkdir()
    return Browser(folder, tmp_path / "scratch")


def test_the_token_of_the_first_address_becomes_a_cookie_at_once(shut):
    answer = shut.get(f"/?token={shut.session.keys.token}")
    assert (answer.status, answer.heads["refresh"]) == (200, "0; url=/")
    name, _, rest = answer.heads["set-cookie"].partition("=")
    assert name == f"spp_{PORT}"
    assert {part.strip() for part in rest.split(";")[1:]} == {
        "HttpOnly",
        "SameSite=Strict",
        "Path=/",
    }
    assert shut.session.keys.token not in str(answer.heads)
    assert shut.session.keys.token not in answer.text


@pytest.mark.parametrize("address", ["/", "/?token=", "/?token=x", "/style.css", "/settings"])
def test_without_the_token_of_this_start_nothing_is_shown(shut, address):
    answer = shut.get(address)
    assert answer.status == 403
    assert "told when it was started last" in answer.words
    assert "set-cookie" not in answer.heads


def test_an_old_token_and_an_old_cookie_are_of_no_use(shut, tmp_path):
    before = Browser(tmp_path / "empty", tmp_path / "scratch").open()
    assert shut.get(f"/?token={before.session.keys.token}").status == 403
    assert shut.get("/", cookie=before.cookie).status == 403
    # A word that is no letter of ASCII is a wrong one, and no fault.
    assert shut.get("/", cookie=f"spp_{PORT}=é").status == 403


def test_what_others_may_see_is_good_once(shut):
    """Whoever lists the processes of a computer sees what address a browser was started with."""
    once = shut.session.keys.once
    assert shut.get(f"/?token={once}").status == 200
    for token in (once, ""):
        assert shut.get(f"/?token={token}").status == 403


def test_two_browsers_at_once_are_both_let_in(shut):
    other = Browser(shut.session.folder, shut.session.scratch, shut.opened).open()
    assert shut.open().get("/").status == other.get("/").status == 200


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", "", None]
)
def test_a_name_that_was_made_to_lead_here_is_refused(shut, host):
    shut.open()
    for address in (
        "/",
        f"/?token={shut.session.keys.token}",
        f"/read/{shut.session.keys.reading}/x",
    ):
        assert shut.get(address, host=host).status == 421
    assert shut.get("/", host=f"LOCALHOST:{PORT}").status == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_another_page_cannot_ask_for_ours(shut, site):
    assert shut.open().get("/", sec_fetch_site=site).status == 403


@pytest.mark.parametrize("origin", OTHERS)
def test_a_form_of_another_page_does_nothing(shut, origin):
    shut.open()
    answer = shut.post("/begin", heads={"origin": origin, "sec-fetch-site": None})
    assert answer.status == 403
    assert not any(shut.session.folder.iterdir())


def test_a_form_of_which_nobody_knows_where_it_comes_from_does_nothing(shut):
    shut.open()
    assert shut.post("/begin", heads={"origin": None, "sec-fetch-site": None}).status == 403
    assert not any(shut.session.folder.iterdir())


@pytest.mark.parametrize("key", ["", "x", "é", None])
def test_a_form_without_our_key_does_nothing(shut, key):
    shut.open()
    fields = {} if key is None else {"key": key}
    body = "&".join(f"{k}={v}" for k, v in fields.items()).encode()
    heads = {
        "origin": f"http://{HOST}",
        "content-type": "application/x-www-form-urlencoded",
        "content-length": str(len(body)),
    }
    assert shut.ask("POST", "/begin", heads, body).status == 403
    assert not any(shut.session.folder.iterdir())


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "", None])
def test_what_is_no_form_of_a_page_does_nothing(shut, kind):
    assert shut.open().post("/begin", heads={"content-type": kind}).status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_nothing_else_is_answered(shut, method):
    answer = shut.open().ask(method, "/")
    assert answer.status == 405
    assert not [name for name in answer.heads if name.startswith("access-control")]


def test_more_than_may_be_sent_is_refused_by_its_length_and_by_what_comes(shut):
    shut.open()
    heads = {
        "origin": f"http://{HOST}",
        "content-type": "multipart/form-data; boundary=x",
        "content-length": "100000000",
    }
    piece = b"0" * 10_000_000
    answer = shut.ask("POST", "/begin", heads, piece, pieces=10)
    assert (answer.status, "25 MB" in answer.words) == (413, True)
    # One that says that it is short and goes on is not read to its end.
    lying = heads | {"content-length": "10"}
    start = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + piece
    assert len(start) * 20 > LONGEST
    assert shut.ask("POST", "/begin", lying, start, pieces=20).status == 403
    assert not any(shut.session.folder.iterdir())


@pytest.mark.parametrize("length", [None, "-1", "1e9", "²", "ten"])
def test_a_length_that_is_none_is_refused(shut, length):
    heads = {"origin": f"http://{HOST}", "content-type": "multipart/form-data; boundary=x"}
    assert shut.open().ask("POST", "/begin", heads | {"content-length": length}).status == 403


def test_what_is_refused_is_said_in_these_words(snapshot):
    assert dict(REFUSED) == snapshot


def test_every_answer_forbids_what_it_does_not_need(shut):
    shut.open()
    for answer in (shut.get("/"), shut.get("/nowhere"), shut.get("/style.css"), shut.post("/x")):
        policy = answer.heads["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "http" not in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.heads["x-content-type-options"] == "nosniff"
        assert answer.heads["cache-control"] == "no-store"
        assert not [name for name in answer.heads if name.startswith("access-control")]
        assert "<script>" not in answer.text
        assert "style=" not in answer.text


def test_a_page_names_no_other_address(lead):
    """Neither does any that it leads to within the pages."""
    seen, waiting = set(), ["/"]
    while waiting:
        at = waiting.pop()
        if at in seen or at.startswith(("/stop", "/making/stop", "/read/", "/settings?")):
            continue
        seen.add(at)
        answer = lead.get(at)
        outside = [to for to in answer.links if to and not to.startswith(("/", "#", "data:,"))]
        assert not outside, (at, outside)
        waiting += [to for to in answer.links if to.startswith("/")]
    assert {"/", "/partnership", "/schools/oakfield", "/site", "/settings"} <= seen
