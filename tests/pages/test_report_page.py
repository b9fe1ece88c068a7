"""A report's page in a real browser: what axe finds, what it fetches, how it fits and prints."""

import shutil
from pathlib import Path

import pytest

from spp_research.publish import pandoc

pytestmark = pytest.mark.slow  # a report is made and a browser opened for them

ROOT = Path(__file__).parents[2]
STYLE = ROOT / "reports" / "_style"
DIALECT = ROOT / "tests" / "fixtures" / "dialect"


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("page") / "report"
    shutil.copytree(DIALECT, folder)
    return pandoc.render(folder, ["html"], STYLE)["html"].as_uri()


def open_page(browser, address: str, **options):
    context = browser.new_context(offline=True, **options)
    page = context.new_page()
    page.goto(address)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 360])
def test_axe_finds_nothing(browser, address, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    page = open_page(
        browser, address, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    found = axe.Axe().run(page).response["violations"]
    assert [(rule["id"], len(rule["nodes"])) for rule in found] == []


def test_no_request_leaves_the_page(browser, address):
    context = browser.new_context()
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.wait_for_load_state("load")
    assert [url for url in asked if url != address and not url.startswith("data:")] == []


@pytest.mark.parametrize("width", [320, 390, 768, 1400])
def test_a_page_never_scrolls_sideways(browser, address, width):
    page = open_page(browser, address, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_lines_hold_about_seventy_characters(browser, address):
    page = open_page(browser, address, viewport={"width": 1400, "height": 900})
    width, letter = page.evaluate(
        """() => {
          const paragraph = document.querySelector("main > p");
          const probe = document.createElement("span");
          probe.textContent = paragraph.textContent;
          probe.style.whiteSpace = "nowrap";
          paragraph.append(probe);
          const each = probe.getBoundingClientRect().width / probe.textContent.length;
          probe.remove();
          return [parseFloat(getComputedStyle(paragraph).maxWidth), each];
        }"""
    )
    assert 68 <= width / letter <= 76


def test_the_page_is_set_in_the_font_that_it_carries(browser, address):
    page = open_page(browser, address)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("""document.fonts.check('400 18px "Source Sans 3"', 'abc')""")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status == 'loaded').length")
    assert loaded >= 2


def test_print_is_a4_with_page_numbers_and_a_landscape_page(browser, address, tmp_path):
    from pypdf import PdfReader

    page = open_page(browser, address)
    page.pdf(path=tmp_path / "print.pdf", prefer_css_page_size=True)
    pages = PdfReader(tmp_path / "print.pdf").pages
    sizes = [tuple(round(float(side)) for side in page.mediabox[2:]) for page in pages]
    assert set(sizes) == {(595, 842), (842, 595)} or set(sizes) == {(595, 842), (842, 596)}
    assert f"Page 1 of {len(pages)}" in pages[0].extract_text()
