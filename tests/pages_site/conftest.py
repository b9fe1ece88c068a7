"""The example's own site, made once with real notebooks, and a browser to look at it with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from spp_research.publish.site import SiteResult, build_site
from spp_research.workspace import open_workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "riverside"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def result(tmp_path_factory: pytest.TempPathFactory) -> SiteResult:
    """The site of a copy of the example; about eight seconds."""
    made = shutil.ignore_patterns("reports", "_site", "*.checked.xlsx")
    folder = tmp_path_factory.mktemp("partnership") / "riverside"
    return build_site(open_workspace(shutil.copytree(EXAMPLE, folder, ignore=made)), "pandoc")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, where it is installed."""
    named = os.environ.get("SPP_CHROMIUM")
    found = [path for name in (named, *BROWSERS) if name and (path := shutil.which(name))]
    if not found:
        pytest.skip("no Chromium on PATH (or named by SPP_CHROMIUM) to open the pages with")
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found[0], args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser, result: SiteResult) -> Iterator[Callable[..., Page]]:
    """Open a page of the site from its folder; the browser has no network at all."""
    contexts = []

    def open_page(address: str, **options: object) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_offline(True)
        page = context.new_page()
        page.goto((result.folder / address).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
