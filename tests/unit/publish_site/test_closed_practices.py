"""Practices of closed cycles stay on the website, from what was kept, until they are taken back."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from by_kit import by_kit
from example_copy import ROOT, copy_riverside
from typer.testing import CliRunner

from spp_research.cli.commands import app
from spp_research.display.front import Front, front_matter
from spp_research.intake import read_workbook, write_workbook
from spp_research.intake.write.added_row import add_row
from spp_research.kinds import KINDS
from spp_research.partnership import next_cycle
from spp_research.partnership.closed_cycles import closed_cycles
from spp_research.protect.disclosure import Audience
from spp_research.protect.signatures import (
    Record,
    Verdict,
    read_records,
    shown_text,
    write_record,
)
from spp_research.publish.report_json import Document, restated
from spp_research.publish.signing import Signing, rows_of
from spp_research.publish.still_signed import standing_of
from spp_research.run import cache
from spp_research.run.jobs import Job
from spp_research.schema import SCHOOL
from spp_research.schema.vocabulary import WRITE_UP
from spp_research.site.addresses import Addressed, addressed
from spp_research.site.build import build_site
from spp_research.site.pages import pages
from spp_research.workspace import Workspace, open_workspace

SLUG = "oakfield"
REPORT = "Partnership report"
PAGE = "practices/oakfield--2025-26.html"
BODY = (
    "## What we did\n\n1. List every pupil who joined late.\n\n## About this document\n\n- Made.\n"
)
ABOUT = dict.fromkeys(Document.model_fields, "x") | {"audience": "public"}
AS_DATA = restated(
    json.dumps(
        {
            "kit": "1.0",
            "document": ABOUT,
            "sign_off": {"state": "signed", "status": "x", "text_mark": "x"},
            **{key: [] for key in ("sentences", "tables", "values")},
        }
    ).encode(),
    "Signed off",
    signed=True,
)
TEXT = shown_text([("What we did", "1. List every pupil who joined late.")])


def keep(
    workspace: Workspace,
    folder: Path,
    body: str = BODY,
    *,
    write: bool = True,
    numbers: bool = False,
) -> Record:
    """Let the kit remember a write-up as it does when it makes one."""
    (line, own), *_ = rows_of(workspace, SLUG, WRITE_UP, "public")
    front = by_kit(
        Front,
        document="best-practice",
        title="Read with late joiners, yesterday's page first",
        subtitle="Oakfield Weir Primary School",
        partnership="Riverside Partnership",
        audience=Audience.PUBLIC,
        sign_off=line,
        description="Ten minutes a day.",
        keywords=["reading"],
    )
    metadata = front.metadata(own.signed_on)
    folder.mkdir(parents=True)
    (folder / "report.qmd").write_text(f"{front_matter(metadata)}\n\n{body}", encoding="utf-8")
    for name in ("numbers.xlsx", "numbers/tbl-own.csv") if numbers else ():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"as signed")
    if numbers:
        (folder / "report.json").write_bytes(AS_DATA)
    record = Record(own, TEXT, own.signed_on, kit="kit of then")
    job = Job(str(workspace.root), KINDS["best-practice"], SLUG, "public")
    Signing(job).remember(Verdict(line, own, signed=True, record=record, write=write), folder)
    return record


def close(workspace: Workspace, cycle: str = "2026-27") -> None:
    next_cycle.close(next_cycle.closing_of(workspace, cycle), date(2026, 8, 20), "1.0")


@pytest.fixture
def opened(tmp_path):
    return open_workspace(copy_riverside(tmp_path / "riverside"))


@pytest.fixture
def riverside(opened, tmp_path):
    """Riverside in the cycle after the one in which Oakfield's practice was signed off."""
    keep(opened, tmp_path / "made")
    close(opened)
    return opened


def standing(workspace: Workspace, audience: str = "public"):
    return standing_of(workspace, closed_cycles(workspace)[0], SLUG, WRITE_UP, audience)


def book(workspace: Workspace) -> Path:
    return workspace.evidence_file(SLUG)


