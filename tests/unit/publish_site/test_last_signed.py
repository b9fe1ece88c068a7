"""A page that is public never goes because of a slip, and always goes when it is taken back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from by_kit import by_kit

from spp_research.display.front import Front, front_matter
from spp_research.errors import EvidenceError, NotebookError
from spp_research.kinds import KINDS
from spp_research.protect.disclosure import Audience
from spp_research.protect.signatures import Record, Verdict, shown_text
from spp_research.publish.signing import Signing, edition_file, read_sheets, rows_of, sources_of
from spp_research.run.jobs import Job
from spp_research.schema import SCHOOL
from spp_research.schema.vocabulary import WRITE_UP
from spp_research.site import gather as site_gather
from spp_research.site import last_signed
from spp_research.site.content import SharedPractice
from spp_research.site.gather import gather
from spp_research.workspace import Workspace, open_workspace

SLUG, NAME = "oakfield", "Oakfield Weir Primary School"
PAGE = f"practices/{SLUG}.html"
TEXT = shown_text([("What we did", "1. List every pupil who joined late.")])
BODY = """::: {{.panel title="Key points"}}
{in_short}
:::

| About | This practice |
|:---|:---|
| Theme | {theme} |
| School | {school} |
| Where | {context} |
| Pupils who took part | – |
| How it is known | Measured |
| Time | {time} |
| Cost | {cost} |
| Staff | {staff} |

## The problem

{problem}

## What we did

{steps}

## How we know

{how_we_know}

**Words read.** On average about 9 higher.

## What we do not know

- {not_known}

## Who it may suit

{suits}

## Whom to ask

Ask {contact_name} at {school}: {contact_email}.

## About this document

::: {{.notes}}

Licence: CC BY 4.0.

