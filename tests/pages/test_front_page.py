"""The front page of a workspace: what it names, and how it reads in a browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from spp_research.cli.front_page import FRONT, documents_in, write_front
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


@pytest.fixture
def workspace(tmp_path) -> Workspace:
    for school in ("ashdown", "birchwood"):
        for kind in ("review-summary", "workshop-pack", "impact-reflection", "best-practice"):
            report(tmp_path, school, kind, draft=school == "birchwood")
    report(tmp_path, "partnership", "partnership-report", name="Riverside")
    (tmp_path / "_site").mkdir()
    (tmp_path / "_site" / "index.html").touch()
    write_front(Workspace(tmp_path), ["birchwood", "ashdown"])
    return Workspace(tmp_path)


def text_of(workspace: Workspace) -> str:
    return (workspace.root / "reports" / FRONT).read_text(encoding="utf-8")


def test_it_names_every_document_by_role_with_links_that_lead_somewhere(workspace):
    text = text_of(workspace)
    links = re.findall(r'href="([^"#]+)"', text)
    assert len(links) == 9 * 3 + 1
    assert all((workspace.root / "reports" / link).resolve().is_file() for link in links)
    for heading in ("For a school", "For improvement champions", "For the partnership lead"):
        assert f"<h2>{heading}</h2>" in text
    assert text.index("Birchwood") < text.index("Ashdown")
    assert text.count("<strong>Draft</strong>") == 4
    assert text.count(SIGNED) == 5
    assert "<script" not in text
    assert "&lt;b&gt;School" in text


def test_what_does_not_say_that_it_is_signed_off_is_a_draft(tmp_path):
    report(tmp_path, "ashdown", "review-summary", draft=None)
    (found,) = documents_in(tmp_path / "reports")
    assert found.draft
    assert found.state == "Draft"


def test_half_a_report_is_not_named(tmp_path):
    folder = report(tmp_path, "ashdown", "review-summary")
    (folder / "manifest.json").write_text("{", encoding="utf-8")
    report(tmp_path, "ashdown", "workshop-pack").joinpath("report.qmd").unlink()
    assert list(documents_in(tmp_path / "reports")) == []
    assert write_front(Workspace(tmp_path)) is None
    assert not (tmp_path / "reports" / FRONT).exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 360])
@pytest.mark.slow
def test_axe_finds_nothing(browser, workspace, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    page = opened(browser, workspace, width, scheme)
    found = axe.Axe().run(page).response["violations"]
    assert [(rule["id"], len(rule["nodes"])) for rule in found] == []


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
