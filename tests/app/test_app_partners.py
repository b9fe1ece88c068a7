"""Two leads of a pair in the pages of `spp app`: told, sent, looked at, registered."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from browsing import Answer, Browser

AT = "/partnership/partners"
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "two_trusts"


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Browser, Browser]:
    """Two leads who do not know each other yet, each at a folder of their own."""
    found = []
    for name in ("harbour", "moorland"):
        place = tmp_path / name / name
        shutil.copytree(EXAMPLE / name, place)
        shutil.rmtree(place / "partners", ignore_errors=True)
        found.append(Browser(place, tmp_path / name / "scratch").open())
    return found[0], found[1]


def people(browser: Browser) -> list[str]:
    return re.findall('name="person" value="([^"]+)"', browser.get(AT).text)


def made(browser: Browser, *who: str, **fields: str) -> Answer:
    """Make what goes to the other lead, as by ticking several boxes."""
    texts = {"key": browser.session.keys.form} | fields
    body = "&".join([*(f"{k}={v}" for k, v in texts.items()), *(f"person={w}" for w in who)])
    heads = {
        "origin": "http://127.0.0.1:8321",
        "content-type": "application/x-www-form-urlencoded",
        "content-length": str(len(body)),
    }
    return browser.ask("POST", f"{AT}/make", heads, body.encode())


def registered(browser: Browser, data: bytes, mark: str = "") -> Answer:
    browser.follow(browser.post(f"{AT}/look", {}, file=("theirs.zip", data)))
    seen = re.search('name="seen" value="([0-9a-f]{64})"', browser.get(f"{AT}/new").text)
    assert seen
    return browser.post(f"{AT}/register", {"seen": seen[1], "mark": mark})


def test_one_tells_the_other_and_is_registered_after_a_look(pair):
    harbour, moorland = pair
    root = moorland.session.folder
    assert AT in harbour.get("/partnership").links
    assert "No other partnership yet." in harbour.get(AT).words
    first, second, *_ = people(harbour)
    page = harbour.follow(made(harbour, first, second, short="harbour"))
    assert f"({first})" in page.words
    assert "tick them and make it again" in page.words
    assert "spp " not in page.words
    assert str(harbour.session.folder) not in page.words
    sent = harbour.get(f"{AT}/to-send")
    assert "harbour.json" in zipfile.ZipFile(io.BytesIO(sent.data)).namelist()
    seen = moorland.follow(moorland.post(f"{AT}/look", {}, file=("x.zip", sent.data)))
    assert "Who may review or lead a workshop" in seen.words
    assert not (root / "partners").exists()
    wrong = registered(moorland, sent.data, "ABC-DEF-GHJ")
    assert (wrong.status, "is another one, or is mistyped" in wrong.words) == (400, True)
    mark = re.search(r"mark ([A-Z]{3}-[A-Z]{3}-[A-Z]{3})", harbour.get(AT).words)
    assert mark
    done = moorland.follow(registered(moorland, sent.data, mark[1]))
    assert "Registered: partners/harbour.json" in done.words
    assert (root / "partners/harbour.json").is_file()
    assert f"harbour:{first}" in moorland.get(AT).words
    # One is named no more, and whoever was told before is told so.
    harbour.follow(made(harbour, first))
    again = moorland.follow(
        moorland.post(f"{AT}/look", {}, file=("x", harbour.get(f"{AT}/to-send").data))
    )
    assert "No more among its people" in again.words
    left = moorland.follow(moorland.post(f"{AT}/leave"))
    assert "nothing was registered" in left.words
    ended = harbour.follow(made(harbour, withdraw="yes"))
    assert "It takes back our part" in ended.words


def test_the_registration_alone_will_do(pair):
    harbour, moorland = pair
    made(harbour, *people(harbour)[:1], short="harbour")
    data = (harbour.session.folder / "partners/to-send/harbour.json").read_bytes()
    assert "Registered: partners/harbour.json" in moorland.follow(registered(moorland, data)).words


def test_share_files_come_with_it_and_nothing_else_does(pair):
    harbour, moorland = pair
    made(harbour, *people(harbour)[:1], short="harbour")
    own = (harbour.session.folder / "partners/to-send/harbour.json").read_bytes()
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("harbour.json", own)
        archive.writestr("harbour/share/oakfield.json", b"{}")
        for name in (
            "../../outside.json",
            "/etc/x.json",
            "harbour/share/../../../y.json",
            "other/share/z.json",
            "harbour/share/run.exe",
            "C:\\x.json",
            "link",
        ):
            archive.writestr(name, b"{}")
    root = moorland.session.folder
    before = {p for p in root.parent.rglob("*") if "scratch" not in p.parts}
    page = moorland.follow(registered(moorland, content.getvalue()))
    assert "this is not a share file" in page.words
    new = {p for p in root.parent.rglob("*") if "scratch" not in p.parts} - before
    assert {p.relative_to(root).as_posix() for p in new if p.is_file()} <= {
        "partners/harbour.json",
        "reports/.lock",
    }


def test_another_file_meanwhile_is_not_registered(pair):
    harbour, moorland = pair
    first, second, *_ = people(harbour)
    made(harbour, first, short="harbour")
    moorland.post(f"{AT}/look", {}, file=("x", harbour.get(f"{AT}/to-send").data))
    seen = re.search('name="seen" value="([0-9a-f]{64})"', moorland.get(f"{AT}/new").text)
    made(harbour, first, second)
    moorland.post(f"{AT}/look", {}, file=("x", harbour.get(f"{AT}/to-send").data))
    assert seen
    refused = moorland.post(f"{AT}/register", {"seen": seen[1]})
    assert (refused.status, "Another file was sent" in refused.words) == (400, True)


def bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("harbour.json", b"0" * 40_000_000)
    return content.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"PK\x03\x04",
        b"[" * 100_000,
        b'{"partnership_id": "../../x"}',
        json.dumps({"partnership_id": ["x"]}).encode(),
        b"<script>alert(1)</script>",
        b"x" * 2_000_000,
        bomb(),
    ],
    ids=["nothing", "empty", "no zip", "deep", "a path", "a list", "a script", "long", "a bomb"],
)
def test_what_is_no_registration_is_refused_and_not_kept(pair, data):
    lead, _ = pair
    answer = lead.post(f"{AT}/look", {}, file=("x.json", data))
    assert answer.status == 400
    assert "<script>" not in answer.text
    assert "spp " not in answer.words
    assert lead.session.sent is None
    assert not (lead.session.folder / "partners").exists()


def test_nobody_is_named_who_is_not_on_the_sheet(pair):
    lead, _ = pair
    assert made(lead, "P99", "../x", short="harbour").status == 400
    assert made(lead, short="harbour").status == 400
    assert made(lead, *people(lead)[:1], short="../up").status == 400
    assert not (lead.session.folder / "partners").exists()


def test_only_the_lead_of_a_partnership_has_partners(school, hub):
    for browser in (school, hub):
        for at in (AT, f"{AT}/new", f"{AT}/to-send"):
            assert browser.get(at).status == 404
        for at in ("make", "look", "register", "leave"):
            assert browser.post(f"{AT}/{at}").status == 404
        assert AT not in browser.get("/partnership").links
