"""The example's own site, made once with real notebooks, and a browser to look at it with."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from in_process import notebooks_run_here

from spp_research.site.build import SiteResult, build_site
from spp_research.workspace import open_workspace

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "riverside"


@pytest.fixture(scope="session")
def result(tmp_path_factory: pytest.TempPathFactory) -> SiteResult:
    """The site of a copy of the example, with the kit's own notebooks."""
    made = shutil.ignore_patterns("reports", "_site", "*.checked.xlsx")
    folder = tmp_path_factory.mktemp("partnership") / "riverside"
    with notebooks_run_here():
        return build_site(open_workspace(shutil.copytree(EXAMPLE, folder, ignore=made)), "pandoc")


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
