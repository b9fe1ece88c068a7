"""IDs in place of pupils, in the check page without a network: the files of `spp pseudonymise`."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from spp_research.check_page import build, node
from spp_research.errors import TemplateError
from spp_research.school.pseudonyms import KEY_FILE, pseudonymise
from spp_research.workspace import Workspace

pytestmark = pytest.mark.slow
MINUTES = 60_000
KEY = "ab" * 32 + "\n"
ROWS = (
    'Name,Class,Score,Note\n"Hughes, Amelia",4A,12,\nNoah Okafor,4B,15,sits with Amelia\n,4B,9,\n'
)
DOUBTFUL = "UPN,Who,Score\n" + "".join(
    f"A82343210100{n},{who},1{n}\n"
    for n, who in enumerate(("Maya", "Jack", "Olivia Hill", "Harry"))
)


@pytest.fixture(scope="module")
def page(browser, tmp_path_factory):
    if not node.find_node() and not build.is_at_hand():
        pytest.skip("no npm on PATH to build the check page with, and none is built")
    file = tmp_path_factory.mktemp("check-page") / "check.html"
    try:
        build.place(file)
    except TemplateError as error:
        pytest.skip(f"the check page cannot be built here: {error}")
    context = browser.new_context(offline=True, accept_downloads=True)
    page = context.new_page()
    page.asked = []
    context.on("request", lambda request: page.asked.append(request.url))
    page.on("pageerror", lambda error: page.asked.append(f"error: {error}"))
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]", timeout=4 * MINUTES)
    return page


def choose(page, file: Path, key: Path | None = None, *, listed: bool = False) -> None:
    page.set_input_files("#ids-file", file)
    page.set_input_files("#ids-key", key or [])
    page.set_checked("#ids-list", listed)
    page.press("#ids-make", "Enter")  # by the keyboard alone


def saved(page) -> dict[str, bytes]:
    """What the page has made, by name, saved as a person does."""
    page.wait_for_selector("#ids-made button", timeout=MINUTES)
    found = {}
    for button in page.query_selector_all("#ids-made button"):
        with page.expect_download() as download:
            button.click()
        name = button.text_content().removeprefix("Save ")
        assert download.value.suggested_filename == name
        found[name] = Path(download.value.path()).read_bytes()
    return found


def same(one: bytes, other: bytes) -> bool:
    """Whether two files are the same; a workbook's parts, since it says when it was written."""
    if not one.startswith(b"PK"):
        return one == other
    parts = []
    for content in (one, other):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if name != "docProps/core.xml"]
            parts.append({name: hashlib.sha256(archive.read(name)).hexdigest() for name in names})
    return parts[0] == parts[1]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_files_are_those_of_the_command(page, tmp_path, kind):
    place = tmp_path / "school"
    place.mkdir()
    (place / KEY_FILE).write_text(KEY)
    (place / KEY_FILE).chmod(0o600)
    file = tmp_path / f"autumn.{kind}"
    if kind == "csv":
        file.write_text(ROWS, encoding="utf-8")
    else:
        import openpyxl

        book = openpyxl.Workbook()
        for line in (["Name", "Score"], ["Amelia Hughes", 12], ["Noah Okafor", 15.5]):
            book.active.append(line)
        book.save(file)
    made = pseudonymise(Workspace(place), file, mapping=True)
    choose(page, file, place / KEY_FILE, listed=True)
    found = saved(page)
    assert [*found] == [f"autumn.pseudonymised.{kind}", "autumn.who-is-who.csv"]
    assert same(found[f"autumn.pseudonymised.{kind}"], made.path.read_bytes())
    assert found["autumn.who-is-who.csv"] == made.mapping.read_bytes()
    words = page.text_content("#ids-made")
    assert f"{made.people} pupils, each with an id made from “Name”" in words
    assert "Hughes" not in words
    if kind == "csv":
        assert "1 row says nobody" in words
        assert "Somebody may still be named. Please look at autumn, D3." in words


def test_a_key_is_made_once_and_gives_the_same_ids_again(page, tmp_path):
    file = tmp_path / "autumn.csv"
    file.write_text(ROWS, encoding="utf-8")
    choose(page, file)
    first = saved(page)
    assert [*first] == ["autumn.pseudonymised.csv", "spp-key.txt"]
    key = tmp_path / "spp-key.txt"
    key.write_bytes(first["spp-key.txt"])
    choose(page, file, key)
    again = saved(page)
    assert again == {"autumn.pseudonymised.csv": first["autumn.pseudonymised.csv"]}
    # And for the command, which takes it under its own name.
    place = tmp_path / "school"
    place.mkdir()
    (place / KEY_FILE).write_bytes(first["spp-key.txt"])
    (place / KEY_FILE).chmod(0o600)
    made = pseudonymise(Workspace(place), file)
    assert made.path.read_bytes() == first["autumn.pseudonymised.csv"]


def test_what_has_to_be_decided_is_asked_and_nothing_is_made_before(page, tmp_path):
    file, key = tmp_path / "autumn.csv", tmp_path / "key"
    key.write_text(KEY)
    file.write_text(DOUBTFUL, encoding="utf-8")
    choose(page, file, key)
    page.wait_for_selector("#ids-asked fieldset", timeout=MINUTES)
    assert "“Who” (names)" in page.text_content("#ids-asked legend")
    assert not page.query_selector("#ids-made button")
    assert not Axe().run(page).response["violations"]
    page.press("#ids-asked input[value=leave_out]", "Space")
    page.press("#ids-make", "Enter")
    (made,) = saved(page).values()
    assert b"Olivia" not in made
    assert "Left out: “Who”." in page.text_content("#ids-made")
    # A file that says of nobody who they are: the column is asked for.
    file.write_text("Reader,Score\nr1,12\nr2,15\n", encoding="utf-8")
    choose(page, file, key)
    page.wait_for_selector("#ids-column", timeout=MINUTES)
    page.fill("#ids-column", "reader")
    page.press("#ids-make", "Enter")
    (made,) = saved(page).values()
    assert made.startswith(b"\xef\xbb\xbfPupil ID,Score")


@pytest.mark.parametrize(
    ("content", "key", "told"),
    [
        (b"PK\x03\x04 broken", KEY, "autumn.csv"),
        (ROWS.encode(), "no key", "this is not a key that the kit has made"),
    ],
    ids=["broken file", "no key"],
)
def test_what_is_of_no_use_is_said(page, tmp_path, content, key, told):
    file, own = tmp_path / "autumn.csv", tmp_path / "key.txt"
    file.write_bytes(content)
    own.write_text(key)
    choose(page, file, own)
    page.wait_for_selector("#ids-made .note", timeout=MINUTES)
    assert told in page.text_content("#ids-made")
    assert not page.query_selector("#ids-made button")


def test_nothing_was_asked_for_and_it_fits_a_narrow_window(page):
    assert not [at for at in page.asked if not at.startswith(("file:", "blob:"))]
    page.set_viewport_size({"width": 320, "height": 700})
    page.emulate_media(color_scheme="dark")
    assert not Axe().run(page).response["violations"]
    assert not page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )
