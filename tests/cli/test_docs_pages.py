"""`spp docs`: what is written, that each link goes somewhere, and how the pages read."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from spp_research.publish.docs_pages import FIRST, INDEX, MARK, write_docs

ROOT = Path(__file__).resolve().parents[2]
MD = ".md"  # apart from its name, since these pages are in no repository


@pytest.fixture
def small(tmp_path) -> Path:
    """A documentation of three pages, with every kind of link."""
    (tmp_path / "docs").mkdir()
    (tmp_path / FIRST).write_text(
        f"# The kit\n\n[Two](docs/two{MD}#a-part), [a folder](docs), [code](code.py), "
        f"[gone](no{MD}), [out](../else{MD}), [web](https://example.org), "
        "![A picture](docs/one.png)\n\n"
        "| | |\n|---|---|\n| a | b |\n\n```python\nprint(1)\n```\n",
        encoding="utf-8",
    )
    (tmp_path / "docs" / f"two{MD}").write_text(f"# Two\n\n## A part\n\n[Home](../README{MD})\n")
    (tmp_path / "docs" / "README.md").write_text("# Folder <&>\n")
    (tmp_path / "docs" / "one.png").write_bytes(b"x")
    (tmp_path / "code.py").touch()
    (tmp_path.parent / f"else{MD}").write_text("# Not of the kit\n")
    return tmp_path


def test_pages_are_those_that_links_lead_to(small, tmp_path):
    first = write_docs(tmp_path / "out", small)
    text = first.read_text(encoding="utf-8")
    made = {p.relative_to(first.parent).as_posix() for p in first.parent.rglob("*") if p.is_file()}
    pages = {INDEX, "all-pages.html", "docs/two.html", "docs/README.html", "docs/one.png"}
    assert {name for name in made if not name.startswith("_look/")} == {MARK, *pages}
    assert 'href="docs/two.html#a-part"' in text and 'href="https://example.org"' in text
    assert "<a >code</a>" in text and "<a >gone</a>" in text and "<a >out</a>" in text
    assert "<th></th>" not in text and '<pre tabindex="0"' in text
    assert 'href="../index.html"' in (first.parent / "docs/two.html").read_text(encoding="utf-8")
    listed = (first.parent / "all-pages.html").read_text(encoding="utf-8")
    assert "Folder &lt;&amp;&gt;" in listed and 'href="docs/two.html"' in listed


def test_a_folder_of_others_is_left_alone_and_ones_own_is_written_again(spp, small, tmp_path):
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "letter.txt").write_text("mine")
    refused = spp("docs", theirs, "--no-browser")
    assert refused.code == 10 and "there are other files in this folder" in refused.err
    assert [path.name for path in theirs.iterdir()] == ["letter.txt"]
    refused = spp("docs", theirs / "letter.txt", "--no-browser")
    assert refused.code == 10 and "this is a file" in refused.err
    write_docs(tmp_path / "out", small)
    (tmp_path / "out" / INDEX).write_text("old")
    assert "The kit" in write_docs(tmp_path / "out", small).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    return write_docs(tmp_path_factory.mktemp("docs")).parent


@pytest.mark.slow
def test_every_page_is_there_and_every_link_in_it_goes_somewhere(whole):
    made = {path.relative_to(whole).with_suffix("").as_posix() for path in whole.rglob("*.html")}
    there = {
        path.relative_to(ROOT).with_suffix("").as_posix() for path in ROOT.glob("docs/**/*.md")
    }
    assert there <= made
    for page in whole.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r'(?:href|src)="([^"]*)"', text):
            if re.match(r"[a-z]+:", link):
                continue
            name, _, anchor = unescape(link).partition("#")
            target = (page.parent / name).resolve() if name else page
            assert target.is_file(), f"{page.name}: {link}"
            ids = re.findall(r'id="([^"]+)"', target.read_text("utf-8")) if anchor else []
            assert not anchor or anchor in ids, f"{page.name}: {link}"


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("light", 1200), ("dark", 360)])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(whole, browser, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 900})
    faults = {}
    looked = [path for path in sorted(whole.rglob("*.html")) if "decisions" not in path.parts]
    for path in [*looked, *sorted((whole / "docs" / "decisions").glob("*.html"))[:5]]:
        page.goto(path.as_uri())
        found = [one["id"] for one in axe.Axe().run(page).response["violations"]]
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if found or wide:
            faults[path.relative_to(whole).as_posix()] = (found, wide)
    page.close()
    assert faults == {}
