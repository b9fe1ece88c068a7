"""The website of a hub as a visitor meets it, from a folder, with the network cable out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

import hub_sites
import hubs_made
import pytest
from hub_sites import THEMES, shared

from spp_research.share.report_file import write_report
from spp_research.site.build import SiteResult, build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow  # a website is built and a browser opened for them


@pytest.fixture(scope="module")
def result(tmp_path_factory) -> SiteResult:
    """The website of a hub: three partnerships, two years, a report, a page of its own."""
    place = hubs_made.hub(
        tmp_path_factory.mktemp("hubs") / "hub",
        shared(pupils_on_roll=200),
        shared("Tannery Lane", title="Count in pairs", words="Pairs count.", theme=THEMES[0]),
        shared(
            partnership="Ashby Trust", title="Walk and talk", words="A walk.", pupils_on_roll=90
        ),
        shared("Elm Grove", "شراكة النهر", "Sing", words="We sing every day.", theme=THEMES[1]),
    )
    last = shared("Fern", title="Draw", cycle="2024-25", signed_on=date(2025, 7, 1))
    hubs_made.put(place.root, last)
    folder = place.partnerships / "ashby-trust"
    sent = hub_sites.sent_report("Ashby Trust", "The year 2025-26")
    write_report(sent, folder / "partnership.report.json")
    own = place.root / "site"
    own.mkdir(exist_ok=True)
    table = "| Term | Where |\n|:--|:--|\n| Autumn | Oakfield |"
    words = f"# How we work\n\nWe meet on Fridays.\n\n{table}\n\n## Who\n\n- Ann\n"
    (own / "how-we-work.md").write_text(words, encoding="utf-8")
    return build_site(place, "pandoc")


@pytest.fixture
def open_page(browser: Browser, result: SiteResult) -> Iterator[Callable[..., Page]]:
    """Open a page of the site; what its own policy forbids fails the test."""
    contexts, faults = [], []

    def open_page(address: str, **options: object) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_offline(True)
        page = context.new_page()
        if "bypass_csp" not in options:  # under which axe looks into the styles, and is refused
            page.on("console", lambda told: faults.append(told) if told.type == "error" else None)
        page.goto((result.folder / address).as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [told.text for told in faults] == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(scheme, width, open_page, result):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page("index.html", color_scheme=scheme, bypass_csp=True)
    page.set_viewport_size({"width": width, "height": 800})
    faults, wide = {}, []
    pages = sorted(p.relative_to(result.folder).as_posix() for p in result.folder.rglob("*.html"))
    assert {"partnerships/index.html", "reports/index.html", "years/2024-25.html"} <= {*pages}
    assert "pages/how-we-work.html" in pages
    for address in pages:
        page.goto((result.folder / address).as_uri())
        if violations := axe.run(page).response["violations"]:
            faults[address] = [(v["id"], v["nodes"][0]["html"]) for v in violations]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(address)
    assert faults == {} and wide == []


def test_a_visitor_chooses_a_partnership_and_opens_its_practice(open_page):
    page = open_page("index.html")
    page.get_by_role("link", name="All five practices").click()
    filters = page.get_by_role("navigation", name="Filters")
    filters.get_by_role("link", name="Riverside Partnership").click()
    found = page.locator(".found > li")
    found.first.wait_for()
    assert found.filter(has_text="Walk and talk").count() == 0
    found.get_by_role("link", name="Count in pairs").click()
    assert "Riverside Partnership" in page.locator(".facts").inner_text()


def test_the_search_finds_a_partnership(open_page):
    page = open_page("practices/index.html")
    page.get_by_label("Search the practices").fill("ashby")
    page.locator(".found li").first.wait_for()
    assert "Walk and talk" in page.locator(".found li").first.inner_text()


def test_without_a_script_everything_is_a_link(open_page):
    page = open_page("index.html", java_script_enabled=False)
    page.get_by_role("link", name="Partnerships").click()
    page.get_by_role("link", name="Ashby Trust").click()
    page.get_by_role("link", name="Walk and talk").click()
    assert "Ashby Trust" in page.locator(".facts").inner_text()
    page.get_by_role("link", name="Reports").click()
    page.get_by_role("link", name="The year 2025-26").click()
    assert "Signed off by Ann Example" in page.locator(".status").inner_text()
