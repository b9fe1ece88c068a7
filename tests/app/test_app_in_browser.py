"""The pages of `spp app` in a real browser, from an empty folder to a document to sign."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from example_copy import EXAMPLE

PATIENCE = 180_000  # milliseconds, on a machine with much else to do


@pytest.fixture
def program(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The program in an empty folder, and its first address."""
    (tmp_path / "tmp").mkdir()
    (tmp_path / "place").mkdir()
    place = str(tmp_path / "place")
    command = [sys.executable, "-m", "spp_research", "app", "--no-browser", "-w", place]
    own = os.environ | {"TMPDIR": str(tmp_path / "tmp")}
    started = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=own)
    assert started.stdout
    found = re.search(r"http://\S+", started.stdout.readline())
    assert found
    yield started, found[0]
    if started.poll() is None:
        started.send_signal(signal.SIGINT)
    started.wait(60)
    started.stdout.close()


def _sees_nothing(page) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    found = axe.Axe().run(page).response["violations"]
    assert not [(one["id"], page.url) for one in found]
    assert not page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    ), page.url


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
    page.click("text=Open the documents")
    looked_at()
    page.goto(f"{base}/schools/oakfield/share")
    looked_at()
    page.goto(f"{base}/schools/oakfield")
    page.click('[aria-label^="Web: Review summary"]')
    page.wait_for_selector("text=Key points")
    assert not script or page.evaluate("self.origin") == "null"
    assert context.cookies(base)[0]["httpOnly"]
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