def sign(workspace: Workspace, **values) -> None:
    row = {
        "document": WRITE_UP,
        "audience": "Public",
        "signed_by": "Ruth Adeyemi",
        "role": "Headteacher",
        "signed_on": date(2026, 7, 1),
        "cycle": "2025/26",
    }
    assert add_row(book(workspace), SCHOOL, "sign_off", row | values)


def with_rows(path: Path, sheet: str, change) -> None:
    rows = {
        name: [dict(row) for _, row in found.records]
        for name, found in read_workbook(path, SCHOOL).rows.items()
    }
    write_workbook(path, SCHOOL, rows | {sheet: [change(row) for row in rows[sheet]]})


@pytest.mark.slow
def test_the_page_stays_at_its_own_address_and_the_schools_leads_to_it(riverside, snapshot):
    made = build_site(riverside, "pandoc")
    assert [path.relative_to(made.folder).as_posix() for path in made.pages] == [PAGE]
    page = (made.folder / PAGE).read_text()
    assert "List every pupil who joined late" in page and "As signed off in 2025-26" in page
    assert "oakfield--2025-26.html" in (made.folder / "practices/oakfield.html").read_text()
    assert "Read with late joiners" in (made.folder / "years/2025-26.html").read_text()
    assert (riverside.root / "site" / "addresses.csv").read_text() == snapshot
    told = [f"{name}: {why}" for name, why in made.refused if ", 2025-26" in name]
    assert told == snapshot


def test_its_numbers_are_kept_with_it_and_other_files_are_not(opened, tmp_path):
    """What was signed has the numbers it was signed with, and an archive holds no more."""
    keep(opened, tmp_path / "report", numbers=True)
    job = Job(str(opened.root), KINDS["best-practice"], SLUG, "public")
    made = tmp_path / "made"
    today = ("numbers/tbl-new.csv", "figures/fig-new.png", "report.qmd", "numbers.xlsx")
    for name in (*today, "report.json"):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_bytes(b"of today")
    (record,) = read_records(Signing(job).folder).records
    Signing(job).restore(record, made)
    names = {p.relative_to(made).as_posix() for p in made.rglob("*") if p.is_file()}
    assert names == {"report.qmd", "numbers.xlsx", "numbers/tbl-own.csv", "report.json"}
    assert (made / "numbers.xlsx").read_bytes() == b"as signed"
    close(opened)
    kept = standing(opened).kept
    assert {*kept.files} == names
    kept.put_into(tmp_path / "again", standing(opened).line)
    assert (tmp_path / "again" / "numbers" / "tbl-own.csv").read_bytes() == b"as signed"
    assert (tmp_path / "again" / "report.json").read_bytes() == AS_DATA
    # Taken back since: the page and the data say so, and data that nobody can read are left out.
    kept.put_into(tmp_path / "draft", None, "it was taken back")
    said = json.loads((tmp_path / "draft" / "report.json").read_text(encoding="utf-8"))["sign_off"]
    assert said["state"] == "draft"
    assert said["status"] == f"Draft: it was taken back. Text mark: {kept.mark}"
    odd = replace(kept, files={**kept.files, "report.json": b"{}"})
    odd.put_into(tmp_path / "odd", None)
    assert not (tmp_path / "odd" / "report.json").exists()


@pytest.mark.slow
def test_its_name_in_the_feed_stays_when_the_partnership_has_a_new_name(riverside):
    made = build_site(riverside, "pandoc")
    before = (made.folder / "feed.xml").read_text()
    kept = riverside.root / "site" / "addresses.csv"
    written = kept.read_bytes()
    (made.folder / "feed.xml").unlink()
    again = build_site(riverside, "pandoc")
    assert (again.folder / "feed.xml").read_text() == before and kept.read_bytes() == written
    # The name that the kit gave the school's practice before there were years.
    assert "urn:uuid:bb0b5f7a-9a37-5f9e-8929-2784461f707a" in before


