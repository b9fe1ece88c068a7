"""An outcome that is measured once more in the next cycle, from closing to annual report."""

from __future__ import annotations

import shutil
from datetime import date

import openpyxl
import pytest
import shared_years as made
from example_copy import EXAMPLE, copy_riverside

from spp_research import impact_reflection, open_school
from spp_research.intake import read_workbook, write_workbook
from spp_research.partnership import annual, next_cycle
from spp_research.partnership.follow_ups import later_told
from spp_research.protect.disclosure import rules_for
from spp_research.publish.sharing import own_study, share_of
from spp_research.schema import PUPILS, SCHOOL
from spp_research.school.follow_ups import Who, may_see
from spp_research.words import years as words
from spp_research.workspace import open_workspace

LATER = date(2027, 1, 21)
BOOK = "schools/oakfield/evidence.xlsx"
RESULTS = "schools/oakfield/pupils/reading-fluency.xlsx"


def put(path, sheet, row, **cells):
    """Write cells into a row of a sheet, by the labels of their columns."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    heads = next(line for line in page.iter_rows() if line[0].value == "Row")
    at = {str(cell.value).removesuffix(" (needed)"): cell.column for cell in heads}
    for label, value in cells.items():
        page.cell(row, at[label.replace("_", " ")]).value = value
    book.save(path)


@pytest.fixture(scope="module")
def closed(tmp_path_factory):
    """Riverside, closed with O1 of Oakfield to be measured once more, and what closing said."""
    root = copy_riverside(tmp_path_factory.mktemp("follow-ups") / "riverside")
    put(root / BOOK, "Outcomes", 7, Measured_again_later=LATER)
    (root / "share").mkdir()
    shutil.copy(EXAMPLE / "share" / "oakfield.json", root / "share")
    place = open_workspace(root)
    closing = next_cycle.closing_of(place, "2026-27")
    next_cycle.close(closing, date(2026, 8, 20), "1.0")
    return place, closing


def records(path, workbook, sheet):
    return [row for _, row in read_workbook(path, workbook).rows[sheet].records]


@pytest.mark.slow
def test_the_row_goes_on_and_the_pupils_of_then_stay(closed, snapshot):
    place, closing = closed
    assert [*later_told(closing.later, closing.stays)] == snapshot
    (outcome,) = records(place.root / BOOK, SCHOOL, "outcomes")
    assert (outcome["outcome_id"], outcome["later_date"]) == ("O1", LATER)
    assert (place.root / RESULTS).is_file()
    own = place.school_folder("oakfield")
    assert [p.name for p in (own / "pupils").iterdir()] == ["reading-fluency.xlsx"]
    old = own / "old" / "2025-26" / "pupils"
    assert [p.name for p in old.iterdir()] == ["monday-and-friday-attendance.xlsx"]
    carried = [(r["what"], r["item_id"]) for r in closing.carried["oakfield"]]
    assert ("Action", "A1") in carried  # which is done, and what it left is asked about
    assert read_workbook(place.root / BOOK, SCHOOL).not_started


def test_where_nothing_is_measured_later_nothing_stays(tmp_path):
    place = open_workspace(copy_riverside(tmp_path / "riverside"))
    closing = next_cycle.closing_of(place, "2026-27")
    assert not closing.later and not closing.stays
    assert ("schools/oakfield/pupils", "schools/oakfield/old/2025-26/pupils") in closing.moves


@pytest.mark.slow
def test_a_file_that_cannot_be_read_stays_and_all_is_taken_back(tmp_path):
    root = copy_riverside(tmp_path / "riverside")
    put(root / BOOK, "Outcomes", 7, Measured_again_later=LATER)
    (root / "schools/oakfield/pupils/odd.xlsx").write_bytes(b"no workbook")
    before = sorted(p.relative_to(root) for p in root.rglob("*") if p.is_file())
    place = open_workspace(root)
    closing = next_cycle.closing_of(place, "2026-27")
    assert "schools/oakfield/pupils/odd.xlsx" in closing.stays
    next_cycle.close(closing, date(2026, 8, 20), "1.0")
    next_cycle.undo(place)
    assert sorted(p.relative_to(root) for p in root.rglob("*") if p.is_file()) == before


@pytest.fixture(scope="module")
def measured(closed):
    """The next year of Oakfield, with the later measurement of all but three pupils."""
    place, closing = closed
    own = records(place.root / BOOK, SCHOOL, "school")[0]
    sheets = {
        "school": [{**own, "focus": "To what extent does it last?"}],
        "self_review": [
            {
                "question_id": "Q1",
                "theme": "Looking Forward: Strategic direction",
                "question": "To what extent does it last?",
            }
        ],
        "outcomes": records(place.root / BOOK, SCHOOL, "outcomes"),
        "carried_over": [
            {**row, "state": "Still done" if row["item_id"] == "O1" else None}
            for row in closing.carried["oakfield"]
        ],
        "sign_off": [
            {
                "document": "Impact reflection",
                "audience": "Partnership",
                "signed_by": "Ruth Adeyemi",
                "role": "Headteacher",
                "signed_on": date(2027, 6, 25),
            }
        ],
    }
    write_workbook(place.root / BOOK, SCHOOL, sheets)
    rows = records(place.root / RESULTS, PUPILS, "pupil_outcomes")
    shown = [row for row in rows if row["follow_up"] is not None]
    for n, row in enumerate(shown):
        row["later_follow_up"] = None if n in (3, 11, 20) else row["follow_up"] + n % 7 - 2
    write_workbook(place.root / RESULTS, PUPILS, {"pupil_outcomes": rows})
    settings = place.settings_file.read_text().replace("2026-07-10", "2027-07-09")
    place.settings_file.write_text(settings)
    return place


def test_it_is_no_result_of_the_year_and_stands_beside_the_first(measured, snapshot):
    seen = {}
    for audience in ("school", "partnership"):
        study = open_school(str(measured.root), "oakfield", audience)
        assert study.base.outcomes.empty and study.base.pupils.empty
        assert study.base.followed_who == ({"O1": Who(3, 0)} if audience == "school" else {})
        told = impact_reflection.lasted(study).markdown.splitlines()
        seen[audience] = [line for line in told if "O1 of" in line]
    assert seen == snapshot


def test_it_travels_in_the_share_file_and_is_never_pooled(measured):
    from spp_research.partnership.lead_workbook import open_partnership

    share = share_of(own_study(measured, open_partnership(measured), "oakfield"))
    (again,) = [one.again for one in share.lasted if one.again is not None]
    assert again.outcome_id == "O1" and all(n > 12 for n in again.pupils)
    assert again.value is not None and again.low < again.value < again.high
    assert again.se is again.standardised is again.standardised_variance is None
    assert not share.effects and share.version == 8


def test_in_the_third_cycle_it_goes_on_once_and_its_pupils_are_put_away(measured):
    closing = next_cycle.closing_of(measured, "2027-28")
    carried = [(r["cycle"], r["item_id"]) for r in closing.carried["oakfield"]]
    assert carried.count(("2025-26", "O1")) == 1 and ("2026-27", "O1") not in carried
    assert not closing.later and not closing.stays
    assert ("schools/oakfield/pupils", "schools/oakfield/old/2026-27/pupils") in closing.moves


def test_a_small_group_stays_in_the_school():
    assert may_see((4, 5), rules_for("school"))
    assert not may_see((12, 30), rules_for("partnership"))
    assert may_see((13, 30), rules_for("partnership"))


def with_again(school="Aldermoor", **more):
    kept = made.went_on("O1", what="Outcome", again=made.effect(1.4, pupils=(22,)))
    return made.share(school, lasted=(kept,), **more)


def test_the_annual_report_sets_both_beside_each_other(snapshot):
    then = made.year(
        made.share(effects=(made.effect(2.0, pupils=(24,)),), cycle="2024-25"), cycle="2024-25"
    )
    year = made.year(with_again(), with_again("Birchgate"), earlier=(then,))
    found = annual.measured_once_more(year)
    assert [one.first is None for one in found] == [False, True]
    shown = [words.once_more_title(len(found)), *(words.once_more(o, year.rules) for o in found)]
    assert [one.markdown for one in shown] == snapshot
    assert not annual.told(year).known and not year.shares["birchgate"].effects


def test_what_a_report_may_not_show_is_not_told():
    few = made.went_on("O1", what="Outcome", again=made.effect(1.4, pupils=(4,)))
    assert not annual.measured_once_more(made.year(made.share(lasted=(few,))))
    kept = made.went_on("O1", what="Outcome", again=made.effect(1.4, unit="percentage points"))
    assert not annual.measured_once_more(made.year(made.share(lasted=(kept,)), audience="public"))


@pytest.mark.slow
def test_a_closing_that_is_cut_off_among_the_pupils_files_is_ended(tmp_path, monkeypatch):
    def riverside(name):
        root = copy_riverside(tmp_path / name)
        put(root / BOOK, "Outcomes", 7, Measured_again_later=LATER)
        return open_workspace(root)

    def files(place):
        return sorted(p.relative_to(place.root) for p in place.root.rglob("*") if p.is_file())

    whole = riverside("whole")
    next_cycle.close(next_cycle.closing_of(whole, "2026-27"), date(2026, 8, 20), "1.0")
    move = next_cycle._move
    for stop_after in (1, 2, 3):
        cut, done = riverside(f"cut-{stop_after}"), []

        def failing(source, target, done=done, stop_after=stop_after):
            if len(done) == stop_after:
                raise OSError("the disk has gone")
            done.append(source)
            move(source, target)

        with monkeypatch.context() as patch:
            patch.setattr(next_cycle, "_move", failing)
            with pytest.raises(OSError, match="the disk has gone"):
                next_cycle.close(next_cycle.closing_of(cut, "2026-27"), date(2026, 8, 20), "1.0")
        assert next_cycle.finish(cut) == "2025-26"
        assert files(cut) == files(whole)


def test_a_closed_year_whose_workbook_somebody_wrote_in_is_told_of_no_more(closed):
    from spp_research.partnership.lead_workbook import open_partnership
    from spp_research.share.earlier import earlier_cycles

    place, _ = closed
    (then,) = place.closed
    whole = then.partnership_file.read_bytes()
    found, unread = earlier_cycles(place, open_partnership(place))
    assert (len(found), unread) == (1, ())
    put(then.partnership_file, "The schools", 8, School_name="Another name")
    found, unread = earlier_cycles(place, open_partnership(place))
    assert not found and "is not what it was when the year was closed" in unread[0]
    then.partnership_file.write_bytes(whole)
