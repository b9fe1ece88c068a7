"""Markers of a phase are described, never scored; what is ahead is in order of date or theme."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from shared_years import AS_AT, action, effect, finding, share, support, year

from spp_research.partnership import annual
from spp_research.protect import language
from spp_research.schema.vocabulary import PHASES

PEOPLE = [
    {
        "person_id": f"P{n}",
        "name": f"Person {n}",
        "school": school,
        "role": role,
        "trained_on": trained,
        "refresher_due": due,
    }
    for n, (school, role, trained, due) in enumerate(
        [
            ("aldermoor", "Peer reviewer", "2025-09-01", "2027-09-01"),
            ("aldermoor", "Headteacher", None, None),
            ("birchgate", "Improvement champion", "2025-09-01", "2026-09-01"),
            ("birchgate", "Improvement champion", "2024-09-01", "2026-06-01"),
            ("birchgate", "Improvement champion", None, None),
        ],
        start=1,
    )
]
REVIEW = {
    "school": "aldermoor",
    "self_review_date": "2025-10-01",
    "review_start": "2025-11-01",
    "workshop_date": "2025-12-01",
    "impact_review_date": "2026-09-01",
    "team": ("P9",),
    "champion": "P3",
}


def known(**more):
    each = (
        share("Aldermoor", findings=(finding(),), actions=(action(),), effects=(effect(),)),
        share("Birchgate", support=(support(),)),
    )
    one = year(*each, people=PEOPLE, timetable=[REVIEW | more])
    return annual.Known(one.partnership, one.shares, AS_AT)


def test_markers_go_up_to_the_named_phase_and_none_without_one():
    assert {m.phase for m in annual.markers("Build")} == {"Build"}
    assert {m.phase for m in annual.markers("Sustain")} == set(PHASES)
    assert annual.markers("") == ()


def test_no_marker_judges():
    assert not [m.text for m in annual.markers("Sustain") if language.find(m.text)]


def test_a_marker_is_seen_for_all_not_yet_for_some_and_not_known_for_none():
    found = {s.marker.text: s for s in (annual.seen(m, known()) for m in annual.markers("Sustain"))}
    reviewer = found["Every school has a trained peer reviewer"]
    assert (reviewer.state, reviewer.some, reviewer.of) == ("not yet", 1, 2)
    champion = found[
        "Each workshop was led by a champion from another school who was not in the review"
    ]
    assert (champion.state, champion.some, champion.of) == ("seen", 1, 1)
    assert found["Each main outcome was measured before as well"].state == "seen"
    assert found["People trained here have trained others"].state == "not known"
    assert found["Every school shares a practice"].some == 0


def test_markers_that_leave_out_stopped_actions_say_so():
    """Else "14 of 14 actions" stands beside 15 elsewhere in the report, with no reason."""
    stopped = action("A2", status="Stopped", success_measure="", review_date=None)
    each = share("Aldermoor", findings=(finding(),), actions=(action(), stopped))
    one = year(each)
    facts = annual.Known(one.partnership, one.shares, AS_AT)
    found = [
        annual.seen(m, facts)
        for m in annual.markers("Sustain")
        if m.things == "actions" and m.count is not None
    ]
    assert [s.of for s in found] == [1, 1]
    assert all("not stopped" in s.marker.text for s in found)


@pytest.mark.parametrize("change", [{"champion": "P1"}, {"champion": None}, {"team": ("P3",)}])
def test_a_champion_of_the_host_or_of_the_team_is_not_from_elsewhere(change):
    marker = next(m for m in annual.markers("Build") if "champion from" in m.text)
    assert annual.seen(marker, known(**change)).state == "not yet"


def test_refreshers_by_role_leave_out_roles_without_training():
    reviewer, champion = annual.refreshers(known().partnership, AS_AT)
    assert (reviewer.role, reviewer.due, reviewer.past) == ("Peer reviewer", (), ())
    assert (champion.people, champion.trained) == (3, 2)
    assert champion.due == (("Person 3", date(2026, 9, 1)),)
    assert champion.past == (("Person 4", date(2026, 6, 1)),)
    assert champion.without == ("Person 5",)


def test_who_has_left_and_whose_school_has_is_asked_for_no_refresher_and_trains_no_school():
    there = known().partnership
    people = there.people.assign(left_on=pd.NaT)
    people.loc[people["name"] == "Person 3", "left_on"] = pd.Timestamp(AS_AT) - pd.Timedelta(days=1)
    left = replace(known(), partnership=replace(there, people=people))
    _, champion = annual.refreshers(left.partnership, AS_AT)
    assert (champion.people, champion.due) == (2, ())
    assert "Person 3" not in set(left.partnership.people_on(AS_AT)["name"])
    (gone,) = set(people.loc[people["name"] == "Person 4", "school"])
    schools = tuple(
        replace(one, left_on=date(2025, 9, 1)) if one.slug == gone else one for one in there.schools
    )
    of_left = replace(there, schools=schools)
    assert "Person 4" not in str(annual.refreshers(of_left, AS_AT))


def test_dates_ahead_are_those_still_to_come():
    one = known()
    lines = annual.plans(one.shares, one.shares)
    assert [(d.on, d.what) for d in annual.days_ahead(one.partnership, lines, AS_AT)] == [
        (date(2026, 9, 1), "Impact review")
    ]
    assert [d.what for d in annual.days_ahead(one.partnership, lines, date(2026, 5, 1))] == [
        "Look again at action A1",
        "Impact review",
    ]


def test_priorities_order_themes_by_what_there_is_to_talk_about():
    each = share("Aldermoor", findings=(finding("F1", theme=2), finding("F2", theme=2)))
    unmet = annual.asked(year(share("Birchgate", support=(support("Need", 3),))).shares)
    found = annual.priorities({"aldermoor": each}, unmet)
    assert [(p.theme.theme.split(":")[0], p.weight) for p in found] == [
        ("Looking Inward", 2),
        ("Looking Outward", 1),
    ]
