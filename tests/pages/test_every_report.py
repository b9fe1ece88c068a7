"""Every kind of report in every format, for a full, a nearly empty and a large partnership."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docx_reader import faults_by_docx
from example_copy import copy_riverside
from word_faults import word_faults
from word_heads import torn_in, words_of_heads

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MANY = 40  # schools
FAR_APART = ("riverside", "forty")


def spp(*arguments: object) -> None:
    command = [sys.executable, "-m", "spp_research", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module", params=FAR_APART)
def reports(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The folders of all the reports of the example; of the large one, those about all schools."""
    folder = tmp_path_factory.mktemp(request.param) / "partnership"
    if request.param == "riverside":
        copy_riverside(folder)
        asked = ["--all"]
    else:
        spp("demo", folder, "--schools", MANY, "--seed", 7)
        asked = ["partnership-report"]
    spp("report", *asked, "--workspace", folder, "--renderer", "pandoc")
    return sorted(path.parent for path in folder.glob("reports/*/*/report.qmd"))


@pytest.mark.slow
def test_every_page_passes_axe_and_never_scrolls_sideways(reports, browser: Browser):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is missing")
    faults = {}
    for folder in reports:
        for scheme, width in (("light", 1200), ("dark", 360)):
            context = browser.new_context(
                offline=True, color_scheme=scheme, viewport={"width": width, "height": 900}
            )
            page = context.new_page()
            for path in sorted(folder.glob("*.html")):  # slides and posters beside it, too
                page.goto(path.as_uri())
                found = [v["id"] for v in axe.Axe().run(page).response["violations"]]
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    found.append("scrolls sideways")
                if found:
                    where = f"{folder.parent.name}/{folder.name}/{path.name}"
                    faults[f"{where}, {scheme} at {width}"] = found
            context.close()
    number = sum(len([*folder.glob("*.html")]) for folder in reports)
    print(f"axe: {number} pages, each light at 1200 and dark at 360")
    assert faults == {}


@pytest.mark.slow
def test_every_word_document_can_be_read_aloud_and_navigated(reports):
    faults = {f"{r.parent.name}/{r.name}": word_faults(r / "report.docx") for r in reports}
    print(f"Word: {len(faults)} documents")
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.slow
def test_every_word_document_is_whole_to_another_reader(reports):
    """Sheets beside a document, too; python-docx knows nothing of the kit."""
    pytest.importorskip("docx", reason="python-docx is not installed")
    faults, number = {}, 0
    for folder in reports:
        text = (folder / "report.qmd").read_text(encoding="utf-8")
        whose = json.loads(re.findall(r"^subtitle: (.*)$", text, re.M)[0]).replace("\\", "")
        for path in sorted(folder.glob("*.docx")):
            number += 1
            if found := faults_by_docx(path, whose):
                faults[f"{folder.parent.name}/{folder.name}/{path.name}"] = found
    print(f"python-docx: {number} documents")
    assert faults == {}


@pytest.mark.slow
def test_every_pdf_is_tagged_and_says_its_language(reports):
    from pypdf import PdfReader

    every = [path for folder in reports for path in folder.glob("*.pdf")]
    for path in every:  # sheets and posters beside it, too
        root = PdfReader(path).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"], path
        assert root["/Lang"] == "en-GB", path
        said = root["/Metadata"].get_data()
        assert re.search(rb"pdfuaid:part>\s*1", said), path
        assert re.search(rb"pdfaid:part>\s*2", said), path
        assert re.search(rb"pdfaid:conformance>\s*A", said), path
    print(f"PDF/UA-1 and PDF/A-2a: {len(every)} documents")


@pytest.mark.slow
def test_no_word_of_a_head_is_torn_in_any_document(reports, tmp_path):
    """By the width of each column, and by what LibreOffice and the PDF make of it."""
    office, text = shutil.which("soffice"), shutil.which("pdftotext")
    faults: dict[str, object] = {}
    for folder in reports:
        name = f"{folder.parent.name}/{folder.name}"
        if found := torn_in(folder / "report.docx"):
            faults[f"{name}, Word"] = found
        words = words_of_heads(folder / "report.docx")
        made = {"PDF": folder / "report.pdf"}
        if office:
            asked = [office, "--headless", "--convert-to", "pdf", "--outdir", tmp_path]
            subprocess.run([*asked, folder / "report.docx"], check=True, capture_output=True)
            made["LibreOffice"] = (tmp_path / "report.pdf").rename(
                tmp_path / f"{name.replace('/', '-')}.pdf"
            )
        for how, path in made.items() if text else ():
            said = subprocess.run([text, path, "-"], capture_output=True, check=True).stdout
            if missing := words - set(re.findall(r"[^\W\d_]{2,}", said.decode())):
                faults[f"{name}, {how}"] = sorted(missing)
    assert faults == {}


