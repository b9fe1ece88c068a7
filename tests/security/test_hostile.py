"""Whatever a workbook holds comes out as text: in the report, and in every format made from it."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import canary
import hostile
import openpyxl
import pytest
from example_copy import copy_riverside
from in_process import executed

from spp_research.intake.write.added_row import add_row
from spp_research.kinds import KINDS
from spp_research.publish import allowed, pandoc
from spp_research.publish.export import export
from spp_research.publish.last_page import Provenance
from spp_research.run.jobs import Job
from spp_research.schema import HUB, PUPILS, SCHOOL

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
PER_SCHOOL = [kind.name for kind in KINDS.values() if kind.per_school]
QUARTO = pytest.param(
    "quarto", marks=pytest.mark.skipif(not shutil.which("quarto"), reason="Quarto is not on PATH")
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example partnership with every hostile string in every column of text of one school."""
    return _filled(tmp_path_factory.mktemp("hostile"), part=1)


def _filled(folder: Path, part: int) -> Path:
    """The example partnership with hostile strings wherever somebody may write; see `hostile`."""
    workspace = copy_riverside(folder / "riverside")
    secret = workspace / "secret.txt"
    secret.write_text(hostile.SECRET)
    school, strings = workspace / "schools" / "oakfield", hostile.texts(secret)
    done = hostile.fill_in(school / "evidence.xlsx", SCHOOL, strings, part=part)
    assert part > 1 or hostile.filled(done) == set(done)
    assert set().union(*done.values()) == set(hostile.marks())
    assert {"register", "support"} <= {column.split(".")[0] for column in done}
    lead = hostile.fill_lead(workspace / "partnership.xlsx", strings)
    asked = hostile.fill_surveys(school / "surveys", school / "evidence.xlsx", strings)
    groups = 0
    for path in sorted((school / "pupils").glob("*.xlsx")):
        hostile.fill_in(path, PUPILS, ())
        groups += hostile.fill_pupils(path, strings)
    other = workspace / "schools" / "withy-bridge"
    shared = hostile.fill_in(other / "evidence.xlsx", SCHOOL, strings, one=True)
    for path in (other / "pupils").glob("*.xlsx"):
        hostile.fill_in(path, PUPILS, ())
    settings = workspace / "settings.yml"
    licence = json.dumps(next(text for text in strings if "script" in text and '"' in text))
    settings.write_text(f"{settings.read_text()}licence: {licence}\n", encoding="utf-8")
    print(
        f"hostile: {len(hostile.HOSTILE)} strings, {'each' if part == 1 else f'1 in {part}'} in "
        f"{len(done)} columns of a school's workbook; in {len(lead)} of the lead's, {len(shared)} "
        f"of a school that shares, {asked} questions and answers of surveys, {groups} classes and "
        f"groups, and the settings; {hostile.KINDS}"
    )
    return workspace


def test_there_are_enough_of_each_kind():
    assert len(hostile.HOSTILE) >= 60
    assert len(set(hostile.HOSTILE)) == len(hostile.HOSTILE)
    assert min(hostile.KINDS.values()) >= 5


@pytest.mark.slow
@pytest.mark.parametrize("kind", PER_SCHOOL)
def test_every_string_is_text_in_the_report(kind: str, filled: Path, tmp_path: Path):
    """The parsed report holds nothing but what a report may: the second lock has nothing to do."""
    job = Job(str(filled), KINDS[kind], "oakfield", "public")
    notebook = ROOT / "notebooks" / KINDS[kind].notebook
    run = executed(notebook, job.parameters, tmp_path / notebook.name)
    export(run, tmp_path, Provenance(job.made_on, "0", "none", ()))
    parsed = json.loads(pandoc.parse(tmp_path))
    allowed.check(parsed, tmp_path)
    said = "".join(_words(parsed))
    shown = [mark for mark in hostile.marks() if mark in said]
    # A single page shows few of a school's words.
    least = 30 if kind == "parents-page" else len(hostile.HOSTILE)
    assert len(shown) >= least, "not every string was put to the test"