@pytest.mark.slow
def test_addresses_that_cannot_be_read_stop_the_site(riverside):
    build_site(riverside, "pandoc")
    (riverside.root / "site" / "addresses.csv").write_text("school;cycle\noakfield;2025-26\n")
    with pytest.raises(Exception, match=r"site/addresses\.csv: this is not as the kit wrote it"):
        build_site(riverside, "pandoc")


@pytest.mark.slow
def test_a_row_of_this_years_sheet_takes_it_back(riverside):
    assert standing(riverside).kept
    sign(riverside, withdrawn_on=date(2026, 9, 3))
    found = standing(riverside)
    assert not found.kept and "withdrawn on 3 September 2026" in found.why


@pytest.mark.slow
def test_a_withdrawal_stays_over_the_years_until_it_is_signed_again(riverside, tmp_path):
    sign(riverside, withdrawn_on=date(2026, 9, 3))
    close(riverside, "2027-28")
    assert "withdrawn" in standing(riverside).why
    riverside.settings_file.write_text("as_at: 2028-01-07\n")
    mark = TEXT.mark
    sign(riverside, signed_on=date(2026, 9, 3), text_mark=mark)
    assert not standing(riverside).kept  # of the same day: nobody can say which was later
    sign(riverside, audience="Public", item="B1", signed_on=date(2026, 9, 4), text_mark=mark)
    assert standing(riverside).kept


def test_a_school_that_only_took_something_back_has_not_begun(riverside):
    sign(riverside, withdrawn_on=date(2026, 9, 3))
    assert read_workbook(book(riverside), SCHOOL).not_started


@pytest.mark.slow
def test_a_narrower_row_takes_back_what_is_wider_and_not_the_other_way_round(riverside):
    sign(riverside, audience="Partnership", withdrawn_on=date(2026, 9, 3))
    assert not standing(riverside).kept


@pytest.mark.slow
def test_a_row_about_another_document_item_or_cycle_takes_nothing_back(riverside):
    sign(riverside, document="Review summary", withdrawn_on=date(2026, 9, 3))
    sign(riverside, item="B2", withdrawn_on=date(2026, 9, 3))
    sign(riverside, cycle="2024-25", withdrawn_on=date(2026, 9, 3))
    assert standing(riverside).kept


@pytest.mark.slow
@pytest.mark.parametrize("state", ["Stopped", "Adapted", "Still done", None])
def test_what_is_no_longer_done_goes(riverside, state):
    with_rows(
        book(riverside),
        "carried_over",
        lambda row: row | ({"state": state} if row["what"] == "Practice" else {}),
    )
    found = standing(riverside)
    assert bool(found.kept) == (state != "Stopped")
    assert ("no longer does it" in found.why) == (state == "Stopped")


def in_closed(workspace: Workspace, pattern: str) -> Path:
    (found,) = (workspace.root / "cycles" / "2025-26").glob(pattern)
    return found


def spoil(pattern: str):
    def spoilt(workspace: Workspace) -> None:
        path = in_closed(workspace, pattern)
        path.write_bytes(path.read_bytes() + b" ")

    return spoilt


def lose(pattern: str):
    return lambda workspace: in_closed(workspace, pattern).unlink()


