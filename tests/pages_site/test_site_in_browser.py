"""The site as a visitor meets it: in Chromium, from a folder, with the network cable out."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from spp_research.site.build import SiteResult

if TYPE_CHECKING:
    from firefox import Firefox
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow  # a website is built and a browser opened for them

PHONE = {"viewport": {"width": 390, "height": 844}}
ADDRESSES = (
    "404.html",
    "about.html",
    "ages/ks2.html",
    "costs/nothing.html",
    "costs/to-500.html",
    "evidence/compared.html",
    "index.html",
    "lists/newest.html",
    "lists/title.html",
    "practices/copperbeck.html",
    "practices/index.html",
    "practices/oakfield.html",
    "practices/withy-bridge.html",
    "subjects/language.html",
    "subjects/maths.html",
    "subjects/reading.html",
    "subjects/send.html",
    "themes/index.html",
    "themes/looking-forward.html",
    "themes/looking-inward.html",
    "themes/looking-outward.html",
    "themes/our-impact.html",
    "types/index.html",
    "types/junior.html",
    "types/primary.html",
)


def test_these_are_all_the_pages(result: SiteResult) -> None:
    pages = sorted(p.relative_to(result.folder).as_posix() for p in result.folder.rglob("*.html"))
    assert tuple(pages) == ADDRESSES


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("light", 1280), ("dark", 768)])
def test_axe_finds_nothing_on_any_page(
    scheme: str, width: int, open_page: Callable[..., Page], result: SiteResult
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page("index.html", color_scheme=scheme, bypass_csp=True, **PHONE)
    faults = {}
    for address in ADDRESSES:
        page.goto((result.folder / address).as_uri())
        page.set_viewport_size({"width": width, "height": 800})
        if violations := axe.run(page).response["violations"]:
            faults[address] = [(v["id"], v["nodes"][0]["html"]) for v in violations]
    assert faults == {}


def test_axe_finds_nothing_in_the_results_of_a_search(open_page: Callable[..., Page]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page("index.html", bypass_csp=True)
    page.get_by_label("Search the practices").fill("reading")
    page.locator(".found li").first.wait_for()
    assert [v["id"] for v in axe.run(page).response["violations"]] == []
    listed = page.url.partition("?")[0].replace("index.html", "practices/index.html")
    page.goto(f"{listed}?cost=to-500")
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
    link.wait_for()
    link.press("Enter")
    page.wait_for_url("**/practices/oakfield.html")
    assert "Give late joiners" in page.locator("h1").inner_text()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("maths", "1 practice found"),  # its text says mathematics
        ("numeracy", "1 practice found"),
        ("KS2", "3 practices found"),
        ("KS1", "No practice has this word. Try another one."),  # one speaks of Year 1 only
        ("Key Stage 2", "3 practices found"),
        ("year 5", "3 practices found"),  # also what is for all of Key Stage 2
        ("literacy", "2 practices found"),
        ("vocabluary", "1 practice found. Taken for “vocabulary”."),
        ("raeding", "1 practice found. Taken for “reading”."),
        ("a theme", "No practice has these words. Try fewer or shorter ones."),  # a label
        ("FLUEN", "1 practice found"),  # the beginning of a word is enough
        ("oakfield", "1 practice found"),
        ("withy bridge yesterday's", "1 practice found"),
        ("the pupils", "3 practices found"),
        ("reading xylophone", "No practice has these words. Try fewer or shorter ones."),
        ("<script>", "No practice has this word. Try another one."),
    ],
)
def test_search_says_how_many_it_found(
    typed: str, found: str, open_page: Callable[..., Page]
) -> None:
    page = open_page("practices/index.html")
    page.get_by_label("Search the practices").fill(typed)
    page.keyboard.press("Enter")
    status = page.get_by_role("status")
    page.wait_for_function("() => document.querySelector('.count').textContent")
    assert status.inner_text() == found
    assert page.locator(".results").is_hidden()
    page.get_by_label("Search the practices").fill("")
    page.keyboard.press("Enter")
    assert status.inner_text() == ""
    assert page.locator(".results").is_visible()


def test_what_stands_in_a_title_comes_first(open_page: Callable[..., Page]) -> None:
    """In the lead's order the one with the word in its text alone would be second."""
    page = open_page("practices/index.html")
    page.goto(page.url + "?q=day")
    page.get_by_text("3 practices found").wait_for()
    first_words = [title.split()[0] for title in page.locator(".found h2").all_inner_texts()]
    assert first_words == ["Give", "Teach", "Practise"]


def test_a_search_can_be_kept_as_a_link(open_page: Callable[..., Page]) -> None:
    page = open_page("practices/index.html")
    page.goto(page.url + "?q=number+facts")
    assert page.get_by_label("Search the practices").input_value() == "number facts"
    page.wait_for_function("() => document.querySelector('.count').textContent")
    assert page.get_by_role("status").inner_text() == "1 practice found"


