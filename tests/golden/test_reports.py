"""The published text of every kind of report, whole, for a full and a small school.

Of a school with nothing to say none is made; its notebooks still run, by hand or as forks.
"""

import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from beyond_print import beyond_print
from in_process import executed

from spp_research.display import MARK
from spp_research.display.front import Front
from spp_research.errors import DisclosureError
from spp_research.kinds import KINDS, TEMPLATE, ReportKind
from spp_research.protect.signatures import ShownText, Verdict
from spp_research.publish.export import export
from spp_research.publish.last_page import Input, Provenance
from spp_research.publish.number_files import WORKBOOK, is_of_numbers
from spp_research.publish.numbers import Taken
from spp_research.publish.report_json import NAME
from spp_research.publish.shown import read_lines
from spp_research.words.text import escape

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "reports"
NOTEBOOKS = ROOT / "notebooks"

REPORTS = [
    ("review_summary", "oakfield", "partnership"),
    ("review_summary", "nether-sallow", "school"),
    ("workshop_pack", "oakfield", "partnership"),
    ("workshop_pack", "nether-sallow", "partnership"),
    ("impact_reflection", "oakfield", "partnership"),
    ("impact_reflection", "nether-sallow", "partnership"),
    ("best_practice", "oakfield", "public"),
    ("parents_page", "oakfield", "public"),
    ("partnership_report", "", "partnership"),
    ("enquiry", "oakfield", "partnership"),
    ("hub_report", "", "partnership"),
]

PROVENANCE = Provenance(
    made_on=date(2026, 7, 10),
    kit_version="0.0.0",
    renderer="Pandoc 0",
    inputs=(
        Input("partnership.xlsx", date(2026, 7, 1), "0123456789abcdef"),
        Input("schools/x/pupils/y.xlsx", date(2026, 7, 1), "0123456789abcdef"),
    ),
    licence="CC BY 4.0",
)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Run a notebook about the example, once for all the tests of this file, into a folder."""

    @cache
    def ran(notebook: str, school: str, audience: str) -> str:
        parameters = {"workspace": "example", "audience": audience}
        parameters |= {"school": school} if school else {}
        name = f"{notebook}.ipynb"
        out = tmp_path_factory.mktemp("run") / name
        return executed(NOTEBOOKS / name, parameters, out).read_text(encoding="utf-8")

    def into(folder: Path, notebook: str, school: str, audience: str) -> Path:
        folder.mkdir(exist_ok=True)
        path = folder / f"{notebook}.ipynb"
        path.write_text(ran(notebook, school, audience), encoding="utf-8")
        return path

    return into


@pytest.mark.parametrize(("notebook", "school", "audience"), REPORTS)
def test_the_published_text_is_the_golden_one(notebook, school, audience, run, tmp_path, request):
    made = export(
        run(tmp_path / "report", notebook, school, audience), tmp_path / "report", PROVENANCE
    )
    golden = GOLDEN / f"{notebook}.{school or 'partnership'}.{audience}.qmd"
    text = made.report.read_text(encoding="utf-8")
    if request.config.getoption("--snapshot-update"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")
    labels = {path.stem for path in (tmp_path / "report" / "figures").glob("*.png")}
    assert all(f"(figures/{label}.png)" in text for label in labels)


@pytest.mark.slow
@pytest.mark.parametrize(("notebook", "school", "audience"), REPORTS)
def test_every_value_to_reuse_stands_in_the_document(notebook, school, audience, run, tmp_path):
    """Each cell of the workbook and of the CSV files, in the words of the report or its charts."""
    folder = tmp_path / "report"
    executed_notebook = run(folder, notebook, school, audience)
    text = export(executed_notebook, folder, PROVENANCE).report.read_text(encoding="utf-8")
    marks = [
        output["data"][MARK]
        for cell in json.loads(executed_notebook.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", ())
    ]
    drawn = " ".join(str(part) for m in marks for pair in m.get("drawn", ()) for part in pair)
    drawn = drawn.replace("-", "−") + drawn  # the files have the minus sign of tables
    taken = Taken()
    for mark in marks:
        taken.take(mark)
    tables = taken.shown_in(re.findall(r"\{#((?:fig|tbl)-[a-z0-9-]+)", text))
    made = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    csv_files = {f"numbers/{table.label}.csv" for table in tables}
    assert {name for name in made if is_of_numbers(name)} == (
        csv_files | {WORKBOOK} if tables else set()
    )
    assert (f'"numbers": "{WORKBOOK}"' in text) is bool(tables)
    for table in tables:
        there = text if table.name.startswith("Table") else drawn
        for cell in (cell for row in table.rows for cell in row[table.heads :]):
            # An address is printed as a link under the name of its site, and is whole here.
            parts = re.split(r"(https?://[^\s,]+)", cell.shown)
            words = [escape(p) if there is text and "://" not in p else p for p in parts]
            assert cell.shown == "–" or all(w in there for w in words), (table.name, cell)


class Signed:
    """Sign-offs of the example that let everything stand."""

    style, school, cycle = ROOT / "reports" / "_style", "oakfield", "2025-26"

    def __init__(self, notebook: str) -> None:
        own = ReportKind("enquiry", "Enquiry", "", file=TEMPLATE)
        kinds = {kind.module: kind for kind in KINDS.values()}
        self.job = SimpleNamespace(
            kind=kinds.get(notebook, own), place=SimpleNamespace(kinds=KINDS)
        )

    def __call__(self, front: Front, text: ShownText) -> Verdict:
        return Verdict(front.sign_off, signed=front.sign_off is not None)


QUICK = ("parents_page", "best_practice")  # the rest takes a second or two each


@pytest.mark.parametrize(
    ("notebook", "school", "audience"),
    [one if one[0] in QUICK else pytest.param(*one, marks=pytest.mark.slow) for one in REPORTS],
)
def test_the_document_as_data_holds_nothing_that_is_not_printed(
    notebook, school, audience, run, tmp_path
):
    executed_notebook = run(tmp_path / "report", notebook, school, audience)
    made = export(executed_notebook, tmp_path / "report", PROVENANCE, signing=Signed(notebook))
    content = (tmp_path / "report" / NAME).read_bytes()
    marks = [
        output["data"][MARK]
        for cell in json.loads(executed_notebook.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", ())
    ]
    drawn = {mark["label"]: mark["drawn"] for mark in marks if "drawn" in mark}
    text = made.report.read_text(encoding="utf-8")
    _, printed = read_lines(text, drawn, Signed.style)
    data = json.loads(content)
    assert list(beyond_print(data, printed)) == []
    # All that is printed is there, but for the first page's head and the last section.
    about = {"About this document"} if notebook != "parents_page" else set()
    said = {one["text"] for one in data["sentences"]}
    lost = [one.words for one in printed if one.kind == "text" and one.section not in about]
    lost = [words for words in lost if " ".join(words.split()) not in said]
    assert all("Numbers to reuse" in words or "SPP research and" in words for words in lost), lost
    tables = {one["name"] for one in data["tables"] if one["name"].startswith("Table")}
    assert len(tables) == len(re.findall(r"\{#tbl-", text)) or notebook == "workshop_pack"
    unsigned = any(not mark.get("signed", True) for mark in marks)
    assert unsigned is not all(one["signed"] for one in data["sentences"])
    (tmp_path / "report" / NAME).unlink()
    export(executed_notebook, tmp_path / "report", PROVENANCE, signing=Signed(notebook))
    assert (tmp_path / "report" / NAME).read_bytes() == content


def test_every_golden_text_belongs_to_a_report():
    expected = {f"{n}.{s or 'partnership'}.{a}.qmd" for n, s, a in REPORTS}
    assert {path.name for path in GOLDEN.iterdir()} == expected


@pytest.mark.parametrize(
    ("notebook", "audience", "said"),
    [
        ("review_summary", "partnership", "No findings have been written down yet."),
        ("workshop_pack", "partnership", "**Still to fill in:**"),
        ("impact_reflection", "school", "No actions have been written down yet."),
        ("best_practice", "public", "This school has not yet written down a practice to share."),
        ("parents_page", "public", "There is nothing here that all of us may read yet."),
    ],
)
def test_a_notebook_run_by_itself_says_what_is_missing(notebook, audience, said, run, tmp_path):
    made = export(run(tmp_path, notebook, "osier-road", audience), tmp_path, PROVENANCE)
    assert said in made.report.read_text(encoding="utf-8")


def break_notebook(path: Path, change) -> Path:
    """A notebook that was run, with one cell's output changed."""
    document = json.loads(path.read_text(encoding="utf-8"))
    cells = [cell for cell in document["cells"] if cell["cell_type"] == "code"]
    change(cells)
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def printed(cells):
    cells[3]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "27 pupils"}]