FAULTS = {
    "record edited": spoil("schools/oakfield/signed/best-*.json"),
    "record lost": lose("schools/oakfield/signed/best-*.json"),
    "document edited": spoil("schools/oakfield/signed/best-*.zip"),
    "document lost": lose("schools/oakfield/signed/best-*.zip"),
    "workbook of then edited": spoil("schools/oakfield/evidence.xlsx"),
    "workbook of then lost": lose("schools/oakfield/evidence.xlsx"),
    "lead's workbook of then edited": spoil("partnership.xlsx"),
    "settings of then edited": spoil("settings.yml"),
    "workbook of now lost": lambda workspace: book(workspace).unlink(),
    "workbook of now unreadable": lambda workspace: book(workspace).write_bytes(b"PK"),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_not_as_it_was_lets_nothing_be_shown(riverside, fault):
    assert standing(riverside).kept
    FAULTS[fault](riverside)
    found = standing(riverside)
    assert not found.kept and found.why


@pytest.mark.slow
def test_a_record_of_an_older_kit_has_no_document_until_it_is_made_again(opened, tmp_path):
    """As every kit before this one wrote the records of schools."""
    record = keep(opened, tmp_path / "made")
    folder = opened.school_folder(SLUG) / "signed"
    shutil.rmtree(folder)
    write_record(record, folder)
    (known,) = read_records(folder).records
    assert known.edition == ""
    older = open_workspace(shutil.copytree(opened.root, tmp_path / "older"))
    close(older)
    assert "was not kept" in standing(older).why
    keep(opened, tmp_path / "again", write=False)
    (known,) = read_records(folder).records
    assert known.edition and (known.first_seen, known.text) == (record.first_seen, record.text)
    close(opened)
    assert standing(opened).kept


def test_a_document_that_cannot_be_kept_stands_all_the_same(opened, tmp_path, monkeypatch):
    record = keep(opened, tmp_path / "made")
    folder = opened.school_folder(SLUG) / "signed"
    shutil.rmtree(folder)
    write_record(record, folder)

    def full(*given):
        raise OSError("the disk is full")

    monkeypatch.setattr(Path, "write_bytes", full)
    keep(opened, tmp_path / "again", write=False)
    assert read_records(folder).records
    with pytest.raises(OSError, match="full"):  # what is signed for the first time has to be kept
        keep(opened, tmp_path / "third")


@pytest.mark.slow
def test_it_ends_on_its_day(opened, tmp_path):
    with_rows(
        book(opened),
        "sign_off",
        lambda row: (
            row | ({"expires_on": date(2026, 10, 1)} if row["audience"] == "Public" else {})
        ),
    )
    keep(opened, tmp_path / "made")
    close(opened)
    settings = opened.settings_file
    kept = settings.read_text()
    settings.write_text(kept.replace("2026-07-10", "2026-09-30"))
    assert standing(opened).kept
    settings.write_text(kept.replace("2026-07-10", "2026-10-01"))
    assert "expired on 1 October 2026" in standing(opened).why


@pytest.mark.slow
def test_a_name_that_todays_search_finds_keeps_it_away(opened, tmp_path, snapshot):
    keep(opened, tmp_path / "made", BODY.replace("late.", "late, like Tomasz in Year 3."))
    close(opened)
    made = build_site(opened, "pandoc")
    assert not made.pages
    assert [
        why for name, why in made.refused if name.startswith("Oakfield Weir") and "2025" in name
    ] == snapshot


@pytest.mark.slow
def test_stricter_thresholds_keep_it_away(riverside):
    with riverside.settings_file.open("a") as settings:
        settings.write("\nthresholds:\n  public:\n    pupils: 12\n")
    made = build_site(riverside, "pandoc")
    assert not made.pages and any("not as strict" in why for _, why in made.refused)


@pytest.mark.slow
def test_a_late_signature_needs_the_mark_of_a_text_that_was_kept(opened, tmp_path):
    record = keep(opened, tmp_path / "made")
    # As if nobody had signed then: the row of the year is withdrawn, and the text is kept.
    with_rows(
        book(opened),
        "sign_off",
        lambda row: (
            row | ({"withdrawn_on": date(2026, 7, 5)} if row["audience"] == "Public" else {})
        ),
    )
    close(opened)
    assert not standing(opened).kept
    late = {"signed_by": "Tom Okafor", "role": "Deputy head", "signed_on": date(2026, 10, 6)}
    opened.settings_file.write_text("as_at: 2026-10-07\n")
    sign(opened, **late)
    assert "no text mark" in standing(opened).why
    sign(opened, **late | {"audience": "Public", "item": "B1", "text_mark": "BCD-FGH-JKR"})
    assert not standing(opened).kept
    other = replace(record, text=shown_text([("A", "b")]))
    assert other.text.mark != record.text.mark
    sign(opened, **late | {"item": "b1", "text_mark": record.text.mark.lower()})
    found = standing(opened)
    assert found.kept
    folder = tmp_path / "late"
    found.kept.put_into(folder, found.line)
    head = (folder / "report.qmd").read_text().split("---")[1]
    facts = dict(line.split(": ", 1) for line in head.strip().splitlines())
    assert "Signed off by Tom Okafor, deputy head, on 6 October 2026" in facts["spp"]
    assert json.loads(facts["spp"])["draft"] is False


@pytest.mark.slow
def test_three_years_closed_and_taken_back_again(riverside):
    first = build_site(riverside, "pandoc")
    assert len(first.pages) == 1
    written = {path: path.read_bytes() for path in riverside.cycles.rglob("*") if path.is_file()}
    close(riverside, "2027-28")
    close(riverside, "2028-29")
    assert [one.name for one in closed_cycles(riverside)] == ["2025-26", "2026-27", "2027-28"]
    assert standing(riverside).kept
    assert {path: path.read_bytes() for path in written} == written
    assert next_cycle.undo(riverside) == "2027-28"
    assert next_cycle.undo(riverside) == "2026-27"
    assert standing(riverside).kept
    assert next_cycle.undo(riverside) == "2025-26"
    assert not riverside.cycles.exists()
    assert rows_of(riverside, SLUG, WRITE_UP, "public")


def as_report(workspace: Workspace, made: Path, mark: str, audience: str = "public") -> Path:
    """The write-up among the reports, where it lies as a draft."""
    folder = workspace.report_folder(SLUG, "best-practice")
    folder.mkdir(parents=True)
    draft = (made / "report.qmd").read_text().replace('"draft": false', '"draft": true')
    panel = '\n::: {.panel title="Why this is a draft"}\nNobody signed.\n:::\n\n## What we did'
    (folder / "report.qmd").write_text(draft.replace("\n## What we did", panel))
    facts = {"fingerprint": "x", "audience": audience, "signature": {"text_mark": mark}}
    cache.write_manifest(folder, facts)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["none", "other audience", "by hand", "after", "other mark"])
