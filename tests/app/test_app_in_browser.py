"""The pages of `spp app` in a real browser, from an empty folder to a document to sign."""

from __future__ import annotations

import io
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from example_copy import EXAMPLE

from spp_research.cli.starting import lay_out

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

PATIENCE = 180_000  # milliseconds, on a machine with much else to do


@pytest.fixture
def program(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program in an empty folder, and its first address."""
    (tmp_path / "tmp").mkdir()
    (tmp_path / "place").mkdir()
    place = str(tmp_path / "place")
    command = [sys.executable, "-m", "spp_research", "app", "--no-browser", "-w", place]
    own = os.environ | {
        "TMPDIR": str(tmp_path / "tmp"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "XDG_DOCUMENTS_DIR": str(tmp_path / "documents"),
    }
    started = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=own
    )
    assert started.stdout and started.stderr
    found = re.search(r"http://\S+", started.stdout.readline())
    assert found
    yield started, found[0]
    if started.poll() is None:
        started.send_signal(signal.SIGINT)
    started.wait(60)
    started.stdout.close()
    started.stderr.close()


def _sees_nothing(page) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    found = axe.Axe().run(page).response["violations"]
    assert not [(one["id"], page.url) for one in found]
    assert not page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    ), page.url


def _leads_back(page, ours: str) -> None:
    """From a document, which has no cookie, to our page and back; and nothing is lost there."""
    page.click("text=Back to the kit’s pages")
    page.wait_for_url(ours)
    assert page.is_visible("h2:has-text('Documents')")
    page.click('[aria-label^="Web: Review summary"]')
    page.wait_for_selector("text=Key points")


def _shows_what_is_saved(page, path: Path) -> None:
    """Excel saves, and the page that is open says why it is not made again: a text was signed."""
    book = openpyxl.load_workbook(path)
    book["Findings"]["C7"] = "Nonsense"
    new = path.with_name("save.tmp")
    book.save(new)
    new.replace(path)
    page.wait_for_selector("text=something is to be mended first")


@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_an_empty_folder_to_a_document(script, program, browser, tmp_path):
    """With a browser that runs scripts, and with one that does not; the second dark and narrow."""
    started, address = program
    look = {"width": 1100, "height": 900} if script else {"width": 320, "height": 700}
    context = browser.new_context(
        java_script_enabled=script, viewport=look, color_scheme="light" if script else "dark"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    base = address.partition("/?")[0]

    def looked_at() -> None:
        if script:
            _sees_nothing(page)

    page.goto(address)
    page.wait_for_url(f"{base}/")
    page.click("text=Lay out this folder")
    looked_at()
    page.goto(f"{base}/partnership")
    page.set_input_files("#new-version", EXAMPLE / "partnership.xlsx")
    page.click("text=Check it and put it in place")
    looked_at()
    page.goto(f"{base}/schools/oakfield")
    page.set_input_files("#new-version", EXAMPLE / "schools/oakfield/evidence.xlsx")
    # By the keyboard alone, as every button can be pressed.
    page.press("text=Check it and put it in place", "Enter")
    page.wait_for_selector("text=The new version is in place.")
    looked_at()
    page.press('[aria-label^="Make: Review summary"]', "Enter")
    # It is signed off without a text mark, and nobody has read it here: that is asked first.
    page.wait_for_selector("h1:has-text('Has somebody read this?')")
    looked_at()
    page.press("button:has-text('Make and remember as read')", "Enter")
    page.wait_for_selector("h1:has-text('Finished')")
    assert page.is_visible("text=remembered as what was read")
    page.click("text=See all the documents of the school")
    looked_at()
    page.goto(f"{base}/schools/oakfield/share")
    looked_at()
    page.goto(f"{base}/schools/oakfield")
    page.click('[aria-label^="Web: Review summary"]')
    page.wait_for_selector("text=Key points")
    assert not script or page.evaluate("self.origin") == "null"
    assert context.cookies(base)[0]["httpOnly"]
    _leads_back(page, f"{base}/schools/oakfield")
    if script:
        document = page.url
        _shows_what_is_saved(page, tmp_path / "place/schools/oakfield/evidence.xlsx")
        assert page.url == document
        page.goto(base)
        page.click("text=Stop the program")
        page.wait_for_selector("h1:has-text('Stopped')")
    else:
        started.send_signal(signal.SIGTERM)
    assert started.wait(60) == 0
    assert not [*(tmp_path / "tmp").glob("spp-scratch-*")]
    assert all(url.startswith((base, "data:")) for url in asked)
    assert (tmp_path / "place/reports/oakfield/review-summary/report.pdf").is_file()


class Keyboard:
    """Somebody at a page who has no mouse."""

    def __init__(self, page, shots: Path) -> None:
        self.page, self.shots = page, shots
        shots.mkdir()

    def to(self, wanted: str) -> None:
        """Go on with Tab until what a selector names has the focus."""
        self.page.wait_for_selector(wanted)
        for _ in range(150):
            if self.page.evaluate("wanted => document.activeElement?.matches(wanted)", wanted):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{wanted} cannot be reached with Tab on {self.page.url}")

    def press(self, wanted: str, then: str) -> None:
        """Press something, and wait for a heading or a sentence on the next page."""
        self.to(wanted)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(f"text={then}")
        self.page.wait_for_load_state()
        _sees_nothing(self.page)
        number = len([*self.shots.iterdir()]) + 1
        self.page.screenshot(path=self.shots / f"{number:02}.png", full_page=True)

    def choose(self, field: str, file: str, data: bytes) -> None:
        """Choose a file in the window that the field opens.

        A page that shows itself anew just then takes the focus away, and one presses once more.
        """
        chosen = {"name": file, "mimeType": "application/octet-stream", "buffer": data}
        for _ in range(6):
            self.to(field)
            try:
                with self.page.expect_file_chooser(timeout=PATIENCE / 6) as opened:
                    self.page.keyboard.press("Enter")
            except sync_api.TimeoutError:
                continue
            return opened.value.set_files(chosen)
        raise AssertionError(f"{field} opens no window to choose a file in")

    def send(self, file: str, data: bytes) -> None:
        self.choose("#new-version", file, data)
        self.press(SEND, "in place.")


SEND = "form[action$='/workbook'] button"
PRACTICE = "Best-practice write-up"


def _without_signature(data: bytes) -> bytes:
    """Oakfield's workbook in which nobody has signed anything yet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    book["Sign-off"].delete_rows(7, 100)
    return _saved(book)


def _saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _signed(data: bytes, pasted: str) -> bytes:
    """The workbook with the row of the page pasted into it, and a name and a role typed."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book["Sign-off"]
    for column, text in enumerate(pasted.split("\t"), 2):
        sheet.cell(7, column).value = text.strip() or None
    sheet["D7"], sheet["E7"] = "Ruth Adeyemi", "Headteacher"
    return _saved(book)


@pytest.mark.slow
def test_from_an_empty_folder_to_a_website_without_a_mouse(program, browser, tmp_path):
    """A lead begins a new folder, signs a write-up off and publishes it, by keyboard alone."""
    _, address = program
    page = browser.new_context(viewport={"width": 1000, "height": 800}).new_page()
    page.set_default_timeout(PATIENCE)
    hands = Keyboard(page, tmp_path / "shots")
    page.goto(address)
    page.wait_for_selector("h1:has-text('Begin here')")
    hands.press("a[href='/folders']", "Begin a new folder for a partnership")
    hands.to("#lead-name")
    page.keyboard.type("Riverside 2026")
    hands.press("form[action='/folders/new'] button", "Two things to begin with")
    root = tmp_path / "documents" / "riverside-2026"
    assert (root / "partnership.xlsx").is_file()

    hands.press("a[href='/partnership']", "Workbook")
    hands.send("partnership.xlsx", (EXAMPLE / "partnership.xlsx").read_bytes())
    hands.press("a[href='/']", "How far each document is")
    hands.press("a[href='/schools/oakfield']", "There is no workbook here yet")
    unsigned = _without_signature((EXAMPLE / "schools/oakfield/evidence.xlsx").read_bytes())
    hands.send("oakfield.xlsx", unsigned)
    hands.press("a[href='/settings']", "Nothing about any other school is shown")
    hands.press("form[action='/schools/empty'] button", "Five empty workbooks made")

    hands.press("a[href='/schools/oakfield']", "What the partnership gets")
    hands.press(f"[aria-label^='Make: {PRACTICE}']", "Finished")
    hands.press("main a[href='/schools/oakfield']", "Draft")
    hands.press(f"[aria-label^='Sign off: {PRACTICE}']", "The row to paste")
    signed = _signed(unsigned, page.input_value("#row"))
    hands.press("main a[href='/schools/oakfield']", "Draft")
    hands.send("oakfield.xlsx", signed)
    hands.press(f"[aria-label^='Make again: {PRACTICE}']", "Finished")
    hands.press("main a[href='/schools/oakfield']", "Signed off by Ruth Adeyemi")

    hands.press("a[href='/site']", "It has not been built yet")
    hands.press("form[action='/make'] button", "Finished")
    hands.press("main a[href='/site']", "On it now")
    built = (root / "_site" / "index.html").read_text(encoding="utf-8")
    assert "Oakfield" in built
    hands.press("a[href='/folders']", "with six schools")
    assert "riverside-2026" in (tmp_path / "config/spp-research/folders.json").read_text()
    hands.press("form[action='/folders/open'] button", "Begin here")
    assert not [*(tmp_path / "place").iterdir()]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["button", "SIGTERM", "SIGINT"])
def test_pages_that_listen_do_not_hold_up_the_end(how, program, browser, tmp_path):
    """Two pages are open at a folder in which something is watched; the window tells no error."""
    lay_out(tmp_path / "place")
    started, address = program
    context = browser.new_context()
    page, other = context.new_page(), context.new_page()
    page.goto(address)
    page.wait_for_selector("text=Stop the program")
    other.goto(address.partition("?")[0])
    with other.expect_request("**/changes?*"):
        other.reload()
    page.wait_for_timeout(1500)
    half = _half_a_form(address, context.cookies()[0])
    if how == "button":
        page.click("text=Stop the program")
        page.wait_for_selector("h1:has-text('Stopped')")
        page.wait_for_load_state()
        fonts = "getComputedStyle(document.querySelector('h1')).fontFamily"
        assert "Source Sans" in page.evaluate(fonts)
    else:
        started.send_signal(getattr(signal, how))
    assert started.wait(60) == 0
    assert started.stderr is not None
    assert not started.stderr.read()  # the server says there whom it stopped waiting for
    half.close()


def _half_a_form(address: str, cookie) -> socket.socket:
    """A form that is begun and never sent to its end, as by a computer that fell asleep."""
    host = address.partition("//")[2].partition("/")[0]
    sent = socket.create_connection(tuple(host.split(":")))
    sent.sendall(
        f"POST /make HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie['name']}={cookie['value']}\r\n"
        f"Origin: http://{host}\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        "Content-Length: 1000\r\n\r\n--x\r\n".encode()
    )
    return sent


@pytest.mark.slow
def test_the_focus_is_at_what_was_done_and_stays_when_a_page_shows_itself_anew(
    program, browser, tmp_path
):
    """Pressed twice is pressed once; and rows of many schools leave room for what is below."""
    lay_out(tmp_path / "place")
    _, address = program
    page = browser.new_context(viewport={"width": 1000, "height": 800}).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.fill("#name", "Elm Grove Primary School")
    page.dblclick("form[action='/schools'] button")
    page.wait_for_selector(".said:focus:has-text('has a folder and a workbook now')")
    page.focus("a[href='/settings']")
    path = tmp_path / "place" / "settings.yml"
    with page.expect_navigation():
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    page.wait_for_selector("a[href='/settings']:focus")
    rows = "<tr><th scope='row'>x</th><td>y</td></tr>" * 60
    page.evaluate(
        "rows => document.querySelector('main').insertAdjacentHTML('beforeend',"
        "`<div class='table' tabindex='0'><table><thead><tr><th>a</th><th>b</th></tr></thead>"
        "<tbody>${rows}</tbody></table></div>`)",
        rows,
    )
    assert page.locator(".table").last.bounding_box()["height"] < 0.81 * 800
    page.emulate_media(media="print")
    assert page.locator(".table").last.bounding_box()["height"] > 800


@pytest.mark.slow
def test_no_page_from_a_file_can_frame_ours_or_send_a_form(program, browser, tmp_path):
    _, address = program
    base = address.partition("/?")[0]
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.wait_for_url(f"{base}/")
    hostile = tmp_path / "hostile.html"
    hostile.write_text(
        f'<iframe src="{base}/" name="f"></iframe><form method="post" action="{base}/begin">'
        '<input name="what" value="hub"><button>x</button></form>',
        encoding="utf-8",
    )
    other = context.new_page()
    other.goto(hostile.as_uri())
    other.wait_for_timeout(1500)
    assert "Begin here" not in "".join(
        frame.content() for frame in other.frames if frame != other.main_frame
    )
    other.click("button")
    other.wait_for_selector("h1")
    assert other.text_content("h1") == "Not shown"
    assert not [*(tmp_path / "place").iterdir()]
    context.close()


@pytest.mark.slow
def test_firefox_and_chromium_at_one_program(program, browser, in_firefox, tmp_path):
    """What one puts in place the other has not seen; a document has no part in our pages."""
    _, address = program
    base = address.partition("/?")[0]
    # A browser that runs no scripts goes on showing what it opened.
    fox, page = in_firefox, browser.new_context(java_script_enabled=False).new_page()
    page.set_default_timeout(PATIENCE / 2)

    def press(button: str, then: str) -> None:
        wanted = f"[...document.querySelectorAll('button')].find(b => b.innerText == '{button}')"
        fox.wait_for(wanted)
        fox.ask(f"{wanted}.click()")
        fox.wait_for(f"document.body.innerText.includes('{then}')")

    fox.goto(address)
    fox.wait_for("location.search == '' && document.querySelector('main')")
    press("Lay out this folder", "Partnership")
    page.goto(address)
    for place, file in (
        ("partnership", EXAMPLE / "partnership.xlsx"),
        ("schools/oakfield", EXAMPLE / "schools/oakfield/evidence.xlsx"),
    ):
        page.goto(f"{base}/{place}")
        fox.goto(f"{base}/{place}")
        fox.choose("#new-version", [file])
        press("Check it and put it in place", "in place.")
    other = tmp_path / "other.xlsx"
    other.write_bytes(_without_signature((EXAMPLE / "schools/oakfield/evidence.xlsx").read_bytes()))
    page.set_input_files("#new-version", other)
    page.press("text=Check it and put it in place", "Enter")
    page.wait_for_selector("text=Another version was put in place")
    saved = tmp_path / "place/schools/oakfield/evidence.xlsx"
    assert saved.read_bytes() != other.read_bytes()

    fox.goto(f"{base}/schools/oakfield")
    fox.ask("document.querySelector('[aria-label^=\"Make: Review summary\"]').click()")
    press("Make and remember as read", "Finished")
    fox.goto(f"{base}/schools/oakfield")
    fox.ask("document.querySelector('[aria-label^=\"Web: Review summary\"]').click()")
    fox.wait_for("document.body.innerText.includes('Key points')")
    assert fox.ask("self.origin") == "null"
    for points in (320, 1000):
        fox.width(points)
        assert not fox.is_too_wide()
    assert all(at.startswith((base, "data:")) for at in fox.asked)
    # Firefox looks for favicon.ico beside a document, which its policy does not allow.
    refused = [said for said in fox.complaints if "Content-Security-Policy" in said]
    assert [said for said in refused if f"(img-src) at {base}/fa" not in said] == []
