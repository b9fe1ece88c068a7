"""The check page in Chromium, from file:// and without a network: it says what CPython says."""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from spp_research.check_page import build, node
from spp_research.check_page.checking import check_dropped
from spp_research.check_page.placing import Dropped
from spp_research.errors import TemplateError

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
MINUTES = 60_000
ALL_CASES = "SPP_ALL_CASES"  # set in the environment, every case is compared
MUTANTS, ALL_MUTANTS = 20, 2_100  # of these seeds, those that make files which the page reads
WIDTHS = ((1280, "light"), (320, "dark"))

for place in ("fail_cases", "mutations", "unit/check_page"):
    sys.path.insert(0, str(ROOT / "tests" / place))

# The lines as they stand on the page, without the help that opens below each.
READ = """() => [...document.querySelectorAll('#results article li')].map(item => {
  const article = item.closest('article');
  return article.querySelector('h3').textContent + ' | ' + item.firstChild.textContent;
}).sort()"""


@pytest.fixture(scope="module")
def check_page(tmp_path_factory) -> Path:
    """The page, built once."""
    if not node.find_node() and not build.is_at_hand():
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
    return lines_of(chosen(folder), scratch)


def lines_of(files: list[Dropped], scratch: Path) -> list[str]:
    scratch.mkdir()
    found = check_dropped(files, scratch)
    return sorted(
        f"{book.name} | {finding.line}"
        for group in found.groups
        for book in group.books
        for findings in book.sheets.values()
        for finding in findings
    )


def test_before_any_file_is_chosen_it_can_be_used_by_everybody(opened):
    """By keyboard alone: the first stops are the two buttons. It is the first test of the page."""
    _at_every_width(opened)
    stops = []
    for _ in range(3):
        opened.keyboard.press("Tab")
        stops.append(
            opened.evaluate("document.activeElement.id || document.activeElement.className")
        )
    assert stops == ["skip-link", "files", "folder"]


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


def test_firefox_says_the_same(in_firefox, check_page, tmp_path):
    page, school = in_firefox, ROOT / "examples" / "faulty" / "schools" / "wrenshaw"
    page.goto(check_page.as_uri())
    page.wait_for("document.documentElement.dataset.ready !== undefined")
    files = sorted(school.rglob("*.xlsx"))
    page.choose("#files", files)
    page.wait_for("!document.getElementById('found').hidden")

    assert page.ask(f"({READ})()") == lines_of(
        [Dropped(file.name, file) for file in files], tmp_path / "s"
    )
    page.width(320)
    assert not page.is_too_wide()
    assert not [at for at in page.asked if not at.startswith(("file:", "blob:", "data:font/"))]


def _looked_at(page: Page, tmp_path: Path) -> None:
    """Axe, narrow and dark; then by keyboard to the first marked copy, which is saved."""
    _at_every_width(page)
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


def _at_every_width(page: Page) -> None:
    for width, scheme in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_share_files_are_read_out_and_what_is_none_is_told(opened, tmp_path):
    """Word for word as in CPython, without the library that checks them there."""
    good = ROOT / "examples" / "riverside" / "share" / "oakfield.json"
    bad = tmp_path / "changed.json"
    bad.write_bytes(good.read_bytes().replace(b"Primary", b"<b>Junior", 1))
    (tmp_path / "scratch").mkdir()
    files = [Dropped(one.name, one) for one in (good, bad)]
    expected = check_dropped(files, tmp_path / "scratch").shares
    opened.evaluate("document.getElementById('found').hidden = true")
    opened.set_input_files("#files", [good, bad])
    opened.wait_for_selector("#found:not([hidden])", timeout=2 * MINUTES)
    for article, one in zip(opened.query_selector_all("#results article"), expected, strict=True):
        assert article.query_selector("h3").text_content() == one.name
        told = [p.text_content() for p in article.query_selector_all("p")]
        assert tuple(told) == one.sentences
        titles = [h.text_content() for h in article.query_selector_all("h4")]
        assert titles == [title for title, _ in one.parts]
        lines = [li.text_content() for li in article.query_selector_all("li")]
        assert lines == [line for _, own in one.parts for line in own]
    assert opened.text_content("#state") == "Of 2 share files 1 is whole."
    _at_every_width(opened)


def test_of_many_files_that_are_not_read_the_list_can_be_opened(opened, tmp_path):
    book = ROOT / "examples" / "riverside" / "schools" / "copperbeck" / "evidence.xlsx"
    others = [tmp_path / f"{number}.mp4" for number in range(9)]
    for path in others:
        path.write_bytes(b"x")
    opened.evaluate("document.getElementById('found').hidden = true")
    opened.set_input_files("#files", [book, *others])
    opened.wait_for_selector("#found:not([hidden])", timeout=2 * MINUTES)

    said = opened.text_content("#state")
    assert said.endswith(" 9 other files were not read; below it is said why.")
    list_ = opened.query_selector("#results > details")
    assert list_.query_selector("summary").text_content().startswith("The 9 files that were not")
    assert len(list_.query_selector_all("p.note")) == 9
    assert not list_.query_selector("p").is_visible()
    _at_every_width(opened)


RUNS = '<script>window.ran = 1</script><img src="x" onerror="window.ran = 1">'


