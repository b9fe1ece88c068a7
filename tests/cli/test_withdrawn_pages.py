"""A page made of other documents bears no signature for longer than those do."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from spp_research.run import cache

BOOK = "schools/oakfield/evidence.xlsx"
PAGE = "reports/oakfield/parents-page"
TO = ("--school", "oakfield", "--renderer", "pandoc", "--to", "html")

pytestmark = pytest.mark.slow


@pytest.fixture
def place(riverside, scratch, in_this_process, words_alone, monkeypatch) -> Path:
    monkeypatch.chdir(riverside)
    return riverside


def report(spp, *kinds):
    return spp("report", *kinds, *TO)


def edit(sheet: str, **columns: object) -> None:
    """Write into the rows of everyone's sign-off of a document, or of any other sheet's first."""
    book = openpyxl.load_workbook(BOOK)
    rows = book[sheet]
    heads = {str(cell.value): cell.column for cell in rows[4]}
    document = columns.pop("document", "")
    for row in range(7, rows.max_row + 1):
        if sheet != "Sign-off" or (rows.cell(row, 2).value, rows.cell(row, 3).value) == (
            document,
            "Public",
        ):
            for head, value in columns.items():
                rows.cell(row, heads[head.replace("_", " ")]).value = value
            break
    book.save(BOOK)


def words(old: str, new: str) -> None:
    """Write a finding in other words."""
    book = openpyxl.load_workbook(BOOK)
    cells = [c for row in book["Findings"].iter_rows() for c in row if old in str(c.value)]
    assert len(cells) == 1
    cells[0].value = cells[0].value.replace(old, new)
    book.save(BOOK)


def signature(place) -> dict[str, str]:
    return cache.read_manifest(place / PAGE)["signature"]


def state(spp, kind="parents-page") -> str:
    found = spp("status", "--json").json["documents"]
    return next(d["state"] for d in found if (d["school"], d["kind"]) == ("oakfield", kind))


def test_a_withdrawn_review_takes_the_page_with_it(spp, place):
    """Index, status and run say so; what was signed is kept, and what people put there too."""
    report(spp, "parents-page")
    assert signature(place)["state"] == "signed"
    (place / PAGE / "letter.txt").write_text("Dear all")
    edit("Sign-off", document="Review summary", Withdrawn_on=date(2026, 7, 5))
    told = spp("status").out
    assert "Do not hand it out: it still says that it is signed off" in told
    assert "changed since" not in state(spp)

    ran = report(spp, "parents-page")
    assert ran.code == 11
    assert "still says that it is signed off, so it is taken away" in ran.err
    assert f"{BOOK.rsplit('/', 1)[0]}/signed/page-for-parents-and-pupils-public" in ran.err
    assert [path.name for path in (place / PAGE).iterdir()] == ["letter.txt"]
    kept = ran.err.partition("What was signed is kept in ")[2].partition(".zip")[0] + ".zip"
    with zipfile.ZipFile(place / kept) as edition:
        assert "report.qmd" in edition.namelist()
    front = (place / "reports/index.html").read_text()
    assert "parents-page/report.html" not in front
    assert "taken away" in (place / "reports/run.html").read_text()
    assert state(spp) == "nothing to say yet"

    assert report(spp, "parents-page").err.count("taken away") == 0
    edit("Sign-off", document="Review summary", Withdrawn_on=None)
    report(spp, "parents-page")
    assert signature(place)["state"] == "signed" and (place / PAGE / "letter.txt").is_file()


def test_a_run_of_another_document_takes_it_away_too(spp, place):
    report(spp, "parents-page")
    edit("Sign-off", document="Review summary", Withdrawn_on=date(2026, 7, 5))
    assert "page for parents and pupils: taken away" in report(spp, "review-summary").err
    assert not (place / PAGE).exists()


def test_words_that_were_not_in_the_signed_review_make_a_draft_of_it(spp, place):
    """Whoever types the new page's mark has not signed the review."""
    report(spp, "review-summary", "parents-page")
    words("governors describe the teaching", "governors speak of the teaching")
    report(spp, "parents-page")
    assert signature(place)["state"] == "draft"
    edit(
        "Sign-off", document="Page for parents and pupils", Text_mark=signature(place)["text_mark"]
    )
    report(spp, "parents-page")
    assert signature(place)["state"] == "draft"
    assert signature(place)["why"].startswith("the review summary has changed since it was signed")
    assert "Signed off by" not in (place / PAGE / "report.html").read_text()
    front = (place / "reports/index.html").read_text()
    assert "The review summary has changed since it was signed off for everyone" in front

    # Signed again by its mark, and made in the same run as the page: both stand.
    report(spp, "review-summary")
    read = cache.read_manifest(place / "reports/oakfield/review-summary")["signature"]["text_mark"]
    edit("Sign-off", document="Review summary", Text_mark=read)
    report(spp, "parents-page")
    assert signature(place)["state"] == "signed"


