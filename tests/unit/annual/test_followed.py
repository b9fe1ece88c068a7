"""From next step to action to result to practice, and where threads break off."""

from datetime import date

import pytest
from shared_years import AS_AT, action, effect, finding, share, shares

from spp_research.partnership import annual
from spp_research.share import Practice

STEPS = (finding("F1"), finding("F2"), finding("F3", "Strength"))
PRACTICE = Practice(principle="Read twice", theme="", in_short="We do.", outcome_id="O1")


def whole():
    return shares(
        share(
            "Aldermoor", findings=STEPS, actions=(action(),), effects=(effect(),), practice=PRACTICE
        )
    )


def ends(given):
    lines = annual.plans(given, given)
    return [(end.what, str(end.lacks)) for end in annual.loose_ends(given, lines, AS_AT)]


def test_the_chain_counts_next_steps_each_a_part_of_the_one_before():
    given = whole()
    counts = [n for _, n in annual.chain(given, annual.plans(given, given))]
    assert counts == [2, 1, 1, 1, 0, 0]  # measured, and too wide to tell


def test_a_strength_needs_no_action_and_a_step_without_one_is_loose():
    assert ends(whole()) == [("F2", "no action")]


def test_nothing_is_loose_while_there_is_no_plan():
    assert ends(shares(share(findings=STEPS))) == []


def test_each_kind_of_loose_end_is_found_with_where_to_write_it():
    given = shares(
        share(
            findings=(finding("F1", sources={}),),
            actions=(
                action("A1", success_measure="", review_date=None),
                action("A2", ""),
                action("A3", status="Stopped", success_measure=""),
            ),
            effects=(effect(baseline=False), effect(outcome_id="O2", design="D", baseline=False)),
            practice=PRACTICE.model_copy(update={"outcome_id": "O9"}),
        )
    )
    assert ends(given) == [
        ("F1", "no source"),
        ("A1", "no success measure"),
        ("A1", "no date to look at it again"),
        ("A2", "no finding behind it"),
        ("A2", "a date that has gone by, and no result"),
        ("O1", "no baseline"),
        ("O2", "no baseline"),
        ("The practice", "no known outcome"),
    ]
    where = {end.where for end in annual.loose_ends(given, annual.plans(given, given), AS_AT)}
    assert "sheet “Action plan”, “How we will know”" in where


def test_past_its_date_without_a_result_is_late_but_not_where_results_are_not_shared():
    given = shares(share(findings=STEPS, actions=(action(),)))
    assert len(annual.overdue(annual.plans(given, given), AS_AT)) == 1
    assert not annual.overdue(annual.plans(given, ()), AS_AT)
    assert not annual.overdue(annual.plans(given, given), date(2026, 6, 1))
    told = shares(share(actions=(action(),), effects=(effect(None, design="D", measured=False),)))
    assert not annual.overdue(annual.plans(told, told), AS_AT)


@pytest.mark.parametrize(
    ("more", "known"),
    [
        ({"verdict": "better"}, True),
        ({"verdict": "no worthwhile change"}, True),
        ({"verdict": "unclear"}, False),
        ({"verdict": "not enough data", "value": None}, False),
        ({"verdict": "not enough data", "value": None, "design": "D"}, True),  # people told
    ],
    ids=["better", "no change", "too wide to tell", "hidden", "told"],
)
def test_known_is_a_result_that_tells_something(more, known):
    line = annual.Line("a", "A", action("A1"), (effect(**more),), reflected=True)
    assert line.known is known