def test_a_draft_among_the_reports_can_be_signed_late_if_it_is_as_it_was(opened, tmp_path, fault):
    keep(opened, tmp_path / "made")
    shutil.rmtree(opened.school_folder(SLUG) / "signed")
    audience = "partnership" if fault == "other audience" else "public"
    folder = as_report(opened, tmp_path / "made", TEXT.mark, audience)
    with_rows(
        book(opened),
        "sign_off",
        lambda row: (
            row | ({"withdrawn_on": date(2026, 7, 5)} if row["audience"] == "Public" else {})
        ),
    )
    if fault == "by hand":
        (folder / "report.qmd").write_text((folder / "report.qmd").read_text() + "More.\n")
    close(opened)
    if fault == "after":
        path = in_closed(opened, "reports/oakfield/best-practice/report.qmd")
        path.write_text(path.read_text() + "More.\n")
    opened.settings_file.write_text("as_at: 2026-10-07\n")
    mark = "BCD-FGH-JKR" if fault == "other mark" else TEXT.mark
    sign(opened, signed_on=date(2026, 10, 6), text_mark=mark)
    found = standing(opened)
    assert bool(found.kept) == (fault == "none"), found.why
    if found.kept:
        made = build_site(opened, "pandoc")
        page = (made.folder / PAGE).read_text()
        assert "Signed off by Ruth Adeyemi, headteacher, on 6 October 2026" in page
        assert "Why this is a draft" not in page and "List every pupil" in page


def drawn_again(workspace: Workspace, *words: str) -> tuple[int, dict]:
    closed = workspace.root / "cycles" / "2025-26"
    ran = CliRunner().invoke(
        app,
        [
            "report",
            *words,
            "--to",
            "html,docx",
            "--renderer",
            "pandoc",
            "-w",
            str(closed),
            "--json",
        ],
    )
    return ran.exit_code, json.loads(ran.stdout)


