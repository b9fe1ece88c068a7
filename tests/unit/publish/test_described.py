"""What programs are told of a report: JSON-LD in its page, properties in its Word file."""

import json
import re
import zipfile
from pathlib import Path

import pytest

from spp_research.publish import pandoc
from spp_research.publish.described import article, describe
from spp_research.words.text import without_missing

ROOT = Path(__file__).parents[3]
STYLE = ROOT / "reports" / "_style"
GOLDEN = ROOT / "tests" / "golden" / "reports"


def rendered(folder: Path, source: str, form: str) -> Path:
    """A golden report in one format, without its figures."""
    text = (GOLDEN / source).read_text(encoding="utf-8")
    text = re.sub(r"!\[.*?\]\(figures/.*?\)\{.*?\}", "", text, flags=re.S)
    text = without_missing(text, {"tbl-questions", "tbl-findings"})
    (folder / "report.qmd").write_text(text, encoding="utf-8")
    return pandoc.render(folder, [form], STYLE)[form]


def described(page: Path) -> list[dict]:
    text = page.read_text(encoding="utf-8")
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    return [json.loads(script) for script in found]


def test_a_practice_for_everyone_is_described_to_programs(tmp_path, snapshot):
    page = rendered(tmp_path, "best_practice.oakfield.public.qmd", "html")
    assert described(page) == snapshot
    assert page.read_text(encoding="utf-8").index("ld+json") < page.read_text().index("</head>")


@pytest.mark.parametrize("source", ["impact_reflection.oakfield", "review_summary.oakfield"])
def test_what_is_not_shared_with_everyone_is_not_described(tmp_path, source):
    assert described(rendered(tmp_path, f"{source}.partnership.qmd", "html")) == []


def test_a_practice_that_is_a_draft_is_not_described(tmp_path):
    page = tmp_path / "report.html"
    page.write_text("<head></head>", encoding="utf-8")
    describe(page, {"title": {"t": "MetaString", "c": "T"}, "spp": {"t": "MetaMap", "c": {}}})
    assert described(page) == []


def test_no_text_ends_the_script_early():
    hostile = "</script><script>alert(1)</script>"
    made = article(
        headline=hostile,
        description="",
        published="2026-07-03",
        keywords=[hostile],
        school="",
        partnership="",
        licence="",
    )
    assert "<" not in made
    assert json.loads(made)["headline"] == hostile


def test_a_word_file_says_for_whom_it_is_and_under_which_licence(tmp_path):
    path = rendered(tmp_path, "best_practice.oakfield.public.qmd", "docx")
    with zipfile.ZipFile(path) as parts:
        custom = parts.read("docProps/custom.xml").decode()
        core = parts.read("docProps/core.xml").decode()
    named = dict(re.findall(r'name="(\w+)"><vt:lpwstr>(.*?)</vt:lpwstr>', custom))
    assert named["Audience"] == "For everyone"
    assert named["Licence"] == "CC BY 4.0"
    assert named["Status"].startswith("Signed off by ")
    for part in ("dc:title", "dc:creator", "dc:description", "cp:keywords", "dc:subject"):
        assert f"<{part}>" in core
