"""A report for everyone stops where the website does, and says which cell and how to clear it."""

from __future__ import annotations

import re
from pathlib import Path

import canary
import openpyxl
import pytest
from in_process import executed

from spp_research import open_school
from spp_research.intake import read_workbook
from spp_research.kinds import KINDS
from spp_research.run.jobs import Job
from spp_research.schema import PARTNERSHIP, SCHOOL, Kind
from spp_research.school.public_text import SHEETS, why_not

ROOT = Path(__file__).resolve().parents[2]
OAKFIELD = "schools/oakfield/evidence.xlsx"


def write(path: Path, sheet: str, header: str, value: str) -> str:
    """Put a text under a header into the first filled row of a sheet; the cell's address."""
    book = openpyxl.load_workbook(path)
    rows = [[c.value for c in row] for row in book[sheet].iter_rows()]
    top = next(n for n, row in enumerate(rows) if row[0] == "Row")
    first = next(n for n in range(top + 1, len(rows)) if rows[n][0] not in ("Help", "Example"))
    labels = [str(label).removesuffix(" (needed)") for label in rows[top]]
    cell = book[sheet].cell(first + 1, labels.index(header) + 1)
    cell.value = value
    book.save(path)
    return cell.coordinate


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "sheet", "header", "more"),
    [
        ("best-practice", "Best practice", "What we did", ()),
        ("review-summary", "Findings", "Finding", ("--audience", "public")),
    ],
)
def test_a_report_for_everyone_stops_at_a_name_until_it_is_cleared(
    spp, riverside, kind, sheet, header, more, snapshot
):
    evidence = riverside / OAKFIELD
    at = ("report", kind, "-s", "oakfield", "-w", riverside, "--to", "html", *more)
    cell = write(evidence, sheet, header, "Callum in 4B found it.")
    ran = spp(*at, "--renderer", "pandoc")
    assert ran.code == 12
    assert f"cell {cell} " in ran.err
    assert "Callum" not in ran.err + ran.out
    assert re.sub(r"\s+", " ", ran.err) == snapshot
    assert not (riverside / f"reports/oakfield/{kind}/report.html").exists()
    write(evidence, "The school", "Words that name nobody", "White Rose; callum")
    assert spp(*at, "--renderer", "pandoc").code == 0
    write(evidence, sheet, header, "Callum and Noah in 4B found it.")
    assert spp(*at, "--renderer", "pandoc").code == 12


@pytest.mark.slow
def test_for_fewer_people_a_name_is_only_a_warning(spp, riverside):
    write(riverside / OAKFIELD, "Findings", "Finding", "Callum in 4B found it.")
    at = ("-w", riverside, "--to", "html", "--renderer", "pandoc", "-s", "oakfield")
    assert spp("report", "review-summary", *at).code == 0
    assert "Findings" in spp("check", "-w", riverside).out


@pytest.mark.slow
@pytest.mark.parametrize(("name", "least"), [("best-practice", 8), ("parents-page", 4)])
def test_every_sheet_whose_words_a_document_shows_is_searched(riverside, tmp_path, name, least):
    """A number in every column of text; where it comes out, its sheet is on the document's list."""
    path = riverside / OAKFIELD
    book = openpyxl.load_workbook(path)
    planted: dict[str, str] = {}
    for sheet in SCHOOL.sheets:
        page = book[sheet.title]
        top = next(n for n in range(1, 20) if page.cell(n, 1).value == "Row")
        labels = [str(c.value).removesuffix(" (needed)") for c in page[top]]
        for field in sheet.fields:
            if field.kind not in (Kind.TEXT, Kind.LONG_TEXT) or field.name in ("file", "asked"):
                continue
            mark = f"zq{len(planted):03}zq"
            planted[mark] = f"{sheet.name}.{field.name}"
            for row in range(top + 1, page.max_row + 1):
                cell = page.cell(row, labels.index(field.label) + 1)
                if cell.value and page.cell(row, 1).value not in ("Help", "Example"):
                    own = row if field.name in sheet.key else ""  # a key tells rows apart
                    cell.value = f"{field.starts_with} {mark} {own}".strip()
    book.save(path)
    kind = KINDS[name]
    job = Job(str(riverside), kind, "oakfield", "public")
    run = executed(ROOT / "notebooks" / kind.notebook, job.parameters, tmp_path / kind.notebook)
    said = run.read_text(encoding="utf-8").casefold()  # a sentence begins with a capital
    shown = {place for mark, place in planted.items() if mark in said}
    print(f"public: {len(planted)} columns of text, {len(shown)} of them in a {name}")
    assert len(shown) >= least
    structural = {"sign_off.signed_by", "sign_off.role"}
    sheets = {place.split(".")[0] for place in shown - structural}
    assert sheets <= set(SHEETS[kind.title])
    assert len(SHEETS) == 2, "another document with a list of its own is to be named above"


@pytest.mark.slow
def test_a_pupil_of_the_schools_own_files_stops_a_report_for_everyone(riverside, tmp_path):
    """And is told to nobody: neither what is printed nor anything that is left has the name."""
    machine = canary.Machine(tmp_path)
    names = riverside / "schools/oakfield/pupils/names.csv"
    names.write_text(f"UPN,Forename,Surname\n,{canary.FIRST},{canary.LAST}\n", encoding="utf-8")
    write(riverside / OAKFIELD, "Best practice", "What we did", f"{canary.LAST} did it well.")
    at = ("-s", "oakfield", "-w", riverside)
    said = machine.spp("report", "best-practice", *at, codes=(11, 12))
    said += machine.spp("check", "-w", riverside, codes=(0, 11))
    assert canary.LAST not in said
    assert "Best practice" in said


def test_texts_of_the_leads_workbook_are_searched_too(riverside):
    """For what points to a person, and for words that judge."""
    path = riverside / "partnership.xlsx"
    sheet = PARTNERSHIP.sheet("survey_roles")
    text = "Which role? The outstanding teaching team: 020 7946 0018"
    write(path, sheet.title, sheet.field("role_question").label, text)
    found = {fault.code for fault in read_workbook(path, PARTNERSHIP).faults}
    assert {"text.looks-personal", "text.wording"} <= found


@pytest.mark.slow
def test_an_answer_that_several_ticked_is_searched_for_a_report_for_everyone(riverside):
    """Who helped you? A member of staff may be among the answers."""
    colleague = open_school(riverside, "oakfield", "school").partnership.people["name"].iloc[0]
    for path in (riverside / "schools/oakfield/surveys").glob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        for row in book.active.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, str) and ";" in cell.value:
                    cell.value = f"{cell.value}{colleague};"
        book.save(path)
    study = open_school(riverside, "oakfield", "public")
    said = why_not(study.base, "Impact reflection", study.partnership.people["name"])
    assert (
        "an answer that several gave to I6 of the survey map (a colleague's name, word 1)" in said
    )
    assert colleague not in said
    assert why_not(study.base, "Best-practice write-up", study.partnership.people["name"]) == ""