@pytest.mark.slow
def test_every_picture_is_described_by_what_it_shows(reports):
    """Alternative text that says numbers, or that there is nothing to see; never the title."""
    pictures = 0
    for folder in reports:
        text = (folder / "report.qmd").read_text(encoding="utf-8")
        drawn = re.findall(r'!\[(.*?)\]\((.*?)\).*?fig-alt="((?:[^"\\]|\\.)*)"', text, re.S)
        for caption, file, alt in drawn:
            pictures += 1
            assert alt.strip(" .") != caption.strip(" ."), folder
            assert len(alt.split()) >= 8, (folder, alt)
            if "fig-photo" in file:  # of which a person says what it shows
                continue
            assert re.search(r"\d|\[c\]|\bno\b|\bnone\b|\bone\b|\btwo\b", alt), (folder, alt)
    print(f"alternative text: {pictures} pictures")


BREAKS = {
    "the language of the text": ("word/styles.xml", '(<w:lang[^>]*w:val=)"en-GB"', r'\1"fr-FR"'),
    "a picture without": ("word/document.xml", r'descr="[^"]*"', 'descr=""'),
    "no row of headers": ("word/document.xml", r"<w:tblHeader [^>]*>", ""),
    "no title": ("word/document.xml", r"<w:tblCaption [^>]*>", ""),
    "first column heads": ("word/document.xml", 'w:firstColumn="1"', 'w:firstColumn="0"'),
    "is of level 3": ("word/document.xml", 'w:val="Heading1"', 'w:val="Heading3"'),
    "used and not declared": ("word/document.xml", 'w:val="FirstParagraph"', 'w:val="Unheard"'),
    "properties have no title": ("docProps/core.xml", "<dc:title>.*?</dc:title>", ""),
}


@pytest.fixture(scope="module")
def good_document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from spp_research.publish import pandoc

    root = Path(__file__).parents[2]
    folder = tmp_path_factory.mktemp("good") / "report"
    shutil.copytree(root / "tests" / "fixtures" / "dialect", folder)
    return pandoc.render(folder, ["docx"], root / "reports" / "_style")["docx"]


def test_a_good_word_document_has_no_fault(good_document):
    assert word_faults(good_document) == []


@pytest.mark.parametrize("fault", BREAKS)
def test_a_fault_in_a_word_document_is_found(fault, good_document, tmp_path):
    broken = broken_copy(good_document, tmp_path / "broken.docx", *BREAKS[fault])
    assert any(fault in said for said in word_faults(broken))


BREAKS_BY_DOCX = {
    "does not name": ("docProps/core.xml", " – [^<]*</dc:title>", "</dc:title>"),
    "have no author": ("docProps/core.xml", "<dc:creator>.*?</dc:creator>", ""),
    "not set for A4": ("word/document.xml", 'w:w="11906"', 'w:w="12240"'),
    "leaves the width": ("word/document.xml", "<w:gridCol [^>]*>", "<w:gridCol/>"),
    "is wider than its page": ("word/document.xml", '(<w:gridCol [^>]*w:w=)"\\d+"', r'\1"9000"'),
}


def test_a_good_word_document_is_whole_to_another_reader(good_document):
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    whose = docx.Document(str(good_document)).core_properties.subject
    assert whose and faults_by_docx(good_document, whose) == []


@pytest.mark.parametrize("fault", BREAKS_BY_DOCX)
def test_a_fault_is_found_by_another_reader(fault, good_document, tmp_path):
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    whose = docx.Document(str(good_document)).core_properties.subject
    broken = broken_copy(good_document, tmp_path / "broken.docx", *BREAKS_BY_DOCX[fault])
    assert any(fault in said for said in faults_by_docx(broken, whose))


def broken_copy(document: Path, copy: Path, part: str, pattern: str, instead: str) -> Path:
    """A document in one of whose parts something is put in the place of all that matches."""
    with zipfile.ZipFile(document) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                text, times = re.subn(pattern, instead, content.decode(), flags=re.S)
                assert times
                content = text.encode()
            target.writestr(name, content)
    return copy