def _words(part: Any) -> Iterator[str]:
    """The text of a parsed report."""
    if isinstance(part, dict):
        if part.get("t") == "Str":
            yield part["c"]
        yield from _words(list(part.values()))
    elif isinstance(part, list):
        for each in part:
            yield from _words(each)


@pytest.fixture(scope="module", params=["pandoc", QUARTO])
def made(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> tuple[Path, canary.Machine]:
    """All the reports of that school in all formats, the partnership's and a hub's of its share.

    The site as well.
    With a third of the strings in each column: a page of them for each takes minutes to set.
    """
    filled = _filled(tmp_path_factory.mktemp("hostile"), part=3)
    machine = canary.Machine(filled.parent / request.param)
    at = ("--workspace", filled, "--renderer", request.param)
    said = machine.spp("share", "--school", "oakfield", "--workspace", filled, codes=(11,))
    assert "longer than such a file has room for" in said
    machine.spp("share", "--school", "withy-bridge", "--workspace", filled)
    machine.spp("report", "all", "--school", "oakfield", "--force", *at)
    machine.spp("report", "partnership-report", "--force", *at)
    machine.spp("site", *at)
    _in_a_hub(filled / "share/withy-bridge.json", filled.parent / "hub", machine)
    hub = filled.parent / "hub"
    machine.spp("report", "hub-report", "--workspace", hub, "--renderer", request.param)
    assert (filled / "_site/practices/oakfield.html").is_file()
    return filled, machine


def _in_a_hub(share: Path, hub: Path, machine: canary.Machine) -> None:
    """Make a hub that counts a share file, whatever its partnership and cycle are called."""
    machine.spp("init", "--hub", hub)
    (hub / "partnerships/one").mkdir(parents=True)
    shutil.copy(share, hub / "partnerships/one")
    told = json.loads(share.read_text(encoding="utf-8"))
    about = {"name": hostile.HOSTILE[0], "cycle": told["cycle"]}
    assert add_row(hub / "hub.xlsx", HUB, "hub", about)
    assert add_row(hub / "hub.xlsx", HUB, "partnerships", {"partnership_name": told["partnership"]})
    assert "not count" not in machine.spp("check", "--workspace", hub)


def finished(workspace: Path, ending: str) -> list[Path]:
    """The finished files of the school, of the hub and of the site."""
    of_reports = workspace.parent.glob(f"*/reports/[!_]*/*/*.{ending}")
    return [*of_reports, *(workspace / "_site").rglob(f"*.{ending}")]


@pytest.mark.slow
def test_no_file_of_the_machine_is_in_any_output(made):
    workspace, machine = made
    outputs = [
        path
        for name in ("riverside/reports", "riverside/_site", "hub/reports")
        for path in (workspace.parent / name).rglob("*")
        if path.is_file()
    ]
    assert {path.suffix for path in outputs} >= {".html", ".docx", ".pdf", ".qmd", ".png"}
    for path in outputs:
        for name, data in canary.parts(path.name, path.read_bytes()):
            assert hostile.SECRET.encode() not in data, name
            assert b"root:x:0" not in data, name
    assert hostile.SECRET not in "".join(machine.said.values())
    suffixes = sorted({path.suffix for path in outputs})
    print(f"hostile: {len(outputs)} files of {len(KINDS)} kinds and a site searched: {suffixes}")


@pytest.mark.slow
def test_word_documents_are_well_formed_and_hold_no_field_but_the_kits(made):
    workspace, _ = made
    documents = finished(workspace, "docx")
    of_the_site = [path for path in documents if "reports" not in path.parts]
    assert of_the_site and sum(path.name == "report.docx" for path in documents) == len(KINDS)
    assert any(path.name == "sheets.docx" for path in documents)
    for path in documents:
        with zipfile.ZipFile(path) as packed:
            for part in packed.namelist():
                if part.endswith((".xml", ".rels")):
                    _check_part(ET.fromstring(packed.read(part)), f"{path}: {part}")


def _check_part(tree: ET.Element, where: str) -> None:
    for element in tree.iter():
        kind = element.tag.rpartition("}")[2]
        if kind == "instrText":
            assert re.fullmatch(r"\s*(PAGE|NUMPAGES|SEQ \w+.*|REF [\w-]+.*)\s*", element.text), (
                where
            )
        assert kind not in ("fldSimple", "altChunk", "object", "OLEObject"), where
        if kind == "Relationship" and element.get("TargetMode") == "External":
            assert element.get("Target").startswith(("https://", "http://", "mailto:")), where
            assert "spphit" not in element.get("Target"), where


@pytest.mark.slow
def test_pdfs_hold_no_action_and_no_file(made):
    from pypdf import PdfReader

    workspace, _ = made
    for path in finished(workspace, "pdf"):
        reader = PdfReader(path)
        assert reader.attachments == {}
        for number in range(len(reader.xref[0]) if 0 in reader.xref else 0):
            kept = str(reader.get_object(number))
            assert not re.search(r"/(JavaScript|Launch|EmbeddedFile|SubmitForm)\b", kept), path
        for page in reader.pages:
            for note in page.get("/Annots", ()):
                target = str(note.get_object().get("/A", {}).get("/URI", ""))
                assert "spphit" not in target and not target.startswith(("file:", "javascript:"))


FOREIGN = """() => [...document.querySelectorAll('*')].filter(e =>
    [...e.attributes].some(a => a.name.startsWith('on') || /^\\s*(javascript|file):/i.test(a.value))
    || ['IFRAME','OBJECT','EMBED','BASE','FRAME','APPLET'].includes(e.tagName)
    || (e.tagName === 'FORM' && !/^[a-z./]*index\\.html$/.test(e.getAttribute('action')))
    || (e.tagName === 'META' && e.httpEquiv.toLowerCase() === 'refresh')
).map(e => e.outerHTML.slice(0, 200))"""


@pytest.mark.slow
def test_no_script_runs_and_no_request_leaves_the_page(made, browser: Browser):
    workspace, _ = made
    pages = finished(workspace, "html")
    assert len(pages) > len(KINDS)
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(f"dialog {dialog.message}"))
    for path in pages:
        page.goto(path.as_uri())
        page.mouse.move(200, 200)
        page.keyboard.press("Tab")
        assert page.evaluate("typeof window.spphit") == "undefined", path
        assert page.evaluate(FOREIGN) == [], path
    context.close()
    inside = workspace.parent.as_uri()
    assert [url for url in asked if not url.startswith((inside, "data:"))] == []
    assert not any("secret" in url or "spphit" in url for url in asked)
    print(f"hostile: {len(pages)} pages opened, {len(asked)} requests, none of them outside")