def a_bare_frame(cells):
    cells[4]["outputs"][0]["data"] = {"text/html": "<table></table>", "text/plain": "x"}


def another_version(cells):
    cells[4]["outputs"][0]["data"][MARK]["version"] = 99


def no_front(cells):
    cells[2]["outputs"] = []


@pytest.mark.parametrize("change", [printed, a_bare_frame, another_version, no_front])
def test_what_has_no_mark_stops_the_export(change, run, tmp_path, snapshot):
    ran = run(tmp_path, "best_practice", "oakfield", "public")
    with pytest.raises(DisclosureError) as stopped:
        export(break_notebook(ran, change), tmp_path, PROVENANCE)
    assert str(stopped.value) == snapshot
    assert not (tmp_path / "report.qmd").exists()


def test_what_was_hidden_and_what_was_waived_are_recorded(run, tmp_path):
    made = export(run(tmp_path, "review_summary", "oakfield", "partnership"), tmp_path, PROVENANCE)
    assert not made.audit  # of a few leaders and governors only that they were met
    assert {w["reason"] for w in made.not_personal} >= {
        "the review team's and the school's own words"
    }


@pytest.mark.parametrize(("schools", "named"), [(3, True), (4, False)])
def test_share_files_are_named_up_to_a_few(schools, named, run, tmp_path):
    """Those of a large partnership would fill a page."""
    from dataclasses import replace

    days = [date(2026, 7, day) for day in range(1, schools + 1)]
    shared = tuple(Input(f"share/{day:%d}.json", day, "0123456789abcdef") for day in days)
    more = replace(PROVENANCE, inputs=PROVENANCE.inputs + shared)
    path = run(tmp_path, "review_summary", "oakfield", "partnership")
    text = export(path, tmp_path, more).report.read_text(encoding="utf-8")
    assert text.count("share/") == (schools if named else 0)
    assert ("four share files (the newest of 4 July 2026)" in text) != named


def test_everybody_is_told_no_file(run, tmp_path):
    path = run(tmp_path, "best_practice", "oakfield", "public")
    text = export(path, tmp_path, PROVENANCE).report.read_text(encoding="utf-8")
    assert ".xlsx" not in text and "Made on 10 July 2026 with the SPP research" in text
