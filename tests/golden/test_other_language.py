"""A write-up in another language: nothing of it is said in English beside the catalogue."""

from __future__ import annotations

import html
import json
import re
import shutil
from pathlib import Path

import messages
import pytest
from in_process import executed
from other_language import ordinary, wide_letters
from pypdf import PdfReader
from test_reports import NOTEBOOKS, PROVENANCE, ROOT

from spp_research import catalogue
from spp_research.catalogue import of_language, read_catalogue, speaking
from spp_research.phrases import in_words, listed, long_date, plural
from spp_research.publish import handouts
from spp_research.publish.export import export
from spp_research.publish.frame_words import in_english
from spp_research.publish.signing import read_sheets
from spp_research.schema import SCHOOL
from spp_research.settings import read_settings
from spp_research.words.text import escape

STYLE = ROOT / "reports" / "_style"
WELSH = ROOT / "spp_research" / "words" / "cy.po"


@pytest.fixture
def in_welsh(tmp_path):
    """The example with its write-ups and its website in Welsh."""
    made = shutil.ignore_patterns("reports", "_site", "share", "cycles")
    example = ROOT / "examples" / "riverside"
    place = Path(shutil.copytree(example, tmp_path / "riverside", ignore=made))
    settings = place / "settings.yml"
    settings.write_text(settings.read_text(encoding="utf-8") + "language: cy\n", encoding="utf-8")
    return place


def written(place: Path, school: str, folder: Path):
    name = "best_practice.ipynb"
    parameters = {"workspace": str(place), "audience": "public", "school": school}
    out = executed(NOTEBOOKS / name, parameters, folder / name)
    with speaking(read_settings(place / "settings.yml").speech("best-practice")):
        return export(out, folder, PROVENANCE)


def typed_in(place: Path, school: str) -> set[str]:
    """What stands in the workbook of a school, whole and line by line, as a document has it."""
    sheets = read_sheets(place / "schools" / school / "evidence.xlsx", SCHOOL)
    cells = {
        str(value)
        for sheet in sheets.values()
        for _, row in sheet.records
        for value in row.values()
    }
    cells |= {line.strip(" 0123456789.-") for cell in cells for line in cell.splitlines()}
    cells |= {cell.partition(" out of ")[0] for cell in cells}
    cells |= {word.strip() for cell in cells for word in cell.split(";")}
    return cells | {escape(cell) for cell in cells}


# What no language says otherwise: names of fields of the document, licences and addresses.
OF_NO_LANGUAGE = (
    *("title", "subtitle", "author", "date", "lang", "description", "keywords", "spp", "status"),
    *("document", "audience", "draft", "focus", "header", "published", "licence", "address"),
    *("best-practice", "false", "CC BY", "https://creativecommons.org/licenses/by/4.0/", "cy"),
    *("panel", "notes", "tbl-context", "about-this-document", "skip", "figure", "table", "logo"),
    *("page", "PAGES", "PAGE", "numbers-to-reuse", "numbers-link", "say", "Gorffennaf"),
    *("Riverside Partnership", "headteacher", "Mehefin"),
    *("fig-photo-1.png", "fig-photo-1", "fig-alt", "width", "cm}"),  # of a picture
)


def posters(place: Path, school: str, folder: Path) -> tuple[str, str]:
    """The words of the poster on the web page and on paper."""
    written(place, school, folder)
    with speaking(read_settings(place / "settings.yml").speech("best-practice")):
        page, pdf = handouts.make(folder, ["poster.html", "poster.pdf"], STYLE)
    screen = page.read_text(encoding="utf-8")
    shown = re.sub(r"<style>.*?</style>|<[^>]*>", " ", screen, flags=re.S)
    draft = "".join(re.findall(r'content: "([^"]*)" / ""', screen))
    paper = PdfReader(pdf).pages[0].extract_text()
    return html.unescape(f"{shown} {draft}"), paper


