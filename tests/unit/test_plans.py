"""A plan that was fixed: its text and mark, when it was fixed, and what was done otherwise."""

from __future__ import annotations

import copy
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spp_research.protect.fixed_text import is_marked, mark, settled
from spp_research.schema import SCHOOL
from spp_research.school.impact.plans import Fixed, analysis, fixed_plans, plan_text
from spp_research.words.plans import plan_words

quick = settings(max_examples=60, deadline=None)
COLUMNS = [field.name for field in SCHOOL.sheet("outcomes").fields]
OUTCOME = dict.fromkeys(COLUMNS) | {
    "outcome_id": "O1",
    "action_id": "A1",
    "outcome": "Words read in a minute",
    "group": "Year 3",
    "unit": "words a minute",
    "question": "To what extent does\nreading aloud help?",
    "design": "A",
    "primary": "Yes",
    "higher_is_better": "Yes",
    "smallest_worthwhile": 5.5,
    "baseline_date": date(2026, 1, 12),
    "follow_up_date": date(2026, 7, 6),
    "allocation": "By lot",
}
BEFORE = date(2025, 12, 12)


def fixed(day=BEFORE, school="ashdown", **planned):
    text = plan_text(school, OUTCOME | planned)
    return {"outcome_id": "O1", "fixed_on": day, "fixed_by": "A", "mark": mark(text), "plan": text}


def plan(*rows, **now):
    (found,) = fixed_plans("ashdown", [OUTCOME | now], rows)
    return found


def said(found):
    return [s.plain for s in plan_words([found], {"O1": "Words"})]


def test_the_text_of_a_plan(snapshot):
    assert plan_text("ashdown", OUTCOME) == snapshot


def test_what_is_known_later_is_no_part_of_it():
    later = {"named_on": date(2026, 9, 1), "cohort_mean": 90.0, "cohort_sd": 15.0}
    assert plan_text("ashdown", OUTCOME | later) == plan_text("ashdown", OUTCOME)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Everybody counts in the group that was drawn."),
        ({"allocation": None}, "allowing for where each pupil began"),
        ({"unit": "yes or no"}, "in shares of pupils"),
        ({"design": "B"}, "The mean change of the pupils who are measured both times"),
        ({"design": "C"}, "the later and the earlier pupils"),
        ({"design": "D"}, "Nothing is worked out"),
    ],
)
def test_the_analysis_follows_the_design_and_the_measure(changes, words):
    assert words in analysis(OUTCOME | changes)


def test_nothing_done_otherwise():
    found = plan(fixed())
    assert (found.when, found.departures) == (Fixed.BEFORE, ())
    assert said(found)[0].endswith("What was done is as it was planned there.")


def test_one_thing_done_otherwise():
    found = plan(fixed(), smallest_worthwhile=3.0)
    assert [(d.label, d.planned, d.now) for d in found.departures] == [
        ("Smallest worthwhile change", "5.5", "3")
    ]
    assert (
        "Otherwise than planned: Smallest worthwhile change: planned “5.5”, now “3”."
        in (said(found)[0])
    )


def test_many_things_done_otherwise(snapshot):
    found = plan(
        fixed(),
        outcome="Words read right",
        design="B",
        primary="No",
        follow_up_date=date(2026, 7, 13),
        allocation="Not by lot",
        highest_possible=200.0,
    )
    assert said(found) == snapshot


@pytest.mark.parametrize(
    ("day", "when"),
    [
        (date(2026, 1, 12), Fixed.BEFORE),
        (date(2026, 1, 13), Fixed.BETWEEN),
        (date(2026, 7, 5), Fixed.BETWEEN),
        (date(2026, 7, 6), Fixed.AFTER),
        (date(2026, 9, 1), Fixed.AFTER),
    ],
)
def test_when_it_was_fixed(day, when):
    found = plan(fixed(day))
    assert found.when is when
    assert ("so it cannot tell what was planned" in said(found)[0]) == (when is Fixed.AFTER)
    assert said(found)[-1].startswith("The day of a plan is the one that the school wrote")


