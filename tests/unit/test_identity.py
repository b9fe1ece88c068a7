"""One ID for one thing, for ever: what is asked, and who reviewed whom over the years."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from example_copy import copy_riverside

from spp_research.intake import (
    check_school,
    check_workspace,
    read_lead,
    read_workbook,
    write_workbook,
)
from spp_research.intake.check.reading import Reading
from spp_research.partnership import next_cycle
from spp_research.partnership.identity import CODES, with_identity
from spp_research.partnership.lead_workbook import membership_of
from spp_research.partnership.plan import planning_of
from spp_research.partnership.reviewed import pairs, reviews_over_years
from spp_research.partnership.status import status_of
from spp_research.protect.signatures import Making, SignedFor, shown_text, write_record
from spp_research.schema import PARTNERSHIP, SCHOOL
from spp_research.words import status as words
from spp_research.workspace import Workspace, open_workspace


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    folder = copy_riverside(tmp_path_factory.mktemp("identity") / "riverside")
    workspace = open_workspace(folder)
    next_cycle.close(next_cycle.closing_of(workspace, "2026-27"), date(2026, 8, 20), "1.0")
    return folder


@pytest.fixture
def riverside(once, tmp_path):
    return open_workspace(shutil.copytree(once, tmp_path / "riverside"))


def rows_of(path, workbook) -> dict[str, list[dict]]:
    found = read_workbook(path, workbook).rows
    return {name: [dict(row) for _, row in rows.records] for name, rows in found.items()}


def lead(workspace: Workspace, change) -> Reading:
    rows = rows_of(workspace.partnership_file, PARTNERSHIP)
    change(rows)
    write_workbook(workspace.partnership_file, PARTNERSHIP, rows)
    return read_workbook(workspace.partnership_file, PARTNERSHIP)


def school(workspace: Workspace, change) -> Reading:
    path = workspace.evidence_file("oakfield")
    rows = rows_of(path, SCHOOL)
    change(rows)
    write_workbook(path, SCHOOL, rows)
    return read_workbook(path, SCHOOL)


def asked(workspace: Workspace, reading: Reading) -> list[str]:
    (found,) = with_identity(workspace, [reading])
    own = found.faults[len(reading.faults) :]
    assert all(one.severity == CODES[one.code] for one in own)
    return [f"{one.code} [{one.sheet}, {one.cell}] {one.message}" for one in own]


def nothing(rows) -> None:
    pass


def renamed(rows) -> None:
    for row in rows["people"]:
        if row["person_id"] == "P02":
            row["name"] = "Tom Reed"
    rows["schools"][0]["school_name"] = "Oakfield Academy"


def told(rows) -> None:
    renamed(rows)
    for row in rows["people"]:
        if row["person_id"] == "P02":
            row["formerly"] = "Dr Nobody; MARTIN HALE"
    rows["schools"][0]["formerly"] = "Oakfield Weir Primary School"


def other_id(rows) -> None:
    for row in rows["people"]:
        row["person_id"] = {"P05": "P99"}.get(row["person_id"], row["person_id"])


def without_a_school(rows) -> None:
    gone = rows["schools"].pop()["school"]
    rows["people"] = [row for row in rows["people"] if row["school"] != gone]


@pytest.mark.slow
def test_nothing_is_asked_of_a_cycle_that_was_just_begun(riverside):
    assert asked(riverside, lead(riverside, nothing)) == []
    assert asked(riverside, school(riverside, nothing)) == []


@pytest.mark.parametrize("change", [renamed, other_id, without_a_school])
def test_what_an_id_stood_for_is_asked_about(riverside, change, snapshot):
    assert asked(riverside, lead(riverside, change)) == snapshot


def test_a_new_name_is_not_asked_about_where_the_old_one_stands_beside_it(riverside):
    before = rows_of(riverside.partnership_file, PARTNERSHIP)["people"]
    name = next(row["name"] for row in before if row["person_id"] == "P02")

    def change(rows):
        told(rows)
        for row in rows["people"]:
            if row["person_id"] == "P02":
                row["formerly"] = f"Dr Nobody; {name.upper()}"

    assert asked(riverside, lead(riverside, change)) == []


def test_numbers_go_on(riverside, snapshot):
    then = rows_of(riverside.root / "cycles/2025-26/schools/oakfield/evidence.xlsx", SCHOOL)
    first = then["actions"][0]

    def change(rows):
        other = {**first, "action": "Open the library at lunch with two parents."}
        same = {**then["actions"][1], "action": then["actions"][1]["action"] + " As before."}
        new = {**first, "action_id": "A77", "action": "Something new."}
        rows["actions"] = [other, same, new]

    assert asked(riverside, school(riverside, change)) == snapshot


def test_a_row_of_sign_off_about_a_cycle_that_was_never_closed(riverside, snapshot):
    row = {
        "document": "Review summary",
        "audience": "School",
        "signed_by": "R",
        "role": "H",
        "signed_on": date(2026, 1, 1),
    }

    def change(rows):
        rows["sign_off"] = [{**row, "cycle": name} for name in ("2025/26", "2024-25", "2026-27")]

    assert asked(riverside, school(riverside, change)) == snapshot


def test_without_closed_cycles_only_the_row_about_one_is_asked_about(tmp_path):
    workspace = open_workspace(copy_riverside(tmp_path / "riverside"))
    assert asked(workspace, lead(workspace, renamed)) == []


def review(host: str, start: date, *team: str) -> dict:
    return {"school": host, "review_start": start, "review_end": start, "team": team}


def test_who_reviewed_whom_over_the_years(riverside):
    reading = lead(
        riverside,
        lambda rows: rows.update(
            timetable=[
                review("oakfield", date(2026, 11, 3), "P05"),
                review("oakfield", date(2025, 11, 4), "P05"),  # stands in last year's too, or not
            ]
        ),
    )
    found = reviews_over_years(riverside, reading)
    assert {one.cycle for one in found} == {"2025-26", "2026-27"}
    keys = [(one.host, one.start, one.person_id) for one in found]
    assert len(keys) == len(set(keys))
    of = pairs(found)
    school_of = {one.person_id: one.school for one in found}
    assert "2026-27" in of[school_of["P05"], "oakfield"]
    assert all(one != other for one, other in of)
    earlier = pairs(reviews_over_years(riverside))
    assert earlier and all(cycles == ("2025-26",) for cycles in earlier.values())


def test_a_school_that_has_left_is_kept_and_nothing_of_it_is_looked_for(riverside):
    def change(rows):
        rows["schools"][-1]["left_on"] = date(2026, 7, 20)

    listed = membership_of(lead(riverside, change))
    assert len(listed.schools) == 5 and [one.left_on for one in listed.left] == [date(2026, 7, 20)]


def test_the_empty_workbook_of_a_school_that_has_left_is_not_waited_for(riverside):
    def change(rows):
        rows["schools"][-1]["left_on"] = date(2026, 7, 20)

    gone = riverside.evidence_file(membership_of(lead(riverside, change)).left[0].slug)
    assert gone.is_file() and gone not in {one.path for one in check_workspace(riverside)}


def test_a_school_that_leaves_in_the_year_is_in_it_to_the_end(riverside):
    def change(rows):
        rows["schools"][-1]["left_on"] = date(2027, 1, 20)

    assert len(membership_of(lead(riverside, change)).schools) == 6


def test_a_plan_asks_nobody_who_has_left_and_knows_the_pairs_of_earlier_years(riverside):
    def change(rows):
        for row in rows["people"]:
            if row["person_id"] == "P05":
                row["left_on"] = date(2027, 1, 4)
        days = (date(2026, 9, 2), date(2027, 7, 20))
        rows["terms"] = [
            {"span": "Term", "first_day": days[0], "last_day": days[1], "school": None}
        ]

    reading = lead(riverside, change)
    before = pairs(reviews_over_years(riverside))
    planning = planning_of(reading, date(2026, 9, 2), [*before])
    person = planning.person("P05")
    assert person and date(2027, 1, 4) in person.away and date(2027, 1, 3) not in person.away
    assert set(before) <= planning.last_year


def test_a_plan_and_the_status_ask_nobody_of_a_school_that_has_left(riverside):
    def change(rows):
        rows["schools"][-1]["left_on"] = date(2027, 1, 4)
        for row in rows["people"]:
            row["refresher_due"] = date(2027, 1, 20)
        days = (date(2026, 9, 2), date(2027, 7, 20))
        rows["terms"] = [
            {"span": "Term", "first_day": days[0], "last_day": days[1], "school": None}
        ]

    reading = lead(riverside, change)
    away = {one.person_id: one.away for one in planning_of(reading, date(2026, 9, 2), []).people}
    there = {row["person_id"]: row["school"] for _, row in reading.rows["people"].records}
    gone = {who for who, days in away.items() if date(2027, 1, 4) in days}
    assert gone == {who for who in away if there[who] == "osier-road"} != set()
    lapsing = {one.person_id for one in status_of(reading, (), {}, {}, date(2027, 1, 10)).lapses}
    assert lapsing and not lapsing & gone


def test_any_member_of_staff_may_lead_an_action_without_a_role(tmp_path):
    workspace = open_workspace(copy_riverside(tmp_path / "riverside"))

    def colleague(rows):
        blank = dict.fromkeys(rows["people"][0])
        rows["people"].append(
            blank | {"person_id": "P40", "name": "Sam Okoro", "school": "oakfield"}
        )

    def led(rows):
        rows["actions"][0]["lead"] = "P40"

    known = lead(workspace, colleague)
    assert known.ok
    school(workspace, led)
    (own, *_) = check_school(workspace, "oakfield", known.keys(), pupils=False)
    assert own.ok, own.faults


def test_the_status_tells_who_reviewed_whom_once_there_are_two_years(riverside):
    reading = lead(
        riverside,
        lambda rows: rows.update(timetable=[review("oakfield", date(2026, 11, 3), "P05")]),
    )
    reviews = reviews_over_years(riverside, reading)
    before, after = (
        status_of(reading, membership_of(reading).schools, {}, {}, on, reviews)
        for on in (date(2026, 10, 1), date(2026, 12, 1))
    )
    assert not before.reviewed
    told = [words.reviewed(host, by) for host, by in after.reviewed.items()]
    assert told[0].startswith("Oakfield Weir Primary School was reviewed by ")
    assert "2026-27" in told[0] and "2025-26" in told[0] and len(told) > 1


def test_a_cycle_that_is_written_otherwise_than_it_was_signed_in_is_asked_about(tmp_path):
    workspace = riverside_with(tmp_path, "2025/2026", "2025-26")
    (asked,) = _of_the_cycle(workspace)
    assert "write “2025-26”" in asked.message and asked.cell == "D7"


@pytest.mark.parametrize(
    ("now", "then"), [("2025-26", "2025-26"), ("2025-26", "2024-25"), ("2025", "2025-26")]
)
def test_a_cycle_that_is_another_one_or_the_very_same_is_not(tmp_path, now, then):
    assert not _of_the_cycle(riverside_with(tmp_path, now, then))


def riverside_with(root, now, then):
    """A workspace of a cycle in which a school's text was signed, as the cycle was written then."""
    workspace = Workspace(root)
    rows = {"partnership": [{"name": "Riverside", "cycle": now}]}
    write_workbook(workspace.partnership_file, PARTNERSHIP, rows)
    own = SignedFor(
        *("Riverside", then, "oak", "Review summary", "", "partnership", date(2025, 12, 3)),
        *("Ruth Adeyemi", "partnership"),
    )
    record = Making(shown_text([("A", "b")]), date(2025, 12, 3)).record(own)
    write_record(record, root / "schools" / "oak" / "signed")
    return workspace


def _of_the_cycle(workspace):
    (lead,) = with_identity(workspace, [read_lead(workspace)])
    return [fault for fault in lead.faults if fault.code == "cycle.written-otherwise"]