def test_the_poster_of_a_welsh_write_up_is_in_welsh(in_welsh, tmp_path):
    screen, paper = posters(in_welsh, "oakfield", tmp_path)
    assert "Drafft" in screen  # for one that is not signed; on paper it stands on such a one alone
    for said in (screen, paper):
        words = " ".join(said.split())
        for part in ("Y broblem", "Beth sydd ei angen", "Sut y gwyddom", "Trwydded:"):
            assert part in words, part
        assert not re.search("What it takes|How we know|What we did|Draft:|Licence:", words)


@pytest.mark.slow
def test_every_word_of_a_poster_comes_from_the_catalogue(in_welsh, tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "_read", lambda language: wide_letters())
    screen, _ = posters(in_welsh, "oakfield", tmp_path)
    # What a school wrote is cut there and set in other lines, so its words are known one by one.
    typed = {word for text in typed_in(in_welsh, "oakfield") for word in re.findall(r"\w+", text)}
    left = set(ordinary(" ".join(screen.split()), OF_NO_LANGUAGE)) - typed
    assert left <= {"Oakfield", "Weir", "Primary", "School"}


@pytest.mark.slow
@pytest.mark.parametrize("school", ["oakfield", "withy-bridge"])
def test_every_word_of_the_kit_comes_from_the_catalogue(school, in_welsh, tmp_path, monkeypatch):
    monkeypatch.setattr(catalogue, "_read", lambda language: wide_letters())
    made = written(in_welsh, school, tmp_path)
    text = made.report.read_text(encoding="utf-8")
    whose = json.loads(text.splitlines()[2].partition(": ")[2])
    left = ordinary(text, {whose, *OF_NO_LANGUAGE, *typed_in(in_welsh, school)})
    assert left == []
    assert made.in_english == frozenset()


def test_a_write_up_in_welsh_has_no_english_of_the_kit(in_welsh, tmp_path):
    made = written(in_welsh, "oakfield", tmp_path)
    text = made.report.read_text(encoding="utf-8")
    assert made.in_english == frozenset()
    for said in (
        'lang: "cy"',
        'date: "10 Gorffennaf 2026"',
        "## Y broblem",
        "tua 25",
        "4.2 i 14.6",
    ):
        assert said in text
    assert "## Ynghylch y ddogfen hon {#about-this-document}" in text


def test_what_is_lacking_is_said_in_english_and_counted(in_welsh, tmp_path, monkeypatch):
    whole = read_catalogue(WELSH)
    kept = {one: forms for one, forms in whole.forms.items() if "average" not in one}
    del kept["The problem"]
    lacking = catalogue.Catalogue("cy", kept, whole.which)
    monkeypatch.setattr(catalogue, "_read", lambda language: lacking)
    made = written(in_welsh, "oakfield", tmp_path)
    text = made.report.read_text(encoding="utf-8")
    assert "## The problem" in text
    assert "On average about" in text
    assert in_english(made.in_english) == (
        "2 of the kit’s sentences are not in the catalogue of the language and said in English, "
        "such as “The problem”. docs/translating.md says how to add them."
    )
    assert in_english(frozenset()) == ""


@pytest.mark.slow
def test_the_welsh_catalogue_has_no_sentence_that_the_kit_no_longer_says():
    said = {one for one, _ in messages.everything()}
    assert set(read_catalogue(WELSH).forms) - said == set()


def test_welsh_is_marked_as_unread_and_has_its_own_plurals():
    welsh = of_language("cy")
    assert welsh.unread
    assert [welsh.which(n) for n in (0, 1, 2, 3, 4, 6, 20)] == [0, 1, 2, 3, 0, 4, 0]
    with speaking(welsh):
        assert in_words(3) == "3"
        assert listed(["x", "y", "z"]) == "x, y a z"
        assert long_date(PROVENANCE.made_on) == "10 Gorffennaf 2026"
        assert plural(2, "practice") == "arfer"
    assert welsh.lacking == set()
    assert of_language("en") is catalogue.ENGLISH
