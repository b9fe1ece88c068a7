"""The line above a document that leads back to the kit's pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from browsing import Browser

from spp_research.app.reading import page_for
from spp_research.publish.live_pages import mark_of

LINE = "Back to the kit’s pages"


def document(browser: Browser, address: str, page: bytes) -> Path:
    path = browser.session.folder / address
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(page)
    return path


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("reports/oakfield/review-summary/report.html", "/schools/oakfield"),
        ("reports/partnership/partnership-report/report.html", "/partnership"),
        ("reports/index.html", "/"),
        ("status/status.html", "/"),
        ("_site/practices/oakfield.html", "/site"),
    ],
)
def test_it_leads_to_the_page_that_it_was_opened_from(lead, address, ours):
    text = b'<!DOCTYPE html><html><BODY class="document">\n<p>Words</p></body></html>'
    path = document(lead, address, text)
    stranger = Browser(lead.session.folder, lead.session.scratch, lead.opened)  # has no cookie
    page = stranger.get(lead.session.reading(address), sec_fetch_site="cross-site")
    assert page.text.index('<BODY class="document">') < page.text.index(LINE)
    assert page.text.index(LINE) < page.text.index("Words")
    assert path.read_bytes() == text
    (back,) = [at for at in page.links if "/-/back/" in at]
    on = stranger.get(back, sec_fetch_site="cross-site")
    assert (on.status, on.heads["refresh"]) == (200, f"0; url={ours}")
    assert "sandbox" not in on.heads["content-security-policy"]
    assert lead.get(ours).status == 200


def test_no_address_leads_anywhere_else(lead):
    key = lead.session.reading("")
    for address in (
        "//example.org",
        "https://example.org",
        "..%2f..",
        "reports/%22%3E",
        "",
        "a/b/c",
    ):
        page = lead.get(f"{key}-/back/{address}")
        assert page.heads["refresh"].removeprefix("0; url=") in ("/", "/partnership", "/site")
        assert "example" not in page.text
    assert lead.get("/read/guessed/-/back/reports/index.html").status == 403


def test_a_school_that_may_not_be_shown_is_no_page_to_go_to(school):
    listing = school.session.view().listing
    assert page_for(listing, "reports/withy-bridge/review-summary/report.html") == "/partnership"
    assert page_for(listing, "preview/index.html") == "/site"


def test_from_a_hubs_report_it_is_the_first_page(hub):
    listing = hub.session.view().listing
    assert page_for(listing, "reports/hub/hub-report/report.html") == "/"


def test_only_pages_have_it(lead):
    picture = document(lead, "reports/oakfield/review-summary/figures/a.svg", b"<svg><body></svg>")
    at = lead.session.reading("reports/oakfield/review-summary/figures/a.svg")
    assert lead.get(at).data == picture.read_bytes()
    assert mark_of(picture)
    bare = document(lead, "reports/oakfield/review-summary/report.html", b"No body at all")
    page = lead.get(lead.session.reading("reports/oakfield/review-summary/report.html"))
    assert LINE in page.text
    assert bare.read_bytes() == b"No body at all"