def test_from_home_over_a_filter_to_a_practice_and_back(open_page: Callable[..., Page]) -> None:
    """What was asked is in the address, so that the way back leads to it."""
    page = open_page("index.html")
    page.get_by_role("link", name="All three practices").click()
    filters = page.get_by_role("navigation", name="Filters")
    filters.get_by_role("link", name="Up to £500").click()
    page.get_by_text("2 practices found").wait_for()
    filters.get_by_role("link", name="Looking Inward").click()
    page.get_by_text("1 practice found").wait_for()
    assert page.url.endswith("?cost=to-500&theme=looking-inward")
    assert filters.locator("[aria-current]").all_inner_texts().count("Up to £500") == 1
    page.locator(".found a").click()
    page.wait_for_url("**/practices/oakfield.html")
    page.go_back()
    page.get_by_text("1 practice found").wait_for()
    page.go_back()
    page.get_by_text("2 practices found").wait_for()
    # What would leave nothing says so before and after.
    link = filters.get_by_role("link", name="Mathematics")
    assert link.locator("xpath=..").locator(".number").inner_text() == "0"
    link.click()
    page.get_by_text("No practice fits all of this. Take a filter away.").wait_for()
    page.get_by_role("link", name="Take all filters away").click()
    page.wait_for_function("() => !document.body.classList.contains('searching')")
    assert "?" not in page.url


def test_a_practice_is_taken_home_as_word_and_pdf_and_can_be_cited(
    open_page: Callable[..., Page], result: SiteResult
) -> None:
    page = open_page("practices/oakfield.html")
    home = page.get_by_role("region", name="Take it home")
    assert home.get_by_role("link").all_inner_texts() == ["Word", "PDF", "Reference (RIS)"]
    with page.expect_download() as download:
        home.get_by_role("link", name="Word").click()
    assert download.value.suggested_filename == "oakfield.docx"
    folder = result.folder / "practices" / "oakfield"
    assert (folder / "oakfield.docx").read_bytes()[:2] == b"PK"
    assert (folder / "oakfield.pdf").read_bytes()[:5] == b"%PDF-"
    lines = (folder / "oakfield.ris").read_bytes().split(b"\r\n")
    assert lines[:2] == [b"TY  - RPRT", b"AU  - Oakfield Weir Primary School"]
    assert lines[-2:] == [b"ER  - ", b""]


@pytest.mark.parametrize("address", ["gone.html", "practices/gone.html", "practices/oakfield/x/y"])
def test_the_lost_page_leads_home_from_any_depth(
    address: str, browser: Browser, result: SiteResult
) -> None:
    """It is shown at the address that was asked for, and its links are relative to that."""
    context = browser.new_context()
    page = context.new_page()
    lost = (result.folder / "404.html").read_text(encoding="utf-8")
    page.route("**/*", lambda route: route.fulfill(body=lost, content_type="text/html"))
    page.goto(f"https://host.example/a/folder/{address}")
    home = page.get_by_role("link").evaluate("link => link.href")
    assert home == "https://host.example/a/folder/index.html"
    context.close()


def test_a_filter_on_a_list_of_its_own_adds_to_it(open_page: Callable[..., Page]) -> None:
    page = open_page("costs/to-500.html")
    page.get_by_role("navigation", name="Filters").get_by_role("link", name="Reading").click()
    page.wait_for_url("**/practices/index.html?cost=to-500&subject=reading")
    page.get_by_text("1 practice found").wait_for()


def test_without_javascript_every_filter_and_order_is_a_link(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("practices/index.html", java_script_enabled=False)
    page.get_by_role("link", name="Up to £500").click()
    assert page.locator("h1").inner_text() == "Up to £500"
    assert page.locator(".results li").count() == 2
    page.get_by_role("link", name="Mathematics").click()
    assert page.locator(".results h2").all_inner_texts() == [
        "Practise eight number facts after break, three of them from yesterday’s mistakes"
    ]
    page.goto(page.url.replace("subjects/maths", "practices/index"))
    page.get_by_role("link", name="By title").click()
    titles = page.locator(".results h2").all_inner_texts()
    assert titles == sorted(titles) and len(titles) == 3


def test_on_a_phone_the_results_stand_above_the_filters(open_page: Callable[..., Page]) -> None:
    page = open_page("practices/index.html", **PHONE)
    page.goto(page.url + "?subject=reading")
    page.get_by_text("1 practice found").wait_for()
    found, filters = page.locator(".found").bounding_box(), page.locator(".filters").bounding_box()
    assert found["y"] + found["height"] < filters["y"]
    page.get_by_role("link", name="Filter the list").click()
    assert page.evaluate("window.scrollY") > 0


def test_the_index_is_loaded_when_somebody_searches(open_page: Callable[..., Page]) -> None:
    page = open_page("index.html")
    assert page.evaluate("typeof window.sppPractices") == "undefined"
    page.get_by_label("Search the practices").focus()
    page.wait_for_function("() => window.sppPractices")


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


def test_firefox_opens_it_from_a_folder(in_firefox: Firefox, result: SiteResult) -> None:
    """From the front page by a search and a filter to a practice; nothing is asked of anybody."""
    page = in_firefox
    page.goto((result.folder / "index.html").as_uri())
    page.ask("document.querySelector('[type=search]').focus()")
    page.press(*"voacbulary")
    page.wait_for("document.querySelector('.found li')")
    assert "Taken for “vocabulary”" in page.words()
    page.goto((result.folder / "practices" / "index.html").as_uri() + "?cost=to-500")
    page.wait_for("document.querySelector('.found li a')")
    page.ask("document.querySelector('.found li a').click()")
    page.wait_for("document.querySelector('main h1') && location.pathname.includes('practices/')")
    for address in ADDRESSES:
        page.goto((result.folder / address).as_uri())
        for points in (320, 1280):
            page.width(points)
            assert not page.is_too_wide(), (address, points)
    assert page.complaints == []
    assert {at.partition(":")[0] for at in page.asked} <= {"file", "data", "blob"}
