"""The site as a visitor meets it: in Chromium, from a folder, with the network cable out."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from spp_research.site.build import SiteResult

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"viewport": {"width": 390, "height": 844}}
ADDRESSES = (
    "404.html",
    "about.html",
    "index.html",
    "practices/copperbeck.html",
    "practices/index.html",
    "practices/oakfield.html",
    "practices/withy-bridge.html",
    "themes/index.html",
    "themes/looking-forward.html",
    "themes/looking-inward.html",
    "themes/looking-outward.html",
    "themes/our-impact.html",
    "types/index.html",
    "types/junior.html",
    "types/primary.html",
)


@pytest.mark.slow
def test_these_are_all_the_pages(result: SiteResult) -> None:
    pages = sorted(p.relative_to(result.folder).as_posix() for p in result.folder.rglob("*.html"))
    assert tuple(pages) == ADDRESSES


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.slow
def test_axe_finds_nothing_on_any_page(
    scheme: str, open_page: Callable[..., Page], result: SiteResult
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page("index.html", color_scheme=scheme, bypass_csp=True, **PHONE)
    faults = {}
    for address in ADDRESSES:
        page.goto((result.folder / address).as_uri())
        if violations := axe.run(page).response["violations"]:
            faults[address] = [(v["id"], v["nodes"][0]["html"]) for v in violations]
    assert faults == {}


@pytest.mark.slow
def test_axe_finds_nothing_in_the_results_of_a_search(open_page: Callable[..., Page]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page("index.html", bypass_csp=True)
    page.get_by_label("Search the practices").fill("reading")
    page.locator(".found li").first.wait_for()
    assert [v["id"] for v in axe.run(page).response["violations"]] == []


def test_nothing_is_asked_of_anybody(browser: Browser, result: SiteResult) -> None:
    """No request leaves the folder, no cookie is set, and no page breaks its own rules."""
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in ADDRESSES:
        page.goto((result.folder / address).as_uri())
        page.evaluate("document.fonts.ready.then(() => true)")
    root = result.folder.as_uri()
    assert [url for url in asked if not url.startswith((root, "data:"))] == []
    assert any(url.endswith(".woff2") for url in asked)
    assert said == []
    assert context.cookies() == []
    context.close()


def test_search_finds_from_a_folder(open_page: Callable[..., Page]) -> None:
    page = open_page("index.html")
    page.get_by_label("Search the practices").fill("late joiners")
    page.get_by_text("1 practice found").wait_for()
    link = page.locator(".found a")
    link.press("Enter")
    page.wait_for_url("**/practices/oakfield.html")
    assert "Give late joiners" in page.locator("h1").inner_text()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("FLUEN", "1 practice found"),  # the beginning of a word is enough
        ("oakfield", "1 practice found"),
        ("withy bridge yesterday's", "1 practice found"),
        ("the pupils", "3 practices found"),
        ("reading xylophone", "No practice has these words. Try fewer or shorter ones."),
        ("<script>", "No practice has these words. Try fewer or shorter ones."),
    ],
)
@pytest.mark.slow
def test_search_says_how_many_it_found(
    typed: str, found: str, open_page: Callable[..., Page]
) -> None:
    page = open_page("practices/index.html")
    page.get_by_label("Search the practices").fill(typed)
    page.keyboard.press("Enter")
    status = page.get_by_role("status")
    assert status.inner_text() == found
    assert page.locator(".results").is_hidden()
    page.get_by_label("Search the practices").fill("")
    page.keyboard.press("Enter")
    assert status.inner_text() == ""
    assert page.locator(".results").is_visible()


def test_a_search_can_be_kept_as_a_link(open_page: Callable[..., Page]) -> None:
    page = open_page("practices/index.html")
    page.goto(page.url + "?q=number+facts")
    assert page.get_by_label("Search the practices").input_value() == "number facts"
    assert page.get_by_role("status").inner_text() == "1 practice found"


def test_without_javascript_the_list_is_there_and_no_dead_search(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("practices/index.html", java_script_enabled=False)
    assert page.locator("form.search").is_hidden()
    assert page.locator(".results li").count() == 3


def test_every_link_can_be_reached_by_keyboard(open_page: Callable[..., Page]) -> None:
    page = open_page("index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href')"))
    links = {a.get_attribute("href") for a in page.locator("a:visible").all()}
    assert links <= reached


def test_nothing_is_wider_than_the_screen(
    open_page: Callable[..., Page], result: SiteResult
) -> None:
    page = open_page("index.html")
    too_wide = []
    for address in ADDRESSES:
        page.goto((result.folder / address).as_uri())
        for width in (320, 390, 768, 1280):
            page.set_viewport_size({"width": width, "height": 700})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                too_wide.append((address, width))
    assert too_wide == []


def test_home_fits_one_screen_of_a_phone(open_page: Callable[..., Page]) -> None:
    page = open_page("index.html", **PHONE)
    box = page.locator("section.themes").bounding_box()
    assert box["y"] + box["height"] <= PHONE["viewport"]["height"]


def test_the_card_stands_beside_the_text_on_a_wide_screen_and_above_it_on_a_narrow_one(
    open_page: Callable[..., Page],
) -> None:
    def boxes(page: Page) -> tuple[dict, dict]:
        return page.locator(".card").bounding_box(), page.locator(".text").bounding_box()

    card, text = boxes(open_page("practices/oakfield.html"))
    assert card["x"] >= text["x"] + text["width"]
    card, text = boxes(open_page("practices/oakfield.html", **PHONE))
    assert card["y"] + card["height"] <= text["y"]


@pytest.mark.parametrize("school", ["oakfield", "withy-bridge", "copperbeck"])
def test_a_practice_prints_on_two_pages(school: str, open_page: Callable[..., Page]) -> None:
    pypdf = pytest.importorskip("pypdf")
    pdf = open_page(f"practices/{school}.html").pdf(prefer_css_page_size=True)
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) <= 2
    text = "\n".join(page.extract_text() for page in pages)
    assert "Signed off by" in text
    assert "How to cite" in text
    assert "Feed of new practices" not in text


@pytest.mark.slow
def test_the_pages_work_from_a_web_server_below_an_address(
    browser: Browser, result: SiteResult
) -> None:
    import threading
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *said: object) -> None:
            pass

    serve = partial(Quiet, directory=str(result.folder.parent))
    server = ThreadingHTTPServer(("127.0.0.1", 0), serve)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"http://127.0.0.1:{server.server_port}/_site/themes/looking-inward.html")
        page.get_by_role("link", name="Give late joiners").click()
        assert "Give late joiners" in page.locator("h1").inner_text()
        page.get_by_role("link", name="Riverside Partnership").click()
        page.get_by_label("Search the practices").fill("facts")
        page.get_by_text("1 practice found").wait_for()
        assert said == []
        page.close()
    finally:
        server.shutdown()
        server.server_close()
