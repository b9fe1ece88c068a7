"""The pages of a year, of lots, of pairs and of notebooks in a real browser, by keyboard alone."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from example_copy import copy_riverside

from spp_research.cli.starting import lay_out
from spp_research.workspace import HUB_EXAMPLE, open_place

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

pytestmark = pytest.mark.slow
PATIENCE = 180_000  # milliseconds, on a machine with much else to do
LOOKS = ((1100, "light"), (320, "dark"))
LIST = "Pupil ID,Class\n" + "".join(f"{n:03d},{'4A' if n % 2 else '4B'}\n" for n in range(1, 13))


@contextmanager
def program(place: Path, own: Path) -> Iterator[str]:
    """The program at a folder; its first address."""
    for name in ("tmp", "config", "documents"):
        (own / name).mkdir()
    command = [sys.executable, "-m", "spp_research", "app", "--no-browser", "-w", str(place)]
    env = os.environ | {
        "TMPDIR": str(own / "tmp"),
        "XDG_CONFIG_HOME": str(own / "config"),
        "XDG_DOCUMENTS_DIR": str(own / "documents"),
    }
    started = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
    assert started.stdout
    found = re.search(r"http://\S+", started.stdout.readline())
    assert found
    try:
        yield found[0]
    finally:
        started.send_signal(signal.SIGINT)
        started.wait(60)
        started.stdout.close()


def looker(page) -> Callable[[], None]:
    """Looks at a page narrow and wide, light and dark; keeps pictures where that is asked for."""
    from axe_playwright_python.sync_playwright import Axe

    kept = os.environ.get("SPP_PICTURES", "")

    def look() -> None:
        for width, scheme in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            violations = Axe().run(page).response["violations"]
            nodes = [(one["id"], n["html"][:90]) for one in violations for n in one["nodes"]]
            assert not nodes, (page.url, nodes)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
            if kept:
                name = re.sub(r"\W+", "-", page.url.split("/", 3)[3])[:50] or "home"
                page.screenshot(path=f"{kept}/{name}-{width}.png", full_page=True)

    return look


def opened(browser, address: str):
    page = browser.new_context().new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    page.wait_for_url(re.compile(r"127\.0\.0\.1:\d+/$"))
    return page, page.url.rstrip("/")


def press(page, name: str) -> None:
    """A button by the keyboard."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def test_a_lead_closes_a_year_and_takes_it_back(browser, tmp_path):
    place = copy_riverside(tmp_path / "riverside")
    with program(place, tmp_path) as address:
        page, base = opened(browser, address)
        look = looker(page)
        page.goto(f"{base}/partnership")
        look()
        page.click("text=Close the year and begin the next")
        look()
        press(page, "See what closing the year would do")
        page.wait_for_selector("text=What closing 2025-26 would do")
        look()
        page.get_by_label("Close 2025-26 although").focus()
        page.keyboard.press("Space")
        press(page, "Close 2025-26 and begin 2026-27")
        page.wait_for_selector("text=2025-26 is closed and kept under")
        look()
        page.click("text=Back to the year")
        look()
        page.click("text=Take the closing of 2025-26 back")
        look()
        press(page, "Open 2025-26 again")
        page.wait_for_selector("text=2025-26 is open again, as it was.")
        page.goto(f"{base}/partnership/partners")
        look()
        page.get_by_label(re.compile(r"\(P0")).first.focus()
        page.keyboard.press("Space")
        press(page, "Make what goes to the other lead")
        page.wait_for_selector("text=Tell it to the other lead on the telephone")
        look()
        page.goto(f"{base}/schools/oakfield/projects")
        look()
        page.click("[aria-label='See the plan of O2']")
        look()


def test_a_school_draws_lots_and_begins_a_notebook(browser, tmp_path):
    place = copy_riverside(tmp_path / "riverside")
    for folder in (place / "schools").iterdir():
        if folder.name != "oakfield":
            shutil.rmtree(folder)
    lay_out(place)
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")
    with program(place, tmp_path) as address:
        page, base = opened(browser, address)
        look = looker(page)
        page.goto(f"{base}/schools/oakfield")
        look()
        page.click("text=Draw lots, and fix the plan of an outcome")
        page.click("summary")
        look()
        page.set_input_files("#list", tmp_path / "list.csv")
        page.fill("#outcomes", "O2")
        page.fill("#by", "Ann Hill")
        page.fill("#within", "Class")
        press(page, "See what would be drawn")
        page.wait_for_selector("h1:has-text('What would be drawn')")
        look()
        press(page, "Draw the lots")
        page.wait_for_selector("h1:has-text('Draw D1 is made')")
        look()
        page.click("text=Back to the school’s projects")
        look()
        page.set_input_files(
            "#certificate", place / "schools/oakfield/pupils/lots-D1.certificate.txt"
        )
        press(page, "Draw it once more and compare")
        page.wait_for_selector("text=Draw D1 comes out again")
        for at in ("/measures?outcome=wellbeing", "/schools/oakfield/words", "/notebooks"):
            page.goto(f"{base}{at}")
            look()
        page.fill("#title", "Reading aloud")
        press(page, "Write the notebook")
        page.wait_for_selector("text=Made: notebooks/reading_aloud.ipynb")
        look()
        page.goto(f"{base}/partnership")
        look()


def test_a_hub_meets_none_of_it(browser, tmp_path):
    place = tmp_path / "northshire"
    shutil.copytree(open_place(HUB_EXAMPLE).root, place)
    with program(place, tmp_path) as address:
        page, base = opened(browser, address)
        for at in ("/", "/partnership", "/settings"):
            page.goto(f"{base}{at}")
            looker(page)()
            assert not page.query_selector("text=Close the year")
            assert not page.query_selector("text=Documents of your own")