def test_a_mark_of_a_review_that_was_never_made_here_signs_nothing(spp, place):
    report(spp, "parents-page")
    edit("Sign-off", document="Review summary", Text_mark="KRM-TVB-HDC")
    report(spp, "parents-page")
    assert signature(place)["state"] == "draft"
    assert "has not been made here" in signature(place)["why"]


def test_what_changed_elsewhere_in_the_review_leaves_the_page_as_it_was_signed(spp, place):
    report(spp, "review-summary", "parents-page")
    before = signature(place)["text_mark"]
    edit("The school", About_the_school="Another word about the school.")
    report(spp, "parents-page")
    assert (signature(place)["state"], signature(place)["text_mark"]) == ("signed", before)


def test_the_page_ends_with_the_first_of_its_documents(spp, place):
    edit("Sign-off", document="Impact reflection", Expires_on=date(2026, 12, 1))
    report(spp, "parents-page")
    assert signature(place)["ends_on"] == "2026-12-01"
    assert json.loads((place / PAGE / "manifest.json").read_text())["signature"]["made_of"] == [
        "review-summary",
        "impact-reflection",
        "best-practice",
    ]
    assert state(spp) == "signed"
    edit("Sign-off", document="Impact reflection", Withdrawn_on=date(2026, 7, 5))
    assert state(spp) == "draft"


def fault(
    row_of: str = "Action plan", head: str = "Looked at again", words: object = "soon"
) -> None:
    book = openpyxl.load_workbook(BOOK)
    rows = book["Action plan"]
    column = next(cell.column for cell in rows[4] if str(cell.value).startswith("Looked at again"))
    rows.cell(7, column).value = "soon"
    book.save(BOOK)


@pytest.mark.parametrize("kind", ["best-practice", "parents-page"])
def test_withdrawn_and_with_a_fault_elsewhere_it_is_taken_away(kind, spp, place):
    """No draft can be made in its place, and it must not go on saying that it is signed."""
    titles = {"best-practice": "Best-practice write-up", "parents-page": "Review summary"}
    report(spp, kind)
    assert cache.read_manifest(place / f"reports/oakfield/{kind}")["signature"]["state"] == "signed"
    edit("Sign-off", document=titles[kind], Withdrawn_on=date(2026, 7, 5))
    fault()
    told = spp("status").out
    assert "Do not hand it out" in told and "its sign-off stands no longer" in told
    ran = report(spp, kind)
    assert ran.code == 11
    assert "taken away, since it still said that it is signed off" in ran.err
    kept = ran.err.partition("What was signed is kept in ")[2].partition(".zip")[0] + ".zip"
    assert (place / kept).is_file()
    assert not (place / f"reports/oakfield/{kind}").exists()
    assert f"{kind}/report.html" not in (place / "reports/index.html").read_text()
    assert "so it is taken away" in (place / "reports/run.html").read_text()
    assert "taken away" not in report(spp, kind).err


def test_a_fault_alone_takes_nothing_away(spp, place):
    report(spp, "best-practice")
    fault()
    assert "taken away" not in report(spp, "best-practice").err
    assert (place / "reports/oakfield/best-practice/report.html").is_file()


def test_a_cell_of_the_sign_off_sheet_that_cannot_be_read_takes_nothing_away(spp, place):
    report(spp, "best-practice")
    edit("Sign-off", document="Best-practice write-up", Withdrawn_on="last week")
    assert "taken away" not in report(spp, "best-practice").err
    assert (place / "reports/oakfield/best-practice/report.html").is_file()