def test_a_plan_changed_before_the_start_counts_and_one_changed_after_does_not():
    rows = [
        fixed(date(2025, 12, 1), smallest_worthwhile=9.0),
        fixed(date(2026, 1, 6), smallest_worthwhile=5.5),
        fixed(date(2026, 6, 1), smallest_worthwhile=3.0),
    ]
    found = plan(*rows, smallest_worthwhile=3.0)
    assert found.fixed_on == date(2026, 1, 6)
    assert [d.planned for d in found.departures] == ["5.5"]
    assert found.others == (date(2025, 12, 1), date(2026, 6, 1))
    assert "Another text of it was fixed on 1 June 2026." in said(found)[0]


def test_no_plan_and_a_changed_one():
    assert said(plan()) == ["No plan was fixed beforehand."]
    changed = fixed() | {"plan": fixed()["plan"].replace("5.5", "1")}
    found = plan(changed)
    assert (found.broken, found.there) == (1, False)
    assert "is not the one that was fixed, and is not gone by" in said(found)[0]
    assert plan(changed, fixed(date(2026, 1, 1))).there


def test_several_outcomes_of_which_one_has_a_plan():
    others = [OUTCOME, OUTCOME | {"outcome_id": "O2"}, OUTCOME | {"outcome_id": "O3"}]
    found = fixed_plans("ashdown", others, [fixed()])
    words = [s.plain for s in plan_words(found, {"O1": "Words", "O2": "Marks", "O3": "Views"})]
    assert "No plan was fixed beforehand of: “Marks” and “Views”." in words


def test_a_column_that_the_plan_did_not_have_is_no_departure():
    row = fixed()
    row["plan"] = "\n".join(
        line for line in row["plan"].split("\n") if not line.startswith("How groups were made")
    )
    row["mark"] = mark(row["plan"])
    assert plan(row, allocation="Not by lot").departures == ()


def test_a_column_with_an_earlier_name_is_the_same_column():
    row = fixed()
    row["plan"] = row["plan"].replace("How it can be known:", "Design:")
    row["mark"] = mark(row["plan"])
    assert [d.label for d in plan(row, design="B").departures] == ["How it can be known"]


@quick
@given(st.text(), st.data())
def test_what_programs_change_by_themselves_keeps_the_mark(words, data):
    text = plan_text("ashdown", OUTCOME | {"selection": words})
    other = text.replace("\n", data.draw(st.sampled_from(["\r\n", "\n\n", " \n", "\n\t"])))
    assert mark(other) == mark(text) and settled(settled(other)) == settled(other)
    assert is_marked(other, mark(text).lower().replace("-", " "))


@quick
@given(st.sampled_from(COLUMNS), st.text("abc9", min_size=1, max_size=5))
def test_any_change_of_what_is_planned_changes_the_mark_and_is_a_departure(column, value):
    now = copy.copy(OUTCOME)
    old = now[column]
    if isinstance(old, date):
        now[column] = old + timedelta(days=1)
    elif isinstance(old, float):
        now[column] = old + 1
    elif column in ("design", "outcome_id"):
        return
    elif column == "allocation":
        now[column] = "Not by lot"
    elif SCHOOL.sheet("outcomes").field(column).kind in ("number", "whole number"):
        now[column] = 7.0
    elif SCHOOL.sheet("outcomes").field(column).kind == "date":
        now[column] = date(2026, 3, 3)
    else:
        now[column] = value
    planned = column not in ("action_id", "named_on", "cohort_mean", "cohort_sd")
    assert (plan_text("ashdown", now) != plan_text("ashdown", OUTCOME)) == planned
    (found,) = fixed_plans("ashdown", [now], [fixed()])
    assert bool(found.departures) == planned
