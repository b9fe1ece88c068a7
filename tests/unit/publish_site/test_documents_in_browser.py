"""Pages of documents of somebody's own as a visitor meets them, and the list of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from spp_research.kinds import ReportKind
from spp_research.site.documents import SharedDocument
from spp_research.site.pages import write_site

pytestmark = pytest.mark.slow  # a browser is opened for them

KIND = ReportKind("my-enquiry", "Reading aloud", "What we saw.", audience="public", site=True)
LOOKS = (("light", 1280), ("light", 320), ("dark", 768))


def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    browser, tmp_path, write_practice, site_with, style
):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    made = write_practice(title="Reading aloud for late joiners")
    own = SharedDocument(KIND, made.school, made.whose, made.front, made.folder)
    documents = (own, replace(own, cycle="2024-25", closed_as="2024-25"))
    folder = tmp_path / "site"
    folder.mkdir()
    site = replace(site_with(made), documents=documents, lists_documents=True)
    write_site(site, style, folder)
    pages = sorted((folder / "documents").glob("*.html"))
    assert len(pages) == 3
    faults, wide = {}, []
    for scheme, width in LOOKS:
        page = browser.new_context(color_scheme=scheme, bypass_csp=True).new_page()
        page.set_viewport_size({"width": width, "height": 800})
        for path in pages:
            page.goto(path.as_uri())
            if violations := axe.run(page).response["violations"]:
                faults[path.name, width] = [(v["id"], v["nodes"][0]["html"]) for v in violations]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wide.append((path.name, width))
    assert faults == {} and wide == []