:::
"""


def keep(workspace: Workspace, folder: Path) -> Record:
    """Let the kit remember a write-up as it does when it makes one that is signed."""
    (line, own), *_ = rows_of(workspace, SLUG, WRITE_UP, "public")
    row = next(r for _, r in read_sheets(workspace.evidence_file(SLUG), SCHOOL)["practice"].records)
    front = by_kit(
        Front,
        document="best-practice",
        title=row["principle"],
        subtitle=NAME,
        partnership="Riverside Partnership",
        audience=Audience.PUBLIC,
        sign_off=line,
        description=row["in_short"],
        keywords=["Looking Inward", *(word.strip() for word in row["keywords"].split(";"))],
    )
    folder.mkdir()
    steps = "\n".join(f"{n}. {one}" for n, one in enumerate(row["steps"].splitlines(), 1))
    body = BODY.format(**{**row, "steps": steps, "school": NAME})
    text = f"{front_matter(front.metadata(own.signed_on))}\n\n{body}"
    (folder / "report.qmd").write_text(text, encoding="utf-8")
    job = Job(str(workspace.root), KINDS["best-practice"], SLUG, "public")
    record = Record(own, TEXT, own.signed_on, sources=sources_of(workspace, SLUG))
    Signing(job).remember(Verdict(line, own, signed=True, record=record, write=True), folder)
    return record


def put(workspace: Workspace, sheet: str, column: str, value: object, *, row: int = 0) -> None:
    """Type something into a cell below a heading; `row` 0 is the last one that is filled in."""
    path = workspace.evidence_file(SLUG)
    book = openpyxl.load_workbook(path)
    page = book[SCHOOL.sheet(sheet).title]
    field = SCHOOL.sheet(sheet).field(column)
    head = next(
        cell
        for cells in page.iter_rows()
        for cell in cells
        if cell.value in (field.label, f"{field.label} (needed)")
    )
    filled = [
        cells[0].row
        for cells in page.iter_rows(min_row=head.row + 1)
        if any(cell.value not in (None, "") for cell in cells)
    ]
    page.cell(row or filled[-1], head.column).value = value
    book.save(path)


@pytest.fixture
def workspace(
    riverside: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    write_practice: Callable[..., SharedPractice],
) -> Workspace:
    """Riverside with a page that was signed and kept; no notebook runs."""
    monkeypatch.setattr(site_gather, "_make", lambda job, *_, **__: write_practice(job.school))
    place = open_workspace(riverside)
    keep(place, tmp_path / "made")
    return place


@pytest.fixture
def gathered(workspace: Workspace, tmp_path: Path) -> Callable[..., tuple[dict, dict]]:
    """Gather what may be shown, with this on the site already."""

    def gathered(*public: str) -> tuple[dict, dict]:
        scratch = tmp_path / "scratch"
        shutil.rmtree(scratch, ignore_errors=True)
        found = gather(workspace, "Pandoc", scratch, lambda *_: None, public)
        if found.lost:
            raise EvidenceError("\n".join(found.lost.values()))
        return {one.school.slug: one for one in found.practices}, dict(found.refused)

    return gathered


def slip(workspace: Workspace) -> None:
    put(workspace, "actions", "review_date", "soon")


def sign_off(workspace: Workspace, column: str, value: object) -> None:
    """Change the row of the sign-off for everyone."""
    book = openpyxl.load_workbook(workspace.evidence_file(SLUG))
    page = book[SCHOOL.sheet("sign_off").title]
    row = next(
        cells[0].row
        for cells in page.iter_rows()
        if {WRITE_UP, "Public"} <= {cell.value for cell in cells}
    )
    put(workspace, "sign_off", column, value, row=row)


def test_a_slip_elsewhere_leaves_the_page_as_it_was_signed(workspace, gathered, snapshot):
    slip(workspace)
    found, refused = gathered(PAGE)
    assert NAME not in refused
    assert found[SLUG].title.startswith("Give late joiners ten minutes")
    assert found[SLUG].status == "Signed off by Ruth Adeyemi, headteacher, on 1 July 2026"
    assert found[SLUG].theme.startswith("Looking Inward")
    assert found[SLUG].stays_because == snapshot
    assert {"copperbeck", "withy-bridge"} <= set(found)  # the others go on
    assert found["copperbeck"].stays_because == ""


@pytest.mark.slow
def test_a_notebook_that_stops_is_a_slip_too(workspace, gathered, monkeypatch, write_practice):
    def make(job, *_, **__):
        if job.school == SLUG:
            raise NotebookError("A cell stopped.")
        return write_practice(job.school)

    monkeypatch.setattr(site_gather, "_make", make)
    found, _ = gathered(PAGE)
    assert "A cell stopped." in found[SLUG].stays_because


@pytest.mark.slow
@pytest.mark.parametrize(
    ("column", "day"), [("withdrawn_on", date(2026, 7, 2)), ("expires_on", date(2026, 7, 2))]
)
@pytest.mark.parametrize("slips", [False, True])
def test_what_was_taken_back_goes_whatever_else_is_wrong(column, day, slips, workspace, gathered):
    sign_off(workspace, column, day)
    if slips:
        slip(workspace)
    found, refused = gathered(PAGE)
    assert SLUG not in found
    assert NAME in refused


def test_a_fault_on_the_sign_off_sheet_itself_stops_the_build(workspace, gathered, snapshot):
    """Whether the mistyped cell was to take it back nobody can tell."""
    sign_off(workspace, "withdrawn_on", "last week")
    with pytest.raises(EvidenceError) as stopped:
        gathered(PAGE)
    assert str(stopped.value) == snapshot


def test_a_page_that_was_not_public_stops_nothing(workspace, gathered):
    sign_off(workspace, "withdrawn_on", "last week")
    found, refused = gathered()
    assert SLUG not in found
    assert NAME in refused


def _no_edition(workspace: Workspace, record: Record) -> None:
    edition_file(workspace.school_folder(SLUG) / "signed", record).unlink()


def _no_workbook(workspace: Workspace, record: Record) -> None:
    workspace.evidence_file(SLUG).unlink()


def _no_file(workspace: Workspace, record: Record) -> None:
    workspace.evidence_file(SLUG).write_bytes(b"no workbook")


def _stricter(workspace: Workspace, record: Record) -> None:
    with workspace.settings_file.open("a", encoding="utf-8") as settings:
        settings.write("\nthresholds:\n  public:\n    pupils: 40\n")


@pytest.mark.slow
@pytest.mark.parametrize("what", [_no_edition, _no_workbook, _no_file, _stricter])
def test_where_the_signed_page_cannot_stand_the_build_stops_and_says_why(
    what, workspace, gathered, tmp_path, snapshot
):
    slip(workspace)
    shutil.rmtree(workspace.school_folder(SLUG) / "signed")
    what(workspace, keep(workspace, tmp_path / "again"))
    with pytest.raises(EvidenceError) as stopped:
        gathered(PAGE)
    why, to_do, slipped = str(stopped.value).partition(
        " Mend what is said below and run this again"
    )
    assert why == snapshot
    assert to_do and slipped


@pytest.mark.slow
def test_a_name_in_what_was_signed_is_found_by_todays_rules(
    workspace, gathered, tmp_path, snapshot
):
    shutil.rmtree(workspace.school_folder(SLUG) / "signed")
    put(workspace, "practice", "suits", "Any school. Ask Priya Raman on 07700 900123.")
    keep(workspace, tmp_path / "again")
    slip(workspace)
    with pytest.raises(EvidenceError) as stopped:
        gathered(PAGE)
    assert str(stopped.value) == snapshot


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("suits", "Schools that have the time."),
        pytest.param("suits", None, marks=pytest.mark.slow),
        ("contact_name", None),
        pytest.param("cost", None, marks=pytest.mark.slow),
        pytest.param(
            "steps",
            "List every pupil who joined after Year 1. Ask the office, not your memory.",
            marks=pytest.mark.slow,
        ),
        pytest.param("principle", "Read aloud", marks=pytest.mark.slow),
    ],
)
def test_other_words_on_the_best_practice_sheet_are_no_slip(column, value, workspace, gathered):
    """What was taken out or written anew goes, as it would without the slip elsewhere."""
    put(workspace, "practice", column, value)
    slip(workspace)
    found, refused = gathered(PAGE)
    assert SLUG not in found
    assert "no longer those that were signed" in refused[NAME]


@pytest.mark.slow
def test_a_page_that_had_been_taken_down_does_not_come_back_through_a_slip(workspace, gathered):
    slip(workspace)
    found, refused = gathered()
    assert SLUG not in found
    assert "Action plan, G10" in refused[NAME]


@pytest.mark.slow
def test_the_list_of_closed_cycles_at_its_address_is_not_its_page(workspace, gathered):
    slip(workspace)
    assert SLUG not in gathered(PAGE, f"practices/{SLUG}--2024-25.html")[0]


@pytest.mark.slow
@pytest.mark.parametrize("words", ["Ask P042 to show you.", "Ask Zebediah Quill to show you."])
def test_a_pupil_of_the_schools_files_in_what_was_signed_lets_nothing_stay(
    words, workspace, gathered, tmp_path, monkeypatch
):
    shutil.rmtree(workspace.school_folder(SLUG) / "signed")
    put(workspace, "practice", "suits", words)
    keep(workspace, tmp_path / "again")
    slip(workspace)
    read = last_signed.check_school

    def with_names(*given):
        book, *files = read(*given)
        assert files, "the files about pupils are read"
        return [book, *(replace(one, pupil_names=frozenset({"Zebediah Quill"})) for one in files)]

    monkeypatch.setattr(last_signed, "check_school", with_names)
    ids = [
        str(row["pupil_id"])
        for one in with_names(workspace, SLUG, {})[1:]
        for rows in one.rows.values()
        for _, row in rows.records
        if row.get("pupil_id")
    ]
    if "P042" in words:
        put(workspace, "practice", "suits", words.replace("P042", ids[0]))
        shutil.rmtree(workspace.school_folder(SLUG) / "signed")
        keep(workspace, tmp_path / "once-more")
    found, refused = gathered(PAGE)
    assert SLUG not in found
    assert "the name or the ID of a pupil" in refused[NAME]


@pytest.mark.slow
def test_a_withdrawal_beside_another_row_that_cannot_be_read_still_removes(workspace, gathered):
    sign_off(workspace, "withdrawn_on", date(2026, 7, 2))
    put(workspace, "sign_off", "signed_on", "last week")
    found, refused = gathered(PAGE)
    assert SLUG not in found
    assert "no sign-off for everyone stands today" in refused[NAME].casefold()


@pytest.mark.slow
@pytest.mark.parametrize("column", ["withdrawn_on", "expires_on"])
def test_what_was_taken_back_before_its_workbook_got_another_name_goes(column, workspace, gathered):
    """The website was not built in between, so its page is there still."""
    sign_off(workspace, column, date(2026, 7, 5))
    book = workspace.evidence_file(SLUG)
    book.rename(book.with_name("evidence (1).xlsx"))
    found, refused = gathered(PAGE)
    assert SLUG not in found
    assert refused[NAME].startswith("No sign-off for everyone stands today.")
    assert "evidence (1).xlsx" in refused[NAME]


@pytest.mark.slow
def test_where_two_workbooks_disagree_nobody_knows_and_the_build_stops(workspace, gathered):
    book = workspace.evidence_file(SLUG)
    shutil.copyfile(book, book.with_name("evidence of May.xlsx"))
    sign_off(workspace, "withdrawn_on", date(2026, 7, 5))
    book.rename(book.with_name("evidence (1).xlsx"))
    with pytest.raises(EvidenceError, match="evidence of May"):
        gathered(PAGE)
