"""A document beside the Sign-off sheet of its workbook: covered, a draft, or not to be told."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from made_documents import MARK, OTHER, as_page, head

from spp_research.check_page.compared import compare
from spp_research.check_page.printed import read_printed
from spp_research.intake import read_workbook
from spp_research.schema import PARTNERSHIP, SCHOOL

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "riverside"
OAKFIELD = EXAMPLE / "schools" / "oakfield" / "evidence.xlsx"
TODAY = date(2026, 7, 10)
ROW, FIRST, LAST = 8, 7, 15  # of the example's rows, the one about this very document
COLUMNS = dict(
    zip(
        ("document", "audience", "by", "role", "on", "expires", "withdrawn", "mark", "item"),
        range(2, 11),
        strict=True,
    )
)
PRACTICE = "Give late joiners ten minutes of reading aloud a day, with the same adult"


def book(folder: Path, *rows: dict[str, object]):
    """The example's workbook with these rows of sign-off instead of its own."""
    made = openpyxl.load_workbook(OAKFIELD)
    sheet = made["Sign-off"]
    sheet.delete_rows(FIRST, LAST - FIRST + 1)
    own = {
        "document": "Review summary",
        "audience": "Partnership",
        "by": "Ruth Adeyemi",
        "role": "Headteacher",
        "on": datetime(2026, 7, 1),
    }
    for number, row in enumerate(rows, FIRST):
        for name, value in {**own, **row}.items():
            sheet.cell(number, COLUMNS[name], value)
    path = folder / "evidence.xlsx"
    made.save(path)
    return "evidence.xlsx", read_workbook(path, SCHOOL)


def found(books, **changed: str):
    return compare("report.html", read_printed(as_page(**changed)), books, TODAY)


def told(one) -> list[str]:
    row = [*one.row.how, one.row.pasted] if one.row else ["no row to write"]
    return [one.state, one.about, *one.sentences, *row]


CASES = {
    "its mark": [{"mark": MARK}],
    "its mark beside another, in small letters": [{"mark": f"{OTHER}; {MARK.lower()}"}],
    "its mark, for everyone": [{"mark": MARK, "audience": "Public"}],
    "its mark, until a day to come": [{"mark": MARK, "expires": datetime(2026, 9, 1)}],
    "its mark in an older row": [
        {"mark": OTHER, "audience": "Public"},
        {"mark": MARK, "on": datetime(2026, 6, 1)},
    ],
    "another mark": [{"mark": OTHER}],
    "no mark": [{}],
    "withdrawn": [{"mark": MARK, "withdrawn": datetime(2026, 7, 2)}],
    "expired": [{"mark": MARK, "expires": datetime(2026, 7, 10)}],
    "not begun": [{"mark": MARK, "on": datetime(2026, 8, 1)}],
    "for fewer": [{"mark": MARK, "audience": "School"}],
    "about something else": [{"mark": OTHER, "document": "Impact reflection"}],
    "no row": [],
    "a mark with a slip": [{"mark": "VXK-RJD-MNM"}],
    "nobody signed": [{"mark": MARK, "by": ""}],
}


@pytest.mark.parametrize("case", CASES)
def test_what_the_sheet_says_of_this_text(case, tmp_path, snapshot):
    assert told(found([book(tmp_path, *CASES[case])])) == snapshot


TITLE = "Reading aloud for late joiners"


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ({"document": TITLE, "mark": MARK}, "covered"),
        ({"document": "reading aloud  for late joiners", "mark": OTHER}, "draft"),
        ({"document": "Something else of ours", "mark": MARK}, "covered"),  # by its mark
        ({"document": "Something else of ours", "mark": OTHER}, "unknown"),
        ({"document": TITLE, "mark": MARK, "withdrawn": datetime(2026, 7, 2)}, "draft"),
    ],
    ids=["its mark", "another", "another title", "another document", "withdrawn"],
)
def test_a_document_of_a_notebook_of_ones_own_is_known_by_its_row(row, state, tmp_path):
    one = found([book(tmp_path, row)], title=TITLE)
    assert one.state == state
    if state == "draft" and "withdrawn" not in row:
        assert one.row and one.row.pasted == ""  # there is a row to change


def test_a_sheet_with_a_title_that_only_the_folder_knows_is_read(tmp_path):
    _, reading = book(tmp_path, {"document": TITLE}, {"document": "Review sumary"})
    titles = [one for one in reading.faults if one.column == "Document"]
    assert [(one.severity, one.code) for one in titles] == [
        ("note", "document.own"),
        ("warning", "document.misspelt"),
    ]
    assert reading.ok


def test_a_sheet_with_a_fault_covers_nothing(tmp_path):
    one = found([book(tmp_path, {"mark": MARK, "on": "31/02/2026"})])
    assert one.state == "unknown" and one.row is None
    assert "has something to mend first" in one.sentences[1]


def test_without_its_workbook_the_row_is_prepared_all_the_same(tmp_path, snapshot):
    other = EXAMPLE / "schools" / "copperbeck" / "evidence.xlsx"
    one = found([("evidence.xlsx", read_workbook(other, SCHOOL))])
    assert told(one) == snapshot
    assert one.row.cells[2] == ("Signed off by", "yours to type")
    assert found([]).sentences == one.sentences


def test_of_two_workbooks_of_the_school_none_is_believed(tmp_path):
    own = book(tmp_path, {"mark": MARK})
    assert found([own, own]).state == "unknown"


@pytest.mark.parametrize(
    ("title", "document"),
    [
        ("A look at our school", "Page for parents and pupils"),
        (PRACTICE.replace(",", " ,").upper(), "Best-practice write-up"),
        ("Sheets for the workshop", "Workshop pack"),  # by the row with its mark
    ],
)
def test_a_document_is_known_by_what_it_is_headed_with(title, document, tmp_path):
    own = book(tmp_path, {"mark": MARK, "document": document, "audience": "Public"})
    assert found([own], title=title).state == "covered"
    if document != "Workshop pack":
        assert found([book(tmp_path)], title=title).row.cells[0] == ("Document", document)


def test_a_title_that_nobody_knows_is_a_draft_of_nothing(tmp_path):
    one = found([book(tmp_path)], title="Something")
    assert one.state == "unknown" and one.row is None
    assert "could not be told from its title" in one.sentences[1]


def test_the_report_of_the_partnership_stands_beside_the_leads_workbook():
    lead = ("partnership.xlsx", read_workbook(EXAMPLE / "partnership.xlsx", PARTNERSHIP))
    one = found([lead], title="The year 2025-26", whose="Riverside Partnership")
    assert one.state == "unknown" and "has no text mark" in one.sentences[0]


def test_a_document_without_a_mark_says_so():
    one = found([], status="Draft: not signed off")
    assert (one.state, one.row) == ("unknown", None)
    assert one.sentences[0].startswith("No text mark could be read out of this file")
    assert head()["title"] in one.about