def formulas(path: Path) -> list[str]:
    """The cells of a workbook that a spreadsheet would work out."""
    book = openpyxl.load_workbook(path)
    return [
        f"{page.title}!{cell.coordinate}"
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


@pytest.mark.slow
def test_a_marked_copy_and_the_templates_hold_no_formula(filled: Path, tmp_path: Path):
    """What began with = is a text in the copy, and what no XML may hold is left out."""
    machine = canary.Machine(tmp_path)
    path = shutil.copytree(filled, tmp_path / "riverside") / "schools/oakfield/evidence.xlsx"
    book = openpyxl.load_workbook(path)
    page = book["Evidence"]
    header, columns = hostile._columns(page, SCHOOL.sheet("evidence"))
    cell = page.cell(header + 4, columns["date"])
    cell.value, cell.data_type = "=1+1 is no date _x001B_[31m \u202e", "s"
    book.save(path)
    said = machine.spp("check", "--workspace", tmp_path / "riverside", codes=(11,))
    copy = path.with_name("evidence.checked.xlsx")
    assert formulas(copy) == []
    texts = [str(c.value) for p in openpyxl.load_workbook(copy) for r in p.iter_rows() for c in r]
    assert any(text.startswith("=") for text in texts), "no formula was put to the test"
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said)
    with zipfile.ZipFile(copy) as packed:
        for part in packed.namelist():
            ET.fromstring(packed.read(part))
    machine.spp("templates", tmp_path / "templates")
    for template in (tmp_path / "templates").glob("*.xlsx"):
        assert formulas(template) == []