@pytest.mark.slow
def test_a_closed_cycles_documents_are_drawn_again_from_what_was_kept(riverside):
    closed = riverside.root / "cycles" / "2025-26"
    before = {path: path.read_bytes() for path in closed.rglob("*") if path.is_file()}
    code, said = drawn_again(riverside, "best-practice", "--school", SLUG)
    assert code == 0
    (one,) = said["documents"]
    assert one["state"] == "signed" and not one["why"]
    page, word, *_ = (Path(file) for file in one["files"] if "report." in file)
    assert "Signed off by Ruth Adeyemi" in page.read_text() and word.suffix == ".docx"
    sign(riverside, withdrawn_on=date(2026, 7, 4))
    code, said = drawn_again(riverside, "best-practice", "--school", SLUG)
    assert said["documents"][0]["state"] == "draft"
    shown = page.read_text()
    assert "withdrawn on 4 July 2026" in shown and "Signed off by" not in shown
    assert {path: path.read_bytes() for path in before} == before  # the year is as it was
    assert next(iter(closed.glob("again/*/*/report.html"))) == page


@pytest.mark.slow
def test_a_hubs_report_is_no_document_of_a_partnerships_closed_year(riverside):
    _, said = drawn_again(riverside, "partnership-report", "hub-report")
    assert [one["kind"] for one in said["documents"]] == ["partnership-report"]


@pytest.mark.slow
def test_a_tampered_record_is_not_drawn_as_signed(riverside):
    FAULTS["record edited"](riverside)
    code, said = drawn_again(riverside, "best-practice", "--school", SLUG)
    assert code == 11 and said["documents"][0]["state"] == "not kept"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("best-practice", "--school", "elm"), "“elm” was not a school of 2025-26"),
        (("other-kind", "--school", SLUG), "no kind of report called “other-kind”"),
        (("best-practise", "--school", SLUG), "Did you mean “best-practice”?"),
        (("best-practice", "--school", SLUG, "--audience", "all"), "no audience called “all”"),
        (("best-practice", "--school", SLUG, "--to", "odt"), "no format called “odt”"),
    ],
)
def test_what_a_closed_cycle_does_not_have_is_said(riverside, words, message):
    closed = riverside.root / "cycles" / "2025-26"
    ran = CliRunner().invoke(app, ["report", *words, "-w", str(closed)])
    assert message in f"{ran.exception}{ran.output}"


@pytest.mark.slow
def test_a_closed_cycle_away_from_its_partnership_draws_nothing(riverside, tmp_path):
    away = Path(shutil.copytree(riverside.root / "cycles" / "2025-26", tmp_path / "away"))
    ran = CliRunner().invoke(app, ["report", "--all", "-w", str(away)])
    assert "away from its partnership" in f"{ran.exception}{ran.output}"


@pytest.mark.slow
def test_a_copy_of_a_closed_cycle_is_named_and_shows_nothing_twice(riverside):
    first = riverside.root / "cycles" / "2025-26"
    shutil.copytree(first, first.with_name("2025-26 - Copy"))
    made = build_site(riverside, "pandoc")
    assert len(made.pages) == 1
    assert ("cycles/2025-26 - Copy", "This is a copy of 2025-26") in [
        (name, why[:25]) for name, why in made.refused
    ]