def test_documents_beside_their_workbook_are_compared_and_never_run(opened, tmp_path):
    from made_documents import MARK, as_page, as_pdf, as_word

    for name, made in (
        ("report.html", as_page(body=RUNS, title=f"Review summary{RUNS}")),
        ("report.docx", as_word()),
        ("report.pdf", as_pdf(title="Workshop pack")),
        ("notes.html", RUNS.encode()),
    ):
        (tmp_path / name).write_bytes(made)
    files = sorted(tmp_path.iterdir())
    opened.evaluate("document.getElementById('found').hidden = true")
    book = ROOT / "examples" / "riverside" / "schools" / "oakfield" / "evidence.xlsx"
    opened.set_input_files("#files", [book, *files])
    opened.wait_for_selector("#found:not([hidden])", timeout=2 * MINUTES)

    scratch = tmp_path / "scratch"
    scratch.mkdir()
    expected = check_dropped([Dropped(p.name, p) for p in (book, *files)], scratch)
    said = opened.inner_text("#results")
    for one in expected.documents:
        assert all(sentence in said for sentence in one.sentences)
    states = {one.name: one.state for one in expected.documents}
    assert states == {"report.html": "unknown", "report.docx": "unknown", "report.pdf": "unknown"}
    assert MARK in said and "notes.html was not read" in said
    assert "window.ran = 1" in said  # in the title of the page, as the text that it is
    assert opened.evaluate("window.ran === undefined && !document.querySelector('#results img')")
    _at_every_width(opened)


WATCH = """() => {
  globalThis.counted = [];
  new MutationObserver(() => counted.push(document.getElementById('counted').textContent))
    .observe(document.getElementById('counted'), { childList: true });
}"""


def test_what_is_chosen_before_it_is_ready_is_checked_when_it_is(browser, check_page):
    page = browser.new_page()
    page.goto(check_page.as_uri())
    page.set_input_files("#files", ROOT / "examples/riverside/schools/oakfield/evidence.xlsx")
    early = page.text_content("#state")
    page.wait_for_selector("#found:not([hidden])", timeout=4 * MINUTES)
    assert early == "evidence.xlsx will be checked as soon as the page is ready."
    assert page.text_content("#state").startswith("1 file checked")
    page.close()


def test_it_counts_while_it_checks_and_can_be_stopped(opened):
    page = opened
    page.evaluate(WATCH)
    lines, _ = in_the_page(page, ROOT / "examples" / "riverside")
    counted = page.evaluate("counted")
    assert counted[0] == "Reading the files…"
    assert counted[1:] and counted[-1].endswith(" of 24 checked")
    assert page.is_hidden("#busy")

    page.set_input_files("#folder", ROOT / "examples" / "riverside")
    page.press("#cancel", "Enter")  # at once: it is there no longer than the check takes
    page.wait_for_selector("#state:has-text('Checking was stopped')")
    assert page.evaluate("document.activeElement.id") == "state"
    assert page.is_hidden("#busy") and page.is_hidden("#found")
    page.wait_for_selector("#step:has-text('Starting Python')", timeout=MINUTES)
    assert page.is_visible("#state:has-text('Checking was stopped')")  # and not only for a moment
    page.wait_for_selector("#form:not([hidden])", timeout=4 * MINUTES)
    assert in_the_page(page, ROOT / "examples" / "riverside")[0] == lines

    page.set_input_files("#folder", ROOT / "examples" / "riverside")
    _at_every_width(page)  # while it checks, on all but a very slow machine to the end
    page.wait_for_selector("#found:not([hidden])", timeout=4 * MINUTES)


SLOW_DISK = """() => { const own = window.quick = Blob.prototype.arrayBuffer;
    Blob.prototype.arrayBuffer = async function () {
        await new Promise((done) => setTimeout(done, 300));
        return own.call(this);
    }; }"""


def test_it_can_be_stopped_while_the_files_are_read(opened):
    """Nothing waits for an answer then, and the check is not begun after all when it is ready."""
    page = opened
    page.evaluate(SLOW_DISK)
    page.set_input_files("#folder", ROOT / "examples" / "riverside")
    page.press("#cancel", "Enter")
    page.wait_for_selector("#state:has-text('Checking was stopped')")
    page.wait_for_selector("#form:not([hidden])", timeout=4 * MINUTES)
    page.evaluate("() => { Blob.prototype.arrayBuffer = window.quick; }")


def test_broken_workbooks_are_told_the_same_in_the_page(opened, tmp_path):
    """One of each kind of fault; all of them take a few minutes more, and are asked for by name."""
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


def test_mutants_are_told_the_same_in_the_page(opened, tmp_path):
    """A few of them; some 1,500 more are asked for by name."""
    import kinds
    from good_books import workspace
    from run import kind_of

    differ, compared = [], 0
    for seed in range(ALL_MUTANTS if os.environ.get(ALL_CASES) else MUTANTS):
        if kind_of(seed) not in ("containers", "cells", "exports"):
            continue  # settings and share files are not read by the page
        folder = tmp_path / f"mutant-{seed}"
        folder.mkdir()
        if kind_of(seed) == "exports":
            workspace(folder)
        getattr(kinds, kind_of(seed))(random.Random(seed), folder)
        expected = in_this_process(folder, tmp_path / "scratch")
        shutil.rmtree(tmp_path / "scratch")
        lines, _ = in_the_page(opened, folder)
        compared += 1
        if lines != expected:
            differ.append((seed, kind_of(seed), lines, expected))
        shutil.rmtree(folder)
    print(f"check page: {compared} mutants compared")
    assert differ == []
    assert compared >= 0.7 * MUTANTS


def test_without_webassembly_it_says_so_in_plain_words(browser, check_page):
    page = browser.new_page()
    page.add_init_script("delete globalThis.WebAssembly")
    page.goto(check_page.as_uri())
    page.wait_for_selector("#stopped:not([hidden])")

    assert "WebAssembly is switched off" in page.text_content("#state")
    assert not page.is_visible("#form") and not page.is_visible("#loading")
    assert Axe().run(page).violations_count == 0
