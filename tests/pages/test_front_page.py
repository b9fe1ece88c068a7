"""The front page of a workspace: what it names, and how it reads in a browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from spp_research.cli.building import lead_to_site
from spp_research.cli.front_page import FRONT, write_front
from spp_research.publish.states import State, documents_of
from spp_research.workspace import Workspace

MANIFEST = {"fingerprint": "0", "made_on": "2026-07-10"}
SIGNED = "Signed off by Ann Hill, headteacher, on 3 December 2025"


def report(root: Path, school: str, kind: str, *, draft: bool | None = False, name: str = ""):
    """A finished report as a run leaves it."""
    folder = root / "reports" / school / kind
    folder.mkdir(parents=True)
    about = {"status": SIGNED} | ({} if draft is None else {"draft": draft})
    facts = {
        "title": kind,
        "subtitle": name or f"{school.title()} \\<b\\>School",
        "author": "Riverside",
        "spp": about,
    }
    head = "\n".join(f"{key}: {json.dumps(value)}" for key, value in facts.items())
    (folder / "report.qmd").write_text(f"---\n{head}\n---\n\nText.\n", encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    for form in ("html", "docx", "pdf"):
        (folder / f"report.{form}").touch()
    return folder


KINDS_OF_SCHOOLS = ("review-summary", "workshop-pack", "impact-reflection", "best-practice")


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    for school in ("ashdown", "birchwood"):
        for kind in KINDS_OF_SCHOOLS:
            report(tmp_path, school, kind, draft=school == "birchwood")
    report(tmp_path, "partnership", "partnership-report", name="Riverside")
    (tmp_path / "_site").mkdir()
    (tmp_path / "_site" / "index.html").touch()
    (tmp_path / "closed.json").write_text('{"version": 1, "cycle": "2024-25"}', encoding="utf-8")
    write_front(Workspace(tmp_path))
    return Workspace(tmp_path)


def text_of(workspace: Workspace) -> str:
    return (workspace.root / "reports" / FRONT).read_text(encoding="utf-8")


def links_of(workspace: Workspace) -> list[str]:
    return re.findall(r'href="([^"#]+)"', text_of(workspace))


def test_a_closed_year_names_every_document_with_links_that_lead_somewhere(workspace):
    links, text = links_of(workspace), text_of(workspace)
    assert len(links) == 9 * 3 + 1
    assert all((workspace.root / "reports" / link).resolve().is_file() for link in links)
    assert text.count('class="state there">Draft') == 4
    assert text.count(f'class="state">{SIGNED}<') == 5
    assert "<h1>Documents of 2024-25</h1>" in text and "This year is closed" in text
    assert "<script" not in text
    assert "&lt;b&gt;School" in text


def test_what_each_kind_is_for_is_said_in_the_words_of_the_partnership(workspace):
    workspace.settings_file.write_text("terms:\n  improvement champion: lead helper\n")
    write_front(workspace)
    assert "What a lead helper needs for the afternoon" in text_of(workspace)
    assert "improvement champion" not in text_of(workspace)


def test_the_example_before_and_after_something_is_made(riverside):
    place = Workspace(riverside)
    write_front(place)
    text = text_of(place)
    assert "Nothing has been made yet." in text
    assert text.count("is-not_made") and text.count('<li class="is-nothing_to_say') == 9
    report(riverside, "osier-road", "review-summary", draft=True, name="Osier Road")
    report(riverside, "oakfield", "review-summary", name="Another name")
    write_front(place)
    text = text_of(place)
    assert "The workbook has nothing for it to say today" in text
    assert text.index("Oakfield Weir") < text.index("Withy Bridge") < text.index("Osier Road")
    assert "Another name" not in text.partition("</header>")[2]  # the lead's list names the schools
    links = [link for link in links_of(place) if "cycles" not in link]
    assert all((riverside / "reports" / link).resolve().is_file() for link in links)
    assert any("review-summary/report.docx" in link for link in links)


def test_it_is_written_again_for_the_website_only_where_it_does_not_lead_there(riverside):
    place = Workspace(riverside)
    lead_to_site(place)
    assert "The best-practice website" not in text_of(place)
    place.site.mkdir()
    (place.site / "index.html").write_text("", encoding="utf-8")
    lead_to_site(place)
    assert "The best-practice website" in text_of(place)
    before = (riverside / "reports" / FRONT).stat().st_mtime_ns
    lead_to_site(place)
    assert (riverside / "reports" / FRONT).stat().st_mtime_ns == before


@pytest.mark.parametrize("number", [0, 1])
def test_a_partnership_of_few_schools(tmp_path, number):
    from spp_research.intake import write_workbook
    from spp_research.schema import PARTNERSHIP

    rows = {
        "partnership": [{"name": "<b>Few</b>", "cycle": "2025-26"}],
        "schools": [{"school": "ash", "school_name": "Ash & <i>Elm</i>"}][:number],
    }
    write_workbook(tmp_path / "partnership.xlsx", PARTNERSHIP, rows)
    write_front(Workspace(tmp_path))
    text = text_of(Workspace(tmp_path))
    assert text.count(">Not started<") == (5 if number else 0)
    assert ("Ash &amp; &lt;i&gt;Elm&lt;/i&gt;" in text) == bool(number)
    assert "<nav" not in text and "Nothing has been made yet." in text


def test_the_front_page_of_a_hub(tmp_path):
    (tmp_path / "hub.xlsx").touch()
    place = Workspace(tmp_path)
    write_front(place)
    assert "spp report hub-report" in text_of(place)
    report(tmp_path, "hub", "hub-report", draft=True, name="Northshire")
    write_front(place)
    assert links_of(place) == [f"hub/hub-report/report.{form}" for form in ("html", "docx", "pdf")]


def test_what_does_not_say_that_it_is_signed_off_is_a_draft(tmp_path):
    report(tmp_path, "ashdown", "review-summary", draft=None)
    (found,) = (one for one in documents_of(Workspace(tmp_path)) if one.is_there)
    assert found.state is State.DRAFT and not found.signed


def test_half_a_report_is_not_named(tmp_path):
    folder = report(tmp_path, "ashdown", "review-summary")
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    report(tmp_path, "ashdown", "workshop-pack").joinpath("report.qmd").unlink()
    assert not any(one.is_there for one in documents_of(Workspace(tmp_path)))


@pytest.mark.slow
def test_what_is_chosen_is_shown_and_nothing_else(browser, workspace):
    page = opened(browser, workspace, 1200, "light")
    shown = "[...document.querySelectorAll('.documents li')].filter(e => e.offsetParent).length"
    assert page.evaluate(shown) == 9
    page.check("#show-draft")
    assert page.evaluate(shown) == 4
    page.check("#of-workshop-pack")
    assert page.evaluate(shown) == 1
    page.check("#of-partnership-report")
    assert page.evaluate(shown) == 0 and page.is_visible(".nothing")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 360])
@pytest.mark.slow
def test_axe_finds_nothing(browser, workspace, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    page = opened(browser, workspace, width, scheme)
    found = axe.Axe().run(page).response["violations"]
    assert [(rule["id"], len(rule["nodes"])) for rule in found] == []


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 1400])
def test_it_never_scrolls_sideways(browser, workspace, width):
    page = opened(browser, workspace, width, "light")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def opened(browser, workspace: Workspace, width: int, scheme: str):
    """The page, in a browser without a network or scripts."""
    size = {"width": width, "height": 900}
    page = browser.new_context(offline=True, color_scheme=scheme, viewport=size).new_page()
    page.goto((workspace.root / "reports" / FRONT).as_uri())
    return page
