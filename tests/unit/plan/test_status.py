"""Where each school is, by what has arrived."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from spp_research.intake import read_workbook, require, write_workbook
from spp_research.partnership.lead_workbook import membership_of
from spp_research.partnership.status import Seen, Stage, State, status_of
from spp_research.publish import status_page
from spp_research.schema import PARTNERSHIP
from spp_research.words import status as words
from spp_research.workspace import Workspace

D = date
ROWS = {
    "partnership": [{"name": "Long Meadow", "cycle": "2026-27"}],
    "schools": [
        {"school": "ash", "school_name": "Ash School"},
        {"school": "elm", "school_name": "Elm School"},
        {"school": "oak", "school_name": "Oak School"},
    ],
    "people": [
        {
            "person_id": f"P{n}",
            "name": name,
            "school": school,
            "role": role,
            "trained_on": D(2026, 9, 2),
            "refresher_due": due,
        }
        for n, name, school, role, due in (
            (1, "Bo Lane", "elm", "Peer reviewer", D(2026, 11, 20)),
            (2, "Cy Moss", "elm", "Improvement champion", D(2028, 9, 1)),
            (3, "Di Noor", "oak", "Improvement champion", D(2026, 11, 10)),
            (4, "Ed Park", "ash", "Improvement champion", D(2028, 9, 1)),
            (5, "Flo Quin", "elm", "Improvement champion", D(2028, 9, 1)),
        )
    ],
    "timetable": [
        {
            "school": "ash",
            "self_review_date": D(2026, 10, 2),
            "review_start": D(2026, 11, 4),
            "review_end": D(2026, 11, 5),
            "workshop_date": D(2026, 11, 19),
            "impact_review_date": D(2027, 6, 8),
            "team": "P1; P5",
        },
        {"school": "elm", "review_start": D(2027, 2, 2), "team": "P1"},
    ],
    "away": [{"person_id": "P2", "first_day": D(2026, 11, 19)}],
    "sign_off": [
        {
            "document": "Partnership report",
            "audience": "Partnership",
            "signed_by": "Bo Lane",
            "role": "Partnership lead",
            "signed_on": D(2026, 9, 20),
            "expires_on": D(2026, 12, 1),
        }
    ],
}


def lead_of(folder, rows):
    path = write_workbook(folder / "partnership.xlsx", PARTNERSHIP, rows)
    return require(read_workbook(path, PARTNERSHIP))


@pytest.fixture
def lead(tmp_path):
    return lead_of(tmp_path, ROWS)


def status(lead, on, seen=frozenset()):
    shown = {"ash": Seen(frozenset(seen), ("workbook",))}
    return status_of(lead, membership_of(lead).schools, {}, shown, on)


def states(found, place=0):
    return [step.state for step in found.standings[place].steps]


def test_a_day_that_has_gone_by_does_nothing_by_itself(lead):
    found = status(lead, D(2026, 12, 10))
    late, none = State.LATE, State.NO_DATE
    assert states(found) == [late, none, late, late, State.PLANNED, none]
    assert found.silent == ("ash", "elm", "oak")


def test_what_has_arrived_is_done_and_what_comes_before_it_too(lead):
    found = status(lead, D(2026, 11, 6), {Stage.REVIEW})
    done = State.DONE
    assert states(found) == [done, done, done, State.SOON, State.PLANNED, State.NO_DATE]
    assert found.silent == ("elm", "oak")


def test_a_practice_does_not_show_that_anybody_looked_back(lead):
    found = status(lead, D(2026, 11, 6), {Stage.PRACTICE})
    assert states(found)[4:] == [State.PLANNED, State.DONE]


def test_a_practice_may_be_written_down_before_any_review(lead):
    assert State.DONE not in states(status(lead, D(2026, 9, 1), {Stage.PRACTICE}))[:5]
    later = states(status(lead, D(2026, 12, 10), {Stage.PRACTICE}))
    assert [state is State.DONE for state in later] == [True, False, True, True, False, True]


def test_what_is_late_by_a_few_days_is_about_now(lead):
    assert states(status(lead, D(2026, 10, 16)))[0] is State.SOON
    assert states(status(lead, D(2026, 10, 17)))[0] is State.LATE


def test_a_school_without_a_review_has_no_dates(lead):
    assert set(states(status(lead, D(2026, 11, 6)), 2)) == {State.NO_DATE}


def test_who_may_be_champion_is_who_is_trained_elsewhere_free_and_was_not_there(lead):
    (workshop,) = status(lead, D(2026, 11, 6)).workshops
    assert workshop.school.slug == "ash"
    assert workshop.allowed == ()  # away, lapsed, of the school, in the team
    rows = ROWS | {"away": []}
    path = write_workbook(lead.path, PARTNERSHIP, rows)
    again = status(require(read_workbook(path, PARTNERSHIP)), D(2026, 11, 6))
    assert again.workshops[0].allowed == ("P2",)
    assert status(lead, D(2026, 11, 20)).workshops == ()


def test_training_is_told_when_it_ends_or_before_it_is_needed(lead):
    found = {one.person_id: one for one in status(lead, D(2026, 9, 20)).lapses}
    assert set(found) == {"P1"}  # needed in February; that of P3 ends later than in a month
    assert found["P1"].needed == D(2027, 2, 2)
    assert {one.person_id for one in status(lead, D(2026, 11, 6)).lapses} == {"P1", "P3"}


def test_sign_offs_that_end_are_told(lead):
    assert status(lead, D(2026, 10, 1)).expiries == ()
    (one,) = status(lead, D(2026, 11, 6)).expiries
    assert (one.document, one.ends) == ("Partnership report", D(2026, 12, 1))


def test_the_words_blame_nobody(lead, snapshot):
    for on in (D(2026, 11, 6), D(2026, 12, 10)):
        found = status(lead, on)
        said = [
            words.in_a_line(found),
            *words.still_to_come(found),
            *words.coming(found),
            *(words.workshop(one, found) for one in found.workshops),
            *(words.lapse(one, found) for one in found.lapses),
            *(words.expiry(one, found) for one in found.expiries),
            words.silent(found),
        ]
        assert "\n".join(said) == snapshot
        assert not {"failed", "late", "overdue", "missing"} & set(" ".join(said).lower().split())


def test_what_is_due_moves_in_a_calendar_and_is_not_put_there_twice(lead):
    """By day, by a re-plan and by how the year is written; another year is another event."""
    now = status(lead, D(2026, 9, 20))
    uids = [one.uid for one in status_page._due(now, now.partnership)]
    assert uids and len({*uids}) == len(uids)
    later = status(lead, D(2026, 9, 27))
    assert [one.uid for one in status_page._due(later, later.partnership)] == uids
    respelt = [
        one.uid for one in status_page._due(replace(now, cycle="2026/2027"), now.partnership)
    ]
    assert respelt == uids
    other = {one.uid for one in status_page._due(replace(now, cycle="2027-28"), now.partnership)}
    assert not other & {*uids}


def test_before_anything_was_to_arrive_nothing_is_said_to_have_arrived(lead):
    early = words.in_a_line(status(lead, D(2026, 9, 1)))
    assert early.startswith("Nothing was to have arrived yet")


def test_a_year_without_a_timetable_says_how_to_have_one(tmp_path):
    empty = status(lead_of(tmp_path, ROWS | {"timetable": []}), D(2026, 9, 20))
    assert words.in_a_line(empty) == (
        "No review of 2026-27 is in the timetable yet. To have the year proposed: spp plan"
    )


@pytest.mark.parametrize(("number", "said"), [(9, "N7 and N8."), (10, "N7 and 2 more.")])
def test_of_very_many_who_may_be_the_champion_the_first_are_named(number, said, lead):
    there = status(lead, D(2026, 11, 6))
    there = replace(there, names={f"X{n}": f"N{n}" for n in range(number)})
    one = replace(there.workshops[0], allowed=tuple(there.names))
    assert words.workshop(one, there).endswith(said)


def test_who_left_is_reminded_of_no_training_and_may_lead_no_workshop(tmp_path):
    rows = {name: [dict(row) for row in own] for name, own in ROWS.items()}
    rows["timetable"][0]["team"] = "P1"
    there = status(lead_of(tmp_path, rows), D(2026, 11, 6))
    assert "P5" in there.workshops[0].allowed
    for row in rows["people"]:
        if row["person_id"] in ("P1", "P5"):
            row["left_on"] = D(2026, 10, 30)
    gone = status(lead_of(tmp_path, rows), D(2026, 11, 6))
    assert {one.person_id for one in gone.lapses} == {"P3"}
    assert "P5" not in gone.workshops[0].allowed


def test_what_is_measured_is_due_on_its_day_and_in_the_calendar(lead, tmp_path):
    """Also what is measured once more of an earlier cycle; what has been is over."""
    measured = ((D(2026, 1, 8), "O1"), (D(2026, 11, 20), "O1"), (D(2027, 6, 1), "O2"))
    membership = membership_of(lead)
    seen = {"oak": Seen(sources=("workbook",), measured=measured)}
    found = status_of(lead, membership.schools, {}, seen, D(2026, 11, 9))
    said = [line for line in words.coming(found) if "measured" in line]
    assert said == ["Oak School: O1 is measured, 20 November 2026."]
    calendar = status_page.write_due(found, Workspace(tmp_path)).read_text(encoding="utf-8")
    days = [line for line in calendar.splitlines() if "is measured" in line]
    assert len(days) == 2 and "O2 is measured\\, 1 June 2027" in days[1]
    assert found.silent == ("ash", "elm", "oak")  # that something is planned shows nothing done
