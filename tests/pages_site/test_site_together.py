"""A school that takes everything back: its page, photo and document, and its name on others' pages.

All that a website can say of a school is on it at once. After each step the website is, byte for
byte, what a build from nothing would give, and nothing of the school is left once it is withdrawn.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from in_process import FRONT, notebooks_run_here
from test_photos_on_the_site import OWN, ROW, name_photos, take
from test_site_again import _compared
from test_tried_elsewhere import EXAMPLE, FIRST, LEFT_OUT, TRIALS, book_of, put

from spp_research.cli import cycling
from spp_research.publish.reports import make_report
from spp_research.publish.share_folder import refresh_shares
from spp_research.run.jobs import Job
from spp_research.schema import PARTNERSHIP, SCHOOL
from spp_research.schema.vocabulary import WRITE_UP
from spp_research.workspace import open_workspace

NOTEBOOKS = EXAMPLE.parents[1] / "notebooks"
TITLE, NAME = "What we asked", "what-we-asked"
ALL, ALL_NAME = "What was seen", "what-was-seen"
YEAR = (
    "from spp_research import open_year, partnership_report, show\n"
    "year = open_year(workspace, audience, 'What was seen')\nshow.front(year)"
)


@pytest.fixture
def place(tmp_path: Path, words_alone: None, write_notebook: Callable[..., Path]) -> Iterator[Path]:
    """Riverside with a practice that three schools took up, a photo, and documents of its own."""
    with notebooks_run_here():
        made = shutil.copytree(EXAMPLE, tmp_path / "here", ignore=LEFT_OUT)
        shutil.copytree(NOTEBOOKS, made / "notebooks")
        for school, outcome in TRIALS.items():
            cells = {"takes_up_school": FIRST, "takes_up_item": "B1", "outcome_id": outcome}
            put(book_of(made, school), SCHOOL, "practice", {"practice_id": "B1"}, cells)
        again = {"withdrawn_on": None, "expires_on": None, "signed_on": date(2026, 7, 9)}
        sign(made, FIRST, again)
        take(made)
        name_photos(made, ROW)
        for title, name, per, cells in (
            (TITLE, NAME, "school", [FRONT]),
            (ALL, ALL_NAME, "partnership", [YEAR, "partnership_report.findings(year)"]),
        ):
            own(made, write_notebook, title, name, per, cells)
        add_row(book_of(made, OWN), TITLE, read(made, NAME, OWN))
        add_row(made / "partnership.xlsx", ALL, read(made, ALL_NAME, "partnership"))
        yield made


def own(root: Path, write_notebook, title: str, name: str, per: str, cells: list[str]) -> None:
    school = '\nschool = "oakfield"' if per == "school" else ""
    path = root / "notebooks" / f"{name.replace('-', '_')}.ipynb"
    write_notebook(path, *cells, parameters=f'workspace = "example"\naudience = "public"{school}')
    notebook = json.loads(path.read_text())
    told = {"title": title, "about": "What we saw.", "audience": "public"}
    notebook["metadata"]["spp"] = told | {"per": per, "site": True}
    path.write_text(json.dumps(notebook))


def read(root: Path, name: str, school: str) -> str:
    kind = open_workspace(root).kinds[name]
    outcome = make_report(Job(str(root), kind, school, "public", ("html",), renderer="pandoc"))
    assert outcome.state == "made", outcome.reason
    return str(outcome.signature["text_mark"])


def add_row(path: Path, document: str, mark: str | None, **more: object) -> None:
    book = openpyxl.load_workbook(path)
    page = book["Sign-off"]
    every = [cell for row in page.iter_rows() for cell in row if cell.value]
    number = max(cell.row for cell in every) + 1
    cells = {"Document": document, "Audience": "Public", "Signed off by": "Ruth Adeyemi"}
    cells |= {"Role": "Headteacher", "Signed off on": date(2026, 7, 9), "Text mark": mark} | more
    for label, value in cells.items():
        (column,) = {c.column for c in every if str(c.value).split(" (")[0] == label and c.row < 8}
        page.cell(number, column).value = value
    book.save(path)


def sign(root: Path, school: str, cells: dict, document: str = WRITE_UP) -> None:
    put(book_of(root, school), SCHOOL, "sign_off", {"document": document}, cells)


def on_it(root: Path, words: str) -> list[str]:
    """The pages and other files of the website in which some words stand."""
    site = root / "_site"
    return sorted(
        path.relative_to(site).as_posix()
        for path in site.rglob("*")
        if path.is_file() and words.encode() in path.read_bytes()
    )


def pictures(root: Path) -> list[Path]:
    """The photos of the school's, besides the drawing that another has in the example."""
    found = (root / "_site").rglob("fig-photo*")
    return sorted(path for path in found if path.parent.name.startswith(OWN))


