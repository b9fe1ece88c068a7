"""The pictures of real outputs in README.md and docs/, taken of what `make demo` made.

`make pictures` takes them again after a change that can be seen. Nothing compares them: letters
fall a little otherwise on each computer.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import gallery_page
from conftest import QUIET, chromium
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"


@dataclass(frozen=True)
class Picture:
    """One page of the demo, as wide and as high as a reader sees it at first.

    Parameters
    ----------
    page : its file, in the folder of the demo.
    width, height : of the window, in pixels.
    """

    name: str
    page: str
    width: int
    height: int


PICTURED = (
    Picture("documents", "reports/index.html", 1000, 640),
    Picture("review-summary", "reports/oakfield/review-summary/report.html", 1000, 760),
    Picture("website", "_site/index.html", 1000, 640),
)


def take(demo: Path, into: Path) -> None:
    """Take every picture of a folder that `spp demo` made."""
    into.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        for one in PICTURED:
            page = browser.new_page(viewport={"width": one.width, "height": one.height})
            page.goto((demo / one.page).resolve().as_uri(), wait_until="load")
            page.screenshot(path=into / f"{one.name}.png")
            page.close()
        _of_the_check_page(browser, demo / "data_templates" / "check.html", into)
        browser.close()


def _of_the_check_page(browser: Browser, file: Path, into: Path) -> None:
    """What the page says of the workbooks with mistakes, from the first one on."""
    page = browser.new_page(viewport={"width": 1000, "height": 640})
    page.goto(file.resolve().as_uri())
    page.wait_for_selector("html[data-ready]", timeout=240_000)
    page.set_input_files("#folder", ROOT / "examples" / "faulty")
    page.wait_for_selector("#found:not([hidden])", timeout=240_000)
    page.locator("#found-title").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('found-title').scrollIntoView()")
    page.screenshot(path=into / "check-page.png")
    page.close()


if __name__ == "__main__":
    gallery_page.take()
    take(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "demo"), PICTURES)
