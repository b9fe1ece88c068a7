"""The check page in Chromium, from file:// and without a network: it says what CPython says."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from spp_research.check_page import build
from spp_research.check_page.checking import check_dropped
from spp_research.check_page.placing import Dropped
from spp_research.errors import TemplateError

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
MINUTES = 60_000
ALL_CASES = "SPP_ALL_CASES"  # set in the environment, every case is compared

# The lines as they stand on the page, without the help that opens below each.
READ = """() => [...document.querySelectorAll('#results article li')].map(item => {
  const article = item.closest('article');
  return article.querySelector('h3').textContent + ' | ' + item.firstChild.textContent;
}).sort()"""


@pytest.fixture(scope="module")
def check_page(tmp_path_factory) -> Path:
    """The page, built once."""
    if not build.can_build() and not build.is_at_hand():
        pytest.skip("no npm on PATH to build the check page with, and none is built")
    file = tmp_path_factory.mktemp("check-page") / "check.html"
    try:
        build.place(file)
    except TemplateError as error:
        pytest.skip(f"the check page cannot be built here: {error}")
    return file


@pytest.fixture(scope="module")
def opened(browser, check_page) -> Page:
    """The page opened by its file, in a browser without a network that notes what is asked for."""
    context = browser.new_context(offline=True, accept_downloads=True)
    page = context.new_page()
    page.asked = []
    context.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.asked.append(f"error: {error}"))
    page.goto(check_page.as_uri())
    page.wait_for_selector("html[data-ready]", timeout=4 * MINUTES)
    return page


def chosen(folder: Path) -> list[Dropped]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [Dropped(f"{folder.name}/{p.relative_to(folder).as_posix()}", p) for p in files]


def in_the_page(page: Page, folder: Path) -> tuple[list[str], str]:
    """What the page says of a folder: its lines, and what it says in the live region."""
    page.evaluate("document.getElementById('found').hidden = true")
    page.set_input_files("#folder", folder)
    page.wait_for_selector("#found:not([hidden])", timeout=2 * MINUTES)
    return page.evaluate(READ), page.text_content("#state")


def in_this_process(folder: Path, scratch: Path) -> list[str]:
    scratch.mkdir()
    found = check_dropped(chosen(folder), scratch)
    return sorted(
        f"{book.name} | {finding.line}"
        for group in found.groups
        for book in group.books
        for findings in book.sheets.values()
        for finding in findings
    )


def test_the_examples_by_keyboard_and_at_every_width(opened, tmp_path):
    page = opened
    said = {}
    for name in ("faulty", "riverside"):
        lines, said[name] = in_the_page(page, ROOT / "examples" / name)
        assert lines == in_this_process(ROOT / "examples" / name, tmp_path / name)
        if name == "faulty":
            assert len(lines) == 17
            _looked_at(page, tmp_path)
    assert said["faulty"] == "18 files checked; 3 have faults to mend."
    assert said["riverside"] == "24 files checked. Nothing must be mended."
    assert [url for url in page.asked if not url.startswith(("file:", "blob:"))] == []
    assert Counter(url.partition(":")[0] for url in page.asked)["file"] <= 1


def _looked_at(page: Page, tmp_path: Path) -> None:
    """Axe, narrow and dark; then by keyboard to the first marked copy, which is saved."""
    for width, scheme in ((1280, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width
    assert page.evaluate("document.activeElement.id") == "found-title"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "BUTTON":
            break
    with page.expect_download(timeout=2 * MINUTES) as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "evidence.checked.xlsx"
    saved = tmp_path / "saved.xlsx"
    download.value.save_as(saved)
    assert saved.read_bytes()[:2] == b"PK"


def test_broken_workbooks_are_told_the_same_in_the_page(opened, tmp_path):
    """One of each kind of fault; all of them take a few minutes more, and are asked for by name."""
    sys.path.insert(0, str(ROOT / "tests" / "fail_cases"))
    import test_fail_cases  # noqa: F401  (it declares every case)
    from good_books import CASES

    cases = CASES if os.environ.get(ALL_CASES) else {case.code: case for case in CASES}.values()
    differ, compared = [], 0
    for number, case in enumerate(cases):
        folder = tmp_path / f"case-{number}"
        folder.mkdir()
        case.faults(folder)
        expected = in_this_process(folder, tmp_path / "scratch")
        shutil.rmtree(tmp_path / "scratch")
        if not any(path.is_file() for path in folder.rglob("*")):
            continue
        lines, _ = in_the_page(opened, folder)
        compared += 1
        if lines != expected:
            differ.append((case.code, case.name))
        shutil.rmtree(folder)
    print(f"check page: {compared} of {len(CASES)} broken workbooks compared")
    assert differ == []
    assert compared > len(cases) * 0.9


def test_without_webassembly_it_says_so_in_plain_words(browser, check_page):
    page = browser.new_page()
    page.add_init_script("delete globalThis.WebAssembly")
    page.goto(check_page.as_uri())
    page.wait_for_selector("#stopped:not([hidden])")

    assert "WebAssembly is switched off" in page.text_content("#state")
    assert not page.is_visible("#form") and not page.is_visible("#loading")
    assert Axe().run(page).violations_count == 0