@pytest.mark.slow
def test_a_school_that_takes_everything_back_is_nowhere_any_more(
    place: Path, tmp_path: Path
) -> None:
    said = _compared(place, tmp_path)
    assert OWN in said
    pages = on_it(place, "Oakfield Weir")
    for page in (f"practices/{OWN}.html", f"practices/{FIRST}.html"):
        assert page in pages
    for page in (f"documents/{OWN}--{NAME}.html", f"documents/partnership--{ALL_NAME}.html"):
        assert page in pages
    assert pictures(place)
    # One after the other.
    gone = {"withdrawn_on": date(2026, 7, 5)}
    sign(place, OWN, gone)
    _compared(place, tmp_path)
    assert not pictures(place)
    pages = on_it(place, "Oakfield Weir")
    assert f"practices/{FIRST}.html" not in pages and f"documents/{OWN}--{NAME}.html" in pages
    sign(place, OWN, gone, TITLE)
    _compared(place, tmp_path)
    assert f"documents/{OWN}--{NAME}.html" not in on_it(place, "Oakfield Weir")
    sign(place, OWN, gone, "Review summary")  # with the share file of before
    _compared(place, tmp_path)
    assert on_it(place, "Oakfield Weir") == []
    refresh_shares(open_workspace(place))
    _compared(place, tmp_path)
    assert on_it(place, "Oakfield Weir") == []
    memory = [path.read_bytes() for path in (place / "reports" / ".website").glob("*")]
    assert not [one for one in memory if b"Oakfield Weir" in one and b"report.qmd" in one]
    # And back again, all at once.
    back = {"withdrawn_on": None}
    for document in (WRITE_UP, TITLE, "Review summary"):
        sign(place, OWN, back, document)
    refresh_shares(open_workspace(place))
    _compared(place, tmp_path)
    assert {*pages} <= {*on_it(place, "Oakfield Weir")} and pictures(place)


@pytest.mark.slow
def test_expiry_a_new_name_a_slip_and_the_end_of_the_year(place: Path, tmp_path: Path) -> None:
    _compared(place, tmp_path)
    for document in (WRITE_UP, TITLE):
        sign(place, OWN, {"expires_on": date(2026, 7, 12)}, document)
    _compared(place, tmp_path)
    assert pictures(place) and on_it(place, TITLE)
    # A slip of the school whose page names the others, on the day on which one of them ends.
    put(book_of(place, FIRST), SCHOOL, "actions", {"action_id": "A1"}, {"start_date": "soon"})
    sign(place, FIRST, {"withdrawn_on": "last week"})
    settings = place / "settings.yml"
    as_set = settings.read_text(encoding="utf-8")
    settings.write_text(as_set.replace("2026-07-10", "2026-07-12"), encoding="utf-8")
    said = _compared(place, tmp_path)
    assert FIRST in said and not pictures(place)
    kept = (place / "_site" / "practices" / f"{FIRST}.html").read_text(encoding="utf-8")
    assert "Oakfield" not in kept and "Tried elsewhere" not in kept
    assert on_it(place, TITLE) == []
    put(book_of(place, FIRST), SCHOOL, "actions", {"action_id": "A1"}, {"start_date": None})
    sign(place, FIRST, {"withdrawn_on": None})
    settings.write_text(as_set, encoding="utf-8")
    for document in (WRITE_UP, TITLE):
        sign(place, OWN, {"expires_on": None}, document)
    _compared(place, tmp_path)
    assert pictures(place) and on_it(place, TITLE)
    # It is called otherwise: what it signed under its old name is signed no more.
    named = {"school_name": "Weir Academy"}
    put(place / "partnership.xlsx", PARTNERSHIP, "schools", {"school": OWN}, named)
    _compared(place, tmp_path)
    assert not [
        page for page in on_it(place, "Oakfield Weir") if not page.startswith("documents/p")
    ]
    put(
        place / "partnership.xlsx",
        PARTNERSHIP,
        "schools",
        {"school": OWN},
        {"school_name": "Oakfield Weir Primary School"},
    )
    _compared(place, tmp_path)
    assert pictures(place)
    # The year ends: its practices stay with their photo, and its documents, each with the year.
    workspace = open_workspace(place)
    cycling.close(cycling.look_ahead(workspace, "2026-27"))
    said = _compared(place, tmp_path)
    assert f"{OWN}--2025-26" in said
    pages = on_it(place, TITLE)
    assert f"documents/{OWN}--{NAME}--2025-26.html" in pages
    led = (place / "_site" / "documents" / f"{OWN}--{NAME}.html").read_text(encoding="utf-8")
    assert f"url={OWN}--{NAME}--2025-26.html" in led
    assert [path.parent.name for path in pictures(place)] == [f"{OWN}--2025-26"]
    # Taken back in the new year's workbook, it is nowhere either.
    withdrawal = {"Of the cycle": "2025-26", "Withdrawn on": date(2026, 7, 10)}
    for document in (WRITE_UP, TITLE):
        add_row(book_of(place, OWN), document, None, **withdrawal)
    add_row(book_of(place, OWN), "Review summary", None, **withdrawal | {"Audience": "Partnership"})
    _compared(place, tmp_path)
    assert on_it(place, "Oakfield Weir") == [] and not pictures(place)