def test_a_school_can_have_a_practice_of_every_year(write_practice, site_with, tmp_path):
    now = replace(write_practice(title="Now <b>"), cycle="2026-27", item="B1")
    then = replace(write_practice("oakfield-2", name="Then & there"), cycle="2025-26", item="B1")
    then = replace(then, school=replace(now.school, name="Then & there"), closed_as="2025-26")
    other = replace(write_practice("elm"), cycle="2025-26", item="B1", closed_as="2025-26")
    site = site_with(now, then, other)
    drawn = pages(site, lambda practice: "")
    addresses = [page.address for page in drawn]
    assert len(addresses) == len(set(addresses))
    assert {
        "practices/oakfield.html",
        "practices/oakfield--2025-26.html",
        "practices/elm.html",
        "practices/elm--2025-26.html",
        "years/2025-26.html",
        "years/2026-27.html",
        "years/index.html",
    } <= set(addresses)
    assert [(year.name, len(year.practices)) for year in site.years] == [
        ("2026-27", 1),
        ("2025-26", 2),
    ]
    workspace = Workspace(tmp_path)
    named, *_, feed = addressed(workspace, site.practices, "Riverside Partnership")
    assert len({one.feed_id for one in named} | {feed}) == 4
    # Whatever is shown later, and whatever the partnership is called then.
    for some in (site.practices[::-1], site.practices[1:], site.practices[:1]):
        again, *_, same = addressed(workspace, some, "Another name")
        known = {one.address: one.feed_id for one in named}
        assert same == feed and all(known[one.address] == one.feed_id for one in again)


def test_before_a_cycle_is_closed_nothing_is_written_down(write_practice, tmp_path):
    practice = write_practice()
    assert addressed(Workspace(tmp_path), [practice], "Riverside") == Addressed((practice,))
    assert not (tmp_path / "site").exists()


CLOSED_BY_EARLIER_KITS = sorted((ROOT / "tests" / "fixtures" / "closed").iterdir())


@pytest.mark.parametrize("folder", CLOSED_BY_EARLIER_KITS, ids=lambda path: path.name)
def test_what_every_earlier_kit_closed_is_read_and_shown(folder, tmp_path):
    """Each folder is a part of what the kit of that commit left when it closed a cycle."""
    workspace = open_workspace(shutil.copytree(folder, tmp_path / "riverside"))
    (closed,) = closed_cycles(workspace)
    assert closed.name == "2025-26" and closed.is_as_it_was(closed.workspace.partnership_file)
    found = standing(workspace)
    assert found.kept, found.why
    with_rows(book(workspace), "school", dict)  # the workbook as this kit makes it
    sign(workspace, withdrawn_on=date(2026, 7, 9))
    assert "withdrawn" in standing(workspace).why


@pytest.mark.slow
@pytest.mark.parametrize("path", ["partnership.xlsx", "schools/oakfield/evidence.xlsx"])
def test_a_workbook_of_then_that_is_gone_is_said_on_the_way_to_the_site(riverside, path):
    in_closed(riverside, path).unlink()
    made = build_site(riverside, "pandoc")
    assert not made.pages
    assert [
        why for _, why in made.refused if "of then is gone" in why or "when it was closed" in why
    ]


@pytest.mark.slow
def test_settings_that_came_later_are_not_those_of_then(opened, tmp_path):
    keep(opened, tmp_path / "made")
    opened.settings_file.unlink()
    close(opened)
    assert standing(opened).kept
    (opened.root / "cycles" / "2025-26" / "settings.yml").write_text("as_at: 2026-01-01\n")
    assert "settings.yml is not what it was" in standing(opened).why


@pytest.mark.slow
@pytest.mark.parametrize("taken", [False, True])
def test_an_annual_report_stands_while_no_school_took_its_part_back(opened, tmp_path, taken):
    """The partnership's own report, with what Oakfield gave to it."""
    (line, own), *_ = rows_of(opened, "", REPORT, "partnership")
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "report.qmd").write_text('---\nspp: {"draft": false}\n---\n\nThe year.\n')
    record = Record(own, TEXT, own.signed_on, given=("oakfield: Review summary",))
    job = Job(str(opened.root), KINDS["partnership-report"], "partnership", "partnership")
    Signing(job).remember(Verdict(line, own, signed=True, record=record, write=True), folder)
    close(opened)
    if taken:
        sign(
            opened, document="Review summary", audience="Partnership", withdrawn_on=date(2026, 7, 8)
        )
    found = standing_of(opened, closed_cycles(opened)[0], "", REPORT, "partnership")
    assert bool(found.kept) is not taken
    assert ("oakfield has taken back its review summary" in found.why) is taken
